//! The string in the code on identity cards: `number|old number|name|ddmmyyyy|sex|address|date of issue`.

use super::name;
use super::number;
use super::scan::{Scan, Written};
use super::weights::CERTAIN;
use crate::probe::exposure::class::Class;
use crate::probe::exposure::piece::Cell;

/// The most bytes of such a string.
const LONGEST: usize = 400;

/// Whether a line holds such a string, whose parts are read already.
pub(super) fn is_in(line: &str) -> bool {
    let bars = memchr::memchr_iter(b'|', line.as_bytes());
    bars.clone().count() >= 5
        && bars.take(1).any(|at| {
            let head = line.as_bytes().get(at.saturating_sub(12)..at).unwrap_or_default();
            number::holder(head).is_some() && head.iter().all(u8::is_ascii_digit)
        })
}

/// The string of a card whose parts are cells of a row, with whatever stands before it: the time it was read.
pub(super) fn in_cells(cells: &[Cell<'_>]) -> Option<String> {
    let digits = |at: usize, count: usize| {
        cells
            .get(at)
            .is_some_and(|cell| cell.text.len() == count && cell.text.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let sex = |at: usize| cells.get(at).is_some_and(|cell| matches!(cell.text, "Nam" | "Nữ" | "NAM" | "NỮ"));
    let from =
        (0..cells.len().min(3)).find(|at| digits(*at, 12) && digits(at + 3, 8) && sex(at + 4) && digits(at + 6, 8))?;
    let parts: Vec<&str> = cells.iter().skip(from).map(|cell| cell.text).collect();
    Some(parts.join("|"))
}

/// Reads a card's string that begins with these digits, and tells where it ends.
pub(super) fn read(scan: &mut Scan<'_, '_>, written: &Written<'_>) -> Option<usize> {
    let start = written.at.start;
    if scan.byte(written.at.end) != b'|' || written.digits.len() != 12 {
        return None;
    }
    let holder = number::holder(written.digits)?;
    let mut end = scan.run_end(start, |byte| !matches!(byte, b'\n' | b'"' | b'<')).min(start + LONGEST);
    while scan.part(start, end).is_empty() && end > start {
        end -= 1;
    }
    let parts: Vec<&str> = scan.part(start, end).split('|').map(str::trim).collect();
    let [number, old, name, birth, sex, address, ..] = parts.as_slice() else { return None };
    let day = birth.as_bytes();
    if day.len() != 8 || !day.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let year = number::small(day.get(4..8)?);
    if !number::is_day(year, number::small(day.get(2..4)?), number::small(day.get(..2)?)) {
        return None;
    }
    let sex = name::folded(sex);
    if !matches!(sex.as_str(), "nam" | "nu" | "male" | "female") || name.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut keep = |class, value: &str| {
        let candidate =
            scan.mask.candidate(class, value, CERTAIN, scan.site).born(if class == Class::Birth { year } else { 0 });
        scan.keep(start, candidate.labelled(true, false));
    };
    if old.len() == 9 && old.bytes().all(|byte| byte.is_ascii_digit()) {
        keep(Class::OldCard, old);
    }
    if name::is_name(name, true) {
        keep(Class::Name, &name::folded(name));
    }
    keep(Class::Birth, birth);
    if address.len() > 5 {
        keep(Class::Address, &name::folded(address));
    }
    let female = matches!(sex.as_str(), "nu" | "female");
    let candidate = scan.mask.candidate(Class::PersonalNumber, number, CERTAIN, scan.site).born(holder.year);
    scan.keep(start, candidate.of_sex(female).labelled(true, false));
    Some(end)
}
