//! The scanner: one pass over text, from digit to digit, with no pattern language.

use super::before::Evidence;
use super::candidate::{Candidate, Mask, Site};
use super::label::Label;
use super::trigger::next_trigger;
use super::{birth, day, email, number, spaced, token};
use crate::probe::exposure::class::Class;

/// Reads one text into candidates.
pub(super) struct Scan<'t, 'k> {
    /// The text, normalised (see `normal`).
    pub(super) text: &'t str,
    /// The text that stands before, whose last words may be the label of the first value.
    pub(super) previous: &'t str,
    /// Where it stands.
    pub(super) site: Site,
    /// Masks and hashes.
    pub(super) mask: Mask<'k>,
    /// What was found.
    pub(super) out: &'t mut Vec<Candidate>,
    /// How many numbers had the length of a personal number and not its structure.
    pub(super) misses: u32,
    /// The lines and places of what speaks of somebody.
    pub(super) spots: Vec<(u32, usize)>,
    /// Whether those are wanted.
    wants_spots: bool,
    /// Where the present line begins.
    line_from: usize,
}

/// How many bytes without a line break make a line in what has no lines.
const LONG_LINE: usize = 320;
/// The most groups of digits that are looked at together.
const MOST_GROUPS: usize = 12;

/// Digits next to each other.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Group {
    /// Where it begins.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
}

impl Group {
    fn len(self) -> usize {
        self.end - self.start
    }
}

/// Groups with one separator between each.
struct Groups {
    list: [Group; MOST_GROUPS],
    count: usize,
}

/// Digits as one number, with how they were written.
pub(super) struct Written<'d> {
    /// The digits alone.
    pub(super) digits: &'d [u8],
    /// Where they stand.
    pub(super) at: Group,
    /// Whether they are in groups.
    pub(super) grouped: bool,
    /// Whether dots or dashes make them part of something longer.
    pub(super) attached: bool,
    /// Whether a plus stands before.
    pub(super) plus: bool,
}

impl<'t, 'k> Scan<'t, 'k> {
    /// A scan that has read nothing.
    pub(super) fn new(
        text: &'t str,
        previous: &'t str,
        site: Site,
        mask: Mask<'k>,
        out: &'t mut Vec<Candidate>,
    ) -> Self {
        Self { text, previous, site, mask, out, misses: 0, spots: Vec::new(), wants_spots: false, line_from: 0 }
    }

    /// The same text from its beginning, for another reading.
    pub(super) fn again(&mut self) -> &mut Self {
        self.line_from = 0;
        self
    }

    /// Reads all of it, and notes where somebody is spoken of.
    pub(super) fn run_spots(&mut self) {
        self.wants_spots = true;
        self.run();
    }

    /// Reads all of it.
    pub(super) fn run(&mut self) {
        let bytes = self.text.as_bytes();
        let mut at = 0;
        while let Some(skip) = bytes.get(at..).and_then(next_trigger) {
            let found = at + skip;
            let next = if self.byte(found) == b'@' { email::read(self, found) } else { self.digits(found) };
            at = next.max(found + 1);
        }
    }

    /// The byte at a place; 0 outside.
    pub(super) fn byte(&self, at: usize) -> u8 {
        self.text.as_bytes().get(at).copied().unwrap_or(0)
    }

    /// The byte before a place; 0 at the beginning.
    pub(super) fn byte_before(&self, at: usize) -> u8 {
        at.checked_sub(1).map_or(0, |at| self.byte(at))
    }

    /// A part of the text.
    pub(super) fn part(&self, start: usize, end: usize) -> &'t str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// The end of a run of bytes of a kind.
    pub(super) fn run_end(&self, at: usize, kind: impl Fn(u8) -> bool) -> usize {
        let rest = self.text.as_bytes().get(at..).unwrap_or_default();
        at + rest.iter().position(|byte| !kind(*byte)).unwrap_or(rest.len())
    }

    /// The start of a run of bytes of a kind that ends at `at`, no further back than `most`.
    pub(super) fn run_start(&self, at: usize, most: usize, kind: impl Fn(u8) -> bool) -> usize {
        let head = self.text.as_bytes().get(at.saturating_sub(most)..at).unwrap_or_default();
        at - head.iter().rev().position(|byte| !kind(*byte)).unwrap_or(head.len())
    }

    /// Keeps a candidate that stands at `at`, in its line.
    pub(super) fn keep(&mut self, at: usize, mut candidate: Candidate) {
        candidate.line = self.line_at(at);
        if self.wants_spots && super::text::speaks_of_somebody(&candidate) {
            self.spots.push((candidate.line, at));
        }
        self.out.push(candidate);
    }

