//! Letters as labels and names are compared: lower case, without diacritics, separators apart.

/// A folded word, its letters packed into a number: up to sixteen, the last ones.
pub(super) type Word = u128;

/// The letter or digit that a character counts as, `None` for everything that parts words. A combining mark counts
/// as nothing (see [`is_mark`]).
#[inline]
pub(super) fn fold(character: char) -> Option<u8> {
    fold_case(character).map(|folded| folded.0)
}

/// The letter or digit that a character counts as, and whether it is a capital.
#[inline]
fn fold_case(character: char) -> Option<(u8, bool)> {
    let code = usize::try_from(u32::from(character)).unwrap_or(usize::MAX);
    let folded = match LATIN.get(code) {
        Some(folded) => *folded,
        None => *VIETNAMESE.get(code.wrapping_sub(VIETNAMESE_FROM))?,
    };
    (folded != 0).then_some((folded & !CAPITAL, folded & CAPITAL != 0))
}

/// Set beside the letter of a capital.
pub(super) const CAPITAL: u8 = 0x80;
/// Where the second table begins.
const VIETNAMESE_FROM: usize = 0x1EA0;
/// The letters of the blocks up to Latin Extended-B, 0 for what parts words.
static LATIN: [u8; 0x1B1] = table(0);
/// The letters of Latin Extended Additional that Vietnamese has.
static VIETNAMESE: [u8; 0x5A] = table(VIETNAMESE_FROM);

/// A table of the letters from a code on.
const fn table<const N: usize>(from: usize) -> [u8; N] {
    let mut table = [0; N];
    let mut index = 0;
    while index < N {
        table[index] = letter(from + index);
        index += 1;
    }
    table
}

const fn letter(code: usize) -> u8 {
    let base = match code {
        0x30 => b'0',
        0x31..=0x39 => return letter(code - 1) + 1,
        0x41 | 0x61 => b'a',
        0x42..=0x5A | 0x62..=0x7A => (letter(code - 1) & !CAPITAL) + 1,
        0xC0..=0xC5 | 0xE0..=0xE5 | 0x102..=0x103 | 0x1EA0..=0x1EB7 => b'a',
        0xC8..=0xCB | 0xE8..=0xEB | 0x1EB8..=0x1EC7 => b'e',
        0xCC..=0xCF | 0xEC..=0xEF | 0x128..=0x129 | 0x1EC8..=0x1ECB => b'i',
        0xD2..=0xD6 | 0xF2..=0xF6 | 0x1A0..=0x1A1 | 0x1ECC..=0x1EE3 => b'o',
        0xD9..=0xDC | 0xF9..=0xFC | 0x168..=0x169 | 0x1AF..=0x1B0 | 0x1EE4..=0x1EF1 => b'u',
        0xDD | 0xFD | 0x1EF2..=0x1EF9 => b'y',
        // D with stroke; eth is what some key maps give for it.
        0xD0 | 0xF0 | 0x110..=0x111 => b'd',
        _ => return 0,
    };
    let capital = match code {
        0x41..=0x5A | 0xC0..=0xDE | 0x1AF => true,
        0x102 | 0x110 | 0x128 | 0x168 | 0x1A0 => true,
        0x1EA0..=0x1EF9 => code & 1 == 0,
        _ => false,
    };
    if capital { base | CAPITAL } else { base }
}

/// Whether a character is a mark upon the letter before it.
#[inline]
pub(super) fn is_mark(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}')
}

/// What [`letter_at`] gives for a combining mark.
pub(super) const MARK: u8 = 1;

/// What the character counts as that begins at byte `at` (0 for what parts words, [`MARK`], else the letter, with
/// [`CAPITAL`]), and how many bytes it takes. The same as [`fold`], without decoding what text mostly is.
#[inline]
pub(super) fn letter_at(bytes: &[u8], at: usize) -> (u8, usize) {
    match bytes.get(at) {
        Some(&byte) if byte < 0x80 => (LATIN.get(usize::from(byte)).copied().unwrap_or_default(), 1),
        Some(&byte) => beyond_ascii(bytes, at, byte),
        None => (0, 1),
    }
}

/// What the character counts as that ends before byte `end`, and where it begins.
#[inline]
pub(super) fn letter_before(bytes: &[u8], end: usize) -> (u8, usize) {
    let mut at = end.saturating_sub(1);
    match bytes.get(at) {
        Some(&byte) if byte < 0x80 => (LATIN.get(usize::from(byte)).copied().unwrap_or_default(), at),
        Some(&last) => {
            let mut byte = last;
            while byte & 0xC0 == 0x80 && at > 0 {
                at -= 1;
                byte = bytes.get(at).copied().unwrap_or_default();
            }
            (beyond_ascii(bytes, at, byte).0, at)
        }
        None => (0, at),
    }
}

#[inline]
fn beyond_ascii(bytes: &[u8], at: usize, first: u8) -> (u8, usize) {
    let low = |behind: usize| usize::from(bytes.get(at + behind).copied().unwrap_or_default() & 0x3F);
    match first {
        0xE0.. => {
            let length = if first < 0xF0 { 3 } else { 4 };
            let code = (usize::from(first & 0x1F) << 12) | (low(1) << 6) | low(2);
            (VIETNAMESE.get(code.wrapping_sub(VIETNAMESE_FROM)).copied().unwrap_or_default(), length)
        }
        _ => {
            let code = (usize::from(first & 0x1F) << 6) | low(1);
            let mark = if (0x300..0x370).contains(&code) { MARK } else { 0 };
            (LATIN.get(code).copied().unwrap_or(mark), 2)
        }
    }
}

