//! More attacks of the literature: fields laid over signatures, objects freed, chains of sections that lead elsewhere,
//! signature dictionaries that cover nothing.

use std::time::Instant;

use lopdf::{Object, ObjectId};

use super::attack::{Reading, append, refused, spelled, stream};
use super::world::{file, fill, once, prepared, report, run, signed_barely, verified, world};
use crate::seal::{Change, FileRefusal, PdfFile, Reason, Standing, prepare, sign};

/// The list of a dictionary with one reference more.
fn longer(read: &Reading, id: ObjectId, key: &str, more: u32) -> String {
    let list = read.0.get_dictionary(id).and_then(|holder| holder.get(key.as_bytes())).and_then(Object::as_array);
    let list: Vec<String> = list.map_or_else(|_| Vec::new(), |list| list.iter().map(spelled).collect());
    read.spelled(id, key, &format!("/{key}[{} {more} 0 R]", list.join(" ")))
}

/// A new signature field on the last page, nobody's signature in it.
fn with_field(bytes: &[u8], place: &str, rest: &str, look: &str) -> Vec<u8> {
    let read = Reading::of(bytes);
    let (page, next) = (read.page(2), read.next());
    let form = read.0.get_dictionary(read.root()).and_then(|root| root.get(b"AcroForm")).and_then(Object::as_reference);
    let form = form.expect("a form");
    let widget = format!("<</Type/Annot/Subtype/Widget/FT/Sig/T(new)/F 132/P {} 0 R/Rect[{place}]{rest}>>", page.0);
    let objects = [
        (page.0, longer(&read, page, "Annots", next)),
        (form.0, longer(&read, form, "Fields", next)),
        (next, widget.replace("LOOK", &(next + 1).to_string())),
        (next + 1, look.to_owned()),
    ];
    append(bytes, &objects, &[], "")
}

#[test]
fn a_new_field_paints_nothing_that_nobody_signed_and_hides_no_signature() {
    // The leader has signed in 40 100 190 160.
    let (bare, look) = ("null".to_owned(), stream("1 g 0 0 150 60 re f", "/Subtype/Form/BBox[0 0 150 60]"));
    let blank = stream("", "/Subtype/Form/BBox[0 0 150 60]");
    for (name, place, rest, look, allowed) in [
        ("empty beside a block", "380 70 530 98", "", &bare, true),
        ("blank beside a block", "380 70 530 98", "/AP<</N LOOK 0 R>>", &blank, true),
        ("painted beside a block", "380 70 530 98", "/AP<</N LOOK 0 R>>", &look, false),
        ("painted by states", "380 70 530 98", "/AP<</N<</a LOOK 0 R>>>>/AS/a", &look, false),
        ("painted by the reader", "380 70 530 98", "/MK<</BG[1 1 1]/CA(x)>>", &bare, false),
        ("over a signature", "40 100 190 160", "", &bare, false),
        ("over most of it", "70 90 200 170", "", &bare, false),
        ("beside it, touching", "180 100 250 160", "", &bare, true),
        ("across all blocks", "40 100 530 160", "", &bare, false),
    ] {
        let found = verified(with_field(&once(), place, rest, look));
        let standing = if allowed { Standing::Valid } else { Standing::Invalid };
        assert_eq!(found.standing(), standing, "{name}: {:?}", found.signatures[0].reasons);
        let refusal = Reason::Changed(Change::Annotation(2));
        assert_eq!(found.signatures[0].reasons.contains(&refusal), !allowed, "{name}");
    }
}

/// Which of two files a reader shows under one name, it decides for itself: neither is taken for the attached one.
#[test]
fn a_name_with_two_files_behind_it_attaches_nothing() {
    let read = Reading::of(&report());
    let next = read.next();
    let names = read.spelled(read.root(), "Names", &format!("/Names<</EmbeddedFiles<</Names[(a) {next} 0 R]>>>>"));
    let with = |files: &str| {
        let specification = format!("<</Type/Filespec/F(a)/UF(a)/EF<<{files}>>>>");
        let (one, other) = (stream("one", "/Type/EmbeddedFile"), stream("other", "/Type/EmbeddedFile"));
        let objects = [(read.root().0, names.clone()), (next, specification), (next + 1, one), (next + 2, other)];
        file(append(&report(), &objects, &[], "")).attachments().len()
    };
    assert_eq!(with(&format!("/F {} 0 R", next + 1)), 1);
    assert_eq!(with(&format!("/F {0} 0 R/UF {0} 0 R", next + 1)), 1);
    assert_eq!(with(&format!("/F {} 0 R/UF {} 0 R", next + 1, next + 2)), 0);
}

