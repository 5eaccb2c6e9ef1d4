//! Parts V and VI: the tables of results and of errors.

use super::super::layout::{Cell, Style, Table};
use super::super::words::{counters, messages, tally};
use super::super::{Chapter, ErrorRow, Row, Seen};
use super::{Writer, heading};
use crate::text::{Text, day};

/// Size of the type in tables.
const SIZE: f32 = 11.0;

impl Writer<'_> {
    /// Part V: one table a heading.
    pub(super) fn results(&mut self) {
        self.part("Nội dung và kết quả kiểm tra", "Contents and results");
        self.body(self.counters());
        for (number, chapter) in (1..).zip(&self.report.chapters) {
            let title = format!("{number}. {}", chapter.title.in_language(self.language));
            self.flow.block(&heading(3, title));
            self.chapter(chapter);
            if chapter.id == crate::check::Heading::Link.word() {
                self.link_chapter();
            }
        }
    }

    /// Part VI: the error list and its tally.
    pub(super) fn errors(&mut self) {
        self.part("Danh mục lỗi, tồn tại", "Errors");
        let report = self.report;
        let sentence = match self.language {
            crate::text::Language::Vi => format!("Tổng hợp: {}.", tally(self.language, report)),
            crate::text::Language::En => format!("In total: {}.", tally(self.language, report)),
        };
        self.body(sentence);
        if report.errors.is_empty() {
            return self.body(self.pick("Không ghi nhận lỗi.", "No error was recorded."));
        }
        let head = match self.language {
            crate::text::Language::Vi => ["Số", "Lỗi, vị trí, căn cứ", "Ghi nhận", "Biện pháp khắc phục", "Tình trạng"],
            crate::text::Language::En => ["No.", "Error, place, grounds", "What was seen", "How to mend", "State"],
        };
        let table = Table {
            widths: vec![9, 46, 40, 38, 28],
            head: head.map(str::to_owned).to_vec(),
            rows: report.errors.iter().map(|error| self.error(error)).collect(),
            size: SIZE,
        };
        self.flow.table(&table);
    }

    fn counters(&self) -> String {
        let numbers = counters(self.report).map(|(seen, number)| {
            let word = seen.text();
            format!("{} {number}", sentence_case(word.in_language(self.language)))
        });
        let label = self.pick("Tổng hợp kết quả ghi nhận", "Results recorded");
        format!("{label}: {}.", numbers.join("; "))
    }

    fn chapter(&mut self, chapter: &Chapter) {
        if chapter.rows.is_empty() {
            return self.body(self.pick(
                "Không có nội dung kiểm tra thuộc mục này trong đợt kiểm tra.",
                "Nothing under this heading was part of this inspection.",
            ));
        }
        let head = match self.language {
            crate::text::Language::Vi => ["Nội dung kiểm tra", "Căn cứ", "Kết quả", "Ghi nhận"],
            crate::text::Language::En => ["Requirement", "Grounds", "Result", "What was seen"],
        };
        let table = Table {
            widths: vec![50, 36, 26, 49],
            head: head.map(str::to_owned).to_vec(),
            rows: chapter.rows.iter().map(|row| self.row(row)).collect(),
            size: SIZE,
        };
        self.flow.table(&table);
    }

    fn row(&self, row: &Row) -> Vec<Cell> {
        let subject = row.subject_title.in_language(self.language);
        let number = row.catalogue.as_deref().unwrap_or(&row.check);
        let what = Cell::new(Style::Regular, row.title.in_language(self.language))
            .and(Style::Italic, format!("{number} · {subject}"));
        let result = row.seen.text();
        let strong = matches!(row.seen, Seen::Fail | Seen::Undetermined | Seen::ManualPending);
        let style = if strong { Style::Bold } else { Style::Regular };
        let mut result = Cell::new(style, sentence_case(result.in_language(self.language))).centred();
        if row.blocking && row.seen == Seen::Fail {
            result = result.and(Style::Italic, self.pick("(chặn kết nối)", "(blocking)"));
        }
        let mut seen = Cell::default();
        for message in messages(self.language, row) {
            seen = seen.and(Style::Regular, message);
        }
        for number in row.details.iter().filter_map(|detail| detail.error) {
            seen = seen.and(Style::Italic, format!("{} {number}", self.pick("Lỗi số", "Error no.")));
        }
        vec![what, self.grounds_cell(&row.grounds), result, seen]
    }

    fn error(&self, error: &ErrorRow) -> Vec<Cell> {
        let said = |text: &Text| text.in_language(self.language).to_owned();
        let mut what = Cell::new(Style::Regular, said(&error.title)).and(Style::Italic, said(&error.place));
        for ground in &error.grounds {
            what = what.and(Style::Italic, said(ground));
        }
        let mut state = Cell::new(if error.fixed { Style::Regular } else { Style::Bold }, said(&error.state)).centred();
        state = state.and(Style::Regular, said(&error.severity));
        if error.blocking && !error.fixed {
            state = state.and(Style::Italic, self.pick("(chặn kết nối)", "(blocking)"));
        }
        state = state.and(Style::Regular, day(error.issued));
        vec![
            Cell::new(Style::Regular, error.number.to_string()).centred(),
            what,
            Cell::new(Style::Regular, said(&error.message)),
            Cell::new(Style::Regular, said(&error.fix)),
            state,
        ]
    }

    fn grounds_cell(&self, grounds: &[Text]) -> Cell {
        let mut cell = Cell::default();
        for ground in grounds {
            cell = cell.and(Style::Regular, ground.in_language(self.language));
        }
        cell
    }
}

/// `KHÔNG ĐẠT` as a table on paper writes it: `Không đạt`.
fn sentence_case(word: &str) -> String {
    let mut letters = word.chars();
    let first: String = letters.next().into_iter().collect();
    first + &letters.as_str().to_lowercase()
}
