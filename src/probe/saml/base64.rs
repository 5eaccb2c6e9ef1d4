//! Base64 (RFC 4648 section 4) as XML Schema writes it: white space anywhere, and nothing else besides.

/// The bytes; `None` where it is no Base64.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut held, mut digits, mut padding) = (0_u32, 0_usize, 0_usize);
    for own in text.bytes().filter(|own| !matches!(own, b' ' | b'\t' | b'\r' | b'\n')) {
        if own == b'=' {
            padding += 1;
            continue;
        }
        if padding > 0 {
            return None;
        }
        held = (held << 6 | u32::from(digit(own)?)) & 0x00ff_ffff;
        digits += 1;
        if digits % 4 == 0 {
            let [_, first, second, third] = held.to_be_bytes();
            bytes.extend([first, second, third]);
        }
    }
    let tail = held << (6 * ((4 - digits % 4) % 4));
    let [_, first, second, _] = tail.to_be_bytes();
    match (digits % 4, padding) {
        (0, 0) => {}
        (2, 2) => bytes.push(first),
        (3, 1) => bytes.extend([first, second]),
        _ => return None,
    }
    Some(bytes)
}

fn digit(own: u8) -> Option<u8> {
    Some(match own {
        b'A'..=b'Z' => own - b'A',
        b'a'..=b'z' => own - b'a' + 26,
        b'0'..=b'9' => own - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::decode;

    /// RFC 4648 section 10.
    #[test]
    fn the_vectors_of_the_standard() {
        let own = |text: &str| decode(text).map(|bytes| String::from_utf8(bytes).expect("letters"));
        for (text, plain) in [
            ("", ""),
            ("Zg==", "f"),
            ("Zm8=", "fo"),
            ("Zm9v", "foo"),
            ("Zm9vYg==", "foob"),
            (" Zm\n9vYmFy\t", "foobar"),
        ] {
            assert_eq!(own(text).as_deref(), Some(plain), "{text}");
        }
        assert_eq!(decode("/+8="), Some(vec![0xff, 0xef]));
    }

    #[test]
    fn what_is_none_is_refused() {
        for text in ["Z", "Zg", "Zg=", "Zg===", "Zg==Zg==", "Z-g=", "Zm8==", "=", "Zm9v=", "Zm\u{a0}9v"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
