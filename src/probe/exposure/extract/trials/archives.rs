//! Archives, and what lies in them.

use super::{Coverage, Format, Obstacle, assert_in_order, omitted, read, zip};

#[test]
fn archives_within_archives_are_read_and_names_are_told() {
    let inner = zip(&[("ds/cccd.txt", "Số CCCD: 079090000001".as_bytes())]);
    let bytes = zip(&[("cccd_079090000002_mat_truoc/", b""), ("trong.zip", &inner), ("b.txt", b"hai")]);
    let (format, lines, coverage) = read("a", &bytes);
    assert_eq!((format, coverage), (Format::Archive, Coverage::Whole));
    let expected = [
        "filename = trong.zip",
        "Entry(\"trong.zip\")",
        "filename = ds/cccd.txt",
        "Entry(\"ds/cccd.txt\")",
        "\"Số CCCD: 079090000001\"",
        "\"hai\"",
    ];
    assert_in_order(&lines, &expected);
}

#[test]
fn a_damaged_archive_gives_what_is_there() {
    let bytes = zip(&[("a.txt", "Số CCCD: 079090000001".as_bytes()), ("b.txt", b"hai"), ("c.txt", b"ba")]);
    // Without its directory, and then without the first bytes of one entry's content.
    let cut = &bytes[..bytes.len() - 60];
    let (_, lines, coverage) = read("a", cut);
    assert_in_order(&lines, &["\"Số CCCD: 079090000001\"", "\"hai\""]);
    assert!(omitted(&coverage).contains(&(String::new(), Obstacle::Damaged)), "{coverage:?}");
}

#[test]
fn gzip_and_tape_archives_are_read() {
    let text = "Số CCCD: 079090000001".as_bytes();
    let mut tape = vec![0; 512];
    tape[..5].copy_from_slice(b"a.txt");
    tape[124..135].copy_from_slice(format!("{:011o}", text.len()).as_bytes());
    tape[148..156].copy_from_slice(b"        ");
    tape[156] = b'0';
    let sum: u32 = tape.iter().copied().map(u32::from).sum();
    tape[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    tape.extend(text);
    tape.resize(2048, 0);
    let mut gzip = b"\x1f\x8b\x08\x08\0\0\0\0\0\x03ds.tar\0".to_vec();
    gzip.extend(miniz_oxide::deflate::compress_to_vec(&tape, 6));
    gzip.extend([0; 8]);
    let (format, lines, coverage) = read("a.tgz", &gzip);
    assert_eq!((format, coverage), (Format::Archive, Coverage::Whole));
    assert_in_order(&lines, &["Entry(\"ds.tar\")", "filename = a.txt", "\"Số CCCD: 079090000001\""]);
}

#[test]
fn archives_that_nobody_here_reads_are_named() {
    let seven = b"7z\xbc\xaf\x27\x1c\0\x04............\x06\xf1\x07\x01".to_vec();
    assert_eq!(read("a", &seven).2, Coverage::Nothing(Obstacle::Encrypted));
    assert_eq!(
        read("a", b"Rar!\x1a\x07\x01\x00\x01\x02\x03\x04\x05\x01").2,
        Coverage::Nothing(Obstacle::UnknownFormat)
    );
    assert_eq!(read("a", b"Rar!\x1a\x07\x01\x00\x01\x02\x03\x04\x05\x04").2, Coverage::Nothing(Obstacle::Encrypted));
}

#[test]
fn an_image_tells_its_name_and_measures_and_that_it_is_one() {
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x03\xf4\0\0\x02\x7e\x08\x06\0\0\0....".to_vec();
    png.extend(b"\0\0\0\x10tEXtAuthor\0Nguyen Al....");
    let bytes = zip(&[("cccd_mat_truoc.png", &png)]);
    let (_, lines, coverage) = read("a.zip", &bytes);
    let expected = [
        "<Metadata>",
        "Record",
        "filename = cccd_mat_truoc.png",
        "image-width = #1012",
        "image-height = #638",
        "Author = Nguyen Al",
    ];
    assert_in_order(&lines, &expected);
    assert_eq!(omitted(&coverage), [("cccd_mat_truoc.png".to_owned(), Obstacle::ImageOnly)]);
}
