//! Versions of front-end libraries, compared number by number.

use std::cmp::Ordering;
use std::fmt;

/// The most numbers of a version.
const MOST_NUMBERS: usize = 4;
/// Words of versions that come before their release.
const EARLY: &[&str] = &["alpha", "beta", "b", "rc", "pre", "next", "canary"];

/// `3.5.0`, `4.0.0-beta.2`, `1.9.0b1`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Version {
    numbers: Vec<u32>,
    /// What makes it older than the version of the same numbers: words and numbers; empty for a release.
    before: Vec<Part>,
    shown: String,
}

#[derive(Clone, Debug, Eq, PartialEq, Ord, PartialOrd)]
enum Part {
    Number(u32),
    Word(String),
}

impl Version {
    /// Reads a version of at least two numbers; `None` for what is none, such as the date of a build.
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        let (head, tail) = text.split_at_checked(end)?;
        let numbers: Option<Vec<u32>> =
            head.trim_end_matches('.').split('.').map(|number| number.parse().ok()).collect();
        let numbers = numbers.filter(|numbers| (2..=MOST_NUMBERS).contains(&numbers.len()))?;
        let before = parts(tail.strip_prefix(['-', '.']).unwrap_or(tail));
        // `3.3.7-dist` is a release in a folder of some name.
        let early = matches!(before.first(), Some(Part::Word(word)) if EARLY.contains(&word.as_str()));
        let (before, shown) = if early { (before, text) } else { (Vec::new(), head.trim_end_matches('.')) };
        Some(Self { numbers, before, shown: shown.to_owned() })
    }

    /// How many numbers were given: two may stand for a whole line.
    pub(super) fn precision(&self) -> usize {
        self.numbers.len()
    }
}

fn parts(text: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for word in text.split(['.', '-', '_']).filter(|word| !word.is_empty()) {
        let end = word.find(|c: char| c.is_ascii_digit()).unwrap_or(word.len());
        let (name, number) = word.split_at_checked(end).unwrap_or((word, ""));
        if !name.is_empty() {
            parts.push(Part::Word(name.to_ascii_lowercase()));
        }
        if !number.is_empty() {
            parts.push(number.parse().map_or_else(|_| Part::Word(number.to_owned()), Part::Number));
        }
    }
    parts
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        let at = |version: &Self, index: usize| version.numbers.get(index).copied().unwrap_or_default();
        let numbers = (0..MOST_NUMBERS).map(|index| at(self, index).cmp(&at(other, index)));
        let order = numbers.fold(Ordering::Equal, Ordering::then);
        order.then_with(|| match (self.before.is_empty(), other.before.is_empty()) {
            (true, false) => Ordering::Greater,
            (false, true) => Ordering::Less,
            _ => self.before.cmp(&other.before),
        })
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        Version::read(text).unwrap_or_else(|| panic!("{text} is no version"))
    }

    #[test]
    fn numbers_count_as_numbers_and_a_beta_is_older_than_its_release() {
        let rising =
            ["1.2", "1.9.0b1", "1.9.0", "1.10.0", "3.0.0-alpha1", "3.0.0-beta1", "3.0.0-rc.1", "3.0.0", "3.4.1", "3.5"];
        for pair in rising.windows(2) {
            assert!(version(pair[0]) < version(pair[1]), "{pair:?}");
        }
        assert_eq!(version("1.8").cmp(&version("1.8.0")), Ordering::Equal);
        assert_eq!(version("3.3.7-dist"), version("3.3.7"));
        assert!(version("4.0.0-beta.2") < version("4.0.0-beta.10"));
    }

    #[test]
    fn what_is_no_version_is_none() {
        for text in ["", "3", "v3.4", "1.2.3.4.5", "a.b", "99999999999.1", "20240101", ".1"] {
            assert_eq!(Version::read(text), None, "{text}");
        }
    }
}
