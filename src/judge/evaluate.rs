//! Conditions against facts.

use std::cmp::Ordering;

use jiff::{SignedDuration, Timestamp};

use crate::check::{Compare, Condition, Operand, Order, Test};
use crate::fact::{Enumeration, Gap, Value};

use super::clue::{Clue, Trail};
use super::place::Place;
use super::quantify;
use super::truth::{Judged, Truth};

/// Judges a condition.
pub(super) fn evaluate<'a>(condition: &'a Condition, place: &Place<'a>) -> Judged<'a> {
    match condition {
        Condition::AllOf(parts) => Judged::all(parts.iter().map(|part| evaluate(part, place))),
        Condition::AnyOf(parts) => Judged::any(parts.iter().map(|part| evaluate(part, place))),
        Condition::NoneOf(parts) => Judged::any(parts.iter().map(|part| evaluate(part, place))).negated(),
        Condition::Compare(compare) => comparison(compare, place),
        Condition::Count { over, tests } => quantify::count(over, tests, place),
        Condition::Every { over, then } => quantify::every(over, then, place),
        Condition::Some { over, then } => quantify::some(over, then, place),
    }
}

fn comparison<'a>(compare: &'a Compare, place: &Place<'a>) -> Judged<'a> {
    let left = place.operand(&compare.left);
    Judged::all(compare.tests.iter().map(|test| match apply(test, left, compare.enumeration, place) {
        Ok(truth) => Judged::known(truth, Clue::Test { place: place.clone(), compare, test }),
        Err(gap) => Judged::unknown(Trail::Operand(place.clone(), &compare.left), gap),
    }))
}

/// Applies a test. An error is a hole on either side that leaves the truth open.
fn apply<'a>(test: &'a Test, left: &'a Value, words: Option<&Enumeration>, place: &Place<'a>) -> Result<bool, &'a Gap> {
    if let Value::Unknown(gap) = left {
        return Err(gap);
    }
    let absent = matches!(left, Value::Absent);
    match test {
        Test::Absent(wanted) => Ok(absent == *wanted),
        Test::Exists(wanted) => Ok(absent != *wanted),
        // What is proved not to exist equals nothing, lies in nothing and holds nothing.
        Test::NotIn(_) | Test::ContainsNoneOf(_) | Test::Order(Order::NotEqual, _) if absent => Ok(true),
        _ if absent => Ok(false),
        Test::Order(order, right) => match compare(left, place.operand(right), words)? {
            Some(ordering) => Ok(order.holds(ordering)),
            None => Ok(*order == Order::NotEqual),
        },
        Test::In(right) => member(left, list(place.operand(right))?),
        Test::NotIn(right) => member(left, list(place.operand(right))?).map(|found| !found),
        Test::Contains(right) => match (left, place.operand(right)) {
            (Value::Text(whole), Value::Text(part)) => Ok(whole.contains(&**part)),
            (Value::List(items), Value::Unknown(gap)) if !items.is_empty() => Err(gap),
            (Value::List(items), wanted) => member(wanted, items),
            (_, _) => Ok(false),
        },
        Test::ContainsAll(right) => {
            let items = list(left)?;
            let wanted = list(place.operand(right))?;
            conjunction(wanted.iter().map(|wanted| member(wanted, items)))
        }
        Test::ContainsNoneOf(right) => {
            let items = list(left)?;
            let unwanted = list(place.operand(right))?;
            conjunction(unwanted.iter().map(|unwanted| member(unwanted, items).map(|found| !found)))
        }
        Test::Matches(regex) => match left {
            Value::Text(text) => Ok(regex.is_match(text)),
            _ => Ok(false),
        },
        Test::Length(tests) => orders(tests, length(left), place),
        Test::DaysFromNow(tests) => match left {
            Value::Instant(instant) => orders(tests, days(*instant, place.now()), place),
            _ => Ok(false),
        },
    }
}

/// Whole days from now, rounded towards the past: 29 days and 23 hours are 29 days left.
fn days(instant: Timestamp, now: Timestamp) -> i64 {
    let seconds = instant.duration_since(now).max(SignedDuration::from_secs(i64::MIN / 2)).as_secs();
    seconds.div_euclid(86_400)
}

