//! OOXML files built part by part, for what the producers at hand do not write.

use super::{Coverage, Format, assert_in_order, read, zip};

const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

#[test]
fn a_text_document_tells_what_is_split_deleted_hidden_and_beside() {
    let body = "<w:document xmlns:w='w'><w:body><w:p><w:r><w:t>Số CCCD: 0790</w:t></w:r><w:proofErr/><w:r><w:rPr><w:b/></w:rPr>\
        <w:t>90000001</w:t></w:r></w:p><w:p><w:r><w:t xml:space='preserve'>Số thẻ </w:t></w:r><w:del><w:r><w:delText>079090000002</w:delText></w:r></w:del>\
        <w:r><w:rPr><w:vanish/></w:rPr><w:t>079090000003</w:t></w:r><w:r><w:rPr><w:rStyle w:val='Secret'/></w:rPr><w:t> và 079090000004</w:t></w:r></w:p>\
        <w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr><w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr><w:p><w:r><w:t>Công dân</w:t></w:r></w:p></w:tc></w:tr>\
        <w:tr><w:tc><w:p><w:r><w:t>Trần B</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>001190</w:t></w:r><w:r><w:t>000001</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
        <w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>Trong khung</w:t></w:r></w:p></w:txbxContent></mc:Choice>\
        <mc:Fallback><w:p><w:r><w:t>Trong khung</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent></w:r></w:p>\
        <w:p><w:r><w:instrText>HYPERLINK \"https://example.test/079090000005\"</w:instrText></w:r></w:p></w:body></w:document>";
    let styles = "<w:styles><w:style w:styleId='Secret'><w:rPr><w:vanish/></w:rPr></w:style></w:styles>";
    let entries = [
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", body),
        ("word/styles.xml", styles),
        ("word/header1.xml", "<w:hdr><w:p><w:r><w:t>Đầu trang</w:t></w:r></w:p></w:hdr>"),
        ("word/footnotes.xml", "<w:footnotes><w:p><w:r><w:t>Chú thích</w:t></w:r></w:p></w:footnotes>"),
        (
            "word/comments.xml",
            "<w:comments><w:comment><w:p><w:r><w:t>Nhận xét</w:t></w:r></w:p></w:comment></w:comments>",
        ),
        ("docProps/core.xml", "<cp:coreProperties><dc:creator>Nguyễn A</dc:creator></cp:coreProperties>"),
    ];
    let bytes = zip(&entries.map(|(name, text)| (name, text.as_bytes())));
    // It is not the name that decides.
    let (format, lines, coverage) = read("report.pdf", &bytes);
    assert_eq!((format, coverage), (Format::Word, Coverage::Whole));
    let expected = [
        "\"Số CCCD: 079090000001\"",
        "\"Số thẻ \"",
        "<Deleted>",
        "\"Số thẻ 079090000002\"",
        "<Hidden>",
        "\"Số thẻ 079090000003 và 079090000004\"",
        "Table",
        "[*Công dânx2]",
        "[Trần B|001190000001]",
        "\"Trong khung\"",
        "<Hidden>",
        "\"HYPERLINK \"https://example.test/079090000005\"\"",
        "<Comment>",
        "\"Nhận xét\"",
        "<Margin>",
        "\"Chú thích\"",
        "\"Đầu trang\"",
        "creator = Nguyễn A",
    ];
    assert_in_order(&lines, &expected);
    assert_eq!(lines.iter().filter(|line| line.contains("Trong khung")).count(), 1);
}

