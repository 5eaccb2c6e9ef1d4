//! One cross-reference section, read strictly: a table or a stream, its trailer, and where its revision ends.

use super::file::FileRefusal;
use super::literal::{self, Entries};

/// Which of the two kinds a cross-reference section is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    Table,
    Stream,
}

/// A section.
#[derive(Clone, Copy, Debug)]
pub(super) struct Section {
    pub(super) kind: Kind,
    /// Where it begins.
    pub(super) at: usize,
    /// Where the section before it begins.
    pub(super) previous: Option<usize>,
    /// Behind the end-of-file mark of its revision, and the line end that may follow it.
    pub(super) ends: (usize, usize),
}

/// The offset that the last lines of the file name.
pub(super) fn last(bytes: &[u8]) -> Result<usize, FileRefusal> {
    let tail = bytes.len().saturating_sub(64);
    let last = bytes.get(tail..).unwrap_or_default();
    let at = memchr::memmem::rfind(last, b"startxref").ok_or(FileRefusal::Unreadable("startxref"))?;
    let (number, _, whole) = close(bytes, tail + at)?;
    if whole == bytes.len() { Ok(number) } else { Err(FileRefusal::Trailing(bytes.len() - whole)) }
}

impl Section {
    /// Reads the section at this place.
    pub(super) fn read(bytes: &[u8], at: usize) -> Result<Self, FileRefusal> {
        let (kind, entries, end) = if bytes.get(at..).is_some_and(|rest| rest.starts_with(b"xref")) {
            let (entries, end) = table(bytes, at)?;
            (Kind::Table, entries, end)
        } else {
            let (entries, end) = stream(bytes, at)?;
            (Kind::Stream, entries, end)
        };
        if entries.place(b"XRefStm").is_some() {
            return Err(FileRefusal::Hybrid);
        }
        if entries.place(b"Encrypt").is_some() {
            return Err(FileRefusal::Encrypted);
        }
        let previous = match entries.place(b"Prev") {
            Some(_) => Some(entries.number(bytes, b"Prev").ok_or(FileRefusal::Unreadable("/Prev"))?),
            None => None,
        };
        let (number, short, long) = close(bytes, literal::skip(bytes, end))?;
        if number != at {
            return Err(FileRefusal::Unreadable("startxref"));
        }
        Ok(Self { kind, at, previous, ends: (short, long) })
    }
}

/// `startxref`, a number and the end-of-file mark: the number, and the places behind the mark and behind its line end.
fn close(bytes: &[u8], at: usize) -> Result<(usize, usize, usize), FileRefusal> {
    let broken = || FileRefusal::Unreadable("startxref");
    let rest = bytes.get(at..).and_then(|rest| rest.strip_prefix(b"startxref")).ok_or_else(broken)?;
    let blank = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let rest = rest.get(blank..).ok_or_else(broken)?;
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let text = rest.get(..digits).and_then(|digits| std::str::from_utf8(digits).ok()).ok_or_else(broken)?;
    let number: usize = text.parse().map_err(|_| broken())?;
    let rest = rest.get(digits..).ok_or_else(broken)?;
    let more = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let behind = rest.get(more..).and_then(|rest| rest.strip_prefix(b"%%EOF")).ok_or_else(broken)?;
    if blank == 0 || more == 0 || blank + more > 6 {
        return Err(broken());
    }
    let short = bytes.len() - behind.len();
    let line_end = [&b"\r\n"[..], b"\n", b"\r"].into_iter().find(|end| behind.starts_with(end)).map_or(0, <[u8]>::len);
    Ok((number, short, short + line_end))
}

