//! A PDF file as the row of its revisions.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use lopdf::xref::{XrefEntry, XrefType};
use lopdf::{Document, LoadOptions, Object, ObjectId};
use thiserror::Error;

use super::field::{Field, signature_fields};
use super::literal::{self, Flaw};
use super::section::{self, Kind, Section};
use crate::text::{Text, text};

/// Longest file that is read, in bytes.
const LONGEST: usize = 128 << 20;
/// Longest row of all revisions together, each from the start of the file, in bytes.
const LONGEST_HELD: usize = 768 << 20;
/// Most revisions: a report has one for each signature, a few for evidence, and not dozens.
const MOST_REVISIONS: usize = 64;
/// Longest content of one compressed stream that holds objects, in bytes, and most of such streams: each is unpacked
/// for each revision.
const LONGEST_UNPACKED: usize = 16 << 20;
const MOST_CONTAINERS: usize = 256;

/// Why a file is neither signed nor trusted.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("{}", self.text())]
pub enum FileRefusal {
    /// Longer than what is read.
    TooLong,
    /// No PDF file.
    NoPdf,
    /// Encrypted.
    Encrypted,
    /// Cross-reference table and stream for the same revision.
    Hybrid,
    /// Kinds of cross-reference change from revision to revision.
    Mixed,
    /// The first page stands in front (linearised): its sections are not in the order of time.
    Linearized,
    /// More revisions than are read.
    TooManyRevisions,
    /// More streams of objects than are unpacked.
    TooManyContainers,
    /// More signature fields than are read.
    TooManyFields,
    /// Bytes behind the end of the file.
    Trailing(usize),
    /// A part that cannot be read as written; other readers would repair it.
    Unreadable(&'static str),
    /// The cross-reference names an object where it is not, or one of an older revision.
    Misplaced(u32),
    /// A dictionary with a key twice, in this object.
    KeyTwice(Option<u32>),
    /// Object numbers that no revision defines: after a signature in such a file other readers refuse the first one.
    Gap(u32),
}

impl FileRefusal {
    pub(super) fn of(flaw: Flaw, number: Option<u32>) -> Self {
        match flaw {
            Flaw::Twice => Self::KeyTwice(number),
            Flaw::Syntax => number.map_or(Self::Unreadable("dictionary"), Self::Misplaced),
        }
    }

