//! Letters as labels and names are compared: lower case, without diacritics, separators apart.

/// A folded word, its letters packed into a number: up to sixteen, the last ones.
pub(super) type Word = u128;

/// The letter or digit that a character counts as, `None` for everything that parts words. A combining mark counts
/// as nothing (see [`is_mark`]).
#[inline]
pub(super) fn fold(character: char) -> Option<u8> {
    let code = u32::from(character);
    let base = match code {
        0x30..=0x39 | 0x61..=0x7A => return u8::try_from(code).ok(),
        0x41..=0x5A => return u8::try_from(code + 0x20).ok(),
        0xC0..=0xC5 | 0xE0..=0xE5 | 0x102..=0x103 | 0x1EA0..=0x1EB7 => b'a',
        0xC8..=0xCB | 0xE8..=0xEB | 0x1EB8..=0x1EC7 => b'e',
        0xCC..=0xCF | 0xEC..=0xEF | 0x128..=0x129 | 0x1EC8..=0x1ECB => b'i',
        0xD2..=0xD6 | 0xF2..=0xF6 | 0x1A0..=0x1A1 | 0x1ECC..=0x1EE3 => b'o',
        0xD9..=0xDC | 0xF9..=0xFC | 0x168..=0x169 | 0x1AF..=0x1B0 | 0x1EE4..=0x1EF1 => b'u',
        0xDD | 0xFD | 0x1EF2..=0x1EF9 => b'y',
        // D with stroke; eth is what some key maps give for it.
        0xD0 | 0xF0 | 0x110..=0x111 => b'd',
        _ => return None,
    };
    Some(base)
}

/// Whether a character is a mark upon the letter before it.
#[inline]
pub(super) fn is_mark(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}')
}

/// Packs folded letters.
pub(super) fn pack(letters: &[u8]) -> Word {
    letters.iter().fold(0, |word, letter| (word << 8) | Word::from(*letter))
}

/// A folded label apart into words, at separators, at changes of case (`soCCCD`, `hoVaTen`) and between letters and
/// digits. Longer labels than this are sentences: their first words count.
pub(super) fn words_of(label: &str) -> Vec<String> {
    const MOST: usize = 24;
    let mut words: Vec<String> = Vec::new();
    let mut current = String::new();
    let (mut was_lower, mut was_digit, mut upper_run) = (false, false, 0);
    for character in label.chars().filter(|character| !is_mark(*character)).take(400) {
        let Some(letter) = fold(character) else {
            finish(&mut words, &mut current);
            (was_lower, was_digit, upper_run) = (false, false, 0);
            continue;
        };
        let (upper, digit) = (character.is_uppercase(), letter.is_ascii_digit());
        if !current.is_empty() && (upper && was_lower || digit != was_digit) {
            finish(&mut words, &mut current);
            upper_run = 0;
        } else if !upper && !digit && upper_run > 1 {
            // `CCCDNguoi`: the last capital belongs to the word that begins.
            if let Some(last) = current.pop() {
                finish(&mut words, &mut current);
                current.push(last);
            }
        }
        upper_run = if upper { upper_run + 1 } else { 0 };
        (was_lower, was_digit) = (!upper && !digit, digit);
        current.push(char::from(letter));
        if words.len() >= MOST {
            return words;
        }
    }
    finish(&mut words, &mut current);
    words
}

fn finish(words: &mut Vec<String>, current: &mut String) {
    if !current.is_empty() {
        words.push(std::mem::take(current));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_come_apart_at_separators_and_changes_of_case() {
        let apart = |label: &str| words_of(label).join(" ");
        assert_eq!(apart("Số CCCD/CMND:"), "so cccd cmnd");
        assert_eq!(apart("soCCCDNguoiNop"), "so cccd nguoi nop");
        assert_eq!(apart("ngày_sinh-Đương sự"), "ngay sinh duong su");
        assert_eq!(apart("Ngày sinh"), "ngay sinh", "what was written with combining marks");
        assert_eq!(apart("so2Cccd"), "so 2 cccd");
    }
}
