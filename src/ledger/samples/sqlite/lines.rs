//! Readings of lines. A moment that several imports tell of counts once: as the latest of them has it, so that a file that
//! was read by a wrong map is set right by reading it again, and nothing is lost.

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::ledger::LedgerError;
use crate::ledger::samples::{LineId, LineReading, LineTerms, LineValues, Moment, SeriesKey, Stretch};
use crate::text::text;

/// The tables, which came with the second version of the file.
pub(super) const TABLES: &str = "
    CREATE TABLE line (
        id INTEGER PRIMARY KEY, system TEXT NOT NULL, subject TEXT NOT NULL, hop TEXT NOT NULL, source TEXT NOT NULL,
        UNIQUE (system, subject, hop, source)
    ) STRICT;
    CREATE TABLE line_import (
        id INTEGER PRIMARY KEY, line INTEGER NOT NULL REFERENCES line (id), origin TEXT NOT NULL,
        form INTEGER NOT NULL, every INTEGER NOT NULL, inward_bps INTEGER NOT NULL, outward_bps INTEGER NOT NULL,
        UNIQUE (line, origin)
    ) STRICT;
    CREATE TABLE reading (
        line INTEGER NOT NULL, at INTEGER NOT NULL, import INTEGER NOT NULL,
        inward INTEGER NOT NULL, outward INTEGER NOT NULL,
        PRIMARY KEY (line, at, import)
    ) STRICT, WITHOUT ROWID;
";

/// Stores the readings of an import, save those that are known already; says how many, or `None` where the import itself
/// is known.
pub(super) fn keep(
    transaction: &Transaction<'_>,
    key: &SeriesKey,
    origin: &str,
    terms: &LineTerms,
    readings: &[LineReading],
) -> Result<Option<usize>, LedgerError> {
    let line = line(transaction, key)?;
    let bps = |bits: u64| i64::try_from(bits).unwrap_or(i64::MAX);
    let (inward, outward) = terms.capacity;
    let begun = transaction.execute(
        "INSERT INTO line_import (line, origin, form, every, inward_bps, outward_bps)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
        params![line.0, origin, terms.values.code(), terms.every, bps(inward), bps(outward)],
    )?;
    if begun == 0 {
        return Ok(None);
    }
    let import = transaction.last_insert_rowid();
    let mut insert = transaction.prepare_cached(
        "INSERT INTO reading (line, at, import, inward, outward)
         SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS (
             SELECT 1 FROM reading JOIN line_import ON line_import.id = reading.import
             WHERE reading.line = ?1 AND at = ?2 AND inward = ?4 AND outward = ?5 AND form = ?6 AND every = ?7
                 AND inward_bps = ?8 AND outward_bps = ?9
                 AND import = (SELECT max(import) FROM reading WHERE line = ?1 AND at = ?2))",
    )?;
    let mut kept = 0;
    for reading in readings {
        let (own_in, own_out) = (reading.inward.cast_signed(), reading.outward.cast_signed());
        kept += insert.execute(params![
            line.0,
            reading.at.0,
            import,
            own_in,
            own_out,
            terms.values.code(),
            terms.every,
            bps(inward),
            bps(outward)
        ])?;
    }
    Ok(Some(kept))
}

fn line(transaction: &Transaction<'_>, key: &SeriesKey) -> Result<LineId, LedgerError> {
    let SeriesKey { system, subject, hop, vantage } = key;
    transaction.execute(
        "INSERT INTO line (system, subject, hop, source) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
        [system, subject, hop, vantage],
    )?;
    let found = transaction.query_row(
        "SELECT id FROM line WHERE system = ?1 AND subject = ?2 AND hop = ?3 AND source = ?4",
        [system, subject, hop, vantage],
        |row| row.get(0),
    )?;
    Ok(LineId(found))
}

pub(super) fn all(connection: &Connection, system: &str) -> Result<Vec<(LineId, SeriesKey)>, LedgerError> {
    let mut query = connection.prepare_cached(
        "SELECT id, system, subject, hop, source FROM line WHERE system = ?1 ORDER BY subject, hop, source",
    )?;
    let rows = query.query_map([system], |row| {
        let key = SeriesKey { system: row.get(1)?, subject: row.get(2)?, hop: row.get(3)?, vantage: row.get(4)? };
        Ok((LineId(row.get(0)?), key))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Shows the readings of a line within a stretch in the order of time, one of each moment.
pub(super) fn readings(
    connection: &Connection,
    line: LineId,
    within: Stretch,
    show: &mut dyn FnMut(&LineTerms, &LineReading),
) -> Result<(), LedgerError> {
    let mut imports = std::collections::BTreeMap::new();
    let mut query = connection.prepare_cached(
        "SELECT at, inward, outward, max(import) FROM reading WHERE line = ?1 AND at >= ?2 AND at < ?3 GROUP BY at",
    )?;
    let mut rows = query.query([line.0, within.from.0, within.to.0])?;
    while let Some(row) = rows.next()? {
        let reading = LineReading {
            at: Moment(row.get(0)?),
            inward: row.get::<_, i64>(1)?.cast_unsigned(),
            outward: row.get::<_, i64>(2)?.cast_unsigned(),
        };
        let import: i64 = row.get(3)?;
        let terms = match imports.get(&import) {
            Some(terms) => *terms,
            None => *imports.entry(import).or_insert(terms(connection, import)?),
        };
        show(&terms, &reading);
    }
    Ok(())
}

fn terms(connection: &Connection, import: i64) -> Result<LineTerms, LedgerError> {
    let found = connection
        .prepare_cached("SELECT form, every, inward_bps, outward_bps FROM line_import WHERE id = ?1")?
        .query_row([import], |row| {
            let of: (u8, u32, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
            Ok(of)
        })
        .optional()?;
    let read = found.and_then(|(form, every, inward, outward)| {
        let capacity = (u64::try_from(inward).ok()?, u64::try_from(outward).ok()?);
        Some(LineTerms { values: LineValues::from_code(form)?, every, capacity })
    });
    read.ok_or_else(|| {
        LedgerError::Broken(text!(
            "lần nhập bộ đếm số {import} không đọc được",
            "import {import} of counters cannot be read"
        ))
    })
}
