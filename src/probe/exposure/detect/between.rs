//! What stands between a label and a value: another value, or a word that says where something goes.

use super::fold::Word;
use super::label::word;

/// `mã`.
const CODE: Word = word(b"ma");

/// Whether words between a label and a place name another value there, and hold the label's own: `STK: 0123456789; Mức
/// hưởng: `.
pub(super) fn speak_of_another(words: &[(Word, bool)]) -> bool {
    let is_number = |word: Word| word >> 32 != 0 && is_digits(word);
    // `SĐT 0912 345 678) - Mã dự thưởng 914...`.
    let code = words.iter().position(|word| word.0 == CODE);
    let behind = |code: usize| words.get(code..).unwrap_or_default().iter().any(|word| is_digits(word.0));
    words.first().is_some_and(|word| word.1 && !is_number(word.0)) && words.iter().any(|word| is_number(word.0))
        || code.is_some_and(behind)
        || has_its_own(words)
}

/// Whether the label has its value already, and other words than those that join one to another follow it: `CCCD
/// 024065359125 - thẻ cử tri `.
fn has_its_own(words: &[(Word, bool)]) -> bool {
    const JOINS: [Word; 14] = [
        word(b"va"),
        word(b"hoac"),
        word(b"or"),
        word(b"and"),
        word(b"moi"),
        word(b"cu"),
        word(b"so"),
        word(b"la"),
        word(b"nay"),
        word(b"cua"),
        word(b"ong"),
        word(b"ba"),
        word(b"vo"),
        word(b"chong"),
    ];
    // In one or in groups: `ĐT: 033-284-4389`.
    let digits = |word: Word| word.to_be_bytes().iter().filter(|byte| **byte != 0).count();
    let (mut from, mut length, mut own) = (0, 0, 0);
    for (index, (word, _)) in words.iter().enumerate() {
        if !is_digits(*word) {
            (from, length) = (index + 1, 0);
            continue;
        }
        length += digits(*word);
        if length > 8 {
            own = from;
            break;
        }
    }
    words.iter().take(own).any(|word| !is_digits(word.0) && !JOINS.contains(&word.0))
}

/// Whether the word right before a place says that something is sent there: `tới`, `đến`, `sent to`.
pub(super) fn lead_to(words: &[(Word, bool)]) -> bool {
    const TO: [Word; 3] = [word(b"toi"), word(b"den"), word(b"to")];
    words.first().is_some_and(|first| !first.1 && TO.contains(&first.0))
}

/// Whether a word is the last one of the names of hosts.
pub(super) fn ends_host(next: Word) -> bool {
    const ENDS: [Word; 6] = [word(b"vn"), word(b"com"), word(b"org"), word(b"net"), word(b"gov"), word(b"edu")];
    ENDS.contains(&next)
}

/// Whether a word is of digits alone.
pub(super) fn is_digits(word: Word) -> bool {
    word != 0 && word.to_be_bytes().iter().all(|byte| *byte == 0 || byte.is_ascii_digit())
}
