//! Several back-ends behind one name: one verdict per instance.

use std::collections::BTreeMap;

use crate::fact::Reason;
use crate::text::Text;

use super::instance::Instance;
use super::verdict::Outcome;

/// Joins the instances of every back-end by their key. Back-ends that agree give their verdict; if
/// one fails the instance fails, and where others do not it is marked `inconsistent`.
pub(super) fn across_endpoints(seen: Vec<(Option<String>, Vec<Instance>)>) -> Vec<Instance> {
    let several = seen.len() > 1;
    let mut by_key: BTreeMap<String, Vec<(String, Instance)>> = BTreeMap::new();
    for (endpoint, instances) in seen {
        let endpoint = endpoint.unwrap_or_default();
        for instance in instances {
            by_key.entry(instance.key.clone()).or_default().push((endpoint.clone(), instance));
        }
    }
    by_key.into_values().filter_map(|instances| join(instances, several)).collect()
}

fn join(mut instances: Vec<(String, Instance)>, several: bool) -> Option<Instance> {
    let worst = instances.iter().map(|(_, instance)| instance.outcome).min()?;
    let agree = instances.iter().all(|(_, instance)| instance.outcome == worst);
    if several {
        for (endpoint, instance) in &mut instances {
            for witness in &mut instance.witnesses {
                witness.path = format!("{} @ {endpoint}", witness.path);
            }
        }
    }
    let evidence: std::collections::BTreeSet<_> =
        instances.iter().flat_map(|(_, instance)| instance.evidence.iter().cloned()).collect();
    let culprits: Vec<_> = instances
        .iter()
        .filter(|(_, instance)| instance.outcome == worst)
        .map(|(endpoint, _)| endpoint.clone())
        .collect();
    let mut deciding = instances.into_iter().filter(|(_, instance)| instance.outcome == worst).map(|(_, own)| own);
    let mut joined = deciding.next()?;
    joined.witnesses.extend(deciding.flat_map(|instance| instance.witnesses));
    joined.witnesses.truncate(20);
    joined.evidence = evidence.into_iter().collect();
    if !agree {
        let places = culprits.join(", ");
        let Text { vi, en } = &joined.message;
        joined.message = Text::new(format!("{vi} (tại {places})"), format!("{en} (at {places})"));
        if worst == Outcome::Fail {
            joined.reason = Some(Reason::Inconsistent);
        }
    }
    Some(joined)
}
