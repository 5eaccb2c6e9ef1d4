//! OCSP requests and responses (RFC 6960).

use aws_lc_rs::digest::{self, Algorithm, SHA1_FOR_LEGACY_USE_ONLY, SHA256};
use jiff::Timestamp;
use x509_parser::prelude::{FromDer, X509Certificate};

use super::fact::{RevocationStatus, StatusResponse};
use super::{Issuer, is_fresh};
use crate::fact::{Fact, Gap, Reason};
use crate::probe::certificate::der::{Item, Reader, encode};
use crate::probe::certificate::signed::{Signed, key_parts};
use crate::text::{Text, text};

/// The most single responses and certificates of one response that are looked at.
const MOST: usize = 50;
/// `id-pkix-ocsp-basic`.
const BASIC: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 0x30, 1, 1];
/// The extension of certificate timestamps in a single response: 1.3.6.1.4.1.11129.2.4.5.
const TIMESTAMPS: &[u8] = &[0x2b, 6, 1, 4, 1, 0xd6, 0x79, 2, 4, 5];
/// The algorithm identifier of SHA-1 with NULL, as every responder knows it.
const SHA1_ID: &[u8] = &[0x30, 9, 6, 5, 0x2b, 0x0e, 3, 2, 0x1a, 5, 0];
/// The object identifiers of SHA-1 and SHA-256.
const HASHES: &[(&[u8], &Algorithm)] =
    &[(&[0x2b, 0x0e, 3, 2, 0x1a], &SHA1_FOR_LEGACY_USE_ONLY), (&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1], &SHA256)];

/// A request for the status of a certificate, without a nonce, as caches like it (RFC 5019).
pub(super) fn request(serial: &[u8], issuer: &Issuer<'_>) -> Option<Vec<u8>> {
    let (name, key) = hashes(issuer, &SHA1_FOR_LEGACY_USE_ONLY)?;
    let parts = [SHA1_ID.to_vec(), encode(4, name.as_ref()), encode(4, key.as_ref()), encode(2, serial)];
    let mut value = encode(0x30, &parts.concat());
    // CertID within Request, requestList, tbsRequest, OCSPRequest.
    for _ in 0..4 {
        value = encode(0x30, &value);
    }
    Some(value)
}

/// Why a response says nothing about a certificate.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Fault {
    /// It cannot be read.
    Malformed,
    /// The responder gave no status but this number (RFC 6960 4.2.1).
    NoStatus(u8),
    /// It is about other certificates.
    OtherCertificate,
}

impl From<Fault> for Gap {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Malformed => {
                Self::new(Reason::Parse, Text::new("phản hồi OCSP không đọc được", "the OCSP response cannot be read"))
            }
            Fault::NoStatus(status) => Self::new(
                Reason::Denied,
                text!(
                    "dịch vụ OCSP không trả lời được (mã trạng thái {status})",
                    "the OCSP responder gave no answer (status {status})"
                ),
            ),
            Fault::OtherCertificate => Self::new(
                Reason::Parse,
                Text::new("phản hồi OCSP không nói về chứng thư này", "the OCSP response is about other certificates"),
            ),
        }
    }
}

/// What a response says about a certificate.
pub(super) fn examine(der: &[u8], serial: &[u8], issuer: &Issuer<'_>, now: Timestamp) -> Result<StatusResponse, Fault> {
    let signed = signed(der)?;
    let single = about(&signed, serial, issuer).ok_or(Fault::OtherCertificate)?;
    let (status, this_update, next_update) = times(single).ok_or(Fault::Malformed)?;
    Ok(StatusResponse {
        status,
        this_update,
        next_update: Fact::from(next_update),
        fresh: is_fresh(this_update, next_update, now),
        signature_valid: is_authorised(&signed, issuer, now),
    })
}

/// The list of certificate timestamps within what a response says about a certificate (RFC 6962 3.3).
pub(in crate::probe::certificate) fn timestamps<'a>(
    der: &'a [u8],
    serial: &[u8],
    issuer: &Issuer<'_>,
) -> Option<&'a [u8]> {
    let signed = signed(der).ok()?;
    let mut parts = about(&signed, serial, issuer)?.inside();
    let extensions = parts.find(|part| part.tag == 0xa1)?.inside().tagged(0x30)?;
    extensions.inside().take(MOST).find_map(|extension| {
        let mut parts = extension.inside();
        parts.tagged(0x06).filter(|id| id.content == TIMESTAMPS)?;
        parts.tagged(0x01);
        // An octet string within the octet string of every extension.
        Some(parts.tagged(0x04)?.inside().tagged(0x04)?.content)
    })
}

fn signed(der: &[u8]) -> Result<Signed<'_>, Fault> {
    let mut outer = Reader::new(der).tagged(0x30).ok_or(Fault::Malformed)?.inside();
    let status = outer.tagged(0x0a).and_then(|item| item.content.first().copied()).ok_or(Fault::Malformed)?;
    if status != 0 {
        return Err(Fault::NoStatus(status));
    }
    basic(outer).and_then(Signed::read).ok_or(Fault::Malformed)
}

