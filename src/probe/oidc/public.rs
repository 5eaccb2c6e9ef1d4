//! The public half of a key, as far as it can be read, and its thumbprint.

use aws_lc_rs::digest;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256K1_SHA256_ASN1, ECDSA_P384_SHA384_ASN1, ECDSA_P521_SHA512_ASN1, ParsedPublicKey,
    VerificationAlgorithm,
};
use x509_parser::prelude::X509Certificate;
use x509_parser::public_key::PublicKey;

use super::json::Json;
use super::key_facts::KeyFault;
use super::number::{Number, encode};

/// A public key.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Public {
    /// RSA: modulus and exponent, big end first, without leading zeros.
    Rsa { modulus: Vec<u8>, exponent: Vec<u8> },
    /// A point of a curve: both coordinates in the curve's full length.
    Point { curve: &'static str, x: Vec<u8>, y: Vec<u8> },
    /// A curve of RFC 8037.
    Octets { curve: &'static str, x: Vec<u8> },
    /// A key of a lattice, of the named algorithm (`AKP`).
    Lattice { algorithm: &'static str, key: Vec<u8> },
}

/// Curves of type `EC`: bytes of a coordinate, and the way to ask whether a point lies on it.
const CURVES: &[(&str, usize, &dyn VerificationAlgorithm)] = &[
    ("P-256", 32, &ECDSA_P256_SHA256_ASN1),
    ("P-384", 48, &ECDSA_P384_SHA384_ASN1),
    ("P-521", 66, &ECDSA_P521_SHA512_ASN1),
    ("secp256k1", 32, &ECDSA_P256K1_SHA256_ASN1),
];
/// Curves that are too small for signatures of today.
const WEAK_CURVES: &[&str] =
    &["P-192", "P-224", "secp160r1", "secp160k1", "secp192r1", "secp192k1", "secp224r1", "secp224k1"];
/// Curves of type `OKP` with the bytes of a key (RFC 8032, RFC 7748).
const OCTETS: &[(&str, usize)] = &[("Ed25519", 32), ("Ed448", 57), ("X25519", 32), ("X448", 56)];
/// Algorithms of type `AKP` with the bytes of a key (FIPS 204).
const LATTICES: &[(&str, usize)] = &[("ML-DSA-44", 1312), ("ML-DSA-65", 1952), ("ML-DSA-87", 2592)];

impl Public {
    /// Reads the key of a JSON object; what is wrong with it is added to `faults`.
    pub(super) fn read(key: &Json, faults: &mut Vec<KeyFault>) -> Option<Self> {
        let mut number = |name| number(key, name, faults);
        match key.member("kty").and_then(Json::text)? {
            "RSA" => {
                let (modulus, exponent) = (number("n"), number("e"));
                let (modulus, exponent) = (modulus?.significant().to_vec(), exponent?.significant().to_vec());
                faults.extend(rsa_faults(&modulus, &exponent));
                Some(Self::Rsa { modulus, exponent })
            }
            "EC" => {
                let (x, y) = (number("x"), number("y"));
                point(key, x?, y?, faults)
            }
            "OKP" => {
                let x = number("x")?.bytes;
                let (curve, length) = named(key, "crv", OCTETS, faults)?;
                if x.len() != length {
                    faults.push(KeyFault::WrongLength);
                    return None;
                }
                Some(Self::Octets { curve, x })
            }
            "AKP" => {
                let own = number("pub")?.bytes;
                let (algorithm, length) = named(key, "alg", LATTICES, faults)?;
                if own.len() != length {
                    faults.push(KeyFault::WrongLength);
                    return None;
                }
                Some(Self::Lattice { algorithm, key: own })
            }
            _ => None,
        }
    }

    /// The key of a certificate, where it is of a type that keys of sets have.
    pub(super) fn of(certificate: &X509Certificate<'_>) -> Option<Self> {
        let info = certificate.public_key();
        match info.parsed() {
            Ok(PublicKey::RSA(rsa)) => {
                let bare = |bytes: &[u8]| bytes.iter().copied().skip_while(|byte| *byte == 0).collect();
                Some(Self::Rsa { modulus: bare(rsa.modulus), exponent: bare(rsa.exponent) })
            }
            Ok(PublicKey::EC(point)) => {
                let curve = info.algorithm.parameters.as_ref()?.as_oid().ok()?.to_id_string();
                let curve = match curve.as_str() {
                    "1.2.840.10045.3.1.7" => "P-256",
                    "1.3.132.0.34" => "P-384",
                    "1.3.132.0.35" => "P-521",
                    "1.3.132.0.10" => "secp256k1",
                    _ => return None,
                };
                let rest = point.data().strip_prefix(&[4])?;
                let (x, y) = rest.split_at_checked(rest.len() / 2)?;
                Some(Self::Point { curve, x: x.to_vec(), y: y.to_vec() })
            }
            _ if info.algorithm.algorithm.to_id_string() == "1.3.101.112" => {
                Some(Self::Octets { curve: "Ed25519", x: info.subject_public_key.data.to_vec() })
            }
            _ => None,
        }
    }

    /// The SHA-256 thumbprint (RFC 7638, RFC 8037 section 2): of the numbers in their proper form, so
    /// that a careless encoding hides no known key.
    pub(super) fn thumbprint(&self) -> String {
        let text = match self {
            Self::Rsa { modulus, exponent } => {
                format!(r#"{{"e":"{}","kty":"RSA","n":"{}"}}"#, encode(exponent), encode(modulus))
            }
            Self::Point { curve, x, y } => {
                format!(r#"{{"crv":"{curve}","kty":"EC","x":"{}","y":"{}"}}"#, encode(x), encode(y))
            }
            Self::Octets { curve, x } => format!(r#"{{"crv":"{curve}","kty":"OKP","x":"{}"}}"#, encode(x)),
            Self::Lattice { algorithm, key } => {
                format!(r#"{{"alg":"{algorithm}","kty":"AKP","pub":"{}"}}"#, encode(key))
            }
        };
        encode(digest::digest(&digest::SHA256, text.as_bytes()).as_ref())
    }

    /// The type, and the curve or set of parameters where it has one.
    pub(super) fn kind(&self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Rsa { .. } => ("RSA", None),
            Self::Point { curve, .. } => ("EC", Some(curve)),
            Self::Octets { curve, .. } => ("OKP", Some(curve)),
            Self::Lattice { .. } => ("AKP", None),
        }
    }

    /// The bits of an RSA modulus.
    pub(super) fn modulus_bits(&self) -> Option<i64> {
        let Self::Rsa { modulus, .. } = self else { return None };
        let Some(first) = modulus.first() else { return Some(0) };
        Some(i64::try_from(modulus.len()).unwrap_or(i64::MAX / 8) * 8 - i64::from(first.leading_zeros()))
    }
}

/// A number that the key must have.
fn number(key: &Json, name: &str, faults: &mut Vec<KeyFault>) -> Option<Number> {
    let Some(text) = key.member(name).and_then(Json::text).filter(|text| !text.is_empty()) else {
        note(faults, KeyFault::LacksMember);
        return None;
    };
    let Some(number) = Number::read(text) else {
        note(faults, KeyFault::NotBase64);
        return None;
    };
    if number.sloppy {
        note(faults, KeyFault::Sloppy);
    }
    Some(number)
}

/// Adds a fault once.
fn note(faults: &mut Vec<KeyFault>, fault: KeyFault) {
    if !faults.contains(&fault) {
        faults.push(fault);
    }
}

/// The row of a table that a member names. A name that is not in the table is no fault: there are
/// more curves than we know.
fn named(
    key: &Json,
    member: &str,
    table: &[(&'static str, usize)],
    faults: &mut Vec<KeyFault>,
) -> Option<(&'static str, usize)> {
    let Some(name) = key.member(member).and_then(Json::text) else {
        note(faults, KeyFault::LacksMember);
        return None;
    };
    table.iter().find(|(own, _)| *own == name).copied()
}

/// RFC 8017 asks for an odd exponent of at least three; 65537 is what everybody takes.
fn rsa_faults(modulus: &[u8], exponent: &[u8]) -> Vec<KeyFault> {
    let is_odd = |number: &[u8]| number.last().is_some_and(|last| last & 1 == 1);
    let small = exponent.len() < 3 || exponent < [1, 0, 1].as_slice() && exponent.len() == 3;
    let mut faults = Vec::new();
    if !is_odd(modulus) {
        faults.push(KeyFault::EvenModulus);
    }
    if !is_odd(exponent) || *exponent == [1] {
        faults.push(KeyFault::BrokenExponent);
    } else if small {
        faults.push(KeyFault::SmallExponent);
    }
    faults
}

/// A point, if it lies on its curve.
fn point(key: &Json, x: Number, y: Number, faults: &mut Vec<KeyFault>) -> Option<Public> {
    let Some(name) = key.member("crv").and_then(Json::text) else {
        note(faults, KeyFault::LacksMember);
        return None;
    };
    if WEAK_CURVES.contains(&name) {
        faults.push(KeyFault::WeakCurve);
    }
    let (curve, length, algorithm) = CURVES.iter().find(|(own, ..)| *own == name).copied()?;
    if x.bytes.len() != length || y.bytes.len() != length {
        faults.push(KeyFault::WrongLength);
    }
    let full = |number: &Number| {
        let significant = number.significant();
        let zeros = length.checked_sub(significant.len())?;
        Some([vec![0; zeros], significant.to_vec()].concat())
    };
    let (Some(x), Some(y)) = (full(&x), full(&y)) else { return None };
    if ParsedPublicKey::new(algorithm, [&[4], x.as_slice(), y.as_slice()].concat()).is_err() {
        faults.push(KeyFault::OffCurve);
        return None;
    }
    Some(Public::Point { curve, x, y })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Option<Public>, Vec<KeyFault>) {
        let mut faults = Vec::new();
        (Public::read(&Json::read(text.as_bytes()).expect("JSON"), &mut faults), faults)
    }

    /// The example of RFC 7638, section 3.1, and that of RFC 8037, appendix A.3.
    #[test]
    fn the_thumbprints_of_the_standards_are_computed() {
        let (key, faults) = read(
            r#"{"kty": "RSA", "e": "AQAB", "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"}"#,
        );
        let key = key.expect("a key");
        assert_eq!(faults, []);
        assert_eq!(key.modulus_bits(), Some(2048));
        assert_eq!(key.thumbprint(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
        let (key, _) = read(r#"{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#);
        assert_eq!(key.expect("a key").thumbprint(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }

    #[test]
    fn points_must_lie_on_their_curve() {
        let key = |y: &str| {
            read(&format!(
                r#"{{"kty": "EC", "crv": "P-256", "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", "y": "{y}"}}"#
            ))
        };
        let (sound, faults) = key("4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM");
        assert_eq!((sound.is_some(), faults), (true, vec![]));
        let (off, faults) = key("4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyE");
        assert_eq!((off, faults), (None, vec![KeyFault::OffCurve]));
        let (_, faults) = key("4Etl");
        assert_eq!(faults, [KeyFault::WrongLength, KeyFault::OffCurve]);
    }

    #[test]
    fn exponents_and_moduli_are_told() {
        let faults = |e: &str, n: &str| read(&format!(r#"{{"kty": "RSA", "e": "{e}", "n": "{n}"}}"#)).1;
        assert_eq!(faults("AQAB", "_w"), []);
        assert_eq!(faults("AQABAQ", "_w"), []);
        assert_eq!(faults("Aw", "_w"), [KeyFault::SmallExponent]);
        assert_eq!(faults("AQ", "_w"), [KeyFault::BrokenExponent]);
        assert_eq!(faults("AQAA", "_g"), [KeyFault::EvenModulus, KeyFault::BrokenExponent]);
        assert_eq!(faults("AQAB", ""), [KeyFault::LacksMember]);
        assert_eq!(faults("AQAB", "?"), [KeyFault::NotBase64]);
        assert_eq!(faults("AQAB==", "/w"), [KeyFault::Sloppy]);
    }
}
