//! The run as a document: `run.json`, schema `kiemtra/run@1`.
//!
//! The source of every other format. Keys are sorted, times are RFC 3339, text is UTF-8 in NFC.
//! Fields are added, never changed or removed.

use std::io::{self, Write};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::check::Vocabulary;
use crate::fact::{Canonical, Reason, Sample, Value, from_json};
use crate::judge::{Conclusion, Inspected, Outcome, Verdict};
use crate::system::Safety;
use crate::text::{Text, text};

/// The value of `schema`.
pub const SCHEMA: &str = "kiemtra/run@1";

/// One pass of an inspection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Run {
    /// The proposed conclusion.
    pub conclusion: Conclusion,
    /// Every fact, in the order of probe, subject and endpoint.
    pub facts: Vec<StoredFact>,
    /// What was sent.
    pub journal: Traffic,
    /// The check pack.
    pub pack: PackDigest,
    /// What was planned.
    pub plan: Planned,
    /// The profile.
    pub profile: ProfileDigest,
    /// The run itself.
    pub run: Head,
    /// `kiemtra/run@1`.
    pub schema: String,
    /// The system.
    pub system: InspectedSystem,
    /// The program.
    pub tool: Tool,
    /// Every verdict, in the order of check, subject and instance.
    pub verdicts: Vec<Verdict>,
}

/// The program that made the run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Tool {
    /// `kiemtra`.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// The run itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Head {
    /// The case it belongs to.
    pub case: String,
    /// Whether it was stopped before its end.
    #[serde(default)]
    pub cut_short: bool,
    /// When it ended; the time of judging.
    #[schemars(with = "String")]
    pub ended: Timestamp,
    /// Its id.
    pub id: String,
    /// Its kind.
    pub kind: Kind,
    /// When it started.
    #[schemars(with = "String")]
    pub started: Timestamp,
}

/// The kind of a run.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Between inspections, by a timer.
    Periodic,
    /// The inspection before the connection.
    PreConnection,
    /// After the errors were said to be mended, by the inspecting side.
    ReInspection,
    /// By the operator.
    #[serde(rename = "self")]
    Own,
}

impl Kind {
    /// Every kind.
    pub const ALL: &[Self] = &[Self::Own, Self::PreConnection, Self::ReInspection, Self::Periodic];

    /// The word in files and flags.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Own => "self",
            Self::Periodic => "periodic",
            Self::PreConnection => "pre-connection",
            Self::ReInspection => "re-inspection",
        }
    }

    /// The kind for people.
    pub fn text(self) -> Text {
        match self {
            Self::Own => Text::new("Tự kiểm tra", "Self-inspection"),
            Self::Periodic => Text::new("Kiểm tra định kỳ", "Periodic inspection"),
            Self::PreConnection => Text::new("Kiểm tra trước kết nối", "Inspection before connection"),
            Self::ReInspection => Text::new("Phúc tra", "Re-inspection"),
        }
    }
}

/// The system as the run saw it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InspectedSystem {
    /// What permitted the run.
    pub authorisation: Permission,
    /// The digest of `system.yaml`.
    pub digest: String,
    /// Its id.
    pub id: String,
    /// Its approved level.
    pub level: Option<i64>,
    /// The operator.
    pub operator: Option<Text>,
    /// The owner.
    pub owner: Option<Text>,
    /// Its subjects.
    pub subjects: Vec<Inspected>,
    /// Its name.
    pub title: Text,
}

/// The paper that permitted the run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Permission {
    /// Number and symbol.
    pub document: String,
    /// When it begins.
    #[schemars(with = "String")]
    pub from: Timestamp,
    /// Who issued it.
    pub issuer: Text,
    /// How far it goes; nothing in runs from before it was kept, which were passive.
    #[serde(default)]
    pub safety: Vec<Safety>,
    /// When it ends.
    #[schemars(with = "String")]
    pub until: Timestamp,
}

/// The profile that was used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProfileDigest {
    /// The digest of its files.
    pub digest: String,
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
}

/// The checks that were used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PackDigest {
    /// The digest of every check.
    pub digest: String,
}

/// What was planned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Planned {
    /// Jobs that were carried out.
    pub jobs: u64,
    /// Jobs that equalled another and were not carried out twice.
    pub merged: u64,
}

