//! What a store of samples must do, whatever lies below.

use super::line::{LineId, LineReading, LineTerms};
use super::run::Run;
use super::sample::{ClockEvent, Moment, Sample, SeriesId, SeriesKey, Session, SessionId, Stretch};
use super::sketch::Sketch;
use crate::ledger::LedgerError;

/// A store of samples. What a method has written is durable when it returns, all of it or nothing; only packing and
/// thinning, which change no answer by themselves, go in several steps.
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
    /// left as it is. Their order changes nothing, and one may come late, into an hour that is packed already. Where
    /// the disk is full nothing is stored, the error names the file, and the same call may be made again.
    fn append(&mut self, session: SessionId, samples: &[(SeriesId, Sample)]) -> Result<(), LedgerError>;

    /// The last sample of a series: the one due last; `None` where there is none, and where it was dropped.
    fn last(&self, series: SeriesId) -> Result<Option<(SessionId, Sample)>, LedgerError>;

    /// Shows every sample of a series that was due within a stretch, packed or not, in the order of time, session and
    /// number.
    fn samples(
        &self,
        series: SeriesId,
        within: Stretch,
        show: &mut dyn FnMut(SessionId, &Sample),
    ) -> Result<(), LedgerError>;

    /// The runs of the samples that were due within a stretch: of each session by itself, all in the order of their
    /// beginnings. Runs of sessions that overlap may overlap.
    fn runs(&self, series: SeriesId, within: Stretch) -> Result<Vec<Run>, LedgerError>;

    /// The whole times of what was answered within a stretch. Where single samples were dropped, a half hour is taken
    /// whole by the stretch in which it begins: neighbouring stretches still add up to the whole.
    fn latency(&self, series: SeriesId, within: Stretch) -> Result<Sketch, LedgerError>;

    /// Stores readings of the counters of a line (its key's hop and the place it is told from) that came by one import,
    /// save those that are there already; says how many were new, and `None` where the import is known: nothing changed.
    /// Of a moment that several imports tell of, the latest holds.
    fn keep_readings(
        &mut self,
        line: &SeriesKey,
        origin: &str,
        terms: &LineTerms,
        readings: &[LineReading],
    ) -> Result<Option<usize>, LedgerError>;

    /// Every line of a system of which there are readings, sorted by key.
    fn all_lines(&self, system: &str) -> Result<Vec<(LineId, SeriesKey)>, LedgerError>;

    /// Shows the readings of a line within a stretch, with what they mean, in the order of time, one of each moment.
    fn readings(
        &self,
        line: LineId,
        within: Stretch,
        show: &mut dyn FnMut(&LineTerms, &LineReading),
    ) -> Result<(), LedgerError>;

    /// Packs what is older than a moment, as far as whole hours go, and whole days of series that are sampled every
    /// half minute or less often. No answer of the methods above changes by it. A block that is found damaged is told
    /// when everything else is packed.
    fn pack(&mut self, before: Moment) -> Result<Packed, LedgerError>;

    /// Packs, and drops single samples older than a moment; returns how many. Their runs stay, exact at any cut, and
    /// their sketches; [`Self::samples`] no longer shows them.
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
