//! What explains a judgement, put into words only where it is told.
//!
//! Most judgements are never told: a part that does not decide, a back-end that agrees with the
//! others. So a clue holds where to look, and looking again gives the same: judging is pure.

use std::borrow::Cow;

use crate::check::{Compare, Operand, Order, Path, Test};
use crate::fact::{Gap, Reason};

use super::place::Place;
use super::render::{expected, expected_orders};
use super::verdict::Witness;

/// What will be a witness.
#[derive(Clone, Debug)]
pub(super) enum Clue<'a> {
    /// The number of items that count.
    Count { place: Place<'a>, items: &'a Path, number: usize, tests: &'a [(Order, Operand)] },
    /// A hole.
    Gap(Trail<'a>, Reason),
    /// No item out of some satisfied it.
    Nothing { place: Place<'a>, items: &'a Path, number: usize },
    /// A value and what it must be.
    Test { place: Place<'a>, compare: &'a Compare, test: &'a Test },
}

/// Where a value stands.
#[derive(Clone, Debug)]
pub(super) enum Trail<'a> {
    /// Nowhere in the facts.
    Nowhere,
    /// On one side of a comparison.
    Operand(Place<'a>, &'a Operand),
    /// At a path.
    Path(Place<'a>, &'a Path),
}

/// A hole with its place.
pub(super) type Hole<'a> = (Trail<'a>, Cow<'a, Gap>);

impl Clue<'_> {
    pub(super) fn witness(&self) -> Witness {
        match self {
            Self::Count { place, items, number, tests } => {
                Witness { path: place.shown(items), seen: number.to_string(), expected: expected_orders(tests, place) }
            }
            Self::Gap(trail, reason) => {
                Witness { path: trail.shown(), seen: format!("? ({reason})"), expected: String::new() }
            }
            Self::Nothing { place, items, number } => {
                Witness { path: place.shown(items), seen: number.to_string(), expected: "≥ 1".to_owned() }
            }
            Self::Test { place, compare, test } => Witness {
                path: operand(place, &compare.left),
                seen: place.operand(&compare.left).shown(),
                expected: expected(test, place),
            },
        }
    }
}

impl Trail<'_> {
    fn shown(&self) -> String {
        match self {
            Self::Nowhere => String::new(),
            Self::Operand(place, own) => operand(place, own),
            Self::Path(place, path) => place.shown(path),
        }
    }
}

fn operand(place: &Place<'_>, operand: &Operand) -> String {
    match operand {
        Operand::Literal(_) => String::new(),
        Operand::Parameter(name) => format!("${name}"),
        Operand::Path(path) => place.shown(path),
    }
}
