//! The answer as JSON: `kiemtra/verification@1`. Fields are added, never changed or removed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::report::State;
use crate::report::evidence::Holds;
use crate::seal::role::{Basis, Seat, SeatState};
use crate::seal::{PaperSignature, Record};
use crate::text::{Text, visible};

use super::examine::{Answer, Examined};
use super::trouble::Weight;

/// The value of `schema`.
pub(super) const SCHEMA: &str = "kiemtra/verification@1";

/// What came of verifying a report.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
pub(in crate::cli) struct Document {
    /// `kiemtra/verification@1`.
    pub(in crate::cli) schema: String,
    /// `holds` (exit 0), `waiting` or `undetermined` (exit 3), `broken` (exit 77), `no-report` (exit 65: no file of this
    /// kind at all).
    pub(in crate::cli) answer: String,
    /// The time at which it was judged, RFC 3339.
    pub(in crate::cli) at: String,
    /// The file.
    pub(in crate::cli) file: FileRecord,
    /// What the report is about; nothing where the file was refused before anything in it could be judged.
    pub(in crate::cli) report: Option<ReportRecord>,
    /// What was checked.
    pub(in crate::cli) lines: Vec<LineRecord>,
    /// Each role that signs.
    pub(in crate::cli) roles: Vec<RoleRecord>,
    /// Signatures that are those of no role, by field.
    pub(in crate::cli) strays: Vec<StrayRecord>,
    /// Scans of paper that was signed by hand: nothing proves who signed it.
    pub(in crate::cli) scans: Vec<ScanRecord>,
    /// The revisions of the file.
    pub(in crate::cli) revisions: Vec<RevisionRecord>,
    /// The signatures.
    pub(in crate::cli) signatures: Record,
    /// What does not hold, is not known or is to be known, the weightiest first.
    pub(in crate::cli) troubles: Vec<TroubleRecord>,
    /// The head of the case's chain in the ledger, where one was held against the report.
    pub(in crate::cli) ledger_head: Option<String>,
    /// Why the file was refused before anything in it could be judged, where it was: every line is `unknown` then.
    pub(in crate::cli) refused: Option<RefusalRecord>,
}

/// Why a file was refused as it is.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
pub(in crate::cli) struct RefusalRecord {
    /// `K-VER-001`: no report; `K-VER-002`: its structure shows two readers two documents; `K-VER-003`: what it carries
    /// is damaged or there twice.
    pub(in crate::cli) code: String,
    /// Why.
    pub(in crate::cli) why: Text,
    /// What to do.
    pub(in crate::cli) remedy: Option<Text>,
}

/// The file that was verified.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
pub(in crate::cli) struct FileRecord {
    /// Its name, as it was given.
    pub(in crate::cli) name: String,
    /// Its SHA-256, hexadecimal; nothing where it is longer than what is read.
    pub(in crate::cli) sha256: Option<String>,
    /// Its length in bytes.
    pub(in crate::cli) size: usize,
}

/// What the report is about, as it says itself.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
pub(in crate::cli) struct ReportRecord {
    /// The case.
    pub(in crate::cli) case: String,
    /// The run.
    pub(in crate::cli) run: String,
    /// The system by id, and its name.
    pub(in crate::cli) system: String,
    /// The name of the system.
    pub(in crate::cli) title: Text,
    /// When the run ended, RFC 3339.
    pub(in crate::cli) ended: String,
    /// The profile: id, version and digest.
    pub(in crate::cli) profile: (String, String, String),
    /// Whether the profile and the checks of that digest are those that are installed here.
    pub(in crate::cli) rules_known: bool,
    /// The identifier of the evidence that is printed on every page.
    pub(in crate::cli) evidence: String,
    /// Whether a folder of evidence was held against the report.
    pub(in crate::cli) with_evidence: bool,
    /// `ready`, `not-ready` or `incomplete`.
    pub(in crate::cli) conclusion: String,
    /// The sentence of the conclusion.
    pub(in crate::cli) conclusion_text: Text,
    /// Who set the conclusion; nobody, while it is only proposed.
    pub(in crate::cli) concluded_by: Option<String>,
}

