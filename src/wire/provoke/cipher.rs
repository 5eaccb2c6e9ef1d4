//! The suites with which a handshake can be finished here.

use aws_lc_rs::hmac;

use super::super::hello::{Suite, TlsVersion, suite, suites};
use super::prf::Prf;

/// How the key is agreed on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Agreement {
    /// The premaster secret is encrypted to the certificate's RSA key.
    Rsa,
    /// Ephemeral Diffie-Hellman in a finite field.
    FiniteField,
    /// Ephemeral Diffie-Hellman on an elliptic curve.
    Curve,
}

/// How records are protected.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Mode {
    /// AES in CBC mode and an HMAC.
    Cbc(hmac::Algorithm),
    /// AES in GCM mode (RFC 5288).
    Gcm,
    /// ChaCha20-Poly1305 (RFC 7905).
    ChaCha,
}

/// What a suite's name says.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Cipher {
    /// How the key is agreed on.
    pub(super) agreement: Agreement,
    /// How records are protected.
    pub(super) mode: Mode,
    /// The length of the key.
    pub(super) key: usize,
    /// Whether the pseudo-random function of TLS 1.2 is that of SHA-384.
    long: bool,
}

impl Cipher {
    /// The suite with a code point, where it can be finished here.
    pub(super) fn of(code: u16) -> Option<Self> {
        let (exchange, name) = suite(code)?.name.split_once("_WITH_")?;
        let agreement = match exchange {
            "TLS_RSA" => Agreement::Rsa,
            "TLS_DHE_RSA" => Agreement::FiniteField,
            "TLS_ECDHE_RSA" | "TLS_ECDHE_ECDSA" => Agreement::Curve,
            _ => return None,
        };
        let (mode, key) = match name {
            "AES_128_CBC_SHA" => (Mode::Cbc(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY), 16),
            "AES_256_CBC_SHA" => (Mode::Cbc(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY), 32),
            "AES_128_CBC_SHA256" => (Mode::Cbc(hmac::HMAC_SHA256), 16),
            "AES_256_CBC_SHA256" => (Mode::Cbc(hmac::HMAC_SHA256), 32),
            "AES_256_CBC_SHA384" => (Mode::Cbc(hmac::HMAC_SHA384), 32),
            "AES_128_GCM_SHA256" => (Mode::Gcm, 16),
            "AES_256_GCM_SHA384" => (Mode::Gcm, 32),
            "CHACHA20_POLY1305_SHA256" => (Mode::ChaCha, 32),
            _ => return None,
        };
        Some(Self { agreement, mode, key, long: name.ends_with("SHA384") })
    }

    /// The pseudo-random function of a session in some version.
    pub(super) fn prf(self, version: TlsVersion) -> Prf {
        match (version, self.long) {
            (TlsVersion::Tls12, true) => Prf::Sha384,
            (TlsVersion::Tls12, false) => Prf::Sha256,
            _ => Prf::Legacy,
        }
    }
}

/// The suites with which a handshake can be finished in a version, ascending.
fn finishable(version: TlsVersion) -> impl Iterator<Item = (&'static Suite, Cipher)> {
    let carried = move |suite: &&Suite| version == TlsVersion::Tls12 || !suite.since_tls12;
    let known = (TlsVersion::Tls10..=TlsVersion::Tls12).contains(&version);
    suites().filter(carried).filter(move |_| known).filter_map(|suite| Some((suite, Cipher::of(suite.code)?)))
}

/// The suites with which the wire can finish a handshake in a version; none in SSL 3.0.
pub fn finishable_suites(version: TlsVersion) -> Vec<u16> {
    finishable(version).map(|(suite, _)| suite.code).collect()
}

/// Those of [`finishable_suites`] that use CBC.
pub fn finishable_cbc_suites(version: TlsVersion) -> Vec<u16> {
    let cbc = |cipher: &Cipher| matches!(cipher.mode, Mode::Cbc(_));
    finishable(version).filter(|(_, cipher)| cbc(cipher)).map(|(suite, _)| suite.code).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_hold_what_versions_can_carry() {
        assert_eq!(finishable_suites(TlsVersion::Ssl3), Vec::<u16>::new());
        assert_eq!(finishable_suites(TlsVersion::Tls13), Vec::<u16>::new());
        let old = finishable_suites(TlsVersion::Tls10);
        assert_eq!(old, finishable_cbc_suites(TlsVersion::Tls11));
        assert_eq!(old, [0x002f, 0x0033, 0x0035, 0x0039, 0xc009, 0xc00a, 0xc013, 0xc014]);
        let new = finishable_suites(TlsVersion::Tls12);
        assert!([0xc02b, 0xc030, 0xcca8, 0x009c, 0x009f].iter().all(|code| new.contains(code)), "{new:x?}");
        assert!(!new.contains(&0x000a) && !new.contains(&0x0034));
    }
}
