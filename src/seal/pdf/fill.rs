//! Filling a field: a signature dictionary with a hole of fixed width, into which the signature goes.

use std::ops::Range;

use jiff::Timestamp;
use lopdf::{Dictionary, ObjectId};

use super::appearance::Appearance;
use super::difference::Change;
use super::field::{Field, Rectangle, signature_fields};
use super::file::{FileRefusal, PdfFile};
use super::prepare::{PRINTED_AND_LOCKED, add_to_form, add_to_page, widget};
use super::signature::{self, Format};
use super::update::Update;
use super::write;
use crate::seal::{Digest, SealError};
use crate::text::in_vietnam;

/// Room for a signature with its chain and time stamp, in bytes; other makers in the country reserve as much.
pub(in crate::seal) const ROOM: usize = 32_768;
/// Most room that is reserved, in bytes.
const LARGEST_ROOM: usize = 1 << 20;
/// Digits of an offset in a ByteRange.
const WIDTH: usize = 10;

/// What a signature says of itself, and how it looks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fill<'a> {
    /// The name of the field.
    pub field: &'a str,
    /// When it is signed, by the clock of the signer.
    pub time: Option<Timestamp>,
    /// Who signs.
    pub name: Option<&'a str>,
    /// Why.
    pub reason: Option<&'a str>,
    /// Where.
    pub location: Option<&'a str>,
    /// How it looks; without it the field stays as it is.
    pub appearance: Option<&'a Appearance>,
    /// Whether this first signature certifies the file, so that only fields may be filled after it (DocMDP, P = 2).
    pub certify: bool,
    /// Bytes that are reserved for the signature with its chain and time stamp; without a number, enough for all.
    pub room: Option<usize>,
}

/// A file with a hole where a signature belongs.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Hole {
    bytes: Vec<u8>,
    /// From `<` to behind `>`.
    place: Range<usize>,
}

impl Hole {
    /// The digest of everything but the hole.
    pub fn digest(&self, digest: Digest) -> Vec<u8> {
        let (before, after) = self.around();
        digest.of(&[before, after])
    }

    /// The file with its empty hole: what is kept between the two phases of signing.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Finds the hole of a field again.
    ///
    /// # Errors
    /// The file cannot be read, or there is no such field with an empty hole at its end.
    pub fn reopened(bytes: Vec<u8>, field: &str) -> Result<Self, SealError> {
        let file = PdfFile::read(bytes)?;
        let found = signature::placed(&file).into_iter().find(|one| one.field.name == field);
        let place = found.filter(|one| one.revision + 1 == file.revision_count()).and_then(|one| one.empty_hole());
        let place = place.ok_or_else(|| SealError::NoHole(field.to_owned()))?;
        Ok(Self { bytes: file.bytes().to_vec(), place })
    }

    /// The file with the signature in the hole.
    ///
    /// # Errors
    /// The signature is longer than the room that was reserved.
    pub fn closed(self, cms: &[u8]) -> Result<Vec<u8>, SealError> {
        let digits = crate::seal::hexadecimal(cms);
        let Self { mut bytes, place } = self;
        let room = bytes.get_mut(place.start + 1..place.end - 1).ok_or(FileRefusal::Unreadable("/Contents"))?;
        let own = room.get_mut(..digits.len()).ok_or(SealError::NoRoom)?;
        own.copy_from_slice(digits.as_bytes());
        Ok(bytes)
    }

    fn around(&self) -> (&[u8], &[u8]) {
        let before = self.bytes.get(..self.place.start).unwrap_or_default();
        (before, self.bytes.get(self.place.end..).unwrap_or_default())
    }
}

/// Fills an empty field with a hole.
pub(in crate::seal) fn fill(file: &PdfFile, fill: &Fill<'_>) -> Result<Hole, SealError> {
    let fields = signature_fields(file.document()?);
    let found = fields.iter().find(|one| one.name == fill.field);
    let field = found.ok_or_else(|| SealError::NoField(fill.field.to_owned()))?;
    if field.signed {
        return Err(SealError::FieldSigned(fill.field.to_owned()));
    }
    if fill.certify && fields.iter().any(|field| field.signed) {
        return Err(SealError::AlreadySigned);
    }
    let change = Change::Signed(fill.field.to_owned());
    let present = signature::placed(file).into_iter().filter_map(|one| one.found.ok());
    if present.flat_map(|covered| covered.permissions).any(|permission| permission.forbids(&change)) {
        return Err(SealError::Forbidden(fill.field.to_owned()));
    }
    let mut update = Update::of(file)?;
    let signature = update.reserve();
    if fill.certify {
        certify(&mut update, signature)?;
    }
    let mut dictionary = update.dictionary(field.id)?;
    dictionary.set("V", signature);
    update.set(field.id, dictionary);
    if let Some(appearance) = fill.appearance {
        show(&mut update, field, appearance)?;
    }
    open(update, signature, Format::Baseline, fill, fill.room.unwrap_or(ROOM).min(LARGEST_ROOM))
}

