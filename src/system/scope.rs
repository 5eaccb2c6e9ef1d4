//! What may be contacted: names, networks, ports, and how fast.

use std::net::IpAddr;
use std::ops::RangeInclusive;

use ipnet::IpNet;

/// The authorised scope. A connection is allowed only when its address lies in a network, its port
/// in a port range, and the name it is made for, if any, matches a pattern.
#[derive(Clone, Debug)]
pub struct Scope {
    /// Names that may be contacted.
    pub names: Vec<NamePattern>,
    /// Networks that may be contacted.
    pub networks: Vec<IpNet>,
    /// Ports that may be contacted.
    pub ports: Vec<RangeInclusive<u16>>,
    /// How fast.
    pub pace: Pace,
    /// Where the inspection stands; not declared where `None`.
    pub vantage: Option<Vantage>,
}

/// Where the inspection stands. What can be reached says something only together with it.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Vantage {
    /// Inside the owner's own network.
    Internal,
    /// On the open Internet, like anybody.
    Internet,
}

impl Vantage {
    /// Every vantage.
    pub const ALL: &[Self] = &[Self::Internal, Self::Internet];

    /// The word in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::Internet => "internet",
        }
    }

    /// The vantage for a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|vantage| vantage.word() == word)
    }
}

/// How fast and how much.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Pace {
    /// New connections to one address per second.
    pub per_second: u32,
    /// Requests to one address per second that look at sign-ins and data services, which count who
    /// comes and lock who comes too often.
    pub requests_per_second: u32,
    /// Open connections to one address at once.
    pub per_host: u32,
    /// Open connections in all at once.
    pub in_all: u32,
    /// Connections of one run at most.
    pub budget: u32,
}

impl Pace {
    /// The words by which a declaration chooses a pace.
    pub const WORDS: &[&str] = &["standard", "polite"];

    /// For a server that bears little, or stands behind a guard that counts connections: one
    /// connection to an address at a time, and one new one per second.
    pub const POLITE: Self = Self { per_second: 1, requests_per_second: 1, per_host: 1, in_all: 40, budget: 20_000 };

    /// The pace of a word; `None` where it is none of [`Pace::WORDS`].
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "standard" => Some(Self::default()),
            "polite" => Some(Self::POLITE),
            _ => None,
        }
    }
}

impl Default for Pace {
    fn default() -> Self {
        Self { per_second: 20, requests_per_second: 2, per_host: 10, in_all: 40, budget: 20_000 }
    }
}

/// A name, or all names below one.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum NamePattern {
    /// `portal.example.vn`: this name.
    Exact(String),
    /// `*.example.vn`: every name below, at any depth, and not the name itself.
    Below(String),
}

impl NamePattern {
    /// Reads a pattern; `None` where it is no host name.
    pub fn from_text(text: &str) -> Option<Self> {
        let (below, rest) = match text.strip_prefix("*.") {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let name = host_name(rest)?;
        Some(if below { Self::Below(name) } else { Self::Exact(name) })
    }

    /// Whether a lower-case ASCII name matches.
    pub fn matches(&self, name: &str) -> bool {
        match self {
            Self::Exact(own) => own == name,
            Self::Below(own) => {
                name.strip_suffix(own.as_str()).is_some_and(|rest| rest.len() > 1 && rest.ends_with('.'))
            }
        }
    }
}

/// A host name or address literal in lower-case ASCII without a trailing dot; international names
/// are converted (UTS 46). `None` where the text is neither.
pub(super) fn host_name(text: &str) -> Option<String> {
    if let Ok(address) = text.trim_matches(['[', ']']).parse::<IpAddr>() {
        return Some(address.to_string());
    }
    match url::Host::parse(text.strip_suffix('.').unwrap_or(text)).ok()? {
        url::Host::Domain(name) if plausible(&name) => Some(name),
        _ => None,
    }
}

fn plausible(name: &str) -> bool {
    name.len() <= 253
        && name.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        })
}

impl Scope {
    /// Whether a name may be contacted. An address in text is judged by its network instead.
    pub fn allows_name(&self, name: &str) -> bool {
        let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
        match name.parse::<IpAddr>() {
            Ok(address) => self.allows_address(address),
            Err(_) => self.names.iter().any(|pattern| pattern.matches(&name)),
        }
    }

    /// Whether an address may be contacted. An IPv4 address mapped into IPv6 counts as IPv4, so
    /// that `::ffff:…` is no way round a network list.
    pub fn allows_address(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.networks.iter().any(|network| network.contains(&address))
    }

    /// Whether a port may be contacted.
    pub fn allows_port(&self, port: u16) -> bool {
        self.ports.iter().any(|range| range.contains(&port))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wildcard_takes_names_below_and_no_lookalikes() {
        let pattern = NamePattern::from_text("*.Tinh.GOV.vn").expect("a pattern");
        assert!(pattern.matches("a.tinh.gov.vn"));
        assert!(pattern.matches("a.b.tinh.gov.vn"));
        assert!(!pattern.matches("tinh.gov.vn"));
        assert!(!pattern.matches("eviltinh.gov.vn"));
        assert!(!pattern.matches(".tinh.gov.vn"));
    }

    #[test]
    fn a_mapped_address_is_the_address_it_maps() {
        let scope = Scope {
            names: Vec::new(),
            networks: vec!["127.0.0.0/8".parse().expect("a network")],
            ports: vec![443..=443],
            pace: Pace::default(),
            vantage: None,
        };
        assert!(scope.allows_address("::ffff:127.0.0.1".parse().expect("an address")));
        assert!(!scope.allows_address("::ffff:8.8.8.8".parse().expect("an address")));
        assert!(scope.allows_name("127.0.0.1"));
    }

    #[test]
    fn names_that_are_no_names_are_refused() {
        assert_eq!(NamePattern::from_text("*."), None);
        assert_eq!(NamePattern::from_text("a..b"), None);
        assert_eq!(NamePattern::from_text("*.*.vn"), None);
        assert!(NamePattern::from_text("cổng.vn").is_some());
    }
}
