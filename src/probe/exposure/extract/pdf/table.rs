//! Rows and columns, found from where the pieces of lines stand.

use std::collections::BTreeMap;

use super::cells;
use super::layout::{Line, Piece};

/// Lines are put into columns up to so many comparisons of a piece with a column, which no sheet of paper asks for.
const MOST_COMPARED: usize = 1 << 22;
/// And up to so many cells.
const MOST_CELLS: usize = 1 << 18;

/// The columns of a table.
pub(super) type Columns = Vec<(f64, f64)>;

/// The cells of a row: what each says, and how many columns it spans.
pub(super) type Row = Vec<(String, u16)>;

/// A table.
pub(super) struct Table {
    columns: Columns,
    /// Its rows.
    pub(super) rows: Vec<Row>,
}

/// What is known of a table at the end of a page, should it go on.
pub(super) struct Carried {
    columns: Columns,
    /// What its columns are headed by.
    pub(super) heads: Vec<String>,
}

impl Table {
    /// The table that lines make.
    pub(super) fn new(lines: &[Line]) -> Self {
        let columns = columns(lines);
        let pieces: usize = lines.iter().map(|line| line.pieces.len()).sum();
        if pieces.max(lines.len()).saturating_mul(columns.len()) > MOST_COMPARED
            || lines.len().saturating_mul(columns.len()) > MOST_CELLS
        {
            return Self::ragged(lines);
        }
        if let Some(rows) = cells::rows(lines, &columns) {
            return Self { columns, rows };
        }
        let gap = usual_gap(lines, &columns);
        let mut rows: Vec<Row> = Vec::new();
        let mut above: Option<&Line> = None;
        // Whether the last row only has the first line of a cell that reaches up above the others of its row.
        let mut reaches_up = false;
        let begins_row = |line: &Line| {
            columns.first().zip(line.pieces.first()).is_some_and(|(column, piece)| piece.start < column.1)
        };
        for (number, line) in lines.iter().enumerate() {
            let row = row(&line.pieces, &columns);
            let distance = above.map_or(f64::MAX, |above| above.base - line.base);
            let begins = row.first().is_some_and(|(text, _)| !text.is_empty());
            let is_head = rows.len() == 1 && !row.iter().any(|(text, _)| text.contains(|c: char| c.is_ascii_digit()));
            above = Some(line);
            let is_of_next = !begins && columns.len() > 2 && leads_to_next(lines, number, 0.95 * distance, begins_row);
            match rows.last_mut() {
                Some(last) if reaches_up && last.len() == row.len() => {
                    reaches_up = !begins;
                    join(last, row);
                }
                _ if is_of_next => {
                    reaches_up = true;
                    rows.push(row);
                }
                Some(last) if distance < 0.85 * gap && (!begins || is_head) && last.len() == row.len() => {
                    join(last, row);
                }
                _ => rows.push(row),
            }
        }
        Self { columns, rows }
    }

    /// Lines too many for their columns: each is a row of its own pieces.
    fn ragged(lines: &[Line]) -> Self {
        let row = |line: &Line| line.pieces.iter().map(|piece| (piece.text.clone(), 1)).collect();
        Self { columns: Columns::new(), rows: lines.iter().map(row).collect() }
    }

    /// Where the second column begins if these are columns of text and no rows: all name the same things, again and
    /// again.
    pub(super) fn second_of_text(&self) -> Option<f64> {
        let second = self.columns.get(1)?.0;
        let named = |column: usize| {
            let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
            for row in &self.rows {
                let label = row.get(column).and_then(|(text, _)| text.split_once(':')).map(|(label, _)| label.trim());
                if let Some(label) = label.filter(|label| !label.bytes().any(|byte| byte.is_ascii_digit())) {
                    *counts.entry(label).or_default() += 1;
                }
            }
            counts
        };
        let counts: Vec<_> = (0..self.columns.len()).map(named).collect();
        let (first, others) = counts.split_first()?;
        // `Họ tên` and `CCCD` stand in each, or one of them twice; a form of two sides has each once.
        let mut shared = first.iter().filter(|(label, _)| others.iter().all(|other| other.contains_key(**label)));
        let again = |(label, count): (&&str, &u32)| {
            *count > 1 && others.iter().all(|other| other.get(*label).is_some_and(|other| *other > 1))
        };
        let is_text = if others.len() > 1 { shared.nth(1).is_some() } else { first.iter().any(again) };
        is_text.then_some(second)
    }

