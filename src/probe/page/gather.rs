//! Text on its way to whatever encloses it: title, link, button, label, and the visitor's eye.

use super::attribute::cut;
use super::form::Field;

/// The most bytes of a short text: title, link, button, label.
const MOST_SHORT: usize = 300;
/// The most bytes that a visitor reads which are kept.
const MOST_VISIBLE: usize = 512 << 10;
/// The most labels.
const MOST_LABELS: usize = 4000;
/// Tags that stand inside a line; all others end a word.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "font", "i", "ins", "del", "kbd", "mark", "q", "s", "small",
    "span", "strong", "sub", "sup", "tt", "u", "var", "wbr",
];

/// What a text is gathered for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Gathering {
    /// The title.
    Title,
    /// The link of a number.
    Link(usize),
    /// The script of a number.
    Script(usize),
    /// The button or text area of a number.
    Field(usize, &'static str),
    /// An element whose text nobody reads.
    Nothing(&'static str),
}

impl Gathering {
    fn tag(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Link(_) => "a",
            Self::Script(_) => "script",
            Self::Field(_, element) | Self::Nothing(element) => element,
        }
    }

    /// Whether a visitor reads it as part of the page.
    fn is_visible(self) -> bool {
        matches!(self, Self::Link(_) | Self::Field(_, "button"))
    }
}

/// A label: whose, and what it says.
#[derive(Clone, Debug)]
pub(super) struct Label {
    /// `for`.
    target: Option<String>,
    /// The number of the first field after it began, and of the first after it ended.
    within: (usize, usize),
    text: String,
}

/// Every text that is being gathered.
#[derive(Debug, Default)]
pub(super) struct Heap {
    open: Vec<(Gathering, String)>,
    label: Option<Label>,
    labels: Vec<Label>,
    visible: String,
    overfull: bool,
}

impl Heap {
    /// A tag: ends a word unless it stands inside a line.
    pub(super) fn open(&mut self, name: &str) {
        if !INLINE.contains(&name) {
            push(&mut self.visible, " ", MOST_VISIBLE);
        }
    }

    /// Begins to gather. One of the same element that is still open ends, as none stands inside itself;
    /// so never more are open than there are elements that gather.
    pub(super) fn begin(&mut self, gathering: Gathering) -> Option<(Gathering, String)> {
        let ended = self.close(gathering.tag());
        self.open.push((gathering, String::new()));
        ended
    }

    /// Begins a label before the field of a number.
    pub(super) fn begin_label(&mut self, target: Option<&str>, next: usize) {
        self.end_label(next);
        self.label = Some(Label { target: target.map(str::to_owned), within: (next, next), text: String::new() });
    }

    /// Adds text, and says whether a visitor sees it.
    pub(super) fn text(&mut self, text: &str, in_select: bool) -> bool {
        let seen = self.open.iter().all(|(gathering, _)| gathering.is_visible()) && !in_select;
        for (gathering, own) in &mut self.open {
            match gathering {
                // A digest is of all of it; the document bounds it.
                Gathering::Script(_) => own.push_str(text),
                Gathering::Nothing(_) => {}
                Gathering::Field(_, "textarea") => push_raw(own, text),
                _ => drop(push(own, text, MOST_SHORT)),
            }
        }
        if let Some(label) = self.label.as_mut().filter(|_| seen) {
            push(&mut label.text, text, MOST_SHORT);
        }
        if seen {
            self.overfull |= !push(&mut self.visible, text, MOST_VISIBLE);
        }
        seen
    }

    /// Ends what an end tag ends.
    pub(super) fn close(&mut self, name: &str) -> Option<(Gathering, String)> {
        let own = self.open.iter().rposition(|(gathering, _)| gathering.tag() == name)?;
        Some(trimmed(self.open.remove(own)))
    }

    /// Ends what was begun last.
    pub(super) fn close_last(&mut self) -> Option<(Gathering, String)> {
        self.open.pop().map(trimmed)
    }

    /// Ends the label that is open, before the field of a number.
    pub(super) fn end_label(&mut self, next: usize) {
        if let Some(mut label) = self.label.take() {
            label.within.1 = next;
            if self.labels.len() < MOST_LABELS {
                self.labels.push(label);
            }
        }
    }

    /// The labels, what a visitor reads, and whether there was more of it.
    pub(super) fn into_parts(self) -> (Vec<Label>, String, bool) {
        (self.labels, self.visible.trim().to_owned(), self.overfull)
    }
}

/// Writes the labels to the fields that they name, or that stand inside them.
pub(super) fn label(labels: &[Label], fields: &mut [(Option<usize>, Field)]) {
    for label in labels.iter().filter(|label| !label.text.trim().is_empty()) {
        let own = match &label.target {
            Some(id) => fields.iter_mut().find(|(_, field)| field.attributes.value("id") == Some(id)),
            None => fields.get_mut(label.within.0..label.within.1).and_then(|inside| inside.first_mut()),
        };
        if let Some((_, field)) = own.filter(|(_, field)| field.label.is_empty()) {
            label.text.trim().clone_into(&mut field.label);
        }
    }
}

fn trimmed((gathering, text): (Gathering, String)) -> (Gathering, String) {
    match gathering {
        Gathering::Script(_) | Gathering::Field(_, "textarea") => (gathering, text),
        _ => (gathering, text.trim().to_owned()),
    }
}

/// Adds text with white space collapsed, and says whether there was room.
fn push(own: &mut String, text: &str, most: usize) -> bool {
    let mut spaced = own.is_empty() || own.ends_with(' ');
    for character in text.chars() {
        if own.len() >= most {
            return text.trim().is_empty();
        }
        let blank = character.is_whitespace();
        if !(blank && spaced) {
            own.push(if blank { ' ' } else { character });
        }
        spaced = blank;
    }
    true
}

fn push_raw(own: &mut String, text: &str) {
    own.push_str(cut(text, MOST_SHORT.saturating_sub(own.len())));
}
