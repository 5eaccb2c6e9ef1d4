//! The error list as a workbook that the inspected side fills in and sends back.
//!
//! Every cell is text, never a formula: what a server said may begin with `=`. Equal reports give equal bytes.

use std::io::Write;

use rust_xlsxwriter::{
    DataValidation, DocProperties, ExcelDateTime, Format as Look, FormatAlign, FormatBorder, Workbook, Worksheet,
    XlsxError,
};

use super::words::pick;
use super::{ErrorRow, Format, Options, Report, ReportError};
use crate::ledger::State;
use crate::text::{Language, Text, in_vietnam};

/// The `xlsx` format.
pub(super) const FORMAT: Format = Format {
    name: "xlsx",
    file: "errors.xlsx",
    about: || {
        Text::new(
            "Danh mục lỗi để đơn vị điền trạng thái, ghi chú rồi gửi lại",
            "The error list as a workbook to fill in and send back",
        )
    },
    write,
};

/// What a cell of Excel holds at most, in UTF-16 units.
const LONGEST_CELL: usize = 32_767;

/// The width of each column, in characters.
const WIDTHS: [f64; 12] = [5.0, 8.0, 26.0, 34.0, 28.0, 40.0, 13.0, 30.0, 40.0, 22.0, 12.0, 34.0];

/// The place of the column of states, in which one of a list is chosen.
const STATE: u16 = 9;

fn write(report: &Report, options: &Options<'_>, to: &mut dyn Write) -> Result<(), ReportError> {
    let bytes = workbook(report, options.language).map_err(|error| ReportError::Workbook(error.to_string()))?;
    Ok(to.write_all(&bytes)?)
}

/// The word that says that an error is mended: what the inspected side chooses, and what is read back as a claim.
pub(super) fn state_word(language: Language, state: State) -> String {
    // A comma would end the word in the list of choices.
    match state.text().in_language(language).split_once(", ") {
        Some((state, more)) => format!("{state} ({more})"),
        None => state.text().in_language(language).to_owned(),
    }
}

/// The word for an error that is being mended: a remark, no claim.
pub(super) fn under_way(language: Language) -> &'static str {
    pick(language, "Đang khắc phục", "Being mended")
}

/// The heads of the columns.
pub(super) fn columns(language: Language) -> [&'static str; 12] {
    match language {
        Language::Vi => [
            "TT",
            "Mã lỗi",
            "Tiêu chí",
            "Nội dung",
            "Vị trí",
            "Chứng cứ",
            "Mức độ",
            "Căn cứ",
            "Biện pháp khắc phục",
            "Trạng thái",
            "Thời hạn",
            "Ghi chú của đơn vị",
        ],
        Language::En => [
            "No.",
            "Error",
            "Check",
            "What is wrong",
            "Place",
            "What was seen",
            "Severity",
            "Grounds",
            "How to mend",
            "State",
            "Due",
            "Remark of the body",
        ],
    }
}

fn workbook(report: &Report, language: Language) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(report, language)?);
    let sheet = workbook.add_worksheet();
    sheet.set_name(pick(language, "Danh mục lỗi", "Errors"))?;
    let frame = Look::new().set_border(FormatBorder::Thin).set_text_wrap().set_align(FormatAlign::Top);
    let head = frame.clone().set_bold().set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter);
    for ((place, title), width) in (0..).zip(columns(language)).zip(WIDTHS) {
        sheet.set_column_width(place, width)?;
        sheet.write_string_with_format(0, place, title, &head)?;
    }
    let text = frame.set_num_format("@");
    for (row, error) in (1..).zip(&report.errors) {
        for (place, cell) in (0..).zip(cells(row, error, language)) {
            sheet.write_string_with_format(row, place, cut(&cell), &text)?;
        }
    }
    let last = u32::try_from(report.errors.len()).unwrap_or(u32::MAX);
    printed(sheet, report, language, last)?;
    if last > 0 {
        sheet.add_data_validation(1, STATE, last, STATE, &choices(language)?)?;
    }
    workbook.save_to_buffer()
}

/// How it looks on paper and on a screen: landscape A4, the head on every page and always in sight.
fn printed(sheet: &mut Worksheet, report: &Report, language: Language, last: u32) -> Result<(), XlsxError> {
    let page = pick(language, "Trang", "Page");
    let name = report.case.replace('&', "&&");
    sheet.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_footer(format!("&L{name}&R{page} &P/&N"));
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_freeze_panes(1, 2)?;
    sheet.autofilter(0, 0, last, 11)?;
    Ok(())
}

fn choices(language: Language) -> Result<DataValidation, XlsxError> {
    let states = [State::Issued, State::Claimed, State::Verified, State::Reopened];
    let mut words: Vec<_> = states.iter().map(|state| state_word(language, *state)).collect();
    words.insert(1, under_way(language).to_owned());
    let title = pick(language, "Trạng thái", "State");
    let say = pick(
        language,
        "Chọn một trạng thái trong danh sách; nội dung khác ghi ở cột ghi chú.",
        "Choose one of the list; anything else goes into the remark.",
    );
    DataValidation::new().allow_list_strings(&words)?.set_error_title(title)?.set_error_message(say)
}