    /// The line of a place; places are asked for in order.
    pub(super) fn line_at(&mut self, at: usize) -> u32 {
        let between = self.text.as_bytes().get(self.line_from..at).unwrap_or_default();
        if between.len() < 8 || self.site.is_value {
            return self.site.line;
        }
        let breaks = memchr::memchr_iter(b'\n', between).count();
        if breaks > 0 {
            let last = memchr::memrchr(b'\n', between).unwrap_or_default();
            self.line_from += last + 1;
            self.site.line += u32::try_from(breaks).unwrap_or(u32::MAX / 2);
        }
        if at.saturating_sub(self.line_from) > LONG_LINE {
            self.site.line += 1;
            self.line_from = at;
        }
        self.site.line
    }

    /// What stands before a place, and what is known of all of the text.
    pub(super) fn evidence(&self, at: usize) -> Evidence {
        Evidence::read(self.text, at, self.previous, self.site)
    }

    /// Reads from the digit at `at`, and tells where to go on.
    fn digits(&mut self, at: usize) -> usize {
        let is_letter = |byte: u8| byte.is_ascii_alphabetic();
        let end = self.run_end(at, |byte| byte.is_ascii_digit());
        if is_letter(self.byte_before(at)) || (is_letter(self.byte(end)) && !self.is_time_after(end)) {
            return token::read(self, at);
        }
        let separated = is_separator(self.byte(end)) && self.byte(end + 1).is_ascii_digit();
        if end - at == 1
            && matches!(self.byte_before(at), b' ' | b'-' | b'.')
            && self.byte(end) == self.byte_before(at)
            && let Some(end) = token::spaced_card(self, at).or_else(|| spaced::single_digits(self, at))
        {
            return end;
        }
        if end - at == 2
            && self.byte(end) == b')'
            && let Some(end) = spaced::behind_country(self, at, end)
        {
            return end;
        }
        if end - at < 3
            && spaced::is_loose(self.text.as_bytes(), end)
            && let Some(end) = spaced::loose_date(self, at, end)
        {
            return end;
        }
        if !separated && end - at < 8 {
            if end - at == 4 {
                self.year(Group { start: at, end });
            }
            return end;
        }
        let groups = self.groups(at, end);
        let mut index = 0;
        while index < groups.count && !(groups.count == MOST_GROUPS && index >= 8) {
            index += self.read_groups(&groups, index);
        }
        let rest = groups.list.get(index).filter(|_| index < groups.count);
        rest.map_or_else(|| groups.list.get(groups.count - 1).map_or(end, |last| last.end), |group| group.start)
    }

    /// Whether a `T` and a time follow a date.
    fn is_time_after(&self, end: usize) -> bool {
        self.byte(end) == b'T' && self.byte(end + 1).is_ascii_digit()
    }

    fn groups(&self, start: usize, end: usize) -> Groups {
        let mut groups = Groups { list: [Group::default(); MOST_GROUPS], count: 0 };
        let mut group = Group { start, end };
        loop {
            if let Some(slot) = groups.list.get_mut(groups.count) {
                *slot = group;
            }
            groups.count += 1;
            let more = is_separator(self.byte(group.end)) && self.byte(group.end + 1).is_ascii_digit();
            if !more || groups.count == MOST_GROUPS {
                return groups;
            }
            let end = self.run_end(group.end + 1, |byte| byte.is_ascii_digit());
            if self.byte(end).is_ascii_alphabetic() && !self.is_time_after(end) {
                return groups;
            }
            group = Group { start: group.end + 1, end };
        }
    }

    /// Reads what begins at a group, and tells how many groups it took.
    fn read_groups(&mut self, groups: &Groups, index: usize) -> usize {
        let list = groups.list.get(index..groups.count).unwrap_or_default();
        if let [day, month, year, ..] = list
            && self.byte(day.end) == self.byte(month.end)
            && self.date([*day, *month, *year])
        {
            return 3;
        }
        if let [first, second, ..] = list {
            let may_be = |pattern: &&&[u8]| pattern.get(1).is_some_and(|length| usize::from(*length) == second.len());
            for pattern in super::shapes::patterns(first.len()).iter().filter(may_be) {
                if self.grouped(groups, index, pattern) {
                    return pattern.len();
                }
            }
        }
        let Some(group) = list.first().copied() else { return 1 };
        if group.len() == 4 {
            self.year(group);
        }
        if (8..=19).contains(&group.len()) {
            let mut digits = [0; 20];
            let digits = self.joined(&[group], &mut digits);
            // `sn 14071980` as well as a column of them.
            let asked = self.site.labels.has(Label::Birth) || group.len() == 8 && birth::may_be(self.text, group.start);
            if asked && matches!(group.len(), 8 | 12 | 14) && self.compact(group, digits) {
                return 1;
            }
            let attached = self.is_attached(groups, index, index);
            // `|84912...|` of a gateway: a field that is nothing but a number as it is dialled from abroad.
            let barred =
                digits.starts_with(b"84") && (self.byte_before(group.start), self.byte(group.end)) == (b'|', b'|');
            // A cell of a gateway that nothing names.
            let alone = self.site.is_value && self.site.labels.is_empty() && self.text.len() == 11;
            let plus = barred || alone && digits.starts_with(b"84") || self.byte_before(group.start) == b'+';
            super::classify::number(self, &Written { digits, at: group, grouped: false, attached, plus });
        }
        1
    }

