//! Images: their measures and what they say of themselves. What they show is not read, and named as such.

mod exif;
mod head;

use super::super::document::{Document, Obstacle};
use super::super::piece::{Kind, Part, Sink, Step};
use super::Course;
use super::inflate;
use super::number::u32_be;

/// The most bytes of a property.
const MOST_BYTES: usize = 64 << 10;

/// The width and height of an image in pixels; `None` if it is none.
pub(super) fn measure(bytes: &[u8]) -> Option<(usize, usize)> {
    head::measure(bytes)
}

/// Hands over what an image says of itself.
pub(super) fn read<S: Sink + ?Sized>(course: &mut Course<'_, S>, document: &Document<'_>) {
    let bytes = document.bytes;
    let (width, height) = measure(bytes).unwrap_or_default();
    course.within(Step::Part(Part::Metadata), |course| {
        course.within(Step::Record, |course| {
            if let Some(name) = document.name {
                course.field("filename", name, Kind::Text);
            }
            course.field("image-width", &width.to_string(), Kind::Number);
            course.field("image-height", &height.to_string(), Kind::Number);
            properties(course, bytes);
        });
    });
    course.omit("", Obstacle::ImageOnly);
}

fn properties<S: Sink + ?Sized>(course: &mut Course<'_, S>, bytes: &[u8]) {
    match bytes {
        [0xff, 0xd8, ..] => {
            for (kind, segment) in head::segments(bytes) {
                match kind {
                    0xe1 if segment.starts_with(b"Exif\0\0") => {
                        exif::read(course, segment.get(6..).unwrap_or_default());
                    }
                    0xe1 => packet(course, segment),
                    0xed => iptc(course, segment),
                    0xfe => say(course, "comment", segment),
                    _ => {}
                }
            }
        }
        [0x89, b'P', b'N', b'G', ..] => png(course, bytes),
        [b'R', b'I', b'F', b'F', ..] => {
            for (name, chunk) in head::riff_chunks(bytes) {
                match name {
                    b"EXIF" => exif::read(course, chunk.strip_prefix(b"Exif\0\0").unwrap_or(chunk)),
                    b"XMP " => packet(course, chunk),
                    _ => {}
                }
            }
        }
        [b'I', b'I' | b'*', ..] | [b'M', b'M', ..] => exif::read(course, bytes),
        _ => {
            // The properties of HEIC stand somewhere in it, behind their own marks.
            let head = bytes.get(..bytes.len().min(1 << 20)).unwrap_or_default();
            if let Some(at) = head.windows(8).position(|window| window == b"Exif\0\0II" || window == b"Exif\0\0MM") {
                exif::read(course, head.get(at + 6..).unwrap_or_default());
            }
            packet(course, head);
        }
    }
}

/// The chunks of text of a PNG file.
fn png<S: Sink + ?Sized>(course: &mut Course<'_, S>, bytes: &[u8]) {
    for (kind, data) in png_chunks(bytes) {
        let Some(end) = data.iter().position(|byte| *byte == 0) else {
            if kind == b"eXIf" {
                exif::read(course, data);
            }
            continue;
        };
        let (label, rest) = data.split_at_checked(end).unwrap_or_default();
        let label = String::from_utf8_lossy(label).into_owned();
        let rest = rest.get(1..).unwrap_or_default();
        match kind {
            b"eXIf" => exif::read(course, data),
            b"tEXt" => course.field(&label, &encoding_rs::WINDOWS_1252.decode(rest).0, Kind::Text),
            b"zTXt" => {
                let out = inflate::zlib(rest.get(1..).unwrap_or_default(), MOST_BYTES).bytes;
                course.took(out.len());
                course.field(&label, &String::from_utf8_lossy(&out), Kind::Text);
            }
            b"iTXt" => international(course, &label, rest),
            _ => {}
        }
    }
}

fn international<S: Sink + ?Sized>(course: &mut Course<'_, S>, label: &str, rest: &[u8]) {
    let is_packed = rest.first() == Some(&1);
    let mut parts = rest.get(2..).unwrap_or_default().splitn(3, |byte| *byte == 0);
    let Some(text) = parts.nth(2) else { return };
    let text = if is_packed { inflate::zlib(text, MOST_BYTES).bytes } else { text.to_vec() };
    course.took(text.len());
    if label.starts_with("XML:") {
        packet(course, &text);
    } else {
        course.field(label, &String::from_utf8_lossy(&text), Kind::Text);
    }
}

fn png_chunks(bytes: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut at = 8_usize;
    std::iter::from_fn(move || {
        let length = usize::try_from(u32_be(bytes, at)?).ok()?;
        let kind = bytes.get(at + 4..at + 8)?;
        let data = bytes.get(at + 8..at.checked_add(8)?.checked_add(length)?)?;
        at += 12 + length;
        Some((kind, data))
    })
}

/// A packet of XMP (ISO 16684-1): texts and attributes, labelled by their names.
fn packet<S: Sink + ?Sized>(course: &mut Course<'_, S>, bytes: &[u8]) {
    let find = |word: &[u8]| memchr::memmem::find(bytes, word);
    let Some(start) = find(b"<x:xmpmeta").or_else(|| find(b"<rdf:RDF")) else { return };
    let end = find(b"</x:xmpmeta").or_else(|| find(b"</rdf:RDF")).unwrap_or(bytes.len());
    let text = String::from_utf8_lossy(bytes.get(start..end.max(start)).unwrap_or_default());
    let mut label = String::new();
    for markup in super::markup::Scanner::new(&text) {
        match markup {
            super::markup::Markup::Start(tag) => {
                if !matches!(tag.name, "li" | "Alt" | "Seq" | "Bag") {
                    label = tag.name.to_owned();
                }
                for (name, value) in tag.attributes().filter(|(_, value)| !value.starts_with("http")) {
                    course.field(name, &value, Kind::Text);
                }
            }
            super::markup::Markup::Text(text) if !text.trim().is_empty() => {
                course.field(&label, text.trim(), Kind::Text);
            }
            _ => {}
        }
    }
}

/// The texts of IPTC that Photoshop keeps (IIM, record 2).
fn iptc<S: Sink + ?Sized>(course: &mut Course<'_, S>, bytes: &[u8]) {
    let mut rest = bytes;
    while let Some(at) = rest.windows(2).position(|window| window == [0x1c, 2]) {
        let field = rest.get(at..).unwrap_or_default();
        let [_, _, kind, high, low, data @ ..] = field else { return };
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        let Some(value) = data.get(..length) else { return };
        let label = match kind {
            5 => "title",
            25 => "keywords",
            80 => "author",
            90 => "city",
            92 => "location",
            105 => "headline",
            116 => "copyright",
            120 => "caption",
            _ => "iptc",
        };
        say(course, label, value);
        rest = data.get(length..).unwrap_or_default();
    }
}

/// Hands over a text if there is any in it.
fn say<S: Sink + ?Sized>(course: &mut Course<'_, S>, label: &str, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes.get(..bytes.len().min(MOST_BYTES)).unwrap_or_default());
    let text = text.trim_matches(|c: char| c == '\0' || c.is_whitespace());
    if !text.is_empty() && !text.contains('\0') {
        course.field(label, text, Kind::Text);
    }
}
