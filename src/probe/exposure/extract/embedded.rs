//! What lies inside objects of other programs: the file somewhere behind their own heads.

use super::super::piece::Sink;
use super::Course;
use super::number::length_le;
use super::package::LEAST_PICTURE;

/// Where documents may begin inside an object.
const HEADS: [&[u8]; 7] = [
    b"PK\x03\x04",
    b"%PDF-",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"{\\rtf",
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n",
    b"\x1f\x8b\x08",
];
/// How far into an object its document may begin.
const MOST_AHEAD: usize = 4096;

/// Hands over the document inside the bytes of an object, if there is one.
pub(super) fn object<S: Sink + ?Sized>(course: &mut Course<'_, S>, bytes: &[u8]) {
    let head = bytes.get(..bytes.len().min(MOST_AHEAD)).unwrap_or_default();
    let start =
        (0..head.len()).find(|at| HEADS.iter().any(|mark| bytes.get(*at..).is_some_and(|rest| rest.starts_with(mark))));
    if let Some(inside) = start.and_then(|start| bytes.get(start..)) {
        file(course, "object", inside);
    }
}

/// Hands over a file that an OLE package wraps (`\x01Ole10Native`): its length, names, then its bytes.
pub(super) fn native<S: Sink + ?Sized>(course: &mut Course<'_, S>, bytes: &[u8]) {
    if inside_native(course, bytes).is_none() {
        object(course, bytes);
    }
}

fn inside_native<S: Sink + ?Sized>(course: &mut Course<'_, S>, bytes: &[u8]) -> Option<()> {
    let mut rest = bytes.get(6..)?;
    let mut names = Vec::new();
    for _ in 0..2 {
        let end = rest.iter().position(|byte| *byte == 0)?;
        names.push(String::from_utf8_lossy(rest.get(..end)?).into_owned());
        rest = rest.get(end + 1..)?;
    }
    let length = length_le(rest, 4)?;
    rest = rest.get(8..)?.get(length..)?;
    let size = length_le(rest, 0)?;
    let inside = rest.get(4..)?.get(..size)?;
    file(course, names.first()?, inside);
    Some(())
}

/// Hands over an embedded file; a picture too small to show a text is none.
pub(super) fn file<S: Sink + ?Sized>(course: &mut Course<'_, S>, name: &str, bytes: &[u8]) {
    let is_small = |(width, height)| width > 0 && (width < LEAST_PICTURE || height < LEAST_PICTURE);
    if !super::image::measure(bytes).is_some_and(is_small) {
        course.nested(name, bytes);
    }
}