/// One line of the answer.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
pub(in crate::cli) struct LineRecord {
    /// `signatures`, `changes`, `evidence`, `judged`, `rendered` or `ledger`.
    pub(in crate::cli) key: String,
    /// What was checked.
    pub(in crate::cli) what: Text,
    /// `yes`, `no`, `waiting` (for signatures, and nothing else) or `unknown`.
    pub(in crate::cli) holds: String,
    /// Why, where it is not `yes`.
    pub(in crate::cli) why: Option<Text>,
}

/// A role.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
pub(in crate::cli) struct RoleRecord {
    /// Its key in the profile.
    pub(in crate::cli) role: String,
    /// What it is.
    pub(in crate::cli) title: Text,
    /// The field that is its own.
    pub(in crate::cli) field: String,
    /// `filled`, `waiting`, `undetermined` or `refused`.
    pub(in crate::cli) state: String,
    /// The person whom the minutes name.
    pub(in crate::cli) expected: Option<String>,
    /// Who signed, as the certificate says.
    pub(in crate::cli) by: Option<String>,
    /// On whose word the person stands: `certificate`, or `field` where nothing is asked of the certificate.
    pub(in crate::cli) basis: String,
    /// Its signature, by its place in the list of signatures, from 0.
    pub(in crate::cli) signature: Option<usize>,
    /// What is to be said of it.
    pub(in crate::cli) findings: Vec<Text>,
}

/// A signature that fills no role.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
pub(in crate::cli) struct StrayRecord {
    /// Its field.
    pub(in crate::cli) field: String,
    /// Its place in the list of signatures, from 0.
    pub(in crate::cli) signature: usize,
    /// What is to be said of it.
    pub(in crate::cli) what: Text,
}

/// A scan of paper that was signed by hand, and what somebody says of it.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
pub(in crate::cli) struct ScanRecord {
    /// Its name inside the report.
    pub(in crate::cli) file: String,
    /// Its SHA-256, hexadecimal.
    pub(in crate::cli) sha256: String,
    /// Who attached it, on that person's own word.
    pub(in crate::cli) attached_by: String,
    /// When it was attached, RFC 3339.
    pub(in crate::cli) attached: String,
    /// Who signed, on that person's word: name, and role where it is said.
    pub(in crate::cli) signers: Vec<(String, Option<String>)>,
    /// Whether it is the scan that was attached to these minutes.
    pub(in crate::cli) bound: bool,
}

/// A revision.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
pub(in crate::cli) struct RevisionRecord {
    /// Its number, from 1.
    pub(in crate::cli) revision: usize,
    /// What it brought.
    pub(in crate::cli) what: Vec<Text>,
}

/// Something that does not hold, is not known or is to be known.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
pub(in crate::cli) struct TroubleRecord {
    /// `broken`, `open`, `waiting` or `note`.
    pub(in crate::cli) weight: String,
    /// What it is about.
    pub(in crate::cli) about: Text,
    /// Why.
    pub(in crate::cli) why: Text,
    /// What to do.
    pub(in crate::cli) remedy: Option<Text>,
}

/// JSON in which every character that could hide, reorder or break a line is escaped: what a terminal or an editor shows
/// is what is there.
pub(super) fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for letter in json.chars() {
        let mut own = [0; 4];
        let spelled: &str = letter.encode_utf8(&mut own);
        if letter.is_ascii() || visible(spelled) == spelled {
            out.push(letter);
            continue;
        }
        let mut units = [0; 2];
        for unit in letter.encode_utf16(&mut units) {
            out.push_str(&format!("\\u{unit:04x}"));
        }
    }
    out
}

