//! A certificate that nobody issued, to see that it is refused.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rcgen::{
    CertificateParams, DistinguishedName, DnType, DnValue, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose,
    date_time_ymd,
};
use rustls::crypto::aws_lc_rs::sign::any_supported_type;
use rustls::sign::CertifiedKey;
use rustls_pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use x509_parser::prelude::{FromDer, X509Certificate};

/// The subject where there is nobody to resemble.
const NAME: &str = "kiemtra: stranger";

/// A certificate signed by itself with a fresh key, valid around `now`, for clients. Its subject is
/// that of `like` (DER), so that a server which compares names and not signatures is found out.
/// The key lives in memory for the run and nowhere else.
pub(super) fn made(like: Option<&[u8]>, now: Timestamp) -> Result<CertifiedKey, String> {
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name = like.and_then(subject).unwrap_or_else(|| {
        let mut fixed = DistinguishedName::new();
        fixed.push(DnType::CommonName, NAME);
        fixed
    });
    let ((year, month, day), (last_year, last_month, last_day)) = (date(now, -1), date(now, 30));
    parameters.not_before = date_time_ymd(year, month, day);
    parameters.not_after = date_time_ymd(last_year, last_month, last_day);
    parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    let pair = KeyPair::generate().map_err(|error| error.to_string())?;
    let certificate = parameters.self_signed(&pair).map_err(|error| error.to_string())?;
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(pair.serialize_der()));
    let key = any_supported_type(&key).map_err(|error| error.to_string())?;
    Ok(CertifiedKey::new(vec![certificate.der().clone()], key))
}

/// The subject, part for part in the same kind of string. Of parts of one kind the last is kept.
fn subject(der: &[u8]) -> Option<DistinguishedName> {
    let (_, certificate) = X509Certificate::from_der(der).ok()?;
    let mut name = DistinguishedName::new();
    for part in certificate.subject().iter_attributes() {
        let kind: Vec<u64> = part.attr_type().iter()?.collect();
        let text = part.as_str().ok()?;
        // 19 is PrintableString.
        let value = match part.attr_value().tag().0 {
            19 => DnValue::PrintableString(text.try_into().ok()?),
            _ => DnValue::Utf8String(text.to_owned()),
        };
        name.push(DnType::from_oid(&kind), value);
    }
    (certificate.subject().iter_attributes().next().is_some()).then_some(name)
}

/// Year, month and day some days from now.
fn date(now: Timestamp, days: i64) -> (i32, u8, u8) {
    let then = now.saturating_add(SignedDuration::from_hours(24 * days)).unwrap_or(now);
    let date = then.to_zoned(TimeZone::UTC).date();
    (date.year().into(), date.month().unsigned_abs(), date.day().unsigned_abs())
}
