//! PDF built object by object, for what no producer at hand writes.

use super::{Coverage, Format, Obstacle, assert_in_order, omitted, read};

/// A file of these objects, numbered from 1, without a table: it has to be searched.
fn pdf(objects: &[&str]) -> Vec<u8> {
    let mut text = String::from("%PDF-1.7\n");
    for (number, object) in (1..).zip(objects) {
        text.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
    }
    text.push_str("trailer <</Root 1 0 R>>\n");
    text.into_bytes()
}

fn stream(content: &str) -> String {
    format!("<</Length {}>>\nstream\n{content}\nendstream", content.len())
}

const CATALOG: &str = "<</Type/Catalog/Pages 2 0 R>>";
const PAGES: &str = "<</Type/Pages/Kids[3 0 R]/Count 1>>";
const PAGE: &str = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>>>";
const FONT: &str = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>";

#[test]
fn pieces_of_a_number_are_one_and_labels_stand_beside_values() {
    let content = stream(
        "BT /F 10 Tf 50 700 Td [(So CCCD: 0790) -20 (9000) 15 (0001)] TJ ET BT /F 10 Tf 1 0 0 1 50 650 Tm (So dinh danh) Tj \
         1 0 0 1 300 650 Tm (0790) Tj 1 0 0 1 322.2 650 Tm (90000002) Tj ET",
    );
    let (format, lines, coverage) = read("a", &pdf(&[CATALOG, PAGES, PAGE, &content, FONT]));
    assert_eq!((format, coverage), (Format::Pdf, Coverage::Whole));
    assert_in_order(&lines, &["Page(1)", "\"So CCCD: 079090000001\"", "\"So dinh danh\t079090000002\""]);
}

#[test]
fn a_page_that_is_turned_is_read_in_its_lines() {
    let page = PAGE.replace("/Parent", "/Rotate 90/Parent");
    let content = stream("BT /F 10 Tf 0 1 -1 0 100 50 Tm (So CCCD:) Tj ( 079090000001) Tj ET");
    let (_, lines, _) = read("a", &pdf(&[CATALOG, PAGES, &page, &content, FONT]));
    assert_in_order(&lines, &["\"So CCCD: 079090000001\""]);
}

#[test]
fn a_page_of_an_image_is_named() {
    let content = stream("q 500 0 0 700 0 0 cm /X Do Q");
    let image = "<</Subtype/Image/Width 1654/Height 2339/Filter/DCTDecode/Length 3>>\nstream\nabc\nendstream";
    let (_, lines, coverage) = read("a", &pdf(&[CATALOG, PAGES, PAGE, &content, FONT, image]));
    assert_in_order(&lines, &["image-width = #1654", "image-height = #2339"]);
    assert_eq!(omitted(&coverage), [("1".to_owned(), Obstacle::ImageOnly)]);
}

#[test]
fn text_that_nobody_can_tell_is_named_and_not_guessed() {
    let font = "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/DW 500>>]>>";
    let content = stream("BT /F 10 Tf 50 700 Td <00130014001500160017> Tj ET");
    let (_, lines, coverage) = read("a", &pdf(&[CATALOG, PAGES, PAGE, &content, font]));
    assert_eq!(omitted(&coverage), [("1".to_owned(), Obstacle::Damaged)]);
    assert!(!lines.iter().any(|line| line.contains('"')), "{lines:?}");
}

#[test]
fn attached_files_and_notes_are_read() {
    let page = PAGE.replace("/Parent", "/Annots[<</Subtype/Text/Contents(So CCCD 079090000001)>>]/Parent");
    let attached = "<</Type/Filespec/F(ds.csv)/EF<</F 8 0 R>>>>";
    let file = stream("Ho ten,CCCD\nA,079090000002\n");
    let content = stream("");
    let bytes = pdf(&[CATALOG, PAGES, &page, &content, FONT, "null", attached, &file]);
    let (_, lines, coverage) = read("a", &bytes);
    assert_eq!(coverage, Coverage::Whole);
    assert_in_order(&lines, &["<Comment>", "\"So CCCD 079090000001\"", "Entry(\"ds.csv\")", "[A|079090000002]"]);
}

#[test]
fn what_leads_into_itself_ends() {
    let cyclic = [
        "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[7 0 R]>>>>",
        "<</Type/Pages/Kids[2 0 R 2 0 R 3 0 R 3 0 R]/Count 999999999>>",
        "<</Type/Page/Parent 2 0 R/Contents[4 0 R]/Resources 5 0 R>>",
        "<</Length 4 0 R>>\nstream\n/X Do /X Do /X Do /X Do\nendstream",
        "<</XObject<</X 6 0 R>>/Font<</F 7 0 R>>>>",
        "<</Subtype/Form/Resources 5 0 R/Length 23>>\nstream\n/X Do /X Do /X Do /X Do\nendstream",
        "<</T(a)/V 8 0 R/Kids[7 0 R]/ToUnicode 7 0 R/DescendantFonts 7 0 R>>",
        "8 0 R",
    ];
    let (_, _, coverage) = read("a", &pdf(&cyclic));
    // Four to the power of twelve drawings would take hours: only so many are made.
    assert!(omitted(&coverage).iter().any(|(_, obstacle)| *obstacle == Obstacle::TooLarge), "{coverage:?}");
}
