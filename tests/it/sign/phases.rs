//! Two phases: the file that waits, and the signature that comes back from elsewhere.

use std::fs;

use super::desk::{Desk, valid_fields, verified};
use crate::support::{Done, parts, path, run, world};

/// Prepares the waiting file for a person.
fn prepare(desk: &Desk, role: &str, person: &str, more: &[&str]) -> Done {
    let certificate = world().path(&format!("{person}.pem"));
    let chain = [world().read(&format!("{person}.pem")), world().read("sub.pem")].concat();
    desk.world.write("chain.pem", chain);
    assert!(certificate.exists());
    let own = ["sign", "report.pdf", "--prepare", "--role", role, "--certificate", "chain.pem"];
    let own = [&own[..], &["--output", "report.waiting.pdf", "--lang", "en"], more].concat();
    desk.world.kiemtra(&own)
}

fn finish(desk: &Desk, more: &[&str]) -> Done {
    desk.world.kiemtra(&[&["sign", "--finish", "report.waiting.pdf", "--lang", "en"], more].concat())
}

/// Signs what is to be signed, far away from us.
fn remote(desk: &Desk, person: &str) {
    let (key, folder) = (world().path(&format!("{person}.key")), desk.world.path(""));
    run(
        "openssl",
        &["dgst", "-sha256", "-sign", path(&key), "-out", "signature", "report.waiting.pdf.to-sign.der"],
        &folder,
    );
}

#[test]
fn a_signature_from_elsewhere_goes_into_the_file_that_waits_for_it() {
    let desk = Desk::new();
    let before = desk.bytes();
    let done = prepare(&desk, "operator", "leader", &[]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    let digest = run("sha256sum", &["report.waiting.pdf.to-sign.der"], &desk.world.path(""));
    assert_eq!(done.stdout.trim(), String::from_utf8_lossy(&digest.stdout).split(' ').next().expect("a digest"));
    assert!(desk.bytes() == before);
    let waiting = fs::read(desk.world.path("report.waiting.pdf")).expect("a file");
    let told = verified(waiting.clone());
    assert!(told.facts().iter().any(|fact| fact.en.contains("no signature at all")), "{:?}", told.facts());
    assert!(told.signatures.iter().all(|one| one.is_waiting()) && told.signatures.len() == 1);
    // The waiting file itself can neither be signed nor taken for a report.
    let key = world().path("clerk.p12");
    let signing =
        ["sign", "report.waiting.pdf", "--role", "vendor", "--key", path(&key), "--pin-file", "password", "--yes"];
    let done = desk.world.kiemtra(&[&signing[..], &["--lang", "en"]].concat());
    desk.refused(&done, 77, "waits for the signature of “operator-signature”");
    remote(&desk, "clerk");
    desk.refused(&finish(&desk, &["--signature", "signature"]), 77, "was not made with the key of its certificate");
    desk.world.write("signature", b"nothing of the sort");
    desk.refused(&finish(&desk, &["--signature", "signature"]), 77, "does not hold");
    desk.refused(&finish(&desk, &[]), 64, "--signature FILE or --cms FILE");
    assert!(desk.bytes() == before);
    remote(&desk, "leader");
    let done = finish(&desk, &["--signature", "signature"]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    assert_eq!(valid_fields(desk.bytes()), ["operator-signature"]);
    assert!(fs::read(desk.world.path("report.waiting.pdf")).expect("a file") == waiting);
}

#[test]
fn services_give_letters_and_halves_and_want_digests() {
    let desk = Desk::new();
    desk.signed("operator", "leader");
    let done = prepare(&desk, "vendor", "clerk", &["--format", "json"]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    let json: serde_json::Value = serde_json::from_str(&done.stdout).expect("JSON");
    assert_eq!(
        (json["schema"].as_str(), json["algorithm"].as_str()),
        (Some("kiemtra/waiting@1"), Some("ECDSA, SHA-256"))
    );
    remote(&desk, "clerk");
    let letters = run("openssl", &["base64", "-in", "signature"], &desk.world.path("")).stdout;
    desk.world.write("signature", letters);
    let done = finish(&desk, &["--signature", "signature"]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    assert_eq!(valid_fields(desk.bytes()).len(), 2);
    for name in ["report.waiting.pdf", "report.waiting.pdf.json", "report.waiting.pdf.to-sign.der"] {
        fs::remove_file(desk.world.path(name)).expect(name);
    }
    let done = prepare(&desk, "secretary", "judge", &["--digest-only"]);
    assert!(done.code == 0 && done.stdout.trim().len() == 96, "SHA-384: {} {}", done.stdout, done.stderr);
    assert!(!desk.world.path("report.waiting.pdf.to-sign.der").exists());
}

#[test]
fn a_whole_cms_from_elsewhere_is_taken() {
    let desk = Desk::new();
    assert_eq!(prepare(&desk, "operator", "leader", &["--digest-only"]).code, 0);
    let (content, _) = parts(&fs::read(desk.world.path("report.waiting.pdf")).expect("a file"));
    desk.world.write("content", content);
    let (own, key, sub) = (world().path("leader.pem"), world().path("leader.key"), world().path("sub.pem"));
    let sign = |form: &str, content: &str| {
        let more =
            ["-signer", path(&own), "-inkey", path(&key), "-certfile", path(&sub), "-outform", form, "-out", "cms"];
        let all = ["cms", "-sign", "-cades", "-binary", "-nosmimecap", "-md", "sha256", "-in", content];
        run("openssl", &[&all[..], &more].concat(), &desk.world.path(""));
    };
    sign("DER", "chain.pem");
    desk.refused(&finish(&desk, &["--cms", "cms"]), 77, "was altered after it was signed");
    sign("PEM", "content");
    let done = finish(&desk, &["--cms", "cms", "--output", "signed.pdf"]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    assert_eq!(valid_fields(fs::read(desk.world.path("signed.pdf")).expect("a file")), ["operator-signature"]);
}

#[test]
fn nobody_who_signed_meanwhile_is_lost() {
    let desk = Desk::new();
    assert_eq!(prepare(&desk, "operator", "leader", &[]).code, 0);
    desk.refused(&prepare(&desk, "operator", "leader", &[]), 64, "not overwritten");
    desk.signed("vendor", "clerk");
    let once = desk.bytes();
    remote(&desk, "leader");
    desk.refused(&finish(&desk, &["--signature", "signature"]), 75, "has changed since the waiting file was made");
    assert!(desk.bytes() == once);
    fs::remove_file(desk.world.path("report.waiting.pdf.json")).expect("gone");
    desk.refused(&finish(&desk, &["--signature", "signature"]), 64, "--output FILE");
    let to = ["--signature", "signature", "--output", "signed.pdf"];
    desk.refused(&finish(&desk, &to), 65, "--certificate CHAIN.pem");
    let done = finish(&desk, &[&to[..], &["--certificate", "chain.pem"]].concat());
    assert_eq!(done.code, 0, "{}", done.stderr);
    desk.refused(&prepare(&desk, "operator", "clerk", &["--output", "other.pdf"]), 64, "");
    let stranger = desk.world.kiemtra(&[
        "sign",
        "--finish",
        "report.pdf",
        "--signature",
        "signature",
        "--output",
        "x.pdf",
        "--lang",
        "en",
    ]);
    desk.refused(&stranger, 65, "no file that waits");
}