    /// Hands over columns of text one after the other, the second below what heads it.
    pub(super) fn each_text(&self, heads: impl Iterator<Item = String>, mut tell: impl FnMut(&str)) {
        let cells = |column: usize| {
            let texts = self.rows.iter().filter_map(move |row| row.get(column));
            texts.map(|(text, _)| text.as_str()).filter(|text| !text.is_empty())
        };
        cells(0).for_each(&mut tell);
        heads.for_each(|head| tell(&head));
        (1..self.columns.len()).for_each(|column| cells(column).for_each(&mut tell));
    }

    /// Whether this is the same table as one of the page before.
    pub(super) fn goes_on(&self, before: &Carried) -> bool {
        let same = |(one, other): (&(f64, f64), &(f64, f64))| one.0 < other.1 && other.0 < one.1;
        let heads_again = self.rows.first().is_some_and(|row| row.iter().map(|(text, _)| text).eq(before.heads.iter()));
        let is_known = !self.columns.is_empty();
        is_known
            && self.columns.len() == before.columns.len()
            && self.columns.iter().zip(&before.columns).all(same)
            && !heads_again
    }

    /// What is to be known of it on the next page, with the heads of the page before if it goes on from there.
    pub(super) fn carried(&self, before: Option<&Carried>) -> Carried {
        if let Some(before) = before {
            return Carried { columns: self.columns.clone(), heads: before.heads.clone() };
        }
        let heads = self.rows.iter().find(|row| row.iter().filter(|(text, _)| !text.is_empty()).count() > 1);
        // `Họ tên: A | Ngày sinh: ...` of a slip heads nothing on the next one.
        let tells = |(text, _): &(String, u16)| {
            let digits = text.bytes().filter(u8::is_ascii_digit).count();
            digits > 4 || text.split_once(':').is_some_and(|(_, value)| !value.trim().is_empty())
        };
        if heads.is_some_and(|row| row.iter().any(tells)) {
            return Carried { columns: Columns::new(), heads: Vec::new() };
        }
        let heads = heads.map(|row| row.iter().map(|(text, _)| text.clone()).collect());
        Carried { columns: self.columns.clone(), heads: heads.unwrap_or_default() }
    }
}

/// Whether lines closer than `most` to each other lead from this one down to one that begins a row.
fn leads_to_next(lines: &[Line], number: usize, most: f64, begins: impl Fn(&Line) -> bool) -> bool {
    const LONGEST: usize = 8;
    for pair in lines.get(number..).unwrap_or_default().windows(2).take(LONGEST) {
        let [line, next] = pair else { break };
        if line.base - next.base >= most {
            return false;
        }
        if begins(next) {
            return true;
        }
    }
    false
}

/// Where the columns stand.
fn columns(lines: &[Line]) -> Columns {
    let (usual, apart) = (usual_columns(lines), gutters(lines));
    if apart.len() > usual.len() { apart } else { usual }
}

/// The columns that no piece of any line reaches across, but for titles over half the table: where most cells are
/// broken into lines, hardly a line has a piece in each.
fn gutters(lines: &[Line]) -> Columns {
    let pieces = || lines.iter().flat_map(|line| &line.pieces);
    let left = pieces().map(|piece| piece.start).fold(f64::MAX, f64::min);
    let right = pieces().map(|piece| piece.end).fold(f64::MIN, f64::max);
    let mut own: Vec<&Piece> = pieces().filter(|piece| piece.end - piece.start < 0.5 * (right - left)).collect();
    own.sort_by(|one, other| one.start.total_cmp(&other.start));
    let mut apart: Columns = Vec::new();
    for piece in own {
        match apart.last_mut() {
            Some(last) if piece.start <= last.1 => last.1 = last.1.max(piece.end),
            _ => apart.push((piece.start, piece.end)),
        }
    }
    apart
}

