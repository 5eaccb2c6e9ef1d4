//! What a ClientHello offers.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::LazyLock;

use super::manner::Manner;
use super::suite::{Exchange, Suite, WeakClass, suites};
use super::version::TlsVersion;

/// The most suites in one hello, signalling values included: servers are known that refuse longer
/// lists and would then look as if they spoke no TLS at all.
pub const SUITE_LIMIT: usize = 127;

/// A ClientHello, apart from what is drawn anew each time it is sent.
#[derive(Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct Hello {
    /// The one version that is offered.
    pub version: TlsVersion,
    /// The suites, preferred first, without signalling values.
    pub suites: Vec<u16>,
    /// The name for server name indication; `None` for address literals (RFC 6066, section 3).
    pub server_name: Option<String>,
    /// The application protocols.
    pub alpn: Vec<String>,
    /// The groups, preferred first.
    pub groups: Vec<u16>,
    /// Which key shares are sent (TLS 1.3 only).
    pub key_share: KeyShare,
    /// The signature algorithms (TLS 1.2 and 1.3 only).
    pub signature_algorithms: Vec<u16>,
    /// The compression methods, preferred first.
    pub compression: Vec<u8>,
    /// Whether the hello says that it repeats a failed one of a higher version (RFC 7507).
    pub fallback: bool,
    /// What it carries besides its offer.
    pub manner: Manner,
    /// Which asking this is, so that an equal hello can be sent once more.
    pub again: u32,
    /// Milliseconds that the wire holds still before it connects, for a server that may be
    /// throttling us.
    pub pause_ms: u32,
}

/// Which key shares a TLS 1.3 hello carries.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum KeyShare {
    /// None: a HelloRetryRequest names suite and group, and no side computes anything.
    Empty,
    /// X25519, P-256, P-384 and P-521, as far as the hello lists these groups, for servers that
    /// refuse an empty share.
    Real,
}

impl Hello {
    /// The CLIENT-HELLO of SSL 2.0, which has none of the other fields.
    pub fn of_ssl2() -> Self {
        Self {
            version: TlsVersion::Ssl2,
            suites: Vec::new(),
            server_name: None,
            alpn: Vec::new(),
            groups: Vec::new(),
            key_share: KeyShare::Empty,
            signature_algorithms: Vec::new(),
            compression: Vec::new(),
            fallback: false,
            manner: Manner::default(),
            again: 0,
            pause_ms: 0,
        }
    }

    /// The usual hello of one version from SSL 3.0 on: every suite, group and signature algorithm of note, the
    /// good ones first.
    pub fn of_version(version: TlsVersion, name: &str) -> Self {
        let tls13 = version == TlsVersion::Tls13;
        Self {
            version,
            suites: usual_suites(version),
            server_name: name.parse::<IpAddr>().is_err().then(|| name.to_owned()),
            alpn: vec!["h2".to_owned(), "http/1.1".to_owned()],
            groups: if tls13 { GROUPS_OF_TLS13 } else { GROUPS_BEFORE_TLS13 }.to_vec(),
            key_share: KeyShare::Empty,
            signature_algorithms: USUAL_SIGNATURES.to_vec(),
            compression: if tls13 { vec![0] } else { vec![1, 0] },
            fallback: false,
            manner: Manner::default(),
            again: 0,
            pause_ms: 0,
        }
    }

    /// The hello with other suites, at most [`SUITE_LIMIT`] with signalling values.
    pub fn with_suites(mut self, mut suites: Vec<u16>) -> Self {
        suites.truncate(Self::room(self.version));
        self.suites = suites;
        self
    }

    /// The hello with other groups.
    pub fn with_groups(mut self, groups: Vec<u16>) -> Self {
        self.groups = groups;
        self
    }

    /// The hello with other application protocols.
    pub fn with_alpn(mut self, alpn: Vec<String>) -> Self {
        self.alpn = alpn;
        self
    }

