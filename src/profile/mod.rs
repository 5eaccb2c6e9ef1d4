//! Profiles: which checks, with which parameters and gate rule, for which purpose, under which law.
//!
//! A profile may extend others, pinned by version and digest. It may tighten at will; whatever it
//! loosens (an exclusion, a lowered severity, a check that no longer blocks) needs a reason and a
//! name, and is printed in the report's chapter of deviations.

mod choose;
mod link;
mod link_section;
mod read;
mod report;
mod resolve;
mod roles;
mod select;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::check::Severity;
use crate::fact::{Digest, Value};
use crate::system::Kind;
use crate::text::Text;

pub use link::{Budget, LinkPolicy, Office};
pub use read::{Declared, KEYS, read};
pub use report::{KEYS as REPORT_KEYS, Part, ReportTexts};
pub use resolve::{Shelf, resolve};
pub use roles::{CertificateRule, Role};
pub use select::Glob;

/// A profile with everything its parents gave resolved.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its name.
    pub title: Text,
    /// What it is for.
    pub purpose: Text,
    /// The law regime by id.
    pub regime: String,
    /// The chosen checks by id.
    pub choices: BTreeMap<String, Choice>,
    /// What was loosened, by whom and why.
    pub deviations: Vec<Deviation>,
    /// Kinds of subject that the declaration must have.
    pub requires: Vec<Kind>,
    /// The gate rule and the rule of fixing.
    pub gate: Gate,
    /// How the samples of links are read.
    pub link: LinkPolicy,
    /// The parties.
    pub roles: Vec<Role>,
    /// The texts of the report.
    pub report: ReportTexts,
    /// The digest of its file and its parents' files.
    pub digest: Digest,
}

/// How one check is used.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The value of every parameter.
    pub parameters: BTreeMap<String, Value>,
    /// The harm, after overrides.
    pub severity: Severity,
    /// Whether it blocks, after overrides.
    pub blocking: bool,
}

/// Something that was loosened.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Deviation {
    /// The check.
    pub check: String,
    /// What was done.
    pub what: Text,
    /// Why.
    pub reason: Text,
    /// Who decided.
    pub decided_by: String,
}

/// The gate rule and the rule of fixing.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Gate {
    /// Facts older than this many hours do not carry a gate decision.
    pub max_fact_age_hours: i64,
    /// A report whose run ended more than this many days ago opens no gate.
    pub report_valid_days: i64,
    /// The longest a waiver may run, in days.
    pub waiver_max_days: i64,
    /// Positive passes after the claim that verify a fix.
    pub passes_to_verify: i64,
    /// Hours between two passes that count.
    pub hours_between_passes: i64,
}

impl Default for Gate {
    fn default() -> Self {
        Self {
            max_fact_age_hours: 72,
            report_valid_days: 90,
            waiver_max_days: 90,
            passes_to_verify: 2,
            hours_between_passes: 6,
        }
    }
}
