//! The log of every answer: appended and never changed, chained by hash, durable before the answer is told.
//!
//! In the ledger, where one is named, in a chain of its own beside the case's; else in a file of JSON lines. A line that
//! was cut off by a crash was never followed by an answer, and is taken away by the next who writes.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::fact::{Digest, canonical_json};
use crate::ledger::{Gated, LedgerError, Sqlite, Store, chain_of_gate, gated};
use crate::load;
use crate::text::{Text, io_failure, text};

/// The value of `schema` in each line.
const SCHEMA: &str = "kiemtra/gate-log@1";
/// Largest file of answers that is read, in bytes.
const LARGEST: u64 = 256 << 20;
/// How often a lock is tried, and the pause between.
const TRIES: u32 = 100;
const PAUSE: Duration = Duration::from_millis(50);
/// How often an answer is put behind those that came in between.
const RACES: u32 = 50;

/// Where the answers are kept.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Place {
    /// In a file of JSON lines.
    File(PathBuf),
    /// In a ledger.
    Ledger(PathBuf),
}

/// Where an answer stands.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Logged {
    /// `file` or `ledger`.
    pub(super) kind: &'static str,
    /// Its place in the chain, from one.
    pub(super) sequence: u64,
    /// Its hash, which is the head of the chain.
    pub(super) head: String,
}

/// A line of the file.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
struct Line {
    answer: Gated,
    at: Timestamp,
    hash: String,
    previous: String,
    schema: String,
    sequence: u64,
}

/// The chain of a file, and how much of the file it takes.
#[derive(Debug, Default)]
struct Chain {
    length: u64,
    head: String,
    bytes: u64,
}

impl Line {
    fn hash(&self) -> String {
        let body = canonical_json(&(&self.answer, self.at, self.sequence));
        Digest::of_parts([SCHEMA.as_bytes(), self.previous.as_bytes(), &body]).to_string()
    }
}

impl Place {
    /// As it was named; else the ledger, where that was named; else a file beside where the ledger would be.
    pub(super) fn of(session: &Session, named: Option<&PathBuf>) -> Self {
        match (named, session.given_ledger()) {
            (Some(file), _) => Self::File(file.clone()),
            (None, Some(ledger)) => Self::Ledger(ledger.to_path_buf()),
            (None, None) => Self::File(session.ledger().with_file_name("gate.jsonl")),
        }
    }

    /// Tries whether an answer could be kept here.
    pub(super) fn tried(&self) -> Result<(), Failure> {
        match self {
            Self::File(path) => {
                let mut file = open(path)?;
                chain(path, &mut file).map(drop)
            }
            Self::Ledger(path) => {
                drop(Sqlite::open_existing(path)?);
                Ok(())
            }
        }
    }
}

/// Keeps an answer; when this returns it survives a power cut.
pub(super) fn append(place: &Place, case: Option<&str>, answer: &Gated, at: Timestamp) -> Result<Logged, Failure> {
    match place {
        Place::File(path) => into_file(path, answer, at),
        Place::Ledger(path) => into_ledger(path, case, answer, at),
    }
}

fn into_ledger(path: &Path, case: Option<&str>, answer: &Gated, at: Timestamp) -> Result<Logged, Failure> {
    let mut store = Sqlite::open_existing(path)?;
    let name = chain_of_gate(case);
    let mut left = RACES;
    loop {
        let event = gated(&store.events(&name)?, answer.clone(), at);
        let sequence = event.sequence;
        match store.append(&name, &[event]) {
            Ok(()) => {
                // Another may have come behind already: the hash is that of this answer.
                let events = store.events(&name)?;
                let own = events.iter().take(usize::try_from(sequence).unwrap_or(usize::MAX));
                let head = own.fold(String::new(), |head, event| event.hash(&name, &head));
                return Ok(Logged { kind: "ledger", sequence, head });
            }
            // Somebody else was quicker.
            Err(LedgerError::Refused(_)) if left > 0 => left -= 1,
            Err(error) => return Err(error.into()),
        }
    }
}

fn into_file(path: &Path, answer: &Gated, at: Timestamp) -> Result<Logged, Failure> {
    let mut file = open(path)?;
    let Chain { length, head, bytes } = chain(path, &mut file)?;
    let mut line = Line {
        answer: answer.clone(),
        at,
        hash: String::new(),
        previous: head,
        schema: SCHEMA.to_owned(),
        sequence: length + 1,
    };
    line.hash = line.hash();
    let mut text = canonical_json(&line);
    text.push(b'\n');
    let written = file
        .set_len(bytes)
        .and_then(|()| file.seek(SeekFrom::Start(bytes)))
        .and_then(|_| file.write_all(&text))
        .and_then(|()| file.sync_all());
    written.map_err(|error| unusable(path, &error))?;
    if length == 0 {
        // The name of a new file has to last as well.
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| unusable(path, &error))?;
    }
    Ok(Logged { kind: "file", sequence: line.sequence, head: line.hash })
}

