//! From what a probing met to its class: pure, so that it is proved by tables.

mod fresh;
mod soap;

use std::io::{Error, ErrorKind};
use std::time::Duration;

use jiff::Timestamp;
use rustix::io::Errno;

use crate::ledger::samples::{Class, Phases, Ticks};
use crate::system::{Expect, Hop, Pattern, Rung};
use crate::wire::timed::{Break, End, Reply, Sounding, Spans, Stage};

use fresh::{age, at_path};
use soap::Envelope;

/// What a probing came to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Finding {
    /// Its class.
    pub class: Class,
    /// The status, alert or error number that made it; nought where there is none.
    pub code: u16,
    /// How long its phases took.
    pub phases: Phases,
}

impl Finding {
    /// A class without anything behind it.
    pub fn bare(class: Class) -> Self {
        Self { class, code: 0, phases: Phases::default() }
    }
}

/// The class of a probing of a hop; `now` is the wall clock when it ended.
pub fn classify(hop: &Hop, sounding: &Sounding, now: Timestamp) -> Finding {
    let (class, code) = match &sounding.end {
        End::Barred => (Class::OutOfScope, 0),
        End::Outdated => (Class::OwnCertificate, 0),
        End::Nameless => (Class::NameMissing, 0),
        End::Named(found) => match hop.address {
            Some(declared) if !found.contains(&declared) => (Class::NameWrong, 0),
            _ => (Class::Good, 0),
        },
        End::Reached => (Class::Good, 0),
        End::Answered(reply) => (of_reply(hop, reply, now), reply.status),
        End::Broken(stage, cause) => of_break(hop.rung, *stage, *cause),
    };
    Finding { class, code, phases: phases(&sounding.spans) }
}

fn phases(spans: &Spans) -> Phases {
    Phases {
        name: spans.name.map(ticks),
        connect: spans.connect.map(ticks),
        tls: spans.tls.map(ticks),
        first_byte: spans.first_byte.map(ticks),
        whole: spans.whole.map(ticks),
    }
}

/// A duration in ticks, rounded up: what took place took some time.
fn ticks(duration: Duration) -> Ticks {
    Ticks::try_from(duration.as_nanos().div_ceil(10_000)).unwrap_or(Ticks::MAX)
}

fn of_break(rung: Rung, stage: Stage, cause: Break) -> (Class, u16) {
    match (stage, cause) {
        (_, Break::OwnLine(number)) => (Class::OwnLine, code(number)),
        (Stage::Name, _) => (Class::NameFailed, 0),
        (Stage::Connect, Break::System(number)) => of_connect(rung, number),
        (Stage::Connect, _) => (Class::ConnectTimeout, 0),
        (Stage::Tls, Break::Silent) => (Class::TlsTimeout, 0),
        (_, Break::Silent) => (Class::ServiceTimeout, 0),
        (_, Break::Alert(number, asked)) => (of_alert(number, asked), u16::from(number)),
        (_, Break::Certificate(fault)) => (Class::TlsCertificate, fault.code()),
        (Stage::Tls, Break::NotTls) => (Class::NotTls, 0),
        (Stage::Tls, Break::Incompatible) => (Class::TlsAlert, 0),
        (Stage::Answering, Break::Closed) => (Class::Truncated, 0),
        (Stage::Answering, Break::System(number)) => (Class::Truncated, code(number)),
        (_, Break::Malformed | Break::NotTls | Break::Incompatible) => (Class::Malformed, 0),
        (_, Break::System(number)) => match Error::from_raw_os_error(number).kind() {
            ErrorKind::TimedOut if stage == Stage::Tls => (Class::TlsTimeout, code(number)),
            ErrorKind::TimedOut => (Class::ServiceTimeout, code(number)),
            ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => (Class::NoRoute, code(number)),
            _ => (Class::Reset, code(number)),
        },
        (_, Break::Closed | Break::Resolver) => (Class::Reset, 0),
    }
}

