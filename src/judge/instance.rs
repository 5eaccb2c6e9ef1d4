//! One check on one back-end: an outcome for each instance.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::check::{Check, FactRule, ForEach};
use crate::fact::{Gap, Reason, Sample, Value};
use crate::profile::Choice;
use crate::text::{Text, text};

use super::evaluate::evaluate;
use super::place::Place;
use super::quantify::{Counted, items};
use super::render;
use super::subject::Inspected;
use super::truth::{Judged, Truth};
use super::verdict::{Outcome, Witness};

/// How one instance came out.
#[derive(Clone, Debug)]
pub(super) struct Instance {
    pub(super) key: String,
    pub(super) outcome: Outcome,
    pub(super) reason: Option<Reason>,
    pub(super) message: Text,
    pub(super) witnesses: Vec<Witness>,
    pub(super) evidence: Vec<String>,
}

/// The instances of a check at each back-end: `(endpoint, instances)`.
pub(super) fn at_every_endpoint(
    check: &Check,
    rule: &FactRule,
    choice: &Choice,
    subject: &Inspected,
    samples: &[&Sample],
    now: Timestamp,
) -> Vec<(Option<String>, Vec<Instance>)> {
    let endpoints: BTreeSet<_> = samples.iter().filter_map(|sample| sample.endpoint.clone()).collect();
    let places: Vec<_> = match endpoints.is_empty() {
        true => vec![None],
        false => endpoints.into_iter().map(Some).collect(),
    };
    let subject = subject.value();
    let at = |endpoint: Option<String>| {
        let here: Vec<_> =
            samples.iter().copied().filter(|sample| sample.endpoint.is_none() || sample.endpoint == endpoint).collect();
        let evidence: BTreeSet<_> = here.iter().map(|sample| sample.digest.to_string()).collect();
        let probes: BTreeMap<_, _> = here.iter().map(|sample| (sample.probe.as_str(), &sample.value)).collect();
        let place = Place { probes, subject: &subject, parameters: &choice.parameters, now, items: Vec::new() };
        let mut instances = instances(check, rule, &place);
        for instance in &mut instances {
            instance.evidence = evidence.iter().cloned().collect();
        }
        (endpoint, instances)
    };
    places.into_iter().map(at).collect()
}

/// The instances of a check in one place.
pub(super) fn instances<'a>(check: &'a Check, rule: &'a FactRule, place: &Place<'a>) -> Vec<Instance> {
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

fn each<'a>(check: &'a Check, rule: &'a FactRule, for_each: &'a ForEach, place: &Place<'a>) -> Vec<Instance> {
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
            outcome(check, key, judged, &place)
        })
        .collect()
}

fn key(value: &Value) -> String {
    match value {
        Value::Text(text) => crate::text::shorten(text, 120),
        Value::Int(number) => number.to_string(),
        other => other.shown(),
    }
}

fn outcome(check: &Check, key: String, judged: Judged, place: &Place<'_>) -> Instance {
    let (outcome, own) = match judged.truth {
        Truth::Unknown => return undetermined(check, key, judged.gaps, place),
        Truth::True => (Outcome::Pass, &check.messages.pass),
        Truth::False => (Outcome::Fail, &check.messages.fail),
    };
    let message = match own {
        Some(message) => render::message(message, place),
        None => check.title.clone(),
    };
    Instance { key, outcome, reason: None, message, witnesses: judged.witnesses, evidence: Vec::new() }
}

fn undetermined(check: &Check, key: String, gaps: Vec<(String, Gap)>, place: &Place<'_>) -> Instance {
    let gap = gaps.first().map_or_else(|| Reason::NotCollected.into(), |(_, gap)| gap.clone());
    let Text { vi, en } = &gap.detail;
    let message = match &check.messages.undetermined {
        Some(message) => {
            let Text { vi: own_vi, en: own_en } = render::message(message, place);
            text!("{own_vi}: {vi}", "{own_en}: {en}")
        }
        None => text!("Chưa xác định được: {vi}", "Could not be determined: {en}"),
    };
    let witnesses = gaps
        .iter()
        .map(|(path, gap)| Witness { path: path.clone(), seen: format!("? ({})", gap.reason), expected: String::new() })
        .collect();
    Instance { key, outcome: Outcome::Undetermined, reason: Some(gap.reason), message, witnesses, evidence: Vec::new() }
}

fn not_applicable(judged: Judged) -> Instance {
    Instance {
        key: String::new(),
        outcome: Outcome::NotApplicable,
        reason: None,
        message: Text::new(
            "Không áp dụng: điều kiện áp dụng không có",
            "Not applicable: its condition is proved false",
        ),
        witnesses: judged.witnesses,
        evidence: Vec::new(),
    }
}

fn thin_evidence(check: &Check, judged: Judged, place: &Place<'_>) -> Instance {
    let gap: Gap = Reason::LowCoverage.into();
    let witnesses = judged.witnesses;
    Instance { witnesses, ..undetermined(check, String::new(), vec![(String::new(), gap)], place) }
}

fn too_few(check: &Check, number: i64, for_each: &ForEach, place: &Place<'_>) -> Instance {
    let needed = for_each.min_items;
    let path = place.shown(&for_each.over.items);
    let gap = Gap::new(
        Reason::NotCollected,
        text!(
            "chỉ thấy {number} phần tử, cần ít nhất {needed}",
            "only {number} items were seen, at least {needed} are needed"
        ),
    );
    undetermined(check, String::new(), vec![(path, gap)], place)
}
