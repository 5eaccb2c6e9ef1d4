//! What an address looks like: parts by commas, that begin with the words of administrative units or are a house.

use super::fold::{fold, is_mark};
use super::name;

/// Words of administrative units, folded, as they begin parts of an address.
const UNITS: &[&str] = &[
    "xa",
    "phuong",
    "thi tran",
    "huyen",
    "quan",
    "thi xa",
    "tinh",
    "thanh pho",
    "tp",
    "thon",
    "ap",
    "khu pho",
    "khu",
    "khoi",
    "doi",
    "cum",
    "to",
    "to dan pho",
    "duong",
    "so nha",
    "xom",
    "khom",
    "ban",
    "lang",
    "kp",
    "tdp",
    "p",
    "q",
    "ngo",
    "hem",
    "so",
    "dac khu",
    "buon",
    "phum",
    "soc",
];

/// Whether a part of an address begins with the word of a unit and goes on.
fn begins_with_unit(part: &str) -> bool {
    const LONGEST: usize = 12;
    let (mut head, mut length, mut apart) = ([0; LONGEST], 0, false);
    for character in part.chars() {
        let Some(letter) = fold(character) else {
            apart |= length > 0 && !is_mark(character);
            continue;
        };
        for byte in apart.then_some(b' ').into_iter().chain([letter]) {
            if let Some(slot) = head.get_mut(length) {
                *slot = byte;
                length += 1;
            }
        }
        apart = false;
        if length == LONGEST {
            break;
        }
    }
    let head = head.get(..length).unwrap_or_default();
    UNITS.iter().any(|unit| head.strip_prefix(unit.as_bytes()).is_some_and(|rest| rest.first() == Some(&b' ')))
}

/// Whether a value is as long as addresses are, and has parts.
pub(super) fn is_long_as_address(value: &str) -> bool {
    (12..=240).contains(&value.len()) && memchr::memchr2(b',', b'-', value.as_bytes()).is_some()
}

/// Whether a text is nothing but an address: short parts, the first of them a unit or a house.
pub(super) fn is_all_address(text: &str) -> bool {
    let mut parts = text.split(',').map(str::trim);
    let house = |part: &str| part.bytes().next().is_some_and(|byte| byte.is_ascii_digit());
    parts.next().is_some_and(|part| (house(part) || begins_with_unit(part)) && part.len() < 60)
        && parts.all(|part| part.len() < 48 && (begins_with_unit(part) || name::is_capital(part)))
        && is_address(text)
}

/// Whether a value names two administrative units, parts by commas.
pub(super) fn is_address(value: &str) -> bool {
    if !is_long_as_address(value) {
        return false;
    }
    let units = value.split([',', '-']).filter(|part| begins_with_unit(part)).count();
    // `121 Ngô Gia Tự, khóm 5, Trà Leng`.
    units > 1 || units == 1 && value.split(',').next().is_some_and(is_house)
}

/// Whether a part of an address is the number of a house and its street: `12A/3 Ngô Gia Tự`.
fn is_house(part: &str) -> bool {
    let Some((number, street)) = part.trim().split_once(' ') else { return false };
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    let is_number = (1..=5).contains(&digits)
        && number.len() <= digits + 2
        && number.bytes().next().is_some_and(|byte| byte.is_ascii_digit())
        && number.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'/');
    is_number
        && part.len() < 48
        && (name::is_capital(street) || street.contains(" th\u{e1}ng "))
        && street.contains(' ')
}
