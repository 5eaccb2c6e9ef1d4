//! Addresses that may hold somebody's number or name, as they may be told.

use super::visible::visible;

/// Digits from which on a run may be somebody's number.
const MOST_DIGITS: usize = 8;
/// The most characters of a word or number in a query that is told.
const MOST_VALUE: usize = 8;
/// What stands for what is covered.
const COVER: &str = "…";

/// A path with its query as journals, logs and errors may tell it: runs of nine digits and more, written in groups or
/// not, and segments that hold an `@`, are covered; of a query the keys stay, and short values of digits or plain
/// letters. Percent signs are undone first, so that no spelling is a way round.
pub fn covered(address: &str) -> String {
    let (path, query) = match address.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (address, None),
    };
    let segments: Vec<_> = path.split('/').map(segment).collect();
    let mut told = segments.join("/");
    if let Some(query) = query {
        let pairs: Vec<_> = query.split('&').map(pair).collect();
        told.push('?');
        told.push_str(&pairs.join("&"));
    }
    visible(&told)
}

/// A text in which runs of nine digits and more, written in groups or not, are covered.
pub fn covered_digits(text: &str) -> String {
    let mut told = String::with_capacity(text.len());
    let mut run = String::new();
    let mut digits = 0;
    for letter in text.chars().chain(std::iter::once('\0')) {
        if letter.is_numeric() {
            run.push(letter);
            digits += 1;
            continue;
        }
        // One separator may stand between the groups of a number.
        let joins = matches!(letter, ' ' | '.' | '-' | '_' | '+' | '\u{a0}') && run.ends_with(char::is_numeric);
        if joins {
            run.push(letter);
            continue;
        }
        release(&mut run, &mut digits, &mut told);
        if letter != '\0' {
            told.push(letter);
        }
    }
    told
}

/// Gives a run free, or its cover; a separator at its end is none.
fn release(run: &mut String, digits: &mut usize, told: &mut String) {
    if *digits > MOST_DIGITS {
        told.push_str(COVER);
        told.extend(run.chars().next_back().filter(|last| !last.is_numeric()));
    } else {
        told.push_str(run);
    }
    run.clear();
    *digits = 0;
}

fn segment(raw: &str) -> String {
    let plain = decoded(raw);
    if plain.contains('@') { COVER.to_owned() } else { covered_digits(&plain) }
}

fn pair(raw: &str) -> String {
    let Some((key, value)) = raw.split_once('=') else { return value_of(raw) };
    format!("{}={}", covered_digits(&decoded(key)), value_of(value))
}

fn value_of(raw: &str) -> String {
    let plain = decoded(raw);
    let harmless = plain.len() <= MOST_VALUE
        && (plain.bytes().all(|byte| byte.is_ascii_digit()) || plain.bytes().all(|byte| byte.is_ascii_alphabetic()));
    if harmless { plain } else { COVER.to_owned() }
}

fn decoded(raw: &str) -> String {
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw.bytes();
    while let Some(byte) = rest.next() {
        let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
        let mut ahead = rest.clone();
        match (byte, digit(ahead.next()), digit(ahead.next())) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(16 * high + low).unwrap_or_default());
                rest = ahead;
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_names_are_covered_in_every_spelling() {
        for (given, told) in [
            ("/ho-so/12", "/ho-so/12"),
            ("/ho-so/040090000001", "/ho-so/…"),
            ("/ho-so/040-090-000-001.html", "/ho-so/….html"),
            ("/ho-so/%30%34%30090000001/x", "/ho-so/…/x"),
            ("/ho-so/040%20090%20000%20001", "/ho-so/…"),
            ("/tin/2026/05/bai-viet", "/tin/2026/05/bai-viet"),
            ("/u/an@example.vn/ho-so", "/u/…/ho-so"),
            ("/tra-cuu?so=040090000001&trang=2", "/tra-cuu?so=…&trang=2"),
            ("/tra-cuu?ten=Nguy%E1%BB%85n%20An", "/tra-cuu?ten=…"),
            ("/a?040090000001", "/a?…"),
        ] {
            assert_eq!(covered(given), told, "{given}");
        }
        assert!(!covered("/x%0a/y").contains('\n'));
    }
}
