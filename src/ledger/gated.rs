//! What the gate answered, as it is kept: nothing that reveals a person.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::event::{Event, Happening};
use super::record::next;
use crate::text::{covered, shorten};

/// Longest text that is kept of what a report says of itself.
const LONGEST: usize = 120;

/// An answer of the gate.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Gated {
    /// Whether the system may be connected.
    pub allowed: bool,
    /// Each condition by its word: `holds`, `does-not-hold` or `unknown`.
    pub conditions: BTreeMap<String, String>,
    /// The digest of the declaration that was given.
    pub declaration: Option<String>,
    /// The id of the fresh run.
    pub fresh_run: Option<String>,
    /// The digest of the profile that was demanded.
    pub profile: String,
    /// SHA-256 of the report, hexadecimal.
    pub report: String,
    /// The id of the run that the report carries.
    pub run: Option<String>,
    /// The id of the system, as the report says.
    pub system: Option<String>,
}

impl Gated {
    /// The same without what may be somebody's number, and short: the report says of itself what it likes.
    pub fn discreet(self) -> Self {
        let safe = |text: Option<String>| text.map(|text| shorten(&covered(&text), LONGEST));
        Self {
            declaration: safe(self.declaration),
            fresh_run: safe(self.fresh_run),
            run: safe(self.run),
            system: safe(self.system),
            ..self
        }
    }
}

/// The event that follows the earlier answers.
pub fn gated(earlier: &[Event], answer: Gated, at: Timestamp) -> Event {
    next(earlier, "gate", at, Happening::Gated(answer.discreet()))
}

/// The chain of a ledger that holds the answers about a case; that of no case for what is no report. An inspection that
/// is under way writes into the case's own chain, and the two do not wait for each other. No case can be named so.
pub fn chain_of_gate(case: Option<&str>) -> String {
    format!("{}#gate", case.unwrap_or_default())
}
