//! The objects of a PDF file (ISO 32000-2, 7.3) and the words of its content streams.

use std::collections::BTreeMap;

/// How deep arrays and dictionaries may be nested.
const MOST_NESTED: u32 = 40;

/// The entries of a dictionary.
pub(super) type Dictionary = BTreeMap<String, Object>;

/// An object.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Object {
    /// Nothing.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A name.
    Name(String),
    /// A string of bytes.
    String(Vec<u8>),
    /// Objects in order.
    Array(Vec<Self>),
    /// Objects by name.
    Dictionary(Dictionary),
    /// The object of that number.
    Reference(u32),
}

impl Object {
    /// The number, if it is one.
    pub(super) fn number(&self) -> Option<f64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    /// The number as a count or place.
    pub(super) fn length(&self) -> Option<usize> {
        whole(self.number()?)
    }

    /// The name, if it is one.
    pub(super) fn name(&self) -> Option<&str> {
        if let Self::Name(name) = self { Some(name) } else { None }
    }

    /// The bytes, if it is a string.
    pub(super) fn string(&self) -> Option<&[u8]> {
        if let Self::String(bytes) = self { Some(bytes) } else { None }
    }

    /// The objects, if it is an array.
    pub(super) fn array(&self) -> Option<&[Self]> {
        if let Self::Array(objects) = self { Some(objects) } else { None }
    }

    /// The entries, if it is a dictionary.
    pub(super) fn dictionary(&self) -> Option<&Dictionary> {
        if let Self::Dictionary(entries) = self { Some(entries) } else { None }
    }
}

/// A number as a count, if it can be one.
pub(super) fn whole(number: f64) -> Option<usize> {
    if !(0.0..=4_294_967_295.0).contains(&number) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded just above")]
    let count = number as usize;
    Some(count)
}

/// What comes next.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Word<'a> {
    /// An object.
    Object(Object),
    /// Anything else: an operator, `obj`, `stream`.
    Operator(&'a [u8]),
}

/// Reads objects and operators one after the other.
#[derive(Clone, Debug)]
pub(super) struct Lexer<'a> {
    bytes: &'a [u8],
    /// Where it stands.
    pub(super) at: usize,
    /// Whether `1 0 R` is a reference, as it is outside of content streams.
    references: bool,
}

