//! Whose signature, when, and whether the certificate was good then: each refusal for its own reason.

use jiff::{SignedDuration, Timestamp};

use super::authority::Authority;
use super::world::{file, fill, from_digits, path, prepared, run, signed, signed_barely, verified, world};
use crate::seal::asn1::write;
use crate::seal::{
    Digest, Fetch, Hole, Level, Part, Pending, Policy, Reason, Remark, Revocation, SealError, Signer, Standing,
    TimeStamper, Trust, fit_to_sign, gather_evidence, sign, verify,
};
use crate::text::Text;

fn reasons(bytes: Vec<u8>) -> Vec<Reason> {
    let found = verified(bytes);
    assert_ne!(found.standing(), Standing::Valid);
    found.signatures.into_iter().flat_map(|one| one.reasons).collect()
}

fn hours(hours: i64) -> SignedDuration {
    SignedDuration::from_hours(hours)
}

/// Signs at a time, with a stamp of that time or of another.
fn at(claimed: Timestamp, name: &str, stamper: Option<&dyn TimeStamper>) -> Vec<u8> {
    let mut words = fill("leader", None);
    words.time = Some(claimed);
    sign(&file(prepared()), &words, &world().key(name), stamper).expect("a signature")
}

#[test]
fn certificates_that_are_not_good_are_refused_for_their_reason() {
    let bare = |name: &str| reasons(signed_barely(prepared(), "leader", &world().key(name)));
    assert!(matches!(&bare("expired")[..], [Reason::Expired(Some(_), ..)]));
    assert!(matches!(&bare("future")[..], [Reason::NotYetValid(Some(_), ..)]));
    assert!(matches!(&bare("revoked")[..], [Reason::Revoked(..)]));
    assert!(matches!(&bare("server")[..], [Reason::Purpose(_)]));
    assert!(matches!(&bare("stamper")[..], [Reason::Purpose(_)]));
    let stamped = reasons(signed(prepared(), "leader", &world().key("expired")));
    assert!(matches!(&stamped[..], [Reason::Expired(..)]), "a stamp of today proves no time of yesterday: {stamped:?}");
}

#[test]
fn a_certificate_that_expired_since_is_good_at_the_time_of_its_stamp() {
    let then = Timestamp::now() - hours(24 * 30);
    let found = verified(at(then, "expired", Some(&Authority::at(then))));
    assert_eq!(found.standing(), Standing::Valid, "{:?}", found.signatures);
    let before = Timestamp::now() - hours(24 * 50);
    let early = verified(at(before, "clerk", Some(&Authority::at(before))));
    assert!(matches!(&early.signatures[0].reasons[..], [Reason::NotYetValid(..)]));
}

#[test]
fn only_named_anchors_count_and_an_authority_below_a_root_may_be_one() {
    let bytes = signed(prepared(), "leader", &world().key("clerk"));
    let with = |name: Option<&str>| {
        let anchors = name.map(|name| world().certificate(name)).into_iter().collect();
        let found = verify(bytes.clone(), &Trust { anchors, ..world().trust() }, &Policy::default(), Timestamp::now());
        found.expect("a file")
    };
    let nobody = with(None);
    assert_eq!(nobody.standing(), Standing::Undetermined);
    assert!(nobody.signatures[0].open.contains(&Reason::NoAnchor));
    for wrong in [Some("stranger"), Some("leader")] {
        let found = with(wrong);
        assert_eq!(found.standing(), Standing::Invalid);
        assert!(found.signatures[0].reasons.iter().any(|reason| matches!(reason, Reason::UnknownIssuer(_))));
    }
    let pinned = with(Some("sub"));
    assert_eq!((pinned.standing(), pinned.signatures[0].path.len()), (Standing::Valid, 2));
}

#[test]
fn revoked_after_the_stamp_is_said_and_does_not_decide() {
    let then = Timestamp::now() - hours(12);
    let found = verified(at(then, "revoked", Some(&Authority::at(then))));
    assert_eq!(found.standing(), Standing::Valid, "{:?}", found.signatures[0].reasons);
    assert!(found.signatures[0].remarks.iter().any(|remark| matches!(remark, Remark::RevokedLater(..))));
}

