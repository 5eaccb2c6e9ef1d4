//! Our part of the key exchange: the premaster secret, and the message that carries it.

use aws_lc_rs::agreement::agree_ephemeral;
use aws_lc_rs::agreement::{ECDH_P256, ECDH_P384, ECDH_P521, EphemeralPrivateKey, UnparsedPublicKey, X25519};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rand::{SystemRandom, fill};
use num_bigint::BigUint;

use super::super::hello::{KeyExchange, Reader, Writer};
use super::act::PremasterForm;
use super::rsa::{RsaKey, secret, stretched};
use crate::wire::TlsVersion;

/// A premaster secret and the body of the ClientKeyExchange message that agrees on it.
#[derive(Debug)]
pub(super) struct Agreed {
    /// The secret.
    pub(super) secret: Vec<u8>,
    /// The body.
    pub(super) body: Vec<u8>,
}

/// Why no key is agreed on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Obstacle {
    /// The machine gives no random bytes.
    Randomness,
    /// The certificate's key, the group or the prime is none that is computed with here.
    Unsuited,
}

impl From<Unspecified> for Obstacle {
    fn from(_: Unspecified) -> Self {
        Self::Randomness
    }
}

/// The groups with which an elliptic exchange can be finished here.
pub(super) const CURVES: [u16; 4] = [29, 23, 24, 25];

/// The longest prime that is computed with: 8192 bits.
const LONGEST_PRIME: usize = 1024;

/// A secret encrypted to the certificate's key; the length before it came with TLS (RFC 5246, section 7.4.7.1).
pub(super) fn by_rsa(version: TlsVersion, key: &RsaKey, form: PremasterForm) -> Result<Agreed, Obstacle> {
    let secret = secret(version)?;
    let hidden = key.encrypt(&secret, form)?;
    let mut body = Writer::default();
    if version == TlsVersion::Ssl3 {
        body.bytes(&hidden);
    } else {
        body.long(&hidden);
    }
    Ok(Agreed { secret: secret.to_vec(), body: body.into_bytes() })
}

/// The answer to a ServerKeyExchange message with a suite of an ephemeral exchange.
pub(super) fn by_exchange(suite: u16, exchange: &[u8]) -> Result<Agreed, Obstacle> {
    match KeyExchange::read(suite, exchange).ok_or(Obstacle::Unsuited)? {
        KeyExchange::Curve { group, public } => by_curve(group, &public),
        KeyExchange::FiniteField { prime, public } => {
            let mut reader = Reader::new(exchange);
            let generator = reader.long().and_then(|_| reader.long()).ok_or(Obstacle::Unsuited)?;
            by_finite_field(&prime, generator, &public)
        }
    }
}

fn by_curve(group: u16, public: &[u8]) -> Result<Agreed, Obstacle> {
    let algorithm = match group {
        29 => &X25519,
        23 => &ECDH_P256,
        24 => &ECDH_P384,
        25 => &ECDH_P521,
        _ => return Err(Obstacle::Unsuited),
    };
    let own = EphemeralPrivateKey::generate(algorithm, &SystemRandom::new())?;
    let mut body = Writer::default();
    body.short(own.compute_public_key()?.as_ref());
    let peer = UnparsedPublicKey::new(algorithm, public);
    let secret = agree_ephemeral(own, peer, Obstacle::Unsuited, |secret| Ok(secret.to_vec()))?;
    Ok(Agreed { secret, body: body.into_bytes() })
}

/// The secret loses its leading zeros (RFC 5246, section 8.1.2).
fn by_finite_field(prime: &[u8], generator: &[u8], public: &[u8]) -> Result<Agreed, Obstacle> {
    let length = prime.len();
    let odd = prime.last().is_some_and(|byte| byte & 1 == 1);
    if !odd || length > LONGEST_PRIME || generator.len() > length || public.len() > length {
        return Err(Obstacle::Unsuited);
    }
    let [prime, generator, public] = [prime, generator, public].map(BigUint::from_bytes_be);
    // Nothing is protected by it but a connection that we end ourselves.
    let mut exponent = [0; 32];
    fill(&mut exponent)?;
    let exponent = BigUint::from_bytes_be(&exponent);
    let mut body = Writer::default();
    body.long(&stretched(&generator.modpow(&exponent, &prime), length));
    Ok(Agreed { secret: public.modpow(&exponent, &prime).to_bytes_be(), body: body.into_bytes() })
}
