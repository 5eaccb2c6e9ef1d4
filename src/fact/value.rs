//! The value of a fact as judgement and storage see it: a tree with holes that are named.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::fields::Fields;
use super::gap::{Gap, Reason};
use crate::text::Text;

/// A text, or a word of ours that is never copied.
pub type Word = Cow<'static, str>;

/// A fact's value. Small, since a run holds hundreds of thousands of them.
///
/// In JSON and YAML a proved absence is `null`, and a hole is an object with the single key
/// `unknown`: `{"unknown": {"reason": "timeout", "detail": {"vi": "...", "en": "..."}}}`, or in
/// short `{"unknown": "timeout"}`. No fact has a field of that name.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Proved not to exist.
    Absent,
    /// Not known, and why.
    Unknown(Box<Gap>),
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A real number, finite.
    Ratio(f64),
    /// Text in NFC. Enumerations are text whose members the shape lists.
    Text(Word),
    /// A point in time.
    Instant(Timestamp),
    /// A list, in the order the probe saw or in a canonical order where sight has none.
    List(Box<[Self]>),
    /// A record.
    Record(Fields),
}

impl Value {
    /// A hole with no more than its reason.
    pub fn unknown(reason: Reason) -> Self {
        Self::Unknown(Box::new(reason.into()))
    }

    /// The field `name` of a record; a hole or an absence is handed on to what lies below it.
    pub fn field(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Record(fields) => fields.get(name),
            Self::Absent | Self::Unknown(_) => Some(self),
            _ => None,
        }
    }

    /// Short text for a witness: what a person reads as "seen".
    pub fn shown(&self) -> String {
        match self {
            Self::Absent => "-".to_owned(),
            Self::Unknown(gap) => format!("? ({})", gap.reason),
            Self::Bool(value) => value.to_string(),
            Self::Int(value) => value.to_string(),
            Self::Ratio(value) => value.to_string(),
            Self::Text(value) => crate::text::shorten(value, 200),
            Self::Instant(value) => value.to_string(),
            Self::List(items) => {
                let shown: Vec<_> = items.iter().take(12).map(Self::shown).collect();
                let more = if items.len() > 12 { ", …" } else { "" };
                format!("[{}{more}]", shown.join(", "))
            }
            Self::Record(fields) => {
                let shown: Vec<_> =
                    fields.iter().take(8).map(|(name, value)| format!("{name}: {}", value.shown())).collect();
                format!("{{{}}}", shown.join(", "))
            }
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent => serializer.serialize_unit(),
            Self::Unknown(gap) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("unknown", &Hole { detail: &gap.detail, reason: gap.reason })?;
                map.end()
            }
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Int(value) => serializer.serialize_i64(*value),
            Self::Ratio(value) => serializer.serialize_f64(*value),
            Self::Text(value) => serializer.serialize_str(value),
            Self::Instant(value) => serializer.collect_str(value),
            Self::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in &**items {
                    list.serialize_element(item)?;
                }
                list.end()
            }
            Self::Record(fields) => fields.serialize(serializer),
        }
    }
}

#[derive(serde::Serialize)]
struct Hole<'a> {
    detail: &'a Text,
    reason: Reason,
}
