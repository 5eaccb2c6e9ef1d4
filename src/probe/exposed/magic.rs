//! The first bytes by which files without words are known.

/// Bytes at a place; some of them may be any.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Magic {
    nibbles: Vec<Option<u8>>,
    at: usize,
}

impl Magic {
    /// Reads `3082....0201`: hexadecimal, where a dot stands for any half of a byte.
    pub(super) fn read(raw: &str) -> Option<Self> {
        let nibble = |c: char| match c {
            '.' => Some(None),
            c => c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()).map(Some),
        };
        let nibbles: Vec<_> = raw.chars().map(nibble).collect::<Option<_>>()?;
        (nibbles.len() >= 4 && nibbles.len().is_multiple_of(2)).then_some(Self { nibbles, at: 0 })
    }

    /// The same at another place.
    pub(super) fn at(self, at: usize) -> Self {
        Self { at, ..self }
    }

    /// Whether some bytes have it.
    pub(super) fn is_in(&self, bytes: &[u8]) -> bool {
        let Some(bytes) = bytes.get(self.at..self.at + self.nibbles.len() / 2) else { return false };
        let halves = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0x0f]);
        self.nibbles.iter().zip(halves).all(|(own, half)| own.is_none_or(|own| own == half))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_told_with_any_between() {
        let magic = Magic::read("3082....0201").expect("a magic");
        assert!(magic.is_in(&[0x30, 0x82, 0x0a, 0xff, 0x02, 0x01, 0x03]));
        assert!(!magic.is_in(&[0x30, 0x82, 0x0a, 0xff, 0x02, 0x02]));
        assert!(!magic.is_in(&[0x30, 0x82]));
        assert!(magic.at(1).is_in(&[0, 0x30, 0x82, 0, 0, 0x02, 0x01]));
        for wrong in ["", "30", "308", "30zz"] {
            assert_eq!(Magic::read(wrong), None, "{wrong}");
        }
    }
}
