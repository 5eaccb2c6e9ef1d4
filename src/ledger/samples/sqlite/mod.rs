//! The embedded store of samples: SQLite, compiled in, in a file of its own beside the ledger.
//!
//! What is new lies in rows, what is old in blocks of an hour (of slow series: of a day). Everything is asked of both,
//! so that it changes no answer when something is packed: also not when a sample comes late, into an hour that is packed
//! already. Write-ahead log and `synchronous=FULL`: what was acknowledged survives a power cut.

mod append;
mod keep;
mod lines;
mod pack;
mod parts;
mod read;
mod rows;
mod tables;

#[cfg(test)]
mod tests;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode, Transaction};

use super::line::{LineId, LineReading, LineTerms};
use super::run::Run;
use super::sample::{ClockEvent, Moment, Sample, SeriesId, SeriesKey, Session, SessionId, Stretch};
use super::sketch::Sketch;
use super::store::{Packed, SampleStore};
use crate::ledger::LedgerError;
use crate::ledger::database::{self, transact};
use crate::text::text;

/// The samples beside a ledger.
#[derive(Debug)]
pub struct SqliteSamples {
    connection: Connection,
    /// The file's name, for messages.
    name: String,
}

impl SqliteSamples {
    /// The file of the samples that belong to a ledger: the ledger's name and `.samples`.
    pub fn path(ledger: &Path) -> PathBuf {
        let mut name = OsString::from(ledger);
        name.push(".samples");
        PathBuf::from(name)
    }

    /// Opens the samples beside a ledger; makes the file, and its folder, where they do not exist.
    pub fn open(ledger: &Path) -> Result<Self, LedgerError> {
        let path = Self::path(ledger);
        let name = path.display().to_string();
        let connection = database::open(&path, &tables::LAYOUT).map_err(|error| named(error, &name))?;
        Ok(Self { connection, name })
    }

    /// Whether it can be written to now; nothing is.
    pub fn writable(&mut self) -> Result<(), LedgerError> {
        database::writable(&mut self.connection).map_err(|error| named(error, &self.name))
    }

    /// Opens samples that must exist.
    pub fn open_existing(ledger: &Path) -> Result<Self, LedgerError> {
        let path = Self::path(ledger);
        if path.exists() {
            return Self::open(ledger);
        }
        let name = path.display();
        Err(LedgerError::Missing(text!(
            "chưa có mẫu đo `{name}`; hãy chạy `kiemtra link watch` trước",
            "there are no samples `{name}` yet; run `kiemtra link watch` first"
        )))
    }

    fn write<T>(&mut self, work: impl FnOnce(&Transaction<'_>) -> Result<T, LedgerError>) -> Result<T, LedgerError> {
        transact(&mut self.connection, work).map_err(|error| named(error, &self.name))
    }

    /// Reads everything as of one moment, whatever another process writes meanwhile.
    fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T, LedgerError>) -> Result<T, LedgerError> {
        // Within what is shown by a reading, a further one goes on in the same transaction.
        let _snapshot =
            if self.connection.is_autocommit() { Some(self.connection.unchecked_transaction()?) } else { None };
        work(&self.connection).map_err(|error| named(error, &self.name))
    }
}

impl SampleStore for SqliteSamples {
    fn begin_session(&mut self, session: &Session) -> Result<SessionId, LedgerError> {
        self.write(|transaction| keep::begin_session(transaction, session))
    }

    fn end_session(&mut self, session: SessionId, at: Moment) -> Result<(), LedgerError> {
        self.write(|transaction| keep::end_session(transaction, session, at))
    }

    fn note_clock(&mut self, session: SessionId, event: &ClockEvent) -> Result<(), LedgerError> {
        self.write(|transaction| keep::note_clock(transaction, session, event))
    }

    fn sessions(
        &self,
        vantage: &str,
        within: Stretch,
    ) -> Result<Vec<(SessionId, Session, Vec<ClockEvent>)>, LedgerError> {
        self.read(|connection| keep::sessions(connection, vantage, within))
    }

