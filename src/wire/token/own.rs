//! The run's own keys, which no service may trust, and what is signed by them.

use std::sync::LazyLock;

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaEncoding, RsaKeyPair,
};
use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

use super::base64url;
use crate::text::Text;

/// One key of RSA and one of P-256, made when the first is needed and gone with the process.
static RSA: LazyLock<Option<RsaKeyPair>> = LazyLock::new(|| RsaKeyPair::generate(KeySize::Rsa2048).ok());
static P256: LazyLock<Option<EcdsaKeyPair>> =
    LazyLock::new(|| EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).ok());

/// How a token is signed by a key of ours (RFC 7518, 3.1).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Algorithm {
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// RSASSA-PSS with SHA-256, its salt as long as the hash (RFC 7518, 3.5).
    Ps256,
    /// RSA PKCS #1 v1.5 with SHA-256.
    Rs256,
}

impl Algorithm {
    /// Its name in a header.
    const fn name(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Ps256 => "PS256",
            Self::Rs256 => "RS256",
        }
    }
}

/// A token signed by our own key, with more members in its header.
pub(super) fn signed(algorithm: Algorithm, more: &[(&str, Value)], payload: &str) -> Result<Zeroizing<String>, Text> {
    let start = start(algorithm.name(), more, payload);
    let signature = match algorithm {
        Algorithm::Es256 => {
            let key = P256.as_ref().ok_or_else(no_key)?;
            key.sign(&SystemRandom::new(), start.as_bytes()).map_err(|_| no_key())?.as_ref().to_vec()
        }
        Algorithm::Ps256 => by_rsa(&RSA_PSS_SHA256, start.as_bytes())?,
        Algorithm::Rs256 => by_rsa(&RSA_PKCS1_SHA256, start.as_bytes())?,
    };
    Ok(ended(&start, &signature))
}

fn by_rsa(scheme: &'static dyn RsaEncoding, message: &[u8]) -> Result<Vec<u8>, Text> {
    let key = RSA.as_ref().ok_or_else(no_key)?;
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(scheme, &SystemRandom::new(), message, &mut signature).map_err(|_| no_key())?;
    Ok(signature)
}

/// A token with an HMAC (`HS256`).
pub(super) fn authenticated(secret: &[u8], more: &[(&str, Value)], payload: &str) -> Zeroizing<String> {
    let start = start("HS256", more, payload);
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), start.as_bytes());
    ended(&start, tag.as_ref())
}

/// Our own key as a JWK.
pub(super) fn published(algorithm: Algorithm) -> Result<Value, Text> {
    let kid = super::OWN_KEY;
    match algorithm {
        Algorithm::Es256 => {
            let key = P256.as_ref().ok_or_else(no_key)?.public_key().as_ref();
            let number = |from: usize, to: usize| base64url::encoded(key.get(from..to).unwrap_or_default());
            let (x, y) = (number(1, 33), number(33, 65));
            Ok(json!({"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": kid, "x": x, "y": y}))
        }
        Algorithm::Ps256 | Algorithm::Rs256 => {
            let key = RSA.as_ref().ok_or_else(no_key)?.public_key();
            let n = base64url::encoded(key.modulus().big_endian_without_leading_zero());
            let e = base64url::encoded(key.exponent().big_endian_without_leading_zero());
            Ok(json!({"kty": "RSA", "use": "sig", "alg": algorithm.name(), "kid": kid, "n": n, "e": e}))
        }
    }
}

/// Header and claims, which the signature is over.
fn start(algorithm: &str, more: &[(&str, Value)], payload: &str) -> Zeroizing<String> {
    let mut header = Map::new();
    header.insert("alg".to_owned(), json!(algorithm));
    header.insert("typ".to_owned(), json!("JWT"));
    header.extend(more.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    let header = base64url::encoded(Value::Object(header).to_string().as_bytes());
    Zeroizing::new(format!("{header}.{payload}"))
}

fn ended(start: &str, signature: &[u8]) -> Zeroizing<String> {
    let signature = base64url::encoded(signature);
    Zeroizing::new(format!("{start}.{signature}"))
}

fn no_key() -> Text {
    Text::new("không tạo được khóa của đợt kiểm tra", "the run's own key could not be made or used")
}
