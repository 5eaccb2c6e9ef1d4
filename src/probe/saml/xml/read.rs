//! From bytes to the tree, within bounds.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::decode::{Encoding, decode};
use super::name::{Scope, is_character};
use super::tree::{Attribute, Document, Element, Node};
use super::value::{Flaw, attributes, is_space, reference};
use crate::fact::{Fact, Gap, Reason};
use crate::text::{Text, text};

/// How deep elements may lie in each other. Metadata need about ten levels.
const MOST_DEPTH: usize = 64;
/// The most elements of a document.
const MOST_ELEMENTS: usize = 50_000;
/// The most pieces besides elements: texts, comments, processing instructions.
const MOST_PIECES: usize = 200_000;

/// What reading came to.
#[derive(Debug)]
pub(in crate::probe::saml) struct Reading {
    /// Whether there is a document type declaration; unknown where reading ended before the place of one.
    pub(in crate::probe::saml) doctype: Fact<bool>,
    /// The document, or why there is none.
    pub(in crate::probe::saml) document: Result<Document, Gap>,
}

/// Reads a document. The time is linear in its length, and no entity is expanded but the five of XML itself.
pub(in crate::probe::saml) fn read(bytes: &[u8]) -> Reading {
    let (characters, encoding) = match decode(bytes) {
        Ok(decoded) => decoded,
        Err(gap) => return Reading { doctype: gap.clone().into(), document: Err(gap) },
    };
    let mut builder = Builder::default();
    let outcome = builder.build(&characters);
    let doctype = match &outcome {
        _ if builder.doctype => Fact::Known(true),
        Err(gap) if builder.count == 0 => gap.clone().into(),
        _ => Fact::Known(false),
    };
    Reading { doctype, document: outcome.and_then(|()| builder.finish(encoding)) }
}

#[derive(Debug, Default)]
struct Builder {
    open: Vec<Element>,
    root: Option<Element>,
    scope: Scope,
    before: Vec<Node>,
    after: Vec<Node>,
    doctype: bool,
    /// Elements so far.
    count: usize,
    /// Other pieces so far.
    pieces: usize,
}

impl Builder {
    fn build(&mut self, characters: &str) -> Result<(), Gap> {
        let at = |byte: u64| {
            let byte = usize::try_from(byte).unwrap_or(usize::MAX);
            characters.bytes().take(byte).filter(|own| *own == b'\n').count() + 1
        };
        if let Some(place) = characters.find(|own| !is_character(own)) {
            let why = Text::new("có ký tự điều khiển không được phép", "a control character that may not be there");
            return Err(malformed(at(place as u64), &why));
        }
        let mut reader = Reader::from_str(characters);
        reader.config_mut().check_comments = true;
        let mut begun = false;
        loop {
            let line = |reader: &Reader<&[u8]>| at(reader.error_position());
            let event = match reader.read_event() {
                Ok(Event::Eof) => return Ok(()),
                Ok(event) => event,
                Err(error) => return Err(malformed(line(&reader), &words(&error))),
            };
            self.take(event, begun).map_err(|flaw| told(flaw, at(reader.buffer_position())))?;
            begun = true;
        }
    }

