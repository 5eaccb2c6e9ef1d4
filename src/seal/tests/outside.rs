//! What others say of our files, and what we say of theirs.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use jiff::Timestamp;

use super::world::{
    file, fill, from_digits, once, path, prepared, report, run, signed, signed_barely, twice, verified, world,
};
use crate::seal::{Level, Policy, SealError, Signer, Standing, TimeSource, sign, stamp_document, verify};

const JUDGE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/support/judge.py"));

/// Writes a file and asks a program about it.
fn ask(bytes: &[u8], program: &str, arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("file.pdf"), bytes).expect("a file");
    let output = run(program, arguments, folder.path());
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Whether pyHanko is there; where peers are required, it has to be.
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn has_pyhanko() -> bool {
    let tried = Command::new("python3").args(["-c", "import pyhanko"]).output();
    let found = tried.is_ok_and(|output| output.status.success());
    assert!(found || std::env::var_os("KIEMTRA_REQUIRE_PEERS").is_none(), "pyHanko is required and not there");
    if !found {
        eprintln!("pyHanko is not there: nothing was tested");
    }
    found
}

fn judged(bytes: &[u8]) -> Vec<String> {
    let world = world();
    let (root, first, second) = (world.path("root.pem"), world.path("root.crl"), world.path("sub.crl"));
    let script = JUDGE;
    let said = ask(bytes, "python3", &["-c", script, "verify", "file.pdf", path(&root), path(&first), path(&second)]);
    said.lines().map(str::to_owned).collect()
}

#[test]
fn the_structure_holds_at_every_step() {
    for bytes in [prepared(), once(), twice(), stamp_document(&file(twice()), world()).expect("a stamp")] {
        ask(&bytes, "qpdf", &["--check", "file.pdf"]);
        let fonts = ask(&bytes, "pdffonts", &["file.pdf"]);
        assert!(fonts.lines().skip(2).all(|line| line.contains(" yes ")), "{fonts}");
    }
    let read = |bytes: &[u8]| lopdf::Document::load_mem(bytes).expect("a PDF");
    let halves =
        |bytes: &[u8]| read(bytes).trailer.get(b"ID").and_then(lopdf::Object::as_array).expect("an identity").clone();
    let string = |object: &lopdf::Object| object.as_str().expect("a string").to_vec();
    assert_eq!(string(&halves(&report())[0]), string(&halves(&twice())[0]), "the first half stays");
    assert_ne!(string(&halves(&once())[1]), string(&halves(&twice())[1]), "the second changes");
    let document = read(&twice());
    let widgets: Vec<_> =
        document.objects.values().filter_map(|object| object.as_dict().ok()).filter(|one| one.has(b"FT")).collect();
    assert_eq!(widgets.len(), 3);
    assert!(
        widgets.iter().all(|one| one.get(b"F").and_then(lopdf::Object::as_i64).ok() == Some(132) && one.has(b"AP")),
        "PDF/A"
    );
    assert!(prepared().starts_with(&report()), "the first revision is the rendered file, byte for byte");
}

#[test]
fn poppler_takes_both_signatures() {
    let said = ask(&twice(), "pdfsig", &["file.pdf"]);
    assert_eq!(said.matches("Signature is Valid").count(), 2, "{said}");
    assert!(said.contains("Not total document signed") && said.contains("- Total document signed"), "{said}");
}

#[test]
fn pyhanko_trusts_what_is_signed_here() {
    if !has_pyhanko() {
        return;
    }
    assert_eq!(judged(&twice()), ["leader True FORM_FILLING", "clerk True NONE"]);
    let stamped = stamp_document(&file(twice()), world()).expect("a stamp");
    let said = judged(&stamped);
    assert_eq!(said, ["leader True FORM_FILLING", "clerk True LTA_UPDATES", "DocumentTimeStamp-001 True STAMP"]);
}

#[test]
fn what_pyhanko_signs_in_a_prepared_field_is_trusted_here() {
    if !has_pyhanko() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    for before in [prepared(), once()] {
        std::fs::write(folder.path().join("in.pdf"), &before).expect("a file");
        let key = world().path("clerk.p12");
        let arguments = ["-c", JUDGE, "sign", "in.pdf", "out.pdf", "clerk", path(&key), "mật khẩu"];
        run("python3", &arguments, folder.path());
        let bytes = std::fs::read(folder.path().join("out.pdf")).expect("a file");
        let found = verified(bytes.clone());
        assert_eq!(found.standing(), Standing::Valid, "{:#?}", found.signatures);
        let last = found.signatures.last().expect("a signature");
        assert_eq!((last.field.as_str(), last.level, last.time.1), ("clerk", Some(Level::B), TimeSource::Now));
        let third = signed(bytes, "unit", &world().key("judge"));
        assert_eq!(verified(third.clone()).standing(), Standing::Valid);
        assert!(judged(&third).iter().all(|line| line.contains(" True ")), "{:?}", judged(&third));
    }
}

