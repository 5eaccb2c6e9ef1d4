//! What the bytes of a text mean: marks and declarations are hints, the letters decide.
//!
//! Besides UTF-8 and UTF-16, old Vietnamese documents come in windows-1258 (tone marks as letters of their own), TCVN3
//! (ABC), VNI (two bytes a letter) and VISCII, mostly without saying so, or saying something else. The one under which
//! the words are Vietnamese syllables is taken.

mod legacy;
mod syllable;

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1258};
use unicode_normalization::UnicodeNormalization;

use super::super::document::Document;
use legacy::Legacy;

/// How many bytes are looked at to tell an encoding.
const SAMPLE: usize = 16 << 10;

/// The text of a document; `None` when it is none in any encoding. Valid UTF-8 is not copied.
pub(super) fn decode<'a>(document: &Document<'a>) -> Option<Cow<'a, str>> {
    let bytes = document.bytes;
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(mark..).unwrap_or_default();
        return Some(encoding.decode_without_bom_handling(rest).0);
    }
    if let Some(encoding) = wide(bytes) {
        return Some(encoding.decode_without_bom_handling(bytes).0);
    }
    // The same as below, at several times the speed.
    if let Some(Cow::Borrowed(text)) = UTF_8.decode_without_bom_handling_and_without_replacement(bytes) {
        return (!controls(bytes, 10)).then(|| relettered(text));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => (!controls(bytes, 10)).then(|| relettered(text)),
        Err(error) => {
            let (whole, _) = bytes.split_at_checked(error.valid_up_to())?;
            // Cut within a letter: the whole letters before it are all there is.
            if error.error_len().is_none() {
                return std::str::from_utf8(whole).ok().filter(|_| !controls(bytes, 10)).map(relettered);
            }
            single_byte(document)
        }
    }
}

/// UTF-16 without a mark: every other byte of Latin text is zero.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..bytes.len().min(4096))?;
    memchr::memchr(0, sample)?;
    let (pairs, _) = sample.as_chunks::<2>();
    if pairs.len() < 2 {
        return None;
    }
    let high_first = pairs.iter().filter(|pair| pair[0] == 0 && pair[1] != 0).count();
    let low_first = pairs.iter().filter(|pair| pair[1] == 0 && pair[0] != 0).count();
    let most = pairs.len() / 2;
    if low_first > most && high_first * 20 < low_first {
        return Some(UTF_16LE);
    }
    (high_first > most && low_first * 20 < high_first).then_some(UTF_16BE)
}

/// Whether more than one in `share` of the first bytes is a control that no text has.
fn controls(bytes: &[u8], share: usize) -> bool {
    let sample = bytes.get(..bytes.len().min(4096)).unwrap_or(bytes);
    let count = count(sample, |byte| (byte < 32) & !(9..=13).contains(&byte) & (byte != 27));
    count * share > sample.len()
}

/// How many bytes are of a kind, many of them told at once.
fn count(bytes: &[u8], kind: impl Fn(u8) -> bool) -> usize {
    const FEW: usize = 255;
    let few = |bytes: &[u8]| bytes.iter().fold(0_u8, |count, byte| count.wrapping_add(u8::from(kind(*byte))));
    bytes.chunks(FEW).map(|bytes| usize::from(few(bytes))).sum()
}

/// Text that is neither UTF-8 nor UTF-16, but some.
fn single_byte<'a>(document: &Document<'a>) -> Option<Cow<'a, str>> {
    let bytes = document.bytes;
    if controls(bytes, 33) {
        return None;
    }
    let sample = letters(bytes);
    // A page of UTF-8 with a bad byte in it is still one.
    if mostly_utf8(sample) {
        return Some(String::from_utf8_lossy(bytes));
    }
    if let Some(declared) = declared(document)
        && ![UTF_8, WINDOWS_1252, WINDOWS_1258, UTF_16BE, UTF_16LE].contains(&declared)
    {
        return Some(declared.decode_without_bom_handling(bytes).0);
    }
    let modern = |bytes: &[u8]| WINDOWS_1258.decode_without_bom_handling(bytes).0.nfc().collect::<String>();
    let mut best = (syllable::share(&modern(sample)), None);
    for legacy in Legacy::ALL {
        let share = syllable::share(&legacy.decode(sample));
        if share > best.0 {
            best = (share, Some(legacy));
        }
    }
    Some(Cow::Owned(match best {
        (share, Some(legacy)) if share >= 50 => legacy.decode(bytes),
        (share, _) if share >= 50 || declared(document) == Some(WINDOWS_1258) => modern(bytes),
        _ => WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }))
}

