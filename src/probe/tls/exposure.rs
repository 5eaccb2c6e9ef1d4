//! The published attacks: whether what they need was seen. Nothing is asked here, and nothing tried.
//!
//! What was seen is true whatever else there may be; "not exposed" needs everything that it rests on
//! to be known.

use super::dh::exported;
use super::facts::{Attack, DiffieHellman, Exposure};
use super::old::Old;
use super::search::Search;
use super::versions::Versions;
use crate::fact::{Fact, Gap};
use crate::wire::{Suite, TlsVersion, WeakClass, suite};

/// What the statements rest on.
#[derive(Debug)]
pub(super) struct Evidence<'e, 'a> {
    /// The versions from SSL 3.0 on.
    pub(super) versions: &'e Versions<'a>,
    /// SSL 2.0.
    pub(super) old: &'e Old<'a>,
    /// The accepted versions below TLS 1.3.
    pub(super) classic: &'e [&'e Search<'a>],
    /// The parameters of Diffie-Hellman.
    pub(super) dh: &'e Fact<DiffieHellman>,
    /// Whether CBC suites authenticate the ciphertext.
    pub(super) encrypt_then_mac: &'e Fact<bool>,
}

/// At most so many suites are named.
const MOST_NAMED: usize = 8;
/// The longest Diffie-Hellman prime that a state can break for all who share it (weakdh.org).
const BREAKABLE_BITS: i64 = 1024;

/// One entry for each attack.
pub(super) fn all(evidence: &Evidence<'_, '_>) -> Vec<Exposure> {
    Attack::ALL.iter().map(|attack| evidence.exposure(*attack)).collect()
}

impl Evidence<'_, '_> {
    fn exposure(&self, attack: Attack) -> Exposure {
        let told = match attack {
            Attack::NullCipher => self.suites(|suite, _| suite.weak == Some(WeakClass::Null)),
            Attack::Anonymous => self.suites(|suite, _| is_anonymous(suite)),
            Attack::Drown => self.drown(),
            Attack::Freak => self.suites(|suite, _| suite.name.starts_with("TLS_RSA_EXPORT")),
            Attack::Logjam => self.logjam(),
            Attack::PoodleSsl => self.suites(|suite, version| version == TlsVersion::Ssl3 && is_cbc(suite)),
            Attack::Rc4 => self.suites(|suite, _| suite.name.contains("_RC4_")),
            Attack::Sweet32 => self.suites(|suite, _| has_short_blocks(suite)),
            Attack::Crime => self.crime(),
            Attack::Raccoon => self.raccoon(),
            Attack::Beast => self.suites(|suite, version| version <= TlsVersion::Tls10 && is_cbc(suite)),
            Attack::Lucky13 => self.lucky13(),
        };
        match told {
            Ok(seen) => Exposure {
                attack,
                exposed: Fact::Known(!seen.is_empty()),
                because: (!seen.is_empty()).then(|| shown(&seen)).into(),
            },
            Err(gap) => Exposure { attack, exposed: gap.clone().into(), because: gap.into() },
        }
    }

    /// Every accepted suite of a kind with its version; a gap where none was seen and not all was.
    fn suites(&self, kind: impl Fn(&Suite, TlsVersion) -> bool) -> Result<Vec<String>, Gap> {
        let mut seen = Vec::new();
        for search in self.classic {
            let version = search.base.version;
            let of_kind = search.accepted.iter().filter_map(|code| suite(*code)).filter(|suite| kind(suite, version));
            seen.extend(of_kind.map(|suite| format!("{} ({})", suite.name, version.shown())));
        }
        match self.gap() {
            Some(gap) if seen.is_empty() => Err(gap),
            _ => Ok(seen),
        }
    }

    /// Why the suites below TLS 1.3 are not all known, if they are not.
    fn gap(&self) -> Option<Gap> {
        let older = self.versions.gap_below_tls13();
        older.or_else(|| self.classic.iter().find_map(|search| search.gap.clone()))
    }

