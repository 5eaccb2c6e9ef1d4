//! Where a number or a mail address may stand: at a digit or an `@`.

/// Where the first digit or `@` stands; blocks without any are passed over whole.
#[inline]
pub(super) fn next_trigger(bytes: &[u8]) -> Option<usize> {
    const BLOCK: usize = 32;
    // Where one number ends another mostly begins.
    if let Some(near) = bytes.iter().take(2).position(|byte| is_trigger(*byte)) {
        return Some(near);
    }
    let mut at = 0;
    while let Some(block) = bytes.get(at..at + BLOCK)
        && !block.iter().fold(false, |found, byte| found | is_trigger(*byte))
    {
        at += BLOCK;
    }
    let (words, rest) = bytes.get(at..)?.as_chunks::<8>();
    for word in words {
        let found = triggers(u64::from_le_bytes(*word));
        if found != 0 {
            return Some(at + usize::try_from(found.trailing_zeros() / 8).unwrap_or_default());
        }
        at += 8;
    }
    rest.iter().position(|byte| is_trigger(*byte)).map(|found| at + found)
}

/// The highest bit of each of eight bytes that is a digit or `@`.
#[inline]
fn triggers(word: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * ONES;
    // A byte is at least as much as is wanted when adding the rest to 128 reaches its highest bit.
    let reaches = |word: u64, least: u64| ((word & !HIGH) + (0x80 - least) * ONES) | word;
    let digit = reaches(word ^ (u64::from(b'0') * ONES), 10);
    let at = reaches(word ^ (u64::from(b'@') * ONES), 1);
    !(digit & at) & HIGH
}

#[inline]
fn is_trigger(byte: u8) -> bool {
    (byte.wrapping_sub(b'0') < 10) | (byte == b'@')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_digit_is_found_wherever_it_stands() {
        for byte in 0..=255 {
            for length in [1, 7, 8, 9, 31, 32, 45, 70] {
                for at in 0..length {
                    let mut bytes = vec![b'x'; length];
                    bytes[at] = byte;
                    assert_eq!(next_trigger(&bytes), is_trigger(byte).then_some(at), "{byte} at {at} of {length}");
                }
            }
        }
    }
}
