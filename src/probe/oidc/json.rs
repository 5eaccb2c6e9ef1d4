//! JSON as it was sent: members in their order, each as often as it stands there, within bounds.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// The most values of one document: ten thousand keys of a set fit.
const MOST_VALUES: usize = 400_000;
/// The deepest nesting. Metadata needs four.
const MOST_DEPTH: usize = 32;
/// What the reader says where a document is nested too deeply or holds too many values.
const TOO_LARGE: &str = "larger than is read";

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::probe) enum Json {
    /// `true`, `false`.
    Bool(bool),
    /// Items in their order.
    List(Vec<Self>),
    /// `null`.
    Null,
    /// A number, of which nothing here needs the digits.
    Number,
    /// Members in their order; a name may stand there twice.
    Object(Vec<(String, Self)>),
    /// Text.
    Text(String),
}

/// Why bytes are no value.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::probe) enum Unread {
    /// It is no JSON (RFC 8259).
    Malformed,
    /// It is deeper, or holds more values, than is read.
    TooLarge,
}

impl Json {
    /// Reads a whole document.
    pub(in crate::probe) fn read(bytes: &[u8]) -> Result<Self, Unread> {
        let mut reader = serde_json::Deserializer::from_slice(bytes);
        let left = Cell::new(MOST_VALUES);
        let value = Seed { left: &left, depth: MOST_DEPTH }.deserialize(&mut reader);
        let value = value.and_then(|value| reader.end().map(|()| value));
        value.map_err(|error| if error.to_string().contains(TOO_LARGE) { Unread::TooLarge } else { Unread::Malformed })
    }

    /// The member of a name, the last one where it stands more than once, as most libraries read it;
    /// nothing where this is no object.
    pub(in crate::probe) fn member(&self, name: &str) -> Option<&Self> {
        self.members().iter().rfind(|(own, _)| own == name).map(|(_, value)| value)
    }

    /// The members, none where this is no object.
    pub(in crate::probe) fn members(&self) -> &[(String, Self)] {
        match self {
            Self::Object(members) => members,
            _ => &[],
        }
    }

    /// The text, where it is one.
    pub(in crate::probe) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The items, where it is a list.
    pub(super) fn items(&self) -> Option<&[Self]> {
        match self {
            Self::List(items) => Some(items),
            _ => None,
        }
    }

    /// The names that stand more than once, sorted, each once.
    pub(super) fn duplicates(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.members().iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        let mut twice: Vec<&str> = names.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
        twice.dedup();
        twice
    }

    /// The word for its type in messages, the same in both languages.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Bool(_) => "boolean",
            Self::List(_) => "array",
            Self::Null => "null",
            Self::Number => "number",
            Self::Object(_) => "object",
            Self::Text(_) => "string",
        }
    }
}

/// How one value is read: what is left of the document's allowance.
#[derive(Clone, Copy)]
struct Seed<'a> {
    left: &'a Cell<usize>,
    depth: usize,
}

impl Seed<'_> {
    /// The seed of a value inside.
    fn inner<E: Error>(self) -> Result<Self, E> {
        let depth = self.depth.checked_sub(1).ok_or_else(|| E::custom(TOO_LARGE))?;
        Ok(Self { depth, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        let left = self.left.get().checked_sub(1).ok_or_else(|| D::Error::custom(TOO_LARGE))?;
        self.left.set(left);
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Json, E> {
        Ok(Json::Number)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Json, E> {
        Ok(Json::Number)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Json, E> {
        Ok(Json::Number)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Json, A::Error> {
        let (inner, mut items) = (self.inner()?, Vec::new());
        while let Some(item) = access.next_element_seed(inner)? {
            items.push(item);
        }
        Ok(Json::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Json, A::Error> {
        let (inner, mut members) = (self.inner()?, Vec::new());
        while let Some(name) = access.next_key::<String>()? {
            members.push((name, access.next_value_seed(inner)?));
        }
        Ok(Json::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_keep_their_order_and_stand_as_often_as_they_were_sent() {
        let json = Json::read(br#"{"issuer": "a", "n": [1, -2.5, null, true], "issuer": "b"}"#).expect("JSON");
        assert_eq!(json.member("issuer").and_then(Json::text), Some("b"));
        assert_eq!(json.duplicates(), ["issuer"]);
        assert_eq!(json.members().len(), 3);
        let kinds: Vec<_> = json.member("n").and_then(Json::items).expect("items").iter().map(Json::kind).collect();
        assert_eq!(kinds, ["number", "number", "null", "boolean"]);
    }

    #[test]
    fn what_is_no_json_is_malformed() {
        for text in ["", "<!DOCTYPE html>", "{", "{\"a\": 1} x", "\0", "{\"a\": \"\0\"}", "{'a': 1}", "{\"a\": 1,}"] {
            assert_eq!(Json::read(text.as_bytes()), Err(Unread::Malformed), "{text}");
        }
        assert_eq!(Json::read(b"\"\xff\""), Err(Unread::Malformed));
    }

    #[test]
    fn depth_and_number_are_bounded() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(Json::read(nested(MOST_DEPTH).as_bytes()).is_ok());
        assert_eq!(Json::read(nested(MOST_DEPTH + 1).as_bytes()), Err(Unread::TooLarge));
        assert_eq!(Json::read("[".repeat(100_000).as_bytes()), Err(Unread::TooLarge));
        let many = format!("[{}1]", "1,".repeat(MOST_VALUES));
        assert_eq!(Json::read(many.as_bytes()), Err(Unread::TooLarge));
    }
}
