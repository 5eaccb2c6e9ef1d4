//! How hard a value is to guess, by two of them.

use super::fact::Freshness;

/// Random bits below which a value is short.
const LEAST_BITS: f64 = 64.0;
/// Values that differ by less are counted, or follow the clock: a day in milliseconds.
const MOST_STEP: u128 = 86_400_000;
/// A common beginning or end this long is no chance.
const FIXED: usize = 5;

/// How a value is made that was `first` on one visit and `second` on another. What differs is taken for random, so
/// this is the most that can be said for it.
pub(super) fn freshness(first: &str, second: &str) -> Freshness {
    if first.is_empty() || second.is_empty() {
        return Freshness::Missing;
    }
    if first == second {
        return Freshness::Constant;
    }
    if counts(first, second) {
        return Freshness::Counted;
    }
    let (first, second) = differing(first, second);
    let length = u32::try_from(first.len().min(second.len())).unwrap_or(u32::MAX);
    let bits = f64::from(length) * alphabet(first, second).log2();
    if bits < LEAST_BITS { Freshness::Short } else { Freshness::Fresh }
}

/// The parts between a common beginning and a common end, where those are too long for chance.
fn differing<'a>(first: &'a str, second: &'a str) -> (&'a str, &'a str) {
    let same = first.bytes().zip(second.bytes()).take_while(|(a, b)| a == b).count();
    let same = if same >= FIXED && first.is_char_boundary(same) && second.is_char_boundary(same) { same } else { 0 };
    let (first, second) = (first.get(same..).unwrap_or(first), second.get(same..).unwrap_or(second));
    let ends = first.bytes().rev().zip(second.bytes().rev()).take_while(|(a, b)| a == b).count();
    let cut = |text: &'a str| text.len().checked_sub(ends).and_then(|end| text.get(..end)).unwrap_or(text);
    if ends >= FIXED { (cut(first), cut(second)) } else { (first, second) }
}

/// Whether both differ only in a number, and the numbers are close to each other. Numbers begin before what differs, and
/// end with the last of their digits.
fn counts(first: &str, second: &str) -> bool {
    let same = first.bytes().zip(second.bytes()).take_while(|(a, b)| a == b).count();
    let number = |text: &str, is_digit: fn(&u8) -> bool, radix: u32| {
        let bytes = text.as_bytes();
        let before = bytes.get(..same)?.iter().rev().take_while(|b| is_digit(b)).count();
        let tail = bytes.get(same - before..)?;
        let digits = tail.iter().take_while(|b| is_digit(b)).count();
        let rest = tail.get(digits..)?;
        let value = u128::from_str_radix(std::str::from_utf8(tail.get(..digits)?).ok()?, radix).ok()?;
        Some((value, digits, rest.to_vec()))
    };
    let near = |is_digit: fn(&u8) -> bool, radix: u32| {
        let (Some(a), Some(b)) = (number(first, is_digit, radix), number(second, is_digit, radix)) else {
            return false;
        };
        // Two short random values are close by chance; in hexadecimal only those count that have room to be apart.
        let step = if radix == 16 { MOST_STEP.min(1 << (2 * a.1.min(40))) } else { MOST_STEP };
        a.2 == b.2 && a.0.abs_diff(b.0) <= step
    };
    near(u8::is_ascii_digit, 10) || near(u8::is_ascii_hexdigit, 16)
}

/// How many different characters each place of the values may hold.
fn alphabet(first: &str, second: &str) -> f64 {
    let has = |class: fn(&char) -> bool| first.chars().chain(second.chars()).any(|c| class(&c));
    let (lower, upper) = (has(char::is_ascii_lowercase), has(char::is_ascii_uppercase));
    let beyond = first.chars().chain(second.chars()).any(|c| c.is_ascii_alphabetic() && !c.is_ascii_hexdigit());
    let letters = match (lower && upper, lower || upper, beyond) {
        (true, _, true) => 52.0,
        (_, true, true) => 26.0,
        (_, true, false) => 6.0,
        _ => 0.0,
    };
    let digits = if has(char::is_ascii_digit) { 10.0 } else { 0.0 };
    let marks = if first.chars().chain(second.chars()).any(|c| !c.is_ascii_alphanumeric()) { 2.0 } else { 0.0 };
    f64::max(letters + digits + marks, 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_random_counts_and_what_is_fixed_does_not() {
        for (first, second, expected) in [
            ("", "a", Freshness::Missing),
            ("abc", "abc", Freshness::Constant),
            ("1007", "1008", Freshness::Counted),
            ("1764000000123", "1764000000999", Freshness::Counted),
            ("sess-0001a9", "sess-0001aa", Freshness::Counted),
            ("a81f", "77c0", Freshness::Short),
            ("9b2e4c71d0a35f68", "1f0d6a83b97c24e5", Freshness::Fresh),
            ("s:Q7xZk2LmPq9TvW3y.sig", "s:b8RtN4cVf6HjK1oA.sig", Freshness::Fresh),
            ("XGUJSCVYHMTLANBR", "QZPWKFDOEITHYCMX", Freshness::Fresh),
        ] {
            assert_eq!(freshness(first, second), expected, "{first} {second}");
        }
    }
}
