//! Cells that are labels, and pairs of a label and its value.

use super::super::label::{Label, Labels};
use super::super::{Known, words};
use crate::probe::exposure::blank::{is_blank, trimmed};
use crate::probe::exposure::piece::{Cell, Kind};

/// What a row says that the number in the next one is.
pub(super) fn kind_in(cells: &[Cell<'_>], known: &mut Known) -> Option<Labels> {
    let said = cells.last().filter(|cell| pair_of(cells) && words::is_label(trimmed(cell.text)));
    said.map(|cell| known.labels(cell.text))
}

/// Whether a row is two cells, no heading among them.
pub(super) fn pair_of(cells: &[Cell<'_>]) -> bool {
    cells.len() == 2 && cells.iter().all(|cell| !cell.heading && !is_blank(cell.text))
}

/// Whether every cell is a label and its value.
pub(super) fn are_pairs(cells: &[Cell<'_>], known: &mut Known) -> bool {
    cells.iter().all(|cell| is_blank(cell.text) || says_pair(cell, known))
}

/// Whether a cell is a label and its value: those of slips side by side.
fn says_pair(cell: &Cell<'_>, known: &mut Known) -> bool {
    const LONGEST_LABEL: usize = 60;
    let colon = memchr::memchr(b':', cell.text.as_bytes()).filter(|at| *at < LONGEST_LABEL);
    let label = colon.and_then(|at| cell.text.get(..at)).map_or(Labels::NONE, |label| known.labels(label));
    label.tell() || label.has(Label::Unknown)
}

/// Whether a cell may name a column or the value beside it: short words.
pub(super) fn may_label(cell: &Cell<'_>) -> bool {
    let text = trimmed(cell.text);
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    cell.kind == Kind::Text && text.len() < 160 && !text.is_empty() && digits < 5 && !text.contains('@')
}

/// What a cell says of the value beside it. `GD 001` is a number of its own, no label.
pub(super) fn said_of_next(cell: &Cell<'_>, known: &mut Known) -> Labels {
    let labels = known.labels(cell.text);
    let is_number =
        labels == Labels::of(Label::Negative) && trimmed(cell.text).ends_with(|last: char| last.is_ascii_digit());
    if is_number { Labels::NONE } else { labels }
}
