//! Which characters stand where (XML 1.0, 2.2 and 2.3), and which namespace a prefix means
//! (Namespaces in XML 1.0).

use std::collections::BTreeMap;
use std::rc::Rc;

use super::tree::{Declaration, Name};
use crate::text::{Text, shorten, text};

/// The namespace of the prefix `xml`, which needs no declaration.
pub(super) const XML: &str = "http://www.w3.org/XML/1998/namespace";
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// Whether a document may hold a character.
pub(super) fn is_character(own: char) -> bool {
    matches!(own, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}')
}

/// Whether a text is a name without a colon.
pub(super) fn is_name(text: &str) -> bool {
    let mut all = text.chars();
    all.next().is_some_and(starts_name) && all.all(|own| starts_name(own) || continues_name(own))
}

/// A name as prefix (empty where there is none) and local part; `None` where it is no name.
pub(super) fn split(raw: &str) -> Option<(&str, &str)> {
    let (prefix, local) = raw.split_once(':').unwrap_or(("", raw));
    (is_name(local) && (is_name(prefix) || (prefix.is_empty() && !raw.starts_with(':')))).then_some((prefix, local))
}

fn starts_name(own: char) -> bool {
    matches!(own,
        'A'..='Z' | '_' | 'a'..='z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}'
        | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}'
        | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
        | '\u{10000}'..='\u{effff}')
}

fn continues_name(own: char) -> bool {
    matches!(own, '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

/// The namespaces in scope: for each prefix what it meant from the outermost declaration to the innermost.
#[derive(Debug, Default)]
pub(super) struct Scope {
    meanings: BTreeMap<Rc<str>, Vec<Rc<str>>>,
    /// Every name once: a document repeats few of them very often.
    names: BTreeMap<Rc<str>, ()>,
}

impl Scope {
    /// Adds the declarations of an element that opens. `xmlns:xml` and the like mean nothing and are left out.
    ///
    /// # Errors
    ///
    /// A prefix that may not be declared so.
    pub(super) fn open(&mut self, raw: &[(String, String)]) -> Result<Vec<Declaration>, Text> {
        let mut declared = Vec::new();
        for (prefix, namespace) in raw {
            match (prefix.as_str(), namespace.as_str()) {
                ("xml", XML) => continue,
                ("xml" | "xmlns", _) | (_, XML | XMLNS) => return Err(forbidden(prefix)),
                (prefix, "") if !prefix.is_empty() => return Err(forbidden(prefix)),
                _ => {}
            }
            let (prefix, namespace) = (self.shared(prefix), self.shared(namespace));
            self.meanings.entry(prefix.clone()).or_default().push(namespace.clone());
            declared.push((prefix, namespace));
        }
        Ok(declared)
    }

    /// Takes back the declarations of an element that closes.
    pub(super) fn close(&mut self, declared: &[Declaration]) {
        for (prefix, _) in declared {
            if let Some(meanings) = self.meanings.get_mut(prefix) {
                meanings.pop();
            }
        }
    }

    /// The name of an element, to which the default namespace applies.
    ///
    /// # Errors
    ///
    /// No name, or a prefix that nothing declares.
    pub(super) fn element(&mut self, raw: &str) -> Result<Name, Text> {
        self.resolve(raw, true)
    }

    /// The name of an attribute, to which it does not.
    ///
    /// # Errors
    ///
    /// As for elements.
    pub(super) fn attribute(&mut self, raw: &str) -> Result<Name, Text> {
        self.resolve(raw, false)
    }

    fn resolve(&mut self, raw: &str, default: bool) -> Result<Name, Text> {
        let Some((prefix, local)) = split(raw) else { return Err(no_name(raw)) };
        let namespace = match prefix {
            "xml" => self.shared(XML),
            "" if !default => self.shared(""),
            _ => match self.meanings.get(prefix).and_then(|meanings| meanings.last()) {
                Some(own) => own.clone(),
                None if prefix.is_empty() => self.shared(""),
                None => return Err(unbound(prefix)),
            },
        };
        Ok(Name { prefix: self.shared(prefix), local: self.shared(local), namespace })
    }

    fn shared(&mut self, text: &str) -> Rc<str> {
        if let Some((own, ())) = self.names.get_key_value(text) {
            return own.clone();
        }
        let own: Rc<str> = text.into();
        self.names.insert(own.clone(), ());
        own
    }
}

fn no_name(raw: &str) -> Text {
    let raw = shorten(raw, 40);
    text!("“{raw}” không phải là tên hợp lệ", "\u{201c}{raw}\u{201d} is no name")
}

fn unbound(prefix: &str) -> Text {
    let prefix = shorten(prefix, 40);
    text!("tiền tố “{prefix}” chưa được khai báo", "the prefix \u{201c}{prefix}\u{201d} is not declared")
}

fn forbidden(prefix: &str) -> Text {
    let prefix = shorten(prefix, 40);
    text!("tiền tố “{prefix}” khai báo sai", "the prefix \u{201c}{prefix}\u{201d} may not be declared so")
}
