//! Paths of certificates, built by rustls-webpki from named anchors at a given time.

use std::time::Duration;

use jiff::Timestamp;
use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm, TrustAnchor, UnixTime};
use webpki::{EndEntityCert, Error, ExtendedKeyUsageValidator, KeyPurposeIdIter, anchor_from_trusted_cert};

use super::Trust;
use crate::seal::Reason;
use crate::seal::algorithm::{PublicKey, Unfit};
use crate::seal::certificate::Certificate;
use crate::text::Text;

/// Signatures on certificates that are accepted: no SHA-1, no RSA below 2048 bits.
const ALGORITHMS: &[&dyn SignatureVerificationAlgorithm] = &[
    webpki::aws_lc_rs::ECDSA_P256_SHA256,
    webpki::aws_lc_rs::ECDSA_P256_SHA384,
    webpki::aws_lc_rs::ECDSA_P384_SHA256,
    webpki::aws_lc_rs::ECDSA_P384_SHA384,
    webpki::aws_lc_rs::ECDSA_P521_SHA256,
    webpki::aws_lc_rs::ECDSA_P521_SHA384,
    webpki::aws_lc_rs::ECDSA_P521_SHA512,
    webpki::aws_lc_rs::RSA_PKCS1_2048_8192_SHA256,
    webpki::aws_lc_rs::RSA_PKCS1_2048_8192_SHA384,
    webpki::aws_lc_rs::RSA_PKCS1_2048_8192_SHA512,
    webpki::aws_lc_rs::RSA_PSS_2048_8192_SHA256_LEGACY_KEY,
    webpki::aws_lc_rs::RSA_PSS_2048_8192_SHA384_LEGACY_KEY,
    webpki::aws_lc_rs::RSA_PSS_2048_8192_SHA512_LEGACY_KEY,
];

/// What a certificate is used for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::seal) enum Use {
    /// Signing documents.
    Document,
    /// Stamping time.
    Stamping,
}

/// Extended key usages under which documents are signed in practice: any, signing of documents (RFC 9336), mail and
/// client authentication (what officials' tokens carry), and those of Microsoft and Adobe.
const DOCUMENT: [&str; 6] = [
    "2.5.29.37.0",
    "1.3.6.1.5.5.7.3.36",
    "1.3.6.1.5.5.7.3.4",
    "1.3.6.1.5.5.7.3.2",
    "1.3.6.1.4.1.311.10.3.12",
    "1.2.840.113583.1.1.5",
];
const STAMPING: &str = "1.3.6.1.5.5.7.3.8";

impl Use {
    fn allows(self, certificate: &Certificate) -> bool {
        let signs = certificate.usage.is_none_or(|usage| usage.signs);
        let purposes = certificate.purposes.as_deref();
        let named =
            |allowed: &[&str]| purposes.is_some_and(|own| own.iter().any(|one| allowed.contains(&one.as_str())));
        let fits = match self {
            Self::Document => purposes.is_none() || named(&DOCUMENT),
            Self::Stamping => named(&[STAMPING]),
        };
        signs && fits
    }

    /// Whether an authority in between may issue for this use.
    fn allows_below(self, authority: &Certificate) -> bool {
        let own = match self {
            Self::Document => &DOCUMENT[..],
            Self::Stamping => &[STAMPING, "2.5.29.37.0"],
        };
        authority.purposes.as_deref().is_none_or(|purposes| purposes.iter().any(|one| own.contains(&one.as_str())))
    }
}

/// The path from the certificate to a named anchor, both included, valid at this time.
pub(in crate::seal) fn path(
    leaf: &Certificate,
    others: &[Certificate],
    trust: &Trust,
    at: Timestamp,
    purpose: Use,
) -> Result<Vec<Certificate>, Reason> {
    if !purpose.allows(leaf) {
        return Err(Reason::Purpose(leaf.subject.clone()));
    }
    PublicKey::read(&leaf.public_key).map_err(of_key)?;
    if trust.anchors.contains(leaf) {
        return within(leaf, at).map(|()| vec![leaf.clone()]);
    }
    let known: Vec<&Certificate> = others.iter().chain(&trust.intermediates).filter(|one| one.authority).collect();
    let found = built(leaf, &known, trust, at).map_err(|error| of_path(&error, leaf, &known, at))?;
    for authority in found.iter().skip(1) {
        // The library leaves the use of an authority's key to us (RFC 5280 section 6.1.4, n).
        let issues = authority.usage.is_none_or(|usage| usage.issues);
        if !issues || !purpose.allows_below(authority) {
            return Err(Reason::Purpose(authority.subject.clone()));
        }
    }
    // The library takes an anchor as it is; one that had expired would otherwise vouch for ever.
    found.last().map_or(Ok(()), |anchor| within(anchor, at))?;
    Ok(found)
}

