//! Documents of Office 2003 in XML: SpreadsheetML and WordprocessingML, and packages written flat.

use super::super::super::piece::{Cell, Kind, Part, Sink, Step};
use super::super::{Course, entity};
use super::event::{Event, Events, attribute};

/// The most columns that are told apart.
const MOST_COLUMNS: usize = 1024;

/// A cell as it is collected.
#[derive(Default)]
struct Value {
    text: String,
    number: bool,
    hidden: bool,
    span: u16,
}

/// Hands over collected cells.
fn hand_over<S: Sink + ?Sized>(course: &mut Course<'_, S>, row: &mut Vec<Value>) {
    if row.iter().any(|value| !value.text.is_empty()) {
        let cells: Vec<Cell<'_>> = row
            .iter()
            .map(|value| Cell {
                kind: if value.number { Kind::Number } else { Kind::Text },
                hidden: value.hidden,
                span: value.span.max(1),
                ..Cell::new(value.text.trim())
            })
            .collect();
        course.row(&cells);
    }
    row.clear();
}

/// Reads a workbook of SpreadsheetML.
pub(super) fn workbook<S: Sink + ?Sized>(course: &mut Course<'_, S>, text: &str) {
    let mut book = Book {
        course,
        steps: 0,
        columns: Vec::new(),
        row: Vec::new(),
        row_hidden: false,
        in_data: false,
        comment: None,
        no_end: false,
    };
    let mut events = Events::new(text);
    while let Some(event) = events.next() {
        match event {
            Event::Start(name, attributes, empty) => book.start(name, attributes, empty, events.rest()),
            Event::End(name) => book.end(name),
            Event::Text(text) => book.text(&entity::decoded(text, false)),
            Event::Literal(text) => book.text(text),
            Event::Comment(_) | Event::Entities => {}
        }
    }
    book.leave_to(0);
}

struct Book<'b, 's, S: Sink + ?Sized> {
    course: &'b mut Course<'s, S>,
    /// How many of sheet and table are entered.
    steps: usize,
    columns: Vec<bool>,
    row: Vec<Value>,
    row_hidden: bool,
    in_data: bool,
    comment: Option<String>,
    /// Whether no sheet ends any more.
    no_end: bool,
}

impl<S: Sink + ?Sized> Book<'_, '_, S> {
    fn start(&mut self, name: &str, attributes: &str, empty: bool, rest: &str) {
        let is_hidden = || attribute(attributes, "Hidden") == Some("1");
        let number = |name: &str| attribute(attributes, name).and_then(|value| value.parse::<u16>().ok());
        match name {
            "Worksheet" => {
                self.leave_to(0);
                let hidden = self.is_hidden(rest);
                let name = entity::decoded(attribute(attributes, "Name").unwrap_or_default(), false);
                self.course.enter(Step::Sheet { name: &name, hidden });
                self.steps = 1;
            }
            "Table" if self.steps == 1 => {
                self.columns.clear();
                self.course.enter(Step::Table);
                self.steps = 2;
            }
            "Column" => {
                let first = number("Index").map_or(self.columns.len(), |index| usize::from(index.saturating_sub(1)));
                let last = (first + 1 + usize::from(number("Span").unwrap_or(0))).min(MOST_COLUMNS);
                if self.columns.len() < last {
                    self.columns.resize(last, false);
                }
                for column in self.columns.iter_mut().take(last).skip(first) {
                    *column = is_hidden();
                }
            }
            "Row" => self.row_hidden = is_hidden(),
            "Cell" => {
                let first = number("Index").map_or(self.row.len(), |index| usize::from(index.saturating_sub(1)));
                while self.row.len() < first.min(MOST_COLUMNS) {
                    self.row.push(Value::default());
                }
                let hidden = self.row_hidden || self.columns.get(self.row.len()).copied().unwrap_or(false);
                let span = number("MergeAcross").unwrap_or(0).saturating_add(1);
                self.row.push(Value { hidden, span, ..Value::default() });
            }
            "Comment" => self.comment = Some(String::new()),
            "Data" if !empty => {
                self.in_data = true;
                if self.comment.is_none()
                    && let Some(value) = self.row.last_mut()
                {
                    value.number = attribute(attributes, "Type") == Some("Number");
                }
            }
            _ => {}
        }
    }

    /// Whether the sheet whose start was read is hidden, which it says behind its cells.
    fn is_hidden(&mut self, rest: &str) -> bool {
        if self.no_end {
            return false;
        }
        let Some((sheet, _)) = rest.split_once("</Worksheet") else {
            self.no_end = true;
            return false;
        };
        sheet.contains(">SheetHidden<") || sheet.contains(">SheetVeryHidden<")
    }

    fn end(&mut self, name: &str) {
        match name {
            "Data" => self.in_data = false,
            "Comment" => {
                if let Some(comment) = self.comment.take() {
                    self.course.enter(Step::Part(Part::Comment));
                    self.course.text(comment.trim());
                    self.course.leave();
                }
            }
            "Row" => hand_over(self.course, &mut self.row),
            "Table" => self.leave_to(1),
            "Worksheet" => self.leave_to(0),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(comment) = &mut self.comment {
            comment.push_str(text);
        } else if self.in_data
            && let Some(value) = self.row.last_mut()
        {
            value.text.push_str(text);
        } else {
            // Titles, authors, names of styles.
            self.course.text(text.trim());
        }
    }

    fn leave_to(&mut self, steps: usize) {
        hand_over(self.course, &mut self.row);
        while self.steps > steps {
            self.course.leave();
            self.steps -= 1;
        }
    }
}

/// Reads a text document of WordprocessingML.
pub(super) fn word<S: Sink + ?Sized>(course: &mut Course<'_, S>, text: &str) {
    let mut paragraph = String::new();
    let mut deleted = String::new();
    let mut row = Vec::new();
    // How deep tables are, and in what text stands: 1 in text, 2 in deleted text.
    let mut tables = 0_usize;
    let mut state = 0;
    for event in Events::new(text) {
        match event {
            Event::Start("t", _, false) => state = 1,
            Event::Start("delText", _, false) => state = 2,
            Event::Start("tab", ..) => paragraph.push('\t'),
            Event::Start("br" | "cr", ..) => paragraph.push('\n'),
            Event::Start("tbl", _, false) => {
                course.text(paragraph.trim());
                paragraph.clear();
                course.enter(Step::Table);
                tables += 1;
            }
            Event::End("t" | "delText") => state = 0,
            Event::End("tbl") if tables > 0 => {
                tables -= 1;
                hand_over(course, &mut row);
                course.leave();
            }
            Event::End("tc") if tables > 0 => {
                row.push(Value { text: std::mem::take(&mut paragraph), ..Value::default() });
            }
            Event::End("tr") if tables > 0 => hand_over(course, &mut row),
            Event::End("p") => {
                if tables > 0 {
                    paragraph.push('\n');
                } else {
                    course.text(paragraph.trim());
                    paragraph.clear();
                }
                if !deleted.is_empty() {
                    course.enter(Step::Part(Part::Deleted));
                    course.text(&std::mem::take(&mut deleted));
                    course.leave();
                }
            }
            Event::Text(text) if state == 1 => entity::append(&mut paragraph, text, false),
            Event::Text(text) if state == 2 => entity::append(&mut deleted, text, false),
            Event::Literal(text) if state == 1 => paragraph.push_str(text),
            _ => {}
        }
    }
    hand_over(course, &mut row);
    course.text(paragraph.trim());
    for _ in 0..tables {
        course.leave();
    }
}
