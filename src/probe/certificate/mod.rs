//! What the presented certificates say and where they lead.

mod algorithms;
mod caa;
mod chain;
mod der;
mod dissolved;
mod facts;
#[cfg(any(fuzzing, test))]
#[doc(hidden)]
pub mod fuzzing;
mod key;
mod leaf;
#[cfg(test)]
mod limbo;
mod lint;
mod look;
mod name;
mod others;
mod path;
mod revocation;
mod shared;
mod signed;
mod transparency;
mod trusted;

#[cfg(test)]
mod tests;

use x509_parser::prelude::{FromDer, X509Certificate};

use crate::fact::{Fact, Factual, Gap, Reason, Shape, Value};
use crate::system::{Kind, Safety, Secured, WEB};
use crate::text::{Text, shorten, text};
use crate::wire::{Answer, Endpoint, Job, Session};

use super::walk::Walk;
use super::{Aim, Probe, Seen, Spec, Target, bearing, dns};
use caa::CaaMatch;
use chain::Chain;
use facts::{Certificate, Name};
pub(super) use facts::{Key, KeyAlgorithm, Leaf, SignatureHash};
pub(super) use key::significant_bits;
use lint::fact::{Lint, LintId, LintPlace};
use lint::{Links, Transport};
use look::{PLAIN, Presented, look};
use path::{Route, Search};
use revocation::fact::Revocation;
use revocation::{Bearings, Staple, revocation};
pub(super) use trusted::{Lendable, lendable};

/// The probe.
#[derive(Debug)]
pub(super) struct CertificateProbe;

impl Probe for CertificateProbe {
    fn spec(&self) -> Spec {
        Spec {
            id: "certificate",
            title: Text::new("Chứng thư máy chủ", "Server certificate"),
            about: Text::new(
                "Bắt tay TLS một lần và đọc bộ chứng thư: tên, thời hạn, khóa, chữ ký, đường dẫn tới gốc tin cậy. \
                 Chỉ hỏi CRL và OCSP khi địa chỉ của chúng nằm trong phạm vi được phép. So khóa với các đối tượng khác \
                 của hệ thống và tổ chức cấp với bản ghi CAA.",
                "One TLS handshake; reads the certificates: names, validity, keys, signatures, the path to a trust \
                 anchor. Asks for CRL and OCSP only where their addresses lie within the authorised scope. Compares the \
                 key with those of the system's other subjects, and the issuer with the CAA records.",
            ),
            kinds: &[Kind::Api, Kind::IdentityProvider, Kind::Link, Kind::Service, Kind::SignIn, Kind::Site],
            safety: Safety::Passive,
            aim: Aim::EachBackEnd,
            // The handshakes; for each certificate of the path a list and a responder, each with a lookup of its
            // name; the first flight that may show timestamps; the CAA records of the name and of each above it; the
            // other kind of key.
            most_jobs: 1 + PLAIN.len() + 4 * (1 + revocation::MOST_AUTHORITIES) + 1 + 2 * dns::MOST_LEVELS + 2,
        }
    }

    fn shape(&self) -> Shape {
        Certificate::shape()
    }

    fn shared_jobs(&self, target: &Target<'_>) -> usize {
        shared::most(target)
    }

    /// Its own jobs first; once they are all answered, the handshakes of the other subjects, which
    /// are made in any case. So the plan shows each connection where it belongs, and the many
    /// answers of others cost no second look at the certificates.
    fn wants(&self, target: &Target<'_>, seen: &Seen) -> Vec<Job> {
        let Some((declared, endpoint)) = place(target) else { return Vec::new() };
        let others = shared::jobs(target);
        if others.iter().any(|job| seen.outcome(job).is_some()) {
            return others;
        }
        let (mut jobs, presented) = look(target, endpoint, seen);
        if let Ok(presented) = presented {
            let mut walk = Walk::new(seen);
            let chain = Chain::read(&presented.chain);
            if let Some((der, leaf)) = chain.leaf() {
                let store = target.stores.store(declared.store);
                let way = chain.only_way().or_else(|| route(target, declared, &chain).map(|own| own.way));
                let way = chain.at(&way.unwrap_or_else(|| chain.climb()));
                let bearings = Bearings { target, store, way };
                ask(&bearings, declared, endpoint, (der, leaf), presented.staple(), &mut walk);
                others::others(&mut walk, target, endpoint, session(target, endpoint, seen));
            }
            jobs.extend(walk.into_jobs());
            if jobs.iter().all(|job| seen.outcome(job).is_some()) {
                jobs.extend(others);
            }
        }
        jobs
    }

    fn fact(&self, target: &Target<'_>, seen: &Seen) -> Value {
        let Some((declared, endpoint)) = place(target) else { return Value::Absent };
        match look(target, endpoint, seen).1 {
            Ok(presented) => certificate(target, declared, endpoint, &presented, seen).into_value(),
            Err(gap) => Value::Unknown(Box::new(gap)),
        }
    }
}

fn place<'a>(target: &Target<'a>) -> Option<(Secured<'a>, &'a Endpoint)> {
    target.subject.place.secured().zip(target.endpoint)
}

