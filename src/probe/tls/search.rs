//! Finding every suite that a server accepts in one version, with as few hellos as can be.
//!
//! An answer names one accepted suite, and proves that the server prefers it to all other accepted
//! suites of that hello; only a refusal proves that nothing of a list is accepted. So what was
//! named is taken out and the rest asked again. A server that turns out to accept many is asked in
//! parts, all at once.

use std::collections::BTreeSet;

use super::inquiry::{Inquiry, Word};
use super::prediction;
use crate::fact::Gap;
use crate::wire::{FirstFlight, Hello, ServerHello, Suite, suite, suite_name};

/// How many suites of a list may be found one after the other before the rest is dealt out: that
/// saves time and costs connections, and most servers accept few.
const FEW: usize = 4;
/// Into how many parts a list is dealt out.
const HANDS: usize = 3;
/// How a list is cut up whose server has an order of its own: after how many suites more that were found one after the
/// other, and into how many parts; then each part again. Where a server has few suites, its order shows best in one chain.
const CUTS: [(usize, usize); 3] = [(2, 2), (2, 4), (8, 4)];

/// What is known about the suites of one version.
#[derive(Debug)]
pub(super) struct Search<'a> {
    /// The hello by which the version was accepted, and which all others vary.
    pub(super) base: Hello,
    /// The accepted suites, as they were found.
    pub(super) accepted: Vec<u16>,
    /// The accepted hellos: what was offered, and what was chosen.
    pub(super) choices: Vec<(Vec<u16>, u16)>,
    /// The flights that named them.
    pub(super) flights: Vec<(&'a ServerHello, &'a FirstFlight)>,
    /// The groups that these flights had to choose from.
    pub(super) curves: Vec<Vec<u16>>,
    /// The hello that was refused first: the one with the likeliest suites of all that were refused.
    pub(super) refused: Option<Hello>,
    /// Why the list may be incomplete, if it may.
    pub(super) gap: Option<Gap>,
    /// Whether an answer is still to come.
    pub(super) pending: bool,
    /// Whether the server has an order of its own and more than [`FEW`] suites of one kind: then the search takes long.
    pub(super) long: bool,
    /// What was accepted by the moment at which that showed in the first list; empty where it did not.
    pub(super) early: Vec<u16>,
    /// Whether that may show yet in a list that was not asked to its end.
    undecided: bool,
}

impl<'a> Search<'a> {
    /// A search that knows nothing yet.
    pub(super) fn new(base: Hello) -> Self {
        Self {
            base,
            accepted: Vec::new(),
            choices: Vec::new(),
            flights: Vec::new(),
            curves: Vec::new(),
            refused: None,
            gap: None,
            pending: false,
            long: false,
            early: Vec::new(),
            undecided: false,
        }
    }

    /// Searches every suite that the version can carry, `room` in a hello.
    pub(super) fn everything(&mut self, inquiry: &mut Inquiry<'a>, room: usize) {
        self.guessed(inquiry, &[], false, room);
    }

    /// Searches with a good guess of what is accepted, in the server's order where it has one: each
    /// suite with the one before it, worse first, so that an expected answer proves both the
    /// acceptance and the order. All of it, and the rest, goes out at once.
    pub(super) fn guessed(&mut self, inquiry: &mut Inquiry<'a>, guess: &[u16], ordered: bool, room: usize) {
        if let Word::Accepted(server, flight) = inquiry.heard(&self.base) {
            self.note(&self.base.clone(), server, flight);
        }
        for (place, suite) in guess.iter().enumerate() {
            let worse = guess.get(place + 1).filter(|_| ordered);
            let list: Vec<u16> = worse.into_iter().chain([suite]).copied().collect();
            if list.len() > 1 || !self.accepted.contains(suite) {
                let word = self.ask(inquiry, list);
                // The other one was chosen: this one alone has to prove itself.
                if matches!(word, Word::Accepted(server, _) if server.suite != *suite) {
                    self.ask(inquiry, vec![*suite]);
                }
            }
        }
        self.rest(inquiry, guess, room);
    }

