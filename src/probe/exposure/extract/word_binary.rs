//! Word 97 to 2003 (MS-DOC 2.4): the text by its table of pieces, with what is hidden, deleted or noted in it.

use super::super::document::Obstacle;
use super::super::piece::{Cell, Part, Sink, Step};
use super::Course;
use super::compound::Compound;
use super::number::{length_le, u16_le, u32_le};

/// Reads a document.
pub(super) fn read<S: Sink + ?Sized>(course: &mut Course<'_, S>, file: &Compound<'_>, stream: &[u8]) {
    let flags = u16_le(stream, 10).unwrap_or(0);
    if flags & 0x0100 != 0 {
        return course.omit("", Obstacle::Encrypted);
    }
    if u16_le(stream, 2).is_none_or(|version| version < 0xc1) {
        return course.omit("", Obstacle::UnknownFormat);
    }
    let table = file.find(&[if flags & 0x0200 != 0 { "1Table" } else { "0Table" }]).unwrap_or_default();
    let Some(text) = text(stream, &table, course.room(stream.len())) else {
        return course.omit("", Obstacle::Damaged);
    };
    course.took(text.len());
    let mut rest = text.as_str();
    // The lengths of the text and of what stands beside it, in characters.
    let parts = [
        (0x4c, None),
        (0x50, Some(Part::Margin)),
        (0x54, Some(Part::Margin)),
        (0x58, None),
        (0x5c, Some(Part::Comment)),
        (0x60, Some(Part::Margin)),
        (0x64, None),
        (0x68, Some(Part::Margin)),
    ];
    for (at, part) in parts {
        let length = length_le(stream, at).unwrap_or(0);
        let end = rest.char_indices().nth(length).map_or(rest.len(), |(end, _)| end);
        let (own, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        rest = after;
        match part {
            _ if own.trim().is_empty() => {}
            Some(part) => course.within(Step::Part(part), |course| say(course, own)),
            None => say(course, own),
        }
    }
    say(course, rest);
}

/// All text, in the order of its pieces.
fn text(stream: &[u8], table: &[u8], limit: usize) -> Option<String> {
    let start = length_le(stream, 0x1a2)?;
    let mut rest = table.get(start..start.checked_add(length_le(stream, 0x1a6)?)?)?;
    // Properties of pieces stand before the pieces.
    while rest.first() == Some(&1) {
        rest = rest.get(3 + usize::from(u16_le(rest, 1)?)..)?;
    }
    let pieces = rest.get(5..)?.get(..length_le(rest, 1)?)?;
    let count = pieces.len().checked_sub(4)? / 12;
    let mut text = String::new();
    for piece in 0..count {
        let length = length_le(pieces, (piece + 1) * 4)?.checked_sub(length_le(pieces, piece * 4)?)?;
        let place = u32_le(pieces, (count + 1) * 4 + piece * 8 + 2)?;
        let is_narrow = place & 0x4000_0000 != 0;
        let start = usize::try_from(place & 0x3fff_ffff).ok()?;
        let (start, length) = if is_narrow { (start / 2, length) } else { (start, length.saturating_mul(2)) };
        let end = start.saturating_add(length).min(stream.len());
        let Some(bytes) = stream.get(start.min(end)..end) else { continue };
        if text.len().saturating_add(bytes.len()) > limit {
            break;
        }
        let encoding = if is_narrow { encoding_rs::WINDOWS_1252 } else { encoding_rs::UTF_16LE };
        text.push_str(&encoding.decode_without_bom_handling(bytes).0);
    }
    Some(text)
}

/// Hands over paragraphs and tables.
fn say<S: Sink + ?Sized>(course: &mut Course<'_, S>, text: &str) {
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(['\r', '\u{c}', '\u{7}']).unwrap_or(rest.len());
        let (paragraph, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        if after.starts_with('\u{7}') {
            rest = table(course, rest);
            continue;
        }
        course.text(&plain(paragraph));
        rest = after.get(1..).unwrap_or_default();
    }
}

/// Hands over the table that the text begins with, and tells what stands behind it. Each cell ends in a mark, and so
/// does each row; the first row tells how many cells the others have.
fn table<'t, S: Sink + ?Sized>(course: &mut Course<'_, S>, text: &'t str) -> &'t str {
    let mut rest = text;
    course.within(Step::Table, |course| {
        let mut columns: Option<usize> = None;
        let mut row: Vec<String> = Vec::new();
        while let Some((cell, after)) = rest.split_once('\u{7}') {
            let ends = cell.is_empty() && columns.map_or(!row.is_empty(), |columns| row.len() >= columns);
            // A paragraph at the beginning of a row that no cell ends soon stands behind the table.
            if row.is_empty() && cell.contains('\r') && columns.is_some() {
                break;
            }
            rest = after;
            if ends {
                columns = Some(row.len());
                let cells: Vec<Cell<'_>> = row.iter().map(|text| Cell::new(text)).collect();
                course.row(&cells);
                row.clear();
            } else {
                row.push(plain(cell).trim().to_owned());
            }
        }
        let cells: Vec<Cell<'_>> = row.iter().map(|text| Cell::new(text)).collect();
        if !cells.is_empty() {
            course.row(&cells);
        }
    });
    if rest.len() == text.len() { rest.split_once('\u{7}').map_or("", |(_, after)| after) } else { rest }
}

/// Text without the marks of fields and objects.
fn plain(text: &str) -> String {
    text.chars()
        .filter_map(|character| match character {
            '\u{1}' | '\u{2}' | '\u{5}' | '\u{8}' | '\u{1f}' => None,
            '\u{13}' | '\u{14}' | '\u{15}' => Some(' '),
            '\u{b}' | '\r' => Some('\n'),
            '\u{1e}' => Some('-'),
            other => Some(other),
        })
        .collect()
}
