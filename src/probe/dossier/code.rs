//! Codes of dossiers and links: how easily others are guessed from one.

use std::sync::LazyLock;

use regex::Regex;

use super::facts::Codes;

/// The day in a code, as circular 01/2018 (article 19) writes it: year, month and day of two digits each.
static DAY: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(-\d{2})(\d{2})(\d{2}-)").ok());

/// The most that two serial numbers may lie apart: others are served meanwhile.
const MOST_APART: u64 = 1000;
/// Words of parameters that bound a link in time, or sign it.
const BOUND: &[&str] =
    &["expires", "expiry", "exp", "x-amz-expires", "se", "hethan", "het_han", "signature", "sig", "x-amz-signature"];

/// How two codes differ.
pub(super) fn codes(first: &str, second: &str) -> Codes {
    let differing = match first.chars().count() == second.chars().count() {
        true => first.chars().zip(second.chars()).filter(|(one, other)| one != other).count(),
        false => first.chars().count().max(second.chars().count()),
    };
    Codes { serial: is_serial(first, second), differing: i64::try_from(differing).unwrap_or(i64::MAX) }
}

/// Whether two codes are the same but for one number, in which they lie close to each other.
fn is_serial(first: &str, second: &str) -> bool {
    let (one, other) = (parts(first), parts(second));
    if one.len() != other.len() {
        return false;
    }
    let mut different = one.iter().zip(&other).filter(|(one, other)| one != other);
    let (Some((one, other)), None) = (different.next(), different.next()) else { return false };
    match (one.parse::<u64>(), other.parse::<u64>()) {
        (Ok(one), Ok(other)) => one.abs_diff(other) <= MOST_APART,
        _ => false,
    }
}

/// A code cut into numbers and what stands between them.
fn parts(code: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut digits = None;
    for letter in code.chars() {
        match parts.last_mut().filter(|_| digits == Some(letter.is_ascii_digit())) {
            Some(part) => part.push(letter),
            None => parts.push(letter.to_string()),
        }
        digits = Some(letter.is_ascii_digit());
    }
    parts
}

/// Codes like a given one that no dossier has: made on a day that no calendar knows, or ending in letters.
pub(super) fn impossible(code: &str, count: usize) -> Vec<String> {
    let letters = ["QJ", "ZX", "WQ", "XZ", "JW", "QX", "ZJ", "WX"];
    let numbered = |number: usize| {
        let letters = letters.get(number % letters.len()).unwrap_or(&"QJ");
        match DAY.as_ref().filter(|day| day.is_match(code)) {
            Some(day) => day.replace(code, |own: &regex::Captures<'_>| {
                let part = |group| own.get(group).map_or("", |found| found.as_str());
                format!("{}{}{}", part(1), 90 + number % 10, part(3))
            }),
            None => {
                let kept = code.chars().count().saturating_sub(2);
                format!("{}{letters}", code.chars().take(kept).collect::<String>()).into()
            }
        }
        .into_owned()
    };
    (0..count).map(numbered).collect()
}

/// How many bits of a link nobody can guess, at most.
pub(super) fn random_bits(link: &str) -> i64 {
    let words = link.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
    let longest = words.map(bits_of_word).fold(0.0_f64, f64::max);
    #[expect(clippy::cast_possible_truncation, reason = "a few thousand bits at most, since a link is short")]
    let whole = longest.floor() as i64;
    whole
}

fn bits_of_word(word: &str) -> f64 {
    let plain: String = word.chars().filter(|c| *c != '-' && *c != '_').collect();
    let has = |kind: fn(&char) -> bool| plain.chars().any(|own| kind(&own));
    let digits = has(char::is_ascii_digit);
    let hex = plain.chars().all(|c| c.is_ascii_hexdigit());
    let (lower, upper) = (has(char::is_ascii_lowercase), has(char::is_ascii_uppercase));
    // A word of letters alone is a word, not chance; numbers alone count up.
    if !digits || !(lower || upper) || plain.len() < 8 {
        return 0.0;
    }
    let letters = if hex { 16.0 } else { 10.0 + if lower { 26.0 } else { 0.0 } + if upper { 26.0 } else { 0.0 } };
    let length = u32::try_from(plain.len()).map_or(0.0, f64::from);
    // A UUID of version 4 spends six bits on saying so (RFC 9562, 5.4).
    length * f64::log2(letters) - if hex && plain.len() == 32 { 6.0 } else { 0.0 }
}

/// Whether a link says when it ends, or is signed.
pub(super) fn expires(link: &str) -> bool {
    let Some((_, query)) = link.split_once('?') else { return false };
    query.split('&').any(|pair| {
        let name = pair.split('=').next().unwrap_or_default().to_ascii_lowercase();
        BOUND.contains(&name.as_str())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_serial_of_a_day_is_counted_and_a_random_code_is_not() {
        let own = codes("000.00.16.H40-261120-0001", "000.00.16.H40-261120-0002");
        assert_eq!((own.serial, own.differing), (true, 1));
        assert!(codes("H40-99", "H40-100").serial);
        assert!(!codes("H40-261120-8f31c2", "H40-261120-1b77e9").serial);
        assert!(!codes("H40-261120-0001", "H40-261121-0002").serial);
    }

    #[test]
    fn what_is_asked_besides_can_be_nobodys() {
        assert_eq!(
            impossible("000.00.16.H40-261120-0001", 2),
            ["000.00.16.H40-269020-0001", "000.00.16.H40-269120-0001"]
        );
        assert_eq!(impossible("H4012345", 2), ["H40123QJ", "H40123ZX"]);
    }

    #[test]
    fn a_link_is_worth_what_cannot_be_counted() {
        assert_eq!(random_bits("/tep/000123/giay-khai-sinh.pdf"), 0);
        assert_eq!(random_bits("/tep/3f2b8c1e-9d4a-4b6f-8e21-0c5d7a9b1e34"), 122);
        assert!(random_bits("/d?id=Zk3vQ9x7LmP2aR8t") > 90);
        assert!(expires("/tep/1?Expires=1790000000&Signature=x") && !expires("/tep/1?ten=exp.pdf"));
    }
}
