//! Samples as rows: what is new.

use std::ops::RangeInclusive;

use rusqlite::{CachedStatement, Connection, OptionalExtension, Row, params};

use crate::ledger::LedgerError;
use crate::ledger::samples::{Class, Moment, Phases, Sample, SeriesId, SessionId, Stretch};
use crate::text::text;

/// How many numbers of a series lie side by side.
pub(super) const SLOT: i64 = 8;

/// A series in a session, and what the store holds of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Holding {
    pub(super) series: SeriesId,
    pub(super) session: SessionId,
    /// No row has a lower number.
    pub(super) low: i64,
    /// No row has a higher number. Below `low` where there is no row.
    pub(super) high: i64,
    /// No block has a higher number; below nought where there is no block.
    pub(super) packed: i64,
    /// The first that was ever due.
    pub(super) first: Moment,
    /// The last that was ever due.
    pub(super) last: Moment,
}

impl Holding {
    /// Nothing yet.
    const fn new(series: SeriesId, session: SessionId) -> Self {
        let (first, last) = (Moment(i64::MAX), Moment(i64::MIN));
        Self { series, session, low: 0, high: -1, packed: -1, first, last }
    }

    /// What is held of a series in a session.
    pub(super) fn find(connection: &Connection, series: SeriesId, session: SessionId) -> Result<Self, LedgerError> {
        let found = connection
            .prepare_cached(
                "SELECT series, session, low, high, packed, first, last FROM holding
                 WHERE series = ?1 AND session = ?2",
            )?
            .query_row([series.0, session.0], Self::of)
            .optional()?;
        Ok(found.unwrap_or(Self::new(series, session)))
    }

    /// All of a series that reach into a stretch, by sessions.
    pub(super) fn reaching(
        connection: &Connection,
        series: SeriesId,
        within: Stretch,
    ) -> Result<Vec<Self>, LedgerError> {
        let mut query = connection.prepare_cached(
            "SELECT series, session, low, high, packed, first, last FROM holding
             WHERE series = ?1 AND first < ?2 AND last >= ?3 ORDER BY session",
        )?;
        let holdings = query.query_map([series.0, within.to.0, within.from.0], Self::of)?;
        Ok(holdings.collect::<Result<_, _>>()?)
    }

    /// The one of a series that holds the last sample.
    pub(super) fn latest(connection: &Connection, series: SeriesId) -> Result<Option<Self>, LedgerError> {
        let latest = connection
            .prepare_cached(
                "SELECT series, session, low, high, packed, first, last FROM holding
                 WHERE series = ?1 ORDER BY last DESC, session DESC LIMIT 1",
            )?
            .query_row([series.0], Self::of)
            .optional()?;
        Ok(latest)
    }

