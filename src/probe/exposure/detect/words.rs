//! The words of a line with where they stand.

use super::fold::{Word, fold, is_mark, pack};
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
    let (mut letters, mut start): (Vec<u8>, usize) = (Vec::with_capacity(16), 0);
    for (index, character) in line.char_indices() {
        match fold(character) {
            Some(letter) => {
                if letters.is_empty() {
                    start = index;
                }
                letters.push(letter);
            }
            None if is_mark(character) => {}
            None => {
                if !letters.is_empty() {
                    spots.push(Spot { word: pack(&letters), start, end: index });
                    letters.clear();
                }
            }
        }
    }
    if !letters.is_empty() {
        spots.push(Spot { word: pack(&letters), start, end: line.len() });
    }
    spots
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
