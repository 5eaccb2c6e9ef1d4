//! Parts I to IV and VII to IX: prose.

use super::super::LabelledText;
use super::super::layout::{Run, Style};
use super::super::words::{messages, moment, proposal, undetermined};
use super::{DOTS, Writer, heading, paragraph};
use crate::text::Text;

impl Writer<'_> {
    /// All parts in the order of the outline.
    pub(super) fn parts(&mut self) {
        self.time_and_place();
        self.part("Thành phần tham dự", "Participants");
        self.numbered(&self.report.participants);
        self.part("Phạm vi, đối tượng kiểm tra", "Scope and subjects");
        self.labels(&self.report.scope);
        self.methods();
        self.results();
        self.errors();
        self.part("Ý kiến của đơn vị được kiểm tra", "Statement of the inspected body");
        self.dotted(3);
        self.conclusion();
        self.part("Kiến nghị, thời hạn khắc phục, phúc tra", "Recommendations, deadlines, re-inspection");
        self.items_or_dots(&self.report.recommendations);
    }

    fn time_and_place(&mut self) {
        self.part("Thời gian, địa điểm", "Time and place");
        let began = moment(self.language, self.report.started);
        let kind = self.report.kind.in_language(self.language);
        let sentence = self.pick("Bắt đầu hồi", "Began at");
        let place = self.pick("tại", "at");
        let matter = self.pick("Nội dung", "Matter");
        let case = self.pick("hồ sơ", "case");
        self.body(format!("{sentence} {began}, {place} {DOTS}."));
        self.body(format!("{matter}: {kind} ({case} {}).", self.report.case));
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
        self.part("Phương pháp, công cụ", "Methods and tools");
        self.labels(&self.report.methods);
        let label = self.pick("Mã định danh minh chứng (SHA-256)", "Evidence identifier (SHA-256)");
        self.labelled(label, &self.report.evidence_id);
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
        let rows: Vec<_> = undetermined(self.report).collect();
        if rows.is_empty() && self.report.limitations.is_empty() {
            self.body(self.pick("Không có.", "None."));
        }
        self.items(&self.report.limitations);
        for row in rows {
            let title = row.title.in_language(self.language);
            let subject = row.subject_title.in_language(self.language);
            let reasons = messages(self.language, row).join("; ");
            self.item(&format!("{title} ({}, {subject}): {reasons}.", row.check));
        }
    }

    fn conclusion(&mut self) {
        self.part("Kết luận", "Conclusion");
        let sentence = proposal(self.language, self.report);
        self.flow.block(&paragraph(vec![Run::new(Style::Bold, sentence)]));
        self.items(&self.report.reasons);
        let note = self.pick(
            "Kết luận nêu trên do công cụ đề xuất từ kết quả ghi nhận; kết luận chính thức thuộc thẩm quyền của \
             Đoàn kiểm tra.",
            "The conclusion above is proposed by the tool from what was recorded; the inspection team concludes.",
        );
        self.flow.block(&paragraph(vec![Run::new(Style::Italic, note)]));
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
