//! Lines that fit a column.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Breaks text into lines of at most `width` columns, at spaces where there are any and inside a
/// word only where the word alone is wider. Line breaks of the text are kept.
pub fn wrap(text: &str, width: usize) -> String {
    let width = width.max(4);
    let lines: Vec<_> = text.lines().flat_map(|line| keeping_indent(line, width)).collect();
    lines.join("\n")
}

/// Wraps a line behind its own leading spaces, as lines of configuration need it.
fn keeping_indent(line: &str, width: usize) -> Vec<String> {
    let words = line.trim_start_matches(' ');
    let indent = (line.len() - words.len()).min(width / 2);
    let spaces = " ".repeat(indent);
    wrap_line(words, width - indent).into_iter().map(|part| format!("{spaces}{part}")).collect()
}

fn wrap_line(line: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut current = String::new();
    for word in line.split(' ') {
        let needed = if current.is_empty() { word.width() } else { current.width() + 1 + word.width() };
        if needed <= width {
            if !current.is_empty() {
                current.push(' ');
            }
            current.push_str(word);
            continue;
        }
        if !current.is_empty() {
            lines.push(std::mem::take(&mut current));
        }
        let mut pieces = split_word(word, width);
        current = pieces.pop().unwrap_or_default();
        lines.extend(pieces);
    }
    lines.push(current);
    lines
}

fn split_word(word: &str, width: usize) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut used = 0;
    for character in word.chars() {
        let own = character.width().unwrap_or_default();
        if used + own > width {
            pieces.push(String::new());
            used = 0;
        }
        if let Some(last) = pieces.last_mut() {
            last.push(character);
        }
        used += own;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn words_stay_whole_and_long_ones_are_cut() {
        assert_eq!(wrap("dịch vụ công tỉnh", 8), "dịch vụ\ncông\ntỉnh");
        assert_eq!(wrap("a 0123456789 b", 6), "a\n012345\n6789 b");
        assert_eq!(wrap("một\nhai ba", 20), "một\nhai ba");
        assert_eq!(wrap("  listen 80 ssl;", 12), "  listen 80\n  ssl;");
    }
}
