//! Whether another subject of the system shows the same key: who takes the key of a test system
//! then has that of the live one too.
//!
//! Only the handshakes that the other subjects' own inspection makes are read, so nothing is sent
//! besides. A server that holds two certificates shows a modern client one of them; the other is
//! not compared.

use std::collections::BTreeSet;

use x509_parser::prelude::X509Certificate;

use super::chain::Chain;
use super::facts::SharedKey;
use crate::fact::{Fact, Gap, Reason};
use crate::probe::{Neighbour, Seen, Target, bearing};
use crate::system::{Place, Subject};
use crate::text::{Text, text};
use crate::wire::{Answer, Endpoint, Job};

/// The most back-ends of other subjects that are compared.
const MOST: usize = 64;

/// The handshakes of the others, each once.
pub(super) fn jobs(target: &Target<'_>) -> Vec<Job> {
    let mut jobs: Vec<_> =
        others(target).flat_map(|(other, endpoints)| endpoints.into_iter().map(|own| handshake(other, &own))).collect();
    jobs.sort();
    jobs.dedup();
    jobs.truncate(MOST);
    jobs
}

/// The other subjects whose key is the same, and those of whom it is not known.
pub(super) fn shared_keys(target: &Target<'_>, der: &[u8], leaf: &X509Certificate<'_>, seen: &Seen) -> Vec<SharedKey> {
    let compared: BTreeSet<Job> = jobs(target).into_iter().collect();
    let (mut found, mut left_out) = (Vec::new(), 0);
    for (neighbour, endpoints) in others(target) {
        let subject = neighbour.subject.id.clone();
        let mut told = match &neighbour.endpoints {
            Ok(_) => None,
            Err(gap) => Some(unknown(&subject, gap.clone())),
        };
        for endpoint in endpoints {
            let job = handshake(neighbour, &endpoint);
            if !compared.contains(&job) {
                left_out += 1;
                continue;
            }
            let own = comparison(&subject, &job, der, leaf, seen);
            // One back-end with the key is proof enough, whatever the others show.
            if !told.as_ref().is_some_and(|own| own.shared == Fact::Known(true)) {
                told = own.or(told);
            }
        }
        found.extend(told);
    }
    // One entry for all of them: in a large system they are nearly all.
    found.extend((left_out > 0).then(|| unknown("*", too_many(left_out))));
    found
}

/// How many jobs there are at most, without making any.
pub(super) fn most(target: &Target<'_>) -> usize {
    let known = target.neighbours.iter().filter_map(|other| other.endpoints.as_ref().ok());
    known.map(Vec::len).sum::<usize>().min(MOST)
}

/// `None` where the key is proved to be another.
fn comparison(subject: &str, job: &Job, der: &[u8], leaf: &X509Certificate<'_>, seen: &Seen) -> Option<SharedKey> {
    let chain = match seen.outcome(job) {
        Some(Ok(Answer::Session(session))) => &session.chain,
        Some(Err(trouble)) => return Some(unknown(subject, trouble.into())),
        Some(Ok(_)) | None => return Some(unknown(subject, Reason::NotCollected.into())),
    };
    let same =
        || SharedKey { subject: subject.to_owned(), shared: Fact::Known(true), same_certificate: Fact::Known(true) };
    // The very certificate that was read already; in a fleet behind one wildcard that is the rule.
    if chain.first().is_some_and(|other| other == der) {
        return Some(same());
    }
    let chain = Chain::read(chain.get(..1).unwrap_or_default());
    let Some((_, other)) = chain.leaf() else {
        let detail = Text::new("chứng thư không đọc được", "its certificate cannot be read");
        return Some(unknown(subject, Gap::new(Reason::Parse, detail)));
    };
    (other.public_key().raw == leaf.public_key().raw)
        .then(|| SharedKey { same_certificate: Fact::Known(false), ..same() })
}

fn unknown(subject: &str, gap: Gap) -> SharedKey {
    let Text { vi, en } = &gap.detail;
    let detail = text!("{subject}: {vi}", "{subject}: {en}");
    let gap = Gap::new(gap.reason, detail);
    SharedKey { subject: subject.to_owned(), shared: gap.clone().into(), same_certificate: gap.into() }
}

fn too_many(left_out: usize) -> Gap {
    let detail = text!(
        "chỉ so khóa với tối đa {MOST} máy chủ của các đối tượng khác; số máy chủ chưa so: {left_out}",
        "keys are compared with at most {MOST} back-ends of other subjects; not compared: {left_out}"
    );
    Gap::new(Reason::Budget, detail)
}

/// The subjects whose key must be another one, with their back-ends.
fn others<'a>(target: &Target<'a>) -> impl Iterator<Item = (&'a Neighbour<'a>, Vec<Endpoint>)> {
    let own = target.subject;
    target.neighbours.iter().filter(move |other| is_other(own, other.subject)).map(|other| {
        let endpoints = other.endpoints.as_ref().cloned().unwrap_or_default();
        (other, endpoints)
    })
}

/// The handshake that the other's own inspection makes.
fn handshake(other: &Neighbour<'_>, endpoint: &Endpoint) -> Job {
    bearing::session(&other.subject.place, endpoint)
}

/// Whether a subject stands elsewhere: at another name, or at another port for another purpose.
/// Two pages of one server have one key as a matter of course.
fn is_other(own: &Subject, other: &Subject) -> bool {
    let port = |place: &Place| match place {
        Place::Web(web) => Some(web.port),
        Place::Service(service) => Some(service.port),
        Place::Host(_) | Place::None | Place::Zone(_) => None,
    };
    match (own.place.secured(), other.place.secured()) {
        (Some(here), Some(there)) if own.id != other.id => {
            here.name != there.name || (own.kind != other.kind && port(&own.place) != port(&other.place))
        }
        _ => false,
    }
}
