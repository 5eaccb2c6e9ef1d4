//! Cipher suites and what their names say about them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::class::SuiteClass;
use super::registry;
use crate::fact::enumeration;

enumeration! {
    /// Why a cipher suite is weak, worst first; a suite has the first class that fits.
    pub enum WeakClass = "weak_class" {
        /// No encryption.
        Null = "null",
        /// No authentication of the server.
        Anonymous = "anonymous",
        /// Keys shortened for the export rules of the 1990s.
        Export = "export",
        /// RC4 (prohibited by RFC 7465).
        Rc4 = "rc4",
        /// Single DES.
        Des = "des",
        /// Triple DES, a 64-bit block cipher (SWEET32).
        TripleDes = "triple_des",
        /// MD5 as integrity check.
        Md5 = "md5",
    }
}

/// One cipher suite.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Suite {
    /// The code point.
    pub code: u16,
    /// The IANA name.
    pub name: &'static str,
    /// How the key is agreed on and the server authenticated.
    pub exchange: Exchange,
    /// Why it is weak, where it is.
    pub weak: Option<WeakClass>,
    /// Whether it needs TLS 1.2 (an authenticated cipher, or a hash that older versions lack).
    pub since_tls12: bool,
    /// Read off the name once, because it is asked for thousands of times.
    forward_secret: bool,
    /// As above.
    class: SuiteClass,
}

/// The families of key exchange and authentication.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Exchange {
    /// TLS 1.3, where the key exchange is negotiated apart from the suite.
    Tls13,
    /// Ephemeral Diffie-Hellman with a certificate.
    Ephemeral,
    /// RSA encryption of the premaster secret to the certificate's key.
    Rsa,
    /// Diffie-Hellman with the certificate's fixed key.
    FixedDiffieHellman,
    /// Ephemeral Diffie-Hellman without authentication.
    Anonymous,
    /// A key shared beforehand, alone or with another exchange.
    SharedKey,
    /// A password (SRP, Dragonfly).
    Password,
    /// Kerberos.
    Kerberos,
    /// GOST.
    Gost,
    /// None at all.
    Null,
}

impl Suite {
    fn from_row((code, name): (u16, &'static str)) -> Self {
        let (exchange, cipher) = match name.split_once("_WITH_") {
            Some((exchange, cipher)) => (exchange_of(exchange), cipher),
            None => (Exchange::Tls13, name),
        };
        let weak = weakness(name, exchange, cipher);
        Self {
            code,
            name,
            exchange,
            weak,
            since_tls12: needs_tls12(cipher),
            forward_secret: match exchange {
                Exchange::Tls13 | Exchange::Ephemeral | Exchange::Anonymous => true,
                Exchange::SharedKey | Exchange::Password => name.contains("DHE") || name.contains("SRP"),
                _ => false,
            },
            class: SuiteClass::of(name, weak),
        }
    }

    /// Whether a recorded session stays secret when the certificate's key leaks later.
    pub fn forward_secret(&self) -> bool {
        self.forward_secret
    }

    /// What it is worth.
    pub fn class(&self) -> SuiteClass {
        self.class
    }

    /// Whether a server proves itself with a certificate when it is used (before TLS 1.3).
    pub fn by_certificate(&self) -> bool {
        matches!(self.exchange, Exchange::Ephemeral | Exchange::Rsa | Exchange::FixedDiffieHellman)
    }
}

/// Every suite, ascending by code point.
pub fn suites() -> impl Iterator<Item = &'static Suite> {
    SUITES.values()
}

/// The suite with a code point.
pub fn suite(code: u16) -> Option<&'static Suite> {
    SUITES.get(&code)
}

/// The IANA name, or the code point in hexadecimal where it has none.
pub fn suite_name(code: u16) -> String {
    suite(code).map_or_else(|| format!("0x{code:04X}"), |suite| suite.name.to_owned())
}

static SUITES: LazyLock<BTreeMap<u16, Suite>> =
    LazyLock::new(|| registry::rows().map(|row| (row.0, Suite::from_row(row))).collect());

