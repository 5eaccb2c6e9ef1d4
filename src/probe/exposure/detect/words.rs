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
    each(line, |spot| {
        spots.push(spot);
        false
    });
    spots
}

/// Whether any word of a line is one of those meant.
pub(super) fn any(line: &str, mut meant: impl FnMut(Word) -> bool) -> bool {
    each(line, |spot| meant(spot.word))
}

/// Tells the words of a line one by one, until one is the last that is wanted; whether one was.
#[inline]
fn each(line: &str, mut is_last: impl FnMut(Spot) -> bool) -> bool {
    let (bytes, mut at) = (line.as_bytes(), 0);
    let (mut word, mut start): (Word, usize) = (0, 0);
    while at < bytes.len() {
        let (letter, size) = letter_at(bytes, at);
        if letter > MARK {
            if word == 0 {
                start = at;
            }
            word = word << 8 | Word::from(letter & !CAPITAL);
        } else if letter == 0 && word != 0 {
            if is_last(Spot { word, start, end: at }) {
                return true;
            }
            word = 0;
        }
        at += size;
    }
    word != 0 && is_last(Spot { word, start, end: line.len() })
}

/// A phrase of labels among words: the first word, how many, what it says.
pub(super) type Phrase = (usize, usize, Label);

/// The phrases of labels in a line, from left to right, the longest at each word.
pub(super) fn phrases(spots: &[Spot]) -> Vec<Phrase> {
    let (mut phrases, mut at) = (Vec::new(), 0);
    while let Some(rest) = spots.get(at..).filter(|rest| !rest.is_empty()) {
        let found = label::phrase_from(rest.iter().map(|spot| spot.word));
        phrases.extend(found.map(|(length, label)| (at, length, label)));
        at += found.map_or(1, |found| found.0);
    }
    phrases
}
