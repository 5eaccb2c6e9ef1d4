//! The annexes: each begins a page of its own and is numbered apart.

use super::super::Annex;
use super::super::layout::{Block, Cell, Role, Style, Table, Underline};
use super::super::words::roman;
use super::result::sentence_case;
use super::{Writer, centred};
use crate::text::Text;

/// The number of the last annex of the outline.
const LAST: usize = 6;
/// The number of the annex of errors.
const ERRORS: usize = 3;
/// The number of the annex on the link.
const LINK: usize = 4;

/// The title of an annex that is no table of the report.
fn title(number: usize) -> Text {
    match number {
        ERRORS => Text::new("Danh mục lỗi", "Errors"),
        LINK => Text::new("Số đo đường truyền", "Measures of the link"),
        _ => Text::new("Không có nội dung", "Nothing"),
    }
}

impl Writer<'_> {
    /// Annexes I to VI, and what is known of TLS behind them.
    pub(super) fn annexes(&mut self) {
        let report = self.report;
        for number in 1..=LAST {
            let annex = report.annexes.iter().find(|annex| annex.number == number);
            let title = annex.map_or_else(|| title(number), |annex| annex.title.clone());
            self.annex_head(number, title.in_language(self.language));
            match annex {
                Some(annex) if !annex.rows.is_empty() => self.flow.table(&self.annex_table(annex)),
                None if number == ERRORS && !report.errors.is_empty() => self.error_annex(),
                None if number == LINK && !report.link.is_empty() => self.link_annex(),
                None if number == LINK => {
                    self.body(self.pick(
                        "Đợt kiểm tra này không đo đường truyền.",
                        "The link was not measured in this inspection.",
                    ));
                }
                _ => self.body(self.pick("Không có.", "None.")),
            }
        }
        self.tls_annex(LAST + 1);
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
        let cell = |text: &Text| {
            let text = text.in_language(self.language);
            // Words in capitals are for screens; a table on paper is calmer.
            let capitals = text.contains(' ') && text.chars().all(|letter| letter == ' ' || letter.is_uppercase());
            let calm = capitals || text == "ĐẠT" || text == "PASS" || text == "FAIL" || text == "INFO";
            let text = if calm { sentence_case(text) } else { text.to_owned() };
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
            size: 10.5,
        }
    }
}
