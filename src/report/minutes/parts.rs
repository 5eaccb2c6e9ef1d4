//! Parts I to IV and VII to IX: prose.

use super::super::LabelledText;
use super::super::layout::{Run, Style};
use super::super::words::{moment, proposal};
use super::{Writer, heading, paragraph};
use crate::profile::Part;
use crate::text::Text;

impl Writer<'_> {
    /// All parts in the order of the outline.
    pub(super) fn parts(&mut self) {
        let report = self.report;
        for (part, title) in &report.outline.parts {
            self.part(title);
            match part {
                Part::Time => self.time_and_place(),
                Part::Participants => self.numbered(&report.participants),
                Part::Scope => self.labels(&report.scope),
                Part::Methods => self.methods(),
                Part::Results => self.results(),
                Part::Errors => self.errors(),
                Part::Statement => self.bodies_or_dots(&report.statement),
                Part::Conclusion => self.conclusion(),
                Part::Recommendations => self.items_or_dots(&report.recommendations),
            }
        }
    }

    fn time_and_place(&mut self) {
        let began = moment(self.language, self.report.started);
        let kind = self.report.kind.in_language(self.language);
        let sentence = format!("{} {began}.", self.pick("Bắt đầu hồi", "Began at"));
        self.body(sentence);
        let place = self.report.place.as_ref().map_or("", |place| place.in_language(self.language));
        self.labelled(self.pick("Địa điểm", "Place"), place);
        let case = self.pick("vụ việc", "case");
        let matter = format!("{kind} ({case} {})", self.report.case);
        self.labelled(self.pick("Nội dung", "Matter"), &matter);
    }

    fn numbered(&mut self, entries: &[LabelledText]) {
        for (number, entry) in (1..).zip(entries) {
            let label = format!("{number}. {}", entry.label.in_language(self.language));
            self.labelled(&label, entry.text.in_language(self.language));
        }
    }

    fn labels(&mut self, entries: &[LabelledText]) {
        for entry in entries {
            self.labelled(entry.label.in_language(self.language), entry.text.in_language(self.language));
        }
    }

    fn methods(&mut self) {
        self.labels(&self.report.methods);
        let label = self.pick("Mã định danh minh chứng (SHA-256)", "Evidence identifier (SHA-256)");
        let id = &self.report.evidence_id;
        self.labelled(label, id.strip_prefix("sha256:").unwrap_or(id));
        self.limits();
        if !self.report.deviations.is_empty() {
            let title = self.pick("Điều chỉnh so với bộ quy tắc kiểm tra gốc", "Deviations from the parent profile");
            self.flow.block(&heading(3, title.to_owned()));
            self.items(&self.report.deviations);
        }
    }

    /// What was not determined stands before the results, so that nobody reads them without it.
    fn limits(&mut self) {
        let title = self.pick(
            "Giới hạn, nội dung chưa kiểm tra được và lý do",
            "Limitations: what could not be inspected, and why",
        );
        self.flow.block(&heading(3, title.to_owned()));
        if self.report.limitations.is_empty() {
            self.body(self.pick("Không có.", "None."));
        }
        self.items(&self.report.limitations);
    }

    /// The conclusion that a person set, with the proposed one where it departs from it; else the proposed one,
    /// marked as such.
    fn conclusion(&mut self) {
        let report = self.report;
        let proposed = proposal(self.language, report);
        let Some(set) = &report.concluded else {
            self.flow.block(&paragraph(vec![Run::new(Style::Bold, proposed)]));
            self.items(&report.reasons);
            let remark = report.outline.remark.in_language(self.language);
            return self.flow.block(&paragraph(vec![Run::new(Style::Italic, remark)]));
        };
        let sentence = format!("{}: {}.", self.pick("Kết luận", "Conclusion"), set.text.in_language(self.language));
        self.flow.block(&paragraph(vec![Run::new(Style::Bold, sentence)]));
        let at = moment(self.language, set.at);
        let paper = set.number.as_ref().map(|number| format!(" ({} {number})", self.pick("văn bản số", "paper no.")));
        let who = format!("{}, {}, {at}{}", set.by, set.position, paper.unwrap_or_default());
        self.labelled(self.pick("Người kết luận", "Concluded by"), &who);
        if set.departs {
            let departs =
                self.pick("Kết luận này khác với đề xuất của công cụ", "This departs from what the tool proposed");
            let sentence = format!("{departs}. {proposed}.");
            self.flow.block(&paragraph(vec![Run::new(Style::Italic, sentence)]));
            self.items(&report.reasons);
        }
        if !set.reason.is_empty() {
            self.labelled(self.pick("Lý do", "Reason"), &set.reason);
        }
    }

    fn bodies_or_dots(&mut self, texts: &[Text]) {
        if texts.is_empty() {
            self.dotted(3);
        }
        for text in texts {
            self.body(text.in_language(self.language));
        }
    }

    fn items(&mut self, texts: &[Text]) {
        for text in texts {
            self.item(text.in_language(self.language));
        }
    }

    fn items_or_dots(&mut self, texts: &[Text]) {
        if texts.is_empty() {
            self.dotted(2);
        }
        self.items(texts);
    }
}
