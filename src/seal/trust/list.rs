//! Lists of revoked certificates (CRL, RFC 5280 section 5).

use jiff::Timestamp;

use super::{Moment, Revocation};
use crate::seal::algorithm::{Algorithm, PublicKey, Unfit};
use crate::seal::asn1::{Item, Malformed, Reader, tag, utc_or_generalized};
use crate::seal::certificate::Certificate;

const ISSUING_DISTRIBUTION_POINT: &[u8] = &[0x55, 0x1d, 0x1c];
/// Extensions that may be critical and change nothing here: authority key identifier, number.
const HARMLESS: [&[u8]; 2] = [&[0x55, 0x1d, 0x23], &[0x55, 0x1d, 0x14]];

/// What a list says of a certificate at a time; nothing where it is not for it, not genuine, out of date, or issued at
/// a time that is still to come.
pub(super) fn state(
    list: &[u8],
    certificate: &Certificate,
    issuer: &Certificate,
    moment: Moment,
) -> Option<Revocation> {
    let at = moment.at;
    let read = List::read(list).ok()?;
    if read.issuer != certificate.issuer_der || !read.is_for(certificate) || read.issued > moment.latest {
        return None;
    }
    if issuer.usage.is_some_and(|usage| !usage.lists) || !read.is_signed_by(issuer).ok()? {
        return None;
    }
    if let Some(revoked) = read.find(&certificate.serial).ok()? {
        return Some(if revoked > at { Revocation::RevokedLater(revoked) } else { Revocation::Revoked(revoked) });
    }
    let covers = read.issued >= at || read.next.is_some_and(|next| next >= at);
    covers.then_some(Revocation::GoodByList(read.issued))
}

/// Whether a list says anything of a certificate, for the caller who has just fetched it.
pub(in crate::seal) fn covers(list: &[u8], certificate: &Certificate, issuer: &Certificate, now: Timestamp) -> bool {
    state(list, certificate, issuer, Moment::of(now)).is_some()
}

struct List<'a> {
    signed: &'a [u8],
    algorithm: Item<'a>,
    signature: &'a [u8],
    issuer: &'a [u8],
    issued: Timestamp,
    next: Option<Timestamp>,
    revoked: Option<Item<'a>>,
    users_only: bool,
    authorities_only: bool,
    /// The addresses that the list is for, where it is one of several that share the certificates of an authority.
    points: Option<Vec<&'a [u8]>>,
}

impl<'a> List<'a> {
    /// Reads a list whose critical extensions are all understood; partial and indirect ones are not.
    fn read(der: &'a [u8]) -> Result<Self, Malformed> {
        let mut outer = Item::only(der, tag::SEQUENCE)?.inside();
        let signed = outer.tagged(tag::SEQUENCE)?;
        let algorithm = outer.tagged(tag::SEQUENCE)?;
        let signature = outer.tagged(tag::BIT_STRING)?.bits()?;
        outer.finish()?;
        let mut inside = signed.inside();
        inside.optional(tag::INTEGER)?;
        if inside.tagged(tag::SEQUENCE)?.whole != algorithm.whole {
            return Err(Malformed);
        }
        let issuer = inside.tagged(tag::SEQUENCE)?.whole;
        let issued = utc_or_generalized(&inside.next()?)?;
        let next = match inside.peek() {
            Some(tag::UTC_TIME | tag::GENERALIZED_TIME) => Some(utc_or_generalized(&inside.next()?)?),
            _ => None,
        };
        let revoked = inside.optional(tag::SEQUENCE)?;
        let mut list = Self {
            signed: signed.whole,
            algorithm,
            signature,
            issuer,
            issued,
            next,
            revoked,
            users_only: false,
            authorities_only: false,
            points: None,
        };
        if let Some(extensions) = inside.optional(tag::context(0))? {
            for extension in Item::only(extensions.content, tag::SEQUENCE)?.inside().all(32)? {
                list.take(&extension)?;
            }
        }
        inside.finish()?;
        Ok(list)
    }

    fn take(&mut self, extension: &Item<'a>) -> Result<(), Malformed> {
        let mut inside = extension.inside();
        let name = inside.tagged(tag::OID)?.content;
        let critical = inside.optional(tag::BOOLEAN)?.is_some_and(|flag| flag.content != [0]);
        let value = inside.tagged(tag::OCTET_STRING)?.content;
        if name == ISSUING_DISTRIBUTION_POINT {
            for part in Item::only(value, tag::SEQUENCE)?.inside().all(6)? {
                match part.tag {
                    tag if tag == tag::context(0) => self.points = Some(points(&part)?),
                    tag if tag == tag::bare(1) => self.users_only = part.content != [0],
                    tag if tag == tag::bare(2) => self.authorities_only = part.content != [0],
                    _ => return Err(Malformed),
                }
            }
            return Ok(());
        }
        if critical && !HARMLESS.contains(&name) { Err(Malformed) } else { Ok(()) }
    }

    /// Whether the list is about certificates of this kind and, where it is one of several, of this share (RFC 5280
    /// section 6.3.3): that a certificate is not on the list of others says nothing of it.
    fn is_for(&self, certificate: &Certificate) -> bool {
        let is_kind = if certificate.authority { !self.users_only } else { !self.authorities_only };
        let is_own = |points: &Vec<&[u8]>| {
            points.iter().any(|point| certificate.list_names.iter().any(|name| name.as_bytes() == *point))
        };
        is_kind && self.points.as_ref().is_none_or(is_own)
    }

    fn is_signed_by(&self, issuer: &Certificate) -> Result<bool, Unfit> {
        let algorithm = Algorithm::read(&self.algorithm, None)?;
        PublicKey::read(&issuer.public_key)?.verify(algorithm, self.signed, self.signature)
    }

    /// When the certificate was revoked, if it was.
    fn find(&self, serial: &[u8]) -> Result<Option<Timestamp>, Malformed> {
        let Some(revoked) = &self.revoked else { return Ok(None) };
        let mut entries: Reader<'_> = revoked.inside();
        while entries.peek().is_some() {
            let mut entry = entries.tagged(tag::SEQUENCE)?.inside();
            if entry.tagged(tag::INTEGER)?.content == serial {
                return utc_or_generalized(&entry.next()?).map(Some);
            }
        }
        Ok(None)
    }
}

/// The addresses of a `DistributionPointName`.
fn points<'a>(part: &Item<'a>) -> Result<Vec<&'a [u8]>, Malformed> {
    let name = part.inside().next()?;
    if name.tag != tag::context(0) {
        return Err(Malformed);
    }
    let names = name.inside().all(16)?;
    Ok(names.iter().filter(|name| name.tag == tag::bare(6)).map(|name| name.content).collect())
}