    fn series(&mut self, key: &SeriesKey) -> Result<SeriesId, LedgerError> {
        if let Some(known) = self.read(|connection| keep::known_series(connection, key))? {
            return Ok(known);
        }
        self.write(|transaction| keep::series(transaction, key))
    }

    fn all_series(&self, system: &str) -> Result<Vec<(SeriesId, SeriesKey)>, LedgerError> {
        self.read(|connection| keep::all_series(connection, system))
    }

    fn append(&mut self, session: SessionId, samples: &[(SeriesId, Sample)]) -> Result<(), LedgerError> {
        self.write(|transaction| append::append(transaction, session, samples))
    }

    fn last(&self, series: SeriesId) -> Result<Option<(SessionId, Sample)>, LedgerError> {
        self.read(|connection| read::last(connection, series))
    }

    fn samples(
        &self,
        series: SeriesId,
        within: Stretch,
        show: &mut dyn FnMut(SessionId, &Sample),
    ) -> Result<(), LedgerError> {
        self.read(|connection| read::samples(connection, series, within, show))
    }

    fn runs(&self, series: SeriesId, within: Stretch) -> Result<Vec<Run>, LedgerError> {
        self.read(|connection| read::runs(connection, series, within))
    }

    fn latency(&self, series: SeriesId, within: Stretch) -> Result<Sketch, LedgerError> {
        self.read(|connection| read::latency(connection, series, within))
    }

    fn keep_readings(
        &mut self,
        line: &SeriesKey,
        origin: &str,
        terms: &LineTerms,
        readings: &[LineReading],
    ) -> Result<Option<usize>, LedgerError> {
        self.write(|transaction| lines::keep(transaction, line, origin, terms, readings))
    }

    fn all_lines(&self, system: &str) -> Result<Vec<(LineId, SeriesKey)>, LedgerError> {
        self.read(|connection| lines::all(connection, system))
    }

    fn readings(
        &self,
        line: LineId,
        within: Stretch,
        show: &mut dyn FnMut(&LineTerms, &LineReading),
    ) -> Result<(), LedgerError> {
        self.read(|connection| lines::readings(connection, line, within, show))
    }

    fn pack(&mut self, before: Moment) -> Result<Packed, LedgerError> {
        pack::pack(&mut self.connection, before).map_err(|error| named(error, &self.name))
    }

    fn thin(&mut self, before: Moment) -> Result<u64, LedgerError> {
        let thinned = pack::pack(&mut self.connection, before).and_then(|_| pack::thin(&mut self.connection, before));
        thinned.map_err(|error| named(error, &self.name))
    }
}

/// A failure of the database with the name of its file; a full disk by its name.
fn named(error: LedgerError, name: &str) -> LedgerError {
    let LedgerError::Database(rusqlite::Error::SqliteFailure(failure, _)) = &error else { return error };
    match failure.code {
        ErrorCode::DiskFull => LedgerError::File(text!(
            "không ghi được vào `{name}`: đĩa đầy ({error})",
            "cannot write to `{name}`: the disk is full ({error})"
        )),
        // What Linux calls EFBIG and EDQUOT comes as any other failure of the disk.
        ErrorCode::SystemIoFailure => LedgerError::File(text!(
            "không đọc hoặc ghi được `{name}`: đã hết hạn mức dung lượng, hoặc đĩa lỗi ({error})",
            "cannot read or write `{name}`: a limit or quota of space is reached, or the disk fails ({error})"
        )),
        ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt => LedgerError::Broken(text!(
            "tệp mẫu đo `{name}` bị hỏng ({error})",
            "the file of samples `{name}` is damaged ({error})"
        )),
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => LedgerError::Busy(text!(
            "tệp mẫu đo `{name}` đang được tiến trình khác ghi",
            "the file of samples `{name}` is being written by another process"
        )),
        _ => error,
    }
}
