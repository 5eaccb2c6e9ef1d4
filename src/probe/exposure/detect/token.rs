//! Letters and digits in one word: health cards, passports, plates, machine-readable zones - or a hash, a UUID, a code.

use super::fold;
use super::label::{self, Label, Labels};
use super::number;
use super::scan::{Group, Scan, Written};
use super::weights::{CERTAIN, STRONG_STRUCTURE, STRUCTURE, UNKNOWN_LABEL, Weight};
use crate::probe::exposure::class::Class;

/// The longest word that is looked at; longer ones are encoded data.
const LONGEST: usize = 96;

/// Reads the word around the digit at `at`, and tells where to go on.
pub(super) fn read(scan: &mut Scan<'_, '_>, at: usize) -> usize {
    let end = scan.run_end(at, |byte| byte.is_ascii_alphanumeric());
    let start = scan.run_start(at, LONGEST, |byte| byte.is_ascii_alphanumeric());
    let word = scan.part(start, end);
    if word.is_empty() || scan.byte(end) == b'@' || word.len() > LONGEST {
        return end;
    }
    if word.len() == 8
        && let Some(end) = uuid_end(scan, start)
    {
        return end;
    }
    zone(scan, start)
        .or_else(|| card(scan, start, end))
        .or_else(|| passport(scan, start, end))
        .unwrap_or_else(|| plate(scan, start, end).or_else(|| glued(scan, start, end)).unwrap_or(end))
}

