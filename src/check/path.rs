//! Paths into facts.

use std::fmt;

/// A path such as `tls.versions`, `v.accepted` or `subject.kind`, already checked against the
/// shapes: every field exists.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Path {
    /// Where it starts.
    pub root: Root,
    /// The fields below.
    pub fields: Vec<String>,
}

/// Where a path starts.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Root {
    /// The item of an enclosing `for_each`, `every`, `some` or `count`, by its `as` name.
    Item(String),
    /// The facts of a probe.
    Probe(String),
    /// The subject itself.
    Subject,
}

impl Path {
    /// The probe whose facts the path reads, if it starts there.
    pub fn probe(&self) -> Option<&str> {
        match &self.root {
            Root::Probe(probe) => Some(probe),
            Root::Item(_) | Root::Subject => None,
        }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.root {
            Root::Item(name) | Root::Probe(name) => f.write_str(name)?,
            Root::Subject => f.write_str("subject")?,
        }
        self.fields.iter().try_for_each(|field| write!(f, ".{field}"))
    }
}
