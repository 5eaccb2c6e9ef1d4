//! Rows that are no rows: a form with a box for each digit, what is said of somebody in office.

use super::institution;
use super::label::{self, Label};
use super::name;
use crate::probe::exposure::blank::{is_blank, trimmed};
use crate::probe::exposure::piece::Cell;

/// Labels of numbers that forms have a box a digit for.
const BOXED: &[Label] =
    &[Label::Identity, Label::Social, Label::HealthCard, Label::Phone, Label::PersonalTax, Label::Tax];

/// The labelled number of a row that has a cell for each digit, if its own first cell or the block `before` is a label.
pub(super) fn boxed(cells: &[Cell<'_>], before: &str) -> Option<zeroize::Zeroizing<String>> {
    const LEAST: usize = 9;
    const MOST: usize = 15;
    if cells.len() < LEAST || cells.last().is_none_or(|cell| trimmed(cell.text).len() > 1) {
        return None;
    }
    let mut filled = cells.iter().map(|cell| trimmed(cell.text)).filter(|text| !is_blank(text)).peekable();
    let own = filled.next_if(|text| text.len() > 1);
    let named = own.unwrap_or(before);
    let mut text = zeroize::Zeroizing::new(String::with_capacity(named.len() + 2 + MOST));
    text.push_str(named.trim_end_matches(':'));
    text.push_str(": ");
    let mut count = 0;
    for digit in filled {
        let [byte @ b'0'..=b'9'] = digit.as_bytes() else { return None };
        text.push(char::from(*byte));
        count += 1;
    }
    let is_named = || label::before(&text, text.len() - count).labels.any(BOXED);
    ((LEAST..=MOST).contains(&count) && is_named()).then_some(text)
}

/// Whether a cell of a row is the name of a school, a hospital or the like, and nothing else.
pub(super) fn row_names_institution(cells: &[Cell<'_>]) -> bool {
    cells.iter().any(|cell| cell.text.len() < 120 && institution::is_body(trimmed(cell.text)))
}

/// Whether a row speaks of somebody in office.
pub(super) fn row_is_official(cells: &[Cell<'_>]) -> bool {
    cells.iter().any(|cell| {
        cell.text.len() < 120
            && cell.text.bytes().all(|byte| !byte.is_ascii_digit())
            && label::labels_of_office(cell.text)
            // `Đặng Văn Phong` is somebody, and no `văn phòng`.
            && !name::is_name(trimmed(cell.text), false)
    })
}
