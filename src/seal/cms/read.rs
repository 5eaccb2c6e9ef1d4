//! Reading a CMS `SignedData` with exactly one signer; every part stays in the bytes it came in.

use crate::seal::asn1::{Item, Malformed, Reader, oid, tag};
use crate::seal::{Part, Reason};

/// Most certificates, lists and attributes that are read.
const MOST: usize = 64;

/// A `SignedData` with its one signer.
#[derive(Clone, Debug)]
pub(in crate::seal) struct SignedData<'a> {
    /// The value of the content type's OID.
    pub(in crate::seal) content_type: &'a [u8],
    /// The content, where it is inside.
    pub(in crate::seal) content: Option<&'a [u8]>,
    /// The certificates that came along.
    pub(in crate::seal) certificates: Vec<&'a [u8]>,
    /// The lists of revoked certificates that came along.
    pub(in crate::seal) lists: Vec<&'a [u8]>,
    /// `OCSPResponse`s that came along (RFC 5940).
    pub(in crate::seal) responses: Vec<&'a [u8]>,
    /// The one signer.
    pub(in crate::seal) signer: Signer<'a>,
}

/// A `SignerInfo`.
#[derive(Clone, Debug)]
pub(in crate::seal) struct Signer<'a> {
    pub(in crate::seal) identifier: Item<'a>,
    pub(in crate::seal) digest: Item<'a>,
    /// The signed attributes: the members, as they came.
    pub(in crate::seal) attributes: Option<&'a [u8]>,
    pub(in crate::seal) algorithm: Item<'a>,
    pub(in crate::seal) signature: &'a [u8],
    pub(in crate::seal) unsigned: Vec<Attribute<'a>>,
}

/// An attribute with its values.
#[derive(Clone, Debug)]
pub(in crate::seal) struct Attribute<'a> {
    pub(in crate::seal) name: &'a [u8],
    pub(in crate::seal) values: Vec<Item<'a>>,
}

impl<'a> SignedData<'a> {
    /// Reads a `ContentInfo` in DER.
    pub(in crate::seal) fn read(der: &'a [u8], part: Part) -> Result<Self, Reason> {
        let (mut read, infos) = Self::without_signer(der).map_err(|Malformed| Reason::Malformed(part))?;
        let [info] = infos.as_slice() else { return Err(Reason::SeveralSigners(infos.len())) };
        read.signer = Signer::read(info).map_err(|Malformed| Reason::Malformed(part))?;
        Ok(read)
    }

    fn without_signer(der: &'a [u8]) -> Result<(Self, Vec<Item<'a>>), Malformed> {
        let mut outer = Item::only(der, tag::SEQUENCE)?.inside();
        if outer.tagged(tag::OID)?.content != oid::SIGNED_DATA {
            return Err(Malformed);
        }
        let explicit = outer.tagged(tag::context(0))?;
        outer.finish()?;
        let mut inside = Item::only(explicit.content, tag::SEQUENCE)?.inside();
        let version = inside.tagged(tag::INTEGER)?.small()?;
        let digests = inside.tagged(tag::SET)?.inside().all(MOST)?;
        let mut encapsulated = inside.tagged(tag::SEQUENCE)?.inside();
        let content_type = encapsulated.tagged(tag::OID)?.content;
        let content = match encapsulated.optional(tag::context(0))? {
            Some(explicit) => Some(Item::only(explicit.content, tag::OCTET_STRING)?.content),
            None => None,
        };
        encapsulated.finish()?;
        let certificates = members(inside.optional(tag::context(0))?)?;
        let revocation = members(inside.optional(tag::context(1))?)?;
        let infos = inside.tagged(tag::SET)?.inside().all(MOST)?;
        inside.finish()?;
        // What nobody signs has to follow from what is signed, so that no byte may be another.
        let first = infos.first().and_then(|info| info.inside().next().ok()).and_then(|version| version.small().ok());
        let other = certificates.iter().any(|item| item.tag != tag::SEQUENCE);
        let due = if content_type == oid::DATA && first == Some(1) { 1 } else { 3 };
        if (version != due && !other) || !infos.iter().all(|info| has_digest(info, &digests)) {
            return Err(Malformed);
        }
        let plain = |item: &&Item<'a>| item.tag == tag::SEQUENCE;
        let nothing = Item { tag: 0, whole: &[], content: &[] };
        let read = Self {
            content_type,
            content,
            certificates: certificates.iter().filter(plain).map(|item| item.whole).collect(),
            lists: revocation.iter().filter(plain).map(|item| item.whole).collect(),
            responses: revocation.iter().filter_map(response).collect(),
            signer: Signer {
                identifier: nothing,
                digest: nothing,
                attributes: None,
                algorithm: nothing,
                signature: &[],
                unsigned: Vec::new(),
            },
        };
        Ok((read, infos))
    }
}

