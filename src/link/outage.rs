//! Outages: every stretch of down, from the first failed sample to the first good one.

use super::timeline::{Blame, Timeline};
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
    /// How many milliseconds it was seen to be down: what the figures hold.
    pub observed_ms: i64,
    /// How many milliseconds inside it nobody knows of.
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
pub fn outages(timeline: &Timeline, policy: &LinkPolicy) -> Vec<Outage> {
    let _ = (timeline, policy);
    Vec::new()
}
