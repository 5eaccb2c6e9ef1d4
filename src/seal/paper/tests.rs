//! Scans as Python's imaging library writes them, attached, signed over and attacked.

use std::sync::OnceLock;

use super::*;
use crate::report::{Options, minutes_to_sign, sample};
use crate::seal::pdf::{NewFile, extended};
use crate::seal::role::{before_signing, field_of, prepared};
use crate::seal::tests::infrastructure::run;
use crate::seal::tests::others::{ask, has_pyhanko, pyhanko};
use crate::seal::tests::world::{file, signed, signed_barely, verified, world};
use crate::seal::{Change, Reason, SealError, Standing};
use crate::text::Language;

/// Two pages at 200 dots per inch as PDF, PNG and JPEG, and one at 60.
fn scans() -> &'static [Vec<u8>; 4] {
    static SCANS: OnceLock<[Vec<u8>; 4]> = OnceLock::new();
    SCANS.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let script = "
from PIL import Image, ImageDraw
def page(dots, words):
    image = Image.new('RGB', (round(8.27 * dots), round(11.69 * dots)), 'white')
    ImageDraw.Draw(image).text((dots, dots), words, fill='blue'); return image
pages = [page(200, 'signed'), page(200, 'and sealed')]
pages[0].save('0', 'PDF', save_all=True, append_images=pages[1:], resolution=200)
pages[0].save('1', 'PNG'); pages[1].save('2', 'JPEG'); page(60, 'coarse').save('3', 'PDF', resolution=60)";
        run("python3", &["-c", script], folder.path());
        ["0", "1", "2", "3"].map(|name| std::fs::read(folder.path().join(name)).expect("a file"))
    })
}

/// The sample's minutes with their empty fields.
fn minutes() -> Vec<u8> {
    static MINUTES: OnceLock<Vec<u8>> = OnceLock::new();
    let make = || {
        let mut report = sample::report();
        report.annexes.clear();
        let options = Options { run_json: b"{}", manifest: b"{\"m\":1}", ..Options::default() };
        let minutes = minutes_to_sign(&report, &options).expect("minutes");
        prepared(minutes, &report, Language::Vi).expect("fields")
    };
    MINUTES.get_or_init(make).clone()
}

fn signers() -> Vec<PaperSigner> {
    let signer = |role: &str, name: &str| PaperSigner { name: name.to_owned(), role: Some(role.to_owned()) };
    vec![signer("operator", "Trần Quốc Bảo"), signer("vendor", "Lê Thị Cúc")]
}

fn handover(signers: &[PaperSigner]) -> Handover<'_> {
    let time = "2026-12-06T02:00:00Z".parse().expect("an instant");
    Handover { run: "r-1", evidence: "sha256:00", time, by: "Nguyễn Thị Phương Thảo", signers }
}

fn attached(to: &[u8], scan: usize) -> Vec<u8> {
    let scan = Scan::read(scans()[scan].clone()).expect("a scan");
    attach_paper(&file(to.to_vec()), &scan, &handover(&signers())).expect("it is attached")
}

#[test]
fn a_scan_is_read_as_its_maker_wrote_it() {
    let told = scans().each_ref().map(|scan| {
        let scan = Scan::read(scan.clone()).expect("a scan");
        (scan.medium(), scan.pages(), scan.resolution())
    });
    let wanted = [
        (Medium::Pdf, 2, Some(200)),
        (Medium::Png, 1, Some(200)),
        (Medium::Jpeg, 1, Some(200)),
        (Medium::Pdf, 1, Some(60)),
    ];
    assert_eq!(told, wanted);
}

#[test]
fn a_scan_is_attached_bound_and_changes_nothing_else() {
    let base = minutes();
    let bytes = attached(&attached(&base, 0), 2);
    assert!(bytes == attached(&attached(&base, 0), 2), "the same inputs, other bytes");
    let own = file(bytes.clone());
    assert!(before_signing(&own) == base);
    let found = paper(&own);
    let told: Vec<_> = found.iter().map(|one| (one.file.as_str(), one.revision, one.pages, one.is_bound())).collect();
    assert_eq!(told, [("scan-001.pdf", 3, Some(2), true), ("scan-002.jpg", 4, Some(1), true)]);
    assert_eq!((found[0].signers.clone(), found[0].attached_by.as_str()), (signers(), "Nguyễn Thị Phương Thảo"));
    assert_eq!(found[0].sha256, hexadecimal(&Digest::Sha256.of(&[&scans()[0]])));
    let judged = verified(bytes.clone());
    let changes = judged.changes.into_iter().filter(|(revision, _)| *revision > 2).map(|(_, changes)| changes);
    let wanted = ["scan-001.pdf", "scan-002.jpg"].map(|name| vec![Change::Paper(name.to_owned())]);
    assert_eq!(changes.collect::<Vec<_>>(), wanted);
    assert_eq!(judged.signatures, [], "a scan is no signature");
    ask(&bytes, "qpdf", &["--check", "file.pdf"]);
    let files = ask(&bytes, "pdfdetach", &["-list", "file.pdf"]);
    assert!(["run.json", "scan-001.json", "scan-001.pdf", "scan-002.jpg"].iter().all(|name| files.contains(name)));
    let added = String::from_utf8_lossy(&bytes[base.len()..]).into_owned();
    let times = |what: &str| added.matches(what).count();
    assert_eq!((times("/AFRelationship /Supplement"), times("/AFRelationship /Data"), times("/ModDate")), (2, 2, 4));
}

