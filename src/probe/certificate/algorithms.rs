//! The signature algorithms that path building may meet.
//!
//! Whether a path exists and whether its signatures and keys are strong enough are two questions
//! with two facts. So SHA-1 and RSA from 1024 bits are verified here; the weakness stands in
//! `path.weak_signature` and `path.weakest_bits`. MD5 and shorter keys cannot be verified at all.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA1_ASN1, RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY, RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
    RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY, UnparsedPublicKey, VerificationAlgorithm,
};
use rustls_pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id};

/// Every algorithm; the lenient ones first, because the first of an identifier decides.
pub(super) fn algorithms() -> Vec<&'static dyn SignatureVerificationAlgorithm> {
    LENIENT
        .iter()
        .map(|own| own as &dyn SignatureVerificationAlgorithm)
        .chain(webpki::ALL_VERIFICATION_ALGS.iter().copied())
        .collect()
}

#[derive(Debug)]
struct Lenient {
    key: AlgorithmIdentifier,
    signature: AlgorithmIdentifier,
    algorithm: &'static dyn VerificationAlgorithm,
}

/// `sha1WithRSAEncryption` with its NULL parameters (RFC 3279).
const RSA_SHA1: AlgorithmIdentifier =
    AlgorithmIdentifier::from_slice(&[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 5, 5, 0]);
/// `ecdsa-with-SHA1` (RFC 3279).
const ECDSA_SHA1: AlgorithmIdentifier = AlgorithmIdentifier::from_slice(&[6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 1]);

static LENIENT: [Lenient; 4] = [
    Lenient {
        key: alg_id::RSA_ENCRYPTION,
        signature: alg_id::RSA_PKCS1_SHA256,
        algorithm: &RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
    },
    Lenient {
        key: alg_id::RSA_ENCRYPTION,
        signature: alg_id::RSA_PKCS1_SHA512,
        algorithm: &RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
    },
    Lenient {
        key: alg_id::RSA_ENCRYPTION,
        signature: RSA_SHA1,
        algorithm: &RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
    },
    Lenient { key: alg_id::ECDSA_P256, signature: ECDSA_SHA1, algorithm: &ECDSA_P256_SHA1_ASN1 },
];

impl SignatureVerificationAlgorithm for Lenient {
    fn verify_signature(&self, public_key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        UnparsedPublicKey::new(self.algorithm, public_key).verify(message, signature).map_err(|_| InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.key
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.signature
    }
}