fn of_connect(rung: Rung, number: i32) -> (Class, u16) {
    let own = [Errno::MFILE, Errno::NFILE, Errno::NOBUFS, Errno::NOMEM, Errno::AGAIN, Errno::ADDRNOTAVAIL];
    let barred = [Errno::PERM, Errno::ACCESS, Errno::NETDOWN];
    let is = |known: &[Errno]| known.iter().any(|errno| errno.raw_os_error() == number);
    let class = match Error::from_raw_os_error(number).kind() {
        _ if is(&own) => Class::OwnResources,
        // A filter of this machine's own, or its line.
        _ if is(&barred) => Class::OwnLine,
        // A machine that refuses is there: the way leads to it.
        ErrorKind::ConnectionRefused if rung == Rung::Route => return (Class::Good, 0),
        ErrorKind::ConnectionRefused => Class::ConnectRefused,
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => Class::NoRoute,
        ErrorKind::TimedOut => Class::ConnectTimeout,
        _ => Class::Reset,
    };
    (class, code(number))
}

fn code(number: i32) -> u16 {
    u16::try_from(number).unwrap_or_default()
}

/// Alerts that speak of the certificate that a client presents, or does not (RFC 8446, section 6.2). Before TLS 1.3
/// there was none of its own for one that is missing.
fn of_alert(number: u8, asked: bool) -> Class {
    match number {
        41..=46 | 48 | 49 | 51 | 116 if asked => Class::TlsClientCertificate,
        40 if asked => Class::TlsClientCertificate,
        116 => Class::TlsClientCertificate,
        _ => Class::TlsAlert,
    }
}

fn of_reply(hop: &Hop, reply: &Reply, now: Timestamp) -> Class {
    let expect = &hop.expect;
    let envelope = (hop.rung == Rung::Soap).then(|| Envelope::read(&reply.body));
    let fault = envelope.as_ref().and_then(|envelope| envelope.as_ref().ok()).and_then(Envelope::fault);
    let signs = [
        (&expect.no_data, Class::NoData),
        (&expect.not_permitted, Class::NotPermitted),
        (&expect.mismatch, Class::Mismatch),
        (&expect.quota, Class::Quota),
        (&expect.platform, Class::GatewayFault),
    ];
    for (patterns, class) in signs {
        if patterns.iter().any(|pattern| holds(pattern, reply, fault)) {
            return class;
        }
    }
    if let Some(codes) = fault {
        return if soap::is_denial(codes) { Class::Authentication } else { Class::ServiceFault };
    }
    let right = match expect.status.as_slice() {
        [] => (200..300).contains(&reply.status),
        declared => declared.contains(&reply.status),
    };
    if !right {
        return of_status(reply.status);
    }
    if let Some(Err(_)) = envelope {
        return Class::Malformed;
    }
    of_body(expect, reply, now)
}

fn of_status(status: u16) -> Class {
    match status {
        401 | 403 | 407 => Class::Authentication,
        429 => Class::Quota,
        502..=504 => Class::GatewayStatus,
        // 511: a network that wants a sign-in first (RFC 6585, section 6).
        300..=303 | 305..=399 | 511 => Class::Redirected,
        _ => Class::ServiceStatus,
    }
}

fn of_body(expect: &Expect, reply: &Reply, now: Timestamp) -> Class {
    let has = |text: &String| within(&reply.body, text);
    if expect.lacks.iter().any(has) {
        return Class::ServiceFault;
    }
    if !expect.contains.iter().all(has) {
        return Class::Assertion;
    }
    let tree = if expect.wants_json() { Some(serde_json::from_slice(&reply.body)) } else { None };
    let tree: serde_json::Value = match tree {
        Some(Err(_)) => return Class::Malformed,
        Some(Ok(tree)) => tree,
        None => serde_json::Value::Null,
    };
    if !expect.json.iter().all(|(path, value)| at_path(&tree, path) == Some(value)) {
        return Class::Assertion;
    }
    let Some(fresh) = &expect.fresh else { return Class::Good };
    match age(&fresh.place, reply, &tree, now) {
        None => Class::Assertion,
        Some(age) if age > fresh.within => Class::Stale,
        Some(_) => Class::Good,
    }
}

fn within(body: &[u8], text: &str) -> bool {
    memchr::memmem::find(body, text.as_bytes()).is_some()
}

fn holds(pattern: &Pattern, reply: &Reply, fault: Option<&[String]>) -> bool {
    pattern.status.is_none_or(|status| status == reply.status)
        && pattern.contains.as_ref().is_none_or(|text| within(&reply.body, text))
        && pattern.fault.as_ref().is_none_or(|code| fault.is_some_and(|codes| soap::is_one_of(code, codes)))
}
