//! A sink that writes down what it is handed, for tests.

use super::super::document::{Coverage, Document, Format, Limits};
use super::super::piece::{Cell, Kind, Sink, Step};
use super::Course;

/// What was handed over: one line a piece, indented by depth.
#[derive(Default)]
pub(super) struct Recording {
    depth: usize,
    lines: Vec<String>,
}

impl Recording {
    fn line(&mut self, line: String) {
        self.lines.push(format!("{}{line}", "  ".repeat(self.depth)));
    }
}

impl Sink for Recording {
    fn enter(&mut self, step: Step<'_>) {
        let line = match step {
            Step::Key(key) => format!(".{key}"),
            Step::Part(part) => format!("<{part:?}>"),
            other => format!("{other:?}"),
        };
        self.line(line);
        self.depth += 1;
    }

    fn leave(&mut self) {
        self.depth = self.depth.checked_sub(1).expect("a step to leave");
    }

    fn text(&mut self, text: &str) {
        self.line(format!("\"{text}\""));
    }

    fn field(&mut self, label: &str, value: &str, kind: Kind) {
        let mark = if kind == Kind::Number { "#" } else { "" };
        self.line(format!("{label} = {mark}{value}"));
    }

    fn row(&mut self, cells: &[Cell<'_>]) {
        let cells: Vec<String> = cells
            .iter()
            .map(|cell| {
                let mark = if cell.kind == Kind::Number { "#" } else { "" };
                let heading = if cell.heading { "*" } else { "" };
                let hidden = if cell.hidden { "~" } else { "" };
                let span = if cell.span == 1 { String::new() } else { format!("x{}", cell.span) };
                format!("{heading}{hidden}{mark}{}{span}", cell.text)
            })
            .collect();
        self.line(format!("[{}]", cells.join("|")));
    }
}

/// What a document says and how much of it was read; every step entered must have been left.
pub(super) fn record(document: &Document<'_>) -> (Format, Vec<String>, Coverage) {
    let mut recording = Recording::default();
    let mut course = Course::new(&mut recording, Limits::default());
    let format = course.read(document);
    let coverage = course.into_coverage();
    assert_eq!(recording.depth, 0, "a step is left open");
    (format, recording.lines, coverage)
}

/// What bytes say that come without a type or name.
pub(super) fn pieces(bytes: &[u8]) -> Vec<String> {
    record(&Document { bytes, content_type: None, name: None, truncated: false }).1
}

/// What one reader alone makes of a text.
pub(super) fn read_by(read: impl FnOnce(&mut Course<'_, Recording>)) -> Vec<String> {
    let mut recording = Recording::default();
    let mut course = Course::new(&mut recording, Limits::default());
    read(&mut course);
    drop(course);
    assert_eq!(recording.depth, 0, "a step is left open");
    recording.lines
}
