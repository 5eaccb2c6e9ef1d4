//! Messages whose text is cut where something in it is told apart: `"text":["CCCD ",{"type":"phone","text":"079..."}]`, as
//! messengers export them.

use super::scan::Scanner;

impl Scanner<'_> {
    /// The text of the list of pieces that begins here, which is passed over then; `None` where it is another list, and it
    /// stands where it stood.
    pub(super) fn spoken(&mut self) -> Option<String> {
        let start = self.at;
        let text = self.pieces();
        if !self.may_look(self.at - start) || text.is_none() {
            self.at = start;
            return None;
        }
        text
    }

    fn pieces(&mut self) -> Option<String> {
        let (mut text, mut kinds) = (String::new(), 0);
        self.at += 1;
        while self.element() {
            match self.peek()? {
                b'"' => text.push_str(&self.string()),
                b'{' => {
                    self.at += 1;
                    self.piece(&mut text)?;
                    kinds += 1;
                }
                _ => return None,
            }
        }
        (kinds > 0).then_some(text)
    }

    /// A piece: its kind and its text, and nothing else that would be lost.
    fn piece(&mut self, text: &mut String) -> Option<()> {
        let mut said = false;
        while let Some(key) = self.key() {
            if self.peek() != Some(b'"') {
                return None;
            }
            let value = self.string();
            match &*key {
                "text" => {
                    text.push_str(&value);
                    said = true;
                }
                "type" | "language" if is_kind(&value) => {}
                _ => return None,
            }
        }
        said.then_some(())
    }
}

/// Whether a word only says of what kind a piece is: `bold`, `text_link`.
fn is_kind(word: &str) -> bool {
    word.len() <= 24 && word.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'-' | b'+'))
}
