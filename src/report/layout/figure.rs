//! Plots drawn as paths and glyphs of the embedded faces.

use krilla::color::rgb;
use krilla::geom::PathBuilder;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::tagging::ContentTag;

use super::super::plot::{Anchor, Ink, Plot, Shape};
use super::font::{Faces, Style};
use super::paint::{glyphs, text_width};
use super::tag::{Drawn, Element};

/// Where a plot stands on its page.
pub(super) struct Standing<'a> {
    /// Its upper left corner.
    pub(super) at: (f32, f32),
    /// How large it is, of its own size.
    pub(super) scale: f32,
    /// The plot.
    pub(super) plot: &'a Plot,
    /// What it belongs to.
    pub(super) element: Element,
}

impl Standing<'_> {
    /// Draws it as one marked content, whose text for those who hear is its element's.
    pub(super) fn draw(&self, surface: &mut Surface<'_>, faces: &Faces, drawn: &mut Drawn) {
        let identifier = surface.start_tagged(ContentTag::Other);
        drawn.push(self.element, identifier);
        for shape in &self.plot.shapes {
            self.shape(surface, faces, shape);
        }
        surface.set_fill(None);
        surface.set_stroke(None);
        surface.end_tagged();
        // Text after a plot is black again.
        surface.set_fill(Some(Fill::default()));
    }

    fn shape(&self, surface: &mut Surface<'_>, faces: &Faces, shape: &Shape) {
        match shape {
            Shape::Box { at: (x, y), size: (width, height), ink } => {
                let corners = [(*x, *y), (x + width, *y), (x + width, y + height), (*x, y + height)];
                self.fill(surface, &corners, *ink);
            }
            Shape::Area { corners, ink } => self.fill(surface, corners, *ink),
            Shape::Line { points, width, ink } => {
                let Some(path) = self.path(points, false) else { return };
                surface.set_fill(None);
                let stroke = Stroke { width: width * self.scale, paint: color(*ink).into(), ..Stroke::default() };
                surface.set_stroke(Some(stroke));
                surface.draw_path(&path);
            }
            Shape::Words { at, size, anchor, bold, text, ink } => {
                let face = faces.face(if *bold { Style::Bold } else { Style::Regular });
                let text = crate::text::visible(text);
                // The face of the minutes is narrower than those of screens.
                let size = size * self.scale * 1.12;
                let width = text_width(face, &text, size);
                let (x, y) = self.place(*at);
                let x = match anchor {
                    Anchor::Start => x,
                    Anchor::Middle => x - width / 2.0,
                    Anchor::End => x - width,
                };
                surface.set_stroke(None);
                surface.set_fill(Some(Fill { paint: color(*ink).into(), ..Fill::default() }));
                let placed = glyphs(face, &text, 0.0);
                surface.draw_glyphs(krilla::geom::Point::from_xy(x, y), &placed, face.font.clone(), &text, size, false);
            }
        }
    }

    fn fill(&self, surface: &mut Surface<'_>, corners: &[(f32, f32)], ink: Ink) {
        let Some(path) = self.path(corners, true) else { return };
        surface.set_stroke(None);
        surface.set_fill(Some(Fill { paint: color(ink).into(), ..Fill::default() }));
        surface.draw_path(&path);
    }

    fn path(&self, points: &[(f32, f32)], close: bool) -> Option<krilla::geom::Path> {
        let mut path = PathBuilder::new();
        for (nth, point) in points.iter().enumerate() {
            let (x, y) = self.place(*point);
            if nth == 0 {
                path.move_to(x, y);
            } else {
                path.line_to(x, y);
            }
        }
        if close {
            path.close();
        }
        path.finish()
    }

    fn place(&self, (x, y): (f32, f32)) -> (f32, f32) {
        (self.at.0 + x * self.scale, self.at.1 + y * self.scale)
    }
}

fn color(ink: Ink) -> rgb::Color {
    let [red, green, blue] = ink.color();
    rgb::Color::new(red, green, blue)
}
