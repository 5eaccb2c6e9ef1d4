//! Tables made of elements that are none: `div`s, list items or `span`s in rows of as many parts as a row of headings.
//!
//! Nothing of it costs where it is not: where short blocks stand in the source is noted, and a number below them asks
//! whether they begin such a table. Only then are tags counted.

use memchr::memchr2;

use super::super::super::detect::label_class;
use super::super::super::piece::{Cell, Sink, Step};
use super::Walker;
use super::children::{Part, Reading};

/// How many blocks that may be headings are remembered: a number asks for none further above.
const MOST: usize = 24;
/// The longest block that headings or a row make, in bytes.
const LONGEST_BLOCK: usize = 255;
/// The fewest digits of a block that asks what it stands below.
const DIGITS: usize = 7;
/// The longest heading, and the longest row of the source, in bytes.
const LONGEST_HEADING: usize = 64;
const LONGEST_ROW: usize = 16 << 10;
/// The longest row of headings of the source, in bytes.
const LONGEST_HEADINGS: usize = 4 << 10;
/// The longest element whose parts follow each other without rows.
const LONGEST_FLAT: usize = 256 << 10;
/// The most parts of a row, and of an element without rows.
const MOST_PARTS: usize = 40;
const MOST_FLAT: usize = 4000;
/// The most columns where nothing but the headings parts the rows.
const MOST_COLUMNS: usize = 12;
/// How many rows unlike the others may stand between them: the name of a group.
const MOST_ODD: usize = 2;

/// Where such tables may begin, and where the one last told ends.
#[derive(Default)]
pub(super) struct Grids {
    /// Where the blocks begin that may be headings.
    blocks: [usize; MOST],
    next: usize,
    count: usize,
    /// Where the text of the open block begins.
    pub(super) block: usize,
    /// Up to here all text was told in rows.
    until: usize,
    /// How many bytes were looked at for it; no more of them than a few times the page.
    looked_at: usize,
}

/// A table that was found.
struct Grid {
    /// Where the element of the headings begins, or the one that holds all parts.
    headings: usize,
    /// Where the first row begins; `None` where parts follow each other without rows.
    first: Option<usize>,
    end: usize,
    /// How many columns there are.
    columns: usize,
}

