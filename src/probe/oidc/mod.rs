//! The probe `oidc`: what a provider of OpenID Connect or OAuth says of itself, and the keys that it
//! shows. It reads public documents, and sends nothing but a few GETs.

mod algorithm;
mod document;
pub(super) mod endpoints;
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
use super::{Aim, Probe, Seen, Spec, Target};
use crate::fact::{Factual, Reason, Shape, Value};
use crate::system::{Kind, Place, Safety};
use crate::text::Text;
use crate::wire::Job;
use gather::Provider;

/// The probe.
#[derive(Debug)]
pub struct OidcProbe;

impl Probe for OidcProbe {
    fn spec(&self) -> Spec {
        Spec {
            id: "oidc",
            title: Text::new("Máy chủ định danh (OpenID Connect, OAuth)", "Identity provider (OpenID Connect, OAuth)"),
            about: Text::new(
                "Đọc tài liệu công khai của máy chủ định danh: siêu dữ liệu và bộ khóa, vài yêu cầu GET; không đăng nhập, không gửi dữ liệu.",
                "Reads the provider's public documents, metadata and keys, by a few GETs; signs in nowhere and sends no data.",
            ),
            kinds: &[Kind::IdentityProvider],
            safety: Safety::Passive,
            aim: Aim::EachBackEnd,
            most_jobs: 6,
        }
    }

    fn shape(&self) -> Shape {
        Oidc::shape()
    }

    fn wants(&self, target: &Target<'_>, seen: &Seen) -> Vec<Job> {
        let mut walk = Walk::new(seen);
        if let Some(provider) = provider(target) {
            drop(provider.ask(&mut walk));
        }
        walk.into_jobs()
    }

    fn fact(&self, target: &Target<'_>, seen: &Seen) -> Value {
        let Some(provider) = provider(target) else { return Value::unknown(Reason::NotCollected) };
        let answers = provider.ask(&mut Walk::new(seen));
        provider.tell(answers).0.into_value()
    }
}

fn provider<'a>(target: &'a Target<'a>) -> Option<Provider<'a>> {
    let (Place::Web(web), Some(endpoint)) = (&target.subject.place, target.endpoint) else { return None };
    Some(Provider { target, web, endpoint, open_id: true })
}
