//! Attacks by incremental update, as an attacker writes them: by hand, with none of our own code.

use lopdf::{Document, Object, ObjectId};

use super::world::{file, fill, once, plans, prepared, report, run, signed, signed_barely, twice, verified, world};
use crate::seal::{Change, FileRefusal, PdfFile, Reason, Remark, SealError, Standing, prepare, sign};

/// Appends objects with a cross-reference table of their own; `places` names objects that are written nowhere.
pub(super) fn append(bytes: &[u8], objects: &[(u32, String)], places: &[(u32, usize)], trailer: &str) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let previous =
        text.rsplit("startxref").next().expect("a place").split_whitespace().next().expect("a number").to_owned();
    let read = Document::load_mem(bytes).expect("a PDF");
    let root = read.trailer.get(b"Root").and_then(Object::as_reference).expect("a root");
    let mut out = bytes.to_vec();
    let mut entries: Vec<(u32, usize)> = places.to_vec();
    for (number, body) in objects {
        entries.push((*number, out.len()));
        out.extend_from_slice(format!("{number} 0 obj\n{body}\nendobj\n").as_bytes());
    }
    let size = read.max_id.max(entries.iter().map(|(number, _)| *number).max().unwrap_or(0)) + 1;
    let at = out.len();
    out.extend_from_slice(b"xref\n");
    for (number, place) in entries {
        out.extend_from_slice(format!("{number} 1\n{place:010} 00000 n \n").as_bytes());
    }
    let identity = match read.trailer.get(b"ID").and_then(Object::as_array).map(|pair| pair[0].clone()) {
        Ok(Object::String(bytes, _)) => crate::seal::hexadecimal(&bytes),
        _ => String::new(),
    };
    let tail = format!(
        "trailer\n<</Size {size}/Root {} 0 R/ID[<{identity}><00>]/Prev {previous}{trailer}>>\nstartxref\n{at}\n%%EOF\n",
        root.0
    );
    out.extend_from_slice(tail.as_bytes());
    out
}

pub(super) struct Reading(pub(super) Document);

impl Reading {
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self(Document::load_mem(bytes).expect("a PDF"))
    }

    pub(super) fn page(&self, number: usize) -> ObjectId {
        self.0.page_iter().nth(number - 1).expect("a page")
    }

    pub(super) fn content(&self, number: usize) -> u32 {
        self.0
            .get_dictionary(self.page(number))
            .and_then(|page| page.get(b"Contents"))
            .and_then(Object::as_reference)
            .expect("content")
            .0
    }

    /// The spelling of an object with something put in front of its end.
    pub(super) fn spelled(&self, id: ObjectId, without: &str, more: &str) -> String {
        let mut dictionary = self.0.get_dictionary(id).expect("a dictionary").clone();
        dictionary.remove(without.as_bytes());
        let body: Vec<String> = dictionary
            .iter()
            .map(|(key, value)| format!("/{} {}", String::from_utf8_lossy(key), spelled(value)))
            .collect();
        format!("<<{} {more}>>", body.join(" "))
    }

    pub(super) fn field(&self, name: &str) -> ObjectId {
        let is_it = |object: &Object| {
            object.as_dict().ok().and_then(|dictionary| dictionary.get(b"T").ok()).and_then(|text| text.as_str().ok())
                == Some(name.as_bytes())
        };
        *self.0.objects.iter().find(|(_, object)| is_it(object)).expect("a field").0
    }

    pub(super) fn root(&self) -> ObjectId {
        self.0.trailer.get(b"Root").and_then(Object::as_reference).expect("a root")
    }

    pub(super) fn next(&self) -> u32 {
        self.0.max_id + 1
    }
}

