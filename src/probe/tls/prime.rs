//! Primes of finite-field Diffie-Hellman: which are in use by many, and which are none.

use crate::fact::Digest;

/// The longest number whose primality is tested, in 32-bit digits: 4096 bits.
const LONGEST: usize = 128;
/// The bases of the test. A random composite passes none of them but by a miracle; one that was
/// built to pass is beyond this test.
const BASES: [u32; 3] = [2, 3, 5];

/// Where a prime (big end first, without leading zeros) is known from, if it is one that many
/// servers share.
pub(super) fn known(prime: &[u8]) -> Option<&'static str> {
    let digest = Digest::of(prime).short_hex();
    KNOWN.iter().find(|row| row.0 == digest).map(|row| row.1)
}

/// Whether a number (big end first) is certainly no prime, by the test of Miller and Rabin; `None`
/// where it is too long to be tested here.
pub(super) fn is_composite(number: &[u8]) -> Option<bool> {
    let digits: Vec<u32> =
        number.rchunks(4).map(|piece| piece.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte))).collect();
    let even = digits.first().is_none_or(|digit| digit % 2 == 0);
    if digits.len() > LONGEST {
        return None;
    }
    if even || digits.iter().skip(1).all(|digit| *digit == 0) {
        // No such number is of any use as a modulus, prime or not.
        return Some(true);
    }
    let modulus = Modulus::new(digits);
    Some(BASES.iter().any(|base| modulus.denies(*base)))
}

/// An odd modulus in Montgomery's form (Mathematics of Computation 44, 1985); digits little end first.
struct Modulus {
    digits: Vec<u32>,
    /// The negative inverse of the lowest digit.
    inverse: u32,
    /// One, in the form.
    one: Vec<u32>,
}

impl Modulus {
    fn new(digits: Vec<u32>) -> Self {
        let low = digits.first().copied().unwrap_or(1);
        // Newton's iteration doubles the number of right bits: 3, 6, 12, 24, 48.
        let inverse = (0..5).fold(low, |own, _| own.wrapping_mul(2_u32.wrapping_sub(low.wrapping_mul(own))));
        let mut own = Self { inverse: inverse.wrapping_neg(), one: Vec::new(), digits };
        let mut one = vec![0; own.digits.len()];
        if let Some(digit) = one.first_mut() {
            *digit = 1;
        }
        for _ in 0..32 * own.digits.len() {
            one = own.doubled(one);
        }
        own.one = one;
        own
    }

    /// Whether a base proves the modulus composite.
    fn denies(&self, base: u32) -> bool {
        let base = (0..base).fold(vec![0; self.digits.len()], |sum, _| self.sum(&sum, &self.one));
        let minus_one = difference(&self.digits, &self.one);
        // The modulus less one is odd times a power of two.
        let mut exponent = self.digits.clone();
        if let Some(low) = exponent.first_mut() {
            *low -= 1;
        }
        let twos: usize = exponent.iter().take_while(|digit| **digit == 0).count() * 32
            + exponent.iter().find(|digit| **digit != 0).map_or(0, |digit| digit.trailing_zeros() as usize);
        let mut power = self.one.clone();
        for bit in (twos..32 * exponent.len()).rev() {
            power = self.product(&power, &power);
            if exponent.get(bit / 32).is_some_and(|digit| digit >> (bit % 32) & 1 == 1) {
                power = self.product(&power, &base);
            }
        }
        if power == self.one || power == minus_one {
            return false;
        }
        for _ in 1..twos {
            power = self.product(&power, &power);
            if power == minus_one {
                return false;
            }
        }
        true
    }

    /// The product of two numbers in the form.
    fn product(&self, left: &[u32], right: &[u32]) -> Vec<u32> {
        let mut sum: Vec<u32> = vec![0; self.digits.len() + 2];
        for digit in left {
            add_scaled(&mut sum, right, *digit);
            let factor = sum.first().copied().unwrap_or(0).wrapping_mul(self.inverse);
            add_scaled(&mut sum, &self.digits, factor);
            // The lowest digit is zero now, and goes to the end as the new highest.
            sum.rotate_left(1);
        }
        sum.pop();
        self.reduced(sum)
    }