/// Where a UUID ends that begins here (RFC 9562, 4): groups of 8, 4, 4, 4 and 12 hexadecimal digits.
fn uuid_end(scan: &Scan<'_, '_>, start: usize) -> Option<usize> {
    const LENGTH: usize = 36;
    let word = scan.text.as_bytes().get(start..start + LENGTH)?;
    let fits = |(at, byte): (usize, &u8)| match at {
        8 | 13 | 18 | 23 => *byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    let apart = |byte: u8| !byte.is_ascii_alphanumeric() && byte != b'-';
    let is_uuid = word.iter().enumerate().all(fits) && apart(scan.byte(start + LENGTH));
    is_uuid.then_some(start + LENGTH)
}

fn keep(scan: &mut Scan<'_, '_>, at: Group, class: Class, value: &str, base: Weight, positive: &[Label]) {
    let evidence = scan.evidence(at.start);
    let score = base + if base == CERTAIN { 0 } else { evidence.weight(positive) };
    let candidate = scan.mask.candidate(class, value, score, scan.site);
    scan.keep(at.start, candidate.labelled(evidence.labels.any(positive), evidence.official));
}

/// The number of a health-insurance card, in one word or as `DN4 79 0123456789`.
fn card(scan: &mut Scan<'_, '_>, start: usize, end: usize) -> Option<usize> {
    let bytes = scan.part(start, end).as_bytes();
    let head = bytes.get(..3)?;
    if !head.starts_with(&[head.first()?.to_ascii_uppercase()]) || !number::begins_health_card(head) {
        return None;
    }
    let mut value: Vec<u8> = Vec::with_capacity(16);
    let mut at = start;
    while value.len() < 15 {
        let byte = scan.byte(at);
        let separator = matches!(byte, b' ' | b'-' | b'.') && value.len() >= 3 && scan.byte(at + 1).is_ascii_digit();
        if byte.is_ascii_alphanumeric() {
            value.push(byte.to_ascii_uppercase());
        } else if !separator {
            break;
        }
        at += 1;
    }
    let whole = number::is_health_card(&value) && !scan.byte(at).is_ascii_alphanumeric();
    let text = zeroize::Zeroizing::new(String::from_utf8(value).ok()?);
    whole.then(|| {
        // Whatever its key calls it: `ma="HT3..."`.
        let unknown = if scan.site.labels == Labels::of(Label::Unknown) { UNKNOWN_LABEL } else { 0 };
        keep(
            scan,
            Group { start, end: at },
            Class::HealthCard,
            &text,
            STRONG_STRUCTURE - unknown,
            &[Label::HealthCard],
        );
        at
    })
}

/// The number of a health-insurance card whose benefit stands apart from its letters, as it is printed: `DN 4 79 79 123
/// 45678`, `HS-4-01-0667120484`. The benefit is at `at`.
pub(super) fn spaced_card(scan: &mut Scan<'_, '_>, at: usize) -> Option<usize> {
    let letters = scan.part(at.checked_sub(3)?, at - 1).as_bytes();
    let ([a @ b'A'..=b'Z', b @ b'A'..=b'Z'], benefit) = (letters, scan.byte(at)) else { return None };
    let before = scan.byte_before(at - 3);
    if before.is_ascii_alphanumeric() || before >= 0x80 || !number::begins_health_card(&[*a, *b, benefit]) {
        return None;
    }
    let separator = scan.byte_before(at);
    let mut value = vec![*a, *b, benefit];
    let mut end = at + 1;
    while value.len() < 15 {
        let byte = scan.byte(end);
        if byte.is_ascii_digit() {
            value.push(byte);
        } else if !(byte == separator && scan.byte(end + 1).is_ascii_digit()) {
            break;
        }
        end += 1;
    }
    let whole = number::is_health_card(&value) && !scan.byte(end).is_ascii_alphanumeric();
    let text = zeroize::Zeroizing::new(String::from_utf8(value).ok()?);
    whole.then(|| {
        let start = at - 3;
        keep(scan, Group { start, end }, Class::HealthCard, &text, STRONG_STRUCTURE, &[Label::HealthCard]);
        end
    })
}

/// A letter and seven or eight digits, under a label.
fn passport(scan: &mut Scan<'_, '_>, start: usize, end: usize) -> Option<usize> {
    let word = scan.part(start, end);
    let [letter, digits @ ..] = word.as_bytes() else { return None };
    if !letter.is_ascii_uppercase() || !matches!(digits.len(), 7 | 8) || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let evidence = scan.evidence(start);
    evidence.labels.any(&[Label::Passport, Label::Identity]).then(|| {
        keep(scan, Group { start, end }, Class::Passport, word, STRUCTURE, &[Label::Passport, Label::Identity]);
        end
    })
}

/// A plate: `29A-123.45`, `59X1-234.56`, `29-A1 234.56`, `30A12345`.
fn plate(scan: &mut Scan<'_, '_>, start: usize, end: usize) -> Option<usize> {
    let from = if matches!(scan.byte_before(start), b'-' | b' ') && start >= 3 && scan.byte(start).is_ascii_uppercase()
    {
        start - 3
    } else {
        start
    };
    if !scan.byte(from).is_ascii_digit() || !scan.byte(from + 1).is_ascii_digit() {
        return None;
    }
    if scan.byte(from) == b'0' {
        return None;
    }
    let mut at = from + 2;
    at += usize::from(matches!(scan.byte(at), b'-' | b' '));
    let letter = scan.byte(at);
    if !letter.is_ascii_uppercase() {
        return None;
    }
    let mut value = zeroize::Zeroizing::new(String::with_capacity(12));
    value.push_str(scan.part(from, from + 2));
    value.push(char::from(letter));
    at += 1;
    let second = scan.byte(at);
    let tail = scan.run_end(at, |byte| byte.is_ascii_digit()) - at;
    if second.is_ascii_uppercase() || second.is_ascii_digit() && (tail == 1 || tail == 6) {
        value.push(char::from(second));
        at += 1;
    }
    at += usize::from(matches!(scan.byte(at), b'-' | b'.' | b' '));
    let first = scan.run_end(at, |byte| byte.is_ascii_digit());
    let mut number = first - at;
    if !(1..=5).contains(&number) {
        return None;
    }
    value.push_str(scan.part(at, first));
    let mut last = first;
    if number == 3 && matches!(scan.byte(first), b'.' | b' ') {
        last = scan.run_end(first + 1, |byte| byte.is_ascii_digit());
        value.push_str(scan.part(first + 1, last));
        number += last - first - 1;
    }
    if !matches!(number, 4 | 5)
        || scan.byte(last).is_ascii_alphanumeric()
        || last < end
        || scan.byte_before(from).is_ascii_alphanumeric()
    {
        return None;
    }
    let evidence = scan.evidence(from);
    // `24A-123.45 - Chủ xe: ...`: what follows says it.
    let behind: String = scan.text.get(last..).unwrap_or_default().chars().take(24).collect();
    let owned = evidence.labels.is_empty() && {
        let behind = super::name::folded(&behind);
        let owner = ["chu xe", "chu phuong tien", "cua ong", "cua ba", "cua anh", "cua chi"];
        owner.iter().any(|own| behind.starts_with(own))
    };
    // `86A-341.47` and a name or a telephone in its line: no other numbers are written so.
    let dotted = number == 5 && last > first && scan.byte(first) == b'.';
    // `xe 79-M6 433.24` behind whatever label.
    let head = scan.text.get(..from).unwrap_or_default().trim_end_matches([' ', ':']);
    let called = head.ends_with("xe") || head.ends_with("Xe") || head.ends_with("XE");
    let alone = called || dotted && evidence.labels.is_empty();
    (owned || alone || evidence.labels.has(Label::Plate)).then(|| {
        let base = if owned || called { CERTAIN } else { STRUCTURE };
        keep(scan, Group { start: from, end: last }, Class::Plate, &value, base, &[Label::Plate]);
        last
    })
}

/// A label and a number without a space between: `CCCD079...`.
fn glued(scan: &mut Scan<'_, '_>, start: usize, end: usize) -> Option<usize> {
    let letters = scan.run_end(start, |byte| byte.is_ascii_alphabetic());
    let digits = scan.part(letters, end);
    if !(2..=12).contains(&(letters - start))
        || !(9..=16).contains(&digits.len())
        || !digits.bytes().all(|b| b.is_ascii_digit())
    {
        return None;
    }
    let words = fold::words_of(scan.part(start, letters)).concat();
    let labels = label::labels_of(&words);
    if !labels.tell() {
        return None;
    }
    let outer = scan.site;
    scan.site.labels = labels;
    let at = Group { start: letters, end };
    super::classify::number(
        scan,
        &Written { digits: digits.as_bytes(), at, grouped: false, attached: false, plus: false },
    );
    scan.site.labels = outer.labels;
    Some(end)
}

/// The zone of a Vietnamese identity card (TD1) or passport (TD3) whose check digits hold (ICAO 9303).
fn zone(scan: &mut Scan<'_, '_>, start: usize) -> Option<usize> {
    let end = scan.run_end(start, |byte| byte.is_ascii_digit() || byte.is_ascii_uppercase() || byte == b'<');
    let zone = scan.part(start, end).as_bytes();
    if zone.len() < 28 {
        return None;
    }
    if let Some(rest) = zone.strip_prefix(b"IDVNM") {
        let number = rest.get(10..22)?;
        let holds = number::zone_check(rest.get(..9)?)? == *rest.get(9)?;
        let holder = number::holder(number)?;
        let text = std::str::from_utf8(number).ok().filter(|_| holds)?;
        let candidate = scan.mask.candidate(Class::PersonalNumber, text, CERTAIN, scan.site).born(holder.year);
        scan.keep(start, candidate.of_sex(holder.female).labelled(true, false));
        return Some(end);
    }
    let holds = number::zone_check(zone.get(..9)?)? == *zone.get(9)?
        && number::zone_check(zone.get(13..19)?)? == *zone.get(19)?;
    let text = std::str::from_utf8(zone.get(..9)?).ok().filter(|_| holds && zone.get(10..13) == Some(b"VNM"))?;
    keep(scan, Group { start, end }, Class::Passport, text.trim_end_matches('<'), CERTAIN, &[]);
    if let Some(own) = zone.get(28..40)
        && let Some(holder) = number::holder(own)
        && let Ok(text) = std::str::from_utf8(own)
    {
        let candidate = scan.mask.candidate(Class::PersonalNumber, text, CERTAIN, scan.site).born(holder.year);
        scan.keep(start, candidate.of_sex(holder.female).labelled(true, false));
    }
    let short = number::small(zone.get(13..15)?);
    let year = if short > 27 { 1900 + short } else { 2000 + short };
    let day = zone.get(17..19).zip(zone.get(15..17)).map(|(day, month)| [day, month].concat())?;
    let value = format!("{}{year}", String::from_utf8_lossy(&day));
    let candidate = scan.mask.candidate(Class::Birth, &value, CERTAIN, scan.site).born(year);
    scan.keep(start, candidate.labelled(true, false));
    Some(end)
}
