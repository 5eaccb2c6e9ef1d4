//! Runs of several sessions woven into one timeline.
//!
//! A sample speaks until the next of its session, for one interval at most; a run whose successor comes within
//! [`Run::reach`] speaks until there. What a sample says beyond that is never claimed: the time is unknown. Where
//! sessions overlap (two watchers at once, a wall clock that was set back between two of them), down is kept before up,
//! and up before unknown: nothing is counted twice, and no failure is hidden by the other session.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use super::seen::{Seen, Why};
use super::timeline::{Known, Span, Timeline};
use super::{clock, timeline};
use crate::ledger::samples::{Class, Moment, Run, Sample, SessionId, State, Stretch, push};

/// The runs of samples in any order, with or without duplicates.
pub fn runs_of(mut samples: Vec<(SessionId, Sample)>) -> Vec<Run> {
    samples.sort_by_key(|(session, sample)| (*session, sample.sequence, sample.at));
    samples.dedup_by_key(|(session, sample)| (*session, sample.sequence));
    samples.sort_by_key(|(session, sample)| (*session, sample.at));
    let mut runs = Vec::new();
    samples.iter().for_each(|(session, sample)| push(&mut runs, Run::of(*session, sample)));
    runs
}

impl Timeline {
    /// What the runs of one series tell of a stretch, in any order. The store should be asked for the runs of a stretch
    /// that begins one and a half intervals earlier, so that what was sampled before speaks for the beginning.
    pub fn of(within: Stretch, runs: &[Run], sessions: &[Known]) -> Self {
        let mut weaver = Weaver::new(within);
        if one_after_another(runs) {
            follow(runs, &mut weaver);
        } else {
            weave(&pieces(runs), &mut weaver);
        }
        let mut timeline = weaver.finish();
        clock::lay_over(&mut timeline, runs, sessions);
        timeline
    }
}

/// Whether no run reaches into another's time, and no session comes back: then nothing must be decided.
fn one_after_another(runs: &[Run]) -> bool {
    let mut sessions = BTreeSet::new();
    runs.iter().enumerate().all(|(at, run)| {
        let before = at.checked_sub(1).and_then(|before| runs.get(before));
        let begins = before.is_none_or(|before| before.session != run.session);
        run.first <= run.last
            && before.is_none_or(|before| before.last < run.first)
            && (!begins || sessions.insert(run.session))
    })
}

/// The spans of runs that follow one another.
fn follow(runs: &[Run], weaver: &mut Weaver) {
    let mut rest = runs.iter().peekable();
    while let Some(run) = rest.next() {
        let until = match rest.peek() {
            Some(next) if next.first <= run.reach() => next.first,
            _ => run.last.plus(i64::from(run.every)),
        };
        weaver.lay(Stretch { from: run.first, to: until }, &Piece::of(run));
    }
}

/// A run with the time for which it speaks beyond doubt.
#[derive(Clone, Copy, Debug)]
struct Piece {
    session: SessionId,
    class: Class,
    from: Moment,
    /// The due time of its last sample.
    last: Moment,
    /// Until when it speaks, whatever others say: the next run of its session, or its last sample.
    until: Moment,
    /// Until when its last sample speaks where no other does.
    speaks: Moment,
    /// Until when another session may go on from it without a hole.
    reach: Moment,
    taken: u64,
}

impl Piece {
    fn of(run: &Run) -> Self {
        let run = Run { last: run.last.max(run.first), ..*run };
        Self {
            session: run.session,
            class: run.class,
            from: run.first,
            last: run.last,
            until: run.last,
            speaks: run.last.plus(i64::from(run.every)),
            reach: run.reach(),
            taken: u64::from(run.samples),
        }
    }

    /// Whether the end of the run is the end of what is sure.
    fn ends_open(&self) -> bool {
        self.until == self.last
    }
}

/// Runs without duplicates, each with its sure time, in the order of time.
fn pieces(runs: &[Run]) -> Vec<Piece> {
    let mut all: Vec<_> = runs.iter().map(Piece::of).collect();
    all.sort_by_key(|piece| (piece.session, piece.from, Reverse(piece.last), piece.class, piece.taken));
    let mut kept: Vec<Piece> = Vec::with_capacity(all.len());
    for piece in all {
        match kept.last_mut() {
            Some(last) if last.session == piece.session && last.class == piece.class && piece.from <= last.last => {
                last.speaks = last.speaks.max(piece.speaks);
                last.reach = last.reach.max(piece.reach);
                last.taken = last.taken.max(piece.taken);
                last.last = last.last.max(piece.last);
                last.until = last.last;
            }
            _ => kept.push(piece),
        }
    }
    for at in 1..kept.len() {
        let Some([piece, next]) = kept.get_mut(at - 1..=at) else { continue };
        if piece.session == next.session && next.from > piece.last && next.from <= piece.reach {
            piece.until = next.from;
        }
    }
    kept.sort_by_key(|piece| (piece.from, piece.until, piece.class, piece.session, piece.last));
    kept
}

