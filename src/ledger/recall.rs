//! What the earlier runs of a case saw, for the probes that want to know it.

use crate::probe::{Earlier, PROBES, Sight};

use super::error::LedgerError;
use super::store::Store;

/// Gathers it. A fact that was altered since it was stored is no sight of anything.
pub fn recall(store: &dyn Store, case: &str) -> Result<Earlier, LedgerError> {
    let mut earlier = Earlier::default();
    for probe in PROBES.iter().filter(|probe| probe.remembers().is_some()) {
        let id = probe.spec().id;
        store.facts_of(case, id, &mut |run, fact| {
            if fact.value.digest().to_string() == fact.digest {
                let (subject, endpoint) = (fact.subject.as_str(), fact.endpoint.as_deref());
                earlier.note(Sight { run, probe: id, subject, endpoint, taken: fact.taken }, &fact.value.tree());
            }
        })?;
    }
    Ok(earlier)
}