impl<S: Sink + ?Sized> Walker<'_, '_, '_, S> {
    /// Whether the text of the open block is told in the rows of such a table.
    #[inline]
    pub(super) fn is_told_in_rows(&mut self) -> bool {
        let start = self.grids.block;
        if start < self.grids.until {
            return true;
        }
        if self.block.len() > LONGEST_BLOCK {
            return false;
        }
        // No block is longer than a byte counts: so many are counted at once.
        let digits: u8 = self.block.bytes().map(|byte| u8::from(byte.is_ascii_digit())).sum();
        if digits == 0 {
            if let Some(slot) = self.grids.blocks.get_mut(self.grids.next) {
                *slot = start;
                self.grids.next = (self.grids.next + 1) % MOST;
                self.grids.count = MOST.min(self.grids.count + 1);
            }
            return false;
        }
        usize::from(digits) >= DIGITS && self.grids.count > 0 && may_identify(&self.block) && self.tell_rows(start)
    }

    /// Tells the rows of the table in which the block at `asking` stands, if it stands in one.
    #[inline(never)]
    fn tell_rows(&mut self, asking: usize) -> bool {
        let count = std::mem::take(&mut self.grids.count);
        let blocks = (1..=count).filter_map(|back| self.grids.blocks.get((self.grids.next + MOST - back) % MOST));
        let budget = self.text.len().saturating_mul(4).saturating_add(LONGEST_ROW);
        let mut reading = Reading { text: self.text, parts: Vec::new(), looked_at: self.grids.looked_at, budget };
        let found = blocks.rev().find_map(|block| reading.grid(*block, asking));
        self.grids.looked_at = reading.looked_at;
        let Some(grid) = found else { return false };
        // What was found is told to its end, whatever finding it cost: its text is told nowhere else.
        reading.budget = usize::MAX;
        self.course.enter(Step::Table);
        match grid.first {
            Some(first) => self.rows(&mut reading, &grid, first),
            None => self.flat(&mut reading, &grid),
        }
        self.course.leave();
        self.grids.until = grid.end;
        true
    }

    /// Tells rows that are elements.
    fn rows(&mut self, reading: &mut Reading<'_>, grid: &Grid, first: usize) {
        let mut heading = true;
        let mut at = Some(grid.headings);
        while let Some(row) = at.filter(|row| *row < grid.end && self.course.may_continue()) {
            let Some(end) = reading.row(row, LONGEST_ROW, MOST_PARTS) else { break };
            let texts: Vec<String> = reading.parts.iter().map(|part| reading.said(*part)).collect();
            if texts.len() == grid.columns {
                self.tell_row(&texts, heading);
            } else {
                // The name of a group across all columns.
                let span = u16::try_from(grid.columns).unwrap_or(1);
                self.course.row(&[Cell { span, ..Cell::new(&texts.join(" ")) }]);
            }
            at = if heading { Some(first) } else { reading.sibling(end) };
            heading = false;
        }
    }

    /// Tells parts that follow each other without rows.
    fn flat(&mut self, reading: &mut Reading<'_>, grid: &Grid) {
        if reading.row(grid.headings, LONGEST_FLAT, MOST_FLAT).is_none() {
            return;
        }
        for (row, parts) in reading.parts.chunks(grid.columns.max(1)).enumerate() {
            let texts: Vec<String> = parts.iter().map(|part| reading.said(*part)).collect();
            self.tell_row(&texts, row == 0);
        }
    }

    fn tell_row(&mut self, texts: &[String], heading: bool) {
        let cells: Vec<Cell<'_>> = texts.iter().map(|text| Cell { heading, ..Cell::new(text) }).collect();
        self.course.row(&cells);
    }
}

impl Reading<'_> {
    /// The table that the block at `block` begins, if the one at `asking` stands in it.
    fn grid(&mut self, block: usize, asking: usize) -> Option<Grid> {
        let around = self.around(block);
        around.into_iter().flatten().find_map(|row| self.below(row, asking))
    }

    /// The table whose headings the element at `headings` holds.
    fn below(&mut self, headings: usize, asking: usize) -> Option<Grid> {
        let end = self.headings(headings, LONGEST_HEADINGS, MOST_PARTS).filter(|end| *end <= asking);
        let columns = self.parts.len();
        let Some((end, named)) = end.zip(named_headings(self, &self.parts)) else {
            return self.without_rows(headings, asking);
        };
        let mut best: Option<(usize, Grid)> = None;
        for first in self.firsts(end).into_iter().flatten() {
            let Some((rows, end)) = self.extent(first, columns, asking) else { continue };
            if best.as_ref().is_none_or(|(most, _)| rows > *most) {
                best = Some((rows, Grid { headings, first: Some(first), end, columns }));
            }
        }
        // One row below one such word may be anything: `Giới thiệu`, `Liên hệ` of a menu, and a number below.
        best.filter(|(rows, grid)| asking < grid.end && *rows + named > 2).map(|(_, grid)| grid)
    }

    /// The table whose headings and values are all parts of the element at `around`: the fewest columns that explain
    /// where its numbers stand.
    fn without_rows(&mut self, around: usize, asking: usize) -> Option<Grid> {
        // What was read of it as headings tells whether it is worth reading on.
        let leading = self.parts.iter().take(MOST_COLUMNS).take_while(|part| self.may_head(part)).count();
        if leading < 2 || !self.parts.iter().take(leading).any(|part| label_class(&self.said(*part)).is_some()) {
            return None;
        }
        let end = self.row(around, LONGEST_FLAT, MOST_FLAT).filter(|end| asking < *end)?;
        let parts = &self.parts;
        let named = |at: usize| parts.get(at).is_some_and(|part| label_class(&self.said(*part)).is_some());
        let numbers: Vec<usize> =
            parts.iter().enumerate().filter(|(_, part)| self.digits(part) >= DIGITS).map(|(at, _)| at).collect();
        let fits = |columns: &usize| {
            let rows = parts.len() / columns;
            let in_column = |column: usize| numbers.iter().filter(|at| **at % columns == column).count();
            parts.len().is_multiple_of(*columns)
                && rows > 1
                && !named(*columns)
                && numbers.first().is_some_and(|at| (*columns..2 * columns).contains(at))
                && (0..*columns).all(|column| matches!(in_column(column), 0) || in_column(column) == rows - 1)
                && named_headings(self, parts.get(..*columns).unwrap_or_default()).is_some()
        };
        let columns = (2..=leading).find(fits)?;
        Some(Grid { headings: around, first: None, end, columns })
    }

    /// How many rows of so many parts begin at `first`, and where the last of them ends. None where what stands below
    /// the headings is itself named, part by part: a form.
    fn extent(&mut self, first: usize, columns: usize, asking: usize) -> Option<(usize, usize)> {
        let (mut rows, mut end, mut odd) = (0, first, 0);
        let mut at = Some(first);
        while let Some(row) = at {
            let Some(behind) = self.row(row, LONGEST_ROW, MOST_PARTS) else { break };
            if self.parts.len() == columns {
                let named = |part: &Part| label_class(&self.said(*part)).is_some();
                if rows == 0 && self.parts.first().is_some_and(named) {
                    return None;
                }
                (rows, end, odd) = (rows + 1, behind, 0);
            } else {
                odd += 1;
                if odd > MOST_ODD {
                    break;
                }
            }
            at = self.sibling(behind);
        }
        (rows > 0 && end > asking).then_some((rows, end))
    }
}

