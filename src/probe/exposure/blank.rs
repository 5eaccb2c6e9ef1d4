//! Space around text. Nearly no text that is handed over has any, which is told at a glance here.

/// The text without the space around it: [`str::trim`].
#[inline]
pub(super) fn trimmed(text: &str) -> &str {
    if begins_plainly(text.as_bytes()) && ends_plainly(text.as_bytes()) { text } else { text.trim() }
}

/// The text without the space behind it: [`str::trim_end`].
#[inline]
pub(super) fn trimmed_end(text: &str) -> &str {
    if ends_plainly(text.as_bytes()) { text } else { text.trim_end() }
}

/// Whether there is nothing but space.
#[inline]
pub(super) fn is_blank(text: &str) -> bool {
    !begins_plainly(text.as_bytes()) && text.trim_start().is_empty()
}

/// Whether the first character is surely no space: those beyond ASCII begin with the bytes C2, E1 9A, E2 and E3.
#[inline]
fn begins_plainly(bytes: &[u8]) -> bool {
    match bytes {
        [0x21..=0x7E | 0xC3..=0xDF, ..] => true,
        [0xE1, second, ..] => *second != 0x9A,
        _ => false,
    }
}

/// Whether the last character is surely no space.
#[inline]
fn ends_plainly(bytes: &[u8]) -> bool {
    match bytes {
        [.., 0x21..=0x7E] | [.., 0xC3..=0xDF, _] => true,
        [.., 0xE1, second, 0x80..=0xFF] => *second != 0x9A,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_is_told_from_space_as_the_library_tells_it() {
        for character in (0..0x11_0000).filter_map(char::from_u32) {
            for text in [format!("{character}"), format!("{character}a{character}"), format!("a{character}")] {
                assert_eq!(trimmed(&text), text.trim(), "{character:?}");
                assert_eq!(trimmed_end(&text), text.trim_end(), "{character:?}");
                assert_eq!(is_blank(&text), text.trim().is_empty(), "{character:?}");
            }
        }
        assert!(is_blank(""));
    }
}
