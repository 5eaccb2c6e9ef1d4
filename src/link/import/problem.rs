//! What could not be read, where, and what was expected there. The content of a line is never quoted: it may hold
//! somebody's number or name.

use crate::text::{Text, text};

/// The most problems that are listed; the others are counted.
pub const LISTED: usize = 20;

/// What is wrong with a line, without its number.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Misread {
    /// The column, in bytes, from one.
    pub column: usize,
    /// What was expected there: a noun.
    pub expected: Text,
    /// What can be done about it: a sentence.
    pub hint: Text,
}

impl Misread {
    /// Something else than was expected at a column.
    pub(super) const fn new(column: usize, expected: Text, hint: Text) -> Self {
        Self { column, expected, hint }
    }

    /// The same in a column that is so much further right.
    #[must_use]
    pub(super) const fn shifted(mut self, columns: usize) -> Self {
        self.column = self.column.saturating_add(columns);
        self
    }
}

/// A line that could not be read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Problem {
    /// The line, from one.
    pub line: u64,
    /// What is wrong with it.
    pub misread: Misread,
}

impl Problem {
    /// The problem in a sentence, under the name of its file.
    pub fn text(&self, file: &str) -> Text {
        let Self { line, misread: Misread { column, expected: Text { vi, en }, .. } } = self;
        text!("{file}: dòng {line}, cột {column}: cần {vi}", "{file}: line {line}, column {column}: expected {en}")
    }
}

/// The problems of a file: the first are kept, all are counted.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Problems {
    listed: Vec<Problem>,
    total: u64,
}

impl Problems {
    /// Takes one in.
    pub(super) fn note(&mut self, line: u64, misread: Misread) {
        self.total += 1;
        if self.listed.len() < LISTED {
            self.listed.push(Problem { line, misread });
        }
    }

    /// The first of them, in the order of the file.
    pub fn listed(&self) -> &[Problem] {
        &self.listed
    }

    /// How many there are.
    pub const fn total(&self) -> u64 {
        self.total
    }
}
