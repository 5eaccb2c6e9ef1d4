//! Takes documents apart: one file a format, each handing pieces to a [`Sink`].

mod answer;
mod archive;
mod binary;
mod card;
mod columns;
mod compound;
mod csv;
mod embedded;
mod encoding;
mod entity;
mod flow;
mod form;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
mod html;
mod image;
mod inflate;
mod json;
mod mail;
mod markdown;
mod markup;
mod multipart;
mod near;
mod number;
mod office;
mod open_document;
mod package;
mod pdf;
mod php;
#[cfg(test)]
mod recording;
mod robots;
mod rtf;
mod script;
mod sitemap;
mod slides;
mod sniff;
mod source_map;
mod sql;
mod text;
mod token;
#[cfg(test)]
mod trials;
mod url;
mod word;
mod word_binary;
mod workbook;
mod xml;

pub use answer::{Around, answer};
pub use robots::{Robots, robots};
pub use sitemap::{Sitemap, sitemap};

use super::blank::is_blank;
use super::document::{Coverage, Document, Format, Limits, Obstacle, Omission};
use super::piece::{Cell, Kind, Sink, Step};
use crate::text::shorten;

/// The most omissions that are named; more are counted in the last.
const MOST_OMISSIONS: usize = 50;

/// How deep notations may be nested in each other: JSON in a string of a script of a page.
const MOST_NESTED: u32 = 4;

/// What a document is, by its content; what it is called only decides between formats that look alike.
pub fn format(document: &Document<'_>) -> Format {
    sniff::binary(document)
        .unwrap_or_else(|| encoding::decode(document).map_or(Format::Other, |text| sniff::text(&text, document)))
}

/// The way through one document and what is nested in it: the sink, the bounds, and what was left out.
pub struct Course<'s, S: Sink + ?Sized> {
    sink: &'s mut S,
    limits: Limits,
    depth: u32,
    nested: u32,
    unpacked: usize,
    pieces: usize,
    trail: Vec<String>,
    omissions: Vec<Omission>,
    nothing: Option<Obstacle>,
}

impl<'s, S: Sink + ?Sized> Course<'s, S> {
    /// A course that has read nothing.
    pub fn new(sink: &'s mut S, limits: Limits) -> Self {
        Self {
            sink,
            limits,
            depth: 0,
            nested: 0,
            unpacked: 0,
            pieces: 0,
            trail: Vec::new(),
            omissions: Vec::new(),
            nothing: None,
        }
    }

    /// Reads a document, or one that is nested in another, by what it is, and tells what that was.
    pub fn read(&mut self, document: &Document<'_>) -> Format {
        let format = match sniff::binary(document) {
            Some(format) => {
                self.read_binary(format, document);
                format
            }
            None => self.read_text(document),
        };
        if document.truncated {
            self.omit("", Obstacle::TooLarge);
        }
        format
    }

    /// Reads a format that is no text.
    fn read_binary(&mut self, format: Format, document: &Document<'_>) {
        match format {
            Format::Empty => {}
            _ => binary::read(self, format, document),
        }
    }

    /// Reads what is text once it is decoded.
    fn read_text(&mut self, document: &Document<'_>) -> Format {
        let Some(text) = encoding::decode(document) else {
            self.omit("", Obstacle::UnknownFormat);
            return Format::Other;
        };
        let format = sniff::text(&text, document);
        self.decoded(format, &text);
        token::scan(self, &text);
        format
    }

    /// Reads decoded text of a known format.
    fn decoded(&mut self, format: Format, text: &str) {
        match format {
            Format::Html => html::read(self, text),
            Format::Json => json::read(self, text),
            Format::Xml => xml::read(self, text),
            Format::Csv => csv::read(self, text),
            Format::Script => script::read(self, text),
            Format::SourceMap => source_map::read(self, text),
            _ => text::read(self, text),
        }
    }

