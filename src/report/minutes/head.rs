//! Head, title and grounds.

use super::super::layout::{Block, Role, Run, Style, Underline};
use super::{SPACE, Writer, centred, paragraph};

impl Writer<'_> {
    /// Everything before part I. Form 1.9 has neither place nor date in its head.
    pub(super) fn head(&mut self) {
        self.bodies_and_nation();
        let head = &self.report.head;
        let title = centred(Style::Bold, 14.0, head.title.in_language(self.language));
        self.flow.block(&Block { before: 18.0, role: Role::Heading(1), ..title });
        let subject = centred(Style::Bold, 14.0, head.subject.in_language(self.language));
        self.flow.block(&Block { after: 18.0, underline: Underline::Share(0.4), ..subject });
        self.grounds();
    }

    fn bodies_and_nation(&mut self) {
        let head = &self.report.head;
        let parent = centred(Style::Regular, 12.0, head.parent.in_language(self.language));
        let issuer = centred(Style::Bold, 12.0, head.issuer.in_language(self.language));
        let number = centred(Style::Regular, 13.0, head.number.in_language(self.language));
        let left = vec![
            parent,
            Block { underline: Underline::Share(0.4), after: 8.0, ..issuer },
            Block { before: 2.0, ..number },
        ];
        let nation = self.pick("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "SOCIALIST REPUBLIC OF VIET NAM");
        let motto = self.pick("Độc lập - Tự do - Hạnh phúc", "Independence - Freedom - Happiness");
        let motto = Block { underline: Underline::Share(1.0), ..centred(Style::Bold, 13.0, motto) };
        let right = vec![centred(Style::Bold, 12.0, nation), motto];
        self.flow.columns(&[(0.44, left), (0.56, right)]);
    }

    /// One italic line a ground: `Căn cứ ...;`, the last with a full stop.
    fn grounds(&mut self) {
        let word = self.pick("Căn cứ", "Pursuant to");
        let last = self.report.grounds.len().saturating_sub(1);
        for (place, ground) in self.report.grounds.iter().enumerate() {
            let ground = ground.in_language(self.language).trim_end_matches(['.', ';', ' ']);
            let mark = if place == last { '.' } else { ';' };
            let sentence =
                if ground.starts_with(word) { format!("{ground}{mark}") } else { format!("{word} {ground}{mark}") };
            self.flow.block(&paragraph(vec![Run::new(Style::Italic, sentence)]));
        }
        self.flow.gap(SPACE);
    }
}
