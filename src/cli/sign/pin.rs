//! Where the PIN of a token or the password of a key file comes from. It is never an argument and never in the
//! environment, and it is wiped once it was used.

use std::fs::File;
use std::io::{self, Read, stdin};
use std::path::PathBuf;

use clap::ArgMatches;
use zeroize::Zeroizing;

use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::secret;
use crate::cli::session::Session;
use crate::text::{Text, io_failure, text};
use crate::wire::secret_line;

use super::arguments::path;

/// Longest PIN or password, in bytes with its line end.
const LONGEST: usize = 1024;

/// Where it comes from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Origin {
    /// Whoever sits at the terminal.
    Terminal,
    /// An open descriptor: its first line.
    Descriptor(u16),
    /// A file that only its owner can read: its first line.
    File(PathBuf),
}

impl Origin {
    pub(super) fn of(matches: &ArgMatches, named: Option<&PathBuf>) -> Self {
        if let Some(descriptor) = matches.get_one::<u16>("pin-fd") {
            return Self::Descriptor(*descriptor);
        }
        path(matches, "pin-file").or(named).map_or(Self::Terminal, |file| Self::File(file.clone()))
    }

    /// Fetches it, once. The process is closed to others before it holds the secret for longer.
    pub(super) fn take(&self, session: &Session, question: &Text) -> Result<Zeroizing<String>, Failure> {
        let taken = match self {
            Self::Terminal => secret::ask(session, question).ok_or_else(|| {
                let text = Text::new(
                    "cần mã PIN hoặc mật khẩu của khóa, nhưng không có ai ở màn hình để hỏi",
                    "the PIN or password of the key is needed, and nobody is at a terminal to be asked",
                );
                let hint = Text::new("chạy tự động: --pin-fd hoặc --pin-file", "in scripts: --pin-fd or --pin-file");
                Failure::new(Exit::Usage, "K-SIG-011", text).with_hint(hint)
            }),
            Self::Descriptor(number) => from_descriptor(*number).map_err(|error| {
                let Text { vi, en } = io_failure(&error);
                let text = text!("không đọc được --pin-fd {number}: {vi}", "cannot read --pin-fd {number}: {en}");
                Failure::new(Exit::Usage, "K-SIG-011", text)
            }),
            Self::File(path) => secret_line(path).map_err(|(code, text, hint)| {
                let failure = Failure::new(Exit::Configuration, code, text);
                // What the hint on a file that is not there says holds for declarations.
                hint.filter(|_| code != "K-IDT-001").into_iter().fold(failure, Failure::with_hint)
            }),
        };
        secret::close();
        taken
    }
}

/// The first line of a descriptor. The descriptor itself stays as it is: no safe code can take it over.
fn from_descriptor(number: u16) -> io::Result<Zeroizing<String>> {
    let mut content = Zeroizing::new(Vec::with_capacity(LONGEST + 1));
    match number {
        0 => stdin().lock().take(LONGEST as u64 + 1).read_to_end(&mut content)?,
        _ => File::open(format!("/proc/self/fd/{number}"))?.take(LONGEST as u64 + 1).read_to_end(&mut content)?,
    };
    first_line(&content)
}

fn first_line(content: &[u8]) -> io::Result<Zeroizing<String>> {
    let line = content.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if line.len() > LONGEST {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let text = std::str::from_utf8(line).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
    Ok(Zeroizing::new(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_taken_without_its_end() {
        for (content, expected) in [("mật khẩu\n", "mật khẩu"), ("1234\r\nmore", "1234"), ("1234", "1234"), ("", "")]
        {
            assert_eq!(first_line(content.as_bytes()).expect("a line").as_str(), expected);
        }
        assert!(first_line(b"\xff\n").is_err());
        assert!(first_line(&[b'1'; LONGEST + 1]).is_err());
        assert!(from_descriptor(999).is_err());
    }
}
