//! What earlier runs of the same case saw of keys, in the form in which a probe may know it.
//!
//! Who carries out a run fills it from the ledger before the plan is made. A probe stays a pure
//! function: of the answers, and of this.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::Value as Json;

use super::probe;

/// The thumbprints of the signing keys in a stored fact; `None` where the fact does not tell them all.
pub type Remember = fn(&Json) -> Option<BTreeSet<String>>;

/// What earlier runs saw, by probe and subject.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Earlier(BTreeMap<(String, String), History>);

/// An earlier sight of a subject's keys.
#[derive(Clone, Copy, Debug)]
pub struct Sight<'a> {
    /// The run.
    pub run: &'a str,
    /// The probe.
    pub probe: &'a str,
    /// The subject.
    pub subject: &'a str,
    /// The back-end.
    pub endpoint: Option<&'a str>,
    /// When it was taken.
    pub taken: Timestamp,
}

/// What is known of one subject.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct History {
    /// When its keys were first seen.
    pub(super) since: Timestamp,
    /// When each key was first seen.
    pub(super) first_seen: BTreeMap<String, Timestamp>,
    /// The last run that saw them.
    pub(super) run: String,
    /// When that was.
    pub(super) taken: Timestamp,
    /// The keys that it saw, by back-end.
    keys: BTreeMap<Option<String>, BTreeSet<String>>,
}

impl Earlier {
    /// Notes a stored fact. The facts come oldest first; one that does not tell its keys is no sight of them.
    pub fn note(&mut self, sight: Sight<'_>, fact: &Json) {
        let Some(keys) = probe(sight.probe).and_then(|own| own.remembers()).and_then(|read| read(fact)) else { return };
        let taken = sight.taken;
        let place = (sight.probe.to_owned(), sight.subject.to_owned());
        let history = self.0.entry(place).or_insert_with(|| History {
            since: taken,
            first_seen: BTreeMap::new(),
            run: sight.run.to_owned(),
            taken,
            keys: BTreeMap::new(),
        });
        if history.run != sight.run {
            sight.run.clone_into(&mut history.run);
            history.keys.clear();
        }
        history.taken = taken;
        for key in &keys {
            history.first_seen.entry(key.clone()).or_insert(taken);
        }
        history.keys.insert(sight.endpoint.map(str::to_owned), keys);
    }

    /// What is known of a subject; `None` where no earlier run saw its keys.
    pub(super) fn of(&self, probe: &str, subject: &str) -> Option<&History> {
        self.0.get(&(probe.to_owned(), subject.to_owned()))
    }
}

impl History {
    /// The keys that the last run saw at a back-end. Where it did not see this one, those that every other had;
    /// `None` where they differed.
    pub(super) fn last_keys(&self, endpoint: Option<&str>) -> Option<&BTreeSet<String>> {
        if let Some(own) = self.keys.get(&endpoint.map(str::to_owned)) {
            return Some(own);
        }
        let mut all = self.keys.values();
        let first = all.next()?;
        all.all(|other| other == first).then_some(first)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn keys(all: &[(&str, &str)]) -> Json {
        let items: Vec<_> = all.iter().map(|(own, purpose)| json!({"thumbprint": own, "purpose": purpose})).collect();
        let prints: Vec<_> = all.iter().map(|(own, _)| own).collect();
        json!({"keys": {"thumbprints": prints, "keys": items}})
    }

    fn sight<'a>(run: &'a str, endpoint: &'a str, taken: &str) -> Sight<'a> {
        let taken = taken.parse().expect("a time");
        Sight { run, probe: "oidc", subject: "idp", endpoint: Some(endpoint), taken }
    }

    #[test]
    fn a_key_is_as_old_as_its_first_sight_and_the_last_sight_counts_for_comparisons() {
        let mut earlier = Earlier::default();
        earlier.note(sight("1", "a", "2026-01-01T00:00:00Z"), &keys(&[("A", "sig"), ("E", "enc")]));
        earlier.note(sight("2", "a", "2026-02-01T00:00:00Z"), &keys(&[("A", "sig"), ("B", "sig")]));
        // Who could not see the keys knows nothing of them: neither that they went nor that they stayed.
        earlier.note(sight("3", "a", "2026-03-01T00:00:00Z"), &json!({"keys": {"unknown": {"reason": "timeout"}}}));
        earlier.note(Sight { probe: "http", ..sight("4", "a", "2026-03-01T00:00:00Z") }, &keys(&[("C", "sig")]));
        let own = earlier.of("oidc", "idp").expect("a history");
        assert_eq!((own.run.as_str(), own.since.to_string().as_str()), ("2", "2026-01-01T00:00:00Z"));
        let first: Vec<_> = own.first_seen.iter().map(|(key, at)| format!("{key} {at}")).collect();
        assert_eq!(first, ["A 2026-01-01T00:00:00Z", "B 2026-02-01T00:00:00Z"]);
        assert_eq!(own.last_keys(Some("a")), Some(&BTreeSet::from(["A".to_owned(), "B".to_owned()])));
        assert!(earlier.of("http", "idp").is_none() && earlier.of("oidc", "other").is_none());
    }

    #[test]
    fn a_back_end_that_was_not_seen_is_held_against_the_others_only_where_they_agree() {
        let mut earlier = Earlier::default();
        earlier.note(sight("1", "a", "2026-01-01T00:00:00Z"), &keys(&[("A", "sig")]));
        earlier.note(sight("1", "b", "2026-01-01T00:00:01Z"), &keys(&[("A", "sig")]));
        let one = BTreeSet::from(["A".to_owned()]);
        assert_eq!(earlier.of("oidc", "idp").and_then(|own| own.last_keys(Some("c"))), Some(&one));
        earlier.note(sight("1", "b", "2026-01-01T00:00:01Z"), &keys(&[("B", "sig")]));
        let own = earlier.of("oidc", "idp").expect("a history");
        assert_eq!((own.last_keys(Some("a")), own.last_keys(Some("c"))), (Some(&one), None));
    }
}
