//! A column of noisy durations: Rice codes of what a simple guess leaves over.
//!
//! The noise of a duration in ticks of 10 microseconds takes more than a byte, and a number of variable length would
//! take two: with single bits it takes what it is worth. (R. F. Rice, "Some practical universal noiseless coding
//! techniques", JPL 79-22, 1979.)

use super::bytes::{Reader, put, unzigzag, zigzag};

/// So many ones say that the value follows in full.
const ESCAPE: u32 = 24;
/// The bits of a value in full.
const FULL: u32 = 40;
/// The most low bits a code may have.
const DEEPEST: u8 = 32;
/// What follows from the value before; otherwise from the column's middle.
const FROM_BEFORE: u8 = 0x80;

/// Appends values, each within 38 bits and a sign.
pub(super) fn put_column(out: &mut Vec<u8>, values: &[i64]) {
    if values.is_empty() {
        return;
    }
    let mut sorted = values.to_vec();
    let middle = sorted.len() / 2;
    let base = *sorted.select_nth_unstable(middle).1;
    let from_base: Vec<u64> = values.iter().map(|value| zigzag(value - base)).collect();
    let before = std::iter::once(base).chain(values.iter().copied());
    let from_before: Vec<u64> = values.iter().zip(before).map(|(value, before)| zigzag(value - before)).collect();
    let (depth_base, cost_base) = depth(&from_base);
    let (depth_before, cost_before) = depth(&from_before);
    let (depth, mode, left) =
        if cost_before < cost_base { (depth_before, FROM_BEFORE, from_before) } else { (depth_base, 0, from_base) };
    out.push(depth | mode);
    put(out, zigzag(base));
    let mut bits = Bits { out, held: 0, many: 0 };
    for value in left {
        bits.code(value, depth);
    }
    bits.end();
}

/// Reads a column of so many values; `None` where nobody can have written it.
pub(super) fn column(reader: &mut Reader<'_>, values: usize) -> Option<Vec<i64>> {
    if values == 0 {
        return Some(Vec::new());
    }
    let head = reader.byte()?;
    let depth = head & !FROM_BEFORE;
    if depth > DEEPEST {
        return None;
    }
    let base = unzigzag(reader.number()?);
    // A value takes a bit at least: what is said to be longer than its bytes allow takes no memory.
    if values > reader.0.len().checked_mul(8)? {
        return None;
    }
    let mut bits = Taken { bytes: reader.0, next: 0, held: 0, many: 0 };
    let mut column = Vec::with_capacity(values);
    let mut before = base;
    for _ in 0..values {
        let value = before.checked_add(unzigzag(bits.code(depth)?))?;
        column.push(value);
        if head & FROM_BEFORE != 0 {
            before = value;
        }
    }
    reader.0 = bits.rest()?;
    Some(column)
}

/// How many low bits make the values shortest, and how many bits they take then.
fn depth(values: &[u64]) -> (u8, u64) {
    let total: u64 = values.iter().fold(0, |sum, value| sum.saturating_add(*value));
    let mean = total / (values.len() as u64).max(1);
    let about = u8::try_from(mean.max(1).ilog2()).unwrap_or(DEEPEST).min(DEEPEST - 1);
    (about.saturating_sub(2)..=about + 1)
        .map(|depth| (depth, values.iter().map(|value| length(*value, depth)).sum::<u64>()))
        .min_by_key(|(_, cost)| *cost)
        .unwrap_or_default()
}

fn length(value: u64, depth: u8) -> u64 {
    let ones = value >> depth;
    if ones >= u64::from(ESCAPE) { u64::from(ESCAPE + FULL) } else { ones + 1 + u64::from(depth) }
}

/// Bits on their way out, the first the lowest of its byte.
struct Bits<'a> {
    out: &'a mut Vec<u8>,
    held: u64,
    many: u32,
}

impl Bits<'_> {
    fn code(&mut self, value: u64, depth: u8) {
        let ones = u32::try_from(value >> depth).unwrap_or(ESCAPE).min(ESCAPE);
        self.put((1 << ones) - 1, ones);
        if ones == ESCAPE {
            self.put(value & ((1 << 20) - 1), 20);
            self.put(value >> 20, FULL - 20);
            return;
        }
        self.put(0, 1);
        self.put(value & ((1 << depth) - 1), u32::from(depth));
    }

    /// At most 32 bits at a time.
    fn put(&mut self, bits: u64, many: u32) {
        self.held |= bits << self.many;
        self.many += many;
        while self.many >= 8 {
            self.out.push((self.held & 0xff) as u8);
            self.held >>= 8;
            self.many -= 8;
        }
    }

    fn end(self) {
        if self.many > 0 {
            self.out.push((self.held & 0xff) as u8);
        }
    }
}

/// Bits on their way in.
struct Taken<'a> {
    bytes: &'a [u8],
    next: usize,
    held: u64,
    many: u32,
}

impl<'a> Taken<'a> {
    fn code(&mut self, depth: u8) -> Option<u64> {
        self.fill();
        let ones = self.held.trailing_ones().min(ESCAPE);
        if ones == ESCAPE {
            self.take(ESCAPE)?;
            let low = self.take(20)?;
            return Some(self.take(FULL - 20)? << 20 | low);
        }
        self.take(ones + 1)?;
        Some(u64::from(ones) << depth | self.take(u32::from(depth))?)
    }

    fn fill(&mut self) {
        while self.many <= 56 {
            let Some(byte) = self.bytes.get(self.next) else { return };
            self.held |= u64::from(*byte) << self.many;
            self.many += 8;
            self.next += 1;
        }
    }

    /// At most 32 bits at a time.
    fn take(&mut self, many: u32) -> Option<u64> {
        if self.many < many {
            self.fill();
        }
        if self.many < many {
            return None;
        }
        let bits = self.held & ((1 << many) - 1);
        self.held >>= many;
        self.many -= many;
        Some(bits)
    }

    /// The bytes of which no bit was taken.
    fn rest(&self) -> Option<&'a [u8]> {
        self.bytes.get(self.next.checked_sub(self.many as usize / 8)?..)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn value() -> impl Strategy<Value = i64> {
        prop_oneof![900_i64..1_100, 0_i64..4, -17_179_869_184_i64..=17_179_869_184]
    }

    proptest! {
        #[test]
        fn a_column_comes_back(values in proptest::collection::vec(value(), 0..200)) {
            let mut out = Vec::new();
            put_column(&mut out, &values);
            out.extend([7, 7]);
            let mut reader = Reader(&out);
            prop_assert_eq!(column(&mut reader, values.len()), Some(values));
            prop_assert_eq!(reader.0, [7, 7]);
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..60), values in 0_usize..5_000) {
            if let Some(column) = column(&mut Reader(&bytes), values) {
                prop_assert_eq!(column.len(), values);
            }
        }
    }

    #[test]
    fn noise_of_a_hundred_ticks_takes_little_more_than_a_byte() {
        let mut state = 1_u64;
        let values: Vec<_> = (0..3_600)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                // Twelve even numbers make a normal one: 100 ticks of deviation around 20 milliseconds.
                2_000 + (0..12).map(|part| ((state >> (part * 4)) & 0xff).cast_signed() % 100).sum::<i64>() / 3
            })
            .collect();
        let mut out = Vec::new();
        put_column(&mut out, &values);
        assert!(out.len() < 3_600 * 5 / 4, "{}", out.len());
    }
}
