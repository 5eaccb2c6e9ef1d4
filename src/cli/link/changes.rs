//! The file of changes: a line of JSON for each, for whoever passes them on.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::ledger::samples::State;
use crate::link::watch::News;

/// Where changes are written to. Nothing of the far side's words stands in them.
#[derive(Clone, Debug)]
pub(super) struct Changes(PathBuf);

impl Changes {
    /// Opens the file, so that a wrong path is told at once.
    pub(super) fn open(path: PathBuf) -> std::io::Result<Self> {
        let own = Self(path);
        own.append(b"")?;
        Ok(own)
    }

    /// Adds a change; it is on the disk when this returns. The file is opened each time, so that it can be moved away.
    pub(super) fn note(&self, news: &News) -> std::io::Result<()> {
        match line(news) {
            Some(line) => self.append(format!("{line}\n").as_bytes()),
            None => Ok(()),
        }
    }

    fn append(&self, bytes: &[u8]) -> std::io::Result<()> {
        let mut file = OpenOptions::new().create(true).append(true).open(&self.0)?;
        file.write_all(bytes)?;
        file.sync_data()
    }
}

fn line(news: &News) -> Option<Value> {
    let News::Change(change) = news else { return None };
    let word = |state: State| match state {
        State::Up => "up",
        State::Down => "down",
        State::Unknown => "unknown",
    };
    Some(json!({
        "at": change.at.timestamp().to_string(),
        "system": change.key.system,
        "subject": change.key.subject,
        "hop": change.key.hop,
        "vantage": change.key.vantage,
        "from": change.from.map(word),
        "to": word(change.to),
        "lasted_s": change.from.map(|_| change.lasted / 1_000),
        "class": change.class.word(),
        "code": change.code,
    }))
}
