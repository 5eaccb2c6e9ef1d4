//! How a file of SQLite is opened, and brought to the tables that this version knows: the ledger's and the samples'.
//!
//! Write-ahead log and `synchronous=FULL`: what was acknowledged survives a power cut.

use std::fs::{self, File};
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::error::LedgerError;
use crate::text::{Text, io_failure, text};

/// What a file holds.
#[derive(Debug)]
pub(super) struct Layout {
    /// The tables: each part brings the file from one version to the next.
    pub(super) steps: &'static [&'static str],
    /// The pages that are held, in kibibytes.
    pub(super) cache: i64,
    /// What is told of a file of a later version.
    pub(super) newer: fn(i64) -> Text,
}

/// Opens a file; makes it, and its folder, where they do not exist.
pub(super) fn open(path: &Path, layout: &Layout) -> Result<Connection, LedgerError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let failed = |error: &std::io::Error| {
        let folder = folder.display();
        let Text { vi, en } = io_failure(error);
        LedgerError::File(text!("không dùng được thư mục `{folder}`: {vi}", "cannot use folder `{folder}`: {en}"))
    };
    fs::create_dir_all(folder).map_err(|error| failed(&error))?;
    let is_new = !path.exists();
    let mut connection = Connection::open(path)?;
    settle(&mut connection, layout)?;
    if is_new {
        // SQLite makes the folder remember its logs, but not the file itself.
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| failed(&error))?;
    }
    Ok(connection)
}

/// Sets a connection up, and makes the tables that are missing.
pub(super) fn settle(connection: &mut Connection, layout: &Layout) -> Result<(), LedgerError> {
    connection.busy_timeout(Duration::from_secs(20))?;
    connection.set_prepared_statement_cache_capacity(32);
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // In kibibytes, where negative.
    connection.pragma_update(None, "cache_size", -layout.cache)?;
    // What a long write left of the log is given back.
    connection.pragma_update(None, "journal_size_limit", 16 << 20)?;
    let version = |connection: &Connection| connection.query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0));
    let newest = i64::try_from(layout.steps.len()).unwrap_or(i64::MAX);
    if version(connection)? == newest {
        return Ok(());
    }
    transact(connection, |transaction| {
        // Another process may have made the tables meanwhile.
        let known = version(transaction)?;
        let missing = usize::try_from(known).ok().and_then(|known| layout.steps.get(known..));
        let Some(missing) = missing else { return Err(LedgerError::File((layout.newer)(known))) };
        missing.iter().try_for_each(|step| transaction.execute_batch(step))?;
        Ok(transaction.pragma_update(None, "user_version", newest)?)
    })
}

/// One immediate transaction: all of the work is durable, or nothing of it is there.
pub(super) fn transact<T>(
    connection: &mut Connection,
    work: impl FnOnce(&Transaction<'_>) -> Result<T, LedgerError>,
) -> Result<T, LedgerError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let done = work(&transaction)?;
    transaction.commit()?;
    Ok(done)
}

/// Whether a file can be written to now: a transaction that writes its version again, and is taken back.
pub(super) fn writable(connection: &mut Connection) -> Result<(), LedgerError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    transaction.pragma_update(None, "user_version", version)?;
    Ok(transaction.rollback()?)
}
