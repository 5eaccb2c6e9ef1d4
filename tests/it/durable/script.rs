//! What is written: batch after batch of samples of four hops, known in advance by their number.

use std::path::Path;

use kiemtra::ledger::LedgerError;
use kiemtra::ledger::samples::{
    Class, Moment, Phases, Run, Sample, SampleStore, SeriesId, SeriesKey, SessionId, Sketch, SqliteSamples, Stretch,
    push,
};

pub(super) const EVER: Stretch = Stretch { from: Moment(i64::MIN), to: Moment(i64::MAX) };
const MIDNIGHT: i64 = 1_728_000_000_000;
/// Hops, the last of them a slow one.
const HOPS: u64 = 4;
/// Samples of a hop in a batch.
const EACH: u64 = 2;
/// Between two samples of a hop: hours pass fast.
const STEP: i64 = 60_000;
/// How many batches go between two packings, and between two thinnings.
const PACK: u64 = 10;
const THIN: u64 = 45;

pub(super) fn key(hop: u64) -> SeriesKey {
    let [system, subject, vantage] = ["system", "link", "here"].map(str::to_owned);
    SeriesKey { system, subject, hop: hop.to_string(), vantage }
}

fn sample(hop: u64, sequence: u64) -> Sample {
    let class = if (sequence / 3 + hop).is_multiple_of(4) { Class::Reset } else { Class::Good };
    let every = if hop + 1 == HOPS { 60_000 } else { 1_000 };
    let whole = u32::try_from(1_000 + (sequence * 37 + hop) % 900).expect("a small number");
    let phases = Phases { connect: Some(whole / 2), whole: Some(whole), ..Phases::default() };
    let at = Moment(MIDNIGHT + sequence.cast_signed() * STEP);
    Sample { sequence, at, every, lag: 0, class, code: 0, phases }
}

/// The samples of a batch.
pub(super) fn batch(series: &[SeriesId], number: u64) -> Vec<(SeriesId, Sample)> {
    let of = |(hop, series): (u64, &SeriesId)| {
        let series = *series;
        (number * EACH..(number + 1) * EACH).map(move |sequence| (series, sample(hop, sequence)))
    };
    (0..).zip(series).flat_map(of).collect()
}

/// The numbers of all hops.
pub(super) fn series(store: &mut SqliteSamples) -> Vec<SeriesId> {
    (0..HOPS).map(|hop| store.series(&key(hop)).expect("a series")).collect()
}

/// Packs and thins as the batch's turn comes.
pub(super) fn keep_house(store: &mut SqliteSamples, number: u64) -> Result<(), LedgerError> {
    let ago = |hours: i64| Moment(MIDNIGHT + (number * EACH).cast_signed() * STEP - hours * 3_600_000);
    if number % PACK == PACK - 1 {
        store.pack(ago(0))?;
    }
    if number % THIN == THIN - 1 {
        store.thin(ago(1))?;
    }
    Ok(())
}

/// Reads a store whole: how many batches it holds, or what is wrong with it. Every answer must be that of so many whole
/// batches; single samples may be missing from the front, where they were dropped.
pub(super) fn held(ledger: &Path) -> Result<u64, String> {
    let store = SqliteSamples::open(ledger).map_err(|error| format!("it does not open: {error}"))?;
    let known = store.all_series("system").map_err(|error| error.to_string())?;
    let mut held = None;
    for (id, key) in known {
        let hop: u64 = key.hop.parse().map_err(|_| "a strange hop".to_owned())?;
        let runs = store.runs(id, EVER).map_err(|error| error.to_string())?;
        let samples: u64 = runs.iter().map(|run| u64::from(run.samples)).sum();
        if !samples.is_multiple_of(EACH) || *held.get_or_insert(samples / EACH) != samples / EACH {
            return Err(format!("hop {hop}: {samples} samples, half a batch"));
        }
        compare(&store, id, hop, (&runs, samples))?;
    }
    Ok(held.unwrap_or_default())
}

fn compare(store: &SqliteSamples, id: SeriesId, hop: u64, (told, samples): (&[Run], u64)) -> Result<(), String> {
    let session = told.first().map_or(SessionId(0), |run| run.session);
    let (mut runs, mut sketch, mut all) = (Vec::new(), Sketch::default(), Vec::new());
    for sample in (0..samples).map(|sequence| sample(hop, sequence)) {
        push(&mut runs, Run::of(session, &sample));
        if sample.class == Class::Good {
            sample.phases.whole.into_iter().for_each(|whole| sketch.add(whole));
        }
        all.push(sample);
    }
    if told != runs {
        return Err(format!("hop {hop}: other runs"));
    }
    if store.latency(id, EVER).map_err(|error| error.to_string())? != sketch {
        return Err(format!("hop {hop}: other latencies"));
    }
    let mut shown = Vec::new();
    let mut show = |_, sample: &Sample| shown.push(*sample);
    store.samples(id, EVER, &mut show).map_err(|error| error.to_string())?;
    if !all.ends_with(&shown) {
        return Err(format!("hop {hop}: other samples"));
    }
    let last = store.last(id).map_err(|error| error.to_string())?;
    if last.map(|(_, sample)| sample) != shown.last().copied() {
        return Err(format!("hop {hop}: another last sample"));
    }
    Ok(())
}

/// A small generator, so that each run of a test takes the same choices.
pub(super) struct Chance(pub(super) u64);

impl Chance {
    /// The next number below a limit.
    pub(super) fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit.max(1)
    }
}
