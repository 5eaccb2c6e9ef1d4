//! What a run does to the error list.

use jiff::Timestamp;

use crate::audit::Run;
use crate::judge::{Outcome, Treatment, Verdict};
use crate::profile::Gate;
use crate::text::text;

use super::error::LedgerError;
use super::event::{Event, Happening, Saw};
use super::fold::{Defect, Defects, State, apply, fold, is_proved};
use super::observe::{Observation, observe};

/// Writes a run into the case: gives new errors their numbers, observes the old ones, verifies and
/// reopens by the profile's rule. Fills the numbers into the run's verdicts, and gives the events
/// to append.
pub fn record(run: &mut Run, history: &[Event], gate: &Gate) -> Vec<Event> {
    let mut journal = Journal::new(history, run.run.ended, format!("run {}", run.run.id));
    let known: Vec<_> = journal.defects.0.keys().copied().collect();
    for number in known {
        look_again(&mut journal, number, run, gate);
    }
    issue(&mut journal, &run.verdicts);
    for verdict in &mut run.verdicts {
        verdict.error = journal.defects.with_fingerprint(&verdict.fingerprint).map(|defect| defect.number);
    }
    journal.events
}

struct Journal {
    defects: Defects,
    events: Vec<Event>,
    next: u64,
    at: Timestamp,
    by: String,
}

impl Journal {
    fn new(history: &[Event], at: Timestamp, by: String) -> Self {
        Self { defects: fold(history), events: Vec::new(), next: history.len() as u64 + 1, at, by }
    }

    fn note(&mut self, what: Happening) {
        let event = Event { sequence: self.next, at: self.at, by: self.by.clone(), what };
        apply(&mut self.defects, &event);
        self.events.push(event);
        self.next += 1;
    }
}

fn look_again(journal: &mut Journal, number: u32, run: &Run, gate: &Gate) {
    let Some(defect) = journal.defects.0.get(&number) else { return };
    let Some(observed) = observe(defect, &run.verdicts) else { return };
    if is_nothing_new(defect, &observed) {
        return;
    }
    let (saw, kind) = (observed.saw, run.run.kind);
    journal.note(Happening::Observed { number, saw, kind, message: observed.message });
    let Some(defect) = journal.defects.0.get(&number) else { return };
    match (saw, defect.state) {
        (Saw::Fail, State::Verified) => journal.note(Happening::Reopened { number }),
        (Saw::Pass, State::Claimed | State::Issued | State::Reopened) if is_proved(defect, kind, gate) => {
            journal.note(Happening::Verified { number });
        }
        _ => {}
    }
}

/// Whether an observation repeats what the list already says. A timer looks at the same errors
/// thousands of times; only what changes something is an event. The run itself keeps the verdict.
fn is_nothing_new(defect: &Defect, observed: &Observation) -> bool {
    let seen_before = defect.last_seen.is_some_and(|(_, saw)| saw == observed.saw);
    seen_before
        && match (observed.saw, defect.state) {
            (Saw::Pass, state) => state == State::Verified,
            (Saw::Fail, State::Issued | State::Reopened) => defect.message == observed.message,
            (Saw::Fail, State::Claimed | State::Verified) => false,
            (Saw::Undetermined, _) => defect.passes.is_empty(),
        }
}

/// New errors get their numbers in the order of severity, check, subject and instance.
fn issue(journal: &mut Journal, verdicts: &[Verdict]) {
    let mut new: Vec<_> = verdicts
        .iter()
        .filter(|verdict| verdict.outcome == Outcome::Fail && verdict.treatment == Treatment::None)
        .filter(|verdict| journal.defects.with_fingerprint(&verdict.fingerprint).is_none())
        .collect();
    new.sort_by_key(|verdict| (verdict.severity, &verdict.check, &verdict.subject, &verdict.instance));
    for verdict in new {
        journal.note(Happening::Issued {
            number: journal.defects.next_number(),
            fingerprint: verdict.fingerprint.clone(),
            check: verdict.check.clone(),
            subject: verdict.subject.clone(),
            instance: verdict.instance.clone(),
            severity: verdict.severity,
            blocking: verdict.blocking,
            message: verdict.message.clone(),
        });
    }
}

/// The operator says that an error is mended. The one who claims is never the one who accepts.
pub fn claim(history: &[Event], number: u32, by: &str, note: &str, at: Timestamp) -> Result<Event, LedgerError> {
    if known(history, number)?.state == State::Verified {
        return Err(LedgerError::Refused(text!(
            "lỗi số {number} đã phúc tra đạt",
            "error {number} is already verified as fixed"
        )));
    }
    Ok(next(history, by, at, Happening::Claimed { number, note: note.to_owned() }))
}

/// The operator remarks on an error; its state stays as it is.
pub fn note(history: &[Event], number: u32, by: &str, note: &str, at: Timestamp) -> Result<Event, LedgerError> {
    known(history, number)?;
    Ok(next(history, by, at, Happening::Noted { number, note: note.to_owned() }))
}

fn known(history: &[Event], number: u32) -> Result<Defect, LedgerError> {
    let mut defects = fold(history);
    let last = defects.0.len();
    defects.0.remove(&number).ok_or_else(|| {
        LedgerError::Missing(text!(
            "không có lỗi số {number} (danh mục có {last} lỗi)",
            "there is no error {number} (the list has {last})"
        ))
    })
}

/// The event that follows a history.
pub(super) fn next(history: &[Event], by: &str, at: Timestamp, what: Happening) -> Event {
    Event { sequence: history.len() as u64 + 1, at, by: by.to_owned(), what }
}
