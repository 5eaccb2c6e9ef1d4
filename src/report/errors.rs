//! Reading an error list that came back: a workbook or a CSV file in which the inspected side has filled in states and
//! remarks. It comes from outside, so it is taken apart by the bounded reader of documents, not by one that trusts it.

use std::collections::BTreeSet;

use super::{csv, xlsx};
use crate::ledger::State;
use crate::probe::exposure::extract::Course;
use crate::probe::exposure::piece::{Cell, Kind, Sink, Step};
use crate::probe::exposure::{Document, Limits};
use crate::text::{Language, Text, shorten, text};

/// What the inspected side says of one error.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Row {
    /// The error's number.
    pub number: u32,
    /// Whether it is said to be mended.
    pub mended: bool,
    /// Another word of state that the inspected side chose itself; empty otherwise.
    pub state: String,
    /// The remark.
    pub note: String,
}

/// The longest remark that is kept, in characters.
const LONGEST_NOTE: usize = 2000;

/// Reads a list. Errors: it has no row of heads that we write, names a number twice, or a number that is none.
pub fn read(name: &str, bytes: &[u8]) -> Result<Vec<Row>, Text> {
    let mut table = Table::default();
    let limits = Limits::default();
    Course::new(&mut table, limits).read(&Document { bytes, content_type: None, name: Some(name), truncated: false });
    let (start, heads) =
        table.rows.iter().enumerate().find_map(|(place, row)| Some((place, heads(row)?))).ok_or_else(|| {
            Text::new(
                "không thấy hàng tiêu đề với mã lỗi, trạng thái và ghi chú: hãy dùng tệp do kiemtra lập",
                "there is no head row with error, state and remark: use a file that kiemtra wrote",
            )
        })?;
    let mut seen = BTreeSet::new();
    let mut rows = Vec::new();
    for cells in table.rows.iter().skip(start + 1) {
        let Some(row) = row(cells, &heads)? else { continue };
        let number = row.number;
        if !seen.insert(number) {
            return Err(text!("lỗi số {number} có hai hàng", "error {number} has two rows"));
        }
        rows.push(row);
    }
    Ok(rows)
}

/// The places of the columns that are read.
struct Heads {
    number: usize,
    state: usize,
    note: usize,
}

fn heads(row: &[String]) -> Option<Heads> {
    let place = |names: [&str; 4]| row.iter().position(|cell| names.contains(&cell.trim()));
    let [xlsx_vi, xlsx_en] = [Language::Vi, Language::En].map(xlsx::columns);
    let [csv_vi, csv_en] = [Language::Vi, Language::En].map(csv::columns);
    Some(Heads {
        number: place([xlsx_vi[1], xlsx_en[1], csv_vi[0], csv_en[0]])?,
        state: place([xlsx_vi[9], xlsx_en[9], csv_vi[9], csv_en[9]])?,
        note: place([xlsx_vi[11], xlsx_en[11], csv_vi[14], csv_en[14]])?,
    })
}

fn row(cells: &[String], heads: &Heads) -> Result<Option<Row>, Text> {
    let cell = |place: usize| cells.get(place).map(|cell| cell.trim()).unwrap_or_default();
    let number = cell(heads.number);
    if number.is_empty() {
        return Ok(None);
    }
    let number = number.parse().map_err(|_| {
        let shown = shorten(number, 40);
        text!("`{shown}` không phải mã lỗi", "`{shown}` is not the number of an error")
    })?;
    let state = cell(heads.state);
    let is = |own: State| {
        [Language::Vi, Language::En]
            .iter()
            .any(|language| xlsx::state_word(*language, own) == state || own.text().in_language(*language) == state)
    };
    let mended = is(State::Claimed);
    let own = mended || [State::Issued, State::Reopened, State::Verified].into_iter().any(is);
    let state = if own { String::new() } else { shorten(state, 100) };
    // Our own CSV puts an apostrophe before what a spreadsheet would calculate.
    let note = cell(heads.note);
    let note = note.strip_prefix('\'').filter(|rest| csv::neutral(rest) != *rest).unwrap_or(note);
    Ok(Some(Row { number, mended, state, note: shorten(note, LONGEST_NOTE) }))
}

/// Every row of every table, as texts. Rows and cells beyond any list of ours are let go.
#[derive(Default)]
struct Table {
    rows: Vec<Vec<String>>,
}

impl Sink for Table {
    fn enter(&mut self, _step: Step<'_>) {}

    fn leave(&mut self) {}

    fn text(&mut self, _text: &str) {}

    fn field(&mut self, _label: &str, _value: &str, _kind: Kind) {}

    fn row(&mut self, cells: &[Cell<'_>]) {
        if self.rows.len() < 100_000 {
            let spread = |cell: &Cell<'_>| {
                let more = usize::from(cell.span.clamp(1, 64)) - 1;
                std::iter::once(cell.text.to_owned()).chain(std::iter::repeat_n(String::new(), more))
            };
            self.rows.push(cells.iter().flat_map(spread).take(64).collect());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Options, sample};

    #[test]
    fn a_csv_list_goes_there_and_back() {
        let mut report = sample::report();
        report.errors[0].note = Some("=cmd|' /C calc'".to_owned());
        report.errors[1].note = Some("dòng một\ndòng hai; \"trích\"".to_owned());
        report.errors[1].state = State::Claimed.text();
        let bytes = csv::FORMAT.to_bytes(&report, &Options::default()).expect("a list");
        let rows = read("errors.csv", &bytes).expect("rows");
        assert_eq!(rows.len(), 15);
        assert_eq!(rows[0].note, "=cmd|' /C calc'");
        assert!(rows[1].mended && rows[1].note.contains("dòng hai; \"trích\""), "{:?}", rows[1]);
    }

    #[test]
    fn what_is_no_list_of_ours_is_refused_with_a_reason() {
        assert!(read("x.csv", b"a,b\r\n1,2\r\n").expect_err("no list").en.contains("head row"));
        assert!(read("x.xlsx", b"PK\x03\x04 no archive").is_err());
        let list = |number: &str| {
            let report = sample::report();
            let bytes = csv::FORMAT.to_bytes(&report, &Options::default()).expect("a list");
            let text = String::from_utf8(bytes).expect("UTF-8").replace("\"2\",", &format!("\"{number}\","));
            read("errors.csv", text.as_bytes()).expect_err(number).en
        };
        assert_eq!(list("1"), "error 1 has two rows");
        assert!(list("hai").contains("is not the number"));
    }
}
