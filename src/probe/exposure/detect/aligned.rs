//! Tables drawn with spaces or tabs: a line that names columns, and lines with as many parts below it.

use super::Detector;
use super::candidate::Site;
use super::label::{Label, Labels, labels_of};
use super::normal::Bytes;
use super::person;
use super::value::read_value;
use crate::probe::exposure::blank::trimmed;
use crate::probe::exposure::piece::Kind;

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

/// Whether a text may hold such a table.
pub(super) fn may_be(text: &str) -> bool {
    let bytes = text.as_bytes();
    let next = bytes.get(1..).unwrap_or_default();
    let apart = |found: bool, (a, b): (&u8, &u8)| found | ((*a == b' ') & (*b == b' ')) | (*a == b'\t');
    bytes.iter().zip(next).fold(false, apart) || bytes.last() == Some(&b'\t')
}

/// The columns that a line names, if it does.
fn header(parts: &[&str]) -> Option<Vec<Labels>> {
    let short = parts.iter().all(|part| {
        part.len() < 60
            && part.bytes().filter(u8::is_ascii_digit).count() < 4
            && !part.ends_with(':')
            && !part.contains(": ")
    });
    if parts.len() < 3 || !short {
        return None;
    }
    // `STT Họ và tên`: the narrow first column stands a space away only.
    let numbered = parts.first().and_then(|first| first.split_once(' ')).filter(|(first, rest)| {
        matches!(first.to_lowercase().as_str(), "stt" | "tt" | "#" | "no" | "no.") && labels_of(rest).tell()
    });
    let (lead, rest) = numbered.map_or((&[] as &[&str], parts), |_| (&["STT"], parts));
    let mut labels: Vec<Labels> = lead.iter().chain(rest).map(|part| labels_of(part)).collect();
    if let (Some((_, named)), Some(slot)) = (numbered, labels.get_mut(1)) {
        *slot = labels_of(named);
    }
    let told = labels.iter().filter(|labels| labels.tell() || labels.has(Label::Unknown)).count();
    (told >= 2 && told * 2 >= parts.len()).then_some(labels)
}

impl Detector<'_> {
    /// Reads a line as one of a table drawn with spaces; whether it was.
    pub(super) fn read_aligned(&mut self, line: &str) -> bool {
        let parts = parts(line);
        if let Some(columns) = header(&parts) {
            self.neighbours.columns = columns;
            return true;
        }
        let columns = std::mem::take(&mut self.neighbours.columns);
        let fits = !columns.is_empty() && parts.len() == columns.len();
        if fits {
            let mut out = Vec::new();
            for (index, (part, labels)) in parts.iter().zip(&columns).enumerate() {
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
        if fits || parts.len() < 3 {
            self.neighbours.columns = columns;
        }
        fits
    }
}
