//! Writing files so that a reader never sees half of one.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use crate::load;
use crate::text::{Text, io_failure, text};

use super::exit::Exit;
use super::failure::Failure;

/// Writes a file whole or not at all: beside it first, then renamed over it.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    write_with(path, |to| to.write_all(bytes))
}

/// Writes a file whole or not at all, as its content comes.
pub(super) fn write_with(
    path: &Path,
    content: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> Result<(), Failure> {
    attempt(path, content).map_err(|error| {
        let name = path.display();
        Failure::new(Exit::Software, "K-FILE-002", {
            let Text { vi, en } = io_failure(&error);
            text!("không ghi được `{name}`: {vi}", "cannot write `{name}`: {en}")
        })
    })
}

fn attempt(path: &Path, content: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> std::io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder)?;
    }
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}.part", std::process::id()));
    let beside = path.with_file_name(name);
    let mut file = BufWriter::new(File::create(&beside)?);
    let written = content(&mut file)
        .and_then(|()| file.flush())
        .and_then(|()| file.get_ref().sync_all())
        .and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}

/// Longest data file, in bytes.
const LONGEST: u64 = 256 << 20;

/// Reads a data file of at most 256 MiB. A longer one is refused: half of it would be another file.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    File::open(path).and_then(|file| load::whole(&file, LONGEST)).map_err(|error| {
        let name = path.display();
        Failure::new(Exit::Data, "K-FILE-003", {
            let Text { vi, en } = io_failure(&error);
            text!("không đọc được `{name}`: {vi}", "cannot read `{name}`: {en}")
        })
    })
}
