//! Base64 as it is met: either alphabet, padded or not, broken into lines.

use std::sync::LazyLock;

use data_encoding::{BASE64URL_NOPAD, Encoding, Translate};

/// Both alphabets, white space and padding wherever they stand, and stray bits at the end.
static ANY: LazyLock<Encoding> = LazyLock::new(|| {
    let mut form = BASE64URL_NOPAD.specification();
    form.check_trailing_bits = false;
    form.ignore.push_str(" \t\r\n=");
    form.translate = Translate { from: "+/".to_owned(), to: "-_".to_owned() };
    form.encoding().unwrap_or(BASE64URL_NOPAD)
});

/// The bytes that are meant by what is Base64 in some spelling (RFC 4648, sections 4 and 5); `None` where it is none.
///
/// For what is only looked at. What is trusted is read by the one spelling that its standard asks for.
pub fn base64_of_any_form(text: &[u8]) -> Option<Vec<u8>> {
    ANY.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_means_the_same() {
        for text in ["-_8", "+/8", "+/8=", " +\r\n/8\t=", "-_9"] {
            assert_eq!(base64_of_any_form(text.as_bytes()), Some(vec![0xfb, 0xff]), "{text:?}");
        }
        assert_eq!(base64_of_any_form(b""), Some(Vec::new()));
        for text in ["A", "AAAAA", "Zm9v!", "ê", "Zm\u{a0}9v"] {
            assert_eq!(base64_of_any_form(text.as_bytes()), None, "{text:?}");
        }
    }
}
