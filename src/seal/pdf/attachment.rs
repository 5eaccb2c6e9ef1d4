//! Files attached to the document: the data that the report was made from.

use lopdf::{Dictionary, Document, Object};

use super::field::{catalog, resolve, shown, value};
use super::file::PdfFile;

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

impl PdfFile {
    /// The files attached to the document of today. After a signature they cannot change without refusing it. One that
    /// cannot be unpacked, or not in the room that the others left, is left out.
    pub fn attachments(&self) -> Vec<Attachment> {
        let mut found = Vec::new();
        let mut room = LONGEST;
        let Ok(document) = self.document() else { return found };
        let names = catalog(document).and_then(|(_, catalog)| dictionary(document, catalog, b"Names"));
        if let Some(tree) = names.and_then(|names| dictionary(document, names, b"EmbeddedFiles")) {
            walk(document, tree, DEPTH, &mut room, &mut found);
        }
        found
    }
}

fn walk(document: &Document, node: &Dictionary, depth: usize, room: &mut usize, to: &mut Vec<Attachment>) {
    let Some(depth) = depth.checked_sub(1) else { return };
    let list = |key| value(document, node, key).and_then(|list| list.as_array().ok()).into_iter().flatten();
    for specification in list(b"Names").skip(1).step_by(2) {
        if to.len() == MOST {
            return;
        }
        to.extend(resolve(document, specification).as_dict().ok().and_then(|found| read(document, found, room)));
    }
    for kid in list(b"Kids") {
        if let Ok(kid) = resolve(document, kid).as_dict() {
            walk(document, kid, depth, room, to);
        }
    }
}

fn read(document: &Document, specification: &Dictionary, room: &mut usize) -> Option<Attachment> {
    let name = value(document, specification, b"UF").or_else(|| value(document, specification, b"F"))?;
    let files = dictionary(document, specification, b"EF")?;
    let Object::Stream(stream) = value(document, files, b"F")? else { return None };
    // A bomb takes all of the room: unpacking is bounded in time by it, too.
    let limit = std::mem::take(room);
    let content = stream.get_plain_content_with_limit(limit).ok()?;
    *room = limit.saturating_sub(content.len());
    Some(Attachment { name: shown(name.as_str().ok()?), content })
}

fn dictionary<'a>(document: &'a Document, holder: &'a Dictionary, key: &[u8]) -> Option<&'a Dictionary> {
    value(document, holder, key)?.as_dict().ok()
}