/// Opens the file and locks it: two gates never continue from the same line. The kernel lets go of the lock when the
/// process dies.
fn open(path: &Path) -> Result<File, Failure> {
    let failed = |error: &io::Error| unusable(path, error);
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|error| failed(&error))?;
    }
    let file = OpenOptions::new().create(true).truncate(false).read(true).write(true).open(path);
    let file = file.map_err(|error| failed(&error))?;
    // What is written to a device or a pipe is not kept.
    if !file.metadata().map_err(|error| failed(&error))?.is_file() {
        let name = path.display();
        let text = text!("`{name}` không phải là một tệp", "`{name}` is no file");
        return Err(no_log(Exit::Software, &text));
    }
    for _ in 0..TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => {
                #[expect(
                    clippy::disallowed_methods,
                    reason = "another process is waited for, and nothing else is under way"
                )]
                std::thread::sleep(PAUSE);
            }
            Err(TryLockError::Error(error)) => return Err(failed(&error)),
        }
    }
    let name = path.display();
    let text = text!("`{name}` đang do tiến trình khác giữ", "`{name}` is held by another process");
    Err(no_log(Exit::Busy, &text))
}

/// Reads the chain of a file to its last whole line.
fn chain(path: &Path, file: &mut File) -> Result<Chain, Failure> {
    let read = file.seek(SeekFrom::Start(0)).and_then(|_| load::whole(file, LARGEST));
    let content = read.map_err(|error| match error.kind() {
        ErrorKind::FileTooLarge => {
            let name = path.display();
            let text = text!("`{name}` quá lớn; hãy bắt đầu một tệp mới", "`{name}` is too large; begin a new file");
            no_log(Exit::Software, &text)
        }
        _ => unusable(path, &error),
    })?;
    followed(&content).map_err(|line| {
        let name = path.display();
        let text = text!(
            "chuỗi câu trả lời trong `{name}` đứt tại dòng {line}: tệp đã bị sửa hoặc không phải tệp của cổng",
            "the chain of answers in `{name}` breaks at line {line}: the file was altered, or is none of the gate's"
        );
        no_log(Exit::Permission, &text)
    })
}

/// Follows the chain; the number of the line at which it breaks.
fn followed(content: &[u8]) -> Result<Chain, u64> {
    let mut chain = Chain::default();
    for whole in content.split_inclusive(|byte| *byte == b'\n').filter(|line| line.ends_with(b"\n")) {
        let number = chain.length + 1;
        let line: Line = serde_json::from_slice(whole).map_err(|_| number)?;
        let holds = line.schema == SCHEMA
            && line.sequence == number
            && line.previous == chain.head
            && line.hash == line.hash()
            && whole.strip_suffix(b"\n").is_some_and(|own| own == canonical_json(&line));
        if !holds {
            return Err(number);
        }
        chain = Chain { length: number, head: line.hash, bytes: chain.bytes + whole.len() as u64 };
    }
    Ok(chain)
}

/// Verifies the chain and tells its head.
pub(super) fn verified(session: &Session, place: &Place) -> Result<Exit, Failure> {
    let path = match place {
        Place::File(path) => path,
        Place::Ledger(_) => {
            let text = Text::new(
                "câu trả lời nằm trong sổ theo dõi: dùng `kiemtra ledger verify`",
                "the answers are in the ledger: use `kiemtra ledger verify`",
            );
            return Err(Failure::new(Exit::Usage, "K-GAT-002", text));
        }
    };
    let mut file = File::open(path).map_err(|error| {
        let (name, Text { vi, en }) = (path.display(), io_failure(&error));
        Failure::new(Exit::Data, "K-FILE-003", text!("không đọc được `{name}`: {vi}", "cannot read `{name}`: {en}"))
    })?;
    file.lock_shared().map_err(|error| unusable(path, &error))?;
    let Chain { length, head, bytes } = chain(path, &mut file)?;
    let left = file.metadata().map_or(bytes, |data| data.len()).saturating_sub(bytes);
    let head = if head.is_empty() { "-".to_owned() } else { head };
    let line = text!(
        "Nguyên vẹn; số câu trả lời: {length}\n  đầu chuỗi: {head}\n",
        "Whole; answers: {length}\n  head: {head}\n"
    );
    session.print(session.say(&line));
    if left > 0 {
        session.tell(&text!(
            "Dòng cuối bị cắt ngang khi ghi ({left} byte): chưa có câu trả lời nào được đưa ra từ dòng đó",
            "The last line was cut off while it was written ({left} bytes): no answer was given from it"
        ));
    }
    Ok(Exit::Ready)
}

