//! What a page has from others: whose it is, whether browsers check it, and who tracks.

use std::collections::{BTreeMap, BTreeSet};

use super::fact::{ThirdParty, Tracker, Unguarded};
use super::hosts::Hosts;
use crate::probe::http::way::{bare, shown_address};
use crate::probe::page::{Page, Resource, ResourceKind};
use crate::probe::suffix::registrable;
use crate::system::System;
use crate::text::shorten;

/// The most entries of a list.
const MOST: usize = 100;
/// The most hosts of a site.
const MOST_HOSTS: usize = 10;

/// The resources that come from others, with their hosts: not from the page's own registrable domain, and
/// not from a name of the inspected system.
pub(super) fn foreign<'a>(page: &'a Page, system: &System) -> Vec<(&'a Resource, String)> {
    let own = page.address.host_str().map(|host| registrable(bare(host))).unwrap_or_default();
    let declared: BTreeSet<_> = system.subjects.iter().filter_map(|subject| subject.place.name()).collect();
    let hosted = page.resources.iter().filter(|resource| matches!(resource.address.scheme(), "http" | "https"));
    let hosted = hosted.filter_map(|resource| Some((resource, bare(resource.address.host_str()?).to_owned())));
    hosted.filter(|(_, host)| registrable(host) != own && !declared.contains(host.as_str())).collect()
}

/// The sites, sorted.
pub(super) fn third_parties(foreign: &[(&Resource, String)]) -> Vec<ThirdParty> {
    let mut sites: BTreeMap<String, (BTreeSet<&str>, BTreeSet<ResourceKind>)> = BTreeMap::new();
    for (resource, host) in foreign {
        let (hosts, kinds) = sites.entry(registrable(host)).or_default();
        hosts.insert(host);
        kinds.insert(resource.kind);
    }
    let told = sites.into_iter().take(MOST).map(|(site, (hosts, kinds))| ThirdParty {
        government: site == "gov.vn" || site.ends_with(".gov.vn"),
        site: shorten(&site, 200),
        hosts: hosts.into_iter().take(MOST_HOSTS).map(|host| shorten(host, 200)).collect(),
        active: kinds.iter().any(|kind| kind.is_active()),
        kinds: kinds.into_iter().map(|kind| kind.word().to_owned()).collect(),
    });
    told.collect()
}

/// The scripts and styles that browsers do not check, sorted.
pub(super) fn unguarded(foreign: &[(&Resource, String)]) -> Vec<Unguarded> {
    let mut found = BTreeSet::new();
    for (resource, _) in foreign {
        let checked = matches!(resource.kind, ResourceKind::Script | ResourceKind::Style);
        let integrity = match resource.integrity.as_deref().map(str::trim) {
            None | Some("") => "missing",
            Some(given) if given.split_ascii_whitespace().any(is_digest) => continue,
            Some(_) => "invalid",
        };
        if checked {
            found.insert((shown_address(&resource.address), resource.kind.word(), integrity));
        }
    }
    let told = found.into_iter().take(MOST).map(|(address, kind, integrity)| Unguarded {
        address,
        kind: kind.to_owned(),
        integrity: integrity.to_owned(),
    });
    told.collect()
}

/// The services that track visitors, sorted.
pub(super) fn trackers(foreign: &[(&Resource, String)], hosts: &Hosts) -> Vec<Tracker> {
    let named = foreign.iter().filter_map(|(_, host)| Some((hosts.tracker(host)?, host.as_str())));
    let found: BTreeMap<_, _> = named.rev().collect();
    let told = found.into_iter().take(MOST);
    told.map(|(name, host)| Tracker { name: name.to_owned(), host: shorten(host, 200) }).collect()
}

/// A digest that browsers know, of the right length (SRI, 3.2): others are as good as none.
fn is_digest(word: &str) -> bool {
    let word = word.split('?').next().unwrap_or_default();
    let known = [("sha256-", 44), ("sha384-", 64), ("sha512-", 88)];
    known.iter().any(|(start, length)| {
        let (head, digest) = word.split_at_checked(start.len()).unwrap_or_default();
        let letters =
            digest.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=' | b'-' | b'_'));
        head.eq_ignore_ascii_case(start) && digest.len() == *length && letters
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_one_that_browsers_know() {
        assert!(is_digest(&format!("sha384-{}", "A".repeat(64))));
        assert!(is_digest(&format!("sha256-{}=", "b".repeat(43))));
        for none in ["md5-abc", "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=", "sha384-", "sha384", "", "sha512-ngan"] {
            assert!(!is_digest(none), "{none}");
        }
    }
}
