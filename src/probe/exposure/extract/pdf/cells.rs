//! Rows of cells of several lines, told by how far apart the lines of each column stand: whatever hangs at the top, in
//! the middle or at the bottom of a row, the line of its first cell goes through it.

use super::layout::Line;
use super::table::{Columns, Row, row};

/// Lines of a column further apart than this, counted in the least distance, are of different cells.
const APART: f64 = 1.15;
/// So many rows at least are told this way.
const LEAST: usize = 2;

/// A table of more cells times rows than this is told otherwise.
const MOST: usize = 1 << 22;

/// A cell: its lines in one column.
struct Cell {
    column: usize,
    top: f64,
    bottom: f64,
    text: String,
}

/// The rows of a table, if its cells tell them without a doubt: each cell but those of the head has the line of exactly
/// one first cell.
pub(super) fn rows(lines: &[Line], columns: &Columns) -> Option<Vec<Row>> {
    if columns.len() < 3 {
        return None;
    }
    let placed: Vec<(f64, Row)> = lines.iter().map(|line| (line.base, row(&line.pieces, columns))).collect();
    if placed.iter().any(|(_, row)| row.len() != columns.len()) {
        return None;
    }
    let is_number = |text: &str| {
        let digits = text.trim_end_matches('.');
        (1..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let anchors: Vec<f64> = placed
        .iter()
        .filter(|(_, row)| row.first().is_some_and(|(text, _)| is_number(text)))
        .map(|(base, _)| *base)
        .collect();
    let first = anchors.first().copied()?;
    if anchors.len() < LEAST || placed.len() <= anchors.len() + 1 {
        return None;
    }
    let cells = cells(&placed, columns.len())?;
    if cells.len().saturating_mul(anchors.len()) > MOST {
        return None;
    }
    let mut rows: Vec<Row> = vec![empty(columns.len()); anchors.len()];
    let mut head = empty(columns.len());
    let slack = 0.3 * lines.first().map_or(0.0, |line| line.size);
    for cell in cells {
        let mut own =
            anchors.iter().enumerate().filter(|(_, base)| (cell.bottom - slack..=cell.top + slack).contains(*base));
        let target = match (own.next(), own.next()) {
            (Some((at, _)), None) => rows.get_mut(at)?,
            (None, _) if cell.bottom > first => &mut head,
            _ => return None,
        };
        let (text, _) = target.get_mut(cell.column)?;
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&cell.text);
    }
    if head.iter().any(|(text, _)| !text.is_empty()) {
        rows.insert(0, head);
    }
    Some(rows)
}

fn empty(columns: usize) -> Row {
    vec![(String::new(), 1); columns]
}

/// The cells of each column.
fn cells(placed: &[(f64, Row)], columns: usize) -> Option<Vec<Cell>> {
    let texts = |column: usize| {
        placed.iter().filter_map(move |(base, row)| {
            row.get(column).filter(|(text, _)| !text.is_empty()).map(|(text, _)| (*base, text.as_str()))
        })
    };
    let mut least = f64::MAX;
    for column in 0..columns {
        let mut above: Option<f64> = None;
        for (base, _) in texts(column) {
            least = above.map_or(least, |above| least.min(above - base));
            above = Some(base);
        }
    }
    (least > 1.0 && least < f64::MAX).then_some(())?;
    let mut cells: Vec<Cell> = Vec::new();
    for column in 0..columns {
        let from = cells.len();
        for (base, text) in texts(column) {
            match cells.get_mut(from..).and_then(<[Cell]>::last_mut) {
                Some(cell) if cell.bottom - base <= APART * least => {
                    cell.bottom = base;
                    cell.text.push(' ');
                    cell.text.push_str(text);
                }
                _ => cells.push(Cell { column, top: base, bottom: base, text: text.to_owned() }),
            }
        }
    }
    Some(cells)
}
