//! Where values stand, as templates: `/data[]/soCCCD`, `sheet "Danh sách" (hidden) / column "CCCD"`, `page 2`.

use std::borrow::Cow;

use super::fast::{FastMap, hash_of};
use crate::probe::exposure::piece::{Part, Step};
use crate::text::shorten;

/// The most different places that are told apart in one document; what is beyond stands in the last.
const MOST_PLACES: usize = 4000;

/// The way to the present piece.
#[derive(Debug, Default)]
pub(super) struct Path {
    text: String,
    hash: u64,
    marks: Vec<(usize, u64)>,
}

impl Path {
    /// One step deeper.
    pub(super) fn enter(&mut self, step: Step<'_>) {
        self.marks.push((self.text.len(), self.hash));
        let before = self.text.len();
        match step {
            Step::Key(key) => self.key(key),
            Step::Items => self.text.push_str("[]"),
            Step::Entry(name) => self.part(&format!("file \"{}\"", cover(name))),
            Step::Page(page) => self.part(&format!("page {page}")),
            Step::Sheet { name, hidden } => {
                self.part(&format!("sheet \"{}\"{}", cover(name), if hidden { " (hidden)" } else { "" }));
            }
            Step::Part(part) => self.part(word(part)),
            Step::Table | Step::Record => {}
        }
        if self.text.len() > 400 {
            self.text.truncate(before);
        }
        let added = self.text.get(before..).unwrap_or_default();
        self.hash = hash_of(self.hash, added);
    }

    /// One step back.
    pub(super) fn leave(&mut self) {
        if let Some((length, hash)) = self.marks.pop() {
            self.text.truncate(length);
            self.hash = hash;
        }
    }

    /// The hash of the way.
    pub(super) fn hash(&self) -> u64 {
        self.hash
    }

    /// The place of running text here.
    pub(super) fn here(&self) -> String {
        if self.text.is_empty() { "text".to_owned() } else { self.text.clone() }
    }

    /// The place of a field here.
    pub(super) fn field(&self, label: &str) -> String {
        if label.is_empty() {
            return self.here();
        }
        let pointer = self.text.is_empty() || self.in_pointer();
        let between = if pointer { "/" } else { " / " };
        format!("{}{between}{}", self.text, cover(label))
    }

    /// The place of a column here.
    pub(super) fn column(&self, name: &str, index: usize, hidden: bool) -> String {
        let between = if self.text.is_empty() { "" } else { " / " };
        let hidden = if hidden { " (hidden)" } else { "" };
        if name.is_empty() {
            format!("{}{between}column {}{hidden}", self.text, index + 1)
        } else {
            format!("{}{between}column \"{name}\"{hidden}", self.text)
        }
    }

    fn in_pointer(&self) -> bool {
        let bytes = self.text.as_bytes();
        let is_apart = |slash: &usize| {
            slash.checked_sub(1).and_then(|before| bytes.get(before..before + 3)).is_some_and(|part| part == b" / ")
        };
        let last = memchr::memrchr_iter(b'/', bytes).find(is_apart).map_or(0, |slash| slash + 2);
        matches!(bytes.get(last..), Some([b'/', ..] | [b'[', b']', ..]))
    }

    fn key(&mut self, key: &str) {
        if !self.text.is_empty() && !self.in_pointer() {
            self.text.push_str(" / ");
        }
        self.text.push('/');
        self.text.push_str(&cover(key));
    }

    fn part(&mut self, part: &str) {
        if !self.text.is_empty() {
            self.text.push_str(" / ");
        }
        self.text.push_str(part);
    }
}

fn word(part: Part) -> &'static str {
    match part {
        Part::Comment => "comment",
        Part::Script => "script",
        Part::Attribute => "attribute",
        Part::FormField => "form field",
        Part::Margin => "margin",
        Part::Deleted => "deleted text",
        Part::Hidden => "hidden text",
        Part::Metadata => "metadata",
        Part::Url => "address",
        Part::Cookie => "cookie",
        Part::Header => "header",
        Part::Token => "token",
        Part::Source => "source",
    }
}

