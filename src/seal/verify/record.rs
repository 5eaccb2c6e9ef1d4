//! The result as it is written beside the screen: JSON for other programs, with every sentence in both languages.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Level, Revocation, Signature, Standing, TimeSource, Verification};
use crate::seal::certificate::Certificate;
use crate::seal::pdf::Tier;
use crate::text::Text;

/// What a verification found.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
pub struct Record {
    /// `valid`, `undetermined` or `invalid`: the worst of all signatures; a file without any is invalid.
    pub standing: String,
    /// How many revisions the file has.
    pub revisions: usize,
    /// Bytes that no signature and no time stamp covers.
    pub uncovered_bytes: usize,
    /// What is to be said of the file besides its signatures.
    pub facts: Vec<Text>,
    /// Signatures and time stamps in the order in which they came.
    pub signatures: Vec<SignatureRecord>,
}

/// One signature or time stamp over the document.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
pub struct SignatureRecord {
    /// The name of its field.
    pub field: String,
    /// `signature` or `document_time_stamp`.
    pub kind: String,
    /// `valid`, `undetermined` or `invalid`.
    pub standing: String,
    /// The standard's name of its level.
    pub level: Option<String>,
    /// The page it is shown on, from 1.
    pub page: Option<u32>,
    /// The revision that it covers, from 1.
    pub revision: usize,
    /// Whether its field was there, empty, before it was signed.
    pub was_prepared: bool,
    /// Whether nothing comes after what it covers.
    pub covers_all: bool,
    /// The certificates from the signer to the anchor; the signer's alone where there is no path.
    pub path: Vec<CertificateRecord>,
    /// The named stores of the trust folder that hold the anchor.
    pub stores: Vec<String>,
    /// How it is signed, such as `RSA, SHA-256`.
    pub algorithm: Option<String>,
    /// The time that the signer states, RFC 3339.
    pub claimed_time: Option<String>,
    /// The time at which certificates were judged, RFC 3339.
    pub time: String,
    /// `signature_time_stamp`, `document_time_stamp` or `now`.
    pub time_source: String,
    /// Who stamped the time.
    pub stamped_by: Option<String>,
    /// What later revisions changed.
    pub later: Vec<ChangeRecord>,
    /// Why it is refused.
    pub reasons: Vec<Text>,
    /// Why it is not decided.
    pub open: Vec<Text>,
    /// What else is to be known.
    pub remarks: Vec<Text>,
}

/// A certificate of a path.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
pub struct CertificateRecord {
    /// The subject.
    pub subject: String,
    /// The issuer.
    pub issuer: String,
    /// The serial number, hexadecimal.
    pub serial_number: String,
    /// SHA-256 of the certificate, hexadecimal.
    pub fingerprint: String,
    /// First and last instant of validity, RFC 3339.
    pub validity: (String, String),
    /// What is known of its revocation: `good`, `revoked`, `revoked_later`, `exempt`, `unknown`; nothing for an anchor.
    pub revocation: Option<String>,
}

/// A change after a signature.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
pub struct ChangeRecord {
    /// The revision that changed it, from 1.
    pub revision: usize,
    /// `expected`, `tolerated` or `refused`.
    pub tier: String,
    /// What was changed.
    pub what: Text,
}

impl Verification {
    /// The result as it is written.
    pub fn record(&self) -> Record {
        Record {
            standing: standing(self.standing()).to_owned(),
            revisions: self.revisions,
            uncovered_bytes: self.uncovered,
            facts: self.facts(),
            signatures: self.signatures.iter().map(of_signature).collect(),
        }
    }
}

fn of_signature(one: &Signature) -> SignatureRecord {
    let known = if one.path.is_empty() { one.signer.as_slice() } else { &one.path };
    let texts = |reasons: &[crate::seal::Reason]| reasons.iter().map(crate::seal::Reason::text).collect();
    SignatureRecord {
        field: one.field.clone(),
        kind: if one.is_stamp { "document_time_stamp" } else { "signature" }.to_owned(),
        standing: standing(one.standing).to_owned(),
        level: one.level.map(Level::name).map(str::to_owned),
        page: one.page,
        revision: one.revision,
        was_prepared: one.was_prepared,
        covers_all: one.covers_all,
        path: known.iter().map(|certificate| of_certificate(certificate, one)).collect(),
        stores: one.stores.clone(),
        algorithm: one.algorithm.map(crate::seal::Algorithm::name),
        claimed_time: one.claimed.map(|time| time.to_string()),
        time: one.time.0.to_string(),
        time_source: match one.time.1 {
            TimeSource::SignatureStamp => "signature_time_stamp",
            TimeSource::DocumentStamp => "document_time_stamp",
            TimeSource::Now => "now",
        }
        .to_owned(),
        stamped_by: one.stamped_by.clone(),
        later: one.later.iter().map(|(revision, change)| of_change(*revision, change)).collect(),
        reasons: texts(&one.reasons),
        open: texts(&one.open),
        remarks: one.remarks.iter().map(super::Remark::text).collect(),
    }
}

fn of_certificate(certificate: &Certificate, of: &Signature) -> CertificateRecord {
    let state = of.revocation.iter().find(|(known, _)| known == certificate).map(|(_, state)| match state {
        Revocation::GoodByResponse(_) | Revocation::GoodByList(_) => "good",
        Revocation::RevokedLater(_) => "revoked_later",
        Revocation::Revoked(_) => "revoked",
        Revocation::Exempt => "exempt",
        Revocation::Unknown => "unknown",
    });
    CertificateRecord {
        subject: certificate.subject.clone(),
        issuer: certificate.issuer.clone(),
        serial_number: certificate.serial_number(),
        fingerprint: certificate.fingerprint(),
        validity: (certificate.not_before.to_string(), certificate.not_after.to_string()),
        revocation: state.map(str::to_owned),
    }
}

fn of_change(revision: usize, change: &crate::seal::Change) -> ChangeRecord {
    let tier = match change.tier() {
        Tier::Expected => "expected",
        Tier::Tolerated => "tolerated",
        Tier::Refused => "refused",
    };
    ChangeRecord { revision, tier: tier.to_owned(), what: change.text() }
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Valid => "valid",
        Standing::Undetermined => "undetermined",
        Standing::Invalid => "invalid",
    }
}
