//! One check on one back-end: an outcome for each instance.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::check::{Check, FactRule, ForEach, Message};
use crate::fact::{Gap, Reason, Value};
use crate::text::{Text, text};

use super::clue::{Clue, Hole, Trail};
use super::evaluate::evaluate;
use super::place::Place;
use super::quantify::{Counted, items};
use super::render;
use super::truth::{Judged, Truth};
use super::verdict::Outcome;

/// How one instance came out at one back-end.
#[derive(Clone, Debug)]
pub(super) struct Instance<'a> {
    pub(super) key: String,
    pub(super) outcome: Outcome,
    pub(super) reason: Option<Reason>,
    pub(super) telling: Telling<'a>,
    pub(super) clues: Vec<Clue<'a>>,
}

/// What will be told of an instance.
#[derive(Clone, Debug)]
pub(super) enum Telling<'a> {
    /// The check's own message, at a place.
    Message(&'a Message, Place<'a>),
    /// That its condition is proved false.
    NotApplicable,
    /// The check's title.
    Title(&'a Text),
    /// What is missing, after the check's own words where it has some.
    Undetermined(Option<&'a Message>, Place<'a>, Cow<'a, Gap>),
}

impl Telling<'_> {
    pub(super) fn text(&self) -> Text {
        match self {
            Self::Message(message, place) => render::message(message, place),
            Self::NotApplicable => {
                Text::new("Không áp dụng: điều kiện áp dụng không có", "Not applicable: its condition is proved false")
            }
            Self::Title(title) => (*title).clone(),
            Self::Undetermined(message, place, gap) => {
                let Text { vi, en } = &gap.detail;
                match message {
                    Some(message) => {
                        let Text { vi: own_vi, en: own_en } = render::message(message, place);
                        text!("{own_vi}: {vi}", "{own_en}: {en}")
                    }
                    None => text!("Chưa xác định được: {vi}", "Could not be determined: {en}"),
                }
            }
        }
    }
}

/// The instances of a check in one place.
pub(super) fn instances<'a>(check: &'a Check, rule: &'a FactRule, place: &Place<'a>) -> Vec<Instance<'a>> {
    if let Some(when) = &check.when {
        let judged = evaluate(when, place);
        match judged.truth {
            Truth::True => {}
            Truth::False => return vec![not_applicable(judged)],
            Truth::Unknown => return vec![undetermined(check, String::new(), judged.gaps, place)],
        }
    }
    if let Some(condition) = &rule.requires_evidence {
        let judged = evaluate(condition, place);
        match judged.truth {
            Truth::True => {}
            Truth::False => return vec![thin_evidence(check, judged, place)],
            Truth::Unknown => return vec![undetermined(check, String::new(), judged.gaps, place)],
        }
    }
    match &rule.for_each {
        None => vec![outcome(check, String::new(), evaluate(&rule.assert, place), place)],
        Some(for_each) => each(check, rule, for_each, place),
    }
}

fn each<'a>(check: &'a Check, rule: &'a FactRule, for_each: &'a ForEach, place: &Place<'a>) -> Vec<Instance<'a>> {
    let items = match items(&for_each.over, place) {
        Ok(items) => items,
        Err(unknown) => return vec![undetermined(check, String::new(), unknown.gaps, place)],
    };
    // An item that may count is not left out: it is undetermined, unless it would pass anyway.
    let counted: Vec<_> = items.into_iter().filter(|item| item.counts.truth != Truth::False).collect();
    let number = i64::try_from(counted.len()).unwrap_or(i64::MAX);
    if number < for_each.min_items {
        return vec![too_few(check, number, for_each, place)];
    }
    if counted.is_empty() {
        let judged = Judged::bare(Truth::True);
        return vec![outcome(check, String::new(), judged, place)];
    }
    let mut used = BTreeMap::<String, usize>::new();
    counted
        .into_iter()
        .map(|Counted { place, counts }| {
            let evidence = evidence(for_each, &place);
            let judged = match counts.truth {
                Truth::Unknown => Judged::any([counts.negated(), evaluate(&rule.assert, &place)]),
                Truth::False | Truth::True => evaluate(&rule.assert, &place),
            };
            let mut key = key(place.value(&for_each.instance_key));
            // Two items of one name stay two instances; the second is told apart by its ordinal.
            let ordinal = used.entry(key.clone()).and_modify(|n| *n += 1).or_insert(1);
            if *ordinal > 1 {
                key = format!("{key}#{ordinal}");
            }
            match evidence {
                Some(thin) if thin.truth == Truth::Unknown => undetermined(check, key, thin.gaps, &place),
                Some(thin) => Instance { key, ..thin_evidence(check, thin, &place) },
                None => outcome(check, key, judged, &place),
            }
        })
        .collect()
}

/// What the evidence of an item lacks; `None` where it is enough to judge by.
fn evidence<'a>(for_each: &'a ForEach, place: &Place<'a>) -> Option<Judged<'a>> {
    let judged = evaluate(for_each.requires_evidence.as_ref()?, place);
    (judged.truth != Truth::True).then_some(judged)
}

fn key(value: &Value) -> String {
    match value {
        Value::Text(text) => crate::text::shorten(text, 120),
        Value::Int(number) => number.to_string(),
        other => other.shown(),
    }
}

fn outcome<'a>(check: &'a Check, key: String, judged: Judged<'a>, place: &Place<'a>) -> Instance<'a> {
    let (outcome, own) = match judged.truth {
        Truth::Unknown => return undetermined(check, key, judged.gaps, place),
        Truth::True => (Outcome::Pass, &check.messages.pass),
        Truth::False => (Outcome::Fail, &check.messages.fail),
    };
    let telling = match own {
        Some(message) => Telling::Message(message, place.clone()),
        None => Telling::Title(&check.title),
    };
    Instance { key, outcome, reason: None, telling, clues: judged.clues }
}

fn undetermined<'a>(check: &'a Check, key: String, gaps: Vec<Hole<'a>>, place: &Place<'a>) -> Instance<'a> {
    let gap = gaps.first().map_or_else(|| Cow::Owned(Reason::NotCollected.into()), |(_, gap)| gap.clone());
    let reason = Some(gap.reason);
    let telling = Telling::Undetermined(check.messages.undetermined.as_ref(), place.clone(), gap);
    let clues = gaps.into_iter().map(|(trail, gap)| Clue::Gap(trail, gap.reason)).collect();
    Instance { key, outcome: Outcome::Undetermined, reason, telling, clues }
}

fn not_applicable(judged: Judged<'_>) -> Instance<'_> {
    Instance {
        key: String::new(),
        outcome: Outcome::NotApplicable,
        reason: None,
        telling: Telling::NotApplicable,
        clues: judged.clues,
    }
}

fn thin_evidence<'a>(check: &'a Check, judged: Judged<'a>, place: &Place<'a>) -> Instance<'a> {
    let gap = (Trail::Nowhere, Cow::Owned(Reason::LowCoverage.into()));
    Instance { clues: judged.clues, ..undetermined(check, String::new(), vec![gap], place) }
}

fn too_few<'a>(check: &'a Check, number: i64, for_each: &'a ForEach, place: &Place<'a>) -> Instance<'a> {
    let needed = for_each.min_items;
    let gap = Gap::new(
        Reason::NotCollected,
        text!(
            "chỉ thấy {number} phần tử, cần ít nhất {needed}",
            "only {number} items were seen, at least {needed} are needed"
        ),
    );
    let trail = Trail::Path(place.clone(), &for_each.over.items);
    undetermined(check, String::new(), vec![(trail, Cow::Owned(gap))], place)
}