fn built(leaf: &Certificate, known: &[&Certificate], trust: &Trust, at: Timestamp) -> Result<Vec<Certificate>, Error> {
    let time = u64::try_from(at.as_second()).map_err(|_| Error::BadDerTime)?;
    let time = UnixTime::since_unix_epoch(Duration::from_secs(time));
    let anchor_ders: Vec<CertificateDer<'_>> =
        trust.anchors.iter().map(|one| CertificateDer::from(one.der())).collect();
    let anchors: Vec<TrustAnchor<'_>> =
        anchor_ders.iter().filter_map(|der| anchor_from_trusted_cert(der).ok()).collect();
    let known_ders: Vec<CertificateDer<'_>> = known.iter().map(|one| CertificateDer::from(one.der())).collect();
    let der = CertificateDer::from(leaf.der());
    let end = EndEntityCert::try_from(&der)?;
    let verified = end.verify_for_usage(ALGORITHMS, &anchors, &known_ders, time, AnyPurpose, None, None)?;
    let mut chain = vec![leaf.clone()];
    for authority in verified.intermediate_certificates() {
        let der = authority.der();
        chain.extend(known.iter().find(|one| one.der() == der.as_ref()).map(|one| (*one).clone()));
    }
    let anchor = anchors.iter().position(|anchor| anchor == verified.anchor());
    let named = anchor.and_then(|index| {
        let subject = anchors.get(index)?;
        trust
            .anchors
            .iter()
            .find(|one| anchor_from_trusted_cert(&CertificateDer::from(one.der())).is_ok_and(|other| other == *subject))
    });
    chain.extend(named.cloned());
    Ok(chain)
}

/// Purposes are judged by [`Use`], which names the certificate that has the wrong one.
struct AnyPurpose;

impl ExtendedKeyUsageValidator for AnyPurpose {
    fn validate(&self, _: KeyPurposeIdIter<'_, '_>) -> Result<(), Error> {
        Ok(())
    }
}

pub(super) fn within(certificate: &Certificate, at: Timestamp) -> Result<(), Reason> {
    let subject = Some(certificate.subject.clone());
    if at < certificate.not_before {
        return Err(Reason::NotYetValid(subject, certificate.not_before, at));
    }
    if at > certificate.not_after {
        return Err(Reason::Expired(subject, certificate.not_after, at));
    }
    Ok(())
}

fn of_key(unfit: Unfit) -> Reason {
    match unfit {
        Unfit::Weak(name) => Reason::Weak(name),
        Unfit::Unsupported | Unfit::Malformed => Reason::Unsupported,
    }
}

fn of_path(error: &Error, leaf: &Certificate, known: &[&Certificate], at: Timestamp) -> Reason {
    let all = || std::iter::once(leaf).chain(known.iter().copied());
    let seconds =
        |time: &UnixTime| i64::try_from(time.as_secs()).ok().and_then(|time| Timestamp::from_second(time).ok());
    match error {
        Error::CertExpired { not_after, .. } => {
            let end = seconds(not_after).unwrap_or(at);
            Reason::Expired(all().find(|one| one.not_after == end).map(|one| one.subject.clone()), end, at)
        }
        Error::CertNotValidYet { not_before, .. } => {
            let start = seconds(not_before).unwrap_or(at);
            Reason::NotYetValid(all().find(|one| one.not_before == start).map(|one| one.subject.clone()), start, at)
        }
        Error::UnknownIssuer => Reason::UnknownIssuer(leaf.subject.clone()),
        Error::CaUsedAsEndEntity | Error::RequiredEkuNotFoundContext(_) => Reason::Purpose(leaf.subject.clone()),
        Error::UnsupportedSignatureAlgorithmContext(_) => {
            all().find_map(Certificate::weakness).map_or(Reason::Unsupported, Reason::Weak)
        }
        other => {
            let weak = all().find_map(|one| match PublicKey::read(&one.public_key) {
                Err(Unfit::Weak(name)) => Some(Reason::Weak(name)),
                _ => None,
            });
            weak.unwrap_or_else(|| Reason::Path(in_words(other)))
        }
    }
}

/// What is wrong with a path, for people; the library's own words where nothing better is known.
fn in_words(error: &Error) -> Text {
    match error {
        Error::PathLenConstraintViolated => Text::new(
            "dài hơn mức một tổ chức chứng thực trong đường dẫn được phép",
            "it is longer than an authority in it is allowed",
        ),
        Error::NameConstraintViolation => Text::new(
            "một tổ chức chứng thực trong đường dẫn chỉ được cấp cho một số tên, và không xác nhận được tên này thuộc số đó",
            "an authority in it may issue for certain names only, and this name is not known to be among them",
        ),
        Error::UnsupportedCriticalExtension => Text::new(
            "có phần mở rộng bắt buộc phải hiểu mà chương trình không hiểu",
            "a certificate has an extension that must be understood and is not known here",
        ),
        Error::EndEntityUsedAsCa => Text::new(
            "chứng thư cấp cho người dùng lại được dùng để cấp chứng thư",
            "a certificate that is no authority's issued another",
        ),
        Error::InvalidSignatureForPublicKey => Text::new(
            "chữ ký trên một chứng thư không phải của tổ chức cấp",
            "the signature on a certificate is not its issuer's",
        ),
        Error::MaximumPathBuildCallsExceeded
        | Error::MaximumPathDepthExceeded
        | Error::MaximumSignatureChecksExceeded
        | Error::MaximumNameConstraintComparisonsExceeded => Text::new(
            "có quá nhiều chứng thư trung gian để xét hết",
            "too many certificates came along to look at all of them",
        ),
        Error::BadDer
        | Error::BadDerTime
        | Error::ExtensionValueInvalid
        | Error::MalformedExtensions
        | Error::InvalidCertValidity
        | Error::InvalidSerialNumber
        | Error::TrailingData(_)
        | Error::UnsupportedCertVersion => {
            Text::new("một chứng thư không đúng chuẩn X.509", "a certificate is not as the standard X.509 says")
        }
        other => Text::same(other.to_string()),
    }
}
