//! The error list as CSV (RFC 4180) for spreadsheets: UTF-8 with a byte order mark, CRLF, and no
//! cell that a spreadsheet would take for a formula (CWE-1236).

use std::io::Write;

use super::words::{pick, yes_or_no};
use super::{ErrorRow, Format, Options, Report, ReportError};
use crate::text::{Language, Text, day};

/// The `csv` format.
pub(super) const FORMAT: Format = Format {
    name: "csv",
    file: "errors.csv",
    about: || Text::new("Danh mục lỗi cho bảng tính", "The error list for spreadsheets"),
    write,
};

fn write(report: &Report, options: &Options<'_>, to: &mut dyn Write) -> Result<(), ReportError> {
    let mut csv = String::from("\u{feff}");
    push_line(&mut csv, &columns(options.language).map(str::to_owned));
    for error in &report.errors {
        push_line(&mut csv, &cells(error, options.language));
    }
    Ok(to.write_all(csv.as_bytes())?)
}

pub(super) fn columns(language: Language) -> [&'static str; 15] {
    match language {
        Language::Vi => [
            "Số lỗi",
            "Mã kiểm tra",
            "Nội dung",
            "Vị trí",
            "Ghi nhận",
            "Mức độ",
            "Chặn kết nối",
            "Căn cứ",
            "Biện pháp khắc phục",
            "Tình trạng",
            "Đã khắc phục",
            "Ngày ghi nhận",
            "Thời hạn",
            "Đơn vị chịu trách nhiệm",
            "Ghi chú của đơn vị",
        ],
        Language::En => [
            "Number",
            "Check",
            "Title",
            "Place",
            "What was seen",
            "Severity",
            "Blocking",
            "Grounds",
            "How to mend",
            "State",
            "Fixed",
            "Pointed out on",
            "Due",
            "Responsible",
            "Remark of the body",
        ],
    }
}

fn cells(error: &ErrorRow, language: Language) -> [String; 15] {
    let said = |text: &Text| text.in_language(language).to_owned();
    let grounds: Vec<_> = error.grounds.iter().map(said).collect();
    let none = pick(language, "(chưa có căn cứ được xác nhận)", "(no confirmed ground yet)");
    [
        error.number.to_string(),
        error.check.clone(),
        said(&error.title),
        said(&error.place),
        said(&error.message),
        said(&error.severity),
        yes_or_no(language, error.blocking).to_owned(),
        if grounds.is_empty() { none.to_owned() } else { grounds.join("; ") },
        said(&error.fix),
        said(&error.state),
        yes_or_no(language, error.fixed).to_owned(),
        day(error.issued),
        error.due.clone().unwrap_or_default(),
        error.responsible.as_ref().map(said).unwrap_or_default(),
        error.note.clone().unwrap_or_default(),
    ]
}

fn push_line(csv: &mut String, cells: &[String]) {
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            csv.push(',');
        }
        csv.push('"');
        csv.push_str(&neutral(cell).replace('"', "\"\""));
        csv.push('"');
    }
    csv.push_str("\r\n");
}

/// The cell with an apostrophe in front where a spreadsheet would calculate. Leading blanks do not
/// help an attacker: some spreadsheets strip them first.
pub(super) fn neutral(cell: &str) -> String {
    let formula = cell.starts_with(['\t', '\r', '\n'])
        || cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if formula { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn the_list_has_a_mark_crlf_and_one_line_an_error() {
        let bytes = FORMAT.to_bytes(&sample::report(), &Options::default()).expect("a list");
        let csv = String::from_utf8(bytes).expect("UTF-8");
        assert!(csv.starts_with("\u{feff}\"Số lỗi\",\"Mã kiểm tra\""));
        assert_eq!(csv.matches("\r\n").count(), 16);
        assert!(csv.contains("\"Đã phúc tra đạt\",\"Có\","));
    }

    #[test]
    fn formulas_and_quotes_stay_text() {
        let mut report = sample::report();
        report.errors.truncate(1);
        report.errors[0].message = Text::same(r#"=HYPERLINK("http://x","y")"#);
        report.errors[0].place = Text::same("  @SUM(A1)");
        let csv = String::from_utf8(FORMAT.to_bytes(&report, &Options::default()).expect("a list")).expect("UTF-8");
        assert!(csv.contains(r#""'=HYPERLINK(""http://x"",""y"")""#));
        assert!(csv.contains(r#""'  @SUM(A1)""#));
    }
}
