//! Households: what is said of all of them stands beside the list of their members, each of whom is told alone.

use super::candidate::Candidate;
use super::fold::Words;
use super::label::holds;
use super::{Detector, ELSEWHERE, Open};
use crate::probe::exposure::class::Class;

/// Whether a key names the members of a household.
pub(super) fn is_family(key: &str) -> bool {
    let words = Words::of(key);
    ["members", "thanhvien", "nhankhau"].iter().any(|own| holds(words.together(), own))
}

impl Detector<'_> {
    /// Keeps a number that was told of a member of a household.
    pub(super) fn note_member(&mut self, candidate: &Candidate) {
        let in_family = self.frames.iter().any(|frame| frame.kind == Open::Items && frame.is_family);
        if in_family && candidate.is_identity() && self.member.is_none() {
            self.member = Some(candidate.clone());
        }
    }

    /// The list of members ends: what stands beside it is theirs.
    pub(super) fn end_members(&mut self) {
        let has_members = self.member.is_some();
        let household = self.frames.iter_mut().rev().find(|frame| frame.kind == Open::Record);
        household.into_iter().for_each(|household| household.has_members |= has_members);
    }

    /// The record of a household ends: where its members live is told, though nothing else identifies anybody in it.
    pub(super) fn end_household(&mut self, from: usize, later: usize) {
        let Some(member) = self.member.take() else { return };
        if self.record.iter().skip(from).any(Candidate::may_be_told) {
            return;
        }
        self.later.read(later, self.mask, &mut self.places, &mut self.record);
        let lives = |candidate: &Candidate| candidate.class == Class::Address && !candidate.official;
        let mut all: Vec<Candidate> = self.record.split_off(from).into_iter().filter(lives).collect();
        all.push(Candidate { line: 0, place: ELSEWHERE, ..member });
        self.settle(&all, |candidate| candidate.place != ELSEWHERE);
    }
}
