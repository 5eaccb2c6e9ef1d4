//! The lists of what is accepted, as facts: an entry with a gap stands for what could not be listed.

use super::facts::{AcceptedGroup, AcceptedSuite, ServerOrder};
use super::inquiry::Word;
use super::modern::Groups;
use super::order::Order;
use super::search::Search;
use super::versions::Versions;
use super::weakness::nothing_accepted;
use crate::fact::{Fact, Gap};
use crate::wire::{TlsVersion, group_name, suite, suite_name};

/// Every accepted suite, the lowest version first, in the server's order where it has one.
pub(super) fn suites(versions: &Versions<'_>, found: &[&(Search<'_>, Order)]) -> Fact<Vec<AcceptedSuite>> {
    let mut list = Vec::new();
    for version in TlsVersion::ALL {
        if let Some((search, order)) = found.iter().find(|found| found.0.base.version == *version) {
            list.extend(ranked(search, order).into_iter().map(|(code, position)| accepted(*version, code, position)));
            list.extend(search.gap.clone().map(|gap| open_suite(*version, &gap)));
        } else {
            list.extend(open(versions, *version).map(|gap| open_suite(*version, &gap)));
        }
    }
    if list.is_empty() {
        return nothing_accepted().into();
    }
    whole(list, |entry| &entry.suite)
}

/// Who decides, for each accepted version.
pub(super) fn server_order(versions: &Versions<'_>, found: &[&(Search<'_>, Order)]) -> Fact<Vec<ServerOrder>> {
    let mut list: Vec<ServerOrder> = found
        .iter()
        .map(|(search, order)| ServerOrder {
            version: search.base.version,
            // Of a list that may be longer, "nothing to choose from" is not known.
            decides: match (&order.decides, &search.gap) {
                (Fact::Absent, Some(gap)) => gap.clone().into(),
                (decides, _) => decides.clone(),
            },
            chacha_priority: match (&order.chacha_priority, &search.gap) {
                (Fact::Absent, Some(gap)) => gap.clone().into(),
                (priority, _) => priority.clone(),
            },
        })
        .collect();
    list.sort_by_key(|entry| entry.version);
    match versions.gap() {
        Some(gap) if list.is_empty() => gap.into(),
        None if list.is_empty() => nothing_accepted().into(),
        _ => Fact::Known(list),
    }
}

/// The accepted groups as they were found.
pub(super) fn groups(versions: &Versions<'_>, found: &[(TlsVersion, Groups)]) -> Fact<Vec<AcceptedGroup>> {
    let mut list = Vec::new();
    for version in TlsVersion::ALL {
        if let Some((_, groups)) = found.iter().find(|found| found.0 == *version) {
            list.extend(groups.accepted.iter().map(|code| AcceptedGroup {
                version: *version,
                group: Fact::Known(group_name(*code)),
                post_quantum: Fact::Known(is_post_quantum(*code)),
                finite_field: Fact::Known((0x0100..0x0200).contains(code)),
            }));
            list.extend(groups.gap.clone().map(|gap| open_group(*version, &gap)));
        } else if matches!(version, TlsVersion::Tls12 | TlsVersion::Tls13) {
            list.extend(open(versions, *version).map(|gap| open_group(*version, &gap)));
        }
    }
    whole(list, |entry| &entry.group)
}

/// A list of which nothing is known is not known; one that is partly known says so by its entries.
pub(super) fn whole<T>(list: Vec<T>, name: impl Fn(&T) -> &Fact<String>) -> Fact<Vec<T>> {
    let gap = list.iter().find_map(|entry| match name(entry) {
        Fact::Unknown(gap) => Some(gap.clone()),
        _ => None,
    });
    match gap {
        Some(gap) if list.iter().all(|entry| name(entry).known().is_none()) => gap.into(),
        _ => Fact::Known(list),
    }
}

/// Why it is not known whether a version is accepted, if it is not.
pub(super) fn open(versions: &Versions<'_>, version: TlsVersion) -> Option<Gap> {
    versions.word(version).and_then(|(_, word)| match word {
        Word::Accepted(..) | Word::Old(..) | Word::Refused(_) => None,
        word => word.gap(),
    })
}

/// The suites with their places: in the server's order, or as they were found.
fn ranked(search: &Search<'_>, order: &Order) -> Vec<(u16, Fact<i64>)> {
    match &order.suites {
        Fact::Known(suites) => suites.iter().zip(1..).map(|(code, place)| (*code, Fact::Known(place))).collect(),
        Fact::Absent => search.accepted.iter().map(|code| (*code, Fact::Absent)).collect(),
        Fact::Unknown(gap) => search.accepted.iter().map(|code| (*code, gap.clone().into())).collect(),
    }
}

fn accepted(version: TlsVersion, code: u16, position: Fact<i64>) -> AcceptedSuite {
    let known = suite(code);
    AcceptedSuite {
        version,
        suite: Fact::Known(suite_name(code)),
        exchange: known.map(|suite| suite.exchange_word()).into(),
        forward_secrecy: known.map(|suite| suite.forward_secret()).into(),
        class: known.map(|suite| suite.class()).into(),
        position,
    }
}

fn open_suite(version: TlsVersion, gap: &Gap) -> AcceptedSuite {
    AcceptedSuite {
        version,
        suite: gap.clone().into(),
        exchange: gap.clone().into(),
        forward_secrecy: gap.clone().into(),
        class: gap.clone().into(),
        position: gap.clone().into(),
    }
}

fn open_group(version: TlsVersion, gap: &Gap) -> AcceptedGroup {
    AcceptedGroup {
        version,
        group: gap.clone().into(),
        post_quantum: gap.clone().into(),
        finite_field: gap.clone().into(),
    }
}

/// ML-KEM and its forerunner Kyber, alone or in a hybrid.
fn is_post_quantum(code: u16) -> bool {
    let name = group_name(code);
    name.contains("MLKEM") || name.contains("Kyber")
}
