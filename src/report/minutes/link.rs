//! The link in the minutes: a table and a calendar in part V, all measures in an annex of their own.

use super::super::layout::{Block, Style};
use super::super::link::{LinkSheet, tables, words};
use super::super::plot::Plot;
use super::{SPACE, Writer, centred, heading};

impl Writer<'_> {
    /// What stands below the checks of the chapter on the link.
    pub(super) fn link_chapter(&mut self) {
        let report = self.report;
        for sheet in &report.link {
            let summary = tables::summary(sheet);
            for own in [summary, tables::lines(sheet)] {
                if own.rows.is_empty() {
                    continue;
                }
                self.body(own.title.in_language(self.language).to_owned() + ":");
                let table = self.annex_table(&own);
                self.flow.table(&table);
            }
            if let Some(drawn) = sheet.drawn(self.language).first() {
                let name = words::hop_name(drawn.hop, self.language);
                drawn.plots.iter().take(1).for_each(|plot| self.plot(&name, plot));
            }
        }
    }

    /// The measures of every link, below the head of their annex.
    pub(super) fn link_annex(&mut self) {
        let report = self.report;
        for sheet in &report.link {
            self.sheet(sheet);
        }
    }

    fn sheet(&mut self, sheet: &LinkSheet) {
        for drawn in sheet.drawn(self.language) {
            let name = words::hop_name(drawn.hop, self.language);
            for plot in &drawn.plots {
                self.plot(&name, plot);
            }
        }
        for table in tables::all(sheet) {
            let name = table.title.in_language(self.language).to_owned();
            self.flow.block(&Block { indent: 0.0, ..heading(3, name) });
            let table = self.annex_table(&table);
            self.flow.table(&table);
        }
    }

    /// A plot under its name, both on one page.
    fn plot(&mut self, hop: &str, plot: &Plot) {
        let name =
            Block { before: SPACE, after: SPACE, ..centred(Style::Italic, 12.0, &format!("{}: {hop}", plot.title)) };
        self.flow.captioned(&name, plot);
    }
}
