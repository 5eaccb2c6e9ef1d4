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
use crate::text::Text;

pub use model::{Entry, Line, Screen, Section, Tone};
pub use terminal::write;

use view::View;

/// The heading of the chapter.
pub(super) fn title() -> Text {
    Text::new("TLS và chứng thư", "TLS and certificates")
}

/// The screens of a run: the subjects in their order, back-ends that answered alike as one.
pub fn screens(subjects: &[Inspected], facts: &[StoredFact], now: Timestamp) -> Vec<Screen> {
    subjects.iter().flat_map(|subject| of_subject(subject, facts, now)).collect()
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
                sections,
            }),
        }
    }
    let labels = differing(&screens);
    for screen in &mut screens {
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
        let value = view::read(&fact.value);
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

/// The labels of the lines that are not equal on all screens, in their order.
fn differing(screens: &[Screen]) -> Vec<Text> {
    let [first, others @ ..] = screens else { return Vec::new() };
    let lines = |screen: &Screen| -> Vec<(Text, Line)> {
        let named = |section: &Section| {
            let lines = section.lines.clone().into_iter();
            lines.map(|line| (section.title.clone(), line)).collect::<Vec<_>>()
        };
        screen.sections.iter().flat_map(named).collect()
    };
    let own = lines(first);
    let mut labels: Vec<Text> = Vec::new();
    for other in others {
        let theirs = lines(other);
        let both =
            own.iter().filter(|line| !theirs.contains(line)).chain(theirs.iter().filter(|line| !own.contains(line)));
        for (_, line) in both {
            if !labels.contains(&line.label) {
                labels.push(line.label.clone());
            }
        }
    }
    labels
}
