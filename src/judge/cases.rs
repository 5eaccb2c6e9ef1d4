//! Running the worked examples of check files.

use std::collections::BTreeMap;

use crate::check::{Case, Check, Rule};
use crate::fact::{Reason, Value};
use crate::text::{Text, text};

use super::instance::{Instance, instances};
use super::place::{Ground, Place};
use super::verdict::Outcome;

/// A case that did not come out as it says.
#[derive(Clone, Debug)]
pub struct CaseFailure {
    /// The case's name.
    pub case: String,
    /// Where it stands in the check's file.
    pub span: std::ops::Range<usize>,
    /// What came out instead.
    pub text: Text,
}

/// Runs every case of a check and gives those that do not come out as they say.
pub fn run_cases(check: &Check) -> Vec<CaseFailure> {
    check.cases.iter().flat_map(|case| run(check, case)).collect()
}

fn run(check: &Check, case: &Case) -> Vec<CaseFailure> {
    let Rule::Facts(rule) = &check.rule else { return Vec::new() };
    let mut parameters: BTreeMap<_, _> =
        check.parameters.iter().map(|(name, own)| (name.clone(), own.default.clone())).collect();
    parameters.extend(case.parameters.clone());
    let probes = case.facts.iter().map(|(probe, value)| (probe.as_str(), value)).collect();
    let subject = subject(case, check);
    let ground = Ground { probes, subject: &subject, parameters: &parameters, now: case.now };
    compare(case, &instances(check, rule, &Place::new(&ground)))
}

/// The subject of a case: what it gives, and the first kind the check applies to.
fn subject(case: &Case, check: &Check) -> Value {
    let Value::Record(fields) = case.subject.clone() else { return case.subject.clone() };
    let kind = check.kinds.first().map_or("site", |kind| kind.word());
    let given = matches!(fields.get("kind"), Some(Value::Text(_)));
    Value::Record(if given { fields } else { fields.with("kind", Value::Text(kind.into())) })
}

fn compare(case: &Case, instances: &[Instance<'_>]) -> Vec<CaseFailure> {
    let fail = |text| CaseFailure { case: case.name.clone(), span: case.span.clone(), text };
    let mut failures = Vec::new();
    let worst = instances.iter().map(|instance| instance.outcome).min().unwrap_or(Outcome::Undetermined);
    let (expected, found) = (case.expect.word(), worst.word());
    if expected != found {
        failures
            .push(fail(text!("mong đợi `{expected}`, kết quả `{found}`", "expected `{expected}`, came out `{found}`")));
    }
    for (key, expected) in &case.instances {
        let found = instances.iter().find(|instance| instance.key == *key);
        let (expected, found) = (expected.word(), found.map_or("-", |instance| instance.outcome.word()));
        if expected != found {
            failures.push(fail(text!(
                "phần tử `{key}`: mong đợi `{expected}`, kết quả `{found}`",
                "instance `{key}`: expected `{expected}`, came out `{found}`"
            )));
        }
    }
    if let Some(expected) = case.reason {
        let found = instances.iter().find(|instance| instance.outcome == worst).and_then(|instance| instance.reason);
        if found != Some(expected) {
            let found = found.map_or("-", Reason::word);
            failures.push(fail(text!(
                "mong đợi lý do `{expected}`, kết quả `{found}`",
                "expected reason `{expected}`, came out `{found}`"
            )));
        }
    }
    failures
}
