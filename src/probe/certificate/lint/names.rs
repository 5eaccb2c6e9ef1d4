//! The subject alternative names of a server's certificate (RFC 5280 4.2.1.6, BR 7.1.2.7.12).

use std::collections::BTreeSet;
use std::net::IpAddr;

use x509_parser::extensions::{GeneralName, ParsedExtension};
use x509_parser::prelude::X509Certificate;

use super::fact::LintId;
use super::{Link, Notes};
use crate::probe::suffix;

pub(super) fn look(link: &Link<'_>, notes: &mut Notes) {
    if !link.is_leaf() {
        return;
    }
    let Some(names) = alternative_names(link.certificate) else {
        notes.grave(LintId::SanMissing, "");
        return common_name(link, &[], notes);
    };
    if names.is_empty() {
        notes.grave(LintId::SanEmpty, "");
    }
    let mut met = BTreeSet::new();
    for name in &names {
        if let GeneralName::DNSName(name) = name
            && !met.insert(name.to_ascii_lowercase())
        {
            notes.light(LintId::SanDuplicate, name);
        }
        match name {
            GeneralName::DNSName(name) => dns_name(link, name, notes),
            GeneralName::IPAddress(octets) => address(link, octets, notes),
            GeneralName::Invalid(tag, _) => notes.grave(LintId::SanMalformed, format!("tag {}", tag.0)),
            other => notes.note(LintId::SanMalformed, kind(other), link.public),
        }
    }
    common_name(link, &names, notes);
}

/// Every alternative name, of every such extension; `None` without one.
pub(super) fn alternative_names<'a>(certificate: &'a X509Certificate<'_>) -> Option<Vec<&'a GeneralName<'a>>> {
    let mut found: Option<Vec<_>> = None;
    for extension in certificate.extensions() {
        match extension.parsed_extension() {
            ParsedExtension::SubjectAlternativeName(own) => {
                found.get_or_insert_default().extend(own.general_names.iter());
            }
            // It is there; that it cannot be read is another lint's.
            ParsedExtension::ParseError { .. } if extension.oid.to_id_string() == "2.5.29.17" => {
                found.get_or_insert_default();
            }
            _ => {}
        }
    }
    found
}

fn dns_name(link: &Link<'_>, name: &str, notes: &mut Notes) {
    if name.is_empty() {
        return notes.grave(LintId::SanEmpty, "DNS");
    }
    if name.contains('\0') {
        return notes.grave(LintId::NameWithNul, name);
    }
    if name.parse::<IpAddr>().is_ok() {
        return notes.grave(LintId::NameAddressAsDns, name);
    }
    let rest = match name.strip_prefix("*.") {
        Some(rest) if suffix::is_public(rest) => return notes.grave(LintId::WildcardPublicSuffix, name),
        Some(rest) => rest,
        None => name,
    };
    if rest.contains('*') {
        return notes.grave(LintId::WildcardMisplaced, name);
    }
    if rest.contains('_') {
        notes.grave(LintId::NameUnderscore, name);
    }
    if !is_host_name(rest) {
        return notes.grave(LintId::NameInvalid, name);
    }
    if has_broken_idn(rest) {
        notes.note(LintId::NameIdnInvalid, name, link.public);
    }
    if !rest.contains('.') || suffix::is_internal(rest) {
        internal(link, name, notes);
    }
}

fn address(link: &Link<'_>, octets: &[u8], notes: &mut Notes) {
    let four = <[u8; 4]>::try_from(octets).map(IpAddr::from);
    match four.or_else(|_| <[u8; 16]>::try_from(octets).map(IpAddr::from)) {
        Err(_) => notes.grave(LintId::SanMalformed, format!("IP, {} octets", octets.len())),
        Ok(IpAddr::V4(own)) if own.is_private() || own.is_loopback() || own.is_link_local() => {
            internal(link, &own.to_string(), notes);
        }
        Ok(IpAddr::V6(own)) if own.is_loopback() || own.is_unique_local() || own.is_unicast_link_local() => {
            internal(link, &own.to_string(), notes);
        }
        Ok(_) => {}
    }
}

/// In a closed network such a name is in its place.
fn internal(link: &Link<'_>, name: &str, notes: &mut Notes) {
    if link.public {
        notes.light(LintId::NameInternal, name);
    }
}

/// The common name, where there is one, is a copy of an alternative name (BR 7.1.4.3). A closed
/// network may call a server by a title; what looks like a host name misleads there too.
fn common_name(link: &Link<'_>, names: &[&GeneralName<'_>], notes: &mut Notes) {
    for attribute in link.certificate.subject().iter_common_name() {
        let shown = match attribute.as_str() {
            Ok(text) => text.to_owned(),
            Err(_) => String::from_utf8_lossy(attribute.as_slice()).into_owned(),
        };
        if shown.contains('\0') {
            notes.grave(LintId::NameWithNul, format!("CN={shown}"));
        }
        let copied = names.iter().any(|name| match name {
            GeneralName::DNSName(own) => *own == shown,
            GeneralName::IPAddress(octets) => address_text(octets).is_some_and(|own| own == shown),
            _ => false,
        });
        let host_like = shown.contains('.') && is_host_name(shown.trim_start_matches("*."));
        if !copied && (link.public || host_like) {
            notes.note(LintId::CommonNameNotInSan, shown, link.public);
        }
    }
}

fn address_text(octets: &[u8]) -> Option<String> {
    let four = <[u8; 4]>::try_from(octets).map(IpAddr::from);
    four.or_else(|_| <[u8; 16]>::try_from(octets).map(IpAddr::from)).ok().map(|address| address.to_string())
}

fn is_host_name(name: &str) -> bool {
    name.len() <= 253
        && name.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        })
}

/// Whether a label claims to be international and cannot be read as such (UTS 46).
fn has_broken_idn(name: &str) -> bool {
    let mut labels = name.split('.');
    labels.any(|label| label.to_ascii_lowercase().starts_with("xn--") && url::Host::parse(label).is_err())
}

fn kind(name: &GeneralName<'_>) -> &'static str {
    match name {
        GeneralName::RFC822Name(_) => "rfc822Name",
        GeneralName::URI(_) => "uniformResourceIdentifier",
        GeneralName::DirectoryName(_) => "directoryName",
        GeneralName::OtherName(..) => "otherName",
        GeneralName::RegisteredID(_) => "registeredID",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_names_and_international_labels_are_told_from_lookalikes() {
        assert!(is_host_name("portal.example.vn") && is_host_name("a-b.vn") && is_host_name("xn--cng-2tz.vn"));
        for bad in ["-a.vn", "a-.vn", "a..vn", "a b.vn", "a.vn.", "", "cổng.vn"] {
            assert!(!is_host_name(bad), "{bad}");
        }
        assert!(!has_broken_idn("xn--bcher-kva.example"));
        assert!(has_broken_idn("xn--\u{2d}99999999.example"));
    }
}