    fn drown(&self) -> Result<Vec<String>, Gap> {
        match self.old.accepted() {
            Fact::Known(true) => Ok(vec![match self.old.answer() {
                Some((server, _)) if server.kinds.is_empty() => "SSL 2.0 (CVE-2015-3197)".to_owned(),
                _ => "SSL 2.0".to_owned(),
            }]),
            Fact::Unknown(gap) => Err(gap),
            Fact::Known(false) | Fact::Absent => Ok(Vec::new()),
        }
    }

    fn logjam(&self) -> Result<Vec<String>, Gap> {
        let mut seen = self.suites(|suite, _| exported(suite)).or_else(|gap| match self.dh {
            // A short prime shows without the rest of the list.
            Fact::Known(_) => Ok(Vec::new()),
            _ => Err(gap),
        })?;
        match self.dh {
            Fact::Known(dh) if dh.bits <= BREAKABLE_BITS => {
                let origin = dh.origin.known().map(|origin| format!(", {origin}")).unwrap_or_default();
                seen.push(format!("DH {} bit{origin}", dh.bits));
            }
            Fact::Unknown(gap) if seen.is_empty() => return Err(gap.clone()),
            _ => {}
        }
        match self.gap() {
            Some(gap) if seen.is_empty() => Err(gap),
            _ => Ok(seen),
        }
    }

    fn crime(&self) -> Result<Vec<String>, Gap> {
        let compressed = |search: &&&Search<'_>| search.flights.iter().any(|flight| flight.0.compression != 0);
        let seen: Vec<String> =
            self.classic.iter().filter(compressed).map(|search| search.base.version.shown().to_owned()).collect();
        match self.versions.gap_below_tls13() {
            Some(gap) if seen.is_empty() => Err(gap),
            _ => Ok(seen),
        }
    }

    /// A value that is used again, together with a suite of finite-field Diffie-Hellman whose secret
    /// loses its leading zeros (every one below TLS 1.3).
    fn raccoon(&self) -> Result<Vec<String>, Gap> {
        let fixed =
            self.suites(|suite, _| suite.name.starts_with("TLS_DH_RSA_") || suite.name.starts_with("TLS_DH_DSS_"))?;
        if !fixed.is_empty() {
            return Ok(fixed);
        }
        match self.dh {
            Fact::Known(dh) => match &dh.reused {
                Fact::Known(true) => Ok(vec![format!("DH {} bit, Ys", dh.bits)]),
                Fact::Unknown(gap) => Err(gap.clone()),
                Fact::Known(false) | Fact::Absent => Ok(Vec::new()),
            },
            Fact::Unknown(gap) => Err(gap.clone()),
            Fact::Absent => Ok(Vec::new()),
        }
    }

    /// CBC suites, unless every one that was seen authenticates the ciphertext. A client that does not
    /// ask for that is exposed all the same; ours always asks.
    fn lucky13(&self) -> Result<Vec<String>, Gap> {
        let seen = self.suites(|suite, _| is_cbc(suite))?;
        match self.encrypt_then_mac {
            Fact::Known(true) => Ok(seen.into_iter().filter(|name| name.ends_with("(SSL 3.0)")).collect()),
            _ => Ok(seen),
        }
    }
}

/// In CBC mode, whatever the cipher.
fn is_cbc(suite: &Suite) -> bool {
    suite.name.contains("_CBC_") || suite.name.contains("_CBC40_")
}

/// No authentication at all, with or without encryption.
fn is_anonymous(suite: &Suite) -> bool {
    suite.name.contains("_anon_")
}

/// Blocks of 64 bits: DES in all its forms, IDEA, RC2 and the old cipher of GOST in a mode that leaks them.
fn has_short_blocks(suite: &Suite) -> bool {
    ["_3DES_", "_DES_", "_DES40_", "_IDEA_", "_RC2_", "_28147_"].iter().any(|word| suite.name.contains(word))
}

fn shown(seen: &[String]) -> String {
    let more = seen.len().saturating_sub(MOST_NAMED);
    let named: Vec<&str> = seen.iter().take(MOST_NAMED).map(String::as_str).collect();
    let rest = if more > 0 { format!(", +{more}") } else { String::new() };
    format!("{}{rest}", named.join(", "))
}
