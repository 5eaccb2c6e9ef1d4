//! Signature algorithms, and reading which one a ServerKeyExchange message is signed with.

use super::client::Hello;
use super::reader::Reader;
use super::suite::{Exchange, suite};
use super::version::TlsVersion;
use crate::fact::enumeration;

enumeration! {
    /// The kind of key that a signature is made with.
    pub enum SigningKey = "signing_key" {
        /// DSA.
        Dsa = "dsa",
        /// RSA with the padding of PKCS #1 version 1.5.
        RsaPkcs1 = "rsa_pkcs1",
        /// RSA with the padding PSS.
        RsaPss = "rsa_pss",
        /// ECDSA.
        Ecdsa = "ecdsa",
        /// Ed25519 and Ed448.
        Eddsa = "eddsa",
        /// ML-DSA.
        MlDsa = "ml_dsa",
        /// SM2.
        Sm2 = "sm2",
        /// GOST R 34.10-2012.
        Gost = "gost",
        /// Another.
        Other = "other",
    }
}

enumeration! {
    /// The hash under a handshake's signature.
    pub enum HandshakeHash = "handshake_hash" {
        /// MD5.
        Md5 = "md5",
        /// SHA-1.
        Sha1 = "sha1",
        /// SHA-224.
        Sha224 = "sha224",
        /// SHA-256.
        Sha256 = "sha256",
        /// SHA-384.
        Sha384 = "sha384",
        /// SHA-512.
        Sha512 = "sha512",
        /// SM3.
        Sm3 = "sm3",
        /// Part of the algorithm itself (EdDSA, ML-DSA, GOST).
        Intrinsic = "intrinsic",
        /// Not known.
        Unknown = "unknown",
    }
}

/// One signature algorithm.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct SignatureAlgorithm {
    /// The code point.
    pub code: u16,
    /// The name in the IANA registry "TLS SignatureScheme"; for the pairs of hash and algorithm that only TLS 1.2 knows
    /// (RFC 5246, section 7.4.1.4.1), a name of the same form.
    pub name: &'static str,
    /// The kind of key.
    pub key: SigningKey,
    /// The hash.
    pub hash: HandshakeHash,
}

/// Every algorithm that is known here, the likely and good ones first, the weak ones last. In TLS 1.2 the curve in
/// the name of an ECDSA algorithm means nothing: any curve may be used with any hash.
pub const SIGNATURE_ALGORITHMS: &[SignatureAlgorithm] = {
    use HandshakeHash::{Intrinsic, Md5, Sha1, Sha224, Sha256, Sha384, Sha512, Sm3};
    use SigningKey::{Dsa, Ecdsa, Eddsa, Gost, MlDsa, RsaPkcs1, RsaPss, Sm2};
    &[
        row(0x0403, "ecdsa_secp256r1_sha256", Ecdsa, Sha256),
        row(0x0503, "ecdsa_secp384r1_sha384", Ecdsa, Sha384),
        row(0x0603, "ecdsa_secp521r1_sha512", Ecdsa, Sha512),
        row(0x0807, "ed25519", Eddsa, Intrinsic),
        row(0x0808, "ed448", Eddsa, Intrinsic),
        row(0x0804, "rsa_pss_rsae_sha256", RsaPss, Sha256),
        row(0x0805, "rsa_pss_rsae_sha384", RsaPss, Sha384),
        row(0x0806, "rsa_pss_rsae_sha512", RsaPss, Sha512),
        row(0x0809, "rsa_pss_pss_sha256", RsaPss, Sha256),
        row(0x080a, "rsa_pss_pss_sha384", RsaPss, Sha384),
        row(0x080b, "rsa_pss_pss_sha512", RsaPss, Sha512),
        row(0x0904, "mldsa44", MlDsa, Intrinsic),
        row(0x0905, "mldsa65", MlDsa, Intrinsic),
        row(0x0906, "mldsa87", MlDsa, Intrinsic),
        row(0x0401, "rsa_pkcs1_sha256", RsaPkcs1, Sha256),
        row(0x0501, "rsa_pkcs1_sha384", RsaPkcs1, Sha384),
        row(0x0601, "rsa_pkcs1_sha512", RsaPkcs1, Sha512),
        row(0x081a, "ecdsa_brainpoolP256r1tls13_sha256", Ecdsa, Sha256),
        row(0x081b, "ecdsa_brainpoolP384r1tls13_sha384", Ecdsa, Sha384),
        row(0x081c, "ecdsa_brainpoolP512r1tls13_sha512", Ecdsa, Sha512),
        row(0x0708, "sm2sig_sm3", Sm2, Sm3),
        row(0x0709, "gostr34102012_256a", Gost, Intrinsic),
        row(0x070a, "gostr34102012_256b", Gost, Intrinsic),
        row(0x070b, "gostr34102012_256c", Gost, Intrinsic),
        row(0x070c, "gostr34102012_256d", Gost, Intrinsic),
        row(0x070d, "gostr34102012_512a", Gost, Intrinsic),
        row(0x070e, "gostr34102012_512b", Gost, Intrinsic),
        row(0x070f, "gostr34102012_512c", Gost, Intrinsic),
        row(0x0840, "gostr34102012_256", Gost, Intrinsic),
        row(0x0841, "gostr34102012_512", Gost, Intrinsic),
        row(0x0303, "ecdsa_sha224", Ecdsa, Sha224),
        row(0x0301, "rsa_pkcs1_sha224", RsaPkcs1, Sha224),
        row(0x0402, "dsa_sha256", Dsa, Sha256),
        row(0x0502, "dsa_sha384", Dsa, Sha384),
        row(0x0602, "dsa_sha512", Dsa, Sha512),
        row(0x0302, "dsa_sha224", Dsa, Sha224),
        row(0x0203, "ecdsa_sha1", Ecdsa, Sha1),
        row(0x0201, "rsa_pkcs1_sha1", RsaPkcs1, Sha1),
        row(0x0202, "dsa_sha1", Dsa, Sha1),
        row(0x0103, "ecdsa_md5", Ecdsa, Md5),
        row(0x0101, "rsa_pkcs1_md5", RsaPkcs1, Md5),
        row(0x0102, "dsa_md5", Dsa, Md5),
    ]
};

