//! Undoing the content codings of HTTP (RFC 9110, section 8.4), within bounds.

use std::io::Read;

use brotli_decompressor::Decompressor;
use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZFlush, MZStatus};

/// The bytes that are undone at a time.
const PIECE: usize = 64 << 10;
/// What follows a gzip member: a check sum and a length.
const TRAILER: usize = 8;

/// How a body came packed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Packing {
    /// Not at all.
    None,
    /// By gzip (RFC 1952).
    Gzip,
    /// By zlib, or bare deflate as some servers mean it.
    Deflate,
    /// By Brotli (RFC 7932).
    Brotli,
    /// In a way that is not undone here.
    Unknown,
}

impl Packing {
    /// What the headers say.
    pub(super) fn of(headers: &[(String, String)]) -> Self {
        let named =
            headers.iter().filter(|(name, _)| name == "content-encoding").flat_map(|(_, value)| value.split(','));
        let mut named =
            named.map(|word| word.trim().to_ascii_lowercase()).filter(|word| !word.is_empty() && word != "identity");
        match (named.next().as_deref(), named.next()) {
            (None, _) => Self::None,
            (Some("gzip" | "x-gzip"), None) => Self::Gzip,
            (Some("deflate"), None) => Self::Deflate,
            (Some("br"), None) => Self::Brotli,
            _ => Self::Unknown,
        }
    }
}

/// The body unpacked to at most `most` bytes, and whether that is all of it.
pub(super) fn unpack(packing: Packing, body: &[u8], most: usize) -> (Vec<u8>, bool) {
    let mut plain = Vec::new();
    let whole = match packing {
        Packing::Gzip if deflated(body).is_some() => gunzip(body, most, &mut plain),
        Packing::Deflate => {
            let (_, whole) = inflated(body, DataFormat::Zlib, most, &mut plain);
            // Bare deflate has no head: what fails at once as zlib is tried as that.
            whole || plain.is_empty() && inflated(body, DataFormat::Raw, most, &mut plain).1
        }
        Packing::Brotli => brotli(body, most, &mut plain),
        // Said to be packed, and is not: some servers say so of what was packed on the disk only.
        Packing::Gzip | Packing::None | Packing::Unknown => return (body.to_vec(), true),
    };
    (plain, whole)
}

/// Undoes Brotli; whether the end was reached. What came before damage is kept.
fn brotli(body: &[u8], most: usize, plain: &mut Vec<u8>) -> bool {
    let room = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    let end = Decompressor::new(body, PIECE).take(room).read_to_end(plain);
    let whole = end.is_ok() && plain.len() <= most;
    plain.truncate(most);
    whole
}

/// Undoes members one after the other (RFC 1952, 2.2); whether the last was whole.
fn gunzip(body: &[u8], most: usize, plain: &mut Vec<u8>) -> bool {
    let mut rest = body;
    while let Some(packed) = deflated(rest) {
        let (used, whole) = inflated(packed, DataFormat::Raw, most, plain);
        if !whole {
            return false;
        }
        rest = packed.get(used + TRAILER..).unwrap_or_default();
    }
    true
}

/// Undoes deflate: how many bytes were used, and whether the end was reached.
fn inflated(packed: &[u8], format: DataFormat, most: usize, plain: &mut Vec<u8>) -> (usize, bool) {
    let mut state = InflateState::new_boxed(format);
    let mut piece = vec![0; PIECE];
    let mut used = 0;
    loop {
        let step = inflate(&mut state, packed.get(used..).unwrap_or_default(), &mut piece, MZFlush::None);
        used += step.bytes_consumed;
        let room = most.saturating_sub(plain.len());
        plain.extend_from_slice(piece.get(..step.bytes_written.min(room)).unwrap_or_default());
        match step.status {
            Ok(MZStatus::StreamEnd) => return (used, step.bytes_written <= room),
            Ok(_) if step.bytes_written <= room && step.bytes_consumed + step.bytes_written > 0 => {}
            Ok(_) | Err(_) => return (used, false),
        }
    }
}

/// What follows the head of a gzip member.
fn deflated(body: &[u8]) -> Option<&[u8]> {
    let flags = match body.get(..10)? {
        [0x1f, 0x8b, 8, flags, ..] => *flags,
        _ => return None,
    };
    let mut rest = body.get(10..)?;
    if flags & 4 != 0 {
        let length = rest
            .get(..2)
            .map(|two| usize::from(*two.first().unwrap_or(&0)) | usize::from(*two.last().unwrap_or(&0)) << 8)?;
        rest = rest.get(2 + length..)?;
    }
    for bit in [8, 16] {
        if flags & bit != 0 {
            let end = rest.iter().position(|byte| *byte == 0)?;
            rest = rest.get(end + 1..)?;
        }
    }
    if flags & 2 != 0 { rest.get(2..) } else { Some(rest) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use miniz_oxide::deflate::compress_to_vec;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut all = vec![0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3];
        all.extend_from_slice(b"trang.html\0");
        all.extend(compress_to_vec(text, 6));
        all.extend([0; 4]);
        all.extend(u32::try_from(text.len()).expect("short").to_le_bytes());
        all
    }

    #[test]
    fn gzip_is_undone_and_its_bounds_hold() {
        let packed = gzip(&[b'a'; 100_000]);
        assert_eq!(unpack(Packing::Gzip, &packed, 1 << 20), (vec![b'a'; 100_000], true));
        let (cut, whole) = unpack(Packing::Gzip, &packed, 5000);
        assert!(!whole && cut.len() <= 5000, "{}", cut.len());
        let (cut, whole) = unpack(Packing::Gzip, &packed[..packed.len() / 2], 1 << 20);
        assert!(!whole && cut.iter().all(|byte| *byte == b'a'));
        let twice = [gzip(b"xin "), gzip(b"chao")].concat();
        assert_eq!(unpack(Packing::Gzip, &twice, 100), (b"xin chao".to_vec(), true));
        assert_eq!(unpack(Packing::Gzip, b"plain", 100), (b"plain".to_vec(), true));
        assert_eq!(unpack(Packing::Deflate, &compress_to_vec(b"xin chao", 6), 100), (b"xin chao".to_vec(), true));
    }

    /// What Node made of a hundred thousand times the letter a.
    const LETTERS: &[u8] = &[0x5b, 0x9f, 0x86, 0x81, 0x5f, 0x22, 0x2c, 0x1e, 0x0b, 0x04, 0xb2, 0xfc, 0x02, 0x00];

    #[test]
    fn brotli_is_undone_and_its_bounds_hold() {
        assert_eq!(unpack(Packing::Brotli, LETTERS, 1 << 20), (vec![b'a'; 100_000], true));
        assert_eq!(unpack(Packing::Brotli, LETTERS, 100_000), (vec![b'a'; 100_000], true));
        assert_eq!(unpack(Packing::Brotli, LETTERS, 5000), (vec![b'a'; 5000], false));
        for damaged in [&LETTERS[..9], b"<html>", &[]] {
            let (plain, whole) = unpack(Packing::Brotli, damaged, 1 << 20);
            assert!(!whole && plain.len() <= 100_000, "{damaged:?}");
        }
    }

    #[test]
    fn codings_are_told_by_the_header() {
        let of = |value: &str| Packing::of(&[("content-encoding".to_owned(), value.to_owned())]);
        assert_eq!(
            (of("GZIP"), of("identity"), of("br"), of("gzip, br"), of("zstd")),
            (Packing::Gzip, Packing::None, Packing::Brotli, Packing::Unknown, Packing::Unknown)
        );
        assert_eq!(Packing::of(&[]), Packing::None);
    }
}
