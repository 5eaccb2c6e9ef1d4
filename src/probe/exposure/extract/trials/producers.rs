//! Files that openpyxl, xlwt, odfpy, reportlab, fpdf2, qpdf, pyzipper and msoffcrypto made (see
//! `tests/exposure-files/make.py`).

use super::{Coverage, Format, Obstacle, assert_in_order, file, omitted, read};

#[test]
fn a_workbook_tells_what_its_readers_do_not_see() {
    let (format, lines, coverage) = read("people.xlsx", &file("people.xlsx"));
    assert_eq!((format, coverage), (Format::Workbook, Coverage::Whole));
    let expected = [
        "Sheet { name: \"Danh sách\", hidden: false }",
        "Table",
        "[STT|Họ và tên|Ngày sinh|Số CCCD|~Điện thoại]",
        "[#1|Nguyễn Văn A|01/02/1990|#79090000001|~0901234500]",
        "[~#2|~Trần Thị B|~03/04/1991|~001191000002|~0901234500]",
        "<Margin>",
        "\"Số định danh 079090000777\"",
        "<Comment>",
        "\"CMND cũ 025000001\"",
        "Sheet { name: \"Ẩn\", hidden: true }",
        "[001090000123]",
        "creator = openpyxl",
    ];
    assert_in_order(&lines, &expected);
}

#[test]
fn an_old_workbook_tells_the_same() {
    let (format, lines, coverage) = read("people.xls", &file("people.xls"));
    assert_eq!((format, coverage), (Format::Workbook, Coverage::Whole));
    let last = format!("[dòng 89 {}]", "ă".repeat(40));
    let expected = [
        "Sheet { name: \"Danh sách\", hidden: false }",
        "[STT|Họ và tên|Ngày sinh|~Số CCCD]",
        "[#1|Nguyễn Văn A|01/02/1990|~#79090000001]",
        "[~#2|~Trần Thị B|~03/04/1991|~#1191000002]",
        "Sheet { name: \"Ẩn\", hidden: true }",
        // Behind the place where the strings go on in another record.
        &last,
    ];
    assert_in_order(&lines, &expected);
}

#[test]
fn open_documents_tell_what_is_hidden_and_noted() {
    let (format, lines, coverage) = read("people.odt", &file("people.odt"));
    assert_eq!((format, coverage), (Format::OpenDocument, Coverage::Whole));
    let expected =
        ["<Comment>", "\"Chú thích 079090000003\"", "\"Số CCCD: 079090000001\"", "<Hidden>", "\" 079090000002\""];
    assert_in_order(&lines, &expected);
    let (_, lines, coverage) = read("people.ods", &file("people.ods"));
    assert_eq!(coverage, Coverage::Whole);
    assert_in_order(&lines, &["Sheet { name: \"Ẩn\", hidden: true }", "Table", "[01/02/1990|~#79090000001]"]);
    // A million empty rows are none.
    assert!(lines.iter().filter(|line| line.contains('[')).count() == 1, "{lines:?}");
}

#[test]
fn tables_of_pdf_come_as_rows_and_go_on_over_pages() {
    let (format, lines, coverage) = read("people.pdf", &file("people.pdf"));
    assert_eq!((format, coverage), (Format::Pdf, Coverage::Whole));
    let expected = [
        "Page(1)",
        "\"Danh sách cấp thẻ, số định\ndanh 079090000009\"",
        "[STT|Họ và tên|Ngày sinh|Số CCCD]",
        "[1|Nguyễn Văn A|01/02/1990|079090000001]",
        "Page(2)",
        "[*STT|*Họ và tên|*Ngày sinh|*Số CCCD]",
        "[19|Lê Văn C|05/06/1992|079092000019]",
    ];
    assert_in_order(&lines, &expected);
    let (_, lines, coverage) = read("people-fpdf.pdf", &file("people-fpdf.pdf"));
    assert_eq!(coverage, Coverage::Whole);
    assert_in_order(&lines, &["[STT|Họ và tên|Ngày sinh|Số CCCD]", "[2|Trần Thị B|03/04/1991|001191000002]"]);
}

#[test]
fn forms_and_links_of_pdf_are_read_packed_or_encrypted_without_a_password() {
    for name in ["form.pdf", "form-packed.pdf", "open-40.pdf", "open-128.pdf", "open-256.pdf"] {
        let (_, lines, coverage) = read(name, &file(name));
        assert_eq!(coverage, Coverage::Whole, "{name}");
        let expected = [
            "\"Don de nghi\"",
            "<Url>",
            "\"https://example.test/?cccd=079090000004\"",
            "<FormField>",
            "Số định danh cá nhân = 079090000003",
            "Author = Nguyễn Văn A",
        ];
        assert_in_order(&lines, &expected);
    }
}

#[test]
fn what_needs_a_password_is_named() {
    for (name, format) in [("locked.pdf", Format::Pdf), ("locked.xlsx", Format::Workbook)] {
        let (own, _, coverage) = read(name, &file(name));
        assert_eq!((own, coverage), (format, Coverage::Nothing(Obstacle::Encrypted)), "{name}");
    }
    let (_, lines, coverage) = read("locked.zip", &file("locked.zip"));
    assert_in_order(&lines, &["filename = cccd_079090000001_mat_truoc.txt"]);
    assert_eq!(omitted(&coverage), [("cccd_079090000001_mat_truoc.txt".to_owned(), Obstacle::Encrypted)]);
}
