//! Passwords that were given in variables of the environment leave it before they are used.
//!
//! What a process is started with stands in its memory until its end, and neither Rust nor the C library can take it
//! away: `/proc/PID/environ` shows it, and so does a dump. So the program starts itself anew without these variables,
//! and hands their values to itself through a pipe that it empties at once. It stays the same process: same number,
//! same folder, same descriptors, and whoever started it waits for it as before.
//!
//! The descriptor of the emptied pipe stays open, for no safe code can close what it did not open itself.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::env;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write, pipe};
use std::os::fd::AsRawFd;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{self, Command};

use rustix::io::{FdFlags, fcntl_setfd};
use rustix::pipe::{fcntl_getpipe_size, fcntl_setpipe_size};
use zeroize::Zeroizing;

use crate::system::System;
use crate::text::{Text, text};
use crate::wire::Secrets;

use super::exit::Exit;
use super::failure::Failure;
use super::secret;
use super::session::{Session, set};

/// The variable by which the program finds what it handed to itself: `PROCESS:DESCRIPTOR:LENGTH`. The number of the
/// process stays the same, so what is inherited from another one is told apart.
const MARK: &str = "KIEMTRA_HANDED_OVER";
/// More than the system lets anybody give in variables, and what a pipe takes of an ordinary user.
const MOST: usize = 1 << 20;

/// The values that the program has handed to itself, until they are forgotten.
#[derive(Default)]
pub(super) struct Handed(RefCell<BTreeMap<String, Zeroizing<String>>>);

impl Handed {
    /// Takes what was handed over; nothing where the program was started by somebody else.
    pub(super) fn taken() -> Result<Self, Failure> {
        let Some((descriptor, length)) = set(MARK).as_deref().and_then(|mark| own(mark, process::id())) else {
            return Ok(Self::default());
        };
        let read = read(descriptor, length).map_err(|error| {
            let text = text!(
                "không nhận lại được mật khẩu từ biến môi trường: {error}",
                "the passwords from the environment could not be taken over: {error}"
            );
            Failure::new(Exit::Software, "K-RUN-003", text).with_hint(Text::new(
                "để mật khẩu trong tệp: password_file",
                "keep the passwords in files: password_file",
            ))
        })?;
        secret::close();
        Ok(Self(RefCell::new(parted(&read))))
    }

    /// The value of a variable: as it was handed over, else as it is set.
    pub(super) fn variable(&self, name: &str) -> Option<String> {
        let own = self.0.borrow().get(name).map(|value| value.as_str().to_owned());
        own.filter(|value| !value.is_empty()).or_else(|| set(name))
    }

    /// Wipes them.
    pub(super) fn forget(&self) {
        self.0.borrow_mut().clear();
    }
}

/// The names alone.
impl fmt::Debug for Handed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.borrow().keys()).finish()
    }
}

/// Takes the passwords that a system declares out of the environment, by starting the program anew. Comes back where
/// none is set there; and where it cannot be done, which is told and keeps nobody from inspecting.
pub(super) fn leave_the_environment(session: &Session, path: &Path, system: &System) {
    let declared = Secrets::variables(system);
    let names: Vec<_> = declared.into_iter().filter(|name| given(name).is_some()).collect();
    // Once is enough: who sets them again in between will do so for ever.
    if names.is_empty() || set(MARK).is_some_and(|mark| own(&mark, process::id()).is_some()) {
        return;
    }
    let error = match fs::metadata(path) {
        // The declaration is read once more.
        Ok(file) if !file.is_file() => io::Error::other("SYSTEM is not a regular file"),
        Ok(_) => anew(&names),
        Err(error) => error,
    };
    let names = names.join(", ");
    let text = text!(
        "mật khẩu vẫn đọc được trong môi trường của tiến trình này (/proc/PID/environ), biến {names}: {error}",
        "the passwords stay readable in the environment of this process (/proc/PID/environ), variables {names}: {error}"
    );
    tracing::warn!("{}", session.say(&text));
}

/// Starts the program anew without these variables. Comes back only with what kept it from doing so; where that was the
/// very last step, a reader of the output that goes away ends the program from then on, as it does most programs.
fn anew(names: &[&str]) -> io::Error {
    let begun = || {
        secret::close();
        let content = joined(names);
        if content.len() > MOST {
            return Err(io::Error::from(ErrorKind::FileTooLarge));
        }
        let (reader, mut writer) = pipe()?;
        // It is filled before anybody reads.
        if fcntl_getpipe_size(&writer)? < content.len() && fcntl_setpipe_size(&writer, content.len())? < content.len() {
            return Err(io::Error::from(ErrorKind::FileTooLarge));
        }
        let descriptor = reader.as_raw_fd();
        // What cannot be opened now will not be then.
        drop(File::open(path(descriptor))?);
        writer.write_all(&content)?;
        fcntl_setfd(&reader, FdFlags::empty())?;
        let program = program()?;
        let mut arguments = env::args_os();
        let mut command = Command::new(program);
        command.arg0(arguments.next().unwrap_or_else(|| "kiemtra".into())).args(arguments);
        for name in names {
            command.env_remove(name);
        }
        command.env(MARK, format!("{}:{descriptor}:{}", process::id(), content.len()));
        drop(writer);
        let error = command.exec();
        drop(reader);
        Err::<(), _>(error)
    };
    begun().err().unwrap_or_else(|| io::Error::other("exec"))
}