/// The columns of the lines with the most usual number of pieces.
fn usual_columns(lines: &[Line]) -> Columns {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for line in lines.iter().filter(|line| line.pieces.len() > 1) {
        *counts.entry(line.pieces.len()).or_default() += 1;
    }
    let usual = counts.into_iter().max_by_key(|(count, often)| (*often, *count)).map_or(0, |(count, _)| count);
    let mut columns: Columns = vec![(f64::MAX, f64::MIN); usual];
    // Where the last piece of each begins.
    let mut last_starts = vec![f64::MIN; usual];
    for line in lines.iter().filter(|line| line.pieces.len() == usual) {
        for ((column, last), piece) in columns.iter_mut().zip(&mut last_starts).zip(&line.pieces) {
            *column = (column.0.min(piece.start), column.1.max(piece.end));
            *last = last.max(piece.start);
        }
    }
    let mut apart: Columns = Vec::new();
    let mut begins = f64::MIN;
    for (column, start) in columns.into_iter().zip(last_starts) {
        match apart.last_mut() {
            Some(last) if last.1 > column.0 && begins >= column.0 => last.1 = last.1.max(column.1),
            last => {
                // Long texts run over into the next column, which begins where its own do.
                if let Some(last) = last {
                    last.1 = last.1.min(column.0);
                }
                apart.push(column);
            }
        }
        begins = start;
    }
    apart
}

/// How far apart lines that begin a row are.
fn usual_gap(lines: &[Line], columns: &[(f64, f64)]) -> f64 {
    let starts: Vec<&Line> = lines
        .iter()
        .filter(|line| columns.first().zip(line.pieces.first()).is_some_and(|(column, piece)| piece.start < column.1))
        .collect();
    let mut gaps: Vec<f64> =
        starts.windows(2).filter_map(|pair| Some(pair.first()?.base - pair.get(1)?.base)).collect();
    gaps.sort_by(f64::total_cmp);
    gaps.get(gaps.len() / 2).copied().unwrap_or(0.0)
}

/// Puts each piece into its column.
pub(super) fn row(pieces: &[Piece], columns: &[(f64, f64)]) -> Row {
    let mut cells: Row = vec![(String::new(), 1); columns.len().max(1)];
    for piece in pieces {
        let shared = |column: &(f64, f64)| piece.end.min(column.1) - piece.start.max(column.0);
        let best = columns.iter().enumerate().max_by(|one, other| shared(one.1).total_cmp(&shared(other.1)));
        let at = best.map_or(0, |(at, _)| at);
        // A piece over several columns stands in the first of them.
        let covered: Vec<usize> = columns
            .iter()
            .enumerate()
            .filter(|(_, column)| shared(column) > 0.5 * (column.1 - column.0))
            .map(|(at, _)| at)
            .collect();
        let first = covered.first().copied().unwrap_or(at).min(at);
        if let Some((text, span)) = cells.get_mut(first) {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&piece.text);
            *span = (*span).max(u16::try_from(covered.len()).unwrap_or(1));
        }
    }
    merge_spans(cells)
}

/// Takes out the empty cells that another one covers.
fn merge_spans(cells: Row) -> Row {
    let mut merged: Row = Vec::new();
    let mut covered = 0;
    for (text, span) in cells {
        if covered > 0 && text.is_empty() {
            covered -= 1;
            continue;
        }
        // What is covered holds text after all: the span ends before it.
        if let Some(last) = merged.last_mut().filter(|_| covered > 0) {
            last.1 -= covered;
        }
        covered = span.saturating_sub(1);
        merged.push((text, span));
    }
    if let Some(last) = merged.last_mut() {
        last.1 = last.1.saturating_sub(covered).max(1);
    }
    merged
}

/// Joins a line that goes on with the row above it.
fn join(row: &mut Row, more: Row) {
    for ((text, _), (added, _)) in row.iter_mut().zip(more) {
        if !text.is_empty() && !added.is_empty() {
            text.push(' ');
        }
        text.push_str(&added);
    }
}
