//! XML, read without its entities and never beyond the document: elements as records and fields.

mod event;
mod office;

use std::borrow::Cow;

use memchr::memmem;

use super::super::document::{Format, Obstacle};
use super::super::piece::{Kind, Part, Sink, Step};
use super::{Course, entity, json, url};
use event::attributes;
pub(super) use event::{Event, Events, attribute};

/// How deep elements are told apart.
const MOST_DEPTH: usize = 128;

/// The longest text that names a value.
const LONGEST_LABEL: usize = 100;

/// How far up the start of an element is looked for that ends.
const MOST_MISSING: usize = 32;

/// Reads XML.
pub(super) fn read<S: Sink + ?Sized>(course: &mut Course<'_, S>, text: &str) {
    let mut end = text.len().min(8192);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = text.get(..end).unwrap_or_default();
    if head.contains("urn:schemas-microsoft-com:office:spreadsheet") {
        return office::workbook(course, text);
    }
    if head.contains("schemas.microsoft.com/office/word/2003")
        || head.contains("schemas.microsoft.com/office/2006/xmlPackage")
    {
        return office::word(course, text);
    }
    let mut reader = Reader { course, open: Vec::new() };
    for event in Events::new(text) {
        reader.take(event);
        if !reader.course.may_continue() {
            break;
        }
    }
    while reader.close() {}
}

/// An element that is open.
struct Frame<'t> {
    name: &'t str,
    attributes: &'t str,
    text: String,
    /// Whether elements were found in it.
    has_elements: bool,
    /// Whether it was entered.
    entered: bool,
    /// What an element within it said that the next is called: `<key>cccd</key><string>...</string>`.
    label: Option<String>,
}

struct Reader<'r, 's, 't, S: Sink + ?Sized> {
    course: &'r mut Course<'s, S>,
    open: Vec<Frame<'t>>,
}

impl<'t, S: Sink + ?Sized> Reader<'_, '_, 't, S> {
    fn take(&mut self, event: Event<'t>) {
        match event {
            Event::Start(name, attributes, empty) => {
                self.open_parent();
                let frame =
                    Frame { name, attributes, text: String::new(), has_elements: false, entered: false, label: None };
                self.open.push(frame);
                if empty {
                    self.close();
                }
            }
            Event::End(name) => {
                let lowest = self.open.len().saturating_sub(MOST_MISSING);
                let found = self.open.iter().skip(lowest).rposition(|frame| frame.name == name);
                if let Some(at) = found.map(|at| at + lowest) {
                    while self.open.len() > at && self.close() {}
                }
            }
            Event::Text(text) => self.text(&entity::decoded(text, false)),
            Event::Literal(text) => self.text(text),
            Event::Comment(comment) => {
                if comment.trim().len() > 2 {
                    let format = if comment.contains('<') { Format::Html } else { Format::Text };
                    self.course.enter(Step::Part(Part::Comment));
                    self.course.inside(format, comment);
                    self.course.leave();
                }
            }
            Event::Entities => self.course.omit("", Obstacle::Damaged),
        }
    }

    fn text(&mut self, text: &str) {
        match self.open.last_mut() {
            Some(frame) => {
                // Between elements only spaces stand, mostly.
                let blank = text.trim().is_empty();
                if !blank || !frame.text.is_empty() {
                    frame.text.push_str(text);
                }
            }
            None => self.course.text(text.trim()),
        }
    }

    /// The element that is open has elements itself: it is a thing with fields.
    fn open_parent(&mut self) {
        let depth = self.open.len();
        let Some((frame, above)) = self.open.split_last_mut() else { return };
        if !frame.has_elements {
            frame.has_elements = true;
            if depth <= MOST_DEPTH {
                frame.entered = true;
                let label = above.last_mut().filter(|above| above.name == "dict").and_then(|above| above.label.take());
                self.course.enter(Step::Key(label.as_deref().unwrap_or(frame.name)));
                self.course.enter(Step::Record);
            }
            fields(self.course, frame.attributes);
        }
        if !frame.text.trim().is_empty() {
            self.course.text(frame.text.trim());
        }
        frame.text.clear();
    }

