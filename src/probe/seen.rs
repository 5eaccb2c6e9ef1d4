//! The answers so far.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::wire::{Job, Outcome};

/// The outcome of each job that has ended. An outcome that several probes wait for is kept once.
#[derive(Clone, Debug, Default)]
pub struct Seen(BTreeMap<Job, Arc<Outcome>>);

impl Seen {
    /// The outcome of a job, once it has one.
    pub fn outcome(&self, job: &Job) -> Option<&Outcome> {
        self.0.get(job).map(Arc::as_ref)
    }

    /// Notes an outcome.
    pub fn note(&mut self, job: Job, outcome: impl Into<Arc<Outcome>>) {
        self.0.insert(job, outcome.into());
    }
}
