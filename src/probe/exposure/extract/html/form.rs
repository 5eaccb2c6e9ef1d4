//! Forms: controls that hold a value, with what labels them.

use super::super::super::detect::label_class;
use super::super::super::piece::{Kind, Part, Sink, Step};
use super::super::entity;
use super::Walker;
use super::element::Element;
use super::open::Open;

/// The longest text that labels a control.
const LONGEST_LABEL: usize = 120;

/// The fewest digits of the value of a choice that may be a number of somebody.
const LEAST_DIGITS: usize = 9;

/// The most controls that are collected before they are handed over as one thing.
const MOST_FIELDS: usize = 200;

/// What is known of the form around.
#[derive(Default)]
pub(super) struct Form {
    /// The text of the label last met, until a control takes it.
    label: String,
    /// The short text last met, for controls without a label.
    before: String,
    /// Where in the block the label that is open begins.
    label_from: Option<usize>,
    /// Of which control it says that it is the label.
    label_of: Option<String>,
    /// How much of the block controls have taken for their labels already.
    taken: usize,
    /// The label of the selection that is open, and whether the choice that is open is the chosen one.
    select: Option<String>,
    is_chosen: bool,
    /// Whether a text labels that selection.
    is_labelled: bool,
    /// Where in the block the text of the choice begins.
    choice_from: Option<usize>,
    /// The value of that choice, where it is a long number.
    choice: Option<String>,
    fields: Vec<Field>,
    /// The elements within the block that have a name of their own, with where their text begins and ends.
    named: Vec<(String, usize, Option<usize>)>,
}

struct Field {
    label: String,
    value: String,
    hidden: bool,
    /// By what a label that follows may call it, where none stood before.
    id: Option<String>,
}

impl Form {
    /// Whether no element within the block has a name of its own.
    #[inline]
    pub(super) fn is_plain(&self) -> bool {
        self.named.is_empty()
    }

    /// A label begins at this place of the block, for the control of that id.
    pub(super) fn begin_label(&mut self, at: usize, of: Option<&str>) {
        self.label_from = Some(at);
        self.label_of = of.map(str::to_owned);
    }

    /// The label ends with the block.
    pub(super) fn end_label(&mut self, block: &str) {
        if let Some(from) = self.label_from.take() {
            let text = block.get(from..).unwrap_or(block).trim();
            if text.len() > LONGEST_LABEL {
                return;
            }
            // Labels that float stand behind their controls.
            let of = self.label_of.take();
            if let Some(field) = self.fields.last_mut().filter(|field| of.is_some() && field.id == of) {
                text.clone_into(&mut field.label);
                return;
            }
            self.label.clear();
            self.label.push_str(text);
        }
    }

    /// The short text of words right before, if there is one.
    pub(super) fn heading(&self) -> Option<&str> {
        const LONGEST: usize = 60;
        let heading = self.before.as_str();
        let is_words = heading.contains(' ') && !heading.bytes().any(|byte| byte.is_ascii_digit() || byte == b':');
        Some(heading).filter(|heading| heading.len() <= LONGEST && is_words)
    }

    /// In a cell a name says nothing: its row or column does.
    #[inline]
    pub(super) fn forget_named(&mut self) {
        self.named.clear();
    }

    /// A block of text that ends.
    #[inline]
    pub(super) fn text_before(&mut self, block: &str) {
        self.before.clear();
        self.taken = 0;
        if block.len() <= LONGEST_LABEL {
            self.before.push_str(block.trim());
        }
    }

    /// What labels a control here: the label around or before it, or the text before it in the block.
    fn take_label(&mut self, block: &str) -> Option<String> {
        let taken = std::mem::replace(&mut self.taken, block.len());
        let own = |from: usize| {
            // In a cell lines stand above that label nothing here.
            let text = block.get(from..).unwrap_or_default().trim().rsplit('\n').next().unwrap_or_default().trim();
            (!text.is_empty() && text.len() <= LONGEST_LABEL).then(|| text.to_owned())
        };
        if let Some(text) = self.label_from.take().and_then(own) {
            return Some(text);
        }
        if !self.label.is_empty() {
            return Some(std::mem::take(&mut self.label));
        }
        own(taken)
    }
}

