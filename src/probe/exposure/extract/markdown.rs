//! Tables of Markdown (GitHub Flavored Markdown, 4.10): cells between bars, a line of dashes below the headings.

use super::super::piece::{Cell, Sink, Step};
use super::Course;
use super::columns::Lines;

/// The longest line of such a table.
const LONGEST: usize = 4000;

/// Reads the table whose headings begin at `at`, if one does; gives where it ends.
pub(super) fn read<S: Sink + ?Sized>(course: &mut Course<'_, S>, text: &str, at: usize) -> Option<usize> {
    let (head, behind) = line(text, at)?;
    let (rule, mut behind) = line(text, behind)?;
    let head = cells(head);
    if !is_rule(rule) || head.len() < 2 || cells(rule).len() != head.len() {
        return None;
    }
    course.enter(Step::Table);
    let headings: Vec<Cell<'_>> = head.iter().map(|text| Cell { heading: true, ..Cell::new(text) }).collect();
    course.row(&headings);
    while let Some((row, next)) = line(text, behind).filter(|(row, _)| row.contains('|')) {
        let drawn: Vec<Cell<'_>> = cells(row).into_iter().map(Cell::new).collect();
        course.row(&drawn);
        behind = next;
        if !course.may_continue() {
            break;
        }
    }
    course.leave();
    Some(behind)
}

/// Whether such a table stands in the beginning of a text.
pub(super) fn is_in(sample: &[u8]) -> bool {
    let ruled = memchr::memmem::find(sample, b"|--").or_else(|| memchr::memmem::find(sample, b"| --"));
    let Some(at) = ruled.or_else(|| memchr::memmem::find(sample, b"|:-")) else { return false };
    let from = memchr::memrchr(b'\n', sample.get(..at).unwrap_or_default()).map_or(0, |found| found + 1);
    let rest = sample.get(from..).unwrap_or_default();
    let line = rest.split(|byte| *byte == b'\n').next().unwrap_or_default();
    from > 0 && std::str::from_utf8(line).is_ok_and(|line| is_rule(line.trim()))
}

/// The line at a place, and where the next begins; none at the end, none that is too long.
fn line(text: &str, at: usize) -> Option<(&str, usize)> {
    let mut lines = Lines { text, at };
    let line = lines.next().filter(|line| line.len() <= LONGEST)?;
    Some((line.trim(), lines.at))
}

fn is_rule(line: &str) -> bool {
    line.contains("--") && line.bytes().all(|byte| matches!(byte, b'|' | b'-' | b':' | b' '))
}

/// The cells of a line, without what sets their words off.
fn cells(line: &str) -> Vec<&str> {
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line.strip_suffix('|').unwrap_or(line);
    line.split('|').map(|cell| cell.trim().trim_matches(['`', '*'])).collect()
}

#[cfg(test)]
mod tests {
    use super::super::recording::pieces;

    #[test]
    fn headings_above_dashes_name_the_cells() {
        assert_eq!(
            pieces("# A\n| User | Mật khẩu |\n|:---|---:|\n| `a` | **b** |\nc | d\n\nx | y\n".as_bytes()),
            ["\"# A\"", "Table", "  [*User|*Mật khẩu]", "  [a|b]", "  [c|d]", "\"x | y\""]
        );
        assert_eq!(pieces("a: | b |\n|--\nc d e f g".as_bytes()).len(), 3);
    }
}
