//! What speaks for and against a value by what stands before it.

use super::candidate::Site;
use super::label::{self, Label, Labels};
use super::weights::{EXAMPLE, LABEL, LOGIN, NEGATIVE_LABEL, UNKNOWN_LABEL, Weight};

/// Labels of numbers: what one of them calls so is that, wherever it was written down.
const NUMBERS: &[Label] = &[
    Label::Identity,
    Label::Phone,
    Label::Account,
    Label::Card,
    Label::HealthCard,
    Label::Social,
    Label::Tax,
    Label::PersonalTax,
    Label::Passport,
    Label::Licence,
    Label::Plate,
];

/// What is said of a value.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Evidence {
    /// What the labels say: those before it, else its key or header.
    pub(super) labels: Labels,
    /// Whether an office is spoken of.
    pub(super) official: bool,
    /// Whether it is called an example.
    pub(super) example: bool,
    /// Words between label and value.
    pub(super) gap: usize,
    /// Whether the label is a key or header.
    pub(super) ambient: bool,
}

impl Evidence {
    /// Reads what stands before byte `at` of `text`, then in the block before, then the key or header.
    pub(super) fn read(text: &str, at: usize, previous: &str, site: Site) -> Self {
        let mut near = label::before(text, at);
        // `full_name=A&tx=022...`: the key right before it is another one, which nobody here knows.
        let keyed = near.gap > 0 && near.labels.tell() && is_keyed(text, at);
        if keyed {
            near.labels = Labels::NONE;
        }
        if (!near.labels.tell() || near.gap > 0)
            && let Some(labels) = key_of(text, at)
        {
            (near.labels, near.gap) = (labels, 0);
        }
        // `số CCCD ghi trong hồ sơ: 079...` is a card all the same, `SĐT trong phiếu: 0912...` a telephone.
        if !near.labels.any(NUMBERS) && is_of_paper(text, at) {
            (near.labels, near.gap) = (Labels::of(Label::Negative), 0);
        }
        let mut whole = Self::ambient(site.labels);
        if whole.labels.is_empty() && !near.labels.tell() && is_below_person(text, at) {
            whole.labels = Labels::of(Label::Identity);
        }
        if whole.labels.is_empty() && at > 0 && text.as_bytes().get(at - 1) == Some(&b'=') {
            // A name that nobody here knows: `job=...`.
            whole.labels = Labels::of(Label::Unknown);
        }
        let (official, example) = (near.official || whole.official, near.example || whole.example);
        // A cell or field that names its number itself, whatever the column is called: `Số lượt truy cập: 012...`.
        let other = site.is_value && !near.labels.tell() && whole.labels.tell() && names_other(text, at);
        if keyed || other || whole.labels.is_empty() && near.labels.is_empty() && names_code(text, at) {
            whole.labels = Labels::of(Label::Unknown);
        }
        if near.labels.tell() || near.labels.has(Label::Login) && !whole.labels.tell() {
            return Self { labels: near.labels, official, example, gap: near.gap, ambient: false };
        }
        if whole.labels.tell() || site.is_value || !near.at_start {
            return Self { official, example, ..whole };
        }
        let line = head(text, at);
        let above = line.map_or_else(|| label::before(previous, previous.len()), |line| line_before(text, line));
        let begins = text.get(line.unwrap_or_default()..at).is_some_and(begins_line);
        let ends = line.map_or(previous, |line| text.get(..line).unwrap_or_default());
        if above.gap > 3 || !begins || has_value_at_end(ends) {
            return Self { official: official || above.official, example, ..whole };
        }
        Self { labels: above.labels, official: official || above.official, example, gap: above.gap, ambient: false }
    }

    fn ambient(labels: Labels) -> Self {
        let official = labels.any(&[Label::Official]);
        Self { labels, official, example: labels.has(Label::Example), gap: 0, ambient: true }
    }

    /// What the labels count for a class that `positive` labels name.
    pub(super) fn weight(&self, positive: &[Label]) -> Weight {
        let mut weight = 0;
        let named = self.labels.any(positive);
        if named {
            weight += LABEL;
        } else if self.labels.has(Label::Login) && self.gap <= 1 {
            weight += LOGIN;
        }
        if self.labels.has(Label::Negative) {
            weight += NEGATIVE_LABEL;
        }
        if !named && self.labels.has(Label::Unknown) {
            weight += UNKNOWN_LABEL;
        }
        if self.example {
            weight += EXAMPLE;
        }
        weight
    }
}

