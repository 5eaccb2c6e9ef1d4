//! The raw spelling of PDF objects: where the values of a dictionary stand, and no key twice.
//!
//! Which of two equal keys counts, every reader decides for itself; a dictionary that has them is refused.

use std::collections::BTreeSet;
use std::ops::Range;

/// How deep objects may stand in one another.
const DEPTH: usize = 64;

/// What is wrong with the spelling.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Flaw {
    /// No object of PDF.
    Syntax,
    /// A dictionary holds a key twice.
    Twice,
}

/// The keys of a dictionary with the places of their values.
#[derive(Clone, Debug, Default)]
pub(super) struct Entries {
    entries: Vec<(Vec<u8>, Range<usize>)>,
    /// The place behind the dictionary.
    pub(super) end: usize,
}

impl Entries {
    /// Where the value of a key stands.
    pub(super) fn place(&self, key: &[u8]) -> Option<Range<usize>> {
        self.entries.iter().find(|(name, _)| name == key).map(|(_, place)| place.clone())
    }

    /// A value that is a number without sign.
    pub(super) fn number(&self, bytes: &[u8], key: &[u8]) -> Option<usize> {
        let text = bytes.get(self.place(key)?)?;
        std::str::from_utf8(text).ok()?.trim().parse().ok()
    }
}

/// `12 0 obj` at exactly this place; the place behind it.
pub(super) fn header(bytes: &[u8], at: usize, number: u32, generation: u16) -> Option<usize> {
    let rest = bytes.get(at..)?;
    let text = format!("{number} {generation} obj");
    let rest = rest.strip_prefix(text.as_bytes())?;
    rest.first().is_some_and(|byte| !is_regular(*byte)).then_some(at + text.len())
}

/// The dictionary at this place, white space before it allowed.
pub(super) fn dictionary(bytes: &[u8], at: usize) -> Result<Entries, Flaw> {
    Scanner { bytes }.dictionary(skip(bytes, at), DEPTH)
}

/// The object at this place; the place behind it.
pub(super) fn object(bytes: &[u8], at: usize) -> Result<usize, Flaw> {
    Scanner { bytes }.object(skip(bytes, at), DEPTH)
}

/// The place of the next byte that is neither white space nor part of a comment.
pub(super) fn skip(bytes: &[u8], mut at: usize) -> usize {
    loop {
        match bytes.get(at) {
            Some(0 | 9 | 10 | 12 | 13 | 32) => at += 1,
            Some(b'%') => at += line(bytes, at),
            _ => return at,
        }
    }
}

/// How often a name is spelled in some bytes, whatever they are: as it is, or with escapes.
pub(super) fn names(bytes: &[u8], name: &[u8]) -> usize {
    let plain_ones = memchr::memmem::find_iter(bytes, name).count();
    // The first escape of a word stands for all of it.
    let is_escaped = |at: &usize| {
        let from = at.saturating_sub(3 * name.len());
        let before = bytes.get(from..*at).unwrap_or_default();
        let Some(slash) = memchr::memrchr(b'/', before) else { return false };
        let start = from + slash + 1;
        let word = bytes.get(start..bytes.len().min(start + 3 * name.len() + 1)).unwrap_or_default();
        let word = word.iter().take_while(|byte| is_regular(**byte)).count();
        let word = bytes.get(start..start + word).unwrap_or_default();
        memchr::memchr(b'#', word).is_some_and(|first| start + first == *at) && plain(word) == name
    };
    plain_ones + memchr::memchr_iter(b'#', bytes).filter(is_escaped).count()
}

fn line(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    memchr::memchr2(b'\r', b'\n', rest).unwrap_or(rest.len())
}

