//! PDF (ISO 32000-2), read by a reader of our own: what pages show, what forms hold, what is attached or noted, each
//! within bounds. What cannot be read as text is named: pictures, fonts that do not say what their codes mean.

mod align;
mod aside;
mod cells;
mod cipher;
mod cmap;
mod content;
mod file;
mod filter;
mod font;
mod glyph;
mod layout;
mod matrix;
mod object;
mod page;
mod table;
mod true_type;

use super::super::document::{Document, Obstacle};
use super::super::piece::{Kind, Part, Sink, Step};
use super::Course;
use content::{Drawn, Painter};
use file::File;
use matrix::Matrix;
use page::Page;

/// The part of the page that a picture must cover to be named beside text.
const LARGE: f64 = 0.2;
/// The least sides of a picture that may show text, in pixels.
const LEAST_PIXELS: f64 = 100.0;

/// Whether a document is PDF: its mark may stand a little behind its beginning.
pub(super) fn is_pdf(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
    head.starts_with(b"%PDF-") || (head.windows(5).any(|window| window == b"%PDF-") && head.contains(&0))
}

/// Reads a document.
pub(super) fn read<S: Sink + ?Sized>(course: &mut Course<'_, S>, document: &Document<'_>) {
    let room = course.room(document.bytes.len());
    let file = match File::new(document.bytes, room / 2) {
        Ok(file) => file,
        Err(obstacle) => return course.omit("", obstacle),
    };
    let most = course.limits().entries;
    let pages = page::all(&file, most);
    if pages.is_empty() {
        course.omit("", Obstacle::Damaged);
    }
    if pages.len() >= most {
        course.omit("", Obstacle::TooLarge);
    }
    let mut painter = Painter::new(&file);
    let mut carried = None;
    for (number, page) in (1..).zip(&pages) {
        course.within(Step::Page(number), |course| {
            let contents = page.contents(&file, course);
            let drawn = painter.page(course, &contents, &page.resources, page.turn());
            show(course, page, drawn, &mut carried);
            aside::annotations(course, &file, page);
        });
    }
    aside::form(course, &file);
    aside::properties(course, &file);
    aside::attachments(course, &file);
    if file.is_exhausted() {
        course.omit("", Obstacle::TooLarge);
    }
}

/// Hands over what a page shows, and names what cannot be read of it.
fn show<S: Sink + ?Sized>(course: &mut Course<'_, S>, page: &Page, drawn: Drawn, carried: &mut Option<table::Carried>) {
    let readable = drawn.shown.saturating_sub(drawn.unknown);
    if drawn.unknown > 0 && drawn.unknown * 20 >= drawn.shown {
        course.omit("", Obstacle::Damaged);
    }
    let has_text = readable > 0 && !drawn.spans.is_empty();
    let area = page.width * page.height;
    let pictures: Vec<[f64; 4]> = drawn
        .pictures
        .into_iter()
        .filter(|[_, _, across, down]| *across >= LEAST_PIXELS && *down >= LEAST_PIXELS)
        .collect();
    for [_, _, across, down] in pictures.iter().take(50) {
        course.within(Step::Part(Part::Metadata), |course| {
            course.within(Step::Record, |course| {
                course.field("image-width", &across.to_string(), Kind::Number);
                course.field("image-height", &down.to_string(), Kind::Number);
            });
        });
    }
    // A text behind a scanned page is what was recognised of it: then nothing is left out.
    let covered: f64 = pictures.iter().map(|[width, height, ..]| width * height).sum();
    if !has_text && !pictures.is_empty() {
        course.omit("", Obstacle::ImageOnly);
    } else if covered > LARGE * area && readable < 200 {
        course.omit("image", Obstacle::ImageOnly);
    }
    layout::hand_over(course, drawn.spans, carried);
}

impl Page {
    /// How the page is turned before it is read.
    fn turn(&self) -> Matrix {
        match self.rotation {
            90 => Matrix([0.0, -1.0, 1.0, 0.0, 0.0, 0.0]),
            180 => Matrix([-1.0, 0.0, 0.0, -1.0, 0.0, 0.0]),
            270 => Matrix([0.0, 1.0, -1.0, 0.0, 0.0, 0.0]),
            _ => Matrix::default(),
        }
    }
}
