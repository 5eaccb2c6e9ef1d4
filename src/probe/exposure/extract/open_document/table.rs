//! Tables and sheets of OpenDocument.

use super::super::super::piece::{Cell, Kind, Sink, Step};
use super::super::Course;
use super::super::markup::{Markup, Tag};
use super::super::workbook::written_out;
use super::walk::Walk;

/// The columns of a row that are handed over.
const MOST_COLUMNS: usize = 512;
/// How often a row or cell that says it repeats is handed over.
const MOST_REPEATED: usize = 50;

/// A cell as it is read.
#[derive(Clone, Debug)]
struct Stored {
    text: String,
    kind: Kind,
    span: u16,
}

impl Walk<'_> {
    /// Reads the table that was just begun.
    pub(super) fn table<S: Sink + ?Sized>(&mut self, course: &mut Course<'_, S>, tag: &Tag<'_>, is_sheet: bool) {
        self.depth += 1;
        if is_sheet {
            let name = tag.attribute("name").unwrap_or_default();
            let hidden = self.hidden.has(tag.attribute("style-name").as_deref());
            course.within(Step::Sheet { name: &name, hidden }, |course| {
                course.within(Step::Table, |course| self.rows(course));
            });
        } else {
            course.within(Step::Table, |course| self.rows(course));
        }
        self.depth -= 1;
    }

    fn rows<S: Sink + ?Sized>(&mut self, course: &mut Course<'_, S>) {
        // Where hidden columns begin and end.
        let mut hidden: Vec<(usize, usize)> = Vec::new();
        let mut column = 0_usize;
        let mut heading = false;
        while let Some(markup) = self.scanner.next() {
            match markup {
                Markup::Start(tag) => match tag.name {
                    "table-column" => {
                        let next = column.saturating_add(tag.number("number-columns-repeated").unwrap_or(1));
                        if is_hidden(&tag) {
                            hidden.push((column, next));
                        }
                        column = next;
                    }
                    "table-header-rows" => heading = true,
                    "table-row" => self.row(course, &tag, &hidden, heading),
                    // Shapes and forms of a sheet.
                    _ => self.element(course, &tag, None),
                },
                Markup::End("table-header-rows") => heading = false,
                Markup::End("table") => break,
                _ => {}
            }
        }
    }

    fn row<S: Sink + ?Sized>(
        &mut self,
        course: &mut Course<'_, S>,
        tag: &Tag<'_>,
        hidden: &[(usize, usize)],
        heading: bool,
    ) {
        let row_hidden = is_hidden(tag);
        let repeated = tag.number("number-rows-repeated").unwrap_or(1).clamp(1, MOST_REPEATED);
        let mut cells: Vec<Stored> = Vec::new();
        while let Some(markup) = self.scanner.next() {
            match markup {
                Markup::Start(tag) if matches!(tag.name, "table-cell" | "covered-table-cell") => {
                    let times = tag.number("number-columns-repeated").unwrap_or(1);
                    let cell = self.cell(course, &tag);
                    let most = if cell.text.is_empty() { MOST_COLUMNS } else { MOST_REPEATED };
                    // The columns that a wide cell covers follow as covered cells.
                    let times = times.min(most).min(MOST_COLUMNS.saturating_sub(cells.len()).max(1));
                    cells.extend(std::iter::repeat_n(cell, times));
                }
                Markup::End("table-row") => break,
                _ => {}
            }
        }
        let filled = cells.iter().rposition(|cell| !cell.text.is_empty()).map_or(0, |last| last + 1);
        let cells: Vec<Cell<'_>> = (0..)
            .zip(cells.iter().take(filled))
            .map(|(at, cell)| {
                let hidden = row_hidden || hidden.iter().any(|(from, to)| (*from..*to).contains(&at));
                Cell { text: &cell.text, kind: cell.kind, heading, hidden, span: cell.span }
            })
            .collect();
        if !cells.is_empty() {
            (0..repeated).for_each(|_| course.row(&cells));
        }
    }

    fn cell<S: Sink + ?Sized>(&mut self, course: &mut Course<'_, S>, tag: &Tag<'_>) -> Stored {
        let mut text = String::new();
        while let Some(markup) = self.scanner.next() {
            match markup {
                Markup::Start(inner) => self.element(course, &inner, Some(&mut text)),
                Markup::End(end) if end == tag.name => break,
                _ => {}
            }
        }
        let shown = text.trim().to_owned();
        let value = |name: &str| tag.attribute(name);
        match value("value-type").as_deref() {
            Some("float") => {
                let number = written_out(&value("value").unwrap_or_default());
                // Zeros that the format puts in front are shown, but not stored.
                let is_padded = shown.len() > number.len() && shown.trim_start_matches('0') == number;
                if is_padded || number.is_empty() {
                    plain(shown)
                } else {
                    Stored { text: number, kind: Kind::Number, span: 1 }
                }
            }
            Some("date") => plain(value("date-value").and_then(|date| day(&date)).unwrap_or(shown)),
            _ if shown.is_empty() => plain(value("string-value").unwrap_or_default().into_owned()),
            _ => plain(shown),
        }
    }
}

fn plain(text: String) -> Stored {
    Stored { text, kind: Kind::Text, span: 1 }
}

fn is_hidden(tag: &Tag<'_>) -> bool {
    tag.attribute("visibility").is_some_and(|visibility| visibility != "visible")
}

/// `1990-01-31` or `1990-01-31T08:00:00` as `31/01/1990`.
fn day(value: &str) -> Option<String> {
    let date = value.split('T').next()?;
    match date.split('-').collect::<Vec<_>>().as_slice() {
        [year, month, day] => Some(format!("{day}/{month}/{year}")),
        _ => None,
    }
}
