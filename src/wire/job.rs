//! What can be asked of the wire, and what comes back.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use crate::fact::{Gap, Reason};
use crate::text::Text;

use super::dns::{Lookup, Records};
use super::hello::{FirstFlight, Hello};
use super::http::{Request, Response};
use super::provoke::{Provocation, Reaction};
use super::session::{Offer, Session};

/// One back-end of a subject.
#[derive(Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct Endpoint {
    /// The name it is contacted for: SNI, `Host`, and what scope is asked about.
    pub name: String,
    /// Its address.
    pub address: IpAddr,
    /// Its port.
    pub port: u16,
}

impl Endpoint {
    /// The address and port as a socket address.
    pub fn socket(&self) -> SocketAddr {
        SocketAddr::new(self.address, self.port)
    }

    /// The same back-end at another port.
    pub fn at_port(&self, port: u16) -> Self {
        Self { name: self.name.clone(), address: self.address, port }
    }
}

/// `192.0.2.7:443`, as facts and verdicts name a back-end.
impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.socket(), f)
    }
}

/// One thing to ask: at most one connection (a lookup is one question to the resolver).
///
/// Equal jobs are merged, so a job holds everything that makes its answer what it is, and nothing
/// else.
#[derive(Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Job {
    /// Open a TCP connection and close it; what the far side says first, if anything, is noted.
    Connect(Endpoint),
    /// One HTTP request over plain TCP or TLS.
    Fetch(Endpoint, Request),
    /// A complete TLS handshake by a modern client, ended politely.
    Handshake(Endpoint, Offer),
    /// A raw ClientHello and the first flight of the answer.
    Hello(Endpoint, Hello),
    /// A question to the declared resolver.
    Lookup(Lookup),
    /// A deliberate act, and how the server takes it.
    Provoke(Endpoint, Provocation),
}

impl Job {
    /// The back-end that is contacted; `None` for a question to the resolver.
    pub fn endpoint(&self) -> Option<&Endpoint> {
        match self {
            Self::Connect(endpoint)
            | Self::Fetch(endpoint, _)
            | Self::Handshake(endpoint, _)
            | Self::Hello(endpoint, _)
            | Self::Provoke(endpoint, _) => Some(endpoint),
            Self::Lookup(_) => None,
        }
    }

    /// Milliseconds that the wire holds still before it connects.
    pub(super) fn pause_ms(&self) -> u32 {
        match self {
            Self::Hello(_, hello) | Self::Provoke(_, Provocation { hello, .. }) => hello.pause_ms,
            _ => 0,
        }
    }
}

/// What the wire learnt.
#[derive(Clone, Debug)]
pub enum Answer {
    /// The port accepted.
    Connected(Connected),
    /// The far side's first flight.
    Flight(FirstFlight),
    /// How the server took a deliberate act.
    Reaction(Reaction),
    /// The records, or the proof that there are none.
    Records(Records),
    /// The HTTP response.
    Response(Box<Response>),
    /// The established session.
    Session(Box<Session>),
}

/// An accepted TCP connection.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Connected {
    /// Milliseconds until it was accepted.
    pub elapsed_ms: i64,
    /// The first bytes the far side sent within a short wait, at most 64, escaped visibly.
    pub greeting: Option<String>,
}

/// An answer, or why there is none.
pub type Outcome = Result<Answer, Trouble>;

/// How far a connection came. Ordered by time.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Phase {
    /// Before any packet: scope, pace, budget.
    Permit,
    /// Name resolution.
    Name,
    /// TCP.
    Connect,
    /// TLS.
    Tls,
    /// HTTP.
    Http,
}

impl Phase {
    /// The word in messages.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Permit => "permit",
            Self::Name => "dns",
            Self::Connect => "tcp",
            Self::Tls => "tls",
            Self::Http => "http",
        }
    }
}

/// Why a job has no answer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Trouble {
    /// Which of the closed list of reasons.
    pub reason: Reason,
    /// How far it came.
    pub phase: Phase,
    /// Milliseconds from the start of the job.
    pub elapsed_ms: i64,
    /// What happened, in both languages.
    pub detail: Text,
}

impl From<&Trouble> for Gap {
    fn from(trouble: &Trouble) -> Self {
        let phase = trouble.phase.word();
        let Text { vi, en } = &trouble.detail;
        let elapsed = trouble.elapsed_ms;
        Self::new(
            trouble.reason,
            Text::new(format!("{phase}: {vi} ({elapsed} ms)"), format!("{phase}: {en} ({elapsed} ms)")),
        )
    }
}