    /// All that have rows.
    pub(super) fn with_rows(connection: &Connection) -> Result<Vec<Self>, LedgerError> {
        let mut query = connection
            .prepare_cached("SELECT series, session, low, high, packed, first, last FROM holding WHERE low <= high")?;
        Ok(query.query_map([], Self::of)?.collect::<Result<_, _>>()?)
    }

    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            series: SeriesId(row.get(0)?),
            session: SessionId(row.get(1)?),
            low: row.get(2)?,
            high: row.get(3)?,
            packed: row.get(4)?,
            first: Moment(row.get(5)?),
            last: Moment(row.get(6)?),
        })
    }

    /// Notes a new row.
    pub(super) fn take(&mut self, number: i64, at: Moment) {
        if self.low > self.high {
            (self.low, self.high) = (number, number);
        }
        self.low = self.low.min(number);
        self.high = self.high.max(number);
        self.first = self.first.min(at);
        self.last = self.last.max(at);
    }

    /// Writes it back.
    pub(super) fn write(&self, connection: &Connection) -> Result<(), LedgerError> {
        let Self { series, session, low, high, packed, first, last } = *self;
        connection
            .prepare_cached(
                "INSERT INTO holding (series, session, low, high, packed, first, last)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT DO UPDATE SET low = ?3, high = ?4, packed = ?5, first = ?6, last = ?7",
            )?
            .execute([series.0, session.0, low, high, packed, first.0, last.0])?;
        Ok(())
    }

    /// The slots in which its rows lie.
    pub(super) const fn slots(&self) -> RangeInclusive<i64> {
        slot(self.low)..=if self.low > self.high { -1 } else { slot(self.high) }
    }

    /// Shows the rows of a slot in the order of their numbers. Returns the next slot in which some may lie.
    pub(super) fn rows(
        &self,
        reading: &mut Reading<'_>,
        slot: i64,
        show: &mut dyn FnMut(Sample) -> Result<(), LedgerError>,
    ) -> Result<i64, LedgerError> {
        let mut rows = reading.rows.query([slot, self.series.0, self.session.0])?;
        let mut found = false;
        while let Some(row) = rows.next()? {
            found = true;
            show(sample(row)?)?;
        }
        if found { Ok(slot + 1) } else { next_slot(reading.connection, slot) }
    }

    /// Shows the number and the time of every row, in the order of the numbers.
    pub(super) fn due(&self, connection: &Connection, show: &mut dyn FnMut(i64, Moment)) -> Result<(), LedgerError> {
        let mut query = connection.prepare_cached(
            "SELECT sequence, at FROM sample WHERE slot = ?1 AND series = ?2 AND session = ?3 ORDER BY sequence",
        )?;
        let mut slot = *self.slots().start();
        while slot <= *self.slots().end() {
            let mut rows = query.query([slot, self.series.0, self.session.0])?;
            let mut found = false;
            while let Some(row) = rows.next()? {
                found = true;
                show(row.get(0)?, Moment(row.get(1)?));
            }
            slot = if found { slot + 1 } else { next_slot(connection, slot)? };
        }
        Ok(())
    }

    /// Shows the rows of several slots in the order of their numbers.
    pub(super) fn rows_within(
        &self,
        connection: &Connection,
        slots: RangeInclusive<i64>,
        show: &mut dyn FnMut(Sample) -> Result<(), LedgerError>,
    ) -> Result<(), LedgerError> {
        let mut reading = Reading::new(connection)?;
        let mut slot = *slots.start();
        while slot <= *slots.end() {
            slot = self.rows(&mut reading, slot, show)?;
        }
        Ok(())
    }

    /// Stores a row; says whether it was not there before.
    pub(super) fn insert(&self, connection: &Connection, number: i64, sample: &Sample) -> Result<bool, LedgerError> {
        let Sample { at, every, lag, class, code, phases, .. } = sample;
        let Phases { name, connect, tls, first_byte, whole } = phases;
        let inserted = connection
            .prepare_cached(
                "INSERT INTO sample (slot, series, session, sequence, at, every, lag, class, code,
                     name, connect, tls, first_byte, whole)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) ON CONFLICT DO NOTHING",
            )?
            .execute(params![
                slot(number),
                self.series.0,
                self.session.0,
                number,
                at.0,
                every,
                lag,
                class.code(),
                code,
                name,
                connect,
                tls,
                first_byte,
                whole
            ])?;
        Ok(inserted == 1)
    }

    /// Removes all rows of a slot.
    pub(super) fn remove_slot(&self, connection: &Connection, slot: i64) -> Result<(), LedgerError> {
        connection.prepare_cached("DELETE FROM sample WHERE slot = ?1 AND series = ?2 AND session = ?3")?.execute([
            slot,
            self.series.0,
            self.session.0,
        ])?;
        Ok(())
    }

    /// Removes a row.
    pub(super) fn remove(&self, connection: &Connection, number: i64) -> Result<(), LedgerError> {
        connection
            .prepare_cached("DELETE FROM sample WHERE slot = ?1 AND series = ?2 AND session = ?3 AND sequence = ?4")?
            .execute([slot(number), self.series.0, self.session.0, number])?;
        Ok(())
    }
}

/// The query that reads rows, for many slots.
pub(super) struct Reading<'a> {
    connection: &'a Connection,
    rows: CachedStatement<'a>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(connection: &'a Connection) -> Result<Self, LedgerError> {
        let rows = connection.prepare_cached(
            "SELECT sequence, at, every, lag, class, code, name, connect, tls, first_byte, whole FROM sample
             WHERE slot = ?1 AND series = ?2 AND session = ?3 ORDER BY sequence",
        )?;
        Ok(Self { connection, rows })
    }
}

/// The next slot in which any series has rows: numbers may have holes of any size.
fn next_slot(connection: &Connection, slot: i64) -> Result<i64, LedgerError> {
    let next = connection
        .prepare_cached("SELECT slot FROM sample WHERE slot > ?1 ORDER BY slot LIMIT 1")?
        .query_row([slot], |row| row.get(0))
        .optional()?;
    Ok(next.unwrap_or(i64::MAX))
}

/// The slot of a number, which is not below nought.
pub(super) const fn slot(number: i64) -> i64 {
    number / SLOT
}

/// The number of a sample in its series and session as the database holds it.
pub(super) fn number(sequence: u64) -> Result<i64, LedgerError> {
    i64::try_from(sequence).map_err(|_| {
        LedgerError::Refused(text!(
            "số thứ tự mẫu đo {sequence} quá lớn",
            "the number {sequence} of a sample is too large"
        ))
    })
}

fn sample(row: &Row<'_>) -> Result<Sample, LedgerError> {
    let class: u8 = row.get(4)?;
    let sequence: i64 = row.get(0)?;
    Ok(Sample {
        sequence: sequence.cast_unsigned(),
        at: Moment(row.get(1)?),
        every: row.get(2)?,
        lag: row.get(3)?,
        class: Class::from_code(class).ok_or_else(|| {
            LedgerError::Broken(text!(
                "mẫu đo số {sequence} có loại kết quả lạ ({class})",
                "sample {sequence} has an unknown class ({class})"
            ))
        })?,
        code: row.get(5)?,
        phases: Phases {
            name: row.get(6)?,
            connect: row.get(7)?,
            tls: row.get(8)?,
            first_byte: row.get(9)?,
            whole: row.get(10)?,
        },
    })
}
