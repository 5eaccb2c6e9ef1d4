//! Signatures as services give them back: bare bytes, hexadecimal digits, Base64 or PEM.

use data_encoding::{BASE64_NOPAD, BASE64URL_NOPAD, HEXLOWER_PERMISSIVE};

/// Shorter than any signature in letters; what is shorter is taken as it is.
const LEAST: usize = 64;

/// The bytes that are meant.
pub(super) fn bytes_of(content: &[u8]) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(content) else { return content.to_vec() };
    let body: String = text.lines().filter(|line| !line.starts_with("-----")).collect();
    let body: String = body.split_whitespace().collect();
    if body.len() < LEAST {
        return content.to_vec();
    }
    hexadecimal(&body).or_else(|| base64(&body)).unwrap_or_else(|| content.to_vec())
}

/// Pairs of digits.
pub(super) fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()
}

/// Base64 with either alphabet, with or without padding (RFC 4648).
fn base64(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_end_matches('=').as_bytes();
    BASE64_NOPAD.decode(text).or_else(|_| BASE64URL_NOPAD.decode(text)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_the_same_in_every_spelling() {
        let bytes: Vec<u8> = (0..=255).collect();
        assert_eq!(bytes_of(&bytes), bytes);
        let digits: String = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
        assert_eq!(bytes_of(format!("{digits}\n").as_bytes()), bytes);
        let letters = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4v";
        let expected: Vec<u8> = (0..48).collect();
        assert_eq!(bytes_of(letters.as_bytes()), expected);
        let (first, second) = letters.split_at(40);
        assert_eq!(
            bytes_of(format!("-----BEGIN CMS-----\r\n{first}\r\n{second}\r\n-----END CMS-----\r\n").as_bytes()),
            expected
        );
        assert_eq!(base64("_-8="), Some(vec![0xff, 0xef]));
        assert_eq!((base64("A"), base64("AB"), base64("A*==")), (None, None, None));
        assert_eq!(bytes_of(b"no signature"), b"no signature");
    }
}
