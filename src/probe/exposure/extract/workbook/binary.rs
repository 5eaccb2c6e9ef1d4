//! Workbooks of Excel 5 to 2003 (MS-XLS 2.1): records in a stream.

use std::collections::{BTreeMap, BTreeSet};

use super::super::super::document::Obstacle;
use super::super::super::piece::{Part, Sink, Step};
use super::super::Course;
use super::super::number::{f64_le, length_le, u16_le, u32_le};
use super::grid::{Row, Shared};
use super::string::{self, Pieces};
use super::style::Look;

/// A record: its kind, its content, and the contents of the records that continue it.
struct Record<'a> {
    kind: u16,
    data: &'a [u8],
    more: Vec<&'a [u8]>,
}

/// A sheet as the workbook lists it.
struct Listed {
    name: String,
    start: usize,
    hidden: bool,
}

/// Reads a workbook.
pub(in super::super) fn read_binary<S: Sink + ?Sized>(course: &mut Course<'_, S>, stream: &[u8]) {
    // The version is told by the first record: before 8, strings are bytes.
    let is_wide = u16_le(stream, 4).is_some_and(|version| version >= 0x600);
    let mut shared = Shared::default();
    let mut codes: BTreeMap<u16, Look> = BTreeMap::new();
    let mut formats: Vec<u16> = Vec::new();
    let mut sheets = Vec::new();
    for record in Records::new(stream, 0) {
        let data = record.data;
        match record.kind {
            0x2f => return course.omit("", Obstacle::Encrypted),
            0x0a => break,
            0x22 => shared.from_1904 = u16_le(data, 0) == Some(1),
            0x41e | 0x1e => {
                let code = string::of(data.get(2..).unwrap_or_default(), is_wide, 2);
                codes.insert(u16_le(data, 0).unwrap_or(0), Look::of_code(&code));
            }
            0xe0 => formats.push(u16_le(data, 2).unwrap_or(0)),
            0x85 => sheets.extend(listed(data, is_wide)),
            0xfc => shared.strings = super::relettered(Pieces::new(data, record.more).strings()),
            _ => {}
        }
    }
    let look = |format: &u16| codes.get(format).copied().unwrap_or_else(|| Look::built_in(usize::from(*format)));
    shared.looks = formats.iter().map(look).collect();
    let most = course.limits().entries;
    for listed in sheets.iter().take(most) {
        course.within(Step::Sheet { name: &listed.name, hidden: listed.hidden }, |course| {
            course.within(Step::Table, |course| sheet(course, stream, listed.start, &shared, is_wide));
            beside(course, stream, listed.start, is_wide);
        });
    }
    if sheets.len() > most {
        course.omit("", Obstacle::TooLarge);
    }
    if sheets.is_empty() {
        course.omit("", Obstacle::Damaged);
    }
}

fn listed(data: &[u8], is_wide: bool) -> Option<Listed> {
    let hidden = data.get(4)? & 3 != 0;
    Some(Listed { name: string::of(data.get(6..)?, is_wide, 1), start: length_le(data, 0)?, hidden })
}

fn sheet<S: Sink + ?Sized>(course: &mut Course<'_, S>, stream: &[u8], start: usize, shared: &Shared, is_wide: bool) {
    let mut row = Row::default();
    let mut hidden_rows: BTreeSet<u16> = BTreeSet::new();
    let mut current = None;
    // Where the text goes that follows a formula.
    let mut pending = None;
    for record in Records::new(stream, start).skip(1) {
        let data = record.data;
        let number = |at: usize| u16_le(data, at).unwrap_or(0);
        match record.kind {
            0x0a => break,
            0x7d if number(8) & 1 != 0 || number(4) == 0 => {
                row.hidden_columns.push(usize::from(number(0))..=usize::from(number(2)));
            }
            0x208 | 0x08 if number(12) & 0x20 != 0 => drop(hidden_rows.insert(number(0))),
            0xfd | 0x204 | 0x203 | 0x27e | 0xbd | 0x06 | 0xd6 => {
                if current != Some(number(0)) {
                    row.hand_over(course);
                    current = Some(number(0));
                    row.hidden = hidden_rows.contains(&number(0));
                }
                pending = cell(&mut row, &record, shared, is_wide);
            }
            0x207 | 0x07 => {
                if let Some((column, look)) = pending.take() {
                    row.text(column, string::of(data, is_wide, 2), look);
                }
            }
            _ => {}
        }
    }
    row.hand_over(course);
}

