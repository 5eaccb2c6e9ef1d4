//! Worked examples inside a check file: facts, and what the check must say of them.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::parameter::Parameter;
use super::scope::{Vocabulary, subject_shape};
use crate::fact::{Fields, Reason, Value, from_json};
use crate::load::{Node, Reader};
use crate::text::{Text, text};

/// One worked example.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its name.
    pub name: String,
    /// The facts by probe. What is missing is unknown: not collected.
    pub facts: BTreeMap<String, Value>,
    /// What is given of the subject.
    pub subject: Value,
    /// Parameters other than the defaults.
    pub parameters: BTreeMap<String, Value>,
    /// The time of judging.
    pub now: Timestamp,
    /// What the check as a whole must come to.
    pub expect: Expectation,
    /// What single instances must come to.
    pub instances: BTreeMap<String, Expectation>,
    /// The reason of an undetermined outcome, where it matters.
    pub reason: Option<Reason>,
    /// Where the case stands in its file.
    pub span: std::ops::Range<usize>,
}

/// What a case expects.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Expectation {
    /// `fail`.
    Fail,
    /// `not-applicable`.
    NotApplicable,
    /// `pass`.
    Pass,
    /// `undetermined`.
    Undetermined,
}

impl Expectation {
    /// Every word of a case's `expect`.
    pub const WORDS: &[&str] = &["pass", "fail", "undetermined", "not-applicable"];

    /// The word in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::NotApplicable => "not-applicable",
            Self::Pass => "pass",
            Self::Undetermined => "undetermined",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Self::Fail, Self::NotApplicable, Self::Pass, Self::Undetermined].into_iter().find(|own| own.word() == word)
    }
}

/// The time of cases that give none.
fn default_now() -> Timestamp {
    // 2026-11-21T00:00:00Z, so that dates in check files can be read against a known day.
    Timestamp::from_second(1_795_219_200).unwrap_or(Timestamp::UNIX_EPOCH)
}

impl Case {
    pub(super) fn read(
        reader: &Reader,
        node: &Node,
        vocabulary: &Vocabulary,
        parameters: &BTreeMap<String, Parameter>,
    ) -> Option<Self> {
        const KEYS: &[&str] = &["name", "facts", "subject", "params", "now", "expect", "instances", "reason"];
        let mut map = reader.mapping(node, KEYS)?;
        let name = map.required("name", Reader::text);
        let facts = map.or("facts", BTreeMap::new(), |reader, node| facts(reader, node, vocabulary));
        let subject = map.or("subject", Value::Record(Fields::default()), |reader, node| {
            value(reader, node, &subject_shape(), "subject")
        });
        let own = map.or("params", BTreeMap::new(), |reader, node| values(reader, node, parameters));
        let now = map.or("now", default_now(), Reader::instant);
        let expect = map.required("expect", expectation);
        let instances = map.or("instances", BTreeMap::new(), |reader, node| {
            let Some(entries) = node.entries() else {
                reader.wrong_kind(node, "một ánh xạ phần tử: kết quả", "a mapping instance: outcome");
                return None;
            };
            entries.iter().map(|entry| Some((entry.key.clone(), expectation(reader, &entry.value)?))).collect()
        });
        let words: Vec<_> = Reason::ALL.iter().map(|reason| reason.word()).collect();
        let reason = map.optional("reason", |reader, node| reader.word(node, &words, |word| word.parse().ok()));
        Some(Self {
            name: name?,
            facts: facts?,
            subject: subject?,
            parameters: own?,
            now: now?,
            expect: expect?,
            instances: instances?,
            reason: reason?,
            span: node.span.clone(),
        })
    }
}

fn expectation(reader: &Reader, node: &Node) -> Option<Expectation> {
    reader.word(node, Expectation::WORDS, Expectation::from_word)
}

fn facts(reader: &Reader, node: &Node, vocabulary: &Vocabulary) -> Option<BTreeMap<String, Value>> {
    let Some(entries) = node.entries() else {
        reader.wrong_kind(node, "một ánh xạ bộ dò: dữ kiện", "a mapping probe: facts");
        return None;
    };
    let mut all = Some(BTreeMap::new());
    for entry in entries {
        let probe = &entry.key;
        let read = match vocabulary.probe(probe) {
            Some(shape) => value(reader, &entry.value, shape, probe),
            None => {
                let known: Vec<_> = vocabulary.probes().map(|(id, _)| id).collect();
                let what = text!("không có bộ dò `{probe}`", "there is no probe `{probe}`");
                reader.unknown_name("K-CHK-010", entry.key_span.clone(), what, probe, &known);
                None
            }
        };
        match (&mut all, read) {
            (Some(all), Some(read)) => drop(all.insert(probe.clone(), read)),
            _ => all = None,
        }
    }
    all
}

fn values(reader: &Reader, node: &Node, parameters: &BTreeMap<String, Parameter>) -> Option<BTreeMap<String, Value>> {
    let Some(entries) = node.entries() else {
        reader.wrong_kind(node, "một ánh xạ tham số: giá trị", "a mapping parameter: value");
        return None;
    };
    let read = entries.iter().map(|entry| {
        let name = &entry.key;
        let Some(parameter) = parameters.get(name) else {
            let known: Vec<_> = parameters.keys().map(String::as_str).collect();
            let what = text!("không có tham số `{name}`", "there is no parameter `{name}`");
            reader.unknown_name("K-CHK-031", entry.key_span.clone(), what, name, &known);
            return None;
        };
        Some((name.clone(), parameter.value(reader, &entry.value)?))
    });
    read.collect()
}

fn value(reader: &Reader, node: &Node, shape: &crate::fact::Shape, path: &str) -> Option<Value> {
    match from_json(&node.to_json(), shape, path) {
        Ok(value) => Some(value),
        Err(mismatch) => {
            let at = mismatch.path;
            let Text { vi, en } = mismatch.text;
            reader.problem("K-CHK-040", node.span.clone(), text!("dữ kiện `{at}`: {vi}", "fact `{at}`: {en}"));
            None
        }
    }
}
