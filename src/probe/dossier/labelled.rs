//! Which personal data an answer names and fills, whatever form it has.

use std::collections::BTreeSet;

use crate::probe::exposure::extract::Course;
use crate::probe::exposure::piece::{Cell, Kind, Part, Sink, Step};
use crate::probe::exposure::{Class, Document, Limits, is_name_of_person, label_class};
use crate::text::{Masked, shorten};
use crate::wire::Response;

use super::facts::FieldShown;
use super::office::{is_bare, is_of_office};

/// The most fields that are told.
const MOST_FIELDS: usize = 40;
/// The longest label, in characters.
const LONGEST_LABEL: usize = 60;
/// The longest value, in characters.
const LONGEST_VALUE: usize = 300;

/// The personal data that an answer names and fills, each once.
pub(super) fn fields(response: &Response) -> Vec<FieldShown> {
    let mut sink = Labelled::default();
    let document = Document {
        bytes: &response.body,
        content_type: response.header("content-type"),
        name: None,
        truncated: response.truncated,
    };
    Course::new(&mut sink, Limits::default()).read(&document);
    sink.found
}

/// Takes in labels with their values. Fields of forms that a visitor fills in are no answer.
#[derive(Default)]
struct Labelled {
    found: Vec<FieldShown>,
    known: BTreeSet<(Class, String)>,
    heads: Vec<String>,
    /// A label that ended its block: the value is the next one.
    pending: Option<String>,
    within: Vec<bool>,
    /// The keys above, one for each step that was entered.
    keys: Vec<Option<String>>,
}

impl Labelled {
    fn note(&mut self, label: &str, value: &str) {
        let (label, value) = (label.trim().trim_end_matches([':', '：']).trim(), value.trim());
        let fits = |text: &str, most: usize| !text.is_empty() && text.chars().count() <= most;
        if self.within.contains(&true)
            || !fits(label, LONGEST_LABEL)
            || !fits(value, LONGEST_VALUE)
            || !is_filled(value)
        {
            return;
        }
        let Some(class) = label_class(label) else { return };
        // The office that has the dossier, and the step it has come to, have names, addresses and telephones as well.
        let above = self.keys.iter().rev().flatten().next();
        let is_public = above.is_some_and(|key| is_of_office(key));
        let is_public = is_public && matches!(class, Class::Name | Class::Phone | Class::Address | Class::Email);
        if is_public || class == Class::Name && is_bare(label) && !is_name_of_person(value) {
            return;
        }
        let covered: String = label.chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect();
        if self.found.len() < MOST_FIELDS && self.known.insert((class, covered.clone())) {
            let masked = Masked::new(class.word(), value).to_string();
            self.found.push(FieldShown { class, label: shorten(&covered, LONGEST_LABEL), masked });
        }
    }
}

/// Whether a value says anything: not blank, no mark for nothing, not already covered by its server.
fn is_filled(value: &str) -> bool {
    let covered = value.contains("**") || value.to_ascii_lowercase().contains("xxx") || value.contains("••");
    let nothing = ["null", "none", "n/a", "undefined", "không có", "chưa có", "không"];
    value.chars().any(char::is_alphanumeric) && !covered && !nothing.contains(&value.to_lowercase().as_str())
}

impl Sink for Labelled {
    fn enter(&mut self, step: Step<'_>) {
        // What a visitor typed comes back in the form; scripts and comments are looked at as they stand.
        self.within.push(matches!(step, Step::Part(Part::FormField | Part::Url | Part::Metadata)));
        self.keys.push(match step {
            Step::Key(key) => Some(key.to_owned()),
            _ => None,
        });
        if step == Step::Table {
            self.heads.clear();
        }
        self.pending = None;
    }

    fn leave(&mut self) {
        self.within.pop();
        self.keys.pop();
        self.pending = None;
    }

    fn text(&mut self, text: &str) {
        let before = self.pending.take();
        for line in text.lines() {
            if let Some((label, value)) = line.split_once(':') {
                if value.trim().is_empty() {
                    self.pending = Some(label.to_owned());
                } else {
                    self.note(label, value);
                }
            }
        }
        if let Some(label) = before.filter(|_| !text.contains(':')) {
            self.note(&label, text);
        }
    }

    fn field(&mut self, label: &str, value: &str, _kind: Kind) {
        self.note(label, value);
    }

    fn row(&mut self, cells: &[Cell<'_>]) {
        let heads = cells.iter().filter(|cell| cell.heading || label_class(cell.text).is_some()).count();
        if cells.len() > 2 && heads * 2 > cells.len() {
            self.heads = cells.iter().map(|cell| cell.text.to_owned()).collect();
            return;
        }
        for (n, cell) in cells.iter().enumerate() {
            match self.heads.get(n).cloned() {
                Some(head) => self.note(&head, cell.text),
                None if n % 2 == 1 => {
                    if let Some(label) = cells.get(n - 1) {
                        self.note(label.text, cell.text);
                    }
                }
                None => {}
            }
        }
    }
}