/// The part of the bytes that letters beyond ASCII stand in.
fn letters(bytes: &[u8]) -> &[u8] {
    let first = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
    // From the beginning of its line: the first word shall not be half a one.
    let head = bytes.get(..first).unwrap_or_default();
    let start = memchr::memrchr2(b'\n', b'>', head).map_or(first.saturating_sub(64), |at| at + 1);
    let rest = bytes.get(start..).unwrap_or_default();
    rest.get(..rest.len().min(SAMPLE)).unwrap_or(rest)
}

/// Whether nine of ten sequences beyond ASCII are UTF-8.
fn mostly_utf8(sample: &[u8]) -> bool {
    let (mut good, mut bad) = (0, 0);
    for chunk in sample.utf8_chunks() {
        good += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good >= 9 * bad && good > 0
}

/// The encoding that the type, the markup or the declaration names.
fn declared(document: &Document<'_>) -> Option<&'static Encoding> {
    let label = |text: &[u8]| {
        let lower = text.to_ascii_lowercase();
        let at = memchr::memmem::find(&lower, b"charset")
            .map(|at| at + 7)
            .or_else(|| memchr::memmem::find(&lower, b"encoding").map(|at| at + 8))?;
        let name: Vec<u8> = lower
            .get(at..)?
            .iter()
            .copied()
            .skip_while(|byte| matches!(byte, b' ' | b'=' | b'"' | b'\''))
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':'))
            .take(40)
            .collect();
        // What names no letters at all is how fonts of TCVN3 were declared.
        Encoding::for_label(&name).filter(|encoding| *encoding != encoding_rs::X_USER_DEFINED)
    };
    document
        .content_type
        .and_then(|header| label(header.as_bytes()))
        .or_else(|| label(document.bytes.get(..document.bytes.len().min(2048))?))
}

/// UTF-8 whose letters are those of an old font: TCVN3 or VNI bytes that were taken for Latin ones.
fn relettered(text: &str) -> Cow<'_, str> {
    legacy_of(text).and_then(|legacy| legacy.reletter(text)).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// What bytes mean in a font of this name, where that was made for letters of its own.
pub(super) fn of_font(name: &str, bytes: &[u8]) -> Option<String> {
    let named = |start: &str| name.get(..start.len()).is_some_and(|own| own.eq_ignore_ascii_case(start));
    let legacy = match () {
        () if named("VNI") => Legacy::Vni,
        () if named(".Vn") => Legacy::Tcvn3,
        () => return None,
    };
    (!bytes.is_ascii()).then(|| legacy.decode(bytes))
}

/// Gives texts of one workbook their letters back where its font was of TCVN3 or VNI; those in other letters stay.
pub(super) fn reletter_all(texts: &mut [String]) {
    const SAMPLE: usize = 64 << 10;
    let mut sample = String::new();
    for text in texts.iter().filter(|text| !text.is_ascii()) {
        if sample.len() + text.len() > SAMPLE {
            break;
        }
        sample.push_str(text);
        sample.push(' ');
    }
    let Some(legacy) = legacy_of(&sample) else { return };
    for text in texts.iter_mut().filter(|text| !text.is_ascii()) {
        if let Some(meant) = legacy.reletter(text) {
            *text = meant;
        }
    }
}

/// Gives the text of XML its letters back where its font was of TCVN3 or VNI.
pub(super) fn reletter_markup(markup: String) -> String {
    const ENOUGH: usize = 64 << 10;
    let mut sample = String::new();
    for part in markup.split('>').filter_map(|part| part.split_once('<')).map(|(text, _)| text) {
        if !part.is_ascii() {
            sample.push_str(part);
            sample.push(' ');
        }
        if sample.len() > ENOUGH {
            break;
        }
    }
    legacy_of(&sample).and_then(|legacy| legacy.reletter(&markup)).unwrap_or(markup)
}

