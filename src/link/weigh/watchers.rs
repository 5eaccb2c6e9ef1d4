//! When nobody watched, and where two sources say different things.

use crate::ledger::samples::{Moment, State, Stretch};
use crate::link::{Seen, Why};
use crate::probe::link::{Absence, Disagreement, Watcher};

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

/// Where one source says up and another down of the same hop, and how many more there are.
pub(super) fn disagreements(all: &[Series]) -> (Vec<Disagreement>, i64) {
    let mut found = Vec::new();
    for (nth, one) in all.iter().enumerate() {
        for other in all.iter().skip(nth + 1).filter(|other| other.key.hop == one.key.hop) {
            between(one, other, &mut found);
            between(other, one, &mut found);
        }
    }
    found.sort_by(|(left, ..), (right, ..)| right.cmp(left));
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

/// Where `up` says up while `down` says down.
fn between<'a>(up: &'a Series, down: &'a Series, found: &mut Vec<(Stretch, &'a Series, &'a Series)>) {
    let is = |state: State| move |span: &&crate::link::Span| span.seen.state() == state;
    for span in down.timeline.spans.iter().filter(is(State::Down)) {
        let mut common: Option<Stretch> = None;
        for other in up.timeline.spans_in(span.stretch).iter().filter(is(State::Up)) {
            let Some(both) = other.stretch.common(span.stretch) else { continue };
            match &mut common {
                Some(own) if own.to == both.from => own.to = both.to,
                _ => {
                    keep(common, up, down, found);
                    common = Some(both);
                }
            }
        }
        keep(common, up, down, found);
    }
}

fn keep<'a>(
    common: Option<Stretch>,
    up: &'a Series,
    down: &'a Series,
    found: &mut Vec<(Stretch, &'a Series, &'a Series)>,
) {
    found.extend(common.filter(|own| own.length() >= LEAST_DISAGREEMENT).map(|own| (own, up, down)));
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
