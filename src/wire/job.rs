//! What can be asked of the wire, and what comes back.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use crate::fact::{Gap, Reason};
use crate::system::{Protocol, Service};
use crate::text::Text;

use super::dns::{Lookup, Records};
use super::hello::{Alert, FirstFlight, Hello};
use super::http::{Reception, Request, Response};
use super::identity::Identity;
use super::opening::Opened;
use super::provoke::{Provocation, Reaction};
use super::quic::Quic;
use super::reading::Perusal;
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
    /// How TLS is reached there.
    pub opening: Opening,
}

/// What is said before TLS.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Opening {
    /// Nothing: TLS speaks from the first byte, and then HTTP.
    #[default]
    Direct,
    /// Nothing: TLS speaks from the first byte, and then this protocol (RFC 8314).
    Implicit(Protocol),
    /// The protocol's own request, in the plain, to go on in TLS.
    StartTls(Protocol),
}

impl Opening {
    /// How TLS is reached at a declared service.
    pub fn of(service: &Service) -> Self {
        if service.start_tls { Self::StartTls(service.protocol) } else { Self::Implicit(service.protocol) }
    }

    /// The application protocols that a TLS client offers there. Offers speak of the web; who would
    /// offer `h2` to another service is turned away by servers that guard against confused clients
    /// (RFC 7301, section 3.2), so they are exchanged for the service's registered one.
    pub(super) fn application_protocols(self, asked: Vec<String>) -> Vec<String> {
        match self {
            Self::Implicit(protocol) | Self::StartTls(protocol) if !asked.is_empty() => {
                let registered = match protocol {
                    Protocol::Ftp => Some("ftp"),
                    Protocol::Imap => Some("imap"),
                    Protocol::Pop3 => Some("pop3"),
                    Protocol::Postgres => Some("postgresql"),
                    Protocol::Ldap | Protocol::Lmtp | Protocol::Mysql | Protocol::Rdp | Protocol::Smtp => None,
                };
                registered.map(str::to_owned).into_iter().collect()
            }
            _ => asked,
        }
    }
}

impl Endpoint {
    /// A back-end where TLS speaks from the first byte.
    pub fn new(name: impl Into<String>, address: IpAddr, port: u16) -> Self {
        Self { name: name.into(), address, port, opening: Opening::Direct }
    }

    /// The same back-end with TLS reached in another way.
    pub fn with_opening(self, opening: Opening) -> Self {
        Self { opening, ..self }
    }

    /// The address and port as a socket address.
    pub fn socket(&self) -> SocketAddr {
        SocketAddr::new(self.address, self.port)
    }

    /// The same machine at another port, where TLS speaks from the first byte.
    pub fn at_port(&self, port: u16) -> Self {
        Self::new(self.name.clone(), self.address, port)
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
    /// One HTTP request over TLS with a client's certificate, or none, to see how far the server lets
    /// its bearer in.
    Present(Endpoint, Request),
    /// A deliberate act, and how the server takes it.
    Provoke(Endpoint, Provocation),
    /// One UDP datagram that asks for the versions of QUIC; counted as a connection.
    Quic(Endpoint),
}

impl Job {
    /// The back-end that is contacted; `None` for a question to the resolver.
    pub fn endpoint(&self) -> Option<&Endpoint> {
        match self {
            Self::Connect(endpoint)
            | Self::Fetch(endpoint, _)
            | Self::Handshake(endpoint, _)
            | Self::Hello(endpoint, _)
            | Self::Present(endpoint, _)
            | Self::Provoke(endpoint, _)
            | Self::Quic(endpoint) => Some(endpoint),
            Self::Lookup(_) => None,
        }
    }

    /// The job with the application protocols of its back-end.
    pub(super) fn adapted(&self) -> Self {
        let mut own = self.clone();
        match &mut own {
            Self::Handshake(endpoint, Offer { alpn, .. })
            | Self::Hello(endpoint, Hello { alpn, .. })
            | Self::Provoke(endpoint, Provocation { hello: Hello { alpn, .. }, .. }) => {
                *alpn = endpoint.opening.application_protocols(std::mem::take(alpn));
            }
            _ => {}
        }
        own
    }

    /// What is said before TLS; nothing where the job speaks no TLS.
    pub(super) fn opening(&self) -> Opening {
        match self {
            Self::Connect(_) | Self::Lookup(_) | Self::Quic(_) => Opening::Direct,
            Self::Fetch(_, request) if !request.tls => Opening::Direct,
            _ => self.endpoint().map_or(Opening::Direct, |endpoint| endpoint.opening),
        }
    }

    /// The certificate that is presented if the server asks for one.
    pub(super) fn identity(&self) -> Option<&Identity> {
        match self {
            Self::Fetch(_, request) | Self::Present(_, request) => request.identity.as_ref(),
            Self::Handshake(_, offer) => offer.identity.as_ref(),
            Self::Connect(_) | Self::Hello(..) | Self::Lookup(_) | Self::Provoke(..) | Self::Quic(_) => None,
        }
    }

    /// Whether it keeps to the slower pace of requests that look at sign-ins and data services.
    pub(super) fn is_calm(&self) -> bool {
        matches!(self, Self::Fetch(_, request) | Self::Present(_, request) if request.calm)
    }

    /// Milliseconds that it leaves at least after the calm request before it.
    pub(super) fn spacing_ms(&self) -> u32 {
        match self {
            Self::Fetch(_, request) | Self::Present(_, request) => request.spacing_ms,
            _ => 0,
        }
    }

    /// The name of the reader that reads its answer at the door.
    pub(super) fn reading(&self) -> Option<&'static str> {
        match self {
            Self::Fetch(_, request) => request.reading,
            _ => None,
        }
    }

    /// Milliseconds that the wire holds still before it connects.
    pub(super) fn pause_ms(&self) -> u32 {
        match self {
            Self::Fetch(_, request) | Self::Present(_, request) => request.pause_ms,
            Self::Hello(_, hello) | Self::Provoke(_, Provocation { hello, .. }) => hello.pause_ms,
            Self::Connect(_) | Self::Handshake(..) | Self::Lookup(_) | Self::Quic(_) => 0,
        }
    }
}

/// What the wire learnt.
#[derive(Clone, Debug)]
pub enum Answer {
    /// The port accepted.
    Connected(Connected),
    /// A handshake that allowed certain signature algorithms only was turned down by an alert: the server cannot sign with
    /// any of them.
    Declined(Alert),
    /// The far side's first flight.
    Flight(FirstFlight),
    /// What a reader kept of an HTTP response, whose body ended at the door.
    Perusal(Perusal),
    /// How the server took a deliberate act.
    Reaction(Reaction),
    /// How a client's certificate, or the lack of one, was received.
    Reception(Box<Reception>),
    /// The records, or the proof that there are none.
    Records(Records),
    /// The versions of QUIC.
    Quic(Quic),
    /// The HTTP response.
    Response(Box<Response>),
    /// The established session.
    Session(Box<Session>),
}

impl Answer {
    /// The answer with what was said before TLS.
    pub(super) fn after(mut self, opened: Option<Opened>) -> Self {
        if let Self::Session(session) = &mut self {
            session.opened = opened;
        }
        self
    }
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
    /// What is said in the plain before TLS.
    Opening,
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
            Self::Opening => "starttls",
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
