//! Rules about the making of certificates that path building does not look at.
//!
//! Path building asks whether a client of today accepts a chain; much that RFC 5280 and the baseline
//! requirements of the CA/Browser Forum forbid passes there. Each group of rules is one file here
//! and one line in [`GROUPS`].

mod authority;
mod constraints;
mod extensions;
pub(super) mod fact;
mod identifiers;
mod key;
mod names;
mod policy;
mod presented;
mod primes;
mod serial;
mod signature;
mod subject;
mod usage;
mod validity;

use jiff::Timestamp;
use x509_parser::prelude::X509Certificate;

use super::chain::Chain;
use super::leaf::{self_signed, shown_name};
use crate::text::shorten;
use fact::{Lint, LintId, LintPlace};

pub(super) use presented::Transport;

/// The most lints of one chain that are kept.
const MOST: usize = 100;
/// The longest detail, in characters.
const DETAIL_LIMIT: usize = 160;

/// A chain as it is looked at.
#[derive(Clone, Debug)]
pub(super) struct Links<'a> {
    /// The certificates from the leaf upwards, without the anchor.
    pub(super) way: Vec<&'a X509Certificate<'a>>,
    /// The anchor's own certificate, where the store has it.
    pub(super) anchor: Option<&'a X509Certificate<'a>>,
    /// Whether it is for the web, so that the baseline requirements hold.
    pub(super) public: bool,
    /// The time of the run.
    pub(super) now: Timestamp,
}

/// One certificate of a chain.
#[derive(Clone, Copy, Debug)]
struct Link<'a> {
    certificate: &'a X509Certificate<'a>,
    rank: Rank,
    /// The certificate above, where it is known.
    issuer: Option<&'a X509Certificate<'a>>,
    public: bool,
    now: Timestamp,
}

/// What a certificate is within its chain.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Rank {
    Leaf,
    Intermediate,
    Anchor,
}

/// The rules about one certificate.
const GROUPS: &[fn(&Link<'_>, &mut Notes)] = &[
    names::look,
    subject::look,
    serial::look,
    extensions::look,
    authority::look,
    usage::look,
    identifiers::look,
    key::look,
    signature::look,
    policy::look,
    validity::look,
];

/// What the rules say about the certificates of a way.
pub(super) fn of_way(links: &Links<'_>) -> Vec<Lint> {
    let mut notes = Notes::default();
    for link in links.each() {
        notes.turn_to(&link);
        for group in GROUPS {
            group(&link, &mut notes);
        }
    }
    constraints::look(links, &mut notes);
    notes.lints
}

/// What the rules say about the way and about everything that came with it.
pub(super) fn of_chain(chain: &Chain<'_>, links: &Links<'_>, transport: Transport) -> Vec<Lint> {
    let mut lints = of_way(links);
    lints.extend(presented::look(chain, links, transport));
    lints.truncate(MOST);
    lints
}

/// A lint that another part of the probe found.
pub(super) fn about(place: LintPlace, lint: LintId, subject: String, detail: &str, grave: bool) -> Lint {
    Lint { lint, place, certificate: subject, detail: shorten(detail, DETAIL_LIMIT), grave }
}

impl<'a> Links<'a> {
    fn each(&self) -> Vec<Link<'a>> {
        let above = self.way.iter().copied().skip(1).map(Some).chain([self.anchor]);
        let link = |(place, (certificate, issuer)): (usize, (&&'a X509Certificate<'a>, _))| Link {
            certificate,
            rank: if place == 0 { Rank::Leaf } else { Rank::Intermediate },
            issuer,
            public: self.public,
            now: self.now,
        };
        let mut links: Vec<_> = self.way.iter().zip(above).enumerate().map(link).collect();
        links.extend(self.anchor.map(|certificate| Link {
            certificate,
            rank: Rank::Anchor,
            issuer: None,
            public: self.public,
            now: self.now,
        }));
        links
    }
}

impl Link<'_> {
    fn is_leaf(&self) -> bool {
        self.rank == Rank::Leaf
    }

    /// Whether it is a root, be it the anchor or sent along: a cross-signed anchor obeys the rules of those below.
    fn is_root(&self) -> bool {
        !self.is_leaf() && self_signed(self.certificate)
    }
}

/// The lints so far, and the certificate that is looked at.
#[derive(Debug, Default)]
struct Notes {
    lints: Vec<Lint>,
    certificate: String,
    place: Option<LintPlace>,
}

impl Notes {
    fn turn_to(&mut self, link: &Link<'_>) {
        self.certificate = shown_name(link.certificate.subject());
        self.place = Some(if link.is_leaf() { LintPlace::Leaf } else { LintPlace::Chain });
    }

    /// What must not be.
    fn grave(&mut self, lint: LintId, detail: impl AsRef<str>) {
        self.note(lint, detail, true);
    }

    /// What should not be.
    fn light(&mut self, lint: LintId, detail: impl AsRef<str>) {
        self.note(lint, detail, false);
    }

    fn note(&mut self, lint: LintId, detail: impl AsRef<str>, grave: bool) {
        let detail = shorten(detail.as_ref(), DETAIL_LIMIT);
        let place = self.place.unwrap_or(LintPlace::Chain);
        let own = Lint { lint, place, certificate: self.certificate.clone(), detail, grave };
        if self.lints.len() < MOST && !self.lints.contains(&own) {
            self.lints.push(own);
        }
    }
}
