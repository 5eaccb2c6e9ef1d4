//! What the codes of a font mean (ISO 32000-2, 9.7.5 and 9.10.3): tables that lead from codes to characters or glyphs.

use std::collections::BTreeMap;

use super::object::{Lexer, Object, Word, whole};

/// The most entries of a table.
const MOST_ENTRIES: usize = 200_000;

/// A table from codes to texts, or to the numbers of glyphs.
#[derive(Clone, Debug, Default)]
pub(super) struct CharacterMap {
    /// The lengths of codes, in bytes, with the range of codes of that length.
    lengths: Vec<(usize, u32, u32)>,
    texts: BTreeMap<u32, String>,
    /// First code, last code, the text of the first.
    text_ranges: Vec<(u32, u32, String)>,
    glyphs: Vec<(u32, u32, u32)>,
}

impl CharacterMap {
    /// The table that a stream holds.
    pub(super) fn new(bytes: &[u8]) -> Self {
        let mut map = Self::default();
        let mut lexer = Lexer::content(bytes);
        let mut operands: Vec<Object> = Vec::new();
        while let Some(word) = lexer.word() {
            match word {
                Word::Object(object) => operands.push(object),
                Word::Operator(operator) => {
                    map.take(operator, &operands);
                    operands.clear();
                }
            }
            if map.texts.len() + map.text_ranges.len() + map.glyphs.len() > MOST_ENTRIES {
                break;
            }
        }
        map.text_ranges.sort();
        map.glyphs.sort_unstable();
        map
    }

    /// Codes of two bytes that are the numbers of glyphs.
    pub(super) fn identity() -> Self {
        Self { lengths: vec![(2, 0, 0xffff)], ..Self::default() }
    }

    fn take(&mut self, operator: &[u8], operands: &[Object]) {
        match operator {
            b"endcodespacerange" => {
                for pair in operands.chunks_exact(2) {
                    if let [Object::String(low), Object::String(high)] = pair {
                        self.lengths.push((low.len().clamp(1, 4), code(low), code(high)));
                    }
                }
            }
            b"endbfchar" => {
                for pair in operands.chunks_exact(2) {
                    if let [Object::String(from), Object::String(to)] = pair {
                        self.texts.insert(code(from), utf_16(to));
                    }
                }
            }
            b"endbfrange" => operands.chunks_exact(3).for_each(|range| self.text_range(range)),
            b"endcidchar" => {
                for pair in operands.chunks_exact(2) {
                    if let [Object::String(from), Object::Number(to)] = pair {
                        self.glyphs.push((code(from), code(from), glyph(*to)));
                    }
                }
            }
            b"endcidrange" => {
                for range in operands.chunks_exact(3) {
                    if let [Object::String(from), Object::String(to), Object::Number(glyph_id)] = range {
                        self.glyphs.push((code(from), code(to), glyph(*glyph_id)));
                    }
                }
            }
            _ => {}
        }
    }

    fn text_range(&mut self, range: &[Object]) {
        match range {
            [Object::String(from), Object::String(to), Object::String(text)] => {
                self.text_ranges.push((code(from), code(to), utf_16(text)));
            }
            [Object::String(from), Object::String(_), Object::Array(texts)] => {
                for (code, text) in (code(from)..).zip(texts) {
                    if let Object::String(text) = text {
                        self.texts.insert(code, utf_16(text));
                    }
                }
            }
            _ => {}
        }
    }

    /// Whether any code has a text.
    pub(super) fn has_texts(&self) -> bool {
        !self.texts.is_empty() || !self.text_ranges.is_empty()
    }

    /// The first code of these bytes and its length.
    pub(super) fn code(&self, bytes: &[u8]) -> (u32, usize) {
        for length in 1..=4 {
            let Some(own) = bytes.get(..length) else { break };
            let value = code(own);
            if self.lengths.iter().any(|(told, low, high)| *told == length && (*low..=*high).contains(&value)) {
                return (value, length);
            }
        }
        let length = self.lengths.iter().map(|(length, ..)| *length).min().unwrap_or(1).min(bytes.len()).max(1);
        (code(bytes.get(..length).unwrap_or_default()), length)
    }

    /// The text of a code.
    pub(super) fn text(&self, code: u32) -> Option<String> {
        if let Some(text) = self.texts.get(&code) {
            return Some(text.clone());
        }
        let before = self.text_ranges.partition_point(|(from, ..)| *from <= code);
        let near = self.text_ranges.get(before.saturating_sub(8)..before)?;
        let (from, _, text) = near.iter().rev().find(|(from, to, _)| (*from..=*to).contains(&code))?;
        let last = text.chars().next_back()?;
        let moved = char::from_u32(u32::from(last).checked_add(code - from)?)?;
        let mut text = text.clone();
        text.pop();
        text.push(moved);
        Some(text)
    }

    /// The glyph of a code.
    pub(super) fn glyph(&self, code: u32) -> u32 {
        let before = self.glyphs.partition_point(|(from, ..)| *from <= code);
        let near = self.glyphs.get(before.saturating_sub(8)..before).unwrap_or_default();
        let found = near.iter().rev().find(|(from, to, _)| (*from..=*to).contains(&code));
        found.map_or(code, |(from, _, glyph)| glyph.saturating_add(code - from))
    }
}

fn code(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |code, byte| code << 8 | u32::from(*byte))
}

fn glyph(number: f64) -> u32 {
    whole(number).and_then(|number| u32::try_from(number).ok()).unwrap_or(0)
}

/// Text in UTF-16, the highest byte first.
pub(super) fn utf_16(bytes: &[u8]) -> String {
    let units = bytes.chunks(2).map(|pair| match pair {
        [high, low] => u16::from_be_bytes([*high, *low]),
        [single] => u16::from(*single),
        _ => 0,
    });
    char::decode_utf16(units.take(64)).map(|unit| unit.unwrap_or('\u{fffd}')).filter(|c| *c != '\0').collect()
}

/// A string outside of content streams: UTF-16, UTF-8, or PDFDocEncoding (7.9.2.2).
pub(super) fn document_text(bytes: &[u8]) -> String {
    match bytes {
        [0xfe, 0xff, rest @ ..] => {
            let units = rest.chunks_exact(2).map(|pair| match pair {
                [high, low] => u16::from_be_bytes([*high, *low]),
                _ => 0,
            });
            char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{fffd}')).collect()
        }
        [0xff, 0xfe, rest @ ..] => encoding_rs::UTF_16LE.decode_without_bom_handling(rest).0.into_owned(),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        // Producers write UTF-8 without saying so; what is none is close to windows-1252.
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_lead_to_texts_and_glyphs() {
        let map = CharacterMap::new(
            b"1 begincodespacerange <0000> <ffff> endcodespacerange 1 beginbfchar <0003> <1ECB> endbfchar\n\
              2 beginbfrange <0010> <0019> <0030> <0020> <0021> [<00660066> <0041>] endbfrange\n\
              1 begincidrange <0100> <01ff> 7 endcidrange",
        );
        assert_eq!(map.code(&[0, 3, 9]), (3, 2));
        let texts: Vec<_> = [3, 0x10, 0x17, 0x20, 0x21, 0x30].map(|code| map.text(code)).into();
        let expected =
            [Some("ị"), Some("0"), Some("7"), Some("ff"), Some("A"), None].map(|text| text.map(str::to_owned));
        assert_eq!(texts, expected);
        assert_eq!((map.glyph(0x102), map.glyph(5)), (9, 5));
        assert_eq!(document_text(&[0xfe, 0xff, 0x1e, 0xcb]), "ị");
    }
}
