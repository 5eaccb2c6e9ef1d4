//! Looking for a sign that mostly stands close by: the end of a tag, of an attribute's value, of the text before a tag.

use memchr::memchr;

/// So many bytes are looked at here before the searching of long stretches is called.
const NEAR: usize = 32;
const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// Where a byte first stands. Eight bytes are held against it at once, in place: a call costs more than most distances.
#[inline]
pub(super) fn near(wanted: u8, bytes: &[u8]) -> Option<usize> {
    let pattern = u64::from(wanted) * ONES;
    let mut at = 0;
    while at < NEAR {
        let Some(word) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) else {
            let rest = bytes.get(at..).unwrap_or_default();
            return rest.iter().position(|byte| *byte == wanted).map(|found| at + found);
        };
        let differs = u64::from_le_bytes(*word) ^ pattern;
        // The lowest marked byte is the first that does not differ; marks above it may be wrong.
        let marks = differs.wrapping_sub(ONES) & !differs & HIGHS;
        if marks != 0 {
            return Some(at + usize::try_from(marks.trailing_zeros() / 8).unwrap_or_default());
        }
        at += 8;
    }
    memchr(wanted, bytes.get(at..).unwrap_or_default()).map(|found| at + found)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_finds_what_a_plain_search_finds(
            bytes in prop::collection::vec(prop_oneof![any::<u8>(), Just(b'<'), Just(b'=')], 0..100),
            wanted in prop_oneof![any::<u8>(), Just(b'<'), Just(0), Just(255)],
        ) {
            prop_assert_eq!(near(wanted, &bytes), bytes.iter().position(|byte| *byte == wanted));
        }
    }
}