impl<'a> Signer<'a> {
    fn read(info: &Item<'a>) -> Result<Self, Malformed> {
        if info.tag != tag::SEQUENCE {
            return Err(Malformed);
        }
        let mut inside = info.inside();
        let version = inside.tagged(tag::INTEGER)?.small()?;
        let identifier = inside.next()?;
        if version != if identifier.tag == tag::SEQUENCE { 1 } else { 3 } {
            return Err(Malformed);
        }
        let digest = inside.tagged(tag::SEQUENCE)?;
        let attributes = inside.optional(tag::context(0))?.map(|item| item.content);
        let algorithm = inside.tagged(tag::SEQUENCE)?;
        let signature = inside.tagged(tag::OCTET_STRING)?.content;
        let unsigned = match inside.optional(tag::context(1))? {
            Some(item) => Attribute::all(item.content)?,
            None => Vec::new(),
        };
        inside.finish()?;
        Ok(Self { identifier, digest, attributes, algorithm, signature, unsigned })
    }
}

impl<'a> Attribute<'a> {
    /// The attributes that are members of a set.
    pub(in crate::seal) fn all(members: &'a [u8]) -> Result<Vec<Self>, Malformed> {
        Reader::new(members).all(MOST)?.iter().map(Self::read).collect()
    }

    fn read(item: &Item<'a>) -> Result<Self, Malformed> {
        if item.tag != tag::SEQUENCE {
            return Err(Malformed);
        }
        let mut inside = item.inside();
        let name = inside.tagged(tag::OID)?.content;
        let values = inside.tagged(tag::SET)?.inside().all(MOST)?;
        inside.finish()?;
        Ok(Self { name, values })
    }
}

/// Whether the list of digests holds that of the signer, and nothing besides.
fn has_digest(info: &Item<'_>, digests: &[Item<'_>]) -> bool {
    let mut inside = info.inside();
    let skipped = inside.next().and_then(|_| inside.next()).is_ok();
    let own = inside.tagged(tag::SEQUENCE).and_then(|own| own.inside().tagged(tag::OID));
    let is_own = |one: &Item<'_>| one.tag == tag::SEQUENCE && one.inside().tagged(tag::OID) == own;
    skipped && own.is_ok() && !digests.is_empty() && digests.iter().all(is_own)
}

fn members<'a>(set: Option<Item<'a>>) -> Result<Vec<Item<'a>>, Malformed> {
    set.map_or_else(|| Ok(Vec::new()), |set| set.inside().all(MOST))
}

/// The `OCSPResponse` of an `OtherRevocationInfoFormat`.
fn response<'a>(item: &Item<'a>) -> Option<&'a [u8]> {
    if item.tag != tag::context(1) {
        return None;
    }
    let mut inside = item.inside();
    let name = inside.tagged(tag::OID).ok()?.content;
    if name == oid::RI_OCSP { inside.next().ok().map(|response| response.whole) } else { None }
}