#[test]
fn whoever_signs_afterwards_covers_the_scan_and_others_trust_it() {
    let bytes = signed(attached(&minutes(), 0), &field_of("secretary"), &world().key("leader"));
    let bytes = signed(bytes, &field_of("team-leader"), &world().key("clerk"));
    let found = verified(bytes.clone());
    assert_eq!(found.standing(), Standing::Valid, "{:#?}", found.signatures);
    assert!(paper(&file(bytes.clone()))[0].is_bound());
    assert_eq!(ask(&bytes, "pdfsig", &["file.pdf"]).matches("Signature is Valid").count(), 2);
    if has_pyhanko() {
        assert_eq!(pyhanko(&bytes), ["secretary-signature True FORM_FILLING", "team-leader-signature True NONE"]);
    }
}

#[test]
fn behind_a_signature_a_scan_is_refused_here_and_seen_by_everybody() {
    let once = signed_barely(minutes(), &field_of("secretary"), &world().key("leader"));
    let scan = Scan::read(scans()[0].clone()).expect("a scan");
    let tried = attach_paper(&file(once.clone()), &scan, &handover(&signers()));
    assert_eq!(tried, Err(SealError::AlreadySigned));
    // Another program does it all the same.
    let forged = late(&once);
    let found = verified(forged.clone());
    assert_eq!(found.standing(), Standing::Invalid);
    assert_eq!(found.signatures[0].reasons, [Reason::Changed(Change::Paper("scan-001.pdf".to_owned()))]);
    assert_eq!(paper(&file(forged))[0].flaws, [PaperFlaw::Late("scan-001.pdf".to_owned())]);
}

/// A scan with its record, put behind whatever is there.
fn late(bytes: &[u8]) -> Vec<u8> {
    let own = file(bytes.to_vec());
    let scan = &scans()[0];
    let digest = |bytes: &[u8]| hexadecimal(&Digest::Sha256.of(&[bytes]));
    let record = record_of(&digest(bytes), &digest(scan), scan.len());
    extended(&own, &[new("scan-001.json", record.as_bytes()), new("scan-001.pdf", scan)], handover(&[]).time)
        .expect("a file")
}

fn new<'a>(name: &'a str, content: &'a [u8]) -> NewFile<'a> {
    NewFile { name, about: "", media_type: "application/pdf", relationship: "Data", content }
}

fn record_of(printed: &str, scan: &str, bytes: usize) -> String {
    format!(
        r#"{{"attached":"2026-12-06T02:00:00Z","attached_by":"x","printed":{{"evidence":"e","run":"r","sha256":"{printed}"}},"scan":{{"bytes":{bytes},"file":"scan-001.pdf","pages":2,"sha256":"{scan}"}},"schema":"kiemtra/paper@1","signed":"paper","signers":[]}}"#
    )
}

/// Files that are attached before anybody signs, and what is wrong with them.
#[test]
fn records_that_do_not_hold_are_told() {
    let base = minutes();
    let (scan, other) = (&scans()[0], &scans()[3]);
    let digest = |bytes: &[u8]| hexadecimal(&Digest::Sha256.of(&[bytes]));
    let good = record_of(&digest(&base), &digest(scan), scan.len());
    let flaws = |record: &str, files: &[(&str, &[u8])]| {
        let mut all = vec![new("scan-001.json", record.as_bytes())];
        all.extend(files.iter().map(|(name, content)| new(name, content)));
        let bytes = extended(&file(base.clone()), &all, handover(&[]).time).expect("a file");
        paper(&file(bytes)).into_iter().flat_map(|one| one.flaws).collect::<Vec<_>>()
    };
    let own = || "scan-001.pdf".to_owned();
    assert_eq!(flaws(&good, &[("scan-001.pdf", scan)]), []);
    assert_eq!(flaws(&good, &[]), [PaperFlaw::Missing(own())]);
    assert_eq!(flaws(&good, &[("scan-001.pdf", other)]), [PaperFlaw::Other(own())]);
    assert_eq!(flaws(&good, &[("scan-001.pdf", scan), ("scan-001.pdf", other)])[0], PaperFlaw::Twice(own()));
    let elsewhere = record_of(&digest(b"another print"), &digest(scan), scan.len());
    assert_eq!(flaws(&elsewhere, &[("scan-001.pdf", scan)]), [PaperFlaw::Printed(own())]);
    for (from, to) in [("\"paper\"", "\"digital\""), ("[]}", "[],\"valid\":true}"), ("paper@1", "paper@2")] {
        let record = good.replace(from, to);
        assert_eq!(flaws(&record, &[("scan-001.pdf", scan)]), [PaperFlaw::Record("scan-001.json".to_owned())], "{to}");
    }
    let twice = r#"[{"name":"A","role":"operator"},{"name":"B","role":"operator"}]"#;
    assert_eq!(flaws(&good.replace("[]", twice), &[("scan-001.pdf", scan)]), [PaperFlaw::Twice(own())]);
    // A record that names what the minutes carry takes nothing of it for a scan.
    let stolen = good.replace("scan-001.pdf", "run.json");
    assert!(flaws(&stolen, &[]).contains(&PaperFlaw::Record("scan-001.json".to_owned())));
}

