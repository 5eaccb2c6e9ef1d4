//! The probe `oidc`: what a provider of OpenID Connect or OAuth says of itself, and the keys that it
//! shows. It reads public documents, and sends nothing but a few GETs.

mod algorithm;
mod compare;
mod discovered;
mod document;
mod facts;
mod gather;
pub(super) mod json;
mod key;
mod key_facts;
mod key_set;
mod metadata;
mod number;
#[cfg(test)]
pub(super) mod peer;
mod public;
mod published;
mod reach;
mod schema;

pub use facts::{
    Address, Algorithm, AlgorithmClass, Endpoint, Form, Issuer, Key, KeyCertificate, KeyFault, KeySet, Metadata, Oidc,
    Outcome, SharedKey, Sharing, WrongType,
};

use super::walk::Walk;
use super::{Aim, Probe, Remember, Seen, Spec, Target};
use crate::fact::{Fact, Factual, Reason, Shape, Value};
use crate::system::{Kind, Place, ProviderProtocol, Safety, Subject};
use crate::text::Text;
use crate::wire::Job;
pub(super) use discovered::Discovered;
use gather::Provider;

/// The most requests: two or three forms of the metadata, the keys, and both from another origin.
const MOST_REQUESTS: usize = 6;

/// The probe.
#[derive(Debug)]
pub struct OidcProbe;

impl Probe for OidcProbe {
    fn spec(&self) -> Spec {
        Spec {
            id: "oidc",
            title: Text::new("Máy chủ định danh OpenID Connect, OAuth", "OpenID Connect and OAuth provider"),
            about: Text::new(
                "Đọc các tài liệu công khai của máy chủ định danh (siêu dữ liệu, bộ khóa) bằng vài yêu cầu GET; không đăng nhập, không gửi dữ liệu.",
                "Reads the provider's public documents (metadata, key set) by a few GETs; signs in nowhere and sends no data.",
            ),
            kinds: &[Kind::IdentityProvider],
            safety: Safety::Passive,
            aim: Aim::OneBackEnd,
            // The one beyond the requests is the handshake that the certificate's own probe makes.
            most_jobs: MOST_REQUESTS + 1,
        }
    }

    fn most_jobs(&self, target: &Target<'_>) -> usize {
        if speaks(target.subject) { self.spec().most_jobs } else { 0 }
    }

    fn concerns(&self, subject: &Subject) -> bool {
        speaks(subject)
    }

    fn shared_jobs(&self, target: &Target<'_>) -> usize {
        compare::others(target) * MOST_REQUESTS
    }

    fn is_calm(&self) -> bool {
        true
    }

    fn remembers(&self) -> Option<Remember> {
        Some(key_set::remembered)
    }

    fn shape(&self) -> Shape {
        Oidc::shape()
    }

    fn wants(&self, target: &Target<'_>, seen: &Seen) -> Vec<Job> {
        let mut walk = Walk::new(seen);
        if let Some(provider) = provider(target) {
            let reads_keys = provider.ask(&mut walk).has_keys();
            if reads_keys {
                compare::ask(&provider, &mut walk);
            }
        }
        walk.into_jobs()
    }

    fn fact(&self, target: &Target<'_>, seen: &Seen) -> Value {
        let Some(provider) = provider(target) else {
            // A provider of SAML alone is proved to have nothing of this.
            return if speaks(target.subject) { Value::unknown(Reason::NotCollected) } else { Value::Absent };
        };
        let mut walk = Walk::new(seen);
        let answers = provider.ask(&mut walk);
        let (mut facts, gathered) = provider.tell(answers);
        if let (Fact::Known(keys), Some(gathered)) = (&mut facts.keys, gathered)
            && keys.count.known().is_some()
        {
            keys.elsewhere = Fact::Known(compare::elsewhere(&provider, &gathered.publics, &mut walk));
        }
        facts.into_value()
    }
}

/// Whether a subject is a provider of OpenID Connect or OAuth.
fn speaks(subject: &Subject) -> bool {
    let Place::Web(web) = &subject.place else { return false };
    web.provider().is_some_and(|own| matches!(own.protocol, ProviderProtocol::Oauth | ProviderProtocol::Oidc))
}

fn provider<'a>(target: &'a Target<'a>) -> Option<Provider<'a>> {
    let (Place::Web(web), Some(endpoint)) = (&target.subject.place, target.endpoint) else { return None };
    let open_id = match web.provider()?.protocol {
        ProviderProtocol::Oidc => true,
        ProviderProtocol::Oauth => false,
        ProviderProtocol::Saml => return None,
    };
    Some(Provider { target, web, endpoint, open_id })
}

#[cfg(test)]
mod tests;
