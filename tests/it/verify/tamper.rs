//! What attackers make of a report. Nothing of it is accepted, and each is refused for what it is.

use std::fs;

use super::append::{Reading, append, stream};
use super::desk::{Desk, PARTIES, Stamper, line, signed};

/// Two parties have signed.
fn half() -> Desk {
    let desk = Desk::new();
    PARTIES[..2].iter().for_each(|(role, person)| desk.signs(role, person));
    desk
}

#[test]
fn content_replaced_between_two_signatures_refuses_the_first() {
    let desk = Desk::new();
    desk.signs("operator", "leader");
    let read = Reading::of(&desk.bytes());
    desk.put(append(&desk.bytes(), &[(read.content(1), stream("0 0 500 800 re f", ""))]));
    desk.signs("vendor", "clerk");
    let document = desk.document(&[]);
    let signatures = document["signatures"]["signatures"].as_array().expect("signatures");
    assert_eq!((&signatures[0]["standing"], &signatures[1]["standing"]), (&"invalid".into(), &"valid".into()));
    assert_eq!(line(&document, "changes"), "no");
    desk.says(77, &["DOES NOT HOLD", "the content of page 1 was changed", "do not use this file"], &[]);
}

#[test]
fn content_replaced_before_the_first_signature_is_not_the_rendering() {
    let desk = Desk::new();
    let read = Reading::of(&desk.bytes());
    desk.put(append(&desk.bytes(), &[(read.content(1), stream("0 0 500 800 re f", ""))]));
    desk.all_sign();
    let document = desk.document(&[]);
    assert_eq!(document["signatures"]["standing"], "valid", "everybody signed the altered text");
    assert_eq!((line(&document, "signatures"), line(&document, "changes")), ("yes", "no"));
    desk.says(77, &["Revision 3", "the content of page 1 was changed"], &[]);
}

#[test]
fn shadows_overlays_scripts_and_swapped_attachments_are_named() {
    let desk = half();
    let (bytes, read) = (desk.bytes(), Reading::of(&desk.bytes()));
    let (page, next, root) = (read.page(1), read.next(), read.root());
    let annotation = "<</Type/Annot/Subtype/FreeText/Rect[0 0 500 800]/DA(/F 9 Tf)/Contents(x)>>".to_owned();
    let cases: Vec<(&str, Vec<(u32, String)>)> = vec![
        (
            "an annotation or field was put on page 1",
            vec![(page.0, read.spelled(page, "Annots", &format!("/Annots[{next} 0 R]"))), (next, annotation)],
        ),
        ("the content of page 1 was changed", vec![(page.0, read.spelled(page, "Rotate", "/Rotate 90"))]),
        (
            "the catalog of the document was changed (key Pages)",
            vec![
                (root.0, read.spelled(root, "Pages", &format!("/Pages {next} 0 R"))),
                (next, "<</Type/Pages/Kids[]/Count 0>>".to_owned()),
            ],
        ),
        (
            "the catalog of the document was changed (key OpenAction)",
            vec![(root.0, read.spelled(root, "OpenAction", "/OpenAction<</S/JavaScript/JS(x)>>"))],
        ),
        (
            "the attached files were changed",
            vec![(read.attached("manifest.json"), stream("{\"schema\":\"x\"}", "/Type/EmbeddedFile"))],
        ),
    ];
    for (words, objects) in cases {
        desk.put(append(&bytes, &objects));
        desk.says(77, &["DOES NOT HOLD", words], &[]);
    }
}

#[test]
fn a_better_result_in_place_of_the_attached_one_does_not_read_as_a_report() {
    let desk = half();
    let read = Reading::of(&desk.bytes());
    desk.put(append(&desk.bytes(), &[(read.attached("run.json"), stream("{}", "/Type/EmbeddedFile"))]));
    desk.says(77, &["run.json"], &[]);
    // The run itself, with another outcome, before anybody has signed: the facts give another.
    let desk = Desk::new();
    let run = fs::read_to_string(desk.world.path("evidence/run.json")).expect("the run");
    let better = run.replacen("\"outcome\": \"fail\"", "\"outcome\": \"pass\"", 1);
    assert_ne!(run, better);
    let read = Reading::of(&desk.bytes());
    desk.put(append(&desk.bytes(), &[(read.attached("run.json"), stream(&better, "/Type/EmbeddedFile"))]));
    desk.all_sign();
    let document = desk.document(&[]);
    assert_eq!(document["answer"], "broken");
    for key in ["changes", "evidence", "judged", "rendered"] {
        assert_eq!(line(&document, key), "no", "{key}");
    }
}

#[test]
fn a_signature_taken_away_or_moved_to_another_role_is_refused() {
    let desk = half();
    let (bytes, read) = (desk.bytes(), Reading::of(&desk.bytes()));
    let field = |name: &str| {
        let is_it = |object: &lopdf::Object| {
            let name_of = object.as_dict().ok().and_then(|one| one.get(b"T").ok()).and_then(|text| text.as_str().ok());
            name_of == Some(name.as_bytes())
        };
        *read.0.objects.iter().find(|(_, object)| is_it(object)).expect("a field").0
    };
    let operator = field("operator-signature");
    desk.put(append(&bytes, &[(operator.0, read.spelled(operator, "V", ""))]));
    desk.says(77, &["removed or replaced the signature"], &[]);
    let value = read.0.get_dictionary(operator).expect("a field").get(b"V").expect("a value").as_reference();
    let value = format!("/V {} 0 R", value.expect("a reference").0);
    let secretary = field("secretary-signature");
    desk.put(append(&bytes, &[(secretary.0, read.spelled(secretary, "V", &value))]));
    desk.says(77, &["the place of the signature in the file is not its own"], &[]);
}