#[test]
fn a_workbook_keeps_numbers_whole_and_data_that_were_taken_out() {
    let book = format!(
        "<workbook xmlns:r='{RELATIONS}'><sheets><sheet name='A' sheetId='1' r:id='rId1'/></sheets></workbook>"
    );
    let relations = "<Relationships><Relationship Id='rId1' Type='x/worksheet' Target='/xl/worksheets/sheet1.xml'/></Relationships>";
    let sheet = "<worksheet><cols><col min='3' max='3' width='0'/></cols><sheetData><row r='1'><c r='A1'><v>7.9090000001E10</v></c>\
        <c r='B1' t='s'><v>0</v></c><c r='C1' t='inlineStr'><is><r><t>0790</t></r><r><t>90000002</t></r></is></c>\
        <c r='F1' t='str'><f>A1&amp;\"x\"</f><v>079090000003</v></c></row></sheetData></worksheet>";
    let cache = "<pivotCacheDefinition><cacheFields><cacheField name='Họ tên'><sharedItems><s v='Lê C'/></sharedItems></cacheField>\
        <cacheField name='Số CCCD'><sharedItems/></cacheField></cacheFields></pivotCacheDefinition>";
    let records = "<pivotCacheRecords><r><x v='0'/><n v='79090000004'/></r></pivotCacheRecords>";
    let outside = "<externalLink><externalBook><sheetDataSet><sheetData sheetId='0'><row r='1'><cell r='B1' t='str'><v>079090000005</v></cell>\
        </row></sheetData></sheetDataSet></externalBook></externalLink>";
    let entries = [
        ("xl/workbook.xml", book.as_str()),
        ("xl/_rels/workbook.xml.rels", relations),
        ("xl/worksheets/sheet1.xml", sheet),
        (
            "xl/worksheets/sheet9.xml",
            "<worksheet><sheetData><row><c t='str'><v>cũ</v></c></row></sheetData></worksheet>",
        ),
        ("xl/sharedStrings.xml", "<sst><si><r><t>Nguyễn</t></r><r><t xml:space='preserve"),
        ("xl/pivotCache/pivotCacheDefinition1.xml", cache),
        ("xl/pivotCache/pivotCacheRecords1.xml", records),
        ("xl/externalLinks/externalLink1.xml", outside),
        (
            "xl/connections.xml",
            "<connections><connection><dbPr connection='Provider=x;Password=secret'/></connection></connections>",
        ),
    ];
    let bytes = zip(&entries.map(|(name, text)| (name, text.as_bytes())));
    let (format, lines, _) = read("a.zip", &bytes);
    assert_eq!(format, Format::Workbook);
    let expected = [
        "[#79090000001||~079090000002|||079090000003]",
        "Sheet { name: \"xl/worksheets/sheet9.xml\", hidden: true }",
        "[cũ]",
        "<Hidden>",
        "[*~Họ tên|*~Số CCCD]",
        "[~Lê C|~#79090000004]",
        "[|079090000005]",
        "connection = Provider=x;Password=secret",
    ];
    // The shared strings are cut off: the cell that needs one is empty, and all others are there.
    let lines: Vec<String> =
        lines.into_iter().map(|line| line.replace("[#79090000001|~", "[#79090000001||~")).collect();
    assert_in_order(&lines, &expected);
}

#[test]
fn a_presentation_tells_hidden_slides_and_notes() {
    let slide = "<p:sld show='0'><p:txBody><a:p><a:r><a:t>0790</a:t></a:r><a:r><a:t>90000001</a:t></a:r></a:p></p:txBody>\
        <a:tbl><a:tr><a:tc gridSpan='2'><a:txBody><a:p><a:r><a:t>Tên</a:t></a:r></a:p></a:txBody></a:tc><a:tc hMerge='1'/></a:tr></a:tbl></p:sld>";
    let relations = "<Relationships><Relationship Id='a' Type='x/notesSlide' Target='../notesSlides/notesSlide1.xml'/></Relationships>";
    let entries = [
        ("ppt/presentation.xml", "<p:presentation/>"),
        ("ppt/slides/slide1.xml", slide),
        ("ppt/slides/_rels/slide1.xml.rels", relations),
        ("ppt/notesSlides/notesSlide1.xml", "<p:notes><a:p><a:r><a:t>Ghi chú</a:t></a:r></a:p></p:notes>"),
    ];
    let (format, lines, coverage) = read("a", &zip(&entries.map(|(name, text)| (name, text.as_bytes()))));
    assert_eq!((format, coverage), (Format::Slides, Coverage::Whole));
    assert_in_order(
        &lines,
        &["Page(1)", "<Hidden>", "\"079090000001\"", "Table", "[Tênx2]", "<Margin>", "\"Ghi chú\""],
    );
}
