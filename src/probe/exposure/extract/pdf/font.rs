//! Fonts: what the bytes of a shown string mean, and how wide it stands (ISO 32000-2, 9.5 to 9.10).

use std::collections::BTreeMap;

use super::cmap::CharacterMap;
use super::file::File;
use super::glyph;
use super::object::{Dictionary, Object, whole};
use super::true_type;

/// The most bytes of a table or font program that are read.
const MOST_BYTES: usize = 4 << 20;

/// What a font makes of codes.
#[derive(Clone, Debug)]
pub(super) struct Font {
    meaning: Meaning,
    /// Codes to texts, if the font has a table of them.
    to_unicode: Option<CharacterMap>,
    widths: BTreeMap<u32, f64>,
    default_width: f64,
    /// How many units of a width make one unit of text.
    unit: f64,
}

#[derive(Clone, Debug)]
enum Meaning {
    /// Codes of one byte.
    Simple(Vec<Option<String>>),
    /// Codes of several bytes that lead to glyphs, some of whose texts may be known.
    Composite { codes: CharacterMap, texts: BTreeMap<u32, char>, unicode: bool },
}

/// A character as it is shown.
pub(super) struct Shown {
    /// Its text, if it is known.
    pub(super) text: Option<String>,
    /// Its width, in units of text.
    pub(super) width: f64,
    /// Whether it is the single byte 32, to which word spacing applies.
    pub(super) is_space: bool,
}

impl Font {
    /// The font that a dictionary describes.
    pub(super) fn new(file: &File<'_>, font: &Dictionary) -> Self {
        let to_unicode = stream(file, font, "ToUnicode").map(|bytes| CharacterMap::new(&bytes));
        let to_unicode = to_unicode.filter(CharacterMap::has_texts);
        if file.get(font, "Subtype").as_ref().and_then(Object::name) == Some("Type0") {
            Self::composite(file, font, to_unicode)
        } else {
            Self::simple(file, font, to_unicode)
        }
    }

    /// A font for strings that name none.
    pub(super) fn unknown() -> Self {
        Self {
            meaning: Meaning::Simple(glyph::encoding("WinAnsiEncoding")),
            to_unicode: None,
            widths: BTreeMap::new(),
            default_width: 500.0,
            unit: 1000.0,
        }
    }

    fn simple(file: &File<'_>, font: &Dictionary, to_unicode: Option<CharacterMap>) -> Self {
        let descriptor = file.dictionary(font, "FontDescriptor").unwrap_or_default();
        let flags = descriptor.get("Flags").and_then(Object::length).unwrap_or(0);
        let encoding = file.get(font, "Encoding");
        let base = match &encoding {
            Some(Object::Name(name)) => Some(name.clone()),
            Some(Object::Dictionary(own)) => own.get("BaseEncoding").and_then(Object::name).map(str::to_owned),
            _ => None,
        };
        let has_own = ["FontFile", "FontFile2", "FontFile3"].iter().any(|key| descriptor.contains_key(*key));
        // Codes of an embedded symbolic font that names no encoding mean whatever its maker liked.
        let unknown = base.is_none() && has_own && flags & 4 != 0;
        let mut texts = match base.as_deref() {
            _ if unknown => own_codes(file, &descriptor),
            Some(name) => glyph::encoding(name),
            None => glyph::encoding("StandardEncoding"),
        };
        if let Some(Object::Dictionary(own)) = &encoding {
            let differences = file.get(own, "Differences");
            differ(&mut texts, differences.as_ref().and_then(Object::array).unwrap_or_default());
        }
        let first = font.get("FirstChar").and_then(Object::length).and_then(|first| u32::try_from(first).ok());
        let list = file.get(font, "Widths");
        let list = list.as_ref().and_then(Object::array).unwrap_or_default();
        let widths: BTreeMap<u32, f64> = (first.unwrap_or(0)..)
            .zip(list.iter().take(256))
            .filter_map(|(code, width)| Some((code, width.number()?)))
            .collect();
        let mut widths = widths;
        if widths.is_empty() {
            let name = file.get(font, "BaseFont");
            let name = name.as_ref().and_then(Object::name).unwrap_or_default();
            widths.extend((32..=255).map(|code| (code, glyph::usual_width(name, code))));
        }
        let missing = descriptor.get("MissingWidth").and_then(Object::number);
        let unit = match font.get("FontMatrix").and_then(Object::array).and_then(|matrix| matrix.first()?.number()) {
            Some(scale) if scale.abs() > 1e-6 => 1.0 / scale,
            _ => 1000.0,
        };
        let default_width = missing.unwrap_or(0.0);
        Self { meaning: Meaning::Simple(texts), to_unicode, widths, default_width, unit }
    }

