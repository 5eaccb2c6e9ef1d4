//! Presentations of OOXML: slides, hidden ones too, with their notes and comments.

use super::super::document::{Document, Obstacle};
use super::super::piece::{Part, Sink, Step};
use super::Course;
use super::flow::{self, Styles};
use super::markup::{Markup, Scanner};
use super::package::Package;

/// Reads a presentation.
pub(super) fn read<S: Sink + ?Sized>(course: &mut Course<'_, S>, document: &Document<'_>) {
    let package = Package::new(course, document.bytes);
    let slides = numbered(&package, "ppt/slides/slide");
    if slides.is_empty() {
        course.omit("", Obstacle::Damaged);
    }
    let most = course.limits().entries;
    for (number, name) in slides.iter().take(most) {
        let Some(text) = package.text(course, name) else { continue };
        let hidden = Scanner::new(&text).any(|markup| {
            matches!(markup, Markup::Start(tag) if tag.name == "sld" && tag.attribute("show").is_some_and(|show| matches!(&*show, "0" | "false")))
        });
        course.within(Step::Page(*number), |course| {
            if hidden {
                course.within(Step::Part(Part::Hidden), |course| flow::read(course, &text, &Styles::default()));
            } else {
                flow::read(course, &text, &Styles::default());
            }
            beside(course, &package, name);
        });
    }
    if slides.len() > most {
        course.omit("", Obstacle::TooLarge);
    }
    package.properties(course);
    package.links(course, "ppt/");
    package.embedded(course, "ppt/");
}

/// Reads the notes, comments and charts of a slide.
fn beside<S: Sink + ?Sized>(course: &mut Course<'_, S>, package: &Package<'_>, slide: &str) {
    for relation in package.relations(course, slide).values().filter(|relation| !relation.external) {
        let part = match relation.sort.as_str() {
            "notesSlide" => Part::Margin,
            "comments" => Part::Comment,
            "chart" => Part::Hidden,
            "diagramData" => Part::Attribute,
            _ => continue,
        };
        let Some(text) = package.text(course, &relation.target) else { continue };
        match part {
            Part::Hidden => super::workbook::chart(course, &text),
            Part::Attribute => flow::read(course, &text, &Styles::default()),
            _ => course.within(Step::Part(part), |course| {
                flow::read(course, &text, &Styles::default());
                plain_comments(course, &text);
            }),
        }
    }
}

/// The texts of comments that are not made of paragraphs.
fn plain_comments<S: Sink + ?Sized>(course: &mut Course<'_, S>, text: &str) {
    let mut scanner = Scanner::new(text);
    while let Some(markup) = scanner.next() {
        if matches!(markup, Markup::Start(tag) if tag.name == "text") {
            let text = scanner.text_of("text");
            course.text(&text);
        }
    }
}

/// The parts whose names begin like this and end in a number, in its order.
fn numbered(package: &Package<'_>, start: &str) -> Vec<(u32, String)> {
    let names = package.names(start, ".xml").into_iter();
    let mut numbered: Vec<(u32, String)> =
        names.filter_map(|name| Some((name.strip_prefix(start)?.strip_suffix(".xml")?.parse().ok()?, name))).collect();
    numbered.sort();
    numbered
}