pub(super) fn spelled(object: &Object) -> String {
    match object {
        Object::Name(name) => format!("/{}", String::from_utf8_lossy(name)),
        Object::String(bytes, _) => format!("<{}>", crate::seal::hexadecimal(bytes)),
        Object::Array(list) => format!("[{}]", list.iter().map(spelled).collect::<Vec<_>>().join(" ")),
        Object::Dictionary(dictionary) => {
            let inside: Vec<String> = dictionary
                .iter()
                .map(|(key, value)| format!("/{} {}", String::from_utf8_lossy(key), spelled(value)))
                .collect();
            format!("<<{}>>", inside.join(" "))
        }
        Object::Reference(id) => format!("{} {} R", id.0, id.1),
        Object::Integer(number) => number.to_string(),
        Object::Real(number) => number.to_string(),
        Object::Boolean(value) => value.to_string(),
        _ => "null".to_owned(),
    }
}

pub(super) fn stream(words: &str, head: &str) -> String {
    format!("<</Length {}{head}>>\nstream\n{words}\nendstream", words.len())
}

/// What an attack is called, the objects that it writes, and what is said of it.
type Case = (&'static str, Vec<(u32, String)>, Change);

/// Why the first signature is refused.
pub(super) fn refused(bytes: Vec<u8>) -> Vec<Reason> {
    let found = verified(bytes);
    assert_eq!(found.standing(), Standing::Invalid);
    assert_eq!(found.signatures[0].standing, Standing::Invalid);
    found.signatures[0].reasons.clone()
}

#[test]
fn every_change_of_what_one_reads_is_refused_and_named() {
    let (bytes, read) = (once(), Reading::of(&once()));
    let (page, next) = (read.page(1), read.next());
    let annotation = "<</Type/Annot/Subtype/FreeText/Rect[0 0 500 800]/DA(/F 9 Tf)/Contents(x)>>".to_owned();
    let attached = read
        .0
        .objects
        .iter()
        .find(|(_, object)| object.as_stream().is_ok_and(|stream| stream.dict.has_type(b"EmbeddedFile")));
    let attached = attached.expect("an attachment").0.0;
    let widget = read.field("leader");
    let cases: Vec<Case> = vec![
        ("replaced content", vec![(read.content(1), stream("0 0 500 800 re f", ""))], Change::Page(1)),
        (
            "content labelled otherwise",
            vec![(read.content(2), stream("0 0 500 800 re f", "/Type/XRef"))],
            Change::Page(2),
        ),
        ("another page", vec![(page.0, read.spelled(page, "Rotate", "/Rotate 90"))], Change::Page(1)),
        (
            "overlay",
            vec![(page.0, read.spelled(page, "Annots", &format!("/Annots[{next} 0 R]"))), (next, annotation)],
            Change::Annotation(1),
        ),
        (
            "other pages",
            vec![
                (read.root().0, read.spelled(read.root(), "Pages", &format!("/Pages {next} 0 R"))),
                (next, "<</Type/Pages/Kids[]/Count 0>>".to_owned()),
            ],
            Change::Catalog("Pages".to_owned()),
        ),
        (
            "script",
            vec![(read.root().0, read.spelled(read.root(), "OpenAction", "/OpenAction<</S/JavaScript/JS(x)>>"))],
            Change::Catalog("OpenAction".to_owned()),
        ),
        ("attachment", vec![(attached, stream("{\"verdict\":\"pass\"}", "/Type/EmbeddedFile"))], Change::Attachment),
        (
            "look of a signed field",
            vec![
                (widget.0, read.spelled(widget, "AP", &format!("/AP<</N {next} 0 R>>"))),
                (next, stream("", "/Subtype/Form/BBox[0 0 1 1]")),
            ],
            Change::Field("leader".to_owned()),
        ),
    ];
    for (name, objects, change) in cases {
        let reasons = refused(append(&bytes, &objects, &[], ""));
        assert!(reasons.contains(&Reason::Changed(change.clone())), "{name}: {reasons:?}");
    }
}

#[test]
fn content_replaced_between_two_signatures_refuses_the_first() {
    let read = Reading::of(&once());
    let altered = append(&once(), &[(read.content(1), stream("0 0 500 800 re f", ""))], &[], "");
    let both = signed(altered, "clerk", &world().key("clerk"));
    let found = verified(both.clone());
    assert_eq!(found.signatures[0].reasons, [Reason::Changed(Change::Page(1))]);
    assert_eq!((found.signatures[1].standing, found.standing()), (Standing::Valid, Standing::Invalid));
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("file.pdf"), &both).expect("a file");
    let said = String::from_utf8(run("pdfsig", &["file.pdf"], folder.path()).stdout).expect("UTF-8");
    assert_eq!(said.matches("Signature is Valid").count(), 2, "a lenient judge does not see it");
}

