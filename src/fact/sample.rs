//! One fact as it was taken: by which probe, of which subject, at which back-end, when.

use jiff::Timestamp;

use super::canonical::Canonical;
use super::digest::Digest;
use super::value::Value;

/// A fact with its place and time.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// The probe that took it; also the first segment of paths into it.
    pub probe: String,
    /// The stable id of the subject.
    pub subject: String,
    /// The address and port of the back-end, where the subject has several; `None` for facts of
    /// the subject as a whole.
    pub endpoint: Option<String>,
    /// When the last part of it was seen.
    pub taken: Timestamp,
    /// What was seen.
    pub value: Value,
    /// The digest of the value alone, so that equal sights at different times share it.
    pub digest: Digest,
}

impl Sample {
    /// A sample of a value.
    pub fn new(
        probe: impl Into<String>,
        subject: impl Into<String>,
        endpoint: Option<String>,
        taken: Timestamp,
        value: Value,
    ) -> Self {
        let digest = Canonical::from(&value).digest();
        Self { probe: probe.into(), subject: subject.into(), endpoint, taken, value, digest }
    }
}
