//! Whether a birth is spoken of right before a number: most days and years are looked at no further.

use super::fold::Word;
use super::label::{word, words_before};

/// Words of labels of births.
const BIRTH_WORDS: [Word; 11] = [
    word(b"sinh"),
    word(b"sn"),
    word(b"birth"),
    word(b"ns"),
    word(b"ngaysinh"),
    word(b"namsinh"),
    word(b"ntns"),
    word(b"dob"),
    word(b"yob"),
    word(b"birthdate"),
    word(b"birthday"),
];

/// Whether the words right before a number may be those of a birth: `sinh`, `năm sinh`, `SN`.
pub(super) fn may_be(text: &str, at: usize) -> bool {
    let mut words = [(0, false); 3];
    let (count, _) = words_before(text, at, &mut words);
    words.iter().take(count).any(|word| BIRTH_WORDS.contains(&word.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_right_before_count_whatever_stands_further_before() {
        for before in ["", "a", "ệ", "ê ệ ", "ông Nguyễn Đức Ý, thường trú tại xã Đông Ệ, "] {
            for (label, expected) in [("sinh năm ", true), ("Năm sinh: ", true), ("DOB ", true), ("năm ", false)] {
                let text = format!("{before} {label}");
                assert_eq!(may_be(&text, text.len()), expected, "{text}");
            }
        }
    }
}
