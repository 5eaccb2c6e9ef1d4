//! All measures of a window.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::confidence::{Interval, interval};
use super::outage::Outage;
use super::seen::Why;
use super::share::Share;
use super::stop::planned;
use super::stretches::minus;
use super::tally::Tally;
use super::timeline::Timeline;
use crate::ledger::samples::{Class, Fault, Sketch, Stretch, Ticks};
use crate::profile::LinkPolicy;

/// A window: its measures with and without what was planned.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Window {
    /// From its first moment to its last; of office hours, with the nights between.
    pub stretch: Stretch,
    /// Everything counted.
    pub whole: Figures,
    /// Stops that were announced in time left out, as if that time were not.
    pub outside_stops: Figures,
    /// Milliseconds of the window in such stops.
    pub planned_ms: i64,
    /// Milliseconds of them that were seen down.
    pub down_in_stops_ms: i64,
    /// How long answers took.
    pub latency: Option<Latency>,
    /// The sums of everything, for merging and for claims.
    pub tally: Tally,
    /// The same with stops left out.
    pub tally_outside_stops: Tally,
}

/// Measures of a set of stretches.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Figures {
    /// Its length in milliseconds: up, down and unknown.
    pub length_ms: i64,
    /// Milliseconds up.
    pub up_ms: i64,
    /// Milliseconds down.
    pub down_ms: i64,
    /// Milliseconds unknown.
    pub unknown_ms: i64,
    /// Why unknown, the longest first.
    pub unknown: Vec<(Why, i64)>,
    /// How much of it was watched; `None` of no time at all.
    pub coverage: Option<Share>,
    /// How much of what was watched it served; `None` where nothing was watched.
    pub availability: Option<Share>,
    /// The availability if it was down whenever nobody knows.
    pub at_least: Option<Share>,
    /// The availability if it was up whenever nobody knows.
    pub at_most: Option<Share>,
    /// The interval of the availability over outages, at 95 %.
    pub interval: Option<Interval>,
    /// How many outages reach into it.
    pub outages: u64,
    /// How many of them were confirmed.
    pub episodes: u64,
    /// Whether the last of them was not seen to end within it.
    pub open: bool,
    /// The longest that one was seen down within it.
    pub longest_ms: i64,
    /// The mean of what the ended ones were seen down; `None` where none ended.
    pub mean_to_recover_ms: Option<i64>,
    /// The mean time up between outages; `None` without any.
    pub mean_between_ms: Option<i64>,
    /// Milliseconds down by whose matter, the longest first.
    pub faults: Vec<(Fault, i64)>,
    /// Milliseconds down by class, the longest first.
    pub classes: Vec<(Class, i64)>,
}

/// How long answers took.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Latency {
    /// How many answers.
    pub answers: u64,
    /// Half of them took no longer.
    pub p50: Ticks,
    /// 95 of 100.
    pub p95: Ticks,
    /// 99 of 100.
    pub p99: Ticks,
}

impl Window {
    /// The window over stretches that are sorted and do not overlap. `stops` are what [`super::valid_stops`] gives.
    pub fn of(
        timeline: &Timeline,
        outages: &[Outage],
        stretches: &[Stretch],
        stops: &[Stretch],
        latency: &Sketch,
        policy: &LinkPolicy,
    ) -> Self {
        let tally = Tally::of(timeline, outages, stretches, policy);
        let planned_ms = planned(stretches, stops);
        let outside_stops = if planned_ms == 0 {
            tally.clone()
        } else {
            Tally::of(timeline, outages, &minus(stretches, stops), policy)
        };
        let nothing = timeline.within.from;
        let stretch = Stretch {
            from: stretches.first().map_or(nothing, |first| first.from),
            to: stretches.last().map_or(nothing, |last| last.to),
        };
        Self::of_sums(stretch, tally, outside_stops, planned_ms, latency, policy)
    }

    /// The window of sums that were merged from those of its parts ([`Tally::merge`]), as were the milliseconds planned
    /// and the sketch.
    pub fn of_sums(
        stretch: Stretch,
        tally: Tally,
        tally_outside_stops: Tally,
        planned_ms: i64,
        latency: &Sketch,
        policy: &LinkPolicy,
    ) -> Self {
        let (whole, outside_stops) = (Figures::of(&tally, policy), Figures::of(&tally_outside_stops, policy));
        Self {
            stretch,
            planned_ms,
            down_in_stops_ms: whole.down_ms.saturating_sub(outside_stops.down_ms),
            latency: Latency::of(latency),
            whole,
            outside_stops,
            tally,
            tally_outside_stops,
        }
    }
}

impl Figures {
    /// The measures of sums.
    pub fn of(tally: &Tally, policy: &LinkPolicy) -> Self {
        let outages = tally.outages();
        let (up_ms, down_ms, unknown_ms) = (tally.up_ms, tally.down_ms(), tally.unknown_ms());
        let watched_ms = tally.watched_ms();
        let length_ms = watched_ms.saturating_add(unknown_ms);
        Self {
            length_ms,
            up_ms,
            down_ms,
            unknown_ms,
            unknown: longest_first(&tally.unknown),
            coverage: Share::of(watched_ms, length_ms),
            availability: Share::of(up_ms, watched_ms),
            at_least: Share::of(up_ms, length_ms),
            at_most: Share::of(up_ms.saturating_add(unknown_ms), length_ms),
            interval: interval(tally, policy),
            outages: outages.count,
            episodes: outages.episodes,
            open: tally.open(),
            longest_ms: outages.longest_ms,
            mean_to_recover_ms: mean(outages.ended_ms, outages.ended),
            mean_between_ms: mean(up_ms, outages.count),
            faults: longest_first(&tally.faults),
            classes: longest_first(&tally.classes),
        }
    }
}

/// Sums, the longest first.
fn longest_first<K: Copy + Ord>(sums: &BTreeMap<K, i64>) -> Vec<(K, i64)> {
    let mut sums: Vec<_> = sums.iter().map(|(key, sum)| (*key, *sum)).collect();
    sums.sort_by_key(|(key, sum)| (Reverse(*sum), *key));
    sums
}

fn mean(sum: i64, count: u64) -> Option<i64> {
    sum.checked_div(i64::try_from(count).ok()?)
}

impl Latency {
    /// The quantiles of a sketch; `None` of an empty one.
    pub fn of(sketch: &Sketch) -> Option<Self> {
        Some(Self {
            answers: sketch.count(),
            p50: sketch.quantile(0.5)?,
            p95: sketch.quantile(0.95)?,
            p99: sketch.quantile(0.99)?,
        })
    }
}
