//! Files that are no report, too much, or made to break or deceive whoever reads them.

use std::fs::OpenOptions;
use std::io::{Seek, SeekFrom, Write};
use std::time::Duration;

use super::append::{Reading, append, stream};
use super::desk::{Desk, Stamper, signed};
use crate::support::{path, required, run};

/// What every answer to a hostile file has to keep to.
const SOON: Duration = Duration::from_secs(60);

#[test]
fn what_is_no_report_is_bad_data() {
    let desk = Desk::new();
    for (content, words) in
        [(&b""[..], "no PDF"), (b"hello", "no PDF"), (b"%PDF-1.7\n", "structure"), (b"PK\x03\x04", "no PDF")]
    {
        desk.put(content);
        let done = desk.verify(&[]);
        assert!(done.code == 65 || done.code == 77, "{}", done.code);
        assert!(done.stderr.contains(words), "{words}: {}", done.stderr);
    }
    let folder = desk.world.kiemtra(&["verify", "trust", "--lang", "en"]);
    assert!(folder.code == 65 && folder.stderr.contains("is no file"), "{}", folder.stderr);
    let nothing = desk.world.kiemtra(&["verify", "nowhere.pdf", "--lang", "en"]);
    assert!(nothing.code == 65 && nothing.stderr.contains("nowhere.pdf"), "{}", nothing.stderr);
    let endless = desk.world.kiemtra(&["verify", "/dev/zero", "--lang", "en"]);
    assert!(endless.code == 65 && endless.took < SOON, "{}", endless.stderr);
    assert_eq!(desk.world.kiemtra(&["verify"]).code, 64);
}

#[test]
fn a_pdf_of_somebody_else_is_no_report() {
    let desk = Desk::new();
    let other = signed(foreign(), "field", "leader", Some(&Stamper));
    desk.put(other);
    desk.says(65, &["is no report of kiemtra"], &[]);
}

/// A PDF with a field and without what a report carries.
fn foreign() -> Vec<u8> {
    use kiemtra::seal::{FieldPlan, PdfFile, Rectangle, prepare};
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/Contents 4 0 R>>".to_owned(),
        stream("0 0 10 10 re f", ""),
    ];
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (number, body) in (1..).zip(&objects) {
        places.push(out.len());
        out.extend_from_slice(format!("{number} 0 obj\n{body}\nendobj\n").as_bytes());
    }
    let at = out.len();
    out.extend_from_slice(b"xref\n0 5\n0000000000 65535 f \n");
    places.iter().for_each(|place| out.extend_from_slice(format!("{place:010} 00000 n \n").as_bytes()));
    let tail = format!("trailer\n<</Size 5/Root 1 0 R/ID[<00><00>]>>\nstartxref\n{at}\n%%EOF\n");
    out.extend_from_slice(tail.as_bytes());
    let rectangle = Rectangle { left: 10.0, bottom: 10.0, right: 90.0, top: 60.0 };
    let plan = FieldPlan { name: "field".to_owned(), label: String::new(), page: 1, rectangle };
    prepare(&PdfFile::read(out).expect("a PDF"), &[plan]).expect("a field")
}

#[test]
fn encrypted_damaged_and_huge_files_end_soon_and_small() {
    let desk = Desk::signed();
    let (own, out) = (desk.world.path("report.pdf"), desk.world.path("encrypted.pdf"));
    let arguments = ["--encrypt", "a", "b", "256", "--", path(&own), path(&out)];
    run(&required("qpdf", "qpdf"), &arguments, &desk.world.path(""));
    let encrypted = desk.world.kiemtra(&["verify", "encrypted.pdf", "--lang", "en"]);
    assert!([65, 77].contains(&encrypted.code), "{} {}", encrypted.code, encrypted.stderr);
    let whole = desk.bytes();
    for length in [whole.len() - 1, whole.len() / 2, 2000] {
        desk.put(&whole[..length]);
        let done = desk.verify(&[]);
        assert!([65, 77].contains(&done.code) && done.took < SOON, "{length}: {} {}", done.code, done.stdout);
    }
    desk.put([&whole[..], b"\nmore"].concat());
    desk.says(77, &["DOES NOT HOLD"], &[]);
    // Three gigabytes of nothing.
    let mut file = OpenOptions::new().write(true).open(desk.world.path("report.pdf")).expect("a file");
    file.seek(SeekFrom::Start(3 << 30)).expect("a place");
    file.write_all(b"%%EOF\n").expect("an end");
    drop(file);
    let huge = desk.verify(&[]);
    assert!(huge.code == 65 && huge.peak_kib < 100 << 10, "{} {} KiB {}", huge.code, huge.peak_kib, huge.stderr);
}