fn unusable(path: &Path, error: &io::Error) -> Failure {
    let (name, Text { vi, en }) = (path.display(), io_failure(error));
    no_log(Exit::Software, &text!("`{name}`: {vi}", "`{name}`: {en}"))
}

fn no_log(exit: Exit, why: &Text) -> Failure {
    let Text { vi, en } = why;
    let text = text!(
        "CHƯA ĐƯỢC PHÉP: không ghi được nhật ký câu trả lời ({vi})",
        "NOT ALLOWED: the answer cannot be logged ({en})"
    );
    Failure::new(exit, "K-GAT-001", text).with_hint(Text::new(
        "chọn tệp ghi được bằng --answer-log FILE, hoặc sổ bằng --ledger FILE",
        "name a file that can be written by --answer-log FILE, or a ledger by --ledger FILE",
    ))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn answer(allowed: bool) -> Gated {
        Gated {
            allowed,
            conditions: BTreeMap::from([("in-date".to_owned(), "holds".to_owned())]),
            declaration: None,
            fresh_run: None,
            profile: "sha256:0".to_owned(),
            report: "0".to_owned(),
            run: None,
            system: None,
        }
    }

    fn written(path: &Path, times: usize) -> Vec<u8> {
        for number in 0..times {
            into_file(path, &answer(number % 2 == 0), Timestamp::UNIX_EPOCH).expect("a line");
        }
        std::fs::read(path).expect("the file")
    }

    #[test]
    fn every_byte_that_is_changed_breaks_the_chain_and_a_cut_is_seen() {
        let folder = tempfile::tempdir().expect("a folder");
        let content = written(&folder.path().join("new/gate.jsonl"), 3);
        let whole = followed(&content).expect("a chain");
        assert_eq!((whole.length, whole.bytes), (3, content.len() as u64));
        for at in 0..content.len() {
            let mut changed = content.clone();
            changed[at] ^= 1;
            let found = followed(&changed);
            // The end of the last line alone can be taken away: what is left is a chain of two and a torn line.
            let torn = at == content.len() - 1;
            assert!(found.is_err() || torn && found.is_ok_and(|chain| chain.length == 2), "byte {at}");
        }
        let lines: Vec<&[u8]> = content.split_inclusive(|byte| *byte == b'\n').collect();
        assert_eq!(followed(&[lines[0], lines[2]].concat()).expect_err("a gap"), 2);
        assert_eq!(followed(&[lines[1], lines[0], lines[2]].concat()).expect_err("an order"), 1);
        assert_eq!(followed(&[lines[0], b"\n", lines[1]].concat()).expect_err("a hole"), 2);
    }

    #[test]
    fn a_torn_line_is_taken_away_and_the_chain_goes_on() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("gate.jsonl");
        let content = written(&path, 2);
        for cut in [1, 7, content.len() / 4] {
            std::fs::write(&path, [&content[..], &content[..cut]].concat()).expect("a torn file");
            let logged = into_file(&path, &answer(true), Timestamp::UNIX_EPOCH).expect("a line");
            assert_eq!(logged.sequence, 3);
            let now = std::fs::read(&path).expect("the file");
            assert!(now.starts_with(&content) && followed(&now).expect("a chain").length == 3);
        }
    }

    #[test]
    fn many_at_once_make_one_chain() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("gate.jsonl");
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| written(&path, 5));
            }
        });
        assert_eq!(followed(&std::fs::read(&path).expect("the file")).expect("a chain").length, 20);
    }

    #[test]
    fn what_cannot_keep_anything_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        for path in [folder.path().to_path_buf(), PathBuf::from("/dev/null")] {
            assert!(into_file(&path, &answer(true), Timestamp::UNIX_EPOCH).is_err(), "{}", path.display());
        }
        let foreign = folder.path().join("notes.txt");
        std::fs::write(&foreign, "our notes\n").expect("a file");
        assert!(into_file(&foreign, &answer(true), Timestamp::UNIX_EPOCH).is_err());
        assert_eq!(std::fs::read(&foreign).expect("the file"), b"our notes\n");
    }

    #[test]
    fn the_ledger_keeps_answers_beside_the_case_and_in_one_chain() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("ledger.db");
        drop(Sqlite::open(&path).expect("a ledger"));
        let kept = |case| into_ledger(&path, case, &answer(false), Timestamp::UNIX_EPOCH).expect("an answer");
        let (first, second) = (kept(Some("tinh@x")), kept(Some("tinh@x")));
        assert_eq!((first.sequence, second.sequence, kept(None).sequence), (1, 2, 1));
        let store = Sqlite::open_existing(&path).expect("a ledger");
        assert_eq!(store.chain("tinh@x#gate").expect("a chain").head, second.head);
        assert!(store.events("tinh@x").expect("events").is_empty());
    }
}
