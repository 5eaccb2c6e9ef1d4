//! Name constraints (RFC 5280 4.2.1.10), where path building is more lenient than it may be.

use std::net::IpAddr;

use x509_parser::extensions::{GeneralName, NameConstraints, ParsedExtension};
use x509_parser::prelude::X509Certificate;

use super::fact::LintId;
use super::names::alternative_names;
use super::{Links, Notes};

/// The most pairs of a name and a constraint that are compared, so that a hostile chain costs little.
const MOST_COMPARISONS: usize = 100_000;

pub(super) fn look(links: &Links<'_>, notes: &mut Notes) {
    let all = links.each();
    let mut left = MOST_COMPARISONS;
    for (place, above) in all.iter().enumerate().skip(1) {
        let Some(constraints) = name_constraints(above.certificate) else { continue };
        notes.turn_to(above);
        shape(constraints, notes);
        let excluded: Vec<_> = constraints.excluded_subtrees.iter().flatten().map(|tree| &tree.base).collect();
        for below in all.iter().take(place).filter(|below| below.is_leaf() || !is_self_issued(below.certificate)) {
            let Some(names) = alternative_names(below.certificate) else { continue };
            notes.turn_to(below);
            for name in &names {
                left = left.saturating_sub(excluded.len() + 1);
                if left == 0 {
                    return notes.grave(LintId::NameConstraintsMalformed, "too many");
                }
                if let GeneralName::DNSName(name) = name {
                    wildcard(name, &excluded, notes);
                }
            }
        }
    }
}

/// A wildcard may stand for an excluded name although it is not below the excluded name itself.
fn wildcard(name: &str, excluded: &[&GeneralName<'_>], notes: &mut Notes) {
    let Some(rest) = name.strip_prefix("*.") else { return };
    for base in excluded {
        let GeneralName::DNSName(base) = base else { continue };
        let sibling = base.split_once('.').is_some_and(|(_, below)| below.eq_ignore_ascii_case(rest));
        if sibling {
            notes.grave(LintId::NameConstraintsViolated, format!("{name} / {base}"));
        }
    }
}

fn shape(constraints: &NameConstraints<'_>, notes: &mut Notes) {
    let trees = [&constraints.permitted_subtrees, &constraints.excluded_subtrees];
    if trees.iter().all(|trees| trees.as_ref().is_none_or(Vec::is_empty)) {
        notes.grave(LintId::NameConstraintsMalformed, "");
    }
    for tree in trees.into_iter().flatten().flatten() {
        match &tree.base {
            GeneralName::DNSName(name) if !is_dns_base(name) => {
                notes.grave(LintId::NameConstraintsMalformed, name);
            }
            GeneralName::IPAddress(octets) if !is_address_base(octets) => {
                notes.grave(LintId::NameConstraintsMalformed, format!("IP, {} octets", octets.len()));
            }
            GeneralName::Invalid(tag, _) => notes.grave(LintId::NameConstraintsMalformed, format!("tag {}", tag.0)),
            _ => {}
        }
    }
}

/// A name without wildcard and without a leading dot; the empty name is everything.
fn is_dns_base(name: &str) -> bool {
    name.is_empty() || (!name.starts_with('.') && !name.contains('*') && name.parse::<IpAddr>().is_err())
}

/// An address and a mask of ones followed by zeros.
fn is_address_base(octets: &[u8]) -> bool {
    let mask = match octets.len() {
        8 => octets.get(4..),
        32 => octets.get(16..),
        _ => None,
    };
    let Some(mask) = mask else { return false };
    let bits: u32 = mask.iter().map(|octet| octet.count_ones()).sum();
    let leading: u32 = mask
        .iter()
        .scan(true, |open, octet| {
            let ones = if *open { octet.leading_ones() } else { 0 };
            *open &= ones == 8;
            Some(ones)
        })
        .sum();
    bits == leading
}

fn is_self_issued(certificate: &X509Certificate<'_>) -> bool {
    certificate.subject().as_raw() == certificate.issuer().as_raw()
}

fn name_constraints<'a>(certificate: &'a X509Certificate<'_>) -> Option<&'a NameConstraints<'a>> {
    certificate.extensions().iter().find_map(|extension| match extension.parsed_extension() {
        ParsedExtension::NameConstraints(own) => Some(own),
        _ => None,
    })
}
