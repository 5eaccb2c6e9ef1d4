//! A CMS made by hand, each time wrong in one place, and what is said of it.

use jiff::Timestamp;

use super::world::{file, fill, prepared, verified, world};
use crate::seal::asn1::{oid, tag, write};
use crate::seal::{Digest, Hole, Part, PdfFile, Pending, Policy, Reason, Signer, Standing, verify_file};

/// What a CMS is made of, sound to begin with.
struct Envelope {
    content_type: &'static [u8],
    stated_type: &'static [u8],
    enclosed: Option<&'static [u8]>,
    /// The identifier of the digest that the signer names, and whose digest it really is.
    digest: &'static [u8],
    /// More signed attributes.
    more: Vec<Vec<u8>>,
    bound: bool,
    /// Whether the whole is written in indefinite lengths.
    indefinite: bool,
    /// What follows it in the hole.
    behind: &'static [u8],
    /// The algorithm of the signature.
    algorithm: Vec<u8>,
    /// The certificates in front of those of the key.
    certificates: Vec<Vec<u8>>,
}

impl Envelope {
    fn sound() -> Self {
        Self {
            content_type: oid::DATA,
            stated_type: oid::DATA,
            enclosed: None,
            digest: oid::SHA256,
            more: Vec::new(),
            bound: true,
            indefinite: false,
            behind: &[],
            algorithm: world().key("leader").algorithm().identifier(),
            certificates: Vec::new(),
        }
    }

    fn cms(&self, document: &[u8]) -> Vec<u8> {
        let key = world().key("leader");
        let signer = &key.chain()[0];
        let identifier = write::sequence(&[&write::oid(self.digest)]);
        let hash = write::octet_string(&Digest::Sha256.of(&[signer.der()]));
        let mut attributes = vec![
            attribute(oid::CONTENT_TYPE, &write::oid(self.stated_type)),
            attribute(oid::MESSAGE_DIGEST, &write::octet_string(document)),
        ];
        if self.bound {
            let value = write::sequence(&[&write::sequence(&[&write::sequence(&[&hash])])]);
            attributes.push(attribute(oid::SIGNING_CERTIFICATE_V2, &value));
        }
        attributes.extend(self.more.iter().cloned());
        let attributes = write::sorted(attributes);
        let value = key.sign(&write::item(tag::SET, &[&attributes])).expect("a signature");
        let info = write::sequence(&[
            &write::integer(&[1]),
            &write::sequence(&[&signer.issuer_der, &write::item(tag::INTEGER, &[&signer.serial])]),
            &identifier,
            &write::item(tag::context(0), &[&attributes]),
            &self.algorithm,
            &write::octet_string(&value),
        ]);
        let enclosed = self
            .enclosed
            .map_or_else(Vec::new, |content| write::item(tag::context(0), &[&write::octet_string(content)]));
        let chain = self.certificates.iter().cloned().chain(key.chain().iter().map(|one| one.der().to_vec()));
        let signed = write::sequence(&[
            &write::integer(&[if self.content_type == oid::DATA { 1 } else { 3 }]),
            &write::set(vec![identifier]),
            &write::sequence(&[&write::oid(self.content_type), &enclosed]),
            &write::item(tag::context(0), &[&chain.collect::<Vec<_>>().concat()]),
            &write::set(vec![info]),
        ]);
        let inside = [write::oid(oid::SIGNED_DATA), write::item(tag::context(0), &[&signed])].concat();
        let whole = match self.indefinite {
            true => [&[0x30, 0x80], &inside[..], &[0, 0]].concat(),
            false => write::sequence(&[&inside]),
        };
        [&whole, self.behind].concat()
    }

    /// What is said of a report that it signs.
    fn judged(&self) -> (Standing, Vec<Reason>) {
        let (hole, digest) = opened();
        let found = verified(hole.closed(&self.cms(&digest)).expect("a file"));
        (found.standing(), found.signatures[0].reasons.clone())
    }
}

/// The hole of a report that waits, and the digest of what is around it.
fn opened() -> (Hole, Vec<u8>) {
    let key = world().key("leader");
    let pending =
        Pending::open(&file(prepared()), &fill("leader", None), key.chain().to_vec(), key.algorithm()).expect("a hole");
    let hole = Hole::reopened(pending.bytes().to_vec(), "leader").expect("the hole");
    let digest = hole.digest(Digest::Sha256);
    (hole, digest)
}

fn attribute(name: &[u8], value: &[u8]) -> Vec<u8> {
    write::sequence(&[&write::oid(name), &write::item(tag::SET, &[value])])
}

/// `ESSCertID` of RFC 2634, by SHA-1, of another certificate.
fn other_certificate() -> Vec<u8> {
    let hash = crate::seal::algorithm::sha1(world().certificate("clerk").der());
    let value = write::sequence(&[&write::sequence(&[&write::sequence(&[&write::octet_string(&hash)])])]);
    attribute(oid::SIGNING_CERTIFICATE, &value)
}

