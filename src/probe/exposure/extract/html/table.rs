//! Tables as markup writes them: spans, headings, hidden rows and columns, ends left out.

use super::super::super::blank::trimmed;
use super::super::super::piece::{Cell, Kind, Sink};
use super::super::{Course, entity};
use super::tag::Attributes;

/// The most columns that are told apart.
const MOST_COLUMNS: usize = 1024;

/// The longest text of a table within a cell that may be the cell's.
const LONGEST_HELD: usize = 120;

/// A table that is open.
#[derive(Default)]
pub(super) struct Table {
    /// Whether a row has ended.
    has_rows: bool,
    /// Whether a row is open.
    pub(super) in_row: bool,
    /// Whether a cell is open, whose text is collected.
    pub(super) in_cell: bool,
    cells: Vec<Place>,
    /// How many columns the cells of the row take.
    columns: usize,
    /// The number that the open cell holds, whatever it shows.
    number: Option<String>,
    texts: String,
    row_hidden: bool,
    section_hidden: bool,
    hidden_columns: Vec<bool>,
    /// By its role: the name of its element, and how many of that name are open.
    pub(super) element: Option<(u64, u32)>,
    /// What the cells of the first row say that their columns are called.
    labels: Vec<String>,
    /// The only cell so far of a table within a cell: no table, if nothing follows.
    held: Option<String>,
    /// What reaches down from rows above: by column, how many rows more, and the text when it is a heading.
    reaching: Vec<(u16, String)>,
}

/// A cell of the row: where its text is.
#[derive(Clone, Copy)]
struct Place {
    start: usize,
    end: usize,
    heading: bool,
    hidden: bool,
    span: u16,
    rows: u16,
    number: bool,
}

impl Table {
    /// A section begins.
    /// Tells whether the one before was hidden.
    pub(super) fn section(&mut self, hidden: bool) -> bool {
        std::mem::replace(&mut self.section_hidden, hidden)
    }

    /// A `col` of so many columns.
    pub(super) fn column(&mut self, attributes: &Attributes<'_>) {
        let span = count(attributes.value_of("span"));
        for _ in 0..span {
            if self.hidden_columns.len() < MOST_COLUMNS {
                self.hidden_columns.push(attributes.hide());
            }
        }
    }

    /// A row begins.
    pub(super) fn row(&mut self, hidden: bool) {
        self.in_row = true;
        self.row_hidden = hidden;
        self.cells.clear();
        self.columns = 0;
        self.texts.clear();
    }

    /// A cell begins.
    pub(super) fn cell(&mut self, heading: bool, attributes: &Attributes<'_>) {
        self.reach();
        self.in_cell = true;
        let mut number = None;
        let (span, rows, hides) = if attributes.kept.is_empty() {
            (1, 1, false)
        } else {
            number = attributes.value_of("x:num");
            (count(attributes.value_of("colspan")), count(attributes.value_of("rowspan")), attributes.hide())
        };
        if !self.has_rows && !heading {
            let label = ["data-label", "data-title", "data-th"].iter().find_map(|name| attributes.value_of(name));
            self.labels.extend(label.map(|label| entity::decoded(label, true).into_owned()));
        }
        let column = self.columns;
        let hidden = hides
            || self.row_hidden
            || self.section_hidden
            || self.hidden_columns.get(column).copied().unwrap_or(false);
        let start = self.texts.len();
        // Excel shows long numbers shortened, and keeps them whole beside.
        self.number = number.filter(|number| number.len() > 8).map(str::to_owned);
        self.cells.push(Place { start, end: start, heading, hidden, span, rows, number: number.is_some() });
        self.columns += usize::from(span);
    }

