//! What the fields of a record say in words, kept until the record has somebody: most records have nobody, and then
//! names and addresses are not looked for.

use super::candidate::{Candidate, Mask, Site};
use super::fast::FastMap;
use super::label::{Label, Labels};
use super::person;
use super::place::Places;

/// The most names of places that are kept for values that nobody asked for yet.
const MOST_NAMES: usize = 4096;

/// A value whose words are not read yet.
struct Value {
    /// Before which candidate of the records what it says stands.
    index: usize,
    /// Where its text is.
    from: usize,
    to: usize,
    site: Site,
    /// Where it stands, by hash (see [`Places`]).
    place: u64,
}

/// The values that wait, in their order.
#[derive(Default)]
pub(super) struct Later {
    values: Vec<Value>,
    texts: zeroize::Zeroizing<String>,
    /// The names of places by hash.
    names: FastMap<u64, String>,
}

impl Later {
    /// Whether what a value says in words may wait: unless it is told by itself.
    pub(super) fn may_wait(labels: Labels) -> bool {
        !labels.any(&[Label::Ethnic, Label::Religion, Label::Health])
    }

    /// How many wait.
    pub(super) fn len(&self) -> usize {
        self.values.len()
    }

    /// Keeps a value that stands behind `index` candidates.
    pub(super) fn keep(&mut self, index: usize, value: &str, site: Site, place: u64, name: impl FnOnce() -> String) {
        if self.values.is_empty() {
            self.texts.clear();
            if self.names.len() > MOST_NAMES {
                self.names.clear();
            }
        }
        let from = self.texts.len();
        self.texts.push_str(value);
        self.names.entry(place).or_insert_with(name);
        self.values.push(Value { index, from, to: self.texts.len(), site, place });
    }

    /// Lets go of those behind the first `count`.
    pub(super) fn forget(&mut self, count: usize) {
        if let Some(first) = self.values.get(count) {
            self.texts.truncate(first.from);
            self.values.truncate(count);
        }
    }

    /// Reads those behind the first `count`, and puts what they say among the candidates. Gives which of
    /// them said something.
    pub(super) fn read(
        &mut self,
        count: usize,
        mask: Mask<'_>,
        places: &mut Places,
        record: &mut Vec<Candidate>,
    ) -> Vec<usize> {
        let mut said = Vec::new();
        let mut added = 0;
        let mut out = Vec::new();
        for (number, value) in self.values.iter().enumerate().skip(count) {
            let text = self.texts.get(value.from..value.to).unwrap_or_default();
            person::whole(text, value.site.labels, mask, value.site, &mut out);
            if out.is_empty() {
                continue;
            }
            let place = places.number(value.place, || self.names.get(&value.place).cloned().unwrap_or_default());
            for mut candidate in out.drain(..) {
                (candidate.place, candidate.line) = (place, 0);
                record.insert((value.index + added).min(record.len()), candidate);
                said.push(number);
                added += 1;
            }
        }
        self.forget(count);
        said
    }
}
