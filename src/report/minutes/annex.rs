//! The annexes: each begins a page of its own and is numbered apart.

use super::super::Annex;
use super::super::layout::{Block, Cell, Role, Style, Table, Underline};
use super::super::words::roman;
use super::{Writer, centred};

/// The number of the annex of the link's measures.
const LINK: usize = 4;

impl Writer<'_> {
    /// All annexes in order.
    pub(super) fn annexes(&mut self) {
        let annexes = &self.report.annexes;
        let mut number = 1;
        let (before, behind) = annexes.split_at(annexes.len().min(LINK - 1));
        for annex in before {
            self.annex(number, annex);
            number += 1;
        }
        // The measures of the link are annex IV, as the outline of the minutes has them.
        number += usize::from(self.link_annex(number));
        for annex in behind {
            self.annex(number, annex);
            number += 1;
        }
        self.tls_annex(number);
    }

    fn annex(&mut self, number: usize, annex: &Annex) {
        self.annex_head(number, annex.title.in_language(self.language));
        if annex.rows.is_empty() {
            return self.body(self.pick("Không có.", "None."));
        }
        self.flow.table(&self.annex_table(annex));
    }

    /// Begins an annex on a page of its own: number, title, and the minutes that it belongs to.
    pub(super) fn annex_head(&mut self, number: usize, title: &str) {
        self.flow.section();
        let name = format!("{} {}", self.pick("Phụ lục", "Annex"), roman(number));
        self.flow.block(&centred(Style::Bold, 14.0, &name));
        let title = centred(Style::Bold, 14.0, &title.to_uppercase());
        self.flow.block(&Block { role: Role::Heading(2), ..title });
        let document = self.report.head.number.in_language(self.language);
        let document = document.trim_start_matches(self.pick("Số:", "No.:")).trim();
        let reference = format!("({} {document})", self.pick("Kèm theo Biên bản số", "With minutes no."));
        let reference = centred(Style::Italic, 13.0, &reference);
        self.flow.block(&Block { underline: Underline::Share(0.4), after: 14.0, ..reference });
    }

    pub(super) fn annex_table(&self, annex: &Annex) -> Table {
        let cell = |text: &crate::text::Text| {
            let text = text.in_language(self.language);
            let lines: Vec<_> = text.lines().collect();
            let mut cell = Cell::default();
            for line in lines {
                cell = cell.and(Style::Regular, line);
            }
            // Short numbers read better under the middle of their head.
            let number = !text.is_empty() && text.chars().all(|character| character.is_ascii_digit());
            if number { cell.centred() } else { cell }
        };
        Table {
            widths: annex.widths.clone(),
            head: annex.columns.iter().map(|column| column.in_language(self.language).to_owned()).collect(),
            rows: annex.rows.iter().map(|row| row.iter().map(cell).collect()).collect(),
            size: 11.0,
        }
    }
}
