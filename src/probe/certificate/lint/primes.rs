//! RSA keys whose primes lie close together: Fermat's method finds them in a few steps (BR 6.1.1.3,
//! CVE-2022-26320).

use x509_parser::num_bigint::BigUint;

/// The steps that the baseline requirements demand.
const STEPS: u32 = 100;
/// Squares leave one of these remainders of 64, as a bit mask; it spares most of the roots.
const SQUARES_OF_64: u64 = 0x0202_0212_0203_0213;

/// Whether a modulus (big end first) falls to Fermat's method within a hundred steps: it is then the
/// difference of two squares, of which the greater is just above it.
pub(super) fn are_close(modulus: &[u8]) -> bool {
    let number = BigUint::from_bytes_be(modulus);
    if !number.bit(0) {
        return false;
    }
    let root = number.sqrt();
    let first = if &root * &root == number { root } else { root + 1_u32 };
    (0..STEPS).any(|step| {
        let middle = &first + step;
        is_square(&(&middle * &middle - &number))
    })
}

fn is_square(number: &BigUint) -> bool {
    let low = number.iter_u64_digits().next().unwrap_or(0) % 64;
    if SQUARES_OF_64 >> low & 1 == 0 {
        return false;
    }
    let root = number.sqrt();
    &root * &root == *number
}

#[cfg(test)]
mod tests {
    use x509_parser::prelude::FromDer;

    use super::*;

    fn product(one: u64, two: u64) -> Vec<u8> {
        (BigUint::from(one) * BigUint::from(two)).to_bytes_be()
    }

    #[test]
    fn the_mask_holds_every_square() {
        let mask = (0..64_u64).fold(0_u64, |mask, number| mask | 1 << (number * number % 64));
        assert_eq!(mask, SQUARES_OF_64);
    }

    #[test]
    fn primes_that_follow_each_other_are_found_and_distant_ones_are_not() {
        assert!(are_close(&product(4_294_967_279, 4_294_967_291)));
        assert!(are_close(&product(4_294_967_291, 4_294_967_291)));
        assert!(!are_close(&product(4_294_967_291, 2_147_483_647)));
        assert!(!are_close(&[]) && !are_close(&[0x10]));
    }

    #[test]
    fn a_real_key_is_left_in_peace() {
        let folder = tempfile::tempdir().expect("a folder");
        crate::wire::rehearsal::openssl(folder.path(), "genrsa -out k.pem 2048");
        crate::wire::rehearsal::openssl(folder.path(), "rsa -in k.pem -RSAPublicKey_out -outform DER -out k.der");
        let key = std::fs::read(folder.path().join("k.der")).expect("a key");
        let (_, key) = x509_parser::public_key::RSAPublicKey::from_der(&key).expect("a key");
        assert!(!are_close(key.modulus));
    }
}
