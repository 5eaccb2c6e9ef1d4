//! What happens to a case, one event after the other.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::audit::Kind;
use crate::check::Severity;
use crate::fact::{Digest, canonical_json};
use crate::text::Text;

use super::conclude::Concluded;
use super::gated::Gated;

/// One event of a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Its place in the case, from one.
    pub sequence: u64,
    /// When it happened.
    pub at: Timestamp,
    /// Who or what made it happen: `run <id>`, or a person's name.
    pub by: String,
    /// What happened.
    pub what: Happening,
}

/// What can happen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Happening {
    /// The operator says that an error is mended.
    Claimed {
        /// The error.
        number: u32,
        /// What was done.
        note: String,
    },
    /// A person set the conclusion of a run.
    Concluded(Concluded),
    /// The gate answered; in a chain of its own.
    Gated(Gated),
    /// An error got its number.
    Issued {
        /// Its number, given once.
        number: u32,
        /// What it is recognised by.
        fingerprint: String,
        /// The check.
        check: String,
        /// The subject.
        subject: String,
        /// The instance.
        instance: String,
        /// The harm.
        severity: Severity,
        /// Whether it blocks.
        blocking: bool,
        /// What was seen.
        message: Text,
    },
    /// The inspected side remarks on an error, without saying that it is mended.
    Noted {
        /// The error.
        number: u32,
        /// What it says.
        note: String,
    },
    /// A run looked at an issued error.
    Observed {
        /// The error.
        number: u32,
        /// What it saw.
        saw: Saw,
        /// The kind of run.
        kind: Kind,
        /// What there is to say.
        message: Text,
    },
    /// A verified error failed again.
    Reopened {
        /// The error.
        number: u32,
    },
    /// The fix was proved.
    Verified {
        /// The error.
        number: u32,
    },
}

/// What a run saw of an error.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Saw {
    /// It still fails.
    Fail,
    /// It passes, positively proved.
    Pass,
    /// It could not be told.
    Undetermined,
}

impl Event {
    /// The hash that chains the event to the one before it.
    pub fn hash(&self, case: &str, previous: &str) -> String {
        Digest::of_parts([case.as_bytes(), previous.as_bytes(), &canonical_json(self)]).to_string()
    }
}
