//! The levels, one above the other, as this program sees them.

use jiff::Timestamp;

use super::world::{file, fill, once, prepared, report, signed, signed_barely, twice, verified, world};
use crate::seal::{
    Change, Evidence, Fetch, Level, PdfFile, Pending, Policy, Reason, SealError, Signer, Standing, TimeSource, Trust,
    add_evidence, gather_evidence, prepare, sign, stamp_document, verify,
};
use crate::text::Text;

/// Gives the lists, as their addresses say, and no OCSP.
struct Lists;

impl Fetch for Lists {
    fn fetch(&self, address: &str, question: Option<&[u8]>) -> Result<Vec<u8>, Text> {
        match (address, question) {
            ("http://crl.example/sub.crl", None) => Ok(world().read("sub.crl")),
            _ => Err(Text::same("nobody answers")),
        }
    }
}

fn root_list() -> Trust {
    let lists = vec![world().read("root.crl")];
    Trust { evidence: Evidence { lists, ..Evidence::default() }, ..world().bare_trust() }
}

#[test]
fn an_unsigned_file_is_never_valid() {
    for bytes in [report(), prepared()] {
        let found = verified(bytes);
        assert_eq!(found.standing(), Standing::Invalid);
        assert!(!found.facts().is_empty());
    }
    assert_eq!(verified(prepared()).empty_fields, ["leader", "clerk", "unit"]);
}

#[test]
fn every_kind_of_key_signs_and_verifies() {
    for name in ["leader", "clerk", "judge"] {
        let found = verified(signed(prepared(), "leader", &world().key(name)));
        assert_eq!(found.standing(), Standing::Valid, "{name}: {:?}", found.signatures);
        let one = &found.signatures[0];
        assert_eq!((one.level, one.time.1, one.revision), (Some(Level::T), TimeSource::SignatureStamp, 3));
        assert!(one.covers_all && one.signer.as_ref().is_some_and(|signer| signer.subject.contains(name)));
        assert_eq!(one.path.len(), 3);
        assert_eq!(one.page, Some(2));
    }
}

#[test]
fn without_a_stamp_the_time_is_only_claimed() {
    let found = verified(signed_barely(prepared(), "leader", &world().key("clerk")));
    let one = &found.signatures[0];
    assert_eq!((one.level, one.time.1, found.standing()), (Some(Level::B), TimeSource::Now, Standing::Valid));
    assert!(one.remarks.iter().any(|remark| remark.text().en.contains("own word")));
}

#[test]
fn revocation_that_nobody_tells_leaves_it_open() {
    let (trust, now) = (world().bare_trust(), Timestamp::now());
    let found = verify(once(), &trust, &Policy::default(), now).expect("a file");
    assert_eq!(found.standing(), Standing::Undetermined);
    assert!(matches!(found.signatures[0].open[0], Reason::RevocationUnknown(_) | Reason::Stamp(_)));
    let lenient = Policy { revocation: false, ..Policy::default() };
    assert_eq!(verify(once(), &trust, &lenient, now).expect("a file").standing(), Standing::Valid);
}

#[test]
fn the_whole_ladder_holds_and_each_change_is_named() {
    let now = Timestamp::now();
    let both = file(twice());
    let evidence = gather_evidence(&both, &root_list(), &Lists, now).expect("evidence");
    let kept = add_evidence(&both, &evidence).expect("a file");
    let found = verify(kept.clone(), &world().bare_trust(), &Policy::default(), now).expect("a file");
    assert_eq!(found.standing(), Standing::Valid, "{:#?}", found.signatures[0].open);
    assert!(found.signatures.iter().all(|one| one.level == Some(Level::Lt)));
    assert_eq!(found.unsigned, [(5, Change::Evidence)]);
    let stamped = stamp_document(&file(kept), world()).expect("a file");
    let found = verify(stamped.clone(), &world().bare_trust(), &Policy::default(), now).expect("a file");
    assert_eq!(found.standing(), Standing::Valid, "{:#?}", found.signatures);
    let levels: Vec<_> = found.signatures.iter().map(|one| (one.level, one.is_stamp)).collect();
    assert_eq!(levels, [(Some(Level::Lta), false), (Some(Level::Lta), false), (None, true)]);
    assert_eq!((found.uncovered, found.unsigned.len(), found.revisions), (0, 0, 6));
    let later = &found.signatures[0].later;
    assert!(
        matches!(&later[..], [(4, Change::Signed(_)), (5, Change::Evidence), (6, Change::Stamped(_))]),
        "{later:?}"
    );
    let record = found.record();
    let json = serde_json::to_string(&record).expect("JSON");
    assert_eq!(serde_json::from_str::<crate::seal::Record>(&json).expect("JSON"), record);
    assert_eq!((record.standing.as_str(), record.signatures[0].path[0].revocation.as_deref()), ("valid", Some("good")));
    let again = stamp_document(&file(stamped), world()).expect("a second stamp");
    assert_eq!(
        verify(again, &world().bare_trust(), &Policy::default(), now).expect("a file").standing(),
        Standing::Valid
    );
}

