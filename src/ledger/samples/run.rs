//! Runs: samples of one class without a gap between them, which is all that outages are derived from.

use super::class::Class;
use super::sample::{Moment, Sample, SessionId};

/// Samples of one series and session that followed one another in time and came to the same.
///
/// Runs lose nothing that an outage is made of: a series of a month is a few of them, and those of two stretches of
/// time, joined, are those of the whole.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Run {
    /// The session.
    pub session: SessionId,
    /// What they came to.
    pub class: Class,
    /// When the first was due.
    pub first: Moment,
    /// When the last was due.
    pub last: Moment,
    /// The interval of the series in milliseconds.
    pub every: u32,
    /// How many they are.
    pub samples: u32,
}

impl Run {
    /// The run of a single sample.
    pub const fn of(session: SessionId, sample: &Sample) -> Self {
        let Sample { at, every, class, .. } = *sample;
        Self { session, class, first: at, last: at, every, samples: 1 }
    }

    /// Until when its last sample speaks for the hop, at most: one interval, and half of one for a late one.
    pub const fn reach(&self) -> Moment {
        self.last.plus(self.every as i64 + (self.every / 2) as i64)
    }

    /// Whether `later` goes on where this ends.
    fn goes_on(&self, later: &Self) -> bool {
        self.session == later.session
            && self.class == later.class
            && self.every == later.every
            && later.first > self.last
            && later.first <= self.reach()
    }
}

/// Adds a run to others of its series, which are in the order of time.
pub fn push(runs: &mut Vec<Run>, later: Run) {
    match runs.last_mut() {
        Some(last) if last.goes_on(&later) => {
            last.last = later.last;
            last.samples = last.samples.saturating_add(later.samples);
        }
        _ => runs.push(later),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::samples::sample::Phases;

    fn run(at: i64, class: Class) -> Run {
        let phases = Phases::default();
        let sample = Sample { sequence: 0, at: Moment(at), every: 1_000, lag: 0, class, code: 0, phases };
        Run::of(SessionId(1), &sample)
    }

    #[test]
    fn samples_of_one_class_are_one_run_until_one_is_missing() {
        let mut runs = Vec::new();
        for at in [0, 1_000, 2_000, 3_500, 6_000] {
            push(&mut runs, run(at, Class::Good));
        }
        push(&mut runs, run(7_000, Class::Reset));
        let told: Vec<_> = runs.iter().map(|run| (run.first.0, run.last.0, run.samples)).collect();
        assert_eq!(told, [(0, 3_500, 4), (6_000, 6_000, 1), (7_000, 7_000, 1)]);
    }

    #[test]
    fn the_runs_of_two_halves_joined_are_those_of_the_whole() {
        let all: Vec<_> =
            (0..40).map(|at| run(at * 1_000, if at % 7 < 3 { Class::Good } else { Class::Stale })).collect();
        let joined = |from: &[Run]| {
            let mut runs = Vec::new();
            from.iter().for_each(|run| push(&mut runs, *run));
            runs
        };
        let whole = joined(&all);
        for cut in 0..all.len() {
            let (first, second) = all.split_at(cut);
            let mut halves = joined(first);
            joined(second).into_iter().for_each(|run| push(&mut halves, run));
            assert_eq!(halves, whole, "cut at {cut}");
        }
    }
}
