//! The running text of OpenDocument, element by element.

use super::super::super::piece::{Kind, Part, Sink, Step};
use super::super::Course;
use super::super::flow::{Paragraph, Sight};
use super::super::markup::{Markup, Scanner, Tag};
use super::style::Hidden;

/// How deep elements that are walked into may be nested.
const MOST_NESTED: u32 = 40;
/// The most spaces that one element stands for.
const MOST_SPACES: usize = 100;

/// A way through a part.
pub(super) struct Walk<'a> {
    pub(super) scanner: Scanner<'a>,
    pub(super) hidden: &'a Hidden,
    pub(super) depth: u32,
    /// Whether tables are sheets.
    sheets: bool,
    page: u32,
}

impl<'a> Walk<'a> {
    /// At the beginning of a part.
    pub(super) fn new(text: &'a str, hidden: &'a Hidden) -> Self {
        Self { scanner: Scanner::new(text), hidden, depth: 0, sheets: false, page: 0 }
    }

    /// Reads all of it.
    pub(super) fn all<S: Sink + ?Sized>(&mut self, course: &mut Course<'_, S>) {
        self.block(course, "");
    }

    /// Reads up to the end of the element of that name that was just begun.
    pub(super) fn block<S: Sink + ?Sized>(&mut self, course: &mut Course<'_, S>, name: &str) {
        if self.depth >= MOST_NESTED {
            return self.scanner.pass_over(name);
        }
        self.depth += 1;
        while let Some(markup) = self.scanner.next() {
            match markup {
                Markup::Start(tag) => self.element(course, &tag, None),
                Markup::End(end) if end == name => break,
                _ => {}
            }
        }
        self.depth -= 1;
    }

    /// Reads an element, into a cell if it stands in one. What is not known is walked into.
    pub(super) fn element<S: Sink + ?Sized>(
        &mut self,
        course: &mut Course<'_, S>,
        tag: &Tag<'_>,
        cell: Option<&mut String>,
    ) {
        match tag.name {
            "p" | "h" => self.paragraph(course, tag, cell),
            "spreadsheet" => self.sheets = true,
            "table" if self.depth < MOST_NESTED => self.table(course, tag, self.sheets),
            "page" if tag.attribute("master-page-name").is_some() => self.page(course, tag),
            "tracked-changes" => self.part(course, Part::Deleted, tag.name),
            "annotation" => self.part(course, Part::Comment, tag.name),
            "notes" | "note-body" => self.part(course, Part::Margin, tag.name),
            "note-citation" | "binary-data" | "automatic-styles" | "font-face-decls" => {
                self.scanner.pass_over(tag.name);
            }
            "a" => address(course, tag),
            "user-field-decl" | "variable-set" => {
                if let Some(value) = tag.attribute("string-value") {
                    let label = tag.attribute("name").unwrap_or_default();
                    course.within(Step::Part(Part::Metadata), |course| course.field(&label, &value, Kind::Text));
                }
            }
            "text" | "textarea" | "formatted-text" | "combobox" | "password" | "hidden" => control(course, tag),
            _ => {}
        }
    }

    fn part<S: Sink + ?Sized>(&mut self, course: &mut Course<'_, S>, part: Part, name: &str) {
        course.within(Step::Part(part), |course| self.block(course, name));
    }

    fn page<S: Sink + ?Sized>(&mut self, course: &mut Course<'_, S>, tag: &Tag<'_>) {
        self.page += 1;
        let is_hidden = self.hidden.has(tag.attribute("style-name").as_deref());
        course.within(Step::Page(self.page), |course| {
            if is_hidden {
                self.part(course, Part::Hidden, "page");
            } else {
                self.block(course, "page");
            }
        });
    }

    fn paragraph<S: Sink + ?Sized>(&mut self, course: &mut Course<'_, S>, tag: &Tag<'_>, cell: Option<&mut String>) {
        if self.depth >= MOST_NESTED {
            return self.scanner.pass_over(tag.name);
        }
        self.depth += 1;
        let mut said = Paragraph::default();
        let mut sights = vec![self.sight(tag, Sight::Shown)];
        while let Some(markup) = self.scanner.next() {
            let sight = sights.last().copied().unwrap_or_default();
            match markup {
                // White space at the beginning and line ends are the writer's indentation.
                Markup::Text(text) => said.place(sight).push_str(&text.replace(['\n', '\r', '\t'], " ")),
                Markup::End(end) if end == tag.name => break,
                Markup::End("span") if sights.len() > 1 => drop(sights.pop()),
                Markup::End(_) => {}
                Markup::Start(inner) => match inner.name {
                    "span" => sights.push(self.sight(&inner, sight)),
                    "s" => said.place(sight).push_str(&" ".repeat(inner.number("c").unwrap_or(1).min(MOST_SPACES))),
                    "tab" => said.place(sight).push('\t'),
                    "line-break" => said.place(sight).push('\n'),
                    "hidden-text" | "hidden-paragraph" => {
                        let text = inner.attribute("string-value").unwrap_or_default();
                        said.place(Sight::Hidden).push_str(&text);
                    }
                    "a" => {
                        address(course, &inner);
                    }
                    _ => self.element(course, &inner, None),
                },
            }
        }
        self.depth -= 1;
        said.hand_over(course, cell);
    }

    fn sight(&self, tag: &Tag<'_>, outer: Sight) -> Sight {
        if self.hidden.has(tag.attribute("style-name").as_deref()) { Sight::Hidden } else { outer }
    }
}

/// Hands over where a link leads.
fn address<S: Sink + ?Sized>(course: &mut Course<'_, S>, tag: &Tag<'_>) {
    if let Some(target) = tag.attribute("href") {
        course.within(Step::Part(Part::Url), |course| course.text(&target));
    }
}

/// Hands over what stands in a control of a form.
fn control<S: Sink + ?Sized>(course: &mut Course<'_, S>, tag: &Tag<'_>) {
    let value = tag.attribute("current-value").or_else(|| tag.attribute("value"));
    let label = tag.attribute("label").or_else(|| tag.attribute("title")).or_else(|| tag.attribute("name"));
    if let (Some(label), Some(value)) = (label, value) {
        course.within(Step::Part(Part::FormField), |course| course.field(&label, &value, Kind::Text));
    }
}