    /// The reason for people.
    pub fn text(&self) -> Text {
        match self {
            Self::TooLong => Text::new("tệp quá lớn", "the file is too large"),
            Self::NoPdf => Text::new("tệp không phải là tệp PDF", "the file is no PDF file"),
            Self::Encrypted => Text::new("tệp PDF bị mã hóa", "the PDF file is encrypted"),
            Self::Hybrid => Text::new(
                "tệp PDF có hai bảng tham chiếu song song (hybrid), mỗi trình đọc có thể thấy một nội dung khác",
                "the PDF file has two cross-references side by side (hybrid), readers may see different contents",
            ),
            Self::Mixed => Text::new(
                "các phiên bản của tệp PDF dùng lẫn hai kiểu bảng tham chiếu",
                "the revisions of the PDF file mix the two kinds of cross-reference",
            ),
            Self::Linearized => Text::new(
                "tệp PDF được tuyến tính hóa (linearized) nên không xác định chắc chắn được thứ tự các phiên bản",
                "the PDF file is linearised, so the order of its revisions is not certain",
            ),
            Self::TooManyRevisions => {
                Text::new("tệp PDF có quá nhiều phiên bản", "the PDF file has too many revisions")
            }
            Self::TooManyContainers => Text::new(
                "tệp PDF có quá nhiều luồng nén chứa đối tượng",
                "the PDF file has too many compressed streams of objects",
            ),
            Self::TooManyFields => {
                Text::new("tệp PDF có quá nhiều ô ký hoặc chữ ký", "the PDF file has too many fields or signatures")
            }
            Self::Trailing(bytes) => text!(
                "có dữ liệu nằm sau điểm kết thúc của tệp PDF (số byte: {bytes})",
                "there is data behind the end of the PDF file (bytes: {bytes})"
            ),
            Self::Unreadable(part) => text!(
                "cấu trúc tệp PDF bị hỏng ({part}); trình đọc khác có thể tự sửa và hiển thị nội dung khác",
                "the structure of the PDF file is damaged ({part}); other readers may repair it and show something else"
            ),
            Self::Misplaced(number) => text!(
                "bảng tham chiếu của tệp PDF chỉ sai vị trí của đối tượng {number}",
                "the cross-reference of the PDF file names a wrong place for object {number}"
            ),
            Self::KeyTwice(Some(number)) => text!(
                "đối tượng {number} của tệp PDF có hai khóa trùng tên, mỗi trình đọc có thể hiểu một cách khác",
                "object {number} of the PDF file holds a key twice, readers may understand it differently"
            ),
            Self::KeyTwice(None) => Text::new(
                "bảng tham chiếu của tệp PDF có hai khóa trùng tên",
                "the cross-reference of the PDF file holds a key twice",
            ),
            Self::Gap(number) => text!(
                "tệp PDF thiếu đối tượng số {number} trong bảng tham chiếu, không nên ký tệp này",
                "object number {number} is missing in the cross-reference of the PDF file, it should not be signed"
            ),
        }
    }
}

/// A state of the document: the file up to one of its end marks.
#[derive(Clone, Debug)]
pub(in crate::seal) struct Revision {
    /// Behind its end-of-file mark, and behind the line end that may follow.
    pub(in crate::seal) ends: (usize, usize),
    /// Where its cross-reference section begins.
    pub(super) section: usize,
    /// Everything that is valid in this state.
    pub(super) document: Document,
}

/// A PDF file whose structure holds, as the row of its revisions.
#[derive(Clone, Debug)]
pub struct PdfFile {
    bytes: Vec<u8>,
    pub(super) kind: Kind,
    revisions: Vec<Revision>,
}

impl PdfFile {
    /// Reads a file strictly.
    ///
    /// # Errors
    /// Everything that two readers could understand in two ways, see [`FileRefusal`].
    pub fn read(bytes: Vec<u8>) -> Result<Self, FileRefusal> {
        if bytes.len() > LONGEST {
            return Err(FileRefusal::TooLong);
        }
        if !bytes.starts_with(b"%PDF-1.") && !bytes.starts_with(b"%PDF-2.") {
            return Err(FileRefusal::NoPdf);
        }
        if literal::names(&bytes, b"ObjStm") > MOST_CONTAINERS {
            return Err(FileRefusal::TooManyContainers);
        }
        let sections = sections(&bytes)?;
        // Each revision is held on its own: their lengths together bound memory and time.
        if sections.iter().map(|section| section.ends.1).fold(0, usize::saturating_add) > LONGEST_HELD {
            return Err(FileRefusal::TooManyRevisions);
        }
        let kind = sections.first().ok_or(FileRefusal::Unreadable("startxref"))?.kind;
        if sections.iter().any(|section| section.kind != kind) {
            return Err(FileRefusal::Mixed);
        }
        let mut revisions: Vec<Revision> = Vec::with_capacity(sections.len());
        for section in &sections {
            let revision = load(&bytes, section, sections_until(&revisions))?;
            check_entries(&bytes, revisions.last(), &revision)?;
            revisions.push(revision);
        }
        Ok(Self { bytes, kind, revisions })
    }

    /// The bytes of the file.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How many revisions it has.
    pub fn revision_count(&self) -> usize {
        self.revisions.len()
    }

    /// The file as it was in a revision, counted from 1, with its last line end. The first is the file before anybody
    /// prepared or signed it, byte for byte.
    pub fn revision_bytes(&self, number: usize) -> Option<&[u8]> {
        self.bytes.get(..self.revisions.get(number.checked_sub(1)?)?.ends.1)
    }