    /// Ends the element that was opened last; whether there was one.
    fn close(&mut self) -> bool {
        let Some(frame) = self.open.pop() else { return false };
        let text = frame.text.trim();
        if frame.has_elements {
            self.course.text(text);
        } else {
            self.leaf(&frame, text);
        }
        if frame.entered {
            self.course.leave();
            self.course.leave();
        }
        true
    }

    /// An element without elements: a value, named by itself or by what it says it is named.
    fn leaf(&mut self, frame: &Frame<'_>, text: &str) {
        if let Some(label) = self.label_beside(frame, text) {
            return self.value(&label, text);
        }
        if frame.attributes.trim().is_empty() {
            return self.value(frame.name, text);
        }
        let given = name_in(frame.attributes);
        let label = given.as_deref().filter(|_| is_generic(frame.name)).unwrap_or(frame.name);
        let own = attribute(frame.attributes, "value").filter(|_| given.is_some());
        if let Some(value) = own {
            self.value(given.as_deref().unwrap_or(label), &entity::decoded(value, false));
        } else if attributes(frame.attributes).next().is_some() {
            self.course.enter(Step::Key(frame.name));
            self.course.enter(Step::Record);
            fields(self.course, frame.attributes);
            self.course.leave();
            self.course.leave();
        }
        self.value(label, text);
    }

    /// What a value is called by the element around it, `<Data name="CCCD"><value>`, or by the one before it.
    fn label_beside(&mut self, frame: &Frame<'_>, text: &str) -> Option<String> {
        let above = self.open.last_mut()?;
        let named = matches!(frame.name, "key" | "Key" | "name" | "Name" | "FieldName" | "label" | "Label");
        if named && text.len() <= LONGEST_LABEL {
            above.label = Some(text.to_owned());
            return None;
        }
        let is_value = matches!(frame.name, "value" | "Value" | "FieldValue" | "AttributeValue");
        if !is_value && above.name != "dict" {
            return None;
        }
        let given = || name_in(above.attributes).filter(|_| is_generic(above.name)).map(Cow::into_owned);
        above.label.take().or_else(given)
    }

    fn value(&mut self, label: &str, text: &str) {
        if text.is_empty() {
            return;
        }
        match json::notation(text).filter(|_| text.len() > 6) {
            Some(format) => {
                self.course.enter(Step::Key(label));
                self.course.inside(format, text);
                self.course.leave();
            }
            None => {
                self.course.field(label, text, Kind::Text);
                if text.starts_with("http") || text.starts_with('/') {
                    url::query(self.course, text);
                }
            }
        }
    }
}

fn fields<S: Sink + ?Sized>(course: &mut Course<'_, S>, text: &str) {
    for (name, value) in attributes(text).filter(|(_, value)| !value.is_empty()) {
        course.field(name, &entity::decoded(value, false), Kind::Text);
    }
}

/// The name that an element gives to its value.
fn name_in(text: &str) -> Option<Cow<'_, str>> {
    ["name", "key", "label", "title", "ten"]
        .into_iter()
        .find_map(|name| attribute(text, name))
        .map(|name| entity::decoded(name, false))
}

/// Whether the name of an element says nothing of its value.
fn is_generic(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    // `ct08` of a declaration.
    let letters = lower.trim_end_matches(|last: char| last.is_ascii_digit());
    if letters.len() < lower.len() && letters.len() <= 3 {
        return true;
    }
    [
        "field",
        "property",
        "entry",
        "item",
        "data",
        "param",
        "add",
        "column",
        "value",
        "attribute",
        "element",
        "cell",
        "str",
        "string",
        "var",
    ]
    .iter()
    .any(|word| memmem::find(lower.as_bytes(), word.as_bytes()).is_some())
}

#[cfg(test)]
mod tests;
