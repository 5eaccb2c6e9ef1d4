//! The measures of images, from their heads.

use super::super::number::{u16_be, u16_le, u32_be, u32_le};

/// The most segments, chunks or boxes of an image.
const MOST_PARTS: usize = 2000;

/// The width and height in pixels.
pub(super) fn measure(bytes: &[u8]) -> Option<(usize, usize)> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some(jpeg(bytes).unwrap_or_default()),
        [0x89, b'P', b'N', b'G', 0x0d, ..] => Some((wide(u32_be(bytes, 16))?, wide(u32_be(bytes, 20))?)),
        [b'G', b'I', b'F', b'8', ..] => Some((u16_le(bytes, 6)?.into(), u16_le(bytes, 8)?.into())),
        [b'B', b'M', ..]
            if u32_le(bytes, 14).is_some_and(|length| matches!(length, 12 | 40 | 52 | 56 | 64 | 108 | 124)) =>
        {
            Some((wide(u32_le(bytes, 18))?, wide(u32_le(bytes, 22).map(|height| height.min(height.wrapping_neg())))?))
        }
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(webp(bytes).unwrap_or_default()),
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => Some(super::exif::measure(bytes).unwrap_or_default()),
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] if is_heic(brand) => Some(heic(bytes).unwrap_or_default()),
        [0, 0, 0, 12, b'j', b'P', b' ', b' ', ..] => {
            let at = bytes.get(..bytes.len().min(4096))?.windows(4).position(|window| window == b"ihdr")?;
            Some((wide(u32_be(bytes, at + 8))?, wide(u32_be(bytes, at + 4))?))
        }
        _ => None,
    }
}

fn wide(number: Option<u32>) -> Option<usize> {
    usize::try_from(number?).ok()
}

fn is_heic(brand: &[u8]) -> bool {
    [&b"heic"[..], b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis"].iter().any(|known| brand.starts_with(known))
}

/// The segments of a JPEG file up to its picture: kind and content.
pub(super) fn segments(bytes: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    let mut at = 2_usize;
    std::iter::from_fn(move || {
        while bytes.get(at) == Some(&0xff) && bytes.get(at + 1) == Some(&0xff) {
            at += 1;
        }
        let kind = *bytes.get(at + 1).filter(|_| bytes.get(at) == Some(&0xff))?;
        if matches!(kind, 0xd9 | 0xda) {
            return None;
        }
        let length = usize::from(u16_be(bytes, at + 2)?);
        let segment = bytes.get(at + 4..at + 2 + length.max(2))?;
        at += 2 + length.max(2);
        Some((kind, segment))
    })
    .take(MOST_PARTS)
}

fn jpeg(bytes: &[u8]) -> Option<(usize, usize)> {
    let is_frame = |kind: u8| matches!(kind, 0xc0..=0xcf) && !matches!(kind, 0xc4 | 0xc8 | 0xcc);
    let (_, frame) = segments(bytes).find(|(kind, _)| is_frame(*kind))?;
    Some((u16_be(frame, 3)?.into(), u16_be(frame, 1)?.into()))
}

/// The chunks of a RIFF file: name and content.
pub(super) fn riff_chunks(bytes: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut at = 12_usize;
    std::iter::from_fn(move || {
        let name = bytes.get(at..at + 4)?;
        let length = wide(u32_le(bytes, at + 4))?;
        let content = bytes.get(at + 8..at.checked_add(8)?.checked_add(length)?)?;
        at += 8 + length + length % 2;
        Some((name, content))
    })
    .take(MOST_PARTS)
}

fn webp(bytes: &[u8]) -> Option<(usize, usize)> {
    for (name, chunk) in riff_chunks(bytes) {
        match name {
            b"VP8X" => {
                let side =
                    |at: usize| Some(usize::from(u16_le(chunk, at)?) + (usize::from(*chunk.get(at + 2)?) << 16) + 1);
                return Some((side(4)?, side(7)?));
            }
            b"VP8 " => return Some((usize::from(u16_le(chunk, 6)? & 0x3fff), usize::from(u16_le(chunk, 8)? & 0x3fff))),
            b"VP8L" => {
                let bits = u32_le(chunk, 1)?;
                return Some((wide(Some(bits & 0x3fff))? + 1, wide(Some(bits >> 14 & 0x3fff))? + 1));
            }
            _ => {}
        }
    }
    None
}

/// The largest measure that a HEIC file names for one of its pictures.
fn heic(bytes: &[u8]) -> Option<(usize, usize)> {
    let head = bytes.get(..bytes.len().min(64 << 10))?;
    let places = head.windows(4).enumerate().filter(|(_, window)| *window == b"ispe").map(|(at, _)| at);
    places
        .filter_map(|at| Some((wide(u32_be(head, at + 8))?, wide(u32_be(head, at + 12))?)))
        .max_by_key(|(width, height)| width.saturating_mul(*height))
}
