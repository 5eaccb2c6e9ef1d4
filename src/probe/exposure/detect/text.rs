//! Running text: lines, what stands before them, and what they say of persons.

use super::candidate::{Candidate, Site};
use super::headings::Headings;
use super::label::{self, Label, Labels};
use super::normal::{self, Bytes};
use super::scan::Scan;
use super::{Detector, aligned, assign, command, escape, number, person, qr, secret};
use crate::probe::exposure::blank::trimmed;
use crate::probe::exposure::class::Class;
use crate::probe::exposure::piece::Kind;

/// How much of a block is kept for the next one.
const TAIL: usize = 160;
/// How far around a value its line is read.
const AROUND: usize = 260;

/// What stood before the present text: its last words, the columns that a line named.
#[derive(Default)]
pub(super) struct Neighbours {
    /// The end of the last blocks, the newest last.
    tails: [zeroize::Zeroizing<String>; 3],
    /// The columns that a line of text named.
    headings: Headings,
    /// Whether the armour of a private key was opened and its body is to come.
    key_opened: bool,
    /// The columns that a line of parts named.
    pub(super) columns: Vec<Labels>,
}

impl Neighbours {
    /// Nothing stands before.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    fn note(&mut self, text: &str) {
        self.tails.rotate_left(1);
        let mut from = text.len().saturating_sub(TAIL);
        while !text.is_char_boundary(from) {
            from += 1;
        }
        if let (Some(last), Some(tail)) = (self.tails.last_mut(), text.get(from..)) {
            // What is beyond the new text in the buffer is wiped with it.
            last.clear();
            if last.capacity() == 0 {
                last.reserve_exact(TAIL);
            }
            last.push_str(trimmed(tail));
        }
    }
}