#[test]
fn ten_thousand_signatures_are_not_looked_at_one_by_one() {
    let desk = Desk::new();
    let (bytes, read) = (desk.bytes(), Reading::of(&desk.bytes()));
    let first = read.next();
    let root = read.root();
    let count = 10_000;
    let mut objects: Vec<(u32, String)> = (0..count)
        .map(|place| {
            let number = first + 2 * place;
            let value = number + 1;
            let field = format!("<</Type/Annot/Subtype/Widget/FT/Sig/T(s{place}x)/Rect[0 0 0 0]/F 132/V {value} 0 R>>");
            (number, field)
        })
        .collect();
    let value = "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange[0 10 20 30]/Contents<00>>>";
    objects.extend((0..count).map(|place| (first + 2 * place + 1, value.to_owned())));
    let fields: Vec<_> = (0..count).map(|place| format!("{} 0 R", first + 2 * place)).collect();
    let form = format!("/AcroForm<</SigFlags 3/Fields[{}]>>", fields.join(" "));
    objects.push((root.0, read.spelled(root, "AcroForm", &form)));
    desk.put(append(&bytes, &objects));
    let done = desk.verify(&[]);
    assert!(done.code == 77 && done.stderr.contains("too many fields or signatures"), "{} {}", done.code, done.stderr);
    assert!(done.took < SOON, "{:?}", done.took);
}

#[test]
fn an_attachment_that_is_a_bomb_takes_neither_memory_nor_time() {
    let desk = Desk::new();
    let read = Reading::of(&desk.bytes());
    let bomb = bomb(1 << 30);
    let head = format!("<</Length {}/Filter/FlateDecode/Type/EmbeddedFile>>\nstream\n", bomb.len());
    let mut objects = append(&desk.bytes(), &[(read.attached("run.json"), String::from("PLACE"))]);
    let at = memchr::memmem::rfind(&objects, b"PLACE").expect("the place");
    let body = [head.as_bytes(), &bomb, b"\nendstream"].concat();
    objects.splice(at..at + 5, body.iter().copied());
    desk.put(moved(objects, at, body.len() - 5));
    let done = desk.verify(&[]);
    assert!([65, 77].contains(&done.code), "{} {}", done.code, done.stderr);
    assert!(done.took < SOON && done.peak_kib < 600 << 10, "{:?} {} KiB", done.took, done.peak_kib);
}

#[test]
fn objects_rewritten_again_and_again_are_named_in_time_with_their_number() {
    let desk = Desk::signed();
    let read = Reading::of(&desk.bytes());
    let is_element = |object: &lopdf::Object| object.as_dict().is_ok_and(|one| one.has_type(b"StructElem"));
    let elements = read.0.objects.iter().filter(|(_, one)| is_element(one)).map(|(id, _)| id.0);
    // And a great many that nothing leads to: what they are for is looked for everywhere.
    let all: Vec<u32> = elements.chain(read.next()..read.next() + 5000).collect();
    let mut bytes = desk.bytes();
    for round in 0..16 {
        let objects: Vec<_> = all.iter().map(|number| (*number, format!("<</A {round}>>"))).collect();
        bytes = append(&bytes, &objects);
    }
    desk.put(bytes);
    let done = desk.verify(&[]);
    let named = done.stdout.contains("the logical structure of the text was changed");
    assert!(done.code == 77 && named, "{} {}", done.code, done.stdout);
    assert!(done.took < SOON && done.peak_kib < 600 << 10, "{:?} {} KiB", done.took, done.peak_kib);
}

#[test]
fn evidence_that_is_a_bomb_takes_neither_memory_nor_time() {
    let desk = Desk::signed();
    let (whole, read) = (desk.bytes(), Reading::of(&desk.bytes()));
    let (root, next) = (read.root(), read.next());
    let bomb = bomb(15 << 20);
    let head = format!("<</Length {}/Filter/FlateDecode>>\nstream\n", bomb.len());
    let body = [head.as_bytes(), &bomb, b"\nendstream"].concat();
    let many: String = (0..120).map(|place| format!("{} 0 R ", next + place)).collect();
    let own = format!("/DSS<</Certs[{many}]/CRLs[{many}]/OCSPs[{many}]>>");
    let mut objects: Vec<(u32, String)> = (0..120).map(|place| (next + place, String::from("PLACE"))).collect();
    objects.insert(0, (root.0, read.spelled(root, "DSS", &own)));
    desk.put(filled(&append(&whole, &objects), whole.len(), &body));
    let done = desk.verify(&[]);
    assert!(done.code == 0 || done.code == 77, "{} {}", done.code, done.stderr);
    assert!(done.took < SOON && done.peak_kib < 600 << 10, "{:?} {} KiB", done.took, done.peak_kib);
}

