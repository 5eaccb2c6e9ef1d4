//! Base64 (RFC 4648 section 4) as XML Schema writes it: white space anywhere, and nothing else besides.

use std::sync::LazyLock;

use data_encoding::{BASE64, Encoding};

static FORM: LazyLock<Encoding> = LazyLock::new(|| {
    let mut form = BASE64.specification();
    form.check_trailing_bits = false;
    form.ignore.push_str(" \t\r\n");
    form.encoding().unwrap_or(BASE64)
});

/// The bytes; `None` where it is no Base64.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    // One after another is none either: padding ends it.
    let (_, behind) = text.split_once('=').unwrap_or_default();
    let is_end = behind.bytes().all(|own| matches!(own, b'=' | b' ' | b'\t' | b'\r' | b'\n'));
    FORM.decode(text.as_bytes()).ok().filter(|_| is_end)
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
