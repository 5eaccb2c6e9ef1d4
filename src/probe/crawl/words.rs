//! Words as they are compared: without diacritics, case and signs.

use unicode_normalization::UnicodeNormalization;

/// A text in lower-case letters and digits without diacritics, words apart by one space.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.nfd() {
        match letter {
            'đ' | 'Đ' => plain.push('d'),
            mark if ('\u{300}'..='\u{36f}').contains(&mark) => {}
            letter if letter.is_alphanumeric() => plain.extend(letter.to_lowercase()),
            _ if plain.ends_with(' ') || plain.is_empty() => {}
            _ => plain.push(' '),
        }
    }
    plain.truncate(plain.trim_end().len());
    plain
}

/// Whether words stand in a text, whole; both are plain.
pub(super) fn has_words(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| stands_alone(text, at, words.len()))
}

/// Whether a piece of a text begins and ends with words.
pub(super) fn stands_alone(text: &str, at: usize, length: usize) -> bool {
    let before = text.get(..at).unwrap_or_default().chars().next_back();
    let after = text.get(at + length..).unwrap_or_default().chars().next();
    !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
}

/// A text without spaces, as keys of forms are compared.
pub(super) fn joined(plain: &str) -> String {
    plain.chars().filter(|letter| *letter != ' ').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn diacritics_in_both_forms_and_signs_are_gone() {
        assert_eq!(plain("  Họ và tên: ĐỖ-Văn_A "), "ho va ten do van a");
        assert_eq!(plain("Ho\u{323} te\u{302}n"), "ho ten");
        assert!(has_words("xem keo nha cai hom nay", "keo nha cai"));
        assert!(!has_words("gieo nha cai", "eo nha cai"));
        assert_eq!(joined(&plain("So_CCCD")), "socccd");
    }
}
