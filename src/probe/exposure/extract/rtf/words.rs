//! The words of Rich Text Format (Microsoft, version 1.9.1), one after the other.

/// What comes next.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Word<'a> {
    /// A group begins.
    Open,
    /// A group ends.
    Close,
    /// A control word, with its number if it has one.
    Control(&'a str, Option<i32>),
    /// A control symbol.
    Symbol(u8),
    /// A byte in the code page of its font, written as `\'hh`.
    Byte(u8),
    /// Bytes as they stand.
    Plain(&'a [u8]),
}

/// Reads words one after the other.
pub(super) struct Words<'a> {
    rest: &'a [u8],
}

impl<'a> Words<'a> {
    /// At the beginning.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Goes behind so many bytes.
    pub(super) fn pass_over(&mut self, count: usize) {
        self.rest = self.rest.get(count..).unwrap_or_default();
    }

    fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at_checked(count).unwrap_or((self.rest, &[]));
        self.rest = rest;
        taken
    }

    /// What stands behind a backslash.
    fn control(&mut self) -> Option<Word<'a>> {
        let first = *self.rest.first()?;
        if first == b'\'' {
            let digits = self.take(3).get(1..)?;
            let code = std::str::from_utf8(digits).ok().and_then(|digits| u8::from_str_radix(digits, 16).ok());
            return Some(Word::Byte(code.unwrap_or(b'?')));
        }
        if !first.is_ascii_alphabetic() {
            self.take(1);
            return Some(Word::Symbol(first));
        }
        let length = self.rest.iter().take(64).take_while(|byte| byte.is_ascii_alphabetic()).count();
        let name = std::str::from_utf8(self.take(length)).ok()?;
        let sign = usize::from(self.rest.first() == Some(&b'-'));
        let digits = self.rest.iter().skip(sign).take(12).take_while(|byte| byte.is_ascii_digit()).count();
        let mut number = None;
        if digits > 0 {
            number = std::str::from_utf8(self.take(sign + digits)).ok().and_then(|digits| digits.parse().ok());
        }
        if self.rest.first() == Some(&b' ') {
            self.take(1);
        }
        Some(Word::Control(name, number))
    }
}

impl<'a> Iterator for Words<'a> {
    type Item = Word<'a>;

    fn next(&mut self) -> Option<Word<'a>> {
        let first = *self.rest.first()?;
        match first {
            b'{' | b'}' | b'\\' => {
                self.take(1);
                match first {
                    b'{' => Some(Word::Open),
                    b'}' => Some(Word::Close),
                    _ => self.control(),
                }
            }
            b'\r' | b'\n' => {
                let length = self.rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
                self.take(length);
                Some(Word::Plain(&[]))
            }
            _ => {
                let ends = |byte: &u8| matches!(byte, b'{' | b'}' | b'\\' | b'\r' | b'\n');
                let length = self.rest.iter().position(ends).unwrap_or(self.rest.len());
                Some(Word::Plain(self.take(length)))
            }
        }
    }
}