#[test]
fn evidence_that_was_altered_is_told_by_file() {
    let desk = Desk::signed();
    let fact =
        fs::read_dir(desk.world.path("evidence/facts")).expect("facts").next().expect("one").expect("one").path();
    let whole = fs::read_to_string(&fact).expect("a fact");
    fs::write(&fact, whole.replacen('1', "2", 1)).expect("a file");
    desk.says(77, &["is not the one that is listed"], &["--evidence", "evidence"]);
    fs::write(&fact, whole).expect("a file");
    desk.world.write("evidence/more.txt", "more");
    desk.says(77, &["more.txt is not listed"], &["--evidence", "evidence"]);
    fs::remove_file(desk.world.path("evidence/more.txt")).expect("a file");
    fs::remove_file(&fact).expect("a file");
    desk.says(77, &["is missing"], &["--evidence", "evidence"]);
    desk.says(65, &["nowhere"], &["--evidence", "nowhere"]);
}

#[test]
fn a_ledger_that_says_otherwise_is_told() {
    let desk = Desk::signed();
    desk.says(0, &["The report is that of the ledger", "head"], &["--ledger", "ledger.db"]);
    let case = "tinh-mau@population-db-connection";
    let arguments = ["conclude", case, "--as", "ready", "--by", "Người khác", "--position", "x", "--reason", "y"];
    let done = desk.world.kiemtra(&[&arguments[..], &["--ledger", "ledger.db"]].concat());
    assert_eq!(done.code, 0, "{}", done.stderr);
    desk.says(77, &["Người khác set another conclusion"], &["--ledger", "ledger.db"]);
    desk.says(3, &["there is no ledger"], &["--ledger", "nowhere.db"]);
}

#[test]
fn sampled_bytes_of_the_whole_report_are_never_accepted_when_flipped() {
    let desk = Desk::signed();
    let whole = desk.bytes();
    let places: Vec<usize> = (0..16).map(|part| part * whole.len() / 16 + 4099 % (whole.len() / 16)).collect();
    for (at, bit) in places.into_iter().zip([0x01, 0x02, 0x80, 0x04].into_iter().cycle()) {
        let mut altered = whole.clone();
        altered[at] ^= bit;
        desk.put(&altered);
        let done = desk.verify(&[]);
        assert!(done.code == 77 || done.code == 65, "byte {at} ({bit:#x}): {} {}", done.code, done.stdout);
        assert!(!done.stdout.starts_with("HOLDS"), "byte {at}");
    }
    desk.put(whole);
    desk.says(0, &["HOLDS"], &[]);
}

#[test]
fn a_second_signature_of_one_person_or_in_a_field_of_nobody_is_told_and_counts_for_nothing() {
    use kiemtra::seal::{FieldPlan, PdfFile, Rectangle, prepare};
    let desk = Desk::new();
    let file = PdfFile::read(desk.bytes()).expect("a file");
    let beside = file.fields().remove(0);
    let Rectangle { left, bottom, .. } = beside.rectangle;
    let plan = FieldPlan {
        name: "van-thu".to_owned(),
        label: "Văn thư".to_owned(),
        page: beside.page.expect("a page"),
        rectangle: Rectangle { left, bottom: bottom - 30.0, right: left + 80.0, top: bottom - 2.0 },
    };
    desk.put(prepare(&file, &[plan]).expect("a field"));
    desk.put(signed(desk.bytes(), "van-thu", "leader", Some(&Stamper)));
    // The certificate is the operator's, who signed elsewhere than in the prepared field.
    desk.says(3, &["the certificate tells the role"], &[]);
    desk.signs("operator", "leader");
    desk.says(3, &["has signed for", "does not count"], &[]);
}

/// The name of a profile inside a report could be a path: that of a file that comes along with the report.
#[test]
fn a_report_does_not_bring_its_own_profile() {
    let desk = Desk::new();
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/profiles/population-db-connection.yaml");
    let own = fs::read_to_string(own).expect("the profile");
    let (head, tail) = own.split_once("  - key: vendor\n").expect("a party");
    let (_, tail) = tail.split_once("  - key: owner\n").expect("a party");
    let fewer = format!("{head}  - key: owner\n{tail}").replace("[operator, vendor", "[operator");
    desk.world.write("evil.yaml", fewer.replace("id: population-db-connection\n", "id: ./evil.yaml\n"));
    let judged = desk.world.kiemtra(&["judge", "evidence/run.json", "--profile", "evil.yaml"]);
    assert!(judged.stdout.contains("\"./evil.yaml\""), "{}", judged.stderr);
    desk.world.write("evil.json", judged.stdout);
    let own = ["--profile", "evil.yaml", "--evidence", "evil", "--out", "report.pdf"];
    let done = desk.world.kiemtra(&[&["report", "evil.json", "--format", "pdf"], &own[..]].concat());
    assert_eq!(done.code, 0, "{}", done.stderr);
    [("operator", "leader"), ("secretary", "judge"), ("team-leader", "chief")]
        .iter()
        .for_each(|(role, person)| desk.signs(role, person));
    desk.says(3, &["CANNOT BE TOLD", "a profile in a file of its own", "--profile"], &[]);
    // Named by the user it is the user's own choice.
    desk.says(0, &["HOLDS: 3 of 3"], &["--profile", "evil.yaml"]);
}
