//! Files attached to the document: the data that the report was made from.

use lopdf::{Dictionary, Document, Object};

use super::field::{catalog, resolve, shown, value};
use super::file::PdfFile;

/// Most attached files, deepest tree of their names, and longest of them in bytes.
const MOST: usize = 64;
const DEPTH: usize = 8;
const LONGEST: usize = 64 << 20;

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
    /// cannot be unpacked is left out.
    pub fn attachments(&self) -> Vec<Attachment> {
        let mut found = Vec::new();
        let Ok(document) = self.document() else { return found };
        let names = catalog(document).and_then(|(_, catalog)| dictionary(document, catalog, b"Names"));
        if let Some(tree) = names.and_then(|names| dictionary(document, names, b"EmbeddedFiles")) {
            walk(document, tree, DEPTH, &mut found);
        }
        found
    }
}

fn walk(document: &Document, node: &Dictionary, depth: usize, to: &mut Vec<Attachment>) {
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

fn read(document: &Document, specification: &Dictionary) -> Option<Attachment> {
    let name = value(document, specification, b"UF").or_else(|| value(document, specification, b"F"))?;
    let files = dictionary(document, specification, b"EF")?;
    let Object::Stream(stream) = value(document, files, b"F")? else { return None };
    let content = stream.get_plain_content_with_limit(LONGEST).ok()?;
    Some(Attachment { name: shown(name.as_str().ok()?), content })
}

fn dictionary<'a>(document: &'a Document, holder: &'a Dictionary, key: &[u8]) -> Option<&'a Dictionary> {
    value(document, holder, key)?.as_dict().ok()
}
