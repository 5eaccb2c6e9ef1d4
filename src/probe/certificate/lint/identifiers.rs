//! Subject and authority key identifiers (RFC 5280 4.2.1.1, 4.2.1.2; BR 7.1.2.11.1).

use x509_parser::extensions::{AuthorityKeyIdentifier, ParsedExtension};
use x509_parser::prelude::X509Certificate;

use super::fact::LintId;
use super::{Link, Notes};

pub(super) fn look(link: &Link<'_>, notes: &mut Notes) {
    let own = subject_key(link.certificate);
    if own.is_none() && !link.is_leaf() {
        notes.grave(LintId::SkiMissing, "");
    }
    let Some(authority) = authority_key(link.certificate) else {
        // A self-signed root may leave it out: it would only name itself.
        if !link.is_root() && !is_self_issued_leaf(link) {
            notes.grave(LintId::AkiMissing, "");
        }
        return;
    };
    if authority.authority_cert_issuer.is_some() || authority.authority_cert_serial.is_some() {
        notes.note(LintId::AkiNamesCertificate, "", link.public);
    }
    let Some(named) = authority.key_identifier.as_ref().map(|key| key.0) else {
        return notes.grave(LintId::AkiWithoutKey, "");
    };
    let above = if link.is_root() { own } else { link.issuer.and_then(subject_key) };
    if let Some(above) = above.filter(|above| *above != named) {
        notes.grave(LintId::AkiMismatch, format!("{} / {}", hex(named), hex(above)));
    }
}

fn is_self_issued_leaf(link: &Link<'_>) -> bool {
    link.is_leaf() && link.certificate.subject().as_raw() == link.certificate.issuer().as_raw()
}

fn subject_key<'a>(certificate: &'a X509Certificate<'_>) -> Option<&'a [u8]> {
    certificate.extensions().iter().find_map(|extension| match extension.parsed_extension() {
        ParsedExtension::SubjectKeyIdentifier(own) => Some(own.0),
        _ => None,
    })
}

fn authority_key<'a>(certificate: &'a X509Certificate<'_>) -> Option<&'a AuthorityKeyIdentifier<'a>> {
    certificate.extensions().iter().find_map(|extension| match extension.parsed_extension() {
        ParsedExtension::AuthorityKeyIdentifier(own) => Some(own),
        _ => None,
    })
}

fn hex(octets: &[u8]) -> String {
    octets.iter().take(20).map(|octet| format!("{octet:02x}")).collect()
}
