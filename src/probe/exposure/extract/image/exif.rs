//! Properties of photographs (Exif 2.32), which are laid out as in TIFF 6.0.

use super::super::super::piece::{Kind, Sink};
use super::super::Course;
use super::super::number::{u16_be, u16_le, u32_be, u32_le};

/// The most entries of a directory, and directories of a file.
const MOST: u16 = 500;
const MOST_DIRECTORIES: usize = 12;

#[derive(Clone, Copy)]
struct Tiff<'a> {
    bytes: &'a [u8],
    is_little: bool,
}

/// An entry of a directory.
#[derive(Clone, Copy)]
struct Entry<'a> {
    tag: u16,
    kind: u16,
    value: &'a [u8],
}

/// The width and height of a TIFF file.
pub(super) fn measure(bytes: &[u8]) -> Option<(usize, usize)> {
    let tiff = Tiff::new(bytes)?;
    let entries = tiff.entries(tiff.u32(4)?);
    let number = |tag: u16| tiff.number(entries.iter().find(|entry| entry.tag == tag)?);
    Some((number(256)?, number(257)?))
}

/// Hands over the texts, and that there is a place, if there is one.
pub(super) fn read<S: Sink + ?Sized>(course: &mut Course<'_, S>, bytes: &[u8]) {
    let Some(tiff) = Tiff::new(bytes) else { return };
    let Some(first) = tiff.u32(4) else { return };
    let mut open = vec![first];
    let mut done = Vec::new();
    while let Some(at) = open.pop().filter(|_| done.len() < MOST_DIRECTORIES) {
        if done.contains(&at) {
            continue;
        }
        done.push(at);
        for entry in tiff.entries(at) {
            match entry.tag {
                0x8769 => open.extend(tiff.number(&entry).and_then(|at| u32::try_from(at).ok())),
                0x8825 => course.field("gps", "present", Kind::Text),
                tag => {
                    if let Some((label, text)) = label(tag).and_then(|label| Some((label, text(&tiff, &entry)?))) {
                        course.field(label, &text, Kind::Text);
                    }
                }
            }
        }
    }
}

fn label(tag: u16) -> Option<&'static str> {
    let label = match tag {
        0x010d => "document-name",
        0x010e => "image-description",
        0x010f => "make",
        0x0110 => "model",
        0x011d => "page-name",
        0x0131 => "software",
        0x0132 => "date-time",
        0x013b => "artist",
        0x013c => "host-computer",
        0x8298 => "copyright",
        0x9003 => "date-time-original",
        0x9286 => "user-comment",
        0x9c9b => "title",
        0x9c9c => "comment",
        0x9c9d => "author",
        0x9c9e => "keywords",
        0x9c9f => "subject",
        0xa420 => "image-id",
        0xa430 => "owner",
        0xa431 => "serial-number",
        _ => return None,
    };
    Some(label)
}

fn text(tiff: &Tiff<'_>, entry: &Entry<'_>) -> Option<String> {
    let text = match entry.tag {
        0x9c9b..=0x9c9f => encoding_rs::UTF_16LE.decode_without_bom_handling(entry.value).0.into_owned(),
        0x9286 => match entry.value.split_at_checked(8)? {
            (b"UNICODE\0", rest) => unicode(rest, tiff.is_little),
            (_, rest) => String::from_utf8_lossy(rest).into_owned(),
        },
        _ if entry.kind == 2 => String::from_utf8_lossy(entry.value).into_owned(),
        _ => return None,
    };
    let text = text.trim_matches(|c: char| c == '\0' || c.is_whitespace()).to_owned();
    (!text.is_empty()).then_some(text)
}

/// A comment in UTF-16: in the order of the file, unless the other makes letters of more of it, for many programs
/// write their own.
fn unicode(bytes: &[u8], is_little: bool) -> String {
    let little = encoding_rs::UTF_16LE.decode(bytes).0.into_owned();
    let big = encoding_rs::UTF_16BE.decode(bytes).0.into_owned();
    let letters =
        |text: &str| text.chars().filter(|letter| matches!(letter, ' '..='\u{1b0}' | '\u{1ea0}'..='\u{1ef9}')).count();
    let (own, other) = if is_little { (little, big) } else { (big, little) };
    if letters(&other) > letters(&own) { other } else { own }
}

impl<'a> Tiff<'a> {
    fn new(bytes: &'a [u8]) -> Option<Self> {
        match bytes.get(..2)? {
            b"II" => Some(Self { bytes, is_little: true }),
            b"MM" => Some(Self { bytes, is_little: false }),
            _ => None,
        }
    }

    fn u16(&self, at: usize) -> Option<u16> {
        if self.is_little { u16_le(self.bytes, at) } else { u16_be(self.bytes, at) }
    }

    fn u32(&self, at: usize) -> Option<u32> {
        if self.is_little { u32_le(self.bytes, at) } else { u32_be(self.bytes, at) }
    }

    /// The entries of a directory.
    fn entries(&self, at: u32) -> Vec<Entry<'a>> {
        let Ok(at) = usize::try_from(at) else { return Vec::new() };
        let count = self.u16(at).unwrap_or(0).min(MOST);
        (0..usize::from(count)).filter_map(|number| self.entry(at + 2 + number * 12)).collect()
    }

    fn entry(&self, at: usize) -> Option<Entry<'a>> {
        let (tag, kind) = (self.u16(at)?, self.u16(at + 2)?);
        let each = match kind {
            1 | 2 | 6 | 7 => 1,
            3 | 8 => 2,
            4 | 9 | 11 | 13 => 4,
            _ => 8,
        };
        let length = usize::try_from(self.u32(at + 4)?).ok()?.checked_mul(each)?.min(64 << 10);
        let start = if length <= 4 { at + 8 } else { usize::try_from(self.u32(at + 8)?).ok()? };
        Some(Entry { tag, kind, value: self.bytes.get(start..start.checked_add(length)?)? })
    }

    fn number(&self, entry: &Entry<'_>) -> Option<usize> {
        let own = Tiff { bytes: entry.value, is_little: self.is_little };
        if entry.kind == 3 { own.u16(0).map(usize::from) } else { usize::try_from(own.u32(0)?).ok() }
    }
}
