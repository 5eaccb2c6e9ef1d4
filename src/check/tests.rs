//! Mistakes in check files: each an error at load, at its place, with the nearest name.

use super::*;
use crate::fact::{Fact, Factual, enumeration, record};
use crate::load::Problems;

enumeration! {
    /// Sizes.
    pub enum Size = "size" {
        /// Small.
        Small = "small",
        /// Large.
        Large = "large",
    }
}

record! {
    /// An item.
    pub struct Item {
        /// Its name.
        vi "Tên."
        name: String,
        /// Its size.
        vi "Cỡ."
        size: Size,
    }
}

record! {
    /// A box.
    pub struct Box {
        /// Its items.
        vi "Các món."
        items: Fact<Vec<Item>>,
        /// Its weight.
        vi "Nặng."
        weight: Fact<i64>,
    }
}

const HEAD: &str = "schema: kiemtra/check@1\nid: box.rule\nrev: 1\ntitle: {vi: a, en: a}\nwhy: {vi: a, en: a}\nfix: {vi: a, en: a}\nheading: configuration\nseverity: high\nblocking: true\nmode: automated\n";
const CASES: &str = "cases:\n  - {name: a, facts: {box: {weight: 1}}, expect: pass}\n  - {name: b, facts: {box: {weight: 9}}, expect: fail}\n  - {name: c, facts: {}, expect: undetermined}\n";

fn load(text: &str) -> Result<Check, Problems> {
    let vocabulary = Vocabulary::new([("box", Box::shape())]);
    read(Source::new("rule.yaml", text), &vocabulary)
}

/// The codes and hints of a check whose rule is `rule`.
fn problems(rule: &str) -> Vec<(&'static str, String)> {
    match load(&format!("{HEAD}applies_to: {{kind: site}}\n{rule}\n{CASES}")) {
        Ok(_) => Vec::new(),
        Err(Problems(problems)) => problems
            .into_iter()
            .map(|problem| (problem.code, problem.hints.first().map(|hint| hint.en.clone()).unwrap_or_default()))
            .collect(),
    }
}

fn code(rule: &str) -> &'static str {
    problems(rule).first().map_or("ok", |(code, _)| code)
}

#[test]
fn a_sound_check_loads() {
    assert_eq!(problems("assert: {path: box.weight, lt: 5}"), []);
    let check = load(&format!("{HEAD}applies_to: {{kind: site}}\nassert: {{path: box.weight, lt: 5}}\n{CASES}"))
        .expect("a check");
    assert_eq!((check.probes, check.kinds), (vec!["box".to_owned()], vec![Kind::Site]));
}

#[test]
fn paths_that_lead_nowhere_are_found_with_the_nearest_name() {
    assert_eq!(problems("assert: {path: box.wieght, lt: 5}"), [("K-CHK-011", "did you mean `weight`?".to_owned())]);
    assert_eq!(problems("assert: {path: bax.weight, lt: 5}"), [("K-CHK-010", "did you mean `box`?".to_owned())]);
    assert_eq!(code("assert: {path: box.items.name, eq: a}"), "K-CHK-012");
    assert_eq!(code("assert: {path: box.weight.grams, eq: 1}"), "K-CHK-013");
    assert_eq!(code("assert: {path: box.weight, eq: '@box.wieght'}"), "K-CHK-011");
    assert_eq!(code("assert: {path: box.weight, lt: 5}\nmessage: {fail: {vi: '{box.wieght}', en: a}}"), "K-CHK-011");
}

#[test]
fn types_must_fit() {
    assert_eq!(code("assert: {path: box.weight, lt: heavy}"), "K-YAML-021");
    assert_eq!(code("assert: {path: box.weight, matches: a}"), "K-CHK-062");
    assert_eq!(code("assert: {path: box.weight, in: 5}"), "K-YAML-021");
    assert_eq!(code("assert: {path: box.items, lt: 5}"), "K-CHK-062");
    let each =
        |rule: &str| code(&format!("for_each: {{items: box.items, as: i, instance_key: i.name}}\nassert: {rule}"));
    assert_eq!(each("{path: i.size, gte: large}"), "ok");
    assert_eq!(each("{path: i.size, eq: huge}"), "K-CHK-023");
    assert_eq!(each("{path: i.name, lt: b}"), "K-CHK-062");
    assert_eq!(each("{path: i.name, matches: '('}"), "K-CHK-063");
    assert_eq!(each("{path: i.name, eq: '@box.weight'}"), "K-CHK-065");
}

