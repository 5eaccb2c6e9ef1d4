//! What was found, as it may be kept.

use std::collections::BTreeSet;

use crate::text::Masked;

use super::class::Class;

/// The most masked samples of a finding.
pub const MOST_SAMPLES: usize = 3;

/// The most different values of a finding that are counted one by one.
pub const MOST_VALUES: usize = 100_000;

/// The key of a run by which values are counted without being kept (see [`Key::hash`]). It never leaves the process.
pub struct Key([u8; 16]);

impl Key {
    /// A key of 16 random bytes.
    pub fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    pub(super) fn bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// The key is not told.
impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(..)")
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.0);
    }
}

/// Values of one class at one place of a document.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Finding {
    /// What they are.
    pub class: Class,
    /// Where: a template such as `/data[]/soCCCD`, `sheet "Danh sách" (hidden) / column "CCCD"`, `page 2`, `comment`. No
    /// value stands in it; names of keys, sheets and files are shortened, visible, and themselves free of digits runs.
    pub place: String,
    /// How often values were met.
    pub occurrences: u32,
    /// The different values, by keyed hash. In memory only: no fact holds it.
    pub values: BTreeSet<u64>,
    /// Whether there were more of them than are counted one by one.
    pub more: bool,
    /// Up to three of them, masked.
    pub samples: Vec<Masked>,
}

impl Finding {
    /// How many different values there are.
    pub fn distinct(&self) -> usize {
        self.values.len()
    }
}
