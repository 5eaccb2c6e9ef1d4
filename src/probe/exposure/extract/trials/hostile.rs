//! Files that are made to cost time and memory, and files that are broken anywhere.

use proptest::prelude::*;

use super::super::super::piece::{Cell, Kind, Sink, Step};
use super::super::Course;
use super::{Coverage, Document, Limits, Obstacle, file, omitted, read, zip};

/// Counts what it is handed.
#[derive(Default)]
struct Count {
    depth: i64,
    bytes: usize,
}

impl Sink for Count {
    fn enter(&mut self, _: Step<'_>) {
        self.depth += 1;
    }

    fn leave(&mut self) {
        self.depth -= 1;
    }

    fn text(&mut self, text: &str) {
        self.bytes += text.len();
    }

    fn field(&mut self, label: &str, value: &str, _: Kind) {
        self.bytes += label.len() + value.len();
    }

    fn row(&mut self, cells: &[Cell<'_>]) {
        self.bytes += cells.iter().map(|cell| cell.text.len()).sum::<usize>();
    }
}

fn swallow(bytes: &[u8], limits: Limits) -> (Count, Coverage) {
    let mut count = Count::default();
    let mut course = Course::new(&mut count, limits);
    course.read(&Document { bytes, content_type: None, name: None, truncated: false });
    let coverage = course.into_coverage();
    (count, coverage)
}

#[test]
fn archives_too_deep_or_too_large_are_named() {
    let mut nested = zip(&[("a.txt", b"innermost")]);
    for _ in 0..8 {
        nested = zip(&[("again.zip", &nested)]);
    }
    let (_, _, coverage) = read("a", &nested);
    assert!(
        omitted(&coverage)
            .iter()
            .any(|(place, obstacle)| *obstacle == Obstacle::TooDeep && place.ends_with("again.zip"))
    );
    let bomb = zip(&[("zeros.txt", &vec![b' '; 100 << 20]), ("b.txt", b"behind")]);
    let (count, coverage) = swallow(&bomb, Limits::default());
    assert!(omitted(&coverage).contains(&("zeros.txt".to_owned(), Obstacle::TooLarge)), "{coverage:?}");
    assert!(count.bytes < 64 << 20);
    let crowd: Vec<(String, Vec<u8>)> = (0..50).map(|number| (format!("{number}.txt"), b"x".to_vec())).collect();
    let crowd = zip(&crowd.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect::<Vec<_>>());
    let (_, coverage) = swallow(&crowd, Limits { entries: 10, ..Limits::default() });
    assert_eq!(omitted(&coverage), [(String::new(), Obstacle::TooLarge)]);
}

#[test]
fn entries_that_share_bytes_are_not_read() {
    let bytes = zip(&[("a.txt", b"aaaaaaaaaaaaaaaaaaaa"), ("b.txt", b"bbbbbbbbbbbbbbbbbbbb")]);
    let mut overlapping = bytes.clone();
    // The second entry of the directory points to the first.
    let at = bytes.windows(4).rposition(|window| window == b"PK\x01\x02").expect("an entry");
    overlapping[at + 42..at + 46].copy_from_slice(&[0; 4]);
    let (count, coverage) = swallow(&overlapping, Limits::default());
    assert_eq!((count.bytes, omitted(&coverage)), (0, vec![(String::new(), Obstacle::TooLarge)]));
}

#[test]
fn lengths_that_are_claimed_cost_nothing() {
    let mut bytes = zip(&[("xl/workbook.xml", b"<workbook/>"), ("a.txt", b"a")]);
    for at in 0..bytes.len() - 50 {
        if bytes[at..].starts_with(b"PK\x01\x02") || bytes[at..].starts_with(b"PK\x03\x04") {
            let place = if bytes[at + 2] == 1 { at + 20 } else { at + 18 };
            bytes[place..place + 8].copy_from_slice(&[0xff; 8]);
        }
    }
    swallow(&bytes, Limits::default());
    let claims = b"%PDF-1.7\n1 0 obj<</Type/ObjStm/N 4294967295/First 4294967295/Length 4294967295>>stream\nx\nendstream\nendobj\n\
        xref\n0 4294967295\n0000000000 00000 n \ntrailer<</Root 1 0 R/Size 4294967295/Prev 60>>startxref\n107\n%%EOF";
    let (_, coverage) = swallow(claims, Limits::default());
    assert!(!omitted(&coverage).is_empty());
    let sheet = "<worksheet><cols><col min='1' max='4294967295' hidden='1'/></cols><sheetData><row><c r='XFD1' t='str'><v>a</v></c>\
        <c r='ZZZZZZ1' t='str'><v>b</v></c></row></sheetData></worksheet>";
    swallow(&zip(&[("xl/worksheets/sheet1.xml", sheet.as_bytes())]), Limits::default());
    let open = "<text:p>".repeat(100_000);
    swallow(
        &zip(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", open.as_bytes())]),
        Limits::default(),
    );
    swallow(&zip(&[("word/document.xml", "<w:p><w:tbl><w:tr><w:tc>".repeat(50_000).as_bytes())]), Limits::default());
    swallow("{\\rtf1".repeat(50_000).as_bytes(), Limits::default());
}

#[test]
fn objects_that_never_end_are_not_searched_again_and_again() {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    for number in 0..40_000 {
        bytes.extend(format!("{number} 0 obj<</A(").as_bytes());
    }
    let (_, coverage) = swallow(&bytes, Limits::default());
    assert!(!omitted(&coverage).is_empty());
    let mut bytes = b"%PDF-1.7\n".to_vec();
    for number in 0..40_000 {
        bytes.extend(format!("{number} 0 obj<<>>stream\n").as_bytes());
    }
    swallow(&bytes, Limits::default());
}

#[test]
fn a_workbook_of_records_is_named() {
    let (_, _, coverage) =
        read("a.xlsb", &zip(&[("xl/workbook.bin", b"\x83\x01\0"), ("xl/worksheets/sheet1.bin", b"")]));
    assert_eq!(coverage, Coverage::Nothing(Obstacle::UnknownFormat));
}

const NAMES: [&str; 9] = [
    "form.pdf",
    "form-packed.pdf",
    "open-128.pdf",
    "people.pdf",
    "people.xls",
    "people.xlsx",
    "people.odt",
    "people.ods",
    "locked.xlsx",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn broken_files_bring_nothing_down(which in 0..NAMES.len(), cut in any::<prop::sample::Index>(), flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12), is_cut in any::<bool>()) {
        let mut bytes = file(NAMES[which]);
        for (place, value) in flips {
            let at = place.index(bytes.len());
            bytes[at] = value;
        }
        if is_cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let (count, _) = swallow(&bytes, Limits { unpacked: 4 << 20, ..Limits::default() });
        prop_assert_eq!(count.depth, 0);
    }

    #[test]
    fn broken_parts_bring_nothing_down(which in 0..4_usize, text in "[<>/a-z0-9=' \"&;{}\\\\:]{0,200}") {
        let bytes = match which {
            0 => zip(&[("word/document.xml", text.as_bytes())]),
            1 => zip(&[("xl/worksheets/sheet1.xml", text.as_bytes()), ("xl/sharedStrings.xml", text.as_bytes())]),
            2 => zip(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", text.as_bytes())]),
            _ => format!("{{\\rtf1{text}").into_bytes(),
        };
        let (count, _) = swallow(&bytes, Limits::default());
        prop_assert_eq!(count.depth, 0);
    }
}
