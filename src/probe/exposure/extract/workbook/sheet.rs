//! A sheet of an OOXML workbook (ECMA-376 part 1, 18.3), read row by row.

use super::super::super::piece::{Part, Sink, Step};
use super::super::Course;
use super::super::markup::{Markup, Scanner, Tag};
use super::grid::{MOST_COLUMNS, Row, Shared, column};

/// Reads a sheet.
pub(super) fn read<S: Sink + ?Sized>(course: &mut Course<'_, S>, text: &str, shared: &Shared) {
    let mut scanner = Scanner::new(text);
    let mut row = Row::default();
    while let Some(markup) = scanner.next() {
        let Markup::Start(tag) = markup else { continue };
        match tag.name {
            "col" => hide_columns(&mut row, &tag),
            "sheetData" => course.within(Step::Table, |course| rows(course, &mut scanner, &mut row, shared)),
            "headerFooter" => margins(course, &mut scanner),
            "dataValidation" => choices(course, &mut scanner, &tag),
            _ => {}
        }
    }
}

fn hide_columns(row: &mut Row, tag: &Tag<'_>) {
    let no_width = tag.attribute("width").and_then(|width| width.parse::<f64>().ok()).is_some_and(|width| width <= 0.0);
    if !tag.is("hidden") && !no_width {
        return;
    }
    if let (Some(first), Some(last)) = (tag.number("min"), tag.number("max")) {
        // The columns to the right of all cells are often hidden, which says nothing.
        row.hidden_columns.push(first.saturating_sub(1)..=last.saturating_sub(1).min(MOST_COLUMNS));
    }
}

/// Reads the rows of a sheet, or of the copy that is kept of another file's.
pub(super) fn rows<S: Sink + ?Sized>(
    course: &mut Course<'_, S>,
    scanner: &mut Scanner<'_>,
    row: &mut Row,
    shared: &Shared,
) {
    while let Some(markup) = scanner.next() {
        match markup {
            Markup::Start(tag) if tag.name == "row" => {
                let flat = tag.attribute("ht").is_some_and(|height| height.parse() == Ok(0.0_f64));
                row.hidden = tag.is("hidden") || flat;
            }
            Markup::Start(tag) if matches!(tag.name, "c" | "cell") => cell(scanner, row, &tag, shared),
            Markup::End("row") => row.hand_over(course),
            Markup::End("sheetData") => break,
            _ => {}
        }
    }
    row.hand_over(course);
}

fn cell(scanner: &mut Scanner<'_>, row: &mut Row, tag: &Tag<'_>, shared: &Shared) {
    let own = tag.attribute("r").and_then(|reference| column(&reference));
    let column = own.unwrap_or_else(|| row.next_column());
    let look = tag.number("s").and_then(|style| shared.looks.get(style)).copied().unwrap_or_default();
    let kind = tag.attribute("t").unwrap_or_default();
    let (mut value, mut inline) = (String::new(), String::new());
    while let Some(markup) = scanner.next() {
        match markup {
            Markup::Start(inner) if inner.name == "v" => value = scanner.text_of("v"),
            Markup::Start(inner) if inner.name == "t" => inline.push_str(&scanner.text_of("t")),
            Markup::Start(inner) if matches!(inner.name, "f" | "rPh") => scanner.pass_over(inner.name),
            Markup::End(name) if name == tag.name => break,
            _ => {}
        }
    }
    match &*kind {
        "s" => {
            let string = value.trim().parse().ok().and_then(|at: usize| shared.strings.get(at));
            row.text(column, string.cloned().unwrap_or_default(), look);
        }
        "inlineStr" => row.text(column, inline, look),
        "str" | "b" | "e" | "d" => row.text(column, unescape(value), look),
        _ => row.number(column, &value, look, shared),
    }
}

/// What a reader is told of a cell, and the values among which may be chosen there.
fn choices<S: Sink + ?Sized>(course: &mut Course<'_, S>, scanner: &mut Scanner<'_>, tag: &Tag<'_>) {
    course.within(Step::Part(Part::Metadata), |course| {
        for name in ["promptTitle", "prompt", "errorTitle", "error"] {
            if let Some(text) = tag.attribute(name) {
                course.text(&text);
            }
        }
        for markup in scanner.by_ref() {
            match markup {
                // `"A,B,C"`, and no place of the workbook.
                Markup::Text(text) if text.contains('"') => {
                    text.trim_matches(['"', ' ']).split([',', ';']).for_each(|choice| course.text(choice));
                }
                Markup::End("dataValidation") => break,
                _ => {}
            }
        }
    });
}

/// The texts of the head and foot of the printed page, without their codes.
fn margins<S: Sink + ?Sized>(course: &mut Course<'_, S>, scanner: &mut Scanner<'_>) {
    course.within(Step::Part(Part::Margin), |course| {
        for markup in scanner.by_ref() {
            match markup {
                Markup::Text(text) => course.text(&without_codes(&text)),
                Markup::End("headerFooter") => break,
                _ => {}
            }
        }
    });
}

/// What a head or foot says when `&L`, `&"Font"`, `&12` and the like are gone.
pub(super) fn without_codes(coded: &str) -> String {
    let mut shown = String::new();
    let mut letters = coded.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter != '&' {
            shown.push(letter);
            continue;
        }
        match letters.next() {
            Some('&') => shown.push('&'),
            Some('"') => while letters.next().is_some_and(|inner| inner != '"') {},
            Some('0'..='9') => while letters.next_if(char::is_ascii_digit).is_some() {},
            Some('L' | 'C' | 'R') => shown.push('\n'),
            Some('K') => drop(letters.by_ref().take(6).count()),
            _ => {}
        }
    }
    shown.trim().to_owned()
}

/// The strings that cells share; runs of one string are joined, readings aids are not.
pub(super) fn strings(text: &str) -> Vec<String> {
    let mut strings = Vec::new();
    let mut current = String::new();
    let mut scanner = Scanner::new(text);
    while let Some(markup) = scanner.next() {
        match markup {
            Markup::Start(tag) if tag.name == "t" => current.push_str(&scanner.text_of("t")),
            Markup::Start(tag) if tag.name == "rPh" => scanner.pass_over("rPh"),
            Markup::End("si") => strings.push(unescape(std::mem::take(&mut current))),
            _ => {}
        }
    }
    strings
}

/// Undoes `_x000D_` (ECMA-376 part 1, 22.9.2.19).
fn unescape(text: String) -> String {
    if !text.contains("_x") {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once("_x") {
        out.push_str(before);
        let code = after.get(..5).and_then(|code| code.strip_suffix('_'));
        match code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32) {
            Some(character) => {
                out.push(character);
                rest = after.get(5..).unwrap_or_default();
            }
            None => {
                out.push_str("_x");
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_escapes_are_undone() {
        assert_eq!(
            without_codes("&L&\"Arial,Bold\"&12CCCD: 079090000001&CP&&Q &P"),
            "CCCD:  079090000001\nP&Q".replace("  ", " ")
        );
        assert_eq!(unescape("a_x000D_b_x_c".to_owned()), "a\rb_x_c");
        assert_eq!(column("BC12"), Some(54));
    }
}
