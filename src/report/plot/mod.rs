//! Plots: from what is known to shapes, and from shapes to a format.
//!
//! A plot is plain data in its own units, the same for every format: a page writes it as SVG, the minutes draw it as
//! paths. What it shows is never told by colour alone: what is down is dark and marked, what is unknown is hatched.

mod calendar;
mod hatch;
mod latency;
mod legend;
mod svg;
mod timeline;

pub(super) use calendar::calendar;
pub(super) use latency::latency;
pub(super) use svg::{standalone, svg};
pub(super) use timeline::timeline;

/// The width of every plot.
pub(super) const WIDTH: f32 = 660.0;

/// A plot.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Plot {
    /// Its height; its width is [`WIDTH`].
    pub(super) height: f32,
    /// What it shows, as a heading.
    pub(super) title: String,
    /// What it says, for people who do not see it.
    pub(super) about: String,
    /// What is drawn, from the ground up.
    pub(super) shapes: Vec<Shape>,
}

/// Something drawn.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    /// A filled rectangle.
    Box {
        /// Its upper left corner.
        at: (f32, f32),
        /// Width and height.
        size: (f32, f32),
        /// With what.
        ink: Ink,
    },
    /// A filled outline.
    Area {
        /// Its corners.
        corners: Vec<(f32, f32)>,
        /// With what.
        ink: Ink,
    },
    /// A line through points.
    Line {
        /// The points.
        points: Vec<(f32, f32)>,
        /// How thick.
        width: f32,
        /// With what.
        ink: Ink,
    },
    /// A line of text on a baseline.
    Words {
        /// Where the baseline has its anchor.
        at: (f32, f32),
        /// The size of the type.
        size: f32,
        /// Which end stands there.
        anchor: Anchor,
        /// Whether it is bold.
        bold: bool,
        /// The text.
        text: String,
        /// With what.
        ink: Ink,
    },
}

/// Which part of a text stands at its place.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Anchor {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// What a shape is drawn with, by meaning.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Ink {
    /// Time up.
    Up,
    /// Time down.
    Down,
    /// What may have been down: before the first failure that was seen.
    Edge,
    /// Announced stops.
    Planned,
    /// What nobody knows.
    Unknown,
    /// The ground of what was not told.
    Ground,
    /// Hours of service.
    Office,
    /// Half of the answers.
    Half,
    /// Up to 95 of 100.
    Most,
    /// Up to 99 of 100.
    Nearly,
    /// Axes and frames.
    Axis,
    /// Text.
    Text,
    /// Text of less weight.
    Quiet,
}

impl Ink {
    /// The class in a page's style sheet.
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
            Self::Edge => "edge",
            Self::Planned => "planned",
            Self::Unknown => "unknown",
            Self::Ground => "ground",
            Self::Office => "office",
            Self::Half => "half",
            Self::Most => "most",
            Self::Nearly => "nearly",
            Self::Axis => "axis",
            Self::Text => "text",
            Self::Quiet => "quiet-text",
        }
    }

    /// Red, green, blue on white paper.
    pub(super) const fn color(self) -> [u8; 3] {
        match self {
            Self::Up => [0xa9, 0xd8, 0xb8],
            Self::Down => [0xa3, 0x14, 0x1d],
            Self::Edge => [0xe0, 0x8a, 0x8f],
            Self::Planned => [0x5b, 0x49, 0xa8],
            Self::Unknown => [0x6b, 0x76, 0x80],
            Self::Ground => [0xf1, 0xf3, 0xf5],
            Self::Office => [0xe1, 0xe7, 0xec],
            Self::Half => [0x0b, 0x3f, 0x7e],
            Self::Most => [0x7f, 0xb0, 0xe0],
            Self::Nearly => [0xd3, 0xe4, 0xf5],
            Self::Axis => [0x9a, 0xa5, 0xb0],
            Self::Text => [0x1a, 0x21, 0x29],
            Self::Quiet => [0x4c, 0x59, 0x66],
        }
    }
}

impl Shape {
    fn words(at: (f32, f32), size: f32, anchor: Anchor, text: impl Into<String>) -> Self {
        Self::Words { at, size, anchor, bold: false, text: text.into(), ink: Ink::Text }
    }

    fn quiet(at: (f32, f32), size: f32, anchor: Anchor, text: impl Into<String>) -> Self {
        Self::Words { at, size, anchor, bold: false, text: text.into(), ink: Ink::Quiet }
    }
}

/// A number of seconds or of slots as a length: what is drawn needs no more than seven digits.
#[expect(clippy::cast_precision_loss, reason = "a place on paper")]
fn length(number: i64) -> f32 {
    number as f32
}