    /// Reads groups of a pattern with one separator throughout as one number.
    fn grouped(&mut self, groups: &Groups, index: usize, pattern: &[u8]) -> bool {
        let list = groups.list.get(index..groups.count).unwrap_or_default();
        let Some(list) = list.get(..pattern.len()) else { return false };
        if !list.iter().zip(pattern).all(|(group, length)| group.len() == usize::from(*length)) {
            return false;
        }
        let [first, .., last] = list else { return false };
        let separator = self.byte(first.end);
        let same = list.iter().rev().skip(1).all(|group| self.byte(group.end) == separator);
        let (before, after) = (
            index > 0 && self.byte_before(first.start) == separator,
            index + pattern.len() < groups.count && self.byte(last.end) == separator,
        );
        if !same
            || separator == b'/'
            || separator != b' ' && (before || after)
            || separator == b'.' && list.len() == 2 && !self.site.labels.has(Label::Phone)
        {
            return false;
        }
        let mut digits = [0; 20];
        let digits = self.joined(list, &mut digits);
        let at = Group { start: first.start, end: last.end };
        let plus = self.byte_before(at.start) == b'+';
        let attached = self.is_attached(groups, index, index + pattern.len() - 1);
        let written = Written { digits, at, grouped: true, attached, plus };
        super::classify::groups(self, &written)
    }

