//! Which files there are below a path, and how a path is shown.

use std::fs;
use std::io::{Error, ErrorKind, Result};
use std::path::{Path, PathBuf};

use crate::text::{Text, io_failure, visible};

use super::document::Unread;

/// The most files of one path.
const MOST_FILES: usize = 100_000;
/// How deep folders are followed.
const MOST_DEPTH: usize = 64;
/// From how many digits on a number in a path is masked: it may be a person's.
const LONG_NUMBER: usize = 9;
/// How many digits of it are kept.
const KEPT: usize = 3;

/// The files below a path, sorted, and what could not be entered.
#[derive(Debug, Default)]
pub(super) struct Places {
    pub(super) files: Vec<PathBuf>,
    pub(super) unread: Vec<Unread>,
}

impl Places {
    /// What is at a path: the file itself, or all files below a folder. Links inside a folder are not followed, so that
    /// no loop and no place outside is entered; a path that was named is.
    pub(super) fn below(path: &Path) -> Result<Self> {
        let kind = fs::metadata(path)?;
        let mut places = Self::default();
        if kind.is_dir() {
            places.walk(path, 0);
        } else if kind.is_file() {
            places.files.push(path.to_owned());
        } else {
            return Err(Error::new(ErrorKind::InvalidInput, "not a regular file"));
        }
        Ok(places)
    }

    fn walk(&mut self, folder: &Path, depth: usize) {
        if depth >= MOST_DEPTH {
            return self.leave(folder, &Text::new("thư mục lồng quá sâu", "folders nested too deep"));
        }
        let mut entries = Vec::new();
        match fs::read_dir(folder) {
            Ok(read) => entries.extend(read.flatten()),
            Err(error) => self.leave(folder, &io_failure(&error)),
        }
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => self.walk(&path, depth + 1),
                Ok(kind) if !kind.is_file() => {}
                Ok(_) if self.files.len() < MOST_FILES => self.files.push(path),
                Ok(_) => return self.leave(folder, &Text::new("quá nhiều tệp", "too many files")),
                Err(error) => self.leave(&path, &io_failure(&error)),
            }
        }
    }

    fn leave(&mut self, path: &Path, why: &Text) {
        self.unread.push(Unread::new(shown(path), why));
    }
}

/// A path as it is shown.
pub(super) fn shown(path: &Path) -> String {
    without_numbers(&path.to_string_lossy())
}

/// Visible text in which long numbers are masked.
pub(super) fn without_numbers(text: &str) -> String {
    let mut out = String::new();
    let mut digits = String::new();
    for character in visible(text).chars().chain([' ']) {
        if character.is_ascii_digit() {
            digits.push(character);
            continue;
        }
        if digits.len() >= LONG_NUMBER {
            out.extend(digits.chars().take(KEPT));
            out.push_str("***");
        } else {
            out.push_str(&digits);
        }
        digits.clear();
        out.push(character);
    }
    out.pop();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_as_long_as_a_persons_is_masked_in_a_path() {
        assert_eq!(without_numbers("a/001099999123.pdf"), "a/001***.pdf");
        assert_eq!(without_numbers("2026-11-22/12345678"), "2026-11-22/12345678");
        assert_eq!(without_numbers("x 012345678"), "x 012***");
    }

    #[test]
    fn links_in_a_folder_are_not_followed() {
        let world = tempfile::tempdir().expect("a folder");
        fs::create_dir(world.path().join("b")).expect("a folder");
        for name in ["b/z", "b/y", "a"] {
            fs::write(world.path().join(name), "x").expect("a file");
        }
        std::os::unix::fs::symlink(world.path(), world.path().join("b/loop")).expect("a link");
        let places = Places::below(world.path()).expect("a folder");
        let names: Vec<_> = places.files.iter().filter_map(|path| path.strip_prefix(world.path()).ok()).collect();
        assert_eq!(names, [Path::new("a"), Path::new("b/y"), Path::new("b/z")]);
        assert!(places.unread.is_empty());
    }
}
