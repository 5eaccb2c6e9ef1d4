//! The file that is signed: held against a second signer, and replaced whole or not at all.
//!
//! What is written goes beside the file first, is made durable there, and takes the file's place in one step. Whoever
//! dies in between leaves the old file as it was.

use std::fs::{self, File, Metadata, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, fchown};
use std::path::{Path, PathBuf};

use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::load;
use crate::text::{Text, io_failure, text};

/// Longest file that is read, in bytes; a PDF file may not be longer either.
const LONGEST: u64 = 128 << 20;

/// Where a signed file goes, and what is there now.
#[derive(Debug)]
pub(super) struct Place {
    /// The file itself, behind all links.
    path: PathBuf,
    /// Where the result goes instead, which is nowhere yet.
    output: Option<PathBuf>,
    bytes: Vec<u8>,
    held: File,
    data: Metadata,
}

impl Place {
    /// Opens a file. One that is to be replaced is locked until the end.
    pub(super) fn open(given: &Path, output: Option<&Path>) -> Result<Self, Failure> {
        let path = fs::canonicalize(given).map_err(|error| unreadable(given, &error))?;
        let output = match output {
            Some(output) if fs::canonicalize(output).is_ok_and(|other| other == path) => None,
            Some(output) => Some(free(output)?),
            None => None,
        };
        let held = OpenOptions::new().read(true).write(output.is_none()).open(&path);
        let held = held.map_err(|error| unreadable(given, &error))?;
        if output.is_none() {
            lock(&held, given)?;
        }
        let data = held.metadata().map_err(|error| unreadable(given, &error))?;
        let bytes = whole(&held).map_err(|error| unreadable(given, &error))?;
        let place = Self { path, output, bytes, held, data };
        // Whoever signed while we were coming to the lock has put another file here.
        if place.output.is_none() && !place.is_same_file() {
            return Err(changed(given));
        }
        Ok(place)
    }

    /// What is in the file.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The file that is signed, behind all links.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Where the result goes.
    pub(super) fn goal(&self) -> &Path {
        self.output.as_deref().unwrap_or(&self.path)
    }

    /// Puts the result where it belongs.
    pub(super) fn put(self, bytes: &[u8]) -> Result<PathBuf, Failure> {
        match &self.output {
            Some(output) => create(output, bytes)?,
            None => self.replace(bytes)?,
        }
        Ok(self.goal().to_owned())
    }

    fn replace(&self, bytes: &[u8]) -> Result<(), Failure> {
        let failed = |error: io::Error| unwritable(&self.path, &error);
        forget_remains(&self.path);
        let beside = Beside::written(&self.path, bytes, Some(&self.data)).map_err(failed)?;
        if !self.is_same_file() || File::open(&self.path).and_then(|now| whole(&now)).ok().as_ref() != Some(&self.bytes)
        {
            return Err(changed(&self.path));
        }
        beside.take_the_place().map_err(failed)
    }

    /// Whether the name still leads to the file that was opened.
    fn is_same_file(&self) -> bool {
        let own = self.held.metadata().unwrap_or_else(|_| self.data.clone());
        fs::metadata(&self.path).is_ok_and(|now| (now.dev(), now.ino()) == (own.dev(), own.ino()))
    }
}

/// Writes a new file whole or not at all; one that is there already is never overwritten.
pub(super) fn create(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let beside = Beside::written(path, bytes, None).map_err(|error| unwritable(path, &error))?;
    beside.take_a_free_place().map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => occupied(path),
        _ => unwritable(path, &error),
    })
}

/// The path, where nothing is there.
pub(super) fn free(path: &Path) -> Result<PathBuf, Failure> {
    if fs::symlink_metadata(path).is_ok() { Err(occupied(path)) } else { Ok(path.to_owned()) }
}

/// Reads a file of bounded length.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    File::open(path).and_then(|file| whole(&file)).map_err(|error| unreadable(path, &error))
}

fn whole(file: &File) -> io::Result<Vec<u8>> {
    if !file.metadata()?.is_file() {
        return Err(io::Error::from(ErrorKind::InvalidInput));
    }
    load::whole(file, LONGEST)
}