#[test]
fn a_place_of_an_older_revision_cannot_be_named_again() {
    let hidden = b"% hidden\n900 0 obj\nnull\nendobj\n";
    let base = append(&report(), &[(900, "null".to_owned())], &[], "");
    let read = Reading::of(&report());
    let place = base.len() - hidden.len();
    let bytes = signed_barely(
        prepare(&PdfFile::read(report()).expect("a file"), &plans()).expect("fields"),
        "leader",
        &world().key("clerk"),
    );
    let old = Reading::of(&bytes);
    let shadow = append(&bytes, &[], &[(read.content(1), place.min(40))], "");
    assert!(matches!(PdfFile::read(shadow), Err(FileRefusal::Misplaced(_) | FileRefusal::Unreadable(_))));
    let other = Reading::of(&bytes).0;
    let lopdf::xref::XrefEntry::Normal { offset, .. } = *other.reference_table.get(old.content(2)).expect("an entry")
    else {
        panic!("a table")
    };
    let swapped = append(&bytes, &[], &[(old.content(1), usize::try_from(offset).expect("a place"))], "");
    assert!(matches!(PdfFile::read(swapped), Err(FileRefusal::Misplaced(_) | FileRefusal::Unreadable(_))));
}

#[test]
fn signatures_are_neither_wrapped_nor_copied_nor_taken_out() {
    let (bytes, read) = (once(), Reading::of(&once()));
    let value = read
        .0
        .get_dictionary(read.field("leader"))
        .and_then(|field| field.get(b"V"))
        .and_then(Object::as_reference)
        .expect("a value");
    let clerk = read.field("clerk");
    let copied = append(&bytes, &[(clerk.0, read.spelled(clerk, "V", &format!("/V {} 0 R", value.0)))], &[], "");
    let found = verified(copied);
    assert_eq!(found.signatures[1].reasons, [Reason::Hole]);
    assert_eq!(found.standing(), Standing::Invalid);
    let moved = read.spelled(value, "Nothing", "");
    let next = read.next();
    let wrapped =
        append(&bytes, &[(clerk.0, read.spelled(clerk, "V", &format!("/V {next} 0 R"))), (next, moved)], &[], "");
    assert!(matches!(
        verified(wrapped).signatures[1].reasons[..],
        [Reason::Range | Reason::Hole | Reason::NotARevision]
    ));
    let leader = read.field("leader");
    let emptied = append(&bytes, &[(leader.0, read.spelled(leader, "V", ""))], &[], "");
    let found = verified(emptied);
    assert_eq!(found.signatures[0].reasons, [Reason::Removed]);
}

#[test]
fn bytes_behind_the_end_and_damage_are_refused() {
    let mut behind = twice();
    behind.extend_from_slice(b"% more\n");
    assert_eq!(PdfFile::read(behind).err(), Some(FileRefusal::Trailing(7)));
    let encrypted = append(&once(), &[], &[], "/Encrypt 1 0 R");
    assert_eq!(PdfFile::read(encrypted).err(), Some(FileRefusal::Encrypted));
    let hybrid = append(&once(), &[], &[], "/XRefStm 20");
    assert_eq!(PdfFile::read(hybrid).err(), Some(FileRefusal::Hybrid));
    let read = Reading::of(&once());
    let twice_keyed = append(&once(), &[(read.next(), "<</A 1/A 2>>".to_owned())], &[], "");
    assert_eq!(PdfFile::read(twice_keyed).err(), Some(FileRefusal::KeyTwice(Some(read.next()))));
    let twice_listed = append(&once(), &[(read.next(), "null".to_owned())], &[(read.next(), 20)], "");
    assert_eq!(PdfFile::read(twice_listed).err(), Some(FileRefusal::Unreadable("xref")));
    let mut cut = once();
    cut.truncate(cut.len() - 200);
    assert!(PdfFile::read(cut).is_err());
}