/// Evidence whose lists lead to one another many times over.
#[test]
fn a_store_of_evidence_that_folds_into_itself_ends_soon() {
    let read = Reading::of(&once());
    let (root, next) = (read.root(), read.next());
    let store = |first: u32, last: &str| {
        let mut objects: Vec<(u32, String)> = (0..7)
            .map(|level| (first + level, format!("[{}]", format!("{} 0 R ", first + level + 1).repeat(40))))
            .collect();
        objects.push((first + 7, format!("[{last}]")));
        objects.push((root.0, read.spelled(root, "DSS", &format!("/DSS<</Certs {first} 0 R>>"))));
        objects
    };
    let kept = append(&once(), &store(next, "1"), &[], "");
    let begun = Instant::now();
    let found = verified(append(&kept, &store(next + 100, "2"), &[], ""));
    assert_eq!(found.standing(), Standing::Invalid);
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
    let found = verified(append(&kept, &store(next + 100, "1"), &[], ""));
    assert!(begun.elapsed().as_secs() < 40, "{:?} {:?}", begun.elapsed(), found.standing());
}

/// A table in which objects are called free, as if they had never been.
fn freed(bytes: &[u8], numbers: &[u32]) -> Vec<u8> {
    let whole = append(bytes, &[], &numbers.iter().map(|number| (*number, 0)).collect::<Vec<_>>(), "");
    let text = String::from_utf8_lossy(&whole[bytes.len()..]).replace("0000000000 00000 n", "0000000000 00001 f");
    [bytes, text.as_bytes()].concat()
}

#[test]
fn what_is_freed_is_missed() {
    let read = Reading::of(&once());
    assert_eq!(refused(freed(&once(), &[read.content(1)])), [Reason::Changed(Change::Page(1))]);
    let value = read.0.get_dictionary(read.field("leader")).and_then(|field| field.get(b"V"));
    let value = value.and_then(Object::as_reference).expect("a value").0;
    let found = verified(freed(&once(), &[value]));
    assert_eq!((found.standing(), found.signatures.len()), (Standing::Invalid, 1), "{found:?}");
    let form = read.0.get_dictionary(read.root()).and_then(|root| root.get(b"AcroForm")).and_then(Object::as_reference);
    let found = verified(freed(&once(), &[form.expect("a form").0]));
    assert_eq!(found.standing(), Standing::Invalid);
    assert!(found.signatures[0].reasons.contains(&Reason::Removed), "{:?}", found.signatures[0].reasons);
}

#[test]
fn a_chain_of_sections_that_leads_elsewhere_is_refused_and_ends() {
    let whole = append(&once(), &[(900, "null".to_owned())], &[], "");
    let begun = Instant::now();
    let end = memchr::memmem::rfind(&whole, b"/Prev ").expect("a chain") + 6;
    let stop = end + whole[end..].iter().position(|byte| !byte.is_ascii_digit()).expect("an end");
    let own = String::from_utf8_lossy(&whole[memchr::memmem::rfind(&whole, b"startxref\n").expect("it") + 10..])
        .lines()
        .next()
        .expect("a number")
        .to_owned();
    let first = {
        let base = report();
        let at = memchr::memmem::rfind(&base, b"startxref\n").expect("it") + 10;
        String::from_utf8_lossy(&base[at..]).lines().next().expect("a number").to_owned()
    };
    for previous in [own.as_str(), first.as_str(), "0", "7", "99999999999999999999", "-1", "12.5", "3 0 R", "null"] {
        let bytes = [&whole[..end], previous.as_bytes(), &whole[stop..]].concat();
        match PdfFile::read(bytes) {
            Err(_) => {}
            // The section before the fields: what lies between was never there.
            Ok(file) => {
                let found =
                    crate::seal::verify_file(&file, &world().trust(), &Default::default(), jiff::Timestamp::now());
                assert!(found.is_ok_and(|found| found.standing() == Standing::Invalid), "/Prev {previous}");
            }
        }
    }
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
}

