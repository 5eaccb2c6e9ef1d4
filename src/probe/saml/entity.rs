//! An entity: how long its description holds, and what its roles say.

use jiff::Timestamp;

use super::facts::{SamlAlgorithm, SamlEntity, SamlPurpose};
use super::role::Role;
use super::signature::{digest_hash, short, signature_hash, signed};
use super::xml::{Document, Element};
use super::{METADATA, facts::SamlSignature, parse_gap, time};
use crate::fact::{Fact, Gap, Reason};
use crate::system::Scope;
use crate::text::{shorten, text};

/// The namespace of the algorithms that metadata name (SAML v2.0 Metadata Profile for Algorithm Support).
const ALGORITHMS: &str = "urn:oasis:names:tc:SAML:metadata:algsupport";
const MOST_ROLES: usize = 16;
const MOST_KEYS: usize = 32;
const MOST_ENDPOINTS: usize = 64;
const MOST_ALGORITHMS: usize = 64;

/// The facts of an entity.
pub(super) fn entity(
    document: &Document,
    element: &Element,
    signatures: &[SamlSignature],
    scope: &Scope,
) -> SamlEntity {
    let path = document.path(element.number);
    // One more than the limit shows that there are more.
    let roles: Vec<_> = Role::all(element).take(MOST_ROLES + 1).collect();
    let mut keys: Vec<_> = roles.iter().flat_map(Role::shown_keys).take(MOST_KEYS + 1).collect();
    for (number, key) in (1..).zip(&mut keys) {
        key.number = number;
    }
    let endpoints = roles.iter().flat_map(|own| own.endpoints(scope)).take(MOST_ENDPOINTS + 1).collect();
    SamlEntity {
        entity_id: shorten(element.attribute("entityID").unwrap_or_default(), 300),
        signed: signed(signatures),
        valid_until: earliest(path.iter().map(|own| valid_until(own))),
        cache_seconds: shortest(path.iter().filter_map(|own| own.attribute("cacheDuration"))),
        keys: within(MOST_KEYS, keys, roles.len()),
        endpoints: within(MOST_ENDPOINTS, endpoints, roles.len()),
        roles: within(MOST_ROLES, roles.iter().map(Role::told).collect(), roles.len()),
        algorithms: within(MOST_ALGORITHMS, algorithms(element), 0),
        organization: element.named(METADATA, "Organization").next().is_some(),
        contacts: i64::try_from(element.named(METADATA, "ContactPerson").count()).unwrap_or(i64::MAX),
    }
}

/// A list, or that there is more than is looked at: in it, or in the roles that it was gathered from.
fn within<T>(most: usize, list: Vec<T>, roles: usize) -> Fact<Vec<T>> {
    if list.len() <= most && roles <= MOST_ROLES {
        return Fact::Known(list);
    }
    let detail = text!(
        "siêu dữ liệu có nhiều mục hơn mức được xét (vai trò: {MOST_ROLES}, khóa: {MOST_KEYS}, địa chỉ: {MOST_ENDPOINTS})",
        "the metadata have more than is looked at (roles: {MOST_ROLES}, keys: {MOST_KEYS}, addresses: {MOST_ENDPOINTS})"
    );
    Fact::Unknown(Gap::new(Reason::Budget, detail))
}

/// Until when an element may be used.
pub(super) fn valid_until(element: &Element) -> Fact<Timestamp> {
    let Some(text) = element.attribute("validUntil") else { return Fact::Absent };
    time::instant(text).map_or_else(|| Fact::Unknown(unreadable("validUntil", text)), Fact::Known)
}

fn unreadable(name: &str, text: &str) -> Gap {
    let text = shorten(text, 40);
    parse_gap(
        format!("giá trị {name}=“{text}” không đọc được"),
        format!("the value {name}=\u{201c}{text}\u{201d} cannot be read"),
    )
}

/// One that cannot be read may be earlier than all others.
fn earliest(all: impl Iterator<Item = Fact<Timestamp>>) -> Fact<Timestamp> {
    all.fold(Fact::Absent, |least, own| match (least, own) {
        (Fact::Unknown(gap), _) | (_, Fact::Unknown(gap)) => Fact::Unknown(gap),
        (Fact::Known(least), Fact::Known(own)) => Fact::Known(least.min(own)),
        (Fact::Absent, own) => own,
        (least, Fact::Absent) => least,
    })
}

fn shortest<'a>(all: impl Iterator<Item = &'a str>) -> Fact<i64> {
    let mut least = Fact::Absent;
    for text in all {
        match (time::seconds(text), &least) {
            (None, _) => return Fact::Unknown(unreadable("cacheDuration", text)),
            (Some(own), Fact::Known(known)) if *known <= own => {}
            (Some(own), _) => least = Fact::Known(own),
        }
    }
    least
}

/// The algorithms that are named in the extensions of the entity and of its roles, and with its keys. Each once.
fn algorithms(entity: &Element) -> Vec<SamlAlgorithm> {
    let roles = || std::iter::once(entity).chain(entity.children().filter(|own| Role::kind(own).is_some()));
    let mut told: Vec<SamlAlgorithm> = Vec::new();
    let named = roles().flat_map(|own| own.named(METADATA, "Extensions")).flat_map(Element::children);
    let with_keys = roles()
        .flat_map(|own| own.named(METADATA, "KeyDescriptor"))
        .flat_map(|own| own.named(METADATA, "EncryptionMethod"));
    for own in named.chain(with_keys) {
        let name = own.attribute("Algorithm").unwrap_or_default();
        let (purpose, hash) = match (own.namespace(), own.local()) {
            (ALGORITHMS, "DigestMethod") => (SamlPurpose::Digest, Fact::Known(digest_hash(name))),
            (ALGORITHMS, "SigningMethod") => (SamlPurpose::Signing, Fact::Known(signature_hash(name))),
            (METADATA, "EncryptionMethod") => (SamlPurpose::Encryption, Fact::Absent),
            _ => continue,
        };
        let fresh = SamlAlgorithm { purpose, name: short(name), hash };
        if !told.contains(&fresh) {
            told.push(fresh);
        }
        if told.len() > MOST_ALGORITHMS {
            break;
        }
    }
    told
}
