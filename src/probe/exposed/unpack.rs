//! Bodies that come packed though nobody asked for it (RFC 9110, 8.4.1).

use std::borrow::Cow;
use std::io::Read;

use brotli_decompressor::Decompressor;
use miniz_oxide::inflate::core::inflate_flags::{
    TINFL_FLAG_PARSE_ZLIB_HEADER, TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
};
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

use crate::wire::Response;

/// The bytes of the body, unpacked up to a limit; what was cut off is unpacked as far as it goes. `None` where the
/// encoding is not known.
pub(super) fn unpacked(response: &Response, limit: usize) -> Option<Cow<'_, [u8]>> {
    let whole = response.body.get(..limit).unwrap_or(&response.body);
    match response.header("content-encoding").map(str::trim).unwrap_or_default().to_ascii_lowercase().as_str() {
        "" | "identity" => Some(Cow::Borrowed(whole)),
        "gzip" | "x-gzip" => match after_head(whole) {
            Some(packed) => Some(Cow::Owned(inflated(packed, limit, 0))),
            // Some servers say so of what they send plain.
            None => Some(Cow::Borrowed(whole)),
        },
        // Meant with the head of zlib, sent by some without.
        "deflate" => match inflated(whole, limit, TINFL_FLAG_PARSE_ZLIB_HEADER) {
            plain if plain.is_empty() => Some(Cow::Owned(inflated(whole, limit, 0))),
            plain => Some(Cow::Owned(plain)),
        },
        "br" => {
            let (mut plain, room) = (Vec::new(), u64::try_from(limit).unwrap_or(u64::MAX));
            // What came before the damage, or before the cut, is there to be looked at.
            drop(Decompressor::new(whole, limit.min(4096)).take(room).read_to_end(&mut plain));
            (!plain.is_empty() || whole.is_empty()).then_some(Cow::Owned(plain))
        }
        _ => None,
    }
}

/// As much as comes out, at most the limit; an end that is missing spoils nothing of what stands before it.
fn inflated(packed: &[u8], limit: usize, flags: u32) -> Vec<u8> {
    let mut plain = vec![0; limit];
    let flags = flags | TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
    let (_, _, length) = decompress(&mut DecompressorOxide::new(), packed, &mut plain, 0, flags);
    plain.truncate(length);
    plain
}

/// What follows the head of a gzip member (RFC 1952, 2.3).
fn after_head(bytes: &[u8]) -> Option<&[u8]> {
    let [0x1f, 0x8b, 8, flags, _, _, _, _, _, _, rest @ ..] = bytes else { return None };
    let mut rest = rest;
    if flags & 4 != 0 {
        let [low, high, after @ ..] = rest else { return None };
        rest = after.get(usize::from(u16::from_le_bytes([*low, *high]))..)?;
    }
    for flag in [8, 16] {
        if flags & flag != 0 {
            let end = rest.iter().position(|byte| *byte == 0)?;
            rest = rest.get(end + 1..)?;
        }
    }
    if flags & 2 != 0 { rest.get(2..) } else { Some(rest) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(encoding: &str, body: Vec<u8>) -> Response {
        let headers = vec![("content-encoding".to_owned(), encoding.to_owned())];
        Response { headers, body, ..Response::empty(200) }
    }

    fn packed(text: &str) -> Vec<u8> {
        let deflated = miniz_oxide::deflate::compress_to_vec(text.as_bytes(), 6);
        [&[0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3][..], b"a.txt\0", &deflated].concat()
    }

    #[test]
    fn gzip_is_unpacked_also_where_it_was_cut() {
        let text = "ref: refs/heads/main\n".repeat(100);
        let whole = answer("gzip", packed(&text));
        assert_eq!(unpacked(&whole, 4096).as_deref(), Some(text.as_bytes()));
        let cut = answer("gzip", packed(&text).into_iter().take(30).collect());
        assert!(unpacked(&cut, 4096).is_some_and(|bytes| text.as_bytes().starts_with(&bytes)));
    }

    #[test]
    fn brotli_is_unpacked_within_the_limit() {
        let head = [&[0x0b, 0x0a, 0x80][..], b"ref: refs/heads/main\n", &[3]].concat();
        assert_eq!(unpacked(&answer("br", head.clone()), 4096).as_deref(), Some(&b"ref: refs/heads/main\n"[..]));
        let cut = unpacked(&answer("br", head), 9).map(Cow::into_owned);
        assert!(cut.is_none_or(|cut| b"ref: refs".starts_with(&cut)), "what came before the cut, or nothing");
        let letters = vec![0x5b, 0x9f, 0x86, 0x81, 0x5f, 0x22, 0x2c, 0x1e, 0x0b, 0x04, 0xb2, 0xfc, 0x02, 0x00];
        assert_eq!(unpacked(&answer("br", letters), 50).as_deref(), Some(&[b'a'; 50][..]));
        assert_eq!(unpacked(&answer("br", b"<html>".to_vec()), 50), None);
    }

    #[test]
    fn a_bomb_stays_within_the_limit_and_what_is_not_known_is_unreadable() {
        let bomb = answer("gzip", packed(&" ".repeat(10 << 20)));
        assert!(unpacked(&bomb, 4096).is_some_and(|bytes| bytes.len() <= 4096));
        assert_eq!(unpacked(&answer("zstd", vec![1, 2, 3]), 10), None);
        assert_eq!(unpacked(&answer("gzip", b"plain".to_vec()), 10).as_deref(), Some(&b"plain"[..]));
    }
}