#[test]
fn what_foreign_programs_add_is_tolerated_and_said() {
    let (bytes, read) = (once(), Reading::of(&once()));
    let next = read.next();
    let extended = append(
        &bytes,
        &[
            (
                read.root().0,
                read.spelled(read.root(), "Extensions", "/Extensions<</ADBE<</BaseVersion/1.7/ExtensionLevel 8>>>>"),
            ),
            (next, "<</Producer(x)>>".to_owned()),
        ],
        &[],
        &format!("/Info {next} 0 R"),
    );
    let found = verified(extended);
    assert_eq!(found.standing(), Standing::Valid, "{:?}", found.signatures[0].reasons);
    let said = &found.signatures[0].remarks;
    assert!(
        said.contains(&Remark::Tolerated(Change::Extensions)) && said.contains(&Remark::Tolerated(Change::Information))
    );
    assert!(found.uncovered > 0 && !found.unsigned.is_empty());
}

/// A new field of another program: beside the others it is tolerated, elsewhere not, and never in a certified file.
#[test]
fn new_fields_keep_to_their_room() {
    let key = world().key("leader");
    let mut first = fill("leader", None);
    let plain = sign(&file(prepared()), &first, &key, None).expect("a signature");
    first.certify = true;
    let certified = sign(&file(prepared()), &first, &key, None).expect("a signature");
    for (bytes, place, expected) in [
        (&plain, "380 70 530 98", None),
        (&plain, "40 300 530 800", Some(Reason::Changed(Change::Annotation(2)))),
        (&certified, "380 70 530 98", Some(Reason::Forbidden(Change::FieldAdded("new".to_owned(), Some(2))))),
    ] {
        let read = Reading::of(bytes);
        let (page, next) = (read.page(2), read.next());
        let form = read
            .0
            .get_dictionary(read.root())
            .and_then(|root| root.get(b"AcroForm"))
            .and_then(Object::as_reference)
            .expect("a form");
        let longer = |id: ObjectId, key: &str| {
            let list = read
                .0
                .get_dictionary(id)
                .and_then(|holder| holder.get(key.as_bytes()))
                .and_then(Object::as_array)
                .expect("a list");
            let list: Vec<String> = list.iter().map(spelled).collect();
            read.spelled(id, key, &format!("/{key}[{} {next} 0 R]", list.join(" ")))
        };
        let widget = format!("<</Type/Annot/Subtype/Widget/FT/Sig/T(new)/F 132/P {} 0 R/Rect[{place}]>>", page.0);
        let objects = [(page.0, longer(page, "Annots")), (form.0, longer(form, "Fields")), (next, widget)];
        let found = verified(append(bytes, &objects, &[], ""));
        assert_eq!(
            found.signatures[0].reasons.first(),
            expected.as_ref(),
            "{place}: {:?}",
            found.signatures[0].reasons
        );
    }
}

