//! The tokens of JSON and of literals in scripts.

use std::borrow::Cow;

use memchr::{memchr, memchr2, memmem};

use super::value;

/// How many names of columns are kept, at most.
const MOST_COLUMNS: usize = 1000;

/// Among so many keys of an object a name and its value stand.
const MOST_OF_PAIR: u32 = 8;

/// Strings up to this length are read eight bytes at a time.
const SHORT: usize = 32;

/// A place in a text of JSON.
pub(super) struct Scanner<'t> {
    text: &'t str,
    bytes: &'t [u8],
    /// Where it stands.
    pub(super) at: usize,
    /// How many bytes more may be read ahead, so that no text is read more than a few times.
    ahead: usize,
}

impl<'t> Scanner<'t> {
    /// At the beginning.
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, bytes: text.as_bytes(), at: 0, ahead: text.len().saturating_mul(2) }
    }

    /// How long the text is.
    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// A part of the text.
    pub(super) fn part(&self, start: usize, end: usize) -> &'t str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// The next byte that is no space or comment, which is where it stands then.
    #[inline]
    pub(super) fn peek(&mut self) -> Option<u8> {
        loop {
            let byte = *self.bytes.get(self.at)?;
            if byte > b' ' && byte != b'/' {
                return Some(byte);
            }
            if byte == b'/' && !self.comment() {
                return Some(byte);
            }
            if byte <= b' ' {
                self.at += 1;
            }
        }
    }

    /// Passes over a comment; whether there was one.
    fn comment(&mut self) -> bool {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let length = match rest.get(1) {
            Some(b'/') => memchr(b'\n', rest),
            Some(b'*') => memmem::find(rest.get(2..).unwrap_or_default(), b"*/").map(|at| at + 4),
            _ => return false,
        };
        self.at += length.unwrap_or(rest.len());
        true
    }

    /// Where the next value begins that is an object, a list or, at the very beginning, anything.
    pub(super) fn next_value(&mut self) -> Option<usize> {
        let start = self.at;
        let first = self.peek();
        let found = match first? {
            b'{' | b'[' | b'"' => Some(self.at),
            byte if start == 0 && (byte.is_ascii_digit() || byte == b'-') => Some(self.at),
            _ => self.bytes.get(self.at..).and_then(|rest| memchr2(b'{', b'[', rest)).map(|at| self.at + at),
        };
        self.at = start;
        found
    }

    /// The next key of an object, its colon passed; `None` after the end of the object.
    #[inline]
    pub(super) fn key(&mut self) -> Option<Cow<'t, str>> {
        loop {
            match self.peek()? {
                b'}' => {
                    self.at += 1;
                    return None;
                }
                b',' | b':' => self.at += 1,
                // Not the object's own: the end of something that is damaged.
                b']' => return None,
                b'"' | b'\'' | b'`' => {
                    let key = self.string();
                    if self.peek() == Some(b':') {
                        self.at += 1;
                    }
                    return Some(key);
                }
                _ => {
                    let start = self.at;
                    let key = self.bare();
                    if self.peek() == Some(b':') {
                        self.at += 1;
                        return Some(Cow::Borrowed(key));
                    }
                    if self.at == start {
                        self.at += 1;
                    }
                }
            }
        }
    }

    /// Whether another element of a list comes; past the end of the list otherwise.
    #[inline]
    pub(super) fn element(&mut self) -> bool {
        loop {
            match self.peek() {
                Some(b']') => {
                    self.at += 1;
                    return false;
                }
                Some(b',' | b':') => self.at += 1,
                Some(b'}') | None => return false,
                Some(_) => return true,
            }
        }
    }

    /// The string that begins here, its escapes undone; up to the end of the text when it never ends.
    #[inline]
    pub(super) fn string(&mut self) -> Cow<'t, str> {
        let quote = self.bytes.get(self.at).copied().unwrap_or(b'"');
        let start = self.at + 1;
        let mut at = start;
        let mut escapes = false;
        // Most strings are short: the way into the search would be longer than they are.
        while at < start + SHORT
            && let Some(word) = self.bytes.get(at..).and_then(<[u8]>::first_chunk)
        {
            let found = ends(u64::from_le_bytes(*word), quote);
            if found == 0 {
                at += 8;
                continue;
            }
            at += usize::try_from(found.trailing_zeros() / 8).unwrap_or_default();
            if self.bytes.get(at) == Some(&quote) {
                self.at = at + 1;
                return Cow::Borrowed(self.part(start, at));
            }
            break;
        }
        loop {
            let rest = self.bytes.get(at..).unwrap_or_default();
            let Some(found) = memchr2(quote, b'\\', rest) else {
                self.at = self.len();
                break;
            };
            at += found;
            if self.bytes.get(at) == Some(&quote) {
                self.at = at + 1;
                break;
            }
            escapes = true;
            at += 2;
        }
        let end = self.at.saturating_sub(1).max(start);
        let ends = self.bytes.get(end) == Some(&quote) && self.at == end + 1;
        let raw = self.part(start, if ends { end } else { self.len() });
        if escapes { Cow::Owned(unescaped(raw)) } else { Cow::Borrowed(raw) }
    }

    /// A number, a word, or whatever else stands here without quotes; at least a byte further unless at the end.
    #[inline]
    pub(super) fn bare(&mut self) -> &'t str {
        let start = self.at;
        while let Some(byte) = self.bytes.get(self.at) {
            if matches!(byte, b',' | b':' | b'{' | b'}' | b'[' | b']' | b'"' | b'\'' | b'`') || *byte <= b' ' {
                break;
            }
            self.at += 1;
        }
        self.part(start, self.at)
    }

    /// Whether so many bytes more may be read ahead.
    pub(super) fn may_look(&mut self, bytes: usize) -> bool {
        let may = self.ahead >= bytes;
        self.ahead = self.ahead.saturating_sub(bytes);
        may
    }

    /// Whether the list that begins here begins with a list of scalars.
    pub(super) fn is_matrix(&mut self) -> bool {
        let start = self.at;
        self.at += 1;
        let mut is = false;
        if self.peek() == Some(b'[') {
            self.at += 1;
            is = !matches!(self.peek(), Some(b'[' | b'{' | b']') | None);
        }
        self.ahead = self.ahead.saturating_sub(self.at - start);
        self.at = start;
        is
    }

    /// Whether the list that begins here begins with an object that names a value and holds it; it stands where it stood.
    pub(super) fn is_pairs(&mut self) -> bool {
        let start = self.at;
        self.at += 1;
        let is = self.ahead > 0 && self.peek() == Some(b'{') && {
            self.at += 1;
            self.is_pair()
        };
        self.ahead = self.ahead.saturating_sub(self.at - start);
        self.at = start;
        is
    }

    /// Whether the object or list that begins here is a short one: what kind an identifier is of (FHIR).
    pub(super) fn closes_soon(&self) -> bool {
        const LONGEST: usize = 400;
        let mut open = 0_usize;
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        rest.iter().take(LONGEST).any(|byte| {
            match byte {
                b'{' | b'[' => open += 1,
                b'}' | b']' => open = open.saturating_sub(1),
                _ => {}
            }
            open == 0
        })
    }

    fn is_pair(&mut self) -> bool {
        let mut label: Option<Cow<'_, str>> = None;
        for _ in 0..MOST_OF_PAIR {
            let Some(key) = self.key() else { return false };
            let is_value = label.as_deref().is_some_and(|label| value::is_value_of(&key, label));
            match self.peek() {
                Some(b'"' | b'\'' | b'`') => {
                    let text = self.string();
                    if value::names_label(&key) && value::may_label(&key, &text) {
                        label = Some(text);
                    }
                }
                Some(b'{' | b'[') if self.closes_soon() => self.pass(),
                Some(b'{' | b'[') | None => return false,
                Some(_) => drop(self.bare()),
            }
            if is_value {
                return true;
            }
        }
        false
    }

    /// Passes over a value, whatever it is.
    pub(super) fn pass(&mut self) {
        let mut open = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'{' | b'[' => {
                    open += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    if open == 0 {
                        return;
                    }
                    open -= 1;
                    self.at += 1;
                }
                b',' | b':' => self.at += 1,
                b'"' | b'\'' | b'`' => self.pass_string(),
                _ => drop(self.bare()),
            }
            if open == 0 {
                return;
            }
        }
    }

    fn pass_string(&mut self) {
        let quote = self.bytes.get(self.at).copied().unwrap_or(b'"');
        self.at += 1;
        while let Some(found) = memchr2(quote, b'\\', self.bytes.get(self.at..).unwrap_or_default()) {
            self.at += found + 1;
            if self.bytes.get(self.at - 1) == Some(&quote) {
                return;
            }
            self.at += 1;
        }
        self.at = self.len();
    }

    /// Passes over rows, if they are some and may be read later; gives where they begin.
    pub(super) fn skip_rows(&mut self) -> Option<usize> {
        let start = self.at;
        if self.ahead == 0 || !self.is_matrix() {
            return None;
        }
        self.pass();
        if self.may_look(self.at - start) && self.at < self.len() {
            return Some(start);
        }
        self.at = start;
        None
    }

    /// The names of columns that the list here holds, as strings or in objects; it stands where it stood.
    pub(super) fn header(&mut self) -> Vec<Cow<'t, str>> {
        let start = self.at;
        let mut names = Vec::new();
        self.at += 1;
        while names.len() < MOST_COLUMNS && self.ahead > self.at - start && self.element() {
            match self.peek() {
                Some(b'"' | b'\'' | b'`') => names.push(self.string()),
                Some(b'{') => names.push(self.column()),
                Some(b'[') => {
                    names.clear();
                    break;
                }
                _ => drop(self.bare()),
            }
        }
        self.ahead = self.ahead.saturating_sub(self.at - start);
        self.at = start;
        names
    }

    /// The name of a column that an object describes: what it is called, or else its key.
    fn column(&mut self) -> Cow<'t, str> {
        let mut best = (0, Cow::Borrowed(""));
        self.at += 1;
        while let Some(key) = self.key() {
            let rank = match &*key {
                "title" | "label" | "header" | "caption" | "text" | "sTitle" => 3,
                "name" | "headerName" | "displayName" => 2,
                "field" | "data" | "key" | "id" | "dataIndex" => 1,
                _ => 0,
            };
            match self.peek() {
                Some(b'"' | b'\'') => {
                    let text = self.string();
                    if rank > best.0 && !text.is_empty() {
                        best = (rank, text);
                    }
                }
                _ => self.pass(),
            }
        }
        best.1
    }
}

