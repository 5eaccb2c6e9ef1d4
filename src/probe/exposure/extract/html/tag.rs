//! Tags: their name in a word, their attributes in one pass.

use memchr::{memchr, memchr_iter};

use super::super::near::near;

/// A name of an element, small letters, the last eight bytes of it.
pub(super) const fn name(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let mut packed = 0;
    let mut at = 0;
    while at < bytes.len() {
        packed = (packed << 8) | bytes[at] as u64;
        at += 1;
    }
    packed
}

/// What bytes of names of elements are as small letters; 0 for what ends a name.
static NAMES: [u8; 256] = {
    let mut names = [0; 256];
    let mut byte = 0u8;
    while byte < u8::MAX {
        names[byte as usize] = match byte {
            b'A'..=b'Z' => byte | 0x20,
            b'a'..=b'z' | b'0'..=b'9' | b'-' | b':' | b'_' | b'.' | 0x80.. => byte,
            _ => 0,
        };
        byte += 1;
    }
    names
};

/// Which bytes end the name of an attribute.
static ENDS: [bool; 256] = {
    let mut ends = [false; 256];
    let signs = b"=> \n\t\r/<";
    let mut at = 0;
    while at < signs.len() {
        ends[signs[at] as usize] = true;
        at += 1;
    }
    ends
};

/// The name that begins at `at`, and where it ends.
#[inline]
pub(super) fn name_at(bytes: &[u8], at: usize) -> (u64, usize) {
    let (mut packed, mut length) = (0_u64, 0);
    for byte in bytes.get(at..).unwrap_or_default() {
        let small = NAMES[usize::from(*byte)];
        if small == 0 {
            break;
        }
        packed = (packed << 8) | u64::from(small);
        length += 1;
    }
    (packed, at + length)
}

/// An attribute: its name as written, and its value before its references are undone.
pub(super) type Attribute<'t> = (&'t str, &'t str);

/// An attribute that swallows more than this, with a tag in it, is one whose quote was never closed.
const LONGEST_UNREAD: usize = 200;

/// Reads attributes.
#[derive(Default)]
pub(super) struct Attributes<'t> {
    /// Those of the tag last read that are worth a look.
    pub(super) kept: Vec<Attribute<'t>>,
    /// Whether no quote of a kind comes any more, so that none is looked for again.
    no_double: bool,
    no_single: bool,
}

impl<'t> Attributes<'t> {
    /// Reads the attributes from `at` on; gives where the tag ends.
    #[inline]
    pub(super) fn read(&mut self, text: &'t str, mut at: usize) -> usize {
        self.kept.clear();
        let bytes = text.as_bytes();
        loop {
            match bytes.get(at) {
                None => return bytes.len(),
                Some(b'>') => return at + 1,
                Some(b'<') => return at,
                Some(b' ' | b'\n' | b'\t' | b'\r' | b'/' | 0x0C | b'=' | b'"' | b'\'') => at += 1,
                Some(_) => at = self.one(text, at),
            }
        }
    }

    /// Reads one attribute; gives where it ends.
    #[inline]
    fn one(&mut self, text: &'t str, start: usize) -> usize {
        let bytes = text.as_bytes();
        let rest = bytes.get(start..).unwrap_or_default();
        let mut at = start + rest.iter().position(|byte| ENDS[usize::from(*byte)]).unwrap_or(rest.len());
        let name = text.get(start..at).unwrap_or_default();
        let mut next = skip_space(bytes, at);
        let mut value = "";
        if bytes.get(next) == Some(&b'=') {
            next = skip_space(bytes, next + 1);
            (value, at) = self.value(text, next);
        }
        if is_kept(name, value) {
            self.kept.push((name, value));
        } else if value.len() > LONGEST_UNREAD
            && let Some(tag) = memchr(b'>', value.as_bytes())
            && memchr(b'<', value.as_bytes()).is_some()
        {
            return next + 1 + tag;
        }
        at
    }

