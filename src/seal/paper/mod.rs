//! The paper path: the minutes were printed, signed and sealed by hand, and scanned; the scan is attached to them.
//!
//! Nothing here is proved by cryptography. A record binds the scan by its digest to the bytes that were printed, and
//! says who attached it, when, and whose signatures it shows, on the word of that person alone. Who that person was is
//! proved only when a key signs the file afterwards, which then covers the scan as well.
//!
//! A scan goes in before the first digital signature. Later ones are refused, here and on verifying: what is attached
//! behind a signature was not seen by its signer, and other programs take every signature before it for broken.

mod attach;
mod record;
mod scan;
#[cfg(test)]
mod tests;

use jiff::Timestamp;

use super::Digest;
use super::hexadecimal;
use super::pdf::{Attachment, PdfFile, has_signatures, was_attached};
use crate::text::{Text, text};

pub use attach::{Handover, attach_paper};
pub use record::PaperSigner;
pub use scan::{Medium, Scan, ScanRefusal};

use record::Record;

/// The bytes of the record that any bytes are: for fuzzing.
#[cfg(any(fuzzing, test))]
pub(super) fn record_from(bytes: &[u8]) -> Option<Vec<u8>> {
    Record::read(bytes).ok().map(|record| record.to_bytes())
}

/// A scan of the signed paper, and what is said of it.
#[derive(Clone, Debug, PartialEq)]
pub struct PaperSignature {
    /// The revision that brought it, from 1.
    pub revision: usize,
    /// The name of the attached scan, such as `scan-001.pdf`.
    pub file: String,
    /// SHA-256 of the scan as it is attached, in hexadecimal.
    pub sha256: String,
    /// Its length in bytes.
    pub bytes: usize,
    /// Its pages; none where it cannot be read.
    pub pages: Option<usize>,
    /// Dots per inch of its coarsest page, where they are known.
    pub resolution: Option<u32>,
    /// When it was attached, by the clock of the machine.
    pub attached: Timestamp,
    /// Who attached it, as that person said.
    pub attached_by: String,
    /// Who signed on paper, as that person said.
    pub signers: Vec<PaperSigner>,
    /// The run whose minutes were printed, as the record says.
    pub run: String,
    /// The evidence that is printed on every page, as the record says.
    pub evidence: String,
    /// What does not hold.
    pub flaws: Vec<PaperFlaw>,
}

impl PaperSignature {
    /// Whether the scan is the one that was attached to these minutes. It never says that anybody signed.
    pub fn is_bound(&self) -> bool {
        self.flaws.is_empty()
    }
}

/// What does not hold about a scan.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum PaperFlaw {
    /// The record cannot be read.
    Record(String),
    /// The scan that the record names is not there.
    Missing(String),
    /// The scan is another than the record says.
    Other(String),
    /// What was printed is not what the scan was attached to.
    Printed(String),
    /// The scan was attached after a digital signature.
    Late(String),
    /// The record names a role twice, or the same scan stands in two records.
    Twice(String),
}

impl PaperFlaw {
    /// The flaw for people.
    pub fn text(&self) -> Text {
        match self {
            Self::Record(name) => {
                text!("bản ghi kèm bản quét {name} không đọc được", "the record {name} of a scan cannot be read")
            }
            Self::Missing(name) => text!("thiếu bản quét {name}", "the scan {name} is missing"),
            Self::Other(name) => text!(
                "bản quét {name} không phải bản đã gắn (mã băm hoặc số trang khác)",
                "the scan {name} is not the one that was attached (another digest or number of pages)"
            ),
            Self::Printed(name) => text!(
                "bản quét {name} được gắn cho một bản in khác, không phải biên bản này",
                "the scan {name} was attached to another print, not to these minutes"
            ),
            Self::Late(name) => text!(
                "bản quét {name} được gắn sau khi biên bản đã có chữ ký số",
                "the scan {name} was attached after the minutes were signed digitally"
            ),
            Self::Twice(name) => text!(
                "bản ghi của bản quét {name} nêu trùng vai ký hoặc trùng bản quét",
                "the record of the scan {name} names a role or a scan twice"
            ),
        }
    }
}

