//! The older binary formats, which all are compound files: Excel, Word, PowerPoint, messages, and newer ones whose
//! package is encrypted.

use super::super::document::{Document, Format, Obstacle};
use super::super::piece::{Kind, Part, Sink, Step};
use super::compound::Compound;
use super::number::{length_le, u16_le, u32_le};
use super::{Course, embedded, word_binary, workbook};

/// Which of them a compound file is.
pub(super) fn format(document: &Document<'_>) -> Format {
    let Some(file) = Compound::new(document.bytes) else { return Format::Other };
    if file.has("WordDocument") {
        return Format::Word;
    }
    if file.has("Workbook") || file.has("Book") {
        return Format::Workbook;
    }
    if file.has("PowerPoint Document") {
        return Format::Slides;
    }
    if !file.has("EncryptedPackage") {
        return Format::Other;
    }
    // Only the name tells what an encrypted package holds.
    let name = document.name.unwrap_or_default().to_ascii_lowercase();
    match name.rsplit('.').next() {
        Some("xlsx" | "xlsm" | "xlsb" | "xls") => Format::Workbook,
        Some("pptx" | "pptm" | "ppt") => Format::Slides,
        _ => Format::Word,
    }
}

/// Reads a compound file.
pub(super) fn read<S: Sink + ?Sized>(course: &mut Course<'_, S>, document: &Document<'_>) {
    let Some(file) = Compound::new(document.bytes) else { return course.omit("", Obstacle::Damaged) };
    if file.has("EncryptedPackage") {
        return course.omit("", Obstacle::Encrypted);
    }
    let mut known = true;
    if let Some(stream) = file.find(&["WordDocument"]) {
        word_binary::read(course, &file, &stream);
    } else if let Some(stream) = file.find(&["Workbook", "Book"]) {
        workbook::read_binary(course, &stream);
    } else if let Some(stream) = file.find(&["PowerPoint Document"]) {
        slides(course, &stream);
    } else {
        known = message(course, &file);
    }
    properties(course, &file);
    let mut inside = false;
    for stream in &file.streams {
        if course.room(document.bytes.len()) == 0 {
            course.omit("", Obstacle::TooLarge);
            break;
        }
        let is_native = stream.name == "\u{1}Ole10Native";
        if is_native || matches!(stream.name.as_str(), "Package" | "CONTENTS") {
            let bytes = file.read(stream);
            course.took(bytes.len());
            inside = true;
            if is_native { embedded::native(course, &bytes) } else { embedded::object(course, &bytes) }
        }
    }
    if !known && !inside {
        course.omit("", Obstacle::UnknownFormat);
    }
}

/// The texts of a presentation (MS-PPT 2.9): atoms in containers.
fn slides<S: Sink + ?Sized>(course: &mut Course<'_, S>, bytes: &[u8]) {
    let mut at = 0_usize;
    while let (Some(version), Some(kind), Some(length)) =
        (u16_le(bytes, at), u16_le(bytes, at + 2), length_le(bytes, at + 4))
    {
        at += 8;
        let content = bytes.get(at..at.saturating_add(length)).unwrap_or_default();
        match kind {
            // A container that says how the rest is encrypted.
            0x2f14 => return course.omit("", Obstacle::Encrypted),
            0x0fa0 | 0x0fba => {
                let text = encoding_rs::UTF_16LE.decode_without_bom_handling(content).0;
                course.text(&text.replace(['\r', '\u{b}'], "\n"));
            }
            0x0fa8 => {
                let text = encoding_rs::WINDOWS_1252.decode_without_bom_handling(content).0;
                course.text(&text.replace(['\r', '\u{b}'], "\n"));
            }
            _ => {}
        }
        if version & 0xf != 0xf {
            at = at.saturating_add(length);
        }
    }
}

