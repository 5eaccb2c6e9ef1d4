//! The elliptic curves of a version before TLS 1.3.
//!
//! The trap: a server whose certificate holds an elliptic curve key refuses a hello that does not
//! list the certificate's curve (RFC 8422, section 5.1), however many other curves they share. So
//! suites that are authenticated by RSA are asked where there are any; otherwise the certificate's
//! curve stays in the list, last.

use x509_parser::prelude::{FromDer, X509Certificate};

use super::inquiry::{Inquiry, Word};
use super::modern::Groups;
use super::search::Search;
use crate::fact::{Gap, Reason};
use crate::text::Text;
use crate::wire::{FirstFlight, KeyExchange, suite};

/// Searches the curves over the accepted suites with elliptic curves; none where there are none. Where the search takes
/// long, the suites that it found first are enough, if they are authenticated by RSA: which curves are taken does not
/// depend on which of these is offered. The first question is put beside the strained hello, which may tell one curve more:
/// `before` is how many flights there were without it, `strained` whether it needs not be waited for.
pub(super) fn search<'a>(inquiry: &mut Inquiry<'a>, found: &Search<'a>, before: usize, strained: bool) -> Groups {
    let mut groups = Groups::default();
    let of_rsa = |codes: &[u16]| codes.iter().copied().filter(|code| names(*code, "ECDHE_RSA")).collect::<Vec<_>>();
    let early = of_rsa(&found.early);
    if found.pending && early.is_empty() {
        groups.pending = true;
        return groups;
    }
    let ephemeral: Vec<u16> = found.accepted.iter().copied().filter(|code| on_a_curve(*code)).collect();
    if ephemeral.is_empty() {
        groups.gap.clone_from(&found.gap);
        return groups;
    }
    let by_rsa = if early.is_empty() { of_rsa(&ephemeral) } else { early };
    let (suites, own) = match by_rsa.is_empty() {
        false => (by_rsa, None),
        true => (ephemeral, found.flights.iter().find_map(|(_, flight)| certificate_curve(flight))),
    };
    note(&mut groups, found, before);
    let mut left = found.base.groups.clone();
    left.retain(|group| Some(*group) != own && !groups.accepted.contains(group));
    let hello = |groups: &[u16]| {
        let all = groups.iter().chain(&own).copied().collect();
        found.base.clone().with_suites(suites.clone()).with_groups(all)
    };
    loop {
        let offer = hello(&left);
        if offer.groups.is_empty() {
            note(&mut groups, found, found.flights.len());
            return groups;
        }
        let word = inquiry.ask(&offer);
        if word == Word::Pending || !strained && !each_was_first(found) {
            groups.pending = true;
            return groups;
        }
        note(&mut groups, found, found.flights.len());
        match word {
            Word::Accepted(_, FirstFlight { key_exchange: Some(KeyExchange::Curve { group, .. }), .. }) => {
                if !offer.groups.contains(group) {
                    groups.gap = Some(not_offered());
                    return groups;
                }
                if !groups.accepted.contains(group) {
                    groups.accepted.push(*group);
                }
                if Some(*group) == own {
                    // Of two curves each was once chosen before the other: the client's order counts.
                    if client_decides(&told(found, found.flights.len())) {
                        return groups;
                    }
                    close(inquiry, &mut groups, (*group, &left), |order: &[u16]| {
                        found.base.clone().with_suites(suites.clone()).with_groups(order.to_vec())
                    });
                    return groups;
                }
                left.retain(|other| !groups.accepted.contains(other));
            }
            Word::Accepted(..) => {
                groups.gap = Some(unread());
                return groups;
            }
            Word::Refused(_) => return groups,
            word => {
                groups.gap = word.gap();
                return groups;
            }
        }
    }
}

/// Takes over what so many of the search's flights told.
fn note(groups: &mut Groups, found: &Search<'_>, flights: usize) {
    for (_, group) in told(found, flights) {
        if !groups.accepted.contains(&group) {
            groups.accepted.push(group);
        }
    }
}

/// What so many flights of the search have brought already: which groups were offered in which order, and which was chosen.
fn told<'f>(found: &'f Search<'_>, flights: usize) -> Vec<(&'f [u16], u16)> {
    let read = |(offered, (_, flight)): (&'f Vec<u16>, &(_, &FirstFlight))| match &flight.key_exchange {
        Some(KeyExchange::Curve { group, .. }) if offered.contains(group) => Some((offered.as_slice(), *group)),
        _ => None,
    };
    found.curves.iter().zip(&found.flights).take(flights).filter_map(read).collect()
}

