//! Workbooks of OOXML (ECMA-376) with what their readers do not see: hidden sheets, rows and columns, comments, the
//! caches of pivot tables and of linked files.

mod binary;
mod cache;
mod grid;
mod sheet;
mod string;
mod style;

use std::collections::BTreeSet;

use super::super::document::{Document, Obstacle};
use super::super::piece::{Kind, Part, Sink, Step};
use super::markup::{Markup, Scanner};
use super::package::Package;
use super::{Course, encoding, flow};
pub(super) use binary::read_binary;
pub(super) use cache::chart;
use grid::Shared;
pub(super) use style::written_out;

/// A sheet as the workbook lists it.
struct Listed {
    name: String,
    part: String,
    hidden: bool,
}

/// Reads a workbook.
pub(super) fn read<S: Sink + ?Sized>(course: &mut Course<'_, S>, document: &Document<'_>) {
    let package = Package::new(course, document.bytes);
    let book = package.text(course, "xl/workbook.xml").unwrap_or_default();
    let strings = package.text(course, "xl/sharedStrings.xml").map(|text| sheet::strings(&text));
    let strings = strings.map(relettered);
    let looks = package.text(course, "xl/styles.xml").map(|text| style::looks(&text));
    if book.is_empty() {
        // The parts of an `.xlsb` file are records, which nobody here reads.
        let is_records = !package.names("xl/workbook.bin", "").is_empty();
        course.omit("", if is_records { Obstacle::UnknownFormat } else { Obstacle::Damaged });
    }
    let from_1904 = Scanner::new(&book)
        .any(|markup| matches!(markup, Markup::Start(tag) if tag.name == "workbookPr" && tag.is("date1904")));
    let shared = Shared { strings: strings.unwrap_or_default(), looks: looks.unwrap_or_default(), from_1904 };
    let sheets = listed(course, &package, &book);
    let most = course.limits().entries;
    for listed in sheets.iter().take(most) {
        let Some(text) = package.text(course, &listed.part) else {
            course.omit(&listed.name, Obstacle::Damaged);
            continue;
        };
        course.within(Step::Sheet { name: &listed.name, hidden: listed.hidden }, |course| {
            sheet::read(course, &text, &shared);
            beside(course, &package, &listed.part);
        });
    }
    if sheets.len() > most {
        course.omit("", Obstacle::TooLarge);
    }
    cache::pivots(course, &package);
    cache::linked(course, &package, &shared);
    names(course, &book);
    connections(course, &package);
    package.properties(course);
    package.links(course, "xl/");
    package.embedded(course, "xl/");
}

/// Strings with the letters that an old font of the workbook gave them.
fn relettered(mut strings: Vec<String>) -> Vec<String> {
    encoding::reletter_all(&mut strings);
    strings
}

/// The sheets of a workbook, and those that are in the file but not in the workbook.
fn listed<S: Sink + ?Sized>(course: &mut Course<'_, S>, package: &Package<'_>, book: &str) -> Vec<Listed> {
    let relations = package.relations(course, "xl/workbook.xml");
    let mut sheets = Vec::new();
    for markup in Scanner::new(book) {
        let Markup::Start(tag) = markup else { continue };
        if tag.name != "sheet" {
            continue;
        }
        // Both `sheetId` and `r:id` are there; only the second ends in `id` alone.
        let Some(relation) = tag.attribute("id").and_then(|id| relations.get(&*id)) else { continue };
        let name = tag.attribute("name").unwrap_or_default().into_owned();
        let hidden = tag.attribute("state").is_some_and(|state| state != "visible");
        sheets.push(Listed { name, part: relation.target.clone(), hidden });
    }
    let known: BTreeSet<&str> = sheets.iter().map(|sheet| sheet.part.as_str()).collect();
    let orphans = package.names("xl/worksheets/", ".xml").into_iter().filter(|part| !known.contains(part.as_str()));
    let orphans: Vec<Listed> = orphans.map(|part| Listed { name: part.clone(), part, hidden: true }).collect();
    sheets.extend(orphans);
    sheets
}

/// Reads what stands beside the cells of a sheet: comments, notes, texts in drawings.
fn beside<S: Sink + ?Sized>(course: &mut Course<'_, S>, package: &Package<'_>, part: &str) {
    let relations = package.relations(course, part);
    for relation in relations.values().filter(|relation| !relation.external) {
        match relation.sort.as_str() {
            "comments" | "threadedComment" => {
                let Some(text) = package.text(course, &relation.target) else { continue };
                course.within(Step::Part(Part::Comment), |course| comments(course, &text));
            }
            "drawing" => {
                if let Some(text) = package.text(course, &relation.target) {
                    flow::read(course, &text, &flow::Styles::default());
                }
                for chart in package.relations(course, &relation.target).values() {
                    if let Some(text) = package.text(course, &chart.target).filter(|_| chart.sort == "chart") {
                        cache::chart(course, &text);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Hands over comments, the runs of each joined.
fn comments<S: Sink + ?Sized>(course: &mut Course<'_, S>, text: &str) {
    let mut current = String::new();
    let mut scanner = Scanner::new(text);
    while let Some(markup) = scanner.next() {
        match markup {
            Markup::Start(tag) if tag.name == "t" => current.push_str(&scanner.text_of("t")),
            // In a threaded comment the text stands in the element itself.
            Markup::Text(text) => current.push_str(&text),
            Markup::End("comment" | "threadedComment" | "author") => {
                course.text(&current);
                current.clear();
            }
            _ => {}
        }
    }
}

/// Hands over names that stand for a text rather than a place.
fn names<S: Sink + ?Sized>(course: &mut Course<'_, S>, book: &str) {
    let mut scanner = Scanner::new(book);
    while let Some(markup) = scanner.next() {
        let Markup::Start(tag) = markup else { continue };
        if tag.name == "definedName" {
            let value = scanner.text_of("definedName");
            if value.contains('"') || value.bytes().all(|byte| byte.is_ascii_digit()) {
                let label = tag.attribute("name").unwrap_or_default();
                course.within(Step::Part(Part::Metadata), |course| {
                    course.field(&label, value.trim_start_matches('=').trim_matches('"'), Kind::Text);
                });
            }
        }
    }
}

/// Hands over where the data come from: such lines may hold a password.
fn connections<S: Sink + ?Sized>(course: &mut Course<'_, S>, package: &Package<'_>) {
    let Some(text) = package.text(course, "xl/connections.xml") else { return };
    course.within(Step::Part(Part::Metadata), |course| {
        for markup in Scanner::new(&text) {
            let Markup::Start(tag) = markup else { continue };
            for (label, value) in tag.attributes() {
                if matches!(label, "connection" | "command" | "url" | "sourceFile") {
                    course.field(label, &value, Kind::Text);
                }
            }
        }
    });
}
