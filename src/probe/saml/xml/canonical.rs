//! Canonical XML 1.0 and 1.1 and Exclusive XML Canonicalization 1.0, each with and without comments.

use std::collections::{BTreeMap, BTreeSet};

use super::name::XML;
use super::tree::{Attribute, Document, Element, Node};
use crate::fact::{Gap, Reason};
use crate::text::Text;

/// The most bytes of a canonical form. A name of a namespace stands there more often than in the document.
const MOST_BYTES: usize = 16 << 20;

/// How the canonical form is made.
#[derive(Clone, Debug, Default)]
pub(in crate::probe::saml) struct Canonical {
    /// Exclusive, with the prefixes that are treated as inclusive all the same (empty: the default namespace);
    /// `None` is the inclusive form.
    pub(in crate::probe::saml) exclusive: Option<BTreeSet<String>>,
    /// Whether the inclusive form is that of version 1.1, in which not everything is inherited.
    pub(in crate::probe::saml) later: bool,
    /// Whether comments stay.
    pub(in crate::probe::saml) comments: bool,
    /// The number of an element that is left out: the signature itself.
    pub(in crate::probe::saml) without: Option<usize>,
}

impl Canonical {
    /// The canonical form of a whole document.
    ///
    /// # Errors
    ///
    /// A form that is too large.
    pub(in crate::probe::saml) fn document(&self, document: &Document) -> Result<Vec<u8>, Gap> {
        let mut writer = Writer::new(self);
        for node in &document.before {
            if writer.aside(node) {
                writer.out.push(b'\n');
            }
        }
        writer.element(&document.root, Some(&[]))?;
        for node in &document.after {
            let at = writer.out.len();
            if writer.aside(node) {
                writer.out.insert(at, b'\n');
            }
        }
        Ok(writer.out)
    }

    /// The canonical form of the element at the end of a path from the root.
    ///
    /// # Errors
    ///
    /// A form that is too large.
    pub(in crate::probe::saml) fn element(&self, path: &[&Element]) -> Result<Vec<u8>, Gap> {
        let Some((apex, above)) = path.split_last() else { return Ok(Vec::new()) };
        let mut writer = Writer::new(self);
        for element in above {
            writer.enter(element);
        }
        writer.element(apex, Some(above))?;
        Ok(writer.out)
    }
}

struct Writer<'a> {
    method: &'a Canonical,
    out: Vec<u8>,
    /// What each prefix means here, innermost last.
    scope: BTreeMap<&'a str, Vec<&'a str>>,
    /// What was written of it.
    written: BTreeMap<&'a str, Vec<&'a str>>,
}

impl<'a> Writer<'a> {
    fn new(method: &'a Canonical) -> Self {
        Self { method, out: Vec::new(), scope: BTreeMap::new(), written: BTreeMap::new() }
    }

    /// Takes the declarations of an element into the scope.
    fn enter(&mut self, element: &'a Element) {
        for (prefix, namespace) in &element.declared {
            self.scope.entry(prefix).or_default().push(namespace);
        }
    }

