//! Placeholder: questions to the resolver.

/// A question.
#[derive(Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct Lookup;

/// An answer.
#[derive(Clone, Debug)]
pub struct Records;