    /// Asks a list and keeps what is learnt.
    pub(super) fn ask(&mut self, inquiry: &mut Inquiry<'a>, suites: Vec<u16>) -> Word<'a> {
        self.ask_with(inquiry, suites, None)
    }

    /// [`Search::ask`] with groups other than the base hello's.
    pub(super) fn ask_with(
        &mut self,
        inquiry: &mut Inquiry<'a>,
        suites: Vec<u16>,
        groups: Option<Vec<u16>>,
    ) -> Word<'a> {
        let mut hello = self.base.clone().with_suites(suites);
        if let Some(groups) = groups {
            hello.groups = groups;
        }
        let word = inquiry.ask(&hello);
        match &word {
            Word::Accepted(server, flight) => self.note(&hello, server, flight),
            Word::Refused(_) => drop(self.refused.get_or_insert(hello)),
            Word::Old(..) => {}
            Word::Pending => self.pending = true,
            Word::Unknown(_) | Word::Doubtful(_) => self.gap = self.gap.take().or_else(|| word.gap()),
        }
        word
    }

    /// The pairs of accepted suites of which the server was seen to prefer the first. That ChaCha20 was chosen from a
    /// list that does not begin with AES-GCM counts for nothing: servers such as Go's put it first for such clients.
    pub(super) fn preferences(&self) -> BTreeSet<(u16, u16)> {
        let accepted: BTreeSet<u16> = self.accepted.iter().copied().collect();
        let over = |(offered, chosen): &(Vec<u16>, u16)| {
            let chosen = *chosen;
            let others = offered.iter().copied().filter(|suite| *suite != chosen && accepted.contains(suite));
            others.map(move |other| (chosen, other)).collect::<Vec<_>>()
        };
        let gcm = |code: u16| is(code, |suite| suite.forward_secret() && suite.name.contains("_GCM_"));
        let meant = |(offered, chosen): &&(Vec<u16>, u16)| {
            let first = offered.iter().copied().find(|suite| accepted.contains(suite));
            !is(*chosen, |suite| suite.name.contains("CHACHA20")) || first.is_some_and(gcm)
        };
        self.choices.iter().filter(meant).flat_map(over).collect()
    }

    /// At most so many of the accepted suites, turned round so that the one that was chosen before all
    /// others stands last, and ChaCha20, which some servers favour, right before it.
    pub(super) fn turned(&self, most: usize) -> Vec<u16> {
        let Some(best) = self.accepted.first().copied() else { return Vec::new() };
        let mut offer: Vec<u16> = self.accepted.iter().rev().copied().filter(|suite| *suite != best).collect();
        offer.sort_by_key(|suite| suite_name(*suite).contains("CHACHA20"));
        offer.truncate(most.saturating_sub(1));
        offer.push(best);
        offer
    }

    /// Keeps an answer to a list.
    pub(super) fn note(&mut self, hello: &Hello, server: &'a ServerHello, flight: &'a FirstFlight) {
        if !self.accepted.contains(&server.suite) {
            self.accepted.push(server.suite);
        }
        self.choices.push((hello.suites.clone(), server.suite));
        self.curves.push(hello.groups.clone());
        self.flights.push((server, flight));
    }

    /// Everything that is neither in `but` nor the base hello's choice: good suites, those without
    /// forward secrecy, and weak ones, each kind by itself and all kinds at once. A front that hands a
    /// connection to one of two servers by the best suite it sees would refuse a mixed list, and takes
    /// old suites from who offers nothing else.
    fn rest(&mut self, inquiry: &mut Inquiry<'a>, but: &[u16], room: usize) {
        let known: BTreeSet<u16> = but.iter().chain(&self.accepted).copied().collect();
        let left = Hello::carried_suites(self.base.version);
        let mut carried: Vec<u16> = Vec::new();
        for kind in 0..3 {
            let mut list = std::mem::take(&mut carried);
            list.extend(left.iter().filter(|code| kind_of(**code) == kind && !known.contains(code)));
            for (place, list) in list.chunks(room.max(1)).enumerate() {
                // The few at the end of those without forward secrecy are so rare (a key shared
                // beforehand and a rare cipher) that no front looks for them: they go with the weak ones.
                if kind == 1 && place > 0 && list.len() <= room / 8 {
                    carried = list.to_vec();
                    continue;
                }
                // Curves are told by the good suites at the front of their list.
                let turn = if kind == 0 && place == 0 { Some(1) } else { None };
                self.drain(inquiry, list.to_vec(), FEW, turn);
            }
        }
    }