    /// Reads one notation inside another, such as HTML inside a string of JSON; too deep, it stays text.
    fn inside(&mut self, format: Format, text: &str) {
        if self.nested >= MOST_NESTED {
            return self.text(text);
        }
        self.nested += 1;
        self.decoded(format, text);
        self.nested -= 1;
    }

    /// Reads what is nested under a name: a file of an archive, an attachment.
    pub fn nested(&mut self, name: &str, bytes: &[u8]) {
        if self.depth >= self.limits.depth {
            return self.omit(name, Obstacle::TooDeep);
        }
        self.depth += 1;
        self.within(Step::Entry(name), |course| {
            course.read(&Document { bytes, content_type: None, name: Some(name), truncated: false });
        });
        self.depth -= 1;
    }

    /// Does something one step deeper.
    pub fn within(&mut self, step: Step<'_>, act: impl FnOnce(&mut Self)) {
        let named = match step {
            Step::Entry(name) | Step::Sheet { name, .. } => Some(shorten(name, 80)),
            Step::Page(page) => Some(page.to_string()),
            _ => None,
        };
        self.sink.enter(step);
        let is_named = named.is_some();
        self.trail.extend(named);
        act(self);
        if is_named {
            self.trail.pop();
        }
        self.sink.leave();
    }

    /// Goes a step deeper that names no file, sheet or page, where the way is not that of the calls (see
    /// [`Course::within`]). Whoever enters leaves.
    fn enter(&mut self, step: Step<'_>) {
        self.sink.enter(step);
    }

    /// Back from the step last entered.
    fn leave(&mut self) {
        self.sink.leave();
    }

    /// Hands over a block of text.
    pub fn text(&mut self, text: &str) {
        if self.may_go_on() && !is_blank(text) {
            self.sink.text(text);
        }
    }

    /// Hands over a labelled value.
    pub fn field(&mut self, label: &str, value: &str, kind: Kind) {
        if self.may_go_on() {
            self.sink.field(label, value, kind);
        }
    }

    /// Hands over a row.
    pub fn row(&mut self, cells: &[Cell<'_>]) {
        if self.may_go_on() {
            self.sink.row(cells);
        }
    }

    /// Whether a piece more may be handed over; the first that may not is an omission.
    pub fn may_go_on(&mut self) -> bool {
        self.pieces += 1;
        if self.pieces == self.limits.pieces + 1 {
            self.omit("", Obstacle::TooLarge);
        }
        self.pieces <= self.limits.pieces
    }

    /// Whether pieces may still be handed over; a reader may stop when not.
    fn may_continue(&self) -> bool {
        self.pieces <= self.limits.pieces
    }

    /// The limits.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// How many more bytes may be unpacked from `packed` bytes.
    pub fn room(&self, packed: usize) -> usize {
        self.limits.unpacked.saturating_sub(self.unpacked).min(packed.saturating_mul(self.limits.ratio).max(64 << 10))
    }

    /// Notes that bytes were unpacked.
    pub fn took(&mut self, bytes: usize) {
        self.unpacked = self.unpacked.saturating_add(bytes);
    }

    /// Notes that something at `name` below here was not read; an empty name means all that is read now.
    pub fn omit(&mut self, name: &str, obstacle: Obstacle) {
        if self.trail.is_empty() && name.is_empty() && obstacle != Obstacle::TooLarge {
            self.nothing = Some(obstacle);
        }
        if self.omissions.len() < MOST_OMISSIONS {
            let mut place = self.trail.join(" / ");
            if !name.is_empty() {
                place = if place.is_empty() { shorten(name, 80) } else { format!("{place} / {}", shorten(name, 80)) };
            }
            self.omissions.push(Omission { place, obstacle });
        }
    }

    /// How much was read.
    pub fn into_coverage(mut self) -> Coverage {
        self.omissions.sort();
        self.omissions.dedup();
        match self.nothing {
            Some(obstacle) if self.pieces == 0 => Coverage::Nothing(obstacle),
            _ if self.omissions.is_empty() => Coverage::Whole,
            _ => Coverage::Partly(self.omissions),
        }
    }
}
