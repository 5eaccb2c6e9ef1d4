//! A time-stamp authority of our own, whose clock says what a test wants.

use std::sync::Mutex;

use jiff::Timestamp;

use super::world::world;
use crate::seal::asn1::{Item, oid, tag, write};
use crate::seal::{Archive, Digest, Signer, TimeStamper};
use crate::text::Text;

/// The authority.
pub(super) struct Authority {
    key: Archive,
    time: Timestamp,
    /// Stamps this instead of what is asked, in a second answer.
    pub(super) kept: Mutex<Vec<Vec<u8>>>,
}

impl Authority {
    /// With the key of the world's authority.
    pub(super) fn at(time: Timestamp) -> Self {
        Self::with("stamper", time)
    }

    /// With another key.
    pub(super) fn with(key: &str, time: Timestamp) -> Self {
        Self { key: world().key(key), time, kept: Mutex::default() }
    }

    /// A token over an imprint.
    pub(super) fn token(&self, imprint: &[u8], nonce: &[u8]) -> Vec<u8> {
        let algorithm = write::sequence(&[&write::oid(oid::SHA256)]);
        let time = write::item(tag::GENERALIZED_TIME, &[self.time.strftime("%Y%m%d%H%M%SZ").to_string().as_bytes()]);
        let info = write::sequence(&[
            &write::integer(&[1]),
            &write::oid(&[0x2a, 3, 4]),
            &write::sequence(&[&algorithm, &write::octet_string(imprint)]),
            &write::integer(&[7]),
            &time,
            nonce,
        ]);
        self.enveloped(&info)
    }

    fn enveloped(&self, info: &[u8]) -> Vec<u8> {
        let signer = &self.key.chain()[0];
        let kind = self.key.algorithm();
        let digest = kind.digest();
        let attribute =
            |name: &[u8], value: &[u8]| write::sequence(&[&write::oid(name), &write::item(tag::SET, &[value])]);
        let hash = write::sequence(&[&write::octet_string(&Digest::Sha256.of(&[signer.der()]))]);
        let attributes = write::sorted(vec![
            attribute(oid::CONTENT_TYPE, &write::oid(oid::TST_INFO)),
            attribute(oid::MESSAGE_DIGEST, &write::octet_string(&digest.of(&[info]))),
            attribute(oid::SIGNING_CERTIFICATE_V2, &write::sequence(&[&write::sequence(&[&hash])])),
        ]);
        let signature = self.key.sign(&write::item(tag::SET, &[&attributes])).expect("a signature");
        let name = write::sequence(&[&signer.issuer_der, &write::item(tag::INTEGER, &[&signer.serial])]);
        let signer_info = write::sequence(&[
            &write::integer(&[1]),
            &name,
            &digest.identifier(),
            &write::item(tag::context(0), &[&attributes]),
            &kind.identifier(),
            &write::octet_string(&signature),
        ]);
        let content = write::item(tag::context(0), &[&write::octet_string(info)]);
        let certificates = self.key.chain().iter().map(|one| one.der().to_vec()).collect();
        let signed = write::sequence(&[
            &write::integer(&[3]),
            &write::set(vec![digest.identifier()]),
            &write::sequence(&[&write::oid(oid::TST_INFO), &content]),
            &write::item(tag::context(0), &[&write::sorted(certificates)]),
            &write::set(vec![signer_info]),
        ]);
        write::sequence(&[&write::oid(oid::SIGNED_DATA), &write::item(tag::context(0), &[&signed])])
    }
}

impl TimeStamper for Authority {
    fn stamp(&self, request: &[u8]) -> Result<Vec<u8>, Text> {
        let mut inside = Item::only(request, tag::SEQUENCE).expect("a request").inside();
        inside.tagged(tag::INTEGER).expect("a version");
        let mut imprint = inside.tagged(tag::SEQUENCE).expect("an imprint").inside();
        imprint.tagged(tag::SEQUENCE).expect("an algorithm");
        let imprint = imprint.tagged(tag::OCTET_STRING).expect("a digest").content.to_vec();
        let nonce = inside.tagged(tag::INTEGER).expect("a nonce").whole;
        let token = self.token(&imprint, nonce);
        self.kept.lock().expect("a lock").push(token.clone());
        Ok(write::sequence(&[&write::sequence(&[&write::integer(&[0])]), &token]))
    }
}