/// The trailer behind a table whose subsections hold as many entries of 20 bytes as they say.
fn table(bytes: &[u8], at: usize) -> Result<(Entries, usize), FileRefusal> {
    let broken = || FileRefusal::Unreadable("xref");
    let mut at = literal::skip(bytes, at + 4);
    let mut runs = Vec::new();
    loop {
        let rest = bytes.get(at..).ok_or_else(broken)?;
        if rest.starts_with(b"trailer") {
            let entries = literal::dictionary(bytes, at + 7).map_err(|flaw| FileRefusal::of(flaw, None))?;
            let end = entries.end;
            return if are_apart(runs) { Ok((entries, end)) } else { Err(broken()) };
        }
        let line =
            memchr::memchr2(b'\r', b'\n', rest.get(..40.min(rest.len())).unwrap_or_default()).ok_or_else(broken)?;
        let text = rest.get(..line).and_then(|line| std::str::from_utf8(line).ok()).ok_or_else(broken)?;
        let (number, count) = text.trim_end().split_once(' ').ok_or_else(broken)?;
        let number: usize = number.parse().map_err(|_| broken())?;
        let count: usize = count.parse().map_err(|_| broken())?;
        runs.push((number, count));
        let first = literal::skip(bytes, at + line);
        at = count.checked_mul(20).and_then(|length| first.checked_add(length)).ok_or_else(broken)?;
        let entries = bytes.get(first..at).ok_or_else(broken)?;
        if !entries.chunks_exact(20).all(is_entry) {
            return Err(broken());
        }
        at = literal::skip(bytes, at);
    }
}

/// Whether no number is listed twice: which of two entries counts, every reader decides for itself.
fn are_apart(mut runs: Vec<(usize, usize)>) -> bool {
    runs.sort_unstable();
    runs.iter()
        .zip(runs.iter().skip(1))
        .all(|((first, count), (next, _))| first.checked_add(*count).is_some_and(|end| end <= *next))
}

/// The runs of numbers in `[first count first count ...]`; without that list there is one run.
fn listed(text: &[u8]) -> Option<Vec<(usize, usize)>> {
    let text = std::str::from_utf8(text.strip_prefix(b"[")?.strip_suffix(b"]")?).ok()?;
    let numbers: Vec<usize> = text.split_ascii_whitespace().map(|number| number.parse().ok()).collect::<Option<_>>()?;
    let pairs = numbers.chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return None;
    }
    pairs.map(|pair| Some((*pair.first()?, *pair.last()?))).collect()
}

fn is_entry(entry: &[u8]) -> bool {
    let shape = |from: usize, to: usize| entry.get(from..to).is_some_and(|part| part.iter().all(u8::is_ascii_digit));
    let kind = matches!(entry.get(16..18), Some(b" n" | b" f"));
    let end = matches!(entry.get(18..), Some(b" \n" | b" \r" | b"\r\n"));
    shape(0, 10) && entry.get(10) == Some(&b' ') && shape(11, 16) && kind && end
}

/// The dictionary of a cross-reference stream whose length stands in it.
fn stream(bytes: &[u8], at: usize) -> Result<(Entries, usize), FileRefusal> {
    let broken = || FileRefusal::Unreadable("xref");
    let head = bytes.get(at..bytes.len().min(at.saturating_add(32))).ok_or_else(broken)?;
    let keyword = memchr::memmem::find(head, b" obj").ok_or_else(broken)?;
    if !head.get(..keyword).is_some_and(|text| text.iter().all(|byte| byte.is_ascii_digit() || *byte == b' ')) {
        return Err(broken());
    }
    let entries = literal::dictionary(bytes, at + keyword + 4).map_err(|flaw| FileRefusal::of(flaw, None))?;
    if entries.place(b"Type").and_then(|place| bytes.get(place)) != Some(b"/XRef") {
        return Err(broken());
    }
    if let Some(place) = entries.place(b"Index")
        && !bytes.get(place).and_then(listed).is_some_and(are_apart)
    {
        return Err(broken());
    }
    let length = entries.number(bytes, b"Length").ok_or_else(broken)?;
    let start = literal::skip(bytes, entries.end);
    let rest = bytes.get(start..).and_then(|rest| rest.strip_prefix(b"stream")).ok_or_else(broken)?;
    let line_end = [&b"\r\n"[..], b"\n"].into_iter().find(|end| rest.starts_with(end)).ok_or_else(broken)?.len();
    let behind = start.checked_add(6 + line_end).and_then(|at| at.checked_add(length)).ok_or_else(broken)?;
    let mut at = behind;
    for word in [&b"endstream"[..], b"endobj"] {
        at = literal::skip(bytes, at);
        if !bytes.get(at..).is_some_and(|rest| rest.starts_with(word)) {
            return Err(broken());
        }
        at += word.len();
    }
    Ok((entries, at))
}