    /// The cell that is open ends with this text.
    pub(super) fn end_cell(&mut self, text: &str) {
        self.in_cell = false;
        let number = self.number.take();
        let text = number.as_deref().unwrap_or(text);
        let text = trimmed(text);
        self.texts.push_str(text);
        let end = self.texts.len();
        let Some(cell) = self.cells.last_mut() else { return };
        cell.end = end;
        let (rows, span, heading) = (cell.rows, cell.span, cell.heading);
        if rows > 1 {
            let first = self.columns.saturating_sub(usize::from(span));
            for column in first..(first + usize::from(span)).min(MOST_COLUMNS) {
                if self.reaching.len() <= column {
                    self.reaching.resize(column + 1, (0, String::new()));
                }
                if let Some(place) = self.reaching.get_mut(column) {
                    *place = (rows, if heading { text.to_owned() } else { String::new() });
                }
            }
        }
    }

    /// The row ends.
    pub(super) fn end_row<S: Sink + ?Sized>(&mut self, course: &mut Course<'_, S>, within: bool) {
        self.in_row = false;
        self.reach();
        for (rows, _) in &mut self.reaching {
            *rows = rows.saturating_sub(1);
        }
        if self.texts.is_empty() {
            return;
        }
        if let Some(held) = self.held.take() {
            course.row(&[Cell::new(&held)]);
        } else if within && !self.has_rows && self.texts.len() <= LONGEST_HELD && self.is_one() {
            self.has_rows = true;
            self.held = Some(self.texts.clone());
            return;
        }
        if !self.has_rows && self.labels.len() > 1 && self.labels.len() == self.cells.len() {
            // Tables for narrow screens name their columns in each cell.
            let labels = std::mem::take(&mut self.labels);
            let cells: Vec<Cell<'_>> = labels.iter().map(|label| Cell { heading: true, ..Cell::new(label) }).collect();
            course.row(&cells);
        }
        self.has_rows = true;
        if self.is_layout() {
            // Pages that are laid out by tables: what stands in such cells is text, not a value.
            for place in &self.cells {
                let text = self.texts.get(place.start..place.end).unwrap_or_default();
                text.lines().map(str::trim).filter(|line| !line.is_empty()).for_each(|line| course.text(line));
            }
            return;
        }
        let cells: Vec<Cell<'_>> = self
            .cells
            .iter()
            .map(|place| Cell {
                kind: if place.number { Kind::Number } else { Kind::Text },
                heading: place.heading,
                hidden: place.hidden,
                span: place.span,
                ..Cell::new(self.texts.get(place.start..place.end).unwrap_or_default())
            })
            .collect();
        course.row(&cells);
    }

    /// What alone the table says, if that is all.
    pub(super) fn take_held(&mut self) -> Option<String> {
        self.held.take()
    }

    /// Whether one cell alone says something, in one line.
    fn is_one(&self) -> bool {
        let filled = self.cells.iter().filter(|place| place.end > place.start).count();
        filled == 1 && memchr::memchr(b'\n', self.texts.as_bytes()).is_none()
    }

    /// Whether the row places parts of the page rather than values: few cells, and one with many lines.
    fn is_layout(&self) -> bool {
        let lines = |place: &Place| {
            let text = self.texts.get(place.start..place.end).unwrap_or_default();
            memchr::memchr_iter(b'\n', text.as_bytes()).count()
        };
        let filled = self.cells.iter().filter(|place| place.end > place.start).count();
        filled <= 3 && self.cells.iter().map(lines).max().unwrap_or_default() >= if filled == 1 { 5 } else { 8 }
    }

    /// Cells from above that reach to where the next one would stand.
    fn reach(&mut self) {
        if self.reaching.is_empty() {
            return;
        }
        while let Some((_, text)) = self.reaching.get(self.columns).filter(|(rows, _)| *rows > 0)
            && self.cells.len() < MOST_COLUMNS
        {
            let start = self.texts.len();
            self.texts.push_str(text);
            let place = Place {
                start,
                end: self.texts.len(),
                heading: !text.is_empty(),
                hidden: false,
                span: 1,
                rows: 1,
                number: false,
            };
            self.cells.push(place);
            self.columns += 1;
        }
    }
}

fn count(value: Option<&str>) -> u16 {
    value.and_then(|value| value.trim().parse::<u16>().ok()).unwrap_or(1).clamp(1, 1000)
}
