//! What the judge says.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::check::{Check, Severity};
use crate::fact::{Digest, Reason};
use crate::profile::Choice;
use crate::text::Text;

use super::combine::Joined;
use super::subject::Inspected;

/// The outcome of one check on one instance of one subject.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Verdict {
    /// What the verdict rests on.
    pub basis: Basis,
    /// Whether the check blocks the connection, after the profile's overrides.
    pub blocking: bool,
    /// The check's id.
    pub check: String,
    /// The number in the case's error list, once issued.
    pub error: Option<u32>,
    /// The digests of the facts it rests on.
    pub evidence: Vec<String>,
    /// `k1:` and 32 hexadecimal digits.
    pub fingerprint: String,
    /// Which instance, such as `1.0`; empty for the subject as a whole.
    pub instance: String,
    /// What to tell people.
    pub message: Text,
    /// How it came out.
    pub outcome: Outcome,
    /// Why it is undetermined; or `inconsistent` beside a failure of some back-ends only.
    pub reason: Option<Reason>,
    /// The check's revision.
    pub rev: i64,
    /// The harm, after the profile's overrides.
    pub severity: Severity,
    /// The subject's id.
    pub subject: String,
    /// Whether people have set it aside.
    pub treatment: Treatment,
    /// The values that decided it.
    pub witnesses: Vec<Witness>,
}

/// How a check came out. Ordered from worst to best, so that the worst of several is the least.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It does not hold.
    Fail,
    /// It could not be determined.
    Undetermined,
    /// A person has to answer.
    ManualPending,
    /// It holds.
    Pass,
    /// Proved not to apply.
    NotApplicable,
    /// For information.
    Info,
}

impl Outcome {
    /// The word in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Info => "info",
            Self::ManualPending => "manual-pending",
            Self::NotApplicable => "not-applicable",
            Self::Pass => "pass",
            Self::Undetermined => "undetermined",
        }
    }
}

/// What a verdict rests on.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// A person's signed answer.
    Attested,
    /// Facts.
    Observed,
}

/// Whether people have set a verdict aside.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Treatment {
    /// Disputed by the inspected side.
    Disputed,
    /// As judged.
    None,
    /// Accepted for a limited time by a waiver.
    Waived,
}

/// A value that decided a verdict.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Witness {
    /// What was expected, such as `∈ [1.2, 1.3]`.
    pub expected: String,
    /// Where it stands in the facts.
    pub path: String,
    /// What was seen.
    pub seen: String,
}

/// The fingerprint of an error: the first 16 bytes of SHA-256 over check id, subject id and
/// instance key, joined by `|`. Titles, severities, parameters, addresses, times and serial numbers
/// are not in it, so that an error keeps its number while they change.
pub fn fingerprint(check: &str, subject: &str, instance: &str) -> String {
    format!("k1:{}", Digest::of(format!("{check}|{subject}|{instance}").as_bytes()).short_hex())
}

/// The verdict of an instance.
pub(super) fn of_instance(check: &Check, choice: &Choice, subject: &Inspected, instance: Joined) -> Verdict {
    let outcome = match (check.severity, instance.outcome) {
        // Advice that does not hold is worth saying and is no error.
        (Severity::Info, Outcome::Fail) if !choice.blocking && choice.severity == Severity::Info => Outcome::Info,
        (_, outcome) => outcome,
    };
    Verdict {
        basis: Basis::Observed,
        blocking: choice.blocking,
        check: check.id.clone(),
        error: None,
        evidence: instance.evidence,
        fingerprint: fingerprint(&check.id, &subject.id, &instance.key),
        instance: instance.key,
        message: instance.message,
        outcome,
        reason: instance.reason,
        rev: check.rev,
        severity: choice.severity,
        subject: subject.id.clone(),
        treatment: Treatment::None,
        witnesses: instance.witnesses,
    }
}
