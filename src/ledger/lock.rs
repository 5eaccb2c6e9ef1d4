//! One run of a case at a time.
//!
//! An advisory lock on a file beside the ledger: the kernel lets go of it when the process dies,
//! so a killed run never blocks the next one.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use crate::fact::Digest;
use crate::text::{Text, io_failure, text};

use super::error::LedgerError;

/// The held lock of a case.
#[derive(Debug)]
pub struct Lock {
    // Held for its lock; released when it is dropped.
    _file: File,
}

/// Who holds a lock, as its file says: a line for people.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Holder(pub String);

impl Lock {
    /// Takes the lock of a case, or says who holds it.
    pub fn take(ledger: &Path, case: &str, holder: &Holder) -> Result<Self, LedgerError> {
        let path = path(ledger, case);
        let failed = |error: std::io::Error| {
            let name = path.display();
            LedgerError::File({
                let Text { vi, en } = io_failure(&error);
                text!("không dùng được tệp khóa `{name}`: {vi}", "cannot use the lock file `{name}`: {en}")
            })
        };
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        let mut file =
            OpenOptions::new().create(true).truncate(false).read(true).write(true).open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut who = String::new();
                let _ = file.take(300).read_to_string(&mut who);
                let who = crate::text::shorten(who.trim(), 200);
                return Err(LedgerError::Busy(text!(
                    "một lượt kiểm tra khác của `{case}` đang chạy: {who}",
                    "another run of `{case}` is under way: {who}"
                )));
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        file.set_len(0).and_then(|()| file.rewind()).and_then(|()| writeln!(file, "{}", holder.0)).map_err(failed)?;
        Ok(Self { _file: file })
    }
}

fn path(ledger: &Path, case: &str) -> PathBuf {
    let mut name = ledger.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}.lock", Digest::of(case.as_bytes()).short_hex()));
    ledger.with_file_name(name)
}
