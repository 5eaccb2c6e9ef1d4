//! Four parties sign one after the other, each with what it has; the judges of the field agree.

use std::fs;

use kiemtra::seal::{Level, PdfFile};

use super::desk::{Desk, PARTIES, valid_fields, verified};
use crate::support::{SoftTokens, ask, has_pyhanko, openssl_takes, path, pyhanko, run, signed_by_pyhanko, world};

fn fields() -> Vec<String> {
    PARTIES.iter().map(|(role, _)| format!("{role}-signature")).collect()
}

#[test]
fn a_key_file_signs_then_two_tokens_and_every_judge_agrees() {
    let desk = Desk::new();
    let first = desk.bytes();
    let done = desk.sign("operator", "leader", &["--reason", "Ký biên bản (số 5)", "--location", "Bắc Ninh"]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    for words in ["Minutes no.: 05/BB-", "Signed before: by nobody", "Người leader", "Proposed, nobody has concluded"]
    {
        assert!(done.stderr.contains(words), "{words}: {}", done.stderr);
    }
    desk.signed("vendor", "clerk");
    let tokens = SoftTokens::within(&desk.world.path("hsm"));
    tokens.add("one", &[("judge", "0a")], world());
    tokens.add("two", &[("chief", "0a"), ("clerk", "0b")], world());
    let (module, sub) = (SoftTokens::module(), world().path("sub.pem"));
    let chain = ["--chain", path(&sub), "--pin-file", "pin"];
    let by_flags = [&["--token", path(&module), "--token-label", "one"], &chain[..]].concat();
    let done = desk.sign_by_token(&tokens, "secretary", &by_flags);
    assert_eq!(done.code, 0, "{}", done.stderr);
    assert!(done.stderr.contains("Người leader") && done.stderr.contains("Người clerk"), "{}", done.stderr);
    let uri = format!("pkcs11:token=two;id=%0a;type=private?module-path={}", path(&module));
    let done = desk.sign_by_token(&tokens, "team-leader", &[&["--key", &uri, "--format", "json"], &chain[..]].concat());
    assert_eq!(done.code, 0, "{}", done.stderr);
    for part in ["\"role\":\"team-leader\"", "\"level\":\"PAdES B-B\"", "kiemtra/signed@1"] {
        assert!(done.stdout.contains(part), "{part}: {}", done.stdout);
    }
    let signed = desk.bytes();
    assert_eq!(valid_fields(signed.clone()), fields());
    assert!(verified(signed.clone()).signatures.iter().all(|one| one.level == Some(Level::B) && one.was_prepared));
    assert!(signed.starts_with(&first), "what was there stays as it is");
    let algorithms: Vec<_> =
        verified(signed.clone()).signatures.iter().filter_map(|one| one.algorithm).map(|one| one.name()).collect();
    assert_eq!(algorithms, ["RSA, SHA-256", "ECDSA, SHA-256", "ECDSA, SHA-384", "RSA, SHA-256"]);
    let said = ask(&signed, "pdfsig", &["file.pdf"]);
    assert_eq!(said.matches("Signature is Valid").count(), 4, "{said}");
    ask(&signed, "qpdf", &["--check", "file.pdf"]);
    let expected: Vec<_> = fields().into_iter().map(|field| format!("{field} True ")).collect();
    if has_pyhanko() {
        let judged = pyhanko(&signed);
        assert!(
            judged.len() == 4 && judged.iter().zip(&expected).all(|(said, own)| said.starts_with(own)),
            "{judged:?}"
        );
    }
    for revision in 3..=6 {
        let file = PdfFile::read(signed.clone()).expect("a file");
        openssl_takes(file.revision_bytes(revision).expect("a revision"));
    }
}

#[test]
fn another_program_signs_a_prepared_field_and_ours_goes_on_after_it() {
    if !has_pyhanko() {
        return;
    }
    let desk = Desk::new();
    desk.world.write("report.pdf", signed_by_pyhanko(&desk.bytes(), "operator-signature", "leader", &[]));
    assert_eq!(valid_fields(desk.bytes()), fields()[..1]);
    desk.signed("vendor", "clerk");
    desk.world.write("report.pdf", signed_by_pyhanko(&desk.bytes(), "secretary-signature", "judge", &[]));
    desk.signed("team-leader", "chief");
    assert_eq!(valid_fields(desk.bytes()), fields());
    assert!(pyhanko(&desk.bytes()).iter().all(|line| line.contains(" True ")), "{:?}", pyhanko(&desk.bytes()));
}

#[test]
fn who_signed_on_paper_keeps_nobody_waiting_with_a_key() {
    let desk = Desk::new();
    run("pdftoppm", &["-r", "50", "-png", "-singlefile", "report.pdf", "scan"], &desk.world.path(""));
    let own =
        ["sign", "report.pdf", "--scan", "scan.png", "--signed-by", "operator=Người leader", "--yes", "--lang", "en"];
    let more = ["--signed-by", "vendor=Người clerk", "--attached-by", "Người judge"];
    let done = desk.world.kiemtra(&[&own[..], &more].concat());
    assert_eq!(done.code, 0, "{}", done.stderr);
    desk.refused(&desk.sign("team-leader", "chief", &[]), 77, "“Secretary of the team” has to sign first");
    let done = desk.sign("secretary", "judge", &[]);
    assert!(done.code == 0 && done.stderr.contains("not proven by cryptography"), "{}", done.stderr);
    desk.signed("team-leader", "chief");
    assert_eq!(valid_fields(desk.bytes()), ["secretary-signature", "team-leader-signature"]);
    let late = desk
        .world
        .kiemtra(&[&own[..4], &["--signed-by", "vendor=Ai", "--attached-by", "Ai", "--yes", "--lang", "en"]].concat());
    desk.refused(&late, 77, "would break that signature");
}

#[test]
fn the_signed_file_may_be_another_one() {
    let desk = Desk::new();
    let before = desk.bytes();
    let done = desk.sign("operator", "leader", &["--output", "signed.pdf"]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    assert!(desk.bytes() == before);
    assert_eq!(valid_fields(fs::read(desk.world.path("signed.pdf")).expect("a file")), fields()[..1]);
    desk.refused(&desk.sign("operator", "leader", &["--output", "signed.pdf"]), 64, "not overwritten");
}

/// The bar is 0.2 s in a release build; here only that nothing is slow by an order.
#[test]
#[expect(clippy::print_stderr, reason = "the numbers are what one runs this for")]
fn signing_is_quick() {
    let desk = Desk::new();
    let (length, done) = (desk.bytes().len(), desk.sign("operator", "leader", &[]));
    assert_eq!(done.code, 0, "{}", done.stderr);
    eprintln!("signing {length} bytes: {:?}, {} KiB", done.took, done.peak_kib);
    assert!(done.took.as_secs() < 20, "{:?}", done.took);
}
