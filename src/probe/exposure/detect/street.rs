//! Streets that are called like persons, told by the houses and wards around them.

use super::address;
use super::candidate::{Candidate, Mask, Site};
use super::fold::fold;
use super::name::folded;
use super::weights::STRUCTURE;
use crate::probe::exposure::class::Class;

/// Folded words of the numbered parts of a place.
const UNITS: &[&str] =
    &["ap", "thon", "to", "tdp", "khu", "kp", "pho", "khom", "xom", "doi", "khoi", "ban", "buon", "lang"];

/// Whether a house stands before a name and a ward behind it, which is a street's then: `266 Trần Hưng Đạo, P. Mỹ Hòa`.
pub(super) fn is_street(line: &str, start: usize) -> bool {
    const WARDS: &[&str] = &["p.", "p ", "phuong", "xa ", "q.", "q ", "quan ", "tp", "thi tran", "tt.", "f."];
    let head = line.get(..start).unwrap_or_default();
    if !head.strip_suffix(' ').is_some_and(|head| head.ends_with(|last: char| last.is_ascii_digit())) {
        return false;
    }
    let rest = line.get(start..).unwrap_or_default();
    let Some((_, behind)) = rest.split_once(',').filter(|(name, _)| name.len() < 60) else { return false };
    let behind: String = behind
        .trim_start()
        .chars()
        .take(12)
        .filter_map(|letter| if letter == '.' { Some('.') } else { fold(letter).map(char::from).or(Some(' ')) })
        .collect();
    // `, 266 Trần Hưng Đạo, khóm 5`: at the beginning of a line it may as well be what numbers somebody in a list.
    let numbers_house = || head.trim_end().trim_end_matches(|last: char| last.is_ascii_digit()).ends_with(", ");
    WARDS.iter().any(|ward| behind.starts_with(ward))
        || UNITS.iter().any(|unit| behind.strip_prefix(unit).is_some_and(|rest| rest.starts_with(' ')))
            && numbers_house()
}

/// Whether a numbered part of a place stands right before a name, which is that of the place then: `Ấp 3, Trà Bá`.
pub(super) fn is_behind_unit(head: &str) -> bool {
    let Some(head) = head.strip_suffix(", ") else { return false };
    let unit = head.trim_end_matches(|digit: char| digit.is_ascii_digit());
    if unit.len() == head.len() || !unit.ends_with(' ') {
        return false;
    }
    let word = unit.trim_end().rsplit([' ', ',', '-', ':', '.', '(', '\t']).next().unwrap_or_default();
    UNITS.contains(&folded(word).as_str())
}