fn client_decides(told: &[(&[u16], u16)]) -> bool {
    told.iter().any(|(offered, one)| {
        told.iter().any(|(again, other)| one != other && offered.contains(other) && again.contains(one))
    })
}

/// The groups with another of the usual curves put first; the rest in their order.
pub(super) fn turned(groups: &[u16], turn: usize) -> Vec<u16> {
    const USUAL: [u16; 5] = [29, 23, 24, 25, 30];
    let first = USUAL.get(turn % USUAL.len()).copied().filter(|first| groups.contains(first));
    first.into_iter().chain(groups.iter().copied().filter(|group| Some(*group) != first)).collect()
}

/// The groups of the strained hello.
pub(super) fn of_strain(groups: &[u16]) -> Vec<u16> {
    turned(groups, 4)
}

/// Whether the search has put the strained hello's first curve first already, so that it tells no curve more.
pub(super) fn each_was_first(found: &Search<'_>) -> bool {
    let strained = of_strain(&found.base.groups);
    found.curves.iter().any(|offered| offered.first() == strained.first())
}

/// The certificate's curve was chosen out of a list in which it stood last. That proves that no
/// other is accepted only if the server follows the client's order.
fn close<'a>(
    inquiry: &mut Inquiry<'a>,
    groups: &mut Groups,
    (own, left): (u16, &[u16]),
    hello: impl Fn(&[u16]) -> crate::wire::Hello,
) {
    if left.is_empty() {
        return;
    }
    let Some(first) = groups.accepted.iter().copied().find(|group| *group != own) else {
        groups.gap = Some(ambiguous());
        return;
    };
    // `first` was once chosen before the certificate's curve; is it still, standing behind it?
    match inquiry.ask(&hello(&[own, first])) {
        Word::Accepted(_, FirstFlight { key_exchange: Some(KeyExchange::Curve { group, .. }), .. })
            if *group == own => {}
        Word::Accepted(..) | Word::Refused(_) => groups.gap = Some(ambiguous()),
        Word::Pending => groups.pending = true,
        word => groups.gap = word.gap(),
    }
}

/// The group of the leaf's key, where it is on a curve.
fn certificate_curve(flight: &FirstFlight) -> Option<u16> {
    let (_, leaf) = X509Certificate::from_der(flight.certificates.first()?).ok()?;
    let algorithm = &leaf.public_key().algorithm;
    if algorithm.algorithm.to_id_string() != "1.2.840.10045.2.1" {
        return None;
    }
    let curve = algorithm.parameters.as_ref()?.as_oid().ok()?.to_id_string();
    CURVES.iter().find(|row| row.0 == curve).map(|row| row.1)
}

/// Object identifiers (SEC 2, RFC 5639) and groups.
const CURVES: &[(&str, u16)] = &[
    ("1.2.840.10045.3.1.7", 23),
    ("1.3.132.0.34", 24),
    ("1.3.132.0.35", 25),
    ("1.3.132.0.10", 22),
    ("1.3.132.0.33", 21),
    ("1.2.840.10045.3.1.1", 19),
    ("1.3.36.3.3.2.8.1.1.7", 26),
    ("1.3.36.3.3.2.8.1.1.11", 27),
    ("1.3.36.3.3.2.8.1.1.13", 28),
];

fn on_a_curve(code: u16) -> bool {
    names(code, "ECDHE") || names(code, "ECDH_anon")
}

fn names(code: u16, word: &str) -> bool {
    suite(code).is_some_and(|suite| suite.name.contains(word))
}

fn ambiguous() -> Gap {
    Gap::new(
        Reason::LowCoverage,
        Text::new(
            "tls: máy chủ luôn ưu tiên đường cong của chứng thư, nên không phân biệt được các đường cong khác bị từ \
             chối hay chỉ xếp sau",
            "tls: the server always prefers the certificate's curve, so whether it refuses the other curves or only \
             ranks them lower cannot be told",
        ),
    )
}

fn not_offered() -> Gap {
    Gap::new(
        Reason::Parse,
        Text::new(
            "tls: máy chủ chọn một nhóm khóa không có trong lời chào, trái với giao thức",
            "tls: the server chose a group that the hello did not offer, against the protocol",
        ),
    )
}

fn unread() -> Gap {
    Gap::new(
        Reason::Parse,
        Text::new(
            "tls: không đọc được nhóm khóa mà máy chủ đã chọn",
            "tls: the group that the server chose could not be read",
        ),
    )
}
