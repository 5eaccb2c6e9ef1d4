//! Whether the server or the client decides on the suite, and in which order the server does.

use std::collections::BTreeSet;

use super::inquiry::{Inquiry, Word};
use super::prediction;
use super::search::Search;
use super::tolerance::Strain;
use crate::fact::{Fact, Gap, Reason};
use crate::text::Text;
use crate::wire::{suite, suite_name};

/// The most suites that are put into order; more than this is no configuration that anybody chose.
const MOST_ORDERED: usize = 64;

/// What is known about the order of one version.
#[derive(Debug)]
pub(super) struct Order {
    /// Whether the server decides; absent where there is nothing to choose from.
    pub(super) decides: Fact<bool>,
    /// Whether ChaCha20 is taken from a client that puts it first, though it is not the server's
    /// own first choice; absent where that cannot show.
    pub(super) chacha_priority: Fact<bool>,
    /// The suites in the server's order; absent where the client decides.
    pub(super) suites: Fact<Vec<u16>>,
    /// Whether an answer is still to come.
    pub(super) pending: bool,
}

impl Order {
    /// An order that cannot be known.
    pub(super) fn unknown(gap: &Gap, pending: bool) -> Self {
        Self { decides: gap.clone().into(), chacha_priority: gap.clone().into(), suites: gap.clone().into(), pending }
    }

    /// Whether the answers about it contradict one another.
    pub(super) fn is_inconsistent(&self) -> bool {
        let torn = |gap: Option<&Gap>| gap.is_some_and(|gap| gap.reason == Reason::Inconsistent);
        torn(gap(&self.decides)) || torn(gap(&self.suites))
    }

    /// Whether a choice is another than the order says; ChaCha20 may be taken out of turn.
    pub(super) fn is_against(&self, offered: &[u16], chosen: u16) -> bool {
        let Fact::Known(suites) = &self.suites else { return false };
        let best = suites.iter().find(|suite| offered.contains(suite));
        let favoured = is_chacha(chosen) && self.chacha_priority == Fact::Known(true);
        best.is_some_and(|best| *best != chosen && !favoured)
    }

    /// [`Order::ask`], once the strained hello was answered, whose answer may spare it a question; at once where
    /// it is known already who decides.
    pub(super) fn after<'a>(strain: Option<&Strain<'a>>, inquiry: &mut Inquiry<'a>, search: &mut Search<'a>) -> Self {
        if strain.is_some_and(|strain| strain.pending) && !server_decided(search) {
            return Self { decides: Fact::Absent, chacha_priority: Fact::Absent, suites: Fact::Absent, pending: true };
        }
        Self::ask(inquiry, search)
    }

    /// Asks what the search has not shown already.
    fn ask<'a>(inquiry: &mut Inquiry<'a>, search: &mut Search<'a>) -> Self {
        let mut own =
            Self { decides: Fact::Absent, chacha_priority: Fact::Absent, suites: Fact::Absent, pending: false };
        if search.pending {
            own.pending = true;
            return own;
        }
        if search.accepted.len() < 2 {
            return own;
        }
        // What the questions about the order bring must not spoil what is known of the list.
        let gap = search.gap.clone();
        own.complete(inquiry, search);
        own.pending = std::mem::take(&mut search.pending);
        search.gap = gap;
        own
    }

    fn complete<'a>(&mut self, inquiry: &mut Inquiry<'a>, search: &mut Search<'a>) {
        self.decides = decides(inquiry, search);
        match &self.decides {
            Fact::Known(true) => {
                self.chacha_priority = chacha_priority(inquiry, search);
                self.suites = sorted(inquiry, search);
            }
            Fact::Unknown(gap) => {
                self.chacha_priority = gap.clone().into();
                self.suites = gap.clone().into();
            }
            Fact::Known(false) | Fact::Absent => {}
        }
    }
}

fn gap<T>(fact: &Fact<T>) -> Option<&Gap> {
    match fact {
        Fact::Unknown(gap) => Some(gap),
        _ => None,
    }
}

/// Whether another suite was chosen than the client's first.
fn server_decided(search: &Search<'_>) -> bool {
    let first_of = |offered: &[u16]| offered.iter().find(|suite| search.accepted.contains(suite)).copied();
    search.choices.iter().any(|(offered, chosen)| first_of(offered) != Some(*chosen))
}

fn decides<'a>(inquiry: &mut Inquiry<'a>, search: &mut Search<'a>) -> Fact<bool> {
    if server_decided(search) {
        return Fact::Known(true);
    }
    // So far every choice was the client's first. Where of two suites each was once chosen before the
    // other, the order in which they stood decided.
    let preferences = search.preferences();
    if preferences
        .iter()
        .any(|(one, other)| !is_chacha(*one) && !is_chacha(*other) && preferences.contains(&(*other, *one)))
    {
        return Fact::Known(false);
    }
    // The one that was chosen before all others is put last.
    let offer = search.turned(32);
    match search.ask(inquiry, offer.clone()) {
        Word::Accepted(server, _) => Fact::Known(offer.first() != Some(&server.suite)),
        word => refused_again(&word).into(),
    }
}