/// What is learnt by asking others than the server's handshake.
struct Asked {
    revocation: Revocation,
    lints: Vec<Lint>,
    /// The timestamps of the handshake; `None` where a private store judges.
    timestamps: Option<Result<Vec<u8>, Gap>>,
    caa: Fact<CaaMatch>,
}

fn ask(
    bearings: &Bearings<'_>,
    declared: Secured<'_>,
    endpoint: &Endpoint,
    (der, leaf): (&[u8], &X509Certificate<'_>),
    staple: Staple<'_>,
    walk: &mut Walk<'_>,
) -> Asked {
    let public = declared.store == WEB;
    let (revocation, lints) = revocation(bearings, walk, leaf, staple);
    Asked {
        revocation,
        lints,
        timestamps: public.then(|| transparency::handshake(endpoint, der, walk)),
        caa: if public { caa::caa(walk, declared.name, leaf) } else { Fact::Unknown(caa::private()) },
    }
}

/// The modern client's session.
fn session<'a>(target: &Target<'_>, endpoint: &Endpoint, seen: &'a Seen) -> Option<&'a Session> {
    match seen.outcome(&bearing::session(&target.subject.place, endpoint)) {
        Some(Ok(Answer::Session(session))) => Some(session),
        _ => None,
    }
}

/// The best way in the declared store; `None` where the system declares no such store.
fn route<'a>(target: &Target<'a>, declared: Secured<'_>, chain: &Chain<'_>) -> Option<Route<'a>> {
    let store = target.stores.store(declared.store)?;
    Some(Search { store, public: declared.store == WEB, now: target.now }.route(chain))
}

/// Everything about what was presented.
fn certificate(
    target: &Target<'_>,
    declared: Secured<'_>,
    endpoint: &Endpoint,
    presented: &Presented,
    seen: &Seen,
) -> Certificate {
    let chain = Chain::read(&presented.chain);
    let Some((der, leaf)) = chain.leaf() else { return unreadable(&chain) };
    let now = target.now.as_second();
    let public = declared.store == WEB;
    let store = target.stores.store(declared.store);
    let route = route(target, declared, &chain);
    let way = route.as_ref().map_or_else(|| chain.climb(), |route| route.way.clone());
    let anchor = route.as_ref().and_then(|route| route.anchor.as_ref());
    let links = Links { way: chain.at(&way), anchor, public, now: target.now };
    let transport = Transport { stapled: presented.stapled.as_ref().map(Option::is_some) };
    let mut lints = lint::of_chain(&chain, &links, transport);
    let bearings = Bearings { target, store, way: links.way.clone() };
    let asked = ask(&bearings, declared, endpoint, (der, leaf), presented.staple(), &mut Walk::new(seen));
    lints.extend(asked.lints);
    let issuer = bearings.issuer(0);
    Certificate {
        leaf: Fact::Known(leaf::leaf(der, leaf)),
        name: Fact::Known(Name {
            expected: declared.name.to_owned(),
            matches: name::matches(leaf, declared.name),
            dissolved: dissolved::names(leaf, target.now),
        }),
        valid_now: Fact::Known(
            (leaf.validity().not_before.timestamp()..=leaf.validity().not_after.timestamp()).contains(&now),
        ),
        path: match (store, &route) {
            (Some(store), Some(route)) => Fact::Known(path::told(route, &chain, store, declared, target)),
            _ => Fact::Unknown(no_store(declared.store)),
        },
        presented: Fact::Known(chain.presented()),
        lints: Fact::Known(lints),
        revocation: Fact::Known(asked.revocation),
        transparency: Fact::Known(transparency::transparency(
            leaf,
            asked.timestamps,
            presented.staple(),
            issuer.as_ref(),
            target.now,
        )),
        caa: asked.caa,
        shared_key_with: Fact::Known(shared::shared_keys(target, der, leaf, seen)),
        others: others::others(&mut Walk::new(seen), target, endpoint, session(target, endpoint, seen)),
    }
}

/// The fields of a single certificate, whoever presents it; `None` where it is no X.509.
pub(super) fn read_leaf(der: &[u8]) -> Option<Leaf> {
    X509Certificate::from_der(der).ok().map(|(_, certificate)| leaf::leaf(der, &certificate))
}

fn no_store(name: &str) -> Gap {
    let name = shorten(name, 40);
    let detail = text!("hệ thống không khai báo kho tin cậy `{name}`", "the system declares no trust store `{name}`");
    Gap::new(Reason::NotCollected, detail)
}

/// The fact where the server's own certificate is none.
fn unreadable(chain: &Chain<'_>) -> Certificate {
    let gap = Gap::new(
        Reason::Parse,
        Text::new("chứng thư của máy chủ không đúng cấu trúc X.509", "the server's certificate is no valid X.509"),
    );
    Certificate {
        leaf: gap.clone().into(),
        name: gap.clone().into(),
        valid_now: gap.clone().into(),
        path: gap.clone().into(),
        presented: Fact::Known(chain.presented()),
        revocation: gap.clone().into(),
        transparency: gap.clone().into(),
        caa: gap.clone().into(),
        shared_key_with: gap.clone().into(),
        others: gap.into(),
        lints: Fact::Known(vec![lint::about(LintPlace::Leaf, LintId::Malformed, String::new(), "", true)]),
    }
}
