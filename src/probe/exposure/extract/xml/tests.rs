use super::super::super::document::{Coverage, Document};
use super::super::recording::{pieces, read_by, record};

#[track_caller]
fn check(xml: &str, expected: &[&str]) {
    let lines = read_by(|course| super::read(course, xml));
    assert_eq!(lines.join("\n"), expected.join("\n"), "{xml}");
}

#[test]
fn elements_are_records_and_fields() {
    check(
        "<?xml version='1.0'?><ds><nguoi id='1'><hoTen>Trần &amp; A</hoTen><so:CCCD>001&#48;</so:CCCD></nguoi><nguoi><hoTen>B</hoTen></nguoi></ds>",
        &[
            ".ds",
            "  Record",
            "    .nguoi",
            "      Record",
            "        id = 1",
            "        hoTen = Trần & A",
            "        CCCD = 0010",
            "    .nguoi",
            "      Record",
            "        hoTen = B",
        ],
    );
    check(
        "<a><![CDATA[x < y]]><b/>tail<!-- 001 --></a>",
        &[".a", "  Record", "    \"x < y\"", "    <Comment>", "      \"001\"", "    \"tail\""],
    );
}

#[test]
fn named_values_are_fields_of_that_name() {
    check(
        "<c><add key='CCCD' value='001'/><field name=\"ten\">A</field></c>",
        &[".c", "  Record", "    CCCD = 001", "    .field", "      Record", "        name = ten", "    ten = A"],
    );
}

#[test]
fn notations_inside_are_read() {
    check("<i><d>&lt;b&gt;001&lt;/b&gt;095</d></i>", &[".i", "  Record", "    .d", "      \"001095\""]);
    check("<i><d>{\"a\":\"001\"}</d></i>", &[".i", "  Record", "    .d", "      Record", "        a = 001"]);
}

#[test]
fn workbooks_keep_sheets_and_what_they_hide() {
    let xml = "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">\
        <Worksheet ss:Name=\"DS &amp; 1\"><Table><Column/><Column ss:Hidden=\"1\"/><Row><Cell><Data ss:Type=\"String\">Tên</Data></Cell>\
        <Cell><Data ss:Type=\"String\">CCCD</Data></Cell></Row><Row ss:Hidden=\"1\"><Cell ss:Index=\"2\"><Data ss:Type=\"Number\">1095000123</Data>\
        <Comment><ss:Data>ghi chú</ss:Data></Comment></Cell></Row></Table><WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>";
    check(
        xml,
        &[
            "Sheet { name: \"DS & 1\", hidden: true }",
            "  Table",
            "    [Tên|~CCCD]",
            "    <Comment>",
            "      \"ghi chú\"",
            "    [|~#1095000123]",
            "  \"SheetHidden\"",
        ],
    );
}

#[test]
fn word_joins_its_runs() {
    let xml = "<?xml version='1.0'?><w:wordDocument xmlns:w=\"http://schemas.microsoft.com/office/word/2003/wordml\"><w:body>\
        <w:p><w:r><w:t>CCCD 0010</w:t></w:r><w:r><w:t>95</w:t></w:r><w:del><w:r><w:delText>cũ</w:delText></w:r></w:del></w:p>\
        <w:tbl><w:tr><w:tc><w:p><w:r><w:t>A</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>B</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:wordDocument>";
    check(xml, &["\"CCCD 001095\"", "<Deleted>", "  \"cũ\"", "Table", "  [A|B]"]);
}

#[test]
fn entities_are_not_read() {
    let bomb = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x 'yyyy'><!ENTITY z SYSTEM 'file:///etc/passwd'>]><a><b>&x;&z;</b></a>";
    let (_, lines, coverage) =
        record(&Document { bytes: bomb.as_bytes(), content_type: None, name: None, truncated: false });
    assert_eq!(lines, [".a", "  Record", "    b = &x;&z;"]);
    assert!(matches!(coverage, Coverage::Partly(_)));
}

#[test]
fn damaged_and_hostile_documents_are_read_on() {
    check("<a><b>001", &[".a", "  Record", "    b = 001"]);
    check("<a><b>001</c></a> 2", &[".a", "  Record", "    b = 001", "\"2\""]);
    check("<a x=\"1>001", &["a = 001"]);
    for text in [
        "<a>",
        "<a b='",
        "<a b=\"c\"",
        "</a>",
        "<![CDATA[",
        "<!DOCTYPE a [",
        "<!--",
        "<a><b>x</c>",
        "&",
        "<Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'><Worksheet><Table><Row><Cell>",
    ] {
        assert!(pieces(format!("<?xml version='1.0'?>{}", text.repeat(30_000)).as_bytes()).len() < 1_000_000, "{text}");
    }
}
