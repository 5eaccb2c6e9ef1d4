//! Rich Text Format, whatever the file is called.

use super::{Coverage, Format, assert_in_order, read};

#[test]
fn letters_tables_and_what_is_beside_are_read() {
    let text = br"{\rtf1\ansi\ansicpg1258\deff0{\fonttbl{\f0\fcharset163 Times;}{\f1\fcharset0 Arial;}}{\colortbl;\red0;}{\info{\author Le C}}
\pard\f1 S\u7889? CCCD: 0790\b 90\b0 000001\par{\f0 Nguy\'ea\'den V\'e3n}\par S\u7889\'3f th\u7867? {\v 079090000002}{\deleted 079090000003}\par
\trowd\trhdr\cellx1\cellx2\pard\intbl T\'ean\cell CCCD\cell\row\trowd\intbl Tran B\cell 001190\b 000001\cell\row\pard Sau
{\*\annotation 079090000004}{\header 079090000005\par}{\*\unknown junk}{\pict\pngblip\bin5 }}}}{}{\field{\*\fldinst HYPERLINK a}{\fldrslt b}}\par}";
    let (format, lines, coverage) = read("so.doc", text);
    assert_eq!((format, coverage), (Format::Rtf, Coverage::Whole));
    let expected = [
        "author = Le C",
        "\"Số CCCD: 079090000001\"",
        "\"Nguyê\u{303}n Văn\"",
        "\"Số thẻ \"",
        "<Deleted>",
        "\"Số thẻ 079090000003\"",
        "<Hidden>",
        "\"Số thẻ 079090000002\"",
        "<Comment>",
        "\"079090000004\"",
        "<Margin>",
        "\"079090000005\"",
        "Table",
        "[*Tên|*CCCD]",
        "[Tran B|001190000001]",
        "\"Saub\"",
        "<Hidden>",
    ];
    let lines: Vec<String> = lines.into_iter().filter(|line| !line.contains("junk")).collect();
    assert_in_order(&lines, &expected);
}

#[test]
fn what_is_not_closed_is_read_all_the_same() {
    let (_, lines, _) = read("a", br"{\rtf1 S\u7889? CCCD {\b 079090000001");
    assert_in_order(&lines, &["\"Số CCCD 079090000001\""]);
}
