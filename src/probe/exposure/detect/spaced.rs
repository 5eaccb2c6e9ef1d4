//! Digits that a form spreads: a box for each, spaces around the strokes of a day.

use super::label::Label;
use super::number::{self, small};
use super::scan::{Group, Scan, Written, written};

/// Reads digits that stand in boxes of a form, a space behind each, as the number that a label names; gives its end.
pub(super) fn single_digits(scan: &mut Scan<'_, '_>, at: usize) -> Option<usize> {
    let mut value = zeroize::Zeroizing::new([0; 20]);
    let (mut count, mut end) = (0, at);
    while scan.byte(end).is_ascii_digit() && !scan.byte(end + 1).is_ascii_digit() {
        *value.get_mut(count)? = scan.byte(end);
        count += 1;
        end += 1;
        if scan.byte(end) != b' ' || !scan.byte(end + 1).is_ascii_digit() {
            break;
        }
        end += 1;
    }
    if !matches!(count, 9 | 10 | 12) || scan.byte(end).is_ascii_digit() {
        return None;
    }
    let digits = value.get(..count)?;
    let named = scan.evidence(at).labels.any(&[Label::Identity, Label::Social, Label::Phone]);
    let written = Written { digits, at: Group { start: at, end }, grouped: true, attached: false, plus: false };
    (named && super::classify::groups(scan, &written)).then_some(end)
}

/// Reads a telephone whose country stands in brackets: `(+84) 34 888 7917`; gives its end.
pub(super) fn behind_country(scan: &mut Scan<'_, '_>, at: usize, end: usize) -> Option<usize> {
    if scan.part(at, end) != "84" || scan.byte_before(at) != b'+' {
        return None;
    }
    let mut value = zeroize::Zeroizing::new([0; 20]);
    let (mut count, mut last) = (2, end + 1);
    value.get_mut(..2)?.copy_from_slice(b"84");
    while matches!(scan.byte(last), b'0'..=b'9' | b' ' | b'.' | b'-') && count < 12 {
        let byte = scan.byte(last);
        // Some write the zero within the country all the same.
        if byte.is_ascii_digit() && !(byte == b'0' && count == 2) {
            *value.get_mut(count)? = byte;
            count += 1;
        }
        last += 1;
    }
    if count != 11 || scan.byte(last).is_ascii_digit() {
        return None;
    }
    let digits = value.get(..count)?;
    let written = Written { digits, at: Group { start: at, end: last }, grouped: true, attached: false, plus: true };
    super::classify::groups(scan, &written).then_some(last)
}

/// Reads a day with spaces around its strokes, where a label of births stands before: `25/ 06/ 1977`; gives its end.
pub(super) fn loose_date(scan: &mut Scan<'_, '_>, at: usize, end: usize) -> Option<usize> {
    let (day, month, year, last) = loose_day(scan.text, at, end)?;
    if number::is_day(year, month, day) && scan.may_be_birth(at) {
        scan.birth(at, &written(day, month, year), year);
        return Some(last);
    }
    None
}

/// Whether a stroke with a space before or behind it stands at a place, as between the parts of a day.
pub(super) fn is_loose(bytes: &[u8], at: usize) -> bool {
    matches!(bytes.get(at..at + 2), Some(b"/ " | b" /" | b"- " | b" -"))
}

/// The day, month and year whose first digits end at `end`, spaces around their strokes; with where they end.
pub(super) fn loose_day(text: &str, at: usize, end: usize) -> Option<(u16, u16, u16, usize)> {
    let next = |from: usize| {
        let rest = text.get(from..)?;
        let behind = rest.trim_start_matches(' ').strip_prefix(['/', '-'])?.trim_start_matches(' ');
        let length = behind.bytes().take_while(u8::is_ascii_digit).count();
        let start = text.len() - behind.len();
        (start - from <= 4 && (1..=4).contains(&length)).then_some((start, start + length))
    };
    let month = next(end)?;
    let year = next(month.1)?;
    let read = |(start, end): (usize, usize)| text.get(start..end).map(|digits| small(digits.as_bytes()));
    (month.1 - month.0 < 3 && year.1 - year.0 == 4).then_some(())?;
    Some((read((at, end))?, read(month)?, read(year)?, year.1))
}