/// Whether the number of a house in a lane stands right before a name, which is a street's then: `71/22 Nguyễn Huệ`.
pub(super) fn is_behind_house(head: &str) -> bool {
    let number =
        head.strip_suffix(' ').and_then(|head| head.rsplit([' ', ',', ':', '\t', '|']).next()).unwrap_or_default();
    let Some((lane, house)) = number.split_once('/') else { return false };
    let is_number = |text: &str| {
        let digits = text.strip_suffix(|last: char| last.is_ascii_uppercase()).unwrap_or(text);
        (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    is_number(lane) && is_number(house)
}

/// Reads the address in a line that stands behind a number, in brackets or in quotes, unless a label told one: one is among
/// what was found from `start` on.
pub(super) fn read(line: &str, mask: Mask<'_>, site: Site, start: usize, out: &mut Vec<Candidate>) {
    if out.iter().skip(start).any(|candidate| candidate.class == Class::Address) {
        return;
    }
    if let Some(address) = address_behind(line).or_else(|| address_in_brackets(line)).or_else(|| address_lived_at(line))
    {
        let key = zeroize::Zeroizing::new(folded(address));
        out.push(mask.candidate(Class::Address, &key, STRUCTURE, site));
    }
}

/// An address that brackets or quotes hold behind a name: `Bà Quàng Thị Pọm (Bản Phang 2, xã Pú Nhung, tỉnh Điện Biên)`,
/// `xem('079...', 'Trịnh Bá Lộc', "162A Lê Thị Riêng, phường Thới An, Quận 12")`.
fn address_in_brackets(line: &str) -> Option<&str> {
    let bracketed = line.split('(').skip(1).filter_map(|rest| rest.split_once(')')).map(|(within, _)| within);
    let quoted = line.split(['"', '\'']).skip(1).step_by(2);
    bracketed.chain(quoted).map(str::trim).find(|within| address::is_all_address(within))
}

/// The address that stands behind a number that identifies or reaches somebody, without a label: behind the last one, or
/// behind another up to the end of its sentence.
fn address_behind(line: &str) -> Option<&str> {
    const LEAST: usize = 9;
    const MOST: usize = 8;
    let bytes = line.as_bytes();
    let (mut ends, mut run) = (Vec::new(), 0);
    for (at, byte) in bytes.iter().enumerate() {
        // `0564.437.610` is one.
        let joins = matches!(byte, b'.' | b' ') && bytes.get(at + 1).is_some_and(u8::is_ascii_digit) && run > 0;
        run = if byte.is_ascii_digit() { run + 1 } else { run * usize::from(joins) };
        if run == LEAST {
            ends.push(at + 1);
        } else if run > LEAST
            && let Some(end) = ends.last_mut()
        {
            *end = at + 1;
        }
    }
    let behind = |end: usize| line.get(end..).unwrap_or_default().trim_start().strip_prefix([',', ';', '-', '–']);
    let sentence = |end: usize| behind(end).and_then(|behind| behind.split(". ").next());
    let last = ends.last().and_then(|end| behind(*end));
    last.into_iter().chain(ends.iter().rev().take(MOST).filter_map(|end| sentence(*end))).find_map(|behind| {
        let behind = behind.split(')').next()?.trim_matches([' ', ',', ';', '.']);
        // `gọi lại 0564.437.610, nhà Số 290 đường ...`
        let behind = behind.strip_prefix("nhà ").or_else(|| behind.strip_prefix("ở ")).unwrap_or(behind);
        (memchr::memchr(b',', behind.as_bytes()).is_some() && address::is_all_address(behind)).then_some(behind)
    })
}

/// The address that a sentence says somebody lives at: `nhà em ở Ấp Bình Hòa, xã Vĩnh Trạch, An Giang bị sai số tờ`.
fn address_lived_at(line: &str) -> Option<&str> {
    const MOST: usize = 4;
    line.match_indices(" ở ").take(MOST).find_map(|(at, lives)| {
        let from = at + lives.len();
        let rest = line.get(from..)?;
        let rest = rest.split([';', '(', ')', '\n']).next()?;
        let whole = rest.find(". ").and_then(|end| rest.get(..end)).unwrap_or(rest);
        // Nor does the sentence need to end with its place: `..., Đà Nẵng bị sai số tờ, thửa`.
        let shorter = whole.rfind(", ").and_then(|comma| place_in(whole.get(..comma)?));
        [Some(whole), place_in(whole), shorter]
            .into_iter()
            .flatten()
            .map(|found| found.trim_matches([' ', ',', '.']))
            .find(|found| memchr::memchr(b',', found.as_bytes()).is_some() && address::is_all_address(found))
    })
}

/// A list of places without what goes on behind its last one in small letters.
fn place_in(text: &str) -> Option<&str> {
    let last = text.rfind(", ").map_or(0, |comma| comma + 2);
    let tail = text.get(last..)?;
    let capital = tail.split(' ').position(super::name::is_capital)?;
    let words = tail.split(' ').skip(capital).take_while(|word| super::name::is_capital(word)).count();
    let length: usize = tail.split_inclusive(' ').take(capital + words).map(str::len).sum();
    text.get(..last + length)
}
