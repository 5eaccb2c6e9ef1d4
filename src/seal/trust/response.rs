//! OCSP (RFC 6960): the question, and what an answer says once it is verified by ourselves.

use jiff::Timestamp;

use super::{Moment, Revocation};
use crate::seal::Digest;
use crate::seal::algorithm::{Algorithm, PublicKey, Unfit, sha1};
use crate::seal::asn1::{Item, Malformed, oid, tag, utc_or_generalized, write};
use crate::seal::certificate::{Certificate, OCSP_SIGNING};

/// How long an answer without an end counts.
const LASTS: i64 = 24 * 3600;

/// An `OCSPRequest` for one certificate. SHA-1 names the issuer here, which every responder understands; nothing
/// rests on it.
pub(in crate::seal) fn question(certificate: &Certificate, issuer: &Certificate) -> Option<Vec<u8>> {
    let key = key_bits(issuer).ok()?;
    let algorithm = write::sequence(&[&write::oid(oid::SHA1), &write::NULL]);
    let name = write::sequence(&[
        &algorithm,
        &write::octet_string(&sha1(&certificate.issuer_der)),
        &write::octet_string(&sha1(key)),
        &write::item(tag::INTEGER, &[&certificate.serial]),
    ]);
    let list = write::sequence(&[&write::sequence(&[&name])]);
    Some(write::sequence(&[&write::sequence(&[&list])]))
}

/// Whether an answer is a successful one, for the caller who has just fetched it.
pub(in crate::seal) fn status_of(
    response: &[u8],
    certificate: &Certificate,
    issuer: &Certificate,
    now: Timestamp,
) -> bool {
    state(response, certificate, issuer, Moment::of(now)).is_some()
}

/// What an answer says of a certificate at a time; nothing where it is not for it, not genuine, out of date, or of a
/// time that is still to come.
pub(super) fn state(
    response: &[u8],
    certificate: &Certificate,
    issuer: &Certificate,
    moment: Moment,
) -> Option<Revocation> {
    let at = moment.at;
    let basic = Basic::read(response).ok()?;
    let single = basic.singles.iter().find_map(|single| Single::read(single, certificate, issuer).ok().flatten())?;
    if single.issued > moment.latest || basic.produced > moment.latest || !basic.is_genuine(issuer).ok()? {
        return None;
    }
    match single.state {
        State::Revoked(when) if when > at => Some(Revocation::RevokedLater(when)),
        State::Revoked(when) => Some(Revocation::Revoked(when)),
        State::Good => {
            let end = single.next.map_or_else(|| single.issued.as_second() + LASTS, Timestamp::as_second);
            (end >= at.as_second()).then_some(Revocation::GoodByResponse(single.issued))
        }
        State::Unknown => None,
    }
}

struct Basic<'a> {
    signed: Item<'a>,
    algorithm: Item<'a>,
    signature: &'a [u8],
    certificates: Vec<Item<'a>>,
    produced: Timestamp,
    singles: Vec<Item<'a>>,
}

impl<'a> Basic<'a> {
    fn read(response: &'a [u8]) -> Result<Self, Malformed> {
        let mut outer = Item::only(response, tag::SEQUENCE)?.inside();
        if outer.tagged(tag::ENUMERATED)?.content != [0] {
            return Err(Malformed);
        }
        let explicit = outer.tagged(tag::context(0))?;
        let mut bytes = Item::only(explicit.content, tag::SEQUENCE)?.inside();
        if bytes.tagged(tag::OID)?.content != oid::OCSP_BASIC {
            return Err(Malformed);
        }
        let mut basic = Item::only(bytes.tagged(tag::OCTET_STRING)?.content, tag::SEQUENCE)?.inside();
        let signed = basic.tagged(tag::SEQUENCE)?;
        let algorithm = basic.tagged(tag::SEQUENCE)?;
        let signature = basic.tagged(tag::BIT_STRING)?.bits()?;
        let certificates = match basic.optional(tag::context(0))? {
            Some(explicit) => Item::only(explicit.content, tag::SEQUENCE)?.inside().all(16)?,
            None => Vec::new(),
        };
        let mut data = signed.inside();
        data.optional(tag::context(0))?;
        data.next()?;
        let produced = utc_or_generalized(&data.tagged(tag::GENERALIZED_TIME)?)?;
        let singles = data.tagged(tag::SEQUENCE)?.inside().all(64)?;
        Ok(Self { signed, algorithm, signature, certificates, produced, singles })
    }