    /// Writes an element; the one with which the form begins knows what is `above` it.
    fn element(&mut self, element: &'a Element, above: Option<&[&'a Element]>) -> Result<(), Gap> {
        if self.method.without == Some(element.number) {
            return Ok(());
        }
        if self.out.len() > MOST_BYTES {
            let detail =
                Text::new("dạng chuẩn tắc của tài liệu quá lớn", "the canonical form of the document is too large");
            return Err(Gap::new(Reason::Budget, detail));
        }
        self.enter(element);
        self.out.push(b'<');
        let name = self.name(element);
        let fresh = self.namespaces(element, above.is_some());
        self.attributes(element, above.unwrap_or_default())?;
        self.out.push(b'>');
        for node in &element.children {
            match node {
                Node::Element(child) => self.element(child, None)?,
                Node::Text(text) => escape(&mut self.out, text, false),
                Node::Comment(_) | Node::Instruction(..) => {
                    self.aside(node);
                }
            }
        }
        self.out.extend(b"</");
        self.out.extend(name.bytes());
        self.out.push(b'>');
        for prefix in fresh {
            self.written.entry(prefix).or_default().pop();
        }
        for (prefix, _) in &element.declared {
            self.scope.entry(prefix).or_default().pop();
        }
        Ok(())
    }

    fn name(&mut self, element: &Element) -> String {
        let name = qualified(&element.name.prefix, &element.name.local);
        self.out.extend(name.bytes());
        name
    }

    /// Writes the declarations that are due here, and tells their prefixes.
    fn namespaces(&mut self, element: &'a Element, is_apex: bool) -> Vec<&'a str> {
        let mut due: BTreeSet<&'a str> = BTreeSet::new();
        let declared = element.declared.iter().map(|(prefix, _)| &**prefix);
        match &self.method.exclusive {
            None if is_apex => due.extend(self.scope.keys()),
            None => due.extend(declared),
            Some(listed) => {
                due.insert(&element.name.prefix);
                let used = element.attributes.iter().map(|own| &*own.name.prefix);
                due.extend(used.filter(|prefix| !prefix.is_empty()));
                if is_apex {
                    due.extend(self.scope.keys().filter(|prefix| listed.contains(**prefix)));
                } else {
                    due.extend(declared.filter(|prefix| listed.contains(*prefix)));
                }
            }
        }
        let mut fresh = Vec::new();
        for prefix in due {
            let here = innermost(&self.scope, prefix);
            if prefix == "xml" || here == innermost(&self.written, prefix) {
                continue;
            }
            let name = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
            self.pair(&name, here);
            self.written.entry(prefix).or_default().push(here);
            fresh.push(prefix);
        }
        fresh
    }

    /// Writes the attributes in their order. In the inclusive form, what begins it inherits `xml:lang` and the like.
    fn attributes(&mut self, element: &'a Element, above: &[&'a Element]) -> Result<(), Gap> {
        let mut all: Vec<&'a Attribute> = element.attributes.iter().collect();
        if self.method.exclusive.is_none() {
            for ancestor in above.iter().rev() {
                let inherited = ancestor.attributes.iter().filter(|own| &*own.name.namespace == XML);
                for own in inherited {
                    match &*own.name.local {
                        "id" if self.method.later => continue,
                        "base" if self.method.later => return Err(no_base()),
                        _ => {}
                    }
                    if !all.iter().any(|other| &*other.name.namespace == XML && other.name.local == own.name.local) {
                        all.push(own);
                    }
                }
            }
        }
        all.sort_by(|a, b| (&a.name.namespace, &a.name.local).cmp(&(&b.name.namespace, &b.name.local)));
        for own in all {
            let name = qualified(&own.name.prefix, &own.name.local);
            self.pair(&name, &own.value);
        }
        Ok(())
    }

    fn pair(&mut self, name: &str, value: &str) {
        self.out.push(b' ');
        self.out.extend(name.bytes());
        self.out.extend(b"=\"");
        escape(&mut self.out, value, true);
        self.out.push(b'"');
    }

    /// Writes a comment or an instruction; tells whether anything was written.
    fn aside(&mut self, node: &Node) -> bool {
        match node {
            Node::Comment(text) if self.method.comments => {
                self.out.extend(b"<!--");
                self.out.extend(text.bytes());
                self.out.extend(b"-->");
                true
            }
            Node::Instruction(target, content) => {
                self.out.extend(b"<?");
                self.out.extend(target.bytes());
                if !content.is_empty() {
                    self.out.push(b' ');
                    self.out.extend(content.bytes());
                }
                self.out.extend(b"?>");
                true
            }
            Node::Comment(_) | Node::Element(_) | Node::Text(_) => false,
        }
    }
}

/// What a prefix means; empty where nothing says so.
fn innermost<'a>(meanings: &BTreeMap<&'a str, Vec<&'a str>>, prefix: &str) -> &'a str {
    meanings.get(prefix).and_then(|own| own.last()).copied().unwrap_or_default()
}

/// Version 1.1 joins relative addresses, which no metadata need.
fn no_base() -> Gap {
    let detail = Text::new(
        "dạng chuẩn tắc 1.1 với xml:base không được tính ở đây",
        "the canonical form 1.1 with xml:base is not made here",
    );
    Gap::new(Reason::Parse, detail)
}

fn qualified(prefix: &str, local: &str) -> String {
    if prefix.is_empty() { local.to_owned() } else { format!("{prefix}:{local}") }
}

fn escape(out: &mut Vec<u8>, text: &str, in_attribute: bool) {
    for byte in text.bytes() {
        match byte {
            b'&' => out.extend(b"&amp;"),
            b'<' => out.extend(b"&lt;"),
            b'>' if !in_attribute => out.extend(b"&gt;"),
            b'"' if in_attribute => out.extend(b"&quot;"),
            b'\t' if in_attribute => out.extend(b"&#x9;"),
            b'\n' if in_attribute => out.extend(b"&#xA;"),
            b'\r' => out.extend(b"&#xD;"),
            _ => out.push(byte),
        }
    }
}
