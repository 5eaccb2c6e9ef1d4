//! Labels that were met, each looked up once: keys of records come by the thousand.

use super::assign::{self, Named};
use super::escape;
use super::family::is_family;
use super::fast::{FastMap, hash_of};
use super::fold::Words;
use super::image;
use super::label::{Label, Labels, holds, labels_of};
use crate::probe::exposure::blank::trimmed;

/// The most labels that are remembered; beyond, they are forgotten and looked up again.
const MOST: usize = 4096;

/// What a label says.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Entry {
    /// What it says of persons.
    pub(super) labels: Labels,
    /// Whether it names a secret.
    pub(super) secret: Option<Named>,
    /// Whether it names the image of a card.
    pub(super) image: bool,
    /// Whether it names somebody's post.
    pub(super) post: bool,
    /// Whether it names what tokens are signed or values encrypted with: `Jwt`, whose `Key` is a secret.
    pub(super) signs: bool,
    /// Whether it names the members of a household.
    pub(super) family: bool,
    /// Whether it may be a value itself: a number or a mail address.
    pub(super) value: bool,
    /// Which label it is, by hash; 0 for none.
    pub(super) hash: u64,
}

impl Entry {
    /// What is said of a value: by its label, and by the key above where that says nothing.
    pub(super) fn labels_below(&self, above: Labels, label: &str) -> Labels {
        // `"ngaySinh": {"$date": ...}`: the key above says of what.
        if self.labels == Labels::of(Label::Issue) && above.has(Label::Birth) {
            return above;
        }
        if self.labels.tell() || label.is_empty() && above.is_empty() { self.labels } else { self.labels.with(above) }
    }
}

/// The labels so far, by hash.
#[derive(Debug, Default)]
pub(super) struct Known {
    entries: FastMap<u64, Entry>,
    /// What words in cells say of persons, by hash.
    cells: FastMap<u64, Labels>,
}

impl Known {
    /// What a label says.
    pub(super) fn entry(&mut self, label: &str) -> Entry {
        if label.is_empty() {
            return Entry::default();
        }
        let hash = hash_of(0x9e37_79b9_7f4a_7c15, label);
        if let Some(entry) = self.entries.get(&hash) {
            return *entry;
        }
        let spelled = escape::key(label);
        let label = spelled.as_deref().unwrap_or(label);
        let entry = Entry {
            labels: of_officer(label, labels_of(label)),
            secret: assign::named(label),
            image: image::is_card_image(label),
            post: is_post(label),
            signs: signs(label),
            family: is_family(label),
            value: may_be_value(label),
            hash,
        };
        if self.entries.len() >= MOST {
            self.entries.clear();
        }
        self.entries.insert(hash, entry);
        entry
    }

    /// What a label says of persons.
    pub(super) fn labels(&mut self, label: &str) -> Labels {
        let label = trimmed(label);
        if label.is_empty() {
            return Labels::NONE;
        }
        let hash = hash_of(0x9e37_79b9_7f4a_7c15, label);
        if let Some(labels) = self.cells.get(&hash) {
            return *labels;
        }
        let labels = labels_of(label);
        if self.cells.len() >= MOST {
            self.cells.clear();
        }
        self.cells.insert(hash, labels);
        labels
    }
}

/// What a key says, and that all below it is of somebody in office where it names one: `canBoXuLy.hoTen`.
fn of_officer(key: &str, labels: Labels) -> Labels {
    const OFFICERS: &[&str] = &[
        "canbo",
        "chuyenvien",
        "congchuc",
        "lanhdao",
        "nguoiduyet",
        "nguoiky",
        "nguoipheduyet",
        "nguoiphutrach",
        "nguoitiepnhan",
        "nguoixuly",
        "officer",
        "approver",
        "assignee",
        "reviewer",
    ];
    if !labels.has(Label::Official) {
        return labels;
    }
    let words = Words::of(key);
    let named = OFFICERS.iter().any(|own| words.together().starts_with(own.as_bytes()));
    if named { labels.with(Labels::of(Label::Author)) } else { labels }
}

/// Whether a key may itself be a number: what names a record is a value too.
fn may_be_value(key: &str) -> bool {
    let digits = key.bytes().filter(u8::is_ascii_digit).count();
    digits >= 9 && key.len() < 200 || key.contains('@')
}

/// Whether a label names settings of tokens or encryption.
fn signs(label: &str) -> bool {
    let words = Words::of(label);
    ["jwt", "signing", "encryption", "crypto", "aes"].iter().any(|own| holds(words.together(), own))
}

/// Whether a label names somebody's post.
fn is_post(label: &str) -> bool {
    let words = Words::of(label);
    ["chucvu", "chucdanh", "position"].iter().any(|post| holds(words.together(), post))
}
