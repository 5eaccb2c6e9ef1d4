//! What others say of our files, and what we say of theirs.

use std::time::Instant;

use jiff::Timestamp;

use super::others::{ask, has_pyhanko, openssl_takes, pyhanko, signed_by_pyhanko};
use super::world::{file, fill, once, prepared, report, signed, signed_barely, twice, verified, world};
use crate::seal::{Level, Policy, SealError, Signer, Standing, TimeSource, sign, stamp_document, verify};

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
    assert_eq!(pyhanko(&twice()), ["leader True FORM_FILLING", "clerk True NONE"]);
    let stamped = stamp_document(&file(twice()), world()).expect("a stamp");
    let said = pyhanko(&stamped);
    assert_eq!(said, ["leader True FORM_FILLING", "clerk True LTA_UPDATES", "DocumentTimeStamp-001 True STAMP"]);
}

#[test]
fn what_pyhanko_signs_in_a_prepared_field_is_trusted_here() {
    if !has_pyhanko() {
        return;
    }
    for before in [prepared(), once()] {
        let bytes = signed_by_pyhanko(&before, "clerk", "clerk", &[]);
        let found = verified(bytes.clone());
        assert_eq!(found.standing(), Standing::Valid, "{:#?}", found.signatures);
        let last = found.signatures.last().expect("a signature");
        assert_eq!((last.field.as_str(), last.level, last.time.1), ("clerk", Some(Level::B), TimeSource::Now));
        let third = signed(bytes, "unit", &world().key("judge"));
        assert_eq!(verified(third.clone()).standing(), Standing::Valid);
        assert!(pyhanko(&third).iter().all(|line| line.contains(" True ")), "{:?}", pyhanko(&third));
    }
}

#[test]
fn what_a_signature_forbids_is_not_done_and_evidence_may_still_follow() {
    if !has_pyhanko() {
        return;
    }
    let closed = signed_by_pyhanko(&prepared(), "clerk", "clerk", &["certify"]);
    let second = sign(&file(closed.clone()), &fill("leader", None), &world().key("leader"), None);
    assert_eq!(second, Err(SealError::Forbidden("leader".to_owned())));
    let stamped = stamp_document(&file(closed), world()).expect("a stamp");
    assert_eq!(verified(stamped).standing(), Standing::Valid);
}

#[test]
fn openssl_takes_the_bare_signature_as_cades() {
    for name in ["leader", "clerk", "judge"] {
        openssl_takes(&signed(prepared(), "leader", &world().key(name)));
    }
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
