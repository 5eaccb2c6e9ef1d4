//! The public keys of a provider (RFC 7517), and the forms in which careless code holds them.

use serde_json::Value;

use super::{base64url, spki};

/// The longest number of a key that is taken.
const MOST_BYTES: usize = 2048;

/// A public key that a provider publishes.
#[derive(Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct PublicKey {
    /// Its name (`kid`).
    pub id: Option<String>,
    /// Whether its provider signs by RSASSA-PSS with it (`alg`).
    pub(super) is_pss: bool,
    numbers: Numbers,
}

#[derive(Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
enum Numbers {
    /// A point of P-256.
    Elliptic { x: Vec<u8>, y: Vec<u8> },
    /// Modulus and exponent.
    Rsa { modulus: Vec<u8>, exponent: Vec<u8> },
}

/// A form in which code holds a public key, and might take it for a secret.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum KeyForm {
    /// PEM (RFC 7468), with the newline at its end.
    Pem,
    /// PEM without it.
    PemTrimmed,
    /// DER (RFC 5280, `SubjectPublicKeyInfo`).
    Der,
    /// The bytes of `n`, or of `x`.
    Number,
}

impl KeyForm {
    /// Every form.
    pub const ALL: [Self; 4] = [Self::Pem, Self::PemTrimmed, Self::Der, Self::Number];

    /// The form in facts.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pem => "pem",
            Self::PemTrimmed => "pem-trimmed",
            Self::Der => "der",
            Self::Number => "number",
        }
    }
}

impl PublicKey {
    /// Reads one key of a JWKS that signs; `None` for one that does not, or of a kind that is not known.
    pub fn of_jwk(jwk: &Value) -> Option<Self> {
        let text = |name: &str| jwk.get(name).and_then(Value::as_str);
        let number = |name: &str| {
            let bytes = base64url::decoded(text(name)?)?;
            (!bytes.is_empty() && bytes.len() <= MOST_BYTES).then_some(bytes)
        };
        if text("use").is_some_and(|purpose| purpose != "sig") {
            return None;
        }
        let numbers = match text("kty")? {
            "EC" if text("crv") == Some("P-256") => Numbers::Elliptic { x: number("x")?, y: number("y")? },
            "RSA" => Numbers::Rsa { modulus: number("n")?, exponent: number("e")? },
            _ => return None,
        };
        let id = text("kid").filter(|id| id.len() <= 256).map(str::to_owned);
        let is_pss = text("alg").is_some_and(|name| name.starts_with("PS"));
        Some(Self { id, is_pss, numbers })
    }

    /// Whether it is of an elliptic curve.
    pub(super) fn is_elliptic(&self) -> bool {
        matches!(self.numbers, Numbers::Elliptic { .. })
    }

    /// The key in a form.
    pub(super) fn written(&self, form: KeyForm) -> Vec<u8> {
        let der = || match &self.numbers {
            Numbers::Elliptic { x, y } => spki::elliptic(x, y),
            Numbers::Rsa { modulus, exponent } => spki::rsa(modulus, exponent),
        };
        match form {
            KeyForm::Der => der(),
            KeyForm::Pem => spki::pem(&der()).into_bytes(),
            KeyForm::PemTrimmed => spki::pem(&der()).trim_end().as_bytes().to_vec(),
            KeyForm::Number => match &self.numbers {
                Numbers::Elliptic { x, .. } => x.clone(),
                Numbers::Rsa { modulus, .. } => modulus.clone(),
            },
        }
    }
}
