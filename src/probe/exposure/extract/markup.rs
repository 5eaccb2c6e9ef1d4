//! The tags and texts of the XML inside office files, one after the other: nothing is expanded, no tree is built, and
//! damage ends the reading instead of failing it.

use std::borrow::Cow;

/// What comes next in a part.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Markup<'a> {
    /// An element begins.
    Start(Tag<'a>),
    /// An element ends; its name without prefix.
    End(&'a str),
    /// Text, references resolved.
    Text(Cow<'a, str>),
}

/// The start of an element.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Tag<'a> {
    /// Its name without prefix.
    pub(super) name: &'a str,
    attributes: &'a str,
}

/// The text of a part, whatever encoding it is in.
pub(super) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    encoding_rs::UTF_8.decode(bytes).0
}

/// Reads through a part.
#[derive(Clone, Debug)]
pub(super) struct Scanner<'a> {
    rest: &'a str,
    closing: Option<&'a str>,
    /// Whether the part ended within a tag.
    pub(super) damaged: bool,
}

impl<'a> Scanner<'a> {
    /// At the beginning of a part.
    pub(super) fn new(text: &'a str) -> Self {
        Self { rest: text, closing: None, damaged: false }
    }

    /// Goes behind the end of the element that was just begun, whose name this is.
    pub(super) fn pass_over(&mut self, name: &str) {
        let mut depth = 1_usize;
        for markup in self.by_ref() {
            match markup {
                Markup::Start(tag) if tag.name == name => depth += 1,
                Markup::End(end) if end == name => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return;
            }
        }
    }

    /// All text of the element that was just begun, and goes behind its end.
    pub(super) fn text_of(&mut self, name: &str) -> String {
        let mut depth = 1_usize;
        let mut all = String::new();
        for markup in self.by_ref() {
            match markup {
                Markup::Start(tag) if tag.name == name => depth += 1,
                Markup::Start(_) => {}
                Markup::End(end) if end == name => depth -= 1,
                Markup::End(_) => {}
                Markup::Text(text) => all.push_str(&text),
            }
            if depth == 0 {
                break;
            }
        }
        all
    }

    fn tag(&mut self, inside: &'a str) -> Option<Markup<'a>> {
        if let Some(name) = inside.strip_prefix('/') {
            return Some(Markup::End(local(name.trim_end())));
        }
        let (inside, closes) = match inside.strip_suffix('/') {
            Some(inside) => (inside, true),
            None => (inside, false),
        };
        let end = inside.find(|c: char| c.is_ascii_whitespace()).unwrap_or(inside.len());
        let (name, attributes) = inside.split_at_checked(end)?;
        let name = local(name);
        if closes {
            self.closing = Some(name);
        }
        Some(Markup::Start(Tag { name, attributes }))
    }

    /// What stands before `end`, and goes behind it; the rest if there is none.
    fn until(&mut self, end: &str) -> &'a str {
        match self.rest.split_once(end) {
            Some((before, after)) => {
                self.rest = after;
                before
            }
            None => {
                self.damaged = true;
                std::mem::take(&mut self.rest)
            }
        }
    }
}

impl<'a> Iterator for Scanner<'a> {
    type Item = Markup<'a>;

    fn next(&mut self) -> Option<Markup<'a>> {
        if let Some(name) = self.closing.take() {
            return Some(Markup::End(name));
        }
        loop {
            let Some(inside) = self.rest.strip_prefix('<') else {
                if self.rest.is_empty() {
                    return None;
                }
                let end = self.rest.find('<').unwrap_or(self.rest.len());
                let (text, rest) = self.rest.split_at_checked(end)?;
                self.rest = rest;
                return Some(Markup::Text(resolve(text)));
            };
            self.rest = inside;
            if let Some(comment) = inside.strip_prefix("!--") {
                self.rest = comment;
                self.until("-->");
            } else if let Some(data) = inside.strip_prefix("![CDATA[") {
                self.rest = data;
                return Some(Markup::Text(Cow::Borrowed(self.until("]]>"))));
            } else if inside.starts_with('?') {
                self.until("?>");
            } else if inside.starts_with('!') {
                let own_subset = inside.find('[').is_some_and(|open| inside.find('>').is_none_or(|close| open < close));
                self.until(if own_subset { "]>" } else { ">" });
            } else {
                let Some(end) = tag_end(inside) else {
                    self.damaged = true;
                    self.rest = "";
                    return None;
                };
                let (tag, rest) = inside.split_at_checked(end)?;
                self.rest = rest.get(1..).unwrap_or_default();
                return self.tag(tag);
            }
        }
    }
}

impl<'a> Tag<'a> {
    /// The value of an attribute, by its name without prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<Cow<'a, str>> {
        self.attributes().find(|(own, _)| *own == name).map(|(_, value)| value)
    }

    /// Whether an attribute says yes.
    pub(super) fn is(&self, name: &str) -> bool {
        self.attribute(name).is_some_and(|value| matches!(&*value, "1" | "true" | "on"))
    }

    /// An attribute that is a number.
    pub(super) fn number(&self, name: &str) -> Option<usize> {
        self.attribute(name)?.trim().parse().ok()
    }

    /// The attributes, by their names without prefix.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&'a str, Cow<'a, str>)> + use<'a> {
        let mut rest = self.attributes;
        std::iter::from_fn(move || {
            let (name, after) = rest.split_once('=')?;
            let after = after.trim_start();
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let (value, behind) = after.get(1..)?.split_once(quote)?;
            rest = behind;
            Some((local(name.trim()), resolve(value)))
        })
    }
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, local)| local)
}

/// Where a tag ends: at the first `>` that stands in no quotes.
fn tag_end(inside: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in inside.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// Text with its references resolved: those that XML defines itself, and those to characters. Entities of a document
/// stay as they are written.
fn resolve(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let known = after.split_once(';').and_then(|(name, behind)| Some((reference(name)?, behind)));
        match known {
            Some((character, behind)) => {
                out.push(character);
                rest = behind;
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn reference(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
                None => digits.parse(),
            };
            char::from_u32(code.ok()?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_attributes_and_texts_come_in_order_and_damage_ends_it() {
        let text = "\u{feff}<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b \"bomb\">]><a:x k='1 &gt; 0' m:n=\"&#x1ECB;\"/>\
                    T&#7883; &b; &amp;<!-- <c> --><![CDATA[<raw>]]><d e='>'>f</d><g h='";
        let mut scanner = Scanner::new(text.trim_start_matches('\u{feff}'));
        let Some(Markup::Start(tag)) = scanner.next() else { panic!("a tag") };
        assert_eq!(
            (tag.name, tag.attribute("k").as_deref(), tag.attribute("n").as_deref()),
            ("x", Some("1 > 0"), Some("ị"))
        );
        let rest: Vec<Markup<'_>> = scanner.by_ref().collect();
        let Some(Markup::Text(first)) = rest.get(1) else { panic!("a text") };
        assert_eq!(first, "Tị &b; &");
        assert!(matches!(rest.get(2), Some(Markup::Text(raw)) if raw == "<raw>"));
        assert!(
            matches!(rest.get(3), Some(Markup::Start(tag)) if tag.name == "d" && tag.attribute("e").as_deref() == Some(">"))
        );
        assert_eq!(rest.len(), 6);
        assert!(scanner.damaged);
    }
}