fn is_regular(byte: u8) -> bool {
    !matches!(byte, 0 | 9 | 10 | 12 | 13 | 32 | b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

struct Scanner<'a> {
    bytes: &'a [u8],
}

impl Scanner<'_> {
    fn object(&self, at: usize, depth: usize) -> Result<usize, Flaw> {
        let depth = depth.checked_sub(1).ok_or(Flaw::Syntax)?;
        match (self.bytes.get(at), self.bytes.get(at + 1)) {
            (Some(b'<'), Some(b'<')) => self.dictionary(at, depth).map(|entries| entries.end),
            (Some(b'<'), _) => self.until(at + 1, b'>'),
            (Some(b'('), _) => self.string(at),
            (Some(b'['), _) => self.array(at + 1, depth),
            (Some(b'/'), _) => Ok(self.word(at + 1)),
            (Some(byte), _) if is_regular(*byte) => Ok(self.word(at)),
            _ => Err(Flaw::Syntax),
        }
    }

    fn dictionary(&self, at: usize, depth: usize) -> Result<Entries, Flaw> {
        if self.bytes.get(at..at + 2) != Some(b"<<") {
            return Err(Flaw::Syntax);
        }
        let mut found = Entries::default();
        let mut names = BTreeSet::new();
        let mut at = skip(self.bytes, at + 2);
        while self.bytes.get(at) == Some(&b'/') {
            let end = self.word(at + 1);
            let name = plain(self.bytes.get(at + 1..end).unwrap_or_default());
            if !names.insert(name.clone()) {
                return Err(Flaw::Twice);
            }
            let start = skip(self.bytes, end);
            let stop = self.value(start, depth)?;
            found.entries.push((name, start..stop));
            at = skip(self.bytes, stop);
        }
        if self.bytes.get(at..at + 2) != Some(b">>") {
            return Err(Flaw::Syntax);
        }
        found.end = at + 2;
        Ok(found)
    }

    /// One value: an object, or the three words of a reference.
    fn value(&self, at: usize, depth: usize) -> Result<usize, Flaw> {
        let end = self.object(at, depth)?;
        let digits = |range: Range<usize>| {
            let word = self.bytes.get(range).unwrap_or_default();
            !word.is_empty() && word.iter().all(u8::is_ascii_digit)
        };
        if !digits(at..end) {
            return Ok(end);
        }
        let second = skip(self.bytes, end);
        let second_end = self.word(second);
        let third = skip(self.bytes, second_end);
        let is_reference = digits(second..second_end) && self.bytes.get(third..self.word(third)) == Some(b"R");
        Ok(if is_reference { third + 1 } else { end })
    }

    fn array(&self, at: usize, depth: usize) -> Result<usize, Flaw> {
        let mut at = skip(self.bytes, at);
        while self.bytes.get(at) != Some(&b']') {
            at = skip(self.bytes, self.object(at, depth)?);
        }
        Ok(at + 1)
    }

    fn string(&self, at: usize) -> Result<usize, Flaw> {
        let mut open = 0_usize;
        let mut at = at;
        loop {
            match self.bytes.get(at).ok_or(Flaw::Syntax)? {
                b'\\' => at += 1,
                b'(' => open += 1,
                b')' => open -= 1,
                _ => {}
            }
            at += 1;
            if open == 0 {
                return Ok(at);
            }
        }
    }

    fn until(&self, at: usize, end: u8) -> Result<usize, Flaw> {
        let rest = self.bytes.get(at..).ok_or(Flaw::Syntax)?;
        memchr::memchr(end, rest).map(|length| at + length + 1).ok_or(Flaw::Syntax)
    }

    fn word(&self, at: usize) -> usize {
        let rest = self.bytes.get(at..).unwrap_or_default();
        at + rest.iter().take_while(|byte| is_regular(**byte)).count()
    }
}

/// A name without its escapes: `#20` is a blank.
fn plain(name: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(name.len());
    let mut rest = name;
    while let Some((byte, behind)) = rest.split_first() {
        let escape = behind.get(..2).filter(|_| *byte == b'#').and_then(|two| std::str::from_utf8(two).ok());
        match escape.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(value) => {
                plain.push(value);
                rest = behind.get(2..).unwrap_or_default();
            }
            None => {
                plain.push(*byte);
                rest = behind;
            }
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn values_have_places() {
        let bytes = b" << /A 1 0 R/B(a\\)(b))/C[1 2 R<<>>]/D<00>/E/F % x\n /G 12 >>z";
        let entries = dictionary(bytes, 0).expect("a dictionary");
        let value = |key: &[u8]| bytes.get(entries.place(key).expect("a key")).map(<[u8]>::to_vec);
        assert_eq!(value(b"A"), Some(b"1 0 R".to_vec()));
        assert_eq!(value(b"B"), Some(b"(a\\)(b))".to_vec()));
        assert_eq!(value(b"E"), Some(b"/F".to_vec()));
        assert_eq!(entries.number(bytes, b"G"), Some(12));
        assert_eq!(bytes.get(entries.end), Some(&b'z'));
    }

    #[test]
    fn names_are_counted_however_they_are_spelled() {
        let count = |bytes: &[u8]| names(bytes, b"ObjStm");
        assert_eq!(count(b"<</Type/ObjStm>> (ObjStm)"), 2);
        assert_eq!(count(b"/#4fbjStm /Obj#53tm /#4f#62#6a#53#74#6d#"), 2);
        assert_eq!(count(b"/#4f#62#6a#53#74#6d /Obj#53tmx /Obj#5"), 1);
        assert_eq!(count(b"#4fbjStm /"), 0);
    }

    #[test]
    fn no_key_may_stand_twice_not_even_escaped_or_deep() {
        assert_eq!(dictionary(b"<</A 1/A 2>>", 0).err(), Some(Flaw::Twice));
        assert_eq!(object(b"[<</AB 1/#41B 2>>]", 0), Err(Flaw::Twice));
        assert_eq!(object(&b"[".repeat(100_000), 0), Err(Flaw::Syntax));
    }

    proptest! {
        #[test]
        fn garbage_ends(bytes in "[<>\\[\\]()/#%A1R \\\\]{0,80}") {
            let _ = object(bytes.as_bytes(), 0);
            let _ = dictionary(bytes.as_bytes(), 0);
        }
    }
}