impl<S: Sink + ?Sized> Walker<'_, '_, '_, S> {
    /// An element within a line that a program names: `<span id="rpt_ctl00_lblSoDDCN">`.
    pub(super) fn begin_named(&mut self) {
        const MOST: usize = 60;
        if let Some(id) = self.attributes.value_of("id").filter(|id| (4..120).contains(&id.len()))
            && self.form.named.len() < MOST
        {
            let own = id.rsplit(['_', '$', ':']).next().unwrap_or(id);
            self.form.named.push((own.to_owned(), self.block.len(), None));
        }
    }

    /// The end of an element within a line.
    pub(super) fn end_named(&mut self) {
        let length = self.block.len();
        if let Some((.., end @ None)) = self.form.named.last_mut() {
            *end = Some(length);
        }
    }

    /// Hands over the named elements of a block as one thing, where two of them are called what people have; whether
    /// they were.
    pub(super) fn tell_named(&mut self) -> bool {
        let named = std::mem::take(&mut self.form.named);
        if named.iter().filter(|(name, ..)| label_class(name).is_some()).count() < 2 {
            return false;
        }
        let (block, mut rest, mut at) = (self.block.as_str(), String::new(), 0);
        self.course.within(Step::Record, |course| {
            for (name, from, end) in &named {
                let Some(end) = end else { continue };
                let text = block.get(*from..*end).unwrap_or_default().trim();
                if !text.is_empty() {
                    course.field(name, text, Kind::Text);
                }
                rest.push_str(block.get(at..*from).unwrap_or_default());
                at = at.max(*end);
            }
        });
        // What stands between them is told too.
        rest.push_str(block.get(at..).unwrap_or_default());
        self.course.text(rest.trim());
        true
    }

    /// An `input`: its value is a field of the form; in a cell, what the cell shows.
    pub(super) fn input(&mut self) {
        let kind = self.attributes.value_of("type").unwrap_or("text").to_ascii_lowercase();
        let value = self.attributes.value_of("value").unwrap_or_default();
        let is_off = matches!(kind.as_str(), "checkbox" | "radio") && self.attributes.value_of("checked").is_none();
        let label = if kind == "hidden" { None } else { self.form.take_label(&self.block) };
        if value.is_empty() || is_off || matches!(kind.as_str(), "file") {
            return;
        }
        let value = entity::decoded(value, true).into_owned();
        if matches!(kind.as_str(), "submit" | "button" | "reset" | "image") {
            return self.course.text(&value);
        }
        let hidden = kind == "hidden";
        // What a label names is no value of the cell around: pages are laid out by tables.
        if hidden || label.is_some() || !self.shows_in_cell(&value) {
            let id = if label.is_none() { self.attributes.value_of("id").map(str::to_owned) } else { None };
            let label = label.unwrap_or_else(|| self.control_name());
            self.add_field(Field { label, value, hidden, id });
        }
    }

    /// What a control is called when no text labels it.
    fn control_name(&self) -> String {
        ["aria-label", "placeholder", "name", "id", "title"]
            .into_iter()
            .find_map(|name| self.attributes.value_of(name).filter(|value| !value.is_empty()))
            .map(|value| entity::decoded(value, true).into_owned())
            .unwrap_or_else(|| self.form.before.clone())
    }

    /// In a cell of a table the value is what the cell says: its row or column names it.
    fn shows_in_cell(&mut self, value: &str) -> bool {
        let is_cell = matches!(self.open.last(), Some(Open::Table(table, _)) if table.in_cell);
        if is_cell {
            self.space(true);
            self.block.push_str(value);
            self.space(true);
        }
        is_cell
    }

    fn add_field(&mut self, field: Field) {
        if self.form.fields.len() >= MOST_FIELDS {
            self.flush_form();
        }
        self.form.fields.push(field);
    }

    /// A `textarea`; gives where to go on.
    pub(super) fn text_area(&mut self, start: usize) -> usize {
        let (body, end) = self.raw(start, b"textarea");
        let value = entity::decoded(body.trim(), true).into_owned();
        let label = self.form.take_label(&self.block);
        if !value.is_empty() && (label.is_some() || !self.shows_in_cell(&value)) {
            let label = label.unwrap_or_else(|| self.control_name());
            self.add_field(Field { label, value, hidden: false, id: None });
        }
        end
    }

    /// A `select`, whose label is kept, or one of its choices.
    pub(super) fn choice(&mut self, element: Element) {
        if element == Element::Select {
            let label = self.form.take_label(&self.block);
            self.form.is_labelled = label.is_some();
            self.part();
            self.form.select = Some(label.unwrap_or_else(|| self.control_name()));
            return;
        }
        self.end_choice();
        self.form.choice_from = Some(self.block.len());
        self.form.is_chosen = self.attributes.value_of("selected").is_some();
        let numbered = |value: &&str| value.bytes().filter(u8::is_ascii_digit).count() >= LEAST_DIGITS;
        self.form.choice = self.attributes.value_of("value").filter(numbered).map(str::to_owned);
    }

    /// A choice whose value is a long number, and what it shows, are of one thing; whether there was one.
    fn hand_over_choice(&mut self) -> bool {
        let Some(value) = self.form.choice.take() else { return false };
        let from = self.form.choice_from.unwrap_or_default().min(self.block.len());
        let text = self.block.get(from..).unwrap_or_default().trim().to_owned();
        let label = self.form.select.clone().unwrap_or_default();
        let is_number = |text: &str| text.bytes().filter(u8::is_ascii_digit).count() >= LEAST_DIGITS;
        // What is shown is what the label speaks of: the value may be a program's own number.
        let of_value = if text.split(" - ").any(is_number) { "" } else { label.as_str() };
        self.course.within(Step::Record, |course| {
            course.field(of_value, &value, Kind::Text);
            // `Trần Văn A - 05/01/2013`.
            for part in text.split(" - ").map(str::trim).filter(|part| !part.is_empty() && *part != value) {
                course.field(if is_number(part) { &label } else { "" }, part, Kind::Text);
            }
        });
        true
    }

    /// The end of a choice: of the chosen one the text is the value, of others it is text.
    pub(super) fn end_choice(&mut self) {
        let told = self.hand_over_choice();
        let is_chosen = std::mem::take(&mut self.form.is_chosen);
        let is_cell = matches!(self.open.last(), Some(Open::Table(table, _)) if table.in_cell);
        if told && !is_chosen && !is_cell {
            self.block.truncate(self.form.choice_from.take().unwrap_or_default());
            return self.part();
        }
        if let Some(from) = self.form.choice_from.take().filter(|_| is_cell) {
            // The cell shows the chosen one; the others are only offered.
            let from = from.min(self.block.len());
            let text = self.block.get(from..).unwrap_or_default().trim().to_owned();
            if !is_chosen {
                self.course.text(&text);
                self.block.truncate(from);
            } else if self.form.is_labelled {
                self.block.truncate(from);
                let label = self.form.select.clone().unwrap_or_default();
                self.add_field(Field { label, value: text, hidden: false, id: None });
            }
            return self.space(true);
        }
        if is_chosen && !is_cell && !self.block.trim().is_empty() {
            let value = self.block.trim().to_owned();
            self.block.clear();
            let label = self.form.select.clone().unwrap_or_default();
            self.add_field(Field { label, value, hidden: false, id: None });
        }
        self.part();
    }

    /// Hands over the controls that were collected as one thing: those that are shown, and those that are not.
    pub(super) fn flush_form(&mut self) {
        self.part();
        if self.form.fields.is_empty() {
            return;
        }
        let fields = std::mem::take(&mut self.form.fields);
        // What is shown and what is not speak of the same person.
        self.course.within(Step::Record, |course| {
            for hidden in [false, true] {
                if !fields.iter().any(|field| field.hidden == hidden) {
                    continue;
                }
                let part = if hidden { Part::Hidden } else { Part::FormField };
                course.within(Step::Part(part), |course| {
                    for field in fields.iter().filter(|field| field.hidden == hidden) {
                        course.field(&field.label, &field.value, Kind::Text);
                    }
                });
            }
        });
    }
}