#[test]
fn two_phases_give_the_same_signature_as_one() {
    let key = world().key("clerk");
    let pending =
        Pending::open(&file(prepared()), &fill("clerk", None), key.chain().to_vec(), key.algorithm()).expect("a hole");
    let waiting = pending.bytes().to_vec();
    let message = pending.to_be_signed();
    let told = verified(waiting.clone());
    assert_eq!((told.standing(), told.signatures[0].reasons.as_slice()), (Standing::Invalid, &[Reason::Waiting][..]));
    assert!(told.facts().iter().any(|fact| fact.en.contains("no signature at all")), "{:?}", told.facts());
    assert_eq!(Pending::field(&file(waiting.clone())).as_deref(), Some("clerk"));
    assert_eq!(Pending::field(&file(prepared())), None);
    let reopened =
        Pending::reopened(waiting.clone(), "clerk", key.chain().to_vec(), key.algorithm()).expect("the hole again");
    assert_eq!(reopened.to_be_signed(), message);
    let signature = key.sign(&message).expect("a signature");
    let done = reopened.clone().finish(&signature, Some(world())).expect("a signed file");
    assert_eq!(verified(done).standing(), Standing::Valid);
    let other = world().key("judge").sign(&message).expect("a signature");
    assert_eq!(reopened.clone().finish(&other, None), Err(SealError::Signature(Reason::SignatureWrong)));
    let missing = Pending::reopened(waiting, "leader", key.chain().to_vec(), key.algorithm());
    assert!(matches!(missing, Err(SealError::NoHole(_))));
}

#[test]
fn fields_are_refused_that_would_hurt_later() {
    let base = file(report());
    let plans = super::world::plans();
    let with = |change: &dyn Fn(&mut Vec<crate::seal::FieldPlan>)| {
        let mut plans = plans.clone();
        change(&mut plans);
        prepare(&base, &plans)
    };
    assert!(matches!(with(&|plans| plans[1].name = "leader2".to_owned()), Err(SealError::FieldName(_))));
    assert!(matches!(with(&|plans| plans[1].name = "a.b".to_owned()), Err(SealError::FieldName(_))));
    assert!(matches!(with(&|plans| plans[1].page = 3), Err(SealError::Place(_))));
    assert!(matches!(with(&|plans| plans[1].rectangle.right = 700.0), Err(SealError::Place(_))));
    let key = world().key("clerk");
    let signed = file(once());
    assert!(matches!(sign(&signed, &fill("leader", None), &key, None), Err(SealError::FieldSigned(_))));
    assert!(matches!(sign(&signed, &fill("nobody", None), &key, None), Err(SealError::NoField(_))));
    assert!(matches!(prepare(&signed, &plans), Err(SealError::AlreadySigned)));
}

#[test]
fn attachments_fields_and_the_first_revision_can_be_had() {
    let file = file(once());
    let attached = file.attachments();
    assert_eq!((attached.len(), attached[0].name.as_str()), (1, "run.json"));
    assert_eq!(attached[0].content, b"{\"verdict\":\"fail\"}");
    let fields: Vec<_> = file.fields().into_iter().map(|field| (field.name, field.page, field.signed)).collect();
    let expected = [("leader", true), ("clerk", false), ("unit", false)];
    assert_eq!(fields, expected.map(|(name, signed)| (name.to_owned(), Some(2), signed)));
    assert_eq!(file.revision_bytes(1).map(<[u8]>::trim_ascii_end), Some(report().trim_ascii_end()));
    assert_eq!((file.revision_bytes(0), file.revision_bytes(4)), (None, None));
}

#[test]
fn a_certified_file_lets_others_sign_its_fields() {
    let key = world().key("leader");
    let mut first = fill("leader", None);
    first.certify = true;
    let certified = sign(&file(prepared()), &first, &key, Some(world())).expect("a signature");
    let both = signed(certified, "clerk", &world().key("clerk"));
    assert_eq!(verified(both).standing(), Standing::Valid);
}

#[test]
fn both_kinds_of_cross_reference_are_kept() {
    let table = report();
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("in.pdf"), &table).expect("a file");
    for (kind, word) in [("generate", &b"/ObjStm"[..]), ("disable", b"\nxref\n")] {
        super::world::run("qpdf", &[&format!("--object-streams={kind}"), "in.pdf", "out.pdf"], folder.path());
        let base = std::fs::read(folder.path().join("out.pdf")).expect("a file");
        assert!(memchr::memmem::find(&base, word).is_some(), "{kind}");
        let prepared = prepare(&PdfFile::read(base.clone()).expect("a file"), &super::world::plans()).expect("fields");
        let signed = signed(prepared, "leader", &world().key("leader"));
        let appended = &signed[base.len()..];
        assert_eq!(memchr::memmem::find(appended, b"\nxref\n").is_some(), kind == "disable", "{kind}");
        assert_eq!(verified(signed).standing(), Standing::Valid, "{kind}");
    }
}