/// A new invisible field with room for a time stamp over the whole document.
pub(in crate::seal) fn stamp_room(file: &PdfFile) -> Result<Hole, SealError> {
    let names: Vec<String> = signature_fields(file.document()?).into_iter().map(|field| field.name).collect();
    let free = |number: &u32| {
        let own = stamp_name(*number);
        !names.iter().any(|name| name.starts_with(&own) || own.starts_with(name.as_str()))
    };
    let name = (1..=999).find(free).map(stamp_name).ok_or(SealError::NoRoom)?;
    let mut update = Update::of(file)?;
    let page = update.document().page_iter().next().ok_or(FileRefusal::Unreadable("/Pages"))?;
    let stamp = update.reserve();
    let mut widget = widget(&name, page, &Rectangle::default());
    widget.set("F", PRINTED_AND_LOCKED);
    widget.set("V", stamp);
    let widget = update.add(widget);
    add_to_page(&mut update, page, widget)?;
    add_to_form(&mut update, &[widget])?;
    open(update, stamp, Format::Stamp, &Fill::default(), ROOM)
}

fn stamp_name(number: u32) -> String {
    format!("DocumentTimeStamp-{number:03}")
}

/// Entry of the catalog that names the certifying signature.
fn certify(update: &mut Update<'_>, signature: ObjectId) -> Result<(), SealError> {
    let (root, mut catalog) = update.catalog()?;
    let mut permissions = Dictionary::new();
    permissions.set("DocMDP", signature);
    catalog.set("Perms", permissions);
    update.set(root, catalog);
    Ok(())
}

fn show(update: &mut Update<'_>, field: &Field, appearance: &Appearance) -> Result<(), SealError> {
    if field.rectangle.is_empty() {
        return Err(SealError::Place(field.name.clone()));
    }
    let shown = appearance.add(update, &field.rectangle)?;
    let mut normal = Dictionary::new();
    normal.set("N", shown);
    let mut widget = update.dictionary(field.widget)?;
    widget.set("AP", normal);
    update.set(field.widget, widget);
    Ok(())
}

/// Writes the update and the four numbers of its ByteRange.
fn open(
    mut update: Update<'_>,
    signature: ObjectId,
    format: Format,
    fill: &Fill<'_>,
    room: usize,
) -> Result<Hole, SealError> {
    let (body, range, contents) = dictionary(format, fill, room);
    update.set_raw(signature, body);
    let (mut bytes, places) = update.finish()?;
    let at = places.get(&signature).ok_or(FileRefusal::Unreadable("/Contents"))?;
    let place = at + contents.start..at + contents.end;
    let numbers = [place.start, place.end, bytes.len() - place.end].map(|number| format!("{number:<WIDTH$}"));
    let numbers = numbers.join(" ");
    let own = bytes.get_mut(at + range..at + range + numbers.len()).ok_or(FileRefusal::TooLong)?;
    own.copy_from_slice(numbers.as_bytes());
    Ok(Hole { bytes, place })
}

/// The signature dictionary; where the numbers of its ByteRange stand behind the 0, and where its hole.
fn dictionary(format: Format, fill: &Fill<'_>, room: usize) -> (Vec<u8>, usize, Range<usize>) {
    let kind = if format == Format::Stamp { "DocTimeStamp" } else { "Sig" };
    let mut body = format!("<</Type /{kind}\n/Filter /Adobe.PPKLite\n/SubFilter /{}\n/ByteRange [0 ", format.name());
    let range = body.len();
    body.push_str(&" ".repeat(3 * WIDTH + 2));
    body.push_str("]\n/Contents ");
    let contents = body.len();
    let mut body = body.into_bytes();
    body.push(b'<');
    body.resize(body.len() + 2 * room, b'0');
    body.push(b'>');
    let contents = contents..body.len();
    let time = fill.time.map(date);
    let texts = [("M", time.as_deref()), ("Name", fill.name), ("Reason", fill.reason), ("Location", fill.location)];
    for (key, text) in texts {
        if let Some(text) = text {
            body.extend_from_slice(format!("\n/{key} ").as_bytes());
            write::object(&write::text(text), &mut body);
        }
    }
    if fill.certify {
        body.extend_from_slice(b"\n/Reference [<</Type /SigRef\n/TransformMethod /DocMDP\n/TransformParams ");
        body.extend_from_slice(b"<</Type /TransformParams\n/P 2\n/V /1.2>>>>]");
    }
    body.extend_from_slice(b">>");
    (body, range, contents)
}

/// A date of PDF on a Vietnamese clock.
pub(super) fn date(time: Timestamp) -> String {
    let local = in_vietnam(time);
    let (year, month, day) = (local.year(), local.month(), local.day());
    format!("D:{year:04}{month:02}{day:02}{:02}{:02}{:02}+07'00'", local.hour(), local.minute(), local.second())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seal::pdf::literal;

    #[test]
    fn the_dictionary_is_one_object_whatever_its_texts() {
        let fill = Fill {
            time: Some("2026-11-22T17:30:00Z".parse().expect("a time")),
            name: Some("Nguyễn Văn Đạt"),
            reason: Some("Ký ban hành (số 12\\BB"),
            certify: true,
            ..Fill::default()
        };
        let (body, range, contents) = dictionary(Format::Baseline, &fill, 8);
        let entries = literal::dictionary(&body, 0).expect("a dictionary");
        assert_eq!(entries.end, body.len());
        assert_eq!(entries.place(b"Contents"), Some(contents));
        assert_eq!(entries.place(b"ByteRange").map(|place| place.start + 3), Some(range));
        let time = entries.place(b"M").and_then(|place| body.get(place)).map(<[u8]>::to_vec);
        assert_eq!(time, Some(b"(D:20261123003000+07'00')".to_vec()));
    }
}