#[test]
fn more_streams_of_objects_than_are_unpacked_are_refused() {
    let desk = Desk::signed();
    let whole = desk.bytes();
    let next = Reading::of(&whole).next();
    for kind in ["ObjStm", "Obj#53tm"] {
        let empty = stream("", &format!("/Type/{kind}/N 0/First 0"));
        let objects: Vec<_> = (0..300).map(|place| (next + place, empty.clone())).collect();
        desk.put(append(&whole, &objects));
        desk.says(77, &["too many compressed streams of objects"], &[]);
    }
}

/// An update in which every `PLACE` is filled, with its cross-reference put right.
fn filled(bytes: &[u8], from: usize, body: &[u8]) -> Vec<u8> {
    let (base, update) = bytes.split_at(from);
    let table = memchr::memmem::rfind(update, b"\nxref\n").expect("a table") + 1;
    let text = String::from_utf8_lossy(&update[table..]).into_owned();
    let mut out = base.to_vec();
    let mut places = std::collections::BTreeMap::new();
    let mut rest = &update[..table];
    let mut done = 0;
    while let Some(at) = memchr::memmem::find(rest, b"PLACE") {
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(body);
        rest = &rest[at + 5..];
        done += at + 5;
        places.insert(from + done, out.len());
    }
    out.extend_from_slice(rest);
    let moved = |old: usize| places.range(..=old).next_back().map_or(old, |(before, now)| now + old - before);
    let text: Vec<String> = text
        .lines()
        .map(|line| match line.strip_suffix(" 00000 n ") {
            Some(place) => format!("{:010} 00000 n ", moved(place.parse().expect("a place"))),
            None => line.to_owned(),
        })
        .collect();
    let at = out.len();
    let text = text.join("\n");
    let head = text.split("startxref").next().unwrap_or_default();
    out.extend_from_slice(format!("{head}startxref\n{at}\n%%EOF\n").as_bytes());
    out
}

/// Zeros, packed.
fn bomb(length: usize) -> Vec<u8> {
    let script = format!(
        "import sys,zlib\nc=zlib.compressobj(9)\nfor _ in range({length}>>20):\n sys.stdout.buffer.write(c.compress(b'0'*(1<<20)))\nsys.stdout.buffer.write(c.flush())"
    );
    run(&required("python3", "python3"), &["-c", &script], std::path::Path::new("/")).stdout
}

/// The last startxref, put right after something grew in front of it.
fn moved(bytes: Vec<u8>, behind: usize, by: usize) -> Vec<u8> {
    let start = memchr::memmem::rfind(&bytes, b"startxref\n").expect("a start") + 10;
    let end = start + bytes[start..].iter().position(|byte| *byte == b'\n').expect("an end");
    let place: usize = String::from_utf8_lossy(&bytes[start..end]).parse().expect("a number");
    assert!(place > behind);
    [&bytes[..start], (place + by).to_string().as_bytes(), &bytes[end..]].concat()
}

#[test]
fn names_that_would_deceive_are_shown_as_they_are() {
    let desk = Desk::new();
    let folder = tempfile::tempdir().expect("a folder");
    let subject = "/C=VN/CN=Người leader\u{202e}redael\u{1b}[31m";
    let openssl = |arguments: &[&str]| run("openssl", arguments, folder.path());
    openssl(&["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-utf8", "-keyout", "k", "-out", "c", "-subj", subject]);
    let password = format!("pass:{}", crate::support::PASSWORD);
    openssl(&["pkcs12", "-export", "-inkey", "k", "-in", "c", "-passout", &password, "-out", "p"]);
    let key = std::fs::read(folder.path().join("p")).expect("a key");
    let key = kiemtra::seal::Archive::open(&key, crate::support::PASSWORD).expect("a key");
    let fill = kiemtra::seal::Fill {
        field: "operator-signature",
        time: None,
        name: Some("\u{202e}x"),
        reason: None,
        location: None,
        appearance: None,
        certify: false,
        room: None,
    };
    let file = kiemtra::seal::PdfFile::read(desk.bytes()).expect("a file");
    desk.put(kiemtra::seal::sign(&file, &fill, &key, None).expect("a signature"));
    let done = desk.verify(&[]);
    assert_eq!(done.code, 77, "{}", done.stdout);
    assert!(done.stdout.contains("\\u{202e}") && done.stdout.contains("\\u{1b}"), "{}", done.stdout);
    assert!(!done.stdout.contains('\u{202e}') && !done.stdout.contains('\u{1b}'), "{}", done.stdout);
    let json = desk.verify(&["--json"]).stdout;
    assert!(!json.contains('\u{202e}') && !json.contains('\u{1b}'));
}