    fn doubled(&self, number: Vec<u32>) -> Vec<u32> {
        self.sum(&number, &number)
    }

    fn sum(&self, left: &[u32], right: &[u32]) -> Vec<u32> {
        let mut carry = 0;
        let mut sum: Vec<u32> = left
            .iter()
            .zip(right)
            .map(|(left, right)| {
                let whole = u64::from(*left) + u64::from(*right) + carry;
                carry = whole >> 32;
                low(whole)
            })
            .collect();
        sum.push(low(carry));
        self.reduced(sum)
    }

    /// A number below twice the modulus, with one digit more, brought below the modulus.
    fn reduced(&self, mut number: Vec<u32>) -> Vec<u32> {
        let over = number.last().is_some_and(|digit| *digit != 0);
        let below = number.iter().rev().skip(1).lt(self.digits.iter().rev());
        number.pop();
        if over || !below { difference(&number, &self.digits) } else { number }
    }
}

/// The difference modulo the power of two that the digits span.
fn difference(left: &[u32], right: &[u32]) -> Vec<u32> {
    let mut borrow = 0;
    let digit = |(left, right): (&u32, &u32)| {
        let (first, under) = left.overflowing_sub(*right);
        let (second, again) = first.overflowing_sub(borrow);
        borrow = u32::from(under || again);
        second
    };
    left.iter().zip(right).map(digit).collect()
}

/// Adds `number` times `factor` to `sum`, which is long enough for it.
fn add_scaled(sum: &mut [u32], number: &[u32], factor: u32) {
    let mut carry = 0;
    for (place, digit) in sum.iter_mut().enumerate() {
        let term = number.get(place).map_or(0, |own| u64::from(*own) * u64::from(factor));
        let whole = u64::from(*digit) + term + carry;
        *digit = low(whole);
        carry = whole >> 32;
    }
}

/// The lower half.
fn low(whole: u64) -> u32 {
    u32::try_from(whole & u64::from(u32::MAX)).unwrap_or_default()
}

