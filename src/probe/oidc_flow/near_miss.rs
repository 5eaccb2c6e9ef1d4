//! Return addresses that differ a little from the registered one: what exact comparison refuses, and
//! looser comparisons let through (RFC 9700, sections 2.1 and 4.1).

use url::Url;

use super::facts::Miss;

/// The name that no path of a return address has.
const MARK: &str = "kiemtra";
/// A domain that nobody can own (RFC 2606).
const FOREIGN: &str = "kiemtra.invalid";

/// Every near-miss of an address, each with its kind; none where the address is not of the web.
pub(super) fn near_misses(registered: &str) -> Vec<(Miss, String)> {
    let Ok(url) = Url::parse(registered) else { return Vec::new() };
    let Some(host) = url.host_str().map(str::to_owned) else { return Vec::new() };
    let (path, query) = registered.split_once('?').map_or((registered, None), |(path, query)| (path, Some(query)));
    let with_path = |path: String| query.map_or_else(|| path.clone(), |query| format!("{path}?{query}"));
    let joint = if query.is_some() { '&' } else { '?' };
    let below = path.trim_end_matches('/');
    let mut found = vec![
        (Miss::Suffix, with_path(format!("{below}{MARK}"))),
        (Miss::Segment, with_path(format!("{below}/{MARK}"))),
        (Miss::Dots, with_path(format!("{below}/../{MARK}"))),
        (Miss::Query, format!("{registered}{joint}{MARK}=1")),
    ];
    // Without a path the letters would be appended to the host.
    if url.path() == "/" {
        found.retain(|(kind, _)| *kind != Miss::Suffix);
    }
    let mut other = url.clone();
    other.set_path(MARK);
    other.set_query(None);
    found.push((Miss::Path, other.to_string()));
    found.extend(
        with_authority(registered, &format!("{host}.{FOREIGN}"), url.port()).map(|own| (Miss::HostSuffix, own)),
    );
    found.extend(
        sibling(&host).and_then(|own| with_authority(registered, &own, url.port())).map(|own| (Miss::SiblingHost, own)),
    );
    found.extend(with_authority(registered, &format!("{host}@{FOREIGN}"), None).map(|own| (Miss::UserInfo, own)));
    let port = if url.port() == Some(8443) { 9443 } else { 8443 };
    found.extend(with_authority(registered, &host, Some(port)).map(|own| (Miss::Port, own)));
    found.extend(other_scheme(registered).map(|own| (Miss::Scheme, own)));
    found
}

/// The address at another host, everything behind it to the letter.
fn with_authority(registered: &str, host: &str, port: Option<u16>) -> Option<String> {
    let (scheme, rest) = registered.split_once("://")?;
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let behind = rest.get(end..)?;
    let port = port.map(|port| format!(":{port}")).unwrap_or_default();
    Some(format!("{scheme}://{host}{port}{behind}"))
}

/// Another host of the same domain; none where the host is an address.
fn sibling(host: &str) -> Option<String> {
    if host.contains(':') || host.parse::<std::net::Ipv4Addr>().is_ok() {
        return None;
    }
    match host.split_once('.') {
        Some((_, domain)) if domain.contains('.') => Some(format!("{MARK}.{domain}")),
        _ => Some(format!("{MARK}.{host}")),
    }
}

fn other_scheme(registered: &str) -> Option<String> {
    match registered.split_once("://")? {
        ("https", rest) => Some(format!("http://{rest}")),
        ("http", rest) => Some(format!("https://{rest}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_differs_in_its_own_way_and_none_is_the_registered_one() {
        let registered = "https://portal.tinh.gov.vn/auth/return";
        let found = near_misses(registered);
        let of = |kind: Miss| found.iter().find(|(own, _)| *own == kind).map(|(_, own)| own.as_str());
        assert_eq!(of(Miss::Suffix), Some("https://portal.tinh.gov.vn/auth/returnkiemtra"));
        assert_eq!(of(Miss::Segment), Some("https://portal.tinh.gov.vn/auth/return/kiemtra"));
        assert_eq!(of(Miss::Dots), Some("https://portal.tinh.gov.vn/auth/return/../kiemtra"));
        assert_eq!(of(Miss::Path), Some("https://portal.tinh.gov.vn/kiemtra"));
        assert_eq!(of(Miss::Query), Some("https://portal.tinh.gov.vn/auth/return?kiemtra=1"));
        assert_eq!(of(Miss::HostSuffix), Some("https://portal.tinh.gov.vn.kiemtra.invalid/auth/return"));
        assert_eq!(of(Miss::SiblingHost), Some("https://kiemtra.tinh.gov.vn/auth/return"));
        assert_eq!(of(Miss::UserInfo), Some("https://portal.tinh.gov.vn@kiemtra.invalid/auth/return"));
        assert_eq!(of(Miss::Port), Some("https://portal.tinh.gov.vn:8443/auth/return"));
        assert_eq!(of(Miss::Scheme), Some("http://portal.tinh.gov.vn/auth/return"));
        assert_eq!(found.len(), Miss::ALL.len());
        assert!(found.iter().all(|(_, own)| own != registered));
    }

    #[test]
    fn an_address_without_a_path_or_of_an_application_has_fewer() {
        let kinds = |address| near_misses(address).into_iter().map(|(kind, _)| kind).collect::<Vec<_>>();
        assert!(!kinds("https://portal.example.vn").contains(&Miss::Suffix));
        assert!(!kinds("https://192.0.2.7/cb").contains(&Miss::SiblingHost));
        assert!(!kinds("vneid://return/cb").contains(&Miss::Scheme));
        assert_eq!(kinds("not an address"), []);
        let query = near_misses("https://a.example.vn/cb?x=1");
        assert!(query.contains(&(Miss::Query, "https://a.example.vn/cb?x=1&kiemtra=1".to_owned())));
        assert!(query.contains(&(Miss::Segment, "https://a.example.vn/cb/kiemtra?x=1".to_owned())));
    }
}
