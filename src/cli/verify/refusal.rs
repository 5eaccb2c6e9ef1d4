//! The JSON about a file that is refused before anything in it can be judged: whoever asks for JSON gets JSON.

use std::fs::File;
use std::path::Path;

use jiff::Timestamp;

use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::fact::Digest;
use crate::load;
use crate::report::evidence::{Claim, check_attached};
use crate::seal::Record;
use crate::text::{Text, shorten};

use super::examine::LONGEST;
use super::record::{Document, FileRecord, LineRecord, RefusalRecord, SCHEMA, TroubleRecord};

/// The codes of what is wrong with the report itself: no report, a structure that nothing can be built on, contents that
/// are damaged.
const CODES: [&str; 3] = ["K-VER-001", "K-VER-002", "K-VER-003"];

/// What is said of a file that was refused; nothing where something else went wrong than the file.
pub(super) fn document(path: &Path, at: Timestamp, failure: &Failure) -> Option<Document> {
    let code = CODES.into_iter().find(|code| *code == failure.code())?;
    let (why, remedy) = (failure.why().clone(), failure.hint().cloned());
    let about = Text::new("Tệp", "The file");
    Some(Document {
        schema: SCHEMA.to_owned(),
        answer: if failure.exit() == Exit::Data { "no-report" } else { "broken" }.to_owned(),
        at: at.to_string(),
        file: file(path),
        report: None,
        lines: lines(&why),
        roles: Vec::new(),
        strays: Vec::new(),
        scans: Vec::new(),
        revisions: Vec::new(),
        signatures: Record {
            standing: "invalid".to_owned(),
            revisions: 0,
            uncovered_bytes: 0,
            facts: Vec::new(),
            signatures: Vec::new(),
        },
        troubles: vec![TroubleRecord { weight: "broken".to_owned(), about, why: why.clone(), remedy: remedy.clone() }],
        ledger_head: None,
        refused: Some(RefusalRecord { code: code.to_owned(), why, remedy }),
    })
}

/// The file by its digest, where it is not longer than what is read.
fn file(path: &Path) -> FileRecord {
    let opened = File::open(path).ok();
    let stated = opened.as_ref().and_then(|file| file.metadata().ok()).map_or(0, |data| data.len());
    let bytes = opened.and_then(|file| load::whole(&file, LONGEST).ok());
    FileRecord {
        name: shorten(&path.display().to_string(), 200),
        sha256: bytes.as_ref().map(|bytes| Digest::of(bytes).hex()),
        size: bytes.map_or_else(|| usize::try_from(stated).unwrap_or(usize::MAX), |bytes| bytes.len()),
    }
}

/// The lines of every answer, none of which could be looked at: "all lines hold" is not to be said of no lines.
fn lines(why: &Text) -> Vec<LineRecord> {
    let claim =
        Claim { manifest: None, run: None, revision: None, judged: Err(why.clone()), rendered: Err(why.clone()) };
    let below =
        ["evidence", "judged", "rendered"].into_iter().zip(check_attached(&claim)).map(|(key, line)| (key, line.what));
    let line = |(key, what): (&str, Text)| LineRecord {
        key: key.to_owned(),
        what,
        holds: "unknown".to_owned(),
        why: Some(why.clone()),
    };
    super::examine::FIRST.into_iter().map(|(key, vi, en)| (key, Text::new(vi, en))).chain(below).map(line).collect()
}
