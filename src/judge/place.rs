//! What names mean while one instance is judged.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::LazyLock;

use jiff::Timestamp;

use crate::check::{Operand, Over, Path, Root};
use crate::fact::{Gap, Reason, Value};

/// What one check sees of one back-end: the facts, the subject, the parameters, the time.
#[derive(Clone, Debug)]
pub(super) struct Ground<'a> {
    /// The facts by probe; of several of one probe the last holds.
    pub(super) probes: Vec<(&'a str, &'a Value)>,
    pub(super) subject: &'a Value,
    pub(super) parameters: &'a BTreeMap<String, Value>,
    pub(super) now: Timestamp,
}

/// The ground and the items in scope. Cheap to clone: it is kept beside everything that may have to
/// be explained later.
#[derive(Clone, Debug)]
pub(super) struct Place<'a> {
    ground: &'a Ground<'a>,
    innermost: Option<Rc<Item<'a>>>,
}

/// An item of an enclosing list.
#[derive(Debug)]
struct Item<'a> {
    over: &'a Over,
    value: &'a Value,
    index: usize,
    /// The place of the list.
    outer: Place<'a>,
}

static NOT_COLLECTED: LazyLock<Value> = LazyLock::new(|| Value::unknown(Reason::NotCollected));
static NOT_COLLECTED_GAP: LazyLock<Gap> = LazyLock::new(|| Reason::NotCollected.into());

impl<'a> Place<'a> {
    /// The place outside all lists.
    pub(super) fn new(ground: &'a Ground<'a>) -> Self {
        Self { ground, innermost: None }
    }

    /// The place inside one item of a list.
    pub(super) fn with_item(&self, over: &'a Over, value: &'a Value, index: usize) -> Self {
        let item = Item { over, value, index, outer: self.clone() };
        Self { ground: self.ground, innermost: Some(Rc::new(item)) }
    }

    /// The time of judging.
    pub(super) fn now(&self) -> Timestamp {
        self.ground.now
    }

    /// A parameter's value, where the check has it.
    pub(super) fn parameter(&self, name: &str) -> Option<&'a Value> {
        self.ground.parameters.get(name)
    }

    /// The value at a path. What was not collected is unknown, and so is everything below a hole.
    pub(super) fn value(&self, path: &Path) -> &'a Value {
        let start: &'a Value = match &path.root {
            Root::Item(name) => self.item(name).map_or(&*NOT_COLLECTED, |item| item.value),
            Root::Probe(probe) => {
                let found = self.ground.probes.iter().rev().find(|(own, _)| own == probe);
                found.map_or(&*NOT_COLLECTED, |(_, value)| value)
            }
            Root::Subject => self.ground.subject,
        };
        path.fields.iter().fold(start, |value, field| value.field(field).unwrap_or(&NOT_COLLECTED))
    }

    /// The path as a person finds it in the stored facts, such as `tls.versions[2].accepted`.
    pub(super) fn shown(&self, path: &Path) -> String {
        let start = match &path.root {
            Root::Item(name) => self.item(name).map_or_else(|| name.clone(), Item::shown),
            Root::Probe(probe) => probe.clone(),
            Root::Subject => "subject".to_owned(),
        };
        path.fields.iter().fold(start, |shown, field| shown + "." + field)
    }

    /// The value of one side of a comparison.
    pub(super) fn operand<'o>(&self, operand: &'o Operand) -> &'o Value
    where
        'a: 'o,
    {
        match operand {
            Operand::Literal(value) => value,
            Operand::Parameter(name) => self.parameter(name).unwrap_or(&NOT_COLLECTED),
            Operand::Path(path) => self.value(path),
        }
    }

    fn item(&self, name: &str) -> Option<&Item<'a>> {
        let mut place = self;
        while let Some(item) = &place.innermost {
            if item.over.name == name {
                return Some(item);
            }
            place = &item.outer;
        }
        None
    }
}

impl Item<'_> {
    fn shown(&self) -> String {
        let Self { over, index, outer, .. } = self;
        format!("{}[{index}]", outer.shown(&over.items))
    }
}

/// The gap of a value that is not a list although its shape says so: it was never collected.
pub(super) fn hole(value: &Value) -> &Gap {
    match value {
        Value::Unknown(gap) => gap,
        _ => &NOT_COLLECTED_GAP,
    }
}
