//! The revisions of a report, and what changed after each signature.

use crate::seal::role::Seat;
use crate::seal::{Change, PdfFile, Tier, Verification};
use crate::text::{Text, text};

use super::advice;
use super::trouble::{Trouble, Weight};

/// What a revision of the file is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(in crate::cli) struct Step {
    /// Its number, from 1.
    pub(in crate::cli) revision: usize,
    /// What it brought.
    pub(in crate::cli) what: Vec<Text>,
}

/// The revisions in words. `base` is the last one of the rendering and its prepared fields.
pub(super) fn steps(verification: &Verification, seats: &[Seat], base: usize) -> Vec<Step> {
    let made = Step { revision: 1, what: vec![Text::new("lập biên bản", "the report was made")] };
    let later = verification.changes.iter().map(|(revision, changes)| {
        let what = if *revision <= base {
            vec![Text::new("chuẩn bị các ô ký", "signature fields were prepared")]
        } else if changes.is_empty() {
            vec![Text::new("không đổi gì", "nothing changed")]
        } else {
            changes.iter().map(|change| in_words(change, seats)).collect()
        };
        Step { revision: *revision, what }
    });
    std::iter::once(made).chain(later).collect()
}

/// A change in words; the signature of a role by the role's own name.
fn in_words(change: &Change, seats: &[Seat]) -> Text {
    let seat = match change {
        Change::Signed(field) => seats.iter().find(|seat| seat.field == *field),
        _ => None,
    };
    match seat {
        Some(Seat { title: Text { vi, en }, .. }) => text!("{vi} ký", "signed: {en}"),
        None => change.text(),
    }
}

/// The last revision of what was made before anybody signed.
pub(super) fn base(file: &PdfFile, unsigned: &[u8]) -> usize {
    (1..=file.revision_count()).find(|number| file.revision_bytes(*number) == Some(unsigned)).unwrap_or(1)
}

/// Everything behind the rendering that may not be there: before the first signature as well, since whoever signs
/// later signs a text that the data do not give; and behind the last one, since nobody signed it.
pub(super) fn troubles(verification: &Verification, base: usize) -> Vec<Trouble> {
    let mut found = Vec::new();
    let first = verification.signatures.iter().filter(|one| !one.is_waiting()).map(|one| one.revision).min();
    let behind = verification.changes.iter().filter(|(revision, _)| *revision > base);
    for (revision, change) in behind.flat_map(|(revision, all)| all.iter().map(move |change| (revision, change))) {
        let about = text!("Phiên bản {revision}", "Revision {revision}");
        // The scan of the signed paper, attached before anybody signed with a key.
        if matches!(change, Change::Paper(_)) && first.is_none_or(|first| *revision < first) {
            continue;
        }
        match change.tier() {
            Tier::Refused => found.push(Trouble {
                weight: Weight::Broken,
                about,
                why: change.text(),
                remedy: Some(advice::ask_again()),
            }),
            Tier::Tolerated => {
                found.push(Trouble { weight: Weight::Note, about, why: change.text(), remedy: None });
            }
            Tier::Expected => {}
        }
    }
    found
}
