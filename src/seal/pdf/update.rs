//! An incremental update: changed and new objects behind the file, in the kind of cross-reference that it has.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat};

use super::field::catalog;
use super::file::{FileRefusal, PdfFile};
use super::section::Kind;
use super::write;
use crate::seal::Digest;

/// Highest object number that is written: a row of ten million is no report.
const HIGHEST: u32 = 10_000_000;

/// What an update writes for an object.
enum Body {
    Object(Object),
    /// Bytes of ours, whose places are known.
    Raw(Vec<u8>),
}

/// An update in the making.
pub(super) struct Update<'a> {
    file: &'a PdfFile,
    document: &'a Document,
    bodies: BTreeMap<u32, Body>,
    next: u32,
}

impl<'a> Update<'a> {
    /// An update of a file whose base has no gaps in its cross-reference.
    pub(super) fn of(file: &'a PdfFile) -> Result<Self, FileRefusal> {
        let base = &file.revisions().first().ok_or(FileRefusal::Unreadable("xref"))?.document;
        if let Some(gap) = (0..base.reference_table.size).find(|number| base.reference_table.get(*number).is_none()) {
            return Err(FileRefusal::Gap(gap));
        }
        let document = file.document()?;
        let next = document.max_id.max(document.reference_table.size.saturating_sub(1)) + 1;
        if next > HIGHEST {
            return Err(FileRefusal::Unreadable("/Size"));
        }
        Ok(Self { file, document, bodies: BTreeMap::new(), next })
    }

    pub(super) fn document(&self) -> &'a Document {
        self.document
    }

    /// A copy of a dictionary as it stands now, changes of this update included.
    pub(super) fn dictionary(&self, id: ObjectId) -> Result<Dictionary, FileRefusal> {
        if id.1 != 0 {
            return Err(FileRefusal::Misplaced(id.0));
        }
        let found = match self.bodies.get(&id.0) {
            Some(Body::Object(object)) => Some(object),
            _ => self.document.objects.get(&id),
        };
        found.and_then(|object| object.as_dict().ok()).cloned().ok_or(FileRefusal::Misplaced(id.0))
    }

    /// The catalog's number and a copy of it.
    pub(super) fn catalog(&self) -> Result<(ObjectId, Dictionary), FileRefusal> {
        let (id, _) = catalog(self.document).ok_or(FileRefusal::Unreadable("/Root"))?;
        Ok((id, self.dictionary(id)?))
    }

    pub(super) fn set(&mut self, id: ObjectId, object: impl Into<Object>) {
        self.bodies.insert(id.0, Body::Object(object.into()));
    }

    pub(super) fn reserve(&mut self) -> ObjectId {
        self.next += 1;
        (self.next - 1, 0)
    }

    pub(super) fn add(&mut self, object: impl Into<Object>) -> ObjectId {
        let id = self.reserve();
        self.set(id, object);
        id
    }

    /// Puts bytes of ours in the place of an object.
    pub(super) fn set_raw(&mut self, id: ObjectId, bytes: Vec<u8>) {
        self.bodies.insert(id.0, Body::Raw(bytes));
    }

    /// Changes a list: the one behind a reference there, a direct one in `holder` itself.
    pub(super) fn extend_list(
        &mut self,
        holder: &mut Dictionary,
        key: &str,
        more: &[ObjectId],
    ) -> Result<(), FileRefusal> {
        let more = more.iter().copied().map(Object::Reference);
        let broken = FileRefusal::Unreadable("list");
        match holder.get(key.as_bytes()).ok().cloned() {
            None | Some(Object::Null) => holder.set(key, Object::Array(more.collect())),
            Some(Object::Array(mut list)) => {
                list.extend(more);
                holder.set(key, Object::Array(list));
            }
            Some(Object::Reference(id)) if id.1 == 0 => {
                let held = match self.bodies.get(&id.0) {
                    Some(Body::Object(object)) => Some(object),
                    _ => self.document.objects.get(&id),
                };
                let mut list = held.and_then(|list| list.as_array().ok()).cloned().ok_or(broken)?;
                list.extend(more);
                self.set(id, Object::Array(list));
            }
            Some(_) => return Err(broken),
        }
        Ok(())
    }

    /// The file with the update behind it, and where each raw body begins.
    pub(super) fn finish(self) -> Result<(Vec<u8>, BTreeMap<ObjectId, usize>), FileRefusal> {
        let mut bytes = self.file.bytes().to_vec();
        if bytes.last() != Some(&b'\n') {
            bytes.push(b'\n');
        }
        let start = bytes.len();
        let mut offsets = BTreeMap::new();
        let mut raw = BTreeMap::new();
        for (number, body) in &self.bodies {
            offsets.insert(*number, bytes.len());
            bytes.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
            match body {
                Body::Object(object) => write::object(object, &mut bytes),
                Body::Raw(own) => {
                    raw.insert((*number, 0), bytes.len());
                    bytes.extend_from_slice(own);
                }
            }
            bytes.extend_from_slice(b"\nendobj\n");
        }
        let seed = Digest::Sha256.of(&[bytes.get(start..).unwrap_or_default()]);
        let trailer = self.trailer(&seed);
        match self.file.kind {
            Kind::Table => table(&mut bytes, &offsets, trailer),
            Kind::Stream => stream(&mut bytes, offsets, trailer, self.next)?,
        }
        Ok((bytes, raw))
    }

    /// Root and Info as they were, the first half of the identifier kept and the second new.
    fn trailer(&self, seed: &[u8]) -> Dictionary {
        let old = &self.document.trailer;
        let mut trailer = Dictionary::new();
        trailer.set("Size", i64::from(self.next));
        for key in ["Root", "Info"] {
            if let Ok(value) = old.get(key.as_bytes()) {
                trailer.set(key, value.clone());
            }
        }
        let fresh = Object::String(seed.iter().take(16).copied().collect(), StringFormat::Hexadecimal);
        let first = old.get(b"ID").and_then(Object::as_array).ok().and_then(|pair| pair.first()).cloned();
        let first = match first {
            Some(Object::String(bytes, _)) => Object::String(bytes, StringFormat::Hexadecimal),
            _ => fresh.clone(),
        };
        trailer.set("ID", Object::Array(vec![first, fresh]));
        let previous = self.file.revisions().last().map_or(0, |revision| revision.section);
        trailer.set("Prev", i64::try_from(previous).unwrap_or_default());
        trailer
    }
}

