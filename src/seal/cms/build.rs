//! Making the CMS of a PAdES baseline signature (ETSI EN 319 142-1 section 6, RFC 5652, RFC 5035).

use crate::seal::Algorithm;
use crate::seal::asn1::{Malformed, Reader, oid, tag, write};
use crate::seal::certificate::Certificate;
use crate::seal::{Digest, Reason};

/// The signed attributes as members of a set: content type, message digest, signing certificate; no signing time,
/// which PAdES baseline forbids (the claimed time stands in the signature dictionary).
///
/// The same arguments give the same bytes, so that a signature may come back a day later.
pub(in crate::seal) fn attributes(algorithm: Algorithm, digest: &[u8], signer: &Certificate) -> Vec<u8> {
    write::sorted(vec![
        attribute(oid::CONTENT_TYPE, &write::oid(oid::DATA)),
        attribute(oid::MESSAGE_DIGEST, &write::octet_string(digest)),
        attribute(oid::SIGNING_CERTIFICATE_V2, &signing_certificate(algorithm.digest(), signer)),
    ])
}

/// What the key signs: the attributes under the tag of a set (RFC 5652 section 5.4).
pub(in crate::seal) fn to_be_signed(attributes: &[u8]) -> Vec<u8> {
    write::item(tag::SET, &[attributes])
}

/// The whole CMS without a time stamp; the signer's certificate is the first of the chain.
pub(in crate::seal) fn assembled(
    algorithm: Algorithm,
    attributes: &[u8],
    signature: &[u8],
    chain: &[Certificate],
) -> Result<Vec<u8>, Reason> {
    let signer = chain.first().ok_or(Reason::CertificateMissing)?;
    let digest = algorithm.digest().identifier();
    let one = write::integer(&[1]);
    let name = write::sequence(&[&signer.issuer_der, &write::item(tag::INTEGER, &[&signer.serial])]);
    let signer_info = write::sequence(&[
        &one,
        &name,
        &digest,
        &write::item(tag::context(0), &[attributes]),
        &algorithm.identifier(),
        &write::octet_string(signature),
    ]);
    let certificates = write::sorted(chain.iter().map(|certificate| certificate.der().to_vec()).collect());
    Ok(content_info(&write::sequence(&[
        &one,
        &write::set(vec![digest]),
        &write::sequence(&[&write::oid(oid::DATA)]),
        &write::item(tag::context(0), &[&certificates]),
        &write::set(vec![signer_info]),
    ])))
}

/// The CMS with a time stamp over its signature value added (RFC 3161 appendix A).
pub(in crate::seal) fn with_stamp(cms: &[u8], token: &[u8]) -> Result<Vec<u8>, Malformed> {
    let mut outer = Reader::new(cms).tagged(tag::SEQUENCE)?.inside();
    outer.tagged(tag::OID)?;
    let parts = outer.tagged(tag::context(0))?.inside().tagged(tag::SEQUENCE)?.inside().all(8)?;
    let (infos, before) = parts.split_last().ok_or(Malformed)?;
    let info = infos.inside().tagged(tag::SEQUENCE)?;
    let mut members = info.inside().all(8)?;
    let unsigned = members.pop_if(|last| last.tag == tag::context(1));
    let mut attributes: Vec<Vec<u8>> = match unsigned {
        Some(unsigned) => unsigned.inside().all(16)?.iter().map(|one| one.whole.to_vec()).collect(),
        None => Vec::new(),
    };
    attributes.push(attribute(oid::TIME_STAMP_TOKEN, token));
    let unsigned = write::item(tag::context(1), &[&write::sorted(attributes)]);
    let mut parts: Vec<&[u8]> = members.iter().map(|member| member.whole).collect();
    parts.push(&unsigned);
    let info = write::item(tag::SET, &[&write::sequence(&parts)]);
    let mut parts: Vec<&[u8]> = before.iter().map(|part| part.whole).collect();
    parts.push(&info);
    Ok(content_info(&write::sequence(&parts)))
}

fn content_info(signed_data: &[u8]) -> Vec<u8> {
    write::sequence(&[&write::oid(oid::SIGNED_DATA), &write::item(tag::context(0), &[signed_data])])
}

fn attribute(name: &[u8], value: &[u8]) -> Vec<u8> {
    write::sequence(&[&write::oid(name), &write::item(tag::SET, &[value])])
}

/// `SigningCertificateV2` with the one identifier; SHA-256 is its default and left out (RFC 5035 section 4).
fn signing_certificate(digest: Digest, signer: &Certificate) -> Vec<u8> {
    let hash = write::octet_string(&digest.of(&[signer.der()]));
    let issuer = write::sequence(&[&write::item(tag::context(4), &[&signer.issuer_der])]);
    let name = write::sequence(&[&issuer, &write::item(tag::INTEGER, &[&signer.serial])]);
    let identifier = match digest {
        Digest::Sha256 => write::sequence(&[&hash, &name]),
        other => write::sequence(&[&other.identifier(), &hash, &name]),
    };
    write::sequence(&[&write::sequence(&[&identifier])])
}
