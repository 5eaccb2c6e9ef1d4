//! Judging small checks over small facts: every rule that a report rests on.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::*;
use crate::check::{Check, Vocabulary, read};
use crate::fact::{Fact, Factual, Reason, Sample, Value, from_json, record};
use crate::load::Source;
use crate::system::Kind;

record! {
    /// A door.
    pub struct Door {
        /// Its name.
        vi "Tên."
        name: String,
        /// Whether it is open.
        vi "Có mở không."
        open: Fact<bool>,
        /// Its width.
        vi "Chiều rộng."
        width: Fact<i64>,
    }
}

record! {
    /// A house.
    pub struct House {
        /// Its doors.
        vi "Các cửa."
        doors: Fact<Vec<Door>>,
        /// Its number.
        vi "Số nhà."
        number: Fact<i64>,
        /// Its owner.
        vi "Chủ nhà."
        owner: Fact<String>,
    }
}

fn check(rule: &str) -> Check {
    let text = format!(
        "schema: kiemtra/check@1\nid: house.rule\nrev: 1\ntitle: {{vi: Nhà kín, en: The house is shut}}\nwhy: {{vi: a, en: a}}\nfix: {{vi: a, en: a}}\nheading: configuration\nseverity: high\nblocking: true\nmode: automated\n{rule}\ncases:\n  - {{name: a, facts: {{}}, expect: pass}}\n  - {{name: b, facts: {{}}, expect: fail}}\n  - {{name: c, facts: {{}}, expect: undetermined}}\n  - {{name: d, facts: {{}}, expect: not-applicable}}\n"
    );
    let vocabulary = Vocabulary::new([("house", House::shape())]);
    read(Source::new("house.yaml", text), &vocabulary).expect("a check")
}

fn sample(endpoint: Option<&str>, json: &str) -> Sample {
    let tree: serde_json::Value = serde_json::from_str(json).expect("JSON");
    let value = from_json(&tree, &House::shape(), "house").expect("a house");
    Sample::new("house", "nha", endpoint.map(str::to_owned), Timestamp::UNIX_EPOCH, value)
}

fn verdicts(check: Check, samples: &[Sample]) -> Vec<Verdict> {
    let parameters = check.parameters.iter().map(|(name, own)| (name.clone(), own.default.clone())).collect();
    let choice = Choice { parameters, severity: check.severity, blocking: check.blocking };
    let subject = Inspected {
        id: "nha".to_owned(),
        kind: Kind::Site,
        name: None,
        port: Some(443),
        title: Text::same("nha"),
        tls: Some(true),
    };
    let by_subject = Sights::by_subject(samples);
    let nothing = Sights::default();
    let sights = by_subject.get("nha").unwrap_or(&nothing);
    one(&check, &choice, &subject, &subject.value(), sights, Timestamp::UNIX_EPOCH)
}

fn single(rule: &str, json: &str) -> (Outcome, Option<Reason>) {
    let found = verdicts(check(&format!("applies_to: {{kind: site}}\n{rule}")), &[sample(None, json)]);
    assert_eq!(found.len(), 1, "{found:?}");
    (found[0].outcome, found[0].reason)
}

