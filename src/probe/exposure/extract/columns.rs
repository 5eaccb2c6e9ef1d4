//! Tables that are drawn with spaces: columns stand under each other, at least two spaces apart.

use super::super::piece::{Cell, Sink, Step};
use super::Course;

/// The longest line of such a table.
const LONGEST: usize = 1000;

/// The least columns that make a table of lines.
const LEAST: usize = 3;

/// A cell: where it begins and ends, in letters, and what it says.
#[derive(Clone, Copy, Debug)]
struct Drawn<'t> {
    start: usize,
    end: usize,
    text: &'t str,
}

/// Reads the table whose first line begins at `at`, if one does; gives where it ends.
pub(super) fn read<S: Sink + ?Sized>(course: &mut Course<'_, S>, text: &str, at: usize) -> Option<usize> {
    let mut lines = Lines { text, at };
    let head = lines.next()?;
    if !may_part(head) {
        return None;
    }
    let head = cells(head);
    if head.len() < LEAST {
        return None;
    }
    let mut behind = lines.at;
    let mut second = lines.next()?;
    while is_rule(second) {
        second = lines.next()?;
    }
    let head = split_heads(head, &cells(second));
    let mut row = aligned(&head, second)?;
    let heading = head.iter().all(|cell| !cell.text.bytes().any(|byte| byte.is_ascii_digit()));
    course.enter(Step::Table);
    let first: Vec<Cell<'_>> = head.iter().map(|cell| Cell { heading, ..Cell::new(cell.text) }).collect();
    course.row(&first);
    loop {
        let drawn: Vec<Cell<'_>> = row.iter().map(|text| Cell::new(text)).collect();
        course.row(&drawn);
        behind = behind.max(lines.at);
        let Some(line) = lines.next() else { break };
        if is_rule(line) {
            continue;
        }
        let Some(next) = aligned(&head, line) else { break };
        row = next;
    }
    course.leave();
    Some(behind)
}

/// The lines of a text from a place on.
pub(super) struct Lines<'t> {
    /// The text.
    pub(super) text: &'t str,
    /// Where the next line begins.
    pub(super) at: usize,
}

impl<'t> Lines<'t> {
    /// The next line, without its end.
    pub(super) fn next(&mut self) -> Option<&'t str> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let end = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        self.at = (self.at + end + 1).min(self.text.len());
        rest.get(..end).map(|line| line.trim_end_matches('\r'))
    }
}

/// Whether a line only rules off.
pub(super) fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() > 2 && line.bytes().all(|byte| matches!(byte, b'-' | b'=' | b'+' | b'|' | b'_' | b' '))
}

/// Whether a line may have more than one cell: nearly no line of a log does.
fn may_part(line: &str) -> bool {
    let bytes = line.as_bytes();
    let next = bytes.get(1..).unwrap_or_default();
    // A no-break space begins with C2.
    let parts = |found: bool, (a, b): (&u8, &u8)| {
        found | ((*a == b' ') & (*b == b' ')) | (*a == b'\t') | (*b == b'\t') | (*b == 0xC2)
    };
    bytes.iter().zip(next).fold(false, parts)
}

/// The cells of a line: what two spaces or a tab keep apart.
fn cells(line: &str) -> Vec<Drawn<'_>> {
    let mut found: Vec<Drawn<'_>> = Vec::new();
    if line.len() > LONGEST {
        return found;
    }
    let (mut spaces, mut column) = (2, 0);
    let mut open: Option<(usize, usize, usize)> = None;
    for (at, letter) in line.char_indices() {
        let is_mark = matches!(letter, '\u{300}'..='\u{36F}');
        if matches!(letter, ' ' | '\t' | '\u{A0}') || letter == '|' && spaces > 0 {
            spaces += if matches!(letter, '\t' | '|') { 2 } else { 1 };
            if spaces >= 2
                && let Some((start, first, end)) = open.take()
            {
                found.push(Drawn { start, end, text: line.get(first..at).unwrap_or_default().trim() });
            }
        } else {
            spaces = 0;
            let (start, first, _) = open.unwrap_or((column, at, column));
            open = Some((start, first, column + 1));
        }
        column += usize::from(!is_mark);
    }
    if let Some((start, first, end)) = open {
        found.push(Drawn { start, end, text: line.get(first..).unwrap_or_default().trim() });
    }
    found
}

/// Parts heads that a single space keeps apart because a column is narrow, where the cells of the first row begin at both:
/// `STT HO TEN` above `1   NGUYEN VAN A`.
fn split_heads<'t>(heads: Vec<Drawn<'t>>, row: &[Drawn<'_>]) -> Vec<Drawn<'t>> {
    let parted = |head: &Drawn<'t>| {
        let first = row.iter().find(|cell| cell.start == head.start)?;
        let next = row.iter().find(|cell| cell.start > first.start && cell.start < head.end)?;
        let length = next.start - head.start;
        let (at, _) = head.text.char_indices().nth(length)?;
        let (one, other) = head.text.split_at_checked(at)?;
        (one.ends_with(' ') && first.end < next.start).then(|| {
            let end = head.start + one.trim_end().chars().count();
            [Drawn { end, text: one.trim_end(), ..*head }, Drawn { start: next.start, text: other, ..*head }]
        })
    };
    heads.into_iter().flat_map(|head| parted(&head).map_or_else(|| vec![head], Vec::from)).collect()
}