/// Whether a key of a query stands right before a value: `&tx=`.
fn is_keyed(text: &str, at: usize) -> bool {
    let head = text.get(..at).and_then(|head| head.strip_suffix('=')).unwrap_or_default();
    let key = head.trim_end_matches(|letter: char| letter.is_ascii_alphanumeric() || letter == '_');
    key.len() < head.len() && key.ends_with(['&', '?'])
}

/// What the key right before a value says that says it alone only: `pan=9704...`, `to=84912...` of a gateway.
fn key_of(text: &str, at: usize) -> Option<Labels> {
    const LONGEST: usize = 32;
    let head = text.get(..at)?.strip_suffix('=')?;
    let key = head.trim_end_matches(|letter: char| letter.is_ascii_alphanumeric() || letter == '_');
    let key = head.get(key.len()..).filter(|key| (2..=LONGEST).contains(&key.len()))?;
    let labels = if matches!(key, "to" | "dest" | "rcpt") { Labels::of(Label::Phone) } else { label::labels_of(key) };
    labels.tell().then_some(labels)
}

/// Whether a paper is named right before a value: `hồ sơ 015193262943 của ông A`, `(phieu 084312025603)`.
fn is_of_paper(text: &str, at: usize) -> bool {
    const PAPERS: [&str; 10] =
        ["hồ sơ", "ho so", "phiếu", "phieu", "biên nhận", "bien nhan", "biên lai", "bien lai", "hóa đơn", "hoa don"];
    const LONGEST: usize = 12;
    let head = text.get(..at).unwrap_or_default().trim_end_matches([' ', ':', '#']);
    let mut from = head.len().saturating_sub(LONGEST);
    while !head.is_char_boundary(from) {
        from += 1;
    }
    let tail = head.get(from..).unwrap_or_default().to_lowercase();
    PAPERS.iter().filter_map(|paper| tail.strip_suffix(paper)).any(|before| !before.ends_with(char::is_alphanumeric))
}

/// Whether some code that nobody here knows is named right before a value: `mã lớp 0790...`, but no Ma Văn A.
fn names_code(text: &str, at: usize) -> bool {
    const WORDS: usize = 3;
    let mut words = text.get(..at).unwrap_or_default().rsplit(' ').filter(|word| !word.is_empty()).take(WORDS + 1);
    let small = |word: &str| {
        word.trim_end_matches([':', ')']).trim_start_matches('(').chars().all(|letter| letter.is_lowercase())
    };
    for (count, word) in words.by_ref().enumerate() {
        if count > 0 && matches!(word, "mã" | "Mã") {
            return true;
        }
        if !small(word) {
            return false;
        }
    }
    false
}

/// Whether a place is the segment of a path below people: `/api/citizen/079...`.
fn is_below_person(text: &str, at: usize) -> bool {
    const PEOPLE: &[&str] =
        &["citizen", "citizens", "cong-dan", "congdan", "cong_dan", "nguoi-dan", "nguoidan", "person", "people"];
    let Some(head) = text.get(..at).and_then(|head| head.strip_suffix('/')) else { return false };
    let segment = head.rsplit('/').next().unwrap_or_default();
    segment.len() < head.len() && PEOPLE.iter().any(|own| segment.eq_ignore_ascii_case(own))
}

/// Whether a colon stands before a place, and at least three words before that in the same line.
fn names_other(text: &str, at: usize) -> bool {
    let head = text.get(..at).unwrap_or_default().trim_end();
    let Some(head) = head.strip_suffix(':') else { return false };
    let line = head.rsplit('\n').next().unwrap_or_default();
    line.len() < 60 && line.split_whitespace().filter(|word| word.chars().all(char::is_alphabetic)).count() >= 3
}

/// Whether hardly anything stands before a value in its line: no time, no name of another value.
fn begins_line(head: &str) -> bool {
    head.trim().len() <= 16 && !head.contains('=') && head.bytes().filter(u8::is_ascii_digit).count() <= 2
}

/// Whether a line ends with a value already, so that its last label is not for the next line.
fn has_value_at_end(line: &str) -> bool {
    let tail = line.as_bytes().get(line.len().saturating_sub(40)..).unwrap_or_default();
    tail.split(|byte| !byte.is_ascii_digit()).any(|run| run.len() >= 5)
}

/// Where the line of a place begins, if not with the text.
fn head(text: &str, at: usize) -> Option<usize> {
    let head = text.as_bytes().get(at.saturating_sub(200)..at)?;
    memchr::memrchr(b'\n', head).map(|found| at.saturating_sub(200) + found)
}

/// What the line that ends at `end` says at its end.
fn line_before(text: &str, end: usize) -> label::Before {
    label::before(text, end)
}
