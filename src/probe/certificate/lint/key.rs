//! Public keys (BR 6.1.5, 6.1.6; RFC 5480 2.1.1).

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P384_SHA384_ASN1, ECDSA_P521_SHA512_ASN1, ParsedPublicKey, VerificationAlgorithm,
};
use x509_parser::asn1_rs::Tag;
use x509_parser::public_key::{PublicKey, RSAPublicKey};

use super::fact::LintId;
use super::{Link, Notes, primes};
use crate::probe::certificate::facts::{Key, KeyAlgorithm};
use crate::probe::certificate::key::significant_bits;

/// No key that is used anywhere is longer, in octets.
const MOST_OCTETS: usize = 2048;
/// Factors below this are looked for (BR 6.1.6: none smaller than 752).
const FACTOR_LIMIT: u32 = 2000;
/// The largest prime of the product that the flawed generator of CVE-2017-15361 starts from, for
/// the shortest keys; longer keys use more primes, so these are always among them.
const ROCA_LIMIT: u32 = 167;

pub(super) fn look(link: &Link<'_>, notes: &mut Notes) {
    let key = Key::of(link.certificate);
    let info = link.certificate.public_key();
    match key.algorithm {
        KeyAlgorithm::Rsa => match info.parsed() {
            Ok(PublicKey::RSA(rsa)) => {
                // RFC 3279 2.3.1: NULL, written out.
                if info.algorithm.parameters.as_ref().is_none_or(|any| any.tag() != Tag::Null) {
                    notes.grave(LintId::RsaParameters, "");
                }
                of_rsa(&rsa, notes);
            }
            _ => notes.grave(LintId::KeyKind, "rsaEncryption"),
        },
        KeyAlgorithm::Ec => of_curve(link, notes),
        // Sound keys, which the web's requirements do not admit yet.
        KeyAlgorithm::Ed25519 => notes.note(LintId::KeyKind, "Ed25519", link.public),
        KeyAlgorithm::Ed448 => notes.note(LintId::KeyKind, "Ed448", link.public),
        KeyAlgorithm::Dsa | KeyAlgorithm::Other => {
            notes.grave(LintId::KeyKind, info.algorithm.algorithm.to_id_string());
        }
    }
    let shared = link.issuer.is_some_and(|issuer| issuer.public_key().raw == info.raw);
    if link.is_leaf() && shared {
        notes.grave(LintId::KeySharedWithIssuer, "");
    }
}

fn of_rsa(key: &RSAPublicKey<'_>, notes: &mut Notes) {
    let bits = significant_bits(key.modulus);
    if bits < 2048 {
        notes.grave(LintId::RsaShort, bits.to_string());
    }
    if bits % 8 != 0 {
        notes.grave(LintId::RsaLengthOdd, bits.to_string());
    }
    let even = key.exponent.last().is_none_or(|octet| octet & 1 == 0);
    match (even, significant_bits(key.exponent)) {
        (true, _) | (_, ..=1) => notes.grave(LintId::RsaExponentInvalid, hex(key.exponent)),
        (false, ..=16) => notes.light(LintId::RsaExponentSmall, hex(key.exponent)),
        (false, 257..) => notes.light(LintId::RsaExponentLarge, hex(key.exponent)),
        _ => {}
    }
    if key.modulus.len() > MOST_OCTETS {
        return;
    }
    if let Some(factor) = small_primes(FACTOR_LIMIT).into_iter().find(|prime| remainder(key.modulus, *prime) == 0) {
        notes.grave(LintId::RsaSmallFactor, factor.to_string());
    } else if is_roca(key.modulus) {
        notes.grave(LintId::RsaRoca, "CVE-2017-15361");
    } else if primes::are_close(key.modulus) {
        notes.grave(LintId::RsaClosePrimes, "CVE-2022-26320");
    }
}

fn of_curve(link: &Link<'_>, notes: &mut Notes) {
    let parameters = link.certificate.public_key().algorithm.parameters.as_ref();
    match parameters.map(|any| (any.tag(), any.as_oid())) {
        Some((Tag::Oid, Ok(curve))) => {
            let curve = curve.to_id_string();
            let point = &link.certificate.public_key().subject_public_key.data;
            if verifier_of(&curve).is_some_and(|own| ParsedPublicKey::new(own, point).is_err()) {
                notes.grave(LintId::CurvePointInvalid, &curve);
            }
            if !["1.2.840.10045.3.1.7", "1.3.132.0.34", "1.3.132.0.35"].contains(&curve.as_str()) {
                notes.grave(LintId::CurveNotAllowed, curve);
            }
        }
        _ => notes.grave(LintId::CurveExplicit, ""),
    }
}

