//! What the presented certificates say and where they lead.

mod algorithms;
mod chain;
mod der;
mod facts;
#[cfg(any(fuzzing, test))]
#[doc(hidden)]
pub mod fuzzing;
mod key;
mod leaf;
#[cfg(test)]
mod limbo;
mod lint;
mod name;
mod path;
mod revocation;
mod signed;

#[cfg(test)]
mod tests;

use crate::fact::{Fact, Factual, Gap, Reason, Shape, Value};
use crate::system::{Kind, Place, Safety, Web};
use crate::text::{Text, shorten, text};
use crate::wire::{Answer, Endpoint, Hello, Job, Offer, TlsVersion};

use super::walk::Walk;
use super::{Probe, Seen, Spec, Target};
use chain::Chain;
use facts::{Certificate, Name};
use lint::fact::LintId;
use lint::{Links, Transport};
use path::Search;
use revocation::{Staple, revocation};

/// The probe.
#[derive(Debug)]
pub(super) struct CertificateProbe;

/// Where a modern handshake fails, the certificates are read from a plain first flight: a key that
/// no modern client takes is the very thing to be seen.
const PLAIN: [TlsVersion; 2] = [TlsVersion::Tls12, TlsVersion::Tls10];

impl Probe for CertificateProbe {
    fn spec(&self) -> Spec {
        Spec {
            id: "certificate",
            title: Text::new("Chứng thư máy chủ", "Server certificate"),
            about: Text::new(
                "Bắt tay TLS một lần và đọc bộ chứng thư: tên, thời hạn, khóa, chữ ký, đường dẫn tới gốc tin cậy. \
                 Chỉ hỏi CRL và OCSP khi địa chỉ của chúng nằm trong phạm vi được phép.",
                "One TLS handshake; reads the certificates: names, validity, keys, signatures, the path to a trust \
                 anchor. Asks for CRL and OCSP only where their addresses lie within the authorised scope.",
            ),
            kinds: &[Kind::Api, Kind::Link, Kind::SignIn, Kind::Site],
            safety: Safety::Passive,
            each_endpoint: true,
            // Besides the handshakes: a list and a responder, each with a lookup of its name.
            most_jobs: 1 + PLAIN.len() + 4,
        }
    }

    fn shape(&self) -> Shape {
        Certificate::shape()
    }

    fn wants(&self, target: &Target<'_>, seen: &Seen) -> Vec<Job> {
        match place(target) {
            Some((web, endpoint)) => {
                let (mut jobs, presented) = look(endpoint, seen);
                if let Ok(presented) = presented {
                    let mut walk = Walk::new(seen);
                    let chain = Chain::read(&presented.chain);
                    let store = target.stores.store(&web.store);
                    revocation(target, &mut walk, &chain, store, presented.staple());
                    jobs.extend(walk.into_jobs());
                }
                jobs
            }
            None => Vec::new(),
        }
    }

    fn fact(&self, target: &Target<'_>, seen: &Seen) -> Value {
        let Some((web, endpoint)) = place(target) else { return Value::Absent };
        match look(endpoint, seen).1 {
            Ok(presented) => certificate(target, web, &presented, seen).into_value(),
            Err(gap) => Value::Unknown(gap),
        }
    }
}

fn place<'a>(target: &Target<'a>) -> Option<(&'a Web, &'a Endpoint)> {
    match (&target.subject.place, target.endpoint) {
        (Place::Web(web), Some(endpoint)) if web.tls => Some((web, endpoint)),
        _ => None,
    }
}

/// What the server showed of itself.
struct Presented {
    chain: Vec<Vec<u8>>,
    /// The stapled response, if any; `None` where the handshake did not come so far.
    stapled: Option<Option<Vec<u8>>>,
}

impl Presented {
    fn staple(&self) -> Staple<'_> {
        match &self.stapled {
            None => Staple::Unseen,
            Some(None) => Staple::Nothing,
            Some(Some(response)) => Staple::Response(response),
        }
    }
}

/// The jobs in their order, and the certificates once one of them gave some.
fn look(endpoint: &Endpoint, seen: &Seen) -> (Vec<Job>, Result<Presented, Gap>) {
    let mut jobs = vec![Job::Handshake(endpoint.clone(), Offer::modern(&endpoint.name))];
    let mut gap = None;
    for version in PLAIN.map(Some).into_iter().chain([None]) {
        let outcome = jobs.last().and_then(|job| seen.outcome(job));
        match outcome {
            None => return (jobs, Err(gap.unwrap_or_else(|| Reason::NotCollected.into()))),
            Some(Ok(Answer::Session(session))) if !session.chain.is_empty() => {
                let stapled = Some(session.stapled.clone());
                return (jobs, Ok(Presented { chain: session.chain.clone(), stapled }));
            }
            Some(Ok(Answer::Flight(flight))) if !flight.certificates.is_empty() => {
                return (jobs, Ok(Presented { chain: flight.certificates.clone(), stapled: None }));
            }
            Some(Err(trouble)) => {
                gap.get_or_insert_with(|| Gap::from(trouble));
                // Who did not let us in once is not asked in another way.
                if trouble.phase < crate::wire::Phase::Tls || trouble.reason == Reason::Timeout {
                    break;
                }
            }
            Some(Ok(_)) => {}
        }
        if let Some(version) = version {
            jobs.push(Job::Hello(endpoint.clone(), Hello::of_version(version, &endpoint.name)));
        }
    }
    let none = || {
        let detail = text!("{endpoint} không xuất trình chứng thư nào", "{endpoint} presented no certificate");
        Gap::new(Reason::Denied, detail)
    };
    (jobs, Err(gap.unwrap_or_else(none)))
}

fn certificate(target: &Target<'_>, web: &Web, presented: &Presented, seen: &Seen) -> Certificate {
    let chain = Chain::read(&presented.chain);
    let Some((der, leaf)) = chain.leaf() else { return unreadable(&chain) };
    let validity = leaf.validity();
    let now = target.now.as_second();
    let public = web.store == "web";
    let store = target.stores.store(&web.store);
    let route = store.map(|store| Search { store, public, now: target.now }.route(&chain));
    let way = route.as_ref().map_or_else(|| chain.climb(), |route| route.way.clone());
    let anchor = route.as_ref().and_then(|route| route.anchor.as_ref());
    let links = Links { way: chain.at(&way), anchor, public, now: target.now };
    let transport = Transport { stapled: presented.stapled.as_ref().map(Option::is_some) };
    let mut lints = lint::of_chain(&chain, &links, transport);
    let revocation = revocation(target, &mut Walk::new(seen), &chain, store, presented.staple());
    let revocation = revocation.map(|(fact, own)| {
        lints.extend(own);
        fact
    });
    Certificate {
        leaf: Fact::Known(leaf::leaf(der, leaf)),
        name: Fact::Known(Name { expected: web.name.clone(), matches: name::matches(leaf, &web.name) }),
        valid_now: Fact::Known(validity.not_before.timestamp() <= now && now <= validity.not_after.timestamp()),
        path: match (store, &route) {
            (Some(store), Some(route)) => Fact::Known(route.fact(&chain, store, &web.store)),
            _ => Fact::Unknown(no_store(&web.store)),
        },
        presented: Fact::Known(chain.presented()),
        lints: Fact::Known(lints),
        revocation: Fact::from(revocation),
    }
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
        revocation: gap.into(),
        lints: Fact::Known(vec![lint::about_leaf(LintId::Malformed, String::new(), "", true)]),
    }
}
