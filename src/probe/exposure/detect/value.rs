//! Whole values: of fields and cells.

use super::candidate::{Candidate, Mask, Site};
use super::known::Entry;
use super::normal::{self, Bytes};
use super::scan::Scan;
use super::weights::CERTAIN;
use super::{assign, command, person, secret, street};
use crate::probe::exposure::class::Class;

/// Reads a value for numbers, addresses and secrets; tells how many numbers had the length of a personal number but not its
/// structure.
pub(super) fn read_value(
    value: &str,
    kinds: Bytes,
    site: Site,
    mask: Mask<'_>,
    buffer: &mut String,
    out: &mut Vec<Candidate>,
) -> u32 {
    if !kinds.count() && !kinds.join() && !kinds.assign() {
        return 0;
    }
    let value = if kinds.odd() {
        normal::normal(value, buffer);
        buffer.as_str()
    } else {
        value
    };
    let mut scan = Scan::new(value, "", site, mask, out);
    if kinds.count() {
        scan.run();
    }
    let misses = scan.misses;
    if value.len() >= 12 {
        secret::marked(scan.again());
        if kinds.has_digits() && value.contains(' ') {
            command::spoken(scan.again());
        }
        if kinds.assign() {
            assign::read(scan.again());
        }
    }
    misses
}

/// Reads the value of a field.
pub(super) fn read_field(
    value: &str,
    kinds: Bytes,
    known: Entry,
    site: Site,
    mask: Mask<'_>,
    buffer: &mut String,
    out: &mut Vec<Candidate>,
) -> u32 {
    let from = out.len();
    let misses = read_value(value, kinds, site, mask, buffer, out);
    if let Some(named) = known.secret
        && out.len() == from
    {
        assign::value(&mut Scan::new(value, "", site, mask, out), named);
    }
    let linked = known.image && out.len() == from && value.len() > 4 && value.contains(['/', '.', '-', '_']);
    if linked && !value.contains(' ') && !secret::is_placeholder(value) {
        let short: String = value.chars().take(400).collect();
        out.push(mask.candidate(Class::CardImage, &short, CERTAIN, site));
    }
    if value.len() > 24 && out.iter().skip(from).any(super::text::speaks_of_somebody) && !value.contains('|') {
        let head = value.get(..value.len().min(600)).unwrap_or(value);
        person::line(head, mask, site, out);
        street::read(head, mask, site, from, out);
    }
    misses
}

/// What a field in which `found` was found may say in words, spelled as it is read; `None` if nothing.
pub(super) fn words<'v>(
    value: &'v str,
    kinds: Bytes,
    site: Site,
    found: &[Candidate],
    buffer: &'v mut String,
) -> Option<&'v str> {
    let in_line = value.len() > 24 && found.iter().any(super::text::speaks_of_somebody) && !value.contains('|');
    let no_words =
        kinds.has_digits() && !site.labels.any(person::TEXTUAL) && memchr::memchr(b',', value.as_bytes()).is_none();
    if in_line || no_words {
        return None;
    }
    if kinds.odd() {
        normal::normal(value, buffer);
        return Some(buffer.as_str()).filter(|value| person::may_say(value, site.labels));
    }
    Some(value).filter(|value| person::may_say(value, site.labels))
}
