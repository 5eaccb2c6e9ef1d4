//! What changed between two runs of a case.

use std::collections::BTreeMap;

use crate::judge::{Outcome, Verdict};

/// A verdict that came out otherwise than in the run before.
#[derive(Clone, Debug, PartialEq)]
pub struct Change<'a> {
    /// How it came out before; `None` where it was not there.
    pub before: Option<Outcome>,
    /// How it came out now; `None` where it is gone.
    pub now: Option<Outcome>,
    /// The verdict: the present one, or the last one where it is gone.
    pub verdict: &'a Verdict,
}

/// The changes from one run to the next, worst first. An instance that appears and passes, or
/// disappears after it passed, is no change worth telling.
pub fn changes<'a>(before: &'a [Verdict], now: &'a [Verdict]) -> Vec<Change<'a>> {
    let old: BTreeMap<_, _> = before.iter().map(|verdict| (verdict.fingerprint.as_str(), verdict)).collect();
    let new: BTreeMap<_, _> = now.iter().map(|verdict| (verdict.fingerprint.as_str(), verdict)).collect();
    let quiet = |outcome: Outcome| matches!(outcome, Outcome::Pass | Outcome::NotApplicable | Outcome::Info);
    let mut changes = Vec::new();
    for (fingerprint, verdict) in &new {
        let earlier = old.get(fingerprint).map(|earlier| earlier.outcome);
        let told = earlier.map_or(!quiet(verdict.outcome), |earlier| earlier != verdict.outcome);
        if told {
            changes.push(Change { before: earlier, now: Some(verdict.outcome), verdict });
        }
    }
    for (fingerprint, verdict) in &old {
        if !new.contains_key(fingerprint) && !quiet(verdict.outcome) {
            changes.push(Change { before: Some(verdict.outcome), now: None, verdict });
        }
    }
    changes.sort_by_key(|change| (change.now.unwrap_or(Outcome::Info), change.verdict.severity, &change.verdict.check));
    changes
}
