//! JSON, tolerantly: what programs write (RFC 8259, lines of it, JSONP) and what scripts hold (bare keys, single quotes,
//! comments, trailing commas). What cannot be read is passed over to the next value; what was read counts.

mod cells;
mod devalue;
mod scan;
mod spoken;
mod value;

use std::borrow::Cow;

use memchr::memchr;

use super::super::document::Format;
use super::super::piece::{Cell, Kind, Sink, Step};
use super::{Course, url};
use scan::Scanner;

pub(super) use scan::{literal_end, unescaped};
pub(super) use value::{is_number, notation};

/// How deep objects and lists may be nested before what is below is read flat.
const MOST_DEPTH: u32 = 128;

/// Strings shorter than this hold no notation of their own.
const LEAST_NESTED: usize = 7;

/// Markup shorter than this is one value, not a page.
const MOST_INLINE: usize = 300;

/// Reads JSON, or lines of it.
pub(super) fn read<S: Sink + ?Sized>(course: &mut Course<'_, S>, text: &str) {
    let mut reader = Reader { course, scan: Scanner::new(text), header: Vec::new() };
    reader.flat_list();
    reader.document();
}

/// Hands over the strings of the list that is the value behind a key which ends at `at`; gives where the list ends, or
/// `at` when there is none.
pub(super) fn strings(text: &str, at: usize, mut take: impl FnMut(&str)) -> usize {
    let mut scan = Scanner::new(text);
    scan.at = at;
    if scan.peek() == Some(b':') {
        scan.at += 1;
    }
    if scan.peek() != Some(b'[') {
        return at;
    }
    scan.at += 1;
    while scan.element() {
        match scan.peek() {
            Some(b'"') => take(&scan.string()),
            _ => scan.pass(),
        }
    }
    scan.at
}

struct Reader<'r, 's, 't, S: Sink + ?Sized> {
    course: &'r mut Course<'s, S>,
    scan: Scanner<'t>,
    /// The names of the columns last met.
    header: Vec<Cow<'t, str>>,
}

impl<'t, S: Sink + ?Sized> Reader<'_, '_, 't, S> {
    fn document(&mut self) {
        loop {
            let start = self.scan.at;
            let Some(next) = self.scan.next_value() else { break };
            self.between(start, next);
            self.scan.at = next;
            self.value(0);
            if !self.course.may_continue() {
                return;
            }
        }
        self.between(self.scan.at, self.scan.len());
    }

    /// What stands between values is no JSON: the name of a function, a message of an error.
    fn between(&mut self, start: usize, end: usize) {
        let rest = self.scan.part(start, end);
        if rest.len() > 8 && rest.bytes().any(|byte| byte.is_ascii_alphanumeric() || byte >= 0x80) {
            self.course.text(rest.trim_matches([' ', '\n', '\r', '\t', ';', ',', '(', ')']));
        }
    }

