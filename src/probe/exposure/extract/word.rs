//! Text documents of OOXML: the text, and what stands beside it or is no longer shown.

use super::super::document::{Document, Obstacle};
use super::super::piece::{Kind, Part, Sink, Step};
use super::flow::{self, Styles};
use super::markup::{Markup, Scanner};
use super::package::Package;
use super::{Course, encoding};

/// Reads a text document.
pub(super) fn read<S: Sink + ?Sized>(course: &mut Course<'_, S>, document: &Document<'_>) {
    let package = Package::new(course, document.bytes);
    let styles = package.text(course, "word/styles.xml").map(|text| Styles::new(&text)).unwrap_or_default();
    let parts = package.names("word/", ".xml");
    if !parts.iter().any(|name| is_body(name)) {
        course.omit("", Obstacle::Damaged);
    }
    // The text itself first, whatever its part is called.
    for name in parts.iter().filter(|name| is_body(name)).chain(parts.iter().filter(|name| !is_body(name))) {
        let Some(part) = part(name) else { continue };
        let Some(text) = package.text(course, name).map(encoding::reletter_markup) else { continue };
        match part {
            None => flow::read(course, &text, &styles),
            Some(part) => course.within(Step::Part(part), |course| flow::read(course, &text, &styles)),
        }
    }
    variables(course, &package);
    for name in package.names("word/charts/", ".xml") {
        if let Some(text) = package.text(course, &name).filter(|_| !name.contains("style") && !name.contains("color")) {
            super::workbook::chart(course, &text);
        }
    }
    package.properties(course);
    package.links(course, "word/");
    package.embedded(course, "word/");
}

fn is_body(name: &str) -> bool {
    name.strip_prefix("word/document").is_some_and(|rest| !rest.contains('/'))
}

/// Where the running text of a part stands; `None` for parts that hold none.
#[expect(clippy::option_option, reason = "no running text, or running text that stands in no part")]
fn part(name: &str) -> Option<Option<Part>> {
    let own = name.strip_prefix("word/")?;
    let starts = |start: &str| own.starts_with(start);
    if is_body(name) || starts("glossary/document") || starts("diagrams/data") {
        Some(None)
    } else if starts("header") || starts("footer") || starts("footnotes") || starts("endnotes") {
        Some(Some(Part::Margin))
    } else if own == "comments.xml" {
        Some(Some(Part::Comment))
    } else {
        None
    }
}

/// Hands over variables that a document keeps for its macros, and where it takes letters' recipients from.
fn variables<S: Sink + ?Sized>(course: &mut Course<'_, S>, package: &Package<'_>) {
    let Some(text) = package.text(course, "word/settings.xml") else { return };
    course.within(Step::Part(Part::Metadata), |course| {
        for markup in Scanner::new(&text) {
            let Markup::Start(tag) = markup else { continue };
            let value = tag.attribute("val").unwrap_or_default();
            match tag.name {
                "docVar" => course.field(&tag.attribute("name").unwrap_or_default(), &value, Kind::Text),
                "connectString" | "query" => course.field(tag.name, &value, Kind::Text),
                _ => {}
            }
        }
    });
}
