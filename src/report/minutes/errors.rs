//! The error list: its headline and a short table in part VI, all of it in annex III.

use super::super::ErrorRow;
use super::super::layout::{Cell, Style, Table};
use super::super::words::tally;
use super::Writer;
use super::result::SIZE;
use crate::text::{Language, Text, day};

impl Writer<'_> {
    /// Part VI: how many errors there are and how many are mended, and each with its place.
    pub(super) fn errors(&mut self) {
        let report = self.report;
        let tally = tally(self.language, report);
        let sentence = match self.language {
            Language::Vi => format!("Tổng hợp: {tally}. Nội dung đầy đủ của từng lỗi tại Phụ lục III."),
            Language::En => format!("In total: {tally}. Each error in full is in Annex III."),
        };
        if report.errors.is_empty() {
            return self.body(self.pick("Không ghi nhận lỗi.", "No error was recorded."));
        }
        self.body(sentence);
        let head = match self.language {
            Language::Vi => ["Số", "Lỗi, tồn tại", "Vị trí", "Mức độ", "Tình trạng"],
            Language::En => ["No.", "Error", "Place", "Severity", "State"],
        };
        let table = Table {
            widths: vec![9, 60, 45, 24, 27],
            head: head.map(str::to_owned).to_vec(),
            rows: report.errors.iter().map(|error| self.short_error(error)).collect(),
            size: SIZE,
        };
        self.flow.table(&table);
    }

    fn short_error(&self, error: &ErrorRow) -> Vec<Cell> {
        vec![
            Cell::new(Style::Regular, error.number.to_string()).centred(),
            Cell::new(Style::Regular, self.said(&error.title)),
            Cell::new(Style::Regular, self.said(&error.place)),
            self.severity(error),
            self.state(error),
        ]
    }

    /// Annex III: each error with what was seen, its grounds, how to mend it, who is to, and until when.
    pub(super) fn error_annex(&mut self) {
        let head = match self.language {
            Language::Vi => {
                ["Số", "Lỗi, vị trí, căn cứ", "Ghi nhận", "Biện pháp khắc phục", "Mức độ, tình trạng, thời hạn"]
            }
            Language::En => {
                ["No.", "Error, place, grounds", "What was seen", "How to mend", "Severity, state, deadline"]
            }
        };
        let table = Table {
            widths: vec![9, 44, 43, 40, 29],
            head: head.map(str::to_owned).to_vec(),
            rows: self.report.errors.iter().map(|error| self.whole_error(error)).collect(),
            size: 10.5,
        };
        self.flow.table(&table);
    }

    fn whole_error(&self, error: &ErrorRow) -> Vec<Cell> {
        let mut what = Cell::new(Style::Regular, self.said(&error.title));
        what = what.and(Style::Regular, error.check.as_str()).and(Style::Italic, self.said(&error.place));
        for ground in &error.grounds {
            what = what.and(Style::Italic, format!("{}: {}", self.pick("Căn cứ", "Ground"), self.said(ground)));
        }
        let mut standing = self.severity(error);
        standing.paragraphs.extend(self.state(error).paragraphs);
        let issued = day(error.issued);
        standing = standing.and(Style::Regular, format!("{} {issued}", self.pick("Ghi nhận", "Found on")));
        if let Some(due) = &error.due {
            standing = standing.and(Style::Bold, format!("{} {due}", self.pick("Hạn", "Due")));
        }
        if let Some(responsible) = &error.responsible {
            standing = standing.and(Style::Regular, self.said(responsible));
        }
        vec![
            Cell::new(Style::Regular, error.number.to_string()).centred(),
            what,
            Cell::new(Style::Regular, self.said(&error.message)),
            Cell::new(Style::Regular, self.said(&error.fix)),
            standing,
        ]
    }

    fn severity(&self, error: &ErrorRow) -> Cell {
        let cell = Cell::new(Style::Regular, self.said(&error.severity)).centred();
        if error.blocking && !error.fixed {
            return cell.and(Style::Italic, self.pick("(chặn kết nối)", "(blocking)"));
        }
        cell
    }

    fn state(&self, error: &ErrorRow) -> Cell {
        Cell::new(if error.fixed { Style::Regular } else { Style::Bold }, self.said(&error.state)).centred()
    }

    fn said(&self, text: &Text) -> String {
        text.in_language(self.language).to_owned()
    }
}