    /// Takes out of a list what is named, until the rest is refused. After `few` of these the list is
    /// dealt out to be asked at once. With a `turn`, each hello puts another curve first.
    fn drain(&mut self, inquiry: &mut Inquiry<'a>, mut list: Vec<u16>, few: usize, mut turn: Option<usize>) {
        let (whole, mut named) = (list.clone(), Vec::new());
        for _ in 0..few {
            if list.is_empty() {
                return;
            }
            let groups = turn.map(|turn| super::curves::turned(&self.base.groups, turn));
            let word = self.ask_with(inquiry, list.clone(), groups);
            self.undecided |= few == FEW && word == Word::Pending;
            let Word::Accepted(server, _) = word else { return };
            list.retain(|suite| *suite != server.suite);
            named.push(server.suite);
            turn = turn.map(|turn| turn + 1);
        }
        if few == FEW {
            self.long |= in_own_order(&whole, &named) || self.passed_over(&named);
            // Curves are turned in the first list alone.
            if self.long && turn.is_some() {
                self.early.clone_from(&self.accepted);
            }
            if self.long {
                return self.drain_in_order(inquiry, list, turn, &CUTS);
            }
            // A list before this one may show it yet.
            if self.undecided {
                return;
            }
        }
        // Dealt like cards, because neighbours of the list are alike and likely to be accepted
        // together.
        for hand in 0..HANDS {
            let dealt: Vec<u16> = list.iter().copied().skip(hand).step_by(HANDS).collect();
            self.drain(inquiry, dealt, few * 3, None);
        }
    }
}

impl<'a> Search<'a> {
    /// Searches a list of a server that has an order of its own. Where it goes on and on, the rest is cut up into parts
    /// that are likely to stand one after the other in that order, and asked at once.
    fn drain_in_order(
        &mut self,
        inquiry: &mut Inquiry<'a>,
        mut list: Vec<u16>,
        mut turn: Option<usize>,
        cuts: &[(usize, usize)],
    ) {
        let [(few, parts), rest @ ..] = cuts else { return };
        for _ in 0..*few {
            if list.is_empty() {
                return;
            }
            let groups = turn.map(|turn| super::curves::turned(&self.base.groups, turn));
            let Word::Accepted(server, _) = self.ask_with(inquiry, list.clone(), groups) else { return };
            list.retain(|suite| *suite != server.suite);
            turn = turn.map(|turn| turn + 1);
        }
        // The last cut is made again and again.
        let rest = if rest.is_empty() { cuts } else { rest };
        for part in prediction::parts(list, *parts) {
            self.drain_in_order(inquiry, part, None, rest);
        }
    }
}

impl Search<'_> {
    /// Whether one of these accepted suites stands before the one that was chosen from the base hello.
    fn passed_over(&self, named: &[u16]) -> bool {
        let Some((offered, chosen)) = self.choices.first().filter(|first| first.0 == self.base.suites) else {
            return false;
        };
        offered.iter().take_while(|code| *code != chosen).any(|code| named.contains(code))
    }
}

/// Whether suites of a list were named in another order than the one in which they stand there. Read
/// from one chain alone: what other chains have brought by now differs from walk to walk.
fn in_own_order(list: &[u16], named: &[u16]) -> bool {
    let place = |code: &u16| list.iter().position(|own| own == code);
    !named.is_sorted_by_key(place)
}

/// 0 for a good suite, 1 for one without forward secrecy, 2 for a weak one.
fn kind_of(code: u16) -> u8 {
    match suite(code) {
        Some(suite) if suite.weak.is_some() => 2,
        Some(suite) if !suite.forward_secret() => 1,
        _ => 0,
    }
}

/// Whether a suite is known and of a kind.
fn is(code: u16, kind: impl Fn(&Suite) -> bool) -> bool {
    suite(code).is_some_and(kind)
}
