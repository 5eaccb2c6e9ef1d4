//! Several back-ends behind one name: one verdict per instance.

use std::collections::{BTreeMap, BTreeSet};

use crate::fact::{Digest, Reason};
use crate::text::Text;

use super::backend::Backend;
use super::instance::Instance;
use super::verdict::{Outcome, Witness};

/// The most witnesses that one verdict keeps.
const MOST_WITNESSES: usize = 20;

/// How one instance came out over all back-ends, in words.
#[derive(Clone, Debug)]
pub(super) struct Joined {
    pub(super) key: String,
    pub(super) outcome: Outcome,
    pub(super) reason: Option<Reason>,
    pub(super) message: Text,
    pub(super) witnesses: Vec<Witness>,
    pub(super) evidence: Vec<String>,
}

/// An instance with the back-end where it was seen.
type Seen<'a> = (&'a Backend<'a>, Instance<'a>);

/// Joins the instances of every back-end by their key. Back-ends that agree give their verdict; if
/// one fails the instance fails, and where others do not, or have no such instance at all, it is
/// marked `inconsistent`.
pub(super) fn across_endpoints<'a>(
    seen: impl ExactSizeIterator<Item = (&'a Backend<'a>, Vec<Instance<'a>>)>,
) -> Vec<Joined> {
    let several = seen.len() > 1;
    let mut by_key: BTreeMap<String, Vec<Seen<'a>>> = BTreeMap::new();
    // Back-ends of which everything is known: what they do not show, they do not have.
    let mut clear = 0;
    let mut clear_with: BTreeMap<String, usize> = BTreeMap::new();
    for (backend, instances) in seen {
        if instances.iter().all(|instance| instance.outcome != Outcome::Undetermined) {
            clear += 1;
            let keys: BTreeSet<&String> = instances.iter().map(|instance| &instance.key).collect();
            keys.into_iter().for_each(|key| *clear_with.entry(key.clone()).or_default() += 1);
        }
        for mut instance in instances {
            let key = std::mem::take(&mut instance.key);
            by_key.entry(key).or_default().push((backend, instance));
        }
    }
    let lacking = |key: &String| clear > clear_with.get(key).copied().unwrap_or_default();
    by_key
        .into_iter()
        .filter_map(|(key, instances)| {
            let elsewhere = lacking(&key);
            join(key, &instances, several, elsewhere)
        })
        .collect()
}

/// `elsewhere` is whether a back-end is known to have no such instance.
fn join(key: String, instances: &[Seen<'_>], several: bool, elsewhere: bool) -> Option<Joined> {
    let worst = instances.iter().map(|(_, instance)| instance.outcome).min()?;
    let deciding: Vec<_> = instances.iter().filter(|(_, instance)| instance.outcome == worst).collect();
    let (_, first) = deciding.first()?;
    let mut joined = Joined {
        key,
        outcome: worst,
        reason: first.reason,
        message: first.telling.text(),
        witnesses: witnesses(&deciding, several),
        evidence: evidence(instances),
    };
    if deciding.len() < instances.len() || elsewhere && worst == Outcome::Fail {
        let places: Vec<_> = deciding.iter().map(|(backend, _)| backend.endpoint).collect();
        let places = places.join(", ");
        let Text { vi, en } = &joined.message;
        joined.message = Text::new(format!("{vi} (tại {places})"), format!("{en} (at {places})"));
        if worst == Outcome::Fail {
            joined.reason = Some(Reason::Inconsistent);
        }
    }
    Some(joined)
}

fn witnesses(deciding: &[&Seen<'_>], several: bool) -> Vec<Witness> {
    let clues =
        deciding.iter().flat_map(|(backend, instance)| instance.clues.iter().map(|clue| (backend.endpoint, clue)));
    clues
        .take(MOST_WITNESSES)
        .map(|(endpoint, clue)| {
            let mut witness = clue.witness();
            if several {
                witness.path = format!("{} @ {endpoint}", witness.path);
            }
            witness
        })
        .collect()
}

fn evidence(instances: &[Seen<'_>]) -> Vec<String> {
    let digests: BTreeSet<Digest> =
        instances.iter().flat_map(|(backend, _)| backend.evidence.iter().copied()).collect();
    digests.iter().map(Digest::to_string).collect()
}
