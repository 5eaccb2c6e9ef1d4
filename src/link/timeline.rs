//! What is known of a hop at every moment of a stretch of time.

use super::clock::ClockMark;
use super::seen::{Seen, Why};
use crate::ledger::samples::{ClockEvent, Moment, Session, SessionId, State, Stretch};

/// A session as the store tells it: its number, itself, and what befell its clock.
pub type Known = (SessionId, Session, Vec<ClockEvent>);

/// What is known of a hop throughout a stretch: spans in the order of time, without a hole, none empty, no two
/// neighbours alike.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Timeline {
    /// The stretch.
    pub within: Stretch,
    /// Its spans.
    pub spans: Vec<Span>,
    /// What befell the clocks of those who watched.
    pub marks: Vec<ClockMark>,
}

/// A stretch of time in which the same is known.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Span {
    /// The stretch.
    pub stretch: Stretch,
    /// What is known.
    pub seen: Seen,
    /// When the first of its samples was due: before the stretch where that was cut. Of time that nobody watched its
    /// beginning.
    pub first: Moment,
    /// When the last of its samples was due: after the stretch where that was cut.
    pub last: Moment,
    /// How many samples there are from `first` to `last`, inside the stretch or not.
    pub taken: u64,
}

impl Timeline {
    /// The part of it within a stretch.
    #[must_use]
    pub fn cut(&self, within: Stretch) -> Self {
        let Some(within) = self.within.common(within) else {
            let at = within.from.clamp(self.within.from, self.within.to);
            return Self { within: Stretch { from: at, to: at }, spans: Vec::new(), marks: Vec::new() };
        };
        let spans = self.spans_in(within).iter();
        let spans = spans.filter_map(|span| Some(Span { stretch: span.stretch.common(within)?, ..*span })).collect();
        let marks =
            self.marks.iter().copied().filter(|mark| mark.at() >= within.from && mark.at() < within.to).collect();
        Self { within, spans, marks }
    }

    /// Adds a later part; what lies between is unknown, and what overlaps is left as it is.
    pub fn join(&mut self, later: &Self) {
        let later = later.cut(Stretch { from: self.within.to, to: later.within.to.max(self.within.to) });
        if later.spans.is_empty() {
            return;
        }
        let between = Stretch { from: self.within.to, to: later.within.from };
        if between.length() > 0 {
            append(&mut self.spans, Span::unknown(between, Why::NotWatched));
        }
        later.spans.into_iter().for_each(|span| append(&mut self.spans, span));
        self.within.to = later.within.to;
        self.marks.extend(later.marks);
    }

    /// What is known at a moment; `None` outside of it.
    pub fn at(&self, moment: Moment) -> Option<Seen> {
        let span = self.spans.get(self.place(moment))?;
        (span.stretch.from <= moment && moment < span.stretch.to).then_some(span.seen)
    }

    /// When somebody first watched within it; `None` where nobody ever did.
    pub fn first_watched(&self) -> Option<Moment> {
        let watched = |span: &&Span| span.seen != Seen::Unknown(Why::NotWatched);
        self.spans.iter().find(watched).map(|span| span.stretch.from)
    }

    /// The spans that reach into a stretch.
    pub fn spans_in(&self, within: Stretch) -> &[Span] {
        let end = self.spans.partition_point(|span| span.stretch.from < within.to);
        self.spans.get(self.place(within.from)..end).unwrap_or_default()
    }

    /// Milliseconds of a stretch in which it was seen down.
    pub fn down_within(&self, within: Stretch) -> i64 {
        let down = self.spans_in(within).iter().filter(|span| span.seen.state() == State::Down);
        down.filter_map(|span| span.stretch.common(within)).fold(0, |sum, part| sum.saturating_add(part.length()))
    }

    /// The place of the first span that ends behind a moment.
    fn place(&self, moment: Moment) -> usize {
        self.spans.partition_point(|span| span.stretch.to <= moment)
    }

    /// Makes a set of stretches unknown, as far as `which` says so of what is known there.
    pub(super) fn overlay(&mut self, over: &[Stretch], why: Why, which: impl Fn(Seen) -> bool) {
        if over.is_empty() {
            return;
        }
        let mut spans = Vec::with_capacity(self.spans.len() + over.len());
        let mut at = 0;
        for span in std::mem::take(&mut self.spans) {
            while over.get(at).is_some_and(|over| over.to <= span.stretch.from) {
                at += 1;
            }
            let mut from = span.stretch.from;
            let reaching = over.get(at..).unwrap_or_default().iter();
            for over in reaching.take_while(|over| over.from < span.stretch.to && which(span.seen)) {
                let Some(common) = over.common(span.stretch) else { continue };
                append(&mut spans, Span { stretch: Stretch { from, to: common.from }, ..span });
                append(&mut spans, Span::unknown(common, why));
                from = common.to;
            }
            append(&mut spans, Span { stretch: Stretch { from, to: span.stretch.to }, ..span });
        }
        self.spans = spans;
    }
}

/// Adds a span behind others, joined with the last where both are alike; nothing of an empty one.
pub(super) fn append(spans: &mut Vec<Span>, span: Span) {
    if span.stretch.length() == 0 {
        return;
    }
    match spans.last_mut() {
        Some(last) if last.seen == span.seen && last.stretch.to == span.stretch.from => last.take_in(&span),
        _ => spans.push(span),
    }
}

impl Span {
    /// A stretch that nobody knows of, without samples.
    pub const fn unknown(stretch: Stretch, why: Why) -> Self {
        Self { stretch, seen: Seen::Unknown(why), first: stretch.from, last: stretch.from, taken: 0 }
    }

    /// How many of its samples were due within the stretch: exact where they came at a steady pace.
    pub fn samples(&self) -> u64 {
        self.due_before(self.stretch.to).saturating_sub(self.due_before(self.stretch.from))
    }

    /// The last sample that was due within the stretch.
    pub fn last_within(&self) -> Moment {
        self.last.min(self.stretch.to).max(self.first)
    }

    /// How many samples were due before a moment.
    fn due_before(&self, moment: Moment) -> u64 {
        if moment <= self.first || self.taken == 0 {
            return 0;
        }
        if moment > self.last {
            return self.taken;
        }
        let steps = i128::from(self.taken - 1) * i128::from(moment.since(self.first));
        let length = i128::from(self.last.since(self.first)).max(1);
        u64::try_from((steps + length - 1) / length).unwrap_or_default().clamp(1, self.taken)
    }

    /// Takes in the span that follows. What is cut of one run stays that run.
    fn take_in(&mut self, next: &Self) {
        if (self.first, self.last, self.taken) != (next.first, next.last, next.taken) {
            let behind = next.taken.saturating_sub(next.due_before(next.stretch.from));
            self.taken = self.due_before(self.stretch.to).saturating_add(behind);
            self.last = if behind > 0 { next.last } else { self.last.min(self.stretch.to) };
        }
        self.stretch.to = next.stretch.to;
    }
}
