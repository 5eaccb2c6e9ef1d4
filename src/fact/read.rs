//! Reading stored facts back, against the shape that the probe declares today.

use jiff::Timestamp;
use serde_json::Value as Json;

use super::gap::{Gap, Reason};
use super::shape::Shape;
use super::value::{Value, Word};
use crate::text::{Text, text};

/// A stored fact that does not have the shape it should have.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Mismatch {
    /// Where in the value, such as `tls.versions[2].accepted`.
    pub path: String,
    /// What is wrong.
    pub text: Text,
}

/// Reads `json` as a value of `shape`. A field that the shape has and the JSON lacks becomes
/// *unknown: not-collected*, so facts of an older version never read as absent.
pub fn from_json(json: &Json, shape: &Shape, path: &str) -> Result<Value, Mismatch> {
    if json.is_null() {
        return Ok(Value::Absent);
    }
    if let Some(gap) = hole(json, path)? {
        return Ok(Value::Unknown(Box::new(gap)));
    }
    let wrong = || Mismatch {
        path: path.to_owned(),
        text: {
            let expected = shape.name();
            text!("cần kiểu {expected}", "expected {expected}")
        },
    };
    match shape {
        Shape::Bool => json.as_bool().map(Value::Bool).ok_or_else(wrong),
        Shape::Int => json.as_i64().map(Value::Int).ok_or_else(wrong),
        Shape::Ratio => json.as_f64().map(Value::Ratio).ok_or_else(wrong),
        Shape::Text => json.as_str().map(|text| Value::Text(text.to_owned().into())).ok_or_else(wrong),
        Shape::Instant => {
            let parsed = json.as_str().and_then(|text| text.parse::<Timestamp>().ok());
            parsed.map(Value::Instant).ok_or_else(wrong)
        }
        Shape::Enumeration(enumeration) => {
            let member = |word| enumeration.members.iter().copied().find(|member| *member == word);
            json.as_str().and_then(member).map(|word| Value::Text(word.into())).ok_or_else(wrong)
        }
        Shape::List(item) => {
            let items = json.as_array().ok_or_else(wrong)?;
            let read = items.iter().enumerate().map(|(n, json)| from_json(json, item, &format!("{path}[{n}]")));
            Ok(Value::List(read.collect::<Result<_, _>>()?))
        }
        Shape::Record(record) => {
            let object = json.as_object().ok_or_else(wrong)?;
            if let Some(name) = object.keys().find(|name| shape.field(name).is_none()) {
                return Err(Mismatch {
                    path: format!("{path}.{name}"),
                    text: text!("không có trường `{name}`", "there is no field `{name}`"),
                });
            }
            let fields = record.fields.iter().map(|field| {
                let value = match object.get(field.name) {
                    None => Value::unknown(Reason::NotCollected),
                    Some(json) => from_json(json, &field.shape, &format!("{path}.{}", field.name))?,
                };
                Ok((Word::Borrowed(field.name), value))
            });
            Ok(Value::Record(fields.collect::<Result<_, _>>()?))
        }
    }
}

fn hole(json: &Json, path: &str) -> Result<Option<Gap>, Mismatch> {
    let Some(inner) = json.as_object().filter(|object| object.len() == 1).and_then(|object| object.get("unknown"))
    else {
        return Ok(None);
    };
    let word = inner.as_str().or_else(|| inner.get("reason").and_then(Json::as_str));
    let reason = word.and_then(|word| word.parse::<Reason>().ok()).ok_or_else(|| Mismatch {
        path: format!("{path}.unknown"),
        text: Text::new("lý do không có trong danh sách", "the reason is not one of the known reasons"),
    })?;
    let detail = |language: &str| inner.get("detail")?.get(language)?.as_str().map(str::to_owned);
    Ok(Some(match (detail("vi"), detail("en")) {
        (Some(vi), Some(en)) => Gap::new(reason, Text::new(vi, en)),
        _ => reason.into(),
    }))
}