/// The highest bit of the first of eight bytes that is the quote or a backslash, and of some behind it; none where none is.
#[inline]
fn ends(word: u64, quote: u8) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word & (0x80 * ONES);
    zeros(word ^ (u64::from(quote) * ONES)) | zeros(word ^ (u64::from(b'\\') * ONES))
}

/// What escapes in a string stand for; those of scripts too. A surrogate without its other half is the replacement
/// character.
pub(in super::super) fn unescaped(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = memchr(b'\\', rest.as_bytes()) {
        let Some((before, tail)) = rest.split_at_checked(at) else { break };
        out.push_str(before);
        let length = escape(tail.as_bytes(), &mut out);
        // An escaped letter beyond ASCII stands for itself.
        rest = tail.get(length..).or_else(|| tail.get(1..)).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// Appends what an escape stands for; gives how long it is.
fn escape(tail: &[u8], out: &mut String) -> usize {
    let Some(byte) = tail.get(1) else { return 1 };
    match byte {
        b'n' | b'r' => out.push('\n'),
        b't' => out.push('\t'),
        b'b' | b'f' | b'v' | b'0' => out.push(' '),
        b'\n' => {}
        b'u' | b'x' => {
            let (letter, length) = code_point(tail);
            out.extend(letter);
            return length;
        }
        byte if byte.is_ascii() => out.push(char::from(*byte)),
        _ => return 1,
    }
    2
}

fn code_point(tail: &[u8]) -> (Option<char>, usize) {
    let hex = |at: usize, count: usize| -> Option<u32> {
        tail.get(at..at + count)?
            .iter()
            .try_fold(0_u32, |value, byte| Some(value * 16 + char::from(*byte).to_digit(16)?))
    };
    if tail.get(1) == Some(&b'x') {
        return hex(2, 2).map_or((None, 2), |value| (char::from_u32(value), 4));
    }
    if tail.get(2) == Some(&b'{') {
        let digits = tail.iter().skip(3).take(6).take_while(|byte| byte.is_ascii_hexdigit()).count();
        let value = hex(3, digits).and_then(char::from_u32);
        return (
            Some(value.unwrap_or(char::REPLACEMENT_CHARACTER)),
            3 + digits + usize::from(tail.get(3 + digits) == Some(&b'}')),
        );
    }
    let Some(first) = hex(2, 4) else { return (None, 2) };
    if (0xD800..0xDC00).contains(&first)
        && tail.get(6..8) == Some(b"\\u")
        && let Some(second) = hex(8, 4).filter(|second| (0xDC00..0xE000).contains(second))
    {
        return (char::from_u32(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)), 12);
    }
    (Some(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER)), 6)
}

