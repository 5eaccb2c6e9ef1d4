//! The embedded store: SQLite, compiled in.
//!
//! Write-ahead log, `synchronous=FULL`, every write an immediate transaction: what a method has
//! returned from survives a power cut, and a killed process leaves a file that opens.

use std::path::Path;

use jiff::Timestamp;
use rusqlite::blob::ZeroBlob;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::audit::{Kind, StoredFact};
use crate::text::text;

use super::database::{self, Layout, transact};
use super::error::LedgerError;
use super::event::Event;
use super::store::{Chain, RunRow, RunState, Store};

/// What the file holds.
const LAYOUT: Layout = Layout {
    steps: &[TABLES],
    // What is read again is little.
    cache: 512,
    newer: |newer| {
        text!(
            "sổ theo dõi thuộc phiên bản mới hơn ({newer}); hãy nâng cấp kiemtra",
            "the ledger is of a newer version ({newer}); upgrade kiemtra"
        )
    },
};

const TABLES: &str = "
    CREATE TABLE run (
        id TEXT PRIMARY KEY, case_id TEXT NOT NULL, kind TEXT NOT NULL, started TEXT NOT NULL,
        ended TEXT, state TEXT NOT NULL, document BLOB
    ) STRICT;
    CREATE INDEX run_by_case ON run (case_id, started);
    CREATE TABLE fact (
        run_id TEXT NOT NULL REFERENCES run (id), probe TEXT NOT NULL, subject TEXT NOT NULL,
        endpoint TEXT NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (run_id, probe, subject, endpoint)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE event (
        case_id TEXT NOT NULL, sequence INTEGER NOT NULL, body TEXT NOT NULL, hash TEXT NOT NULL,
        PRIMARY KEY (case_id, sequence)
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
        BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
    CREATE TRIGGER event_is_never_removed BEFORE DELETE ON event
        BEGIN SELECT RAISE(ABORT, 'events are never removed'); END;
";

/// How much of a document is written at a time.
const PART: usize = 64 << 10;

/// The embedded store.
#[derive(Debug)]
pub struct Sqlite {
    connection: Connection,
}

impl Sqlite {
    /// Opens the ledger at a path; makes the file, and its folder, where they do not exist.
    pub fn open(path: &Path) -> Result<Self, LedgerError> {
        Ok(Self { connection: database::open(path, &LAYOUT)? })
    }

    /// Whether it can be written to now; nothing is.
    pub fn writable(&mut self) -> Result<(), LedgerError> {
        database::writable(&mut self.connection)
    }

    /// Opens a ledger that must exist.
    pub fn open_existing(path: &Path) -> Result<Self, LedgerError> {
        if !path.exists() {
            let name = path.display();
            return Err(LedgerError::Missing(text!(
                "chưa có sổ theo dõi `{name}`; hãy chạy `kiemtra audit` trước",
                "there is no ledger `{name}` yet; run `kiemtra audit` first"
            )));
        }
        Self::open(path)
    }

    fn write<T>(&mut self, work: impl FnOnce(&Transaction<'_>) -> Result<T, LedgerError>) -> Result<T, LedgerError> {
        transact(&mut self.connection, work)
    }
}

fn head(connection: &Connection, case: &str) -> Result<Chain, LedgerError> {
    let last = connection
        .query_row(
            "SELECT sequence, hash FROM event WHERE case_id = ?1 ORDER BY sequence DESC LIMIT 1",
            [case],
            |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)),
        )
        .optional()?;
    Ok(match last {
        Some((length, head)) => Chain { length: u64::try_from(length).unwrap_or_default(), head },
        None => Chain { length: 0, head: String::new() },
    })
}

/// Appends events behind the head of the chain; their sequence numbers must follow it, so that two
/// writers can never both continue from the same state.
fn append(transaction: &Transaction<'_>, case: &str, events: &[Event]) -> Result<(), LedgerError> {
    let mut chain = head(transaction, case)?;
    for event in events {
        if event.sequence != chain.length + 1 {
            return Err(LedgerError::Refused(text!(
                "sổ theo dõi đã có ghi nhận mới hơn; hãy chạy lại",
                "the ledger has newer entries; run again"
            )));
        }
        let hash = event.hash(case, &chain.head);
        let sequence = i64::try_from(event.sequence).unwrap_or(i64::MAX);
        transaction.execute(
            "INSERT INTO event (case_id, sequence, body, hash) VALUES (?1, ?2, ?3, ?4)",
            params![case, sequence, serde_json::to_string(event)?, hash],
        )?;
        chain = Chain { length: event.sequence, head: hash };
    }
    Ok(())
}

impl Store for Sqlite {
    fn begin_run(&mut self, run: &RunRow) -> Result<(), LedgerError> {
        self.write(|transaction| {
            transaction.execute(
                "UPDATE run SET state = 'interrupted' WHERE case_id = ?1 AND state = 'running'",
                [&run.case],
            )?;
            transaction.execute(
                "INSERT INTO run (id, case_id, kind, started, state) VALUES (?1, ?2, ?3, ?4, 'running')",
                params![run.id, run.case, run.kind.word(), run.started.to_string()],
            )?;
            Ok(())
        })
    }

    fn put_fact(&mut self, run: &str, fact: &StoredFact) -> Result<(), LedgerError> {
        self.write(|transaction| {
            transaction.execute(
                "INSERT OR REPLACE INTO fact (run_id, probe, subject, endpoint, body) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![
                    run,
                    fact.probe,
                    fact.subject,
                    fact.endpoint.as_deref().unwrap_or_default(),
                    serde_json::to_string(fact)?
                ],
            )?;
            Ok(())
        })
    }

    fn finish_run(
        &mut self,
        run: &str,
        ended: Timestamp,
        document: &[u8],
        events: &[Event],
    ) -> Result<(), LedgerError> {
        self.write(|transaction| {
            let case: String =
                transaction.query_row("SELECT case_id FROM run WHERE id = ?1", [run], |row| row.get(0))?;
            let length = ZeroBlob(document.len() as u64);
            transaction.execute(
                "UPDATE run SET state = 'complete', ended = ?2, document = ?3 WHERE id = ?1",
                params![run, ended.to_string(), length],
            )?;
            fill(transaction, run, document)?;
            append(transaction, &case, events)
        })
    }

    fn append(&mut self, case: &str, events: &[Event]) -> Result<(), LedgerError> {
        self.write(|transaction| append(transaction, case, events))
    }

    fn events(&self, case: &str) -> Result<Vec<Event>, LedgerError> {
        let mut query = self.connection.prepare("SELECT body, hash FROM event WHERE case_id = ?1 ORDER BY sequence")?;
        let rows = query.query_map([case], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
        let mut events = Vec::new();
        let mut previous = String::new();
        for row in rows {
            let (body, hash) = row?;
            let event: Event = serde_json::from_str(&body)?;
            let sequence = event.sequence;
            if sequence != events.len() as u64 + 1 || event.hash(case, &previous) != hash {
                return Err(LedgerError::Broken(text!(
                    "chuỗi ghi nhận của `{case}` đứt tại mục {sequence}: sổ theo dõi đã bị sửa",
                    "the chain of `{case}` breaks at entry {sequence}: the ledger was altered"
                )));
            }
            events.push(event);
            previous = hash;
        }
        Ok(events)
    }

    fn chain(&self, case: &str) -> Result<Chain, LedgerError> {
        head(&self.connection, case)
    }

    fn cases(&self) -> Result<Vec<String>, LedgerError> {
        let mut query = self.connection.prepare("SELECT DISTINCT case_id FROM run ORDER BY case_id")?;
        let rows = query.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn runs(&self, case: &str) -> Result<Vec<RunRow>, LedgerError> {
        let mut query = self
            .connection
            .prepare("SELECT id, case_id, kind, started, state FROM run WHERE case_id = ?1 ORDER BY started, id")?;
        let rows = query.query_map([case], run_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn document(&self, run: &str) -> Result<Option<Vec<u8>>, LedgerError> {
        let found = self
            .connection
            .query_row("SELECT document FROM run WHERE id = ?1", [run], |row| row.get::<_, Option<Vec<u8>>>(0))
            .optional()?;
        Ok(found.flatten())
    }

    fn facts(&self, run: &str) -> Result<Vec<StoredFact>, LedgerError> {
        let mut query =
            self.connection.prepare("SELECT body FROM fact WHERE run_id = ?1 ORDER BY probe, subject, endpoint")?;
        let rows = query.query_map([run], |row| row.get::<_, String>(0))?;
        let mut facts = Vec::new();
        for row in rows {
            facts.push(serde_json::from_str(&row?)?);
        }
        Ok(facts)
    }

    fn facts_of(&self, case: &str, probe: &str, show: &mut dyn FnMut(&str, &StoredFact)) -> Result<(), LedgerError> {
        let mut query = self.connection.prepare(
            "SELECT run.id, fact.body FROM run JOIN fact ON fact.run_id = run.id AND fact.probe = ?2
             WHERE run.case_id = ?1 ORDER BY run.started, run.id, fact.subject, fact.endpoint",
        )?;
        let rows = query.query_map([case, probe], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
        for row in rows {
            let (run, body) = row?;
            show(&run, &serde_json::from_str(&body)?);
        }
        Ok(())
    }
}

/// Writes a document into the room that was made for it: as a parameter of a statement it would be copied twice.
fn fill(transaction: &Transaction<'_>, run: &str, document: &[u8]) -> Result<(), LedgerError> {
    let row = transaction.query_row("SELECT rowid FROM run WHERE id = ?1", [run], |row| row.get(0))?;
    let mut place = transaction.blob_open("main", "run", "document", row, false)?;
    for (number, part) in document.chunks(PART).enumerate() {
        place.write_all_at(part, number * PART)?;
    }
    Ok(place.close()?)
}

fn run_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<RunRow> {
    let kind: String = row.get(2)?;
    let started: String = row.get(3)?;
    let state: String = row.get(4)?;
    Ok(RunRow {
        id: row.get(0)?,
        case: row.get(1)?,
        kind: Kind::ALL.iter().copied().find(|own| own.word() == kind).unwrap_or(Kind::Own),
        started: started.parse().unwrap_or_default(),
        state: match state.as_str() {
            "complete" => RunState::Complete,
            "running" => RunState::Running,
            _ => RunState::Interrupted,
        },
    })
}