impl Document {
    /// The document of an examination.
    pub(in crate::cli) fn of(examined: &Examined) -> Self {
        let run = &examined.papers.run;
        let conclusion = &examined.papers.conclusion;
        let profile = &run.profile;
        Self {
            schema: SCHEMA.to_owned(),
            answer: match examined.answer {
                Answer::Holds => "holds",
                Answer::Waiting => "waiting",
                Answer::Undetermined => "undetermined",
                Answer::Broken => "broken",
            }
            .to_owned(),
            at: examined.at.to_string(),
            file: FileRecord {
                name: examined.name.clone(),
                sha256: Some(examined.digest.0.clone()),
                size: examined.digest.1,
            },
            report: Some(ReportRecord {
                case: run.run.case.clone(),
                run: run.run.id.clone(),
                system: run.system.id.clone(),
                title: run.system.title.clone(),
                ended: run.run.ended.to_string(),
                profile: (profile.id.clone(), profile.version.clone(), profile.digest.clone()),
                rules_known: examined.rules.is_ok(),
                evidence: examined.evidence.clone(),
                with_evidence: examined.with_evidence,
                conclusion: match conclusion.state {
                    State::Ready => "ready",
                    State::NotReady => "not-ready",
                    State::Incomplete => "incomplete",
                }
                .to_owned(),
                conclusion_text: conclusion.text.clone(),
                concluded_by: conclusion.by.clone(),
            }),
            lines: examined.lines.iter().map(line).collect(),
            roles: examined.seats.iter().map(role).collect(),
            strays: examined
                .strays
                .iter()
                .map(|one| StrayRecord { field: one.field.clone(), signature: one.signature, what: one.text() })
                .collect(),
            scans: examined.scans.iter().map(scan).collect(),
            revisions: examined
                .steps
                .iter()
                .map(|step| RevisionRecord { revision: step.revision, what: step.what.clone() })
                .collect(),
            signatures: examined.verification.record(),
            troubles: examined.troubles.iter().map(trouble).collect(),
            ledger_head: examined.chain.as_ref().map(|chain| chain.head.clone()),
            refused: None,
        }
    }
}

fn line(line: &super::examine::Line) -> LineRecord {
    let (holds, why) = match &line.holds {
        Holds::Yes => ("yes", None),
        Holds::No(why) => ("no", Some(why.clone())),
        Holds::NotChecked(why) if line.is_waiting => ("waiting", Some(why.clone())),
        Holds::NotChecked(why) => ("unknown", Some(why.clone())),
    };
    LineRecord { key: line.key.to_owned(), what: line.what.clone(), holds: holds.to_owned(), why }
}

fn role(seat: &Seat) -> RoleRecord {
    RoleRecord {
        role: seat.role.clone(),
        title: seat.title.clone(),
        field: seat.field.clone(),
        state: match seat.state {
            SeatState::Filled => "filled",
            SeatState::Waiting => "waiting",
            SeatState::Undetermined => "undetermined",
            SeatState::Refused => "refused",
        }
        .to_owned(),
        expected: seat.expected.clone(),
        by: seat.by.clone(),
        basis: match seat.basis {
            Basis::Certificate => "certificate",
            Basis::Field => "field",
        }
        .to_owned(),
        signature: seat.signature,
        findings: seat.findings.iter().map(crate::seal::role::Finding::text).collect(),
    }
}

fn scan(scan: &PaperSignature) -> ScanRecord {
    ScanRecord {
        file: scan.file.clone(),
        sha256: scan.sha256.clone(),
        attached_by: scan.attached_by.clone(),
        attached: scan.attached.to_string(),
        signers: scan.signers.iter().map(|signer| (signer.name.clone(), signer.role.clone())).collect(),
        bound: scan.is_bound(),
    }
}

fn trouble(trouble: &super::trouble::Trouble) -> TroubleRecord {
    let weight = match trouble.weight {
        Weight::Note => "note",
        Weight::Waiting => "waiting",
        Weight::Open => "open",
        Weight::Broken => "broken",
    };
    TroubleRecord {
        weight: weight.to_owned(),
        about: trouble.about.clone(),
        why: trouble.why.clone(),
        remedy: trouble.remedy.clone(),
    }
}
