//! The probe `saml`: what the metadata of a SAML 2.0 provider say, and whether anybody signed them.

mod base64;
mod entity;
mod facts;
#[cfg(any(fuzzing, test))]
#[doc(hidden)]
pub mod fuzzing;
mod known;
mod metadata;
mod role;
mod signature;
mod signing;
mod time;
mod xml;

#[cfg(test)]
mod tests;

use super::rotation::rotation;
use super::walk::Walk;
use super::{Aim, Probe, Remember, Seen, Spec, Target, bearing};
use crate::fact::{Factual, Gap, Reason, Shape, Value};
use crate::system::{Kind, Place, ProviderProtocol, Role, Safety, Subject, Web};
use crate::text::Text;
use crate::wire::{Endpoint, Job, Response};
use facts::Saml;
use metadata::Around;

/// The namespace of metadata.
const METADATA: &str = "urn:oasis:names:tc:SAML:2.0:metadata";

/// The probe.
#[derive(Debug)]
pub(super) struct SamlProbe;

impl Probe for SamlProbe {
    fn spec(&self) -> Spec {
        Spec {
            id: "saml",
            title: Text::new("Siêu dữ liệu SAML 2.0", "SAML 2.0 metadata"),
            about: Text::new(
                "Tải tài liệu siêu dữ liệu SAML ở địa chỉ đã khai báo và đọc nội dung: thời hạn, khóa và chứng thư, vai trò, \
                 địa chỉ, thuật toán; kiểm chứng chữ ký của tài liệu. Không mở rộng thực thể XML, không tải gì khác, \
                 không đăng nhập.",
                "Fetches the SAML metadata at the declared address and reads them: validity, keys and certificates, roles, \
                 addresses, algorithms; verifies their signature. Expands no XML entity, fetches nothing else and signs in \
                 nowhere.",
            ),
            kinds: &[Kind::IdentityProvider],
            safety: Safety::Passive,
            aim: Aim::EachBackEnd,
            // The page that the probe `http` asks for as well, and it once more where it is longer than a page.
            most_jobs: 2,
        }
    }

    fn concerns(&self, subject: &Subject) -> bool {
        provider(subject).is_some()
    }

    fn is_calm(&self) -> bool {
        true
    }

    fn remembers(&self) -> Option<Remember> {
        Some(signing::remembered)
    }

    fn shape(&self) -> Shape {
        Saml::shape()
    }

    fn wants(&self, target: &Target<'_>, seen: &Seen) -> Vec<Job> {
        let mut walk = Walk::new(seen);
        if let (Some(web), Some(endpoint)) = (provider(target.subject), target.endpoint) {
            // What it answers does not matter here, only what has to be asked.
            let _ = response(web, endpoint, &mut walk);
        }
        walk.into_jobs()
    }

    fn fact(&self, target: &Target<'_>, seen: &Seen) -> Value {
        let Some(web) = provider(target.subject) else { return Value::Absent };
        let Some(endpoint) = target.endpoint else { return Value::unknown(Reason::NotCollected) };
        let address = address(web);
        let around = Around { address: &address, host: &web.name, scope: &target.system.scope, stores: target.stores };
        let facts = match response(web, endpoint, &mut Walk::new(seen)) {
            Ok(response) => metadata::saml(response, &around),
            Err(gap) => metadata::unknown(&gap),
        };
        let rotation = rotation(target, "saml", signing::keys(&facts.entity));
        Saml { rotation, ..facts }.into_value()
    }
}

/// The place of a provider that speaks SAML.
fn provider(subject: &Subject) -> Option<&Web> {
    match &subject.place {
        Place::Web(web) => match &web.role {
            Role::Provider(provider) if provider.protocol == ProviderProtocol::Saml => Some(web),
            _ => None,
        },
        Place::Host(_) | Place::None | Place::Service(_) | Place::Zone(_) => None,
    }
}

/// The answer at the metadata address; where it is longer than a page, asked for once more with more room.
fn response<'a>(web: &Web, endpoint: &Endpoint, walk: &mut Walk<'a>) -> Result<&'a Response, Gap> {
    let endpoint = endpoint.at_port(web.port);
    let first = walk.response(bearing::page(web, &endpoint))?;
    if !first.truncated || first.status != 200 {
        return Ok(first);
    }
    let request = bearing::request(web, &endpoint).with_body_limit(xml::MOST_BYTES).calm();
    walk.response(Job::Fetch(endpoint, request))
}

/// The declared address as an entity would write it.
fn address(web: &Web) -> String {
    let (scheme, usual) = if web.tls { ("https", 443) } else { ("http", 80) };
    let name = if web.name.contains(':') { format!("[{}]", web.name) } else { web.name.clone() };
    let port = if web.port == usual { String::new() } else { format!(":{}", web.port) };
    format!("{scheme}://{name}{port}{}", web.path)
}

fn parse_gap(vi: impl Into<String>, en: impl Into<String>) -> Gap {
    Gap::new(Reason::Parse, Text::new(vi, en))
}

/// White space as XML has it.
fn is_space(own: char) -> bool {
    matches!(own, ' ' | '\t' | '\n' | '\r')
}