fn length(value: &Value) -> i64 {
    let length = match value {
        Value::List(items) => items.len(),
        Value::Text(text) => text.chars().count(),
        _ => 0,
    };
    i64::try_from(length).unwrap_or(i64::MAX)
}

/// Holds a number against several orders.
pub(super) fn orders<'a>(tests: &'a [(Order, Operand)], number: i64, place: &Place<'a>) -> Result<bool, &'a Gap> {
    conjunction(tests.iter().map(|(order, right)| {
        let ordering = match place.operand(right) {
            Value::Unknown(gap) => return Err(&**gap),
            Value::Int(right) => Some(number.cmp(right)),
            Value::Ratio(right) => (number as f64).partial_cmp(right),
            _ => None,
        };
        Ok(ordering.is_some_and(|ordering| order.holds(ordering)))
    }))
}

/// False if one is false, else the first gap if there is one.
fn conjunction<'a>(parts: impl IntoIterator<Item = Result<bool, &'a Gap>>) -> Result<bool, &'a Gap> {
    let mut gap = None;
    for part in parts {
        match part {
            Ok(true) => {}
            Ok(false) => return Ok(false),
            Err(hole) => gap = gap.or(Some(hole)),
        }
    }
    gap.map_or(Ok(true), Err)
}

fn list(value: &Value) -> Result<&[Value], &Gap> {
    match value {
        Value::List(items) => Ok(items),
        Value::Unknown(gap) => Err(gap),
        _ => Ok(&[]),
    }
}

/// Whether a list has a value; a hole in the list leaves a miss open.
fn member<'a>(wanted: &'a Value, items: &'a [Value]) -> Result<bool, &'a Gap> {
    let mut gap = None;
    for item in items {
        // Most lists are of words, and most words differ in length already.
        if let (Value::Text(wanted), Value::Text(item)) = (wanted, item) {
            if wanted == item {
                return Ok(true);
            }
            continue;
        }
        match compare(wanted, item, None) {
            Ok(Some(Ordering::Equal)) => return Ok(true),
            Ok(_) => {}
            Err(hole) => gap = gap.or(Some(hole)),
        }
    }
    gap.map_or(Ok(false), Err)
}

/// The order of two values; `None` where they have none and differ.
fn compare<'a>(left: &'a Value, right: &'a Value, words: Option<&Enumeration>) -> Result<Option<Ordering>, &'a Gap> {
    let rank = |word: &str| words.and_then(|words| words.members.iter().position(|member| *member == word));
    Ok(match (left, right) {
        (Value::Unknown(gap), _) | (_, Value::Unknown(gap)) => return Err(gap),
        (Value::Int(left), Value::Int(right)) => Some(left.cmp(right)),
        (Value::Int(left), Value::Ratio(right)) => (*left as f64).partial_cmp(right),
        (Value::Ratio(left), Value::Int(right)) => left.partial_cmp(&(*right as f64)),
        (Value::Ratio(left), Value::Ratio(right)) => left.partial_cmp(right),
        (Value::Bool(left), Value::Bool(right)) => Some(left.cmp(right)),
        (Value::Instant(left), Value::Instant(right)) => Some(left.cmp(right)),
        (Value::Text(left), Value::Text(right)) => match (rank(left), rank(right)) {
            (Some(left), Some(right)) => Some(left.cmp(&right)),
            _ => Some(left.cmp(right)),
        },
        (Value::List(left), Value::List(right)) => lists(left, right)?,
        (Value::Record(left), Value::Record(right)) => (left == right).then_some(Ordering::Equal),
        _ => None,
    })
}

fn lists<'a>(left: &'a [Value], right: &'a [Value]) -> Result<Option<Ordering>, &'a Gap> {
    if left.len() != right.len() {
        return Ok(None);
    }
    let equal = conjunction(
        left.iter().zip(right).map(|(left, right)| Ok(compare(left, right, None)? == Some(Ordering::Equal))),
    )?;
    Ok(equal.then_some(Ordering::Equal))
}

/// The truth of a filter, with its gaps.
pub(super) fn filter<'a>(condition: Option<&'a Condition>, place: &Place<'a>) -> Judged<'a> {
    condition.map_or(Judged::bare(Truth::True), |condition| evaluate(condition, place))
}
