//! Verifying a handshake's signature with the key of any certificate, sound or not.

use aws_lc_rs::signature::{self as known, UnparsedPublicKey, VerificationAlgorithm};
use rustls::SignatureScheme;
use x509_parser::prelude::{FromDer, X509Certificate};
use x509_parser::public_key::PublicKey;

/// What can be said about a signature.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Signed {
    /// It was made with the certificate's key.
    Valid,
    /// It was not.
    Invalid,
    /// The key is of a kind or length, or the certificate of a form, that cannot be used here.
    NotCheckable,
}

/// The schemes that are offered, preferred first; SHA-1 last, for old servers.
pub(super) fn schemes() -> &'static [SignatureScheme] {
    &[
        SignatureScheme::ECDSA_NISTP256_SHA256,
        SignatureScheme::ECDSA_NISTP384_SHA384,
        SignatureScheme::ECDSA_NISTP521_SHA512,
        SignatureScheme::ED25519,
        SignatureScheme::RSA_PSS_SHA256,
        SignatureScheme::RSA_PSS_SHA384,
        SignatureScheme::RSA_PSS_SHA512,
        SignatureScheme::RSA_PKCS1_SHA256,
        SignatureScheme::RSA_PKCS1_SHA384,
        SignatureScheme::RSA_PKCS1_SHA512,
        SignatureScheme::RSA_PKCS1_SHA1,
        SignatureScheme::ED448,
    ]
}

/// Checks `signature` over `message` with the key of the certificate `leaf` (DER).
pub(super) fn check(leaf: &[u8], scheme: SignatureScheme, message: &[u8], signature: &[u8]) -> Signed {
    let Ok((_, certificate)) = X509Certificate::from_der(leaf) else { return Signed::NotCheckable };
    let key = certificate.public_key();
    let algorithm = match key.parsed() {
        Ok(PublicKey::RSA(rsa)) => rsa_algorithm(scheme, rsa.key_size()),
        Ok(PublicKey::EC(_)) => {
            let curve = key.algorithm.parameters.as_ref().and_then(|any| any.as_oid().ok());
            curve.and_then(|curve| curve_algorithm(scheme, &curve.to_id_string()))
        }
        _ if key.algorithm.algorithm.to_id_string() == "1.3.101.112" => {
            Some(&known::ED25519 as &dyn VerificationAlgorithm)
        }
        _ => None,
    };
    let Some(algorithm) = algorithm else { return Signed::NotCheckable };
    match UnparsedPublicKey::new(algorithm, key.subject_public_key.data.as_ref()).verify(message, signature) {
        Ok(()) => Signed::Valid,
        Err(_) => Signed::Invalid,
    }
}

fn rsa_algorithm(scheme: SignatureScheme, bits: usize) -> Option<&'static dyn VerificationAlgorithm> {
    match scheme {
        SignatureScheme::RSA_PKCS1_SHA1 if bits >= 1024 => Some(&known::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY),
        SignatureScheme::RSA_PKCS1_SHA256 if bits >= 1024 => {
            Some(&known::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY)
        }
        SignatureScheme::RSA_PKCS1_SHA512 if bits >= 1024 => {
            Some(&known::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY)
        }
        _ if !(2048..=8192).contains(&bits) => None,
        SignatureScheme::RSA_PKCS1_SHA384 => Some(&known::RSA_PKCS1_2048_8192_SHA384),
        SignatureScheme::RSA_PSS_SHA256 => Some(&known::RSA_PSS_2048_8192_SHA256),
        SignatureScheme::RSA_PSS_SHA384 => Some(&known::RSA_PSS_2048_8192_SHA384),
        SignatureScheme::RSA_PSS_SHA512 => Some(&known::RSA_PSS_2048_8192_SHA512),
        _ => None,
    }
}

/// In TLS 1.2 the scheme names a hash only, and the curve is the key's own.
fn curve_algorithm(scheme: SignatureScheme, curve: &str) -> Option<&'static dyn VerificationAlgorithm> {
    match (curve, scheme) {
        ("1.2.840.10045.3.1.7", SignatureScheme::ECDSA_NISTP256_SHA256) => Some(&known::ECDSA_P256_SHA256_ASN1),
        ("1.2.840.10045.3.1.7", SignatureScheme::ECDSA_NISTP384_SHA384) => Some(&known::ECDSA_P256_SHA384_ASN1),
        ("1.2.840.10045.3.1.7", SignatureScheme::ECDSA_NISTP521_SHA512) => Some(&known::ECDSA_P256_SHA512_ASN1),
        ("1.3.132.0.34", SignatureScheme::ECDSA_NISTP256_SHA256) => Some(&known::ECDSA_P384_SHA256_ASN1),
        ("1.3.132.0.34", SignatureScheme::ECDSA_NISTP384_SHA384) => Some(&known::ECDSA_P384_SHA384_ASN1),
        ("1.3.132.0.34", SignatureScheme::ECDSA_NISTP521_SHA512) => Some(&known::ECDSA_P384_SHA512_ASN1),
        ("1.3.132.0.35", SignatureScheme::ECDSA_NISTP256_SHA256) => Some(&known::ECDSA_P521_SHA256_ASN1),
        ("1.3.132.0.35", SignatureScheme::ECDSA_NISTP384_SHA384) => Some(&known::ECDSA_P521_SHA384_ASN1),
        ("1.3.132.0.35", SignatureScheme::ECDSA_NISTP521_SHA512) => Some(&known::ECDSA_P521_SHA512_ASN1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, KeyPair, PKCS_ECDSA_P384_SHA384, SigningKey};

    use super::*;

    #[test]
    fn a_signature_by_another_key_is_invalid() {
        let pair = KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384).expect("a key");
        let other = KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384).expect("a key");
        let leaf =
            CertificateParams::new(vec!["a.vn".to_owned()]).and_then(|own| own.self_signed(&pair)).expect("a leaf");
        let scheme = SignatureScheme::ECDSA_NISTP384_SHA384;
        let good = pair.sign(b"message").expect("a signature");
        let bad = other.sign(b"message").expect("a signature");
        assert_eq!(check(leaf.der(), scheme, b"message", &good), Signed::Valid);
        assert_eq!(check(leaf.der(), scheme, b"message", &bad), Signed::Invalid);
        assert_eq!(check(leaf.der(), scheme, b"other", &good), Signed::Invalid);
        assert_eq!(check(b"no certificate", scheme, b"message", &good), Signed::NotCheckable);
    }
}
