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

/// The phrase of labels that begins with the first word: its words, none where there is none; nothing where no word is.
pub(super) fn phrase(spots: &[Spot]) -> Option<(usize, Label)> {
    spots.first()?;
    Some(label::phrase_from(spots.iter().map(|spot| spot.word)).unwrap_or((0, Label::Unknown)))
}
