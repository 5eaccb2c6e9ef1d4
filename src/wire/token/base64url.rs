//! Base64 with the letters of addresses, unpadded (RFC 4648, section 5; RFC 7515, section 2).

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Bytes as text.
pub(super) fn encoded(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for part in bytes.chunks(3) {
        let byte = |at: usize| u32::from(part.get(at).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..=part.len() {
            let index = usize::try_from(bits >> (18 - 6 * place) & 63).unwrap_or_default();
            text.push(char::from(LETTERS.get(index).copied().unwrap_or_default()));
        }
    }
    text
}

/// The bytes of a text; `None` where it is none. Padding at the end is let be.
pub(super) fn decoded(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_end_matches('=');
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    for part in text.as_bytes().chunks(4) {
        let mut bits = 0_u32;
        for place in 0..4 {
            let value = match part.get(place) {
                Some(letter) => LETTERS.iter().position(|own| own == letter)?,
                None => 0,
            };
            bits = bits << 6 | u32::try_from(value).ok()?;
        }
        if part.len() == 1 {
            return None;
        }
        bytes.extend(bits.to_be_bytes().iter().skip(1).take(part.len() - 1));
    }
    Some(bytes)
}