    /// The value that begins at `start`, and where it ends.
    #[inline]
    fn value(&mut self, text: &'t str, start: usize) -> (&'t str, usize) {
        let bytes = text.as_bytes();
        let (quote, missing) = match bytes.get(start) {
            Some(b'"') => (b'"', &mut self.no_double),
            Some(b'\'') => (b'\'', &mut self.no_single),
            _ => {
                let mut end = start;
                while bytes.get(end).is_some_and(|byte| !matches!(byte, b'>' | b' ' | b'\n' | b'\t' | b'\r')) {
                    end += 1;
                }
                return (text.get(start..end).unwrap_or_default(), end);
            }
        };
        let rest = bytes.get(start + 1..).unwrap_or_default();
        if !*missing {
            if let Some(length) = near(quote, rest) {
                let end = start + 1 + length;
                return (text.get(start + 1..end).unwrap_or_default(), end + 1);
            }
            *missing = true;
        }
        // Never closed: up to the end of the tag.
        let end = start + 1 + memchr(b'>', rest).unwrap_or(rest.len());
        (text.get(start + 1..end).unwrap_or_default(), end)
    }

    /// The value of an attribute.
    pub(super) fn value_of(&self, name: &str) -> Option<&'t str> {
        self.kept.iter().find(|(kept, _)| kept.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
    }

    /// Whether the element is not shown.
    pub(super) fn hide(&self) -> bool {
        // Styles are kept only where they hide.
        !self.kept.is_empty() && self.kept.iter().any(|(name, _)| is(name, "hidden") || is(name, "style"))
    }
}

#[inline]
fn skip_space(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(|byte| matches!(byte, b' ' | b'\n' | b'\t' | b'\r')) {
        at += 1;
    }
    at
}

#[inline]
fn is(name: &str, other: &str) -> bool {
    name.eq_ignore_ascii_case(other)
}

/// Whether an attribute may say something, of a person or of how its element is to be read.
#[inline]
fn is_kept(name: &str, value: &str) -> bool {
    let Some(first) = name.as_bytes().first() else { return false };
    let any = |names: &[&str]| names.iter().any(|other| is(name, other));
    match first | 0x20 {
        b'd' => name.len() > 5 && name.as_bytes().get(4) == Some(&b'-'),
        b'c' => any(&["colspan", "content", "checked", "cite"]),
        b's' => match name.len() {
            3 => is(name, "src"),
            4 => is(name, "span"),
            5 => is(name, "style") && hides(value),
            _ => any(&["selected", "summary", "srcset"]),
        },
        b'h' => any(&["href", "hidden", "http-equiv", "hx-vals", "hx-headers"]),
        b't' => any(&["title", "type"]),
        b'a' => any(&["alt", "action", "aria-label"]),
        b'v' => is(name, "value") || name.as_bytes().get(1) == Some(&b'-'),
        b'n' => is(name, "name") || name.as_bytes().get(2) == Some(&b'-'),
        b'p' => any(&["placeholder", "property", "poster"]),
        b'i' => any(&["id"]),
        b'r' => any(&["rowspan", "readonly", "required", "rel"]) || is(name, "role") && super::role::is_of_table(value),
        b'f' => any(&["for", "formaction"]),
        b'l' => is(name, "label"),
        b'm' => is(name, "method"),
        b'o' => name.len() > 5 && name.as_bytes().get(1).is_some_and(|byte| byte | 0x20 == b'n'),
        b'x' => name.as_bytes().get(1) == Some(&b'-') || is(name, "x:num"),
        b':' | b'`' | b'{' | b'(' | b'*' => true,
        _ => false,
    }
}

/// Whether a style keeps its element from being shown.
fn hides(style: &str) -> bool {
    memchr_iter(b':', style.as_bytes()).any(|at| {
        let before = style.get(..at).unwrap_or_default().trim_end();
        let after = style.get(at + 1..).unwrap_or_default().trim_start();
        let starts = |word: &str| after.get(..word.len()).is_some_and(|start| is(start, word));
        let ends = |word: &str| {
            before.len().checked_sub(word.len()).and_then(|at| before.get(at..)).is_some_and(|end| is(end, word))
        };
        (starts("none") && ends("display")) || (starts("hidden") && ends("visibility"))
    })
}
