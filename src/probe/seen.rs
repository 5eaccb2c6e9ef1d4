//! The answers so far.

use std::collections::BTreeMap;

use crate::wire::{Job, Outcome};

/// The outcome of each job that has ended.
#[derive(Clone, Debug, Default)]
pub struct Seen(BTreeMap<Job, Outcome>);

impl Seen {
    /// The outcome of a job, once it has one.
    pub fn outcome(&self, job: &Job) -> Option<&Outcome> {
        self.0.get(job)
    }

    /// Notes an outcome.
    pub fn note(&mut self, job: Job, outcome: Outcome) {
        self.0.insert(job, outcome);
    }
}
