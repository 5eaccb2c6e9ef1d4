//! The numbers of keys: base64url without padding (RFC 7515, section 2), and where it is something else.

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
        let bare = text.trim_end_matches('=');
        let mut sloppy = bare.len() != text.len();
        let (mut bytes, mut buffer, mut bits) = (Vec::with_capacity(bare.len()), 0_u32, 0);
        for byte in bare.bytes() {
            let value = match byte {
                b'A'..=b'Z' => byte - b'A',
                b'a'..=b'z' => byte - b'a' + 26,
                b'0'..=b'9' => byte - b'0' + 52,
                b'-' | b'+' => 62,
                b'_' | b'/' => 63,
                b'\r' | b'\n' | b' ' => {
                    sloppy = true;
                    continue;
                }
                _ => return None,
            };
            sloppy |= matches!(byte, b'+' | b'/');
            buffer = buffer << 6 | u32::from(value);
            bits += 6;
            if bits >= 8 {
                bits -= 8;
                bytes.push(u8::try_from(buffer >> bits & 0xff).unwrap_or_default());
                buffer &= (1 << bits) - 1;
            }
        }
        // One character alone holds no byte.
        (bits < 6).then_some(Self { bytes, sloppy: sloppy || buffer != 0 })
    }

    /// The bytes without leading zeros.
    pub(super) fn significant(&self) -> &[u8] {
        let zeros = self.bytes.iter().take_while(|byte| **byte == 0).count();
        self.bytes.get(zeros..).unwrap_or_default()
    }
}

/// Bytes in base64url without padding.
pub(super) fn encode(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |n: usize| u32::from(chunk.get(n).copied().unwrap_or_default());
        let group = byte(0) << 16 | byte(1) << 8 | byte(2);
        let digits = [18, 12, 6, 0].map(|shift| ALPHABET[(group >> shift & 63) as usize]);
        text.extend(digits.iter().take(chunk.len() + 1).map(|digit| char::from(*digit)));
    }
    text
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
