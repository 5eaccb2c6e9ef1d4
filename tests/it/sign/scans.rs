//! The paper path: the minutes printed, signed by hand, scanned, and the scan attached through the program.

use std::fs;

use kiemtra::seal::{PdfFile, paper, role::before_signing};
use serde_json::Value;

use super::desk::{Desk, valid_fields};
use crate::support::{Done, ask, run};

/// Two pages of a scanner, and what is none: a coarse photograph, a text.
fn scanned(desk: &Desk) {
    let script = "
from PIL import Image, ImageDraw
def page(dots):
    image = Image.new('RGB', (round(8.27 * dots), round(11.69 * dots)), 'white')
    ImageDraw.Draw(image).text((dots, dots), 'signed and sealed', fill='blue'); return image
page(200).save('scan.pdf', save_all=True, append_images=[page(200)], resolution=200)
page(72).save('photo.jpg')
open('text.pdf', 'w').write('no scan')";
    run("python3", &["-c", script], &desk.world.path(""));
}

fn attach(desk: &Desk, more: &[&str]) -> Done {
    let own = ["sign", "report.pdf", "--yes", "--lang", "en", "--attached-by", "Lê Văn Thư"];
    desk.world.kiemtra(&[&own, more].concat())
}

#[test]
fn a_scan_is_attached_then_signed_over_and_shown_as_what_it_is() {
    let desk = Desk::new();
    scanned(&desk);
    let before = desk.bytes();
    let both = ["--signed-by", "vendor=Người clerk", "--signed-by", "secretary=Người judge"];
    let done = attach(&desk, &[&["--scan", "scan.pdf", "--format", "json"][..], &both].concat());
    assert_eq!(done.code, 0, "{}", done.stderr);
    assert!(done.stderr.contains("signed on paper, nothing is proved by cryptography"), "{}", done.stderr);
    let record: Value = serde_json::from_str(&done.stdout).expect("JSON");
    assert_eq!((&record["signed"], &record["scans"][0]["pages"]), (&"paper".into(), &2.into()));
    let after = desk.bytes();
    assert!(after.starts_with(&before));
    let file = PdfFile::read(after.clone()).expect("a sound file");
    assert!(before_signing(&file) == before);
    let own = &paper(&file)[0];
    assert!(own.is_bound() && own.attached_by == "Lê Văn Thư" && own.signers[0].name == "Người clerk");
    let files = ask(&after, "pdfdetach", &["-list", "file.pdf"]);
    assert!(files.contains("scan-001.pdf") && files.contains("run.json"), "{files}");
    ask(&after, "qpdf", &["--check", "file.pdf"]);
    // Nobody's signature yet: nothing is signed by a picture.
    let told = desk.world.kiemtra(&["verify", "report.pdf", "--lang", "en"]);
    assert_eq!(told.code, 3, "{}", told.stdout);
    // Whoever signs afterwards covers the scan.
    desk.signed("operator", "leader");
    // The vendor signed on paper, so it is the leader's turn; the vendor's field stays empty.
    desk.signed("team-leader", "chief");
    assert_eq!(valid_fields(desk.bytes()), ["operator-signature", "team-leader-signature"]);
    let told = desk.world.kiemtra(&["verify", "report.pdf", "--lang", "en"]);
    assert_eq!(told.code, 3, "{}", told.stdout);
    assert!(paper(&PdfFile::read(desk.bytes()).expect("a sound file"))[0].is_bound());
}

#[test]
fn what_is_no_scan_or_comes_too_late_is_refused_and_the_report_stays() {
    let desk = Desk::new();
    scanned(&desk);
    let before = desk.bytes();
    let vendor = ["--scan", "scan.pdf", "--signed-by", "vendor=Người clerk"];
    for (more, code, words) in [
        (&["--scan", "text.pdf", "--signed-by", "vendor=A"][..], 65, "PDF, PNG or JPEG"),
        (&["--scan", "report.pdf", "--signed-by", "vendor=A"], 65, "what no scan holds"),
        (&["--scan", "none.pdf", "--signed-by", "vendor=A"], 65, "cannot read `none.pdf`"),
        (&["--scan", "scan.pdf", "--signed-by", "owner=A"], 64, "has no role `owner` that signs"),
        (&["--scan", "scan.pdf", "--signed-by", "A"], 64, "is not ROLE=NAME"),
        (&["--scan", "scan.pdf", "--signed-by", "vendor= "], 64, "needs a name"),
        (&["--scan", "scan.pdf", "--signed-by", "vendor=A", "--signed-by", "vendor=B"], 64, "already"),
        (&["--scan", "scan.pdf"], 64, "--signed-by"),
        (&["--scan", "scan.pdf", "--signed-by", "vendor=A", "--role", "vendor"], 64, "--role"),
    ] {
        desk.refused(&attach(&desk, more), code, words);
        assert!(desk.bytes() == before, "{words}");
    }
    let own = ["sign", "report.pdf", "--lang", "en", "--attached-by", "B"];
    desk.refused(&desk.world.kiemtra(&[&own[..], &vendor].concat()), 64, "somebody has to confirm");
    desk.signed("operator", "leader");
    let once = desk.bytes();
    desk.refused(&attach(&desk, &vendor), 77, "would break that signature");
    assert!(desk.bytes() == once);
    assert_eq!(fs::read_dir(desk.world.path("")).expect("a folder").count(), 6);
}

#[test]
fn a_coarse_photograph_and_another_name_are_told() {
    let desk = Desk::new();
    scanned(&desk);
    let done = attach(&desk, &["--scan", "photo.jpg", "--signed-by", "vendor=Ai Khác", "--output", "with.pdf"]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    assert!(done.stderr.contains("has about 72 dpi") && done.stderr.contains("the minutes name Người clerk"));
    let found = paper(&PdfFile::read(fs::read(desk.world.path("with.pdf")).expect("a file")).expect("a sound file"));
    assert_eq!((found[0].file.as_str(), found[0].resolution), ("scan-001.jpg", Some(72)));
}
