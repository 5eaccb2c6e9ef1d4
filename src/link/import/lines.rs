//! A stream as lines, one at a time, with a digest over all of it.

use std::io::{Read, Result};

use aws_lc_rs::digest::{Context, SHA256};

use super::gunzip::Unpacked;

/// The longest line that is read; the rest of a longer one is passed over.
pub(super) const LONGEST: usize = 64 << 10;
/// How much is read at a time.
const CHUNK: usize = 64 << 10;

/// The lines of a stream, unpacked where it is packed.
pub(super) struct Lines<'r> {
    from: Unpacked<'r>,
    context: Context,
    chunk: Vec<u8>,
    at: usize,
    filled: usize,
    line: Vec<u8>,
    number: u64,
}

/// One line.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Line<'l> {
    /// Its number, from one.
    pub(super) number: u64,
    /// Its bytes without the end, at most [`LONGEST`].
    pub(super) bytes: &'l [u8],
    /// Whether it is longer than that.
    pub(super) cut: bool,
    /// Whether it has an end.
    pub(super) ended: bool,
}

impl<'r> Lines<'r> {
    pub(super) fn new(from: &'r mut dyn Read) -> Self {
        Self {
            from: Unpacked::new(from),
            context: Context::new(&SHA256),
            chunk: vec![0; CHUNK],
            at: 0,
            filled: 0,
            line: Vec::new(),
            number: 0,
        }
    }

    /// The next line; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Line<'_>>> {
        self.line.clear();
        let (mut cut, mut any) = (false, false);
        loop {
            if self.at == self.filled && !self.fill()? {
                if !any {
                    return Ok(None);
                }
                return Ok(Some(self.told(cut, false)));
            }
            any = true;
            let rest = self.chunk.get(self.at..self.filled).unwrap_or_default();
            let end = memchr::memchr(b'\n', rest);
            let part = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
            let room = LONGEST - self.line.len();
            cut |= part.len() > room;
            self.line.extend_from_slice(part.get(..room.min(part.len())).unwrap_or_default());
            self.at += part.len() + usize::from(end.is_some());
            if end.is_some() {
                return Ok(Some(self.told(cut, true)));
            }
        }
    }

    /// What lies ahead, as much as is at hand: nothing is taken.
    pub(super) fn ahead(&mut self) -> Result<&[u8]> {
        if self.at == self.filled {
            self.fill()?;
        }
        Ok(self.chunk.get(self.at..self.filled).unwrap_or_default())
    }

    /// The SHA-256 of all that was read, in hexadecimal digits.
    pub(super) fn digest(self) -> String {
        self.context.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Everything as one text of at most `most` bytes; `None` where it is longer. For documents that have no lines.
    pub(super) fn whole(&mut self, most: usize) -> Result<Option<Vec<u8>>> {
        let mut all = Vec::new();
        while self.at < self.filled || self.fill()? {
            all.extend_from_slice(self.chunk.get(self.at..self.filled).unwrap_or_default());
            self.at = self.filled;
            if all.len() > most {
                return Ok(None);
            }
        }
        Ok(Some(all))
    }

    fn told(&mut self, cut: bool, ended: bool) -> Line<'_> {
        self.number += 1;
        if self.line.last() == Some(&b'\r') {
            self.line.pop();
        }
        Line { number: self.number, bytes: &self.line, cut, ended }
    }

    fn fill(&mut self) -> Result<bool> {
        self.at = 0;
        self.filled = self.from.read(&mut self.chunk)?;
        self.context.update(self.chunk.get(..self.filled).unwrap_or_default());
        Ok(self.filled > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_one_at_a_time_and_long_ones_are_cut() {
        let mut text = b"one\r\n\ntwo\n".to_vec();
        text.extend(vec![b'x'; LONGEST + 100_000]);
        text.extend(b"\nlast");
        let mut from = text.as_slice();
        let mut lines = Lines::new(&mut from);
        let mut seen = Vec::new();
        while let Some(Line { number, bytes, cut, ended }) = lines.next().expect("readable") {
            seen.push((number, bytes.len(), cut, ended));
        }
        assert_eq!(
            seen,
            [
                (1, 3, false, true),
                (2, 0, false, true),
                (3, 3, false, true),
                (4, LONGEST, true, true),
                (5, 4, false, false)
            ]
        );
        assert_eq!(lines.digest(), crate::fact::Digest::of(&text).hex());
    }
}
