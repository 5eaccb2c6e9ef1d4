//! The cells of a sheet, put into rows whose columns stand one below the other.

use std::ops::RangeInclusive;

use super::super::super::piece::{Cell, Kind, Sink};
use super::super::Course;
use super::style::{self, Look};

/// The columns within which empty cells keep the others in their column; further right they close up.
const MOST_ALIGNED: usize = 512;
/// The most columns of a sheet (ECMA-376).
pub(super) const MOST_COLUMNS: usize = 16_384;

/// What the cells of a workbook refer to.
#[derive(Debug, Default)]
pub(super) struct Shared {
    /// The strings.
    pub(super) strings: Vec<String>,
    /// How cells are shown.
    pub(super) looks: Vec<Look>,
    /// Whether days are counted from 1904.
    pub(super) from_1904: bool,
}

/// The row that is being read.
#[derive(Debug, Default)]
pub(super) struct Row {
    cells: Vec<Stored>,
    /// Whether all of it is hidden.
    pub(super) hidden: bool,
    /// Columns that are hidden, from 0.
    pub(super) hidden_columns: Vec<RangeInclusive<usize>>,
}

#[derive(Debug)]
struct Stored {
    column: usize,
    text: String,
    kind: Kind,
    hidden: bool,
}

impl Row {
    /// The column behind the last cell.
    pub(super) fn next_column(&self) -> usize {
        self.cells.last().map_or(0, |cell| cell.column + 1)
    }

    /// Adds a cell that holds text.
    pub(super) fn text(&mut self, column: usize, text: String, look: Look) {
        self.push(column, text, Kind::Text, look);
    }

    /// Adds a cell that holds a number, as the workbook shows it where that says more than the number.
    pub(super) fn number(&mut self, column: usize, stored: &str, look: Look, shared: &Shared) {
        let written = style::written_out(stored);
        match look {
            Look::Date => {
                let date = stored.trim().parse().ok().and_then(|serial| style::date(serial, shared.from_1904));
                self.push(column, date.unwrap_or(written), Kind::Text, look);
            }
            Look::Padded(digits) if written.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.push(column, format!("{written:0>digits$}"), Kind::Text, look);
            }
            _ => self.push(column, written, Kind::Number, look),
        }
    }

    fn push(&mut self, column: usize, text: String, kind: Kind, look: Look) {
        if text.is_empty() || column >= MOST_COLUMNS {
            return;
        }
        let hidden =
            self.hidden || look == Look::Hidden || self.hidden_columns.iter().any(|columns| columns.contains(&column));
        self.cells.push(Stored { column, text, kind, hidden });
    }

    /// Hands the row over, if there is anything in it, and begins the next.
    pub(super) fn hand_over<S: Sink + ?Sized>(&mut self, course: &mut Course<'_, S>) {
        if !self.cells.is_empty() {
            self.cells.sort_by_key(|cell| cell.column);
            let mut cells: Vec<Cell<'_>> = Vec::new();
            for stored in &self.cells {
                while cells.len() < stored.column.min(MOST_ALIGNED) {
                    cells.push(Cell::new(""));
                }
                cells.push(Cell { kind: stored.kind, hidden: stored.hidden, ..Cell::new(&stored.text) });
            }
            course.row(&cells);
        }
        self.cells.clear();
        self.hidden = false;
    }
}

/// The column of a reference such as `BC12`, from 0.
pub(super) fn column(reference: &str) -> Option<usize> {
    let mut column = 0_usize;
    for letter in reference.bytes().filter(|byte| *byte != b'$').take_while(u8::is_ascii_alphabetic).take(4) {
        column = column * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1;
    }
    column.checked_sub(1).filter(|column| *column < MOST_COLUMNS)
}
