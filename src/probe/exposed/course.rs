//! One request after the other, each at most once, within the budget; stopped where the server asks for patience or
//! somebody begins to step in between.

use std::collections::{BTreeSet, HashMap};

use super::baseline::Baseline;
use super::root::Root;
use crate::fact::{Gap, Reason};
use crate::probe::Seen;
use crate::probe::api::throttled;
use crate::text::Text;
use crate::wire::{Answer, Job, Outcome, Response};

/// The most requests to one root.
pub(super) const MOST: usize = 300;
/// After how many requests a random name is asked again.
const STRETCH: usize = 40;
/// After how many refusals in a row a random name is asked again.
const MOST_REFUSALS: usize = 6;
/// After how many requests without an answer in a row nothing more is asked.
const MOST_FAILURES: usize = 3;
/// Milliseconds of patience after a 503.
const PATIENCE_MS: u32 = 3000;
/// The most times of patience.
const MOST_PATIENCE: usize = 2;
/// Numbers of random names that are asked in between.
const CONTROL: usize = 100;

/// The requests so far.
#[derive(Debug)]
pub(super) struct Course<'a> {
    root: &'a Root<'a>,
    /// What came of each path that was asked: the whole course is gone through again after each answer, and to make its
    /// requests anew only to find their answers would be most of the work.
    outcomes: HashMap<&'a str, &'a Outcome>,
    asked: BTreeSet<String>,
    fresh: Option<Job>,
    halted: Option<Gap>,
    failures: usize,
    refusals: usize,
    since: usize,
    controls: usize,
    patience: usize,
    stretch: usize,
    spoiled: bool,
}

impl<'a> Course<'a> {
    /// A course that has asked nothing.
    pub(super) fn new(seen: &'a Seen, root: &'a Root<'a>) -> Self {
        let told = seen.iter().filter_map(|(job, outcome)| match job {
            Job::Fetch(_, request) => Some((request.path.as_str(), outcome)),
            _ => None,
        });
        Self {
            root,
            outcomes: told.collect(),
            asked: BTreeSet::new(),
            fresh: None,
            halted: None,
            failures: 0,
            refusals: 0,
            since: 0,
            controls: 0,
            patience: 0,
            stretch: 0,
            spoiled: false,
        }
    }

    /// The root that is asked.
    pub(super) fn root(&self) -> &'a Root<'a> {
        self.root
    }