#[test]
fn a_signature_that_covers_nothing_or_too_much_is_none() {
    let (bytes, read) = (once(), Reading::of(&once()));
    let (clerk, next) = (read.field("clerk"), read.next());
    let length = bytes.len();
    let kind = "/Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached";
    let hole = "/Contents<3000>";
    for (name, rest) in [
        ("no range", hole.to_owned()),
        ("a range that is null", format!("/ByteRange null{hole}")),
        ("an empty range", format!("/ByteRange[]{hole}")),
        ("no contents", "/ByteRange[0 10 20 30]".to_owned()),
        ("contents that are null", "/ByteRange[0 10 20 30]/Contents null".to_owned()),
        ("empty contents", "/ByteRange[0 10 20 30]/Contents<>".to_owned()),
        ("contents elsewhere", format!("/ByteRange[0 10 20 30]/Contents {next} 0 R")),
        ("contents of letters", "/ByteRange[0 10 20 30]/Contents(0)".to_owned()),
        ("three parts", format!("/ByteRange[0 10 20 30 60 10]{hole}")),
        ("one part", format!("/ByteRange[0 {length}]{hole}")),
        ("a negative number", format!("/ByteRange[0 -1 20 30]{hole}")),
        ("huge numbers", format!("/ByteRange[0 9223372036854775807 9223372036854775807 9223372036854775807]{hole}")),
        ("numbers of another kind", format!("/ByteRange[0 10.5 20 30]{hole}")),
        ("overlapping", format!("/ByteRange[0 {length} 20 {length}]{hole}")),
        ("not from the start", format!("/ByteRange[5 10 20 30]{hole}")),
        ("beyond the end", format!("/ByteRange[0 {length} {length} 99999999]{hole}")),
    ] {
        let field = read.spelled(clerk, "V", &format!("/V {next} 0 R"));
        let attacked = append(&bytes, &[(clerk.0, field), (next, format!("<<{kind}{rest}>>"))], &[], "");
        let found = verified(attacked);
        assert_eq!(found.standing(), Standing::Invalid, "{name}");
        let reasons: Vec<_> = found.signatures.iter().flat_map(|one| &one.reasons).collect();
        let told =
            |reason: &&&Reason| matches!(reason, Reason::Range | Reason::Hole | Reason::Changed(Change::Field(_)));
        assert!(reasons.iter().any(|reason| told(&reason)), "{name}: {reasons:?}");
    }
    // A signature that stands in its field by itself has no place of its own.
    let direct = format!("/V<<{kind}/ByteRange[0 10 20 30]{hole}>>");
    let found = verified(append(&bytes, &[(clerk.0, read.spelled(clerk, "V", &direct))], &[], ""));
    assert_eq!(found.standing(), Standing::Invalid, "{:?}", found.signatures);
}

#[test]
fn locks_permissions_and_the_form_itself_stay_as_they_were_signed() {
    let mut first = fill("leader", None);
    first.certify = true;
    let bytes = sign(&file(prepared()), &first, &world().key("leader"), None).expect("a signature");
    let read = Reading::of(&bytes);
    let (root, next) = (read.root(), read.next());
    let form = read.0.get_dictionary(root).and_then(|root| root.get(b"AcroForm")).and_then(Object::as_reference);
    let form = form.expect("a form");
    let lock = |field: &str| {
        let field = read.field(field);
        (field.0, read.spelled(field, "Lock", "/Lock<</Type/SigFieldLock/Action/Exclude/Fields[]>>"))
    };
    let field = |name: &str| Change::Field(name.to_owned());
    for (name, object, change) in [
        ("permissions taken away", (root.0, read.spelled(root, "Perms", "")), Change::Catalog("Perms".to_owned())),
        (
            "permissions of another",
            (root.0, read.spelled(root, "Perms", &format!("/Perms<</DocMDP {next} 0 R>>"))),
            Change::Catalog("Perms".to_owned()),
        ),
        ("a lock on what is signed", lock("leader"), field("leader")),
        ("a lock on what is not", lock("clerk"), field("clerk")),
        (
            "a form that redraws itself",
            (form.0, read.spelled(form, "NeedAppearances", "/NeedAppearances true")),
            Change::Form("NeedAppearances".to_owned()),
        ),
        ("another form inside", (form.0, read.spelled(form, "XFA", "/XFA(x)")), Change::Form("XFA".to_owned())),
        (
            "layers that are shown or not",
            (root.0, read.spelled(root, "OCProperties", "/OCProperties<</OCGs[]/D<<>>>>")),
            Change::Catalog("OCProperties".to_owned()),
        ),
        ("names that lead elsewhere", (root.0, read.spelled(root, "AF", "/AF[]")), Change::Catalog("AF".to_owned())),
    ] {
        let reasons = refused(append(&bytes, &[object], &[], ""));
        let told = reasons.iter().any(|reason| matches!(reason, Reason::Changed(own) if *own == change));
        assert!(told, "{name}: {reasons:?}");
    }
    // A second certifying signature would take the first one's word away.
    let mut second = fill("clerk", None);
    second.certify = true;
    if let Ok(both) = sign(&file(bytes), &second, &world().key("clerk"), None) {
        assert_eq!(verified(both).standing(), Standing::Invalid);
    }
}

