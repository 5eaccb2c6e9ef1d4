//! What the marks of a plot mean.

use super::hatch::hatch;
use super::{Anchor, Ink, Shape, WIDTH};

/// The size of its type.
const SIZE: f32 = 10.5;
/// The mean width of a letter, as a part of the size: wide enough for every common face.
const LETTER: f32 = 0.56;
/// The height of a line of it.
pub(super) const LINE: f32 = 17.0;

/// Writes the meaning of inks one behind the other, over as many lines as it takes; gives the height.
pub(super) fn legend(entries: &[(Ink, &str)], top: f32, shapes: &mut Vec<Shape>) -> f32 {
    let (mut x, mut y) = (0.0, top);
    for (ink, words) in entries {
        #[expect(clippy::cast_precision_loss, reason = "the letters of a line")]
        let width = 20.0 + words.chars().count() as f32 * SIZE * LETTER + 14.0;
        if x > 0.0 && x + width > WIDTH {
            (x, y) = (0.0, y + LINE);
        }
        swatch(*ink, (x, y + 2.0), shapes);
        shapes.push(Shape::words((x + 20.0, y + 11.0), SIZE, Anchor::Start, *words));
        x += width;
    }
    y + LINE - top
}

fn swatch(ink: Ink, at: (f32, f32), shapes: &mut Vec<Shape>) {
    let size = (14.0, 10.0);
    match ink {
        Ink::Unknown | Ink::Planned | Ink::Edge => {
            shapes.push(Shape::Box { at, size, ink: Ink::Ground });
            hatch(at, size, ink, shapes);
        }
        Ink::Half => {
            shapes.push(Shape::Line { points: vec![(at.0, at.1 + 5.0), (at.0 + size.0, at.1 + 5.0)], width: 2.0, ink });
        }
        _ => shapes.push(Shape::Box { at, size, ink }),
    }
}
