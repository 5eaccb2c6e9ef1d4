//! Reading the fields of a server's certificate.

use jiff::Timestamp;
use x509_parser::extensions::ParsedExtension;
use x509_parser::prelude::X509Certificate;
use x509_parser::x509::X509Name;

use super::facts::{Key, Leaf};
use super::key::{signature_hash, signature_name, significant_bits};
use super::name::shown_names;
use crate::fact::Digest;
use crate::text::shorten;

/// The longest distinguished name that is kept, in characters.
const NAME_LIMIT: usize = 300;

/// The fields of a certificate.
pub(super) fn leaf(der: &[u8], certificate: &X509Certificate<'_>) -> Leaf {
    let not_before = instant(certificate.validity().not_before.timestamp());
    let not_after = instant(certificate.validity().not_after.timestamp());
    Leaf {
        subject: shown_name(certificate.subject()),
        issuer: shown_name(certificate.issuer()),
        names: shown_names(certificate),
        not_before,
        not_after,
        validity_days: days(not_before, not_after),
        key: Key::of(certificate),
        signature: signature_hash(certificate),
        signature_algorithm: signature_name(certificate),
        self_signed: self_signed(certificate),
        authority: certificate.is_ca(),
        server_usage: server_usage(certificate),
        serial_bits: significant_bits(certificate.raw_serial()),
        must_staple: must_staple(certificate),
        version: i64::from(certificate.version().0) + 1,
        transparency: timestamps(certificate),
        fingerprint: Digest::of(der).hex(),
        key_fingerprint: Digest::of(certificate.public_key().raw).hex(),
    }
}

/// A distinguished name as text.
pub(super) fn shown_name(name: &X509Name<'_>) -> String {
    shorten(&name.to_string(), NAME_LIMIT)
}

/// Seconds since 1970 as an instant; what no calendar holds becomes its nearest end.
pub(super) fn instant(seconds: i64) -> Timestamp {
    let end = if seconds < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_second(seconds).unwrap_or(end)
}

/// Whether a certificate is signed by its own key: issuer and subject are equal, and where the
/// signature can be verified here, it verifies.
pub(super) fn self_signed(certificate: &X509Certificate<'_>) -> bool {
    if certificate.subject().as_raw() != certificate.issuer().as_raw() {
        return false;
    }
    certificate.verify_signature(None).is_ok() || !names_another_key(certificate)
}

/// Whether the authority's key identifier is not the subject's.
fn names_another_key(certificate: &X509Certificate<'_>) -> bool {
    let mut authority = None;
    let mut subject = None;
    for extension in certificate.extensions() {
        match extension.parsed_extension() {
            ParsedExtension::AuthorityKeyIdentifier(own) => authority = own.key_identifier.as_ref().map(|key| key.0),
            ParsedExtension::SubjectKeyIdentifier(own) => subject = Some(own.0),
            _ => {}
        }
    }
    matches!((authority, subject), (Some(authority), Some(subject)) if authority != subject)
}

fn days(from: Timestamp, until: Timestamp) -> i64 {
    let seconds = until.as_second().saturating_sub(from.as_second());
    seconds.div_euclid(86_400) + i64::from(seconds.rem_euclid(86_400) != 0)
}

fn server_usage(certificate: &X509Certificate<'_>) -> bool {
    match certificate.extended_key_usage() {
        Ok(None) => true,
        Ok(Some(usage)) => usage.value.server_auth || usage.value.any,
        Err(_) => false,
    }
}

/// The TLS feature extension with `status_request` (5) or `status_request_v2` (17).
pub(super) fn must_staple(certificate: &X509Certificate<'_>) -> bool {
    certificate.extensions().iter().any(|extension| {
        extension.oid.to_id_string() == "1.3.6.1.5.5.7.1.24"
            && extension.value.windows(3).any(|part| matches!(part, [2, 1, 5 | 17]))
    })
}

/// How many certificate timestamps are embedded.
pub(super) fn timestamps(certificate: &X509Certificate<'_>) -> i64 {
    let count = certificate.extensions().iter().map(|extension| match extension.parsed_extension() {
        ParsedExtension::SCT(list) => list.len(),
        _ => 0,
    });
    i64::try_from(count.sum::<usize>()).unwrap_or(i64::MAX)
}
