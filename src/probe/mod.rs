//! The probes: each gathers the facts of one field about one kind of subject, and judges nothing.
//!
//! A probe is a pure function from the wire's answers to a fact. It says which jobs it wants given
//! what has been answered so far, and once it wants nothing more, what the fact is. So a probe can
//! be tested without a network, and a stored tape of answers gives the same facts again.
//!
//! A new probe is one file here and one line in [`PROBES`].

pub mod account;
pub mod api;
pub mod api_tokens;
mod bearing;
mod browse;
pub mod certificate;
#[cfg(test)]
mod certified;
pub mod crawl;
pub mod dns;
pub mod dossier;
mod earlier;
pub mod exposed;
pub mod exposure;
pub mod front;
#[cfg(any(fuzzing, test))]
#[doc(hidden)]
pub mod fuzzing;
pub mod http;
#[cfg(any(fuzzing, test))]
mod imagined;
pub mod link;
pub mod lockout;
pub mod mutual;
pub mod oidc;
pub mod oidc_flow;
pub mod page;
pub mod port;
mod quic;
#[cfg(test)]
mod rehearsal;
mod rotation;
pub mod saml;
#[cfg(test)]
mod scene;
#[cfg(test)]
#[path = "../../tests/peers/scripted.rs"]
mod scripted;
mod seen;
mod service;
pub mod sign_in;
pub mod sign_in_behaviour;
mod stores;
mod suffix;
pub mod tls;
pub mod tls_behaviour;
pub mod tls_memory;
mod walk;

use std::sync::Arc;

use jiff::Timestamp;

use crate::fact::{Gap, Shape, Value};
use crate::system::{Kind, Safety, Subject, System};
use crate::text::Text;
use crate::wire::{Endpoint, Identities, Job, Reader};

pub use earlier::{Earlier, Remember, Sight};
pub use rotation::{KeyAge, Rotation};
pub use seen::Seen;
pub use stores::{Store, TrustStores};

/// What is true of a probe whatever it is pointed at.
#[derive(Clone, Debug)]
pub struct Spec {
    /// The id: the first segment of every path into its facts.
    pub id: &'static str,
    /// Its name.
    pub title: Text,
    /// What it does, for the plan and the reference.
    pub about: Text,
    /// The kinds of subject it looks at.
    pub kinds: &'static [Kind],
    /// How much it touches the system.
    pub safety: Safety,
    /// What of a subject it looks at.
    pub aim: Aim,
    /// The most connections it makes for one target, including those that depend on answers.
    pub most_jobs: usize,
}

/// What of a subject a probe looks at.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Aim {
    /// Each of its back-ends (addresses).
    EachBackEnd,
    /// One back-end, the first: what is the same behind all of them, and costs more than a look.
    OneBackEnd,
    /// The subject as a whole; no back-end is contacted for it.
    Whole,
}

/// What a probe is pointed at, and what it may know besides the answers.
#[derive(Clone, Debug)]
pub struct Target<'a> {
    /// The system.
    pub system: &'a System,
    /// The subject.
    pub subject: &'a Subject,
    /// The back-end; `None` for probes that look at the subject as a whole.
    pub endpoint: Option<&'a Endpoint>,
    /// Every subject that the same probe looks at, the target's own among them: what is to be
    /// compared between them needs no connection besides.
    pub neighbours: &'a [Neighbour<'a>],
    /// Every subject of the system: where the one stands that another names.
    pub located: &'a [Neighbour<'a>],
    /// The named trust stores.
    pub stores: &'a TrustStores,
    /// The certificates that can be presented.
    pub identities: &'a Identities,
    /// What earlier runs of the case saw; `None` where no ledger is at hand.
    pub earlier: Option<&'a Earlier>,
    /// What the watch over links gave; `None` where there is no store of samples.
    pub watched: Option<&'a link::Watched>,
    /// The time of the run, for validity.
    pub now: Timestamp,
}

/// A subject, and where it stands.
#[derive(Clone, Debug)]
pub struct Neighbour<'a> {
    /// The subject.
    pub subject: &'a Subject,
    /// Its back-ends, or why they are not known.
    pub endpoints: Result<Vec<Endpoint>, Gap>,
}

/// A plugin that gathers facts.
pub trait Probe: Sync {
    /// What is true of it always.
    fn spec(&self) -> Spec;

    /// The most connections it makes for a target, including those that depend on answers.
    fn most_jobs(&self, _target: &Target<'_>) -> usize {
        self.spec().most_jobs
    }

    /// Whether it has anything to see of a subject of its kinds. Where not, its fact is proved absent,
    /// and no permission is asked for.
    fn concerns(&self, _subject: &Subject) -> bool {
        true
    }

    /// Whether its requests keep the slower pace of those that look at sign-ins and data services.
    fn is_calm(&self) -> bool {
        false
    }

    /// The most jobs it names besides that other targets of the same probe make anyway.
    fn shared_jobs(&self, _target: &Target<'_>) -> usize {
        0
    }

    /// What it does to a target beyond looking, act by act, for the plan; nothing where it only looks.
    fn steps(&self, _target: &Target<'_>) -> Vec<Text> {
        Vec::new()
    }

    /// Whether it begins only once every other probe of the run has come to its fact: what it does may
    /// change what they would see.
    fn is_last(&self) -> bool {
        false
    }

    /// How the signing keys of its stored facts are read, which it wants to know of earlier runs; `None` for a probe
    /// that wants nothing of them.
    fn remembers(&self) -> Option<Remember> {
        None
    }

    /// Whether it is asked what it wants only once all that it wanted has been answered: what wants many things at a
    /// time is then not asked after each.
    fn is_patient(&self) -> bool {
        false
    }

    /// The shape of its facts.
    fn shape(&self) -> Shape;

    /// Every job it wants, given what was answered. Called again after each answer; jobs already
    /// started are not started twice, so it may name them again. It must come to an end: the
    /// answers being equal, so is the list.
    fn wants(&self, target: &Target<'_>, seen: &Seen) -> Vec<Job>;

    /// The fact, once everything wanted was answered or failed.
    fn fact(&self, target: &Target<'_>, seen: &Seen) -> Value;
}

/// Every probe, in the order of the plan.
pub const PROBES: &[&dyn Probe] = &[
    &account::AccountProbe,
    &api::ApiProbe,
    &api_tokens::ApiTokensProbe,
    &certificate::CertificateProbe,
    &crawl::CrawlProbe,
    &dns::DnsProbe,
    &dossier::DossierProbe,
    &exposed::ExposedProbe,
    &front::FrontProbe,
    &http::HttpProbe,
    &link::LinkProbe,
    &lockout::LockoutProbe,
    &mutual::MutualTlsProbe,
    &oidc::OidcProbe,
    &oidc_flow::OidcFlowProbe,
    &port::PortProbe,
    &quic::QuicProbe,
    &saml::SamlProbe,
    &service::ServiceProbe,
    &sign_in::SignInProbe,
    &sign_in_behaviour::SignInBehaviourProbe,
    &tls::TlsProbe,
    &tls_behaviour::TlsBehaviourProbe,
    &tls_memory::TlsMemoryProbe,
];

/// The readers at the door that probes need, with keys of their own: those of one run.
pub fn readers() -> Vec<Arc<dyn Reader>> {
    crawl::reader().into_iter().collect()
}

/// The probe with an id.
pub fn probe(id: &str) -> Option<&'static dyn Probe> {
    PROBES.iter().copied().find(|probe| probe.spec().id == id)
}
