//! Values as canonical JSON text: what is stored, and what digests are of.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Error as _, Serialize, SerializeMap, SerializeSeq, Serializer};

use super::digest::{Digest, canonical_json};
use super::value::Value;

/// A value as compact JSON with sorted keys: a twentieth of what its tree takes.
///
/// Equal values have equal texts. It reads and writes itself as the value, not as a string.
#[derive(Clone, Eq, PartialEq)]
pub struct Canonical(Box<str>);

impl Canonical {
    /// The text of a value.
    pub fn of<T: Serialize + ?Sized>(value: &T) -> Self {
        let text = String::from_utf8(canonical_json(value)).unwrap_or_default();
        Self(if text.is_empty() { "null".into() } else { text.into() })
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The value as a tree.
    pub fn tree(&self) -> serde_json::Value {
        serde_json::from_str(&self.0).unwrap_or_default()
    }

    /// The digest of the text.
    pub fn digest(&self) -> Digest {
        Digest::of(self.0.as_bytes())
    }
}

/// Straight to text: the fields of a record are sorted as they are.
impl From<&Value> for Canonical {
    fn from(value: &Value) -> Self {
        Self(serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned()).into())
    }
}

impl From<serde_json::Value> for Canonical {
    fn from(value: serde_json::Value) -> Self {
        Self(value.to_string().into())
    }
}

impl fmt::Debug for Canonical {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Through a tree, whose keys are sorted, whatever the order in the document was.
impl<'de> Deserialize<'de> for Canonical {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde_json::Value::deserialize(deserializer).map(Self::from)
    }
}

/// Event by event, so that no tree is built of what is only passed on.
impl Serialize for Canonical {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde_json::Deserializer::from_str(&self.0).deserialize_any(Passing(serializer)).map_err(S::Error::custom)
    }
}

/// Hands what is read to a serializer.
struct Passing<S>(S);

impl<'de, S: Serializer> Visitor<'de> for Passing<S> {
    type Value = S::Ok;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<S::Ok, E> {
        self.0.serialize_unit().map_err(E::custom)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<S::Ok, E> {
        self.0.serialize_bool(value).map_err(E::custom)
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<S::Ok, E> {
        self.0.serialize_i64(value).map_err(E::custom)
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<S::Ok, E> {
        self.0.serialize_u64(value).map_err(E::custom)
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<S::Ok, E> {
        self.0.serialize_f64(value).map_err(E::custom)
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<S::Ok, E> {
        self.0.serialize_str(value).map_err(E::custom)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<S::Ok, A::Error> {
        let mut list = self.0.serialize_seq(None).map_err(de::Error::custom)?;
        while items.next_element_seed(Item(&mut list))?.is_some() {}
        list.end().map_err(de::Error::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<S::Ok, A::Error> {
        let mut map = self.0.serialize_map(None).map_err(de::Error::custom)?;
        while let Some(name) = fields.next_key::<Cow<'de, str>>()? {
            map.serialize_key(&name).map_err(de::Error::custom)?;
            fields.next_value_seed(Field(&mut map))?;
        }
        map.end().map_err(de::Error::custom)
    }
}

/// An item of a list, on its way into another.
struct Item<'a, L>(&'a mut L);

impl<'de, L: SerializeSeq> DeserializeSeed<'de> for Item<'_, L> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.0.serialize_element(&Once::new(deserializer)).map_err(de::Error::custom)
    }
}

/// The value of a field, on its way into another record.
struct Field<'a, M>(&'a mut M);

impl<'de, M: SerializeMap> DeserializeSeed<'de> for Field<'_, M> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.0.serialize_value(&Once::new(deserializer)).map_err(de::Error::custom)
    }
}

/// A deserializer as something to serialise: it is read while it is written, and once.
struct Once<D>(std::cell::Cell<Option<D>>);

impl<D> Once<D> {
    fn new(deserializer: D) -> Self {
        Self(std::cell::Cell::new(Some(deserializer)))
    }
}

impl<'de, D: Deserializer<'de>> Serialize for Once<D> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let own = self.0.take().ok_or_else(|| S::Error::custom("read twice"))?;
        own.deserialize_any(Passing(serializer)).map_err(S::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value as Json, json};

    use super::*;

    #[test]
    fn keys_are_sorted_and_the_value_comes_back() {
        let text = r#"{"b": [1, -2, 0.5, null, true, [], {}], "a": {"y": "\u0001 \"quoted\" ữ", "x": 1e300}}"#;
        let own: Canonical = serde_json::from_str(text).expect("JSON");
        assert!(own.as_str().starts_with(r#"{"a":{"x":1e+300,"y":"#), "{own:?}");
        assert_eq!(own.tree(), serde_json::from_str::<Json>(text).expect("JSON"));
        assert_eq!(own, Canonical::of(&own.tree()));
        assert_eq!(Canonical::of(&json!(null)).as_str(), "null");
    }

    #[test]
    fn a_fact_goes_straight_to_the_text_that_its_tree_would_give() {
        let hole = Value::unknown(crate::fact::Reason::Timeout);
        let list = Value::List(vec![Value::Ratio(0.1), Value::Ratio(3.0), Value::Int(-7), hole].into());
        let now = Value::Instant("2026-11-21T00:00:00Z".parse().expect("a time"));
        let value = Value::Record(crate::fact::Fields::from([
            ("z", Value::Absent),
            ("list", list),
            ("at", now),
            ("word", Value::Text("a \"b\" \u{1} ữ".into())),
        ]));
        assert_eq!(Canonical::from(&value), Canonical::of(&value));
    }

    fn any_json() -> impl Strategy<Value = Json> {
        let leaf = prop_oneof![
            Just(Json::Null),
            any::<bool>().prop_map(Json::from),
            any::<i64>().prop_map(Json::from),
            any::<u64>().prop_map(Json::from),
            any::<f64>().prop_map(Json::from),
            any::<String>().prop_map(Json::from),
        ];
        leaf.prop_recursive(4, 40, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Json::from),
                prop::collection::btree_map(any::<String>(), inner, 0..5)
                    .prop_map(|map| Json::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn it_is_written_as_its_tree_is(json in any_json()) {
            let own = Canonical::from(json.clone());
            let written = |pretty: bool| {
                let of = if pretty { serde_json::to_string_pretty::<Canonical> } else { serde_json::to_string };
                let tree = if pretty { serde_json::to_string_pretty::<Json> } else { serde_json::to_string };
                (of(&own).expect("JSON"), tree(&own.tree()).expect("JSON"))
            };
            for pretty in [false, true] {
                let (own, tree) = written(pretty);
                prop_assert_eq!(own, tree);
            }
        }
    }
}
