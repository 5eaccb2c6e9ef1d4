//! What is inspected, as `system.yaml` declares it: the subjects, the scope that may be contacted,
//! and the authorisation to look.
//!
//! Pure data and pure questions about it; the packets are `wire`'s, the verdicts `judge`'s.

mod authorisation;
mod identity;
mod link;
mod portal;
mod protocol;
mod read;
mod role;
mod scope;
mod secret;
mod service;
mod subject;
#[cfg(test)]
mod tests;
mod trust;

use std::net::SocketAddr;
use std::path::PathBuf;

use crate::fact::Digest;
use crate::load::Source;
use crate::text::Text;

pub use authorisation::{Authorisation, Safety};
pub use identity::{ClientAccess, ClientCertificate, Password};
pub use link::{
    Expect, ExpectedAnswer, Fresh, Hop, HopRequest, LentField, LentForm, LinkWatch, Pattern, PlannedStop, Rung, Side,
    Target, TimePlace, duration,
};
pub use portal::{Crawl, DossierLookUp, Portal};
pub use protocol::Protocol;
#[cfg(any(fuzzing, test))]
pub(crate) use read::read as read_source;
pub use read::{KEYS, load};
pub use role::{
    Account, Audience, Client, Expendable, FormFormat, Interface, LookUp, Provider, ProviderProtocol, Role, Route,
    SignIn, SignInForm, SignOut, SignedIn,
};
pub use scope::{NamePattern, Pace, Scope, Vantage};
pub use secret::{Secret, SecretSource};
pub use subject::{ClosedPort, Host, Kind, Place, Secured, Service, Subject, Web};
pub use trust::{FOLDER, Purpose, TrustStore, WEB};

/// The declared system.
#[derive(Clone, Debug)]
pub struct System {
    /// Stable id, lower-case words joined by hyphens.
    pub id: String,
    /// Its name in the report.
    pub title: Text,
    /// The body that owns it (chủ quản).
    pub owner: Option<Text>,
    /// The body that runs it (đơn vị vận hành).
    pub operator: Option<Text>,
    /// The approved security level.
    pub level: Option<Level>,
    /// What checks apply to, in the order of the file; ids are unique.
    pub subjects: Vec<Subject>,
    /// What may be contacted.
    pub scope: Scope,
    /// Who permitted it, when, and how far.
    pub authorisation: Authorisation,
    /// Which name server is asked.
    pub resolver: Resolver,
    /// The trust stores besides the web's roots, each with its purpose; names are unique. The short
    /// form `trust_folder` is the store `folder`, and stands first.
    pub trust: Vec<TrustStore>,
    /// The file, for messages that point into it.
    pub source: Source,
}

/// The security level that was determined and approved for the system (Decree 331/2026, Art. 13).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Level {
    /// One to five.
    pub number: i64,
    /// Number and symbol of the approving decision.
    pub decision: Option<String>,
    /// Its date.
    pub date: Option<jiff::civil::Date>,
}

/// Which name server is asked, and what anchors DNSSEC there.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Resolver {
    /// An explicit server; the machine's own configuration where it is `None`.
    pub server: Option<SocketAddr>,
    /// A file of DNSKEY records that replaces the root's anchor, for closed networks.
    pub anchor: Option<PathBuf>,
}

impl System {
    /// The digest of the declaration's bytes.
    pub fn digest(&self) -> Digest {
        Digest::of(self.source.text.as_bytes())
    }

    /// The subject with an id.
    pub fn subject(&self, id: &str) -> Option<&Subject> {
        self.subjects.iter().find(|subject| subject.id == id)
    }
}
