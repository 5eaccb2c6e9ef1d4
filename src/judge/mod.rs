//! From facts to verdicts: pure, total, without network or clock.
//!
//! The judge gets samples, checks, a profile and a time, and gives the same verdicts for the same
//! input, byte for byte. Unknown is never pass: a missing fact makes a verdict undetermined.

mod cases;
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

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::check::{Check, Mode, Pack, Rule};
use crate::fact::Sample;
use crate::profile::{Choice, Profile};
use crate::text::Text;

pub use cases::{CaseFailure, run_cases};
pub use gate::{Conclusion, Proposed, propose};
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
    let by_subject = index(matter.samples);
    let mut verdicts = Vec::new();
    for (id, choice) in &matter.profile.choices {
        let Some(check) = matter.pack.checks.get(id) else { continue };
        let mut subjects: Vec<_> =
            matter.subjects.iter().filter(|subject| check.kinds.contains(&subject.kind)).collect();
        subjects.sort_by(|left, right| left.id.cmp(&right.id));
        for subject in subjects {
            let samples = by_subject.get(subject.id.as_str()).map_or(&[][..], Vec::as_slice);
            verdicts.extend(one(check, choice, subject, samples, matter.now));
        }
    }
    verdicts
}

fn index(samples: &[Sample]) -> BTreeMap<&str, Vec<&Sample>> {
    let mut by_subject: BTreeMap<&str, Vec<&Sample>> = BTreeMap::new();
    for sample in samples {
        by_subject.entry(&sample.subject).or_default().push(sample);
    }
    by_subject
}

/// Judges one check on one subject.
fn one(check: &Check, choice: &Choice, subject: &Inspected, samples: &[&Sample], now: Timestamp) -> Vec<Verdict> {
    match (&check.rule, check.mode) {
        (Rule::Attested { .. }, _) | (_, Mode::Manual) => vec![pending(check, choice, subject)],
        (Rule::Facts(rule), _) => {
            let relevant: Vec<_> =
                samples.iter().copied().filter(|sample| check.probes.contains(&sample.probe)).collect();
            let seen = instance::at_every_endpoint(check, rule, choice, subject, &relevant, now);
            combine::across_endpoints(seen)
                .into_iter()
                .map(|instance| verdict::of_instance(check, choice, subject, instance))
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
    let instance = instance::Instance {
        key: String::new(),
        outcome: Outcome::ManualPending,
        reason: None,
        message,
        witnesses: Vec::new(),
        evidence: Vec::new(),
    };
    Verdict { basis: Basis::Attested, ..verdict::of_instance(check, choice, subject, instance) }
}
