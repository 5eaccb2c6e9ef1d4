//! Extensions as such: known, read, once, and critical where they must be (RFC 5280 4.2).

use std::collections::BTreeSet;

use x509_parser::extensions::{ParsedExtension, X509Extension};

use super::fact::LintId;
use super::{Link, Notes};
use crate::probe::certificate::der::Reader;

/// Extensions that are never critical: subject and authority key identifier, authority and subject
/// information access, freshest CRL, certificate timestamps.
const NEVER_CRITICAL: &[&str] =
    &["2.5.29.14", "2.5.29.35", "1.3.6.1.5.5.7.1.1", "1.3.6.1.5.5.7.1.11", "2.5.29.46", "1.3.6.1.4.1.11129.2.4.2"];
/// Policy constraints and inhibit anyPolicy are always critical.
const ALWAYS_CRITICAL: &[&str] = &["2.5.29.36", "2.5.29.54"];
const BASIC_CONSTRAINTS: &str = "2.5.29.19";
const NAME_CONSTRAINTS: &str = "2.5.29.30";
const EXTENDED_KEY_USAGE: &str = "2.5.29.37";
const AUTHORITY_INFORMATION_ACCESS: &str = "1.3.6.1.5.5.7.1.1";

pub(super) fn look(link: &Link<'_>, notes: &mut Notes) {
    let mut met = BTreeSet::new();
    for extension in link.certificate.extensions() {
        let id = extension.oid.to_id_string();
        if !met.insert(id.clone()) {
            notes.grave(LintId::ExtensionDuplicate, &id);
        }
        readable(extension, &id, notes);
        criticality(link, extension, &id, notes);
    }
}

fn readable(extension: &X509Extension<'_>, id: &str, notes: &mut Notes) {
    let empty_access = id == AUTHORITY_INFORMATION_ACCESS && !has_content(extension.value);
    match extension.parsed_extension() {
        // Names have lints of their own, but an unreadable list is no list.
        ParsedExtension::ParseError { .. } => notes.grave(LintId::ExtensionMalformed, id),
        ParsedExtension::UnsupportedExtension { .. } | ParsedExtension::Unparsed
            if extension.critical && !is_known(id) =>
        {
            notes.grave(LintId::ExtensionUnknownCritical, id);
        }
        _ if empty_access => notes.grave(LintId::ExtensionMalformed, id),
        _ => {}
    }
}

/// Whether the outermost value holds anything.
fn has_content(value: &[u8]) -> bool {
    Reader::new(value).next().is_some_and(|outer| !outer.content.is_empty())
}

/// What the parser leaves to us: the TLS feature (RFC 7633).
fn is_known(id: &str) -> bool {
    id == "1.3.6.1.5.5.7.1.24"
}

fn criticality(link: &Link<'_>, extension: &X509Extension<'_>, id: &str, notes: &mut Notes) {
    if extension.critical && NEVER_CRITICAL.contains(&id) {
        notes.grave(LintId::ExtensionWronglyCritical, id);
    }
    if extension.critical && id == EXTENDED_KEY_USAGE {
        notes.note(LintId::ExtensionWronglyCritical, id, link.public);
    }
    if extension.critical {
        return;
    }
    let authority = matches!(extension.parsed_extension(), ParsedExtension::BasicConstraints(own) if own.ca);
    if ALWAYS_CRITICAL.contains(&id) || (id == BASIC_CONSTRAINTS && authority && !link.is_leaf()) {
        notes.grave(LintId::ExtensionNotCritical, id);
    }
    // The baseline requirements let name constraints be not critical; RFC 5280 does not.
    if id == NAME_CONSTRAINTS {
        notes.note(LintId::ExtensionNotCritical, id, !link.public);
    }
}
