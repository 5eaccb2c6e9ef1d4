//! Encrypting a premaster secret to an RSA key, in a padding that may be wrong on purpose.

use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rand::fill;
use num_bigint::BigUint;
use x509_parser::prelude::{FromDer, X509Certificate};
use x509_parser::public_key::PublicKey;

use super::act::PremasterForm;
use crate::wire::TlsVersion;

/// The length of a premaster secret.
pub(super) const SECRET: usize = 48;
/// The shortest modulus that can hold one, in bytes.
const SHORTEST: usize = SECRET + 11;
/// The longest modulus that is computed with: 8192 bits. A longer one costs us more than it is worth.
const LONGEST: usize = 1024;
/// The longest exponent: the usual one has 3 bytes, and every further byte costs time.
const LONGEST_EXPONENT: usize = 8;

/// An RSA public key.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct RsaKey {
    modulus: BigUint,
    exponent: BigUint,
    length: usize,
}

impl RsaKey {
    /// The key of a certificate; `None` where it has none of a usable size.
    pub(super) fn of_certificate(der: &[u8]) -> Option<Self> {
        let (_, certificate) = X509Certificate::from_der(der).ok()?;
        let PublicKey::RSA(key) = certificate.public_key().parsed().ok()? else { return None };
        let strip = |bytes: &[u8]| {
            let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
            bytes.get(zeros..).unwrap_or_default().to_vec()
        };
        Self::new(&strip(key.modulus), &strip(key.exponent))
    }

    /// A key out of its numbers, big end first, without leading zeros.
    pub(super) fn new(modulus: &[u8], exponent: &[u8]) -> Option<Self> {
        let odd = modulus.last().is_some_and(|byte| byte & 1 == 1);
        let fits = (SHORTEST..=LONGEST).contains(&modulus.len()) && (1..=LONGEST_EXPONENT).contains(&exponent.len());
        (odd && fits).then(|| Self {
            modulus: BigUint::from_bytes_be(modulus),
            exponent: BigUint::from_bytes_be(exponent),
            length: modulus.len(),
        })
    }

    /// The secret encrypted in a block of some form, as long as the modulus.
    pub(super) fn encrypt(&self, secret: &[u8; SECRET], form: PremasterForm) -> Result<Vec<u8>, Unspecified> {
        let block = BigUint::from_bytes_be(&block(self.length, secret, form)?);
        Ok(stretched(&block.modpow(&self.exponent, &self.modulus), self.length))
    }
}

/// A number in exactly so many bytes, big end first.
pub(super) fn stretched(number: &BigUint, length: usize) -> Vec<u8> {
    let bytes = number.to_bytes_be();
    let mut whole = vec![0; length.saturating_sub(bytes.len())];
    whole.extend(bytes);
    whole
}

/// A new premaster secret for a version that the hello offered.
pub(super) fn secret(version: TlsVersion) -> Result<[u8; SECRET], Unspecified> {
    let mut secret = [0; SECRET];
    fill(&mut secret)?;
    secret.iter_mut().zip(version.code().to_be_bytes()).for_each(|(byte, own)| *byte = own);
    Ok(secret)
}

/// The block before encryption: 00 02, filler without zero, 00, the secret (RFC 8017, section 7.2.1).
fn block(length: usize, secret: &[u8; SECRET], form: PremasterForm) -> Result<Vec<u8>, Unspecified> {
    let mut secret = *secret;
    if form == PremasterForm::WrongVersion {
        secret.iter_mut().zip([2, 2]).for_each(|(byte, wrong)| *byte = wrong);
    }
    let mut block = vec![0; length];
    fill(&mut block)?;
    block.iter_mut().filter(|byte| **byte == 0).for_each(|byte| *byte = 0x5a);
    let head: [u8; 2] = if form == PremasterForm::WrongHead { [0x41, 0x17] } else { [0, 2] };
    block.iter_mut().zip(head).for_each(|(byte, own)| *byte = own);
    let (_, tail) = block.split_at_mut_checked(length.saturating_sub(SECRET + 1)).ok_or(Unspecified)?;
    match form {
        PremasterForm::NoZero => {}
        PremasterForm::LateZero => {
            // One byte of "secret" is left behind the zero.
            if let Some(byte) = tail.iter_mut().rev().nth(1) {
                *byte = 0;
            }
        }
        PremasterForm::Right | PremasterForm::WrongHead | PremasterForm::WrongVersion => {
            tail.iter_mut().zip(std::iter::once(&0).chain(&secret)).for_each(|(byte, own)| *byte = *own);
        }
    }
    Ok(block)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_block_is_wrong_in_its_own_way() {
        let secret = secret(TlsVersion::Tls12).expect("randomness");
        for _ in 0..50 {
            let made = |form| block(128, &secret, form).expect("a block");
            let zeros = |block: &[u8]| block.iter().skip(2).position(|byte| *byte == 0).map(|place| place + 2);
            let right = made(PremasterForm::Right);
            assert_eq!((&right[..2], zeros(&right)), (&[0, 2][..], Some(79)));
            assert_eq!(right[80..], secret);
            assert_eq!(made(PremasterForm::WrongHead)[..2], [0x41, 0x17]);
            assert_eq!(zeros(&made(PremasterForm::LateZero)), Some(126));
            assert_eq!(zeros(&made(PremasterForm::NoZero)), None);
            let version = made(PremasterForm::WrongVersion);
            assert_eq!((zeros(&version), &version[80..82], &version[82..]), (Some(79), &[2, 2][..], &secret[2..]));
        }
    }

    #[test]
    fn keys_that_cost_too_much_are_not_computed_with() {
        assert!(RsaKey::new(&[0xff; 256], &[1, 0, 1]).is_some());
        assert!(RsaKey::new(&[0xff; 2048], &[1, 0, 1]).is_none());
        assert!(RsaKey::new(&[0xff; 256], &[0xff; 256]).is_none());
        assert!(RsaKey::new(&[0xff; 32], &[3]).is_none());
        assert!(RsaKey::new(&[0xfe; 256], &[3]).is_none());
    }
}
