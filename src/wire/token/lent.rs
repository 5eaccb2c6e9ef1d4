//! A lent token in its three parts.

use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::base64url;

/// The longest token that is taken apart.
const MOST: usize = 16 << 10;

/// A signed token (RFC 7519) that was lent.
pub(super) struct Lent<'a> {
    /// What is said of its key and its signature; an object. It is no secret.
    pub(super) header: Value,
    /// What it claims, as it stands.
    pub(super) payload: &'a str,
    head: &'a str,
    signature: &'a str,
}

impl<'a> Lent<'a> {
    /// Takes a token apart; `None` for what is no signed JSON Web Token.
    pub(super) fn read(token: &'a str) -> Option<Self> {
        if token.len() > MOST {
            return None;
        }
        let mut parts = token.split('.');
        let (head, payload, signature) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let header: Value = serde_json::from_slice(&base64url::decoded(head)?).ok()?;
        header.is_object().then_some(Self { header, payload, head, signature })
    }

    /// The same token with a changed signature. The first byte is changed: in the last letter some bits
    /// mean nothing.
    pub(super) fn broken(&self) -> Option<Zeroizing<String>> {
        let mut signature = Zeroizing::new(base64url::decoded(self.signature)?);
        *signature.first_mut()? ^= 0xff;
        let text = Zeroizing::new(base64url::encoded(&signature));
        Some(Zeroizing::new(format!("{}.{}.{}", self.head, self.payload, text.as_str())))
    }

    /// What it claims, but issued by somebody else.
    pub(super) fn with_issuer(&self, issuer: &str) -> Option<String> {
        let raw = Zeroizing::new(base64url::decoded(self.payload)?);
        let mut claims: Value = serde_json::from_slice(&raw).ok()?;
        claims.as_object_mut()?.insert("iss".to_owned(), json!(issuer));
        Some(base64url::encoded(claims.to_string().as_bytes()))
    }
}
