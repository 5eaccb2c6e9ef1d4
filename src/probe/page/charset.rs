//! By which encoding a document is read (HTML, 13.2.3): byte-order mark, header, meta, guess.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252, WINDOWS_1258, X_USER_DEFINED};

/// How far into a document a meta may name the encoding.
const MOST_PRESCAN: usize = 1024;

/// A document as text.
#[derive(Debug)]
pub(super) struct Decoded {
    /// The text.
    pub(super) text: String,
    /// The encoding's name.
    pub(super) name: &'static str,
    /// Whether something named it.
    pub(super) declared: bool,
    /// Whether bytes did not fit it.
    pub(super) garbled: bool,
}

/// Decodes a document.
pub(super) fn decode(bytes: &[u8], content_type: Option<&str>) -> Decoded {
    let marked = Encoding::for_bom(bytes);
    let declared = marked.map(|(encoding, _)| encoding).or_else(|| named(content_type?)).or_else(|| prescan(bytes));
    let encoding = declared.unwrap_or_else(|| guess(bytes));
    let rest = marked.and_then(|(_, length)| bytes.get(length..)).unwrap_or(bytes);
    let (text, garbled) = encoding.decode_without_bom_handling(rest);
    Decoded { text: text.into_owned(), name: encoding.name(), declared: declared.is_some(), garbled }
}

/// `text/html; charset="utf-8"`.
fn named(text: &str) -> Option<&'static Encoding> {
    let lower = text.to_ascii_lowercase();
    let (_, after) = lower.split_once("charset")?;
    let value = after.trim_start().strip_prefix('=')?.trim_start();
    let end = |c: char| c.is_ascii_whitespace() || matches!(c, ';' | '"' | '\'' | '>' | '/');
    let value = value.trim_start_matches(['"', '\'']);
    Encoding::for_label(value.split(end).next()?.as_bytes())
}

/// A meta cannot name what its own bytes were not written in.
fn prescan(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(bytes.get(..MOST_PRESCAN).unwrap_or(bytes)).to_ascii_lowercase();
    let mut rest = head.as_str();
    while let Some((_, after)) = rest.split_once("<meta") {
        let (tag, left) = after.split_once('>').unwrap_or((after, ""));
        if let Some(encoding) = named(tag) {
            return Some(match encoding {
                wide if !wide.is_ascii_compatible() => UTF_8,
                own if own == X_USER_DEFINED => WINDOWS_1252,
                other => other,
            });
        }
        rest = left;
    }
    None
}

/// What browsers of Vietnamese users fall back to, where the bytes are not plainly UTF-8; the last
/// character of a document that was cut does not speak against it.
fn guess(bytes: &[u8]) -> &'static Encoding {
    match std::str::from_utf8(bytes) {
        Err(error) if error.error_len().is_some() => WINDOWS_1258,
        Ok(_) | Err(_) => UTF_8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], content_type: Option<&str>) -> (String, &'static str, bool) {
        let decoded = decode(bytes, content_type);
        (decoded.text, decoded.name, decoded.garbled)
    }

    #[test]
    fn the_mark_wins_over_the_header_and_the_header_over_the_meta() {
        let meta = "<meta charset=windows-1252>é".as_bytes();
        assert_eq!(read(b"\xef\xbb\xbfa", Some("text/html; charset=utf-16")), ("a".to_owned(), "UTF-8", false));
        assert_eq!(read(meta, Some("text/html; Charset=\"UTF-8\"")).1, "UTF-8");
        assert_eq!(read(meta, Some("text/html; charset=nonsense")).1, "windows-1252");
        assert_eq!(read(b"a\0", Some("text/html; charset=utf-16le")).0, "a");
        let legacy = b"<meta http-equiv=Content-Type content='text/html; charset=windows-1258'>\xea";
        assert_eq!(read(legacy, Some("text/html")).1, "windows-1258");
    }

    #[test]
    fn a_meta_that_names_a_wide_encoding_is_not_believed() {
        assert_eq!(read(b"<meta charset=utf-16><p>", None).1, "UTF-8");
    }

    #[test]
    fn without_a_word_the_bytes_decide_and_a_cut_character_is_forgiven() {
        assert_eq!(read("Cổng".as_bytes(), None).1, "UTF-8");
        assert_eq!(read(b"C\xe1\xbb", None).1, "UTF-8");
        assert_eq!(read(b"\xd0\xf2 x", None).1, "windows-1258");
    }

    #[test]
    fn wrong_bytes_are_replaced_and_told() {
        assert_eq!(read(b"a\xffb", Some("text/html;charset=utf-8")), ("a\u{fffd}b".to_owned(), "UTF-8", true));
    }
}
