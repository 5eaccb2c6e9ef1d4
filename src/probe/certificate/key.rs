//! Keys and signature algorithms, by object identifier.

use x509_parser::prelude::X509Certificate;
use x509_parser::public_key::PublicKey;
use x509_parser::signature_algorithm::RsaSsaPssParams;

use super::facts::{Key, KeyAlgorithm, SignatureHash};

impl Key {
    /// The key of a certificate.
    pub(super) fn of(certificate: &X509Certificate<'_>) -> Self {
        let info = certificate.public_key();
        let (algorithm, bits) = match info.algorithm.algorithm.to_id_string().as_str() {
            "1.3.101.112" => (KeyAlgorithm::Ed25519, 256),
            "1.3.101.113" => (KeyAlgorithm::Ed448, 456),
            "1.2.840.10040.4.1" => (KeyAlgorithm::Dsa, dsa_bits(certificate)),
            _ => match info.parsed() {
                Ok(PublicKey::RSA(rsa)) => (KeyAlgorithm::Rsa, significant_bits(rsa.modulus)),
                Ok(PublicKey::EC(point)) => {
                    let curve = info.algorithm.parameters.as_ref().and_then(|any| any.as_oid().ok());
                    let known = curve.and_then(|curve| curve_bits(&curve.to_id_string()));
                    (KeyAlgorithm::Ec, known.unwrap_or_else(|| i64::try_from(point.key_size()).unwrap_or(0)))
                }
                _ => (KeyAlgorithm::Other, 0),
            },
        };
        Self { algorithm, bits }
    }

    /// The length of an RSA key of equal strength (NIST SP 800-57 part 1, table 2).
    pub(super) fn rsa_equivalent(&self) -> i64 {
        match self.algorithm {
            KeyAlgorithm::Rsa | KeyAlgorithm::Dsa => self.bits,
            KeyAlgorithm::Other => 0,
            _ => match self.bits {
                512.. => 15360,
                384.. => 7680,
                256.. => 3072,
                224.. => 2048,
                160.. => 1024,
                _ => 512,
            },
        }
    }
}

/// The number of bits of an unsigned number, leading zeros not counted.
pub(in crate::probe) fn significant_bits(number: &[u8]) -> i64 {
    let significant: Vec<u8> = number.iter().copied().skip_while(|byte| *byte == 0).collect();
    let Some(first) = significant.first() else { return 0 };
    let all = i64::try_from(significant.len()).unwrap_or(i64::MAX / 8) * 8;
    all - i64::from(first.leading_zeros())
}

/// The hash of a certificate's signature.
pub(super) fn signature_hash(certificate: &X509Certificate<'_>) -> SignatureHash {
    let algorithm = &certificate.signature_algorithm;
    let id = algorithm.algorithm.to_id_string();
    if id == "1.2.840.113549.1.1.10" {
        let parameters = algorithm.parameters.as_ref().and_then(|any| RsaSsaPssParams::try_from(any).ok());
        return parameters.map_or(SignatureHash::Unknown, |own| hash(&own.hash_algorithm_oid().to_id_string()));
    }
    row(&id).map_or(SignatureHash::Unknown, |row| row.1)
}

/// The name of a certificate's signature algorithm, or its object identifier.
pub(super) fn signature_name(certificate: &X509Certificate<'_>) -> String {
    let id = certificate.signature_algorithm.algorithm.to_id_string();
    if id == "1.2.840.113549.1.1.10" {
        return "RSASSA-PSS".to_owned();
    }
    row(&id).map_or(id, |row| row.2.to_owned())
}

fn dsa_bits(certificate: &X509Certificate<'_>) -> i64 {
    // Dss-Parms ::= SEQUENCE { p INTEGER, ... }: the length of p is the key's.
    let parameters = certificate.public_key().algorithm.parameters.as_ref();
    let prime = parameters.and_then(|any| x509_parser::der_parser::der::parse_der_integer(any.data).ok());
    prime.and_then(|(_, prime)| prime.as_slice().ok().map(significant_bits)).unwrap_or(0)
}

fn hash(id: &str) -> SignatureHash {
    match id {
        "1.3.14.3.2.26" => SignatureHash::Sha1,
        "2.16.840.1.101.3.4.2.4" => SignatureHash::Sha224,
        "2.16.840.1.101.3.4.2.1" => SignatureHash::Sha256,
        "2.16.840.1.101.3.4.2.2" => SignatureHash::Sha384,
        "2.16.840.1.101.3.4.2.3" => SignatureHash::Sha512,
        _ => SignatureHash::Unknown,
    }
}

