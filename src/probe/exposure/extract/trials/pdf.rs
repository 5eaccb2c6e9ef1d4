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

/// What is shown where, as the content of a page.
fn shown(texts: &[(u32, u32, &str)]) -> String {
    let shows: Vec<String> = texts.iter().map(|(x, y, text)| format!("1 0 0 1 {x} {y} Tm ({text}) Tj")).collect();
    stream(&format!("BT /F 10 Tf {} ET", shows.join(" ")))
}

#[test]
fn cells_in_the_middle_of_their_rows_and_close_to_each_other() {
    let content = shown(&[
        (50, 700, "No"),
        (80, 700, "Name"),
        (150, 700, "Number"),
        (230, 700, "Place"),
        (230, 678, "a 1,"),
        (50, 672, "1"),
        (80, 672, "Tran A"),
        (150, 672, "079090000001"),
        (230, 666, "b 1"),
        (80, 646, "Tran"),
        (50, 640, "2"),
        (150, 640, "079090000002"),
        (230, 640, "a 2"),
        (80, 634, "B"),
        (230, 618, "a 3,"),
        (50, 612, "3"),
        (80, 612, "Le C"),
        (150, 612, "079090000003"),
        (230, 606, "b 3"),
    ]);
    let (_, lines, _) = read("a", &pdf(&[CATALOG, PAGES, PAGE, &content, FONT]));
    let rows = [
        "    [No|Name|Number|Place]",
        "    [1|Tran A|079090000001|a 1, b 1]",
        "    [2|Tran B|079090000002|a 2]",
        "    [3|Le C|079090000003|a 3, b 3]",
    ];
    assert_in_order(&lines, &rows.map(str::trim));
}

#[test]
fn columns_of_text_are_read_one_after_the_other() {
    let content = shown(&[
        (50, 700, "1. Tran A"),
        (300, 700, "3. Le C"),
        (50, 688, "So: 1"),
        (300, 688, "So: 3"),
        (50, 676, "2. Tran B"),
        (300, 676, "4. Le D"),
        (50, 664, "So: 2"),
        (300, 664, "So: 4"),
    ]);
    let (_, lines, _) = read("a", &pdf(&[CATALOG, PAGES, PAGE, &content, FONT]));
    assert_in_order(&lines, &["\"1. Tran A\"", "\"So: 1\"", "\"2. Tran B\"", "\"So: 2\"", "\"3. Le C\"", "\"So: 3\""]);
}

#[test]
fn thousands_of_columns_are_no_table_and_nothing_of_them_is_lost() {
    let piece = |line: u32, at: u32| format!("1 0 0 1 {} -{} Tm (c{line}) Tj ", 100 * line + at, 13 * line);
    let pieces: String = (0..3000).map(|line| piece(line, 0) + &piece(line, 50)).collect();
    let content = stream(&format!("BT /F 10 Tf {pieces} ET"));
    let (_, lines, coverage) = read("a", &pdf(&[CATALOG, PAGES, PAGE, &content, FONT]));
    assert_eq!(coverage, Coverage::Whole);
    let rows: Vec<&str> = lines.iter().map(|line| line.trim()).filter(|line| line.starts_with('[')).collect();
    assert_eq!((rows.len(), rows.first(), rows.last()), (3000, Some(&"[c0|c0]"), Some(&"[c2999|c2999]")));
}

#[test]
fn paragraphs_side_by_side_are_read_one_after_the_other() {
    let left = [
        "1/ La Hoang Nhan, sinh ngay 27/04/1968, ngu",
        "383 Bui Van Hoa, phuong Long Binh, tinh Dong",
        "Nai, so the 075068030773, den nhan tu ngay",
        "mai tai tru so.",
    ];
    let right = ["TRUONG CONG AN XA", "Thieu ta Do Van Bay"];
    let say = |x: u32, y: u32, text: &str| format!("1 0 0 1 {x} {y} Tm ({text}) Tj ");
    let lines = |texts: &[&str], x: u32, down: u32| -> String {
        (0..).zip(texts).map(|(line, text)| say(x, 700 - down - 12 * line, text)).collect()
    };
    let content = stream(&format!("BT /F 10 Tf {} {} ET", lines(&left, 50, 0), lines(&right, 320, 6)));
    let (_, lines, _) = read("a", &pdf(&[CATALOG, PAGES, PAGE, &content, FONT]));
    assert_in_order(&lines, &[&format!("\"{}\"", left.join(" ")), "\"TRUONG CONG AN XA\nThieu ta Do Van Bay\""]);
}

#[test]
fn slips_of_several_people_do_not_head_each_other() {
    let slip = |name: &str, number: &str| {
        stream(&format!(
            "BT /F 10 Tf 1 0 0 1 50 700 Tm (Ho ten: {name}) Tj 1 0 0 1 300 700 Tm (Ngay sinh: 01/02/1990) Tj \
             1 0 0 1 50 680 Tm (Dia chi: Thon 1) Tj 1 0 0 1 300 680 Tm (CCCD: {number}) Tj ET"
        ))
    };
    let pages = "<</Type/Pages/Kids[3 0 R 6 0 R]/Count 2>>";
    let (one, other) = (slip("AN", "079090000001"), slip("BE", "079090000002"));
    let (_, lines, _) = read("a", &pdf(&[CATALOG, pages, PAGE, &one, FONT, &PAGE.replace("4 0 R", "7 0 R"), &other]));
    assert_eq!(lines.iter().filter(|line| line.contains("Ho ten: AN")).count(), 1, "{lines:?}");
}