/// Whether a letter; the tables of Unicode are asked only for what no Vietnamese text has.
pub(super) fn is_letter(character: char) -> bool {
    fold(character)
        .map_or_else(|| !character.is_ascii() && character.is_alphabetic(), |letter| !letter.is_ascii_digit())
}

/// Whether nothing but letters and what joins names is in a text.
pub(super) fn is_of_letters(text: &str) -> bool {
    let (bytes, mut at) = (text.as_bytes(), 0);
    while at < bytes.len() {
        let (letter, size) = letter_at(bytes, at);
        let joins = || matches!(bytes.get(at), Some(b' ' | b'\'' | b'-' | b'.'));
        let odd =
            || text.get(at..).and_then(|rest| rest.chars().next()).is_some_and(|sign| sign == '’' || is_letter(sign));
        if letter.is_ascii_digit() || letter == 0 && !joins() && !odd() {
            return false;
        }
        at += size;
    }
    true
}

/// Packs folded letters.
pub(super) fn pack(letters: &[u8]) -> Word {
    letters.iter().fold(0, |word, letter| (word << 8) | Word::from(*letter))
}

/// The most words of a label that count: longer labels are sentences.
const MOST_WORDS: usize = 24;
/// The most letters of a label that count.
const MOST_LETTERS: usize = 400;

/// A folded label apart into words, at separators, at changes of case (`soCCCD`, `hoVaTen`) and between letters and
/// digits. Longer labels than this are sentences: their first words count.
pub(super) struct Words {
    /// The letters of all words next to each other.
    letters: [u8; MOST_LETTERS],
    /// Where each word ends, after where the first one begins.
    ends: [u16; MOST_WORDS + 1],
    count: usize,
}

impl Words {
    /// The words of a label.
    pub(super) fn of(label: &str) -> Self {
        let mut words = Self { letters: [0; MOST_LETTERS], ends: [0; MOST_WORDS + 1], count: 0 };
        let mut length = 0;
        let (mut was_lower, mut was_digit, mut upper_run) = (false, false, 0);
        let (bytes, mut at, mut characters) = (label.as_bytes(), 0, 0);
        while at < bytes.len() && characters < MOST_LETTERS {
            // A small letter after another, as most are.
            if was_lower
                && let Some(&small @ b'a'..=b'z') = bytes.get(at)
                && let Some(slot) = words.letters.get_mut(length)
            {
                *slot = small;
                (length, at, characters) = (length + 1, at + 1, characters + 1);
                continue;
            }
            let (folded, size) = letter_at(bytes, at);
            at += size;
            if folded == MARK {
                continue;
            }
            characters += 1;
            if folded == 0 {
                words.finish(length);
                (was_lower, was_digit, upper_run) = (false, false, 0);
                continue;
            }
            let (letter, upper) = (folded & !CAPITAL, folded & CAPITAL != 0);
            let digit = letter.is_ascii_digit();
            if length > words.end() && (upper && was_lower || digit != was_digit) {
                words.finish(length);
                upper_run = 0;
            } else if !upper && !digit && upper_run > 1 {
                // `CCCDNguoi`: the last capital belongs to the word that begins.
                words.finish(length - 1);
            }
            upper_run = if upper { upper_run + 1 } else { 0 };
            (was_lower, was_digit) = (!upper && !digit, digit);
            if let Some(slot) = words.letters.get_mut(length) {
                *slot = letter;
                length += 1;
            }
            if words.count >= MOST_WORDS {
                return words;
            }
        }
        words.finish(length);
        words
    }

    fn finish(&mut self, length: usize) {
        if length > self.end()
            && self.count < MOST_WORDS
            && let Some(slot) = self.ends.get_mut(self.count + 1)
        {
            *slot = u16::try_from(length).unwrap_or(u16::MAX);
            self.count += 1;
        }
    }

    /// Where the last word ends.
    fn end(&self) -> usize {
        self.bound(self.count)
    }

    fn bound(&self, index: usize) -> usize {
        self.ends.get(index).copied().map_or(0, usize::from)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// The letters of the words from one up to another, without what parted them.
    pub(super) fn span(&self, from: usize, to: usize) -> &[u8] {
        self.letters.get(self.bound(from)..self.bound(to)).unwrap_or_default()
    }

    /// The letters of all words.
    pub(super) fn together(&self) -> &[u8] {
        self.span(0, self.count)
    }

    /// The words, from the first.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.count).map(|index| self.span(index, index + 1))
    }
}

/// The words of a label, each by itself.
pub(super) fn words_of(label: &str) -> Vec<String> {
    let words = Words::of(label);
    words.iter().map(|word| word.iter().copied().map(char::from).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_the_same_by_bytes_and_by_characters() {
        for character in (0..0x11_0000).filter_map(char::from_u32) {
            let expected = if is_mark(character) { MARK } else { fold(character).unwrap_or_default() };
            let text = format!("é{character}");
            let (start, end) = (2, text.len());
            let (letter, size) = letter_at(text.as_bytes(), start);
            assert_eq!((letter & !CAPITAL, size), (expected, end - start), "{character:?}");
            assert_eq!(letter_before(text.as_bytes(), end), (letter, start), "{character:?}");
        }
    }

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
