//! Names of glyphs and the encodings that simple fonts start from (ISO 32000-2, annex D).

use unicode_normalization::UnicodeNormalization;

/// Names of what is on every keyboard but has no letter's name.
const NAMES: [(&str, &str); 88] = [
    ("space", " "),
    ("exclam", "!"),
    ("quotedbl", "\""),
    ("numbersign", "#"),
    ("dollar", "$"),
    ("percent", "%"),
    ("ampersand", "&"),
    ("quotesingle", "'"),
    ("parenleft", "("),
    ("parenright", ")"),
    ("asterisk", "*"),
    ("plus", "+"),
    ("comma", ","),
    ("hyphen", "-"),
    ("period", "."),
    ("slash", "/"),
    ("zero", "0"),
    ("one", "1"),
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("colon", ":"),
    ("semicolon", ";"),
    ("less", "<"),
    ("equal", "="),
    ("greater", ">"),
    ("question", "?"),
    ("at", "@"),
    ("bracketleft", "["),
    ("backslash", "\\"),
    ("bracketright", "]"),
    ("asciicircum", "^"),
    ("underscore", "_"),
    ("grave", "`"),
    ("braceleft", "{"),
    ("bar", "|"),
    ("braceright", "}"),
    ("asciitilde", "~"),
    ("quoteleft", "‘"),
    ("quoteright", "’"),
    ("quotedblleft", "“"),
    ("quotedblright", "”"),
    ("endash", "–"),
    ("emdash", "—"),
    ("bullet", "•"),
    ("ellipsis", "…"),
    ("fi", "fi"),
    ("fl", "fl"),
    ("ff", "ff"),
    ("ffi", "ffi"),
    ("ffl", "ffl"),
    ("minus", "−"),
    ("degree", "°"),
    ("section", "§"),
    ("paragraph", "¶"),
    ("copyright", "©"),
    ("registered", "®"),
    ("trademark", "™"),
    ("dong", "₫"),
    ("Euro", "€"),
    ("sterling", "£"),
    ("yen", "¥"),
    ("cent", "¢"),
    ("currency", "¤"),
    ("dcroat", "đ"),
    ("Dcroat", "Đ"),
    ("dslash", "đ"),
    ("Dslash", "Đ"),
    ("eth", "ð"),
    ("Eth", "Đ"),
    ("nbspace", " "),
    ("sfthyphen", "-"),
    ("guillemotleft", "«"),
    ("guillemotright", "»"),
    ("multiply", "×"),
    ("divide", "÷"),
    ("plusminus", "±"),
    ("periodcentered", "·"),
    ("exclamdown", "¡"),
    ("questiondown", "¿"),
    ("nonbreakingspace", " "),
    ("softhyphen", "-"),
    ("germandbls", "ß"),
];

/// What a name adds to a letter: `acircumflexdotbelow` is `ậ`.
const MARKS: [(&str, char); 15] = [
    ("circumflex", '\u{302}'),
    ("breve", '\u{306}'),
    ("horn", '\u{31b}'),
    ("acute", '\u{301}'),
    ("grave", '\u{300}'),
    ("hookabove", '\u{309}'),
    ("hook", '\u{309}'),
    ("tilde", '\u{303}'),
    ("dotbelow", '\u{323}'),
    ("dieresis", '\u{308}'),
    ("cedilla", '\u{327}'),
    ("caron", '\u{30c}'),
    ("ring", '\u{30a}'),
    ("macron", '\u{304}'),
    ("dotaccent", '\u{307}'),
];

/// The text that a glyph of this name draws.
pub(super) fn text(name: &str) -> Option<String> {
    let plain = name.split('.').next().filter(|plain| !plain.is_empty())?;
    if let Some((_, text)) = NAMES.iter().find(|(own, _)| *own == plain) {
        return Some((*text).to_owned());
    }
    if let Some(text) = by_code(plain) {
        return Some(text);
    }
    let mut letters = plain.chars();
    let letter = letters.next().filter(char::is_ascii_alphabetic)?;
    let mut composed = String::from(letter);
    let mut rest = letters.as_str();
    while !rest.is_empty() {
        let (after, mark) = MARKS.iter().find_map(|(name, mark)| Some((rest.strip_prefix(name)?, *mark)))?;
        composed.push(mark);
        rest = after;
    }
    Some(composed.nfc().collect())
}

