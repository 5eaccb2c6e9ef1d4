//! A role of an entity: its flags, its keys, its addresses.

use url::Url;

use super::facts::{SamlBinding, SamlEndpoint, SamlKey, SamlKeyUse, SamlRole, SamlRoleKind, SamlService};
use super::signature::{PublicKey, SIGNATURES, read_keys};
use super::xml::Element;
use super::{METADATA, entity, known, parse_gap};
use crate::fact::{Fact, Gap};
use crate::system::Scope;
use crate::text::shorten;

/// What a role that speaks SAML 2.0 says.
const SAML2: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
/// The most keys of a role that are read: one more than an entity may have, so that the surplus shows.
const MOST_KEYS: usize = 33;
const MOST_PROTOCOLS: usize = 8;
const MOST_NAME_IDS: usize = 16;

/// A key and what it is for; `None` where it cannot be read.
type Listed = (SamlKeyUse, Option<PublicKey>);

/// A role as it stands in the document.
#[derive(Debug)]
pub(super) struct Role<'a> {
    element: &'a Element,
    kind: SamlRoleKind,
    keys: Vec<Listed>,
}

impl<'a> Role<'a> {
    /// The roles of an entity.
    pub(super) fn all(entity: &'a Element) -> impl Iterator<Item = Self> {
        let roles = entity.children().filter_map(|own| Self::kind(own).map(|kind| (own, kind)));
        roles.map(|(element, kind)| Self { element, kind, keys: keys(element) })
    }

    /// Which role an element is; `None` where it is none.
    pub(super) fn kind(element: &Element) -> Option<SamlRoleKind> {
        if element.namespace() != METADATA {
            return None;
        }
        match element.local() {
            "IDPSSODescriptor" => Some(SamlRoleKind::IdentityProvider),
            "SPSSODescriptor" => Some(SamlRoleKind::ServiceProvider),
            "RoleDescriptor" | "AuthnAuthorityDescriptor" | "AttributeAuthorityDescriptor" | "PDPDescriptor" => {
                Some(SamlRoleKind::Other)
            }
            _ => None,
        }
    }

    /// Its facts.
    pub(super) fn told(&self) -> SamlRole {
        let protocols =
            || self.element.attribute("protocolSupportEnumeration").unwrap_or_default().split_ascii_whitespace();
        let wanted = match self.kind {
            SamlRoleKind::ServiceProvider => "AuthnRequestsSigned",
            SamlRoleKind::IdentityProvider | SamlRoleKind::Other => "WantAuthnRequestsSigned",
        };
        let count = |own: &dyn Fn(&Listed) -> bool| {
            i64::try_from(self.keys.iter().filter(|key| own(key)).count()).unwrap_or(i64::MAX)
        };
        SamlRole {
            role: self.kind,
            saml2: protocols().any(|own| own == SAML2),
            protocols: protocols().take(MOST_PROTOCOLS).map(|own| shorten(own, 100)).collect(),
            valid_until: entity::valid_until(self.element),
            requests_signed: match flag(self.element, wanted) {
                Fact::Absent => Fact::Known(false),
                other => other,
            },
            assertions_signed: flag(self.element, "WantAssertionsSigned"),
            signing_keys: count(&|(usage, key)| *usage != SamlKeyUse::Encryption && key.is_some()),
            unreadable_keys: count(&|(_, key)| key.is_none()),
            single_logout: self.element.named(METADATA, "SingleLogoutService").next().is_some(),
            name_ids: self
                .element
                .named(METADATA, "NameIDFormat")
                .take(MOST_NAME_IDS)
                .map(|own| last_part(own.text().trim_matches(super::is_space)))
                .collect(),
        }
    }

    /// Its keys; their numbers are given by the entity.
    pub(super) fn shown_keys(&self) -> Vec<SamlKey> {
        self.keys.iter().map(|(usage, key)| self.shown(*usage, key.as_ref())).collect()
    }

    fn shown(&self, usage: SamlKeyUse, key: Option<&PublicKey>) -> SamlKey {
        let leaf = key.map(|own| own.leaf.as_ref()).ok_or_else(unreadable);
        SamlKey {
            role: self.kind,
            usage,
            number: 0,
            fingerprint: of(&leaf, |own| own.fingerprint.clone()),
            key_fingerprint: of(&leaf, |own| own.key_fingerprint.clone()),
            subject: of(&leaf, |own| own.subject.clone()),
            not_before: of(&leaf, |own| own.not_before),
            not_after: of(&leaf, |own| own.not_after),
            key: key.map(|own| own.shown.clone()).ok_or_else(unreadable).map_or_else(Fact::Unknown, Fact::Known),
            hash: of(&leaf, |own| own.signature),
            self_signed: of(&leaf, |own| own.self_signed),
            both_uses: key.map_or_else(|| unreadable().into(), |own| Fact::Known(self.is_for_both(own))),
            published: match &leaf {
                Ok(Some(own)) => known::published(&own.fingerprint, &own.key_fingerprint),
                Ok(None) => Fact::Absent,
                Err(gap) => gap.clone().into(),
            },
        }
    }