/// What takes a key of a curve, for its own test of the point (SP 800-56A 5.6.2.3.4).
fn verifier_of(curve: &str) -> Option<&'static dyn VerificationAlgorithm> {
    match curve {
        "1.2.840.10045.3.1.7" => Some(&ECDSA_P256_SHA256_ASN1),
        "1.3.132.0.34" => Some(&ECDSA_P384_SHA384_ASN1),
        "1.3.132.0.35" => Some(&ECDSA_P521_SHA512_ASN1),
        _ => None,
    }
}

/// Whether a modulus has the fingerprint of the flawed generator: its primes are powers of 65537
/// modulo the product of the first primes, and so is their product modulo each of them.
fn is_roca(modulus: &[u8]) -> bool {
    small_primes(ROCA_LIMIT + 1).into_iter().skip(1).all(|prime| {
        let left = remainder(modulus, prime);
        let generator = 65537 % prime;
        let mut power = 1;
        // The powers of a generator come round after at most `prime` steps.
        (0..prime).any(|_| {
            power = power * generator % prime;
            power == left
        })
    })
}

/// The primes below a small limit.
fn small_primes(limit: u32) -> Vec<u32> {
    let mut found: Vec<u32> = Vec::new();
    for candidate in 2..limit {
        if found.iter().take_while(|prime| *prime * *prime <= candidate).all(|prime| candidate % prime != 0) {
            found.push(candidate);
        }
    }
    found
}

fn remainder(number: &[u8], divisor: u32) -> u32 {
    number.iter().fold(0, |left, octet| (left * 256 + u32::from(*octet)) % divisor)
}

fn hex(number: &[u8]) -> String {
    let shown: String = number.iter().take(16).map(|octet| format!("{octet:02x}")).collect();
    format!("0x{shown}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_factors_are_found_and_primes_are_primes() {
        assert_eq!(small_primes(30), [2, 3, 5, 7, 11, 13, 17, 19, 23, 29]);
        assert_eq!(remainder(&[0x01, 0x00, 0x01], 257), 65537 % 257);
        assert_eq!(remainder(&[0x03, 0xf1], 1009), 0);
    }

    #[test]
    fn the_flawed_generator_is_known_by_its_fingerprint() {
        // 65537^2 is a product of two powers of 65537 whatever the modulus; 65539 is a prime that is not.
        assert!(is_roca(&[0x01, 0x00, 0x02, 0x00, 0x01]));
        assert!(!is_roca(&[0x01, 0x00, 0x03]));
    }

    #[test]
    fn bad_rsa_numbers_are_told() {
        // 2048 bits, odd, and a product of nothing but ones: divisible by 3.
        let weak = [0xff; 256];
        let told = |modulus: &[u8], exponent: &[u8]| {
            let mut notes = Notes::default();
            of_rsa(&RSAPublicKey { modulus, exponent }, &mut notes);
            notes.lints.iter().map(|lint| (lint.lint, lint.grave)).collect::<Vec<_>>()
        };
        assert_eq!(told(&weak, &[1, 0, 1]), [(LintId::RsaSmallFactor, true)]);
        let factor = (LintId::RsaSmallFactor, true);
        assert_eq!(told(&weak, &[1]), [(LintId::RsaExponentInvalid, true), factor]);
        assert_eq!(told(&weak, &[1, 0, 0]), [(LintId::RsaExponentInvalid, true), factor]);
        assert_eq!(told(&weak, &[]), [(LintId::RsaExponentInvalid, true), factor]);
        let mut large = [0; 33];
        (large[0], large[32]) = (1, 1);
        assert_eq!(told(&weak, &large), [(LintId::RsaExponentLarge, false), factor]);
        assert_eq!(told(&weak, &[3]), [(LintId::RsaExponentSmall, false), factor]);
        assert_eq!(
            told(&[0x7f; 32], &[1, 0, 1]).first_chunk(),
            Some(&[(LintId::RsaShort, true), (LintId::RsaLengthOdd, true)])
        );
    }
}
