//! The minutes of an inspection (form 1.9 of Decree 30/2020/ND-CP) as blocks on pages.
//!
//! What stands where is decided here, how it is broken into lines and pages in `layout`.

mod annex;
mod close;
mod errors;
mod group;
mod head;
mod link;
#[cfg(test)]
mod measured;
mod parts;
mod result;
mod tls;

use super::Report;
use super::layout::{Act, Align, Block, Faces, Flow, Layout, Role, Run, Style};
use super::words::roman;
use crate::text::{Language, Text};

/// First-line indent, 1.27 cm.
const INDENT: f32 = 36.0;
/// Space after a paragraph, at least 6 pt.
const SPACE: f32 = 6.0;

/// Places the whole report.
pub(super) fn minutes(report: &Report, language: Language, faces: &Faces) -> Layout {
    let mut writer = Writer { report, language, flow: Flow::new(faces), part: 0 };
    writer.whole();
    let foot = writer.foot();
    writer.flow.foot(&foot);
    writer.flow.finish()
}

/// The whole report as the acts of placing it, for formats with pages of their own.
pub(super) fn script(report: &Report, language: Language, faces: &Faces) -> Vec<Act> {
    let mut writer = Writer { report, language, flow: Flow::recording(faces), part: 0 };
    writer.whole();
    writer.flow.into_script()
}

/// The report on its way to the pages.
struct Writer<'a> {
    report: &'a Report,
    language: Language,
    flow: Flow<'a>,
    /// The number of the last part begun.
    part: usize,
}

impl Writer<'_> {
    fn whole(&mut self) {
        self.head();
        self.parts();
        self.close();
        self.annexes();
    }

    /// The sentence in the report's language.
    fn pick<'b>(&self, vi: &'b str, en: &'b str) -> &'b str {
        super::words::pick(self.language, vi, en)
    }

    /// Begins the next part: `IV. PHƯƠNG PHÁP, CÔNG CỤ`.
    fn part(&mut self, title: &Text) {
        self.part += 1;
        let title = format!("{}. {}", roman(self.part), title.in_language(self.language).to_uppercase());
        self.flow.block(&heading(2, title));
    }

    /// What stands at the foot of every page: which run, and which evidence.
    fn foot(&self) -> String {
        let report = self.report;
        let (run, evidence) = (self.pick("Lượt kiểm tra", "Run"), self.pick("Minh chứng", "Evidence"));
        let id = report.evidence_id.strip_prefix("sha256:").unwrap_or(&report.evidence_id);
        format!("{run}: {} · {evidence} SHA-256: {id}", report.run)
    }

    /// A justified paragraph of the body.
    fn body(&mut self, text: impl Into<String>) {
        self.flow.block(&paragraph(vec![Run::new(Style::Regular, text)]));
    }

    /// A paragraph whose first words are bold: `Cấp độ: cấp độ 3`; dots to write on where nothing is known.
    fn labelled(&mut self, label: &str, text: &str) {
        let mut runs = vec![Run::new(Style::Bold, format!("{label}:"))];
        if !text.is_empty() {
            runs.push(Run::new(Style::Regular, format!(" {text}")));
        }
        self.flow.block(&Block { dots: text.is_empty(), ..paragraph(runs) });
    }

    /// An item of a list: `- ...`.
    fn item(&mut self, text: &str) {
        self.body(format!("- {text}"));
    }

    /// Lines to be filled in by hand.
    fn dotted(&mut self, lines: usize) {
        for _ in 0..lines {
            self.flow.block(&Block { dots: true, indent: 0.0, ..paragraph(Vec::new()) });
        }
    }
}

fn paragraph(runs: Vec<Run>) -> Block {
    Block { runs, align: Align::Justify, indent: INDENT, after: SPACE, ..Block::default() }
}

fn heading(level: u16, title: String) -> Block {
    let runs = vec![Run::new(Style::Bold, title)];
    Block { role: Role::Heading(level), before: SPACE, align: Align::Left, ..paragraph(runs) }
}

fn centred(style: Style, size: f32, text: &str) -> Block {
    Block { runs: vec![Run::new(style, text)], size, align: Align::Centre, ..Block::default() }
}