/// What went over the wire.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Traffic {
    /// Bytes received.
    pub bytes_in: u64,
    /// Bytes sent.
    pub bytes_out: u64,
    /// TCP connections attempted.
    pub connections: u64,
    /// UDP datagrams sent to back-ends.
    #[serde(default)]
    pub datagrams: u64,
    /// Questions to the resolver.
    #[serde(default)]
    pub lookups: u64,
    /// What was refused and where it would have gone, each once, at most a hundred.
    #[serde(default)]
    pub refusals: Vec<String>,
    /// Connections that scope forbade, and that were therefore not made.
    pub refused_by_scope: u64,
    /// HTTP requests sent.
    pub requests: u64,
}

/// A fact as it is stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StoredFact {
    /// The digest of the value.
    pub digest: String,
    /// The back-end, where the subject has several.
    pub endpoint: Option<String>,
    /// The probe.
    pub probe: String,
    /// The subject's id.
    pub subject: String,
    /// When it was taken.
    #[schemars(with = "String")]
    pub taken: Timestamp,
    /// The value.
    #[schemars(with = "serde_json::Value")]
    pub value: Canonical,
}

impl StoredFact {
    /// A fact as it was taken.
    pub fn new(probe: &str, subject: &str, endpoint: Option<String>, taken: Timestamp, value: &Value) -> Self {
        let value = Canonical::from(value);
        let digest = value.digest().to_string();
        Self { digest, endpoint, probe: probe.to_owned(), subject: subject.to_owned(), taken, value }
    }

    /// The fact as the judge wants it, held against its digest and its probe's shape.
    pub fn sample(&self, vocabulary: &Vocabulary) -> Result<Sample, Text> {
        let (probe, subject) = (&self.probe, &self.subject);
        let shape =
            vocabulary.probe(probe).ok_or_else(|| text!("không có bộ dò `{probe}`", "there is no probe `{probe}`"))?;
        // A value of an older version gains holes when read; its evidence stays the bytes as stored.
        let digest = self.value.digest();
        if digest.to_string() != self.digest {
            return Err(text!(
                "dữ kiện {probe} của `{subject}` đã bị sửa: mã băm không khớp",
                "fact {probe} of `{subject}` was altered: its digest does not match"
            ));
        }
        let value = from_json(&self.value.tree(), shape, probe).map_err(|mismatch| {
            let at = mismatch.path;
            let Text { vi, en } = mismatch.text;
            text!("dữ kiện của `{subject}`, `{at}`: {vi}", "fact of `{subject}`, `{at}`: {en}")
        })?;
        let (probe, subject, endpoint) = (probe.clone(), subject.clone(), self.endpoint.clone());
        Ok(Sample { probe, subject, endpoint, taken: self.taken, value, digest })
    }
}

impl Run {
    /// Whether something stands: a failure, or what is not determined, unless it was the operator's own scope that left
    /// it out.
    pub fn stands(&self) -> bool {
        self.verdicts.iter().any(|verdict| match verdict.outcome {
            Outcome::Fail => true,
            Outcome::Undetermined => verdict.reason != Some(Reason::OutOfScope),
            _ => false,
        })
    }

    /// The bytes of `run.json`: indented, keys sorted, a newline at the end.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.facts.iter().map(|fact| 3 * fact.value.as_str().len()).sum());
        // Writing to memory fails only where serialising our own types does, and that has no error to report.
        let _ = self.write(&mut bytes);
        bytes.shrink_to_fit();
        bytes
    }

    /// Writes `run.json` as it goes: the types below declare their fields in the order of their names, so that no tree
    /// has to sort them. Errors: those of the writer.
    pub fn write(&self, to: &mut impl Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *to, self)?;
        to.write_all(b"\n")
    }

    /// Reads `run.json`. The error says what is wrong, for people.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Text> {
        let run: Self = serde_json::from_slice(bytes)
            .map_err(|error| text!("không phải tệp run.json hợp lệ: {error}", "not a valid run.json: {error}"))?;
        if run.schema != SCHEMA {
            let given = &run.schema;
            return Err(text!("lược đồ là `{given}`, cần `{SCHEMA}`", "the schema is `{given}`, expected `{SCHEMA}`"));
        }
        Ok(run)
    }

    /// The facts as the judge wants them; each is held against its digest and its probe's shape.
    pub fn samples(&self, vocabulary: &Vocabulary) -> Result<Vec<Sample>, Text> {
        self.facts.iter().map(|fact| fact.sample(vocabulary)).collect()
    }
}