/// Objects inside streams of objects, with the cross-reference as a stream: qpdf writes both.
#[test]
fn objects_in_streams_cannot_be_shadowed() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("plain.pdf"), report()).expect("a file");
    run("qpdf", &["--object-streams=generate", "plain.pdf", "packed.pdf"], folder.path());
    let packed = std::fs::read(folder.path().join("packed.pdf")).expect("a file");
    let plans = super::world::plans();
    let bytes = signed_barely(prepare(&file(packed), &plans).expect("fields"), "leader", &world().key("leader"));
    assert_eq!(verified(bytes.clone()).standing(), Standing::Valid);
    let read = Reading::of(&bytes);
    let (page, container) = (read.page(1), read.next());
    let old = read.0.reference_table.entries.values().find_map(|entry| match entry {
        lopdf::xref::XrefEntry::Compressed { container, .. } => Some(*container),
        _ => None,
    });
    let body = read.spelled(page, "Rotate", "/Rotate 90");
    // A new stream that holds the page.
    let inside = format!("{} 0 {body}", page.0);
    let first = inside.len() - body.len();
    let holder = stream(&inside, &format!("/Type/ObjStm/N 1/First {first}"));
    let put = |objects: &[(u32, &str)], entries: &[(u32, [u32; 3])]| with_stream(&bytes, objects, entries);
    let swapped = put(&[(container, &holder)], &[(page.0, [2, container, 0])]);
    assert_eq!(refused(swapped), [Reason::Changed(Change::Page(1))]);
    // Another place in an old stream: the number there is another's.
    let elsewhere = put(&[], &[(page.0, [2, old.expect("a stream"), 1])]);
    assert!(matches!(PdfFile::read(elsewhere), Err(FileRefusal::Misplaced(_) | FileRefusal::Unreadable(_))));
    // A stream that holds the number of somebody else.
    let wrong = stream(&format!("{} 0 {body}", page.0 + 1), &format!("/Type/ObjStm/N 1/First {first}"));
    let wrong = put(&[(container, &wrong)], &[(page.0, [2, container, 0])]);
    assert!(matches!(PdfFile::read(wrong), Err(FileRefusal::Misplaced(_) | FileRefusal::Unreadable(_))));
    // The same number twice in one list.
    let twice = put(&[(container, &holder)], &[(page.0, [2, container, 0]), (page.0, [2, container, 0])]);
    assert!(PdfFile::read(twice).is_err());
}

/// Appends objects with a cross-reference stream; `entries` are written as they are given.
fn with_stream(bytes: &[u8], objects: &[(u32, &str)], entries: &[(u32, [u32; 3])]) -> Vec<u8> {
    let read = Reading::of(bytes);
    let at = memchr::memmem::rfind(bytes, b"startxref\n").expect("an end") + 10;
    let previous = String::from_utf8_lossy(&bytes[at..]).lines().next().expect("a number").to_owned();
    let mut out = bytes.to_vec();
    let mut all = entries.to_vec();
    for (number, body) in objects {
        all.push((*number, [1, u32::try_from(out.len()).expect("a place"), 0]));
        out.extend_from_slice(format!("{number} 0 obj\n{body}\nendobj\n").as_bytes());
    }
    let own = read.next() + 5;
    let place = out.len();
    all.push((own, [1, u32::try_from(place).expect("a place"), 0]));
    let index: Vec<String> = all.iter().map(|(number, _)| format!("{number} 1")).collect();
    let rows = all.iter().flat_map(|(_, [kind, one, two])| {
        [&[u8::try_from(*kind).expect("a kind")][..], &one.to_be_bytes(), &two.to_be_bytes()[2..]].concat()
    });
    let rows: Vec<u8> = rows.collect();
    let identity = match read.0.trailer.get(b"ID").and_then(Object::as_array).map(|pair| pair[0].clone()) {
        Ok(Object::String(bytes, _)) => crate::seal::hexadecimal(&bytes),
        _ => String::new(),
    };
    let head = format!(
        "{own} 0 obj\n<</Type/XRef/Size {}/Root {} 0 R/ID[<{identity}><00>]/Prev {previous}/W[1 4 2]/Index[{}]/Length {}>>\nstream\n",
        own + 1,
        read.root().0,
        index.join(" "),
        rows.len()
    );
    out.extend_from_slice(head.as_bytes());
    out.extend_from_slice(&rows);
    out.extend_from_slice(format!("\nendstream\nendobj\nstartxref\n{place}\n%%EOF\n").as_bytes());
    out
}