/// What wins where two speak: down, then up, then unknown.
const fn rank(class: Class) -> Rank {
    let state = match class.state() {
        State::Down => 0,
        State::Up => 1,
        State::Unknown => 2,
    };
    (state, class)
}

/// The strongest is the least.
type Rank = (u8, Class);

/// Lays pieces that may overlap.
fn weave(pieces: &[Piece], weaver: &mut Weaver) {
    let mut sweep = Sweep::default();
    let mut rest = pieces.iter().enumerate().peekable();
    loop {
        let next = rest.peek().map(|(_, piece)| piece.from);
        let Some(boundary) = [next, sweep.next_end()].into_iter().flatten().min() else { break };
        sweep.speak_until(boundary, next == Some(boundary), pieces, weaver);
        sweep.end(boundary, pieces);
        while let Some((index, piece)) = rest.next_if(|(_, piece)| piece.from == boundary) {
            sweep.begin(index, piece);
        }
        sweep.at = boundary;
    }
    sweep.speak_until(Moment(i64::MAX), false, pieces, weaver);
}

/// Where a weaving stands.
#[derive(Default)]
struct Sweep {
    at: Moment,
    /// The pieces that speak beyond doubt, the strongest first.
    sure: BTreeSet<(Rank, usize)>,
    /// When they end.
    ends: BinaryHeap<Reverse<(Moment, usize)>>,
    /// The newest sample whose session has no successor yet.
    newest: Option<Piece>,
    /// A failed one of those, while another session was sure of something.
    failed: Option<Piece>,
}

impl Sweep {
    fn next_end(&self) -> Option<Moment> {
        self.ends.peek().map(|Reverse((until, _))| *until)
    }

    /// Lays what is known from where it stands to a boundary; `begins` says whether a piece begins there.
    fn speak_until(&self, boundary: Moment, begins: bool, pieces: &[Piece], weaver: &mut Weaver) {
        let all = Stretch { from: self.at, to: boundary };
        let Some(sure) = self.sure.first().and_then(|(_, index)| pieces.get(*index)) else {
            if let Some(newest) = &self.newest {
                let to = if begins && boundary <= newest.reach { boundary } else { newest.speaks.min(boundary) };
                weaver.lay(Stretch { to, ..all }, newest);
            }
            return;
        };
        let mut from = self.at;
        if let Some(failed) = self.failed.filter(|_| sure.class.state() != State::Down) {
            let to = failed.speaks.min(boundary).max(from);
            weaver.lay(Stretch { from, to }, &failed);
            from = to;
        }
        weaver.lay(Stretch { from, to: boundary }, sure);
    }

    fn begin(&mut self, index: usize, piece: &Piece) {
        self.failed = self.failed.filter(|failed| failed.last == piece.from);
        if piece.until > piece.from {
            self.sure.insert((rank(piece.class), index));
            self.ends.push(Reverse((piece.until, index)));
        } else {
            self.ended(piece);
        }
    }

    fn end(&mut self, boundary: Moment, pieces: &[Piece]) {
        while let Some(Reverse((until, index))) = self.ends.peek().copied() {
            if until > boundary {
                break;
            }
            self.ends.pop();
            let Some(piece) = pieces.get(index) else { continue };
            self.sure.remove(&(rank(piece.class), index));
            if piece.ends_open() {
                self.ended(piece);
            }
        }
    }

    /// Notes a last sample.
    fn ended(&mut self, piece: &Piece) {
        let order = |piece: &Piece| (piece.last, Reverse(rank(piece.class)), piece.speaks);
        if self.newest.is_none_or(|newest| order(&newest) < order(piece)) {
            self.newest = Some(*piece);
        }
        if piece.class.state() == State::Down {
            self.failed = Some(*piece);
        }
    }
}

/// Lays spans one behind the other, fills what is between, joins what is alike.
struct Weaver {
    within: Stretch,
    spans: Vec<Span>,
    /// Until where it has laid.
    at: Moment,
}

impl Weaver {
    fn new(within: Stretch) -> Self {
        let within = Stretch { from: within.from, to: within.to.max(within.from) };
        Self { within, spans: Vec::new(), at: within.from }
    }

    fn lay(&mut self, stretch: Stretch, piece: &Piece) {
        let from = stretch.from.max(self.at);
        let Some(stretch) = (Stretch { from, ..stretch }).common(self.within) else { return };
        self.leave_out(stretch.from);
        let seen = Seen::of(piece.class);
        self.at = stretch.to;
        timeline::append(
            &mut self.spans,
            Span { stretch, seen, first: piece.from, last: piece.last, taken: piece.taken },
        );
    }

    fn leave_out(&mut self, until: Moment) {
        if self.at < until {
            let stretch = Stretch { from: self.at, to: until };
            self.spans.push(Span::unknown(stretch, Why::NotWatched));
            self.at = until;
        }
    }

    fn finish(mut self) -> Timeline {
        self.leave_out(self.within.to);
        Timeline { within: self.within, spans: self.spans, marks: Vec::new() }
    }
}
