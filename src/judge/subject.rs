//! What the judge knows of a subject; stored with the run, so that it can be judged again.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::{Fields, Value};
use crate::system::{Kind, Place, Subject};
use crate::text::Text;

/// A subject as the run records it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Inspected {
    /// Its stable id.
    pub id: String,
    /// Its kind.
    #[serde(with = "kind_word")]
    #[schemars(with = "String")]
    pub kind: Kind,
    /// The host or zone name.
    pub name: Option<String>,
    /// The declared port.
    pub port: Option<u16>,
    /// Its name in the report.
    pub title: Text,
    /// Whether the declared address is https.
    pub tls: Option<bool>,
}

impl From<&Subject> for Inspected {
    fn from(subject: &Subject) -> Self {
        let (port, tls) = match &subject.place {
            Place::Service(service) => (Some(service.port), Some(true)),
            Place::Web(web) => (Some(web.port), Some(web.tls)),
            Place::Host(_) | Place::None | Place::Zone(_) => (None, None),
        };
        Self {
            id: subject.id.clone(),
            kind: subject.kind,
            name: subject.place.name().map(str::to_owned),
            port,
            title: subject.title.clone(),
            tls,
        }
    }
}

impl Inspected {
    /// The value of `subject` in conditions; what a kind has not is proved absent.
    pub(super) fn value(&self) -> Value {
        let or_absent = |value: Option<Value>| value.unwrap_or(Value::Absent);
        Value::Record(Fields::from([
            ("id", Value::Text(self.id.clone().into())),
            ("kind", Value::Text(self.kind.word().into())),
            ("name", or_absent(self.name.clone().map(|name| Value::Text(name.into())))),
            ("port", or_absent(self.port.map(|port| Value::Int(port.into())))),
            ("tls", or_absent(self.tls.map(Value::Bool))),
        ]))
    }
}

mod kind_word {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::system::Kind;

    pub(super) fn serialize<S: Serializer>(kind: &Kind, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(kind.word())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Kind, D::Error> {
        let word = String::deserialize(deserializer)?;
        Kind::from_word(&word).ok_or_else(|| serde::de::Error::custom(format!("no such kind of subject: {word}")))
    }
}
