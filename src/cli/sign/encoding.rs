//! Signatures as services give them back: bare bytes, hexadecimal digits, Base64 or PEM.

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
    let digits: Option<Vec<u8>> =
        text.chars().map(|letter| letter.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    let digits = digits.filter(|digits| digits.len().is_multiple_of(2))?;
    Some(digits.chunks_exact(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect())
}

/// Base64 with either alphabet, with or without padding (RFC 4648).
fn base64(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_end_matches('=');
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 3);
    let (mut held, mut bits) = (0_u32, 0_u32);
    for letter in text.bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        held = held << 6 | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xff).ok()?);
        }
    }
    // A single letter is no byte, and what is left over is nought.
    (bits < 6 && held & ((1 << bits) - 1) == 0).then_some(bytes)
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
