//! What names mean while one instance is judged.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::check::{Operand, Path, Root};
use crate::fact::{Reason, Value};

/// The facts, the subject, the parameters, the time and the items in scope.
#[derive(Clone, Debug)]
pub(super) struct Place<'a> {
    pub(super) probes: BTreeMap<&'a str, &'a Value>,
    pub(super) subject: &'a Value,
    pub(super) parameters: &'a BTreeMap<String, Value>,
    pub(super) now: Timestamp,
    pub(super) items: Vec<Item<'a>>,
}

/// An item of an enclosing list.
#[derive(Clone, Debug)]
pub(super) struct Item<'a> {
    pub(super) name: &'a str,
    pub(super) value: &'a Value,
    /// The item's own path, such as `tls.versions[2]`, for witnesses.
    pub(super) shown: String,
}

static NOT_COLLECTED: std::sync::LazyLock<Value> = std::sync::LazyLock::new(|| Value::unknown(Reason::NotCollected));

impl<'a> Place<'a> {
    /// The place inside one item of a list.
    pub(super) fn with_item(&self, name: &'a str, value: &'a Value, shown: String) -> Self {
        let mut inner = self.clone();
        inner.items.push(Item { name, value, shown });
        inner
    }

    /// The value at a path. What was not collected is unknown, and so is everything below a hole.
    pub(super) fn value(&self, path: &Path) -> &'a Value {
        let start: &'a Value = match &path.root {
            Root::Item(name) => {
                self.items.iter().rev().find(|item| item.name == name).map_or(&*NOT_COLLECTED, |item| item.value)
            }
            Root::Probe(probe) => self.probes.get(probe.as_str()).copied().unwrap_or(&NOT_COLLECTED),
            Root::Subject => self.subject,
        };
        path.fields.iter().fold(start, |value, field| value.field(field).unwrap_or(&NOT_COLLECTED))
    }

    /// The path as a person finds it in the stored facts.
    pub(super) fn shown(&self, path: &Path) -> String {
        let start = match &path.root {
            Root::Item(name) => {
                self.items.iter().rev().find(|item| item.name == name).map_or(name.as_str(), |item| &item.shown)
            }
            Root::Probe(probe) => probe,
            Root::Subject => "subject",
        };
        path.fields.iter().fold(start.to_owned(), |shown, field| format!("{shown}.{field}"))
    }

    /// The value of one side of a comparison.
    pub(super) fn operand<'o>(&self, operand: &'o Operand) -> Cow<'o, Value>
    where
        'a: 'o,
    {
        match operand {
            Operand::Literal(value) => Cow::Borrowed(value),
            Operand::Parameter(name) => match self.parameters.get(name) {
                Some(value) => Cow::Borrowed(value),
                None => Cow::Owned(Value::unknown(Reason::NotCollected)),
            },
            Operand::Path(path) => Cow::Borrowed(self.value(path)),
        }
    }
}