fn cells(row: u32, error: &ErrorRow, language: Language) -> [String; 12] {
    let said = |text: &Text| text.in_language(language).to_owned();
    let blocking = if error.blocking { pick(language, " (chặn kết nối)", " (blocks)") } else { "" };
    let grounds: Vec<_> = error.grounds.iter().map(said).collect();
    let state = said(&error.state);
    let state = match state.split_once(", ") {
        Some((state, more)) => format!("{state} ({more})"),
        None => state,
    };
    [
        row.to_string(),
        error.number.to_string(),
        error.check.clone(),
        said(&error.title),
        said(&error.place),
        said(&error.message),
        format!("{}{blocking}", said(&error.severity)),
        grounds.join("; "),
        said(&error.fix),
        state,
        error.due.clone().unwrap_or_default(),
        error.note.clone().unwrap_or_default(),
    ]
}

/// The text as far as a cell holds it, without what XML cannot carry.
fn cut(text: &str) -> String {
    let mut room = LONGEST_CELL;
    let fits = |character: &char| match room.checked_sub(character.len_utf16()) {
        Some(rest) => {
            room = rest;
            true
        }
        None => false,
    };
    crate::text::visible(text).chars().take_while(fits).collect()
}

fn properties(report: &Report, language: Language) -> Result<DocProperties, XlsxError> {
    let ended = in_vietnam(report.ended);
    let part = |number: i8| u8::try_from(number).unwrap_or_default();
    let day =
        ExcelDateTime::from_ymd(u16::try_from(ended.year()).unwrap_or(1900), part(ended.month()), part(ended.day()))?;
    let hour = u16::try_from(ended.hour()).unwrap_or_default();
    let at = day.and_hms(hour, part(ended.minute()), f64::from(ended.second()))?;
    let title = pick(language, "Danh mục lỗi", "Errors");
    Ok(DocProperties::new()
        .set_title(format!("{title}: {}", report.system.in_language(language)))
        .set_author(report.head.issuer.in_language(language))
        .set_comment(&*report.evidence_id)
        .set_creation_datetime(&at))
}

#[cfg(test)]
mod tests {
    use super::super::errors::{Row, read};
    use super::*;
    use crate::report::sample;

    fn written(report: &Report, language: Language) -> Vec<u8> {
        FORMAT.to_bytes(report, &Options { language, ..Options::default() }).expect("a workbook")
    }

    #[test]
    fn what_is_filled_in_is_read_back_by_the_error_it_stands_at() {
        let mut report = sample::report();
        report.errors[2].state = Text::same(state_word(Language::Vi, State::Claimed));
        report.errors[2].note = Some("Đã tắt TLS 1.0".to_owned());
        report.errors[3].message = Text::same("=HYPERLINK(\"http://x\")");
        for language in [Language::Vi, Language::En] {
            let rows = read("errors.xlsx", &written(&report, language)).expect("rows");
            assert_eq!(rows.len(), report.errors.len());
            assert_eq!(rows[0].number, 1);
        }
        let rows = read("errors.xlsx", &written(&report, Language::Vi)).expect("rows");
        assert_eq!(rows[2], Row { number: 3, mended: true, state: String::new(), note: "Đã tắt TLS 1.0".to_owned() });
        assert!(!rows[3].mended && rows[3].note.is_empty());
    }

    #[test]
    fn the_sheet_is_made_for_filling_in_and_printing() {
        let bytes = written(&sample::report(), Language::Vi);
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("errors.xlsx");
        std::fs::write(&file, &bytes).expect("a file");
        let script = "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print(z.read('xl/worksheets/sheet1.xml').decode()); print(z.read('xl/workbook.xml').decode())";
        let Ok(told) = std::process::Command::new("python3").args(["-c", script]).arg(&file).output() else { return };
        assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
        let xml = String::from_utf8(told.stdout).expect("UTF-8");
        for part in [
            "state=\"frozen\"",
            "<autoFilter ref=\"A1:L16\"",
            "orientation=\"landscape\"",
            "type=\"list\"",
            "Đang khắc phục",
            "_xlnm.Print_Titles",
        ] {
            assert!(xml.contains(part), "{part}");
        }
        assert!(!xml.contains("<f>"), "a formula");
    }

    #[test]
    fn any_text_makes_a_sound_sheet() {
        let mut report = sample::report();
        report.errors[0].message = Text::same("\u{0}\u{ffff}]]>&<😀\u{202e}".repeat(20_000));
        report.errors[0].note = Some("=1+1".to_owned());
        let rows = read("errors.xlsx", &written(&report, Language::Vi)).expect("rows");
        assert_eq!(rows[0].note, "=1+1");
        report.errors.clear();
        assert!(!written(&report, Language::En).is_empty());
    }
}
