//! Whether finite-field Diffie-Hellman below TLS 1.3 heeds the client's list of named groups (RFC 7919).
//!
//! Every hello of the search lists the named fields of RFC 7919. A server that heeds the list must choose one of these, or
//! no Diffie-Hellman at all (RFC 7919, section 4); so any other prime shows that it does not. A prime of RFC 7919 may be
//! chosen or merely set: one hello that lists a single other field decides.

use super::inquiry::{Inquiry, Word};
use super::prime::known;
use super::search::Search;
use crate::fact::{Fact, Gap, Reason};
use crate::text::Text;
use crate::wire::{FirstFlight, Hello, KeyExchange, TlsVersion, group_name, suite};

/// Asks about the highest version below TLS 1.3; absent where it takes no such suite.
pub(super) fn named_groups<'a>(inquiry: &mut Inquiry<'a>, found: Option<&Search<'a>>) -> Fact<bool> {
    // SSL 3.0 has no room for the list.
    let Some(found) = found.filter(|search| search.base.version > TlsVersion::Ssl3) else { return Fact::Absent };
    if found.pending {
        return Fact::Unknown(Reason::NotCollected.into());
    }
    let seen = found.flights.iter().find_map(|(server, flight)| Some((server.suite, field(flight)?)));
    let Some((code, prime)) = seen else { return found.gap.clone().map_or(Fact::Absent, Fact::Unknown) };
    if !listed(&found.base).any(|group| is_of(prime, group)) {
        return match listed(&found.base).next() {
            Some(_) => Fact::Known(false),
            None => Fact::Unknown(Reason::NotCollected.into()),
        };
    }
    let Some(other) = listed(&found.base).find(|group| !is_of(prime, *group)) else {
        return Fact::Unknown(Reason::NotCollected.into());
    };
    let suites = found.accepted.iter().copied().filter(|own| *own == code || is_finite(*own)).collect();
    match inquiry.ask(&found.base.clone().with_suites(suites).with_groups(vec![other])) {
        Word::Accepted(_, flight) => match field(flight) {
            Some(prime) => Fact::Known(is_of(prime, other)),
            None => Fact::Unknown(unread()),
        },
        Word::Refused(_) => Fact::Known(true),
        word => word.gap().unwrap_or_else(|| Reason::NotCollected.into()).into(),
    }
}

/// The prime of a flight.
fn field(flight: &FirstFlight) -> Option<&[u8]> {
    match &flight.key_exchange {
        Some(KeyExchange::FiniteField { prime, .. }) => Some(prime),
        _ => None,
    }
}

/// The named fields that a hello lists.
fn listed(hello: &Hello) -> impl Iterator<Item = u16> {
    hello.groups.iter().copied().filter(|code| (0x0100..0x0200).contains(code))
}

/// Whether a prime is that of a named field.
fn is_of(prime: &[u8], group: u16) -> bool {
    let origin = known(prime).and_then(|origin| origin.strip_prefix("RFC 7919 "));
    origin.is_some() && origin == group_name(group).strip_prefix("ffdhe")
}

fn is_finite(code: u16) -> bool {
    suite(code).is_some_and(|suite| suite.name.starts_with("TLS_DHE_") || suite.name.starts_with("TLS_DH_anon_"))
}

fn unread() -> Gap {
    Gap::new(
        Reason::Parse,
        Text::new("không đọc được tham số Diffie-Hellman", "the Diffie-Hellman parameters could not be read"),
    )
}
