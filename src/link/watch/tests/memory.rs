//! A store in memory that fails when it is told to.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use crate::ledger::LedgerError;
use crate::ledger::samples::{
    ClockEvent, LineId, LineReading, LineTerms, Moment, Packed, Run, Sample, SampleStore, SeriesId, SeriesKey, Session,
    SessionId, Sketch, Stretch, push,
};
use crate::text::Text;

/// What is stored; clones are of one store.
#[derive(Clone, Debug, Default)]
pub(super) struct Memory {
    pub(super) inside: Arc<Mutex<Inside>>,
    pub(super) broken: Arc<AtomicBool>,
}

#[derive(Debug, Default)]
pub(super) struct Inside {
    pub(super) keys: Vec<SeriesKey>,
    pub(super) sessions: Vec<(Session, Vec<ClockEvent>)>,
    pub(super) samples: BTreeMap<(i64, Moment, i64, u64), Sample>,
    pub(super) packs: u32,
}

impl Memory {
    pub(super) fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().expect("a store")
    }

    /// The samples of a hop in the order of time.
    pub(super) fn of(&self, series: i64) -> Vec<Sample> {
        self.inside().samples.iter().filter(|(key, _)| key.0 == series).map(|(_, sample)| *sample).collect()
    }

    fn writable(&self) -> Result<MutexGuard<'_, Inside>, LedgerError> {
        if self.broken.load(Ordering::Relaxed) {
            return Err(LedgerError::File(Text::same("disk full")));
        }
        Ok(self.inside())
    }
}

fn position(id: i64) -> usize {
    usize::try_from(id).expect("a position")
}

impl SampleStore for Memory {
    fn begin_session(&mut self, session: &Session) -> Result<SessionId, LedgerError> {
        let mut inside = self.writable()?;
        inside.sessions.push((session.clone(), Vec::new()));
        Ok(SessionId(i64::try_from(inside.sessions.len() - 1).expect("few")))
    }

    fn end_session(&mut self, session: SessionId, at: Moment) -> Result<(), LedgerError> {
        self.writable()?.sessions[position(session.0)].0.ended = Some(at);
        Ok(())
    }

    fn note_clock(&mut self, session: SessionId, event: &ClockEvent) -> Result<(), LedgerError> {
        self.writable()?.sessions[position(session.0)].1.push(*event);
        Ok(())
    }

    fn sessions(
        &self,
        vantage: &str,
        _within: Stretch,
    ) -> Result<Vec<(SessionId, Session, Vec<ClockEvent>)>, LedgerError> {
        let inside = self.inside();
        let all = inside.sessions.iter().enumerate().filter(|(_, (session, _))| session.vantage == vantage);
        Ok(all
            .map(|(n, (session, events))| (SessionId(i64::try_from(n).expect("few")), session.clone(), events.clone()))
            .collect())
    }

    fn series(&mut self, key: &SeriesKey) -> Result<SeriesId, LedgerError> {
        let mut inside = self.writable()?;
        let found = inside.keys.iter().position(|own| own == key);
        let position = found.unwrap_or_else(|| {
            inside.keys.push(key.clone());
            inside.keys.len() - 1
        });
        Ok(SeriesId(i64::try_from(position).expect("few")))
    }

    fn all_series(&self, system: &str) -> Result<Vec<(SeriesId, SeriesKey)>, LedgerError> {
        let inside = self.inside();
        let all = inside.keys.iter().enumerate().filter(|(_, key)| key.system == system);
        Ok(all.map(|(n, key)| (SeriesId(i64::try_from(n).expect("few")), key.clone())).collect())
    }

    fn append(&mut self, session: SessionId, samples: &[(SeriesId, Sample)]) -> Result<(), LedgerError> {
        let mut inside = self.writable()?;
        for (series, sample) in samples {
            inside.samples.entry((series.0, sample.at, session.0, sample.sequence)).or_insert(*sample);
        }
        Ok(())
    }

    fn last(&self, series: SeriesId) -> Result<Option<(SessionId, Sample)>, LedgerError> {
        let inside = self.inside();
        let last = inside.samples.iter().rev().find(|(key, _)| key.0 == series.0);
        Ok(last.map(|(key, sample)| (SessionId(key.2), *sample)))
    }

    fn samples(
        &self,
        series: SeriesId,
        within: Stretch,
        show: &mut dyn FnMut(SessionId, &Sample),
    ) -> Result<(), LedgerError> {
        for (key, sample) in &self.inside().samples {
            if key.0 == series.0 && within.from <= key.1 && key.1 < within.to {
                show(SessionId(key.2), sample);
            }
        }
        Ok(())
    }

    fn runs(&self, series: SeriesId, within: Stretch) -> Result<Vec<Run>, LedgerError> {
        let mut runs = Vec::new();
        self.samples(series, within, &mut |session, sample| push(&mut runs, Run::of(session, sample)))?;
        Ok(runs)
    }

    fn latency(&self, _series: SeriesId, _within: Stretch) -> Result<Sketch, LedgerError> {
        Ok(Sketch::default())
    }

    fn keep_readings(
        &mut self,
        _line: &SeriesKey,
        _origin: &str,
        _terms: &LineTerms,
        _readings: &[LineReading],
    ) -> Result<Option<usize>, LedgerError> {
        Err(LedgerError::File(Text::same("a watcher reads no counters")))
    }

    fn all_lines(&self, _system: &str) -> Result<Vec<(LineId, SeriesKey)>, LedgerError> {
        Ok(Vec::new())
    }

    fn readings(
        &self,
        _line: LineId,
        _within: Stretch,
        _show: &mut dyn FnMut(&LineTerms, &LineReading),
    ) -> Result<(), LedgerError> {
        Ok(())
    }

    fn pack(&mut self, _before: Moment) -> Result<Packed, LedgerError> {
        self.writable()?.packs += 1;
        Ok(Packed::default())
    }

    fn thin(&mut self, _before: Moment) -> Result<u64, LedgerError> {
        Ok(0)
    }
}
