//! Whether a CMS signs what it is said to sign, with the key of the certificate it names. Who that is, is another
//! question: `trust` answers it.

use jiff::Timestamp;

use super::read::{Attribute, SignedData};
use crate::seal::algorithm::{PublicKey, Unfit, sha1};
use crate::seal::asn1::{Item, Malformed, oid, tag, utc_or_generalized, write};
use crate::seal::certificate::Certificate;
use crate::seal::{Algorithm, Digest, Part, Reason};

/// A CMS that holds.
#[derive(Clone, Debug)]
pub(in crate::seal) struct Checked {
    /// The signer's certificate.
    pub(in crate::seal) certificate: Certificate,
    /// All certificates that came along and could be read.
    pub(in crate::seal) others: Vec<Certificate>,
    /// How it was signed.
    pub(in crate::seal) algorithm: Algorithm,
    /// signing-time, where the signer put it in.
    pub(in crate::seal) claimed: Option<Timestamp>,
    /// Whether the certificate is bound into what is signed, as PAdES baseline demands.
    pub(in crate::seal) bound: bool,
}

/// Checks the signature over the content, which is digested by `digest`.
///
/// Besides the message: exactly one content type, message digest and signing certificate; the algorithms' strength.
/// Unsorted attributes of foreign makers are verified in the order in which they were signed.
pub(in crate::seal) fn check(
    signed: &SignedData<'_>,
    content_type: &[u8],
    part: Part,
    digest: impl FnOnce(Digest) -> Vec<u8>,
) -> Result<Checked, Reason> {
    let malformed = |Malformed| Reason::Malformed(part);
    let signer = &signed.signer;
    let kind = Digest::read(&signer.digest).map_err(|unfit| unfit_reason(unfit, part))?;
    let members = signer.attributes.ok_or(Reason::Attribute("message-digest"))?;
    let attributes = Attribute::all(members).map_err(malformed)?;
    let stated = single(&attributes, oid::CONTENT_TYPE, "content-type")?.ok_or(Reason::Attribute("content-type"))?;
    if stated.tag != tag::OID || stated.content != content_type || signed.content_type != content_type {
        return Err(Reason::Attribute("content-type"));
    }
    let claimed_digest =
        single(&attributes, oid::MESSAGE_DIGEST, "message-digest")?.ok_or(Reason::Attribute("message-digest"))?;
    if claimed_digest.tag != tag::OCTET_STRING || claimed_digest.content != digest(kind) {
        return Err(Reason::Altered);
    }
    let others: Vec<Certificate> = signed.certificates.iter().filter_map(|der| Certificate::read(der).ok()).collect();
    let certificate = named(signed, &others).ok_or(Reason::CertificateMissing)?;
    let bound = is_bound(&attributes, &certificate)?;
    let algorithm = Algorithm::read(&signer.algorithm, Some(kind)).map_err(|unfit| unfit_reason(unfit, part))?;
    if algorithm.digest() != kind {
        return Err(Reason::Malformed(part));
    }
    let key = PublicKey::read(&certificate.public_key).map_err(|unfit| unfit_reason(unfit, part))?;
    let message = write::item(tag::SET, &[members]);
    if !key.verify(algorithm, &message, signer.signature).map_err(|unfit| unfit_reason(unfit, part))? {
        return Err(Reason::SignatureWrong);
    }
    let claimed = match single(&attributes, oid::SIGNING_TIME, "signing-time")? {
        Some(value) => Some(utc_or_generalized(&value).map_err(malformed)?),
        None => None,
    };
    Ok(Checked { certificate, others, algorithm, claimed, bound })
}

/// The certificate that the signer names, among those that came along.
pub(in crate::seal) fn named(signed: &SignedData<'_>, others: &[Certificate]) -> Option<Certificate> {
    others.iter().find(|one| is_named(one, &signed.signer.identifier)).cloned()
}

/// What a person is told of an algorithm that is not accepted.
pub(in crate::seal) fn unfit_reason(unfit: Unfit, part: Part) -> Reason {
    match unfit {
        Unfit::Weak(name) => Reason::Weak(name),
        Unfit::Unsupported => Reason::Unsupported,
        Unfit::Malformed => Reason::Malformed(part),
    }
}

/// The one value of an attribute that may stand there once.
fn single<'a>(attributes: &[Attribute<'a>], name: &[u8], label: &'static str) -> Result<Option<Item<'a>>, Reason> {
    let mut found = attributes.iter().filter(|attribute| attribute.name == name);
    let Some(first) = found.next() else { return Ok(None) };
    match (first.values.as_slice(), found.next()) {
        ([value], None) => Ok(Some(*value)),
        _ => Err(Reason::Attribute(label)),
    }
}

/// Whether the `SignerIdentifier` means this certificate.
fn is_named(certificate: &Certificate, identifier: &Item<'_>) -> bool {
    if identifier.tag == tag::bare(0) {
        return certificate.key_identifier.as_deref() == Some(identifier.content);
    }
    let mut inside = identifier.inside();
    let (Ok(issuer), Ok(serial)) = (inside.tagged(tag::SEQUENCE), inside.tagged(tag::INTEGER)) else { return false };
    identifier.tag == tag::SEQUENCE && issuer.whole == certificate.issuer_der && serial.content == certificate.serial
}

/// Whether a signing-certificate attribute binds the certificate; one that binds another is refused.
fn is_bound(attributes: &[Attribute<'_>], certificate: &Certificate) -> Result<bool, Reason> {
    let label = "signing-certificate";
    let mut bound = false;
    for (name, newer) in [(oid::SIGNING_CERTIFICATE_V2, true), (oid::SIGNING_CERTIFICATE, false)] {
        let Some(value) = single(attributes, name, label)? else { continue };
        let (digest, hash) = first_identifier(&value, newer).map_err(|_| Reason::Attribute(label))?;
        let own = match digest {
            Some(digest) => digest.of(&[certificate.der()]),
            None => sha1(certificate.der()),
        };
        if own != hash {
            return Err(Reason::WrongCertificate);
        }
        bound = true;
    }
    Ok(bound)
}

/// Digest (none: SHA-1) and hash of the first `ESSCertID` or `ESSCertIDv2`.
fn first_identifier<'a>(value: &Item<'a>, newer: bool) -> Result<(Option<Digest>, &'a [u8]), Unfit> {
    if value.tag != tag::SEQUENCE {
        return Err(Unfit::Malformed);
    }
    let mut inside = value.inside().tagged(tag::SEQUENCE)?.inside().tagged(tag::SEQUENCE)?.inside();
    let digest = match inside.optional(tag::SEQUENCE)? {
        Some(identifier) if newer => Some(Digest::read(&identifier)?),
        Some(_) => return Err(Unfit::Malformed),
        None => newer.then_some(Digest::Sha256),
    };
    Ok((digest, inside.tagged(tag::OCTET_STRING)?.content))
}