fn table(bytes: &mut Vec<u8>, offsets: &BTreeMap<u32, usize>, trailer: Dictionary) {
    let at = bytes.len();
    bytes.extend_from_slice(b"xref\n");
    for run in runs(offsets) {
        let first = run.first().map_or(0, |(number, _)| *number);
        bytes.extend_from_slice(format!("{first} {}\n", run.len()).as_bytes());
        for (_, offset) in run {
            bytes.extend_from_slice(format!("{offset:010} 00000 n \n").as_bytes());
        }
    }
    bytes.extend_from_slice(b"trailer\n");
    write::object(&Object::Dictionary(trailer), bytes);
    bytes.extend_from_slice(format!("\nstartxref\n{at}\n%%EOF\n").as_bytes());
}

fn stream(
    bytes: &mut Vec<u8>,
    mut offsets: BTreeMap<u32, usize>,
    mut trailer: Dictionary,
    number: u32,
) -> Result<(), FileRefusal> {
    let at = bytes.len();
    offsets.insert(number, at);
    let mut content = Vec::with_capacity(offsets.len() * 7);
    let mut index = Vec::new();
    for run in runs(&offsets) {
        let first = run.first().map_or(0, |(number, _)| *number);
        index.extend([Object::from(first), Object::Integer(i64::try_from(run.len()).unwrap_or_default())]);
        for (_, offset) in run {
            content.push(1);
            content.extend(u32::try_from(offset).map_err(|_| FileRefusal::TooLong)?.to_be_bytes());
            content.extend([0, 0]);
        }
    }
    trailer.set("Type", Object::Name(b"XRef".to_vec()));
    trailer.set("Size", i64::from(number) + 1);
    trailer.set("W", Object::Array([1_i64, 4, 2].map(Object::Integer).to_vec()));
    trailer.set("Index", Object::Array(index));
    bytes.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
    write::object(&Object::Stream(Stream::new(trailer, content)), bytes);
    bytes.extend_from_slice(format!("\nendobj\nstartxref\n{at}\n%%EOF\n").as_bytes());
    Ok(())
}

/// Numbers that follow one another, with their offsets.
fn runs(offsets: &BTreeMap<u32, usize>) -> Vec<Vec<(u32, usize)>> {
    let mut runs: Vec<Vec<(u32, usize)>> = Vec::new();
    for (&number, &offset) in offsets {
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(|(last, _)| last + 1 == number) => run.push((number, offset)),
            _ => runs.push(vec![(number, offset)]),
        }
    }
    runs
}
