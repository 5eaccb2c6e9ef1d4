//! Strings of Excel 5 to 2003 (MS-XLS 2.5.293, 2.5.294), which may go on from one record into the next.

use super::super::number::{u16_le, u32_le};

/// Letters of one or two bytes each.
pub(super) fn decode(bytes: &[u8], is_wide: bool) -> String {
    let encoding = if is_wide { encoding_rs::UTF_16LE } else { encoding_rs::WINDOWS_1252 };
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// The string at the beginning of a record, whose count of letters takes so many bytes.
pub(super) fn of(data: &[u8], is_wide: bool, count_bytes: usize) -> String {
    let count =
        if count_bytes == 1 { data.first().copied().map(usize::from) } else { u16_le(data, 0).map(usize::from) };
    let (Some(count), Some(rest)) = (count, data.get(count_bytes..)) else { return String::new() };
    if !is_wide {
        return decode(rest.get(..count.min(rest.len())).unwrap_or_default(), false);
    }
    let Some((flags, mut rest)) = rest.split_first() else { return String::new() };
    // How many runs of formatting and how much else follows stands before the letters.
    let skip = if flags & 8 != 0 { 2 } else { 0 } + if flags & 4 != 0 { 4 } else { 0 };
    rest = rest.get(skip..).unwrap_or_default();
    let length = if flags & 1 != 0 { count * 2 } else { count };
    decode(rest.get(..length.min(rest.len())).unwrap_or_default(), flags & 1 != 0)
}

/// A record and those that continue it.
pub(super) struct Pieces<'a> {
    current: &'a [u8],
    more: std::vec::IntoIter<&'a [u8]>,
}

impl<'a> Pieces<'a> {
    /// At the beginning of a record.
    pub(super) fn new(data: &'a [u8], more: Vec<&'a [u8]>) -> Self {
        Self { current: data, more: more.into_iter() }
    }

    /// The strings that cells share.
    pub(super) fn strings(mut self) -> Vec<String> {
        let mut strings = Vec::new();
        self.pass_over(8);
        while let Some(string) = self.string() {
            strings.push(string);
        }
        strings
    }

    fn string(&mut self) -> Option<String> {
        if self.current.is_empty() {
            self.current = self.more.next()?;
        }
        let count = usize::from(u16_le(self.current, 0)?);
        let flags = *self.current.get(2)?;
        let mut at = 3;
        let mut behind = 0;
        if flags & 8 != 0 {
            behind += usize::from(u16_le(self.current, at)?) * 4;
            at += 2;
        }
        if flags & 4 != 0 {
            behind += usize::try_from(u32_le(self.current, at)?).ok()?;
            at += 4;
        }
        self.current = self.current.get(at..)?;
        let text = self.letters(count, flags & 1 != 0);
        self.pass_over(behind);
        Some(text)
    }

    /// So many letters; where a record ends within them, the next one tells anew how wide they are.
    fn letters(&mut self, mut count: usize, mut is_wide: bool) -> String {
        let mut text = String::new();
        loop {
            let width = if is_wide { 2 } else { 1 };
            let here = count.min(self.current.len() / width);
            let (letters, rest) = self.current.split_at_checked(here * width).unwrap_or((self.current, &[]));
            text.push_str(&decode(letters, is_wide));
            self.current = rest;
            count -= here;
            if count == 0 {
                return text;
            }
            let Some(next) = self.more.next() else { return text };
            is_wide = next.first().is_some_and(|flags| flags & 1 != 0);
            self.current = next.get(1..).unwrap_or_default();
        }
    }

    fn pass_over(&mut self, mut count: usize) {
        while count > self.current.len() {
            count -= self.current.len();
            let Some(next) = self.more.next() else {
                self.current = &[];
                return;
            };
            self.current = next;
        }
        self.current = self.current.get(count..).unwrap_or_default();
    }
}
