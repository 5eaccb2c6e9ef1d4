//! What was read once and told nothing: pages and answers say the same words over and over, and what is silent under
//! its labels is silent under them again.
//!
//! Only hashes are kept, of values in which nothing was found, in a table of fixed size that ends with the document.

use super::candidate::Site;
use super::fast::{hash_of, joined};
use crate::probe::exposure::piece::Kind;

/// How many values are remembered; a power of two. Another value in the same slot takes the place of the first.
const SLOTS: usize = 1024;
/// The bits of a slot that tell what is known; no value has none of them.
const OUTCOME: u64 = 7;

/// What is known of a value that told nothing.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Outcome {
    /// There is nothing in it to read.
    Empty = 1,
    /// It was read.
    Silent = 2,
    /// It was read, and its words may say something beside somebody.
    Words = 3,
    /// A block without digits, read where no label stood above it.
    Free = 4,
    /// Such a block that ends with a label itself.
    Asks = 5,
}

/// Values that told nothing, by hash.
#[derive(Debug, Default)]
pub(super) struct Silent {
    /// Made when the first is kept: many documents are a line.
    slots: Vec<u64>,
}

/// A value under its labels, by hash.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Told(u64);

impl Told {
    /// A value with all on which depends what it tells: its labels, its key, how it is stored and where it stands.
    #[inline]
    pub(super) fn of(value: &str, site: Site, in_record: bool) -> Self {
        let flags = [site.is_code, site.is_value, site.kind == Kind::Number, in_record];
        let flags = flags.into_iter().fold(0, |flags, flag| flags << 1 | u64::from(flag));
        Self(hash_of((site.shape ^ site.labels.bits().rotate_left(32)).wrapping_add(flags), value))
    }

    /// A block of text below another.
    pub(super) fn below(self, other: Self) -> Self {
        Self(joined(self.0, other.0))
    }

    fn slot(self) -> usize {
        usize::try_from(self.0 >> 40).unwrap_or_default() % SLOTS
    }
}

impl Silent {
    /// What is known of a value.
    #[inline]
    pub(super) fn knows(&self, told: Told) -> Option<Outcome> {
        let kept = *self.slots.get(told.slot())?;
        if (kept ^ told.0) & !OUTCOME != 0 {
            return None;
        }
        match kept & OUTCOME {
            1 => Some(Outcome::Empty),
            2 => Some(Outcome::Silent),
            3 => Some(Outcome::Words),
            4 => Some(Outcome::Free),
            5 => Some(Outcome::Asks),
            _ => None,
        }
    }

    /// Keeps a value that told nothing.
    pub(super) fn keep(&mut self, told: Told, outcome: Outcome) {
        if self.slots.is_empty() {
            self.slots = vec![0; SLOTS];
        }
        if let Some(slot) = self.slots.get_mut(told.slot()) {
            *slot = told.0 & !OUTCOME | outcome as u64;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::label::{Label, Labels};
    use super::*;

    #[test]
    fn what_told_nothing_is_known_by_all_that_it_depends_on() {
        let site = Site { labels: Labels::NONE, kind: Kind::Text, line: 7, shape: 12, is_code: false, is_value: true };
        let named = Site { labels: Labels::of(Label::Name), ..site };
        let mut silent = Silent::default();
        assert_eq!(silent.knows(Told::of("Sở Xây dựng", site, true)), None);
        silent.keep(Told::of("Sở Xây dựng", site, true), Outcome::Words);
        silent.keep(Told::of("20 ngày", site, true), Outcome::Silent);
        assert_eq!(silent.knows(Told::of("Sở Xây dựng", Site { line: 9, ..site }, true)), Some(Outcome::Words));
        assert_eq!(silent.knows(Told::of("20 ngày", site, true)), Some(Outcome::Silent));
        for (value, other, in_record) in [
            ("Sở Xây dựn", site, true),
            ("Sở Xây dựng", named, true),
            ("Sở Xây dựng", site, false),
            ("Sở Xây dựng", Site { is_code: true, ..site }, true),
            ("Sở Xây dựng", Site { shape: 13, ..site }, true),
            ("Sở Xây dựng", Site { kind: Kind::Number, ..site }, true),
        ] {
            assert_eq!(silent.knows(Told::of(value, other, in_record)), None, "{value}");
        }
    }
}
