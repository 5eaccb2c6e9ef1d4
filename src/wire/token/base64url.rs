//! Base64 with the letters of addresses, unpadded (RFC 4648, section 5; RFC 7515, section 2).

use std::sync::LazyLock;

use data_encoding::{BASE64URL_NOPAD, Encoding};

/// Tokens are read whose makers left bits behind the last byte.
static READ: LazyLock<Encoding> = LazyLock::new(|| {
    let mut form = BASE64URL_NOPAD.specification();
    form.check_trailing_bits = false;
    form.encoding().unwrap_or(BASE64URL_NOPAD)
});

/// Bytes as text.
pub(super) fn encoded(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}

/// The bytes of a text; `None` where it is none. Padding at the end is let be.
pub(super) fn decoded(text: &str) -> Option<Vec<u8>> {
    READ.decode(text.trim_end_matches('=').as_bytes()).ok()
}
