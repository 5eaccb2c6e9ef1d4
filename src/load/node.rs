//! The tree of a YAML file with the place of every part.

use std::ops::Range;

/// A value with its place.
#[derive(Clone, Debug)]
pub struct Node {
    /// The byte range in the source.
    pub span: Range<usize>,
    /// What stands there.
    pub kind: Kind,
}

/// What a node is, after the YAML 1.2 core schema.
#[derive(Clone, Debug)]
pub enum Kind {
    /// `null`, `~` or nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A real number, with its spelling.
    Real(f64),
    /// Text.
    Text(String),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping, in the order of the file; keys are unique.
    Mapping(Vec<Entry>),
}

/// One entry of a mapping.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// The key's place.
    pub key_span: Range<usize>,
    /// The value.
    pub value: Node,
}

impl Node {
    /// What the node is, in both languages, for "expected a list, found ...".
    pub fn kind_name(&self) -> (&'static str, &'static str) {
        match self.kind {
            Kind::Null => ("rỗng", "nothing"),
            Kind::Bool(_) => ("giá trị đúng/sai", "a truth value"),
            Kind::Int(_) => ("số nguyên", "a whole number"),
            Kind::Real(_) => ("số thực", "a real number"),
            Kind::Text(_) => ("chuỗi", "text"),
            Kind::List(_) => ("danh sách", "a list"),
            Kind::Mapping(_) => ("ánh xạ", "a mapping"),
        }
    }

    /// The text, if it is text.
    pub fn as_text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The entries, if it is a mapping.
    pub fn entries(&self) -> Option<&[Entry]> {
        match &self.kind {
            Kind::Mapping(entries) => Some(entries),
            _ => None,
        }
    }

    /// The value under a key, if it is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entries()?.iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    /// The same tree as JSON, for rooms that compare with JSON facts.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.kind {
            Kind::Null => serde_json::Value::Null,
            Kind::Bool(value) => (*value).into(),
            Kind::Int(value) => (*value).into(),
            Kind::Real(value) => (*value).into(),
            Kind::Text(value) => value.as_str().into(),
            Kind::List(items) => items.iter().map(Self::to_json).collect(),
            Kind::Mapping(entries) => entries.iter().map(|entry| (entry.key.clone(), entry.value.to_json())).collect(),
        }
    }
}
