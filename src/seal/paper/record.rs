//! What is said of a scan, attached beside it.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::fact::canonical_json;
use crate::text::{shorten, visible};

/// The value of `schema`.
const SCHEMA: &str = "kiemtra/paper@1";
/// How the paper was signed: the only word there is.
const HAND: &str = "paper";
/// Longest record, in bytes, and most signers.
const LONGEST: usize = 64 << 10;
const MOST: usize = 32;
/// Longest name and identifier that is shown, in characters.
const LONGEST_NAME: usize = 120;

/// The record of a scan.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Record {
    /// When it was attached.
    pub(super) attached: Timestamp,
    /// By whom.
    pub(super) attached_by: String,
    /// The document that was printed.
    pub(super) printed: Printed,
    /// The scan.
    pub(super) scan: Scanned,
    /// `kiemtra/paper@1`.
    pub(super) schema: String,
    /// `paper`: by hand, and nothing proves it.
    pub(super) signed: String,
    /// Whose signatures the scan shows.
    pub(super) signers: Vec<PaperSigner>,
}

/// The document that was printed.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Printed {
    /// Identifier of its evidence, as at the foot of every page.
    pub(super) evidence: String,
    /// Its run, as at the foot of every page.
    pub(super) run: String,
    /// SHA-256 of the PDF file in hexadecimal.
    pub(super) sha256: String,
}

/// The scan.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scanned {
    pub(super) bytes: usize,
    pub(super) file: String,
    pub(super) pages: usize,
    pub(super) sha256: String,
}

/// Somebody who signed on paper, as the attaching person says.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PaperSigner {
    /// The person's or body's name.
    pub name: String,
    /// The role of the profile.
    pub role: Option<String>,
}

impl Record {
    pub(super) fn new(printed: Printed, scan: Scanned, attached: Timestamp, by: &str, signers: &[PaperSigner]) -> Self {
        let (attached_by, signers) = (by.to_owned(), signers.to_vec());
        Self { attached, attached_by, printed, scan, schema: SCHEMA.to_owned(), signed: HAND.to_owned(), signers }
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        canonical_json(self)
    }

    /// Reads a record; its texts come from whoever wrote the file, and are made fit to be shown.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, ()> {
        if bytes.len() > LONGEST {
            return Err(());
        }
        let mut record: Self = serde_json::from_slice(bytes).map_err(|_| ())?;
        if record.schema != SCHEMA || record.signed != HAND || record.signers.len() > MOST {
            return Err(());
        }
        let names = record.signers.iter_mut().flat_map(|signer| [Some(&mut signer.name), signer.role.as_mut()]);
        let names = names.flatten().chain([&mut record.attached_by]);
        let printed = &mut record.printed;
        for text in names.chain([&mut printed.run, &mut printed.evidence, &mut record.scan.file]) {
            *text = shorten(&visible(text), LONGEST_NAME);
        }
        Ok(record)
    }

    /// Whether a role is named twice.
    pub(super) fn names_twice(&self) -> bool {
        let mut seen = BTreeSet::new();
        self.signers.iter().filter_map(|signer| signer.role.as_ref()).any(|role| !seen.insert(role))
    }
}

/// The names of the scan of this number and of its record: both sort behind everything that the minutes carry.
pub(super) fn names(number: usize, extension: &str) -> (String, String) {
    (format!("scan-{number:03}.{extension}"), format!("scan-{number:03}.json"))
}

/// Whether an attached file is the record of a scan.
pub(super) fn is_record(name: &str) -> bool {
    name.starts_with("scan-") && name.ends_with(".json")
}

/// Whether a record and a scan have the same number.
pub(super) fn belong(record: &str, scan: &str) -> bool {
    let stem = |name: &str| name.rsplit_once('.').map(|(stem, _)| stem.to_owned());
    !is_record(scan) && stem(record).is_some() && stem(record) == stem(scan)
}
