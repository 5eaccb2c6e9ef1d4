//! How a timed probing ended.

use std::net::IpAddr;
use std::time::Duration;

/// How long each phase took; absent where it was not reached.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Spans {
    /// Resolving the name.
    pub name: Option<Duration>,
    /// Connecting.
    pub connect: Option<Duration>,
    /// The TLS handshake.
    pub tls: Option<Duration>,
    /// From the last byte of the request to the first of the answer.
    pub first_byte: Option<Duration>,
    /// Everything, from the first packet to the last byte; of what was answered only.
    pub whole: Option<Duration>,
}

/// A timed probing that is over.
#[derive(Clone, Debug)]
pub struct Sounding {
    /// How long its phases took.
    pub spans: Spans,
    /// The address that was connected to.
    pub address: Option<IpAddr>,
    /// How it ended.
    pub end: End,
}

/// How far a probing came.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub enum Stage {
    /// The name was being resolved.
    Name,
    /// The connection was being opened.
    Connect,
    /// The TLS handshake was under way.
    Tls,
    /// The request was sent, and nothing had come back.
    Asked,
    /// The answer had begun.
    Answering,
}

/// How a probing ended.
#[derive(Clone, Debug)]
pub enum End {
    /// The scope did not allow it; nothing was sent.
    Barred,
    /// The certificate that was to be presented is out of date; nothing was sent.
    Outdated,
    /// The name does not exist, or has no address.
    Nameless,
    /// The name leads to these addresses, sorted; the end of a probing that goes no further.
    Named(Vec<IpAddr>),
    /// The connection stood, and the handshake where one was to be made; the end of a probing that asks nothing.
    Reached,
    /// The answer.
    Answered(Reply),
    /// It broke off.
    Broken(Stage, Break),
}

/// The answer to a request.
#[derive(Clone, Debug)]
pub struct Reply {
    /// Its status.
    pub status: u16,
    /// Its head, as it came.
    pub head: Vec<u8>,
    /// Its body, as far as it was read.
    pub body: Vec<u8>,
}

impl Reply {
    /// The value of a field of the head; the first where there are several.
    pub fn header(&self, name: &str) -> Option<&str> {
        let head = std::str::from_utf8(&self.head).ok()?;
        head.split("\r\n").skip(1).find_map(|line| {
            let (own, value) = line.split_once(':')?;
            own.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// Why a probing broke off.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Break {
    /// An alert of the far side, by its number; and whether a client's certificate had been asked for.
    Alert(u8, bool),
    /// The far side's certificate does not hold.
    Certificate(CertificateFault),
    /// The connection was closed.
    Closed,
    /// The name server failed.
    Resolver,
    /// What came back is no answer in HTTP.
    Malformed,
    /// What came back is no TLS.
    NotTls,
    /// A version, a suite or a group in common is missing; or the far side breaks the protocol.
    Incompatible,
    /// The operating system's error number; nought where it names none.
    System(i32),
    /// The line of this machine itself is down, or has no route.
    OwnLine(i32),
    /// Nothing came in time.
    Silent,
}

/// What is wrong with a certificate.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub enum CertificateFault {
    /// It is out of date.
    Expired,
    /// It does not count yet.
    NotYet,
    /// It is for another name.
    WrongName,
    /// Nobody of the store vouches for it.
    Untrusted,
    /// Something else.
    Other,
}

impl CertificateFault {
    /// The number by which a sample tells it: that of the TLS alert that says so to the far side (RFC 8446, section 6.2);
    /// a wrong name has none of its own and goes by 112, unrecognized_name.
    pub const fn code(self) -> u16 {
        match self {
            Self::Expired => 45,
            Self::NotYet => 46,
            Self::WrongName => 112,
            Self::Untrusted => 48,
            Self::Other => 42,
        }
    }
}
