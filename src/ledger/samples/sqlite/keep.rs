//! Sessions, clocks and series.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use crate::ledger::LedgerError;
use crate::ledger::samples::{ClockEvent, Moment, SeriesId, SeriesKey, Session, SessionId, Stretch};
use crate::text::text;

pub(super) fn begin_session(transaction: &Transaction<'_>, session: &Session) -> Result<SessionId, LedgerError> {
    let Session { vantage, watcher, boot, began, monotonic, ended } = session;
    transaction.execute(
        "INSERT INTO session (vantage, watcher, boot, began, monotonic, ended) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![vantage, watcher, boot, began.0, monotonic, ended.map(|ended| ended.0)],
    )?;
    Ok(SessionId(transaction.last_insert_rowid()))
}

pub(super) fn end_session(transaction: &Transaction<'_>, session: SessionId, at: Moment) -> Result<(), LedgerError> {
    let SessionId(number) = session;
    match transaction.execute("UPDATE session SET ended = ?2 WHERE id = ?1", [number, at.0])? {
        0 => Err(LedgerError::Missing(text!("không có phiên đo số {number}", "there is no session {number}"))),
        _ => Ok(()),
    }
}

pub(super) fn note_clock(
    transaction: &Transaction<'_>,
    session: SessionId,
    event: &ClockEvent,
) -> Result<(), LedgerError> {
    transaction.execute(
        "INSERT INTO clock (session, at, step, slept) VALUES (?1, ?2, ?3, ?4)",
        params![session.0, event.at.0, event.step, event.slept],
    )?;
    Ok(())
}

pub(super) fn sessions(
    connection: &Connection,
    vantage: &str,
    within: Stretch,
) -> Result<Vec<(SessionId, Session, Vec<ClockEvent>)>, LedgerError> {
    let mut query = connection.prepare_cached(
        "SELECT id, vantage, watcher, boot, began, monotonic, ended FROM session
         WHERE vantage = ?1 AND began < ?3 AND ?2 <= coalesce(
             ended, (SELECT max(last) FROM holding WHERE session = session.id), began)
         ORDER BY began, id",
    )?;
    let mut clock =
        connection.prepare_cached("SELECT at, step, slept FROM clock WHERE session = ?1 ORDER BY at, id")?;
    let rows = query.query_map(params![vantage, within.from.0, within.to.0], session)?;
    let mut sessions = Vec::new();
    for row in rows {
        let (id, session) = row?;
        let events = clock.query_map([id.0], |row| {
            Ok(ClockEvent { at: Moment(row.get(0)?), step: row.get(1)?, slept: row.get(2)? })
        })?;
        sessions.push((id, session, events.collect::<Result<_, _>>()?));
    }
    Ok(sessions)
}

fn session(row: &Row<'_>) -> rusqlite::Result<(SessionId, Session)> {
    let session = Session {
        vantage: row.get(1)?,
        watcher: row.get(2)?,
        boot: row.get(3)?,
        began: Moment(row.get(4)?),
        monotonic: row.get(5)?,
        ended: row.get::<_, Option<i64>>(6)?.map(Moment),
    };
    Ok((SessionId(row.get(0)?), session))
}

pub(super) fn known_series(connection: &Connection, key: &SeriesKey) -> Result<Option<SeriesId>, LedgerError> {
    let SeriesKey { system, subject, hop, vantage } = key;
    let known = connection
        .prepare_cached("SELECT id FROM series WHERE system = ?1 AND subject = ?2 AND hop = ?3 AND vantage = ?4")?
        .query_row([system, subject, hop, vantage], |row| row.get(0))
        .optional()?;
    Ok(known.map(SeriesId))
}

pub(super) fn series(transaction: &Transaction<'_>, key: &SeriesKey) -> Result<SeriesId, LedgerError> {
    // Another process may have given it a number meanwhile.
    if let Some(known) = known_series(transaction, key)? {
        return Ok(known);
    }
    let SeriesKey { system, subject, hop, vantage } = key;
    transaction.execute(
        "INSERT INTO series (system, subject, hop, vantage) VALUES (?1, ?2, ?3, ?4)",
        [system, subject, hop, vantage],
    )?;
    Ok(SeriesId(transaction.last_insert_rowid()))
}

pub(super) fn all_series(connection: &Connection, system: &str) -> Result<Vec<(SeriesId, SeriesKey)>, LedgerError> {
    let mut query = connection.prepare_cached(
        "SELECT id, system, subject, hop, vantage FROM series WHERE system = ?1 ORDER BY subject, hop, vantage",
    )?;
    let rows = query.query_map([system], |row| {
        let key = SeriesKey { system: row.get(1)?, subject: row.get(2)?, hop: row.get(3)?, vantage: row.get(4)? };
        Ok((SeriesId(row.get(0)?), key))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
