//! Whether words are Vietnamese: a syllable is an onset, a vowel with at most one tone, and an ending.

use unicode_normalization::char::{compose, decompose_canonical};

const ONSETS: [&str; 28] = [
    "", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p", "ph", "q",
    "qu", "r", "s", "t", "th", "tr", "v",
];

const NUCLEI: [&str; 55] = [
    "a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y", "ai", "ao", "au", "ay", "âu", "ây", "eo", "êu", "ia",
    "iê", "iêu", "iu", "oa", "oă", "oai", "oay", "oe", "oeo", "oi", "oo", "ôi", "ơi", "ua", "uâ", "uê", "ui", "uô",
    "uôi", "uơ", "uy", "uya", "uyê", "ưa", "ưi", "ươ", "ươi", "ươu", "ưu", "yê", "yêu", "uây", "uyu", "ue",
];

const ENDINGS: [&str; 9] = ["", "c", "ch", "m", "n", "ng", "nh", "p", "t"];

/// Per cent of the words with letters beyond ASCII that are Vietnamese syllables; 0 without such words.
pub(super) fn share(text: &str) -> usize {
    let (mut good, mut all) = (0, 0);
    // A sign that is no letter counts as one when it stands at a letter: so it does under the wrong encoding.
    let is_part = |letter: char| letter.is_alphabetic() || (!letter.is_ascii() && letter != '\u{A0}');
    for word in text.split(|letter| !is_part(letter)).filter(|word| !word.is_ascii()) {
        all += 1;
        good += usize::from(is_syllable(word));
    }
    (good * 100_usize).checked_div(all).unwrap_or(0)
}

fn is_syllable(word: &str) -> bool {
    let mut plain = String::new();
    let mut tones = 0;
    for letter in word.chars().flat_map(char::to_lowercase) {
        if plain.len() > 12 {
            return false;
        }
        let (bare, has_tone) = without_tone(letter);
        tones += u32::from(has_tone);
        plain.push(bare);
    }
    tones <= 1 && is_toneless_syllable(&plain)
}

fn is_toneless_syllable(plain: &str) -> bool {
    ONSETS.iter().any(|onset| {
        plain.strip_prefix(onset).is_some_and(|rhyme| {
            ENDINGS.iter().any(|ending| rhyme.strip_suffix(ending).is_some_and(|nucleus| NUCLEI.contains(&nucleus)))
        })
    })
}

/// A letter without its tone mark, and whether it had one.
fn without_tone(letter: char) -> (char, bool) {
    if letter.is_ascii() {
        return (letter, false);
    }
    let mut marks = ['\0'; 4];
    let mut count = 0;
    decompose_canonical(letter, |mark| {
        if let Some(place) = marks.get_mut(count) {
            *place = mark;
        }
        count += 1;
    });
    let is_tone = |mark: char| matches!(mark, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}');
    let mut has_tone = false;
    let mut bare = marks[0];
    for mark in marks.into_iter().take(count).skip(1) {
        if is_tone(mark) {
            has_tone = true;
        } else {
            bare = compose(bare, mark).unwrap_or(mark);
        }
    }
    (bare, has_tone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_told_from_other_words() {
        for word in ["Nguyễn", "nghiêng", "ĐƯỜNG", "khuỷu", "thuở", "quý", "gì", "Độc", "ướt", "yếu"]
        {
            assert!(is_syllable(word), "{word}");
        }
        for word in ["école", "über", "tªn", "vµ", "Hoï", "ngườii", "ñòa", "áá"] {
            assert!(!is_syllable(word), "{word}");
        }
        assert_eq!(share("plain words"), 0);
        assert_eq!(share("Họ và tªn Độc"), 75);
    }
}
