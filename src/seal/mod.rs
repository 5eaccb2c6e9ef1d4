//! Sealing: signatures on the report (PAdES baseline), and the verification of every signature in a PDF file.
//!
//! A library of pure parts: bytes in, bytes out. Time is an argument; time stamps and revocation data come through
//! [`TimeStamper`] and [`Fetch`], which the caller implements, because only `wire` touches the network. Nothing is
//! trusted that is not named: anchors are certificates that the caller gives.
//!
//! * [`PdfFile`], [`prepare`]: the file as a row of revisions; empty fields for whoever signs later.
//! * [`Signer`], [`Archive`], [`Token`]: keys, in PKCS#12 files and on PKCS#11 tokens.
//! * [`sign`], [`Pending`]: signing at once, or in two phases with a signature from elsewhere.
//! * [`add_evidence`], [`stamp_document`]: what keeps a signature verifiable for long (B-LT, B-LTA).
//! * [`verify`]: every signature, its path, its time, its revocation, and what changed after it.

mod algorithm;
mod asn1;
mod certificate;
mod cms;
mod error;
#[cfg(any(fuzzing, test))]
pub mod fuzzing;
pub mod gate;
mod key;
mod paper;
mod pdf;
mod reason;
pub mod role;
mod sign;
mod stated;
mod trust;
mod verify;

#[cfg(test)]
pub(crate) mod tests;

pub use algorithm::{Algorithm, Digest};
pub use certificate::{Certificate, NoCertificate};
pub use error::SealError;
pub use key::{Archive, KeyError, Signer, Token, TokenCertificate, TokenChoice, TokenState, Tries};
pub use paper::{Handover, Medium, PaperFlaw, PaperSignature, PaperSigner, Scan, ScanRefusal, attach_paper, paper};
pub use pdf::{
    Appearance, Attachment, Change, Evidence, Field, FieldPlan, FileRefusal, Fill, Hole, PdfFile, Rectangle, Tier,
    prepare,
};
pub use reason::{Part, Reason};
pub use sign::{Fetch, Pending, TimeStamper, add_evidence, available_evidence, gather_evidence, sign, stamp_document};
pub use stated::stated;
pub use trust::{Policy, Revocation, Store, Trust, fit_to_sign};
pub use verify::{
    CertificateRecord, ChangeRecord, Level, Record, Remark, Signature, SignatureRecord, Standing, TimeSource,
    Verification, verify, verify_file,
};

/// Bytes in hexadecimal, lower case.
fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).copied().map_or('0', char::from);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
