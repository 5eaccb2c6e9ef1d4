//! Fields: a key and its value, read by what both say.

use super::candidate::{Candidate, Site};
use super::known::Entry;
use super::label::Label;
use super::later::Later;
use super::normal::Bytes;
use super::shapes::UNNAMED;
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
        let kinds = Bytes::of(value);
        if kinds.percent() && escape::is_escaped(value) {
            let plain = zeroize::Zeroizing::new(escape::unescape(value));
            return self.read_plain_field(label, known, &plain, Bytes::of(&plain), kind);
        }
        self.read_plain_field(label, known, value, kinds, kind);
    }

    pub(super) fn read_plain_field(&mut self, label: &str, known: Entry, value: &str, kinds: Bytes, kind: Kind) {
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
        let plain = !kinds.count() && !kinds.assign() && !kinds.join() && known.secret.is_none() && !known.image;
        if plain
            && !labels.any(person::TEXTUAL)
            && !labels.has(Label::Official)
            && (!in_record || value.len() > 240 || !kinds.spaces())
        {
            return;
        }
        let hash = fast::joined(self.path.hash(), known.hash);
        let line = if in_record { 0 } else { self.line };
        let shape = if label.is_empty() { hash | 1 | UNNAMED } else { hash & !UNNAMED | 1 };
        let site = Site { labels, kind, line, shape, is_code: frame.is_code, is_value: value.len() < 200 };
        let out = if in_record { &mut self.record } else { &mut self.scene };
        let from = out.len();
        let misses = value::read_field(value, kinds, known, site, self.mask, &mut self.buffer, out);
        self.shapes.miss(site.shape, misses);
        let mut words = value::words(value, kinds, site, out.get(from..).unwrap_or_default(), &mut self.buffer);
        // Secrets are told apart by what stands before them (see `secret`): beside one nothing waits.
        self.has_secret |= out.iter().skip(from).any(Candidate::is_secret);
        if !(in_record && !self.has_secret && Later::may_wait(labels))
            && let Some(words) = words.take()
        {
            person::whole(words, labels, self.mask, site, out);
        }
        if out.len() > from {
            let path = &self.path;
            let place = self.places.number(hash, || path.field(label));
            for candidate in out.iter_mut().skip(from) {
                candidate.place = place;
                if in_record {
                    candidate.line = 0;
                }
            }
        }
        if let Some(words) = words {
            let path = &self.path;
            self.later.keep(self.record.len(), words, site, hash, || path.field(label));
        }
        if in_record && value.len() < 120 && known.post && value.chars().any(char::is_alphabetic) {
            let mut mark = self.mask.candidate(Class::Name, "", 0, site).labelled(false, true);
            mark.only_sex = true;
            self.record.push(mark);
        }
        if !in_record {
            self.next_line();
        } else if let Some(frame) = self.crowded(self.frame(), MOST_TOGETHER) {
            self.end_record(frame.from, frame.later);
        }
    }
}
