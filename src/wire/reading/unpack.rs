//! Undoing the content codings of HTTP (RFC 9110, section 8.4), within bounds.

use miniz_oxide::inflate::{decompress_to_vec_with_limit, decompress_to_vec_zlib_with_limit};

/// How a body came packed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Packing {
    /// Not at all.
    None,
    /// By gzip (RFC 1952).
    Gzip,
    /// By zlib, or bare deflate as some servers mean it.
    Deflate,
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
            _ => Self::Unknown,
        }
    }
}

/// The body unpacked to at most `most` bytes, and whether that is all of it.
pub(super) fn unpack(packing: Packing, body: &[u8], most: usize) -> (Vec<u8>, bool) {
    let unpacked = match packing {
        Packing::Gzip => match deflated(body) {
            Some(inner) => decompress_to_vec_with_limit(inner, most),
            // Said to be packed, and is not: some servers say so of what was packed on the disk only.
            None => return (body.to_vec(), true),
        },
        Packing::Deflate => decompress_to_vec_zlib_with_limit(body, most)
            .or_else(|failure| decompress_to_vec_with_limit(body, most).map_err(|_| failure)),
        Packing::None | Packing::Unknown => return (body.to_vec(), true),
    };
    match unpacked {
        Ok(whole) => {
            let all = packing != Packing::Gzip || told_length(body) == u32::try_from(whole.len()).ok();
            (whole, all)
        }
        Err(failure) => (failure.output, false),
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

/// The length that the end of a gzip file tells; another one says that members follow, or that it was cut.
fn told_length(body: &[u8]) -> Option<u32> {
    let end = body.get(body.len().checked_sub(4)?..)?;
    Some(u32::from_le_bytes(end.try_into().ok()?))
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
        assert_eq!(unpack(Packing::Gzip, b"plain", 100), (b"plain".to_vec(), true));
        assert_eq!(unpack(Packing::Deflate, &compress_to_vec(b"xin chao", 6), 100), (b"xin chao".to_vec(), true));
    }

    #[test]
    fn codings_are_told_by_the_header() {
        let of = |value: &str| Packing::of(&[("content-encoding".to_owned(), value.to_owned())]);
        assert_eq!(
            (of("GZIP"), of("identity"), of("br"), of("gzip, br")),
            (Packing::Gzip, Packing::None, Packing::Unknown, Packing::Unknown)
        );
        assert_eq!(Packing::of(&[]), Packing::None);
    }
}