    /// The answer to a path before there is anything to hold it against.
    ///
    /// # Errors
    ///
    /// Why there is no answer.
    pub(super) fn first(&mut self, path: &str) -> Result<&'a Response, Gap> {
        let root = self.root;
        let response = self.send(path, || root.job(path, None))?;
        match response.status {
            429 | 503 => Err(self.halt(throttled(response.status))),
            _ => Ok(response),
        }
    }

    /// The answer to a path.
    ///
    /// # Errors
    ///
    /// Why there is no answer, or none that proves anything.
    pub(super) fn ask(
        &mut self,
        path: &str,
        bytes: Option<usize>,
        baseline: &Baseline<'_>,
    ) -> Result<&'a Response, Gap> {
        let root = self.root;
        self.ask_as(path, || root.job(path, bytes), baseline)
    }

    /// The answer to a path by a request of its own make.
    ///
    /// # Errors
    ///
    /// As of [`Course::ask`].
    pub(super) fn ask_as(
        &mut self,
        path: &str,
        job: impl FnOnce() -> Job,
        baseline: &Baseline<'_>,
    ) -> Result<&'a Response, Gap> {
        if !self.asked.contains(path) && (self.since >= STRETCH || self.refusals >= MOST_REFUSALS) {
            self.control(baseline)?;
        }
        let known = self.asked.contains(path);
        let response = self.send(path, job)?;
        match response.status {
            429 => return Err(self.halt(throttled(429))),
            503 if !known => return self.be_patient(baseline),
            503 => return Err(unavailable()),
            502 | 504 => return Err(unavailable()),
            401 | 403 | 405..=409 | 418 | 444 if !baseline.turns_away(path) => self.refusals += usize::from(!known),
            _ if !known => self.refusals = 0,
            _ => {}
        }
        Ok(response)
    }

    /// Asks a random name once more at the end, so that the last answers are held against something, too.
    pub(super) fn finish(&mut self, baseline: &Baseline<'_>) {
        if self.since > 0 && self.fresh.is_none() && self.halted.is_none() {
            drop(self.control(baseline));
        }
    }

    /// Whether something that was asked has no outcome yet.
    pub(super) fn is_waiting(&self) -> bool {
        self.fresh.is_some()
    }

    /// Why nothing more is asked.
    pub(super) fn halted(&self) -> Option<&Gap> {
        self.halted.as_ref()
    }

    /// The stretch between two random names that the last answer belongs to.
    pub(super) fn stretch(&self) -> usize {
        self.stretch
    }

    /// Why the answers of a stretch prove no absence: somebody stepped in between during it.
    pub(super) fn spoiled(&self, stretch: usize) -> Option<&Gap> {
        self.halted.as_ref().filter(|_| self.spoiled && stretch >= self.stretch)
    }

    /// How many requests there may still be.
    pub(super) fn left(&self) -> usize {
        MOST.saturating_sub(self.asked.len())
    }

    /// How many requests there were.
    pub(super) fn asked(&self) -> usize {
        self.asked.len()
    }

    /// The job that is wanted now.
    pub(super) fn into_fresh(self) -> Option<Job> {
        self.fresh
    }

    /// Stops for good.
    pub(super) fn halt(&mut self, gap: Gap) -> Gap {
        self.halted = Some(gap.clone());
        gap
    }

    /// One job, if it may still be sent. A path that was asked before is not asked again.
    fn send(&mut self, path: &str, job: impl FnOnce() -> Job) -> Result<&'a Response, Gap> {
        if self.asked.contains(path) {
            return self.outcome(path);
        }
        if self.fresh.is_some() {
            return Err(Reason::NotCollected.into());
        }
        if let Some(gap) = &self.halted {
            return Err(gap.clone());
        }
        // One place is kept for the random name at the end.
        if self.asked.len() + 1 >= MOST && !self.is_control(path) {
            let detail = Text::new("đã đủ số yêu cầu cho một gốc trang", "as many requests as one root is asked");
            return Err(Gap::new(Reason::Budget, detail));
        }
        self.since += 1;
        let outcome = self.outcome(path);
        if !self.outcomes.contains_key(path) {
            self.fresh = Some(job());
        }
        self.asked.insert(path.to_owned());
        match &outcome {
            Ok(_) => self.failures = 0,
            Err(_) if self.fresh.is_some() => {}
            Err(gap) => {
                self.failures += 1;
                if self.failures >= MOST_FAILURES || gap.reason == Reason::OutOfScope {
                    self.halted = Some(gap.clone());
                }
            }
        }
        outcome
    }

    fn outcome(&self, path: &str) -> Result<&'a Response, Gap> {
        match self.outcomes.get(path).copied() {
            None => Err(Reason::NotCollected.into()),
            Some(Ok(Answer::Response(response))) => Ok(response),
            Some(Ok(_)) => Err(Reason::ProbeFailed.into()),
            Some(Err(trouble)) => Err(trouble.into()),
        }
    }

    fn is_control(&self, path: &str) -> bool {
        path == self.root.random(CONTROL + self.controls, "")
    }

    /// Asks a random name. Where it is answered otherwise than the first, nothing since the last one proves an absence.
    fn control(&mut self, baseline: &Baseline<'_>) -> Result<(), Gap> {
        let path = self.root.random(CONTROL + self.controls, "");
        let root = self.root;
        let answer = self.send(&path, || root.job(&path, None));
        if self.fresh.is_some() {
            return Err(Reason::NotCollected.into());
        }
        self.controls += 1;
        let response = match answer {
            Ok(response) => response,
            Err(gap) => {
                self.spoiled = true;
                return Err(self.halt(gap));
            }
        };
        if matches!(response.status, 429 | 503) && !baseline.agrees(response) {
            return Err(self.halt(throttled(response.status)));
        }
        if !baseline.agrees(response) {
            self.spoiled = true;
            return Err(self.halt(blocked()));
        }
        self.stretch += 1;
        (self.since, self.refusals) = (0, 0);
        Ok(())
    }

    /// After a 503 a random name is asked after a while: where it is answered as before, only the one place is out of
    /// order.
    fn be_patient(&mut self, baseline: &Baseline<'_>) -> Result<&'a Response, Gap> {
        self.patience += 1;
        if self.patience > MOST_PATIENCE {
            return Err(self.halt(throttled(503)));
        }
        let path = self.root.random(CONTROL + self.controls, "");
        let root = self.root;
        let answer = self.send(&path, || root.job_after(&path, PATIENCE_MS));
        if self.fresh.is_some() {
            return Err(Reason::NotCollected.into());
        }
        self.controls += 1;
        match answer {
            Ok(response) if baseline.agrees(response) => Err(unavailable()),
            Ok(_) => Err(self.halt(throttled(503))),
            Err(gap) => Err(self.halt(gap)),
        }
    }
}

fn unavailable() -> Gap {
    Gap::new(
        Reason::Unreachable,
        Text::new("máy chủ phía sau đường dẫn này không trả lời", "what stands behind this path does not answer"),
    )
}

fn blocked() -> Gap {
    Gap::new(
        Reason::Denied,
        Text::new(
            "giữa chừng máy chủ hoặc tường lửa bắt đầu trả lời khác đi, nên câu trả lời không còn chứng minh được gì",
            "half-way the server or a firewall began to answer otherwise, so that answers prove nothing any more",
        ),
    )
}
