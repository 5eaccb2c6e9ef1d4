//! The facts of one back-end, as the lines read them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value as Json;

use super::model::{Entry, Tone};
use crate::fact::{Gap, Reason, Value};
use crate::text::{Text, shorten, text};

/// The longest text of the far side that is shown, in characters.
const LONGEST: usize = 200;
/// The deepest nesting of a stored fact that is read; ours have five levels.
const DEEPEST: usize = 24;

/// The facts of one back-end by the probe's id.
#[derive(Clone, Debug)]
pub(super) struct View {
    pub(super) facts: BTreeMap<String, Value>,
    /// The back-end's address and port, where it is known.
    pub(super) endpoint: Option<String>,
    /// The time of the run.
    pub(super) now: Timestamp,
}

impl View {
    /// The value at a path such as `tls.session.alpn`; `None` where the run does not have the field, because it is of
    /// a version that did not know it. A hole above the field is handed on.
    pub(super) fn at(&self, path: &str) -> Option<&Value> {
        let mut names = path.split('.');
        let fact = self.facts.get(names.next()?)?;
        names.try_fold(fact, |value, name| value.field(name))
    }

    /// A hole in words, without the address where that is the back-end's own: equal holes read alike.
    pub(super) fn gap(&self, gap: &Gap) -> Text {
        let Text { vi, en } = timeless(&shown(&gap.detail));
        match self.endpoint.as_deref().filter(|endpoint| !endpoint.is_empty()) {
            Some(endpoint) => Text::new(vi.replace(endpoint, "máy chủ"), en.replace(endpoint, "the server")),
            None => Text::new(vi, en),
        }
    }

    /// A hole as an entry.
    pub(super) fn open(&self, gap: &Gap) -> Entry {
        let Text { vi, en } = self.gap(gap);
        Entry::toned(text!("chưa xác định: {vi}", "not determined: {en}"), Tone::Open)
    }
}

/// A reason without the milliseconds that it took, which differ where nothing else does.
pub(super) fn timeless(text: &Text) -> Text {
    let cut = |text: &str| {
        let tail = text.rsplit_once(" (").filter(|(_, tail)| {
            let number = tail.strip_suffix(" ms)");
            number.is_some_and(|number| !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit()))
        });
        tail.map_or(text, |(head, _)| head).to_owned()
    };
    Text::new(cut(&text.vi), cut(&text.en))
}

/// Text of the far side, made harmless and not too long.
pub(super) fn said(text: &str) -> String {
    shorten(text, LONGEST)
}

fn shown(text: &Text) -> Text {
    Text::new(said(&text.vi), said(&text.en))
}

/// A stored fact as a value, whatever shape it has: what this version does not know is shown all the same, and what
/// an older one did not store is not there.
pub(super) fn read(json: &Json) -> Value {
    value(json, DEEPEST)
}

fn value(json: &Json, levels: usize) -> Value {
    let Some(levels) = levels.checked_sub(1) else { return Value::unknown(Reason::Parse) };
    match json {
        Json::Null => Value::Absent,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => {
            number.as_i64().map_or_else(|| Value::Ratio(number.as_f64().unwrap_or_default()), Value::Int)
        }
        Json::String(text) => Value::Text(text.clone().into()),
        Json::Array(items) => Value::List(items.iter().map(|item| value(item, levels)).collect()),
        Json::Object(fields) => match fields.get("unknown") {
            Some(hole) if fields.len() == 1 => Value::Unknown(Box::new(gap(hole))),
            _ => {
                Value::Record(fields.iter().map(|(name, field)| (name.clone().into(), value(field, levels))).collect())
            }
        },
    }
}

fn gap(hole: &Json) -> Gap {
    let word = hole.as_str().or_else(|| hole.get("reason")?.as_str());
    let reason = word.and_then(|word| word.parse().ok()).unwrap_or(Reason::Parse);
    let detail = |language: &str| hole.get("detail")?.get(language)?.as_str().map(str::to_owned);
    match (detail("vi"), detail("en")) {
        (Some(vi), Some(en)) => Gap::new(reason, Text::new(vi, en)),
        _ => reason.into(),
    }
}

/// The text in a value; empty where it is none.
pub(super) fn word(value: Option<&Value>) -> &str {
    match value {
        Some(Value::Text(text)) => text,
        _ => "",
    }
}

/// The number in a value.
pub(super) fn number(value: Option<&Value>) -> Option<i64> {
    match value {
        Some(Value::Int(number)) => Some(*number),
        _ => None,
    }
}

/// The truth in a value.
pub(super) fn truth(value: Option<&Value>) -> Option<bool> {
    match value {
        Some(Value::Bool(truth)) => Some(*truth),
        _ => None,
    }
}

/// The point in time in a value.
pub(super) fn instant(value: Option<&Value>) -> Option<Timestamp> {
    match value {
        Some(Value::Instant(instant)) => Some(*instant),
        Some(Value::Text(text)) => text.parse().ok(),
        _ => None,
    }
}

/// The items of a list; none where it is no list.
pub(super) fn items(value: Option<&Value>) -> &[Value] {
    match value {
        Some(Value::List(items)) => items,
        _ => &[],
    }
}

/// Texts one behind the other.
pub(super) fn joined(texts: &[Text], between: &str) -> Text {
    let of = |part: fn(&Text) -> &str| texts.iter().map(part).collect::<Vec<_>>().join(between);
    Text::new(of(|text| &text.vi), of(|text| &text.en))
}
