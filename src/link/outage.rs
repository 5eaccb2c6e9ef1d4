//! Outages: every stretch of down, from the first failed sample to the first good one.

use std::cmp::Reverse;

use super::seen::{Blame, Seen};
use super::timeline::{Span, Timeline};
use crate::ledger::samples::{Class, Fault, Moment};
use crate::profile::LinkPolicy;

/// A change of state, known to lie in an interval.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct Edge {
    /// The last sample before the change; `None` where none was ever seen.
    pub after: Option<Moment>,
    /// The first sample behind it.
    pub by: Moment,
}

/// One outage. Unknown time inside belongs to it where it was down before and after.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Outage {
    /// When it began: after the last good sample, by the first failed one.
    pub start: Edge,
    /// When it ended: after the last failed sample, by the first good one; `None` while it lasts.
    pub end: Option<Edge>,
    /// Until when it lasts in the timeline: the first good sample, or the timeline's end.
    pub until: Moment,
    /// How many milliseconds it was seen to be down: what the figures hold.
    pub observed_ms: i64,
    /// How many milliseconds nobody knows of, from the last good sample before it to the first one after.
    pub unknown_ms: i64,
    /// How many milliseconds it may have lasted at most: from the last good sample before to the first one after.
    pub longest_ms: i64,
    /// The classes of its failures with the milliseconds of each, the longest first.
    pub classes: Vec<(Class, i64)>,
    /// Whose matter most of it is.
    pub fault: Fault,
    /// Where most of it is placed.
    pub blame: Blame,
    /// How many samples failed.
    pub samples: u64,
    /// Whether enough of them failed to make it an episode ([`LinkPolicy::confirm`]).
    pub confirmed: bool,
    /// The planned stop in which it began, by its place in the list that [`super::mark_planned`] was given.
    pub planned: Option<usize>,
    /// How many milliseconds it was seen to be down outside that stop; nought where none was planned.
    pub overrun_ms: i64,
}

impl Outage {
    /// Whether it lasts still, as far as is known.
    pub const fn open(&self) -> bool {
        self.end.is_none()
    }

    /// Whether nobody knows of some of the time around or inside it, so that its length is an interval.
    pub const fn interrupted(&self) -> bool {
        self.unknown_ms > 0
    }
}

/// The outages of a timeline, in the order of time. None is marked as planned yet.
///
/// An outage that was down before and after unknown time goes on through it. Where the policy wants several good samples
/// to end one ([`LinkPolicy::recover`]), fewer of them do not end it, and their time is not counted as down.
pub fn outages(timeline: &Timeline, policy: &LinkPolicy) -> Vec<Outage> {
    let mut found = Vec::new();
    let mut draft: Option<Draft> = None;
    let mut good = None;
    let mut unknown = 0_i64;
    for span in &timeline.spans {
        match span.seen {
            Seen::Down(class, blame) => {
                let start = || Edge { after: good, by: begin(span, timeline) };
                let draft = draft.get_or_insert_with(|| Draft::new(start()));
                draft.fail(span, class, blame, std::mem::take(&mut unknown));
            }
            Seen::Unknown(_) => unknown = unknown.saturating_add(span.stretch.length()),
            Seen::Up(_) => {
                good = Some(span.last_within());
                if let Some(open) = draft.as_mut()
                    && open.recover(span, std::mem::take(&mut unknown)) >= u64::from(policy.recover.max(1))
                {
                    found.extend(draft.take().map(|draft| draft.finish(timeline, 0, policy)));
                }
                unknown = 0;
            }
        }
    }
    found.extend(draft.map(|mut draft| {
        draft.end = None;
        draft.finish(timeline, unknown, policy)
    }));
    found
}

/// When the first sample of a span was due: before the timeline, where that begins within the span.
fn begin(span: &Span, timeline: &Timeline) -> Moment {
    if span.stretch.from == timeline.within.from { span.first.min(span.stretch.from) } else { span.stretch.from }
}

/// An outage while it is being read.
struct Draft {
    start: Edge,
    last_failed: Moment,
    /// The first good sample since, with the number of those in a row.
    end: Option<Edge>,
    good: u64,
    observed_ms: i64,
    unknown_ms: i64,
    samples: u64,
    /// Milliseconds of each kind of failure.
    kinds: Vec<((Class, Blame), i64)>,
}

impl Draft {
    const fn new(start: Edge) -> Self {
        Self {
            start,
            last_failed: start.by,
            end: None,
            good: 0,
            observed_ms: 0,
            unknown_ms: 0,
            samples: 0,
            kinds: Vec::new(),
        }
    }

    fn fail(&mut self, span: &Span, class: Class, blame: Blame, unknown: i64) {
        let length = span.stretch.length();
        self.end = None;
        self.good = 0;
        self.last_failed = span.last_within();
        self.observed_ms = self.observed_ms.saturating_add(length);
        self.unknown_ms = self.unknown_ms.saturating_add(unknown);
        self.samples = self.samples.saturating_add(span.samples());
        add(&mut self.kinds, (class, blame), length);
    }

    /// Takes good samples in, and says how many there are in a row.
    fn recover(&mut self, span: &Span, unknown: i64) -> u64 {
        if self.end.is_none() {
            self.end = Some(Edge { after: Some(self.last_failed), by: span.stretch.from });
            self.unknown_ms = self.unknown_ms.saturating_add(unknown);
        }
        self.good = self.good.saturating_add(span.samples());
        self.good
    }

    fn finish(self, timeline: &Timeline, unknown: i64, policy: &LinkPolicy) -> Outage {
        let (classes, fault, blame) = shares(&self.kinds);
        let until = self.end.map_or(timeline.within.to, |end| end.by);
        let from = self.start.after.unwrap_or_else(|| self.start.by.min(timeline.within.from));
        Outage {
            start: self.start,
            end: self.end,
            until,
            observed_ms: self.observed_ms,
            unknown_ms: self.unknown_ms.saturating_add(unknown),
            longest_ms: until.since(from).max(self.observed_ms),
            classes,
            fault,
            blame,
            samples: self.samples,
            confirmed: self.samples >= u64::from(policy.confirm),
            planned: None,
            overrun_ms: 0,
        }
    }
}

/// The sums by class, whose matter most is, and where most is placed. Most outages are of one kind.
fn shares(kinds: &[((Class, Blame), i64)]) -> (Vec<(Class, i64)>, Fault, Blame) {
    if let [((class, blame), length)] = kinds {
        return (vec![(*class, *length)], blame.fault(*class), *blame);
    }
    let (mut classes, mut places) = (Vec::new(), Vec::new());
    for ((class, blame), length) in kinds {
        add(&mut classes, *class, *length);
        add(&mut places, (blame.fault(*class), *blame), *length);
    }
    classes.sort_by_key(|(class, length)| (Reverse(*length), *class));
    places.sort_by_key(|(place, length)| (Reverse(*length), *place));
    let (fault, blame) = places.first().map_or((Fault::Service, Blame::Undecided), |(place, _)| *place);
    (classes, fault, blame)
}

/// Adds to the sum of a key. The keys of one outage are few.
fn add<K: Copy + Eq>(sums: &mut Vec<(K, i64)>, key: K, more: i64) {
    match sums.iter_mut().find(|(known, _)| *known == key) {
        Some((_, sum)) => *sum = sum.saturating_add(more),
        None => {
            sums.reserve_exact(1);
            sums.push((key, more));
        }
    }
}
