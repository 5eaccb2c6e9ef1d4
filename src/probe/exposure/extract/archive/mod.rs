//! Archives: ZIP, gzip and tape archives, each file of which is a document of its own.

mod tar;
mod zip;

use super::super::document::{Document, Format, Limits, Obstacle};
use super::super::piece::{Kind, Part, Sink, Step};
use super::number::u16_le;
use super::{Course, binary, inflate};
pub(super) use zip::{Entry, Listing};

/// Whether these bytes begin like an archive, whether one that is read or not.
pub(super) fn is_archive(bytes: &[u8]) -> bool {
    let heads: [&[u8]; 9] = [
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"PK\x07\x08",
        b"\x1f\x8b",
        b"7z\xbc\xaf\x27\x1c",
        b"Rar!\x1a\x07",
        b"BZh",
        b"\xfd7zXZ\0",
        b"\x28\xb5\x2f\xfd",
    ];
    heads.iter().any(|head| bytes.starts_with(head)) || tar::is_tar(bytes)
}

/// Reads an archive.
pub(super) fn read<S: Sink + ?Sized>(course: &mut Course<'_, S>, document: &Document<'_>) {
    let bytes = document.bytes;
    match bytes {
        [b'P', b'K', ..] => read_zip(course, document),
        [0x1f, 0x8b, ..] => read_gzip(course, document),
        [b'R', b'a', b'r', b'!', ..] => course.omit("", rar_obstacle(bytes)),
        [b'7', b'z', ..] => course.omit("", seven_zip_obstacle(bytes)),
        _ if tar::is_tar(bytes) => read_tar(course, document),
        _ => course.omit("", Obstacle::UnknownFormat),
    }
}

fn read_zip<S: Sink + ?Sized>(course: &mut Course<'_, S>, document: &Document<'_>) {
    let bytes = document.bytes;
    let listing = Listing::new(bytes);
    if listing.damaged && !document.truncated {
        course.omit("", Obstacle::Damaged);
    }
    if listing.overlaps() {
        return course.omit("", Obstacle::TooLarge);
    }
    let most = course.limits().entries;
    for entry in listing.entries.iter().filter(|entry| !entry.is_folder()).take(most) {
        if entry.encrypted {
            hand_over_name(course, &entry.name);
            course.omit(&entry.name, Obstacle::Encrypted);
            continue;
        }
        let out = entry.unpack(bytes, course.room(entry.packed_length()));
        course.took(out.bytes.len());
        one(course, &entry.name, &out.bytes, out.obstacle);
    }
    if listing.entries.len() > most {
        course.omit("", Obstacle::TooLarge);
    }
}

/// Reads one file of an archive, or what could be unpacked of it.
fn one<S: Sink + ?Sized>(course: &mut Course<'_, S>, name: &str, bytes: &[u8], obstacle: Option<Obstacle>) {
    let document = Document { bytes, content_type: None, name: Some(name), truncated: false };
    // The reader of images hands the name over itself, beside the measures.
    if binary::format(&document) != Some(Format::Image) {
        hand_over_name(course, name);
    }
    if !bytes.is_empty() {
        course.nested(name, bytes);
    }
    if let Some(obstacle) = obstacle {
        course.omit(name, obstacle);
    }
}

/// What a file is called may say more than what it holds.
fn hand_over_name<S: Sink + ?Sized>(course: &mut Course<'_, S>, name: &str) {
    course.within(Step::Entry(name), |course| {
        course.within(Step::Part(Part::Metadata), |course| course.field("filename", name, Kind::Text));
    });
}

fn read_gzip<S: Sink + ?Sized>(course: &mut Course<'_, S>, document: &Document<'_>) {
    let Some((start, told)) = gzip_head(document.bytes) else {
        return course.omit("", Obstacle::Damaged);
    };
    let packed = document.bytes.get(start..).unwrap_or_default();
    let out = inflate::raw(packed, course.room(packed.len()));
    course.took(out.bytes.len());
    let outer = document.name.unwrap_or_default();
    let outer = outer.rsplit('/').next().unwrap_or_default();
    let stripped = outer.strip_suffix(".gz").or_else(|| outer.strip_suffix(".tgz")).unwrap_or(outer);
    let name = told.unwrap_or_else(|| stripped.to_owned());
    let obstacle = out.obstacle.filter(|_| !document.truncated);
    one(course, &name, &out.bytes, obstacle);
}

/// What is in a gzip file, up to a limit; `None` where these bytes are none.
pub(super) fn gunzip(bytes: &[u8], limit: usize) -> Option<Vec<u8>> {
    let start = bytes.starts_with(b"\x1f\x8b").then(|| gzip_head(bytes)).flatten()?.0;
    Some(inflate::raw(bytes.get(start..)?, limit).bytes)
}

/// Where the packed bytes of a gzip file begin, and the name it tells (RFC 1952).
fn gzip_head(bytes: &[u8]) -> Option<(usize, Option<String>)> {
    let flags = *bytes.get(3)?;
    if *bytes.get(2)? != 8 {
        return None;
    }
    let mut at = 10;
    if flags & 4 != 0 {
        at += 2 + usize::from(u16_le(bytes, at)?);
    }
    let mut name = None;
    if flags & 8 != 0 {
        let end = at + bytes.get(at..)?.iter().position(|&byte| byte == 0)?;
        name = Some(String::from_utf8_lossy(bytes.get(at..end)?).into_owned());
        at = end + 1;
    }
    if flags & 16 != 0 {
        at += bytes.get(at..)?.iter().position(|&byte| byte == 0)? + 1;
    }
    Some((at + if flags & 2 != 0 { 2 } else { 0 }, name))
}

fn read_tar<S: Sink + ?Sized>(course: &mut Course<'_, S>, document: &Document<'_>) {
    let Limits { entries: most, .. } = course.limits();
    let entries = tar::entries(document.bytes, most);
    let is_full = entries.len() >= most;
    for entry in entries {
        let obstacle = (entry.cut && !document.truncated).then_some(Obstacle::Damaged);
        one(course, &entry.name, entry.bytes, obstacle);
    }
    if is_full {
        course.omit("", Obstacle::TooLarge);
    }
}

/// Whether a RAR file hides even its list of files.
fn rar_obstacle(bytes: &[u8]) -> Obstacle {
    let fourth = bytes.starts_with(b"Rar!\x1a\x07\x00") && u16_le(bytes, 10).is_some_and(|flags| flags & 0x80 != 0);
    let fifth = bytes.starts_with(b"Rar!\x1a\x07\x01\x00") && bytes.get(13) == Some(&4);
    if fourth || fifth { Obstacle::Encrypted } else { Obstacle::UnknownFormat }
}

/// Whether the list at the end of a 7z file names the codec AES.
fn seven_zip_obstacle(bytes: &[u8]) -> Obstacle {
    let tail = bytes.get(bytes.len().saturating_sub(64 << 10)..).unwrap_or_default();
    let is_encrypted = tail.windows(4).any(|window| window == [0x06, 0xf1, 0x07, 0x01]);
    if is_encrypted { Obstacle::Encrypted } else { Obstacle::UnknownFormat }
}