fn exchange_of(prefix: &str) -> Exchange {
    let words: Vec<&str> = prefix.split('_').skip(1).collect();
    let has = |word: &str| words.contains(&word);
    if has("PSK") {
        Exchange::SharedKey
    } else if has("SRP") || has("ECCPWD") {
        Exchange::Password
    } else if has("KRB5") {
        Exchange::Kerberos
    } else if has("anon") {
        Exchange::Anonymous
    } else if has("DHE") || has("ECDHE") {
        Exchange::Ephemeral
    } else if has("DH") || has("ECDH") {
        Exchange::FixedDiffieHellman
    } else if has("RSA") {
        Exchange::Rsa
    } else if has("NULL") {
        Exchange::Null
    } else {
        Exchange::Gost
    }
}

fn weakness(name: &str, exchange: Exchange, cipher: &str) -> Option<WeakClass> {
    // The two integrity-only suites of TLS 1.3 (RFC 9150) name hashes where others name a cipher.
    let integrity_only = matches!(name, "TLS_SHA256_SHA256" | "TLS_SHA384_SHA384");
    if cipher.starts_with("NULL") || integrity_only {
        Some(WeakClass::Null)
    } else if exchange == Exchange::Anonymous {
        Some(WeakClass::Anonymous)
    } else if name.contains("_EXPORT") {
        Some(WeakClass::Export)
    } else if cipher.starts_with("RC4") {
        Some(WeakClass::Rc4)
    } else if cipher.starts_with("DES_") {
        Some(WeakClass::Des)
    } else if cipher.starts_with("3DES") {
        Some(WeakClass::TripleDes)
    } else if cipher.ends_with("_MD5") {
        Some(WeakClass::Md5)
    } else {
        None
    }
}

fn needs_tls12(cipher: &str) -> bool {
    ["SHA256", "SHA384", "SHA512", "_CCM", "_GCM", "MGM", "OMAC"].iter().any(|word| cipher.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> &'static Suite {
        suites().find(|suite| suite.name == name).expect("a registered suite")
    }

    #[test]
    fn rows_are_ascending_and_no_name_stands_twice() {
        let rows: Vec<_> = registry::rows().collect();
        assert!(rows.windows(2).all(|pair| pair[0].0 < pair[1].0));
        let names: std::collections::BTreeSet<_> = rows.iter().map(|row| row.1).collect();
        assert_eq!(names.len(), rows.len());
        assert!(rows.len() > 350);
    }

    /// Every suite the installed OpenSSL knows, by code point and IANA name.
    #[test]
    fn the_names_are_those_of_openssl() {
        let output = std::process::Command::new("openssl")
            .args(["ciphers", "-V", "-stdname", "ALL:COMPLEMENTOFALL:@SECLEVEL=0"])
            .output()
            .expect("openssl runs");
        let listing = String::from_utf8(output.stdout).expect("text");
        let mut seen = 0;
        for line in listing.lines() {
            let mut words = line.split_whitespace();
            let code = words.next().expect("a code").replace("0x", "").replace(',', "");
            let name = words.nth(1).expect("a name");
            let code = u16::from_str_radix(&code, 16).expect("hexadecimal");
            assert_eq!(suite_name(code), name);
            seen += 1;
        }
        assert!(seen > 100);
    }

    #[test]
    fn names_say_what_a_suite_is_worth() {
        let weak = |name| named(name).weak;
        assert_eq!(weak("TLS_RSA_WITH_NULL_SHA"), Some(WeakClass::Null));
        assert_eq!(weak("TLS_DH_anon_EXPORT_WITH_RC4_40_MD5"), Some(WeakClass::Anonymous));
        assert_eq!(weak("TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5"), Some(WeakClass::Export));
        assert_eq!(weak("TLS_RSA_WITH_RC4_128_MD5"), Some(WeakClass::Rc4));
        assert_eq!(weak("TLS_RSA_WITH_DES_CBC_SHA"), Some(WeakClass::Des));
        assert_eq!(weak("TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA"), Some(WeakClass::TripleDes));
        assert_eq!(weak("TLS_KRB5_WITH_IDEA_CBC_MD5"), Some(WeakClass::Md5));
        assert_eq!(weak("TLS_SHA256_SHA256"), Some(WeakClass::Null));
        assert_eq!(weak("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"), None);
        assert!(named("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA").forward_secret());
        assert!(!named("TLS_ECDH_RSA_WITH_AES_128_CBC_SHA").forward_secret());
        assert!(!named("TLS_RSA_WITH_AES_128_CBC_SHA").since_tls12);
        assert!(named("TLS_RSA_WITH_AES_128_CBC_SHA256").since_tls12);
    }
}