/// Every scan of signed paper in a file, in the order of their names; one that does not hold says why. A file that
/// shows signatures on paper is not signed by that.
pub fn paper(file: &PdfFile) -> Vec<PaperSignature> {
    let attachments = file.attachments();
    let records = attachments.iter().filter(|one| record::is_record(&one.name));
    let mut found: Vec<PaperSignature> = records.map(|record| judged(file, record, &attachments)).collect();
    found.sort_by(|one, other| one.file.cmp(&other.file));
    for place in 1..found.len() {
        if let Some([before, own]) = found.get_mut(place - 1..=place)
            && before.file == own.file
        {
            own.flaws.push(PaperFlaw::Twice(own.file.clone()));
        }
    }
    found
}

fn judged(file: &PdfFile, attachment: &Attachment, all: &[Attachment]) -> PaperSignature {
    let revision = was_attached(file, &attachment.name).unwrap_or_default();
    let Ok(record) = Record::read(&attachment.content) else {
        return unreadable(attachment, revision);
    };
    let Record { scan, .. } = &record;
    let mut flaws = Vec::new();
    if !record::belong(&attachment.name, &scan.file) {
        flaws.push(PaperFlaw::Record(attachment.name.clone()));
    }
    let mut named = all.iter().filter(|one| one.name == scan.file);
    let content = named.next();
    if named.next().is_some() || record.names_twice() {
        flaws.push(PaperFlaw::Twice(scan.file.clone()));
    }
    let read = content.and_then(|one| Scan::read(one.content.clone()).ok());
    let sha256 = content.map(|one| hexadecimal(&Digest::Sha256.of(&[&one.content])));
    match (&content, &sha256) {
        (None, _) | (_, None) => flaws.push(PaperFlaw::Missing(scan.file.clone())),
        (Some(own), Some(digest)) => {
            let same_pages = read.as_ref().map(Scan::pages) == Some(scan.pages);
            let brought = was_attached(file, &own.name) == Some(revision);
            if *digest != scan.sha256 || own.content.len() != scan.bytes || !same_pages || !brought {
                flaws.push(PaperFlaw::Other(scan.file.clone()));
            }
        }
    }
    let printed = revision.checked_sub(1).and_then(|before| file.revision_bytes(before));
    let digest = printed.map(|bytes| hexadecimal(&Digest::Sha256.of(&[bytes])));
    if digest.as_deref() != Some(record.printed.sha256.as_str()) {
        flaws.push(PaperFlaw::Printed(scan.file.clone()));
    }
    if has_signatures(file, revision) {
        flaws.push(PaperFlaw::Late(scan.file.clone()));
    }
    PaperSignature {
        revision,
        file: scan.file.clone(),
        sha256: sha256.unwrap_or_default(),
        bytes: content.map_or(0, |one| one.content.len()),
        pages: read.as_ref().map(Scan::pages),
        resolution: read.as_ref().and_then(Scan::resolution),
        attached: record.attached,
        attached_by: record.attached_by.clone(),
        signers: record.signers.clone(),
        run: record.printed.run.clone(),
        evidence: record.printed.evidence.clone(),
        flaws,
    }
}

fn unreadable(attachment: &Attachment, revision: usize) -> PaperSignature {
    PaperSignature {
        revision,
        file: attachment.name.clone(),
        sha256: String::new(),
        bytes: 0,
        pages: None,
        resolution: None,
        attached: Timestamp::UNIX_EPOCH,
        attached_by: String::new(),
        signers: Vec::new(),
        run: String::new(),
        evidence: String::new(),
        flaws: vec![PaperFlaw::Record(attachment.name.clone())],
    }
}
