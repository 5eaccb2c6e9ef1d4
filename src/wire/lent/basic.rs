//! Name and password as HTTP Basic has them (RFC 7617): in UTF-8, with a colon between, in Base64.

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Writes them behind what stands there already. There must be room for [`most`] bytes, so that nothing is copied while
/// it grows and left behind.
pub(super) fn write(user: &str, password: &str, into: &mut Vec<u8>) {
    let (mut held, mut count) = (0_u32, 0_u8);
    for byte in user.bytes().chain([b':']).chain(password.bytes()) {
        (held, count) = (held << 8 | u32::from(byte), count + 1);
        if count == 3 {
            group(held, 4, into);
            (held, count) = (0, 0);
        }
    }
    match count {
        1 => group(held << 16, 2, into),
        2 => group(held << 8, 3, into),
        _ => {}
    }
}

/// The most bytes that they take.
pub(super) fn most(user: &str, password: &str) -> usize {
    (user.len() + 1 + password.len()).div_ceil(3) * 4
}

/// Four letters for 24 bits, those that mean nothing replaced by padding.
fn group(bits: u32, letters: usize, into: &mut Vec<u8>) {
    for place in 0..4 {
        let index = usize::try_from(bits >> (18 - 6 * place) & 63).unwrap_or_default();
        let letter = if place < letters { LETTERS.get(index).copied().unwrap_or(b'=') } else { b'=' };
        into.push(letter);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_written_as_the_standard_writes_it() {
        for (user, password, expected) in [
            ("Aladdin", "open sesame", "QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),
            ("test", "123£", "dGVzdDoxMjPCow=="),
            ("", "", "Og=="),
            ("a", "b", "YTpi"),
            ("a", "bc", "YTpiYw=="),
            ("a", "bcd", "YTpiY2Q="),
        ] {
            let mut text = Vec::with_capacity(most(user, password));
            let room = text.capacity();
            write(user, password, &mut text);
            assert_eq!(String::from_utf8_lossy(&text), expected);
            assert_eq!(text.capacity(), room);
        }
    }
}
