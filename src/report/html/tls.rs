//! The chapter on TLS and certificates as its template reads it.

use serde::Serialize;

use super::super::tls::{Line, Screen};
use super::super::words;
use crate::text::Language;

/// One back-end.
#[derive(Debug, Serialize)]
pub(super) struct ScreenView<'a> {
    name: String,
    addresses: String,
    differs: Option<String>,
    repeats: Vec<String>,
    sections: Vec<SectionView<'a>>,
}

impl<'a> ScreenView<'a> {
    /// A screen in one language.
    pub(super) fn new(screen: &'a Screen, language: Language) -> Self {
        let sections = screen.sections.iter().map(|section| SectionView {
            title: section.title.in_language(language),
            note: section.note.as_ref().map(|note| note.in_language(language)),
            lines: section.lines.iter().map(|line| LineView::new(line, language)).collect(),
        });
        Self {
            name: words::screen_name(language, screen),
            addresses: words::addresses(language, screen),
            differs: words::differs(language, screen),
            repeats: words::repeats(language, screen),
            sections: sections.collect(),
        }
    }
}

#[derive(Debug, Serialize)]
struct SectionView<'a> {
    title: &'a str,
    note: Option<&'a str>,
    lines: Vec<LineView<'a>>,
}

#[derive(Debug, Serialize)]
struct LineView<'a> {
    label: &'a str,
    /// How the entries stand.
    class: &'static str,
    entries: Vec<EntryView<'a>>,
}

impl<'a> LineView<'a> {
    fn new(line: &'a Line, language: Language) -> Self {
        let entries = line.entries.iter().map(|entry| EntryView {
            text: entry.text.in_language(language),
            tone: entry.tone.word(),
            depth: entry.depth.min(6),
        });
        Self {
            label: line.label.in_language(language),
            class: if line.inline { "chip" } else { "entry" },
            entries: entries.collect(),
        }
    }
}

#[derive(Debug, Serialize)]
struct EntryView<'a> {
    text: &'a str,
    tone: &'static str,
    depth: usize,
}
