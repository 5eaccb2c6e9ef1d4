//! Sentences, records and rows with exactly what is found in them, and their look-alikes.

mod again;
mod bulk;
mod documents;
mod forms;
mod hostile;
mod labels;
mod lines;
mod programs;
mod records;
mod rows;
mod sheets;
mod sources;
mod stranger;
mod web;

use super::Detector;
use crate::probe::exposure::finding::{Finding, Key};
use crate::probe::exposure::piece::{Cell, Kind, Sink, Step};

/// What a feeding of pieces finds.
fn findings(feed: impl FnOnce(&mut Detector<'_>)) -> Vec<Finding> {
    let key = Key::new([7; 16]);
    let mut detector = Detector::new(&key);
    feed(&mut detector);
    detector.into_findings()
}

/// Classes with how many different values of each, by their words: `personal-number:1 name:1`.
fn told(findings: &[Finding]) -> String {
    let mut counts = std::collections::BTreeMap::new();
    for finding in findings {
        *counts.entry(finding.class).or_insert(0) += finding.distinct();
    }
    let words: Vec<String> = counts.iter().map(|(class, count)| format!("{}:{count}", class.word())).collect();
    words.join(" ")
}

/// What blocks of text tell.
fn text(blocks: &[&str]) -> String {
    told(&findings(|detector| blocks.iter().for_each(|block| detector.text(block))))
}

/// What one record of fields tells.
fn record(fields: &[(&str, &str)]) -> String {
    told(&findings(|detector| {
        detector.enter(Step::Record);
        fields.iter().for_each(|(label, value)| detector.field(label, value, Kind::Text));
        detector.leave();
    }))
}

/// What a table tells, its cells apart by bars.
fn table(rows: &[&str]) -> String {
    told(&findings(|detector| feed_table(detector, rows)))
}

fn feed_table(detector: &mut Detector<'_>, rows: &[&str]) {
    detector.enter(Step::Table);
    for row in rows {
        let cells: Vec<Cell<'_>> = row.split('|').map(Cell::new).collect();
        detector.row(&cells);
    }
    detector.leave();
}

/// Compares a table of cases and tells all that differ.
fn check<C: Copy + std::fmt::Debug>(cases: &[(C, &str)], read: impl Fn(C) -> String) {
    let mut wrong = Vec::new();
    for (case, expected) in cases {
        let found = read(*case);
        if found != *expected {
            wrong.push(format!("{case:?}\n  expected {expected}\n  found    {found}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}
