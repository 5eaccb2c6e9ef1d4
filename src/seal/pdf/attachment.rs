//! Files attached to the document: the data that the report was made from.

use jiff::Timestamp;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};
use miniz_oxide::deflate::compress_to_vec_zlib;

use super::field::{catalog, resolve, shown, signature_fields, value};
use super::file::{FileRefusal, PdfFile};
use super::fill::date;
use super::update::Update;
use super::write;
use crate::seal::SealError;

/// Most attached files, deepest tree of their names, and the length of all of them in bytes, unpacked.
const MOST: usize = 64;
const DEPTH: usize = 8;
const LONGEST: usize = 128 << 20;

/// An attached file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Attachment {
    /// Its name.
    pub name: String,
    /// What is in it.
    pub content: Vec<u8>,
}

/// A file to be attached.
#[derive(Clone, Copy, Debug)]
pub(in crate::seal) struct NewFile<'a> {
    pub(in crate::seal) name: &'a str,
    pub(in crate::seal) about: &'a str,
    pub(in crate::seal) media_type: &'a str,
    /// What it is to the document (ISO 19005-3, 6.8): `Data`, `Supplement`.
    pub(in crate::seal) relationship: &'a str,
    pub(in crate::seal) content: &'a [u8],
}

/// The file with more attached, in one incremental update. What is attached already stays as it is.
///
/// # Errors
/// The file cannot be extended, or is signed already.
pub(in crate::seal) fn attach(file: &PdfFile, files: &[NewFile<'_>], time: Timestamp) -> Result<Vec<u8>, SealError> {
    if has_signatures(file, file.revision_count()) {
        return Err(SealError::AlreadySigned);
    }
    extended(file, files, time)
}

/// The same whether there are signatures or not.
pub(in crate::seal) fn extended(file: &PdfFile, files: &[NewFile<'_>], time: Timestamp) -> Result<Vec<u8>, SealError> {
    let mut update = Update::of(file)?;
    let document = update.document();
    let (root, mut catalog) = update.catalog()?;
    let broken = || FileRefusal::Unreadable("/Names");
    let mut names = dictionary(document, &catalog, b"Names").cloned().unwrap_or_default();
    let tree = dictionary(document, &names, b"EmbeddedFiles").cloned().unwrap_or_default();
    if tree.has(b"Kids") {
        return Err(broken().into());
    }
    let list = |holder: &Dictionary, key: &[u8]| match value(document, holder, key) {
        None => Ok(Vec::new()),
        Some(list) => list.as_array().cloned().map_err(|_| broken()),
    };
    let mut entries = list(&tree, b"Names")?.chunks(2).map(<[Object]>::to_vec).collect::<Vec<_>>();
    let mut associated = list(&catalog, b"AF")?;
    for one in files {
        let specification = add_file(&mut update, one, time);
        entries.push(vec![write::text(one.name), specification.into()]);
        associated.push(specification.into());
    }
    // Readers look a name up by halves.
    let key = |entry: &Vec<Object>| entry.first().and_then(|name| name.as_str().ok()).map(<[u8]>::to_vec);
    entries.sort_by_key(key);
    let mut tree = Dictionary::new();
    tree.set("Names", Object::Array(entries.concat()));
    names.set("EmbeddedFiles", tree);
    catalog.set("Names", names);
    catalog.set("AF", Object::Array(associated));
    update.set(root, catalog);
    Ok(update.finish()?.0)
}

fn add_file(update: &mut Update<'_>, file: &NewFile<'_>, time: Timestamp) -> ObjectId {
    let mut parameters = Dictionary::new();
    parameters.set("ModDate", Object::string_literal(date(time)));
    parameters.set("Size", i64::try_from(file.content.len()).unwrap_or_default());
    let mut head = Dictionary::new();
    head.set("Type", "EmbeddedFile".to_owned());
    head.set("Subtype", file.media_type.to_owned());
    head.set("Params", parameters);
    head.set("Filter", "FlateDecode".to_owned());
    let stream = update.add(Stream::new(head, compress_to_vec_zlib(file.content, 6)));
    let mut files = Dictionary::new();
    files.set("F", stream);
    files.set("UF", stream);
    let mut specification = Dictionary::new();
    specification.set("Type", "Filespec".to_owned());
    specification.set("F", Object::string_literal(file.name));
    specification.set("UF", write::text(file.name));
    specification.set("EF", files);
    specification.set("AFRelationship", file.relationship.to_owned());
    specification.set("Desc", write::text(file.about));
    update.add(specification)
}

/// Whether a signature or a time stamp is in the file as it was in a revision, counted from 1.
pub(in crate::seal) fn has_signatures(file: &PdfFile, revision: usize) -> bool {
    let revision = revision.checked_sub(1).and_then(|place| file.revisions().get(place));
    revision.is_some_and(|revision| signature_fields(&revision.document).iter().any(|field| field.signed))
}

/// The revision, from 1, since which this is attached as it is today; none where nothing of the name is attached.
pub(in crate::seal) fn was_attached(file: &PdfFile, name: &str) -> Option<usize> {
    let of = |document| embedded(document).into_iter().find(|(own, _)| own == name).map(|(_, stream)| stream);
    let own = of(file.document().ok()?)?;
    let is_other = |document| of(document).is_none_or(|other| other.content != own.content || other.dict != own.dict);
    Some(file.revisions().iter().rposition(|revision| is_other(&revision.document)).map_or(1, |place| place + 2))
}

impl PdfFile {
    /// The files attached to the document of today. After a signature they cannot change without refusing it. One that
    /// cannot be unpacked, or not in the room that the others left, is left out.
    pub fn attachments(&self) -> Vec<Attachment> {
        let mut room = LONGEST;
        let Ok(document) = self.document() else { return Vec::new() };
        let unpacked = |(name, stream): (String, &Stream)| {
            // A bomb takes all of the room: unpacking is bounded in time by it, too.
            let limit = std::mem::take(&mut room);
            let content = stream.get_plain_content_with_limit(limit).ok()?;
            room = limit.saturating_sub(content.len());
            Some(Attachment { name, content })
        };
        embedded(document).into_iter().filter_map(unpacked).collect()
    }
}

/// The attached files with their names, packed.
fn embedded(document: &Document) -> Vec<(String, &Stream)> {
    let mut found = Vec::new();
    let names = catalog(document).and_then(|(_, catalog)| dictionary(document, catalog, b"Names"));
    if let Some(tree) = names.and_then(|names| dictionary(document, names, b"EmbeddedFiles")) {
        walk(document, tree, DEPTH, &mut found);
    }
    found
}

fn walk<'a>(document: &'a Document, node: &'a Dictionary, depth: usize, to: &mut Vec<(String, &'a Stream)>) {
    let Some(depth) = depth.checked_sub(1) else { return };
    let list = |key| value(document, node, key).and_then(|list| list.as_array().ok()).into_iter().flatten();
    for specification in list(b"Names").skip(1).step_by(2) {
        if to.len() == MOST {
            return;
        }
        to.extend(resolve(document, specification).as_dict().ok().and_then(|found| read(document, found)));
    }
    for kid in list(b"Kids") {
        if let Ok(kid) = resolve(document, kid).as_dict() {
            walk(document, kid, depth, to);
        }
    }
}

fn read<'a>(document: &'a Document, specification: &'a Dictionary) -> Option<(String, &'a Stream)> {
    let name = value(document, specification, b"UF").or_else(|| value(document, specification, b"F"))?;
    let files = dictionary(document, specification, b"EF")?;
    // One file under two names for two kinds of systems: where they are two, every reader shows its own.
    let own = files.get(b"F").ok()?;
    if files.iter().any(|(_, other)| other != own) {
        return None;
    }
    let Object::Stream(stream) = value(document, files, b"F")? else { return None };
    Some((shown(name.as_str().ok()?), stream))
}

fn dictionary<'a>(document: &'a Document, holder: &'a Dictionary, key: &[u8]) -> Option<&'a Dictionary> {
    value(document, holder, key)?.as_dict().ok()
}