/// Traps that whoever made the file laid before the first signature.
#[test]
fn traps_from_before_the_signature_do_not_spring() {
    let read = Reading::of(&report());
    let (page, content, next) = (read.page(1), read.content(1), read.next());
    let laid = format!("/Contents {next} 0 R");
    let base = append(
        &report(),
        &[(page.0, read.spelled(page, "Contents", &laid)), (next, format!("[{content} 0 R]"))],
        &[],
        "",
    );
    let bytes = signed_barely(prepare(&file(base), &plans()).expect("fields"), "leader", &world().key("clerk"));
    let read = Reading::of(&bytes);
    let store = append(
        &bytes,
        &[(read.root().0, read.spelled(read.root(), "DSS", &format!("/DSS<</Certs {next} 0 R>>")))],
        &[],
        "",
    );
    let sprung = append(&store, &[(next, format!("[{content} 0 R {} 0 R]", read.content(2)))], &[], "");
    assert_eq!(refused(sprung), [Reason::Changed(Change::Page(1))], "a list of contents is no store of evidence");
    let read = Reading::of(&report());
    let gap = read.next() + 500;
    let laid = format!("/Contents[{content} 0 R {gap} 0 R]");
    let base = append(&report(), &[(page.0, read.spelled(page, "Contents", &laid))], &[], "");
    let bytes = signed_barely(prepare(&file(base), &plans()).expect("fields"), "leader", &world().key("clerk"));
    let sprung = append(&bytes, &[(gap, stream("0 0 500 800 re f", ""))], &[], "");
    assert_eq!(refused(sprung), [Reason::Changed(Change::Page(1))], "what was missing is defined");
}

#[test]
fn empty_fields_and_new_ones_show_nothing_that_nobody_signed() {
    let (bytes, read) = (once(), Reading::of(&once()));
    let (unit, next) = (read.field("unit"), read.next());
    let look = stream("0 0 150 60 re f", "/Subtype/Form/BBox[0 0 150 60]");
    let painted =
        append(&bytes, &[(unit.0, read.spelled(unit, "AP", &format!("/AP<</N {next} 0 R>>"))), (next, look)], &[], "");
    assert_eq!(refused(painted), [Reason::Changed(Change::Field("unit".to_owned()))]);
    let form = read.0.get_dictionary(read.root()).and_then(|root| root.get(b"AcroForm")).and_then(Object::as_reference);
    let form = form.expect("a form");
    let longer = |id: ObjectId, key: &str| {
        let list = read.0.get_dictionary(id).and_then(|holder| holder.get(key.as_bytes())).and_then(Object::as_array);
        let list: Vec<String> = list.map_or_else(|_| Vec::new(), |list| list.iter().map(spelled).collect());
        read.spelled(id, key, &format!("/{key}[{} {next} 0 R]", list.join(" ")))
    };
    let (first, second) = (read.page(1), read.page(2));
    for (listed, rest) in [
        (first, format!("/P {} 0 R/Rect[380 70 530 98]", second.0)),
        (second, format!("/P {} 0 R/Rect[380 70 530 98]/A<</S/JavaScript/JS(x)>>", second.0)),
        (second, format!("/P {} 0 R/Rect[0 0 {} 0 R 800]", second.0, next + 1)),
        (second, format!("/P {} 0 R/Rect[0 (x) 0 500 800]", second.0)),
    ] {
        let widget = format!("<</Type/Annot/Subtype/Widget/FT/Sig/T(new)/F 132{rest}>>");
        let objects = [
            (listed.0, longer(listed, "Annots")),
            (form.0, longer(form, "Fields")),
            (next, widget),
            (next + 1, "500".to_owned()),
        ];
        let reasons = refused(append(&bytes, &objects, &[], ""));
        assert!(
            reasons.iter().any(|reason| matches!(reason, Reason::Changed(Change::Annotation(_)))),
            "{rest}: {reasons:?}"
        );
    }
}

#[test]
fn a_form_that_redraws_itself_is_not_signed() {
    let read = Reading::of(&report());
    let form = append(
        &report(),
        &[(read.root().0, read.spelled(read.root(), "AcroForm", "/AcroForm<</Fields[]/NeedAppearances true>>"))],
        &[],
        "",
    );
    assert_eq!(prepare(&file(form), &plans()), Err(SealError::NeedsAppearances));
}