#[test]
fn stamps_that_prove_nothing_are_refused() {
    let now = Timestamp::now();
    let early = reasons(at(now, "clerk", Some(&Authority::at(now - hours(2)))));
    assert!(matches!(&early[..], [Reason::StampBeforeSigning(..)]), "{early:?}");
    let future = reasons(at(now, "clerk", Some(&Authority::at(now + hours(2)))));
    assert!(matches!(&future[..], [Reason::Stamp(inner)] if matches!(**inner, Reason::StampInFuture(_))), "{future:?}");
    let wrong = reasons(at(now, "clerk", Some(&Authority::with("judge", now))));
    assert!(matches!(&wrong[..], [Reason::Stamp(inner)] if matches!(**inner, Reason::Purpose(_))), "{wrong:?}");
    let over_other = reasons(with_foreign_stamp(now));
    assert!(matches!(&over_other[..], [Reason::Stamp(inner)] if **inner == Reason::StampOther), "{over_other:?}");
}

/// A signature into whose CMS the time stamp of another signature was put.
fn with_foreign_stamp(now: Timestamp) -> Vec<u8> {
    let authority = Authority::at(now);
    at(now, "clerk", Some(&authority));
    let token = authority.kept.lock().expect("a lock")[0].clone();
    let key = world().key("clerk");
    let pending =
        Pending::open(&file(prepared()), &fill("leader", None), key.chain().to_vec(), key.algorithm()).expect("a hole");
    let hole = Hole::reopened(pending.bytes().to_vec(), "leader").expect("the hole");
    let attributes = crate::seal::cms::attributes(key.algorithm(), &hole.digest(Digest::Sha256), &key.chain()[0]);
    let value = key.sign(&crate::seal::cms::to_be_signed(&attributes)).expect("a signature");
    let cms = crate::seal::cms::assembled(key.algorithm(), &attributes, &value, key.chain()).expect("a CMS");
    hole.closed(&crate::seal::cms::with_stamp(&cms, &token).expect("a CMS")).expect("a file")
}

#[test]
fn a_stamp_younger_than_that_of_a_later_signature_is_refused() {
    let now = Timestamp::now();
    let first = at(now, "clerk", Some(&Authority::at(now)));
    let mut words = fill("unit", None);
    words.time = Some(now - hours(3));
    let both =
        sign(&file(first), &words, &world().key("judge"), Some(&Authority::at(now - hours(3)))).expect("a signature");
    let found = verified(both);
    assert!(matches!(&found.signatures[0].reasons[..], [Reason::StampAfterLater(..)]));
    assert_eq!(found.signatures[1].standing, Standing::Valid);
}

#[test]
fn vietnamese_time_written_as_utc_is_recognised() {
    let now = Timestamp::now();
    let found = verified(at(now + hours(7), "clerk", Some(&Authority::at(now))));
    assert_eq!(found.standing(), Standing::Valid);
    let said = &found.signatures[0].remarks;
    assert!(matches!(&said[..], [Remark::SevenHours(..)]), "{said:?}");
    assert!(said[0].text().vi.contains("+07:00"));
}

#[test]
fn an_authority_that_answers_something_else_is_not_believed() {
    struct Same(Vec<u8>);
    impl TimeStamper for Same {
        fn stamp(&self, _: &[u8]) -> Result<Vec<u8>, Text> {
            Ok(self.0.clone())
        }
    }
    let token = Authority::at(Timestamp::now()).token(&[7; 32], &write::integer(&[9]));
    let granted = write::sequence(&[&write::sequence(&[&write::integer(&[0])]), &token]);
    let rejected = write::sequence(&[&write::sequence(&[&write::integer(&[2])])]);
    for answer in [granted, rejected, b"<html>".to_vec(), Vec::new()] {
        let signed = sign(&file(prepared()), &fill("leader", None), &world().key("clerk"), Some(&Same(answer)));
        assert!(matches!(signed, Err(SealError::TimeStamp(_))), "{signed:?}");
    }
}

