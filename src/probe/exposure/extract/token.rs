//! Tokens in any text: what base64 keeps from readers, not from anybody else.
//!
//! A JSON Web Token (RFC 7519), the cookie of a session and encoded state all begin with `eyJ` where their JSON begins with
//! `{"`. They are looked for once in a decoded document, whatever its format.

use memchr::memmem;

use super::super::document::Format;
use super::super::piece::{Part, Sink, Step};
use super::Course;
use crate::text::base64_of_any_form;

/// The shortest part that is decoded.
const LEAST: usize = 16;

/// The longest part that is decoded.
const LONGEST: usize = 1 << 20;

/// The most tokens of one document.
const MOST: usize = 10_000;

/// Hands over what tokens in a text say. A part that only names an algorithm says nothing.
pub(super) fn scan<S: Sink + ?Sized>(course: &mut Course<'_, S>, text: &str) {
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut count = 0;
    for start in memmem::find_iter(bytes, b"eyJ") {
        if start < at || count >= MOST {
            continue;
        }
        let rest = bytes.get(start..).unwrap_or_default();
        let length = rest.iter().take(LONGEST).take_while(|byte| is_base64(**byte)).count();
        at = start + length;
        if length < LEAST {
            continue;
        }
        if let Some(payload) = decoded(rest.get(..length).unwrap_or_default()) {
            count += 1;
            hand_over(course, &payload);
        }
    }
}

fn hand_over<S: Sink + ?Sized>(course: &mut Course<'_, S>, payload: &str) {
    let is_header = payload.len() < 400 && (payload.contains("\"alg\"") || payload.contains("\"enc\""));
    if !is_header {
        course.within(Step::Part(Part::Token), |course| course.inside(Format::Json, payload));
    }
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'+' | b'/')
}

/// What base64 of either alphabet means, when it is a beginning of JSON in UTF-8. Ends at the first byte that is none.
pub(super) fn decoded(bytes: &[u8]) -> Option<String> {
    let length = bytes.iter().take_while(|byte| is_base64(**byte)).count();
    // One letter more than a whole group is no byte.
    let whole = length - usize::from(length % 4 == 1);
    let mut out = base64_of_any_form(bytes.get(..whole)?)?;
    let valid = match std::str::from_utf8(&out) {
        Ok(_) => out.len(),
        Err(error) => error.valid_up_to(),
    };
    // Whatever is glued to its end, JSON reaches up to its last bracket.
    out.truncate(valid);
    let text = String::from_utf8(out).ok()?;
    let is_json = text.len() > 7 && text.bytes().all(|byte| byte >= b' ' || matches!(byte, b'\n' | b'\r' | b'\t'));
    is_json.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::super::recording::read_by;
    use super::*;

    /// base64url without padding, as RFC 7515 has it.
    fn encode(text: &str) -> String {
        const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        text.as_bytes()
            .chunks(3)
            .flat_map(|chunk| {
                let bits =
                    chunk.iter().fold(0_u32, |bits, byte| (bits << 8) | u32::from(*byte)) << (8 * (3 - chunk.len()));
                (0..=chunk.len()).map(move |at| char::from(LETTERS[((bits >> (18 - 6 * at)) & 63) as usize]))
            })
            .collect()
    }

    #[test]
    fn payloads_of_tokens_are_read_wherever_they_stand() {
        let token = format!(
            "{}.{}.c2lnbmF0dXJl",
            encode(r#"{"alg":"HS256","typ":"JWT"}"#),
            encode(r#"{"sub":"1","cccd":"001095000123","ten":"Nguyễn"}"#)
        );
        let expected = ["<Token>", "  Record", "    sub = 1", "    cccd = 001095000123", "    ten = Nguyễn"];
        for around in [
            token.clone(),
            format!("Bearer {token}; x"),
            format!("<a href=\"/a?t={token}&b\">"),
            format!("\"{token}\""),
        ] {
            assert_eq!(read_by(|course| scan(course, &around)), expected, "{around}");
        }
        let cut = token.get(..token.len() - 18).expect("a beginning");
        assert_eq!(read_by(|course| scan(course, cut)).len(), 5);
        assert!(read_by(|course| scan(course, "eyJ eyJhbGciOiJ eyJ.eyJ.eyJ eyJ!!!!!!!!!!!!!!!!!!!!!")).is_empty());
    }

    #[test]
    fn state_in_base64_is_read() {
        let state = encode(r#"{"hoTen":"A","soCCCD":"001095000123"}"#);
        let lines = read_by(|course| scan(course, &format!("data-state='{state}=='")));
        assert_eq!(lines, ["<Token>", "  Record", "    hoTen = A", "    soCCCD = 001095000123"]);
    }
}