    fn take(&mut self, event: Event<'_>, begun: bool) -> Result<(), Flaw> {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::Empty(tag) => {
                self.start(&tag)?;
                self.end();
                Ok(())
            }
            Event::End(_) => {
                self.end();
                Ok(())
            }
            Event::Text(text) if text.contains("]]>") => Err(misplaced("]]>")),
            Event::Text(text) => self.text(&text),
            Event::CData(_) if self.open.is_empty() => Err(misplaced("<![CDATA[")),
            Event::CData(text) => self.text(&text),
            Event::GeneralRef(name) => {
                let own = reference(&name)?;
                if self.open.is_empty() { Err(misplaced("&")) } else { self.text(own.encode_utf8(&mut [0; 4])) }
            }
            Event::Comment(text) => self.aside(Node::Comment(text.to_string())),
            Event::PI(instruction) => {
                let target = instruction.target().to_owned();
                if !super::name::is_name(&target) || target.eq_ignore_ascii_case("xml") {
                    return Err(misplaced("<?"));
                }
                self.aside(Node::Instruction(target, instruction.content().trim_start_matches(is_space).to_owned()))
            }
            Event::Decl(declaration) => match declaration.version().as_deref() {
                Ok("1.0") if !begun => Ok(()),
                _ => Err(misplaced("<?xml")),
            },
            Event::DocType(_) if self.doctype || self.count > 0 => Err(misplaced("<!DOCTYPE")),
            Event::DocType(_) => {
                self.doctype = true;
                Ok(())
            }
            Event::Eof => Ok(()),
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), Flaw> {
        if self.root.is_some() {
            return Err(misplaced("<"));
        }
        if self.open.len() >= MOST_DEPTH || self.count >= MOST_ELEMENTS {
            return Err(Flaw::TooLarge);
        }
        let raw = attributes(tag.attributes_raw())?;
        let (mut declarations, mut others) = (Vec::new(), Vec::new());
        for (name, value) in raw {
            match name.strip_prefix("xmlns") {
                Some("") => declarations.push((String::new(), value)),
                Some(rest) if rest.starts_with(':') => declarations.push((rest.replacen(':', "", 1), value)),
                _ => others.push((name, value)),
            }
        }
        let names: std::collections::BTreeSet<&str> = declarations.iter().map(|(prefix, _)| prefix.as_str()).collect();
        if names.len() < declarations.len() || names.iter().any(|name| !name.is_empty() && !super::name::is_name(name))
        {
            return Err(twice());
        }
        let declared = self.scope.open(&declarations).map_err(Flaw::Malformed)?;
        let name = self.scope.element(tag.name().as_ref()).map_err(Flaw::Malformed)?;
        let mut attributes = Vec::with_capacity(others.len());
        for (name, value) in others {
            attributes.push(Attribute { name: self.scope.attribute(name).map_err(Flaw::Malformed)?, value });
        }
        let expanded: std::collections::BTreeSet<_> =
            attributes.iter().map(|own| (&own.name.namespace, &own.name.local)).collect();
        if expanded.len() < attributes.len() {
            return Err(twice());
        }
        let number = self.count;
        self.count += 1;
        self.open.push(Element { number, last: number, name, declared, attributes, children: Vec::new() });
        Ok(())
    }

    /// Closes the innermost element; the reader has made sure that it is the one named.
    fn end(&mut self) {
        let Some(mut element) = self.open.pop() else { return };
        element.last = self.count.saturating_sub(1);
        self.scope.close(&element.declared);
        match self.open.last_mut() {
            Some(parent) => parent.children.push(Node::Element(element)),
            None => self.root = Some(element),
        }
    }

    fn text(&mut self, text: &str) -> Result<(), Flaw> {
        let Some(element) = self.open.last_mut() else {
            return if text.chars().all(is_space) { Ok(()) } else { Err(outside()) };
        };
        if let Some(Node::Text(own)) = element.children.last_mut() {
            own.push_str(text);
            return Ok(());
        }
        self.pieces += 1;
        element.children.push(Node::Text(text.to_owned()));
        if self.pieces > MOST_PIECES { Err(Flaw::TooLarge) } else { Ok(()) }
    }

    /// A comment or an instruction.
    fn aside(&mut self, node: Node) -> Result<(), Flaw> {
        self.pieces += 1;
        match self.open.last_mut() {
            Some(element) => element.children.push(node),
            None if self.root.is_some() => self.after.push(node),
            None => self.before.push(node),
        }
        if self.pieces > MOST_PIECES { Err(Flaw::TooLarge) } else { Ok(()) }
    }

    fn finish(self, encoding: Encoding) -> Result<Document, Gap> {
        let Self { open, root, before, after, doctype, .. } = self;
        match root {
            Some(root) if open.is_empty() => Ok(Document { root, before, after, doctype, encoding }),
            _ => {
                let detail = Text::new(
                    "không phải XML đúng cú pháp: tài liệu kết thúc giữa chừng",
                    "it is no well-formed XML: the document ends in the middle",
                );
                Err(Gap::new(Reason::Parse, detail))
            }
        }
    }
}

fn words(error: &quick_xml::Error) -> Text {
    match error {
        quick_xml::Error::IllFormed(_) => Text::new(
            "thẻ mở và thẻ đóng không khớp, hoặc dấu đặt sai chỗ",
            "tags do not match, or markup is out of place",
        ),
        _ => Text::new("có thẻ hoặc dấu không được đóng", "a tag or other markup is not closed"),
    }
}

fn told(flaw: Flaw, line: usize) -> Gap {
    match flaw {
        Flaw::Malformed(why) => malformed(line, &why),
        Flaw::Entity => {
            let detail = text!(
                "dòng {line} dùng một thực thể (entity) mà việc kiểm tra không mở rộng, nên không đọc nội dung",
                "line {line} uses an entity, which the inspection does not expand, so the content was not read"
            );
            Gap::new(Reason::Parse, detail)
        }
        Flaw::TooLarge => {
            let detail = text!(
                "tài liệu vượt giới hạn về độ sâu, số phần tử hoặc độ dài (dòng {line})",
                "the document exceeds a limit of depth, number or length (line {line})"
            );
            Gap::new(Reason::Budget, detail)
        }
    }
}

fn malformed(line: usize, why: &Text) -> Gap {
    let Text { vi, en } = why;
    let detail = text!("không phải XML đúng cú pháp, dòng {line}: {vi}", "it is no well-formed XML, line {line}: {en}");
    Gap::new(Reason::Parse, detail)
}

fn misplaced(mark: &str) -> Flaw {
    Flaw::Malformed(text!("“{mark}” không được ở đây", "\u{201c}{mark}\u{201d} may not stand here"))
}

fn twice() -> Flaw {
    Flaw::Malformed(Text::new(
        "một thuộc tính đứng hai lần hoặc có tên sai",
        "an attribute stands twice, or has no valid name",
    ))
}

fn outside() -> Flaw {
    Flaw::Malformed(Text::new("có chữ ngoài phần tử gốc", "text outside the root element"))
}
