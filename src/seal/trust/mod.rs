//! Whom to believe: named anchors for documents, and whether a certificate was revoked at the time that counts.
//!
//! Nothing of the machine's own trust stores reaches a verdict, and a root of the web is no root for documents.

mod fitness;
mod folder;
mod list;
mod path;
mod response;
mod revocation;

use jiff::{SignedDuration, Timestamp};

use super::certificate::Certificate;
use super::pdf::Evidence;

pub use fitness::fit_to_sign;

pub(super) use list::covers as list_state;
pub(super) use path::{Use, path};
pub(super) use response::{question, status_of};
pub(super) use revocation::{Moment, Pool, revocation};

/// What the caller believes and knows.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    /// Where paths may end: roots, or an authority below one that is named on its own account.
    pub anchors: Vec<Certificate>,
    /// Named stores, each with the fingerprints of its anchors.
    pub stores: Vec<Store>,
    /// Authorities that documents do not bring along.
    pub intermediates: Vec<Certificate>,
    /// Revocation data from elsewhere than the document.
    pub evidence: Evidence,
}

/// A named part of what is believed: the national roots, the government's authority.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Store {
    /// Its name: that of the sub-folder.
    pub name: String,
    /// The fingerprints of its anchors.
    pub anchors: Vec<String>,
}

impl Trust {
    /// The names of the stores that hold an anchor.
    pub fn stores_of(&self, anchor: &Certificate) -> Vec<String> {
        let fingerprint = anchor.fingerprint();
        let holding = self.stores.iter().filter(|store| store.anchors.contains(&fingerprint));
        holding.map(|store| store.name.clone()).collect()
    }
}

/// What is demanded besides.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Policy {
    /// Whether a signature of which nobody knows if its certificate was revoked stays undecided.
    pub revocation: bool,
    /// How far clocks may be apart.
    pub tolerance: SignedDuration,
    /// The present, where another time of verification is asked for: what was issued since that time and until now
    /// tells of it as well.
    pub present: Option<Timestamp>,
}

impl Policy {
    /// Until when revocation data may have been issued to be believed by who judges at this time: what a responder says
    /// of a time to come it cannot know.
    pub(super) fn latest(&self, now: Timestamp) -> Timestamp {
        let present = self.present.map_or(now, |present| present.max(now));
        present.checked_add(self.tolerance).unwrap_or(Timestamp::MAX)
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self { revocation: true, tolerance: SignedDuration::from_mins(10), present: None }
    }
}

/// What is known of the revocation of one certificate.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum Revocation {
    /// Not revoked at the time that counts, as OCSP of this time says.
    GoodByResponse(Timestamp),
    /// Not revoked at the time that counts, as a list of this time says.
    GoodByList(Timestamp),
    /// Revoked at this time, which is after the time that counts.
    RevokedLater(Timestamp),
    /// Revoked at this time.
    Revoked(Timestamp),
    /// A responder that its authority exempts.
    Exempt,
    /// Nothing tells.
    Unknown,
}

impl Revocation {
    /// Known, and not revoked when it counts.
    pub fn is_good(&self) -> bool {
        matches!(self, Self::GoodByResponse(_) | Self::GoodByList(_) | Self::RevokedLater(_) | Self::Exempt)
    }
}
