//! Pages as they can be compared: without what changes from visit to visit.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use super::Arrival;
use crate::probe::page::Page;

/// A word of letters and digits that is at least this long is taken for a token.
const TOKEN: usize = 16;

/// Whether a page holds a text, in its source or as a visitor reads it.
pub(super) fn has(arrival: &Arrival<'_>, text: &str) -> bool {
    let wanted = collapsed(text);
    let source = collapsed(&String::from_utf8_lossy(&arrival.response.body));
    source.contains(&wanted) || plain_words(arrival).contains(&wanted)
}

/// What a visitor reads on a page, white space collapsed; the body as it is where it is no HTML.
pub(in crate::probe) fn plain_words(arrival: &Arrival<'_>) -> String {
    match Page::of(arrival.response, &arrival.url) {
        Ok(Some(page)) => collapsed(&page.text),
        Ok(None) => collapsed(&String::from_utf8_lossy(&arrival.response.body)),
        Err(_) => String::new(),
    }
}

fn collapsed(text: &str) -> String {
    text.nfc().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text without digits, tokens and the given words: what is left is the same for equal answers.
/// White space stays.
pub(in crate::probe) fn settled_text(text: &str, without: &[&str]) -> String {
    let mut text = text.nfc().collect::<String>();
    for word in without.iter().filter(|word| !word.is_empty()) {
        text = without_word(&text, word);
    }
    let is_inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '+' | '/' | '=' | '%' | '.');
    let mut settled = String::with_capacity(text.len());
    let mut word = String::new();
    for letter in text.chars().chain(std::iter::once('\0')) {
        if is_inner(letter) {
            word.push(letter);
            continue;
        }
        if !is_token(&word) {
            settled.extend(word.chars().filter(|own| !own.is_ascii_digit()));
        }
        word.clear();
        if letter != '\0' {
            settled.push(letter);
        }
    }
    settled
}

/// A text without a word where it stands by itself: a short name is part of many others.
fn without_word(text: &str, word: &str) -> String {
    let (mut left, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, after)) = rest.split_once(word) {
        left.push_str(before);
        let inside = left.chars().next_back().is_some_and(char::is_alphanumeric)
            || after.chars().next().is_some_and(char::is_alphanumeric);
        if inside {
            left.push_str(word);
        }
        rest = after;
    }
    left.push_str(rest);
    left
}

/// Whether a word is made by chance: long, letters and digits mixed, and no path or address.
fn is_token(word: &str) -> bool {
    let longest = word.split(['/', '.', '=']).map(str::len).max().unwrap_or(0);
    longest >= TOKEN
        && word.bytes().any(|byte| byte.is_ascii_digit())
        && word.bytes().any(|byte| byte.is_ascii_alphabetic())
        || longest >= 2 * TOKEN
}

/// The distinct pieces of a body between its tags, commas and lines, each at least four characters long.
pub(in crate::probe) fn pieces(body: &[u8]) -> BTreeSet<String> {
    let text = String::from_utf8_lossy(body);
    let parts = text.split(['\n', '<', '>', '{', '}', '[', ']', ',']);
    parts.map(str::trim).filter(|part| part.chars().count() >= 4).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_from_visit_to_visit_is_left_out() {
        let one = settled_text("<b>alice</b> wrong, 4 tries left <input value=\"a8f3c0d9e1b2a7f6e5d4\">", &["alice"]);
        let two =
            settled_text("<b>zed19</b> wrong, 3 tries left <input value=\"00112233445566778899aabb\">", &["zed19"]);
        assert_eq!(one, two);
        assert_eq!(settled_text("<i>trang an</i>", &["an"]), "<i>trang </i>");
        assert_ne!(settled_text("no such user", &[]), settled_text("wrong password", &[]));
        assert_ne!(settled_text("<a href=/khong-ton-tai>", &[]), settled_text("<a href=/sai-mat-khau>", &[]));
        assert_ne!(settled_text("x ", &[]), settled_text("x", &[]), "white space tells");
    }
}
