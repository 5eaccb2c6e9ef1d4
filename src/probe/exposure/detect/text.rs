//! Running text: lines, what stands before them, and what they say of persons.

use super::candidate::{Candidate, Site};
use super::headings::Headings;
use super::label::{self, Label};
use super::normal::{self, Bytes};
use super::scan::Scan;
use super::shapes::UNNAMED;
use super::silent::{Outcome, Told};
use super::weights::STRUCTURE;
use super::{Detector, address, aligned, assign, command, escape, name, office, person, qr, secret, street, words};
use crate::probe::exposure::blank::trimmed;
use crate::probe::exposure::class::Class;
use crate::probe::exposure::piece::Kind;

/// How much of a block is kept for the next one.
const TAIL: usize = 160;
/// The longest block that may be a label, and the longest that may be its value, in bytes.
const LONGEST_LABEL: usize = 80;
const LONGEST_VALUE: usize = 200;
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
    pub(super) columns: Vec<aligned::Named>,
    /// Which block the last one is, by hash.
    told: Option<Told>,
    /// Whether it ends with a label, where that is known.
    asks: Option<bool>,
}

impl Neighbours {
    /// Nothing stands before.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    /// The end of the last block.
    pub(super) fn last(&self) -> &str {
        self.tails.last().map_or("", |tail| tail.as_str())
    }

    /// Whether the last block ends with the label of words that may stand in the next one.
    fn ask(&mut self) -> bool {
        let last = self.tails.last().map_or("", |tail| tail.as_str());
        *self.asks.get_or_insert_with(|| {
            let short = (1..=LONGEST_LABEL).contains(&last.len());
            short && (last.ends_with(':') || label::directly(last, last.len()).any(person::TEXTUAL))
        })
    }

    fn note(&mut self, text: &str, told: Option<Told>) {
        (self.told, self.asks) = (told, None);
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
        let site = self.site_of_text();
        let told = Told::of(text, site, false);
        if self.is_silent(text, site, told) {
            return;
        }
        let kinds = Bytes::of(text);
        if kinds.percent() && escape::is_escaped(text) {
            let plain = zeroize::Zeroizing::new(escape::unescape(text));
            return self.read_plain(&plain, Bytes::of(&plain), site, None);
        }
        if aligned::may_be(text) && !site.is_code {
            for line in text.lines() {
                if !(aligned::may_be(line) && self.read_aligned(line)) {
                    self.read_plain(line, Bytes::of(line), self.site_of_text(), None);
                }
            }
            return;
        }
        self.read_plain(text, kinds, site, Some(told));
    }

    fn site_of_text(&self) -> Site {
        let frame = self.frame();
        let shape = self.path.hash() | 1 | UNNAMED;
        let (labels, is_code) = (frame.labels, frame.is_code);
        Site { labels, kind: Kind::Text, line: self.line, shape, is_code, is_value: false }
    }

    /// Passes over a block that told nothing before; whether it did.
    fn is_silent(&mut self, text: &str, site: Site, told: Told) -> bool {
        let outcome = self.silent.knows(told);
        let free = matches!(outcome, Some(Outcome::Free | Outcome::Asks));
        if self.neighbours.key_opened || free && text.len() <= LONGEST_VALUE && self.neighbours.ask() {
            return false;
        }
        // What a number is may be said in the block before.
        let below = || self.neighbours.told.and_then(|below| self.silent.knows(told.below(below)));
        if !free && below().is_none() {
            return false;
        }
        if !self.scene.is_empty() {
            let from = self.scene.len();
            self.address_below(text, site);
            let previous = std::mem::take(&mut self.neighbours.tails);
            self.mark_office(text, &previous, from);
            self.neighbours.tails = previous;
            self.place_scene(from);
        }
        self.neighbours.note(text, Some(told));
        if free {
            self.neighbours.headings.keep(text);
            self.neighbours.asks = Some(outcome == Some(Outcome::Asks));
        }
        self.next_line();
        true
    }

    /// Keeps that a block told nothing below the one that stood before it, if it did: `before` is how many candidates and
    /// which line there were.
    fn keep_if_silent(&mut self, kinds: Bytes, told: Told, below: Option<Told>, before: (usize, u32)) {
        let nothing = (self.scene.len(), self.line) == before && !kinds.odd() && !self.neighbours.key_opened;
        // A secret that was told already is not told again right away.
        if !nothing || self.scene.iter().any(Candidate::is_secret) {
            return;
        }
        if !kinds.count() {
            let outcome = if self.neighbours.ask() { Outcome::Asks } else { Outcome::Free };
            self.silent.keep(told, outcome);
        } else if let Some(below) = below {
            self.silent.keep(told.below(below), Outcome::Silent);
        }
    }

