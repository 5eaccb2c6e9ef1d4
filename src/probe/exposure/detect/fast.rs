//! A quick hash for tables of our own words, where nobody chooses the keys against us and a clash costs nothing.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// A map with the quick hash.
pub(super) type FastMap<K, V> = HashMap<K, V, BuildHasherDefault<Fast>>;

/// A set with the quick hash.
pub(super) type FastSet<K> = HashSet<K, BuildHasherDefault<Fast>>;

/// Multiplies and rotates, eight bytes at a time.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fast(u64);

impl Fast {
    fn take(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

impl Hasher for Fast {
    fn finish(&self) -> u64 {
        let mixed = (self.0 ^ (self.0 >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        mixed ^ (mixed >> 29)
    }

    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.take(u64::from_le_bytes(*word));
        }
        let half = |bytes: &[u8; 4]| u64::from(u32::from_le_bytes(*bytes));
        // What is left is read at once where it can be, over bytes that were read or twice.
        let rest = match (bytes.last_chunk::<8>(), rest.first_chunk::<4>(), rest.last_chunk::<4>()) {
            (Some(last), ..) => u64::from_le_bytes(*last),
            (None, Some(first), Some(last)) => half(first) << 32 | half(last),
            _ => rest.iter().fold(0, |word, byte| (word << 8) | u64::from(*byte)),
        };
        self.take(rest ^ (u64::try_from(bytes.len()).unwrap_or_default() << 56));
    }

    fn write_u64(&mut self, word: u64) {
        self.take(word);
    }

    fn write_u128(&mut self, word: u128) {
        let low = u64::try_from(word & u128::from(u64::MAX)).unwrap_or_default();
        self.take(low);
        self.take(u64::try_from(word >> 64).unwrap_or_default());
    }
}

/// The quick hash of one thing upon another.
pub(super) fn joined(before: u64, own: u64) -> u64 {
    let mut hasher = Fast(before);
    hasher.take(own);
    hasher.finish()
}

/// The quick hash of a text, upon another.
pub(super) fn hash_of(before: u64, text: &str) -> u64 {
    let mut hasher = Fast(before);
    hasher.write(text.as_bytes());
    hasher.finish()
}
