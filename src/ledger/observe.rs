//! What a run's verdicts say of an error that was issued earlier.

use crate::judge::{Outcome, Verdict};
use crate::text::Text;

use super::event::Saw;
use super::fold::Defect;

/// What was seen, and what there is to say.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Observation {
    /// What was seen.
    pub saw: Saw,
    /// What there is to say.
    pub message: Text,
}

/// What the verdicts say of an error; `None` where the run did not look.
///
/// A verdict with the error's fingerprint speaks for itself. Without one, the error's instance may
/// be gone: that is a positive pass only where the same check was judged on the same subject and
/// nothing about it stayed undetermined, so that the list without the instance is itself proved.
/// A check or subject that the run left out says nothing.
pub fn observe(defect: &Defect, verdicts: &[Verdict]) -> Option<Observation> {
    let same = |verdict: &&Verdict| verdict.check == defect.check && verdict.subject == defect.subject;
    if let Some(own) = verdicts.iter().find(|verdict| verdict.fingerprint == defect.fingerprint) {
        let saw = match own.outcome {
            Outcome::Fail => Saw::Fail,
            Outcome::Pass => Saw::Pass,
            Outcome::Undetermined => Saw::Undetermined,
            Outcome::Info | Outcome::ManualPending | Outcome::NotApplicable => return None,
        };
        return Some(Observation { saw, message: own.message.clone() });
    }
    let judged: Vec<_> = verdicts.iter().filter(same).collect();
    if let Some(open) = judged.iter().find(|verdict| verdict.outcome == Outcome::Undetermined) {
        return Some(Observation { saw: Saw::Undetermined, message: open.message.clone() });
    }
    let proved = judged.iter().any(|verdict| matches!(verdict.outcome, Outcome::Pass | Outcome::Fail));
    proved.then(|| Observation {
        saw: Saw::Pass,
        message: Text::new("Không còn thấy, kiểm tra đủ", "No longer there, and all of it was looked at"),
    })
}
