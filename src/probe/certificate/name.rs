//! Whether a certificate is for a name (RFC 9525).

use std::net::IpAddr;

use x509_parser::extensions::GeneralName;
use x509_parser::prelude::X509Certificate;

/// Whether a certificate's subject alternative names include `expected`, a lower-case ASCII name
/// or an address in text. The common name never counts.
pub(super) fn matches(certificate: &X509Certificate<'_>, expected: &str) -> bool {
    let names = alternative_names(certificate);
    match expected.parse::<IpAddr>() {
        Ok(address) => names.iter().any(|name| is_address(name, address)),
        Err(_) => names.iter().any(|name| match name {
            GeneralName::DNSName(pattern) => dns_matches(pattern, expected),
            _ => false,
        }),
    }
}

/// Whether nothing but a wildcard makes the certificate be for `expected`.
pub(super) fn only_by_wildcard(certificate: &X509Certificate<'_>, expected: &str) -> bool {
    let names = alternative_names(certificate);
    let fitting = names.iter().filter_map(|name| match name {
        GeneralName::DNSName(pattern) if dns_matches(pattern, expected) => Some(pattern.starts_with("*.")),
        _ => None,
    });
    let wild: Vec<_> = fitting.collect();
    !wild.is_empty() && wild.into_iter().all(|wild| wild)
}

/// The DNS names and addresses as text, at most 200.
pub(super) fn shown_names(certificate: &X509Certificate<'_>) -> Vec<String> {
    let shown = alternative_names(certificate).into_iter().filter_map(|name| match name {
        GeneralName::DNSName(name) => Some(crate::text::shorten(name, 255)),
        GeneralName::IPAddress(octets) => address(octets).map(|address| address.to_string()),
        _ => None,
    });
    shown.take(200).collect()
}

fn alternative_names<'a>(certificate: &'a X509Certificate<'_>) -> Vec<&'a GeneralName<'a>> {
    // A certificate with the extension twice is malformed, and is then for nobody.
    match certificate.subject_alternative_name() {
        Ok(Some(extension)) => extension.value.general_names.iter().collect(),
        Ok(None) | Err(_) => Vec::new(),
    }
}

fn is_address(name: &GeneralName<'_>, expected: IpAddr) -> bool {
    matches!(name, GeneralName::IPAddress(octets) if address(octets) == Some(expected))
}

fn address(octets: &[u8]) -> Option<IpAddr> {
    let four = <[u8; 4]>::try_from(octets).map(IpAddr::from);
    four.or_else(|_| <[u8; 16]>::try_from(octets).map(IpAddr::from)).ok()
}

/// A wildcard is the whole left-most label, stands for exactly one label, and has at least two
/// labels after it, so that `*.vn` is for nobody.
fn dns_matches(pattern: &str, expected: &str) -> bool {
    let expected = expected.strip_suffix('.').unwrap_or(expected);
    if !is_plain(expected) {
        return false;
    }
    match pattern.strip_prefix("*.") {
        Some(rest) => {
            let below = expected.split_once('.').map(|(_, below)| below);
            is_plain(rest) && rest.contains('.') && below.is_some_and(|below| below.eq_ignore_ascii_case(rest))
        }
        None => is_plain(pattern) && pattern.eq_ignore_ascii_case(expected),
    }
}

/// Letters, digits, hyphens and underscores in labels of 1 to 63: anything else, such as a NUL that
/// cuts the name short for some readers, never matches.
fn is_plain(name: &str) -> bool {
    name.len() <= 253
        && name.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_stand_for_one_whole_left_most_label() {
        assert!(dns_matches("*.tinh.gov.vn", "dvc.tinh.gov.vn"));
        assert!(dns_matches("*.Tinh.gov.VN", "dvc.tinh.gov.vn"));
        for pattern in ["*.gov.vn", "dvc.*.gov.vn", "d*.tinh.gov.vn", "*.*.gov.vn", "*", "*.vn", "**.tinh.gov.vn"] {
            assert!(!dns_matches(pattern, "dvc.tinh.gov.vn"), "{pattern}");
        }
        assert!(!dns_matches("*.tinh.gov.vn", "tinh.gov.vn"));
        assert!(!dns_matches("*.tinh.gov.vn", ".tinh.gov.vn"));
        assert!(!dns_matches("*.vn", "tinh.vn"));
    }

    #[test]
    fn odd_names_never_match() {
        assert!(dns_matches("tinh.gov.vn", "tinh.gov.vn"));
        for pattern in ["tinh.gov.vn\0.evil.example", "tinh.gov.vn\0", "tinh.gov.vn.", " tinh.gov.vn", "", "."] {
            assert!(!dns_matches(pattern, "tinh.gov.vn"), "{pattern:?}");
        }
    }
}
