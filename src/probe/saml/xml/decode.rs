//! Bytes as characters (XML 1.0, 2.11, 4.3.3 and appendix F).

use crate::fact::{Gap, Reason, enumeration};
use crate::text::{Text, shorten, text};

/// The most bytes of a document.
pub(in crate::probe::saml) const MOST_BYTES: usize = 2 << 20;

enumeration! {
    /// How the characters of a document are written.
    pub enum Encoding = "xml_encoding" {
        /// UTF-8, or ASCII as a part of it.
        Utf8 = "utf-8",
        /// UTF-16, of either byte order.
        Utf16 = "utf-16",
        /// ISO 8859-1.
        Latin1 = "iso-8859-1",
    }
}

/// The characters of a document, the mark of the byte order left out and each end of line made a single line feed.
pub(super) fn decode(bytes: &[u8]) -> Result<(String, Encoding), Gap> {
    if bytes.len() > MOST_BYTES {
        let detail = text!(
            "tài liệu lớn hơn {MOST_BYTES} byte nên không đọc",
            "the document is larger than {MOST_BYTES} bytes and was not read"
        );
        return Err(Gap::new(Reason::Budget, detail));
    }
    let (raw, encoding) = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => (utf8(rest)?, Encoding::Utf8),
        [0xff, 0xfe, rest @ ..] => (utf16(rest, u16::from_le_bytes)?, Encoding::Utf16),
        [0xfe, 0xff, rest @ ..] => (utf16(rest, u16::from_be_bytes)?, Encoding::Utf16),
        [b'<', 0, b'?' | b'!', 0, ..] => (utf16(bytes, u16::from_le_bytes)?, Encoding::Utf16),
        [0, b'<', 0, b'?' | b'!', ..] => (utf16(bytes, u16::from_be_bytes)?, Encoding::Utf16),
        _ => plain(bytes)?,
    };
    Ok((single_line_ends(raw), encoding))
}

/// What has no mark: by its own declaration.
fn plain(bytes: &[u8]) -> Result<(String, Encoding), Gap> {
    let declared = declared(bytes);
    match declared.to_ascii_lowercase().as_str() {
        "" | "utf-8" | "utf8" | "us-ascii" | "ascii" => Ok((utf8(bytes)?, Encoding::Utf8)),
        "iso-8859-1" | "latin1" => Ok((bytes.iter().map(|byte| char::from(*byte)).collect(), Encoding::Latin1)),
        _ => {
            let name = shorten(&declared, 40);
            let detail = text!("không đọc được bảng mã {name}", "the encoding {name} cannot be read here");
            Err(Gap::new(Reason::Parse, detail))
        }
    }
}

/// The encoding that the declaration names; empty where it names none.
fn declared(bytes: &[u8]) -> String {
    let head: String = bytes.iter().take(200).map(|byte| char::from(*byte)).collect();
    let declaration = head.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")).map(|(inside, _)| inside);
    let after = declaration.and_then(|inside| inside.split_once("encoding")).map(|(_, rest)| rest.trim_start());
    let value = after.and_then(|rest| rest.strip_prefix('=')).map(str::trim_start).unwrap_or_default();
    let quote = value.chars().next().filter(|own| matches!(own, '"' | '\''));
    quote.and_then(|quote| value.split(quote).nth(1)).unwrap_or_default().to_owned()
}

fn utf8(bytes: &[u8]) -> Result<String, Gap> {
    String::from_utf8(bytes.to_vec()).map_err(|_| broken("UTF-8"))
}

fn utf16(bytes: &[u8], number: fn([u8; 2]) -> u16) -> Result<String, Gap> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().map(|pair| number(*pair)).collect();
    String::from_utf16(&units).ok().filter(|_| rest.is_empty()).ok_or_else(|| broken("UTF-16"))
}

fn broken(name: &str) -> Gap {
    let detail = Text::new(
        format!("có byte không phải {name} hợp lệ nên không phải XML đúng cú pháp"),
        format!("some bytes are no valid {name}, so it is no well-formed XML"),
    );
    Gap::new(Reason::Parse, detail)
}

fn single_line_ends(raw: String) -> String {
    if raw.contains('\r') { raw.replace("\r\n", "\n").replace('\r', "\n") } else { raw }
}