#[test]
fn a_record_of_another_report_does_not_fit() {
    let mut other = sample::report();
    other.annexes.clear();
    other.run = "r-2".to_owned();
    let made = minutes_to_sign(&other, &Options::default()).expect("minutes");
    let other = prepared(made, &other, Language::Vi).expect("fields");
    let moved = file(attached(&minutes(), 0)).attachments();
    let pick = |name: &str| moved.iter().find(|one| one.name == name).expect(name).content.clone();
    let (record, scan) = (pick("scan-001.json"), pick("scan-001.pdf"));
    let files = [new("scan-001.json", &record), new("scan-001.pdf", &scan)];
    let bytes = extended(&file(other), &files, handover(&[]).time).expect("a file");
    assert_eq!(paper(&file(bytes))[0].flaws, [PaperFlaw::Printed("scan-001.pdf".to_owned())]);
}

/// Only scans are scans: whatever else is attached has its own name and is no known change.
#[test]
fn nothing_else_passes_for_a_scan() {
    let base = minutes();
    for name in ["run.json", "zz.json", "scan", "minutes.json"] {
        let bytes = extended(&file(base.clone()), &[new(name, b"{}")], handover(&[]).time).expect("a file");
        let changes = verified(bytes).changes.into_iter().filter(|(revision, _)| *revision > 2);
        let all: Vec<_> = changes.flat_map(|(_, changes)| changes).collect();
        assert!(!all.is_empty() && !all.iter().any(|change| matches!(change, Change::Paper(_))), "{name}: {all:?}");
    }
}

#[test]
fn files_that_are_no_scan_are_refused_with_the_reason() {
    let pdf = String::from_utf8_lossy(&minutes()).into_owned();
    assert!(pdf.contains("/StructTreeRoot"));
    let script = |keys: &str| {
        format!(
            "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R{keys}>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>\nendobj\ntrailer\n<</Root 1 0 R/Size 4>>\n"
        )
    };
    let whole = |keys: &str| {
        let body = script(keys);
        let at = |number: usize| body.find(&format!("\n{number} 0 obj")).expect("an object") + 1;
        let (head, trailer) = body.split_once("trailer").expect("a trailer");
        let entries: String = (1..4).map(|number| format!("{:010} 00000 n \n", at(number))).collect();
        let start = head.len();
        format!("{head}xref\n0 4\n0000000000 65535 f \n{entries}trailer{trailer}startxref\n{start}\n%%EOF\n")
            .into_bytes()
    };
    let refusal = |bytes: Vec<u8>| Scan::read(bytes).expect_err("no scan");
    assert_eq!(refusal(whole("")), ScanRefusal::NoImage(1));
    assert_eq!(refusal(whole("/OpenAction[3 0 R/Fit]")), ScanRefusal::NoImage(1), "a page to begin with");
    for (keys, what) in [
        ("/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>", "OpenAction"),
        ("/AcroForm<</Fields[]>>", "AcroForm"),
        ("/Names<</EmbeddedFiles<</Names[]>>>>", "EmbeddedFiles"),
        ("/X<</S/Launch/F(x)>>", "Launch"),
    ] {
        assert_eq!(refusal(whole(keys)), ScanRefusal::Active(what));
    }
    assert!(matches!(refusal(minutes()), ScanRefusal::Active(_)), "the minutes themselves");
    assert_eq!(refusal(b"PK\x03\x04 a word processor's".to_vec()), ScanRefusal::Unknown);
    assert_eq!(refusal(b"%PDF-1.7\nnothing".to_vec()), ScanRefusal::Broken);
    for scan in scans() {
        for part in [3, 10, 40, 200, scan.len() / 2] {
            assert!(Scan::read(scan[..part].to_vec()).is_err() || part == scan.len() / 2, "{part}");
        }
    }
}
