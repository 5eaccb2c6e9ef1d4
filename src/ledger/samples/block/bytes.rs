//! Numbers as bytes: variable length, zigzag, run lengths.

/// Appends a number, seven bits a byte, the lowest first.
pub(super) fn put(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push((value & 0x7f) as u8);
}

/// A number with a sign as one without, small ones staying small.
pub(super) const fn zigzag(value: i64) -> u64 {
    (value.cast_unsigned() << 1) ^ (value >> 63).cast_unsigned()
}

/// What [`zigzag`] was made of.
pub(super) const fn unzigzag(value: u64) -> i64 {
    (value >> 1).cast_signed() ^ -((value & 1).cast_signed())
}

/// Appends values as pairs of how often one follows itself, and the value.
pub(super) fn put_runs(out: &mut Vec<u8>, values: impl IntoIterator<Item = u64>) {
    let mut values = values.into_iter();
    let Some(mut value) = values.next() else { return };
    let mut times = 1;
    for next in values {
        if next == value {
            times += 1;
            continue;
        }
        put(out, times);
        put(out, value);
        (value, times) = (next, 1);
    }
    put(out, times);
    put(out, value);
}

/// Reads from the front of bytes; `None` where they end early or hold what nobody wrote.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    pub(super) fn number(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                return None;
            }
            value |= bits << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    /// Pairs of [`put_runs`] for so many values in all. They take no more memory than their bytes allow.
    pub(super) fn runs<T>(&mut self, values: usize, read: impl Fn(u64) -> Option<T>) -> Option<Vec<(usize, T)>> {
        let mut runs = Vec::new();
        let mut left = values;
        while left > 0 {
            let times = usize::try_from(self.number()?).ok()?;
            if times == 0 || times > left {
                return None;
            }
            left -= times;
            runs.push((times, read(self.number()?)?));
        }
        Some(runs)
    }
}

/// The values of pairs one after the other.
pub(super) fn expand<T: Copy>(runs: &[(usize, T)]) -> impl Iterator<Item = T> {
    runs.iter().flat_map(|(times, value)| std::iter::repeat_n(*value, *times))
}

/// A checksum (FNV-1a, folded to 32 bits) of bytes at a place: a block that was altered, or that stands where another
/// should, is told from a whole one.
pub(super) fn checksum(place: &[i64], bytes: &[u8]) -> u32 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = place.iter().flat_map(|number| number.to_le_bytes()).fold(0xcbf2_9ce4_8422_2325, step);
    let hash = bytes.iter().copied().fold(hash, step);
    #[expect(clippy::cast_possible_truncation, reason = "the upper half is folded in")]
    let folded = (hash ^ (hash >> 32)) as u32;
    folded
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_and_runs_come_back(values in proptest::collection::vec(prop_oneof![any::<i64>(), 0_i64..3], 0..40)) {
            let mut out = Vec::new();
            put_runs(&mut out, values.iter().map(|value| zigzag(*value)));
            let mut reader = Reader(&out);
            let runs = reader.runs(values.len(), |value| Some(unzigzag(value))).expect("as written");
            prop_assert_eq!(expand(&runs).collect::<Vec<_>>(), values);
            prop_assert!(reader.0.is_empty());
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..40), values in 0_usize..99) {
            if let Some(runs) = Reader(&bytes).runs(values, Some) {
                prop_assert!(runs.len() <= bytes.len());
                prop_assert_eq!(runs.iter().map(|(times, _)| times).sum::<usize>(), values);
            }
        }
    }
}