/// The first half of the SHA-256 digest of a prime, and who gives it out: the standards (RFC 2409,
/// 3526, 5114, 7919) and the defaults of widespread servers.
const KNOWN: &[(&str, &str)] = &[
    ("3cdb020b9ef298b2f3f6cf5a872af527", "mod_ssl 512"),
    ("f79d1db3c955a28fdeca462670a0712e", "mod_ssl 1024"),
    ("db01e702899166da28c9bc7896af62bc", "mod_ssl 512"),
    ("bf910d9df4e0b2e76cda7443f592aa11", "mod_ssl 1024"),
    ("8ae47dca3d24e9b64640062686da234d", "nginx 1024"),
    ("73b391ec8da33ee197aed17d7cfce132", "Java 512"),
    ("ee5483fe4b96caa10cb5b863ec409aab", "Java 768"),
    ("cc21a33dd1a3edf40bf636b5496e4aed", "Java 1024"),
    ("f26e2403f3f07946654404909f0ff81d", "OpenSSL 512"),
    ("66d0bf38b0bdfacf2fdae33f35102ab6", "OpenSSL 1024"),
    ("3166ce19180005327a6059a2e7a4ed22", "OpenSSL 2048"),
    ("9e348a9471b7d123aa97071e38288379", "OpenSSL 2048"),
    ("ce7728db3aed1119a82b9f17b17df9f8", "OpenSSL 4096"),
    ("b52ba6a3026520a6c49d37e458760180", "RFC 2409 768"),
    ("3f35a3f5f6c4376a744acad409bb22f8", "RFC 2409 1024"),
    ("64fcc83ec403930bf18393dbc883ccaa", "RFC 3526 1536"),
    ("d66436f79bbd6b2e38c0ffbd079be904", "RFC 3526 2048"),
    ("48cf8b092fbce4359d9871abf74f98e2", "RFC 3526 3072"),
    ("4ee95187682bcb230ad26a95205f6920", "RFC 3526 4096"),
    ("d1bfe6d0925ce7e4da262b62861514a7", "RFC 3526 6144"),
    ("39ab4feab950a3128fb71accb9fc3965", "RFC 3526 8192"),
    ("44c55cfee5c075927cf682da5b681bde", "RFC 5114 1024"),
    ("bfe545862ca102ad1eeddb5fbfa5bf85", "RFC 5114 2048"),
    ("0b7835722cb619827610c2549fdda558", "RFC 5114 2048"),
    ("6215d41bb617b390082b066d6856f8b3", "SKIP 1024"),
    ("725541d91fe79bcf52e6d96581d83ab8", "SKIP 2048"),
    ("486e235226a927b22b9389bf43377084", "HAProxy 1024"),
    ("7b6551ea6ff09bd78c24bede10980a15", "HAProxy 2048"),
    ("a67f41cb161353e098a815bf4070d326", "HAProxy 4096"),
    ("9cd3b7f336872f46c09428d1bbc19877", "RFC 7919 2048"),
    ("0eaf67db3a839156d5013494a5318a77", "RFC 7919 3072"),
    ("4648414224ac881b3d0dc59b466f96d0", "RFC 7919 4096"),
    ("227ac9066b3ddd9e193670cda2388fa8", "RFC 7919 6144"),
    ("770b14efaf6f049929c523113b3fa99a", "RFC 7919 8192"),
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// RFC 2409, section 6.1.
    const PRIME_768: [u8; 96] = [
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xc9, 0x0f, 0xda, 0xa2, 0x21, 0x68, 0xc2, 0x34, 0xc4, 0xc6,
        0x62, 0x8b, 0x80, 0xdc, 0x1c, 0xd1, 0x29, 0x02, 0x4e, 0x08, 0x8a, 0x67, 0xcc, 0x74, 0x02, 0x0b, 0xbe, 0xa6,
        0x3b, 0x13, 0x9b, 0x22, 0x51, 0x4a, 0x08, 0x79, 0x8e, 0x34, 0x04, 0xdd, 0xef, 0x95, 0x19, 0xb3, 0xcd, 0x3a,
        0x43, 0x1b, 0x30, 0x2b, 0x0a, 0x6d, 0xf2, 0x5f, 0x14, 0x37, 0x4f, 0xe1, 0x35, 0x6d, 0x6d, 0x51, 0xc2, 0x45,
        0xe4, 0x85, 0xb5, 0x76, 0x62, 0x5e, 0x7e, 0xc6, 0xf4, 0x4c, 0x42, 0xe9, 0xa6, 0x3a, 0x36, 0x20, 0xff, 0xff,
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    ];

    fn bytes(number: u64) -> Vec<u8> {
        number.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect()
    }

    #[test]
    fn a_standard_prime_is_known_and_prime_and_its_neighbour_is_neither() {
        let mut prime = PRIME_768.to_vec();
        assert_eq!(known(&prime), Some("RFC 2409 768"));
        assert_eq!(is_composite(&prime), Some(false));
        if let Some(byte) = prime.get_mut(40) {
            *byte ^= 1;
        }
        assert_eq!(known(&prime), None);
        assert_eq!(is_composite(&prime), Some(true));
        assert_eq!(is_composite(&[0xff; 1025]), None);
    }

    proptest! {
        #[test]
        fn small_numbers_are_judged_as_by_division(number in (1_u64 << 32)..(1 << 40)) {
            let number = number | 1;
            let divisor = (3..1_100_000).step_by(2).find(|divisor| number % divisor == 0);
            prop_assert_eq!(is_composite(&bytes(number)), Some(divisor.is_some()), "{}", number);
        }
    }
}
