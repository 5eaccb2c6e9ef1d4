//! Faces: characters to glyphs and widths.
//!
//! Vietnamese in NFC needs no shaping: one character is one glyph, found in `cmap` and measured by
//! `hmtx` (OpenType 1.9). The tables are read here so that no shaping engine is needed.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use krilla::Data;
use krilla::text::Font;

use super::super::ReportError;
use crate::fact::Digest;
use crate::text::{Text, io_failure, text, visible};

/// A font file larger than this is not a text face.
const LARGEST_FILE: u64 = 16 << 20;

/// The four styles of the one family of a document.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(in crate::report) enum Style {
    /// Upright.
    #[default]
    Regular,
    /// Upright, bold.
    Bold,
    /// Italic.
    Italic,
    /// Italic, bold.
    BoldItalic,
}

/// The faces of a document.
pub(in crate::report) struct Faces {
    faces: [Face; 4],
}

/// The files of the embedded family, and the names of the same styles of Times New Roman in a folder: those of Windows
/// and those of macOS, in whatever case.
const EMBEDDED: [([&str; 2], &[u8]); 4] = [
    (["times.ttf", "Times New Roman.ttf"], include_bytes!("../../../assets/fonts/LiberationSerif-Regular.ttf")),
    (["timesbd.ttf", "Times New Roman Bold.ttf"], include_bytes!("../../../assets/fonts/LiberationSerif-Bold.ttf")),
    (["timesi.ttf", "Times New Roman Italic.ttf"], include_bytes!("../../../assets/fonts/LiberationSerif-Italic.ttf")),
    (
        ["timesbi.ttf", "Times New Roman Bold Italic.ttf"],
        include_bytes!("../../../assets/fonts/LiberationSerif-BoldItalic.ttf"),
    ),
];

impl Faces {
    /// The embedded Liberation Serif, or the faces of `folder`. Errors: a file is missing, too
    /// large or no TrueType face.
    pub(in crate::report) fn new(folder: Option<&Path>) -> Result<Self, ReportError> {
        let [regular, bold, italic, bold_italic] = EMBEDDED;
        let load = |(names, bytes): ([&str; 2], &'static [u8])| match folder {
            Some(folder) => Face::read(&found(folder, names)),
            None => Face::new(names.concat().as_str(), Bytes::Embedded(bytes)),
        };
        Ok(Self { faces: [load(regular)?, load(bold)?, load(italic)?, load(bold_italic)?] })
    }

    /// The face of a style.
    pub(super) fn face(&self, style: Style) -> &Face {
        let [regular, bold, italic, bold_italic] = &self.faces;
        match style {
            Style::Regular => regular,
            Style::Bold => bold,
            Style::Italic => italic,
            Style::BoldItalic => bold_italic,
        }
    }

    /// The text as this style can show it: NFC, and every character that is hidden or missing from
    /// the face as a visible escape. PDF/A refuses a document with one missing glyph, and evidence
    /// may hold any character.
    pub(super) fn printable(&self, style: Style, text: &str) -> String {
        let face = self.face(style);
        let mut printable = String::with_capacity(text.len());
        for character in visible(text).chars() {
            if face.glyph(character).is_some() {
                printable.push(character);
            } else {
                printable.extend(character.escape_unicode());
            }
        }
        printable
    }
}

/// The digests of a folder's four faces, in their order; none where the program's own are used. Errors: those of
/// [`Faces::new`].
pub fn faces(folder: Option<&Path>) -> Result<Vec<String>, ReportError> {
    let Some(folder) = folder else { return Ok(Vec::new()) };
    EMBEDDED.iter().map(|(names, _)| Ok(Digest::of(&Face::bytes(&found(folder, *names))?).to_string())).collect()
}

/// The file of a face in a folder, by whichever of its names is there.
fn found(folder: &Path, names: [&str; 2]) -> PathBuf {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut own: Vec<_> = entries.map(|entry| entry.path()).collect();
    own.sort();
    let is = |path: &PathBuf, name: &str| {
        path.file_name().and_then(|own| own.to_str()).is_some_and(|own| own.eq_ignore_ascii_case(name))
    };
    let named = names.iter().find_map(|name| own.iter().find(|path| is(path, name)));
    named.cloned().unwrap_or_else(|| folder.join(names[0]))
}

/// Every letter of Vietnamese that plain Latin lacks, small; a face must have each of them, and its capital.
const LETTERS: &str = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ";

/// A font file: of the program, where it lies anyway, or read from a folder.
enum Bytes {
    Embedded(&'static [u8]),
    Read(Vec<u8>),
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        match self {
            Self::Embedded(bytes) => bytes,
            Self::Read(bytes) => bytes,
        }
    }
}

impl From<Bytes> for Data {
    fn from(file: Bytes) -> Self {
        match file {
            Bytes::Embedded(bytes) => bytes.into(),
            Bytes::Read(bytes) => bytes.into(),
        }
    }
}

/// The glyphs by character: every letter of a report is looked up several times.
#[derive(Default)]
struct Glyphs {
    /// Those of the code points below [`NEAR`], by code point; glyph 0, which stands for what is missing, where there
    /// is none.
    near: Vec<Glyph>,
    far: HashMap<char, Glyph>,
}

