//! Signatures where they stand in the file: which bytes they cover, and that the hole is theirs and nothing else.

use std::collections::BTreeSet;
use std::ops::Range;

use jiff::Timestamp;
use lopdf::{Dictionary, Document, Object, ObjectId};

use super::certify::{Permission, permission};
use super::field::{Field, shown, signature_fields, value};
use super::file::PdfFile;
use super::literal;
use crate::seal::Reason;

/// How a signature is put into the file.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::seal) enum Format {
    /// PAdES baseline.
    Baseline,
    /// What programs wrote before PAdES.
    Older,
    /// A time stamp over the document.
    Stamp,
}

impl Format {
    /// The SubFilter.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Baseline => "ETSI.CAdES.detached",
            Self::Older => "adbe.pkcs7.detached",
            Self::Stamp => "ETSI.RFC3161",
        }
    }

    fn read(name: &[u8]) -> Option<Self> {
        [Self::Baseline, Self::Older, Self::Stamp].into_iter().find(|format| format.name().as_bytes() == name)
    }
}

/// A signature in the file.
#[derive(Clone, Debug)]
pub(in crate::seal) struct PlacedSignature {
    pub(in crate::seal) field: Field,
    /// The revision in which it appeared, from 0.
    pub(in crate::seal) revision: usize,
    pub(in crate::seal) found: Result<Covered, Reason>,
}

/// What a signature covers.
#[derive(Clone, Debug)]
pub(in crate::seal) struct Covered {
    pub(in crate::seal) format: Format,
    /// From `<` to behind `>`.
    pub(in crate::seal) hole: Range<usize>,
    /// Where the covered bytes end.
    pub(in crate::seal) end: usize,
    /// What is in the hole.
    pub(in crate::seal) contents: Vec<u8>,
    /// When it was signed, by the clock of the signer.
    pub(in crate::seal) claimed: Option<Timestamp>,
    /// Who signed and why, in words of the signer that nobody proves.
    pub(in crate::seal) name: Option<String>,
    pub(in crate::seal) reason: Option<String>,
    /// What it demands of later changes.
    pub(in crate::seal) permissions: Vec<Permission>,
}

impl PlacedSignature {
    /// Whether its field was there, empty, in the revision before the signature's own.
    pub(in crate::seal) fn was_prepared(&self, file: &PdfFile) -> bool {
        let before = self.revision.checked_sub(1).and_then(|before| file.revisions().get(before));
        let fields = before.map(|before| signature_fields(&before.document)).unwrap_or_default();
        fields.iter().any(|field| field.id == self.field.id && !field.signed)
    }

    /// The hole, where nothing is in it yet.
    pub(super) fn empty_hole(&self) -> Option<Range<usize>> {
        let covered = self.found.as_ref().ok()?;
        covered.is_empty().then(|| covered.hole.clone())
    }
}

impl Covered {
    /// Whether nothing is in the hole yet.
    pub(in crate::seal) fn is_empty(&self) -> bool {
        self.contents.iter().all(|byte| *byte == 0)
    }
}

/// The field that waits for its signature at the end of the file, where one does.
pub(in crate::seal) fn waiting(file: &PdfFile) -> Option<String> {
    let last = |one: &PlacedSignature| one.revision + 1 == file.revision_count() && one.empty_hole().is_some();
    placed(file).into_iter().find(last).map(|one| one.field.name)
}

/// All signatures that any revision ever held, in the order in which they came.
///
/// One that a later revision took away is still told, as one that was taken away.
pub(in crate::seal) fn placed(file: &PdfFile) -> Vec<PlacedSignature> {
    let mut known = BTreeSet::new();
    let mut values = BTreeSet::new();
    let mut found = Vec::new();
    let now = file.revisions().last().map_or_else(Vec::new, |last| signature_fields(&last.document));
    for (index, revision) in file.revisions().iter().enumerate() {
        for field in signature_fields(&revision.document).into_iter().filter(|field| field.signed) {
            let value = field.value.as_ref().and_then(|value| value.as_reference().ok());
            if !known.insert((field.id, value)) {
                continue;
            }
            let still = now.iter().any(|other| other.id == field.id && other.value == field.value);
            let covered = match value {
                _ if !still => Err(Reason::Removed),
                Some(id) if values.insert(id) => covered(file, index, &revision.document, id),
                _ => Err(Reason::Hole),
            };
            found.push(PlacedSignature { field, revision: index, found: covered });
        }
    }
    found
}

