//! What a workbook keeps of data that stand elsewhere, or that were taken out of its sheets: records behind pivot
//! tables, copies of linked files, values behind charts.

use super::super::super::piece::{Cell, Kind, Part, Sink, Step};
use super::super::Course;
use super::super::markup::{Markup, Scanner, Tag};
use super::super::package::Package;
use super::grid::{Row, Shared};
use super::sheet;

/// A column of the records behind a pivot table.
#[derive(Default)]
struct Column {
    name: String,
    shared: Vec<(String, Kind)>,
}

/// Hands over the records behind pivot tables.
pub(super) fn pivots<S: Sink + ?Sized>(course: &mut Course<'_, S>, package: &Package<'_>) {
    for definition in package.names("xl/pivotcache/", ".xml") {
        if !definition.contains("definition") {
            continue;
        }
        let Some(text) = package.text(course, &definition) else { continue };
        let columns = columns(&text);
        let records = package.text(course, &definition.replace("definition", "records"));
        course.within(Step::Part(Part::Hidden), |course| match &records {
            Some(records) => course.within(Step::Table, |course| rows(course, &columns, records)),
            None => columns.iter().for_each(|column| alone(course, column)),
        });
    }
}

fn columns(definition: &str) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for markup in Scanner::new(definition) {
        let Markup::Start(tag) = markup else { continue };
        match tag.name {
            "cacheField" => {
                let name = tag.attribute("name").unwrap_or_default().into_owned();
                columns.push(Column { name, shared: Vec::new() });
            }
            "s" | "n" | "d" | "b" | "e" | "m" => {
                if let Some(column) = columns.last_mut() {
                    column.shared.push(value(&tag));
                }
            }
            _ => {}
        }
    }
    columns
}

fn value(tag: &Tag<'_>) -> (String, Kind) {
    let value = tag.attribute("v").unwrap_or_default();
    match tag.name {
        "n" => (super::style::written_out(&value), Kind::Number),
        "d" => (day(&value), Kind::Text),
        _ => (value.into_owned(), Kind::Text),
    }
}

/// `1990-01-31T00:00:00` as `31/01/1990`.
fn day(value: &str) -> String {
    let date = value.split('T').next().unwrap_or_default();
    match date.split('-').collect::<Vec<_>>().as_slice() {
        [year, month, day] => format!("{day}/{month}/{year}"),
        _ => value.to_owned(),
    }
}

fn rows<S: Sink + ?Sized>(course: &mut Course<'_, S>, columns: &[Column], records: &str) {
    let heads: Vec<_> =
        columns.iter().map(|column| Cell { heading: true, hidden: true, ..Cell::new(&column.name) }).collect();
    course.row(&heads);
    let mut current: Vec<(String, Kind)> = Vec::new();
    for markup in Scanner::new(records) {
        match markup {
            Markup::Start(tag) if tag.name == "x" => {
                let shared = columns.get(current.len()).and_then(|column| column.shared.get(tag.number("v")?));
                current.push(shared.cloned().unwrap_or((String::new(), Kind::Text)));
            }
            Markup::Start(tag) if matches!(tag.name, "s" | "n" | "d" | "b" | "e" | "m") => current.push(value(&tag)),
            Markup::End("r") => {
                let cells: Vec<_> =
                    current.iter().map(|(text, kind)| Cell { kind: *kind, hidden: true, ..Cell::new(text) }).collect();
                course.row(&cells);
                current.clear();
            }
            _ => {}
        }
    }
}

/// A column whose records were not kept, but whose different values are.
fn alone<S: Sink + ?Sized>(course: &mut Course<'_, S>, column: &Column) {
    course.within(Step::Table, |course| {
        course.row(&[Cell { heading: true, hidden: true, ..Cell::new(&column.name) }]);
        for (text, kind) in &column.shared {
            course.row(&[Cell { kind: *kind, hidden: true, ..Cell::new(text) }]);
        }
    });
}

/// Hands over the copies that are kept of linked files.
pub(super) fn linked<S: Sink + ?Sized>(course: &mut Course<'_, S>, package: &Package<'_>, shared: &Shared) {
    for name in package.names("xl/externallinks/", ".xml") {
        let Some(text) = package.text(course, &name) else { continue };
        let mut scanner = Scanner::new(&text);
        while let Some(markup) = scanner.next() {
            if matches!(markup, Markup::Start(tag) if tag.name == "sheetData") {
                course.within(Step::Part(Part::Hidden), |course| {
                    course.within(Step::Table, |course| sheet::rows(course, &mut scanner, &mut Row::default(), shared));
                });
            }
        }
    }
}

/// Hands over the values behind a chart.
pub(in super::super) fn chart<S: Sink + ?Sized>(course: &mut Course<'_, S>, text: &str) {
    course.within(Step::Part(Part::Hidden), |course| {
        course.within(Step::Table, |course| {
            let mut scanner = Scanner::new(text);
            while let Some(markup) = scanner.next() {
                if matches!(markup, Markup::Start(tag) if tag.name == "v") {
                    let value = scanner.text_of("v");
                    course.row(&[Cell { hidden: true, ..Cell::new(&value) }]);
                }
            }
        });
    });
}
