//! Incremental updates as an attacker writes them: by hand, with none of our own code.

use lopdf::{Document, Object, ObjectId};

/// Appends objects with a cross-reference table of their own.
pub(super) fn append(bytes: &[u8], objects: &[(u32, String)]) -> Vec<u8> {
    append_with(bytes, objects, &[], "")
}

/// The same with places that are named and not written, and more in the trailer.
pub(super) fn append_with(bytes: &[u8], objects: &[(u32, String)], places: &[(u32, usize)], trailer: &str) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let previous =
        text.rsplit("startxref").next().expect("a place").split_whitespace().next().expect("a number").to_owned();
    let read = Document::load_mem(bytes).expect("a PDF");
    let root = read.trailer.get(b"Root").and_then(Object::as_reference).expect("a root");
    let mut out = bytes.to_vec();
    let mut entries: Vec<(u32, usize)> = places.to_vec();
    for (number, body) in objects {
        entries.push((*number, out.len()));
        out.extend_from_slice(format!("{number} 0 obj\n{body}\nendobj\n").as_bytes());
    }
    let size = read.max_id.max(entries.iter().map(|(number, _)| *number).max().unwrap_or(0)) + 1;
    let at = out.len();
    out.extend_from_slice(b"xref\n");
    for (number, place) in entries {
        out.extend_from_slice(format!("{number} 1\n{place:010} 00000 n \n").as_bytes());
    }
    let identity = match read.trailer.get(b"ID").and_then(Object::as_array).map(|pair| pair[0].clone()) {
        Ok(Object::String(bytes, _)) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        _ => String::new(),
    };
    let tail = format!(
        "trailer\n<</Size {size}/Root {} 0 R/ID[<{identity}><00>]/Prev {previous}{trailer}>>\nstartxref\n{at}\n%%EOF\n",
        root.0
    );
    out.extend_from_slice(tail.as_bytes());
    out
}

/// The state of a file as an attacker reads it.
pub(super) struct Reading(pub(super) Document);

impl Reading {
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self(Document::load_mem(bytes).expect("a PDF"))
    }

    pub(super) fn page(&self, number: usize) -> ObjectId {
        self.0.page_iter().nth(number - 1).expect("a page")
    }

    /// The object with the content of a page.
    pub(super) fn content(&self, number: usize) -> u32 {
        let page = self.0.get_dictionary(self.page(number)).expect("a page");
        page.get(b"Contents").and_then(Object::as_reference).expect("content").0
    }

    /// The object with an attached file.
    pub(super) fn attached(&self, name: &str) -> u32 {
        let is_it = |object: &&Object| {
            let dictionary = object.as_dict().ok();
            let own = dictionary.and_then(|one| one.get(b"UF").or_else(|_| one.get(b"F")).ok());
            own.and_then(|name| name.as_str().ok()).is_some_and(|own| own == name.as_bytes() || utf16(own) == name)
        };
        let specification =
            self.0.objects.values().find(is_it).expect("an attachment").as_dict().expect("a dictionary");
        let files = specification.get(b"EF").and_then(Object::as_dict).expect("files");
        files.get(b"F").and_then(Object::as_reference).expect("a file").0
    }

    /// The spelling of a dictionary without a key and with something put in front of its end.
    pub(super) fn spelled(&self, id: ObjectId, without: &str, more: &str) -> String {
        let mut dictionary = self.0.get_dictionary(id).expect("a dictionary").clone();
        dictionary.remove(without.as_bytes());
        let body: Vec<String> = dictionary
            .iter()
            .map(|(key, value)| format!("/{} {}", String::from_utf8_lossy(key), spelled(value)))
            .collect();
        format!("<<{} {more}>>", body.join(" "))
    }

    pub(super) fn root(&self) -> ObjectId {
        self.0.trailer.get(b"Root").and_then(Object::as_reference).expect("a root")
    }

    pub(super) fn next(&self) -> u32 {
        self.0.max_id + 1
    }
}

fn utf16(text: &[u8]) -> String {
    let units: Vec<u16> =
        text.get(2..).unwrap_or_default().chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
    String::from_utf16_lossy(&units)
}

fn spelled(object: &Object) -> String {
    match object {
        Object::Name(name) => format!("/{}", String::from_utf8_lossy(name)),
        Object::String(bytes, _) => {
            format!("<{}>", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
        }
        Object::Array(list) => format!("[{}]", list.iter().map(spelled).collect::<Vec<_>>().join(" ")),
        Object::Dictionary(dictionary) => {
            let inside: Vec<String> = dictionary
                .iter()
                .map(|(key, value)| format!("/{} {}", String::from_utf8_lossy(key), spelled(value)))
                .collect();
            format!("<<{}>>", inside.join(" "))
        }
        Object::Reference(id) => format!("{} {} R", id.0, id.1),
        Object::Integer(number) => number.to_string(),
        Object::Real(number) => number.to_string(),
        Object::Boolean(value) => value.to_string(),
        _ => "null".to_owned(),
    }
}

/// A stream of PDF.
pub(super) fn stream(words: &str, head: &str) -> String {
    format!("<</Length {}{head}>>\nstream\n{words}\nendstream", words.len())
}
