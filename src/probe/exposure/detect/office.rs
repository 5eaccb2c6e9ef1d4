//! What an office, somebody in office or a company is reached by: not what is anybody's.

use super::candidate::Candidate;
use super::label::{self, Label};
use super::{Detector, name, number, words};
use crate::probe::exposure::class::Class;

impl Detector<'_> {
    /// Telephones and addresses below the name of an office are the office's.
    pub(super) fn mark_official(&mut self, text: &str, from: usize, before: &[zeroize::Zeroizing<String>]) {
        // `Họ tên người hưởng: A` in the line itself: what the lines above say of their clerks is not said of A.
        let private = |candidate: &Candidate| {
            candidate.class == Class::Name && candidate.labelled && !candidate.official && !candidate.only_sex
        };
        if self.scene.iter().skip(from).any(private) {
            return;
        }
        self.mark_accounts(text, from, before);
        let reaches = |candidate: &Candidate| {
            candidate.class == Class::Phone || candidate.class == Class::Birth && candidate.labelled
        };
        let contact = self.scene.iter().skip(from).any(|candidate| candidate.is_contact() || reaches(candidate));
        if contact && speak_for_office(before) {
            // `Người xử lý:`, `A`: who is named below a label of office is told of there, and no further.
            let labels = before.iter().any(|tail| tail.ends_with(':'));
            // The head of a certificate is no post of whom it is for.
            let close = speak_for_office(before.get(1..).unwrap_or_default());
            let theirs =
                |candidate: &Candidate| candidate.class == Class::Phone || reaches(candidate) && !labels && close;
            for candidate in self.scene.iter_mut().skip(from).filter(|candidate| theirs(candidate)) {
                candidate.official = true;
            }
        }
    }

    /// An account in a block of a company, or below one, is the company's unless a name stands in its line.
    fn mark_accounts(&mut self, text: &str, from: usize, before: &[zeroize::Zeroizing<String>]) {
        let scene = self.scene.get(from..).unwrap_or_default();
        let account = |candidate: &Candidate| candidate.class == Class::BankAccount && !candidate.official;
        if !scene.iter().any(account) {
            return;
        }
        let named: Vec<u32> = scene
            .iter()
            .filter(|candidate| candidate.class == Class::Name && !candidate.only_sex)
            .map(|candidate| candidate.line)
            .collect();
        if !before.iter().map(|tail| tail.as_str()).chain([text]).any(label::names_company) {
            return;
        }
        for candidate in self.scene.iter_mut().skip(from) {
            candidate.official |= candidate.class == Class::BankAccount && !named.contains(&candidate.line);
        }
    }

    /// An address beside the land line or the mail of an office is the office's.
    #[inline(never)]
    pub(super) fn mark_office(&mut self, text: &str, before: &[zeroize::Zeroizing<String>], from: usize) {
        let scene = self.scene.get(from..).unwrap_or_default();
        let addresses = scene.iter().any(|candidate| candidate.class == Class::Address);
        if !addresses {
            return self.mark_office_above(text, from);
        }
        let named = |candidate: &Candidate| candidate.class == Class::Name && candidate.labelled && !candidate.only_sex;
        let residence = [before.last().map_or("", |tail| tail.as_str()), text].iter().any(|text| names_residence(text));
        let below = || !scene.iter().any(named) && !residence && is_below_office(before);
        if text.len() > 600 || scene.iter().any(Candidate::is_identity) || !(tells_office(text) || below()) {
            return;
        }
        for candidate in self.scene.iter_mut().skip(from).filter(|candidate| candidate.class == Class::Address) {
            candidate.official = true;
        }
    }

    /// The fax, the site of an office: the address in the block before is the same office's.
    fn mark_office_above(&mut self, text: &str, from: usize) {
        let since = self.line.saturating_sub(1);
        let recent =
            |candidate: &Candidate| candidate.class == Class::Address && (since..self.line).contains(&candidate.line);
        let before = self.scene.get(..from).unwrap_or_default();
        if before.is_empty() || text.len() > 600 || !before.iter().rev().take(8).any(recent) || !tells_office(text) {
            return;
        }
        // Below somebody's number or name it is theirs, whoever speaks next.
        let near = self.line.saturating_sub(8);
        let somebody = |candidate: &Candidate| {
            let named = candidate.class == Class::Name && candidate.labelled && !candidate.only_sex;
            candidate.line >= near && !candidate.official && (candidate.is_identity() || named)
        };
        if before.iter().any(somebody) {
            return;
        }
        let line = self.line;
        for candidate in self.scene.iter_mut().filter(|candidate| candidate.class == Class::Address) {
            candidate.official |= (since..line).contains(&candidate.line);
        }
    }
}

/// Whether a block begins with where somebody lives: no office does.
fn names_residence(text: &str) -> bool {
    let head: String = text.chars().take(40).collect();
    let folded = name::folded(&head);
    [
        "thuong tru",
        "tam tru",
        "cu tru",
        "ho khau",
        "hktt",
        "noi o",
        "cho o",
        "hien o",
        "que quan",
        "noi sinh",
        "nha rieng",
    ]
    .iter()
    .any(|word| folded.contains(word))
}

/// Whether the blocks before begin with the name of an office, and with nobody's below it.
fn is_below_office(before: &[zeroize::Zeroizing<String>]) -> bool {
    let first = |tail: &str| label::phrase_from(words::Spots::of(tail).map(|spot| spot.word)).map(|found| found.1);
    let told = before.iter().rev().filter_map(|tail| first(tail));
    let mut told = told.filter(|label| !matches!(label, Label::Address | Label::Phone | Label::Email | Label::Unknown));
    told.next().is_some_and(Label::is_official)
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

/// Whether the blocks before speak of an office. What has its number already and stands further above, the head of a
/// page, speaks of itself.
pub(super) fn speak_for_office(before: &[zeroize::Zeroizing<String>]) -> bool {
    let last = before.len().saturating_sub(1);
    let whole = |tail: &str| tail.bytes().filter(u8::is_ascii_digit).count() >= 7;
    let mut open = before.iter().enumerate().filter(|(index, tail)| *index == last || !whole(tail));
    open.any(|(_, tail)| label::labels_of_office(tail))
}
