//! Cells of several lines: a label at the end of one and its value in the next, an address alone in its line.

use super::candidate::{Candidate, Mask, Site};
use super::label::Label;
use super::weights::STRUCTURE;
use super::{address, name, person};
use crate::probe::exposure::blank::trimmed;
use crate::probe::exposure::class::Class;

/// The most lines of a cell that are looked at.
const MOST: usize = 40;

/// Reads the lines of a cell for what none of them says alone. What was found before is not told again.
pub(super) fn read(text: &str, mask: Mask<'_>, site: Site, out: &mut Vec<Candidate>) {
    let mut above: Option<&str> = None;
    for line in text.lines().map(trimmed).filter(|line| !line.is_empty()).take(MOST) {
        let label = above.and_then(|above| person::label_at(above, above.len(), line));
        let found = match label {
            Some(label) => person::textual(label, line, mask, site),
            None if address::is_all_address(line) && !line.contains(':') => {
                let key = zeroize::Zeroizing::new(name::folded(line));
                Some(mask.candidate(Class::Address, &key, STRUCTURE, site).labelled(true, false))
            }
            None => {
                // `ĐC: Thôn 1, xã B` among the lines of a cell.
                let (label, value) = line.split_once(':').unwrap_or_default();
                let named = person::label_at(line, label.len(), value).filter(|label| *label == Label::Address);
                named.and_then(|label| person::textual(label, value, mask, site))
            }
        };
        let is_new =
            |found: &Candidate| !out.iter().any(|other| (other.class, other.hash) == (found.class, found.hash));
        let found = found.filter(is_new);
        out.extend(found);
        above = line.ends_with(':').then_some(line);
    }
}