/// `uni1ECB` and `u1ECB` name the character itself.
fn by_code(name: &str) -> Option<String> {
    if let Some(codes) =
        name.strip_prefix("uni").filter(|codes| codes.len() >= 4 && codes.len() % 4 == 0 && codes.is_ascii())
    {
        let units: Option<Vec<u16>> = codes
            .as_bytes()
            .chunks(4)
            .map(|four| u16::from_str_radix(std::str::from_utf8(four).ok()?, 16).ok())
            .collect();
        return String::from_utf16(&units?).ok();
    }
    let code = name.strip_prefix('u').filter(|code| (4..=6).contains(&code.len()))?;
    char::from_u32(u32::from_str_radix(code, 16).ok()?).map(String::from)
}

/// How wide the letters of the fonts are that every reader has and no file needs to describe (9.6.2.2), in thousandths;
/// those that are not named here are close to the middle.
const HELVETICA: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
];
const TIMES: [u16; 95] = [
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500, 500, 500, 500, 500,
    500, 500, 500, 278, 278, 564, 564, 564, 444, 921, 722, 667, 667, 722, 611, 556, 722, 722, 333, 389, 722, 611, 889,
    722, 722, 556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469, 500, 333, 444, 500, 444, 500,
    444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500, 500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480,
    200, 480, 541,
];

/// The width of a code in a font that does not describe its widths, in thousandths.
pub(super) fn usual_width(font: &str, code: u32) -> f64 {
    if font.contains("Courier") || font.contains("Mono") {
        return 600.0;
    }
    let widths = if font.contains("Times") || font.contains("Roman") { &TIMES } else { &HELVETICA };
    let place = code.checked_sub(32).and_then(|place| usize::try_from(place).ok());
    place.and_then(|place| widths.get(place)).map_or(500.0, |width| f64::from(*width))
}

/// What the 256 codes of an encoding mean.
pub(super) fn encoding(name: &str) -> Vec<Option<String>> {
    let bytes: Vec<u8> = (0..=255).collect();
    let table = match name {
        "MacRomanEncoding" => encoding_rs::MACINTOSH,
        _ => encoding_rs::WINDOWS_1252,
    };
    let decoded = table.decode_without_bom_handling(&bytes).0;
    let mut texts: Vec<Option<String>> =
        decoded.chars().map(|character| (!character.is_control()).then(|| character.to_string())).collect();
    if name == "StandardEncoding" {
        standard(&mut texts);
    }
    texts
}

/// Where the standard encoding of Adobe differs.
fn standard(texts: &mut [Option<String>]) {
    const OTHERS: [(usize, &str); 22] = [
        (39, "’"),
        (96, "‘"),
        (164, "/"),
        (169, "'"),
        (170, "“"),
        (173, "‹"),
        (174, "fi"),
        (175, "fl"),
        (177, "–"),
        (180, "·"),
        (183, "•"),
        (184, "‚"),
        (185, "„"),
        (186, "”"),
        (188, "…"),
        (193, "`"),
        (194, "´"),
        (208, "—"),
        (225, "Æ"),
        (241, "æ"),
        (245, "ı"),
        (251, "ß"),
    ];
    for (code, other) in OTHERS {
        if let Some(text) = texts.get_mut(code) {
            *text = Some(other.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_glyphs_are_letters() {
        let cases = [
            ("seven", "7"),
            ("acircumflexdotbelow", "ậ"),
            ("uhornacute", "ứ"),
            ("dcroat", "đ"),
            ("uni1EF1", "ự"),
            ("a.sc", "a"),
        ];
        for (name, letter) in cases {
            assert_eq!(text(name).as_deref(), Some(letter), "{name}");
        }
        assert_eq!(text("g117"), None);
        assert_eq!(text(".notdef"), None);
        assert_eq!(encoding("WinAnsiEncoding").get(0xe9).cloned().flatten().as_deref(), Some("é"));
    }
}
