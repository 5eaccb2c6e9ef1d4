//! What a set of stretches amounts to, in a form that can be merged.

use std::collections::BTreeMap;

use super::outage::Outage;
use super::seen::{Seen, Why};
use super::timeline::{Span, Timeline};
use crate::ledger::samples::{Class, Fault, Moment, State, Stretch};
use crate::profile::LinkPolicy;

/// The sums of a set of stretches. Those of parts, merged in the order of time, are those of the whole: an outage that
/// goes on across the border of two parts is one, whether both were read from the outages of the whole or each from its
/// own (the latter where [`LinkPolicy::recover`] is one).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Tally {
    /// Milliseconds in which it served.
    pub up_ms: i64,
    /// Milliseconds in which it did not, by class.
    pub classes: BTreeMap<Class, i64>,
    /// The same by whose matter they are.
    pub faults: BTreeMap<Fault, i64>,
    /// Milliseconds that nobody knows of.
    pub unknown: BTreeMap<Why, i64>,
    /// The first state that is known in it.
    opens: Option<State>,
    /// The first outage: it may have begun in an earlier part.
    first: Option<Piece>,
    /// The last outage besides the first: it may go on in a later part.
    last: Option<Piece>,
    /// The outages between.
    between: Outages,
    /// How many failed samples make an episode.
    confirm: u32,
    /// How many good ones end an outage.
    recover: u32,
}

/// What of one outage lies in a part.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Piece {
    /// When the outage began: by which pieces of it are known to be of one.
    began: Moment,
    /// Whether nothing good was seen before it.
    from_before: bool,
    ended: bool,
    down_ms: i64,
    samples: u64,
    confirmed: bool,
}

/// Sums over outages.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Outages {
    /// How many.
    pub(super) count: u64,
    /// How many were confirmed.
    pub(super) episodes: u64,
    /// How many ended.
    pub(super) ended: u64,
    /// Milliseconds down of those that ended.
    pub(super) ended_ms: i64,
    /// Milliseconds down of all.
    pub(super) down_ms: i64,
    /// The squares of the milliseconds of each, summed.
    pub(super) squares: u128,
    /// The longest, in milliseconds.
    pub(super) longest_ms: i64,
}

impl Tally {
    /// The sums of a timeline over stretches that are sorted and do not overlap. What lies outside of the timeline was
    /// not watched.
    pub fn of(timeline: &Timeline, outages: &[Outage], stretches: &[Stretch], policy: &LinkPolicy) -> Self {
        let mut tally = Self { confirm: policy.confirm, recover: policy.recover, ..Self::default() };
        let mut at = 0;
        for stretch in stretches {
            at = outages.partition_point(|outage| outage.start.by <= stretch.from).saturating_sub(1).max(at);
            let inside = stretch.common(timeline.within).map_or(0, Stretch::length);
            let outside = stretch.length().saturating_sub(inside);
            if outside > 0 {
                add(&mut tally.unknown, Why::NotWatched, outside);
            }
            for span in timeline.spans_in(*stretch) {
                let Some(common) = span.stretch.common(*stretch) else { continue };
                let length = common.length();
                if tally.opens.is_none() && span.seen.state() != State::Unknown {
                    tally.opens = Some(span.seen.state());
                }
                match span.seen {
                    Seen::Up(_) => tally.up_ms = tally.up_ms.saturating_add(length),
                    Seen::Unknown(why) => add(&mut tally.unknown, why, length),
                    Seen::Down(class, blame) => {
                        add(&mut tally.classes, class, length);
                        add(&mut tally.faults, blame.fault(class), length);
                        while outages.get(at + 1).is_some_and(|next| next.start.by <= common.from) {
                            at += 1;
                        }
                        let samples = Span { stretch: common, ..*span }.samples();
                        if let Some(outage) = outages.get(at) {
                            tally.take(Piece::of(outage, length, samples));
                        }
                    }
                }
            }
        }
        tally
    }

