//! HTML in one pass over its tags, as browsers show it and as they do not.
//!
//! No tree is built: inline tags vanish within words and numbers, other tags part blocks, tables keep their rows, and
//! what is hidden, commented or carried by attributes comes as a part of its own. Whatever is malformed stays text.

mod attribute;
mod children;
mod element;
mod form;
mod grid;
mod open;
mod role;
mod table;
mod tag;

use memchr::{memchr, memmem};

use super::super::blank::trimmed;
use super::super::document::Format;
use super::super::piece::{Part, Sink, Step};
use super::near::near;
use super::{Course, MOST_NESTED, entity};
use element::{Element, element};
use form::Form;
use grid::Grids;
use open::Open;
use tag::{Attributes, name_at};

/// How many digits on both sides of a tag are two numbers rather than one.
const LONG_NUMBERS: (usize, usize) = (9, 8);

/// How many digits beside letters are a number of their own, within how many bytes.
const LEAST_NUMBER: usize = 8;
const LONGEST_NUMBER: usize = 16;
/// The fewest digits of what stands behind a word, or before one.
const LEAST_SIGNS: usize = 5;

/// Reads HTML.
pub(super) fn read<S: Sink + ?Sized>(course: &mut Course<'_, S>, text: &str) {
    let mut walker = Walker {
        course,
        text,
        block: String::new(),
        attributes: Attributes::default(),
        open: Vec::new(),
        is_as_written: false,
        form: Form::default(),
        grids: Grids::default(),
    };
    walker.walk();
    walker.finish();
}

/// The text of markup that is one value: tags gone, references undone.
pub(super) fn plain(markup: &str) -> String {
    let mut out = String::with_capacity(markup.len());
    let mut attributes = Attributes::default();
    let bytes = markup.as_bytes();
    let mut at = 0;
    while let Some(found) = near(b'<', bytes.get(at..).unwrap_or_default()) {
        entity::append(&mut out, markup.get(at..at + found).unwrap_or_default(), true);
        at += found;
        let after = bytes.get(at + 1).copied().unwrap_or(b' ');
        let start = at + 1 + usize::from(after == b'/');
        if !bytes.get(start).is_some_and(u8::is_ascii_alphabetic) {
            out.push('<');
            at += 1;
            continue;
        }
        let (name, end) = name_at(bytes, start);
        at = attributes.read(markup, end);
        if !matches!(element(name), Element::Inline | Element::Image) && !out.ends_with([' ', '\n']) {
            out.push(' ');
        }
    }
    entity::append(&mut out, markup.get(at..).unwrap_or_default(), true);
    let trimmed = out.trim();
    if trimmed.len() == out.len() { out } else { trimmed.to_owned() }
}

/// Whether a line begins as an item of a list: `- `, `2. `, `3)`, or a label: `Họ tên:`.
fn begins_item(line: &str) -> bool {
    let mark = line.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let number = mark.len() < line.len() && line.len() - mark.len() <= 3 && mark.starts_with(['.', ')', '/']);
    let colon = line.bytes().take(40).position(|byte| byte == b':');
    let label = colon.is_some_and(|at| line.as_bytes().get(at + 1) == Some(&b' '));
    let label = label && line.chars().next().is_some_and(char::is_uppercase);
    number || label || line.starts_with(['-', '*', '+', '•', '|'])
}

/// Whether a tag, from its name on, is one of HTML.
pub(super) fn knows(tag: &[u8]) -> bool {
    !tag.first().is_some_and(u8::is_ascii_alphabetic) || element(name_at(tag, 0).0) != Element::Word
}

struct Walker<'w, 's, 't, S: Sink + ?Sized> {
    course: &'w mut Course<'s, S>,
    text: &'t str,
    /// The text of the block, cell or description that is open.
    block: String,
    attributes: Attributes<'t>,
    open: Vec<Open>,
    /// Whether lines of the source are shown as lines (`pre`).
    is_as_written: bool,
    form: Form,
    grids: Grids,
}

