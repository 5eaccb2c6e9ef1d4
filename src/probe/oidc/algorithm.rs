//! The names of algorithms (RFC 7518, RFC 8037, RFC 8812, RFC 9864 and the registry).

use super::facts::AlgorithmClass;

impl AlgorithmClass {
    /// The class of a name.
    pub(super) fn of(name: &str) -> Self {
        match name {
            "none" => Self::None,
            // Bleichenbacher's attack; SHA-1; a curve that no profile of public services knows.
            "RSA1_5" | "RS1" | "ES256K" => Self::Weak,
            "HS256" | "HS384" | "HS512" | "dir" | "A128KW" | "A192KW" | "A256KW" | "A128GCMKW" | "A192GCMKW"
            | "A256GCMKW" | "PBES2-HS256+A128KW" | "PBES2-HS384+A192KW" | "PBES2-HS512+A256KW" => Self::Symmetric,
            "RSA-OAEP" | "RSA-OAEP-256" | "RSA-OAEP-384" | "RSA-OAEP-512" | "ECDH-ES" | "ECDH-ES+A128KW"
            | "ECDH-ES+A192KW" | "ECDH-ES+A256KW" => Self::Asymmetric,
            _ if Need::of(name).is_some() => Self::Asymmetric,
            // Shorter or older members of the family of shared secrets are none the better for it.
            _ if name.starts_with("HS") => Self::Symmetric,
            _ => Self::Unregistered,
        }
    }
}

/// The key that an algorithm of signatures needs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Need {
    /// The type (`kty`).
    pub(super) kind: &'static str,
    /// The curves; none where the type has none.
    pub(super) curves: &'static [&'static str],
}

impl Need {
    /// What a name needs; nothing where it is no signature with a key pair.
    pub(super) fn of(name: &str) -> Option<Self> {
        let (kind, curves): (_, &[&str]) = match name {
            "RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" | "RS1" => ("RSA", &[]),
            "ES256" | "ESP256" => ("EC", &["P-256"]),
            "ES384" | "ESP384" => ("EC", &["P-384"]),
            "ES512" | "ESP512" => ("EC", &["P-521"]),
            "ES256K" => ("EC", &["secp256k1"]),
            "EdDSA" => ("OKP", &["Ed25519", "Ed448"]),
            "Ed25519" => ("OKP", &["Ed25519"]),
            "Ed448" => ("OKP", &["Ed448"]),
            "ML-DSA-44" | "ML-DSA-65" | "ML-DSA-87" => ("AKP", &[]),
            _ => return None,
        };
        Some(Self { kind, curves })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_its_class() {
        for (name, class) in [
            ("none", AlgorithmClass::None),
            ("HS256", AlgorithmClass::Symmetric),
            ("HS1", AlgorithmClass::Symmetric),
            ("RS1", AlgorithmClass::Weak),
            ("PS512", AlgorithmClass::Asymmetric),
            ("EdDSA", AlgorithmClass::Asymmetric),
            ("ML-DSA-65", AlgorithmClass::Asymmetric),
            ("rs256", AlgorithmClass::Unregistered),
            ("None", AlgorithmClass::Unregistered),
        ] {
            assert_eq!(AlgorithmClass::of(name), class, "{name}");
        }
    }
}
