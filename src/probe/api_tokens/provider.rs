//! The published keys of the provider whose tokens a service takes.

use serde_json::Value;
use url::Url;

use crate::fact::{Gap, Reason};
use crate::probe::api::Service;
use crate::probe::walk::Walk;
use crate::probe::{Target, bearing};
use crate::system::{Place, ProviderProtocol, Role, Web};
use crate::text::Text;
use crate::wire::{Endpoint, Job, PublicKey, Request, Response};

/// The most bytes of a document of the provider.
const LIMIT: usize = 256 << 10;
/// The most keys that are looked through.
const MOST_KEYS: usize = 50;
/// The most keys that are kept.
const KEPT_KEYS: usize = 4;
/// The most requests: metadata and keys.
pub(super) const MOST: usize = 2;

/// The provider of a service.
#[derive(Clone, Copy, Debug)]
pub(super) struct Issuer<'a> {
    web: &'a Web,
    protocol: ProviderProtocol,
    endpoint: Option<&'a Endpoint>,
}

impl<'a> Issuer<'a> {
    /// The one that a service names.
    pub(super) fn of(target: &Target<'a>, service: &Service<'a>) -> Option<Self> {
        let id = service.interface.provider.as_deref()?;
        let subject = target.system.subjects.iter().find(|subject| subject.id == id)?;
        let Place::Web(web) = &subject.place else { return None };
        let Role::Provider(provider) = &web.role else { return None };
        let located = target.located.iter().find(|own| own.subject.id == id);
        let endpoint = located.and_then(|own| own.endpoints.as_ref().ok()).and_then(|all| all.first());
        Some(Self { web, protocol: provider.protocol, endpoint })
    }

    /// The issuer that its tokens name: its declared address.
    pub(super) fn address(&self) -> String {
        let (scheme, standard) = if self.web.tls { ("https", 443) } else { ("http", 80) };
        let name = if self.web.name.contains(':') { format!("[{}]", self.web.name) } else { self.web.name.clone() };
        let port = if self.web.port == standard { String::new() } else { format!(":{}", self.web.port) };
        let path = if self.web.path == "/" { "" } else { self.web.path.as_str() };
        format!("{scheme}://{name}{port}{path}")
    }
}

/// The keys; none where no provider is declared and the service publishes none itself.
pub(super) fn keys(
    target: &Target<'_>,
    service: &Service<'_>,
    issuer: Option<Issuer<'_>>,
    walk: &mut Walk<'_>,
) -> Result<Vec<PublicKey>, Gap> {
    let Some(issuer) = issuer else {
        let response = walk.response(service.job(service.get("/.well-known/jwks.json").with_body_limit(LIMIT)))?;
        return Ok(if response.status == 200 { read(response).unwrap_or_default() } else { Vec::new() });
    };
    let endpoint = issuer.endpoint.ok_or_else(|| {
        Gap::new(
            Reason::Unreachable,
            Text::new("không biết địa chỉ của nơi cấp mã truy cập", "where the provider stands is not known"),
        )
    })?;
    let issued = issuer.web.path.trim_end_matches('/');
    let metadata = match issuer.protocol {
        ProviderProtocol::Oidc => format!("{issued}/.well-known/openid-configuration"),
        ProviderProtocol::Oauth => format!("/.well-known/oauth-authorization-server{issued}"),
        ProviderProtocol::Saml => return Ok(Vec::new()),
    };
    let job = asked(issuer.web, endpoint, issuer.web.tls, &metadata);
    let address =
        json(walk.response(job)?)?.get("jwks_uri").and_then(Value::as_str).and_then(|text| Url::parse(text).ok());
    let address = address.ok_or_else(|| unreadable("không có jwks_uri", "it names no jwks_uri"))?;
    read(walk.response(keys_job(target, issuer.web, endpoint, &address)?)?)
}

/// Where the keys are: at the provider itself or another declared subject; elsewhere nothing is sent.
fn keys_job(target: &Target<'_>, web: &Web, endpoint: &Endpoint, address: &Url) -> Result<Job, Gap> {
    let outside = || {
        Gap::new(
            Reason::OutOfScope,
            Text::new(
                "khóa của nơi cấp mã nằm ở máy chủ không được khai báo",
                "the provider's keys are at a place that is not declared",
            ),
        )
    };
    let tls = match address.scheme() {
        "https" => true,
        "http" => false,
        _ => return Err(outside()),
    };
    let host = address.host_str().map(|host| host.trim_start_matches('[').trim_end_matches(']')).ok_or_else(outside)?;
    let port = address.port_or_known_default().ok_or_else(outside)?;
    let path = address.query().map_or_else(|| address.path().to_owned(), |query| format!("{}?{query}", address.path()));
    if host == web.name {
        return Ok(asked(web, &endpoint.at_port(port), tls, &path));
    }
    let other = target.located.iter().find_map(|own| match (&own.subject.place, &own.endpoints) {
        (Place::Web(web), Ok(endpoints)) if web.name == host => Some((web, endpoints.first()?)),
        _ => None,
    });
    let (web, endpoint) = other.ok_or_else(outside)?;
    Ok(asked(web, &endpoint.at_port(port), tls, &path))
}

fn asked(web: &Web, endpoint: &Endpoint, tls: bool, path: &str) -> Job {
    let identity = bearing::identity(web).filter(|_| tls && endpoint.port == web.port);
    let request = Request::get(tls, &endpoint.name, endpoint.port, path).with_identity(identity);
    Job::Fetch(endpoint.clone(), request.with_body_limit(LIMIT).calm())
}

fn read(response: &Response) -> Result<Vec<PublicKey>, Gap> {
    let set = json(response)?;
    let keys =
        set.get("keys").and_then(Value::as_array).ok_or_else(|| unreadable("không phải JWKS", "it is no JWKS"))?;
    Ok(keys.iter().take(MOST_KEYS).filter_map(PublicKey::of_jwk).take(KEPT_KEYS).collect())
}

fn json(response: &Response) -> Result<Value, Gap> {
    if response.truncated {
        return Err(Gap::new(
            Reason::Budget,
            Text::new("tài liệu của nơi cấp mã quá lớn", "the provider's document is too large"),
        ));
    }
    if response.status != 200 {
        return Err(unreadable("không trả lời 200", "it does not answer 200"));
    }
    serde_json::from_slice(&response.body).map_err(|_| unreadable("không phải JSON", "it is no JSON"))
}

fn unreadable(vi: &str, en: &str) -> Gap {
    Gap::new(Reason::Parse, Text::new(format!("nơi cấp mã truy cập: {vi}"), format!("the provider: {en}")))
}