    /// Whether a key is listed here for signing and for encryption.
    fn is_for_both(&self, key: &PublicKey) -> bool {
        let listed = |usage| {
            self.keys.iter().any(|(own, other)| *own == usage && other.as_ref().is_some_and(|other| other.is_same(key)))
        };
        listed(SamlKeyUse::Signing) && listed(SamlKeyUse::Encryption)
    }

    /// Its addresses.
    pub(super) fn endpoints(&self, scope: &Scope) -> Vec<SamlEndpoint> {
        let mut found = Vec::new();
        let services =
            self.element.children().filter(|own| own.namespace() == METADATA && own.local().ends_with("Service"));
        for own in services {
            // An AttributeConsumingService is a list of attributes and no address.
            for (name, response) in [("Location", false), ("ResponseLocation", true)] {
                if let Some(address) = own.attribute(name) {
                    found.push(self.endpoint(own, address, response, scope));
                }
            }
        }
        found
    }

    fn endpoint(&self, element: &Element, address: &str, response: bool, scope: &Scope) -> SamlEndpoint {
        let url = Url::parse(address.trim_matches(super::is_space)).ok().filter(Url::has_host);
        let host = url.as_ref().and_then(Url::host_str).map(|own| own.trim_matches(['[', ']']).to_owned());
        SamlEndpoint {
            role: self.kind,
            service: match element.local() {
                "SingleSignOnService" => SamlService::SingleSignOn,
                "SingleLogoutService" => SamlService::SingleLogout,
                "AssertionConsumerService" => SamlService::AssertionConsumer,
                "ArtifactResolutionService" => SamlService::ArtifactResolution,
                _ => SamlService::Other,
            },
            binding: binding(element.attribute("Binding").unwrap_or_default()),
            response,
            location: shown_address(url.as_ref(), address),
            https: url.as_ref().is_some_and(|own| own.scheme() == "https"),
            in_scope: host.as_ref().map(|own| scope.allows_name(own)).into(),
            host: host.map(|own| shorten(&own, 200)).into(),
        }
    }
}

/// Without query, fragment and credentials, which may be secrets.
fn shown_address(url: Option<&Url>, raw: &str) -> String {
    let Some(url) = url else { return shorten(raw.split(['?', '#']).next().unwrap_or_default(), 300) };
    let query = if url.query().is_some() { "?…" } else { "" };
    let host = url.host_str().unwrap_or_default();
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    shorten(&format!("{}://{host}{port}{}{query}", url.scheme(), url.path()), 300)
}

fn keys(role: &Element) -> Vec<Listed> {
    let mut found = Vec::new();
    for descriptor in role.named(METADATA, "KeyDescriptor").take(MOST_KEYS) {
        let usage = match descriptor.attribute("use").map(|own| own.trim_matches(super::is_space)) {
            Some("signing") => SamlKeyUse::Signing,
            Some("encryption") => SamlKeyUse::Encryption,
            _ => SamlKeyUse::Any,
        };
        let read = descriptor.only(SIGNATURES, "KeyInfo").map(read_keys).unwrap_or_default();
        if read.is_empty() {
            // It names a key in a way that cannot be read here, or not at all.
            found.push((usage, None));
        }
        found.extend(read.into_iter().map(|own| (usage, own)));
    }
    found.truncate(MOST_KEYS);
    found
}

/// The value of a flag (`xs:boolean`).
fn flag(element: &Element, name: &str) -> Fact<bool> {
    let Some(text) = element.attribute(name) else { return Fact::Absent };
    match text.trim_matches(super::is_space) {
        "true" | "1" => Fact::Known(true),
        "false" | "0" => Fact::Known(false),
        other => {
            let other = shorten(other, 40);
            parse_gap(
                format!("giá trị {name}=“{other}” không đọc được"),
                format!("the value {name}=\u{201c}{other}\u{201d} cannot be read"),
            )
            .into()
        }
    }
}

fn binding(name: &str) -> SamlBinding {
    match name.rsplit(':').next().unwrap_or_default() {
        "HTTP-Redirect" => SamlBinding::Redirect,
        "HTTP-POST" => SamlBinding::Post,
        "HTTP-Artifact" => SamlBinding::Artifact,
        "SOAP" => SamlBinding::Soap,
        "PAOS" => SamlBinding::Paos,
        _ => SamlBinding::Other,
    }
}

/// The last part of a form of names: `urn:oasis:names:tc:SAML:2.0:nameid-format:persistent`.
fn last_part(name: &str) -> String {
    shorten(name.rsplit(':').next().unwrap_or_default(), 60)
}

fn of<L, T>(leaf: &Result<Option<&L>, Gap>, field: impl FnOnce(&L) -> T) -> Fact<T> {
    match leaf {
        Ok(own) => own.map(field).into(),
        Err(gap) => gap.clone().into(),
    }
}

fn unreadable() -> Gap {
    parse_gap("chứng thư hoặc khóa không đọc được", "the certificate or key cannot be read")
}