#[test]
fn what_a_signature_forbids_is_not_done_and_evidence_may_still_follow() {
    if !has_pyhanko() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("in.pdf"), prepared()).expect("a file");
    let key = world().path("clerk.p12");
    let script = JUDGE;
    let arguments = ["-c", script, "sign", "in.pdf", "out.pdf", "clerk", path(&key), "mật khẩu", "certify"];
    run("python3", &arguments, folder.path());
    let closed = std::fs::read(folder.path().join("out.pdf")).expect("a file");
    let second = sign(&file(closed.clone()), &fill("leader", None), &world().key("leader"), None);
    assert_eq!(second, Err(SealError::Forbidden("leader".to_owned())));
    let stamped = stamp_document(&file(closed), world()).expect("a stamp");
    assert_eq!(verified(stamped).standing(), Standing::Valid);
}

#[test]
fn openssl_takes_the_bare_signature_as_cades() {
    for name in ["leader", "clerk", "judge"] {
        let bytes = signed(prepared(), "leader", &world().key(name));
        let (content, cms) = parts(&bytes);
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("content"), content).expect("a file");
        std::fs::write(folder.path().join("cms"), cms).expect("a file");
        let root = world().path("root.pem");
        let output = run(
            "openssl",
            &[
                "cms",
                "-verify",
                "-cades",
                "-binary",
                "-inform",
                "DER",
                "-in",
                "cms",
                "-content",
                "content",
                "-CAfile",
                path(&root),
                "-out",
                path(Path::new("back")),
                "-purpose",
                "any",
            ],
            folder.path(),
        );
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains("CAdES Verification successful"), "{said}");
    }
}

/// The covered bytes and the CMS of the last signature, found without our reader.
fn parts(bytes: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let at = memchr::memmem::rfind(bytes, b"/ByteRange [").expect("a range") + 12;
    let text = String::from_utf8_lossy(&bytes[at..at + 60]).into_owned();
    let numbers: Vec<usize> =
        text.split(']').next().expect("numbers").split_whitespace().map(|one| one.parse().expect("a number")).collect();
    let content = [&bytes[..numbers[1]], &bytes[numbers[2]..numbers[2] + numbers[3]]].concat();
    let digits = &bytes[numbers[1] + 1..numbers[2] - 1];
    let used = digits.len() - digits.iter().rev().take_while(|digit| **digit == b'0').count();
    let cms = from_digits(&digits[..used + used % 2]);
    (content, cms)
}

#[test]
fn both_kinds_of_key_files_open_and_only_with_their_password() {
    use crate::seal::{Archive, KeyError};
    for name in ["leader.p12", "leader-legacy.p12"] {
        let bytes = world().read(name);
        let key = Archive::open(&bytes, "mật khẩu").expect("a key");
        assert_eq!(key.chain().len(), 2, "the signer and the authority above");
        let found = verified(signed_barely(prepared(), "leader", &key));
        assert_eq!(found.standing(), Standing::Valid);
        assert_eq!(Archive::open(&bytes, "sai").err(), Some(KeyError::WrongPassword));
    }
    assert_eq!(Archive::open(b"0", "").err(), Some(KeyError::Unreadable));
}

/// The bars are 0.2 s and 0.5 s in a release build; here only that nothing is slow by an order.
#[test]
#[expect(clippy::print_stderr, reason = "the numbers are what one runs this for")]
fn signing_and_verifying_are_quick() {
    let (base, key, trust) = (prepared(), world().key("clerk"), world().trust());
    let start = Instant::now();
    let bytes = signed_barely(base, "clerk", &key);
    let signing = start.elapsed();
    let full = stamp_document(&file(twice()), world()).expect("a stamp");
    let start = Instant::now();
    let found = verify(full, &trust, &Policy::default(), Timestamp::now()).expect("a file");
    let verifying = start.elapsed();
    assert_eq!(found.standing(), Standing::Valid);
    eprintln!(
        "signing {signing:?}, verifying {} signatures {verifying:?}, {} bytes",
        found.signatures.len(),
        bytes.len()
    );
    assert!(signing.as_secs() < 2 && verifying.as_secs() < 5);
}