fn chacha_priority<'a>(inquiry: &mut Inquiry<'a>, search: &mut Search<'a>) -> Fact<bool> {
    let (chacha, others): (Vec<u16>, Vec<u16>) = search.accepted.iter().partition(|suite| is_chacha(**suite));
    let (Some(first), false) = (chacha.first().copied(), others.is_empty()) else { return Fact::Absent };
    // Only against suites that the server was seen to prefer can the client's wish show.
    let preferences = search.preferences();
    let better: Vec<u16> = others.into_iter().filter(|other| preferences.contains(&(*other, first))).take(8).collect();
    if better.is_empty() {
        return Fact::Absent;
    }
    let offer: Vec<u16> = [first].into_iter().chain(better).collect();
    // Kept apart from the search's choices, because it may contradict them.
    match inquiry.ask(&search.base.clone().with_suites(offer)) {
        Word::Accepted(server, _) => Fact::Known(server.suite == first),
        Word::Pending => {
            search.pending = true;
            Fact::Unknown(Reason::NotCollected.into())
        }
        word => refused_again(&word).into(),
    }
}

/// Takes the best out of what is left, again and again. Where the answers so far leave several that
/// may be the best, one hello with these decides. The order is the one for clients that put AES-GCM
/// first.
fn sorted<'a>(inquiry: &mut Inquiry<'a>, search: &mut Search<'a>) -> Fact<Vec<u16>> {
    if search.accepted.len() > MOST_ORDERED {
        return Fact::Unknown(Gap::new(
            Reason::Budget,
            Text::new("nhiều hơn 64 bộ mã nên không hỏi thứ tự", "more than 64 suites, so their order is not asked"),
        ));
    }
    bridge(inquiry, search);
    if search.pending {
        return Fact::Unknown(Reason::NotCollected.into());
    }
    let mut preferences = search.preferences();
    let mut left: BTreeSet<u16> = search.accepted.iter().copied().collect();
    let mut order = Vec::new();
    while !left.is_empty() {
        let beaten: BTreeSet<u16> =
            preferences.iter().filter(|pair| left.contains(&pair.0)).map(|pair| pair.1).collect();
        let mut best: Vec<u16> = left.iter().copied().filter(|suite| !beaten.contains(suite)).collect();
        best.sort_by_key(|suite| (is_chacha(*suite), !is_modern_gcm(*suite)));
        let next = match best.as_slice() {
            [] => return Fact::Unknown(inconsistent()),
            [only] => *only,
            _ => match search.ask(inquiry, best.clone()) {
                Word::Accepted(server, _) => server.suite,
                word => return refused_again(&word).into(),
            },
        };
        preferences.extend(best.iter().filter(|other| **other != next).map(|other| (next, *other)));
        left.remove(&next);
        order.push(next);
    }
    Fact::Known(order)
}

/// Where it is not known of two neighbours in the likeliest order which comes first, both are asked, the
/// later one first; all at once.
fn bridge<'a>(inquiry: &mut Inquiry<'a>, search: &mut Search<'a>) {
    let preferences = search.preferences();
    let likely = prediction::order(&search.accepted, &preferences);
    let known = |one: u16, other: u16| preferences.contains(&(one, other)) || preferences.contains(&(other, one));
    let neighbours = likely.windows(2).filter_map(|pair| match pair {
        [one, other] if !known(*one, *other) => Some((*one, *other)),
        _ => None,
    });
    for (one, other) in neighbours.collect::<Vec<_>>() {
        search.ask(inquiry, vec![other, one]);
    }
}

/// Suites that were accepted are refused when asked once more: no statement can be built on that.
fn refused_again(word: &Word<'_>) -> Gap {
    word.gap().unwrap_or_else(inconsistent)
}

fn inconsistent() -> Gap {
    Gap::new(
        Reason::Inconsistent,
        Text::new(
            "tls: máy chủ trả lời mâu thuẫn về thứ tự các bộ mã",
            "tls: the server's answers about the order of suites contradict one another",
        ),
    )
}

fn is_chacha(code: u16) -> bool {
    suite_name(code).contains("CHACHA20")
}

/// Whether a client that puts the suite first is taken for one that computes AES in hardware.
fn is_modern_gcm(code: u16) -> bool {
    suite(code).is_some_and(|suite| suite.forward_secret() && suite.name.contains("_GCM_"))
}