impl<'a> Lexer<'a> {
    /// Reads the body of a file.
    pub(super) fn file(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at, references: true }
    }

    /// Reads a content stream.
    pub(super) fn content(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, references: false }
    }

    /// The next object, if one comes next.
    pub(super) fn object(&mut self) -> Option<Object> {
        match self.word()? {
            Word::Object(object) => Some(object),
            Word::Operator(_) => None,
        }
    }

    /// What comes next.
    pub(super) fn word(&mut self) -> Option<Word<'a>> {
        self.nested(0)
    }

    /// What is left.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn nested(&mut self, depth: u32) -> Option<Word<'a>> {
        self.skip_space();
        let first = self.peek()?;
        let object = match first {
            b'/' => {
                self.at += 1;
                Object::Name(self.name())
            }
            b'(' => Object::String(self.literal()),
            b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => {
                self.at += 2;
                Object::Dictionary(self.dictionary(depth)?)
            }
            b'<' => Object::String(self.hexadecimal()),
            b'[' => {
                self.at += 1;
                Object::Array(self.array(depth)?)
            }
            b'+' | b'-' | b'.' | b'0'..=b'9' => self.number(),
            b')' | b'>' | b']' | b'{' | b'}' => {
                self.at += 1;
                return Some(Word::Operator(self.bytes.get(self.at - 1..self.at)?));
            }
            _ => {
                let word = self.regular();
                match word {
                    b"true" => Object::Bool(true),
                    b"false" => Object::Bool(false),
                    b"null" => Object::Null,
                    _ => return Some(Word::Operator(word)),
                }
            }
        };
        Some(Word::Object(object))
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Goes behind white space and comments.
    fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                while self.peek().is_some_and(|byte| !matches!(byte, b'\r' | b'\n')) {
                    self.at += 1;
                }
            } else if !is_space(byte) {
                break;
            } else {
                self.at += 1;
            }
        }
    }

    /// The letters up to a space or delimiter.
    fn regular(&mut self) -> &'a [u8] {
        let start = self.at;
        while self.peek().is_some_and(|byte| !is_space(byte) && !is_delimiter(byte)) {
            self.at += 1;
        }
        self.bytes.get(start..self.at).unwrap_or_default()
    }

    fn name(&mut self) -> String {
        let raw = self.regular();
        if !raw.contains(&b'#') {
            return String::from_utf8_lossy(raw).into_owned();
        }
        let mut name = Vec::new();
        let mut bytes = raw.iter().copied();
        while let Some(byte) = bytes.next() {
            let mut ahead = bytes.clone();
            let escaped = (byte == b'#').then(|| Some(digit(ahead.next()?)? << 4 | digit(ahead.next()?)?)).flatten();
            if let Some(escaped) = escaped {
                name.push(escaped);
                bytes = ahead;
            } else {
                name.push(byte);
            }
        }
        String::from_utf8_lossy(&name).into_owned()
    }

    fn number(&mut self) -> Object {
        let word = self.regular();
        let text = std::str::from_utf8(word).unwrap_or_default();
        let number = text.parse().unwrap_or_else(|_| sloppy_number(text));
        if self.references && number >= 0.0 && !text.contains('.') {
            let back = self.at;
            if self.generation().is_some() {
                return whole(number).and_then(|id| u32::try_from(id).ok()).map_or(Object::Null, Object::Reference);
            }
            self.at = back;
        }
        Object::Number(if number.is_finite() { number } else { 0.0 })
    }

    /// Goes behind `0 R`, if that comes.
    fn generation(&mut self) -> Option<()> {
        self.skip_space();
        self.peek().filter(u8::is_ascii_digit)?;
        let generation = self.regular();
        if generation.len() > 5 || !generation.iter().all(u8::is_ascii_digit) {
            return None;
        }
        self.skip_space();
        (self.regular() == b"R").then_some(())
    }

    fn literal(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut string = Vec::new();
        let mut depth = 1_usize;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'(' => depth += 1,
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                }
                b'\\' => {
                    self.escape(&mut string);
                    continue;
                }
                _ => {}
            }
            string.push(byte);
        }
        string
    }

    fn escape(&mut self, string: &mut Vec<u8>) {
        let Some(byte) = self.peek() else { return };
        self.at += 1;
        match byte {
            b'n' => string.push(b'\n'),
            b'r' => string.push(b'\r'),
            b't' => string.push(b'\t'),
            b'b' => string.push(8),
            b'f' => string.push(12),
            b'\n' => {}
            b'\r' => {
                if self.peek() == Some(b'\n') {
                    self.at += 1;
                }
            }
            b'0'..=b'7' => {
                let mut code = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(next @ b'0'..=b'7') = self.peek() else { break };
                    code = code * 8 + u32::from(next - b'0');
                    self.at += 1;
                }
                string.push(u8::try_from(code & 0xff).unwrap_or_default());
            }
            _ => string.push(byte),
        }
    }

    fn hexadecimal(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut string = Vec::new();
        let mut high = None;
        while let Some(byte) = self.peek() {
            self.at += 1;
            if byte == b'>' {
                break;
            }
            let Some(value) = digit(byte) else { continue };
            match high.take() {
                None => high = Some(value << 4),
                Some(first) => string.push(first | value),
            }
        }
        string.extend(high);
        string
    }

    fn array(&mut self, depth: u32) -> Option<Vec<Object>> {
        let mut objects = Vec::new();
        if depth >= MOST_NESTED {
            return None;
        }
        loop {
            match self.nested(depth + 1)? {
                Word::Object(object) => objects.push(object),
                Word::Operator(b"]") => return Some(objects),
                Word::Operator(b"endobj" | b"stream") => return Some(objects),
                Word::Operator(_) => {}
            }
        }
    }

    fn dictionary(&mut self, depth: u32) -> Option<Dictionary> {
        let mut entries = Dictionary::new();
        if depth >= MOST_NESTED {
            return None;
        }
        loop {
            let key = match self.nested(depth + 1)? {
                Word::Object(Object::Name(key)) => key,
                Word::Operator(b">") => {
                    if self.peek() == Some(b'>') {
                        self.at += 1;
                    }
                    return Some(entries);
                }
                Word::Operator(b"endobj" | b"stream") => return Some(entries),
                _ => continue,
            };
            let back = self.at;
            match self.nested(depth + 1)? {
                Word::Object(value) => {
                    entries.insert(key, value);
                }
                Word::Operator(_) => self.at = back,
            }
        }
    }
}

/// A number as some producers write it: `--5`, `1.2.3`, `12-`.
fn sloppy_number(text: &str) -> f64 {
    let trimmed = text.trim_start_matches(['-', '+']);
    let end = trimmed.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(trimmed.len());
    let sign = if text.starts_with('-') { -1.0 } else { 1.0 };
    trimmed.split_at_checked(end).and_then(|(number, _)| number.parse::<f64>().ok()).unwrap_or(0.0) * sign
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// Whether a byte is white space (7.2.3).
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_read_and_nesting_is_bounded() {
        let text = b"<</A#20B (x\\051\\(y\\)) /C [1 0 R -2.5 <4a4B5> null] /D<</E true>>>> BT";
        let mut lexer = Lexer::file(text, 0);
        let object = lexer.object().expect("a dictionary");
        let entries = object.dictionary().expect("entries");
        assert_eq!(entries.get("A B").and_then(Object::string), Some(&b"x)(y)"[..]));
        let array = entries.get("C").and_then(Object::array).expect("an array");
        assert_eq!(array.first(), Some(&Object::Reference(1)));
        assert_eq!(array.get(2).and_then(Object::string), Some(&b"JKP"[..]));
        assert_eq!(lexer.word(), Some(Word::Operator(b"BT")));
        assert_eq!(Lexer::file(&b"[".repeat(100_000), 0).object(), None);
        assert_eq!(Lexer::content(b"1 0 R").object(), Some(Object::Number(1.0)));
    }
}
