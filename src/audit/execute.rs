//! Carrying out a plan.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;

use tokio::task::JoinSet;

use crate::fact::{Gap, Reason, Sample, Value};
use crate::probe::Seen;
use crate::text::Text;
use crate::wire::{Job, Outcome, Phase, Trouble, Wire};

use super::plan::{Assignment, Plan};
use super::run::Planned;

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
    Fact(&'a Sample),
}

/// What was gathered.
#[derive(Debug)]
pub struct Gathered {
    /// The facts, in the order of probe, subject and endpoint.
    pub samples: Vec<Sample>,
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
        work.ask(index);
        work.settle(index, tell);
    }
    let mut cut_short = false;
    while !work.running.is_empty() {
        tokio::select! {
            biased;
            () = &mut stop => {
                cut_short = true;
                break;
            }
            Some(ended) = work.running.join_next_with_id() => work.take(ended, tell),
        }
    }
    work.running.abort_all();
    work.give_up(tell);
    let mut samples = work.samples;
    samples.sort_by(|left, right| {
        (&left.probe, &left.subject, &left.endpoint).cmp(&(&right.probe, &right.subject, &right.endpoint))
    });
    Gathered { samples, planned: work.planned, cut_short }
}

/// What stands for the back-ends of a name that did not resolve.
const UNRESOLVED: &str = "?";

struct Work<'p, 'a> {
    plan: &'p Plan<'a>,
    wire: &'p Wire,
    tasks: Vec<Task<'p, 'a>>,
    /// Every job that was ever wanted: its outcome once it has one.
    jobs: BTreeMap<Job, Option<Arc<Outcome>>>,
    names: BTreeMap<tokio::task::Id, Job>,
    waiting: BTreeMap<Job, BTreeSet<usize>>,
    running: JoinSet<(Job, Outcome)>,
    samples: Vec<Sample>,
    planned: Planned,
    done: usize,
}

struct Task<'p, 'a> {
    assignment: &'p Assignment<'a>,
    seen: Seen,
    wanted: BTreeSet<Job>,
    open: usize,
    settled: bool,
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
            waiting: BTreeMap::new(),
            running: JoinSet::new(),
            samples: Vec::new(),
            planned: Planned::default(),
            done: 0,
        }
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
            let mut new: Vec<_> = wants.into_iter().filter(|job| !task.wanted.contains(job)).collect();
            new.sort();
            new.dedup();
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
        task.wanted.insert(job.clone());
        let (probe, target) = (task.assignment.probe, self.plan.target(task.assignment));
        if task.wanted.len() > probe.most_jobs(&target) + probe.shared_jobs(&target) {
            task.seen.note(job, Err(unanswered(Reason::Budget)));
            return true;
        }
        match self.jobs.get(&job) {
            Some(Some(outcome)) => {
                self.planned.merged += 1;
                task.seen.note(job, Arc::clone(outcome));
                return true;
            }
            Some(None) => self.planned.merged += 1,
            None => {
                self.planned.jobs += 1;
                self.jobs.insert(job.clone(), None);
                let wire = self.wire.clone();
                let own = job.clone();
                let handle = self.running.spawn(async move {
                    let outcome = wire.perform(&own).await;
                    (own, outcome)
                });
                self.names.insert(handle.id(), job.clone());
            }
        }
        task.open += 1;
        self.waiting.entry(job).or_default().insert(index);
        false
    }

    fn take(
        &mut self,
        ended: Result<(tokio::task::Id, (Job, Outcome)), tokio::task::JoinError>,
        tell: &mut dyn FnMut(Progress<'_>),
    ) {
        let (id, finished) = match ended {
            Ok((id, finished)) => (id, Some(finished)),
            Err(error) => (error.id(), None),
        };
        let name = self.names.remove(&id);
        let Some((job, outcome)) = finished.or_else(|| name.map(|job| (job, Err(unanswered(Reason::ProbeFailed)))))
        else {
            return;
        };
        self.done += 1;
        let outcome = Arc::new(outcome);
        for index in self.waiting.remove(&job).unwrap_or_default() {
            if let Some(task) = self.tasks.get_mut(index) {
                task.seen.note(job.clone(), Arc::clone(&outcome));
                task.open -= 1;
            }
            self.jobs.insert(job.clone(), Some(Arc::clone(&outcome)));
            self.ask(index);
            self.settle(index, tell);
        }
        tell(Progress::Job { done: self.done, known: self.jobs.len() });
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
            Some(gap) => Value::Unknown(gap.clone()),
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
            (None, Some(_)) if assignment.spec.each_endpoint => Some(UNRESOLVED.to_owned()),
            (None, _) => None,
        };
        let taken = self.wire.clock().now();
        let sample = Sample::new(assignment.spec.id, &assignment.subject.id, endpoint, taken, value);
        tell(Progress::Fact(&sample));
        self.samples.push(sample);
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