fn row(id: &str) -> Option<&'static (&'static str, SignatureHash, &'static str)> {
    SIGNATURES.iter().find(|row| row.0 == id)
}

/// RFC 3279, RFC 4055, RFC 5758, RFC 8410.
const SIGNATURES: &[(&str, SignatureHash, &str)] = &[
    ("1.2.840.113549.1.1.2", SignatureHash::Md5, "md2WithRSAEncryption"),
    ("1.2.840.113549.1.1.3", SignatureHash::Md5, "md4WithRSAEncryption"),
    ("1.2.840.113549.1.1.4", SignatureHash::Md5, "md5WithRSAEncryption"),
    ("1.2.840.113549.1.1.5", SignatureHash::Sha1, "sha1WithRSAEncryption"),
    ("1.3.14.3.2.29", SignatureHash::Sha1, "sha1WithRSA"),
    ("1.2.840.113549.1.1.14", SignatureHash::Sha224, "sha224WithRSAEncryption"),
    ("1.2.840.113549.1.1.11", SignatureHash::Sha256, "sha256WithRSAEncryption"),
    ("1.2.840.113549.1.1.12", SignatureHash::Sha384, "sha384WithRSAEncryption"),
    ("1.2.840.113549.1.1.13", SignatureHash::Sha512, "sha512WithRSAEncryption"),
    ("1.2.840.10045.4.1", SignatureHash::Sha1, "ecdsa-with-SHA1"),
    ("1.2.840.10045.4.3.1", SignatureHash::Sha224, "ecdsa-with-SHA224"),
    ("1.2.840.10045.4.3.2", SignatureHash::Sha256, "ecdsa-with-SHA256"),
    ("1.2.840.10045.4.3.3", SignatureHash::Sha384, "ecdsa-with-SHA384"),
    ("1.2.840.10045.4.3.4", SignatureHash::Sha512, "ecdsa-with-SHA512"),
    ("1.2.840.10040.4.3", SignatureHash::Sha1, "dsa-with-SHA1"),
    ("2.16.840.1.101.3.4.3.1", SignatureHash::Sha224, "dsa-with-SHA224"),
    ("2.16.840.1.101.3.4.3.2", SignatureHash::Sha256, "dsa-with-SHA256"),
    ("1.3.101.112", SignatureHash::Intrinsic, "Ed25519"),
    ("1.3.101.113", SignatureHash::Intrinsic, "Ed448"),
];

fn curve_bits(id: &str) -> Option<i64> {
    Some(match id {
        "1.3.132.0.6" | "1.3.132.0.7" => 112,
        "1.3.132.0.28" | "1.3.132.0.29" => 128,
        "1.3.132.0.8" | "1.3.132.0.9" | "1.3.132.0.30" | "1.3.36.3.3.2.8.1.1.1" => 160,
        "1.2.840.10045.3.1.1" | "1.3.132.0.31" | "1.3.36.3.3.2.8.1.1.3" => 192,
        "1.3.132.0.32" | "1.3.132.0.33" | "1.3.36.3.3.2.8.1.1.5" => 224,
        "1.2.840.10045.3.1.7" | "1.3.132.0.10" | "1.3.36.3.3.2.8.1.1.7" | "1.2.156.10197.1.301" => 256,
        "1.3.36.3.3.2.8.1.1.9" => 320,
        "1.3.132.0.34" | "1.3.36.3.3.2.8.1.1.11" => 384,
        "1.3.36.3.3.2.8.1.1.13" => 512,
        "1.3.132.0.35" => 521,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leading_zeros_are_no_length() {
        assert_eq!(significant_bits(&[0, 0x80, 0]), 16);
        assert_eq!(significant_bits(&[0, 0x01]), 1);
        assert_eq!(significant_bits(&[0, 0]), 0);
    }

    #[test]
    fn strengths_are_comparable() {
        let key = |algorithm, bits| Key { algorithm, bits }.rsa_equivalent();
        assert_eq!(key(KeyAlgorithm::Ec, 256), 3072);
        assert_eq!(key(KeyAlgorithm::Ec, 192), 1024);
        assert_eq!(key(KeyAlgorithm::Ed25519, 256), 3072);
        assert_eq!(key(KeyAlgorithm::Rsa, 1024), 1024);
        assert_eq!(key(KeyAlgorithm::Other, 0), 0);
    }
}
