//! Rows of a table with a heading (RFC 4180), also with semicolons or tabs between columns.

use std::collections::BTreeMap;
use std::io::Result;

use crate::text::{Text, text};

use super::lines::{LONGEST, Line, Lines};
use super::mapping::{Field, Mapping, folded};
use super::problem::Misread;

/// The most columns of a row.
const MOST_COLUMNS: usize = 1_000;

/// The heading: which field stands in which column.
pub(super) struct Heading(BTreeMap<Field, usize>);

/// One row.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Row {
    /// The line on which it begins.
    pub(super) line: u64,
    /// Whether nothing stands in it.
    pub(super) blank: bool,
    /// Its cells, each with its column in bytes; `None` where the row is broken.
    cells: Option<Vec<(String, usize)>>,
}

/// The next row; a quoted cell may hold line ends.
pub(super) fn next(lines: &mut Lines<'_>, delimiter: u8) -> Result<Option<Row>> {
    let mut held: Vec<u8> = Vec::new();
    let mut first = None;
    loop {
        let Some(Line { number, bytes, cut, .. }) = lines.next()? else {
            return Ok(first.map(|line| Row { line, blank: false, cells: None }));
        };
        let line = *first.get_or_insert(number);
        held.extend_from_slice(if number == 1 { bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes) } else { bytes });
        if cut || held.len() > LONGEST {
            return Ok(Some(Row { line, blank: false, cells: None }));
        }
        if held.iter().filter(|byte| **byte == b'"').count().is_multiple_of(2) {
            let blank = held.iter().all(|byte| byte.is_ascii_whitespace() || *byte == delimiter);
            return Ok(Some(Row { line, blank, cells: cells(&held, delimiter) }));
        }
        held.push(b'\n');
    }
}

impl Heading {
    /// Finds the declared columns in the first row.
    pub(super) fn of(row: &Row, mapping: &Mapping, needed: &[Field]) -> std::result::Result<Self, Text> {
        let names: Vec<_> = row.cells.iter().flatten().map(|(cell, _)| folded(cell)).collect();
        let mut columns = BTreeMap::new();
        for (field, column) in &mapping.fields {
            let place = names.iter().position(|name| *name == folded(column));
            let column = crate::text::visible(column);
            let place = place.ok_or_else(|| {
                text!(
                    "dòng tiêu đề không có cột `{column}` (kiểm tra `fields` và `delimiter` trong tệp ánh xạ)",
                    "the heading has no column `{column}` (check `fields` and `delimiter` of the map)"
                )
            })?;
            columns.insert(*field, place);
        }
        match needed.iter().find(|field| !columns.contains_key(field)) {
            None => Ok(Self(columns)),
            Some(_) => Err(Text::new(
                "tệp ánh xạ (--map) phải khai báo trong `fields` cột nào là thời gian, cột nào là giá trị",
                "the map (--map) must declare in `fields` which columns hold the times and the values",
            )),
        }
    }

    /// The cell of a field and its column; `None` where the field is not declared or the cell is empty.
    pub(super) fn cell<'r>(
        &self,
        row: &'r Row,
        field: Field,
    ) -> std::result::Result<Option<(&'r str, usize)>, Misread> {
        let cells = row.cells.as_ref().ok_or_else(broken)?;
        let Some(column) = self.0.get(&field) else { return Ok(None) };
        let (cell, at) = cells.get(*column).ok_or_else(|| too_few(cells.len()))?;
        Ok((!cell.trim().is_empty()).then_some((cell.trim(), *at)))
    }
}

fn broken() -> Misread {
    let hint = Text::new(
        "kiểm tra dấu nháy kép trong tệp và `delimiter` trong tệp ánh xạ",
        "check the quotation marks in the file, and `delimiter` of the map",
    );
    Misread::new(1, Text::new("một dòng CSV trọn vẹn", "a whole row of CSV"), hint)
}

fn too_few(found: usize) -> Misread {
    let hint = Text::new("dòng này có ít cột hơn dòng tiêu đề", "this row has fewer columns than the heading");
    Misread::new(1, text!("nhiều hơn {found} cột", "more columns than {found}"), hint)
}

fn cells(row: &[u8], delimiter: u8) -> Option<Vec<(String, usize)>> {
    let text = std::str::from_utf8(row).ok()?;
    let mut cells = Vec::new();
    let (mut cell, mut at, mut quoted) = (String::new(), 0, false);
    let mut letters = text.char_indices().peekable();
    while let Some((place, letter)) = letters.next() {
        match letter {
            '"' if quoted && letters.next_if(|(_, next)| *next == '"').is_some() => cell.push('"'),
            '"' => quoted = !quoted,
            letter if !quoted && u32::from(letter) == u32::from(delimiter) => {
                cells.push((std::mem::take(&mut cell), at + 1));
                at = place + 1;
                if cells.len() > MOST_COLUMNS {
                    return None;
                }
            }
            letter => cell.push(letter),
        }
    }
    cells.push((cell, at + 1));
    Some(cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str, delimiter: u8) -> Vec<(u64, Option<Vec<String>>)> {
        let mut from = text.as_bytes();
        let mut lines = Lines::new(&mut from);
        let mut rows = Vec::new();
        while let Some(row) = next(&mut lines, delimiter).expect("readable") {
            rows.push((row.line, row.cells.map(|cells| cells.into_iter().map(|(cell, _)| cell).collect())));
        }
        rows
    }

    #[test]
    fn quoted_cells_hold_delimiters_quotation_marks_and_line_ends() {
        let told = rows("\u{feff}a;b\n\"x;\"\"y\"\"\";\"hai\ndòng\"\nz;\n\"open;", b';');
        let of = |cells: &[&str]| Some(cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>());
        assert_eq!(told, [(1, of(&["a", "b"])), (2, of(&["x;\"y\"", "hai\ndòng"])), (4, of(&["z", ""])), (5, None)]);
    }
}