/// The single response about a certificate.
fn about<'a>(signed: &Signed<'a>, serial: &[u8], issuer: &Issuer<'_>) -> Option<Item<'a>> {
    singles(signed)?.find(|single| is_about(single, serial, issuer))
}

fn basic(mut outer: Reader<'_>) -> Option<&[u8]> {
    let mut bytes = outer.tagged(0xa0)?.inside().tagged(0x30)?.inside();
    bytes.tagged(0x06).filter(|kind| kind.content == BASIC)?;
    Some(bytes.tagged(0x04)?.content)
}

/// The single responses.
fn singles<'a>(signed: &Signed<'a>) -> Option<impl Iterator<Item = Item<'a>> + use<'a>> {
    let mut data = signed.body.inside();
    data.tagged(0xa0);
    let responder = data.next()?;
    if !matches!(responder.tag, 0xa1 | 0xa2) {
        return None;
    }
    data.tagged(0x18)?;
    Some(data.tagged(0x30)?.inside().take(MOST))
}

/// Whether a single response has the certificate's serial number, and name and key of its issuer.
fn is_about(single: &Item<'_>, serial: &[u8], issuer: &Issuer<'_>) -> bool {
    let same = || {
        let mut id = single.inside().tagged(0x30)?.inside();
        let hash = id.tagged(0x30)?.inside().tagged(0x06)?.content;
        let (name, key, own) = (id.tagged(4)?.content, id.tagged(4)?.content, id.tagged(2)?.content);
        let (_, algorithm) = HASHES.iter().find(|(id, _)| *id == hash)?;
        let (issuer_name, issuer_key) = hashes(issuer, algorithm)?;
        Some(own == serial && name == issuer_name.as_ref() && key == issuer_key.as_ref())
    };
    same().unwrap_or(false)
}

fn times(single: Item<'_>) -> Option<(RevocationStatus, Timestamp, Option<Timestamp>)> {
    let mut parts = single.inside();
    parts.tagged(0x30)?;
    let status = match parts.next()?.tag {
        0x80 => RevocationStatus::Good,
        0xa1 => RevocationStatus::Revoked,
        0x82 => RevocationStatus::Unknown,
        _ => return None,
    };
    let this_update = generalized_time(parts.tagged(0x18)?.content)?;
    let next_update = match parts.tagged(0xa0) {
        Some(next) => Some(generalized_time(next.inside().tagged(0x18)?.content)?),
        None => None,
    };
    Some((status, this_update, next_update))
}

/// Whether the issuer signed, or a responder whose certificate the issuer made for that (RFC 6960 4.2.2.2).
fn is_authorised(signed: &Signed<'_>, issuer: &Issuer<'_>, now: Timestamp) -> bool {
    if signed.is_by(&issuer.key) {
        return true;
    }
    let certificates = signed.rest.clone().tagged(0xa0).and_then(|list| list.inside().tagged(0x30));
    certificates.into_iter().flat_map(|list| list.inside().take(MOST)).any(|own| {
        let Ok((_, certificate)) = X509Certificate::from_der(own.raw) else { return false };
        let validity = certificate.validity();
        let times = validity.not_before.timestamp()..=validity.not_after.timestamp();
        let appointed = certificate.extended_key_usage().ok().flatten().is_some_and(|usage| usage.value.ocsp_signing);
        appointed
            && times.contains(&now.as_second())
            && issuer.name == certificate.issuer().as_raw()
            && Signed::read(own.raw).is_some_and(|own| own.is_by(&issuer.key))
            && signed.is_by(certificate.public_key().raw)
    })
}

/// The hashes of the issuer's name and of the bits of its key.
fn hashes(issuer: &Issuer<'_>, algorithm: &'static Algorithm) -> Option<(digest::Digest, digest::Digest)> {
    let (_, bits) = key_parts(&issuer.key)?;
    Some((digest::digest(algorithm, &issuer.name), digest::digest(algorithm, bits)))
}

/// `YYYYMMDDHHMMSSZ`, the one form that RFC 5280 lets be.
fn generalized_time(octets: &[u8]) -> Option<Timestamp> {
    let text = std::str::from_utf8(octets).ok().filter(|text| text.len() == 15 && text.ends_with('Z'))?;
    let civil = jiff::civil::DateTime::strptime("%Y%m%d%H%M%SZ", text).ok()?;
    civil.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_one_form() {
        let time = generalized_time(b"20261121220000Z").expect("a time");
        assert_eq!(time.to_string(), "2026-11-21T22:00:00Z");
        for bad in [&b"20261121220000"[..], b"20261121220000.5Z", b"20261321220000Z", b"2611212200Z", b"\xff"] {
            assert_eq!(generalized_time(bad), None, "{bad:?}");
        }
    }
}
