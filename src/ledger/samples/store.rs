//! What a store of samples must do, whatever lies below.

use super::run::Run;
use super::sample::{ClockEvent, Moment, Sample, SeriesId, SeriesKey, Session, SessionId, Stretch};
use super::sketch::Sketch;
use crate::ledger::LedgerError;

/// A store of samples. Every method that writes is one transaction, durable when it returns.
pub trait SampleStore {
    /// Notes that a watcher begins.
    fn begin_session(&mut self, session: &Session) -> Result<SessionId, LedgerError>;

    /// Notes that it ended of its own will.
    fn end_session(&mut self, session: SessionId, at: Moment) -> Result<(), LedgerError>;

    /// Notes what befell its clock.
    fn note_clock(&mut self, session: SessionId, event: &ClockEvent) -> Result<(), LedgerError>;

    /// Every session of a place that reaches into a stretch of time, oldest first, with what befell its clock. One
    /// without an end reaches as far as its last sample.
    fn sessions(
        &self,
        vantage: &str,
        within: Stretch,
    ) -> Result<Vec<(SessionId, Session, Vec<ClockEvent>)>, LedgerError>;

    /// The number of a series; given where it has none.
    fn series(&mut self, key: &SeriesKey) -> Result<SeriesId, LedgerError>;

    /// Every series of a system, sorted by key.
    fn all_series(&self, system: &str) -> Result<Vec<(SeriesId, SeriesKey)>, LedgerError>;

    /// Stores samples of a session, all or nothing. One that is stored already, by series, session and sequence, is
    /// left as it is.
    fn append(&mut self, session: SessionId, samples: &[(SeriesId, Sample)]) -> Result<(), LedgerError>;

    /// The last sample of a series.
    fn last(&self, series: SeriesId) -> Result<Option<(SessionId, Sample)>, LedgerError>;

    /// Shows every sample of a series that was due within a stretch, in the order of time, packed or not.
    fn samples(
        &self,
        series: SeriesId,
        within: Stretch,
        show: &mut dyn FnMut(SessionId, &Sample),
    ) -> Result<(), LedgerError>;

    /// The runs of the samples that were due within a stretch, in the order of time.
    fn runs(&self, series: SeriesId, within: Stretch) -> Result<Vec<Run>, LedgerError>;

    /// The whole times of what was answered within a stretch.
    fn latency(&self, series: SeriesId, within: Stretch) -> Result<Sketch, LedgerError>;

    /// Packs what is older than a moment, as far as whole hours go. No answer of the methods above changes by it.
    fn pack(&mut self, before: Moment) -> Result<Packed, LedgerError>;

    /// Drops single samples older than a moment. Their runs and sketches stay; [`Self::samples`] no longer shows them.
    fn thin(&mut self, before: Moment) -> Result<u64, LedgerError>;
}

/// What a packing did.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Packed {
    /// How many samples were packed.
    pub samples: u64,
    /// Into how many blocks.
    pub blocks: u64,
    /// How many bytes the blocks take.
    pub bytes: u64,
}