    /// The hello that does not say for which name it comes.
    pub fn without_name(mut self) -> Self {
        self.server_name = None;
        self
    }

    /// The hello with real key shares.
    pub fn with_real_share(mut self) -> Self {
        self.key_share = KeyShare::Real;
        self
    }

    /// The hello marked as a fallback.
    pub fn with_fallback(mut self) -> Self {
        self.fallback = true;
        self
    }

    /// The hello in another manner.
    pub fn with_manner(mut self, manner: Manner) -> Self {
        self.manner = manner;
        self
    }

    /// The hello as another asking, after holding still for some milliseconds.
    pub fn asked_again(mut self, again: u32, pause_ms: u32) -> Self {
        self.again = again;
        self.pause_ms = pause_ms;
        self
    }

    /// Every registered suite that a version can carry, the likely and good ones first.
    pub fn carried_suites(version: TlsVersion) -> Vec<u16> {
        LISTS.get(&version).map(|lists| lists.carried.clone()).unwrap_or_default()
    }

    /// The most suites that a hello of a version holds. SSL 3.0 hellos have no padding, so their
    /// list is kept short enough for all of it to stay below 256 bytes; two places are left for
    /// signalling values.
    pub fn room(version: TlsVersion) -> usize {
        if version == TlsVersion::Ssl3 { 96 } else { SUITE_LIMIT - 2 }
    }

    /// The suites that a server may choose without a key or password shared beforehand and for which
    /// the usual hello had no room: a version is refused only if these are refused too.
    pub fn further_suites(version: TlsVersion) -> Vec<u16> {
        LISTS.get(&version).map(|lists| lists.further.clone()).unwrap_or_default()
    }
}

/// The lists of one version. They are asked for on every look at what was answered, so they are
/// made once.
#[derive(Debug)]
struct Lists {
    usual: Vec<u16>,
    further: Vec<u16>,
    carried: Vec<u16>,
}

static LISTS: LazyLock<BTreeMap<TlsVersion, Lists>> =
    LazyLock::new(|| TlsVersion::ALL.iter().map(|version| (*version, Lists::of(*version))).collect());

impl Lists {
    fn of(version: TlsVersion) -> Self {
        let mut all: Vec<&Suite> = carried(version).collect();
        let likely = |suite: &Suite| suite.exchange == Exchange::Tls13 || suite.by_certificate();
        all.sort_by_key(|suite| (!likely(suite), tier(suite), !suite.forward_secret(), suite.code));
        let usual = usual(version);
        let further = carried(version).filter(|suite| suite.by_certificate() || suite.exchange == Exchange::Anonymous);
        let further = further.map(|suite| suite.code).filter(|code| !usual.contains(code));
        Self {
            further: further.take(Hello::room(version)).collect(),
            usual,
            carried: all.iter().map(|suite| suite.code).collect(),
        }
    }
}

fn carried(version: TlsVersion) -> impl Iterator<Item = &'static Suite> {
    suites().filter(move |suite| match suite.exchange {
        Exchange::Tls13 => version == TlsVersion::Tls13,
        _ => version < TlsVersion::Tls12 && !suite.since_tls12 || version == TlsVersion::Tls12,
    })
}

fn usual_suites(version: TlsVersion) -> Vec<u16> {
    LISTS.get(&version).map(|lists| lists.usual.clone()).unwrap_or_default()
}

fn usual(version: TlsVersion) -> Vec<u16> {
    let mut usual: Vec<&Suite> = carried(version)
        .filter(|suite| {
            matches!(suite.exchange, Exchange::Tls13 | Exchange::Anonymous | Exchange::Gost) || suite.by_certificate()
        })
        .collect();
    usual.sort_by_key(|suite| (tier(suite), !suite.forward_secret(), suite.code));
    usual.iter().take(Hello::room(version)).map(|suite| suite.code).collect()
}

