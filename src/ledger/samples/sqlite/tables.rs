//! The file: how it is opened, and its tables.

use std::fs::{self, File};
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior};

use super::lines;
use crate::ledger::LedgerError;
use crate::text::{Text, io_failure, text};

/// The version of the tables, in `user_version`.
const VERSION: i64 = 2;

/// Rows are ordered by `slot`, eight numbers of a series, before the series: what is written at about the same time lies
/// on few pages, also of thousands of series, and one series is still found by its numbers. `holding` says where to look.
pub(super) const TABLES: &str = "
    CREATE TABLE session (
        id INTEGER PRIMARY KEY, vantage TEXT NOT NULL, watcher TEXT NOT NULL, boot TEXT NOT NULL,
        began INTEGER NOT NULL, monotonic INTEGER NOT NULL, ended INTEGER
    ) STRICT;
    CREATE INDEX session_by_vantage ON session (vantage, began);
    CREATE TABLE clock (
        id INTEGER PRIMARY KEY, session INTEGER NOT NULL REFERENCES session (id),
        at INTEGER NOT NULL, step INTEGER NOT NULL, slept INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX clock_by_session ON clock (session, at);
    CREATE TABLE series (
        id INTEGER PRIMARY KEY, system TEXT NOT NULL, subject TEXT NOT NULL, hop TEXT NOT NULL, vantage TEXT NOT NULL,
        UNIQUE (system, subject, hop, vantage)
    ) STRICT;
    CREATE TABLE holding (
        series INTEGER NOT NULL REFERENCES series (id), session INTEGER NOT NULL REFERENCES session (id),
        low INTEGER NOT NULL, high INTEGER NOT NULL, packed INTEGER NOT NULL,
        first INTEGER NOT NULL, last INTEGER NOT NULL,
        PRIMARY KEY (series, session)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX holding_by_session ON holding (session);
    CREATE TABLE sample (
        slot INTEGER NOT NULL, series INTEGER NOT NULL, session INTEGER NOT NULL, sequence INTEGER NOT NULL,
        at INTEGER NOT NULL, every INTEGER NOT NULL, lag INTEGER NOT NULL, class INTEGER NOT NULL,
        code INTEGER NOT NULL, name INTEGER, connect INTEGER, tls INTEGER, first_byte INTEGER, whole INTEGER,
        PRIMARY KEY (slot, series, session, sequence)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE block (
        series INTEGER NOT NULL, session INTEGER NOT NULL, hour INTEGER NOT NULL, hours INTEGER NOT NULL,
        samples INTEGER NOT NULL, low INTEGER NOT NULL, high INTEGER NOT NULL,
        first INTEGER NOT NULL, last INTEGER NOT NULL, detail INTEGER, track BLOB NOT NULL, halves BLOB,
        PRIMARY KEY (series, session, hour, hours)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX block_with_detail ON block (hour, series, session, hours) WHERE detail IS NOT NULL;
    CREATE TABLE detail (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
";

/// Opens a file of samples; makes it, and its folder, where they do not exist.
pub(super) fn open(path: &Path) -> Result<Connection, LedgerError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let failed = |error: &std::io::Error| {
        let folder = folder.display();
        let Text { vi, en } = io_failure(error);
        LedgerError::File(text!("không dùng được thư mục `{folder}`: {vi}", "cannot use folder `{folder}`: {en}"))
    };
    fs::create_dir_all(folder).map_err(|error| failed(&error))?;
    let is_new = !path.exists();
    let mut connection = Connection::open(path)?;
    settle(&mut connection)?;
    if is_new {
        // SQLite makes the folder remember its logs, but not the file itself.
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| failed(&error))?;
    }
    Ok(connection)
}

/// Sets a connection up, and makes the tables where there are none.
pub(super) fn settle(connection: &mut Connection) -> Result<(), LedgerError> {
    connection.busy_timeout(Duration::from_secs(20))?;
    connection.set_prepared_statement_cache_capacity(32);
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // In kibibytes, where negative: the newest pages of a thousand series.
    connection.pragma_update(None, "cache_size", -4096)?;
    // What a long packing left of the log is given back.
    connection.pragma_update(None, "journal_size_limit", 16 << 20)?;
    prepare(connection)
}

fn prepare(connection: &mut Connection) -> Result<(), LedgerError> {
    let version = |connection: &Connection| connection.query_row("PRAGMA user_version", [], |row| row.get(0));
    if version(connection)? == VERSION {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have made the tables meanwhile.
    match version(&transaction)? {
        VERSION => {}
        older @ (0 | 1) => {
            if older == 0 {
                transaction.execute_batch(TABLES)?;
            }
            transaction.execute_batch(lines::TABLES)?;
            transaction.pragma_update(None, "user_version", VERSION)?;
        }
        newer => {
            return Err(LedgerError::File(text!(
                "tệp mẫu đo thuộc phiên bản khác ({newer}); hãy nâng cấp kiemtra",
                "the file of samples is of another version ({newer}); upgrade kiemtra"
            )));
        }
    }
    Ok(transaction.commit()?)
}
