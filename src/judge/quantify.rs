//! Conditions over the items of a list.

use crate::check::{Condition, Operand, Order, Over};
use crate::fact::Value;

use super::clue::{Clue, Trail};
use super::evaluate::{evaluate, filter, orders};
use super::place::{Place, hole};
use super::truth::{Judged, Truth};

/// An item with the truth of the filter on it.
pub(super) struct Counted<'a> {
    pub(super) place: Place<'a>,
    pub(super) counts: Judged<'a>,
}

/// The items of a list with their filter's truth; an absent list has no items.
pub(super) fn items<'a>(over: &'a Over, place: &Place<'a>) -> Result<Vec<Counted<'a>>, Judged<'a>> {
    match place.value(&over.items) {
        Value::Absent => Ok(Vec::new()),
        Value::List(items) => Ok(items
            .iter()
            .enumerate()
            .map(|(n, item)| {
                let place = place.with_item(over, item, n);
                let counts = filter(over.filter.as_deref(), &place);
                Counted { place, counts }
            })
            .collect()),
        other => Err(Judged::unknown(Trail::Path(place.clone(), &over.items), hole(other))),
    }
}

/// Every item that counts satisfies it: `not counts, or satisfies`, for all items.
pub(super) fn every<'a>(over: &'a Over, then: &'a Condition, place: &Place<'a>) -> Judged<'a> {
    match items(over, place) {
        Err(unknown) => unknown,
        Ok(items) => Judged::all(items.into_iter().map(|item| match item.counts.truth {
            Truth::False => Judged::bare(Truth::True),
            Truth::True => evaluate(then, &item.place),
            Truth::Unknown => Judged::any([item.counts.negated(), evaluate(then, &item.place)]),
        })),
    }
}

/// Some item that counts satisfies it.
pub(super) fn some<'a>(over: &'a Over, then: &'a Condition, place: &Place<'a>) -> Judged<'a> {
    match items(over, place) {
        Err(unknown) => unknown,
        Ok(items) => {
            let number = items.len();
            let mut judged = Judged::any(items.into_iter().map(|item| match item.counts.truth {
                Truth::False => Judged::bare(Truth::False),
                Truth::True => evaluate(then, &item.place),
                Truth::Unknown => Judged::all([item.counts, evaluate(then, &item.place)]),
            }));
            if judged.clues.is_empty() && judged.truth == Truth::False {
                judged.clues.push(Clue::Nothing { place: place.clone(), items: &over.items, number });
            }
            judged
        }
    }
}

/// The number of items that count, between those that surely do and those that may.
pub(super) fn count<'a>(over: &'a Over, tests: &'a [(Order, Operand)], place: &Place<'a>) -> Judged<'a> {
    let items = match items(over, place) {
        Err(unknown) => return unknown,
        Ok(items) => items,
    };
    let number = |truth| items.iter().filter(|item| item.counts.truth == truth).count();
    let (surely, maybe) = (number(Truth::True), number(Truth::Unknown));
    let holds = |n: usize| orders(tests, i64::try_from(n).unwrap_or(i64::MAX), place);
    let mut truths = Vec::new();
    for n in surely..=surely + maybe {
        match holds(n) {
            Ok(truth) => truths.push(truth),
            Err(gap) => return Judged::unknown(Trail::Path(place.clone(), &over.items), gap),
        }
    }
    let first = truths.first().copied().unwrap_or_default();
    if truths.iter().any(|truth| *truth != first) {
        let unknown = items.into_iter().map(|item| item.counts).filter(|counts| counts.truth == Truth::Unknown);
        return Judged::all(unknown);
    }
    Judged::known(first, Clue::Count { place: place.clone(), items: &over.items, number: surely, tests })
}
