//! What an issuer signs: certificates, lists of revoked certificates and OCSP responses have one form.

use super::algorithms::algorithms;
use super::der::{Item, Reader};

/// `SIGNED{...}` (RFC 5280 4.1.1): what is signed, by which algorithm, and the signature.
#[derive(Clone, Debug)]
pub(super) struct Signed<'a> {
    /// What is signed.
    pub(super) body: Item<'a>,
    /// What follows the signature, where the form allows it.
    pub(super) rest: Reader<'a>,
    algorithm: &'a [u8],
    signature: &'a [u8],
}

impl<'a> Signed<'a> {
    /// Reads it; `None` where it has another form.
    pub(super) fn read(der: &'a [u8]) -> Option<Self> {
        let mut parts = Reader::new(der).tagged(0x30)?.inside();
        let body = parts.tagged(0x30)?;
        let algorithm = parts.tagged(0x30)?.content;
        let signature = bits(parts.tagged(0x03)?)?;
        Some(Self { body, rest: parts, algorithm, signature })
    }

    /// Whether a key (SubjectPublicKeyInfo) made the signature. An algorithm that cannot be verified here makes it no.
    pub(super) fn is_by(&self, key: &[u8]) -> bool {
        let Some((kind, point)) = key_parts(key) else { return false };
        let fitting = algorithms().into_iter().filter(|own| {
            own.public_key_alg_id().as_ref() == kind && own.signature_alg_id().as_ref() == self.algorithm
        });
        fitting.into_iter().any(|own| own.verify_signature(point, self.body.raw, self.signature).is_ok())
    }
}

/// The algorithm (the content of its identifier) and the bits of a SubjectPublicKeyInfo.
pub(super) fn key_parts(key: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut parts = Reader::new(key).tagged(0x30)?.inside();
    let kind = parts.tagged(0x30)?.content;
    Some((kind, bits(parts.tagged(0x03)?)?))
}

/// A bit string of whole octets.
fn bits(item: Item<'_>) -> Option<&[u8]> {
    item.content.split_first().filter(|(unused, _)| **unused == 0).map(|(_, bits)| bits)
}
