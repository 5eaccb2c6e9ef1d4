//! Tokens that no sound service takes: made by ourselves, or out of one that was lent (RFC 7515, 7518, 7519).
//!
//! A job names the lent token and what is wrong with the made one; the token itself comes into being
//! here, when the request is sent. So neither the lent token nor what is made of it is ever in a job.
//! Libraries for JOSE refuse to write what must be refused; hence a small writer of our own.

mod base64url;
mod claims;
mod key;
mod lent;
mod own;
mod spki;

#[cfg(test)]
mod tests;

use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::lent::SecretName;
use crate::text::Text;
use lent::Lent;
use own::Algorithm;

pub use claims::Claims;
pub use key::{KeyForm, PublicKey};

/// Where a made token says its key is: a name that nobody can own (RFC 2606).
const NOWHERE: &str = "https://kiemtra.invalid";
/// The name of our own key.
const OWN_KEY: &str = "kiemtra";
/// A key name that leads a careless reader of files to an empty one.
const EMPTY_FILE: &str = "../../../../../../../../dev/null";
/// A key name that makes a careless query give `kiemtra` as the key. It reads, and changes nothing.
const QUERY: &str = "kiemtra' UNION SELECT 'kiemtra' -- ";

/// A token that must be refused.
#[derive(Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct Forgery {
    /// What is wrong with it.
    pub flaw: Flaw,
    /// The lent token that it is made from, so that nothing but the flaw is a reason to refuse it.
    pub base: Option<SecretName>,
    /// What it claims where there is no lent token, or none of this kind.
    pub claims: Claims,
    /// The published keys by which the service knows its provider.
    pub keys: Vec<PublicKey>,
}

/// What is wrong with a token.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Flaw {
    /// Its signature was changed; where no token is lent, it is signed by our own key.
    BrokenSignature,
    /// It brings the key that it is signed by (`jwk`, RFC 7515, 4.1.3).
    EmbeddedKey,
    /// The same, signed by RSASSA-PSS whatever the service expects.
    EmbeddedPssKey,
    /// It is signed by our own key of RSA with RSASSA-PSS (RFC 7518, 3.5), under the name of the provider's key: who
    /// knows one scheme of signatures well may let another one through.
    ForeignPss,
    /// It is issued by somebody else, and signed by our own key.
    ForeignIssuer,
    /// It says that its key is at an address of ours (`jku`, `x5u`; RFC 7515, 4.1.2 and 4.1.5).
    KeyAddress,
    /// Its key's name leads to an empty file, and it is signed by the empty key.
    KeyPath,
    /// Its key's name is a piece of a query.
    KeyQuery,
    /// It is signed by HMAC with the provider's public key for a secret (RFC 8725, 2.1).
    PublicKeyAsSecret(KeyForm),
    /// It is not signed, in one of the spellings of `none` (RFC 8725, 2.1).
    Unsigned(&'static str),
}

impl Flaw {
    /// The spellings of `none`: some readers compare letter by letter, and some do not.
    pub const UNSIGNED: [&'static str; 4] = ["none", "None", "NONE", "nOnE"];
}

impl Forgery {
    /// The most bytes that the token can have, where its base has so many.
    pub(super) fn most(base: usize) -> usize {
        3 * base + 8192
    }
}

/// Makes the token.
pub(super) fn forge(forgery: &Forgery, base: Option<&str>) -> Result<Zeroizing<String>, Text> {
    let lent = base.and_then(Lent::read);
    let algorithm = own_algorithm(forgery, lent.as_ref());
    let key = chosen(forgery, lent.as_ref());
    let payload = || lent.as_ref().map_or_else(|| forgery.claims.encoded(None), |lent| lent.payload.to_owned());
    let own = |more: &[(&str, Value)], payload: String| own::signed(algorithm, more, &payload);
    let kid = lent.as_ref().and_then(|lent| lent.header.get("kid").cloned());
    let kid = kid.or_else(|| key.and_then(|key| key.id.clone().map(Value::String)));
    let named: Vec<_> = kid.iter().map(|kid| ("kid", kid.clone())).collect();
    match forgery.flaw {
        Flaw::Unsigned(spelling) => {
            let mut header = lent.as_ref().map_or_else(|| json!({"typ": "JWT"}), |lent| lent.header.clone());
            if let Some(members) = header.as_object_mut() {
                members.insert("alg".to_owned(), json!(spelling));
            }
            let header = base64url::encoded(header.to_string().as_bytes());
            Ok(Zeroizing::new(format!("{header}.{}.", payload())))
        }
        Flaw::BrokenSignature => match lent.as_ref().and_then(Lent::broken) {
            Some(broken) => Ok(broken),
            None => own(&named, payload()),
        },
        Flaw::EmbeddedKey => embedded(algorithm, &payload()),
        Flaw::EmbeddedPssKey => embedded(Algorithm::Ps256, &payload()),
        Flaw::ForeignPss => own::signed(Algorithm::Ps256, &named, &payload()),
        Flaw::KeyAddress => {
            let address = |file: &str| json!(format!("{NOWHERE}/{file}"));
            let header = [("kid", json!(OWN_KEY)), ("jku", address("keys.json")), ("x5u", address("certificate.pem"))];
            own(&header, payload())
        }
        Flaw::ForeignIssuer => {
            let payload = match &lent {
                Some(lent) => lent.with_issuer(NOWHERE).unwrap_or_else(|| forgery.claims.encoded(Some(NOWHERE))),
                None => forgery.claims.encoded(Some(NOWHERE)),
            };
            own(&[("kid", json!(OWN_KEY))], payload)
        }
        Flaw::PublicKeyAsSecret(form) => {
            let key = key.ok_or_else(|| {
                Text::new("không có khóa công khai của nơi cấp mã", "there is no public key of the provider")
            })?;
            Ok(own::authenticated(&key.written(form), &named, &payload()))
        }
        Flaw::KeyPath => Ok(own::authenticated(b"", &[("kid", json!(EMPTY_FILE))], &payload())),
        Flaw::KeyQuery => Ok(own::authenticated(b"kiemtra", &[("kid", json!(QUERY))], &payload())),
    }
}

/// A token with the key inside that it is signed by.
fn embedded(algorithm: Algorithm, payload: &str) -> Result<Zeroizing<String>, Text> {
    own::signed(algorithm, &[("kid", json!(OWN_KEY)), ("jwk", own::published(algorithm)?)], payload)
}

/// The kind of signature that the service expects: that of the lent token, else that of the provider's
/// first key.
fn own_algorithm(forgery: &Forgery, lent: Option<&Lent<'_>>) -> Algorithm {
    let named = lent.and_then(|lent| lent.header.get("alg")?.as_str());
    match (named, forgery.keys.first()) {
        (Some(named), _) if named.starts_with("ES") => Algorithm::Es256,
        (Some(named), _) if named.starts_with("PS") => Algorithm::Ps256,
        (None, Some(key)) if key.is_elliptic() => Algorithm::Es256,
        (None, Some(key)) if key.is_pss => Algorithm::Ps256,
        _ => Algorithm::Rs256,
    }
}

/// The provider's key that the lent token names, else the first.
fn chosen<'a>(forgery: &'a Forgery, lent: Option<&Lent<'_>>) -> Option<&'a PublicKey> {
    let named = lent.and_then(|lent| lent.header.get("kid")?.as_str());
    let same = |key: &&PublicKey| named.is_some() && key.id.as_deref() == named;
    forgery.keys.iter().find(same).or_else(|| forgery.keys.first())
}