    fn read_plain(&mut self, text: &str, kinds: Bytes, site: Site, told: Option<Told>) {
        if kinds.odd() && (kinds.count() || kinds.assign() || text.len() < 300) {
            let mut buffer = std::mem::take(&mut *self.buffer);
            normal::normal(text, &mut buffer);
            self.read_normal(&buffer, kinds, site, None);
            *self.buffer = buffer;
        } else {
            self.read_normal(text, kinds, site, told);
        }
    }

    fn read_normal(&mut self, text: &str, kinds: Bytes, site: Site, told: Option<Told>) {
        let from = self.scene.len();
        let asked = text.len() <= LONGEST_VALUE && self.neighbours.ask();
        let previous = std::mem::take(&mut self.neighbours.tails);
        let last = previous.last().map_or("", |tail| tail.as_str());
        let code = site.is_code;
        let (mut misses, before) = (0, (from, self.line));
        let mut line = self.line;
        if kinds.count() {
            let mut scan = Scan::new(text, last, site, self.mask, &mut self.scene);
            scan.run_spots();
            line = scan.site.line;
            let spots = std::mem::take(&mut scan.spots);
            misses = scan.misses;
            self.shapes.miss(site.shape, misses);
            self.read_lines(text, &spots, site, from);
            self.read_name_above(&previous, site, from);
            self.mark_official(text, from, &previous);
        }
        if kinds.assign() && !code {
            self.labelled_lines(text, site, from);
        }
        if asked {
            self.value_after_label(text, last, site);
        }
        if !kinds.count() && !kinds.assign() && !code {
            self.value_beside_label(text, site);
        }
        self.address_below(text, site);
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
                command::signed_in(scan.again());
            }
        }
        if !self.scene.is_empty() {
            self.mark_office(text, &previous, from);
        }
        self.key_body(text, site);
        self.neighbours.tails = previous;
        self.under_header(text, kinds, from);
        self.place_scene(from);
        self.line = line.max(self.line);
        let below = self.neighbours.told;
        self.neighbours.note(text, told);
        if let Some(told) = told.filter(|_| misses == 0) {
            self.keep_if_silent(kinds, told, below, before);
        }
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
            street::read(window, self.mask, Site { line, ..site }, start, &mut self.scene);
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

    /// A block that is a name and nothing else, right above what reaches or identifies somebody, is theirs.
    #[inline(never)]
    fn read_name_above(&mut self, before: &[zeroize::Zeroizing<String>], site: Site, from: usize) {
        let scene = self.scene.get(from..).unwrap_or_default();
        let born = |candidate: &Candidate| candidate.class == Class::Birth && candidate.labelled;
        let is_born = scene.iter().any(born);
        let is_somebody = is_born || scene.iter().any(|candidate| candidate.is_identity() || candidate.is_contact());
        if !is_somebody || scene.iter().any(|candidate| candidate.class == Class::Name && !candidate.only_sex) {
            return;
        }
        let line = scene.first().map_or(site.line, |candidate| candidate.line);
        // What stands below a label of something else is no name: `Tôn giáo:`, `Cao Đài`.
        let said = |tail: &str| label::directly(tail, tail.len()).without(Label::Name);
        let below = |tail: &str| said(tail).tell() || tail.ends_with(':') && said(tail).has(Label::Official);
        let pairs = before.windows(2).rev().filter_map(|pair| pair.first().zip(pair.last()));
        let mut above = pairs.map(|(one, other)| (below(one), without_mark(trimmed(other))));
        let named = |tail: &str| tail.len() < 48 && name::is_name(tail, false);
        let whole = above.find(|(other, tail)| !other && named(tail)).map(|(_, name)| name);
        let Some(name) = whole.or_else(|| before.iter().rev().find_map(|tail| addressed_in(tail))) else { return };
        let key = zeroize::Zeroizing::new(name::folded(name::without_title(name)));
        // Above `Sinh ngày: ...` it is as good as labelled: what reaches them may stand further below.
        let name = self.mask.candidate(Class::Name, &key, STRUCTURE, Site { line, ..site });
        self.scene.push(name.labelled(is_born && whole.is_some(), is_born && office::speak_for_office(before)));
    }

    /// Reads `label: value` where the value is words and the line has no number.
    fn labelled_lines(&mut self, text: &str, site: Site, from: usize) {
        if text.len() > 20_000 {
            return;
        }
        let mut line = site.line;
        for part in text.split('\n') {
            let is_read = self.scene.iter().skip(from).any(|candidate| candidate.line == line);
            // `[ho_ten] => A` of a dump as well as `Họ tên: A`.
            let is_time = |at: usize| {
                let digit = |at: usize| part.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
                at.checked_sub(1).is_some_and(digit) && digit(at + 1)
            };
            // Behind an equals sign of a program or a log mostly a number or a code stands.
            let is_code = |at: usize| {
                let sign = |at: Option<usize>| at.and_then(|at| part.as_bytes().get(at)).copied().unwrap_or_default();
                let compares =
                    matches!(sign(at.checked_sub(1)), b'!' | b'<' | b'>' | b'=') || sign(Some(at + 1)) == b'=';
                sign(Some(at)) == b'=' && (compares || !person::begins_word(part.get(at + 1..).unwrap_or_default()))
            };
            let signs = memchr::memchr2_iter(b':', b'=', part.as_bytes()).filter(|at| !is_time(*at) && !is_code(*at));
            for at in signs.take(if is_read { 0 } else { 8 }) {
                let value = part.get(at + 1..).unwrap_or_default().trim_start();
                if let Some(label) = person::label_at(part, at, value) {
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

    /// Reads a short block that is a label and a value with nothing but a space between: `<b>Người nộp</b> Trần A`.
    #[inline(never)]
    fn value_beside_label(&mut self, text: &str, site: Site) {
        if text.len() > 90 || text.len() < 8 || !name::is_capital(text) {
            return;
        }
        let mut spots = words::Spots::of(text);
        let Some((_, Label::Name)) = label::phrase_from(spots.clone().map(|spot| spot.word)) else { return };
        let Some((count, Label::Name)) = words::phrase_at(text, &words::spots(text)) else { return };
        let end = spots.nth(count - 1).map_or(text.len(), |spot| spot.end);
        let value = trimmed(text.get(end..).unwrap_or_default());
        // `Họ tên/Name A`.
        let value = value.strip_prefix('/').and_then(|rest| rest.split_once(' ')).map_or(value, |(_, value)| value);
        if name::is_name(value, false) {
            self.scene.extend(person::textual(Label::Name, value, self.mask, site));
        }
    }

    /// A block that is an address and nothing else, right below what reaches or identifies somebody, is theirs.
    #[inline(never)]
    fn address_below(&mut self, text: &str, site: Site) {
        const NEAR: u32 = 3;
        let near = |candidate: &Candidate| {
            candidate.line < site.line
                && candidate.line + NEAR >= site.line
                && !candidate.official
                && (candidate.is_identity() || candidate.is_contact())
        };
        let parts = || {
            memchr::memchr(b',', text.as_bytes()).is_some() && memchr::memchr2(b':', b'|', text.as_bytes()).is_none()
        };
        let long = (12..=160).contains(&text.len());
        if long && self.scene.iter().rev().take(8).any(near) && parts() && address::is_all_address(trimmed(text)) {
            let key = zeroize::Zeroizing::new(name::folded(text));
            let candidate = self.mask.candidate(Class::Address, &key, STRUCTURE, site);
            self.scene.push(candidate.labelled(true, false));
        }
    }

    /// Reads a block that is the value of the label with which the one before ended.
    fn value_after_label(&mut self, text: &str, last: &str, site: Site) {
        let value = trimmed(text);
        let behind = if last.ends_with(':') { value } else { "" };
        if let Some(label) = person::label_at(last, last.len(), behind) {
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

/// The name within a block that a word of address stands before, where no office is spoken of: `Cảm ơn ông Trần A đã ...`.
fn addressed_in(text: &str) -> Option<&str> {
    let &(start, end) = name::names_in(text).first()?;
    let head = name::folded(text.get(..start)?);
    let addressed = ["ong", "ba", "anh", "chi"].iter().any(|own| head.split(' ').next_back() == Some(*own));
    text.get(start..end).filter(|_| addressed && !label::labels_of_office(text))
}

/// A block without what numbers it in a list: `3) `, `- `.
pub(super) fn without_mark(text: &str) -> &str {
    if text.as_bytes().first().is_none_or(|first| !first.is_ascii_digit() && !first.is_ascii_punctuation()) {
        return text;
    }
    let rest = text.trim_start_matches(|sign: char| sign.is_ascii_digit());
    let marked = rest.strip_prefix([')', '.', '-', '*', '+', '/']).filter(|rest| rest.starts_with(' '));
    marked.map_or(text, str::trim_start)
}

/// What parts hold apart in a line.
const SIGNS: [char; 5] = [',', ';', ':', '|', '-'];

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
    // What is cut there is a part of something: of a name, it would be another one.
    if start > 0 && bytes.get(start - 1) != Some(&b'\n') {
        start += text.get(start..first).and_then(|head| head.find(SIGNS)).map_or(0, |at| at + 1);
    }
    if end < text.len() && bytes.get(end) != Some(&b'\n') {
        end = text.get(last..end).and_then(|tail| tail.rfind(SIGNS)).map_or(end, |at| last + at);
    }
    text.get(start..end).unwrap_or_default()
}

/// Candidates whose lines are read for persons.
pub(super) fn speaks_of_somebody(candidate: &Candidate) -> bool {
    candidate.is_identity()
        || candidate.is_contact()
        || candidate.class == Class::Birth && candidate.labelled
        || candidate.class == Class::Plate
}
