//! Part V: the tables of results.

use super::super::layout::{Cell, Style, Table};
use super::super::words::counters;
use super::super::{Chapter, Seen};
use super::group::{Group, Sight, groups};
use super::{Writer, heading};

/// Size of the type in tables.
pub(super) const SIZE: f32 = 11.0;

impl Writer<'_> {
    /// Part V: one table a heading.
    pub(super) fn results(&mut self) {
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
        let head = [
            self.pick("Nội dung kiểm tra", "Requirement"),
            self.pick("Kết quả", "Result"),
            self.pick("Đối tượng và ghi nhận", "Subjects and what was seen"),
        ];
        let table = Table {
            widths: vec![62, 25, 78],
            head: head.map(str::to_owned).to_vec(),
            rows: groups(self.language, &chapter.rows).iter().map(|group| self.group(group)).collect(),
            size: SIZE,
        };
        self.flow.table(&table);
    }

    fn group(&self, group: &Group<'_>) -> Vec<Cell> {
        let row = group.first;
        let number = row.catalogue.as_deref().unwrap_or(&row.check);
        let mut what = Cell::new(Style::Regular, format!("{number}. {}", row.title.in_language(self.language)));
        if !row.grounds.is_empty() {
            let grounds: Vec<_> = row.grounds.iter().map(|ground| ground.in_language(self.language)).collect();
            what = what.and(Style::Italic, format!("{}: {}", self.pick("Căn cứ", "Grounds"), grounds.join("; ")));
        }
        let result = row.seen.text();
        let strong = matches!(row.seen, Seen::Fail | Seen::Undetermined | Seen::ManualPending);
        let style = if strong { Style::Bold } else { Style::Regular };
        let mut result = Cell::new(style, sentence_case(result.in_language(self.language))).centred();
        if row.blocking && row.seen == Seen::Fail {
            result = result.and(Style::Italic, self.pick("(chặn kết nối)", "(blocking)"));
        }
        vec![what, result, group.seen.iter().fold(Cell::default(), |cell, sight| self.sight(cell, sight))]
    }

    /// The subjects, what was seen there, and the numbers in the error list.
    fn sight(&self, cell: Cell, sight: &Sight) -> Cell {
        let mut cell = cell.and(Style::Italic, sight.subjects.join("; "));
        for message in &sight.messages {
            cell = cell.and(Style::Regular, message.as_str());
        }
        if sight.errors.is_empty() {
            return cell;
        }
        let numbers: Vec<_> = sight.errors.iter().map(u32::to_string).collect();
        cell.and(Style::Bold, format!("{} {}", self.pick("Lỗi số", "Error no."), numbers.join(", ")))
    }
}

/// `KHÔNG ĐẠT` as a table on paper writes it: `Không đạt`.
pub(super) fn sentence_case(word: &str) -> String {
    let mut letters = word.chars();
    let first: String = letters.next().into_iter().collect();
    first + &letters.as_str().to_lowercase()
}