/// The encoding whose bytes were taken for the Latin letters of a text.
fn legacy_of(text: &str) -> Option<Legacy> {
    let sample = letters(text.as_bytes());
    let latin = count(sample, |byte| (byte == 0xC2) | (byte == 0xC3));
    let vietnamese = count(sample, |byte| (byte == 0xE1) | (byte == 0xC4) | (byte == 0xC6));
    if latin < 8 || vietnamese * 20 > latin {
        return None;
    }
    let sample = String::from_utf8_lossy(sample);
    let plain = syllable::share(&sample);
    [Legacy::Tcvn3, Legacy::Vni].into_iter().find(|legacy| {
        let share = legacy.reletter(&sample).map(|text| syllable::share(&text));
        share.is_some_and(|share| share >= 60 && share > plain + 20)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "Họ và tên: Nguyễn Văn Thử; Ngày sinh: 01/02/1995; Nơi thường trú: phường Bến Thủy, tỉnh Nghệ An; Đường Độc \
                        lập; giới tính nữ; dân tộc Kinh; quê quán xã Vĩnh Ngọc; CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM";

    fn decoded(bytes: &[u8]) -> Option<String> {
        decode(&Document { bytes, content_type: None, name: None, truncated: false }).map(Cow::into_owned)
    }

    #[test]
    fn utf8_is_borrowed() {
        let document = Document { bytes: LINE.as_bytes(), content_type: None, name: None, truncated: false };
        assert!(matches!(decode(&document), Some(Cow::Borrowed(text)) if text == LINE));
        let document = Document { bytes: b"caf\xC3", truncated: true, ..document };
        assert!(matches!(decode(&document), Some(Cow::Borrowed("caf"))));
    }

    #[test]
    fn utf16_is_seen_with_and_without_a_mark() {
        for (mark, big) in [(true, true), (true, false), (false, true), (false, false)] {
            let text = format!("{}{LINE}", if mark { "\u{FEFF}" } else { "" });
            let bytes: Vec<u8> = text
                .encode_utf16()
                .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
                .collect();
            assert_eq!(decoded(&bytes).as_deref(), Some(LINE), "mark {mark}, big {big}");
        }
    }

    #[test]
    fn windows_1258_is_composed() {
        let bytes = legacy::tests::to_windows_1258(LINE);
        assert_eq!(decoded(&bytes).as_deref(), Some(LINE));
    }

    #[test]
    fn old_encodings_are_told_by_their_letters() {
        for legacy in Legacy::ALL {
            // TCVN3 has no capitals with tones.
            let line = if legacy == Legacy::Tcvn3 { LINE.split("; CỘNG").next().expect("a line") } else { LINE };
            let bytes = legacy::tests::encode(legacy, line);
            let expected = line.to_owned();
            assert_eq!(decoded(&bytes), Some(expected.clone()), "{legacy:?}");
            if legacy != Legacy::Viscii {
                let latin: String = WINDOWS_1252.decode_without_bom_handling(&bytes).0.into_owned();
                assert_eq!(decoded(latin.as_bytes()), Some(expected), "{legacy:?} as UTF-8");
            }
        }
    }

    #[test]
    fn other_languages_stay_what_they_are() {
        let french = "Élève à l'école où l'été dernière fête était bientôt terminée, déjà reçue, là-bas, très drôle";
        let (bytes, _, _) = WINDOWS_1252.encode(french);
        assert_eq!(decoded(&bytes).as_deref(), Some(french));
        assert_eq!(decoded(french.as_bytes()).as_deref(), Some(french));
        let document = Document {
            bytes: b"\x83J\x83i\x83J\x83i\x83J\x83i",
            content_type: Some("text/plain; charset=Shift_JIS"),
            name: None,
            truncated: false,
        };
        assert_eq!(decode(&document).as_deref(), Some("カナカナカナ"));
    }

    #[test]
    fn binary_is_no_text() {
        let bytes: Vec<u8> = (0..4096_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13).to_le_bytes()[0]).collect();
        assert_eq!(decoded(&bytes), None);
        assert_eq!(decoded(&[0; 100]), None);
    }

    #[test]
    fn strings_of_a_workbook_get_the_letters_of_its_font() {
        let names =
            ["Nguyễn Văn Thử", "Trần Thị Bích Ngọc", "phường Bến Thủy", "Nơi thường trú", "Họ và tên", "Đường số"];
        let taken = |text: &str| {
            let bytes = legacy::tests::encode(Legacy::Tcvn3, text);
            WINDOWS_1252.decode_without_bom_handling(&bytes).0.into_owned()
        };
        let mut texts: Vec<String> = names.iter().map(|name| taken(name)).chain(["079090000123".to_owned()]).collect();
        assert_ne!(texts[0], names[0]);
        reletter_all(&mut texts);
        assert_eq!(texts[..6], names);
        let mut plain = vec!["Café crème".to_owned(), "Müller".to_owned(), "Nguyễn Văn Thử".to_owned()];
        let before = plain.clone();
        reletter_all(&mut plain);
        assert_eq!(plain, before);
    }
}