/// A name as it may be kept: short, visible, one line, without runs of digits and mail addresses.
pub(super) fn cover(name: &str) -> Cow<'_, str> {
    if name.len() <= 60 && name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_') {
        return Cow::Borrowed(name);
    }
    let mut covered = String::with_capacity(name.len().min(80));
    let mut run = String::new();
    for character in name.chars().take(200) {
        if character.is_numeric() {
            run.push(character);
            continue;
        }
        flush(&mut run, &mut covered);
        covered.push(if character.is_whitespace() { ' ' } else { character });
    }
    flush(&mut run, &mut covered);
    cover_persons(&mut covered);
    // Separators must not hide a number: 079 090 000 123.
    let digits = covered.chars().filter(|character| character.is_numeric()).count();
    if digits >= 8 || covered.contains('@') {
        covered = covered.chars().map(|c| if c.is_numeric() { '*' } else { c }).collect();
        if let Some((before, _)) = covered.split_once('@') {
            covered = format!("*@*{}", if before.is_empty() { "" } else { "*" });
        }
    }
    Cow::Owned(shorten(covered.trim(), 60))
}

/// Leaves nothing of the names of persons, and of an address that two layouts ran together with a label.
fn cover_persons(covered: &mut String) {
    let mut spans = super::name::names_in(covered);
    if super::name::is_name(covered, false) || may_be_name(covered) {
        spans = vec![(0, covered.len())];
    }
    for (start, end) in spans.into_iter().rev() {
        covered.replace_range(start..end, "*");
    }
    // A house and its street behind the label: `Địa chỉ 295/7 đường Trần Phú, phường`.
    let first = covered.char_indices().skip(4).find(|(_, letter)| letter.is_ascii_digit() || *letter == '*');
    let rest = first.and_then(|(at, _)| Some((at, covered.get(at..)?)));
    if let Some((at, rest)) = rest
        && rest.contains([',', '/'])
        && rest.split([' ', ',', '/']).filter(|word| super::name::is_capital(word)).nth(1).is_some()
    {
        covered.truncate(at);
        covered.push('*');
    }
}

/// Whether a name of a place may be that of somebody whose family name is not known: `A Thút`, which names nothing.
fn may_be_name(text: &str) -> bool {
    let words = || text.split(' ');
    !text.is_ascii()
        && (2..=5).contains(&words().count())
        && words().all(|word| {
            super::name::is_capital(word) && word.chars().all(|letter| letter.is_alphabetic() || letter == '\'')
        })
        && super::label::labels_of(text).is_empty()
}

fn flush(run: &mut String, covered: &mut String) {
    if run.chars().count() >= 5 {
        covered.push('*');
    } else {
        covered.push_str(run);
    }
    run.clear();
}

/// The places that were met, each by its number.
#[derive(Debug, Default)]
pub(super) struct Places {
    known: FastMap<u64, u32>,
    numbers: FastMap<String, u32>,
    names: Vec<String>,
}

impl Places {
    /// The number of the place that `name` gives, computed once for each `hash`.
    pub(super) fn number(&mut self, hash: u64, name: impl FnOnce() -> String) -> u32 {
        if let Some(number) = self.known.get(&hash) {
            return *number;
        }
        let mut name = name();
        if self.names.len() >= MOST_PLACES {
            "…".clone_into(&mut name);
        }
        let next = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        let number = *self.numbers.entry(name.clone()).or_insert(next);
        if number == next {
            self.names.push(name);
        }
        if self.known.len() < 4 * MOST_PLACES {
            self.known.insert(hash, number);
        }
        number
    }

    /// The name of a place.
    pub(super) fn name(&self, number: u32) -> String {
        usize::try_from(number).ok().and_then(|number| self.names.get(number)).cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_become_templates_without_values() {
        let mut path = Path::default();
        path.enter(Step::Record);
        path.enter(Step::Key("data"));
        path.enter(Step::Items);
        path.enter(Step::Record);
        assert_eq!(path.field("soCCCD"), "/data[]/soCCCD");
        for _ in 0..4 {
            path.leave();
        }
        path.enter(Step::Sheet { name: "Danh sách 079090000123", hidden: true });
        assert_eq!(path.column("CCCD", 0, false), "sheet \"Danh sách *\" (hidden) / column \"CCCD\"");
        path.enter(Step::Part(Part::Comment));
        assert_eq!(path.here(), "sheet \"Danh sách *\" (hidden) / comment");
    }

    #[test]
    fn no_name_keeps_a_number() {
        for name in ["079090000123", "079 090 000 123", "a@gmail.com", "０７９０９０"] {
            let covered = cover(name);
            assert!(!covered.contains("0790") && !covered.contains("gmail"), "{covered}");
        }
    }
}
