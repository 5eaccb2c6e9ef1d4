//! Hatching: what is told by lines as well as by colour.

use super::{Ink, Shape};

/// The distance of two lines.
const STEP: f32 = 4.0;

/// Slanting lines over a rectangle, cut at its edges.
pub(super) fn hatch(at: (f32, f32), size: (f32, f32), ink: Ink, shapes: &mut Vec<Shape>) {
    let ((left, top), (width, height)) = (at, size);
    if width <= 0.0 || height <= 0.0 {
        return;
    }
    if width < STEP {
        shapes.push(Shape::Line {
            points: vec![(left + width / 2.0, top), (left + width / 2.0, top + height)],
            width: width.min(1.0),
            ink,
        });
        return;
    }
    // From the left edge to beyond the right one: a line begins on the lower or the left edge.
    let mut along = STEP / 2.0;
    while along < width + height {
        let from = if along <= width { (left + along, top) } else { (left + width, top + along - width) };
        let to = if along <= height { (left, top + along) } else { (left + along - height, top + height) };
        shapes.push(Shape::Line { points: vec![from, to], width: 0.8, ink });
        along += STEP;
    }
}
