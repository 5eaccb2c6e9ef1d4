//! What is wrong with a file, where, and how to mend it.

use std::ops::Range;

use super::source::Source;
use crate::text::Text;

/// One mistake in one file.
#[derive(Clone, Debug)]
pub struct Problem {
    /// A stable code, such as `K-YAML-004`.
    pub code: &'static str,
    /// The file's name, for problems that have no place inside it.
    pub file: String,
    /// The place: the text and the byte range in it.
    pub place: Option<(Source, Range<usize>)>,
    /// What is wrong.
    pub text: Text,
    /// How to mend it; each is a sentence.
    pub hints: Vec<Text>,
}

impl Problem {
    /// A problem at a place of a file.
    pub fn at(code: &'static str, source: &Source, span: Range<usize>, text: Text) -> Self {
        Self { code, file: source.name.to_string(), place: Some((source.clone(), span)), text, hints: Vec::new() }
    }

    /// A problem with a file as a whole.
    pub fn of_file(code: &'static str, file: &str, text: Text) -> Self {
        Self { code, file: file.to_owned(), place: None, text, hints: Vec::new() }
    }

    /// The problem with one more hint.
    pub fn with_hint(mut self, hint: Text) -> Self {
        self.hints.push(hint);
        self
    }

    /// The line and column (both from one, the column in characters), where the problem has a place.
    pub fn line_and_column(&self) -> Option<(usize, usize)> {
        let (source, span) = self.place.as_ref()?;
        let before = source.text.get(..span.start)?;
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Some((line, column))
    }
}

/// At least one problem.
#[derive(Clone, Debug)]
pub struct Problems(pub Vec<Problem>);

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Self(vec![problem])
    }
}
