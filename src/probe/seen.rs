//! The answers so far.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::wire::{Job, Outcome};

/// The outcome of each job that has ended. Jobs and outcomes are shared with whoever gathers: the
/// flights of a fleet are kept once.
#[derive(Clone, Debug, Default)]
pub struct Seen(BTreeMap<Arc<Job>, Arc<Outcome>>);

impl Seen {
    /// The outcome of a job, once it has one.
    pub fn outcome(&self, job: &Job) -> Option<&Outcome> {
        self.0.get(job).map(AsRef::as_ref)
    }

    /// Every job that has ended, with its outcome.
    pub fn iter(&self) -> impl Iterator<Item = (&Job, &Outcome)> {
        self.0.iter().map(|(job, outcome)| (job.as_ref(), outcome.as_ref()))
    }

    /// Notes an outcome.
    pub fn note(&mut self, job: impl Into<Arc<Job>>, outcome: impl Into<Arc<Outcome>>) {
        self.0.insert(job.into(), outcome.into());
    }
}
