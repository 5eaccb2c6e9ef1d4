//! The tags and texts of XML, one after the other, whether it is well-formed or not.

use memchr::{memchr, memmem};

/// What stands in a document.
#[derive(Clone, Copy, Debug)]
pub(in super::super) enum Event<'t> {
    /// The start of an element: its name without prefix, its attributes as written, whether it is empty.
    Start(&'t str, &'t str, bool),
    /// The end of an element, its name without prefix.
    End(&'t str),
    /// Text, with its references.
    Text(&'t str),
    /// Text as it is.
    Literal(&'t str),
    /// A comment.
    Comment(&'t str),
    /// A declaration of entities, which are not read.
    Entities,
}

/// Reads a document.
pub(in super::super) struct Events<'t> {
    text: &'t str,
    /// Where it stands.
    pub(super) at: usize,
}

impl<'t> Events<'t> {
    /// At the beginning.
    pub(in super::super) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// The text not yet read.
    pub(super) fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn to(&mut self, end: Option<usize>, skip: usize) -> &'t str {
        let rest = self.rest();
        let end = end.unwrap_or(rest.len());
        self.at = (self.at + end + skip).min(self.text.len());
        rest.get(..end).unwrap_or_default()
    }

    fn tag(&mut self) -> Option<Event<'t>> {
        let rest = self.rest();
        let bytes = rest.as_bytes();
        if bytes.starts_with(b"<!--") {
            self.at += 4;
            let end = memmem::find(self.rest().as_bytes(), b"-->");
            return Some(Event::Comment(self.to(end, 3)));
        }
        if bytes.starts_with(b"<![CDATA[") {
            self.at += 9;
            let end = memmem::find(self.rest().as_bytes(), b"]]>");
            return Some(Event::Literal(self.to(end, 3)));
        }
        if bytes.starts_with(b"<!") {
            return self.document_type();
        }
        if bytes.starts_with(b"<?") {
            self.to(memchr(b'>', bytes), 1);
            return None;
        }
        if bytes.starts_with(b"</") {
            let tag = self.to(memchr(b'>', bytes), 1);
            return Some(Event::End(local(tag.get(2..).unwrap_or_default().trim())));
        }
        if !bytes.get(1).is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | 0x80..)) {
            self.at += 1;
            return Some(Event::Literal("<"));
        }
        let length = length_of_tag(bytes);
        let tag = self.to(Some(length), 1).get(1..).unwrap_or_default();
        let (tag, empty) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let end = tag.bytes().position(|byte| byte.is_ascii_whitespace()).unwrap_or(tag.len());
        let (name, attributes) = tag.split_at_checked(end)?;
        Some(Event::Start(local(name), attributes, empty))
    }

    /// Passes over a document type with what it declares.
    fn document_type(&mut self) -> Option<Event<'t>> {
        let rest = self.rest();
        let end = memchr(b'>', rest.as_bytes()).unwrap_or(rest.len());
        let Some(bracket) = memchr(b'[', rest.as_bytes().get(..end).unwrap_or_default()) else {
            self.to(Some(end), 1);
            return None;
        };
        let close = memmem::find(rest.as_bytes().get(bracket..).unwrap_or_default(), b"]>").map(|at| at + bracket);
        let declared = self.to(close, 2);
        memmem::find(declared.as_bytes(), b"<!ENTITY").map(|_| Event::Entities)
    }
}

impl<'t> Iterator for Events<'t> {
    type Item = Event<'t>;

    fn next(&mut self) -> Option<Event<'t>> {
        while self.at < self.text.len() {
            let found = memchr(b'<', self.rest().as_bytes());
            if found != Some(0) {
                return Some(Event::Text(self.to(found, 0)));
            }
            if let Some(event) = self.tag() {
                return Some(event);
            }
        }
        None
    }
}

/// Where the tag ends that begins here: at the bracket that stands in no quotes.
fn length_of_tag(bytes: &[u8]) -> usize {
    let first = memchr(b'>', bytes).unwrap_or(bytes.len());
    let mut at = 0;
    let mut end = first;
    while let Some(quote) = memchr::memchr2(b'"', b'\'', bytes.get(at..end).unwrap_or_default()).map(|found| at + found)
    {
        let mark = bytes.get(quote).copied().unwrap_or(b'"');
        let Some(close) = memchr(
            mark,
            bytes
                .get(quote + 1..)
                .unwrap_or_default()
                .get(..1 << 20)
                .unwrap_or(bytes.get(quote + 1..).unwrap_or_default()),
        ) else {
            return first;
        };
        at = quote + close + 2;
        if at > end {
            end = at + memchr(b'>', bytes.get(at..).unwrap_or_default()).unwrap_or(bytes.len().saturating_sub(at));
        }
    }
    end
}

/// A name without its prefix.
pub(super) fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// The attributes of a tag, by their name without prefix, the declarations of name spaces left out.
pub(super) fn attributes(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let (name, tail) = rest.split_once('=')?;
            let tail = tail.trim_start();
            let quote = tail.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
            let (value, behind) = tail.get(1..)?.split_once(quote)?;
            rest = behind;
            let name = name.trim();
            if !name.starts_with("xmlns") && !name.starts_with("xsi:") {
                return Some((local(name), value));
            }
        }
    })
}

/// The value of an attribute.
pub(in super::super) fn attribute<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    attributes(text).find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}
