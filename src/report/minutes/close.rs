//! The closing sentence, the signatures and the recipients.

use super::super::SignatureBlock;
use super::super::layout::{Block, PAGE_ROOM, SEAL_FACTS, Style};
use super::super::words::moment;
use super::{Writer, centred};
use crate::text::Language;

/// Room for a signature above the name: a seal of 42 mm in its true size, or the image of a handwritten signature
/// with the facts of the digital one below.
const SIGNING_ROOM: f32 = 124.0;

/// Space above the recipients.
const ABOVE_RECIPIENTS: f32 = 10.0;

/// Blocks side by side.
type Row = Vec<(f32, Vec<Block>)>;

impl Writer<'_> {
    /// Everything after part IX.
    pub(super) fn close(&mut self) {
        let sentence = self.closing();
        let rows = self.signature_rows();
        let recipients = self.recipients();
        // The sentence that people sign under stands on the page on which they sign, and so do the recipients.
        let height: f32 = rows.iter().map(|row| self.flow.columns_height(row)).sum();
        let paragraph = super::paragraph(vec![super::Run::new(Style::Regular, sentence)]);
        let whole = super::SPACE + self.flow.height(&paragraph) + height + self.height_below(recipients.as_ref());
        self.flow.room(whole);
        self.flow.gap(super::SPACE);
        self.flow.block(&paragraph);
        self.signatures(&rows, recipients.as_ref());
    }

    /// The closing formula: the profile's, or that of the outline, with blanks for what is not known.
    fn closing(&self) -> String {
        let closing = &self.report.closing;
        let ended = moment(self.language, self.report.ended);
        let number = |number: Option<i64>| number.map_or_else(|| "……".to_owned(), |number| format!("{number:02}"));
        let (copies, each) = (number(closing.copies), number(closing.each));
        if let Some(formula) = &closing.formula {
            let formula = formula.in_language(self.language);
            return formula.replace("{ended}", &ended).replace("{copies}", &copies).replace("{each}", &each);
        }
        match self.language {
            Language::Vi => format!(
                "Biên bản kết thúc hồi {ended}, đã đọc lại cho các thành phần tham dự cùng nghe, thống nhất ký tên; \
                 được lập thành {copies} bản có giá trị như nhau, mỗi bên giữ {each} bản."
            ),
            Language::En => format!(
                "These minutes were closed at {ended}, read out to the participants and agreed by them; they are \
                 made in {copies} copies of equal value, of which each side keeps {each}."
            ),
        }
    }

    /// Blank blocks, two in a row, never torn from one another as long as a page can hold them; the recipients stand
    /// below the last row, never on a page of their own.
    fn signatures(&mut self, rows: &[Row], recipients: Option<&Row>) {
        let height: f32 = rows.iter().map(|row| self.flow.columns_height(row)).sum();
        let below = self.height_below(recipients);
        self.flow.room(height + below);
        for (place, row) in rows.iter().enumerate() {
            let own = self.flow.columns_height(row);
            let is_last = place + 1 == rows.len() && own + below <= PAGE_ROOM;
            self.flow.room(if is_last { own + below } else { own });
            self.flow.columns(row);
        }
        let Some(row) = recipients else { return };
        self.flow.gap(ABOVE_RECIPIENTS);
        if below <= PAGE_ROOM {
            self.flow.columns(row);
        } else {
            row.iter().flat_map(|(_, blocks)| blocks).for_each(|block| self.flow.block(block));
        }
    }

    /// What the recipients take below the last row.
    fn height_below(&self, recipients: Option<&Row>) -> f32 {
        recipients.map_or(0.0, |row| ABOVE_RECIPIENTS + self.flow.columns_height(row))
    }

    fn signature_rows(&self) -> Vec<Row> {
        self.report.signatures.chunks(2).map(|pair| self.pair(pair)).collect()
    }

    /// A lone last block stands on the right, where the one who signs last signs. Names of a row stand on one line,
    /// however many lines the titles above them take.
    fn pair(&self, pair: &[SignatureBlock]) -> Row {
        let mut columns: Vec<_> = pair.iter().map(|block| (0.5, self.signature(block))).collect();
        let above = |column: &(f32, Vec<Block>)| {
            let head = column.1.get(..2).unwrap_or_default().to_vec();
            self.flow.columns_height(&[(column.0, head)])
        };
        let heights: Vec<f32> = columns.iter().map(above).collect();
        let tallest = heights.iter().copied().fold(0.0, f32::max);
        for ((_, blocks), height) in columns.iter_mut().zip(heights) {
            if let Some(hint) = blocks.get_mut(1) {
                hint.after += tallest - height;
            }
        }
        if columns.len() == 1 {
            columns.insert(0, (0.5, Vec::new()));
        }
        columns
    }

    /// A title, a hint with the room for the signature below it, a name.
    fn signature(&self, block: &SignatureBlock) -> Vec<Block> {
        let role = centred(Style::Bold, 13.0, block.role.in_language(self.language));
        let hint = centred(Style::Italic, 13.0, block.hint.in_language(self.language));
        let name = centred(Style::Bold, 13.0, block.name.as_deref().unwrap_or_default());
        let role = Block { before: 10.0, ..role };
        let (signer, sealer) = (Some(block.key.clone()), block.seal.as_ref().map(|(key, _)| key.clone()));
        let after = SIGNING_ROOM + if sealer.is_some() { SEAL_FACTS } else { 0.0 };
        vec![role, Block { after, signer, sealer, ..hint }, Block { after: 4.0, ..name }]
    }

    /// `Nơi nhận:` and its list, each entry ended by a semicolon, the last by a full stop.
    fn recipients(&self) -> Option<Row> {
        let last = self.report.recipients.len().saturating_sub(1);
        let label =
            Block { align: super::Align::Left, ..centred(Style::BoldItalic, 12.0, self.pick("Nơi nhận:", "To:")) };
        let mut blocks = vec![label];
        for (place, recipient) in self.report.recipients.iter().enumerate() {
            let recipient = recipient.in_language(self.language).trim_end_matches(['.', ';', ' ']);
            let mark = if place == last { '.' } else { ';' };
            let entry = centred(Style::Regular, 11.0, &format!("- {recipient}{mark}"));
            blocks.push(Block { align: super::Align::Left, ..entry });
        }
        (blocks.len() > 1).then(|| vec![(0.6, blocks)])
    }
}
