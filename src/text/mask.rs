//! Values that must never be kept raw.

use std::fmt;

/// A secret or personal value after masking: its class, its length and at most three leading
/// characters. The raw value is gone once this exists; nothing here can give it back.
#[derive(Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct Masked {
    class: &'static str,
    prefix: String,
    length: usize,
}

impl Masked {
    /// Masks `raw`, keeping at most its first three characters and never more than a quarter.
    pub fn new(class: &'static str, raw: &str) -> Self {
        let length = raw.chars().count();
        let prefix = raw.chars().take((length / 4).min(3)).collect();
        Self { class, prefix, length }
    }

    /// What kind of value was masked, such as `cookie`.
    pub fn class(&self) -> &'static str {
        self.class
    }
}

/// `abc***[cookie, 32]`: prefix, class and length.
impl fmt::Display for Masked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}***[{}, {}]", super::visible(&self.prefix), self.class, self.length)
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
    }
}