/// Where the literal ends that begins at `at` with `{` or `[`, when it is data through and through: no calls, functions,
/// names of variables. Otherwise how many bytes were read to see that, `most` at most.
pub(in super::super) fn literal_end(text: &str, at: usize, most: usize) -> Result<usize, usize> {
    let mut scan = Scanner::new(text);
    scan.at = at;
    let end = at.saturating_add(most);
    let mut open = 0_usize;
    while scan.at < end
        && let Some(byte) = scan.peek()
    {
        match byte {
            b'{' | b'[' => {
                open += 1;
                scan.at += 1;
            }
            b'}' | b']' => {
                open = open.saturating_sub(1);
                scan.at += 1;
                if open == 0 {
                    return Ok(scan.at);
                }
            }
            b',' | b':' => scan.at += 1,
            b'"' | b'\'' => scan.pass_string(),
            b'`' => break,
            _ => {
                let bare = scan.bare();
                let is_plain = matches!(bare, "true" | "false" | "null" | "undefined" | "NaN" | "!0" | "!1")
                    || value::is_number(bare);
                let is_name = bare.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$'));
                let is_key = is_name && scan.peek() == Some(b':');
                if !is_plain && !is_key {
                    break;
                }
            }
        }
    }
    Err(scan.at.saturating_sub(at))
}
