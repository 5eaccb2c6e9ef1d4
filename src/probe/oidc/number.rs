//! The numbers of keys: base64url without padding (RFC 7515, section 2), and where it is something else.

use data_encoding::BASE64URL_NOPAD;

use crate::text::base64_of_any_form;

/// Characters of an encoded number that are read: one of 16384 bits needs 2731.
const MOST_CHARACTERS: usize = 8192;

/// An encoded number.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Number {
    /// The bytes as they were encoded, big end first.
    pub(super) bytes: Vec<u8>,
    /// Whether padding, the other alphabet, white space or stray bits stood in it.
    pub(super) sloppy: bool,
}

impl Number {
    /// Reads base64url, and base64 of other forms as sloppy. Nothing where it is neither.
    pub(super) fn read(text: &str) -> Option<Self> {
        if text.len() > MOST_CHARACTERS {
            return None;
        }
        if let Ok(bytes) = BASE64URL_NOPAD.decode(text.as_bytes()) {
            return Some(Self { bytes, sloppy: false });
        }
        base64_of_any_form(text.as_bytes()).map(|bytes| Self { bytes, sloppy: true })
    }

    /// The bytes without leading zeros.
    pub(super) fn significant(&self) -> &[u8] {
        let zeros = self.bytes.iter().take_while(|byte| **byte == 0).count();
        self.bytes.get(zeros..).unwrap_or_default()
    }
}

/// Bytes in base64url without padding.
pub(super) fn encode(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_vectors_of_rfc_4648_hold_without_padding() {
        for (bytes, text) in
            [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE")]
        {
            assert_eq!(encode(bytes.as_bytes()), text);
            assert_eq!(Number::read(text), Some(Number { bytes: bytes.into(), sloppy: false }));
        }
        assert_eq!(encode(&[0xfb, 0xff]), "-_8");
    }

    #[test]
    fn other_forms_are_read_and_told() {
        let sloppy = |text| Number::read(text).map(|own| own.sloppy);
        assert_eq!(sloppy("Zg=="), Some(true));
        assert_eq!(sloppy("+/8"), Some(true));
        assert_eq!(sloppy("Zm9v\nYmE"), Some(true));
        // Bits that belong to no byte.
        assert_eq!(sloppy("Zh"), Some(true));
        assert_eq!(sloppy("Z"), None);
        assert_eq!(sloppy("không"), None);
        assert_eq!(sloppy(&"A".repeat(MOST_CHARACTERS + 1)), None);
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_read_again(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            prop_assert_eq!(Number::read(&encode(&bytes)), Some(Number { bytes, sloppy: false }));
        }
    }
}