    fn composite(file: &File<'_>, font: &Dictionary, to_unicode: Option<CharacterMap>) -> Self {
        let below = file.get(font, "DescendantFonts");
        let below = below.as_ref().and_then(|below| file.value(below.array()?.first()?));
        let below = below.as_ref().and_then(|value| value.object.dictionary().cloned()).unwrap_or_default();
        let name = file.get(font, "Encoding").and_then(|encoding| encoding.name().map(str::to_owned));
        let codes = match &name {
            Some(_) => CharacterMap::identity(),
            None => {
                stream(file, font, "Encoding").map_or_else(CharacterMap::identity, |bytes| CharacterMap::new(&bytes))
            }
        };
        let unicode = name.as_deref().is_some_and(|name| name.contains("UCS2") || name.contains("UTF16"));
        let mut texts = BTreeMap::new();
        if to_unicode.is_none() && !unicode {
            let descriptor = file.dictionary(&below, "FontDescriptor").unwrap_or_default();
            if let Some(program) = stream(file, &descriptor, "FontFile2") {
                texts = true_type::texts(&program);
            }
        }
        let widths = file.get(&below, "W");
        let widths = composite_widths(file, widths.as_ref().and_then(Object::array).unwrap_or_default());
        let default_width = below.get("DW").and_then(Object::number).unwrap_or(1000.0);
        Self { meaning: Meaning::Composite { codes, texts, unicode }, to_unicode, widths, default_width, unit: 1000.0 }
    }

    /// What a string shows.
    pub(super) fn show(&self, bytes: &[u8], mut each: impl FnMut(Shown)) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let (code, length) = match &self.meaning {
                Meaning::Simple(_) => (u32::from(rest.first().copied().unwrap_or(0)), 1),
                Meaning::Composite { codes, .. } => codes.code(rest),
            };
            rest = rest.get(length..).unwrap_or_default();
            let mapped = self.to_unicode.as_ref().and_then(|map| map.text(code)).filter(|text| text != "\u{fffd}");
            let (glyph, own) = match &self.meaning {
                Meaning::Simple(texts) => {
                    let text = usize::try_from(code).ok().and_then(|code| texts.get(code)).cloned().flatten();
                    (code, text)
                }
                Meaning::Composite { codes, texts, unicode } => {
                    let glyph = codes.glyph(code);
                    let text = if *unicode { char::from_u32(code) } else { texts.get(&glyph).copied() };
                    (glyph, text.map(String::from))
                }
            };
            let width = self.widths.get(&glyph).copied().unwrap_or(self.default_width) / self.unit;
            each(Shown { text: mapped.or(own), width, is_space: length == 1 && code == 32 });
        }
    }
}

/// What a stream of a dictionary holds.
fn stream(file: &File<'_>, dictionary: &Dictionary, key: &str) -> Option<Vec<u8>> {
    let value = file.value(dictionary.get(key)?)?;
    Some(file.unpack(&value, MOST_BYTES)?.bytes)
}

/// What the codes of an embedded font mean that names no encoding, as far as its own table tells.
fn own_codes(file: &File<'_>, descriptor: &Dictionary) -> Vec<Option<String>> {
    let program = stream(file, descriptor, "FontFile2").unwrap_or_default();
    let known = true_type::codes(&program);
    if known.is_empty() {
        // A Type 1 font of TeX: letters and digits stand where ASCII has them.
        let is_other = descriptor.contains_key("FontFile") || descriptor.contains_key("FontFile3");
        return if is_other { glyph::encoding("StandardEncoding") } else { vec![None; 256] };
    }
    (0..256).map(|code| known.contains(&code).then(|| char::from_u32(code)).flatten().map(String::from)).collect()
}

/// Takes in where an encoding differs from its base.
fn differ(texts: &mut [Option<String>], differences: &[Object]) {
    let mut code = 0;
    for object in differences {
        match object {
            Object::Number(number) => code = whole(*number).unwrap_or(0),
            Object::Name(name) => {
                if let Some(text) = texts.get_mut(code) {
                    *text = glyph::text(name);
                }
                code += 1;
            }
            _ => {}
        }
    }
}

/// The widths of glyphs (9.7.4.3): `c [w1 w2 ...]` or `first last w`.
fn composite_widths(file: &File<'_>, list: &[Object]) -> BTreeMap<u32, f64> {
    let mut widths = BTreeMap::new();
    let mut rest = list;
    let mut told = 0_u32;
    while let [first, second, after @ ..] = rest {
        let Some(first) = first.length().and_then(|first| u32::try_from(first).ok()) else { break };
        let second = file.value(second).map_or(Object::Null, |value| value.object.clone());
        if let Object::Array(own) = &second {
            widths.extend((first..).zip(own.iter().filter_map(Object::number)));
            rest = after;
        } else {
            let last = second.length().and_then(|last| u32::try_from(last).ok()).unwrap_or(first);
            let width = after.first().and_then(Object::number).unwrap_or(0.0);
            let last = last.min(first.saturating_add(0xffff));
            widths.extend((first..=last).map(|glyph| (glyph, width)));
            told = told.saturating_add(last.saturating_sub(first));
            rest = after.get(1..).unwrap_or_default();
        }
        if told > 200_000 {
            break;
        }
    }
    widths
}
