//! What addresses say: pairs of their query, segments of their path.

use std::borrow::Cow;

use memchr::{memchr, memchr2};

use super::super::document::Format;
use super::super::piece::{Kind, Part, Sink, Step};
use super::Course;

/// The most pairs of one query that are read.
const MOST_PAIRS: usize = 200;

/// The longest address that is read.
const LONGEST: usize = 64 << 10;

/// How many digits in a row make a segment of a path worth a look.
const LONG_NUMBER: usize = 8;

/// Hands over the pairs of the query of an address, if it has any.
pub(super) fn query<S: Sink + ?Sized>(course: &mut Course<'_, S>, url: &str) {
    if url.len() > LONGEST || memchr(b'=', url.as_bytes()).is_none() {
        return;
    }
    let Some(at) = memchr2(b'?', b'#', url.as_bytes()) else { return };
    let Some(rest) = url.get(at + 1..) else { return };
    course.within(Step::Part(Part::Url), |course| pairs(course, rest, &['&', ';', '#', '?']));
}

/// Hands over an address: the segments of its path that may name somebody, and its query.
pub(super) fn address<S: Sink + ?Sized>(course: &mut Course<'_, S>, url: &str) {
    if url.len() > LONGEST {
        return;
    }
    let path_end = memchr2(b'?', b'#', url.as_bytes()).unwrap_or(url.len());
    let path = url.get(..path_end).unwrap_or_default();
    // Nearly no address tells anything: all its segments are looked at together first.
    if tells(path) {
        let path = path.split_once("://").map_or(path, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
        let telling: Vec<&str> = path.split('/').filter(|segment| tells(segment)).take(50).collect();
        if telling.is_empty() {
            return query(course, url);
        }
        course.within(Step::Part(Part::Url), |course| {
            for segment in telling {
                course.text(&percent_decoded(segment, false));
            }
        });
    }
    query(course, url);
}

/// Whether a segment of a path may hold more than the name of a page.
fn tells(segment: &str) -> bool {
    let marked = |byte: u8| (byte == b'@') | (byte == b'%') | (byte >= 0x80);
    // Whole at once, as far as a small number can count.
    if segment.len() < 256 {
        let found = segment.bytes().fold(false, |found, byte| found | marked(byte));
        let digits = segment.bytes().fold(0_u8, |digits, byte| digits + u8::from(byte.is_ascii_digit()));
        if !found && usize::from(digits) < LONG_NUMBER {
            return false;
        }
    }
    let mut digits = 0;
    for byte in segment.bytes() {
        digits = if byte.is_ascii_digit() { digits + 1 } else { 0 };
        if digits >= LONG_NUMBER || marked(byte) {
            return true;
        }
    }
    false
}

/// Hands over pairs such as `a=1&b=2` as the fields of one thing.
pub(super) fn pairs<S: Sink + ?Sized>(course: &mut Course<'_, S>, text: &str, between: &[char]) {
    course.within(Step::Record, |course| {
        for pair in text.split(between).filter(|pair| !pair.is_empty()).take(MOST_PAIRS) {
            let (name, value) = pair.split_once('=').unwrap_or(("", pair));
            let name = percent_decoded(name.trim(), true);
            let value = percent_decoded(value.trim(), true);
            if value.is_empty() {
                continue;
            }
            if matches!(value.as_bytes(), [b'{', b'"', ..] | [b'[', b'{' | b'"' | b'[', ..]) {
                course.within(Step::Key(&name), |course| course.inside(Format::Json, &value));
            } else {
                course.field(&name, &value, Kind::Text);
            }
        }
    });
}

/// The text with its percent escapes undone, twice when they were escaped themselves.
pub(super) fn percent_decoded(text: &str, plus: bool) -> Cow<'_, str> {
    if memchr2(b'%', b'+', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let once = decoded_once(text.as_bytes(), plus);
    match memchr(b'%', once.as_bytes()) {
        Some(_) => Cow::Owned(decoded_once(once.as_bytes(), false)),
        None => Cow::Owned(once),
    }
}

fn decoded_once(bytes: &[u8], plus: bool) -> String {
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex = |at: usize| bytes.get(at).and_then(|digit| char::from(*digit).to_digit(16));
        at += 1;
        if byte == b'%'
            && let Some(high) = hex(at)
            && let Some(low) = hex(at + 1)
            && let Ok(value) = u8::try_from(high * 16 + low)
        {
            out.push(value);
            at += 2;
        } else {
            out.push(if plus && byte == b'+' { b' ' } else { byte });
        }
    }
    String::from_utf8(out).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

#[cfg(test)]
mod tests {
    use super::super::recording::read_by;
    use super::*;

    #[test]
    fn queries_are_records() {
        for (url, expected) in [
            ("/tra-cuu?soCCCD=001095000123&ten=Nguy%E1%BB%85n+V%C4%83n", "soCCCD = 001095000123,ten = Nguyễn Văn"),
            ("https://a.vn/?q=%2531%2532&x", "q = 12,= x"),
            ("/a?b=%7B%22c%22:1%7D", ".b,Record,c = #1"),
            ("/a#b=1", "b = 1"),
            ("/a?b=%zz%4", "b = %zz%4"),
        ] {
            let lines = read_by(|course| query(course, url));
            let lines: Vec<&str> = lines.iter().map(|line| line.trim_start()).collect();
            assert_eq!(lines.join(","), format!("<Url>,Record,{expected}"), "{url}");
        }
        assert!(read_by(|course| query(course, "/a?b")).is_empty());
    }

    #[test]
    fn telling_segments_are_text() {
        let lines = read_by(|course| address(course, "https://a.vn/ho-so/001095000123/xem/Nguy%E1%BB%85n.pdf"));
        assert_eq!(lines, ["<Url>", "  \"001095000123\"", "  \"Nguyễn.pdf\""]);
        assert!(read_by(|course| address(course, "https://a.vn/tin-tuc/2024/chi-tiet")).is_empty());
    }
}
