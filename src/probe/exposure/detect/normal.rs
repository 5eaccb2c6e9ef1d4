//! One spelling of text: composed letters, plain digits, plain spaces, nothing invisible.

use unicode_normalization::UnicodeNormalization;

/// What kinds of bytes a text holds: which ways through the detector it needs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Bytes(u8);

const DIGIT: u8 = 1;
const AT: u8 = 2;
const ASSIGNS: u8 = 4;
const JOINS: u8 = 8;
const ODD: u8 = 16;
const PERCENT: u8 = 32;
const FULL: u8 = 64;
const SPACE: u8 = 128;

/// The kinds of each byte.
const KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte = 0u8;
    while byte < u8::MAX {
        kinds[byte as usize] = kind(byte);
        byte += 1;
    }
    kinds
};

/// The kinds of a byte, without a branch, so that many are told at once.
#[inline]
const fn kind(byte: u8) -> u8 {
    // The first bytes of: no-break space and soft hyphen; combining marks; thin and zero-width spaces, dashes;
    // ideographic space; full-width forms.
    let odd = (byte == 0xC2) | (byte & 0xFE == 0xCC) | (byte & 0xFE == 0xE2) | (byte == 0xEF);
    ((byte.wrapping_sub(b'0') < 10) as u8 * DIGIT)
        | ((byte == b'@') as u8 * AT)
        | (((byte == b':') | (byte == b'=')) as u8 * ASSIGNS)
        | (((byte == b'-') | (byte == b'_')) as u8 * JOINS)
        | (odd as u8 * ODD)
        | ((byte == b'%') as u8 * PERCENT)
        | ((byte == 0xEF) as u8 * FULL)
        | ((byte == b' ') as u8 * SPACE)
}

impl Bytes {
    /// The kinds in a text, at some bytes a cycle.
    pub(super) fn of(text: &str) -> Self {
        const LANES: usize = 32;
        let mut lanes = [0u8; LANES];
        let mut chunks = text.as_bytes().chunks_exact(LANES);
        for chunk in &mut chunks {
            for (lane, byte) in lanes.iter_mut().zip(chunk) {
                *lane |= kind(*byte);
            }
        }
        let rest = chunks.remainder().iter().fold(0, |kinds, byte| kinds | KINDS[usize::from(*byte)]);
        Self(lanes.iter().fold(rest, |kinds, lane| kinds | lane))
    }

    /// Whether there may be a number or a mail address.
    pub(super) const fn count(self) -> bool {
        self.0 & (DIGIT | AT | FULL) != 0
    }

    /// Whether there are digits, or what may become some.
    pub(super) const fn has_digits(self) -> bool {
        self.0 & (DIGIT | FULL) != 0
    }

    /// Whether a colon or an equals sign assigns something.
    pub(super) const fn assign(self) -> bool {
        self.0 & ASSIGNS != 0
    }

    /// Whether words are joined by dashes or underscores.
    pub(super) const fn join(self) -> bool {
        self.0 & JOINS != 0
    }

    /// Whether there are characters that [`normal`] would change.
    pub(super) const fn odd(self) -> bool {
        self.0 & ODD != 0
    }

    /// Whether there may be escapes by percent signs.
    pub(super) const fn percent(self) -> bool {
        self.0 & PERCENT != 0
    }

    /// Whether there are plain spaces.
    pub(super) const fn spaces(self) -> bool {
        self.0 & SPACE != 0
    }
}

/// Writes `text` into `out` with composed letters, ASCII digits and letters for full-width ones, plain spaces, hyphens for
/// dashes, and without invisible characters.
pub(super) fn normal(text: &str, out: &mut String) {
    out.clear();
    let marked = text.chars().any(super::fold::is_mark);
    if marked {
        out.extend(text.chars().filter_map(plain).nfc());
    } else {
        out.extend(text.chars().filter_map(plain));
    }
}

fn plain(character: char) -> Option<char> {
    let plain = match character {
        ' '..='~' => character,
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => ' ',
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}'
        | '\u{feff}'
        | '\u{34f}' => {
            return None;
        }
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' => '-',
        '\u{ff01}'..='\u{ff5e}' => u32::from(character).checked_sub(0xfee0).and_then(char::from_u32)?,
        '\u{2028}' | '\u{2029}' => '\n',
        _ => character,
    };
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_become_one() {
        let spelled = |text: &str| {
            let mut out = String::new();
            normal(text, &mut out);
            out
        };
        assert_eq!(spelled("079\u{a0}090\u{2009}000\u{202f}123"), "079 090 000 123");
        assert_eq!(spelled("0\u{200b}79\u{ad}090"), "079090");
        assert_eq!(spelled("０７９："), "079:");
        assert_eq!(spelled("Ho\u{323}"), "Họ");
        assert!(Bytes::of("０７９").count() && !Bytes::of("Cổng dịch vụ").count());
    }
}
