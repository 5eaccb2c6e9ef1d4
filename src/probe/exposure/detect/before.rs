//! What speaks for and against a value by what stands before it.

use super::candidate::Site;
use super::label::{self, Label, Labels};
use super::weights::{EXAMPLE, LABEL, NEGATIVE_LABEL, UNKNOWN_LABEL, Weight};

/// What is said of a value.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Evidence {
    /// What the labels say: those before it, else its key or header.
    pub(super) labels: Labels,
    /// Whether an office is spoken of.
    pub(super) official: bool,
    /// Whether it is called an example.
    pub(super) example: bool,
    /// Words between label and value.
    pub(super) gap: usize,
    /// Whether the label is a key or header.
    pub(super) ambient: bool,
}

impl Evidence {
    /// Reads what stands before byte `at` of `text`, then in the block before, then the key or header.
    pub(super) fn read(text: &str, at: usize, previous: &str, site: Site) -> Self {
        let near = label::before(text, at);
        let mut whole = Self::ambient(site.labels);
        if whole.labels.is_empty() && at > 0 && text.as_bytes().get(at - 1) == Some(&b'=') {
            // A name that nobody here knows: `job=...`.
            whole.labels = Labels::of(Label::Unknown);
        }
        let (official, example) = (near.official || whole.official, near.example || whole.example);
        if near.labels.tell() {
            return Self { labels: near.labels, official, example, gap: near.gap, ambient: false };
        }
        if whole.labels.tell() || site.is_value || !near.at_start {
            return Self { official, example, ..whole };
        }
        let line = head(text, at);
        let above = line.map_or_else(|| label::before(previous, previous.len()), |line| line_before(text, line));
        let begins = text.get(line.unwrap_or_default()..at).is_some_and(begins_line);
        let ends = line.map_or(previous, |line| text.get(..line).unwrap_or_default());
        if above.gap > 3 || !begins || has_value_at_end(ends) {
            return Self { official: official || above.official, example, ..whole };
        }
        Self { labels: above.labels, official: official || above.official, example, gap: above.gap, ambient: false }
    }

    fn ambient(labels: Labels) -> Self {
        let official = labels.any(&[Label::Official]);
        Self { labels, official, example: labels.has(Label::Example), gap: 0, ambient: true }
    }

    /// What the labels count for a class that `positive` labels name.
    pub(super) fn weight(&self, positive: &[Label]) -> Weight {
        let mut weight = 0;
        let named = self.labels.any(positive);
        if named {
            weight += LABEL;
        }
        if self.labels.has(Label::Negative) {
            weight += NEGATIVE_LABEL;
        }
        if !named && self.labels.has(Label::Unknown) {
            weight += UNKNOWN_LABEL;
        }
        if self.example {
            weight += EXAMPLE;
        }
        weight
    }
}

/// Whether hardly anything stands before a value in its line: no time, no name of another value.
fn begins_line(head: &str) -> bool {
    head.trim().len() <= 16 && !head.contains('=') && head.bytes().filter(u8::is_ascii_digit).count() <= 2
}

/// Whether a line ends with a value already, so that its last label is not for the next line.
fn has_value_at_end(line: &str) -> bool {
    let tail = line.as_bytes().get(line.len().saturating_sub(40)..).unwrap_or_default();
    tail.split(|byte| !byte.is_ascii_digit()).any(|run| run.len() >= 5)
}

/// Where the line of a place begins, if not with the text.
fn head(text: &str, at: usize) -> Option<usize> {
    let head = text.as_bytes().get(at.saturating_sub(200)..at)?;
    memchr::memrchr(b'\n', head).map(|found| at.saturating_sub(200) + found)
}

/// What the line that ends at `end` says at its end.
fn line_before(text: &str, end: usize) -> label::Before {
    label::before(text, end)
}
