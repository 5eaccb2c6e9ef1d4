//! What a fuzzer feeds to the readers of formats that are no text. `fuzz/` calls it, and the replay of its corpus; it is
//! compiled for nobody else.

use super::super::document::{Document, Limits};
use super::super::piece::{Cell, Kind, Sink, Step};
use super::Course;

/// Takes any bytes apart as a document of a format that is no text.
pub fn exposure_binary(data: &[u8]) {
    let limits = Limits { unpacked: 8 << 20, pieces: 500_000, ..Limits::default() };
    let document = Document { bytes: data, content_type: None, name: None, truncated: false };
    if super::binary::format(&document).is_none() {
        return;
    }
    let mut count = Count::default();
    let mut course = Course::new(&mut count, limits);
    course.read(&document);
    drop(course);
    assert_eq!(count.depth, 0, "a step is left open");
    // A shared string of a workbook may stand in many cells: what is handed over has no bound but that of the pieces.
    assert!(count.pieces <= limits.pieces, "{} pieces", count.pieces);
}

#[derive(Default)]
struct Count {
    depth: usize,
    pieces: usize,
}

impl Sink for Count {
    fn enter(&mut self, _: Step<'_>) {
        self.depth += 1;
    }

    fn leave(&mut self) {
        self.depth = self.depth.checked_sub(1).unwrap_or(usize::MAX);
    }

    fn text(&mut self, _: &str) {
        self.pieces += 1;
    }

    fn field(&mut self, _: &str, _: &str, _: Kind) {
        self.pieces += 1;
    }

    fn row(&mut self, _: &[Cell<'_>]) {
        self.pieces += 1;
    }
}
