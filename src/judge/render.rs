//! Conditions and messages in words.

use crate::check::{Message, Operand, Order, Part, Test};
use crate::fact::Value;
use crate::text::{Language, Text, day_and_time, shorten, text};

use super::place::Place;

/// What a test expects, for a witness: `∈ [1.2, 1.3]`.
pub(super) fn expected(test: &Test, place: &Place<'_>) -> String {
    let shown = |operand: &Operand| place.operand(operand).shown();
    match test {
        Test::Absent(true) | Test::Exists(false) => "-".to_owned(),
        Test::Absent(false) | Test::Exists(true) => "≠ -".to_owned(),
        Test::Contains(right) => format!("∋ {}", shown(right)),
        Test::ContainsAll(right) => format!("⊇ {}", shown(right)),
        Test::ContainsNoneOf(right) => format!("∩ {} = ∅", shown(right)),
        Test::DaysFromNow(tests) => format!("{} d", expected_orders(tests, place)),
        Test::In(right) => format!("∈ {}", shown(right)),
        Test::Length(tests) => format!("# {}", expected_orders(tests, place)),
        Test::Matches(regex) => format!("~ {}", shorten(regex.as_str(), 120)),
        Test::NotIn(right) => format!("∉ {}", shown(right)),
        Test::Order(order, right) => format!("{} {}", order.sign(), shown(right)),
    }
}

/// `≥ 2, < 5`.
pub(super) fn expected_orders(tests: &[(Order, Operand)], place: &Place<'_>) -> String {
    let parts: Vec<_> =
        tests.iter().map(|(order, right)| format!("{} {}", order.sign(), place.operand(right).shown())).collect();
    parts.join(", ")
}

/// A message with its placeholders filled.
pub(super) fn message(message: &Message, place: &Place<'_>) -> Text {
    let fill = |language| {
        let parts = message.parts(language).iter().map(|part| match part {
            Part::Words(words) => words.clone(),
            Part::Parameter(name) => place.parameter(name).map_or_else(String::new, |value| words(value, language)),
            Part::Path(path) => words(place.value(path), language),
        });
        parts.collect::<String>()
    };
    Text::new(fill(Language::Vi), fill(Language::En))
}

/// A value in a sentence.
fn words(value: &Value, language: Language) -> String {
    let pick = |text: Text| text.in_language(language).to_owned();
    match value {
        Value::Absent => pick(Text::new("không có", "none")),
        Value::Unknown(gap) => {
            let Text { vi, en } = gap.reason.text();
            pick(text!("chưa rõ ({vi})", "unknown ({en})"))
        }
        Value::Bool(true) => pick(Text::new("có", "yes")),
        Value::Bool(false) => pick(Text::new("không", "no")),
        Value::Instant(instant) => day_and_time(*instant),
        Value::List(items) if items.is_empty() => pick(Text::new("không có", "none")),
        Value::List(items) => {
            let shown: Vec<_> = items.iter().take(12).map(|item| words(item, language)).collect();
            let more = if items.len() > 12 { ", …" } else { "" };
            format!("{}{more}", shown.join(", "))
        }
        // A dot parts thousands in Vietnamese: 71.274 % would be read as seventy-one thousand.
        Value::Ratio(_) if language == Language::Vi => value.shown().replace('.', ","),
        Value::Int(_) | Value::Ratio(_) | Value::Text(_) | Value::Record(_) => value.shown(),
    }
}
