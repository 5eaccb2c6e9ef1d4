//! Evidence goes into the store of samples: once, however often its file is imported.

use crate::ledger::LedgerError;
use crate::ledger::samples::{Moment, Run, SampleStore, SeriesId, SeriesKey, Session, SessionId, Stretch};

use super::{Counters, Format, Mapping, Reading};

/// Every time that a log can tell of: 1970 to 2100.
const EVER: Stretch = Stretch { from: Moment(0), to: Moment(4_102_444_800_000) };

/// What became of the samples of an import.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kept {
    /// They are stored now.
    Stored {
        /// In which session.
        session: SessionId,
        /// How many.
        samples: usize,
    },
    /// Readings of a line's counters are stored now.
    Counters {
        /// How many that were not known before.
        readings: usize,
    },
    /// The same file was imported before, under the same declaration: nothing changed.
    Already,
    /// There is nothing to store.
    Nothing,
}

/// What earlier imports of a series cover: from the first to the last sample without a gap, in the order of time.
pub fn covered(store: &mut dyn SampleStore, series: SeriesId) -> Result<Vec<Stretch>, LedgerError> {
    Ok(stretches(&store.runs(series, EVER)?))
}

/// Stores what a file says of a series as a session of its own, which is named by the file and its digest.
pub fn keep(
    store: &mut dyn SampleStore,
    series: (SeriesId, &SeriesKey),
    file: &str,
    (format, mapping): (Format, &Mapping),
    reading: &Reading,
) -> Result<Kept, LedgerError> {
    let (series, SeriesKey { vantage, .. }) = series;
    let mark = mark(reading, mapping);
    let known = store.sessions(vantage, EVER)?;
    let known = known.into_iter().find(|(_, session, _)| session.watcher.ends_with(&mark));
    if let Some((session, ..)) = known
        && store.runs(series, EVER)?.iter().any(|run| run.session == session)
    {
        return Ok(Kept::Already);
    }
    let (Some(first), Some(last)) = (reading.samples.first(), reading.samples.last()) else { return Ok(Kept::Nothing) };
    let watcher = format!("import {} {file} {mark}", format.word());
    let session = match known {
        Some((session, ..)) => session,
        None => store.begin_session(&Session {
            vantage: vantage.clone(),
            watcher,
            boot: String::new(),
            began: first.at,
            monotonic: 0,
            ended: None,
        })?,
    };
    let samples: Vec<_> = reading.samples.iter().map(|sample| (series, *sample)).collect();
    store.append(session, &samples)?;
    store.end_session(session, last.at.plus(i64::from(last.every)))?;
    Ok(Kept::Stored { session, samples: samples.len() })
}

/// Stores the counters of a line. What follows from them is never stored.
pub fn keep_counters(
    store: &mut dyn SampleStore,
    line: &SeriesKey,
    mapping: &Mapping,
    reading: &Reading,
) -> Result<Kept, LedgerError> {
    let counters = reading.counters.as_ref().filter(|counters| !counters.readings.is_empty());
    let Some(Counters { terms, readings, .. }) = counters else { return Ok(Kept::Nothing) };
    let kept = store.keep_readings(line, &mark(reading, mapping), terms, readings)?;
    Ok(kept.map_or(Kept::Already, |readings| Kept::Counters { readings }))
}

/// What names an import, whatever its file is called: the same content under the same declaration is the same import.
fn mark(reading: &Reading, mapping: &Mapping) -> String {
    format!("sha256:{} map:{}", reading.digest, mapping.digest().short_hex())
}

/// The stretches that runs cover, closed at both ends. Where a file was cut in two, the second half begins behind the last
/// sample of the first, not behind its reach.
fn stretches(runs: &[Run]) -> Vec<Stretch> {
    let mut sorted: Vec<_> = runs.iter().map(|run| (run.first, run.last, run.reach())).collect();
    sorted.sort_unstable();
    let mut out: Vec<(Stretch, Moment)> = Vec::new();
    for (from, to, reach) in sorted {
        match out.last_mut() {
            Some((last, until)) if from <= *until => {
                last.to = last.to.max(to);
                *until = reach.max(*until);
            }
            _ => out.push((Stretch { from, to }, reach)),
        }
    }
    out.into_iter().map(|(stretch, _)| stretch).collect()
}
