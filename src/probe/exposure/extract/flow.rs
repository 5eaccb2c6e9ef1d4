//! Running text of OOXML: paragraphs, tables and text boxes of word processing and of drawings (ECMA-376 part 1, 17
//! and 21.1), the runs of a paragraph joined, what is deleted or hidden told apart.

use std::collections::BTreeSet;

use super::super::piece::{Cell, Kind, Part, Sink, Step};
use super::Course;
use super::markup::{Markup, Scanner, Tag};

/// How deep paragraphs and tables may stand in one another.
const MOST_NESTED: u32 = 24;
/// How much of what stands before a hidden or deleted piece is told with it.
const MOST_BEFORE: usize = 60;

/// Styles of a text whose text is not shown.
#[derive(Clone, Debug, Default)]
pub(super) struct Styles {
    hidden: BTreeSet<String>,
}

impl Styles {
    /// The styles of a text document.
    pub(super) fn new(text: &str) -> Self {
        let mut hidden = BTreeSet::new();
        let mut current = None;
        for markup in Scanner::new(text) {
            match markup {
                Markup::Start(tag) if tag.name == "style" => current = tag.attribute("styleId"),
                Markup::Start(tag) if tag.name == "vanish" && !is_off(&tag) => {
                    hidden.extend(current.take().map(std::borrow::Cow::into_owned));
                }
                Markup::End("style") => current = None,
                _ => {}
            }
        }
        Self { hidden }
    }
}

/// Reads all running text of a part.
pub(super) fn read<S: Sink + ?Sized>(course: &mut Course<'_, S>, text: &str, styles: &Styles) {
    let mut flow = Flow { scanner: Scanner::new(text), styles, depth: 0 };
    while let Some(markup) = flow.scanner.next() {
        let Markup::Start(tag) = markup else { continue };
        match tag.name {
            "p" => flow.paragraph(course, None),
            "tbl" => flow.table(course),
            "Fallback" => flow.scanner.pass_over("Fallback"),
            "docPr" | "cNvPr" => alternative(course, &tag),
            _ => {}
        }
    }
}

struct Flow<'a> {
    scanner: Scanner<'a>,
    styles: &'a Styles,
    depth: u32,
}

/// What a paragraph says, by how it is seen.
#[derive(Debug, Default)]
pub(super) struct Paragraph {
    shown: String,
    deleted: String,
    /// How much of what is shown stood before the last piece that is not.
    seen: usize,
    hidden: String,
    code: String,
}

/// How a piece of a paragraph is seen.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) enum Sight {
    /// It is.
    #[default]
    Shown,
    /// It is hidden.
    Hidden,
    /// It is deleted, but kept.
    Deleted,
    /// It is what a field is made from: the address of a link.
    Code,
}