/// The cells of a row under the heads that they stand under; `None` when it is no row.
fn aligned<'t>(head: &[Drawn<'_>], line: &'t str) -> Option<Vec<&'t str>> {
    let row = &cells(line);
    if row.len() < 2 || row.len() > head.len() {
        return None;
    }
    if row.len() == head.len() {
        return Some(row.iter().map(|cell| cell.text).collect());
    }
    let filled = |texts: &Vec<&str>| texts.iter().filter(|text| !text.is_empty()).count();
    if let Some(texts) = cut(head, line).filter(|texts| filled(texts) > row.len()) {
        return Some(texts);
    }
    let mut texts = vec![""; head.len()];
    let mut least = 0;
    for cell in row {
        let place = (least..head.len()).max_by_key(|at| {
            let over = |head: &Drawn<'_>| head.end.min(cell.end).saturating_sub(head.start.max(cell.start));
            let near = |head: &Drawn<'_>| head.start.abs_diff(cell.start);
            head.get(*at).map(|head| (over(head), usize::MAX - near(head)))
        })?;
        *texts.get_mut(place)? = cell.text;
        least = place + 1;
    }
    Some(texts)
}

/// The parts of a line where the heads begin, if a space stands before each: columns so narrow that one space is all that
/// is left between them.
fn cut<'t>(head: &[Drawn<'_>], line: &'t str) -> Option<Vec<&'t str>> {
    let mut starts = head.iter().skip(1).map(|head| head.start);
    let (mut texts, mut from, mut column, mut before) = (Vec::with_capacity(head.len()), 0, 0, ' ');
    let mut next = starts.next();
    for (at, letter) in line.char_indices() {
        if next == Some(column) && !matches!(letter, '\u{300}'..='\u{36F}') {
            if before != ' ' {
                return None;
            }
            texts.push(line.get(from..at)?.trim());
            (from, next) = (at, starts.next());
        }
        column += usize::from(!matches!(letter, '\u{300}'..='\u{36F}'));
        before = letter;
    }
    texts.push(line.get(from..)?.trim());
    texts.resize(head.len(), "");
    Some(texts)
}

#[cfg(test)]
mod tests {
    use super::super::recording::pieces;

    #[test]
    fn columns_of_lines_are_tables() {
        let text = "DANH SÁCH\n\nSTT  Họ và tên       CCCD          Nơi ở\n---  --------------  ------------  -----\n\
                    1    Nguyễn Văn Thử  001095000123  Huế\n2    Trần Thị Mẫu                  Vinh\nTổng số: 2\n";
        assert_eq!(
            pieces(text.as_bytes()),
            [
                "\"DANH SÁCH\"",
                "Table",
                "  [*STT|*Họ và tên|*CCCD|*Nơi ở]",
                "  [1|Nguyễn Văn Thử|001095000123|Huế]",
                "  [2|Trần Thị Mẫu||Vinh]",
                "\"Tổng số: 2\"",
            ]
        );
    }

    #[test]
    fn narrow_columns_have_heads_of_their_own() {
        let text = "STT HO TEN             NG.SINH     DTHOAI\n1   PHAM THI XUYEN     18/07/1976\n\
                    2   LE PHUONG OANH     25/11/2003  0841355169\n";
        assert_eq!(
            pieces(text.as_bytes()),
            [
                "Table",
                "  [*STT|*HO TEN|*NG.SINH|*DTHOAI]",
                "  [1|PHAM THI XUYEN|18/07/1976|]",
                "  [2|LE PHUONG OANH|25/11/2003|0841355169]",
            ]
        );
    }

    #[test]
    fn bars_and_rules_of_a_client_are_drawn_only() {
        let grid = "mysql> select\n+--------+------+------+\n| ho_ten | cccd | sdt  |\n+--------+------+------+\n\
                    | Trần A | 0790 | 0912 |\n| Lê B   | 0010 | 0913 |\n+--------+------+------+\n";
        let read = pieces(grid.as_bytes()).join("\n");
        assert!(read.contains("*ho_ten|*cccd|*sdt") && read.contains("Trần A|0790|0912"), "{read}");
        assert!(!read.contains("| "), "{read}");
    }

    #[test]
    fn commas_of_thousands_part_nothing() {
        let list = "1  A  7,500,000  VND\n2  B  14,500,000  VND\n3  C  18,500,000  VND\n";
        assert!(!pieces(list.as_bytes()).join("\n").contains("500|"));
        let items = "- A (1, 2), x;\n- B (1, 2), x;\n- C (1, 2), x;\n";
        assert!(!pieces(items.as_bytes()).contains(&"Table".to_owned()));
    }

    #[test]
    fn other_lines_stay_text() {
        assert_eq!(pieces(b"one  two\nthree four  five\n"), ["\"one  two\"", "\"three four  five\""]);
        assert_eq!(pieces(b"a  b  c\n\nd e f"), ["\"a  b  c\"", "\"d e f\""]);
    }
}