/// The properties and attached files of a message (MS-OXMSG); tells whether it is one.
fn message<S: Sink + ?Sized>(course: &mut Course<'_, S>, file: &Compound<'_>) -> bool {
    let mut is_message = false;
    let mut name = String::new();
    for stream in &file.streams {
        let Some(code) = stream.name.strip_prefix("__substg1.0_") else { continue };
        if course.room(usize::MAX) == 0 {
            course.omit("", Obstacle::TooLarge);
            break;
        }
        is_message = true;
        let bytes = file.read(stream);
        course.took(bytes.len());
        let text = match code.get(4..) {
            Some("001F") => encoding_rs::UTF_16LE.decode_without_bom_handling(&bytes).0.into_owned(),
            Some("001E") => String::from_utf8_lossy(&bytes).into_owned(),
            _ => String::new(),
        };
        match code.get(..4) {
            Some("1000") => course.text(&text),
            Some("3707" | "3704") => name = text,
            Some("3701") => course.nested(&name, &bytes),
            Some("1013") => course.nested("body.html", &bytes),
            Some(property) if !text.trim().is_empty() => {
                let label = match property {
                    "0037" => "subject",
                    "0C1A" | "0042" => "from",
                    "0E04" => "to",
                    "0E03" => "cc",
                    _ => "property",
                };
                course.within(Step::Part(Part::Metadata), |course| course.field(label, &text, Kind::Text));
            }
            _ => {}
        }
    }
    is_message
}

/// What a file says of itself (MS-OLEPS 2.20).
fn properties<S: Sink + ?Sized>(course: &mut Course<'_, S>, file: &Compound<'_>) {
    for name in ["\u{5}SummaryInformation", "\u{5}DocumentSummaryInformation"] {
        let Some(bytes) = file.find(&[name]) else { continue };
        let is_first = name.contains("\u{5}Summary");
        course.within(Step::Part(Part::Metadata), |course| {
            for (id, text) in property_texts(&bytes).unwrap_or_default() {
                let label = match (is_first, id) {
                    (true, 2) => "title",
                    (true, 3) => "subject",
                    (true, 4) => "author",
                    (true, 5) => "keywords",
                    (true, 6) => "comments",
                    (true, 8) => "last-author",
                    (false, 2) => "category",
                    (false, 14) => "manager",
                    (false, 15) => "company",
                    _ => "property",
                };
                course.field(label, &text, Kind::Text);
            }
        });
    }
}

fn property_texts(bytes: &[u8]) -> Option<Vec<(u32, String)>> {
    let set = bytes.get(length_le(bytes, 44)?..)?;
    let mut texts = Vec::new();
    let mut is_utf_8 = false;
    for at in (0..length_le(set, 4)?.min(200)).map(|number| 8 + number * 8) {
        let (id, value) = (u32_le(set, at)?, set.get(length_le(set, at + 4)?..)?);
        let Some(length) = length_le(value, 4) else { continue };
        match u32_le(value, 0)? {
            2 if id == 1 => is_utf_8 = u16_le(value, 4) == Some(65_001),
            30 => {
                let raw = value.get(8..8_usize.saturating_add(length)).unwrap_or_default();
                let text = match std::str::from_utf8(raw) {
                    Ok(text) => text.to_owned(),
                    Err(_) if is_utf_8 => String::from_utf8_lossy(raw).into_owned(),
                    Err(_) => encoding_rs::WINDOWS_1258.decode_without_bom_handling(raw).0.into_owned(),
                };
                texts.push((id, text.trim_end_matches('\0').to_owned()));
            }
            31 => {
                let raw = value.get(8..8_usize.saturating_add(length.saturating_mul(2))).unwrap_or_default();
                let text = encoding_rs::UTF_16LE.decode_without_bom_handling(raw).0;
                texts.push((id, text.trim_end_matches('\0').to_owned()));
            }
            _ => {}
        }
    }
    texts.retain(|(_, text)| !text.trim().is_empty());
    Some(texts)
}
