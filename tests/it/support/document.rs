//! Reading `run.json`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

/// A `run.json`.
#[derive(Debug)]
pub(crate) struct Document {
    /// Its bytes.
    pub(crate) bytes: Vec<u8>,
    /// What they say.
    pub(crate) value: Value,
}

impl Document {
    /// Reads a file.
    pub(crate) fn read(path: &Path) -> Self {
        let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self { value: serde_json::from_slice(&bytes).expect("JSON"), bytes }
    }

    /// A member by its JSON pointer.
    pub(crate) fn at(&self, pointer: &str) -> &Value {
        self.value.pointer(pointer).unwrap_or_else(|| panic!("run.json has no {pointer}"))
    }

    /// A number by its JSON pointer.
    pub(crate) fn number(&self, pointer: &str) -> u64 {
        self.at(pointer).as_u64().unwrap_or_else(|| panic!("{pointer} is no number"))
    }

    /// Every verdict.
    pub(crate) fn verdicts(&self) -> &[Value] {
        self.at("/verdicts").as_array().expect("verdicts")
    }

    /// The verdicts of one check on one subject.
    pub(crate) fn of(&self, check: &str, subject: &str) -> Vec<&Value> {
        let own: Vec<_> =
            self.verdicts().iter().filter(|own| own["check"] == check && own["subject"] == subject).collect();
        assert!(!own.is_empty(), "run.json has no verdict of {check} on {subject}");
        own
    }

    /// The outcome of a check on a subject: the only one, or the worst of its instances.
    pub(crate) fn outcome(&self, check: &str, subject: &str) -> &str {
        let own = self.of(check, subject);
        let rank = |outcome: &str| {
            ["fail", "undetermined", "manual-pending", "info", "pass"].iter().position(|own| *own == outcome)
        };
        own.iter()
            .filter_map(|own| own["outcome"].as_str())
            .min_by_key(|outcome| rank(outcome).unwrap_or(9))
            .expect("an outcome")
    }

    /// The reasons of what a check left undetermined.
    pub(crate) fn reasons(&self, check: &str, subject: &str) -> BTreeSet<&str> {
        self.of(check, subject).iter().filter_map(|own| own["reason"].as_str()).collect()
    }

    /// `check instance` of everything that came out in a way, for checks that begin with one of the prefixes.
    pub(crate) fn with_outcome(&self, outcome: &str, prefixes: &[&str]) -> BTreeSet<String> {
        let wanted = |own: &&Value| {
            let check = own["check"].as_str().unwrap_or_default();
            own["outcome"] == outcome && prefixes.iter().any(|prefix| check.starts_with(prefix))
        };
        let words = |own: &Value| {
            let word = |key: &str| own[key].as_str().unwrap_or_default().to_owned();
            format!("{} {}", word("check"), word("instance")).trim().to_owned()
        };
        self.verdicts().iter().filter(wanted).map(words).collect()
    }

    /// The value of a fact.
    pub(crate) fn fact(&self, probe: &str, subject: &str) -> &Value {
        let facts = self.at("/facts").as_array().expect("facts");
        let fact = facts.iter().find(|own| own["probe"] == probe && own["subject"] == subject);
        &fact.unwrap_or_else(|| panic!("run.json has no fact {probe} of {subject}"))["value"]
    }

    /// The accepted protocol versions of a subject.
    pub(crate) fn versions(&self, subject: &str) -> BTreeSet<&str> {
        let versions = self.fact("tls", subject)["versions"].as_array().expect("versions");
        versions.iter().filter(|own| own["accepted"] == true).filter_map(|own| own["name"].as_str()).collect()
    }
}
