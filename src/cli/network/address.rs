//! An http or https address, as certificates and people write it.

use url::{Host, Url};

use crate::text::shorten;

/// Longest address that is read.
const LONGEST: usize = 2000;

/// Where something is asked.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Address {
    /// The name in lower-case ASCII, or an address without brackets.
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) tls: bool,
    /// Path and query.
    pub(super) path: String,
}

impl Address {
    /// Reads an address; nothing where it is not http or https, names a user, or has no host.
    pub(super) fn read(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        Self::of(&Url::parse(text.trim()).ok()?)
    }

    fn of(url: &Url) -> Option<Self> {
        let tls = match url.scheme() {
            "http" => false,
            "https" => true,
            _ => return None,
        };
        // Who puts a password into an address would find it in a journal.
        if !url.username().is_empty() || url.password().is_some() {
            return None;
        }
        let host = match url.host()? {
            Host::Domain(name) => name.trim_end_matches('.').to_owned(),
            Host::Ipv4(address) => address.to_string(),
            Host::Ipv6(address) => address.to_string(),
        };
        let path = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        (!host.is_empty()).then_some(Self { host, port: url.port_or_known_default()?, tls, path })
    }

    /// Where a redirect leads that stays on the host and does not give up encryption.
    pub(super) fn follow(&self, location: &str) -> Option<Self> {
        if location.len() > LONGEST {
            return None;
        }
        let next = Self::of(&Url::parse(&self.whole()).ok()?.join(location).ok()?)?;
        let same_place = next.tls == self.tls && next.port == self.port;
        let upgrade = !self.tls && next.tls;
        (next.host == self.host && (same_place || upgrade)).then_some(next)
    }

    /// Whether what is said there stays on this machine.
    pub(super) fn is_own(&self) -> bool {
        let address = self.host.parse::<std::net::IpAddr>();
        self.host == "localhost" || address.is_ok_and(|address| address.is_loopback())
    }

    /// The address for people.
    pub(super) fn shown(&self) -> String {
        shorten(&self.whole(), 120)
    }

    fn whole(&self) -> String {
        let scheme = if self.tls { "https" } else { "http" };
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        let standard = if self.tls { 443 } else { 80 };
        let port = if self.port == standard { String::new() } else { format!(":{}", self.port) };
        format!("{scheme}://{host}{port}{}", self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_without_a_user_are_read() {
        let read = |text: &str| Address::read(text).map(|found| found.shown());
        assert_eq!(read("http://CA.gov.vn").as_deref(), Some("http://ca.gov.vn/"));
        assert_eq!(read(" https://[::1]:8443/a?b=c#d ").as_deref(), Some("https://[::1]:8443/a?b=c"));
        for bad in ["ldap://ca.gov.vn/cn=a", "ca.gov.vn", "file:///etc/passwd", "http://u:p@ca.gov.vn/", "http://", ""]
        {
            assert_eq!(read(bad), None, "{bad}");
        }
        assert_eq!(read(&format!("http://ca.gov.vn/{}", "a".repeat(3000))), None);
    }

    #[test]
    fn a_redirect_stays_on_the_host_and_encrypted() {
        let from = |text: &str| Address::read(text).expect("an address");
        let follow = |own: &str, to: &str| from(own).follow(to).map(|found| found.shown());
        assert_eq!(follow("http://ca.vn/a/b", "../c").as_deref(), Some("http://ca.vn/c"));
        assert_eq!(follow("http://ca.vn/a", "https://ca.vn/b").as_deref(), Some("https://ca.vn/b"));
        assert_eq!(follow("https://ca.vn/a", "http://ca.vn/b"), None);
        assert_eq!(follow("http://ca.vn/a", "http://ca.vn:8080/b"), None);
        assert_eq!(follow("http://ca.vn/a", "//evil.vn/b"), None);
        assert_eq!(follow("http://ca.vn/a", "http://ca.vn.evil.vn/b"), None);
        assert_eq!(follow("http://ca.vn/a", "file:///etc/passwd"), None);
    }
}