    /// Signed by the issuer, or by a responder that the issuer itself made one.
    fn is_genuine(&self, issuer: &Certificate) -> Result<bool, Unfit> {
        let algorithm = Algorithm::read(&self.algorithm, None)?;
        let by = |key: &[u8]| PublicKey::read(key)?.verify(algorithm, self.signed.whole, self.signature);
        if by(&issuer.public_key).unwrap_or(false) {
            return Ok(true);
        }
        for item in &self.certificates {
            let Ok(responder) = Certificate::read(item.whole) else { continue };
            let may =
                responder.purposes.as_ref().is_some_and(|purposes| purposes.iter().any(|one| one == OCSP_SIGNING));
            let valid = responder.not_before <= self.produced && self.produced <= responder.not_after;
            let fits = may && valid && responder.issuer_der == issuer.subject_der;
            if fits && is_issued_by(item, issuer)? && by(&responder.public_key)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Whether the signature on a certificate is the issuer's.
fn is_issued_by(certificate: &Item<'_>, issuer: &Certificate) -> Result<bool, Unfit> {
    let mut inside = certificate.inside();
    let signed = inside.tagged(tag::SEQUENCE)?.whole;
    let algorithm = Algorithm::read(&inside.tagged(tag::SEQUENCE)?, None)?;
    PublicKey::read(&issuer.public_key)?.verify(algorithm, signed, inside.tagged(tag::BIT_STRING)?.bits()?)
}

enum State {
    Good,
    Revoked(Timestamp),
    Unknown,
}

struct Single {
    state: State,
    issued: Timestamp,
    next: Option<Timestamp>,
}

impl Single {
    /// One answer, if it is for this certificate.
    fn read(single: &Item<'_>, certificate: &Certificate, issuer: &Certificate) -> Result<Option<Self>, Malformed> {
        let mut inside = single.inside();
        let mut name = inside.tagged(tag::SEQUENCE)?.inside();
        let algorithm = name.tagged(tag::SEQUENCE)?.inside().tagged(tag::OID)?.content;
        let (issuer_name, issuer_key) = (name.tagged(tag::OCTET_STRING)?, name.tagged(tag::OCTET_STRING)?);
        let serial = name.tagged(tag::INTEGER)?.content;
        let digest = |bytes: &[u8]| match algorithm {
            oid::SHA1 => Ok(sha1(bytes)),
            oid::SHA256 => Ok(Digest::Sha256.of(&[bytes])),
            oid::SHA384 => Ok(Digest::Sha384.of(&[bytes])),
            oid::SHA512 => Ok(Digest::Sha512.of(&[bytes])),
            _ => Err(Malformed),
        };
        let is_it = serial == certificate.serial
            && issuer_name.content == digest(&certificate.issuer_der)?
            && issuer_key.content == digest(key_bits(issuer)?)?;
        if !is_it {
            return Ok(None);
        }
        let status = inside.next()?;
        let state = match status.tag {
            found if found == tag::bare(0) => State::Good,
            found if found == tag::context(1) => State::Revoked(utc_or_generalized(&status.inside().next()?)?),
            _ => State::Unknown,
        };
        let issued = utc_or_generalized(&inside.tagged(tag::GENERALIZED_TIME)?)?;
        let next = match inside.optional(tag::context(0))? {
            Some(explicit) => Some(utc_or_generalized(&explicit.inside().next()?)?),
            None => None,
        };
        Ok(Some(Self { state, issued, next }))
    }
}

/// The bits of a public key, without their algorithm.
fn key_bits(certificate: &Certificate) -> Result<&[u8], Malformed> {
    let mut inside = Item::only(&certificate.public_key, tag::SEQUENCE)?.inside();
    inside.tagged(tag::SEQUENCE)?;
    inside.tagged(tag::BIT_STRING)?.bits()
}
