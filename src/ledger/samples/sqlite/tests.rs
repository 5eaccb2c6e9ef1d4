//! The store against a list: whatever is appended, in whatever order, and packed at whatever moments, every answer is
//! that of the list.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::Index;
use tempfile::TempDir;

use super::*;
use crate::ledger::samples::{Class, LineValues, Phases, push};

mod exact;
mod kept;

const HOUR: i64 = 3_600_000;
/// A midnight in UTC.
const MIDNIGHT: i64 = 20_000 * 24 * HOUR;
const EVER: Stretch = Stretch { from: Moment(i64::MIN), to: Moment(i64::MAX) };

struct World {
    store: SqliteSamples,
    series: SeriesId,
    sessions: [SessionId; 2],
}

impl World {
    /// In memory: most of what is tested is not the disk.
    fn new() -> Self {
        let mut connection = Connection::open_in_memory().expect("a database");
        database::settle(&mut connection, &tables::LAYOUT).expect("the tables");
        Self::of(SqliteSamples { connection, name: "memory".to_owned() })
    }

    fn on_disk() -> (Self, TempDir) {
        let folder = TempDir::new().expect("a folder");
        (Self::of(SqliteSamples::open(&folder.path().join("ledger")).expect("a store")), folder)
    }

    fn of(mut store: SqliteSamples) -> Self {
        let series = store.series(&key("gateway")).expect("a series");
        let sessions = [0, 1].map(|turn| store.begin_session(&session(turn)).expect("a session"));
        Self { store, series, sessions }
    }

    fn append(&mut self, session: SessionId, samples: &[Sample]) {
        let samples: Vec<_> = samples.iter().map(|sample| (self.series, *sample)).collect();
        self.store.append(session, &samples).expect("they are stored");
    }

    fn shown(&self, within: Stretch) -> Vec<(SessionId, Sample)> {
        let mut shown = Vec::new();
        let mut show = |session, sample: &Sample| shown.push((session, *sample));
        self.store.samples(self.series, within, &mut show).expect("the samples");
        shown
    }

    fn runs(&self, within: Stretch) -> Vec<Run> {
        self.store.runs(self.series, within).expect("the runs")
    }

    fn latency(&self, within: Stretch) -> Sketch {
        self.store.latency(self.series, within).expect("the sketch")
    }
}

fn key(hop: &str) -> SeriesKey {
    let [system, subject, vantage] = ["s", "link", "v"].map(str::to_owned);
    SeriesKey { system, subject, hop: hop.to_owned(), vantage }
}

fn session(turn: i64) -> Session {
    let [vantage, watcher, boot] = ["v", "kiemtra", "boot"].map(str::to_owned);
    Session { vantage, watcher, boot, began: Moment(MIDNIGHT + turn), monotonic: turn, ended: None }
}

/// A sample at an offset from midnight.
fn sample(sequence: u64, offset: i64, class: Class) -> Sample {
    let whole = Some(2_000 + u32::try_from(offset.rem_euclid(977)).unwrap_or_default());
    let phases = Phases { connect: Some(500), whole, ..Phases::default() };
    Sample { sequence, at: Moment(MIDNIGHT + offset), every: 1_000, lag: 1, class, code: 200, phases }
}

fn stretch(from: i64, to: i64) -> Stretch {
    Stretch { from: Moment(MIDNIGHT + from), to: Moment(MIDNIGHT + to) }
}