#[test]
fn every_flaw_of_a_cms_has_its_own_reason() {
    let sound = Envelope::sound();
    assert_eq!(sound.judged(), (Standing::Valid, Vec::new()));
    assert_eq!(Envelope { indefinite: true, ..Envelope::sound() }.judged(), (Standing::Valid, Vec::new()));
    assert_eq!(Envelope { enclosed: Some(b""), ..Envelope::sound() }.judged(), (Standing::Valid, Vec::new()));
    let malformed = Reason::Malformed(Part::Signature);
    let cases: Vec<(&str, Envelope, Reason)> = vec![
        ("content inside", Envelope { enclosed: Some(b"other"), ..Envelope::sound() }, Reason::Enclosed),
        (
            "another type",
            Envelope { content_type: oid::TST_INFO, stated_type: oid::TST_INFO, ..Envelope::sound() },
            Reason::Attribute("content-type"),
        ),
        (
            "types differ",
            Envelope { stated_type: oid::TST_INFO, ..Envelope::sound() },
            Reason::Attribute("content-type"),
        ),
        ("MD5", Envelope { digest: oid::MD5, ..Envelope::sound() }, Reason::Weak("MD5")),
        ("SHA-1", Envelope { digest: oid::SHA1, ..Envelope::sound() }, Reason::Weak("SHA-1")),
        ("another digest", Envelope { digest: oid::SHA512, ..Envelope::sound() }, Reason::Altered),
        (
            "digests differ",
            Envelope { algorithm: write::sequence(&[&write::oid(oid::RSA_SHA512)]), ..Envelope::sound() },
            malformed.clone(),
        ),
        (
            "SHA-1 signs",
            Envelope { algorithm: write::sequence(&[&write::oid(oid::RSA_SHA1)]), ..Envelope::sound() },
            Reason::Weak("SHA-1"),
        ),
        (
            "Ed25519",
            Envelope { algorithm: write::sequence(&[&write::oid(&[0x2b, 0x65, 0x70])]), ..Envelope::sound() },
            Reason::Unsupported,
        ),
        (
            "RSA-PSS without parameters",
            Envelope { algorithm: write::sequence(&[&write::oid(oid::RSA_PSS)]), ..Envelope::sound() },
            Reason::Weak("SHA-1"),
        ),
        (
            "another bound in by SHA-1",
            Envelope { more: vec![other_certificate()], ..Envelope::sound() },
            Reason::WrongCertificate,
        ),
        (
            "a digest twice",
            Envelope {
                more: vec![attribute(oid::MESSAGE_DIGEST, &write::octet_string(&[7; 32]))],
                ..Envelope::sound()
            },
            Reason::Attribute("message-digest"),
        ),
        ("bytes behind", Envelope { behind: &[0, 0, 1], ..Envelope::sound() }, malformed),
    ];
    for (name, envelope, reason) in cases {
        assert_eq!(envelope.judged(), (Standing::Invalid, vec![reason.clone()]), "{name}");
        let said = reason.text();
        assert!(!said.vi.is_empty() && said.vi != said.en, "{name}: {said:?}");
    }
}

#[test]
fn of_two_certificates_of_one_key_the_signer_cannot_be_swapped() {
    // The same key certified for somebody else comes first: the signer is whom the signature names.
    let other = Envelope { certificates: vec![world().certificate("clerk").der().to_vec()], ..Envelope::sound() };
    assert_eq!(other.judged(), (Standing::Valid, Vec::new()));
    let (hole, digest) = opened();
    let found = verified(hole.closed(&other.cms(&digest)).expect("a file"));
    assert!(found.signatures[0].signer.as_ref().is_some_and(|signer| signer.subject.contains("leader")));
}

/// How the hole is spelled: anything but pairs of digits would be read by each program in its own way.
#[test]
fn a_hole_that_is_spelled_oddly_is_refused() {
    let (hole, digest) = opened();
    let sound = hole.closed(&Envelope::sound().cms(&digest)).expect("a file");
    let start = memchr::memmem::rfind(&sound, b"/Contents <").expect("a hole") + 11;
    let end = start + memchr::memchr(b'>', &sound[start..]).expect("an end");
    let with = |at: usize, spelled: &[u8]| {
        let mut bytes = sound.clone();
        bytes[at..at + spelled.len()].copy_from_slice(spelled);
        // Some are no object of PDF to begin with.
        let file = PdfFile::read(bytes).ok()?;
        let found = verify_file(&file, &world().trust(), &Policy::default(), Timestamp::now()).expect("a file");
        assert_eq!(found.standing(), Standing::Invalid);
        Some(found.signatures[0].reasons.clone())
    };
    for (at, spelled) in [(end - 2, &b"  "[..]), (end - 20, b"\n\r\t "), (end - 1, b" "), (end - 6, b"(zz)")] {
        assert!(matches!(with(at, spelled).as_deref(), None | Some([Reason::Hole])), "{spelled:?}");
    }
    let behind = with(end - 2, b"01");
    assert_eq!(behind.as_deref(), Some(&[Reason::Malformed(Part::Signature)][..]), "more behind the CMS");
}
