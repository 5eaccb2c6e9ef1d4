//! Verifying a file: every signature in it, and what came after each.
//!
//! A result is plain data with typed reasons, for the screen and for JSON alike. Zero signatures are never valid, and
//! what cannot be known is undetermined, never valid.

mod file;
mod later;
mod record;
mod signature;
mod stamp;

use jiff::Timestamp;

use super::algorithm::Algorithm;
use super::certificate::Certificate;
use super::pdf::{self, Change, FileRefusal, PdfFile};
use super::reason::Reason;
use super::trust::{Policy, Revocation, Trust};
use crate::text::{Text, day_and_time, text};

pub use file::Verification;
pub use record::{CertificateRecord, ChangeRecord, Record, SignatureRecord};
pub(super) use signature::signers_of;

/// How a signature stands.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Standing {
    /// Everything holds.
    Valid,
    /// Nothing speaks against it, and something could not be known.
    Undetermined,
    /// Refused.
    Invalid,
}

/// The level of a signature (ETSI EN 319 142-1).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Level {
    /// A signature of the time before PAdES baseline, or one that lacks what baseline demands.
    Older,
    /// B-B: the bare signature.
    B,
    /// B-T: with a time stamp.
    T,
    /// B-LT: with the evidence in the file.
    Lt,
    /// B-LTA: with a time stamp over the evidence.
    Lta,
}

impl Level {
    /// The standard's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Older => "CMS",
            Self::B => "PAdES B-B",
            Self::T => "PAdES B-T",
            Self::Lt => "PAdES B-LT",
            Self::Lta => "PAdES B-LTA",
        }
    }
}

/// Where the time comes from at which certificates are judged.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum TimeSource {
    /// The time stamp of the signature.
    SignatureStamp,
    /// A later time stamp over the document.
    DocumentStamp,
    /// None: the time of verification.
    Now,
}

/// Something to know that does not decide.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum Remark {
    /// The signer's program wrote Vietnamese time as if it were UTC: the claimed time, and what was meant.
    SevenHours(Timestamp, Timestamp),
    /// The signing time is claimed by the signer and proved by nobody.
    ClaimedTimeOnly(Timestamp),
    /// Not PAdES baseline: what it lacks.
    NotBaseline(&'static str),
    /// This was changed later by a foreign program, and does not change what one reads.
    Tolerated(Change),
    /// The certificate was revoked after the signature.
    RevokedLater(String, Timestamp),
}

impl Remark {
    /// The remark for people.
    pub fn text(&self) -> Text {
        match self {
            Self::SevenHours(claimed, meant) => {
                let (claimed, meant) = (day_and_time(*claimed), day_and_time(*meant));
                text!(
                    "chương trình ký ghi giờ Việt Nam như thể là giờ UTC: {claimed} phải hiểu là {meant}",
                    "the signing program wrote Vietnamese time as if it were UTC: {claimed} means {meant}"
                )
            }
            Self::ClaimedTimeOnly(claimed) => {
                let claimed = day_and_time(*claimed);
                text!(
                    "thời điểm ký {claimed} do người ký tự khai, không có dấu thời gian chứng minh",
                    "the signing time {claimed} is the signer's own word, no time stamp proves it"
                )
            }
            Self::NotBaseline(lacks) => {
                text!("chữ ký không đạt mức cơ sở PAdES ({lacks})", "the signature is not at PAdES baseline ({lacks})")
            }
            Self::Tolerated(change) => {
                let Text { vi, en } = change.text();
                text!(
                    "phần mềm khác đã {vi} sau khi ký, không ảnh hưởng nội dung đọc được",
                    "another program changed something after the signature that does not touch what one reads: {en}"
                )
            }
            Self::RevokedLater(subject, at) => {
                let at = day_and_time(*at);
                text!(
                    "chứng thư “{subject}” bị thu hồi từ {at}, sau khi ký",
                    "the certificate “{subject}” was revoked on {at}, after the signature"
                )
            }
        }
    }
}

/// One signature or time stamp over the document, and all that is known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Signature {
    /// The name of its field.
    pub field: String,
    /// The page it is shown on, from 1.
    pub page: Option<u32>,
    /// Whether it is a time stamp over the document and no person's signature.
    pub is_stamp: bool,
    /// The revision that it covers, from 1.
    pub revision: usize,
    /// Whether its field was there, empty, before it was signed.
    pub was_prepared: bool,
    /// Whether nothing at all comes after what it covers.
    pub covers_all: bool,
    /// How it stands.
    pub standing: Standing,
    /// Its level, where it can be read.
    pub level: Option<Level>,
    /// The signer's certificate.
    pub signer: Option<Certificate>,
    /// From the signer to the anchor, where there is a path.
    pub path: Vec<Certificate>,
    /// The named stores that hold the anchor of the path.
    pub stores: Vec<String>,
    /// How it is signed.
    pub algorithm: Option<Algorithm>,
    /// The time that the signer states.
    pub claimed: Option<Timestamp>,
    /// The time at which certificates were judged, and where it comes from.
    pub time: (Timestamp, TimeSource),
    /// Who stamped the time.
    pub stamped_by: Option<String>,
    /// What is known of the revocation of each certificate of the path.
    pub revocation: Vec<(Certificate, Revocation)>,
    /// What each later revision changed, with the revision from 1.
    pub later: Vec<(usize, Change)>,
    /// Why it is refused.
    pub reasons: Vec<Reason>,
    /// Why it is not decided.
    pub open: Vec<Reason>,
    /// What else is to be known.
    pub remarks: Vec<Remark>,
    /// Words of the signer: name and reason, which nobody proves.
    pub stated: (Option<String>, Option<String>),
}

impl Signature {
    /// Whether this is no signature yet, only the room that waits for one.
    pub fn is_waiting(&self) -> bool {
        self.reasons.contains(&Reason::Waiting)
    }
}

/// Most signatures and stamps that are looked at: a report has one for each role and a few stamps.
pub(super) const MOST_SIGNATURES: usize = 64;
/// Most fields for them; a file with more could hide one among those that are not read.
const MOST_FIELDS: usize = 256;

/// Verifies everything in a file.
///
/// # Errors
/// The structure of the file lets two readers see two documents; then nothing in it is trusted.
pub fn verify(bytes: Vec<u8>, trust: &Trust, policy: &Policy, now: Timestamp) -> Result<Verification, FileRefusal> {
    verify_file(&PdfFile::read(bytes)?, trust, policy, now)
}

/// Verifies everything in a file that is read already.
///
/// # Errors
/// It holds more than any report does.
pub fn verify_file(
    file: &PdfFile,
    trust: &Trust,
    policy: &Policy,
    now: Timestamp,
) -> Result<Verification, FileRefusal> {
    let placed = pdf::placed(file);
    if placed.len() > MOST_SIGNATURES || file.fields().len() > MOST_FIELDS {
        return Err(FileRefusal::TooManyFields);
    }
    let changes = later::changes_of(file);
    Ok(file::assembled(file, placed, &changes, trust, policy, now))
}
