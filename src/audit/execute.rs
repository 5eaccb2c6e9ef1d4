//! Carrying out a plan.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;

use tokio::task::JoinSet;

use crate::fact::{Gap, Reason, Value};
use crate::probe::{Aim, Seen};
use crate::text::Text;
use crate::wire::{Endpoint, Job, Outcome, Phase, Trouble, Wire};

use super::plan::{Assignment, Plan};
use super::run::{Planned, StoredFact};

/// What is told while a plan is carried out.
#[derive(Debug)]
pub enum Progress<'a> {
    /// A job has ended: how many have, and how many are known so far.
    Job {
        /// Ended jobs.
        done: usize,
        /// Known jobs.
        known: usize,
    },
    /// A fact is whole.
    Fact(&'a StoredFact),
}

/// What was gathered.
#[derive(Debug)]
pub struct Gathered {
    /// The facts, in the order of probe, subject and endpoint: as text, since as trees they would take ten times as
    /// much while the network still needs its own.
    pub facts: Vec<StoredFact>,
    /// How many jobs there were.
    pub planned: Planned,
    /// Whether it was stopped before its end.
    pub cut_short: bool,
}

/// Carries out a plan. When `stop` completes, what runs is given up, and every fact that was not
/// whole keeps what is known and marks the rest as not collected.
pub async fn execute(
    plan: &Plan<'_>,
    wire: &Wire,
    stop: impl Future<Output = ()>,
    tell: &mut dyn FnMut(Progress<'_>),
) -> Gathered {
    let mut work = Work::new(plan, wire);
    let mut stop = pin!(stop);
    for index in 0..work.tasks.len() {
        work.begin(index, tell);
    }
    work.begin_last(tell);
    let mut cut_short = false;
    while !work.running.is_empty() {
        tokio::select! {
            biased;
            () = &mut stop => {
                cut_short = true;
                break;
            }
            Some(ended) = work.running.join_next_with_id() => {
                // Whatever ended by now is taken in at once, so that each probe looks at its answers
                // once for all of them.
                let mut answered = BTreeSet::new();
                work.take(ended, &mut answered);
                while let Some(ended) = work.running.try_join_next_with_id() {
                    work.take(ended, &mut answered);
                }
                for index in answered {
                    if work.has_patience(index) {
                        continue;
                    }
                    work.ask(index);
                    work.settle(index, tell);
                }
                work.begin_last(tell);
                let known = usize::try_from(work.planned.jobs).unwrap_or(usize::MAX);
                tell(Progress::Job { done: work.done, known });
            }
        }
    }
    work.running.abort_all();
    work.give_up(tell);
    let mut facts = work.facts;
    facts.sort_by(|left, right| {
        (&left.probe, &left.subject, &left.endpoint).cmp(&(&right.probe, &right.subject, &right.endpoint))
    });
    Gathered { facts, planned: work.planned, cut_short }
}

/// What stands for the back-ends of a name that did not resolve.
const UNRESOLVED: &str = "?";

struct Work<'p, 'a> {
    plan: &'p Plan<'a>,
    wire: &'p Wire,
    tasks: Vec<Task<'p, 'a>>,
    /// Every job that was ever wanted, and what became of it.
    jobs: BTreeMap<Arc<Job>, Progressed>,
    names: BTreeMap<tokio::task::Id, Arc<Job>>,
    running: JoinSet<Outcome>,
    facts: Vec<StoredFact>,
    planned: Planned,
    done: usize,
    last_begun: bool,
}

/// What became of a job.
enum Progressed {
    /// It runs, and these tasks wait for it.
    Running(BTreeSet<usize>),
    /// It has ended.
    Ended(Arc<Outcome>),
}

struct Task<'p, 'a> {
    assignment: &'p Assignment<'a>,
    seen: Seen,
    wanted: BTreeSet<Arc<Job>>,
    open: usize,
    settled: bool,
}

impl Task<'_, '_> {
    /// Whether it begins only once every other has come to its fact; one that is barred does nothing.
    fn is_last(&self) -> bool {
        self.assignment.barred.is_none() && self.assignment.probe.is_last()
    }
}

impl<'p, 'a> Work<'p, 'a> {
    fn new(plan: &'p Plan<'a>, wire: &'p Wire) -> Self {
        let task =
            |assignment| Task { assignment, seen: Seen::default(), wanted: BTreeSet::new(), open: 0, settled: false };
        Self {
            plan,
            wire,
            tasks: plan.assignments.iter().map(task).collect(),
            jobs: BTreeMap::new(),
            names: BTreeMap::new(),
            running: JoinSet::new(),
            facts: Vec::new(),
            planned: Planned::default(),
            done: 0,
            last_begun: false,
        }
    }

    /// Begins a task, unless it is one of those that come last.
    fn begin(&mut self, index: usize, tell: &mut dyn FnMut(Progress<'_>)) {
        if self.tasks.get(index).is_some_and(|task| !task.is_last()) {
            self.ask(index);
            self.settle(index, tell);
        }
    }

    /// Begins the tasks that come last, once every other has come to its fact.
    fn begin_last(&mut self, tell: &mut dyn FnMut(Progress<'_>)) {
        if self.last_begun || self.tasks.iter().any(|task| !task.settled && !task.is_last()) {
            return;
        }
        self.last_begun = true;
        for index in 0..self.tasks.len() {
            self.ask(index);
            self.settle(index, tell);
        }
    }

    /// Whether a task waits for the rest of its answers before it is asked again.
    fn has_patience(&self, index: usize) -> bool {
        self.tasks.get(index).is_some_and(|task| task.open > 0 && task.assignment.probe.is_patient())
    }

    /// Asks a task what it wants now, and starts what nobody has started.
    fn ask(&mut self, index: usize) {
        // Answers that are already there may raise new wishes: go on until there are none.
        loop {
            let Some(task) = self.tasks.get_mut(index) else { return };
            if task.settled || task.assignment.barred.is_some() {
                return;
            }
            let target = self.plan.target(task.assignment);
            let probe = task.assignment.probe;
            let wants = catch_unwind(AssertUnwindSafe(|| probe.wants(&target, &task.seen))).unwrap_or_default();
            // In the probe's own order: of what has to wait for a place, others may depend on the first.
            let mut named = BTreeSet::new();
            let fresh = |job: &Job| !task.wanted.contains(job) && named.insert(job.clone());
            let new: Vec<_> = wants.into_iter().filter(fresh).collect();
            if new.is_empty() {
                return;
            }
            let mut answered = false;
            for job in new {
                answered |= self.want(index, job);
            }
            if !answered {
                return;
            }
        }
    }

    /// Notes a wish; tells whether it is answered at once.
    fn want(&mut self, index: usize, job: Job) -> bool {
        let Some(task) = self.tasks.get_mut(index) else { return false };
        let job = self.jobs.get_key_value(&job).map_or_else(|| Arc::new(job), |(known, _)| Arc::clone(known));
        task.wanted.insert(Arc::clone(&job));
        let (probe, target) = (task.assignment.probe, self.plan.target(task.assignment));
        if task.wanted.len() > probe.most_jobs(&target) + probe.shared_jobs(&target) {
            task.seen.note(job, Err(unanswered(Reason::Budget)));
            return true;
        }
        match self.jobs.get_mut(&job) {
            Some(Progressed::Ended(outcome)) => {
                self.planned.merged += 1;
                task.seen.note(job, Arc::clone(outcome));
                return true;
            }
            Some(Progressed::Running(waiting)) => {
                self.planned.merged += 1;
                waiting.insert(index);
            }
            None => {
                self.planned.jobs += 1;
                let (wire, own) = (self.wire.clone(), Arc::clone(&job));
                let handle = self.running.spawn(async move { wire.perform(&own).await });
                self.names.insert(handle.id(), Arc::clone(&job));
                self.jobs.insert(job, Progressed::Running(BTreeSet::from([index])));
            }
        }
        task.open += 1;
        false
    }

    /// Hands an outcome to every task that waits for it, and names these tasks.
    fn take(
        &mut self,
        ended: Result<(tokio::task::Id, Outcome), tokio::task::JoinError>,
        answered: &mut BTreeSet<usize>,
    ) {
        let (id, outcome) = match ended {
            Ok((id, outcome)) => (id, outcome),
            Err(error) => (error.id(), Err(unanswered(Reason::ProbeFailed))),
        };
        let Some(job) = self.names.remove(&id) else { return };
        self.done += 1;
        let outcome = Arc::new(outcome);
        let before = self.jobs.insert(Arc::clone(&job), Progressed::Ended(Arc::clone(&outcome)));
        let Some(Progressed::Running(waiting)) = before else { return };
        for index in waiting {
            if let Some(task) = self.tasks.get_mut(index) {
                task.seen.note(Arc::clone(&job), Arc::clone(&outcome));
                task.open -= 1;
            }
            answered.insert(index);
        }
    }

    /// Takes the fact of a task that wants nothing more.
    fn settle(&mut self, index: usize, tell: &mut dyn FnMut(Progress<'_>)) {
        let Some(task) = self.tasks.get_mut(index) else { return };
        if task.settled || task.open > 0 {
            return;
        }
        task.settled = true;
        let assignment = task.assignment;
        let value = match &assignment.barred {
            Some(gap) => Value::Unknown(Box::new(gap.clone())),
            None => {
                let target = self.plan.target(assignment);
                let fact = AssertUnwindSafe(|| assignment.probe.fact(&target, &task.seen));
                catch_unwind(fact).unwrap_or_else(|_| Value::unknown(Reason::ProbeFailed))
            }
        };
        let endpoint = match (&assignment.endpoint, &assignment.barred) {
            (Some(endpoint), _) if endpoint.port == 0 => Some(endpoint.address.to_string()),
            (Some(endpoint), _) => Some(endpoint.to_string()),
            // Back-ends that could not be learnt stand beside those that could, and are a hole there.
            (None, Some(_)) if assignment.spec.aim != Aim::Whole => Some(UNRESOLVED.to_owned()),
            (None, _) => None,
        };
        let taken = self.wire.clock().now();
        let fact = StoredFact::new(assignment.spec.id, &assignment.subject.id, endpoint, taken, &value);
        tell(Progress::Fact(&fact));
        self.facts.push(fact);
        self.forget(assignment.endpoint.as_ref());
    }

    /// Lets go of the flights of a back-end once every probe that looks at it is done: they are the
    /// bulk of what a run holds, and no fact is made of them any more. What probes of other subjects
    /// may still ask for, such as a session, is kept.
    fn forget(&mut self, endpoint: Option<&Endpoint>) {
        let Some(endpoint) = endpoint else { return };
        let here = |task: &&mut Task<'_, '_>| task.assignment.endpoint.as_ref() == Some(endpoint);
        if self.tasks.iter_mut().filter(here).any(|task| !task.settled) {
            return;
        }
        for task in self.tasks.iter_mut().filter(here) {
            task.seen = Seen::default();
            for job in std::mem::take(&mut task.wanted) {
                if matches!(*job, Job::Hello(..)) {
                    self.jobs.remove(&job);
                }
            }
        }
    }

    /// Settles what is left with holes where answers are missing.
    fn give_up(&mut self, tell: &mut dyn FnMut(Progress<'_>)) {
        for index in 0..self.tasks.len() {
            if let Some(task) = self.tasks.get_mut(index) {
                let missing: Vec<_> =
                    task.wanted.iter().filter(|job| task.seen.outcome(job).is_none()).cloned().collect();
                for job in missing {
                    task.seen.note(job, Err(unanswered(Reason::NotCollected)));
                }
                task.open = 0;
            }
            self.settle(index, tell);
        }
    }
}

fn unanswered(reason: Reason) -> Trouble {
    let gap = match reason {
        Reason::NotCollected => Gap::new(
            reason,
            Text::new("lượt kiểm tra bị dừng trước khi có câu trả lời", "the run was stopped before the answer came"),
        ),
        other => other.into(),
    };
    Trouble { reason, phase: Phase::Permit, elapsed_ms: 0, detail: gap.detail }
}

#[cfg(test)]
mod tests;