/// The program's own file by its name, so that it keeps that; by the kernel's where another has taken its place.
fn program() -> io::Result<PathBuf> {
    const KERNELS: &str = "/proc/self/exe";
    let own = fs::metadata(KERNELS)?;
    let is_own =
        |path: &PathBuf| fs::metadata(path).is_ok_and(|file| (file.dev(), file.ino()) == (own.dev(), own.ino()));
    Ok(env::current_exe().ok().filter(is_own).unwrap_or_else(|| KERNELS.into()))
}

fn path(descriptor: i32) -> String {
    format!("/proc/self/fd/{descriptor}")
}

/// The bytes of a variable.
#[expect(clippy::disallowed_methods, reason = "the command line is where the environment is read")]
fn given(name: &str) -> Option<Zeroizing<Vec<u8>>> {
    env::var_os(name).map(|value| Zeroizing::new(value.into_vec()))
}

/// `NAME=VALUE`, each closed by a zero, which neither can hold.
fn joined(names: &[&str]) -> Zeroizing<Vec<u8>> {
    let values: Vec<_> = names.iter().filter_map(|name| Some((name, given(name)?))).collect();
    let length = values.iter().map(|(name, value)| name.len() + value.len() + 2).sum();
    let mut all = Zeroizing::new(Vec::with_capacity(length));
    for (name, value) in &values {
        for part in [name.as_bytes(), b"=", value, b"\0"] {
            all.extend_from_slice(part);
        }
    }
    all
}

/// What [`joined`] joined. What is not UTF-8 cannot be lent, and is as if it were not set.
fn parted(content: &[u8]) -> BTreeMap<String, Zeroizing<String>> {
    let pairs = content.split(|byte| *byte == 0).filter_map(|pair| {
        let (name, value) = std::str::from_utf8(pair).ok()?.split_once('=')?;
        Some((name.to_owned(), Zeroizing::new(value.to_owned())))
    });
    pairs.collect()
}

/// The descriptor and the length of a mark that this process has set.
fn own(mark: &str, process: u32) -> Option<(i32, usize)> {
    let mut words = mark.split(':');
    let (whose, descriptor, length) = (words.next()?, words.next()?, words.next()?);
    let is_own = whose.parse() == Ok(process) && words.next().is_none();
    let (descriptor, length) = (descriptor.parse().ok()?, length.parse().ok()?);
    (is_own && length <= MOST).then_some((descriptor, length))
}

/// Empties the pipe.
fn read(descriptor: i32, length: usize) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut content = Zeroizing::new(vec![0; length]);
    File::open(path(descriptor))?.read_exact(&mut content)?;
    Ok(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_mark_of_this_process_is_heeded() {
        assert_eq!(own("77:5:120", 77), Some((5, 120)));
        for mark in ["76:5:120", "77:5", "77:5:120:1", "77:x:120", "77:5:99999999", "", ":::"] {
            assert_eq!(own(mark, 77), None, "{mark}");
        }
    }

    #[test]
    fn what_was_handed_over_is_there_until_it_is_forgotten_and_is_not_shown() {
        let handed = Handed(RefCell::new(parted(b"AN=M\xe1\xba\xadt=1\0BINH=\xff\0KHONG=\0")));
        assert_eq!(handed.variable("AN").as_deref(), Some("M\u{1ead}t=1"));
        assert_eq!(handed.variable("BINH"), None);
        assert_eq!(handed.variable("KHONG"), None);
        assert_eq!(format!("{handed:?}"), r#"{"AN", "KHONG"}"#);
        handed.forget();
        assert_eq!(handed.variable("AN"), None);
    }

    #[test]
    fn a_pipe_is_read_to_the_length_that_was_told() {
        let (reader, mut writer) = pipe().expect("a pipe");
        writer.write_all(b"AN=1\0").expect("written");
        drop(writer);
        assert!(read(reader.as_raw_fd(), 5).is_ok_and(|content| *content == b"AN=1\0"));
        assert!(read(reader.as_raw_fd(), 5).is_err(), "it is empty");
    }
}
