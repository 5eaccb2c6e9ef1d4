//! The chapter on TLS and certificates: what the probes saw at each back-end, in the words and the order of a reader.
//!
//! It is a pure function of stored facts, of whatever version. It judges nothing: that is what checks are for. What is
//! not known stands there as not known, with its reason; what a run did not gather at all is not there.

mod certificate;
mod lint;
mod model;
mod protocol;
mod rows;
#[cfg(test)]
pub(crate) mod sample;
mod screen;
mod show;
mod suites;
mod terminal;
#[cfg(test)]
mod tests;
mod view;

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::audit::StoredFact;
use crate::fact::Value;
use crate::judge::Inspected;
use crate::text::{Text, text};

pub use model::{Entry, Line, Repeat, Screen, Section, Tone};
pub use terminal::write;

use view::View;

/// The heading of the chapter.
pub(super) fn title() -> Text {
    Text::new("TLS và chứng thư", "TLS and certificates")
}

/// The screens of a run: the subjects in their order, back-ends that answered alike as one.
pub fn screens(subjects: &[Inspected], facts: &[StoredFact], now: Timestamp) -> Vec<Screen> {
    let mut screens: Vec<_> = subjects.iter().flat_map(|subject| of_subject(subject, facts, now)).collect();
    fold(&mut screens);
    screens
}

/// Sections with fewer lines are written again: to look them up would be more work.
const WORTH_FOLDING: usize = 3;

/// Takes out what an earlier screen says word for word, and notes that say again how to read a section.
fn fold(screens: &mut [Screen]) {
    let whole: Vec<Screen> = screens.to_vec();
    let mut noted: Vec<Text> = Vec::new();
    for (place, screen) in screens.iter_mut().enumerate() {
        let earlier = whole.get(..place).unwrap_or_default();
        let mut kept = Vec::new();
        for section in std::mem::take(&mut screen.sections) {
            let same = earlier.iter().find(|other| other.sections.contains(&section));
            match same.filter(|_| section.lines.len() >= WORTH_FOLDING) {
                Some(other) => repeat(screen, other, section.title),
                None => kept.push(section),
            }
        }
        for section in &mut kept {
            match &section.note {
                Some(note) if noted.contains(note) => section.note = None,
                Some(note) => noted.push(note.clone()),
                None => {}
            }
        }
        screen.sections = kept;
    }
}

fn repeat(screen: &mut Screen, other: &Screen, section: Text) {
    let of = match other.endpoints.first() {
        Some(endpoint) if other.subject == screen.subject => text!("máy chủ {endpoint}", "the back-end {endpoint}"),
        _ => other.title.clone(),
    };
    match screen.repeats.iter_mut().find(|own| own.of == of) {
        Some(own) => own.sections.push(section),
        None => screen.repeats.push(Repeat { of, sections: vec![section] }),
    }
}

fn of_subject(subject: &Inspected, facts: &[StoredFact], now: Timestamp) -> Vec<Screen> {
    let mut screens: Vec<Screen> = Vec::new();
    for view in views(subject, facts, now) {
        let sections = screen::sections(&view);
        if sections.is_empty() {
            continue;
        }
        match screens.iter_mut().find(|screen| screen.sections == sections) {
            Some(screen) => screen.endpoints.extend(view.endpoint),
            None => screens.push(Screen {
                subject: subject.id.clone(),
                title: subject.title.clone(),
                place: place(subject),
                endpoints: view.endpoint.into_iter().collect(),
                differs: Vec::new(),
                repeats: Vec::new(),
                sections,
            }),
        }
    }
    let labels = differing(&screens);
    for screen in screens.iter_mut().filter(|screen| !is_blank(screen)) {
        screen.differs.clone_from(&labels);
    }
    screens
}

/// The facts of a subject by back-end. What a probe says of the subject as a whole belongs to each of them; where a
/// probe looks at each back-end, its word without one is about those that were not found.
fn views(subject: &Inspected, facts: &[StoredFact], now: Timestamp) -> Vec<View> {
    let own: Vec<_> = facts.iter().filter(|fact| fact.subject == subject.id && screen::shows(&fact.probe)).collect();
    let everywhere = |probe: &str| own.iter().all(|fact| fact.probe != probe || fact.endpoint.is_none());
    let mut by_endpoint: BTreeMap<Option<&str>, BTreeMap<String, Value>> = BTreeMap::new();
    let mut whole: BTreeMap<String, Value> = BTreeMap::new();
    let many = own.iter().any(|fact| fact.endpoint.is_some());
    for fact in &own {
        let value = view::read(&fact.value.tree());
        if many && fact.endpoint.is_none() && everywhere(&fact.probe) {
            whole.insert(fact.probe.clone(), value);
        } else {
            by_endpoint.entry(fact.endpoint.as_deref()).or_default().insert(fact.probe.clone(), value);
        }
    }
    let view = |(endpoint, mut facts): (Option<&str>, BTreeMap<String, Value>)| {
        facts.extend(whole.clone());
        View { facts, endpoint: endpoint.map(view::said), now }
    };
    // Those that answered first; what was not found last.
    let (found, missing): (Vec<_>, Vec<_>) = by_endpoint.into_iter().partition(|(endpoint, _)| endpoint.is_some());
    found.into_iter().chain(missing).map(view).collect()
}

fn place(subject: &Inspected) -> String {
    match (&subject.name, subject.port) {
        (Some(name), Some(port)) => view::said(&format!("{name}:{port}")),
        (Some(name), None) => view::said(name),
        (None, _) => String::new(),
    }
}

/// Whether nothing at all is known, so that there is nothing to compare.
fn is_blank(screen: &Screen) -> bool {
    let lines = screen.sections.iter().flat_map(|section| &section.lines);
    lines.flat_map(|line| &line.entries).all(|entry| entry.tone == Tone::Open)
}

/// What is not equal on all screens, in their order: the labels of lines, and the headings of sections that only some
/// have.
fn differing(screens: &[Screen]) -> Vec<Text> {
    let mut known = screens.iter().filter(|screen| !is_blank(screen));
    let Some(first) = known.next() else { return Vec::new() };
    let mut labels: Vec<Text> = Vec::new();
    for other in known {
        for (own, theirs) in [(first, other), (other, first)] {
            for section in &own.sections {
                let same = theirs.sections.iter().find(|their| their.title == section.title);
                let new: Vec<_> = match same {
                    None => vec![&section.title],
                    Some(same) => {
                        let lines = section.lines.iter().filter(|line| !same.lines.contains(line));
                        lines.map(|line| &line.label).collect()
                    }
                };
                for label in new {
                    if !labels.contains(label) {
                        labels.push(label.clone());
                    }
                }
            }
        }
    }
    labels
}

/// A reason without the milliseconds that it took: for lists in which equal reasons stand together.
pub fn timeless(text: &Text) -> Text {
    view::timeless(text)
}
