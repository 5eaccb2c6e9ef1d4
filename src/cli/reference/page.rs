//! Writing one Markdown page.

use crate::fact::Value;
use crate::text::{Language, Text};

/// A page that is being written.
pub(super) struct Page {
    pub(super) language: Language,
    out: String,
}

impl Page {
    /// A page with its heading and a first paragraph.
    pub(super) fn new(language: Language, title: &Text, about: &Text) -> Self {
        let mut page = Self { language, out: String::new() };
        let note = Text::new(
            "Trang này do chương trình sinh ra; đừng sửa tay. Tạo lại: KIEMTRA_REGENERATE=1 cargo test --test it reference",
            "This page is generated; do not edit it. To make it anew: KIEMTRA_REGENERATE=1 cargo test --test it reference",
        );
        page.out.push_str(&format!("<!-- {} -->\n\n", page.say(&note)));
        page.heading(1, title);
        page.paragraph(about);
        page
    }

    /// The text in the page's language.
    pub(super) fn say<'a>(&self, text: &'a Text) -> &'a str {
        text.in_language(self.language)
    }

    /// One of two words.
    pub(super) fn pick(&self, vi: &'static str, en: &'static str) -> &'static str {
        match self.language {
            Language::Vi => vi,
            Language::En => en,
        }
    }

    /// `có` or `không`.
    pub(super) fn yes_or_no(&self, yes: bool) -> &'static str {
        if yes { self.pick("có", "yes") } else { self.pick("không", "no") }
    }

    pub(super) fn heading(&mut self, level: usize, title: &Text) {
        let title = plain(self.say(title));
        self.out.push_str(&format!("{} {title}\n\n", "#".repeat(level)));
    }

    /// A heading that other pages can point to by `#anchor`.
    pub(super) fn anchored(&mut self, level: usize, anchor: &str, title: &str) {
        self.out.push_str(&format!("<a id=\"{anchor}\"></a>\n\n{} {title}\n\n", "#".repeat(level)));
    }

    pub(super) fn paragraph(&mut self, text: &Text) {
        let text = plain(self.say(text));
        self.raw(&format!("{text}\n\n"));
    }

    /// A paragraph after a bold label.
    pub(super) fn labelled(&mut self, label: &str, text: &Text) {
        let text = plain(self.say(text));
        self.raw(&format!("**{label}.** {text}\n\n"));
    }

    /// A list after a bold label, its items in Markdown.
    pub(super) fn list(&mut self, label: &str, items: &[String]) {
        self.raw(&format!("**{label}**\n\n"));
        for item in items {
            self.raw(&format!("- {item}\n"));
        }
        self.raw("\n");
    }

    /// A table, its cells in Markdown.
    pub(super) fn table(&mut self, head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) {
        let rule: Vec<_> = head.iter().map(|_| "---").collect();
        self.raw(&format!("| {} |\n| {} |\n", head.join(" | "), rule.join(" | ")));
        for row in rows {
            let cells: Vec<_> = row.iter().map(|cell| cell.replace('|', "\\|").replace('\n', " ")).collect();
            self.raw(&format!("| {} |\n", cells.join(" | ")));
        }
        self.raw("\n");
    }

    /// Lines to be shown as they are.
    pub(super) fn code(&mut self, lines: &str) {
        let lines = lines.trim_end();
        // A fence longer than any inside.
        let fence = if lines.contains("```") { "````" } else { "```" };
        self.raw(&format!("{fence}text\n{lines}\n{fence}\n\n"));
    }

    pub(super) fn raw(&mut self, markdown: &str) {
        self.out.push_str(markdown);
    }

    pub(super) fn finish(self) -> String {
        format!("{}\n", self.out.trim_end())
    }
}

/// Text in which nothing is markup by accident: `<form>` and `tls.*` stand as they are written.
pub(super) fn plain(text: &str) -> String {
    text.replace('<', "\\<").replace('*', "\\*")
}

/// Code in a line.
pub(super) fn code(text: &str) -> String {
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}

/// A value in full, as a check file writes it.
pub(super) fn value(value: &Value) -> String {
    match value {
        Value::List(items) => format!("[{}]", items.iter().map(self::value).collect::<Vec<_>>().join(", ")),
        Value::Text(text) => text.to_string(),
        other => other.shown(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_in_a_cell_does_not_end_it_and_a_tag_is_no_tag() {
        let mut page = Page::new(Language::En, &Text::same("T"), &Text::same("a <form> of tls.*"));
        page.table(&["x"], [vec![code("a|b")]]);
        let out = page.finish();
        assert!(out.contains("| `a\\|b` |"), "{out}");
        assert!(out.contains("a \\<form> of tls.\\*"), "{out}");
    }
}
