//! The back-ends of a subject, as one check sees them.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::check::Check;
use crate::fact::{Digest, Sample, Value};

use super::place::Ground;

/// The samples of one subject: of the subject as a whole, and by back-end.
#[derive(Debug, Default)]
pub(super) struct Sights<'a> {
    whole: Vec<&'a Sample>,
    endpoints: BTreeMap<&'a str, Vec<&'a Sample>>,
}

impl<'a> Sights<'a> {
    /// The samples of every subject, by its id.
    pub(super) fn by_subject(samples: &'a [Sample]) -> BTreeMap<&'a str, Self> {
        let mut all: BTreeMap<&str, Self> = BTreeMap::new();
        for sample in samples {
            let own = all.entry(&sample.subject).or_default();
            match &sample.endpoint {
                None => own.whole.push(sample),
                Some(endpoint) => own.endpoints.entry(endpoint).or_default().push(sample),
            }
        }
        all
    }
}

/// What one check sees of one back-end.
#[derive(Debug)]
pub(super) struct Backend<'a> {
    /// Its address; empty for the subject as a whole.
    pub(super) endpoint: &'a str,
    pub(super) ground: Ground<'a>,
    pub(super) evidence: Vec<Digest>,
}

/// Every back-end of which the check's probes saw something, or the subject as a whole where they
/// saw none.
pub(super) fn backends<'a>(
    check: &Check,
    sights: &Sights<'a>,
    subject: &'a Value,
    parameters: &'a BTreeMap<String, Value>,
    now: Timestamp,
) -> Vec<Backend<'a>> {
    let relevant = |samples: &[&'a Sample]| -> Vec<&'a Sample> {
        samples.iter().copied().filter(|sample| check.probes.contains(&sample.probe)).collect()
    };
    let whole = relevant(&sights.whole);
    let backend = |endpoint, own: Vec<&'a Sample>| {
        let here = || whole.iter().chain(&own);
        let probes = here().map(|sample| (sample.probe.as_str(), &sample.value)).collect();
        let evidence = here().map(|sample| sample.digest).collect();
        Backend { endpoint, ground: Ground { probes, subject, parameters, now }, evidence }
    };
    let seen = sights.endpoints.iter().map(|(endpoint, samples)| (*endpoint, relevant(samples)));
    let backends: Vec<_> =
        seen.filter(|(_, own)| !own.is_empty()).map(|(endpoint, own)| backend(endpoint, own)).collect();
    if backends.is_empty() { vec![backend("", Vec::new())] } else { backends }
}