fn lock(file: &File, given: &Path) -> Result<(), Failure> {
    let name = given.display();
    match file.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => Err(Failure::new(
            Exit::Busy,
            "K-SIG-014",
            text!("`{name}` đang được ký ở một tiến trình khác", "`{name}` is being signed by another process"),
        )),
        Err(TryLockError::Error(error)) => Err(unreadable(given, &error)),
    }
}

/// A file beside another, that takes its place or vanishes.
struct Beside<'a> {
    path: PathBuf,
    goal: &'a Path,
}

impl<'a> Beside<'a> {
    /// Written and durable; with owner and permissions of the file whose place it takes.
    fn written(goal: &'a Path, bytes: &[u8], like: Option<&Metadata>) -> io::Result<Self> {
        let beside = Self { path: goal.with_file_name(part(goal, &std::process::id().to_string())), goal };
        // What a dead process of the same number has left.
        let _ = fs::remove_file(&beside.path);
        let mode = if like.is_some() { 0o600 } else { 0o666 };
        let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(&beside.path)?;
        file.write_all(bytes)?;
        if let Some(like) = like {
            let own = file.metadata()?;
            if (own.uid(), own.gid()) != (like.uid(), like.gid()) {
                // Only root may give a file away; the group is kept where the signer is in it.
                let _ = fchown(&file, Some(like.uid()), Some(like.gid()))
                    .or_else(|_| fchown(&file, None, Some(like.gid())));
            }
            file.set_permissions(like.permissions())?;
        }
        file.sync_all()?;
        Ok(beside)
    }

    fn take_the_place(self) -> io::Result<()> {
        fs::rename(&self.path, self.goal)?;
        self.keep_name()
    }

    /// A hard link fails where the name is taken; a file system without them gets a look first.
    fn take_a_free_place(self) -> io::Result<()> {
        match fs::hard_link(&self.path, self.goal) {
            Ok(()) => fs::remove_file(&self.path)?,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(error),
            Err(_) if fs::symlink_metadata(self.goal).is_ok() => return Err(ErrorKind::AlreadyExists.into()),
            Err(_) => fs::rename(&self.path, self.goal)?,
        }
        self.keep_name()
    }

    /// Makes the names in the folder durable, where the file system can.
    fn keep_name(&self) -> io::Result<()> {
        match File::open(folder(self.goal)).and_then(|folder| folder.sync_all()) {
            Err(error) if error.kind() != ErrorKind::InvalidInput => Err(error),
            _ => Ok(()),
        }
    }
}

impl Drop for Beside<'_> {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// `.NAME.PROCESS.part`.
fn part(path: &Path, process: &str) -> String {
    format!(".{}.{process}.part", path.file_name().unwrap_or_default().to_string_lossy())
}

/// Removes what signers of this file have left that died; under the lock no living one has any.
fn forget_remains(path: &Path) {
    for entry in fs::read_dir(folder(path)).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let process = name.rsplit('.').nth(1).unwrap_or_default();
        if !process.is_empty() && process.bytes().all(|byte| byte.is_ascii_digit()) && name == part(path, process) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let why = match error.kind() {
        ErrorKind::InvalidInput => Text::new("đây không phải là một tệp", "it is no file"),
        _ => io_failure(error),
    };
    let (name, Text { vi, en }) = (path.display(), why);
    let failure =
        Failure::new(Exit::Data, "K-FILE-003", text!("không đọc được `{name}`: {vi}", "cannot read `{name}`: {en}"));
    match error.kind() {
        ErrorKind::PermissionDenied => failure.with_hint(Text::new(
            "tệp không ghi được thì ký ra tệp khác: --output",
            "where the file cannot be written, sign into another: --output",
        )),
        _ => failure,
    }
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    let (name, Text { vi, en }) = (path.display(), io_failure(error));
    Failure::new(Exit::Software, "K-FILE-002", text!("không ghi được `{name}`: {vi}", "cannot write `{name}`: {en}"))
}