/// Latin with all Vietnamese letters, Greek, Cyrillic and general punctuation lie below.
const NEAR: usize = 0x2100;

impl Glyphs {
    fn get(&self, character: char) -> Option<Glyph> {
        let code = usize::try_from(u32::from(character)).unwrap_or(usize::MAX);
        if code < NEAR {
            self.near.get(code).copied().filter(|glyph| glyph.id > 0)
        } else {
            self.far.get(&character).copied()
        }
    }

    fn insert(&mut self, character: char, glyph: Glyph) {
        let code = usize::try_from(u32::from(character)).unwrap_or(usize::MAX);
        if code >= NEAR {
            self.far.insert(character, glyph);
            return;
        }
        self.near.resize(NEAR, Glyph { id: 0, advance: 0.0 });
        if let Some(place) = self.near.get_mut(code) {
            *place = glyph;
        }
    }
}

/// One face.
pub(super) struct Face {
    /// The face as the PDF writer wants it.
    pub(super) font: Font,
    glyphs: Glyphs,
}

/// A glyph's number and its advance in ems.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glyph {
    /// Its number in the face.
    pub(super) id: u16,
    /// Its advance in ems.
    pub(super) advance: f32,
}

impl Face {
    fn new(name: &str, file: Bytes) -> Result<Self, ReportError> {
        let broken = || font_error(name, Text::new("không phải tệp TrueType hợp lệ", "not a valid TrueType file"));
        let glyphs = glyphs(file.as_ref()).ok_or_else(broken)?;
        // Escapes need plain ASCII; without it nothing could be shown at all.
        if !(' '..='~').all(|character| glyphs.get(character).is_some()) {
            return Err(font_error(name, Text::new("thiếu chữ cái Latinh", "it lacks Latin letters")));
        }
        let missing = |letter: &char| glyphs.get(*letter).is_none();
        let missing: String = LETTERS.chars().chain(LETTERS.to_uppercase().chars()).filter(missing).collect();
        if !missing.is_empty() {
            return Err(font_error(
                name,
                text!("thiếu chữ tiếng Việt: {missing}", "it lacks Vietnamese letters: {missing}"),
            ));
        }
        let font = Font::new(file.into(), 0).ok_or_else(broken)?;
        Ok(Self { font, glyphs })
    }

    fn read(path: &Path) -> Result<Self, ReportError> {
        Self::new(&path.display().to_string(), Bytes::Read(Self::bytes(path)?))
    }

    fn bytes(path: &Path) -> Result<Vec<u8>, ReportError> {
        let name = path.display().to_string();
        let unreadable = |error: std::io::Error| font_error(&name, io_failure(&error));
        let length = std::fs::metadata(path).map_err(unreadable)?.len();
        if length > LARGEST_FILE {
            return Err(font_error(&name, Text::new("lớn hơn 16 MiB", "it is larger than 16 MiB")));
        }
        std::fs::read(path).map_err(unreadable)
    }

    /// The glyph of a printable character.
    pub(super) fn glyph(&self, character: char) -> Option<Glyph> {
        self.glyphs.get(character)
    }

    /// The width of printable text in ems.
    pub(super) fn width(&self, text: &str) -> f32 {
        text.chars().filter_map(|character| self.glyph(character)).map(|glyph| glyph.advance).sum()
    }
}

fn font_error(file: &str, reason: Text) -> ReportError {
    ReportError::Font { file: file.to_owned(), reason }
}

/// Every character of the face with its glyph; `None` where a table is missing or cut short.
fn glyphs(file: &[u8]) -> Option<Glyphs> {
    let units_per_em = f32::from(u16_at(table(file, b"head")?, 18)?);
    let long_metrics = usize::from(u16_at(table(file, b"hhea")?, 34)?);
    let metrics = table(file, b"hmtx")?;
    if units_per_em < 16.0 || long_metrics == 0 {
        return None;
    }
    let advance = |id: u16| {
        let place = usize::from(id).min(long_metrics - 1) * 4;
        u16_at(metrics, place).map(|units| f32::from(units) / units_per_em)
    };
    let mut glyphs = Glyphs::default();
    for (code, id) in mapping(table(file, b"cmap")?)? {
        if let (Some(character), Some(advance), true) = (char::from_u32(code), advance(id), id > 0) {
            glyphs.insert(character, Glyph { id, advance });
        }
    }
    Some(glyphs)
}

fn table<'a>(file: &'a [u8], tag: &[u8; 4]) -> Option<&'a [u8]> {
    let count = usize::from(u16_at(file, 4)?);
    let records = (0..count).filter_map(|number| file.get(12 + number * 16..28 + number * 16));
    let record = records.into_iter().find(|record| record.starts_with(tag))?;
    let start = usize::try_from(u32_at(record, 8)?).ok()?;
    let length = usize::try_from(u32_at(record, 12)?).ok()?;
    file.get(start..start.checked_add(length)?)
}

