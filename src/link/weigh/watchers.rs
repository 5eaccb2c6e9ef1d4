//! When nobody watched, and where two sources say different things.

use crate::ledger::samples::{Moment, State, Stretch};
use crate::link::{Seen, Side, Why, compare, outages};
use crate::probe::link::{Absence, Disagreement, Watcher};
use crate::profile::LinkPolicy;

use super::figures::whole_seconds;
use super::gather::Series;

/// The most absences that are told.
const MOST_ABSENCES: usize = 100;

/// The most disagreements that are told.
const MOST_DISAGREEMENTS: usize = 100;

/// A disagreement shorter than this many milliseconds is one of clocks and intervals.
const LEAST_DISAGREEMENT: i64 = 60_000;

/// The lives of the system's own watchers. Time before the first of them is no absence: nobody was there to be away.
pub(super) fn watcher(all: &[Series], within: Stretch) -> Watcher {
    let own: Vec<_> = all.iter().filter(|series| series.own).collect();
    let mut sessions: Vec<_> = own.iter().flat_map(|series| &series.sessions).collect();
    sessions.sort_by_key(|(id, ..)| *id);
    sessions.dedup_by_key(|(id, ..)| *id);
    let watched: Vec<_> = own
        .iter()
        .flat_map(|series| &series.timeline.spans)
        .filter(|span| span.seen != Seen::Unknown(Why::NotWatched))
        .map(|span| span.stretch)
        .collect();
    let mut absences = gaps(watched, within.to);
    absences.sort_by_key(|gap| (std::cmp::Reverse(gap.length()), gap.from));
    let absent: i64 = absences.iter().map(|gap| gap.length()).sum();
    Watcher {
        sessions: count(sessions.len()),
        absent_s: whole_seconds(absent),
        more_absences: count(absences.len().saturating_sub(MOST_ABSENCES)),
        absences: absences
            .iter()
            .take(MOST_ABSENCES)
            .map(|gap| Absence { from: gap.from.timestamp(), until: gap.to.timestamp() })
            .collect(),
        clock_events: count(sessions.iter().map(|(.., events)| events.len()).sum()),
    }
}

/// What a set of stretches leaves open from the first of them to an end.
fn gaps(mut stretches: Vec<Stretch>, end: Moment) -> Vec<Stretch> {
    stretches.sort();
    let mut gaps = Vec::new();
    let Some(first) = stretches.first() else { return gaps };
    let mut at = first.from;
    for stretch in &stretches {
        if stretch.from > at {
            gaps.push(Stretch { from: at, to: stretch.from });
        }
        at = at.max(stretch.to);
    }
    if at < end {
        gaps.push(Stretch { from: at, to: end });
    }
    gaps
}

/// Where one source says up and another down of the same hop, edges of outages that both saw aside, and how many more
/// there are.
pub(super) fn disagreements(all: &[Series], policy: &LinkPolicy) -> (Vec<Disagreement>, i64) {
    let sides: Vec<_> = all.iter().map(|series| outages(&series.timeline, policy)).collect();
    let mut found = Vec::new();
    for (nth, (one, of_one)) in all.iter().zip(&sides).enumerate() {
        let others = all.iter().zip(&sides).skip(nth + 1).filter(|(other, _)| other.key.hop == one.key.hop);
        for (other, of_other) in others {
            let first = Side { timeline: &one.timeline, outages: of_one };
            let second = Side { timeline: &other.timeline, outages: of_other };
            let told = compare(first, second).disagreements.into_iter();
            let told = told.filter(|own| !own.edge && own.stretch.length() >= LEAST_DISAGREEMENT);
            found.extend(told.map(|own| {
                let (up, down) = if own.first == State::Up { (one, other) } else { (other, one) };
                (own.stretch, up, down)
            }));
        }
    }
    found.sort_by_key(|(stretch, ..)| std::cmp::Reverse(*stretch));
    let more = count(found.len().saturating_sub(MOST_DISAGREEMENTS));
    let told = found.into_iter().take(MOST_DISAGREEMENTS).map(|(stretch, up, down)| Disagreement {
        hop: up.key.hop.clone(),
        from: stretch.from.timestamp(),
        until: stretch.to.timestamp(),
        up: up.key.vantage.clone(),
        down: down.key.vantage.clone(),
    });
    (told.collect(), more)
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
