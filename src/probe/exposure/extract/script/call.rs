//! Calls: what one is given speaks of one thing.

use std::borrow::Cow;

use super::super::super::piece::{Kind, Sink, Step};
use super::super::{json, url};
use super::Reader;

/// The longest call whose arguments are read together, in bytes, and the most of them.
const LONGEST_CALL: usize = 2000;
const MOST_ARGUMENTS: usize = 40;

/// The fewest digits of an argument that may be a number of somebody.
const LEAST_DIGITS: usize = 8;

/// A literal that a call is given.
type Argument<'t> = (Cow<'t, str>, Kind);

impl<'t, S: Sink + ?Sized> Reader<'_, '_, 't, S> {
    /// A call whose arguments are all literals and words, a long number among them: they speak of one thing. Whether it
    /// was one; else nothing was read.
    pub(super) fn call(&mut self) -> bool {
        let start = self.at;
        let called = self.called.take();
        let is_called = self.before.is_ascii_alphanumeric() || matches!(self.before, b'_' | b'$' | 0x80..);
        let arguments = if is_called { self.arguments() } else { None };
        let numbered = |(text, _): &Argument<'t>| text.bytes().filter(u8::is_ascii_digit).count() >= LEAST_DIGITS;
        let Some(arguments) =
            arguments.filter(|list| (list.len() > 1 || called.is_some()) && list.iter().any(numbered))
        else {
            self.at = start;
            return false;
        };
        // `soCccd = parseInt('079...', 10)`: what is made of the first is called so.
        let mut name = called.map(|label| label.name);
        self.course.enter(Step::Record);
        for (text, kind) in &arguments {
            self.course.field(&name.take().unwrap_or_default(), text, *kind);
        }
        self.course.leave();
        for (text, _) in arguments.iter().filter(|(text, _)| text.starts_with(['h', '/'])) {
            url::query(self.course, text);
        }
        true
    }

    /// The literals of a call from its bracket on, if nothing but literals and words stands in it.
    fn arguments(&mut self) -> Option<Vec<Argument<'t>>> {
        let until = self.at + LONGEST_CALL;
        let mut list = Vec::new();
        loop {
            self.at += 1;
            self.skip_space();
            match self.byte(0)? {
                quote @ (b'"' | b'\'') => {
                    let raw = self.raw_string(quote);
                    let text = if raw.contains('\\') { Cow::Owned(json::unescaped(raw)) } else { Cow::Borrowed(raw) };
                    if text.len() > 6 && json::notation(&text).is_some() {
                        return None;
                    }
                    list.push((text, Kind::Text));
                }
                byte if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') => {
                    if let Some(made) = self.made() {
                        list.push((made, Kind::Text));
                        self.skip_space();
                        match self.byte(0)? {
                            b',' if self.at < until && list.len() < MOST_ARGUMENTS => continue,
                            b')' => {
                                self.at += 1;
                                return Some(list);
                            }
                            _ => return None,
                        }
                    }
                    let start = self.at;
                    while self
                        .byte(0)
                        .is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'.'))
                    {
                        self.at += 1;
                    }
                    let word = self.text.get(start..self.at).unwrap_or_default();
                    list.extend(json::is_number(word).then_some((Cow::Borrowed(word), Kind::Number)));
                }
                _ => return None,
            }
            self.skip_space();
            match self.byte(0)? {
                b',' if self.at < until && list.len() < MOST_ARGUMENTS => {}
                b')' => {
                    self.at += 1;
                    return Some(list);
                }
                _ => return None,
            }
        }
    }

    fn skip_space(&mut self) {
        while self.byte(0).is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// What a constructor makes of one string, if one stands here: `new Date('1949-05-11')`.
    fn made(&mut self) -> Option<Cow<'t, str>> {
        let rest = self.text.get(self.at..)?;
        let called = rest.strip_prefix("new ").unwrap_or(rest);
        let behind = ["Date(", "ISODate(", "String(", "Number("].iter().find_map(|own| called.strip_prefix(own))?;
        let quote = behind.as_bytes().first().copied().filter(|quote| matches!(quote, b'"' | b'\''))?;
        let start = self.at;
        self.at += rest.len() - behind.len();
        let raw = self.raw_string(quote);
        if self.byte(0) == Some(b')') {
            self.at += 1;
            return Some(Cow::Borrowed(raw));
        }
        self.at = start;
        None
    }
}
