//! What was found, as a document for programs; its keys are a contract.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use crate::probe::exposure::{Class, Coverage, Inspection, Obstacle, Omission};
use crate::text::Text;

/// The format of the JSON document.
const SCHEMA: &str = "kiemtra/detect@1";

/// Everything that was looked at, file by file.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub(in crate::cli) struct Document {
    /// The files, by path.
    #[serde(rename = "files")]
    pub(super) entries: Vec<Entry>,
    /// The name and version of this format: `kiemtra/detect@1`.
    schema: &'static str,
    /// All files together.
    summary: Summary,
    /// What could not even be opened.
    pub(super) unread: Vec<Unread>,
}

impl Document {
    /// Sorts, and adds up.
    pub(super) fn close(&mut self) {
        self.schema = SCHEMA;
        self.entries.sort_by(|one, other| one.path.cmp(&other.path));
        self.unread.sort_by(|one, other| one.path.cmp(&other.path));
        let mut values: BTreeMap<Class, Values> = BTreeMap::new();
        for entry in &self.entries {
            for (class, own) in &entry.values {
                values.entry(*class).or_default().add(own);
            }
        }
        self.summary = Summary {
            classes: totals(&values),
            files: self.entries.len(),
            files_with_findings: self.entries.iter().filter(|entry| !entry.findings.is_empty()).count(),
            not_wholly_inspected: self.entries.iter().filter(|entry| entry.coverage.extent != WHOLE).count()
                + self.unread.len(),
        };
    }

    /// Whether personal data or secrets were found.
    pub(super) fn found_something(&self) -> bool {
        self.summary.files_with_findings > 0
    }

    /// Whether anything was not inspected.
    pub(super) fn left_something(&self) -> bool {
        self.summary.not_wholly_inspected > 0
    }

    /// All files together.
    pub(super) fn summary(&self) -> &Summary {
        &self.summary
    }

    /// The document as text, keys sorted.
    pub(super) fn json(&self) -> String {
        let tree = serde_json::to_value(self).unwrap_or_default();
        let mut written = serde_json::to_string_pretty(&tree).unwrap_or_default();
        written.push('\n');
        written
    }
}

/// One file.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Entry {
    /// How many bytes of it were looked at.
    bytes: usize,
    /// What was found in all of it, by class.
    pub(super) classes: Vec<Total>,
    /// How much of it was read.
    pub(super) coverage: Extent,
    /// What was found, by class and place.
    pub(super) findings: Vec<Found>,
    /// What it is, by its content.
    pub(super) format: &'static str,
    /// Its path, long numbers in it masked; `-` is standard input.
    pub(super) path: String,
    /// The values by keyed hash; they stay in this process.
    #[serde(skip)]
    values: BTreeMap<Class, Values>,
}

impl Entry {
    /// What an inspection of a file said.
    pub(super) fn new(path: &str, bytes: usize, seen: &Inspection) -> Self {
        let mut values: BTreeMap<Class, Values> = BTreeMap::new();
        let mut findings = Vec::new();
        for finding in &seen.findings {
            let own = Values { hashes: finding.values.clone(), occurrences: finding.occurrences, files: 1 };
            let of_class = values.entry(finding.class).or_default();
            of_class.add(&own);
            of_class.files = 1;
            findings.push(Found {
                class: finding.class.word(),
                distinct: finding.distinct(),
                occurrences: finding.occurrences,
                place: finding.place.clone(),
                samples: finding.samples.iter().map(ToString::to_string).collect(),
                standing: finding.class.standing().word(),
                kind: finding.class,
            });
        }
        findings.sort_by(|one, other| (one.kind, &one.place).cmp(&(other.kind, &other.place)));
        Self {
            bytes,
            classes: totals(&values),
            coverage: Extent::new(&seen.coverage),
            findings,
            format: seen.format.word(),
            path: path.to_owned(),
            values,
        }
    }
}

/// Values of one class at one place of a file.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Found {
    /// What they are, such as `personal-number`.
    class: &'static str,
    /// How many different ones there are.
    pub(super) distinct: usize,
    /// How often values were met.
    occurrences: u32,
    /// Where in the file.
    pub(super) place: String,
    /// Up to three of them, masked.
    pub(super) samples: Vec<String>,
    /// How the law classes them: `secret`, `basic` or `sensitive`.
    standing: &'static str,
    /// The class itself.
    #[serde(skip)]
    pub(super) kind: Class,
}

/// Values of one class, counted.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Total {
    /// What they are.
    class: &'static str,
    /// How many different ones there are.
    pub(super) distinct: usize,
    /// In how many files they stand.
    pub(super) files: usize,
    /// How often values were met.
    occurrences: u32,
    /// How the law classes them.
    standing: &'static str,
    /// The class itself.
    #[serde(skip)]
    pub(super) kind: Class,
}

/// All files together.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub(super) struct Summary {
    /// What was found, by class; a value that stands in several files counts once.
    pub(super) classes: Vec<Total>,
    /// How many files were looked at.
    pub(super) files: usize,
    /// How many of them hold personal data or secrets.
    pub(super) files_with_findings: usize,
    /// How many files and folders were not, or not wholly, inspected.
    pub(super) not_wholly_inspected: usize,
}

/// How much of a file was read.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Extent {
    /// `whole`, `partly` or `nothing`.
    extent: &'static str,
    /// What was not read.
    pub(super) omissions: Vec<Left>,
}

const WHOLE: &str = "whole";

impl Extent {
    fn new(coverage: &Coverage) -> Self {
        match coverage {
            Coverage::Whole => Self { extent: WHOLE, omissions: Vec::new() },
            Coverage::Partly(omissions) => {
                Self { extent: "partly", omissions: omissions.iter().map(Left::new).collect() }
            }
            Coverage::Nothing(obstacle) => Self {
                extent: "nothing",
                omissions: vec![Left { obstacle: obstacle.word(), place: String::new(), kind: *obstacle }],
            },
        }
    }
}

/// Something that was not read.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Left {
    /// Why, such as `encrypted`.
    obstacle: &'static str,
    /// Where in the file; empty for all of it.
    pub(super) place: String,
    /// The obstacle itself.
    #[serde(skip)]
    pub(super) kind: Obstacle,
}

impl Left {
    fn new(omission: &Omission) -> Self {
        let place = super::places::without_numbers(&omission.place);
        Self { obstacle: omission.obstacle.word(), place, kind: omission.obstacle }
    }
}

/// A file or folder that could not be opened.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Unread {
    /// Its path, long numbers in it masked.
    pub(super) path: String,
    /// Why, in both languages.
    pub(super) why: Text,
}

impl Unread {
    pub(super) fn new(path: String, why: &Text) -> Self {
        Self { path, why: why.clone() }
    }
}

/// Different values and how often they were met.
#[derive(Debug, Default)]
struct Values {
    hashes: BTreeSet<u64>,
    occurrences: u32,
    files: usize,
}

impl Values {
    fn add(&mut self, other: &Self) {
        self.hashes.extend(&other.hashes);
        self.occurrences = self.occurrences.saturating_add(other.occurrences);
        self.files += other.files;
    }
}

fn totals(values: &BTreeMap<Class, Values>) -> Vec<Total> {
    let total = |(class, own): (&Class, &Values)| Total {
        class: class.word(),
        distinct: own.hashes.len(),
        files: own.files,
        occurrences: own.occurrences,
        standing: class.standing().word(),
        kind: *class,
    };
    values.iter().map(total).collect()
}