/// Lets OpenSSL make the CMS, with whatever options, and puts it into our hole.
fn by_openssl(arguments: &[&str]) -> Vec<u8> {
    let chain = world().key("leader").chain().to_vec();
    let algorithm = world().key("leader").algorithm();
    let pending = Pending::open(&file(prepared()), &fill("leader", None), chain, algorithm).expect("a hole");
    let bytes = pending.bytes().to_vec();
    let hole = Hole::reopened(bytes.clone(), "leader").expect("the hole");
    let start = memchr::memmem::rfind(&bytes, b"/Contents <").expect("a hole") + 10;
    let end = start + memchr::memchr(b'>', &bytes[start..]).expect("an end") + 1;
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("content"), [&bytes[..start], &bytes[end..]].concat()).expect("a file");
    let content = folder.path().join("content");
    let out = folder.path().join("cms");
    let mut all = vec![
        "cms",
        "-sign",
        "-binary",
        "-outform",
        "DER",
        "-in",
        path(&content),
        "-out",
        path(&out),
        "-signer",
        "leader.pem",
        "-inkey",
        "leader.key",
        "-certfile",
        "sub.pem",
    ];
    all.extend(arguments);
    run("openssl", &all, &world().path(""));
    hole.closed(&std::fs::read(out).expect("a CMS")).expect("a file")
}

#[test]
fn foreign_ways_to_make_a_cms() {
    let standing = |arguments: &[&str]| {
        let found = verified(by_openssl(arguments));
        (found.standing(), found.signatures[0].level, found.signatures[0].reasons.clone())
    };
    let older = (Standing::Valid, Some(Level::Older), Vec::new());
    assert_eq!(standing(&["-cades"]), older, "signing-time is inside");
    let enclosed = standing(&["-cades", "-stream"]);
    assert_eq!(
        (enclosed.0, enclosed.2),
        (Standing::Invalid, vec![Reason::Enclosed]),
        "in pieces, with the content inside"
    );
    assert_eq!(standing(&["-cades", "-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_pss_saltlen:digest"]), older);
    assert_eq!(standing(&["-cades", "-md", "sha512"]), older);
    assert_eq!(standing(&[]), older, "the certificate is not bound in");
    let weak = standing(&["-cades", "-md", "sha1"]);
    assert_eq!((weak.0, weak.2), (Standing::Invalid, vec![Reason::Weak("SHA-1")]));
    let two = standing(&["-cades", "-signer", "clerk.pem", "-inkey", "clerk.key"]);
    assert_eq!((two.0, two.2), (Standing::Invalid, vec![Reason::SeveralSigners(2)]));
    let none = standing(&["-noattr"]);
    assert_eq!((none.0, none.2), (Standing::Invalid, vec![Reason::Attribute("message-digest")]));
    let lonely = standing(&["-cades", "-nocerts"]);
    assert_eq!((lonely.0, lonely.2), (Standing::Invalid, vec![Reason::CertificateMissing]));
}

#[test]
fn a_whole_cms_from_elsewhere_is_checked_before_it_goes_in() {
    let key = world().key("leader");
    let opened = || {
        let (chain, algorithm) = (key.chain().to_vec(), key.algorithm());
        Pending::open(&file(prepared()), &fill("clerk", None), chain, algorithm).expect("a hole")
    };
    let pending = opened();
    let foreign = by_openssl(&["-cades"]);
    let start = memchr::memmem::rfind(&foreign, b"/Contents <").expect("a hole") + 11;
    let cms = from_digits(&foreign[start..start + 8000]);
    assert_eq!(pending.clone().finish_with_cms(&cms, None), Err(SealError::Signature(Reason::Altered)));
    assert_eq!(
        pending.clone().finish_with_cms(b"\x30\x00", None),
        Err(SealError::Signature(Reason::Malformed(Part::Signature)))
    );
    let signature = key.sign(&pending.to_be_signed()).expect("a signature");
    let done = pending.clone().finish(&signature, None).expect("a file");
    let hole = pending.bytes().iter().zip(&done).position(|(one, other)| one != other).expect("a difference");
    let cms = from_digits(&done[hole..hole + 8000]);
    assert_eq!(pending.finish_with_cms(&cms, None), Ok(done));
}