#[test]
fn forms_of_conditions_are_closed() {
    assert_eq!(problems("assert: {pth: box.weight, lt: 5}"), [("K-CHK-052", "did you mean `path`?".to_owned())]);
    assert_eq!(problems("assert: {path: box.weight, less: 5}")[0].0, "K-YAML-020");
    assert_eq!(code("assert: {path: box.weight}"), "K-CHK-061");
    assert_eq!(code("assert: {eq: 5}"), "K-CHK-050");
    assert_eq!(code("assert: {all_of: []}"), "K-CHK-053");
    assert_eq!(code("assert: {all_of: [{path: box.weight, lt: 5}], any_of: []}"), "K-CHK-051");
    assert_eq!(code("assert: {count: {items: box.items, as: i}}"), "K-CHK-054");
    assert_eq!(code("assert: {every: {items: box.weight, as: i, assert: {path: box.weight, lt: 5}}}"), "K-CHK-055");
    assert_eq!(code("assert: {every: {items: box.items, as: box, assert: {path: box.weight, lt: 5}}}"), "K-CHK-056");
}

#[test]
fn parameters_are_typed_and_guarded() {
    let with =
        |parameter: &str| code(&format!("params: {{most: {parameter}}}\nassert: {{path: box.weight, lt: $most}}"));
    assert_eq!(with("{type: int, default: 5, guard: {lte: 9}}"), "ok");
    assert_eq!(with("{type: int, default: 10, guard: {lte: 9}}"), "K-CHK-021");
    assert_eq!(with("{type: text, default: a}"), "K-CHK-065");
    assert_eq!(with("{type: integer, default: 1}"), "K-CHK-020");
    assert_eq!(with("{type: int, default: 1, guard: {subset_of: [1]}}"), "K-CHK-022");
    assert_eq!(code("assert: {path: box.weight, lt: $most}"), "K-CHK-031");
}

#[test]
fn a_check_carries_its_own_proof() {
    let text = format!(
        "{HEAD}applies_to: {{kind: site}}\nassert: {{path: box.weight, lt: 5}}\ncases: [{{name: a, facts: {{box: {{weight: 1}}}}, expect: pass}}]\n"
    );
    let Err(Problems(problems)) = load(&text) else { panic!("two cases are missing") };
    assert_eq!(problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), ["K-CHK-004", "K-CHK-004"]);
    let conditional = "applies_to: {kind: site, when: {path: box.items, exists: true}}";
    let Err(Problems(problems)) = load(&format!("{HEAD}{conditional}\nassert: {{path: box.weight, lt: 5}}\n{CASES}"))
    else {
        panic!("a not-applicable case is missing")
    };
    assert!(problems[0].text.en.contains("not-applicable"));
    assert_eq!(code("assert: {value: 1, eq: 1}"), "K-CHK-006");
}

#[test]
fn the_id_is_the_path() {
    assert_eq!(id_of_path("built-in:checks/tls/versions.yaml").as_deref(), Some("tls.versions"));
    assert_eq!(id_of_path("/x/checks/a/b/c.yaml").as_deref(), Some("a.b.c"));
    assert_eq!(id_of_path("elsewhere/rule.yaml"), None);
    let text = format!("{HEAD}applies_to: {{kind: site}}\nassert: {{path: box.weight, lt: 5}}\n{CASES}");
    let vocabulary = Vocabulary::new([("box", Box::shape())]);
    let Err(Problems(problems)) = read(Source::new("checks/box/other.yaml", text), &vocabulary) else {
        panic!("the id does not match")
    };
    assert_eq!(problems[0].code, "K-CHK-003");
}