    /// Adds a later part.
    pub fn merge(&mut self, later: &Self) {
        self.confirm = self.confirm.max(later.confirm);
        self.recover = self.recover.max(later.recover);
        self.up_ms = self.up_ms.saturating_add(later.up_ms);
        later.classes.iter().for_each(|(class, length)| add(&mut self.classes, *class, *length));
        later.faults.iter().for_each(|(fault, length)| add(&mut self.faults, *fault, *length));
        later.unknown.iter().for_each(|(why, length)| add(&mut self.unknown, *why, *length));
        if later.opens == Some(State::Up)
            && self.recover <= 1
            && let Some(open) = self.last.as_mut().or(self.first.as_mut())
        {
            open.ended = true;
        }
        self.opens = self.opens.or(later.opens);
        let Some(first) = later.first else { return };
        self.take(first);
        if let Some(last) = later.last {
            self.close_last();
            self.between.merge(&later.between);
            self.last = Some(last);
        }
    }

    /// Milliseconds in which it did not serve.
    pub fn down_ms(&self) -> i64 {
        self.classes.values().copied().fold(0, i64::saturating_add)
    }

    /// Milliseconds that nobody knows of.
    pub fn unknown_ms(&self) -> i64 {
        self.unknown.values().copied().fold(0, i64::saturating_add)
    }

    /// Milliseconds in which somebody watched.
    pub fn watched_ms(&self) -> i64 {
        self.up_ms.saturating_add(self.down_ms())
    }

    /// Whether the last outage was not seen to end.
    pub fn open(&self) -> bool {
        self.last.or(self.first).is_some_and(|piece| !piece.ended)
    }

    /// The sums over its outages.
    pub(super) fn outages(&self) -> Outages {
        let mut all = self.between;
        for piece in [&self.first, &self.last].into_iter().flatten() {
            all.add(piece, self.confirm);
        }
        all
    }

    /// Takes in what follows of an outage: of the last one, or of another.
    fn take(&mut self, piece: Piece) {
        match self.last.as_mut().or(self.first.as_mut()) {
            None => self.first = Some(piece),
            Some(last) if last.goes_on(&piece) => last.take_in(&piece),
            Some(_) => {
                self.close_last();
                self.last = Some(piece);
            }
        }
    }

    fn close_last(&mut self) {
        if let Some(last) = self.last.take() {
            self.between.add(&last, self.confirm);
        }
    }
}

impl Piece {
    const fn of(outage: &Outage, down_ms: i64, samples: u64) -> Self {
        Self {
            began: outage.start.by,
            from_before: outage.start.after.is_none(),
            ended: outage.end.is_some(),
            down_ms,
            samples,
            confirmed: outage.confirmed,
        }
    }

    /// Whether a later piece is of the same outage.
    fn goes_on(&self, later: &Self) -> bool {
        self.began == later.began || (!self.ended && later.from_before)
    }

    const fn take_in(&mut self, later: &Self) {
        self.ended = later.ended;
        self.down_ms = self.down_ms.saturating_add(later.down_ms);
        self.samples = self.samples.saturating_add(later.samples);
        self.confirmed = self.confirmed || later.confirmed;
    }
}

impl Outages {
    fn add(&mut self, piece: &Piece, confirm: u32) {
        let down = piece.down_ms;
        let square = u128::from(down.unsigned_abs()).pow(2);
        self.merge(&Self {
            count: 1,
            episodes: u64::from(piece.confirmed || piece.samples >= u64::from(confirm)),
            ended: u64::from(piece.ended),
            ended_ms: if piece.ended { down } else { 0 },
            down_ms: down,
            squares: square,
            longest_ms: down,
        });
    }

    fn merge(&mut self, other: &Self) {
        self.count = self.count.saturating_add(other.count);
        self.episodes = self.episodes.saturating_add(other.episodes);
        self.ended = self.ended.saturating_add(other.ended);
        self.ended_ms = self.ended_ms.saturating_add(other.ended_ms);
        self.down_ms = self.down_ms.saturating_add(other.down_ms);
        self.squares = self.squares.saturating_add(other.squares);
        self.longest_ms = self.longest_ms.max(other.longest_ms);
    }
}

fn add<K: Ord>(sums: &mut BTreeMap<K, i64>, key: K, more: i64) {
    let sum = sums.entry(key).or_default();
    *sum = sum.saturating_add(more);
}
