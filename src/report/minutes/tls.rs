//! The annex on TLS and certificates: a heading for each back-end, a table for each section.

use super::super::layout::{Block, Cell, Run, Style, Table};
use super::super::tls::{Entry, Line, Screen, Section, Tone, title};
use super::super::words::{addresses, differs, repeats, screen_name};
use super::{SPACE, Writer, heading, paragraph};

/// Size of the type in the tables; names of suites are long.
const SIZE: f32 = 10.5;

impl Writer<'_> {
    /// The annex behind all others, where anything is known.
    pub(super) fn tls_annex(&mut self, number: usize) {
        let report = self.report;
        if report.tls.is_empty() {
            return;
        }
        self.annex_head(number, title().in_language(self.language));
        for (place, screen) in report.tls.iter().enumerate() {
            if place > 0 {
                self.flow.gap(SPACE * 2.0);
            }
            self.screen(screen);
        }
    }

    fn screen(&mut self, screen: &Screen) {
        let name = screen_name(self.language, screen);
        self.flow.block(&Block { indent: 0.0, ..heading(3, name) });
        self.sentence(Style::Regular, addresses(self.language, screen));
        if let Some(differs) = differs(self.language, screen) {
            self.sentence(Style::Bold, differs);
        }
        for repeat in repeats(self.language, screen) {
            self.sentence(Style::Italic, repeat);
        }
        for section in &screen.sections {
            let table = self.section_table(section);
            self.flow.table(&table);
            if let Some(note) = &section.note {
                let runs = vec![Run::new(Style::Italic, note.in_language(self.language))];
                self.flow.block(&Block { size: SIZE, indent: 0.0, ..paragraph(runs) });
            }
        }
    }

    fn sentence(&mut self, style: Style, text: String) {
        self.flow.block(&Block { indent: 0.0, ..paragraph(vec![Run::new(style, text)]) });
    }

    fn section_table(&self, section: &Section) -> Table {
        let row = |line: &Line| vec![Cell::new(Style::Regular, line.label.in_language(self.language)), self.seen(line)];
        Table {
            widths: vec![28, 72],
            head: vec![
                section.title.in_language(self.language).to_owned(),
                self.pick("Ghi nhận", "Recorded").to_owned(),
            ],
            rows: section.lines.iter().map(row).collect(),
            size: SIZE,
        }
    }

    fn seen(&self, line: &Line) -> Cell {
        let text = |entry: &Entry| entry.text.in_language(self.language).to_owned();
        if line.inline {
            let texts: Vec<_> = line.entries.iter().map(text).collect();
            return Cell::new(Style::Regular, texts.join(" · "));
        }
        line.entries.iter().fold(Cell::default(), |cell, entry| {
            let style = match entry.tone {
                Tone::Broken => Style::Bold,
                Tone::Open => Style::Italic,
                Tone::Plain | Tone::Sound | Tone::Weak => Style::Regular,
            };
            let branch = match entry.depth.min(6) {
                0 => String::new(),
                // No-break spaces: the blanks at the beginning of a line are no words.
                depth => format!("{}└\u{a0}", "\u{a0}\u{a0}\u{a0}".repeat(depth - 1)),
            };
            cell.and(style, format!("{branch}{}", text(entry)))
        })
    }
}
