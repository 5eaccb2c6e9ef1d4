//! One walk for wanting and for telling: a probe that writes down how it gathers gets both the list
//! of its jobs and its fact from the same lines, so the two cannot disagree.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::seen::Seen;
use crate::fact::{Gap, Reason};
use crate::text::Text;
use crate::wire::{Answer, Job, Lookup, Records, Response, Trouble};

/// A walk over the answers. Each job that is asked for is remembered; one that has no outcome yet
/// is a gap for now.
#[derive(Debug)]
pub(super) struct Walk<'a> {
    seen: &'a Seen,
    jobs: Vec<Job>,
    /// Where in the list the jobs of a hash stand: walks of a thousand jobs look each up.
    known: HashMap<u64, Vec<usize>>,
    waiting: bool,
}

impl<'a> Walk<'a> {
    /// A walk that has asked nothing.
    pub(super) fn new(seen: &'a Seen) -> Self {
        Self { seen, jobs: Vec::new(), known: HashMap::new(), waiting: false }
    }

    /// The answer to a job, or why there is none.
    pub(super) fn ask(&mut self, job: Job) -> Result<&'a Answer, Gap> {
        let outcome = self.seen.outcome(&job);
        self.note(job);
        self.waiting |= outcome.is_none();
        match outcome {
            None => Err(Reason::NotCollected.into()),
            Some(Ok(answer)) => Ok(answer),
            Some(Err(trouble)) => Err(trouble.into()),
        }
    }

    fn note(&mut self, job: Job) {
        let mut hasher = DefaultHasher::new();
        job.hash(&mut hasher);
        let alike = self.known.entry(hasher.finish()).or_default();
        if !alike.iter().any(|at| self.jobs.get(*at) == Some(&job)) {
            alike.push(self.jobs.len());
            self.jobs.push(job);
        }
    }

    /// Whether something that was asked has no outcome yet.
    pub(super) fn is_waiting(&self) -> bool {
        self.waiting
    }

    /// How many different jobs were asked for.
    pub(super) fn asked(&self) -> usize {
        self.jobs.len()
    }

    /// Whether a job has ended, with an answer or without.
    pub(super) fn is_answered(&self, job: &Job) -> bool {
        self.seen.outcome(job).is_some()
    }

    /// Whether everything that was asked for has ended.
    pub(super) fn is_settled(&self) -> bool {
        self.jobs.iter().all(|job| self.is_answered(job))
    }

    /// Why a job has no answer, where it ended without one.
    pub(super) fn trouble(&self, job: &Job) -> Option<&'a Trouble> {
        self.seen.outcome(job).and_then(|outcome| outcome.as_ref().err())
    }

    /// The response to a request.
    pub(super) fn response(&mut self, job: Job) -> Result<&'a Response, Gap> {
        match self.ask(job)? {
            Answer::Response(response) => Ok(response),
            _ => Err(misfit()),
        }
    }

    /// The records of a lookup.
    pub(super) fn records(&mut self, lookup: Lookup) -> Result<&'a Records, Gap> {
        match self.ask(Job::Lookup(lookup))? {
            Answer::Records(records) => Ok(records),
            _ => Err(misfit()),
        }
    }

    /// Every job asked for, in order, each once.
    pub(super) fn into_jobs(self) -> Vec<Job> {
        self.jobs
    }
}

fn misfit() -> Gap {
    Gap::new(Reason::ProbeFailed, Text::new("câu trả lời không thuộc câu hỏi này", "the answer is to another question"))
}