/// How likely a real server is to have the suite, and how good it is; the lowest are offered first.
fn tier(suite: &Suite) -> u8 {
    let has = |word: &str| suite.name.contains(word);
    match suite.weak {
        Some(WeakClass::TripleDes | WeakClass::Rc4) if suite.by_certificate() => 4,
        Some(_) if suite.by_certificate() || suite.exchange == Exchange::Anonymous => 5,
        Some(_) => 8,
        None if has("_DSS_") || suite.exchange == Exchange::FixedDiffieHellman => 6,
        None if has("ARIA") || has("_RMD") => 7,
        None if has("CAMELLIA") || has("SEED") || has("IDEA") || has("CCM") => 3,
        None if has("_GCM_") || has("CHACHA20") => 0,
        None if has("_CBC_SHA") => 1,
        None => 6,
    }
}

/// Hybrid groups first, then elliptic curves, then finite fields.
const GROUPS_OF_TLS13: &[u16] = &[
    0x11ec, 29, 23, 24, 25, 30, 0x11eb, 0x11ed, 31, 32, 33, 0x100, 0x101, 0x102, 0x103, 0x104, 41, 0x200, 0x201, 0x202,
];

/// With the small and odd curves, because a server whose key is on one answers only if it is here.
const GROUPS_BEFORE_TLS13: &[u16] = &[
    29, 23, 24, 25, 30, 26, 27, 28, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 0x100, 0x101, 0x102,
];

/// RFC 8446, section 4.2.3, with SHA-1, SHA-224, MD5 and DSA for old servers, the brainpool curves of RFC 8734, SM2
/// (RFC 8998) and ML-DSA, so that a server with such a key alone is not taken for one that refuses.
pub(super) const USUAL_SIGNATURES: &[u16] = &[
    0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0401, 0x0501, 0x0601,
    0x081a, 0x081b, 0x081c, 0x0303, 0x0301, 0x0203, 0x0201, 0x0402, 0x0502, 0x0602, 0x0302, 0x0202, 0x0101, 0x0904,
    0x0905, 0x0906, 0x0708,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_list_is_longer_than_servers_bear() {
        for version in TlsVersion::ALL.iter().copied().filter(|version| *version != TlsVersion::Ssl2) {
            let hello = Hello::of_version(version, "a.vn");
            assert!(!hello.suites.is_empty());
            assert!(hello.suites.len() <= SUITE_LIMIT - 2);
            assert!(hello.suites.iter().all(|code| Hello::carried_suites(version).contains(code)));
        }
    }

    #[test]
    fn every_suite_openssl_serves_by_certificate_is_in_the_usual_hello() {
        let usual = Hello::of_version(TlsVersion::Tls12, "a.vn").suites;
        for suite in suites().filter(|suite| suite.by_certificate() && suite.weak.is_none()) {
            let rare = ["_DSS_", "ARIA", "_RMD", "DH_RSA", "ECDH_RSA", "ECDH_ECDSA"]
                .iter()
                .any(|word| suite.name.contains(word));
            assert!(rare || usual.contains(&suite.code), "{}", suite.name);
        }
    }

    #[test]
    fn two_hellos_hold_every_suite_a_stranger_can_use() {
        for version in [TlsVersion::Tls10, TlsVersion::Tls12] {
            let mut held = Hello::of_version(version, "a.vn").suites;
            held.extend(Hello::further_suites(version));
            let open = |suite: &&Suite| suite.by_certificate() || suite.exchange == Exchange::Anonymous;
            for suite in carried(version).filter(open) {
                assert!(held.contains(&suite.code), "{}", suite.name);
            }
        }
    }

    #[test]
    fn an_address_is_never_a_server_name() {
        assert_eq!(Hello::of_version(TlsVersion::Tls12, "192.0.2.1").server_name, None);
        assert_eq!(Hello::of_version(TlsVersion::Tls12, "2001:db8::1").server_name, None);
        assert_eq!(Hello::of_version(TlsVersion::Tls12, "a.vn").server_name.as_deref(), Some("a.vn"));
    }
}
