//! Whether a signing key has another use in the declared system: as the key of the provider's own TLS
//! certificate, or at another provider. Who takes it at one place then has the other as well.
//!
//! Only what the other inspections ask anyway is read, so nothing is sent besides.

use x509_parser::prelude::{FromDer, X509Certificate};

use super::gather::Provider;
use super::key_facts::SharedKey;
use super::public::Public;
use crate::fact::{Fact, Gap, Reason};
use crate::probe::walk::Walk;
use crate::probe::{Neighbour, Target, bearing};
use crate::text::{Text, text};
use crate::wire::{Answer, Job};

/// The most other providers that are compared.
const MOST: usize = 8;

/// How many other providers are compared.
pub(super) fn others(target: &Target<'_>) -> usize {
    neighbours(target).count()
}

/// Asks what the comparison needs.
pub(super) fn ask(provider: &Provider<'_>, walk: &mut Walk<'_>) {
    let target = provider.target;
    if provider.web.tls {
        drop(walk.ask(handshake(provider)));
    }
    for neighbour in neighbours(target) {
        let endpoint = neighbour.endpoints.as_ref().ok().and_then(|endpoints| endpoints.first());
        let there = Target { subject: neighbour.subject, endpoint, ..target.clone() };
        if let Some(provider) = super::provider(&there) {
            drop(provider.ask(walk));
        }
    }
}

/// The other uses of a provider's keys, and those of which nothing is known.
pub(super) fn elsewhere(provider: &Provider<'_>, own: &[Public], walk: &mut Walk<'_>) -> Vec<SharedKey> {
    let target = provider.target;
    let mut found = Vec::new();
    if provider.web.tls {
        let theirs = certificate_key(walk.ask(handshake(provider)));
        found.extend(told(&target.subject.id, "certificate", theirs, own));
    }
    for neighbour in neighbours(target) {
        found.extend(told(&neighbour.subject.id, "signing", signing_keys(target, neighbour, walk), own));
    }
    found
}

/// The handshake that the certificate's own probe makes.
fn handshake(provider: &Provider<'_>) -> Job {
    bearing::session(&provider.target.subject.place, &provider.endpoint.at_port(provider.web.port))
}

fn neighbours<'a>(target: &Target<'a>) -> impl Iterator<Item = &'a Neighbour<'a>> {
    let own = target.subject;
    let other = move |other: &&Neighbour<'_>| other.subject.id != own.id && super::speaks(other.subject);
    target.neighbours.iter().filter(other).take(MOST)
}

/// `None` where the keys are proved to be others.
fn told(subject: &str, as_what: &str, theirs: Result<Vec<Public>, Gap>, own: &[Public]) -> Option<SharedKey> {
    let shared = match theirs {
        Err(gap) => {
            let Text { vi, en } = &gap.detail;
            Fact::Unknown(Gap::new(gap.reason, text!("{subject}: {vi}", "{subject}: {en}")))
        }
        Ok(theirs) if theirs.iter().any(|key| own.contains(key)) => Fact::Known(true),
        Ok(_) => return None,
    };
    Some(SharedKey { subject: subject.to_owned(), as_what: as_what.to_owned(), shared })
}

fn certificate_key(answer: Result<&Answer, Gap>) -> Result<Vec<Public>, Gap> {
    let Answer::Session(session) = answer? else { return Err(Reason::ProbeFailed.into()) };
    let unreadable = || {
        let detail = Text::new("chứng thư TLS không đọc được", "its TLS certificate cannot be read");
        Gap::new(Reason::Parse, detail)
    };
    let leaf = session.chain.first().ok_or_else(unreadable)?;
    let (_, certificate) = X509Certificate::from_der(leaf.as_ref()).map_err(|_| unreadable())?;
    Ok(Public::of(&certificate).into_iter().collect())
}

fn signing_keys(target: &Target<'_>, neighbour: &Neighbour<'_>, walk: &mut Walk<'_>) -> Result<Vec<Public>, Gap> {
    let endpoints = neighbour.endpoints.as_ref().map_err(Clone::clone)?;
    let there = Target { subject: neighbour.subject, endpoint: endpoints.first(), ..target.clone() };
    let provider = super::provider(&there).ok_or_else(|| Gap::from(Reason::NotCollected))?;
    let answers = provider.ask(walk);
    let (facts, gathered) = provider.tell(answers);
    match (gathered, facts.keys) {
        (Some(gathered), _) => match gathered.facts.keys {
            Fact::Unknown(gap) => Err(gap),
            Fact::Known(_) | Fact::Absent => Ok(gathered.publics),
        },
        (None, Fact::Unknown(gap)) => Err(gap),
        (None, Fact::Known(keys)) => match keys.count {
            Fact::Unknown(gap) => Err(gap),
            Fact::Known(_) | Fact::Absent => Ok(Vec::new()),
        },
        (None, Fact::Absent) => Ok(Vec::new()),
    }
}
