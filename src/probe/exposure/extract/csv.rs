//! Values apart by commas, semicolons, tabs or bars (RFC 4180, and what programs make of it).

use std::borrow::Cow;

use memchr::{memchr, memchr2};

use super::super::piece::{Cell, Kind, Sink, Step};
use super::Course;

/// What may stand between values, the surest first.
const DELIMITERS: [u8; 4] = [b'\t', b';', b'|', b','];

/// How much is looked at to tell a table.
const SAMPLE: usize = 16 << 10;

/// How many records of it.
const SAMPLE_RECORDS: usize = 40;

/// Beyond this a quote was never meant to open a value.
const LONGEST_QUOTED: usize = 256 << 10;

/// How values are told apart, and how many there are in a full row.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Dialect {
    delimiter: u8,
    columns: usize,
}

/// Whether a text is a table. One that is called so need not look it as much.
pub(super) fn is_table(text: &str, called: bool) -> bool {
    // The commas of JSON in lines of a log part nothing.
    let first = text.lines().next().unwrap_or_default();
    (called || !first.contains("{\"")) && dialect(text, called).is_some()
}

/// Reads a table. Lines above its first full row are text.
pub(super) fn read<S: Sink + ?Sized>(course: &mut Course<'_, S>, text: &str) {
    let Some(dialect) = dialect(text, true) else { return super::text::read(course, text) };
    let mut records = Records::new(text, dialect.delimiter);
    let mut in_table = false;
    let mut fields = Vec::new();
    while records.next_into(&mut fields) && course.may_continue() {
        if fields.iter().all(|field| field.text.trim().is_empty() || super::columns::is_rule(&field.text)) {
            continue;
        }
        if !in_table && !is_full(fields.len(), dialect.columns, &fields) {
            let line: Vec<&str> =
                fields.iter().map(|field| field.text.trim()).filter(|text| !text.is_empty()).collect();
            course.text(&line.join(" "));
            continue;
        }
        // `Họ và tên:` names the value beside it, no column.
        let names = fields.iter().any(|field| field.text.trim_end().ends_with(':'));
        let heading = !in_table && !names && fields.iter().all(Field::may_head);
        if !in_table {
            in_table = true;
            course.enter(Step::Table);
        }
        let cells: Vec<Cell<'_>> = fields.iter().map(|field| Cell { heading, ..field.cell() }).collect();
        course.row(&cells);
    }
    if in_table {
        course.leave();
    }
}

/// Whether a record is a row of the table rather than a title above it.
fn is_full(count: usize, columns: usize, fields: &[Field<'_>]) -> bool {
    let said = fields.iter().filter(|field| !field.text.trim().is_empty()).count();
    count + 1 >= columns && said * 2 > columns.min(count)
}

fn dialect(text: &str, called: bool) -> Option<Dialect> {
    let text = text.trim_start_matches('\u{FEFF}');
    let mut end = text.len().min(SAMPLE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let sample = text.get(..end)?;
    if holds_card_strings(sample) {
        return None;
    }
    // What Excel writes to be told the delimiter by.
    if let [b's', b'e', b'p', b'=', delimiter, b'\r' | b'\n', ..] = sample.as_bytes() {
        return Some(Dialect { delimiter: *delimiter, columns: 2 });
    }
    DELIMITERS
        .into_iter()
        .filter_map(|delimiter| weigh(sample, delimiter, called, end < text.len()))
        .max_by_key(|(score, _)| *score)
        .map(|(_, dialect)| dialect)
}

/// Whether most lines hold the string of the code on identity cards, whose bars make no columns: each is a value of its own.
fn holds_card_strings(sample: &str) -> bool {
    let lines = || sample.lines().filter(|line| !line.trim().is_empty()).take(SAMPLE_RECORDS);
    lines().filter(|line| is_card_string(line)).count() * 2 > lines().count()
}

/// Whether a line has the bars of such a string: `number|old number or nothing|name|ddmmyyyy|sex|address|...`.
fn is_card_string(line: &str) -> bool {
    let mut parts = line.split('|');
    let (Some(first), Some(old), Some(_), Some(birth), Some(sex), Some(_)) =
        (parts.next(), parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let has_sex = ["nam", "nữ", "nu", "male", "female"].contains(&sex.trim().to_lowercase().as_str());
    let number = first.trim_end().bytes().rev().take_while(u8::is_ascii_digit).count();
    number == 12
        && has_sex
        && matches!(old.trim().len(), 0 | 9)
        && are_digits(old.trim())
        && birth.trim().len() == 8
        && are_digits(birth.trim())
}

/// How much a sample is a table with this delimiter.
fn weigh(sample: &str, delimiter: u8, called: bool, is_cut: bool) -> Option<(usize, Dialect)> {
    let found = memchr::memchr_iter(delimiter, sample.as_bytes()).count();
    if found == 0 {
        return None;
    }
    let spaced = memchr::memchr_iter(delimiter, sample.as_bytes())
        .filter(|at| sample.as_bytes().get(at + 1) == Some(&b' '))
        .count();
    if !called && delimiter != b'|' && spaced * 2 > found {
        return None;
    }
    // A list whose every line ends with one.
    let ends = memchr::memchr_iter(delimiter, sample.as_bytes())
        .filter(|at| matches!(sample.as_bytes().get(at + 1), None | Some(b'\r' | b'\n')))
        .count();
    if !called && ends == found {
        return None;
    }
    if !called && delimiter == b',' && thousands(sample.as_bytes()) * 2 > found {
        return None;
    }
    let mut records = Records::new(sample, delimiter);
    let mut fields = Vec::new();
    let mut counts = Vec::new();
    while counts.len() < SAMPLE_RECORDS && records.next_into(&mut fields) {
        let said = |field: &Field<'_>| !field.text.trim().is_empty() && !super::columns::is_rule(&field.text);
        if fields.len() > 1 || fields.iter().any(said) {
            counts.push(fields.len());
        }
    }
    if is_cut && counts.len() > 1 && counts.len() < SAMPLE_RECORDS {
        counts.pop();
    }
    // Titles stand above the first row.
    let rows: Vec<usize> = counts.iter().copied().skip_while(|count| *count < 2).collect();
    let columns = rows
        .iter()
        .copied()
        .filter(|count| *count > 1)
        .max_by_key(|count| rows.iter().filter(|other| *other == count).count())?;
    let alike = rows.iter().filter(|count| **count == columns).count();
    let share = alike * 100 / rows.len().max(1);
    let is_sure =
        share >= 80 && alike >= 2 && (columns > 2 || matches!(delimiter, b'\t' | b';')) && alike * 2 > counts.len();
    (is_sure || (called && alike > 0)).then_some((share * 10 + columns.min(9), Dialect { delimiter, columns }))
}

/// How many commas stand within numbers, before three digits: `7,500,000`.
fn thousands(sample: &[u8]) -> usize {
    let is_digit = |at: usize| sample.get(at).is_some_and(u8::is_ascii_digit);
    memchr::memchr_iter(b',', sample)
        .filter(|at| {
            at.checked_sub(1).is_some_and(is_digit) && (1..4).all(|more| is_digit(at + more)) && !is_digit(at + 4)
        })
        .count()
}

/// A value as it was written.
struct Field<'t> {
    text: Cow<'t, str>,
    quoted: bool,
}

impl<'t> Field<'t> {
    fn cell(&self) -> Cell<'_> {
        let text = self.text.trim();
        // What keeps Excel from taking digits for a number.
        let text = text.strip_prefix("=\"").and_then(|text| text.strip_suffix('"')).unwrap_or(text);
        let is_number = !self.quoted
            && !text.is_empty()
            && !text.starts_with('0')
            && text.bytes().all(|byte| byte.is_ascii_digit());
        Cell { kind: if is_number { Kind::Number } else { Kind::Text }, ..Cell::new(text) }
    }

    /// Whether it may be the name of a column: no number, no address.
    fn may_head(&self) -> bool {
        let digits = self.text.bytes().filter(u8::is_ascii_digit).count();
        digits < 5 && !self.text.contains('@') && (digits == 0 || digits * 2 < self.text.trim().len())
    }
}

/// The records of a text, one after the other.
struct Records<'t> {
    text: &'t str,
    at: usize,
    delimiter: u8,
    /// Whether no quote comes any more.
    no_quote: bool,
}

