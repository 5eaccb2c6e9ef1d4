//! Who may issue and who may not (RFC 5280 4.2.1.3, 4.2.1.9; BR 7.1.2.7).

use x509_parser::extensions::{BasicConstraints, KeyUsage, ParsedExtension};
use x509_parser::prelude::X509Certificate;

use super::fact::LintId;
use super::{Link, Notes};

pub(super) fn look(link: &Link<'_>, notes: &mut Notes) {
    let constraints = basic_constraints(link.certificate);
    let signs = key_usage(link.certificate).map(KeyUsage::key_cert_sign);
    if link.is_leaf() {
        leaf(link.certificate, constraints, signs, notes);
        return;
    }
    if !constraints.is_some_and(|own| own.ca) {
        notes.grave(LintId::IssuerNotAuthority, "basicConstraints");
    }
    match signs {
        Some(false) => notes.grave(LintId::AuthorityCannotSign, "keyCertSign"),
        None => notes.light(LintId::KeyUsageMissing, ""),
        Some(true) => {}
    }
}

fn leaf(
    certificate: &X509Certificate<'_>,
    constraints: Option<&BasicConstraints>,
    signs: Option<bool>,
    notes: &mut Notes,
) {
    if constraints.is_some_and(|own| own.ca) {
        notes.grave(LintId::LeafIsAuthority, "CA:TRUE");
    }
    if signs == Some(true) {
        notes.grave(LintId::LeafSignsCertificates, "keyCertSign");
    }
    if let Some(length) = constraints.filter(|own| !own.ca).and_then(|own| own.path_len_constraint) {
        notes.light(LintId::LeafPathLength, length.to_string());
    }
    let constrains =
        |extension: &x509_parser::extensions::X509Extension<'_>| extension.oid.to_id_string() == "2.5.29.30";
    if certificate.extensions().iter().any(constrains) {
        notes.grave(LintId::LeafNameConstraints, "2.5.29.30");
    }
}

/// The basic constraints, of the first such extension.
pub(super) fn basic_constraints<'a>(certificate: &'a X509Certificate<'_>) -> Option<&'a BasicConstraints> {
    certificate.extensions().iter().find_map(|extension| match extension.parsed_extension() {
        ParsedExtension::BasicConstraints(own) => Some(own),
        _ => None,
    })
}

/// The key usage, of the first such extension.
pub(super) fn key_usage<'a>(certificate: &'a X509Certificate<'_>) -> Option<&'a KeyUsage> {
    certificate.extensions().iter().find_map(|extension| match extension.parsed_extension() {
        ParsedExtension::KeyUsage(own) => Some(own),
        _ => None,
    })
}
