//! Fields: a key and its value, read by what both say.

use super::candidate::{Candidate, Site};
use super::known::Entry;
use super::label::Label;
use super::later::Later;
use super::normal::Bytes;
use super::shapes::UNNAMED;
use super::silent::{Outcome, Told};
use super::{Detector, MOST_TOGETHER, escape, fast, person, value};
use crate::probe::exposure::class::Class;
use crate::probe::exposure::piece::Kind;

impl Detector<'_> {
    /// What is known of a key, which is read itself where it may be a number.
    pub(super) fn read_key(&mut self, key: &str) -> Entry {
        let known = self.known.entry(key);
        if known.value {
            self.read_field("", Entry::default(), key, Kind::Text);
        }
        known
    }

    pub(super) fn read_field(&mut self, label: &str, known: Entry, value: &str, kind: Kind) {
        // `"id":1000`: too short for any number of a person, and no year where none is asked for.
        const LONGEST_COUNT: usize = 7;
        let frame = self.frame();
        // What reaches a company or an author is nobody's, however it is called: `NBan/DChi` of an invoice.
        let labels = known.labels_below(frame.labels, label).with(frame.labels.lasting());
        let in_record = frame.in_record;
        if kind == Kind::Number && value.len() <= LONGEST_COUNT && in_record && !labels.tell() && known.secret.is_none()
        {
            return;
        }
        let hash = fast::joined(self.path.hash(), known.hash);
        let line = if in_record { 0 } else { self.line };
        let shape = if label.is_empty() { hash | 1 | UNNAMED } else { hash & !UNNAMED | 1 };
        let site = Site { labels, kind, line, shape, is_code: frame.is_code, is_value: value.len() < 200 };
        let field = Field { label, known, hash, site, in_record };
        let told = Told::of(value, site, in_record);
        match self.silent.knows(told).filter(|_| !known.post) {
            Some(Outcome::Empty) => return,
            Some(Outcome::Silent) => {}
            Some(Outcome::Words) => self.say(&field, value),
            None | Some(Outcome::Free | Outcome::Asks) => {
                let kinds = Bytes::of(value);
                if kinds.percent() && escape::is_escaped(value) {
                    let plain = zeroize::Zeroizing::new(escape::unescape(value));
                    let site = Site { is_value: plain.len() < 200, ..site };
                    if !self.read_plain_field(&Field { site, ..field }, &plain, Bytes::of(&plain), None) {
                        return;
                    }
                } else if !self.read_plain_field(&field, value, kinds, Some(told)) {
                    return;
                }
            }
        }
        if !in_record {
            self.next_line();
        } else if let Some(frame) = self.crowded(self.frame(), MOST_TOGETHER) {
            self.end_record(frame.from, frame.later);
        }
    }

    /// Reads a field whose escapes are undone; whether there was anything to read.
    fn read_plain_field(&mut self, field: &Field<'_>, value: &str, kinds: Bytes, told: Option<Told>) -> bool {
        let Field { known, site, in_record, .. } = *field;
        let plain = !kinds.count() && !kinds.assign() && !kinds.join() && known.secret.is_none() && !known.image;
        if plain
            && !site.labels.any(person::TEXTUAL)
            && !site.labels.has(Label::Official)
            && (!in_record || value.len() > 240 || !kinds.spaces())
        {
            told.into_iter().for_each(|told| self.silent.keep(told, Outcome::Empty));
            return false;
        }
        let out = if in_record { &mut self.record } else { &mut self.scene };
        let from = out.len();
        let misses = value::read_field(value, kinds, known, site, self.mask, &mut self.buffer, out);
        self.shapes.miss(site.shape, misses);
        let found = out.get(from..).unwrap_or_default();
        // Secrets are told apart by what stands before them (see `secret`): beside one nothing waits.
        self.has_secret |= found.iter().any(Candidate::is_secret);
        let mut buffer = std::mem::take(&mut *self.buffer);
        let words = value::words(value, kinds, site, found, &mut buffer);
        if let Some(told) = told.filter(|_| found.is_empty() && misses == 0 && !kinds.odd()) {
            self.silent.keep(told, if words.is_some() { Outcome::Words } else { Outcome::Silent });
        }
        self.place_field(field, from);
        if let Some(words) = words {
            self.say(field, words);
        }
        *self.buffer = buffer;
        if in_record && value.len() < 120 && known.post && value.chars().any(char::is_alphabetic) {
            let mut mark = self.mask.candidate(Class::Name, "", 0, site).labelled(false, true);
            mark.only_sex = true;
            self.record.push(mark);
        }
        true
    }

    /// What a field may say in words: at once, or when the record has somebody.
    fn say(&mut self, field: &Field<'_>, words: &str) {
        let Field { label, hash, site, in_record, .. } = *field;
        if in_record && !self.has_secret && Later::may_wait(site.labels) {
            let path = &self.path;
            return self.later.keep(self.record.len(), words, site, hash, || path.field(label));
        }
        let out = if in_record { &mut self.record } else { &mut self.scene };
        let from = out.len();
        person::whole(words, site.labels, self.mask, site, out);
        self.place_field(field, from);
    }

    /// Places what a field told.
    fn place_field(&mut self, field: &Field<'_>, from: usize) {
        let out = if field.in_record { &mut self.record } else { &mut self.scene };
        if out.len() <= from {
            return;
        }
        let path = &self.path;
        let place = self.places.number(field.hash, || path.field(field.label));
        for candidate in out.iter_mut().skip(from) {
            candidate.place = place;
            if field.in_record {
                candidate.line = 0;
            }
        }
    }
}

/// A field, but for its value.
#[derive(Clone, Copy)]
struct Field<'l> {
    label: &'l str,
    known: Entry,
    /// Where it stands, by hash.
    hash: u64,
    site: Site,
    in_record: bool,
}
