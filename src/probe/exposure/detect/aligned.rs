//! Tables drawn with spaces or tabs: a line that names columns, and lines with as many parts below it.

use super::Detector;
use super::candidate::Site;
use super::label::{Label, Labels, labels_of};
use super::normal::Bytes;
use super::person;
use super::value::read_value;
use crate::probe::exposure::blank::trimmed;
use crate::probe::exposure::piece::Kind;

/// So many parts at least make a line of such a table.
const LEAST: usize = 3;

/// The parts of a line that tabs, bars or two and more spaces hold apart.
fn parts(line: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    for cell in line.split('\t') {
        let mut from = 0;
        for bar in memchr::memchr_iter(b'|', cell.as_bytes()) {
            let is_apart = bar > from && cell.as_bytes().get(bar - 1) == Some(&b' ');
            if is_apart && cell.as_bytes().get(bar + 1) == Some(&b' ') {
                spaced(cell.get(from..bar - 1).unwrap_or_default(), &mut parts);
                from = bar + 2;
            }
        }
        spaced(cell.get(from..).unwrap_or_default(), &mut parts);
    }
    parts
}

/// The parts of a line that two spaces hold apart.
fn spaced<'t>(text: &'t str, parts: &mut Vec<&'t str>) {
    let bytes = text.as_bytes();
    let mut take = |from: usize, to: usize| {
        let part = trimmed(text.get(from..to).unwrap_or_default());
        if !part.is_empty() {
            parts.push(part);
        }
    };
    let mut from = 0;
    for at in memchr::memchr_iter(b' ', bytes) {
        if at >= from && bytes.get(at + 1) == Some(&b' ') {
            take(from, at);
            from = at + 2;
        }
    }
    take(from, bytes.len());
}

/// At which letter of its line each part begins.
fn places(line: &str, parts: &[&str]) -> Vec<usize> {
    let (mut from, mut letters) = (0, 0);
    let mut places = Vec::with_capacity(parts.len());
    for part in parts {
        let at = line.get(from..).and_then(|rest| rest.find(part)).map_or(from, |found| from + found);
        letters += line.get(from..at).map_or(0, |before| before.chars().count());
        places.push(letters);
        letters += part.chars().count();
        from = at + part.len();
    }
    places
}

/// The column that each part of a line stands in, if all begin where columns do: cells between them may be empty.
fn columns_of(line: &str, parts: &[&str], columns: &[Named]) -> Option<Vec<Labels>> {
    const NEAR: usize = 1;
    let mut rest = columns.iter();
    let at = |place: usize, rest: &mut std::slice::Iter<'_, Named>| {
        rest.find(|column| column.place.abs_diff(place) <= NEAR).map(|column| column.labels)
    };
    places(line, parts).into_iter().map(|place| at(place, &mut rest)).collect()
}

/// A column that a line named: what it says, and at which letter it begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named {
    labels: Labels,
    place: usize,
}

/// Whether a text may hold such a table.
pub(super) fn may_be(text: &str) -> bool {
    let bytes = text.as_bytes();
    let next = bytes.get(1..).unwrap_or_default();
    let apart = |found: bool, (a, b): (&u8, &u8)| found | ((*a == b' ') & (*b == b' ')) | (*a == b'\t');
    bytes.iter().zip(next).fold(false, apart) || bytes.last() == Some(&b'\t')
}

/// The columns that a line names, if it does.
fn header(line: &str, parts: &[&str]) -> Option<Vec<Named>> {
    let short = parts.iter().all(|part| {
        part.len() < 60
            && part.bytes().filter(u8::is_ascii_digit).count() < 4
            && !part.ends_with(':')
            && !part.contains(": ")
    });
    if parts.len() < LEAST || !short {
        return None;
    }
    // `STT Họ và tên`: the narrow first column stands a space away only.
    let numbered = parts.first().and_then(|first| first.split_once(' ')).filter(|(first, rest)| {
        matches!(first.to_lowercase().as_str(), "stt" | "tt" | "#" | "no" | "no.") && labels_of(rest).tell()
    });
    let mut columns: Vec<Named> =
        parts.iter().zip(places(line, parts)).map(|(part, place)| Named { labels: labels_of(part), place }).collect();
    if let (Some((number, named)), Some(first)) = (numbered, columns.first_mut()) {
        let place = first.place;
        *first = Named { labels: labels_of(named), place: place + number.chars().count() + 1 };
        columns.insert(0, Named { labels: labels_of("STT"), place });
    }
    let told = columns.iter().filter(|column| column.labels.tell() || column.labels.has(Label::Unknown)).count();
    (told >= 2 && told * 2 >= parts.len()).then_some(columns)
}

impl Detector<'_> {
    /// Reads a line as one of a table drawn with spaces; whether it was.
    pub(super) fn read_aligned(&mut self, line: &str) -> bool {
        let parts = parts(line);
        if let Some(columns) = header(line, &parts) {
            self.neighbours.columns = columns;
            return true;
        }
        let columns = std::mem::take(&mut self.neighbours.columns);
        let labels = match () {
            () if columns.is_empty() => None,
            () if parts.len() == columns.len() => Some(columns.iter().map(|column| column.labels).collect()),
            () if parts.len() >= LEAST => columns_of(line, &parts, &columns),
            () => None,
        };
        let fits = labels.is_some();
        if let Some(labels) = labels {
            let mut out = Vec::new();
            for (index, (part, labels)) in parts.iter().zip(&labels).enumerate() {
                let shape = (self.path.hash() ^ u64::try_from(index).unwrap_or_default()) | 1;
                let site =
                    Site { labels: *labels, kind: Kind::Text, line: self.line, shape, is_code: false, is_value: true };
                let kinds = Bytes::of(part);
                let mut buffer = zeroize::Zeroizing::new(String::new());
                read_value(part, kinds, site, self.mask, &mut buffer, &mut out);
                if !kinds.has_digits() || labels.any(person::TEXTUAL) {
                    person::whole(part, *labels, self.mask, site, &mut out);
                }
            }
            let path = &self.path;
            let place = self.places.number(path.hash() ^ 0x7e57, || path.here());
            for candidate in &mut out {
                candidate.place = place;
            }
            self.settle(&out, |_| true);
            self.next_line();
        }
        // A line of dashes, a page number: the table may go on below.
        if fits || parts.len() < LEAST {
            self.neighbours.columns = columns;
        }
        fits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_stand_where_they_begin() {
        let line = "1   Vừ Mí Sình  1  x";
        assert_eq!(places(line, &parts(line)), [0, 4, 16, 19]);
    }

    #[test]
    fn cells_may_be_empty_between_columns() {
        let head = "STT Họ tên        CCCD          ĐT";
        let columns = header(head, &parts(head)).expect("columns");
        let line = "2   Trần Thị Mẫu                0912000123";
        let labels = columns_of(line, &parts(line), &columns).expect("a row");
        assert!(labels.get(1).is_some_and(|labels| labels.has(Label::Name)));
        assert!(labels.get(2).is_some_and(|labels| labels.has(Label::Phone)));
        let line = "2     Trần Thị Mẫu  x    y";
        assert!(columns_of(line, &parts(line), &columns).is_none());
    }
}