impl Detector<'_> {
    /// Reads a block of running text.
    pub(super) fn read_text(&mut self, text: &str) {
        let kinds = Bytes::of(text);
        if kinds.percent() && escape::is_escaped(text) {
            let plain = zeroize::Zeroizing::new(escape::unescape(text));
            return self.read_plain(&plain, Bytes::of(&plain));
        }
        if aligned::may_be(text) && !self.frame().is_code {
            for line in text.lines() {
                if !(aligned::may_be(line) && self.read_aligned(line)) {
                    self.read_plain(line, Bytes::of(line));
                }
            }
            return;
        }
        self.read_plain(text, kinds);
    }

    fn read_plain(&mut self, text: &str, kinds: Bytes) {
        if kinds.odd() && (kinds.count() || kinds.assign() || text.len() < 300) {
            let mut buffer = std::mem::take(&mut *self.buffer);
            normal::normal(text, &mut buffer);
            self.read_normal(&buffer, kinds);
            *self.buffer = buffer;
        } else {
            self.read_normal(text, kinds);
        }
    }

    fn read_normal(&mut self, text: &str, kinds: Bytes) {
        let from = self.scene.len();
        let previous = std::mem::take(&mut self.neighbours.tails);
        let last = previous.last().map_or("", |tail| tail.as_str());
        let path = self.path.hash();
        let code = self.frame().is_code;
        let labels = self.frame().labels;
        let site = Site { labels, kind: Kind::Text, line: self.line, shape: path | 1, is_code: code, is_value: false };
        let mut line = self.line;
        if kinds.count() {
            let mut scan = Scan::new(text, last, site, self.mask, &mut self.scene);
            scan.run_spots();
            line = scan.site.line;
            let spots = std::mem::take(&mut scan.spots);
            self.shapes.miss(site.shape, scan.misses);
            self.read_lines(text, &spots, site, from);
            self.mark_official(from, &previous);
        }
        if kinds.assign() && !code {
            self.labelled_lines(text, site, from);
        }
        self.value_after_label(text, last, site);
        if kinds.join() || kinds.assign() || kinds.has_digits() {
            let mut scan = Scan::new(text, last, Site { line, ..site }, self.mask, &mut self.scene);
            if text.len() >= 12 {
                secret::marked(&mut scan);
            }
            if kinds.assign() {
                assign::read(scan.again());
            }
            if kinds.has_digits() {
                command::spoken(scan.again());
            }
        }
        self.mark_office(text, from);
        self.key_body(text, site);
        self.neighbours.tails = previous;
        self.under_header(text, kinds, from);
        self.place_scene(from);
        self.neighbours.note(text);
        self.line = line.max(self.line);
        self.next_line();
    }

    /// The body of a private key whose armour stood in a block of its own.
    fn key_body(&mut self, text: &str, site: Site) {
        if self.neighbours.key_opened && secret::is_key_body(text) {
            let candidate = self.mask.candidate(Class::PrivateKey, text.trim(), super::weights::CERTAIN, site);
            self.scene.push(candidate);
        }
        self.neighbours.key_opened = text.len() < 4096 && secret::opens_key(text);
    }

    /// Reads the lines around values for what they say of persons.
    fn read_lines(&mut self, text: &str, spots: &[(u32, usize)], site: Site, from: usize) {
        let mut index = 0;
        while let Some(&(line, first)) = spots.get(index) {
            let mut last = first;
            while let Some(&(other, at)) = spots.get(index)
                && other == line
            {
                last = at;
                index += 1;
            }
            let window = window(text, first, last);
            if qr::is_in(window) {
                continue;
            }
            let start = self.scene.len();
            let official = person::line(window, self.mask, Site { line, ..site }, &mut self.scene);
            for candidate in self.scene.iter_mut().skip(start) {
                candidate.line = line;
            }
            if official {
                for candidate in self.scene.iter_mut().skip(from).filter(|candidate| candidate.line == line) {
                    candidate.official = true;
                }
            }
        }
    }

    /// Telephones and addresses below the name of an office are the office's.
    fn mark_official(&mut self, from: usize, before: &[zeroize::Zeroizing<String>]) {
        // `Họ tên người hưởng: A` in the line itself: what the lines above say of their clerks is not said of A.
        let private = |candidate: &Candidate| {
            candidate.class == Class::Name && candidate.labelled && !candidate.official && !candidate.only_sex
        };
        if self.scene.iter().skip(from).any(private) {
            return;
        }
        let contact = self.scene.iter().skip(from).any(|candidate| candidate.is_contact());
        if contact && before.iter().any(|tail| label::labels_of_office(tail)) {
            for candidate in self.scene.iter_mut().skip(from).filter(|candidate| candidate.class == Class::Phone) {
                candidate.official = true;
            }
        }
    }

    /// Reads `label: value` where the value is words and the line has no number.
    fn labelled_lines(&mut self, text: &str, site: Site, from: usize) {
        if text.len() > 20_000 {
            return;
        }
        let mut line = site.line;
        for part in text.split('\n') {
            let read = self.scene.iter().skip(from).any(|candidate| candidate.line == line);
            let is_time = |at: usize| {
                let digit = |at: usize| part.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
                at.checked_sub(1).is_some_and(digit) && digit(at + 1)
            };
            let colons = memchr::memchr_iter(b':', part.as_bytes()).filter(|at| !is_time(*at));
            for at in colons.take(8) {
                if let Some(label) = person::label_at(part, at)
                    && !read
                {
                    let value = part.get(at + 1..).unwrap_or_default().trim_start();
                    let end = if label == Label::Address {
                        value.len()
                    } else {
                        value.find([',', ';', '|', '\t']).unwrap_or(value.len())
                    };
                    let value = value.get(..end).unwrap_or_default();
                    self.scene.extend(person::textual(label, value, self.mask, Site { line, ..site }));
                }
            }
            line = line.saturating_add(1);
        }
    }

    /// Reads a block that is the value of the label with which the one before ended.
    fn value_after_label(&mut self, text: &str, last: &str, site: Site) {
        if text.len() > 200 || last.len() > 80 || last.is_empty() {
            return;
        }
        if let Some(label) = person::label_at(last, last.len()) {
            let value = text.trim();
            let words = matches!(label, Label::Name | Label::Sex | Label::Ethnic | Label::Religion)
                || label == Label::Health && last.ends_with(':');
            if !value.contains(':') && (words || !label::labels_of(value).tell()) {
                self.scene.extend(person::textual(label, value, self.mask, site));
            }
        }
    }

    /// Columns that a line of text named: what stands in the lines below it.
    fn under_header(&mut self, text: &str, kinds: Bytes, from: usize) {
        if !kinds.count() && self.neighbours.headings.keep(text) {
            return;
        }
        let asks = |candidate: &&mut Candidate| {
            !candidate.labelled && matches!(candidate.class, Class::PersonalNumber | Class::Phone)
        };
        for candidate in self.scene.iter_mut().skip(from).filter(asks) {
            let labels = self.neighbours.headings.named();
            let named = match candidate.class {
                Class::PersonalNumber => labels.has(Label::Identity) && !labels.has(Label::Negative),
                Class::Phone => labels.has(Label::Phone),
                _ => false,
            };
            if named {
                candidate.score += super::weights::DISTANT_LABEL;
            }
        }
    }

    /// An address beside the land line or the mail of an office is the office's.
    fn mark_office(&mut self, text: &str, from: usize) {
        let scene = self.scene.get(from..).unwrap_or_default();
        let addresses = scene.iter().any(|candidate| candidate.class == Class::Address);
        if !addresses || text.len() > 600 || scene.iter().any(Candidate::is_identity) || !tells_office(text) {
            return;
        }
        for candidate in self.scene.iter_mut().skip(from).filter(|candidate| candidate.class == Class::Address) {
            candidate.official = true;
        }
    }

    fn place_scene(&mut self, from: usize) {
        if self.scene.len() > from {
            let path = &self.path;
            let place = self.places.number(path.hash() ^ 0x7e57, || path.here());
            for candidate in self.scene.iter_mut().skip(from) {
                candidate.place = place;
            }
        }
    }
}

/// Whether a block names what only offices have: a land line, a fax, a mail address of the government.
fn tells_office(text: &str) -> bool {
    let lower = text.to_lowercase();
    if ["gov.vn", "fax", "website", "hotline"].iter().any(|word| lower.contains(word)) {
        return true;
    }
    let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '.' | '-' | '(' | ')')).collect();
    let mut runs = digits.split(|c: char| !c.is_ascii_digit());
    runs.any(|run| {
        let run = run.strip_prefix("84").or_else(|| run.strip_prefix('0')).unwrap_or_default();
        (9..=10).contains(&run.len()) && run.starts_with('2') && number::mobile(run.as_bytes(), false).is_none()
    })
}

/// The line around the values between two places.
fn window(text: &str, first: usize, last: usize) -> &str {
    let bytes = text.as_bytes();
    let mut start = first.saturating_sub(AROUND);
    let mut end = (last + AROUND).min(text.len());
    if let Some(found) = bytes.get(start..first).and_then(|head| memchr::memrchr(b'\n', head)) {
        start += found + 1;
    }
    if let Some(found) = bytes.get(last..end).and_then(|tail| memchr::memchr(b'\n', tail)) {
        end = last + found;
    }
    while !text.is_char_boundary(start) {
        start += 1;
    }
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(start..end).unwrap_or_default()
}

/// Candidates whose lines are read for persons.
pub(super) fn speaks_of_somebody(candidate: &Candidate) -> bool {
    candidate.is_identity() || candidate.is_contact() || candidate.class == Class::Birth && candidate.labelled
}
