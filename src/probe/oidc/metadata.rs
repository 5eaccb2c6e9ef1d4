//! The metadata as facts: nothing is judged here, and what is not said stays unsaid.

use url::Url;

use super::facts::{Algorithm, AlgorithmClass, Endpoint, Issuer, Metadata, WrongType};
use super::json::Json;
use super::schema;
use crate::fact::{Fact, Gap, Reason};
use crate::text::shorten;

/// The most items of a list, and the most characters of one, that a fact keeps.
const MOST_ITEMS: usize = 100;
const MOST_CHARACTERS: usize = 200;

/// What the declaration says of the provider.
pub(super) struct Declared<'a> {
    /// The issuer.
    pub(super) issuer: String,
    /// Whether OpenID Connect is spoken, and not OAuth alone.
    pub(super) open_id: bool,
    /// Whether a host is declared.
    pub(super) is_declared: &'a dyn Fn(&str) -> bool,
}

impl Declared<'_> {
    /// Whether the host of an address is declared.
    pub(super) fn declares(&self, url: &Url) -> bool {
        url.host_str().is_some_and(|host| (self.is_declared)(host.trim_matches(['[', ']'])))
    }
}

/// Reads a document.
pub(super) fn read(document: &Json, declared: &Declared<'_>) -> Metadata {
    let said = |name| document.member(name).filter(|value| **value != Json::Null);
    let says = |name| said(name) == Some(&Json::Bool(true));
    let response_types = texts(document, "response_types_supported");
    let registered = says("require_request_uri_registration") || says("require_pushed_authorization_requests");
    let fetches = match said("request_uri_parameter_supported") {
        None => declared.open_id,
        Some(value) => *value == Json::Bool(true),
    };
    let implicit = response_types.known().into_iter().flatten().filter(|kind| is_implicit(kind)).cloned().collect();
    Metadata {
        issuer: issuer(document, declared).into(),
        missing: schema::missing(document, declared.open_id),
        wrong_types: wrong_types(document),
        endpoints: endpoints(document, declared),
        algorithms: algorithms(document),
        implicit_response_types: implicit,
        response_types,
        response_modes: texts(document, "response_modes_supported"),
        grant_types: texts(document, "grant_types_supported"),
        pkce_methods: texts(document, "code_challenge_methods_supported"),
        client_authentication: texts(document, "token_endpoint_auth_methods_supported"),
        scopes: texts(document, "scopes_supported"),
        fetches_requests: fetches && !registered,
        fetches_requests_said: said("request_uri_parameter_supported").is_some(),
        names_issuer: says("authorization_response_iss_parameter_supported"),
        signs_out: said("end_session_endpoint").is_some(),
        pushed_requests: said("pushed_authorization_request_endpoint").is_some(),
        binds_tokens: says("tls_client_certificate_bound_access_tokens")
            || said("dpop_signing_alg_values_supported").and_then(Json::items).is_some_and(|items| !items.is_empty()),
        registers_clients: said("registration_endpoint").is_some(),
        sharing: Fact::Unknown(Reason::NotCollected.into()),
        sharing_credentials: Fact::Unknown(Reason::NotCollected.into()),
    }
}

/// The algorithms of identity tokens.
pub(super) fn token_algorithms(metadata: &Metadata) -> impl Iterator<Item = &str> {
    let own = |algorithm: &&Algorithm| algorithm.member == "id_token_signing_alg_values_supported";
    metadata.algorithms.iter().filter(own).map(|algorithm| algorithm.name.as_str())
}

/// The address of the keys.
pub(super) fn key_address(document: &Json) -> Option<Url> {
    document.member("jwks_uri").and_then(Json::text).and_then(|text| Url::parse(text).ok())
}

/// Names of the members in which two documents differ, sorted.
pub(super) fn differences(one: &Json, two: &Json) -> Vec<String> {
    let mut names: Vec<&str> = one
        .members()
        .iter()
        .chain(two.members())
        .map(|(name, _)| name.as_str())
        .filter(|name| one.member(name) != two.member(name))
        .collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter().take(MOST_ITEMS).map(shown).collect()
}

