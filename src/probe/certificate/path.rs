//! Building the way from the leaf to an anchor.

use std::time::Duration;

use jiff::Timestamp;
use rustls_pki_types::{CertificateDer, UnixTime};
use webpki::{EndEntityCert, Error, KeyUsage};
use x509_parser::prelude::{FromDer, X509Certificate};

use super::algorithms::algorithms;
use super::chain::{Chain, content};
use super::facts::{Path, PathCertificate};
use super::leaf::self_signed;
use crate::probe::Store;

/// The way of the presented certificates to an anchor of `store` at the time `now`.
pub(super) fn path(presented: &[Vec<u8>], chain: &Chain<'_>, store: &Store, store_name: &str, now: Timestamp) -> Path {
    let (reason, certificates) = match build(presented, store, now) {
        Ok(certificates) => ("ok", certificates),
        Err(error) => {
            let climbed = chain.by_name();
            let rows: Vec<_> = climbed.iter().copied().map(Chain::row).collect();
            (reason(&error, presented, &climbed, store, now), rows)
        }
    };
    Path {
        trusted: reason == "ok",
        store: store_name.to_owned(),
        reason: reason.to_owned(),
        length: i64::try_from(certificates.len()).unwrap_or(i64::MAX),
        weakest_bits: certificates.iter().map(|certificate| certificate.key.rsa_equivalent()).min().unwrap_or(0),
        weak_signature: chain.weak_signature(store),
        certificates,
    }
}

fn build(presented: &[Vec<u8>], store: &Store, now: Timestamp) -> Result<Vec<PathCertificate>, Error> {
    let presented: Vec<CertificateDer<'_>> = presented.iter().map(|der| CertificateDer::from(der.as_slice())).collect();
    let Some((first, others)) = presented.split_first() else { return Err(Error::BadDer) };
    let leaf = EndEntityCert::try_from(first)?;
    let seconds = u64::try_from(now.as_second()).unwrap_or(0);
    let time = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
    let usage = KeyUsage::server_auth();
    let verified = leaf.verify_for_usage(&algorithms(), store.anchors(), others, time, usage, None, None)?;
    let above = verified.intermediate_certificates().map(|certificate| certificate.der());
    let way = std::iter::once(first.clone()).chain(above);
    Ok(way.filter_map(|der| X509Certificate::from_der(&der).ok().map(|(_, own)| Chain::row(&own))).collect())
}

/// The precise word for a failure. What webpki cannot tell apart, the names of the presented
/// certificates can.
fn reason(
    error: &Error,
    presented: &[Vec<u8>],
    climbed: &[&X509Certificate<'_>],
    store: &Store,
    now: Timestamp,
) -> &'static str {
    let (Some(leaf), Some(top)) = (climbed.first(), climbed.last()) else { return "other" };
    if self_signed(leaf) {
        return self_signed_reason(leaf, presented, store, now);
    }
    match error {
        Error::CertExpired { .. } => "expired",
        Error::CertNotValidYet { .. } => "not-yet-valid",
        Error::NameConstraintViolation | Error::MalformedNameConstraint | Error::InvalidNetworkMaskConstraint => {
            "name-constraints"
        }
        Error::RequiredEkuNotFoundContext(_) | Error::EmptyEkuExtension => "not-for-servers",
        Error::PathLenConstraintViolated => "path-length",
        Error::InvalidSignatureForPublicKey
        | Error::SignatureAlgorithmMismatch
        | Error::UnsupportedSignatureAlgorithmContext(_)
        | Error::UnsupportedSignatureAlgorithmForPublicKeyContext(_) => "bad-signature",
        Error::UnknownIssuer if store.knows_name(content(top.issuer().as_raw())) => "bad-signature",
        Error::UnknownIssuer if self_signed(top) => "unknown-issuer",
        Error::UnknownIssuer => "missing-intermediate",
        _ => "other",
    }
}

/// A self-signed leaf is trusted where this very certificate was put into the store, as closed
/// networks do; webpki never considers that.
fn self_signed_reason(
    leaf: &X509Certificate<'_>,
    presented: &[Vec<u8>],
    store: &Store,
    now: Timestamp,
) -> &'static str {
    let now = now.as_second();
    if !presented.first().is_some_and(|der| store.holds(der)) {
        "self-signed"
    } else if now > leaf.validity().not_after.timestamp() {
        "expired"
    } else if now < leaf.validity().not_before.timestamp() {
        "not-yet-valid"
    } else {
        "ok"
    }
}
