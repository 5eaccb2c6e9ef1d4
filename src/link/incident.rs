//! Outages that belong together.

use std::ops::Range;

use super::outage::Outage;
use crate::ledger::samples::Stretch;
use crate::profile::LinkPolicy;

/// Outages that follow one another so closely that people see one trouble.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Incident {
    /// Which outages of the list.
    pub outages: Range<usize>,
    /// From the first failed sample of the first to the end of the last.
    pub stretch: Stretch,
    /// How many milliseconds of it were seen to be down.
    pub down_ms: i64,
    /// Whether it is a flapping ([`LinkPolicy::flapping`]).
    pub flapping: bool,
}

/// Groups outages by the policy's gap.
pub fn incidents(outages: &[Outage], policy: &LinkPolicy) -> Vec<Incident> {
    let _ = (outages, policy);
    Vec::new()
}
