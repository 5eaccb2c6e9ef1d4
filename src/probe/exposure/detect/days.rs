//! Days of birth that a table spreads or counts: a column each for day, month and year, the day's number in a sheet.

use super::fold::Words;
use super::known::Known;
use super::label::Label;
use super::number;
use crate::probe::exposure::blank::{is_blank, trimmed};
use crate::probe::exposure::piece::Cell;

/// The columns of the days, months and years of one birth.
#[derive(Debug, Default)]
pub(super) struct Days {
    columns: [Option<usize>; 3],
    /// Whether a heading above names births.
    named: bool,
}

impl Days {
    /// No column is known.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Takes in what heads a column, and whether that or what stands above names births.
    pub(super) fn heads(&mut self, column: usize, text: &str, births: bool) {
        let words = Words::of(text);
        let part = match words.together() {
            // Below a heading of births, or before `Tháng` and `Năm sinh`.
            b"ngay" | b"ng" => 0,
            b"thang" | b"th" => 1,
            b"nam" | b"namsinh" => 2,
            _ => return,
        };
        // Month and year stand right behind the day.
        let follows =
            part == 0 || column.checked_sub(1).is_some_and(|before| self.columns.get(part - 1) == Some(&Some(before)));
        let born = births || part < 2 || words.together() == b"namsinh" || self.named;
        let open = part == 0 && self.columns.get(1) == Some(&None);
        if let Some(slot) = self.columns.get_mut(part).filter(|slot| (slot.is_none() || open) && follows && born) {
            *slot = Some(column);
            self.named |= births;
        }
    }

    /// Whether a column holds a part of a day that is told in three.
    pub(super) fn hold(&self, column: usize) -> bool {
        self.columns.iter().all(Option::is_some) && self.columns.contains(&Some(column))
    }

    /// The day that the parts in a row make, and the column where it begins.
    pub(super) fn day(&self, cells: &[Cell<'_>]) -> Option<(usize, String)> {
        let [day, month, year] = self.columns;
        let at = |wanted: usize| {
            let mut from = 0;
            cells.iter().find_map(|cell| {
                let own = from;
                from += usize::from(cell.span.max(1));
                (own == wanted).then(|| trimmed(cell.text))
            })
        };
        written(at(day?)?, at(month?)?, at(year?)?).map(|written| (day.unwrap_or_default(), written))
    }
}

/// The day that the cells of a row tell whose first one asks for a birth.
pub(super) fn spread_below_birth(cells: &[Cell<'_>], known: &mut Known) -> Option<String> {
    // Most rows have no three numbers in a row, which is told sooner than what their first cell says.
    let day = spread(cells)?;
    let first = cells.iter().find(|cell| !is_blank(cell.text))?;
    known.labels(first.text).has(Label::Birth).then_some(day)
}

/// The day that the cells of a row tell behind a label: `17 | tháng | 1 | năm | 1988`.
fn spread(cells: &[Cell<'_>]) -> Option<String> {
    const MOST: usize = 7;
    const LONGEST: usize = 8;
    let mut numbers = [""; 3];
    let mut count = 0;
    for cell in cells.iter().filter(|cell| !is_blank(cell.text)).skip(1).take(MOST) {
        let text = trimmed(cell.text);
        if text.bytes().all(|byte| byte.is_ascii_digit()) {
            *numbers.get_mut(count)? = text;
            count += 1;
        } else if text.len() > LONGEST || !matches!(Words::of(text).together(), b"ngay" | b"thang" | b"nam") {
            break;
        }
    }
    let [day, month, year] = numbers;
    written(day, month, year)
}

/// The day in one writing, if it is one.
fn written(day: &str, month: &str, year: &str) -> Option<String> {
    let number = |text: &str| number::small(text.as_bytes());
    let lengths = (1..=2).contains(&day.len()) && (1..=2).contains(&month.len()) && year.len() == 4;
    let digits = [day, month, year].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    (lengths && digits && number::is_day(number(year), number(month), number(day)))
        .then(|| format!("{day}/{month}/{year}"))
}

/// The day of birth that a sheet keeps as a number of days: 36526 is the first of January 2000 (ECMA-376, part 1, 18.17.4.1).
pub(super) fn counted(value: &str) -> Option<(u16, u16, u16)> {
    let count: i64 = value.parse().ok().filter(|count| value.len() == 5 && (10_000..60_000).contains(count))?;
    let day = jiff::civil::date(1899, 12, 30).checked_add(jiff::Span::new().try_days(count).ok()?).ok()?;
    let part = |number: i16| u16::try_from(number).ok();
    let found = (part(day.day().into())?, part(day.month().into())?, part(day.year())?);
    number::is_day(found.2, found.1, found.0).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_sheets_are_those_of_the_calendar() {
        assert_eq!(counted("36526"), Some((1, 1, 2000)));
        assert_eq!(counted("37662"), Some((10, 2, 2003)));
        for other in ["1990", "9999", "59999", "45400.4", "079190", ""] {
            assert_eq!(counted(other), None, "{other}");
        }
    }

    #[test]
    fn three_cells_make_a_day() {
        let row = |texts: &[&'static str]| texts.iter().map(|text| Cell::new(text)).collect::<Vec<_>>();
        assert_eq!(spread(&row(&["Sinh ngày:", "", "17", "tháng", "1", "năm", "1988"])).as_deref(), Some("17/1/1988"));
        assert_eq!(spread(&row(&["Sinh ngày:", "17", "13", "1988"])), None, "no such month");
        assert_eq!(spread(&row(&["Sinh ngày:", "1988"])), None);
        let mut days = Days::default();
        for (column, text, births) in [(0, "Họ tên", false), (1, "ngày", true), (2, "tháng", false), (3, "năm", false)]
        {
            days.heads(column, text, births);
        }
        assert!(days.hold(2) && !days.hold(0));
        assert_eq!(days.day(&row(&["A", "9", "5", "2012"])), Some((1, "9/5/2012".to_owned())));
        let mut apart = Days::default();
        for (column, text) in [(1, "ngày"), (3, "tháng"), (4, "năm")] {
            apart.heads(column, text, true);
        }
        assert!(!apart.hold(1));
    }
}
