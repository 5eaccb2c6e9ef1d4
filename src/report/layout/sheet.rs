//! A small page of its own, for what a signature shows: lines of text and straight lines, every glyph embedded.

use krilla::color::rgb;
use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::geom::{PathBuilder, Point};
use krilla::metadata::{DateTime, Metadata};
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::{Document, SerializeSettings};

use super::super::ReportError;
use super::font::{Faces, Style};
use super::paint::glyphs;
use super::paragraph::{Run, lines};

/// A color: red, green, blue.
pub(in crate::report) type Ink = [u8; 3];

/// A line of text.
#[derive(Clone, Debug)]
pub(in crate::report) struct Words {
    /// Left end of the baseline, from the upper left corner.
    pub(in crate::report) at: (f32, f32),
    /// Size of the type.
    pub(in crate::report) size: f32,
    /// Its style.
    pub(in crate::report) style: Style,
    /// Its color.
    pub(in crate::report) ink: Ink,
    /// What is written.
    pub(in crate::report) text: String,
}

/// A page.
#[derive(Clone, Debug)]
pub(in crate::report) struct Sheet {
    /// Width and height in points.
    pub(in crate::report) size: (f32, f32),
    /// Its text.
    pub(in crate::report) words: Vec<Words>,
    /// Its straight lines, each with its ends and its color.
    pub(in crate::report) strokes: Vec<([(f32, f32); 2], Ink)>,
}

/// Text in one style broken into lines no wider than `width`, each with its own width.
pub(in crate::report) fn broken(faces: &Faces, style: Style, size: f32, width: f32, text: &str) -> Vec<(String, f32)> {
    let lines = lines(faces, &[Run::new(style, text)], size, width, 0.0);
    let text = |line: &super::paragraph::Line| line.pieces.iter().map(|piece| piece.text.as_str()).collect::<String>();
    lines.iter().map(|line| (text(line).trim_end().to_owned(), line.width)).collect()
}

/// Draws the page as a file of its own. Errors: the writer refuses it, with its reason.
pub(in crate::report) fn draw(sheet: &Sheet, faces: &Faces) -> Result<Vec<u8>, ReportError> {
    // Level U: what a field shows is no part of the structure of the text, so it carries no tags.
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A3_U)
        .finish()
        .map_err(|error| ReportError::Pdf(format!("{error:?}")))?;
    let settings = SerializeSettings { configuration, ..SerializeSettings::default() };
    let mut document = Document::new_with(settings);
    // Only the page is used, so the date, which the standard demands, says nothing.
    document.set_metadata(Metadata::new().creation_date(DateTime::new(2000)));
    let settings = PageSettings::from_wh(sheet.size.0, sheet.size.1)
        .ok_or_else(|| ReportError::Pdf("the size of the page".to_owned()))?;
    let mut page = document.start_page_with(settings);
    let mut surface = page.surface();
    for (ends, ink) in &sheet.strokes {
        stroke(&mut surface, *ends, *ink);
    }
    surface.set_stroke(None);
    for words in &sheet.words {
        let face = faces.face(words.style);
        surface.set_fill(Some(Fill { paint: color(words.ink).into(), ..Fill::default() }));
        let text = faces.printable(words.style, &words.text);
        let placed = glyphs(face, &text, 0.0);
        let at = Point::from_xy(words.at.0, words.at.1);
        surface.draw_glyphs(at, &placed, face.font.clone(), &text, words.size, false);
    }
    surface.finish();
    page.finish();
    document.finish().map_err(|error| ReportError::Pdf(format!("{error}: {error:?}")))
}

fn stroke(surface: &mut Surface<'_>, [from, to]: [(f32, f32); 2], ink: Ink) {
    let mut path = PathBuilder::new();
    path.move_to(from.0, from.1);
    path.line_to(to.0, to.1);
    let Some(path) = path.finish() else { return };
    surface.set_fill(None);
    surface.set_stroke(Some(Stroke { width: 0.75, paint: color(ink).into(), ..Stroke::default() }));
    surface.draw_path(&path);
}

fn color([red, green, blue]: Ink) -> rgb::Color {
    rgb::Color::new(red, green, blue)
}