    /// The signature fields of today, signed or not, in the order of the form.
    pub fn fields(&self) -> Vec<Field> {
        self.document().map(signature_fields).unwrap_or_default()
    }

    /// The file as it was in a revision, counted from 1.
    pub(super) fn until(&self, number: usize) -> Option<Self> {
        let revisions = self.revisions.get(..number)?.to_vec();
        Some(Self { bytes: self.revision_bytes(number)?.to_vec(), kind: self.kind, revisions })
    }

    pub(in crate::seal) fn revisions(&self) -> &[Revision] {
        &self.revisions
    }

    /// The state of today.
    pub(super) fn document(&self) -> Result<&Document, FileRefusal> {
        self.revisions.last().map(|revision| &revision.document).ok_or(FileRefusal::Unreadable("startxref"))
    }

    /// The revision that ends at this place, with or without its last line end.
    pub(super) fn revision_ending_at(&self, end: usize) -> Option<usize> {
        self.revisions.iter().position(|revision| revision.ends.0 == end || revision.ends.1 == end)
    }

    /// The place of an object that stands for itself in a revision, and whether that revision wrote it.
    pub(super) fn place(&self, revision: usize, id: ObjectId) -> Option<(usize, bool)> {
        let own = self.revisions.get(revision)?;
        let XrefEntry::Normal { offset, generation } = *own.document.reference_table.get(id.0)? else { return None };
        let offset = usize::try_from(offset).ok()?;
        let before = revision.checked_sub(1).and_then(|before| self.revisions.get(before));
        let is_new = before.is_none_or(|before| offset >= before.ends.0);
        (generation == id.1).then_some((offset, is_new))
    }
}

fn sections_until(revisions: &[Revision]) -> usize {
    revisions.len() + 1
}

/// The sections in the order of time. Each has to end before the next begins.
fn sections(bytes: &[u8]) -> Result<Vec<Section>, FileRefusal> {
    let mut found: Vec<Section> = Vec::new();
    let mut next = Some(section::last(bytes)?);
    while let Some(at) = next {
        if found.len() == MOST_REVISIONS {
            return Err(FileRefusal::TooManyRevisions);
        }
        let section = Section::read(bytes, at)?;
        if found.last().is_some_and(|later| section.ends.0 >= later.at) {
            return Err(FileRefusal::Linearized);
        }
        if found.is_empty() && section.ends.1 != bytes.len() {
            return Err(FileRefusal::Unreadable("startxref"));
        }
        next = section.previous;
        found.push(section);
    }
    found.reverse();
    Ok(found)
}

/// Loads the file as it was when this section was its last.
fn load(bytes: &[u8], section: &Section, count: usize) -> Result<Revision, FileRefusal> {
    let bytes = bytes.get(..section.ends.1).ok_or(FileRefusal::Unreadable("startxref"))?;
    let options = LoadOptions { strict: true, max_decompressed_size: Some(LONGEST_UNPACKED), ..LoadOptions::default() };
    // A reader below us that breaks over hostile bytes is a refusal and not the end of the program.
    let loaded = catch_unwind(AssertUnwindSafe(|| Document::load_mem_with_options(bytes, options)));
    let document = loaded.ok().and_then(Result::ok).ok_or(FileRefusal::Unreadable("objects"))?;
    let kind = match document.reference_table.cross_reference_type {
        XrefType::CrossReferenceTable => Kind::Table,
        XrefType::CrossReferenceStream => Kind::Stream,
    };
    let is_other = document.xref_start != section.at || document.xref_section_count != count || kind != section.kind;
    if is_other || document.xref_recovery.is_some() {
        return Err(FileRefusal::Unreadable("xref"));
    }
    if document.is_encrypted() {
        return Err(FileRefusal::Encrypted);
    }
    Ok(Revision { ends: section.ends, section: section.at, document })
}

/// Every object that a revision names stands where it says, inside that revision, under its own number.
fn check_entries(bytes: &[u8], before: Option<&Revision>, revision: &Revision) -> Result<(), FileRefusal> {
    let from = before.map_or(0, |before| before.ends.0);
    let table = &revision.document.reference_table;
    let mut containers = Containers::default();
    for (&number, entry) in &table.entries {
        if before.is_some_and(|before| same_entry(before.document.reference_table.get(number), Some(entry))) {
            continue;
        }
        let misplaced = FileRefusal::Misplaced(number);
        match *entry {
            XrefEntry::Free | XrefEntry::UnusableFree => {}
            XrefEntry::Normal { offset, generation } => {
                let offset = usize::try_from(offset).unwrap_or(usize::MAX);
                if offset < from || offset >= revision.ends.0 {
                    return Err(misplaced);
                }
                let behind = literal::header(bytes, offset, number, generation).ok_or(misplaced)?;
                literal::object(bytes, behind).map_err(|flaw| FileRefusal::of(flaw, Some(number)))?;
                let object = revision.document.objects.get(&(number, generation));
                check_stream(object.ok_or(FileRefusal::Misplaced(number))?, number)?;
            }
            XrefEntry::Compressed { container, index } => {
                let held = containers.entry(container).or_insert_with(|| contents(before, revision, container));
                let named = held.as_ref().and_then(|held| held.get(usize::from(index)));
                if named != Some(&number) || !revision.document.objects.contains_key(&(number, 0)) {
                    return Err(misplaced);
                }
            }
        }
    }
    Ok(())
}

/// The numbers of the objects in each stream of objects, in order; nothing where the stream is not of this revision.
type Containers = BTreeMap<u32, Option<Vec<u32>>>;

fn contents(before: Option<&Revision>, revision: &Revision, container: u32) -> Option<Vec<u32>> {
    let entry = revision.document.reference_table.get(container)?;
    let is_old = before.is_some_and(|before| same_entry(before.document.reference_table.get(container), Some(entry)));
    if is_old || !entry.is_normal() {
        return None;
    }
    let Object::Stream(stream) = revision.document.objects.get(&(container, 0))? else { return None };
    let content = stream.decompressed_content_with_limit(LONGEST_UNPACKED).ok()?;
    let count = usize::try_from(stream.dict.get(b"N").and_then(Object::as_i64).ok()?).ok()?;
    let words = content.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    let numbers = words.step_by(2).take(count.min(1 << 16));
    numbers.map(|word| std::str::from_utf8(word).ok()?.parse().ok()).collect()
}

/// No key twice among the objects inside a stream.
fn check_stream(object: &Object, number: u32) -> Result<(), FileRefusal> {
    let Object::Stream(stream) = object else { return Ok(()) };
    if !stream.dict.has_type(b"ObjStm") {
        return Ok(());
    }
    let unreadable = FileRefusal::Unreadable("object stream");
    let content = stream.decompressed_content_with_limit(LONGEST_UNPACKED).map_err(|_| unreadable.clone())?;
    let first = stream.dict.get(b"First").and_then(Object::as_i64).ok().and_then(|first| usize::try_from(first).ok());
    let mut at = literal::skip(&content, first.ok_or(unreadable)?);
    while at < content.len() {
        let end = literal::object(&content, at).map_err(|flaw| FileRefusal::of(flaw, Some(number)))?;
        at = literal::skip(&content, end.max(at + 1));
    }
    Ok(())
}

/// Whether two entries mean the same place.
pub(super) fn same_entry(one: Option<&XrefEntry>, other: Option<&XrefEntry>) -> bool {
    use XrefEntry::{Compressed, Free, Normal, UnusableFree};
    match (one, other) {
        (Some(Normal { offset: a, generation: b }), Some(Normal { offset: c, generation: d })) => (a, b) == (c, d),
        (Some(Compressed { container: a, index: b }), Some(Compressed { container: c, index: d })) => (a, b) == (c, d),
        (None | Some(Free | UnusableFree), None | Some(Free | UnusableFree)) => true,
        _ => false,
    }
}
