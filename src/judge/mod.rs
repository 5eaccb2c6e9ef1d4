//! From facts to verdicts: pure, total, without network or clock.
//!
//! The judge gets samples, checks, a profile and a time, and gives the same verdicts for the same
//! input, byte for byte. Unknown is never pass: a missing fact makes a verdict undetermined.

mod backend;
mod cases;
mod clue;
mod combine;
mod evaluate;
mod gate;
mod instance;
mod place;
mod quantify;
mod render;
mod subject;
mod truth;
mod verdict;

#[cfg(test)]
mod tests;

use jiff::Timestamp;

use crate::check::{Check, Mode, Pack, Rule};
use crate::fact::{Sample, Value};
use crate::profile::{Choice, Profile};
use crate::text::Text;

use backend::{Sights, backends};
use combine::Joined;
use instance::instances;
use place::Place;

pub use cases::{CaseFailure, run_cases};
pub use gate::{Conclusion, Proposed, interrupted, propose};
pub use subject::Inspected;
pub use verdict::{Basis, Outcome, Treatment, Verdict, Witness, fingerprint};

/// Everything a judgement depends on.
#[derive(Clone, Copy, Debug)]
pub struct Matter<'a> {
    /// The subjects, in the order of the declaration.
    pub subjects: &'a [Inspected],
    /// The facts.
    pub samples: &'a [Sample],
    /// The checks.
    pub pack: &'a Pack,
    /// The profile.
    pub profile: &'a Profile,
    /// The time of judging: the end of the run.
    pub now: Timestamp,
}

/// Judges every chosen check on every subject it applies to. The verdicts come in the order of
/// check id, subject and instance.
pub fn judge(matter: Matter<'_>) -> Vec<Verdict> {
    let by_subject = Sights::by_subject(matter.samples);
    let nothing = Sights::default();
    let mut subjects: Vec<_> = matter.subjects.iter().map(|subject| (subject, subject.value())).collect();
    subjects.sort_by(|(left, _), (right, _)| left.id.cmp(&right.id));
    let mut verdicts = Vec::new();
    for (id, choice) in &matter.profile.choices {
        let Some(check) = matter.pack.checks.get(id) else { continue };
        for (subject, value) in subjects.iter().filter(|(subject, _)| check.kinds.contains(&subject.kind)) {
            let sights = by_subject.get(subject.id.as_str()).unwrap_or(&nothing);
            verdicts.extend(one(check, choice, subject, value, sights, matter.now));
        }
    }
    verdicts
}

/// Judges one check on one subject, whose `value` is what conditions may know of it.
fn one(
    check: &Check,
    choice: &Choice,
    subject: &Inspected,
    value: &Value,
    sights: &Sights<'_>,
    now: Timestamp,
) -> Vec<Verdict> {
    match (&check.rule, check.mode) {
        (Rule::Attested { .. }, _) | (_, Mode::Manual) => vec![pending(check, choice, subject)],
        (Rule::Facts(rule), _) => {
            let backends = backends(check, sights, value, &choice.parameters, now);
            let seen = backends.iter().map(|own| (own, instances(check, rule, &Place::new(&own.ground))));
            combine::across_endpoints(seen)
                .into_iter()
                .map(|joined| verdict::of_instance(check, choice, subject, joined))
                .collect()
        }
    }
}

/// A check that waits for a person: nobody has attested it yet.
fn pending(check: &Check, choice: &Choice, subject: &Inspected) -> Verdict {
    let message = Text::new(
        "Cần người có trách nhiệm xác nhận kèm minh chứng",
        "A responsible person must attest this with evidence",
    );
    let joined = Joined {
        key: String::new(),
        outcome: Outcome::ManualPending,
        reason: None,
        message,
        witnesses: Vec::new(),
        evidence: Vec::new(),
    };
    Verdict { basis: Basis::Attested, ..verdict::of_instance(check, choice, subject, joined) }
}
