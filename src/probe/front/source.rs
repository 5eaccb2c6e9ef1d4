//! The sources of one directive of a content policy.

use super::hosts::Hosts;
use crate::probe::http::csp::Policy;
use crate::probe::suffix::is_public;
use crate::text::shorten;

/// The sources that decide of something; `None` where no directive does, and everything goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sources<'a>(Option<&'a [String]>);

impl<'a> Sources<'a> {
    /// Those of scripts that a page loads or has inside.
    pub(super) fn scripts(policy: &'a Policy) -> Self {
        Self::first(policy, &["script-src-elem", "script-src", "default-src"])
    }

    /// Those of the first directive that the policy has.
    pub(super) fn first(policy: &'a Policy, names: &[&str]) -> Self {
        Self(names.iter().find_map(|name| policy.sources(name)))
    }

    /// Whether there is a directive at all.
    pub(super) fn is_limited(self) -> bool {
        self.0.is_some()
    }

    /// The nonces, without their marks.
    pub(super) fn nonces(self) -> impl Iterator<Item = &'a str> {
        let words = self.0.unwrap_or_default().iter();
        words.filter(|word| starts(word, "'nonce-")).filter_map(|word| word.get(7..)?.strip_suffix('\''))
    }

    /// Whether scripts are told one by one, by nonce or hash.
    pub(super) fn is_selective(self) -> bool {
        let hashed = |word: &String| ["'sha256-", "'sha384-", "'sha512-"].iter().any(|start| starts(word, start));
        self.nonces().next().is_some() || self.0.unwrap_or_default().iter().any(hashed)
    }

    /// A nonce, a hash or `strict-dynamic` switches `unsafe-inline` off (CSP level 3, 6.7.3.2).
    pub(super) fn allows_inline(self) -> bool {
        self.0.is_none() || (self.has("'unsafe-inline'") && !self.is_selective() && !self.is_dynamic())
    }

    /// Whether text may not be run as script.
    pub(super) fn stops_eval(self) -> bool {
        self.is_limited() && !self.has("'unsafe-eval'")
    }

    /// Whether scripts may be written into an address: as good as inline.
    pub(super) fn takes_data(self) -> bool {
        !self.is_dynamic() && (self.has("data:") || self.has("filesystem:"))
    }

    /// Whether scripts of a host that anybody may own are taken. Under `strict-dynamic` browsers ignore
    /// hosts and schemes.
    pub(super) fn takes_anybody(self) -> bool {
        self.0.is_none_or(|words| !self.is_dynamic() && words.iter().any(|word| is_anybodys(word)))
    }

    /// Whether a host is let in by its unencrypted address.
    pub(super) fn has_plain_host(self) -> bool {
        !self.is_dynamic() && self.0.unwrap_or_default().iter().any(|word| starts(word, "http://"))
    }

    /// The hosts from which anybody's code can be had, sorted. One whose path is narrowed is none.
    pub(super) fn bypasses(self, hosts: &Hosts, most: usize) -> Vec<String> {
        if self.is_dynamic() {
            return Vec::new();
        }
        let words = self.0.unwrap_or_default().iter().filter(|word| !is_anybodys(word)).filter_map(|word| host(word));
        let mut found: Vec<_> = words.filter(|host| hosts.is_bypass(host)).map(|host| shorten(&host, 200)).collect();
        found.sort();
        found.dedup();
        found.truncate(most);
        found
    }

    fn is_dynamic(self) -> bool {
        self.has("'strict-dynamic'")
    }

    fn has(self, word: &str) -> bool {
        self.0.unwrap_or_default().iter().any(|own| own.eq_ignore_ascii_case(word))
    }
}

/// Whether a source stands for hosts that anybody may own: `*`, a bare scheme, everything below a public
/// suffix.
pub(super) fn is_anybodys(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    if matches!(lower.as_str(), "http:" | "https:" | "ws:" | "wss:") {
        return true;
    }
    let Some(host) = host_of(&lower) else { return false };
    host == "*" || host.strip_prefix("*.").is_some_and(is_public)
}

/// The host of a source that is not narrowed to a path.
fn host(word: &str) -> Option<String> {
    let lower = word.to_ascii_lowercase();
    let (_, path) = without_scheme(&lower).split_once('/').unwrap_or_default();
    host_of(&lower).filter(|_| path.is_empty()).map(str::to_owned)
}

/// The host of a source; `None` for a keyword or a scheme.
fn host_of(lower: &str) -> Option<&str> {
    if lower.starts_with('\'') || lower.ends_with(':') {
        return None;
    }
    let rest = without_scheme(lower);
    let host = rest.split(['/', ':']).next()?;
    (!host.is_empty()).then_some(host)
}

fn without_scheme(word: &str) -> &str {
    word.split_once("://").map_or(word, |(_, rest)| rest)
}

fn starts(word: &str, start: &str) -> bool {
    word.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anybodys_hosts_are_told_from_owned_ones() {
        for word in ["*", "https:", "HTTP://*", "*:443", "https://*.com", "*.gov.vn", "*.github.io"] {
            assert!(is_anybodys(word), "{word}");
        }
        for word in ["'self'", "'none'", "data:", "https://*.tinh.gov.vn", "cdn.example.com:443/a/", "localhost"] {
            assert!(!is_anybodys(word), "{word}");
        }
    }

    #[test]
    fn a_host_is_read_without_scheme_and_port_and_only_without_a_path() {
        assert_eq!(host("https://CDN.example.com:443/").as_deref(), Some("cdn.example.com"));
        assert_eq!(host("cdn.example.com").as_deref(), Some("cdn.example.com"));
        assert_eq!(host("https://cdn.example.com/npm/"), None);
        assert_eq!(host("'self'"), None);
    }
}
