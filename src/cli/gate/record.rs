//! The answer as JSON: `kiemtra/gate@1`. Fields are added, never changed or removed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::Text;

use super::log::Logged;
use super::matter::Found;

/// The value of `schema`.
const SCHEMA: &str = "kiemtra/gate@1";

/// An answer of the gate.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
pub(in crate::cli) struct Document {
    /// `kiemtra/gate@1`.
    pub(in crate::cli) schema: String,
    /// Whether the system may be connected: exit 0 where it may, 77 where it may not.
    pub(in crate::cli) allowed: bool,
    /// The moment of the answer, RFC 3339.
    pub(in crate::cli) at: String,
    /// The file.
    pub(in crate::cli) file: FileRecord,
    /// What the report says of itself; nothing where it cannot be looked at.
    pub(in crate::cli) report: Option<ReportRecord>,
    /// The run that the report was held against.
    pub(in crate::cli) fresh_run: Option<RunRecord>,
    /// The profile that was demanded.
    pub(in crate::cli) profile: ProfileRecord,
    /// The digest of the declaration that was given.
    pub(in crate::cli) declaration: Option<String>,
    /// Every condition; all of them hold where the answer is "allowed".
    pub(in crate::cli) conditions: Vec<ConditionRecord>,
    /// Where the answer stands in the log.
    pub(in crate::cli) log: LogRecord,
}

/// The file of the report.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
pub(in crate::cli) struct FileRecord {
    /// Its SHA-256, hexadecimal.
    pub(in crate::cli) sha256: String,
    /// Its length in bytes.
    pub(in crate::cli) size: usize,
}

/// What the report says of itself.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
pub(in crate::cli) struct ReportRecord {
    /// The case.
    pub(in crate::cli) case: String,
    /// The run.
    pub(in crate::cli) run: String,
    /// The system by id.
    pub(in crate::cli) system: String,
    /// The name of the system.
    pub(in crate::cli) title: Text,
    /// When the run ended, RFC 3339.
    pub(in crate::cli) ended: String,
    /// Until when the report carries an answer, RFC 3339.
    pub(in crate::cli) valid_until: Option<String>,
    /// The identifier of the evidence that is printed on every page.
    pub(in crate::cli) evidence: String,
}

/// The run that the report was held against.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
pub(in crate::cli) struct RunRecord {
    /// Its id.
    pub(in crate::cli) id: String,
    /// When it ended, RFC 3339.
    pub(in crate::cli) ended: String,
    /// Whether it is that of the report itself.
    pub(in crate::cli) is_own: bool,
}

/// The profile that was demanded.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
pub(in crate::cli) struct ProfileRecord {
    /// Its id.
    pub(in crate::cli) id: String,
    /// Its version.
    pub(in crate::cli) version: String,
    /// Its digest.
    pub(in crate::cli) digest: String,
}

/// A condition.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
pub(in crate::cli) struct ConditionRecord {
    /// `report-valid`, `demanded-profile`, `all-roles-signed`, `concluded-ready`, `in-date`, `fresh-run`,
    /// `verdicts-not-turned`, `same-system`, `same-names`, `same-keys` or `same-level`.
    pub(in crate::cli) key: String,
    /// The condition for people.
    pub(in crate::cli) what: Text,
    /// `holds`, `does-not-hold` or `unknown`.
    pub(in crate::cli) holds: String,
    /// Why it does not hold, or is not known.
    pub(in crate::cli) reasons: Vec<ReasonRecord>,
}

/// A reason.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
pub(in crate::cli) struct ReasonRecord {
    /// The reason.
    pub(in crate::cli) reason: Text,
    /// What to do.
    pub(in crate::cli) remedy: Option<Text>,
}

/// Where the answer stands in the log.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
pub(in crate::cli) struct LogRecord {
    /// `file` or `ledger`.
    pub(in crate::cli) kind: String,
    /// Its place in the chain, from one.
    pub(in crate::cli) sequence: u64,
    /// Its hash: the head of the chain at that moment. Who keeps it elsewhere can tell a log that was cut.
    pub(in crate::cli) head: String,
}

impl Document {
    /// The document of an answer.
    pub(super) fn of(found: &Found, logged: &Logged) -> Self {
        let (id, version, digest) = found.profile.clone();
        let (sha256, size) = found.digest.clone();
        Self {
            schema: SCHEMA.to_owned(),
            allowed: found.answer.allowed(),
            at: found.at.to_string(),
            file: FileRecord { sha256, size },
            report: found.examined.as_ref().map(|examined| {
                let run = &examined.papers.run;
                ReportRecord {
                    case: run.run.case.clone(),
                    run: run.run.id.clone(),
                    system: run.system.id.clone(),
                    title: run.system.title.clone(),
                    ended: run.run.ended.to_string(),
                    valid_until: found.valid_until.map(|until| until.to_string()),
                    evidence: examined.evidence.clone(),
                }
            }),
            fresh_run: found.fresh.as_ref().map(|(id, ended, own)| RunRecord {
                id: id.clone(),
                ended: ended.to_string(),
                is_own: *own,
            }),
            profile: ProfileRecord { id, version, digest },
            declaration: found.declaration.clone(),
            conditions: found
                .answer
                .conditions()
                .iter()
                .map(|(condition, holds)| ConditionRecord {
                    key: condition.word().to_owned(),
                    what: condition.text(),
                    holds: holds.word().to_owned(),
                    reasons: holds
                        .reasons()
                        .iter()
                        .map(|why| ReasonRecord { reason: why.reason.clone(), remedy: why.remedy.clone() })
                        .collect(),
                })
                .collect(),
            log: LogRecord { kind: logged.kind.to_owned(), sequence: logged.sequence, head: logged.head.clone() },
        }
    }
}
