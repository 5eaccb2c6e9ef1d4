//! Text from a hostile side, made harmless and readable.

use unicode_normalization::UnicodeNormalization;

/// Normalises to NFC and turns every character that could hide, reorder or break a line of output
/// into a visible escape such as `\u{202e}`: controls, bidirectional marks (Unicode TR 9),
/// zero-width and interlinear characters, private use, and line separators.
pub fn visible(raw: &str) -> String {
    // Printable ASCII is its own normal form and hides nothing.
    if raw.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return raw.to_owned();
    }
    let mut shown = String::with_capacity(raw.len());
    for character in raw.nfc() {
        if hides(character) {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    shown
}

/// [`visible`] and cut to `limit` characters, the cut marked with an ellipsis.
pub fn shorten(raw: &str, limit: usize) -> String {
    // No more bytes than that are no more characters either.
    if raw.len() <= limit {
        return visible(raw);
    }
    let head: String = raw.chars().take(limit + 1).collect();
    if head.chars().count() <= limit {
        return visible(&head);
    }
    let mut cut = visible(&head.chars().take(limit.saturating_sub(1)).collect::<String>());
    cut.push('…');
    cut
}

fn hides(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{e0fff}'
            | '\u{f0000}'..='\u{10ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_become_visible_and_vietnamese_stays() {
        assert_eq!(visible("Cổng\u{202e} dịch vụ\n"), "Cổng\\u{202e} dịch vụ\\u{a}");
        assert_eq!(visible("Cổng"), "Cổng");
    }

    #[test]
    fn cutting_counts_characters_and_is_marked() {
        assert_eq!(shorten("dịch vụ công", 12), "dịch vụ công");
        assert_eq!(shorten("dịch vụ công", 8), "dịch vụ…");
    }
}
