//! Tables of folded words and phrases, made so that what is not in them is rejected at a glance.

use super::fast::FastMap;
use super::fold::Word;
use super::label::Label;

/// Folded words without spaces, and what each names.
#[derive(Debug)]
pub(super) struct Joined {
    entries: FastMap<Box<[u8]>, Label>,
    /// For each two first letters, which lengths there are, a bit each.
    lengths: Box<[u64; 1024]>,
    /// Bits of the three letters that words begin with.
    beginnings: Box<[u64; 512]>,
}

impl Joined {
    /// A table without words.
    pub(super) fn new() -> Self {
        Self { entries: FastMap::default(), lengths: Box::new([0; 1024]), beginnings: Box::new([0; 512]) }
    }

    /// Takes in a word; the first to come counts, unless `last` does.
    pub(super) fn add(&mut self, word: &str, label: Label, last: bool) {
        let word = word.as_bytes();
        if let Some(lengths) = self.lengths.get_mut(pair(word)) {
            *lengths |= 1 << word.len().min(63);
        }
        // A word of two letters may stand before any third.
        let thirds = if word.len() > 2 { triple(word)..=triple(word) } else { triple(word)..=triple(word) | 31 };
        for (index, bit) in thirds.map(|at| (at >> 6, at & 63)) {
            if let Some(bits) = self.beginnings.get_mut(index) {
                *bits |= 1 << bit;
            }
        }
        let entry = self.entries.entry(word.into()).or_insert(label);
        if last {
            *entry = label;
        }
    }

    /// What a word names.
    #[inline]
    pub(super) fn get(&self, word: &[u8]) -> Option<Label> {
        let lengths = self.lengths.get(pair(word)).copied().unwrap_or_default();
        if lengths & (1 << word.len().min(63)) == 0 {
            return None;
        }
        self.entries.get(word).copied()
    }

    /// How long the words of the table are that begin with the first two of these letters, a bit each.
    pub(super) fn lengths(&self, letters: &[u8]) -> u64 {
        self.lengths.get(pair(letters)).copied().unwrap_or_default()
    }

    /// Whether a word of the table may begin with the first three of these letters.
    #[inline]
    pub(super) fn may_begin(&self, letters: &[u8]) -> bool {
        let at = triple(letters);
        self.beginnings.get(at >> 6).is_some_and(|bits| bits >> (at & 63) & 1 == 1)
    }
}

fn pair(word: &[u8]) -> usize {
    let letter = |at: usize| usize::from(word.get(at).copied().unwrap_or_default() & 31);
    letter(0) << 5 | letter(1)
}

fn triple(word: &[u8]) -> usize {
    pair(word) << 5 | usize::from(word.get(2).copied().unwrap_or_default() & 31)
}

/// A phrase by one of its ends.
#[derive(Debug)]
pub(super) struct Phrase {
    /// The words that follow that end, in its direction.
    pub(super) rest: Vec<Word>,
    /// What it names.
    pub(super) label: Label,
}

/// Phrases by the word at one of their ends, the longest first.
#[derive(Debug)]
pub(super) struct Phrases {
    by_end: FastMap<Word, Vec<Phrase>>,
    /// The words that are ends.
    seen: Filter,
}

/// Words, told at a glance: what is among them is always told, and hardly anything else.
#[derive(Debug)]
pub(super) struct Filter(Box<[u64; 256]>);

impl Default for Filter {
    fn default() -> Self {
        Self(Box::new([0; 256]))
    }
}

impl Filter {
    /// Takes in a word.
    pub(super) fn add(&mut self, word: Word) {
        let (index, bit) = spot(word);
        if let Some(bits) = self.0.get_mut(index) {
            *bits |= bit;
        }
    }

    /// Whether a word may be among them.
    #[inline]
    pub(super) fn may_hold(&self, word: Word) -> bool {
        let (index, bit) = spot(word);
        self.0.get(index).is_some_and(|bits| bits & bit != 0)
    }
}

impl Phrases {
    /// A table without phrases.
    pub(super) fn new() -> Self {
        Self { by_end: FastMap::default(), seen: Filter::default() }
    }

    /// Takes in a phrase, from that end.
    pub(super) fn add(&mut self, mut words: impl Iterator<Item = Word>, label: Label) {
        let Some(first) = words.next() else { return };
        self.seen.add(first);
        let phrases = self.by_end.entry(first).or_default();
        phrases.push(Phrase { rest: words.collect(), label });
        phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.rest.len()));
    }

    /// The phrases with this word at their end.
    #[inline]
    pub(super) fn get(&self, word: Word) -> &[Phrase] {
        if !self.seen.may_hold(word) {
            return &[];
        }
        self.by_end.get(&word).map_or(&[], Vec::as_slice)
    }
}

/// Where the bit of a word is.
#[inline]
fn spot(word: Word) -> (usize, u64) {
    let low = u64::try_from(word & Word::from(u64::MAX)).unwrap_or_default();
    let high = u64::try_from(word >> 64).unwrap_or_default();
    let mixed = (low ^ high.rotate_left(23)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 50;
    (usize::try_from(mixed >> 6).unwrap_or_default(), 1 << (mixed & 63))
}