    fn joined<'d>(&self, groups: &[Group], digits: &'d mut [u8; 20]) -> &'d [u8] {
        let mut count = 0;
        for group in groups {
            for byte in self.text.as_bytes().get(group.start..group.end).unwrap_or_default() {
                if let Some(slot) = digits.get_mut(count) {
                    *slot = *byte;
                    count += 1;
                }
            }
        }
        digits.get(..count).unwrap_or_default()
    }

    /// Whether dots, dashes or stars make the groups from `first` to `last` a part of something longer.
    fn is_attached(&self, groups: &Groups, first: usize, last: usize) -> bool {
        let group = |index: usize| groups.list.get(index).copied().unwrap_or_default();
        let short = |index: usize| group(index).len() < 9;
        let (start, end) = (group(first).start, group(last).end);
        let left = match (self.byte_before(start), first) {
            (b'*', _) => true,
            (b'.' | b'-', 1..) => short(first - 1),
            (b'.' | b'-', 0) => {
                let from = self.run_start(start - 1, 40, |byte| byte.is_ascii_alphanumeric());
                self.part(from, start - 1).bytes().any(|byte| byte.is_ascii_digit())
            }
            (b',', _) => {
                let from = self.run_start(start - 1, 20, |byte| byte.is_ascii_digit());
                (1..=3).contains(&(start - 1 - from)) && end - start < 12
            }
            _ => false,
        };
        let right = match self.byte(end) {
            b'*' | b'@' => true,
            b'.' | b'-' if last + 1 < groups.count => short(last + 1),
            b'.' | b'-' => {
                let to = self.run_end(end + 1, |byte| byte.is_ascii_alphanumeric());
                self.part(end + 1, to).bytes().any(|byte| byte.is_ascii_digit())
            }
            _ => false,
        };
        left || right
    }

    /// Reads three groups as a day; what is no date of birth by its label is dropped.
    fn date(&mut self, [a, b, c]: [Group; 3]) -> bool {
        let separator = self.byte(a.end);
        let number = |group: Group| number::small(self.part(group.start, group.end).as_bytes());
        let (year, month, day) = match (a.len(), b.len(), c.len()) {
            (1 | 2, 1 | 2, 4) => (number(c), number(b), number(a)),
            (4, 1 | 2, 1 | 2) => (number(a), number(b), number(c)),
            // `14/05/04`, where births are asked for.
            (1 | 2, 1 | 2, 2) if separator != b' ' && self.may_be_birth(a.start) => {
                let year = number(c);
                (if number::is_year(2000 + year) { 2000 + year } else { 1900 + year }, number(b), number(a))
            }
            _ => return false,
        };
        if separator == b' ' || !number::is_day(year, month, day) {
            return false;
        }
        // `† 01/4/2024`: the day of a death.
        if self.part(0, a.start).trim_end_matches(' ').ends_with('†') {
            return true;
        }
        // The time of a log line speaks for nobody.
        let after = self.part(c.end, c.end + 4).as_bytes();
        let timed = matches!(after, [b' ' | b'T', d, e, ..] if d.is_ascii_digit() && (e.is_ascii_digit() || *e == b':'))
            && memchr::memchr(b':', self.part(c.end, c.end + 5).as_bytes()).is_some();
        if timed && !self.may_be_birth(a.start) {
            return true;
        }
        self.birth(a.start, &written(day, month, year), year);
        true
    }

    /// Reads digits under a label of births as `yyyymmdd`, a time behind it or not, or as `ddmmyyyy`.
    fn compact(&mut self, group: Group, digits: &[u8]) -> bool {
        let part = |from: usize, to: usize| number::small(digits.get(from..to).unwrap_or_default());
        let orders = [(part(0, 4), part(4, 6), part(6, 8)), (part(4, 8), part(2, 4), part(0, 2))];
        let found =
            orders.into_iter().find(|&(year, month, day)| number::is_year(year) && number::is_day(year, month, day));
        if let Some((year, month, day)) = found {
            self.birth(group.start, &written(day, month, year), year);
        }
        found.is_some()
    }

    /// Whether a birth may be spoken of right before a place: most days are looked at no further.
    pub(super) fn may_be_birth(&self, at: usize) -> bool {
        let named = self.site.labels.has(Label::Birth)
            || birth::may_be(self.text, at)
            || at < 24 && birth::may_be(self.previous, self.previous.len());
        named && (self.site.labels.has(Label::Birth) || self.evidence(at).labels.has(Label::Birth))
    }

    /// Keeps a day or year of birth.
    pub(super) fn birth(&mut self, at: usize, value: &str, year: u16) {
        let evidence = self.evidence(at);
        let labelled = evidence.labels.has(Label::Birth) && (evidence.gap <= 4 || evidence.ambient);
        if evidence.labels.has(Label::Issue) && !labelled || evidence.example {
            return;
        }
        let score = if labelled { super::weights::STRUCTURE + super::weights::LABEL } else { 0 };
        let candidate = self.mask.candidate(Class::Birth, value, score, self.site).born(year);
        self.keep(at, candidate.labelled(labelled, evidence.official));
    }

    /// Four digits: a year of birth where a label says so.
    fn year(&mut self, group: Group) {
        let year = number::small(self.part(group.start, group.end).as_bytes());
        let near = matches!(self.byte_before(group.start), b' ' | b':' | b'.' | b'(' | b'-' | b'/' | b'_' | 0xA6 | 0);
        if near
            && let Some((day, month, start)) = day::written_day(self.text, group.start)
            && number::is_day(year, month, day)
        {
            return self.birth(start, &written(day, month, year), year);
        }
        if near
            && let Some((day, month, start)) = day::english_day(self.text, group.start)
            && number::is_day(year, month, day)
            && self.may_be_birth(start)
        {
            return self.birth(start, &written(day, month, year), year);
        }
        if !number::is_year(year) || !near || matches!(self.byte(group.end), b'/' | b'-') {
            return;
        }
        let evidence = if self.site.labels.has(Label::Birth) || birth::may_be(self.text, group.start) {
            self.evidence(group.start)
        } else {
            return;
        };
        if evidence.labels.has(Label::Birth) && (evidence.gap <= 1 || evidence.ambient) && !evidence.example {
            let value = self.part(group.start, group.end);
            let score = super::weights::STRUCTURE + super::weights::LABEL;
            let candidate = self.mask.candidate(Class::Birth, value, score, self.site).born(year);
            self.keep(group.start, candidate.labelled(true, evidence.official));
        }
    }
}

/// A day in the one spelling by which it is counted: `ddmmyyyy`.
pub(super) fn written(day: u16, month: u16, year: u16) -> zeroize::Zeroizing<String> {
    let mut text = zeroize::Zeroizing::new(String::with_capacity(8));
    for (number, unit) in [(day, 10), (month, 10), (year, 1000)] {
        let mut unit = unit;
        while unit > 0 {
            text.push(char::from(b'0' + u8::try_from(number / unit % 10).unwrap_or_default()));
            unit /= 10;
        }
    }
    text
}

fn is_separator(byte: u8) -> bool {
    matches!(byte, b' ' | b'.' | b'-' | b'/')
}