/// OpenSSL's OCSP responder.
struct Responder;

impl Fetch for Responder {
    fn fetch(&self, address: &str, question: Option<&[u8]>) -> Result<Vec<u8>, Text> {
        let Some(question) = question else {
            return if address.ends_with("sub.crl") { Ok(world().read("sub.crl")) } else { Err(Text::same("no list")) };
        };
        let folder = tempfile::tempdir().expect("a folder");
        let (asked, answer) = (folder.path().join("asked"), folder.path().join("answer"));
        std::fs::write(&asked, question).expect("a file");
        run(
            "openssl",
            &[
                "ocsp",
                "-index",
                "sub.db",
                "-rsigner",
                "responder.pem",
                "-rkey",
                "responder.key",
                "-CA",
                "sub.pem",
                "-reqin",
                path(&asked),
                "-respout",
                path(&answer),
                "-ndays",
                "2",
            ],
            &world().path(""),
        );
        Ok(std::fs::read(answer).expect("an answer"))
    }
}

#[test]
fn an_ocsp_answer_is_asked_verified_and_kept() {
    let lists = vec![world().read("root.crl")];
    let trust = Trust { evidence: crate::seal::Evidence { lists, ..Default::default() }, ..world().bare_trust() };
    let bytes = signed(prepared(), "leader", &world().key("clerk"));
    let evidence = gather_evidence(&file(bytes.clone()), &trust, &Responder, Timestamp::now()).expect("evidence");
    assert_eq!(evidence.responses.len(), 1);
    let kept = crate::seal::add_evidence(&file(bytes), &evidence).expect("a file");
    let found = verify(kept, &world().bare_trust(), &Policy::default(), Timestamp::now()).expect("a file");
    assert_eq!((found.standing(), found.signatures[0].level), (Standing::Valid, Some(Level::Lt)));
    let by_response = |state: &Revocation| matches!(state, Revocation::GoodByResponse(_));
    assert!(found.signatures[0].revocation.iter().any(|(_, state)| by_response(state)));
    let revoked = signed(prepared(), "leader", &world().key("revoked"));
    let evidence = gather_evidence(&file(revoked.clone()), &trust, &Responder, Timestamp::now()).expect("evidence");
    let kept = crate::seal::add_evidence(&file(revoked), &evidence).expect("a file");
    let found = verify(kept, &world().bare_trust(), &Policy::default(), Timestamp::now()).expect("a file");
    assert!(matches!(&found.signatures[0].reasons[..], [Reason::Revoked(..)]));
}

#[test]
fn what_may_sign_is_known_before_it_signs() {
    let now = Timestamp::now();
    let fit = |name: &str| fit_to_sign(&world().certificate(name), now);
    for name in ["leader", "clerk", "judge"] {
        assert_eq!(fit(name), Ok(()), "{name}");
    }
    assert!(matches!(fit("expired"), Err(Reason::Expired(..))));
    assert!(matches!(fit("future"), Err(Reason::NotYetValid(..))));
    for name in ["server", "stamper", "sub", "root"] {
        assert!(matches!(fit(name), Err(Reason::Purpose(_))), "{name}: {:?}", fit(name));
    }
    let chain = [world().certificate("leader"), world().certificate("sub")];
    assert_eq!(world().bare_trust().path_of(&chain, now).map(|path| path.len()), Ok(3));
    assert!(matches!(world().bare_trust().path_of(&chain[..1], now), Err(Reason::UnknownIssuer(_))));
    assert_eq!(world().bare_trust().path_of(&[], now), Err(Reason::CertificateMissing));
}