fn occupied(path: &Path) -> Failure {
    let name = path.display();
    let text = text!("`{name}` đã có, không ghi đè", "`{name}` is there already and is not overwritten");
    Failure::new(Exit::Usage, "K-SIG-016", text)
}

fn changed(path: &Path) -> Failure {
    let name = path.display();
    let text = text!(
        "`{name}` vừa bị một chương trình khác thay đổi; chưa ghi gì",
        "`{name}` was changed by another program meanwhile; nothing was written"
    );
    Failure::new(Exit::Busy, "K-SIG-015", text)
        .with_hint(Text::new("xem lại tệp rồi ký lại", "look at the file and sign again"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    fn at(folder: &Path, name: &str, content: &str) -> PathBuf {
        let path = folder.join(name);
        fs::write(&path, content).expect("a file");
        path
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .expect("a folder")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_link_stays_a_link_and_permissions_stay() {
        let folder = tempfile::tempdir().expect("a folder");
        let own = at(folder.path(), "own.pdf", "old");
        fs::set_permissions(&own, fs::Permissions::from_mode(0o640)).expect("a mode");
        let link = folder.path().join("link.pdf");
        symlink("own.pdf", &link).expect("a link");
        at(folder.path(), ".own.pdf.4711.part", "what a dead signer left");
        at(folder.path(), ".own.pdf.x.part", "of somebody else");
        let place = Place::open(&link, None).expect("a place");
        assert_eq!(place.bytes(), b"old");
        place.put(b"new").expect("it is put");
        assert!(fs::symlink_metadata(&link).expect("data").is_symlink());
        assert_eq!(fs::read(&own).expect("a file"), b"new");
        assert_eq!(fs::metadata(&own).expect("data").mode() & 0o777, 0o640);
        assert_eq!(names(folder.path()), [".own.pdf.x.part", "link.pdf", "own.pdf"]);
    }

    #[test]
    fn two_cannot_hold_one_file_and_a_change_meanwhile_is_seen() {
        let folder = tempfile::tempdir().expect("a folder");
        let own = at(folder.path(), "own.pdf", "old");
        let first = Place::open(&own, None).expect("a place");
        let second = Place::open(&own, None).expect_err("held");
        assert!(second.text().en.contains("another process"), "{second:?}");
        assert!(Place::open(&own, Some(&folder.path().join("other.pdf"))).is_ok(), "a reader is not kept away");
        fs::write(&own, "changed in place").expect("a file");
        assert!(first.put(b"new").expect_err("changed").text().en.contains("changed by another"));
        assert_eq!(fs::read(&own).expect("a file"), b"changed in place");
        let third = Place::open(&own, None).expect("a place");
        let other = at(folder.path(), "moved.pdf", "changed in place");
        fs::rename(other, &own).expect("another file in its place");
        assert!(third.put(b"new").is_err());
        assert_eq!(names(folder.path()), ["own.pdf"]);
    }

    #[test]
    fn nothing_is_overwritten_that_was_not_opened() {
        let folder = tempfile::tempdir().expect("a folder");
        let (own, other) = (at(folder.path(), "own.pdf", "old"), folder.path().join("other.pdf"));
        let place = Place::open(&own, Some(&other)).expect("a place");
        fs::write(&other, "somebody's").expect("a file");
        assert!(place.put(b"new").expect_err("occupied").text().en.contains("not overwritten"));
        assert!(Place::open(&own, Some(&other)).is_err());
        assert_eq!(
            (fs::read(&own).expect("a file"), fs::read(&other).expect("a file")),
            (b"old".to_vec(), b"somebody's".to_vec())
        );
        fs::remove_file(&other).expect("gone");
        Place::open(&own, Some(&other)).expect("a place").put(b"new").expect("it is put");
        assert_eq!(fs::read(&other).expect("a file"), b"new");
        let same = folder.path().join("../").join(folder.path().file_name().expect("a name")).join("own.pdf");
        assert!(Place::open(&own, Some(&same)).expect("in place").output.is_none());
        assert!(Place::open(folder.path(), None).is_err(), "a folder");
        assert_eq!(names(folder.path()), ["other.pdf", "own.pdf"]);
    }
}