/// The pairs of code point and glyph of the Unicode subtable (format 4, Basic Multilingual Plane).
fn mapping(cmap: &[u8]) -> Option<Vec<(u32, u16)>> {
    let count = usize::from(u16_at(cmap, 2)?);
    let subtables = (0..count).filter_map(|number| {
        let unicode = matches!((u16_at(cmap, 4 + number * 8)?, u16_at(cmap, 6 + number * 8)?), (0, _) | (3, 1));
        let start = usize::try_from(u32_at(cmap, 8 + number * 8)?).ok()?;
        let subtable = cmap.get(start..)?;
        (unicode && u16_at(subtable, 0)? == 4).then_some(subtable)
    });
    segments(subtables.into_iter().next()?)
}

fn segments(subtable: &[u8]) -> Option<Vec<(u32, u16)>> {
    let count = usize::from(u16_at(subtable, 6)?) / 2;
    let mut pairs = Vec::new();
    for number in 0..count {
        let end = u16_at(subtable, 14 + number * 2)?;
        let start = u16_at(subtable, 16 + (count + number) * 2)?;
        let delta = u16_at(subtable, 16 + (2 * count + number) * 2)?;
        let range_place = 16 + (3 * count + number) * 2;
        let range = usize::from(u16_at(subtable, range_place)?);
        for code in start..=end {
            let id = match range {
                0 => code.wrapping_add(delta),
                _ => match u16_at(subtable, range_place + range + usize::from(code - start) * 2) {
                    Some(0) | None => 0,
                    Some(id) => id.wrapping_add(delta),
                },
            };
            pairs.push((u32::from(code), id));
        }
        if pairs.len() > usize::from(u16::MAX) {
            return None;
        }
    }
    Some(pairs)
}

fn u16_at(bytes: &[u8], place: usize) -> Option<u16> {
    let bytes = bytes.get(place..place.checked_add(2)?)?;
    Some(u16::from_be_bytes(bytes.try_into().ok()?))
}

fn u32_at(bytes: &[u8], place: usize) -> Option<u32> {
    let bytes = bytes.get(place..place.checked_add(4)?)?;
    Some(u32::from_be_bytes(bytes.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_vietnamese_letter_has_a_glyph_in_all_styles() {
        let letters = "ĂăÂâĐđÊêÔôƠơƯư àáảãạ ằắẳẵặ ầấẩẫậ èéẻẽẹ ềếểễệ ìíỉĩị òóỏõọ ồốổỗộ ờớởỡợ ùúủũụ ừứửữự ỳýỷỹỵ";
        let faces = Faces::new(None).expect("the embedded faces");
        for style in [Style::Regular, Style::Bold, Style::Italic, Style::BoldItalic] {
            assert_eq!(faces.printable(style, letters), letters);
            assert_eq!(faces.printable(style, &letters.to_uppercase()), letters.to_uppercase());
        }
    }

    #[test]
    fn widths_are_those_of_times() {
        // Times New Roman: digits are half an em wide, the space a quarter.
        let faces = Faces::new(None).expect("the embedded faces");
        assert!((faces.face(Style::Regular).width("0 0") - 1.25).abs() < 0.001);
    }

    #[test]
    fn missing_and_hidden_characters_become_escapes() {
        let faces = Faces::new(None).expect("the embedded faces");
        assert_eq!(faces.printable(Style::Regular, "a😀\u{202e}漢\0"), r"a\u{1f600}\u{202e}\u{6f22}\u{0}");
    }

    #[test]
    fn broken_files_are_refused_without_a_panic() {
        let file = EMBEDDED[0].1;
        for length in [0, 4, 12, 100, 300, 5000] {
            assert!(Face::new("cut", Bytes::Read(file[..length].to_vec())).is_err(), "{length} bytes");
        }
        assert!(Faces::new(Some(Path::new("/no/such/folder"))).is_err());
    }

    #[test]
    fn a_departments_own_faces_are_found_by_either_name_and_their_gaps_named() {
        let folder = tempfile::tempdir().expect("a folder");
        for (place, (names, bytes)) in EMBEDDED.iter().enumerate() {
            std::fs::write(folder.path().join(names[place % 2].to_uppercase()), bytes).expect("a face");
        }
        assert!(Faces::new(Some(folder.path())).is_ok());
        assert_eq!(faces(Some(folder.path())).expect("digests").len(), 4);
        // The character map without the block of most Vietnamese letters: ế becomes a letter of nobody's.
        let mut file = EMBEDDED[0].1.to_vec();
        let cmap = table(&file, b"cmap").expect("a map").to_vec();
        let place = file.windows(cmap.len()).position(|window| window == cmap).expect("its place");
        let ends: Vec<_> = (0..cmap.len() - 1).filter(|at| cmap[*at..*at + 2] == [0x1e, 0xf9]).collect();
        for end in ends {
            file[place + end..place + end + 2].copy_from_slice(&[0x1e, 0x80]);
        }
        match Face::new("cut.ttf", Bytes::Read(file)).err() {
            Some(ReportError::Font { reason, .. }) => assert!(reason.en.contains('ế'), "{}", reason.en),
            other => assert!(other.is_some(), "the face was taken"),
        }
    }
}
