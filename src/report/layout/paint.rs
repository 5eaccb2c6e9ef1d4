//! Finished pages to PDF/A-3a (ISO 19005-3, level A: tagged, every glyph embedded and mapped).

use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::embed::EmbeddedFile;
use krilla::geom::{PathBuilder, Point};
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::Stroke;
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag};
use krilla::text::{GlyphId, KrillaGlyph};
use krilla::{Document, SerializeSettings};

use super::super::ReportError;
use super::figure::Standing;
use super::font::{Face, Faces};
use super::page::{Entry, Layout, Mark, PAGE_HEIGHT, PAGE_WIDTH, Page};
use super::paragraph::Piece;
use super::tag::{Drawn, Element};

/// Weight of all rules, in points.
const RULE: f32 = 0.5;

/// What goes with the pages.
pub(in crate::report) struct Dossier {
    /// Title, dates, language.
    pub(in crate::report) metadata: Metadata,
    /// The language of the text, such as `vi-VN`.
    pub(in crate::report) language: &'static str,
    /// The data that the pages were made from.
    pub(in crate::report) attachments: Vec<EmbeddedFile>,
}

/// Draws the pages. Errors: the writer refuses the document, with its reason.
pub(in crate::report) fn paint(layout: Layout, faces: &Faces, dossier: Dossier) -> Result<Vec<u8>, ReportError> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A3_A)
        .finish()
        .map_err(|error| ReportError::Pdf(format!("{error:?}")))?;
    let mut document = Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    document.set_metadata(dossier.metadata);
    // First, while little else is held: they are compressed at once, and then gone.
    for attachment in dossier.attachments {
        let name = attachment.path.clone();
        document.embed_file(attachment).ok_or(ReportError::Pdf(name))?;
    }
    let Layout { pages, elements, outline: entries, rooms: _ } = layout;
    let mut drawn = Drawn::default();
    for page in pages {
        let settings = PageSettings::from_wh(PAGE_WIDTH, PAGE_HEIGHT)
            .ok_or_else(|| ReportError::Pdf("the size of the page".to_owned()))?;
        let mut sheet = document.start_page_with(settings);
        let mut surface = sheet.surface();
        draw(&mut surface, &page, faces, &mut drawn);
        surface.finish();
        sheet.finish();
    }
    document.set_tag_tree(elements.tree(drawn, dossier.language));
    document.set_outline(outline(entries));
    document.finish().map_err(|error| ReportError::Pdf(format!("{error}: {error:?}")))
}

fn outline(entries: Vec<Entry>) -> Outline {
    let mut outline = Outline::new();
    for (title, page, y) in entries {
        let destination = XyzDestination::new(page, Point::from_xy(0.0, y - 12.0));
        outline.push_child(OutlineNode::new(title, destination));
    }
    outline
}

/// Draws a page. Neighbouring text of one element is one marked content.
fn draw(surface: &mut Surface<'_>, page: &Page, faces: &Faces, drawn: &mut Drawn) {
    let mut open: Option<Option<Element>> = None;
    for mark in &page.marks {
        if let Mark::Figure { at, scale, plot, element } = mark {
            if open.take().is_some() {
                surface.end_tagged();
            }
            Standing { at: *at, scale: *scale, plot, element: *element }.draw(surface, faces, drawn);
        }
        let Mark::Text { x, y, size, pieces, stretch, element } = mark else { continue };
        if open != Some(*element) {
            if open.is_some() {
                surface.end_tagged();
            }
            let tag = match element {
                Some(_) => ContentTag::Other,
                None => ContentTag::Artifact(Artifact::with_kind(ArtifactType::PaginationOther)),
            };
            let identifier = surface.start_tagged(tag);
            if let Some(element) = element {
                drawn.push(*element, identifier);
            }
            open = Some(*element);
        }
        let mut x = *x;
        for piece in pieces {
            x += write(surface, faces, piece, (x, *y), *size, *stretch);
        }
    }
    if open.is_some() {
        surface.end_tagged();
    }
    rules(surface, page);
}

/// Draws a piece of text and gives its width.
fn write(surface: &mut Surface<'_>, faces: &Faces, piece: &Piece, at: (f32, f32), size: f32, stretch: f32) -> f32 {
    let face = faces.face(piece.style);
    let glyphs = glyphs(face, &piece.text, stretch / size);
    surface.draw_glyphs(Point::from_xy(at.0, at.1), &glyphs, face.font.clone(), &piece.text, size, false);
    glyphs.iter().map(|glyph| glyph.x_advance * size).sum()
}

/// How wide a text is.
pub(super) fn text_width(face: &Face, text: &str, size: f32) -> f32 {
    glyphs(face, text, 0.0).iter().map(|glyph| glyph.x_advance * size).sum()
}

/// The glyphs of a text, with what is added to each blank, as a share of the size.
pub(super) fn glyphs(face: &Face, text: &str, stretch: f32) -> Vec<KrillaGlyph> {
    let placed = text.char_indices().filter_map(|(place, character)| {
        let glyph = face.glyph(character)?;
        let advance = if character == ' ' { glyph.advance + stretch } else { glyph.advance };
        let range = place..place + character.len_utf8();
        Some(KrillaGlyph::new(GlyphId::new(glyph.id.into()), advance, 0.0, 0.0, 0.0, range, None))
    });
    placed.collect()
}

fn rules(surface: &mut Surface<'_>, page: &Page) {
    let mut path = PathBuilder::new();
    for mark in &page.marks {
        if let Mark::Rule { ends: [from, to] } = mark {
            path.move_to(from.0, from.1);
            path.line_to(to.0, to.1);
        }
    }
    let Some(path) = path.finish() else { return };
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
    surface.set_stroke(Some(Stroke { width: RULE, ..Stroke::default() }));
    surface.draw_path(&path);
    surface.set_stroke(None);
    surface.end_tagged();
}
