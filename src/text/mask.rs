//! Values that must never be kept raw.

use std::fmt;

/// A secret or personal value after masking: its class, its length and at most three leading
/// characters. The raw value is gone once this exists; nothing here can give it back.
#[derive(Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct Masked {
    class: &'static str,
    prefix: Prefix,
    length: usize,
}

/// The leading characters, without a place of their own in memory: masked values come by the hundred thousand.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
struct Prefix {
    bytes: [u8; 4 * Masked::SHOWN],
    length: usize,
}

impl Prefix {
    /// The first `count` characters of `raw`, at most [`Masked::SHOWN`].
    fn new(raw: &str, count: usize) -> Self {
        let mut prefix = Self { bytes: [0; 4 * Masked::SHOWN], length: 0 };
        let end = raw.char_indices().nth(count).map_or(raw.len(), |(at, _)| at);
        for (slot, byte) in prefix.bytes.iter_mut().zip(raw.bytes().take(end)) {
            *slot = byte;
            prefix.length += 1;
        }
        prefix
    }

    fn text(&self) -> &str {
        self.bytes.get(..self.length).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

impl Masked {
    /// The most characters that are shown.
    const SHOWN: usize = 3;

    /// Masks `raw`, keeping at most its first three characters and never more than a quarter.
    pub fn new(class: &'static str, raw: &str) -> Self {
        let length = raw.chars().count();
        Self { class, prefix: Prefix::new(raw, (length / 4).min(Self::SHOWN)), length }
    }

    /// What kind of value was masked, such as `cookie`.
    pub fn class(&self) -> &'static str {
        self.class
    }
}

/// `abc***[cookie, 32]`: prefix, class and length.
impl fmt::Display for Masked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}***[{}, {}]", super::visible(self.prefix.text()), self.class, self.length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_most_three_characters_and_a_quarter_survive() {
        assert_eq!(Masked::new("cookie", "0123456789abcdef").to_string(), "012***[cookie, 16]");
        assert_eq!(Masked::new("cookie", "abcde").to_string(), "a***[cookie, 5]");
        assert_eq!(Masked::new("cookie", "abc").to_string(), "***[cookie, 3]");
        assert_eq!(Masked::new("name", "😀ễ😀 and more so").to_string(), "😀ễ😀***[name, 15]");
    }
}
