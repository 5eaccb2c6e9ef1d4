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
    let gap = i64::from(policy.incident_gap_s).saturating_mul(1_000);
    let mut incidents: Vec<Incident> = Vec::new();
    for (at, outage) in outages.iter().enumerate() {
        match incidents.last_mut() {
            Some(last) if outage.start.by.since(last.stretch.to) <= gap => {
                last.outages.end = at + 1;
                last.stretch.to = outage.until;
                last.down_ms = last.down_ms.saturating_add(outage.observed_ms);
            }
            _ => incidents.push(Incident {
                outages: at..at + 1,
                stretch: Stretch { from: outage.start.by, to: outage.until },
                down_ms: outage.observed_ms,
                flapping: false,
            }),
        }
    }
    for incident in &mut incidents {
        incident.flapping = u32::try_from(incident.outages.len()).unwrap_or(u32::MAX) >= policy.flapping.max(2);
    }
    incidents
}