/// Takes in a cell; tells where the text goes that follows it.
fn cell(row: &mut Row, record: &Record<'_>, shared: &Shared, is_wide: bool) -> Option<(usize, Look)> {
    let data = record.data;
    let column = usize::from(u16_le(data, 2)?);
    let look = |at: usize| shared.looks.get(usize::from(u16_le(data, at).unwrap_or(0))).copied().unwrap_or_default();
    match record.kind {
        0xfd => {
            let text = shared.strings.get(length_le(data, 6)?)?;
            row.text(column, text.clone(), look(4));
        }
        0x204 | 0xd6 => row.text(column, string::of(data.get(6..)?, is_wide, 2), look(4)),
        0x203 => row.number(column, &f64_le(data, 6)?.to_string(), look(4), shared),
        0x27e => row.number(column, &short_number(u32_le(data, 6)?), look(4), shared),
        0xbd => {
            let count = data.len().saturating_sub(6) / 6;
            for (column, at) in (column..).zip((0..count).map(|number| 4 + number * 6)) {
                row.number(column, &short_number(u32_le(data, at + 2)?), look(at), shared);
            }
        }
        _ => {
            if data.get(12..14) == Some(&[0xff, 0xff]) {
                return (data.get(6) == Some(&0)).then_some((column, look(4)));
            }
            row.number(column, &f64_le(data, 6)?.to_string(), look(4), shared);
        }
    }
    None
}

/// A number in 32 bits: the upper part of a floating-point number or a whole one, perhaps in hundredths.
fn short_number(packed: u32) -> String {
    let number = if packed & 2 != 0 {
        f64::from(packed.cast_signed() >> 2)
    } else {
        f64::from_bits(u64::from(packed & 0xffff_fffc) << 32)
    };
    if packed & 1 != 0 { (number / 100.0).to_string() } else { number.to_string() }
}

/// Hands over what stands beside the cells: comments, texts of shapes, heads and feet of pages.
fn beside<S: Sink + ?Sized>(course: &mut Course<'_, S>, stream: &[u8], start: usize, is_wide: bool) {
    for record in Records::new(stream, start).skip(1) {
        match record.kind {
            0x0a => break,
            0x14 | 0x15 => {
                let text = super::sheet::without_codes(&string::of(record.data, is_wide, 2));
                course.within(Step::Part(Part::Margin), |course| course.text(&text));
            }
            0x1b6 => {
                let text = record.more.first().and_then(|text| {
                    let (flags, letters) = text.split_first()?;
                    Some(string::decode(letters, flags & 1 != 0))
                });
                let text = text.unwrap_or_default();
                let length = usize::from(u16_le(record.data, 10).unwrap_or(u16::MAX));
                let text: String = text.chars().take(length).collect();
                course.within(Step::Part(Part::Comment), |course| course.text(&text));
            }
            _ => {}
        }
    }
}

/// The records of a stream, one after the other.
struct Records<'a> {
    stream: &'a [u8],
    at: usize,
}

impl<'a> Records<'a> {
    fn new(stream: &'a [u8], at: usize) -> Self {
        Self { stream, at }
    }

    fn one(&mut self) -> Option<(u16, &'a [u8])> {
        let kind = u16_le(self.stream, self.at)?;
        let length = usize::from(u16_le(self.stream, self.at + 2)?);
        let start = self.at + 4;
        let data = self.stream.get(start..(start + length).min(self.stream.len()))?;
        self.at = start + length;
        Some((kind, data))
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let (kind, data) = self.one()?;
        let mut more = Vec::new();
        while u16_le(self.stream, self.at) == Some(0x3c) {
            more.push(self.one()?.1);
        }
        Some(Record { kind, data, more })
    }
}