/// Whether a block holds more than dates, times and numbers of documents, and no label of its own.
fn may_identify(block: &str) -> bool {
    let Some(sign) = memchr2(b'/', b':', block.as_bytes()) else { return true };
    let mut run = 0;
    !block.get(sign..).is_some_and(|rest| rest.contains(": "))
        && block.bytes().any(|byte| {
            run = match byte {
                b'0'..=b'9' => run + 1,
                b' ' | b'.' | b'-' => run,
                _ => 0,
            };
            run >= DIGITS
        })
}

/// How many of the parts name what a person's data are, if they are headings: elements of one kind, short and without
/// digits.
fn named_headings(reading: &Reading<'_>, parts: &[Part]) -> Option<usize> {
    let first = parts.first()?.0;
    let short = |part: &Part| part.0 == first && reading.may_head(part);
    if parts.len() < 2 || !parts.iter().all(short) {
        return None;
    }
    let (mut filled, mut named) = (0, 0);
    for part in parts {
        let text = reading.said(*part);
        if text.len() > LONGEST_HEADING || text.bytes().any(|byte| byte.is_ascii_digit() || byte == b':') {
            return None;
        }
        filled += usize::from(!text.is_empty());
        named += usize::from(label_class(&text).is_some());
    }
    (filled >= 2 && named >= 1).then_some(named)
}

#[cfg(test)]
mod tests {
    use super::super::super::recording::read_by;

