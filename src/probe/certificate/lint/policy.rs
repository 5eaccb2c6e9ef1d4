//! What a certificate of the web tells about its making and its end (BR 7.1.2.7.6, 7.1.2.11.2, 4.9).

use x509_parser::extensions::ParsedExtension;

use super::fact::LintId;
use super::{Link, Notes};
use crate::probe::certificate::revocation::{crl_addresses, ocsp_addresses};

/// From when on, in seconds since 1970, certificates of how many days need no source of revocation
/// (BR 1.6.1, short-lived certificates).
const SHORT_LIVED: &[(i64, i64)] = &[
    (1_773_532_800, 7),  // 2026-03-15
    (1_710_460_800, 10), // 2024-03-15
];

pub(super) fn look(link: &Link<'_>, notes: &mut Notes) {
    let certificate = link.certificate;
    let (lists, responders) = (crl_addresses(certificate), ocsp_addresses(certificate));
    // Directory services of closed networks name an `ldap` address besides.
    for address in lists.iter().chain(&responders).filter(|address| !address.starts_with("http://")) {
        notes.note(LintId::AddressScheme, address, link.public);
    }
    if !link.public || !link.is_leaf() {
        return;
    }
    let policies = certificate.extensions().iter().any(|extension| {
        matches!(extension.parsed_extension(), ParsedExtension::CertificatePolicies(own) if !own.is_empty())
    });
    if !policies {
        notes.grave(LintId::PolicyMissing, "");
    }
    if lists.is_empty() && responders.is_empty() && !is_short_lived(link) {
        notes.grave(LintId::RevocationSourceMissing, "");
    }
}

fn is_short_lived(link: &Link<'_>) -> bool {
    let validity = link.certificate.validity();
    let (from, until) = (validity.not_before.timestamp(), validity.not_after.timestamp());
    let days = SHORT_LIVED.iter().find(|(since, _)| from >= *since).map_or(0, |(_, days)| *days);
    until.saturating_sub(from).saturating_add(1) <= days * 86_400
}