impl<'t, S: Sink + ?Sized> Walker<'_, '_, 't, S> {
    fn walk(&mut self) {
        let bytes = self.text.as_bytes();
        let mut at = 0;
        while let Some(found) = near(b'<', bytes.get(at..).unwrap_or_default()) {
            if found > 0 {
                self.append(at, self.text.get(at..at + found).unwrap_or_default());
            }
            at += found + 1;
            at = match bytes.get(at) {
                Some(byte) if byte.is_ascii_alphabetic() => self.start_tag(at),
                Some(b'/') if bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic) => self.end_tag(at + 1),
                Some(b'!') => self.declaration(at),
                Some(b'?') => self.instruction(at),
                _ => {
                    self.block.push('<');
                    at
                }
            };
            if !self.course.may_continue() {
                at = bytes.len();
            }
        }
        self.append(at, self.text.get(at..).unwrap_or_default());
    }

    /// Text between two tags, that begins at `at`.
    #[inline]
    fn append(&mut self, at: usize, run: &str) {
        let bytes = run.as_bytes();
        let Some(first) = bytes.iter().position(|byte| !byte.is_ascii_whitespace()) else {
            self.space(!bytes.is_empty());
            return;
        };
        self.space(first > 0);
        let last = bytes.iter().rposition(|byte| !byte.is_ascii_whitespace()).map_or(bytes.len(), |at| at + 1);
        let run = run.get(first..last).unwrap_or_default();
        if self.block.is_empty() {
            self.grids.block = at + first;
        } else if self.would_join(run) {
            self.block.push(' ');
        }
        if !self.is_as_written && memchr(b'\n', run.as_bytes()).is_some() {
            self.wrapped(run);
        } else {
            entity::append(&mut self.block, run, true);
        }
        self.space(last < bytes.len());
    }

    /// Text that goes on in the next line of the source is shown in one line: editors wrap what they write. What begins
    /// as the next item of a list is left as a line.
    fn wrapped(&mut self, run: &str) {
        for (index, line) in run.split('\n').map(trimmed).filter(|line| !line.is_empty()).enumerate() {
            if index > 0 {
                self.block.push(if begins_item(line) { '\n' } else { ' ' });
            }
            entity::append(&mut self.block, line, true);
        }
    }

    #[inline]
    fn space(&mut self, wanted: bool) {
        if wanted && !matches!(self.block.as_bytes().last(), None | Some(b' ' | b'\n')) {
            self.block.push(' ');
        }
    }

    /// Whether two numbers or words would become one that only a tag kept apart: `<b>Người nộp</b><span>Trần A</span>`.
    #[inline]
    fn would_join(&self, run: &str) -> bool {
        let first = run.as_bytes().first().copied().unwrap_or_default();
        if matches!(self.block.as_bytes().last(), None | Some(b' ' | b'\n')) {
            return false;
        }
        if first.is_ascii_digit() {
            return self.would_join_numbers(run) || self.would_join_a_word(run);
        }
        if self.block.as_bytes().last().is_some_and(u8::is_ascii_digit) {
            return self.would_join_a_number(run);
        }
        (first.is_ascii_uppercase() || first >= 0x80)
            && run.chars().next().is_some_and(char::is_uppercase)
            && self.block.chars().next_back().is_some_and(char::is_lowercase)
    }

    fn would_join_numbers(&self, run: &str) -> bool {
        let left = self.block.bytes().rev().take(LONG_NUMBERS.0).take_while(u8::is_ascii_digit).count();
        let right = run.bytes().take(LONG_NUMBERS.1).take_while(u8::is_ascii_digit).count();
        (left, right) == LONG_NUMBERS
    }

    /// A label and its number: `<span>Số định danh</span><span>079...</span>`. Of what is short both may be one: `H<sub>2</sub>O`.
    fn would_join_a_word(&self, run: &str) -> bool {
        let digits = run.bytes().take(LONGEST_NUMBER).filter(u8::is_ascii_digit).count();
        let letters = || self.block.chars().rev().take(3).take_while(|letter| letter.is_alphabetic()).count();
        // `<span>Biển số</span><span>60K-225.92</span>`: behind a word, not behind a sign of chemistry.
        let word = || self.block.chars().rev().take(2).all(char::is_lowercase);
        digits >= LEAST_NUMBER && letters() == 3 || digits >= LEAST_SIGNS && word()
    }

    /// A number and the label of the next.
    fn would_join_a_number(&self, run: &str) -> bool {
        let digits = self.block.bytes().rev().take(LONGEST_NUMBER).filter(u8::is_ascii_digit).count();
        let letters = |most: usize| run.chars().take(most).take_while(|letter| letter.is_alphabetic()).count();
        digits >= LEAST_NUMBER && letters(2) == 2 || digits >= LEAST_SIGNS && letters(4) == 4
    }

    /// The end of a block: a line within a cell or description, a piece elsewhere.
    #[inline]
    fn part(&mut self) {
        if self.block.is_empty() {
            return;
        }
        match self.open.last() {
            Some(Open::Table(table, _)) if table.in_cell => {
                self.form.forget_named();
                self.line();
            }
            Some(Open::Terms(terms, _)) if terms.is_described => self.line(),
            _ => {
                self.form.text_before(&self.block);
                if !self.form.is_plain() && self.tell_named() {
                    self.block.clear();
                    return;
                }
                if !self.is_told_in_rows() {
                    self.course.text(trimmed(&self.block));
                }
                self.block.clear();
            }
        }
    }

    fn line(&mut self) {
        if self.block.ends_with(' ') {
            self.block.pop();
        }
        if !self.block.is_empty() && !self.block.ends_with('\n') {
            self.block.push('\n');
        }
    }

    /// A tag whose name begins at `start`; gives where to go on.
    #[inline]
    fn start_tag(&mut self, start: usize) -> usize {
        let (name, end) = name_at(self.text.as_bytes(), start);
        let end = self.attributes.read(self.text, end);
        let mut element = element(name);
        if !self.attributes.kept.is_empty() {
            self.attribute_pieces(element);
            element = self.by_role(name, element);
        }
        if !self.open.is_empty() {
            self.deepen(name);
        }
        match element {
            Element::Inline if !self.attributes.kept.is_empty() => self.begin_named(),
            Element::Inline | Element::Image => {}
            Element::Word => self.space(true),
            Element::Block | Element::Void => {
                self.part();
                self.is_as_written |= name == tag::name("pre");
            }
            Element::Table => self.begin_table(),
            Element::Row => self.begin_row(),
            Element::Cell => self.begin_cell(false),
            Element::HeadCell => self.begin_cell(true),
            Element::Section => self.begin_section(),
            Element::Column => self.column(),
            Element::Script => return self.script(end),
            Element::Style => return self.raw(end, b"style").1,
            Element::TextArea => return self.text_area(end),
            Element::Title => return self.title(end),
            Element::Form => self.flush_form(),
            Element::Input => self.input(),
            Element::Select | Element::Choice => self.choice(element),
            Element::Label => self.form.begin_label(self.block.len(), self.attributes.value_of("for")),
            Element::Terms => self.begin_terms(),
            Element::Term | Element::Description => self.term(element == Element::Description),
            Element::Meta => {}
        }
        if !self.open.is_empty() || self.attributes.hide() {
            self.hidden_start(name, element);
        }
        end
    }

    /// An end tag whose name begins at `start`; gives where to go on.
    #[inline]
    fn end_tag(&mut self, start: usize) -> usize {
        let (name, end) = name_at(self.text.as_bytes(), start);
        let end = near(b'>', self.text.as_bytes().get(end..).unwrap_or_default())
            .map_or(self.text.len(), |found| end + found + 1);
        match element(name) {
            Element::Inline if !self.form.is_plain() => self.end_named(),
            Element::Inline | Element::Image => {}
            Element::Word => self.space(true),
            Element::Table => self.end_table(),
            Element::Row => self.end_row(),
            Element::Cell | Element::HeadCell => self.end_cell(),
            Element::Form => {
                self.part();
                self.flush_form();
            }
            Element::Select | Element::Choice => self.end_choice(),
            Element::Label => self.form.end_label(&self.block),
            Element::Terms => self.end_terms(),
            Element::Term | Element::Description => self.end_term(),
            _ => {
                self.part();
                self.is_as_written &= name != tag::name("pre");
            }
        }
        if !self.open.is_empty() {
            self.hidden_end(name);
            self.shallow(name);
        }
        end
    }

    /// A processing instruction at its question mark: a program that was not run tells what it is made of.
    fn instruction(&mut self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        if !rest.starts_with("?php") && !rest.starts_with("?=") {
            return memchr(b'>', rest.as_bytes()).map_or(at, |end| at + end + 1);
        }
        let length = memmem::find(rest.as_bytes(), b"?>").unwrap_or(rest.len());
        self.part();
        self.course.enter(Step::Part(Part::Source));
        self.course.inside(Format::Text, rest.get(2..length).unwrap_or_default().trim_start_matches("hp"));
        self.course.leave();
        (at + length + 2).min(self.text.len())
    }

    /// A comment, a declaration or CDATA, at the sign after the bracket; gives where to go on.
    fn declaration(&mut self, at: usize) -> usize {
        let bytes = self.text.as_bytes();
        let rest = bytes.get(at..).unwrap_or_default();
        if rest.starts_with(b"!--") {
            let inner = at + 3;
            let length = memmem::find(bytes.get(inner..).unwrap_or_default(), b"-->");
            let end = length.map_or(bytes.len(), |length| inner + length);
            self.comment(self.text.get(inner..end).unwrap_or_default());
            return (end + 3).min(bytes.len());
        }
        if rest.starts_with(b"![CDATA[") {
            let inner = at + 8;
            let length = memmem::find(bytes.get(inner..).unwrap_or_default(), b"]]>");
            let end = length.map_or(bytes.len(), |length| inner + length);
            self.block.push_str(self.text.get(inner..end).unwrap_or_default());
            return (end + 3).min(bytes.len());
        }
        memchr(b'>', rest).map_or(at, |end| at + end + 1)
    }

    fn comment(&mut self, comment: &'t str) {
        // What Internet Explorer alone reads is markup too.
        let comment = match comment.trim() {
            conditional if conditional.starts_with("[if") => {
                conditional.split_once('>').map_or("", |(_, rest)| rest.trim_end_matches("<![endif]"))
            }
            comment => comment,
        };
        if comment.len() < 3 {
            return;
        }
        if comment.starts_with("<tr") && self.hidden_rows(comment) {
            return;
        }
        self.course.enter(Step::Part(Part::Comment));
        let format = if memchr(b'<', comment.as_bytes()).is_some() { Format::Html } else { Format::Text };
        self.course.inside(format, comment);
        self.course.leave();
    }

    /// Rows in a comment are hidden ones of the table around, whose headings name them; whether there is one.
    fn hidden_rows(&mut self, rows: &'t str) -> bool {
        if self.course.nested >= MOST_NESTED || self.table().is_none() {
            return false;
        }
        self.course.nested += 1;
        self.end_row();
        let before = self.table().is_some_and(|table| table.section(true));
        let depth = self.open.len();
        let attributes = std::mem::take(&mut self.attributes);
        let text = std::mem::replace(&mut self.text, rows);
        let grids = std::mem::take(&mut self.grids);
        self.walk();
        (self.text, self.grids) = (text, grids);
        self.attributes = attributes;
        while self.open.len() > depth {
            self.close();
        }
        self.end_row();
        if let Some(table) = self.table() {
            table.section(before);
        }
        self.course.nested -= 1;
        true
    }

    /// The raw text of an element up to its end tag, and where to go on behind that.
    fn raw(&self, start: usize, name: &[u8]) -> (&str, usize) {
        let bytes = self.text.as_bytes();
        let rest = bytes.get(start..).unwrap_or_default();
        let end = memmem::find_iter(rest, b"</")
            .find(|at| rest.get(at + 2..at + 2 + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)));
        let Some(end) = end else { return (self.text.get(start..).unwrap_or_default(), bytes.len()) };
        let behind = memchr(b'>', rest.get(end..).unwrap_or_default()).map_or(bytes.len(), |at| start + end + at + 1);
        (self.text.get(start..start + end).unwrap_or_default(), behind)
    }

    fn script(&mut self, start: usize) -> usize {
        let kind = self.attributes.value_of("type").unwrap_or_default().to_ascii_lowercase();
        let text = self.text;
        let (body, end) = self.raw(start, b"script");
        let length = body.len();
        let body = text.get(start..start + length).unwrap_or_default().trim();
        if body.is_empty() {
            return end;
        }
        let format = if kind.contains("json") || kind == "importmap" { Format::Json } else { Format::Script };
        self.course.enter(Step::Part(Part::Script));
        // As Angular writes the state that it hands over.
        if format == Format::Json && body.starts_with("{&q;") {
            let plain = body.replace("&q;", "\"").replace("&s;", "'").replace("&l;", "<").replace("&g;", ">");
            self.course.inside(format, &plain.replace("&a;", "&"));
        } else {
            self.course.inside(format, body);
        }
        self.course.leave();
        end
    }

    fn title(&mut self, start: usize) -> usize {
        self.part();
        let (body, end) = self.raw(start, b"title");
        let title = entity::decoded(body, true).into_owned();
        self.block.push_str(title.trim());
        self.part();
        end
    }

    fn finish(&mut self) {
        while !self.open.is_empty() {
            self.close();
        }
        self.part();
        self.flush_form();
    }
}

#[cfg(test)]
mod tests;