/// Holds the signature dictionary against the bytes of the file.
fn covered(file: &PdfFile, revision: usize, document: &Document, id: ObjectId) -> Result<Covered, Reason> {
    let dictionary = document.objects.get(&id).and_then(|object| object.as_dict().ok()).ok_or(Reason::Hole)?;
    let name = value(document, dictionary, b"SubFilter").and_then(|name| name.as_name().ok()).unwrap_or_default();
    let format = Format::read(name).ok_or_else(|| Reason::Format(shown(name)))?;
    let (place, is_new) = file.place(revision, id).ok_or(Reason::Hole)?;
    if !is_new {
        return Err(Reason::Hole);
    }
    let range = byte_range(document, dictionary).ok_or(Reason::Range)?;
    let hole = hole(file.bytes(), place, id).ok_or(Reason::Hole)?;
    let [0, first, second, length] = range else { return Err(Reason::Range) };
    let end = second.checked_add(length).ok_or(Reason::Range)?;
    if first != hole.start || second != hole.end || end > file.bytes().len() {
        return Err(Reason::Range);
    }
    if file.revision_ending_at(end) != Some(revision) {
        return Err(Reason::NotARevision);
    }
    let contents = dictionary.get(b"Contents").and_then(Object::as_str).map_err(|_| Reason::Hole)?;
    let digits = file.bytes().get(hole.start + 1..hole.end - 1).ok_or(Reason::Hole)?;
    if decoded(digits).as_deref() != Some(contents) {
        return Err(Reason::Hole);
    }
    let words = |key| value(document, dictionary, key).and_then(|text| text.as_str().ok());
    Ok(Covered {
        format,
        hole,
        end,
        contents: contents.to_vec(),
        claimed: words(b"M").and_then(instant),
        name: words(b"Name").map(shown),
        reason: words(b"Reason").map(shown),
        permissions: permission(document, dictionary),
    })
}

fn byte_range(document: &Document, dictionary: &Dictionary) -> Option<[usize; 4]> {
    let list = value(document, dictionary, b"ByteRange")?.as_array().ok()?;
    let numbers: Option<Vec<usize>> =
        list.iter().map(|number| number.as_i64().ok().and_then(|number| usize::try_from(number).ok())).collect();
    numbers?.try_into().ok()
}

/// Where the value of /Contents is spelled in this very object.
fn hole(bytes: &[u8], place: usize, id: ObjectId) -> Option<Range<usize>> {
    let behind = literal::header(bytes, place, id.0, id.1)?;
    let hole = literal::dictionary(bytes, behind).ok()?.place(b"Contents")?;
    let is_string = bytes.get(hole.start) == Some(&b'<') && bytes.get(hole.end - 1) == Some(&b'>');
    (is_string && hole.len() >= 2).then_some(hole)
}

/// Pairs of hexadecimal digits with nothing between them.
fn decoded(digits: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    digits.chunks_exact(2).map(|pair| Some(digit(pair.first()?)? << 4 | digit(pair.last()?)?)).collect()
}

/// `D:20261122154500+07'00'`, the zone as it stands or UTC.
fn instant(text: &[u8]) -> Option<Timestamp> {
    let text = std::str::from_utf8(text).ok()?.strip_prefix("D:")?;
    let (digits, zone) = text.split_at_checked(14)?;
    let utc = crate::seal::asn1::instant(format!("{digits}Z").as_bytes()).ok()?;
    let zone: String = zone.chars().filter(|letter| *letter != '\'').collect();
    let sign = match zone.chars().next() {
        None | Some('Z') => return Some(utc),
        Some('+') => -1,
        Some('-') => 1,
        Some(_) => return None,
    };
    let hours: i64 = zone.get(1..3)?.parse().ok()?;
    let minutes: i64 = zone.get(3..5).unwrap_or("0").parse().ok()?;
    utc.checked_add(jiff::SignedDuration::from_secs(sign * (hours * 3600 + minutes * 60))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_have_zones() {
        let read = |text: &str| instant(text.as_bytes()).map(|time| time.to_string());
        assert_eq!(read("D:20261122154500+07'00'").as_deref(), Some("2026-11-22T08:45:00Z"));
        assert_eq!(read("D:20261122154500-0130").as_deref(), Some("2026-11-22T17:15:00Z"));
        assert_eq!(read("D:20261122154500Z").as_deref(), Some("2026-11-22T15:45:00Z"));
        assert_eq!(read("2026"), None);
    }
}
