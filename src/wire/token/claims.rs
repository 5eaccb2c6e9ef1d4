//! What a token of our own says.

use serde_json::{Map, Value, json};

use super::base64url;

/// Seconds for which a made token says it is good.
const LIFE: i64 = 3600;

/// What is known of a sound token without one being lent.
#[derive(Clone, Debug, Default, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct Claims {
    /// Its issuer (`iss`).
    pub issuer: Option<String>,
    /// The service that it is meant for (`aud`).
    pub audience: Option<String>,
    /// The time of the run, in seconds since 1970: it was issued a minute before and is good for an hour.
    pub now: i64,
}

impl Claims {
    /// The second part of a token, perhaps of another issuer.
    pub(super) fn encoded(&self, issuer: Option<&str>) -> String {
        let (from, until) = (self.now.saturating_sub(60), self.now.saturating_add(LIFE));
        let mut all = Map::new();
        for (name, value) in [
            ("aud", self.audience.as_deref().map(Value::from)),
            ("exp", Some(json!(until))),
            ("iat", Some(json!(from))),
            ("iss", issuer.or(self.issuer.as_deref()).map(Value::from)),
            ("jti", Some(json!("kiemtra"))),
            ("nbf", Some(json!(from))),
            ("sub", Some(json!("kiemtra"))),
        ] {
            all.extend(value.map(|value| (name.to_owned(), value)));
        }
        base64url::encoded(Value::Object(all).to_string().as_bytes())
    }
}
