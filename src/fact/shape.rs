//! What a fact may look like: the schema that checks are type-checked against.

use std::sync::Arc;

use crate::text::Text;

/// The shape of a value; a copy shares what it is made of, because every path of every check makes one.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// `true` or `false`.
    Bool,
    /// One word of a closed, ordered list.
    Enumeration(&'static Enumeration),
    /// A point in time, RFC 3339 in JSON and YAML.
    Instant,
    /// A whole number.
    Int,
    /// A list of one shape.
    List(Arc<Self>),
    /// A real number.
    Ratio,
    /// A record of named fields.
    Record(Record),
    /// Free text.
    Text,
}

/// A closed list of words. The order of the members is the order of `lt` and `gt`.
#[derive(Debug, PartialEq)]
pub struct Enumeration {
    /// Its name in check files, such as `tls_version`.
    pub name: &'static str,
    /// Its members, lowest first.
    pub members: &'static [&'static str],
}

/// A record's fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The Rust name of the record, for the generated reference.
    pub name: &'static str,
    /// The fields in the order of their declaration.
    pub fields: Arc<[Field]>,
}

/// One field of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The name in paths, JSON and YAML.
    pub name: &'static str,
    /// The shape of a known value.
    pub shape: Shape,
    /// Whether the field may be absent or unknown apart from its record.
    pub partial: bool,
    /// What the field means, in both languages.
    pub meaning: Text,
}

impl Shape {
    /// The field of a record shape.
    pub fn field(&self, name: &str) -> Option<&Field> {
        match self {
            Self::Record(record) => record.fields.iter().find(|field| field.name == name),
            _ => None,
        }
    }

    /// The names of the fields, empty where the shape is no record.
    pub fn field_names(&self) -> Vec<&'static str> {
        match self {
            Self::Record(record) => record.fields.iter().map(|field| field.name).collect(),
            _ => Vec::new(),
        }
    }

    /// The shape in the words of a check file's parameter types, such as `list<tls_version>`.
    pub fn name(&self) -> String {
        match self {
            Self::Bool => "bool".to_owned(),
            Self::Enumeration(enumeration) => enumeration.name.to_owned(),
            Self::Instant => "instant".to_owned(),
            Self::Int => "int".to_owned(),
            Self::List(item) => format!("list<{}>", item.name()),
            Self::Ratio => "ratio".to_owned(),
            Self::Record(record) => format!("record {}", record.name),
            Self::Text => "text".to_owned(),
        }
    }
}
