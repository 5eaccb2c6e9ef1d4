//! What was found, counted by class and place, within bounds however long the document is.

use std::collections::BTreeSet;

use super::candidate::Candidate;
use super::fast::FastMap;
use super::place::Places;
use crate::probe::exposure::class::Class;
use crate::probe::exposure::finding::{Finding, MOST_SAMPLES, MOST_VALUES};
use crate::text::Masked;

/// The most different values of all findings of a document together.
const MOST_IN_ALL: usize = 1_000_000;

/// The findings so far.
#[derive(Debug, Default)]
pub(super) struct Tally {
    entries: FastMap<(Class, u32), Entry>,
    values: usize,
}

#[derive(Debug, Default)]
struct Entry {
    occurrences: u32,
    values: BTreeSet<u64>,
    samples: Vec<Masked>,
    more: bool,
}

impl Tally {
    /// Counts a candidate that is credible.
    pub(super) fn count(&mut self, candidate: &Candidate) {
        let entry = self.entries.entry((candidate.class, candidate.place)).or_default();
        entry.occurrences = entry.occurrences.saturating_add(1);
        if entry.values.len() >= MOST_VALUES || self.values >= MOST_IN_ALL {
            entry.more |= !entry.values.contains(&candidate.hash);
        } else if entry.values.insert(candidate.hash) {
            self.values += 1;
            if entry.samples.len() < MOST_SAMPLES {
                entry.samples.push(candidate.masked.clone());
            }
        }
    }

    /// The findings, by class and place.
    pub(super) fn into_findings(self, places: &Places) -> Vec<Finding> {
        let findings = self.entries.into_iter().map(|((class, place), entry)| Finding {
            class,
            place: places.name(place),
            occurrences: entry.occurrences,
            values: entry.values,
            more: entry.more,
            samples: entry.samples,
        });
        let mut findings: Vec<Finding> = findings.collect();
        findings.sort_by(|a, b| (a.class, &a.place).cmp(&(b.class, &b.place)));
        findings
    }
}