    /// The rows of a page, and how many of its blocks were told outside of them.
    fn rows(html: &str) -> (Vec<String>, usize) {
        let lines = read_by(|course| super::super::read(course, html));
        let (rows, rest): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| line.starts_with("  ["));
        (rows, rest.iter().filter(|line| line.starts_with('"')).count())
    }

    #[track_caller]
    fn check(html: &str, expected: &[&str]) {
        assert_eq!(rows(html).0, expected.iter().map(|row| format!("  [{row}]")).collect::<Vec<_>>(), "{html}");
    }

    #[test]
    fn rows_of_as_many_parts_below_headings_are_a_table() {
        let table = ["*Họ tên|*Số CMND", "An|012345678", "Bé|023456789"];
        check(
            "<div><div><b>Họ tên</b><b>Số CMND</b></div><div><b>An</b><b>012345678</b></div>\
             <div><b>Bé</b><b>023456789</b></div></div><p>Hết",
            &table,
        );
        let wrapped = "<div class=t><div><ul><li>Họ tên</li><li>Số CMND</li></ul></div><!-- --><div>\
                       <ul><li><a href='#'>An</a></li><li><p>012345678</p></li></ul><ul><li>Bé</li><li>023456789</li></ul>\
                       </div></div>";
        check(wrapped, &table);
        let heads_alone = "<div class=t><header><div>Họ tên</div><div>Số CMND</div></header><section>\
                           <div><i>An</i><i>012345678</i></div><div><i>Bé</i><i>023456789</i></div></section></div>";
        check(heads_alone, &table);
        let grid = "<div class=grid><div>Họ tên</div><div>Số CMND</div><div>An</div><div>012345678</div><div>Bé</div>\
                    <div>023456789</div></div>";
        check(grid, &table);
    }

    #[test]
    fn the_name_of_a_group_stands_between_rows_and_what_follows_is_text() {
        let html = "<div><p>Họ tên</p><p>Số CMND</p></div><h4>Xã A</h4><div><p>An</p><p>012345678</p></div>\
                    <h4>Xã B</h4><div><p>Bé</p><p>023456789</p></div><p>Liên hệ 02613852111</p>";
        check(html, &["*Họ tên|*Số CMND", "Xã Ax2", "An|012345678", "Xã Bx2", "Bé|023456789"]);
        // The headings, and the two blocks before the first number, were told before; and what stands below.
        assert_eq!(rows(html).1, 5);
    }

    #[test]
    fn forms_menus_and_other_numbers_are_no_tables() {
        check("<div><p>Họ tên</p><p>An</p></div><div><p>Số CMND</p><p>012345678</p></div>", &[]);
        check("<ul><li>Giới thiệu</li><li>Liên hệ</li></ul><ul><li>Tổng đài</li><li>19001234567</li></ul>", &[]);
        check("<div><p>Họ tên</p><p>Số CMND</p></div><p>Văn bản</p><p>Số 12</p><p>Mã</p><p>012345678</p>", &[]);
        check("<div><h2>Số CMND</h2><p>Họ tên</p></div><div><h2>A</h2><p>012345678</p></div>", &[]);
        check("<div><p>Họ tên: An</p><p>Số CMND</p></div><div><p>Bé</p><p>012345678</p></div>", &[]);
    }

    /// Every block may begin a table, none does, and every other one asks: the page is gone over a few times at most.
    #[test]
    fn a_page_that_asks_all_the_time_is_not_read_for_ever() {
        let html = "<div><div><div><div>CMND</div><div>Họ tên</div></div>012345678<p>x".repeat(20_000);
        let before = std::time::Instant::now();
        let (found, _) = rows(&html);
        assert!(found.is_empty());
        assert!(before.elapsed().as_secs() < 20, "{:?}", before.elapsed());
    }

    /// However much was looked at before, each number of a table is told: in a row, or as the text that it is.
    #[test]
    fn no_row_is_lost_where_the_looking_ends() {
        let row = |number: usize| format!("<div><i>An</i><i>{number:09}</i></div>");
        let table = format!("<div><i>Họ tên</i><i>CMND</i></div>{}", (0..300).map(row).collect::<String>());
        let numbers: Vec<String> = (0..300).map(|number| format!("{number:09}")).collect();
        // Elements that never end are looked through to the bound, and every letter behind the table allows four more.
        for (asks, more) in (1..8).flat_map(|asks| (0..40).map(move |more| (asks, more * 250))) {
            let asks = "<div><div><div><div>a".repeat(asks) + "<p>912345678<p>";
            let page = format!("{asks}{table}{}", "z".repeat(more));
            let lines = read_by(|course| super::super::read(course, &page)).join("\n");
            let lost = numbers.iter().find(|number| !lines.contains(*number));
            assert_eq!(lost, None, "{more}");
        }
    }
}