/// A text of the far side as facts keep it.
pub(super) fn shown(text: &str) -> String {
    shorten(text, MOST_CHARACTERS)
}

/// An access token goes through the browser, or an identity token is all there is (RFC 9700, section
/// 2.1.2). A code that comes with an identity token is another matter.
fn is_implicit(response_type: &str) -> bool {
    let mut parts = response_type.split(' ');
    response_type == "id_token" || parts.any(|part| part == "token")
}

fn issuer(document: &Json, declared: &Declared<'_>) -> Option<Issuer> {
    let value = document.member("issuer").and_then(Json::text)?;
    let url = Url::parse(value).ok();
    Some(Issuer {
        exact: value == declared.issuer,
        https: url.is_some_and(|url| url.scheme() == "https" && url.has_host()),
        has_query_or_fragment: value.contains(['?', '#']),
        value: shown(value),
        declared: declared.issuer.clone(),
    })
}

fn wrong_types(document: &Json) -> Vec<WrongType> {
    let wrong = |(name, value): &(String, Json)| {
        let expected = schema::type_of(name)?;
        // `null` is how careless serialisers leave a member out.
        let found = (*value != Json::Null).then(|| expected.instead(value)).flatten()?;
        Some(WrongType { name: shown(name), expected: expected.word().to_owned(), found })
    };
    document.members().iter().filter_map(wrong).take(MOST_ITEMS).collect()
}

fn endpoints(document: &Json, declared: &Declared<'_>) -> Vec<Endpoint> {
    let named = |name: &str| name.ends_with("_endpoint") || matches!(name, "jwks_uri" | "check_session_iframe");
    let own = document.members().iter().filter(|(name, _)| named(name)).map(|(name, value)| (name.clone(), value));
    let aliases = document.member("mtls_endpoint_aliases").map(Json::members).unwrap_or_default();
    let aliases = aliases.iter().map(|(name, value)| (format!("mtls_endpoint_aliases.{name}"), value));
    own.chain(aliases)
        .filter_map(|(name, value)| {
            let url = value.text().and_then(|text| Url::parse(text).ok()).filter(Url::has_host)?;
            let https = url.scheme() == "https";
            let declared_host = declared.declares(&url);
            Some(Endpoint { name: shown(&name), address: shown_address(&url), https, declared_host })
        })
        .take(MOST_ITEMS)
        .collect()
}

/// An address without what may be a secret: credentials, query and fragment.
pub(super) fn shown_address(url: &Url) -> String {
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let query = if url.query().is_some() { "?…" } else { "" };
    let host = url.host_str().unwrap_or_default();
    shorten(&format!("{}://{host}{port}{}{query}", url.scheme(), url.path()), 300)
}

fn algorithms(document: &Json) -> Vec<Algorithm> {
    let lists = document.members().iter().filter(|(name, _)| name.ends_with("_alg_values_supported"));
    let mut found: Vec<Algorithm> = Vec::new();
    for (member, value) in lists {
        for name in value.items().unwrap_or_default().iter().filter_map(Json::text) {
            let algorithm = Algorithm { member: shown(member), name: shown(name), class: AlgorithmClass::of(name) };
            if !found.contains(&algorithm) && found.len() < MOST_ITEMS * 4 {
                found.push(algorithm);
            }
        }
    }
    found
}

/// The texts of a list; what is no list of texts is told among the wrong types, and unknown here.
fn texts(document: &Json, name: &str) -> Fact<Vec<String>> {
    match document.member(name) {
        None | Some(Json::Null) => Fact::Absent,
        Some(Json::List(items)) => {
            Fact::Known(items.iter().filter_map(Json::text).take(MOST_ITEMS).map(shown).collect())
        }
        Some(_) => Fact::Unknown(Gap::from(Reason::Parse)),
    }
}
