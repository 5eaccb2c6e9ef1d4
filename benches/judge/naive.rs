//! The conditions of checks over plain JSON, in two-valued logic: what is missing is false.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use kiemtra::check::{Check, Compare, Condition, Operand, Order, Over, Pack, Path, Root, Rule, Test};
use kiemtra::fact::Sample;
use kiemtra::judge::Inspected;
use serde_json::{Map, Value, json};

/// The facts of each back-end of each subject: kind, and a tree by probe.
pub struct Facts(Vec<(kiemtra::system::Kind, Value)>);

impl Facts {
    /// The trees of some samples.
    pub fn new(samples: &[Sample], subjects: &[Inspected]) -> Self {
        let mut all = Vec::new();
        for subject in subjects {
            let own: Vec<_> = samples.iter().filter(|sample| sample.subject == subject.id).collect();
            let endpoints: BTreeSet<_> = own.iter().filter_map(|sample| sample.endpoint.as_ref()).collect();
            let mut places: Vec<_> = endpoints.into_iter().map(Some).collect();
            if places.is_empty() {
                places.push(None);
            }
            for place in places {
                let here = own.iter().filter(|sample| sample.endpoint.is_none() || sample.endpoint.as_ref() == place);
                let mut tree: Map<String, Value> = here
                    .map(|sample| (sample.probe.clone(), serde_json::to_value(&sample.value).expect("JSON")))
                    .collect();
                let (name, tls) = (&subject.name, subject.tls);
                let about = json!({"id": subject.id, "kind": subject.kind.word(), "name": name, "port": subject.port, "tls": tls});
                tree.insert("subject".to_owned(), about);
                all.push((subject.kind, Value::Object(tree)));
            }
        }
        Self(all)
    }
}

/// One answer per item of each check at each back-end.
pub fn judge(pack: &Pack, facts: &Facts, now: Timestamp) -> Vec<bool> {
    let mut answers = Vec::new();
    for check in pack.checks.values() {
        let Rule::Facts(rule) = &check.rule else { continue };
        let literals = literals(check);
        for (_, root) in facts.0.iter().filter(|(kind, _)| check.kinds.contains(kind)) {
            let walk = Walk { root, literals: &literals, items: Vec::new(), now };
            if check.when.as_ref().is_some_and(|when| !walk.holds(when)) {
                continue;
            }
            match &rule.for_each {
                None => answers.push(walk.holds(&rule.assert)),
                Some(for_each) => {
                    answers.extend(walk.items(&for_each.over).iter().map(|inner| inner.holds(&rule.assert)));
                }
            }
        }
    }
    answers
}

/// The parameters of a check as JSON.
fn literals(check: &Check) -> BTreeMap<&str, Value> {
    check
        .parameters
        .iter()
        .map(|(name, own)| (name.as_str(), serde_json::to_value(&own.default).expect("JSON")))
        .collect()
}

#[derive(Clone)]
struct Walk<'a> {
    root: &'a Value,
    literals: &'a BTreeMap<&'a str, Value>,
    items: Vec<(&'a str, &'a Value)>,
    now: Timestamp,
}

impl<'a> Walk<'a> {
    fn at(&self, path: &Path) -> &'a Value {
        let start = match &path.root {
            Root::Item(name) => {
                self.items.iter().rev().find(|(own, _)| own == name).map_or(&Value::Null, |(_, value)| value)
            }
            Root::Probe(probe) => &self.root[probe.as_str()],
            Root::Subject => &self.root["subject"],
        };
        path.fields.iter().fold(start, |value, field| &value[field.as_str()])
    }

    fn operand(&self, operand: &Operand) -> Value {
        match operand {
            Operand::Literal(value) => serde_json::to_value(value).expect("JSON"),
            Operand::Parameter(name) => self.literals.get(name.as_str()).cloned().unwrap_or_default(),
            Operand::Path(path) => self.at(path).clone(),
        }
    }

    fn items(&self, over: &'a Over) -> Vec<Self> {
        let items = self.at(&over.items).as_array().map_or(&[][..], Vec::as_slice);
        let inner = items.iter().map(|item| {
            let mut inner = self.clone();
            inner.items.push((&over.name, item));
            inner
        });
        inner.filter(|inner| over.filter.as_ref().is_none_or(|filter| inner.holds(filter))).collect()
    }

    fn holds(&self, condition: &'a Condition) -> bool {
        match condition {
            Condition::AllOf(parts) => parts.iter().all(|part| self.holds(part)),
            Condition::AnyOf(parts) => parts.iter().any(|part| self.holds(part)),
            Condition::NoneOf(parts) => !parts.iter().any(|part| self.holds(part)),
            Condition::Compare(compare) => self.compares(compare),
            Condition::Count { over, tests } => self.orders(tests, self.items(over).len() as f64),
            Condition::Every { over, then } => self.items(over).iter().all(|inner| inner.holds(then)),
            Condition::Some { over, then } => self.items(over).iter().any(|inner| inner.holds(then)),
        }
    }

    fn compares(&self, compare: &Compare) -> bool {
        let left = self.operand(&compare.left);
        compare.tests.iter().all(|test| self.test(test, &left))
    }

    fn test(&self, test: &Test, left: &Value) -> bool {
        let has = |items: &Value, item: &Value| items.as_array().is_some_and(|items| items.contains(item));
        let all = |wanted: &Value, found: bool| {
            wanted.as_array().is_some_and(|wanted| wanted.iter().all(|item| has(left, item) == found))
        };
        match test {
            Test::Absent(wanted) => left.is_null() == *wanted,
            Test::Exists(wanted) => left.is_null() != *wanted,
            Test::Contains(right) => match (left, self.operand(right)) {
                (Value::String(whole), Value::String(part)) => whole.contains(&part),
                (_, right) => has(left, &right),
            },
            Test::ContainsAll(right) => all(&self.operand(right), true),
            Test::ContainsNoneOf(right) => all(&self.operand(right), false),
            Test::DaysFromNow(tests) => {
                let instant = left.as_str().and_then(|text| text.parse::<Timestamp>().ok());
                instant.is_some_and(|instant| {
                    let seconds = instant.duration_since(self.now).as_secs();
                    self.orders(tests, seconds.div_euclid(86_400) as f64)
                })
            }
            Test::In(right) => has(&self.operand(right), left),
            Test::NotIn(right) => !has(&self.operand(right), left),
            Test::Length(tests) => {
                let length = left.as_array().map_or_else(|| left.as_str().map_or(0, str::len), Vec::len);
                self.orders(tests, length as f64)
            }
            Test::Matches(regex) => left.as_str().is_some_and(|text| regex.is_match(text)),
            Test::Order(order, right) => {
                let right = self.operand(right);
                match (left.as_f64(), right.as_f64()) {
                    (Some(left), Some(right)) => left.partial_cmp(&right).is_some_and(|own| order.holds(own)),
                    _ if *left == right => order.holds(std::cmp::Ordering::Equal),
                    _ => *order == Order::NotEqual,
                }
            }
        }
    }

    fn orders(&self, tests: &[(Order, Operand)], number: f64) -> bool {
        tests.iter().all(|(order, right)| {
            let right = self.operand(right).as_f64();
            right.and_then(|right| number.partial_cmp(&right)).is_some_and(|own| order.holds(own))
        })
    }
}
