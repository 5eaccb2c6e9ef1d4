//! Finding every suite that a server accepts in one version, with as few hellos as can be.
//!
//! An answer names one accepted suite, and proves that the server prefers it to all other accepted
//! suites of that hello; only a refusal proves that nothing of a list is accepted. So what was
//! named is taken out and the rest asked again. A server that turns out to accept many is asked in
//! halves, both at once.

use std::collections::BTreeSet;

use super::inquiry::{Inquiry, Word};
use crate::fact::Gap;
use crate::wire::{FirstFlight, Hello, ServerHello, Suite, suite};

/// How many suites of a list may be found one after the other before the rest is halved: halving
/// saves time and costs connections, and most servers accept few.
const FEW: usize = 4;

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
    /// The hello that was refused first: the one with the likeliest suites of all that were refused.
    pub(super) refused: Option<Hello>,
    /// Why the list may be incomplete, if it may.
    pub(super) gap: Option<Gap>,
    /// Whether an answer is still to come.
    pub(super) pending: bool,
}

impl<'a> Search<'a> {
    /// A search that knows nothing yet.
    pub(super) fn new(base: Hello) -> Self {
        Self {
            base,
            accepted: Vec::new(),
            choices: Vec::new(),
            flights: Vec::new(),
            refused: None,
            gap: None,
            pending: false,
        }
    }

    /// Searches every suite that the version can carry, `room` in a hello.
    pub(super) fn everything(&mut self, inquiry: &mut Inquiry<'a>, room: usize) {
        self.drain(inquiry, self.base.suites.clone(), 0);
        self.rest(inquiry, &[], room);
    }

    /// Searches with a good guess of what is accepted, in the server's order where it has one: each
    /// suite with the one before it, worse first, so that an expected answer proves both the
    /// acceptance and the order. All of it, and the rest, goes out at once.
    pub(super) fn guessed(&mut self, inquiry: &mut Inquiry<'a>, guess: &[u16], ordered: bool, room: usize) {
        if let Word::Accepted(server, flight) = inquiry.heard(&self.base) {
            self.note(&self.base.suites.clone(), server, flight);
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
        let hello = self.base.clone().with_suites(suites.clone());
        let word = inquiry.ask(&hello);
        match &word {
            Word::Accepted(server, flight) => self.note(&suites, server, flight),
            Word::Refused(_) => drop(self.refused.get_or_insert(hello)),
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

    fn note(&mut self, offered: &[u16], server: &'a ServerHello, flight: &'a FirstFlight) {
        if !self.accepted.contains(&server.suite) {
            self.accepted.push(server.suite);
        }
        self.choices.push((offered.to_vec(), server.suite));
        self.flights.push((server, flight));
    }

    /// Everything that is neither in the base hello's list nor in `but`; what the base hello itself
    /// leaves open goes with it where there is a guess.
    fn rest(&mut self, inquiry: &mut Inquiry<'a>, but: &[u16], room: usize) {
        let drained = if but.is_empty() { self.base.suites.as_slice() } else { &[] };
        let known: BTreeSet<u16> = drained.iter().chain(but).chain(&self.accepted).copied().collect();
        let mut left = Hello::carried_suites(self.base.version);
        left.retain(|suite| !known.contains(suite));
        for list in left.chunks(room.max(1)) {
            self.drain(inquiry, list.to_vec(), 0);
        }
        if !self.pending {
            self.apart(inquiry, room);
        }
    }

    /// Asks for suites without forward secrecy, and for weak ones, by themselves where none of the
    /// kind was found: a front that hands a connection to one of two servers by the best suite it
    /// sees refuses a mixed list, and takes old suites from who offers nothing else.
    fn apart(&mut self, inquiry: &mut Inquiry<'a>, room: usize) {
        let weak: fn(&Suite) -> bool = |suite| suite.weak.is_some();
        let fixed: fn(&Suite) -> bool = |suite| suite.weak.is_none() && !suite.forward_secret();
        for kind in [fixed, weak] {
            if self.accepted.iter().any(|code| is(*code, kind)) {
                continue;
            }
            let mut all = Hello::carried_suites(self.base.version);
            all.retain(|code| is(*code, kind));
            for list in all.chunks(room.max(1)) {
                self.drain(inquiry, list.to_vec(), 0);
            }
        }
    }

    fn drain(&mut self, inquiry: &mut Inquiry<'a>, mut list: Vec<u16>, found: usize) {
        if list.is_empty() {
            return;
        }
        let Word::Accepted(server, _) = self.ask(inquiry, list.clone()) else { return };
        list.retain(|suite| *suite != server.suite);
        if found + 1 < FEW {
            return self.drain(inquiry, list, found + 1);
        }
        // Dealt like cards, because neighbours of the list are alike and likely to be accepted
        // together.
        let (even, odd): (Vec<_>, Vec<_>) = list.iter().enumerate().partition(|(place, _)| place % 2 == 0);
        for half in [even, odd] {
            self.drain(inquiry, half.into_iter().map(|(_, suite)| *suite).collect(), found + 1);
        }
    }
}

/// Whether a suite is known and of a kind.
fn is(code: u16, kind: impl Fn(&Suite) -> bool) -> bool {
    suite(code).is_some_and(kind)
}
