//! The words of a line with where they stand.

use super::fold::{CAPITAL, MARK, Word, letter_at};
use super::label::{self, Label};

/// A word in a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot {
    /// The word, folded.
    pub(super) word: Word,
    /// Where it begins.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
}

/// The words of a line.
pub(super) fn spots(line: &str) -> Vec<Spot> {
    let mut spots = Vec::with_capacity(line.len() / 5 + 1);
    spots.extend(Spots::of(line));
    spots
}

/// Tells the words of a line one by one.
#[derive(Clone)]
pub(super) struct Spots<'t> {
    bytes: &'t [u8],
    at: usize,
}

impl<'t> Spots<'t> {
    /// From the beginning of a line.
    pub(super) fn of(line: &'t str) -> Self {
        Self { bytes: line.as_bytes(), at: 0 }
    }
}

impl Iterator for Spots<'_> {
    type Item = Spot;

    #[inline]
    fn next(&mut self) -> Option<Spot> {
        let (mut word, mut start): (Word, usize) = (0, 0);
        while self.at < self.bytes.len() {
            let at = self.at;
            let (letter, size) = letter_at(self.bytes, at);
            self.at += size;
            if letter > MARK {
                if word == 0 {
                    start = at;
                }
                word = word << 8 | Word::from(letter & !CAPITAL);
            } else if letter == 0 && word != 0 {
                return Some(Spot { word, start, end: at });
            }
        }
        (word != 0).then_some(Spot { word, start, end: self.bytes.len() })
    }
}

/// Whether a text is a phrase of labels and nothing else: `Họ và tên`, `Chủ hộ`.
pub(super) fn is_label(text: &str) -> bool {
    let mut words = Spots::of(text);
    let found = label::phrase_from(words.clone().map(|spot| spot.word));
    found.is_some_and(|(count, _)| words.nth(count).is_none())
}

/// A phrase of labels among words: the first word, how many, what it says.
pub(super) type Phrase = (usize, usize, Label);

/// Words of labels that family names look like without their marks: `Võ`, `Chu`, `La`.
const NAMESAKES: [(Word, &str); 3] =
    [(label::word(b"vo"), "vợ"), (label::word(b"chu"), "chủ"), (label::word(b"la"), "là")];

/// The longest phrase of labels that words of a line begin with: `Họ tên: Võ A` is no `họ tên vợ`.
pub(super) fn phrase_at(line: &str, spots: &[Spot]) -> Option<(usize, Label)> {
    let words = |count: usize| spots.iter().take(count).map(|spot| spot.word);
    let found = label::phrase_from(words(spots.len()))?;
    let joins = |pair: &[Spot]| {
        let [one, other] = pair else { return true };
        let gap = line.get(one.end..other.start).unwrap_or_default();
        let raw = || line.get(other.start..other.end).unwrap_or_default().to_lowercase();
        let is_name = || NAMESAKES.iter().any(|(word, own)| *word == other.word && raw() != *own);
        !gap.contains([':', '=']) && (line.is_ascii() || !is_name())
    };
    let whole = spots.get(..found.0).unwrap_or_default();
    match whole.windows(2).position(|pair| !joins(pair)) {
        Some(parted) => label::phrase_from(words(parted + 1)),
        None => Some(found),
    }
}

/// The phrases of labels in a line, from left to right, the longest at each word.
pub(super) fn phrases(line: &str, spots: &[Spot]) -> Vec<Phrase> {
    let (mut phrases, mut at) = (Vec::new(), 0);
    while let Some(rest) = spots.get(at..).filter(|rest| !rest.is_empty()) {
        let found = phrase_at(line, rest);
        phrases.extend(found.map(|(length, label)| (at, length, label)));
        at += found.map_or(1, |found| found.0);
    }
    phrases
}
