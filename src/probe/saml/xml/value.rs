//! Attributes and references (XML 1.0, 3.1, 3.3.3 and 4.1).

use super::name::is_character;
use crate::text::{Text, text};

/// The most attributes of an element.
pub(super) const MOST_ATTRIBUTES: usize = 64;
/// The longest value of an attribute, in bytes.
const LONGEST_VALUE: usize = 64 << 10;

/// Why a value cannot be read.
#[derive(Debug)]
pub(super) enum Flaw {
    /// It breaks the rules of XML.
    Malformed(Text),
    /// It names an entity that only a document type could define.
    Entity,
    /// It is larger than what is read.
    TooLarge,
}

/// The attributes of a start tag as it was written, each name with its normalised value.
pub(super) fn attributes(raw: &str) -> Result<Vec<(&str, String)>, Flaw> {
    let mut found = Vec::new();
    let mut rest = raw;
    loop {
        let next = rest.trim_start_matches(is_space);
        if next.is_empty() {
            return Ok(found);
        }
        if next.len() == rest.len() {
            return Err(Flaw::Malformed(Text::new(
                "thiếu khoảng trắng giữa các thuộc tính",
                "no space before an attribute",
            )));
        }
        let (name, after) = next.split_once('=').ok_or_else(bare)?;
        let after = after.trim_start_matches(is_space);
        let quote = after.chars().next().filter(|own| matches!(own, '"' | '\'')).ok_or_else(bare)?;
        let (value, tail) = after.strip_prefix(quote).and_then(|own| own.split_once(quote)).ok_or_else(bare)?;
        if found.len() >= MOST_ATTRIBUTES || value.len() > LONGEST_VALUE {
            return Err(Flaw::TooLarge);
        }
        found.push((name.trim_end_matches(is_space), normalized(value)?));
        rest = tail;
    }
}

/// The character that a reference in a text means, given what stands between `&` and `;`.
pub(super) fn reference(name: &str) -> Result<char, Flaw> {
    let digits = name.strip_prefix('#');
    let number = digits.map(|digits| match digits.strip_prefix('x') {
        Some(digits) => number(digits, 16),
        None => number(digits, 10),
    });
    match (name, number) {
        (_, Some(number)) => {
            let own = number.and_then(char::from_u32).filter(|own| is_character(*own));
            own.ok_or_else(|| {
                Flaw::Malformed(Text::new("tham chiếu tới ký tự không được phép", "a reference to no character"))
            })
        }
        ("amp", None) => Ok('&'),
        ("lt", None) => Ok('<'),
        ("gt", None) => Ok('>'),
        ("quot", None) => Ok('"'),
        ("apos", None) => Ok('\''),
        _ => Err(Flaw::Entity),
    }
}

fn number(digits: &str, radix: u32) -> Option<u32> {
    // `from_str_radix` would take a sign as well.
    digits.chars().all(|digit| digit.is_digit(radix)).then(|| u32::from_str_radix(digits, radix).ok()).flatten()
}

fn normalized(raw: &str) -> Result<String, Flaw> {
    if raw.contains('<') {
        return Err(Flaw::Malformed(Text::new("dấu < trong thuộc tính", "a < in an attribute")));
    }
    let mut value = String::with_capacity(raw.len());
    let mut parts = raw.split('&');
    value.extend(parts.next().unwrap_or_default().chars().map(spaced));
    for part in parts {
        let Some((name, rest)) = part.split_once(';') else {
            return Err(Flaw::Malformed(Text::new("dấu & đứng một mình", "an & by itself")));
        };
        value.push(reference(name)?);
        value.extend(rest.chars().map(spaced));
    }
    Ok(value)
}

fn spaced(own: char) -> char {
    if is_space(own) { ' ' } else { own }
}

/// White space, and no other character that Unicode calls so.
pub(super) fn is_space(own: char) -> bool {
    matches!(own, ' ' | '\t' | '\n' | '\r')
}

fn bare() -> Flaw {
    Flaw::Malformed(text!("thuộc tính không có giá trị trong ngoặc kép", "an attribute without a quoted value"))
}
