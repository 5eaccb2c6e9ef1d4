//! Planned stops: whether they were announced in time, and what they excuse.

use super::outage::Outage;
use super::timeline::Timeline;
use crate::ledger::samples::{Moment, Stretch};
use crate::profile::LinkPolicy;

/// A stop that somebody announced.
#[derive(Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct PlannedStop {
    /// From when to when, as announced.
    pub stretch: Stretch,
    /// When it was announced; `None` where nobody tells.
    pub announced: Option<Moment>,
    /// The document of the announcement.
    pub document: Option<String>,
    /// The reason given.
    pub reason: Option<String>,
}

/// What came of the notice of a stop.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Verdict {
    /// Announced in time.
    InTime,
    /// Announced too late.
    Late,
    /// Announced after it had begun.
    Afterwards,
    /// Nobody tells when it was announced.
    Undated,
    /// It ends before it begins.
    Senseless,
}

/// A stop and what came of it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Notice {
    /// Which stop of the list.
    pub stop: usize,
    /// What came of its notice.
    pub verdict: Verdict,
    /// Whole working days between the day of the announcement and the day of the stop.
    pub working_days: Option<u32>,
    /// Milliseconds of the stop that were seen to be down.
    pub down_ms: i64,
    /// Milliseconds that an outage begun in the stop was seen to be down beyond its announced end.
    pub overrun_ms: i64,
}

/// Judges every stop by its notice, and by what was seen.
pub fn judge_stops(
    stops: &[PlannedStop],
    timeline: &Timeline,
    outages: &[Outage],
    policy: &LinkPolicy,
) -> Vec<Notice> {
    let _ = (stops, timeline, outages, policy);
    Vec::new()
}

/// The stretches of the stops that were announced in time, sorted, joined where they touch: what may be left out of the
/// figures.
pub fn valid_stops(stops: &[PlannedStop], policy: &LinkPolicy) -> Vec<Stretch> {
    let _ = (stops, policy);
    Vec::new()
}

/// Marks the outages that began in a stop announced in time, and how far they went beyond it.
pub fn mark_planned(outages: &mut [Outage], stops: &[PlannedStop], timeline: &Timeline, policy: &LinkPolicy) {
    let _ = (outages, stops, timeline, policy);
}
