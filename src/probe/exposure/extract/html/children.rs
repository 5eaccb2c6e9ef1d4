//! The elements that another one holds, counted tag by tag; nothing of them is decoded.

use memchr::{memmem, memrchr};

use super::super::near::near;
use super::element::{Element, element};
use super::plain;
use super::tag::{Attributes, name_at};

/// How many elements around a block, or begun one in another, are looked at.
pub(super) const AROUND: usize = 4;
/// How far back the beginning of a tag is looked for.
const LONGEST_TAG: usize = 1000;

/// The longest heading with the tags in it, in bytes.
const LONGEST_HEADING: usize = 255;

/// A part of an element: the name of its own, and where its content stands.
pub(super) type Part = (u64, usize, usize);

/// Counts tags.
pub(super) struct Reading<'t> {
    pub(super) text: &'t str,
    /// The parts of the row last read.
    pub(super) parts: Vec<Part>,
    /// How many bytes were looked at, and how many may be.
    pub(super) looked_at: usize,
    pub(super) budget: usize,
}

impl<'t> Reading<'t> {
    fn between(&self, start: usize, end: usize) -> &'t str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// How many digits stand in the source of a part.
    pub(super) fn digits(&self, (_, start, end): &Part) -> usize {
        self.between(*start, *end).bytes().filter(u8::is_ascii_digit).count()
    }

    /// Whether a part may be a heading: short, and without digits.
    pub(super) fn may_head(&self, part: &Part) -> bool {
        part.2 - part.1 < LONGEST_HEADING && self.digits(part) == 0
    }

    /// What a part says.
    pub(super) fn said(&self, (_, start, end): Part) -> String {
        plain(self.between(start, end))
    }

    /// The elements that begin right before the text at `at`, from the innermost.
    pub(super) fn around(&self, mut at: usize) -> [Option<usize>; AROUND] {
        let bytes = self.text.as_bytes();
        let mut around = [None; AROUND];
        for slot in &mut around {
            while at > 0 && bytes.get(at - 1).is_some_and(u8::is_ascii_whitespace) {
                at -= 1;
            }
            if at == 0 || bytes.get(at - 1) != Some(&b'>') {
                break;
            }
            let Some(start) = memrchr(b'<', bytes.get(at.saturating_sub(LONGEST_TAG)..at).unwrap_or_default()) else {
                break;
            };
            at = at.saturating_sub(LONGEST_TAG) + start;
            if !bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic) {
                break;
            }
            *slot = Some(at);
        }
        around
    }

    /// The elements that begin right behind the headings: one of them may be the first row.
    pub(super) fn firsts(&self, end: usize) -> [Option<usize>; AROUND] {
        let mut firsts = [None; AROUND];
        let mut at = self.start_tag(end, true);
        for slot in &mut firsts {
            let Some(tag) = at else { break };
            *slot = Some(tag);
            let (_, name) = name_at(self.text.as_bytes(), tag + 1);
            at = self.start_tag(Attributes::default().read(self.text, name), false);
        }
        firsts
    }

    /// The start tag of the element that follows the one that ends at `at`, with the same around it.
    pub(super) fn sibling(&self, at: usize) -> Option<usize> {
        self.start_tag(at, false)
    }

    /// The next start tag behind `at` with nothing but comments before it, and end tags where they are passed over.
    fn start_tag(&self, mut at: usize, over_ends: bool) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut ends = 0;
        loop {
            while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
                at += 1;
            }
            let rest = bytes.get(at..)?;
            if rest.starts_with(b"<!--") {
                at += memmem::find(rest, b"-->")? + 3;
            } else if rest.starts_with(b"</") && over_ends && ends < AROUND {
                ends += 1;
                at += near(b'>', rest)? + 1;
            } else {
                return (rest.first() == Some(&b'<') && rest.get(1).is_some_and(u8::is_ascii_alphabetic)).then_some(at);
            }
        }
    }

    /// Reads the element whose start tag is at `at` as a row: its children are kept as parts. Gives where it ends, unless it
    /// is longer or has more parts.
    pub(super) fn row(&mut self, at: usize, longest: usize, most: usize) -> Option<usize> {
        self.look(at, longest, most, false)
    }

    /// The same of a row of headings, as far as parts may be such.
    pub(super) fn headings(&mut self, at: usize, longest: usize, most: usize) -> Option<usize> {
        self.look(at, longest, most, true)
    }

    fn look(&mut self, at: usize, longest: usize, most: usize, headings: bool) -> Option<usize> {
        self.parts.clear();
        if self.looked_at > self.budget {
            return None;
        }
        let end = self.children(at, longest, most, headings);
        self.looked_at += end.map_or(longest.min(self.text.len().saturating_sub(at)), |end| end - at);
        end
    }

    fn children(&mut self, at: usize, longest: usize, most: usize, headings: bool) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut attributes = Attributes::default();
        let (name, end) = name_at(bytes, at + 1);
        nests(element(name)).filter(|nests| *nests)?;
        let limit = bytes.len().min(at + longest);
        let mut here = attributes.read(self.text, end);
        let (whole, inner) = (name, here);
        let (mut depth, mut part, mut mixed) = (0_usize, (name, here), false);
        while here < limit {
            let tag = here + near(b'<', bytes.get(here..limit)?)?;
            mixed |= depth == 0 && !self.between(here, tag).trim_ascii().is_empty();
            let rest = bytes.get(tag..)?;
            if rest.starts_with(b"<!--") {
                here = tag + memmem::find(rest, b"-->")? + 3;
            } else if rest.starts_with(b"</") {
                here = tag + near(b'>', rest)? + 1;
                match depth {
                    0 => {
                        if mixed {
                            self.parts.clear();
                            self.parts.push((whole, inner, tag));
                        }
                        return Some(here);
                    }
                    1 if self.parts.len() >= most => return None,
                    1 => {
                        let part = (part.0, part.1, tag);
                        self.parts.push(part);
                        if headings && !self.may_head(&part) {
                            return None;
                        }
                    }
                    _ => {}
                }
                depth -= 1;
            } else if !rest.get(1).is_some_and(u8::is_ascii_alphabetic) {
                (here, mixed) = (tag + 1, mixed || depth == 0);
            } else {
                let (name, end) = name_at(bytes, tag + 1);
                here = attributes.read(self.text, end).max(tag + 1);
                if nests(element(name))? {
                    if depth == 0 {
                        part = (name, here);
                    }
                    depth += 1;
                }
            }
        }
        None
    }
}

/// Whether an element has content and an end tag; `None` where it is read in another way than its tags.
fn nests(element: Element) -> Option<bool> {
    match element {
        Element::Image | Element::Void | Element::Input | Element::Meta | Element::Column => Some(false),
        Element::Script
        | Element::Style
        | Element::TextArea
        | Element::Title
        | Element::Table
        | Element::Row
        | Element::Cell
        | Element::HeadCell
        | Element::Section
        | Element::Terms
        | Element::Term
        | Element::Description => None,
        _ => Some(true),
    }
}