    /// A value that has no key.
    fn value(&mut self, depth: u32) {
        match self.scan.peek() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"' | b'\'' | b'`') => {
                let text = self.scan.string();
                self.string("", &text, true);
            }
            Some(_) => {
                let bare = self.scan.bare();
                if !bare.is_empty() && bare != "null" {
                    self.course.field("", &value::number(bare), value::kind(bare));
                }
            }
            None => {}
        }
    }

    fn object(&mut self, depth: u32) {
        if depth >= MOST_DEPTH {
            return self.flat();
        }
        self.scan.at += 1;
        self.course.enter(Step::Record);
        // What a later "value" is the value of, and rows whose columns come after them.
        let mut label: Option<Cow<'t, str>> = None;
        let mut waiting: Option<usize> = None;
        while let Some(key) = self.scan.key() {
            match self.scan.peek() {
                Some(b'{') => {
                    if label.is_none() && value::names_label(&key) {
                        label = self.scan.called();
                    }
                    self.below(&key, depth);
                }
                Some(b'[') => {
                    if key == "text"
                        && let Some(text) = self.scan.spoken()
                    {
                        self.string(&key, &text, false);
                        continue;
                    }
                    if value::names_columns(&key) {
                        let header = self.scan.header();
                        self.header = header;
                    } else if waiting.is_none() && value::names_rows(&key) && !self.knows_columns() {
                        waiting = self.scan.skip_rows();
                        if waiting.is_some() {
                            continue;
                        }
                    }
                    self.below(&key, depth);
                }
                Some(b'"' | b'\'' | b'`') => {
                    let text = self.scan.string();
                    match label.as_deref().filter(|label| value::is_value_of(&key, label)) {
                        Some(label) => self.string(value::label_in(label), &text, false),
                        None => self.string(&key, &text, false),
                    }
                    let names = value::names_label(&key) && !(label.is_some() && value::names_label_weakly(&key));
                    if names && value::may_label(&key, &text) {
                        label = Some(text);
                    }
                }
                Some(_) => {
                    let bare = self.scan.bare();
                    if !bare.is_empty() && !matches!(bare, "null" | "undefined") {
                        let label = label.as_deref().filter(|label| value::is_value_of(&key, label)).unwrap_or(&key);
                        self.course.field(label, &value::number(bare), value::kind(bare));
                    }
                }
                None => break,
            }
        }
        if let Some(start) = waiting {
            let end = std::mem::replace(&mut self.scan.at, start);
            self.array(depth + 1);
            self.scan.at = end;
        }
        self.course.leave();
    }

    /// A value that is neither a label nor a column, by its own key.
    fn keyed(&mut self, key: &str, depth: u32) {
        match self.scan.peek() {
            Some(b'"' | b'\'' | b'`') => {
                let text = self.scan.string();
                self.string(key, &text, false);
            }
            Some(b'{' | b'[') => self.below(key, depth),
            Some(_) => {
                let bare = self.scan.bare();
                if !bare.is_empty() && !matches!(bare, "null" | "undefined") {
                    self.course.field(key, &value::number(bare), value::kind(bare));
                }
            }
            None => {}
        }
    }

    fn knows_columns(&self) -> bool {
        !self.header.is_empty()
    }

    fn below(&mut self, key: &str, depth: u32) {
        self.course.enter(Step::Key(key));
        self.value(depth + 1);
        self.course.leave();
    }

    fn array(&mut self, depth: u32) {
        if depth >= MOST_DEPTH {
            return self.flat();
        }
        if self.scan.is_matrix() {
            return self.matrix(depth);
        }
        if self.knows_columns() && self.scan.is_cells() {
            return self.cells(depth);
        }
        // Names and values, each pair an object: together they are one thing.
        let step = if self.scan.is_pairs() { Step::Record } else { Step::Items };
        self.scan.at += 1;
        self.course.enter(step);
        while self.scan.element() {
            self.value(depth + 1);
        }
        self.course.leave();
    }

    /// A list of lists of scalars: a table.
    fn matrix(&mut self, depth: u32) {
        self.scan.at += 1;
        self.course.enter(Step::Table);
        let header = std::mem::take(&mut self.header);
        let mut is_first = true;
        while self.scan.element() {
            if self.scan.peek() != Some(b'[') {
                self.value(depth + 1);
                continue;
            }
            let start = self.scan.at;
            let (row, deep) = self.row();
            if std::mem::take(&mut is_first) && header.len() == row.len() {
                let cells: Vec<Cell<'_>> =
                    header.iter().map(|name| Cell { heading: true, ..Cell::new(name) }).collect();
                self.course.row(&cells);
            }
            let cells: Vec<Cell<'_>> = row.iter().map(|(text, kind)| Cell { kind: *kind, ..Cell::new(text) }).collect();
            self.course.row(&cells);
            if deep {
                self.deep_cells(start, depth);
            }
        }
        self.course.leave();
    }

    /// The scalars of a row, and whether it holds more than those.
    fn row(&mut self) -> (Vec<(Cow<'t, str>, Kind)>, bool) {
        let mut cells = Vec::new();
        let mut deep = false;
        self.scan.at += 1;
        while self.scan.element() {
            match self.scan.peek() {
                Some(b'{' | b'[') => {
                    deep = true;
                    cells.push((Cow::Borrowed(""), Kind::Text));
                    self.scan.pass();
                }
                Some(b'"' | b'\'' | b'`') => {
                    let text = self.scan.string();
                    cells.push((value::plain(text), Kind::Text));
                }
                Some(_) => {
                    let bare = self.scan.bare();
                    cells.push(match bare {
                        "null" => (Cow::Borrowed(""), Kind::Text),
                        _ => (value::number(bare), value::kind(bare)),
                    });
                }
                None => {}
            }
        }
        (cells, deep)
    }

    /// The objects and lists inside a row that was read already.
    fn deep_cells(&mut self, start: usize, depth: u32) {
        let end = std::mem::replace(&mut self.scan.at, start + 1);
        if !self.scan.may_look(end.saturating_sub(start)) {
            self.scan.at = start;
            return self.flat();
        }
        self.course.enter(Step::Items);
        while self.scan.at < end && self.scan.element() {
            match self.scan.peek() {
                Some(b'{' | b'[') => self.value(depth + 2),
                Some(b'"' | b'\'' | b'`') => drop(self.scan.string()),
                _ => drop(self.scan.bare()),
            }
        }
        self.course.leave();
        self.scan.at = end;
    }

    /// Everything up to the end of the value, without its shape.
    fn flat(&mut self) {
        let mut open = 0_usize;
        while let Some(byte) = self.scan.peek() {
            match byte {
                b'{' | b'[' => {
                    open += 1;
                    self.scan.at += 1;
                }
                b'}' | b']' => {
                    open = open.saturating_sub(1);
                    self.scan.at += 1;
                }
                b',' | b':' => self.scan.at += 1,
                b'"' | b'\'' | b'`' => {
                    let text = self.scan.string();
                    self.course.text(&text);
                }
                _ => {
                    let bare = self.scan.bare();
                    self.course.text(bare);
                }
            }
            if open == 0 {
                return;
            }
        }
    }

    /// A string, which may hold a notation of its own.
    fn string(&mut self, label: &str, text: &str, is_item: bool) {
        // The second byte of a letter becomes one of U+0080 to U+00BF, which hardly any text has.
        if memchr(0xC2, text.as_bytes()).is_some()
            && let Some(meant) = value::meant(text)
        {
            return self.string(label, &meant, is_item);
        }
        if text.len() < LEAST_NESTED {
            if !text.is_empty() {
                self.course.field(label, text, Kind::Text);
            }
            return;
        }
        if text.len() < 40
            && text.starts_with("/Date(")
            && let Some(day) = value::moment(text)
        {
            return self.course.field(label, &day, Kind::Text);
        }
        // Most strings are words: nothing that could be a notation is in them.
        let first = text.as_bytes().first().copied().unwrap_or_default();
        if text.len() <= 40
            && !matches!(first, b'{' | b'[' | b'h' | b'/' | 0..=b' ')
            && memchr::memchr2(b'<', b'&', text.as_bytes()).is_none()
        {
            return self.course.field(label, text, Kind::Text);
        }
        match notation(text) {
            Some(Format::Html) if text.len() < MOST_INLINE => {
                self.course.field(label, &super::html::plain(text), Kind::Text);
            }
            Some(format) if is_item => self.course.inside(format, text),
            Some(format) => {
                self.course.enter(Step::Key(label));
                self.course.inside(format, text);
                self.course.leave();
            }
            None => {
                let plain = value::plain(Cow::Borrowed(text));
                self.course.field(label, &plain, Kind::Text);
                if matches!(text.as_bytes().first(), Some(b'h' | b'/')) {
                    url::query(self.course, text);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