#[test]
fn what_is_not_known_is_never_a_pass() {
    let rule = "assert: {path: house.number, gte: 3}";
    assert_eq!(single(rule, r#"{"number": 3}"#), (Outcome::Pass, None));
    assert_eq!(single(rule, r#"{"number": 2}"#), (Outcome::Fail, None));
    assert_eq!(single(rule, r#"{"number": {"unknown": "timeout"}}"#), (Outcome::Undetermined, Some(Reason::Timeout)));
    assert_eq!(single(rule, r#"{}"#), (Outcome::Undetermined, Some(Reason::NotCollected)));
    assert_eq!(single(rule, r#"{"unknown": "refused"}"#), (Outcome::Undetermined, Some(Reason::Refused)));
    let nothing = verdicts(check(&format!("applies_to: {{kind: site}}\n{rule}")), &[]);
    assert_eq!(nothing[0].reason, Some(Reason::NotCollected));
}

#[test]
fn a_negation_does_not_turn_unknown_into_pass() {
    for rule in [
        "assert: {none_of: [{path: house.owner, eq: x}]}",
        "assert: {path: house.owner, ne: x}",
        "assert: {path: house.owner, not_in: [x]}",
        "assert: {path: house.owner, absent: true}",
        "assert: {path: house.owner, exists: false}",
        "assert: {any_of: [{path: house.owner, absent: true}, {path: house.owner, ne: x}]}",
    ] {
        assert_eq!(single(rule, r#"{"owner": {"unknown": "denied"}}"#).0, Outcome::Undetermined, "{rule}");
        assert_eq!(single(rule, r#"{"owner": null}"#).0, Outcome::Pass, "{rule}");
    }
}

#[test]
fn a_proved_absence_satisfies_no_positive_test() {
    for rule in [
        "{path: house.owner, eq: x}",
        "{path: house.owner, matches: '.*'}",
        "{path: house.number, lt: 9}",
        "{path: house.owner, len: {gte: 0}}",
    ] {
        assert_eq!(single(&format!("assert: {rule}"), r#"{"owner": null, "number": null}"#).0, Outcome::Fail, "{rule}");
    }
}

#[test]
fn a_condition_of_application_must_be_proved_false() {
    let rule = "applies_to: {kind: site, when: {path: house.owner, exists: true}}\nassert: {path: house.number, eq: 1}";
    let outcome = |json| verdicts(check(rule), &[sample(None, json)])[0].outcome;
    assert_eq!(outcome(r#"{"owner": "a", "number": 1}"#), Outcome::Pass);
    assert_eq!(outcome(r#"{"owner": null, "number": 1}"#), Outcome::NotApplicable);
    assert_eq!(outcome(r#"{"owner": {"unknown": "parse"}, "number": 1}"#), Outcome::Undetermined);
}

const EACH: &str = "for_each: {items: house.doors, as: d, where: {path: d.open, eq: true}, instance_key: d.name}\nassert: {path: d.width, lte: 80}";

#[test]
fn each_item_is_an_instance_and_an_unknown_filter_leaves_none_out() {
    let doors = r#"{"doors": [
        {"name": "a", "open": true, "width": 90}, {"name": "b", "open": true, "width": 70},
        {"name": "c", "open": false, "width": 99}, {"name": "d", "open": {"unknown": "timeout"}, "width": 99},
        {"name": "e", "open": {"unknown": "timeout"}, "width": 60}]}"#;
    let found = verdicts(check(&format!("applies_to: {{kind: site}}\n{EACH}")), &[sample(None, doors)]);
    let seen: BTreeMap<_, _> = found.iter().map(|verdict| (verdict.instance.as_str(), verdict.outcome)).collect();
    let expected = [("a", Outcome::Fail), ("b", Outcome::Pass), ("d", Outcome::Undetermined), ("e", Outcome::Pass)];
    assert_eq!(seen, BTreeMap::from(expected));
    assert_eq!(
        found[0].witnesses[0],
        Witness { expected: "≤ 80".to_owned(), path: "house.doors[0].width".to_owned(), seen: "90".to_owned() }
    );
}

#[test]
fn an_empty_list_passes_nothing_unless_the_check_says_so() {
    let rule = |least: &str| {
        format!(
            "for_each: {{items: house.doors, as: d, instance_key: d.name{least}}}\nassert: {{path: d.open, eq: false}}"
        )
    };
    for json in [r#"{"doors": []}"#, r#"{"doors": null}"#] {
        assert_eq!(single(&rule(""), json), (Outcome::Undetermined, Some(Reason::NotCollected)));
        assert_eq!(single(&rule(", min_items: 0"), json).0, Outcome::Pass);
    }
    assert_eq!(single(&rule(", min_items: 0"), r#"{"doors": {"unknown": "refused"}}"#).0, Outcome::Undetermined);
}

#[test]
fn quantifiers_are_three_valued() {
    let every = "assert: {every: {items: house.doors, as: d, assert: {path: d.open, eq: false}}}";
    let some = "assert: {some: {items: house.doors, as: d, assert: {path: d.open, eq: true}}}";
    let count = "assert: {count: {items: house.doors, as: d, where: {path: d.open, eq: true}}, lte: 1}";
    let doors = |states: &[&str]| {
        let doors: Vec<_> =
            states.iter().map(|open| format!(r#"{{"name": "a", "open": {open}, "width": 1}}"#)).collect();
        format!(r#"{{"doors": [{}]}}"#, doors.join(","))
    };
    let hole = r#"{"unknown": "timeout"}"#;
    use Outcome::{Fail, Pass, Undetermined};
    for (states, expected) in [
        (&["false", "false"][..], [Pass, Fail, Pass]),
        (&["true", "false"], [Fail, Pass, Pass]),
        (&["true", "true"], [Fail, Pass, Fail]),
        (&["false", hole], [Undetermined, Undetermined, Pass]),
        (&["true", hole], [Fail, Pass, Undetermined]),
        (&["true", "true", hole], [Fail, Pass, Fail]),
        (&[], [Pass, Fail, Pass]),
    ] {
        let json = doors(states);
        let found = [every, some, count].map(|rule| single(rule, &json).0);
        assert_eq!(found, expected, "{states:?}");
    }
}

#[test]
fn thin_evidence_is_undetermined_whatever_the_rest_says() {
    let rule = "requires_evidence: {path: house.number, gte: 10}\nassert: {path: house.owner, eq: a}";
    assert_eq!(single(rule, r#"{"number": 9, "owner": "a"}"#), (Outcome::Undetermined, Some(Reason::LowCoverage)));
    assert_eq!(single(rule, r#"{"number": 10, "owner": "a"}"#).0, Outcome::Pass);
}

#[test]
fn back_ends_that_disagree_fail_and_say_so() {
    let rule = "applies_to: {kind: site}\nassert: {path: house.number, eq: 1}";
    let at = |endpoint, json| sample(Some(endpoint), json);
    let found = verdicts(check(rule), &[at("a:1", r#"{"number": 1}"#), at("b:1", r#"{"number": 2}"#)]);
    assert_eq!((found.len(), found[0].outcome, found[0].reason), (1, Outcome::Fail, Some(Reason::Inconsistent)));
    assert!(found[0].message.en.contains("b:1") && !found[0].message.en.contains("a:1"), "{:?}", found[0].message);
    let found = verdicts(check(rule), &[at("a:1", r#"{"number": 1}"#), at("b:1", r#"{"unknown": "timeout"}"#)]);
    assert_eq!((found[0].outcome, found[0].reason), (Outcome::Undetermined, Some(Reason::Timeout)));
    let found = verdicts(check(rule), &[at("a:1", r#"{"number": 2}"#), at("b:1", r#"{"number": 3}"#)]);
    assert_eq!((found[0].outcome, found[0].reason), (Outcome::Fail, None));
    assert_eq!(found[0].evidence.len(), 2);
}

#[test]
fn parameters_subjects_and_other_facts_may_stand_on_the_right() {
    let rule = "params:\n  least: {type: int, default: 5}\nassert: {all_of: [{path: house.number, gte: $least}, {path: subject.port, gt: '@house.number'}, {value: '@subject.kind', in: [site, api]}]}";
    assert_eq!(single(rule, r#"{"number": 5}"#).0, Outcome::Pass);
    assert_eq!(single(rule, r#"{"number": 4}"#).0, Outcome::Fail);
    assert_eq!(single(rule, r#"{"number": 443}"#).0, Outcome::Fail);
}

#[test]
fn the_evidence_of_each_item_is_asked_for_apart() {
    let rule = "for_each:\n  items: house.doors\n  as: d\n  instance_key: d.name\n  requires_evidence: {path: d.width, gte: 10}\nassert: {path: d.open, eq: false}";
    let doors = r#"{"doors": [
        {"name": "thick", "open": false, "width": 40},
        {"name": "gaping", "open": true, "width": 40},
        {"name": "thin", "open": true, "width": 3},
        {"name": "unmeasured", "open": false, "width": {"unknown": {"reason": "timeout", "detail": {"vi": "a", "en": "a"}}}}
    ]}"#;
    let applies = format!("applies_to: {{kind: [site]}}\n{rule}");
    let found = verdicts(check(&applies), &[sample(None, doors)]);
    let seen: BTreeMap<_, _> =
        found.iter().map(|verdict| (verdict.instance.as_str(), (verdict.outcome, verdict.reason))).collect();
    assert_eq!(seen["thick"], (Outcome::Pass, None));
    assert_eq!(seen["gaping"], (Outcome::Fail, None));
    // Neither way, however it looks: the evidence does not carry a judgement.
    assert_eq!(seen["thin"], (Outcome::Undetermined, Some(Reason::LowCoverage)));
    assert_eq!(seen["unmeasured"], (Outcome::Undetermined, Some(Reason::Timeout)));
}

#[test]
fn the_fingerprint_is_made_of_check_subject_and_instance_alone() {
    // printf 'tls.versions|cong|1.0' | sha256sum
    assert_eq!(fingerprint("tls.versions", "cong", "1.0"), "k1:c80acfbaa6bafbf61a3d84cfe0ecf44d");
}

#[test]
fn an_order_of_values_keeps_holes_open_and_mixes_numbers() {
    let rule = "assert: {path: house.number, in: [1, 2]}";
    assert_eq!(single(rule, r#"{"number": 2}"#).0, Outcome::Pass);
    assert_eq!(single(rule, r#"{"number": 3}"#).0, Outcome::Fail);
    let value = sample(None, r#"{"number": 2}"#).value;
    assert_eq!(value.field("number"), Some(&Value::Int(2)));
}