impl Flow<'_> {
    /// Reads the paragraph that was just begun, into a cell if it stands in one.
    fn paragraph<S: Sink + ?Sized>(&mut self, course: &mut Course<'_, S>, cell: Option<&mut String>) {
        if self.depth >= MOST_NESTED {
            return self.scanner.pass_over("p");
        }
        self.depth += 1;
        let mut said = Paragraph::default();
        let mut all_hidden = false;
        let mut run_hidden = false;
        while let Some(markup) = self.scanner.next() {
            let tag = match markup {
                Markup::Start(tag) => tag,
                Markup::End("p") => break,
                _ => continue,
            };
            match tag.name {
                "pPr" => {
                    all_hidden = self.paragraph_is_hidden();
                    run_hidden = all_hidden;
                }
                "r" => run_hidden = all_hidden,
                "vanish" => run_hidden = !is_off(&tag),
                "rStyle" => run_hidden |= self.is_hidden(&tag),
                "p" => self.paragraph(course, None),
                "tbl" => self.table(course),
                "rPrChange" | "Fallback" | "moveFrom" => self.scanner.pass_over(tag.name),
                "docPr" | "cNvPr" => alternative(course, &tag),
                _ => self.run(&tag, &mut said, run_hidden),
            }
        }
        self.depth -= 1;
        said.hand_over(course, cell);
    }

    /// Takes in what an element of a run says.
    fn run(&mut self, tag: &Tag<'_>, said: &mut Paragraph, hidden: bool) {
        let sight = if hidden { Sight::Hidden } else { Sight::Shown };
        match tag.name {
            "t" => {
                let text = self.scanner.text_of("t");
                said.place(sight).push_str(&text);
            }
            "delText" => {
                let text = self.scanner.text_of("delText");
                said.place(Sight::Deleted).push_str(&text);
            }
            "instrText" => said.code.push_str(&self.scanner.text_of("instrText")),
            "fldSimple" => said.code.push_str(&tag.attribute("instr").unwrap_or_default()),
            "tab" | "ptab" => said.place(sight).push('\t'),
            "br" | "cr" => said.place(sight).push('\n'),
            "noBreakHyphen" => said.place(sight).push('-'),
            _ => {}
        }
    }

    /// Reads the properties of a paragraph, and tells whether its style hides it.
    fn paragraph_is_hidden(&mut self) -> bool {
        let mut hidden = false;
        while let Some(markup) = self.scanner.next() {
            match markup {
                Markup::Start(tag) if tag.name == "pStyle" => hidden |= self.is_hidden(&tag),
                Markup::Start(tag) if tag.name == "pPrChange" => self.scanner.pass_over("pPrChange"),
                Markup::End("pPr") => break,
                _ => {}
            }
        }
        hidden
    }

    fn is_hidden(&self, tag: &Tag<'_>) -> bool {
        tag.attribute("val").is_some_and(|style| self.styles.hidden.contains(&*style))
    }

    /// Reads the table that was just begun.
    fn table<S: Sink + ?Sized>(&mut self, course: &mut Course<'_, S>) {
        if self.depth >= MOST_NESTED {
            return self.scanner.pass_over("tbl");
        }
        self.depth += 1;
        course.within(Step::Table, |course| {
            while let Some(markup) = self.scanner.next() {
                match markup {
                    Markup::Start(tag) if tag.name == "tr" => self.row(course),
                    Markup::End("tbl") => break,
                    _ => {}
                }
            }
        });
        self.depth -= 1;
    }

    fn row<S: Sink + ?Sized>(&mut self, course: &mut Course<'_, S>) {
        let mut cells: Vec<(String, u16)> = Vec::new();
        let mut heading = false;
        while let Some(markup) = self.scanner.next() {
            match markup {
                Markup::Start(tag) if tag.name == "tblHeader" => heading = !is_off(&tag),
                Markup::Start(tag) if tag.name == "tc" => {
                    let cell = self.cell(course, &tag);
                    // A cell that continues the one to its left is counted there.
                    if !tag.is("hMerge") {
                        cells.push(cell);
                    }
                }
                Markup::End("tr") => break,
                _ => {}
            }
        }
        if cells.iter().any(|(text, _)| !text.trim().is_empty()) {
            let cells: Vec<_> =
                cells.iter().map(|(text, span)| Cell { heading, span: *span, ..Cell::new(text.trim_end()) }).collect();
            course.row(&cells);
        }
    }

    fn cell<S: Sink + ?Sized>(&mut self, course: &mut Course<'_, S>, tag: &Tag<'_>) -> (String, u16) {
        let mut text = String::new();
        let mut span = tag.number("gridSpan");
        while let Some(markup) = self.scanner.next() {
            match markup {
                Markup::Start(tag) if tag.name == "p" => self.paragraph(course, Some(&mut text)),
                Markup::Start(tag) if tag.name == "tbl" => self.table(course),
                Markup::Start(tag) if tag.name == "gridSpan" => span = tag.number("val"),
                Markup::Start(tag) if tag.name == "Fallback" => self.scanner.pass_over("Fallback"),
                Markup::End("tc") => break,
                _ => {}
            }
        }
        (text, span.and_then(|span| u16::try_from(span.clamp(1, 512)).ok()).unwrap_or(1))
    }
}

impl Paragraph {
    /// Where a piece of text goes.
    pub(super) fn place(&mut self, sight: Sight) -> &mut String {
        let place = match sight {
            Sight::Shown => return &mut self.shown,
            Sight::Hidden => &mut self.hidden,
            Sight::Deleted => &mut self.deleted,
            Sight::Code => return &mut self.code,
        };
        if place.is_empty() {
            place.push_str(before(&self.shown));
        } else if let Some(between) = self.shown.get(self.seen..).filter(|between| !between.trim().is_empty()) {
            // What is shown between two such pieces keeps them apart, and may name the second.
            place.push(' ');
            place.push_str(before(between));
        }
        self.seen = self.shown.len();
        place
    }

    /// Hands it over, what is shown of it into a cell if it stands in one.
    pub(super) fn hand_over<S: Sink + ?Sized>(self, course: &mut Course<'_, S>, cell: Option<&mut String>) {
        match cell {
            Some(cell) if !self.shown.is_empty() => {
                cell.push_str(&self.shown);
                cell.push('\n');
            }
            Some(_) => {}
            None => course.text(&self.shown),
        }
        for (part, text) in [(Part::Deleted, &self.deleted), (Part::Hidden, &self.hidden), (Part::Hidden, &self.code)] {
            if !text.trim().is_empty() {
                course.within(Step::Part(part), |course| course.text(text));
            }
        }
    }
}

/// What stands right before, back to the last digit: the label of what is hidden or deleted next, but no value.
fn before(shown: &str) -> &str {
    let label = shown.rsplit(|c: char| c.is_ascii_digit() || c == '\n').next().unwrap_or_default();
    let skip = label.chars().count().saturating_sub(MOST_BEFORE);
    let at = label.char_indices().nth(skip).map_or(label.len(), |(at, _)| at);
    label.get(at..).unwrap_or_default()
}

/// Hands over what stands in place of a picture for who does not see it.
fn alternative<S: Sink + ?Sized>(course: &mut Course<'_, S>, tag: &Tag<'_>) {
    for label in ["descr", "title"] {
        if let Some(text) = tag.attribute(label).filter(|text| !text.trim().is_empty()) {
            course.within(Step::Part(Part::Attribute), |course| course.field(label, &text, Kind::Text));
        }
    }
}

/// Whether a property that is on when it is there is switched off.
fn is_off(tag: &Tag<'_>) -> bool {
    tag.attribute("val").is_some_and(|value| matches!(&*value, "0" | "false" | "off"))
}
