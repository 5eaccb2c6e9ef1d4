//! XML signatures in metadata: what they cover and whether they are true of it (XML Signature Syntax
//! and Processing 1.1; SAML 2.0 core, section 5.4).
//!
//! A signature counts for an element only where it stands in it, names it by an identifier that no other
//! element bears, and leaves nothing of it out but itself. So no fact of an element that was slipped in
//! beside the signed one is ever told as signed.

mod algorithm;
mod cover;
mod key;
mod parts;
mod verify;

use super::facts::{SamlPlace, SamlSignature, SamlSigner};
use super::xml::{Document, Element};
use super::{METADATA, known};
use crate::fact::{Fact, Gap, Reason};
use crate::probe::TrustStores;
use crate::text::{Text, shorten};
use parts::Parts;

pub(super) use algorithm::{digest_hash, short, signature_hash};
pub(super) use key::{PublicKey, read as read_keys};

/// The namespace of signatures.
pub(super) const SIGNATURES: &str = "http://www.w3.org/2000/09/xmldsig#";
/// The most signatures that are told.
const MOST: usize = 8;

/// The signatures of a document; those that could count for the entity come first.
pub(super) fn signatures(
    document: &Document,
    entity: Result<&Element, &Gap>,
    stores: &TrustStores,
) -> Vec<SamlSignature> {
    // With its parent in one walk: there may be tens of thousands of them.
    let mut all: Vec<_> = document
        .elements()
        .flat_map(|parent| parent.named(SIGNATURES, "Signature").map(move |own| (parent, own)))
        .collect();
    if let Ok(entity) = entity {
        all.sort_by_key(|(parent, _)| !parent.holds(entity.number));
    }
    all.truncate(MOST);
    all.into_iter().map(|(parent, own)| signature(document, parent, own, entity, stores)).collect()
}

/// Whether a signature in order covers the entity and verifies.
pub(super) fn signed(all: &[SamlSignature]) -> Fact<bool> {
    let own: Vec<_> = all.iter().filter(|own| own.covers_entity == Fact::Known(true)).collect();
    if own.iter().any(|own| own.verifies == Fact::Known(true)) {
        return Fact::Known(true);
    }
    let doubt = own.iter().find_map(|own| match &own.verifies {
        Fact::Unknown(gap) => Some(gap.clone()),
        Fact::Known(_) | Fact::Absent => None,
    });
    doubt.map_or(Fact::Known(false), Fact::Unknown)
}

fn signature(
    document: &Document,
    parent: &Element,
    element: &Element,
    entity: Result<&Element, &Gap>,
    stores: &TrustStores,
) -> SamlSignature {
    let parts = Parts::read(element);
    let (covers, covered) = cover::cover(document, &parts, parent);
    let keys = key::keys(parts.key_info);
    let (verifies, by) = if document.doctype {
        (Err(unsafe_document()), None)
    } else {
        match covered {
            Ok(covered) => verify::verify(document, element, &parts, covered, &keys),
            Err(gap) => (Err(gap), None),
        }
    };
    let reference = parts.references.first();
    SamlSignature {
        place: place(parent),
        covers,
        covers_entity: match entity {
            Ok(entity) => Fact::Known(covers == super::facts::SamlCover::Parent && parent.holds(entity.number)),
            Err(gap) => gap.clone().into(),
        },
        reference: shorten(reference.and_then(|own| own.uri).unwrap_or_default(), 100),
        algorithm: short(parts.method),
        hash: signature_hash(parts.method),
        digest: digest_hash(reference.map_or("", |own| own.digest_method)),
        canonicalization: short(parts.canonicalization()),
        transforms: reference
            .map(|own| own.transforms.iter().take(8).map(|own| short(parts::named(own))).collect())
            .unwrap_or_default(),
        verifies: verifies.map_or_else(Fact::Unknown, Fact::Known),
        signer: by.or(keys.first()).map(|own| signer(own, stores)).into(),
    }
}

fn place(parent: &Element) -> SamlPlace {
    match (parent.namespace(), parent.local()) {
        (METADATA, "EntitiesDescriptor") => SamlPlace::Entities,
        (METADATA, "EntityDescriptor" | "AffiliationDescriptor") => SamlPlace::Entity,
        (METADATA, name) if name.ends_with("Descriptor") && name != "KeyDescriptor" => SamlPlace::Role,
        _ => SamlPlace::Elsewhere,
    }
}

fn signer(key: &PublicKey, stores: &TrustStores) -> SamlSigner {
    let leaf = key.leaf.as_ref();
    let declared = key
        .certificate
        .as_ref()
        .is_some_and(|der| stores.iter().any(|(name, store)| name != crate::system::WEB && store.holds(der)));
    SamlSigner {
        fingerprint: leaf.map(|own| own.fingerprint.clone()).into(),
        key_fingerprint: leaf.map(|own| own.key_fingerprint.clone()).into(),
        subject: leaf.map(|own| own.subject.clone()).into(),
        not_after: leaf.map(|own| own.not_after).into(),
        key: key.shown.clone(),
        declared,
        published: leaf.map_or(Fact::Absent, |own| known::published(&own.fingerprint, &own.key_fingerprint)),
    }
}

/// A document type may add attributes and change values before anything is signed.
fn unsafe_document() -> Gap {
    let detail = Text::new(
        "tài liệu có DOCTYPE nên không kiểm chứng chữ ký: khai báo kiểu có thể đổi nội dung được ký",
        "the document has a DOCTYPE, which may change what is signed, so the signature was not verified",
    );
    Gap::new(Reason::Parse, detail)
}
