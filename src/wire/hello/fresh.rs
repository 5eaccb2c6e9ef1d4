//! What is drawn anew each time a hello is sent.

use aws_lc_rs::agreement::{ECDH_P256, ECDH_P384, ECDH_P521, EphemeralPrivateKey, X25519};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rand::{SystemRandom, fill};

use super::client::{Hello, KeyShare};
use super::version::TlsVersion;

/// The random parts of one ClientHello.
#[derive(Clone, Debug)]
pub(in crate::wire) struct Fresh {
    /// The client random.
    pub(in crate::wire) random: [u8; 32],
    /// The session id that TLS 1.3 clients send for old middleboxes.
    pub(super) session: [u8; 32],
    /// The key shares: group and public key.
    pub(super) shares: Vec<(u16, Vec<u8>)>,
}

impl Fresh {
    /// Nothing drawn, where only lengths matter.
    pub(super) fn blank(hello: &Hello) -> Self {
        let real = hello.version == TlsVersion::Tls13 && hello.key_share == KeyShare::Real;
        // The lengths of the public keys (RFC 8446, section 4.2.8.2).
        let known = [(29, 32), (23, 65), (24, 97), (25, 133)];
        let shares = known.into_iter().filter(|(group, _)| real && hello.groups.contains(group));
        let shares = shares.map(|(group, length)| (group, vec![0; length])).collect();
        Self { random: [0; 32], session: [0; 32], shares }
    }

    /// Draws what a hello needs. Private keys are dropped at once: no handshake is ever completed with them.
    pub(in crate::wire) fn draw(hello: &Hello) -> Result<Self, Unspecified> {
        let mut fresh = Self { random: [0; 32], session: [0; 32], shares: Vec::new() };
        fill(&mut fresh.random)?;
        fill(&mut fresh.session)?;
        if hello.version == TlsVersion::Tls13 && hello.key_share == KeyShare::Real {
            let known = [(29, &X25519), (23, &ECDH_P256), (24, &ECDH_P384), (25, &ECDH_P521)];
            // A share of a group that is not listed would be a broken hello (RFC 8446, 4.2.8).
            for (group, algorithm) in known.into_iter().filter(|(group, _)| hello.groups.contains(group)) {
                let private = EphemeralPrivateKey::generate(algorithm, &SystemRandom::new())?;
                fresh.shares.push((group, private.compute_public_key()?.as_ref().to_vec()));
            }
        }
        Ok(fresh)
    }
}