impl<'t> Records<'t> {
    fn new(text: &'t str, delimiter: u8) -> Self {
        let at = if text.starts_with("sep=") { memchr(b'\n', text.as_bytes()).map_or(0, |at| at + 1) } else { 0 };
        let at = if text.starts_with('\u{FEFF}') { 3 } else { at };
        Self { text, at, delimiter, no_quote: false }
    }

    /// Reads the next record; whether there is one.
    fn next_into(&mut self, fields: &mut Vec<Field<'t>>) -> bool {
        fields.clear();
        if self.at >= self.text.len() {
            return false;
        }
        loop {
            fields.push(self.field());
            match self.text.as_bytes().get(self.at) {
                Some(byte) if *byte == self.delimiter => self.at += 1,
                Some(_) => {
                    self.at += 1;
                    return true;
                }
                None => return true,
            }
        }
    }

    fn field(&mut self) -> Field<'t> {
        let bytes = self.text.as_bytes();
        if bytes.get(self.at) == Some(&b'"')
            && !self.no_quote
            && let Some(field) = self.quoted()
        {
            return field;
        }
        let rest = bytes.get(self.at..).unwrap_or_default();
        let end = self.at + memchr2(self.delimiter, b'\n', rest).unwrap_or(rest.len());
        let text = self.text.get(self.at..end).unwrap_or_default();
        self.at = end;
        Field { text: Cow::Borrowed(text.strip_suffix('\r').unwrap_or(text)), quoted: false }
    }

    /// The value in quotes here, unless its quote never ends.
    fn quoted(&mut self) -> Option<Field<'t>> {
        let bytes = self.text.as_bytes();
        let start = self.at + 1;
        let mut at = start;
        let mut doubled = false;
        loop {
            let rest = bytes.get(at..)?;
            let Some(found) = memchr(b'"', rest.get(..rest.len().min(LONGEST_QUOTED)).unwrap_or(rest)) else {
                self.no_quote = rest.len() <= LONGEST_QUOTED;
                return None;
            };
            at += found;
            if bytes.get(at + 1) != Some(&b'"') {
                break;
            }
            doubled = true;
            at += 2;
        }
        let inner = self.text.get(start..at)?;
        // Whatever stands between the quote and the delimiter belongs to the value.
        let rest = bytes.get(at + 1..).unwrap_or_default();
        let tail = memchr2(self.delimiter, b'\n', rest).unwrap_or(rest.len());
        let after = self.text.get(at + 1..at + 1 + tail)?.trim();
        self.at = at + 1 + tail;
        let text = if doubled { Cow::Owned(inner.replace("\"\"", "\"")) } else { Cow::Borrowed(inner) };
        let text = if after.is_empty() { text } else { Cow::Owned(format!("{text}{after}")) };
        Some(Field { text, quoted: true })
    }
}