/// The algorithm with a code point.
pub fn signature_algorithm(code: u16) -> Option<&'static SignatureAlgorithm> {
    SIGNATURE_ALGORITHMS.iter().find(|row| row.code == code)
}

/// The name, or the code point in hexadecimal where it has none.
pub fn signature_name(code: u16) -> String {
    signature_algorithm(code).map_or_else(|| format!("0x{code:04X}"), |row| row.name.to_owned())
}

impl SignatureAlgorithm {
    /// Whether its hash or its kind of key is broken or given up: MD5, SHA-1, DSA.
    pub fn is_weak(&self) -> bool {
        self.key == SigningKey::Dsa || matches!(self.hash, HandshakeHash::Md5 | HandshakeHash::Sha1)
    }

    /// Whether an RSA key makes it.
    pub fn by_rsa(&self) -> bool {
        matches!(self.key, SigningKey::RsaPkcs1 | SigningKey::RsaPss)
    }

    /// Whether a key on an elliptic curve makes it, Ed25519 and Ed448 included.
    pub fn by_curve(&self) -> bool {
        matches!(self.key, SigningKey::Ecdsa | SigningKey::Eddsa)
    }

    /// The algorithms that in TLS 1.3 take another key than this one does: everything else beside an algorithm of a curve,
    /// where the curve fixes the algorithm, and everything without RSA beside one of RSA.
    pub fn of_other_keys(&self) -> Vec<u16> {
        let other = |row: &&Self| row.code != self.code && !(self.by_rsa() && row.by_rsa());
        SIGNATURE_ALGORITHMS.iter().filter(other).map(|row| row.code).collect()
    }
}

impl Hello {
    /// A TLS 1.3 hello that a server accepts only if it can sign the handshake with one of these algorithms. It carries
    /// real key shares, because a HelloRetryRequest comes before the server has to sign; the certificates themselves
    /// may be signed with anything.
    pub fn signed_by(name: &str, algorithms: Vec<u16>) -> Self {
        Self::of_version(TlsVersion::Tls13, name).with_real_share().with_signatures(algorithms)
    }

    /// The hello with other signature algorithms.
    pub fn with_signatures(mut self, algorithms: Vec<u16>) -> Self {
        self.signature_algorithms = algorithms;
        self
    }
}

/// The algorithm of the signature that ends a ServerKeyExchange message, of which `rest` is what follows the parameters
/// (RFC 5246, section 7.4.3); `None` before TLS 1.2, which names none, and where the suite has no signature.
pub(super) fn signed_with(version: TlsVersion, code: u16, mut rest: Reader<'_>) -> Option<u16> {
    if version != TlsVersion::Tls12 || suite(code)?.exchange != Exchange::Ephemeral {
        return None;
    }
    let algorithm = rest.pair()?;
    rest.long()?;
    Some(algorithm)
}

const fn row(code: u16, name: &'static str, key: SigningKey, hash: HandshakeHash) -> SignatureAlgorithm {
    SignatureAlgorithm { code, name, key, hash }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_code_and_no_name_stands_twice_and_the_weak_come_last() {
        let codes: BTreeSet<u16> = SIGNATURE_ALGORITHMS.iter().map(|row| row.code).collect();
        let names: BTreeSet<&str> = SIGNATURE_ALGORITHMS.iter().map(|row| row.name).collect();
        assert_eq!((codes.len(), names.len()), (SIGNATURE_ALGORITHMS.len(), SIGNATURE_ALGORITHMS.len()));
        assert!(SIGNATURE_ALGORITHMS.is_sorted_by_key(SignatureAlgorithm::is_weak));
    }

    #[test]
    fn hash_and_key_of_the_old_pairs_are_what_their_bytes_say() {
        for row in SIGNATURE_ALGORITHMS.iter().filter(|row| row.code < 0x0700) {
            let [hash, key] = row.code.to_be_bytes();
            let hash = HandshakeHash::ALL.get(usize::from(hash) - 1).copied();
            let key = [SigningKey::RsaPkcs1, SigningKey::Dsa, SigningKey::Ecdsa].get(usize::from(key) - 1).copied();
            assert_eq!((Some(row.hash), Some(row.key)), (hash, key), "{}", row.name);
        }
    }

    #[test]
    fn only_what_tls_1_2_signs_has_an_algorithm() {
        let rest = [4, 3, 0, 2, 1, 1];
        assert_eq!(signed_with(TlsVersion::Tls12, 0xc02b, Reader::new(&rest)), Some(0x0403));
        assert_eq!(signed_with(TlsVersion::Tls11, 0xc009, Reader::new(&rest)), None);
        // Without a certificate, and with a signature that was cut off.
        assert_eq!(signed_with(TlsVersion::Tls12, 0xc018, Reader::new(&rest)), None);
        assert_eq!(signed_with(TlsVersion::Tls12, 0xc02b, Reader::new(&rest[..5])), None);
    }
}
