//! Parameters of checks, and the guards that no profile may loosen.

use super::scope::Vocabulary;
use crate::fact::{Shape, Value, from_json};
use crate::load::{Node, Problem, Reader};
use crate::text::{Text, text};

/// A parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its type.
    pub shape: Shape,
    /// Its value where no profile sets one.
    pub default: Value,
    /// The weakest values that are tolerated.
    pub guards: Vec<Guard>,
}

/// One bound on a parameter's value.
#[derive(Clone, Debug, PartialEq)]
pub enum Guard {
    /// At least.
    AtLeast(f64),
    /// At most.
    AtMost(f64),
    /// One of.
    In(Vec<Value>),
    /// A list of nothing else.
    SubsetOf(Vec<Value>),
    /// A list of at least these.
    SupersetOf(Vec<Value>),
}

impl Parameter {
    /// Reads `{type, default, guard}`.
    pub(super) fn read(reader: &Reader, node: &Node, vocabulary: &Vocabulary) -> Option<Self> {
        let mut map = reader.mapping(node, &["type", "default", "guard"])?;
        let shape = map.required("type", |reader, node| {
            let given = reader.text(node)?;
            let shape = vocabulary.type_named(&given);
            if shape.is_none() {
                let what = text!("không có kiểu `{given}`", "there is no type `{given}`");
                reader.unknown_name("K-CHK-020", node.span.clone(), what, &given, &vocabulary.type_names());
            }
            shape
        })?;
        let default = map.required("default", |reader, node| literal(reader, node, &shape));
        let guards = map.or("guard", Vec::new(), |reader, node| guards(reader, node, &shape));
        let parameter = Self { shape, default: default?, guards: guards? };
        if let Some(why) = parameter.refusal(&parameter.default) {
            let at = map.key_span("default");
            let Text { vi, en } = why;
            reader.problem(
                "K-CHK-021",
                at,
                text!("giá trị mặc định phạm chốt chặn: {vi}", "the default breaks its own guard: {en}"),
            );
        }
        Some(parameter)
    }

    /// Reads a profile's value for the parameter, and holds it against the guards.
    pub fn value(&self, reader: &Reader, node: &Node) -> Option<Value> {
        let value = literal(reader, node, &self.shape)?;
        let Some(Text { vi, en }) = self.refusal(&value) else { return Some(value) };
        let problem = Problem::at(
            "K-PRF-010",
            reader.source(),
            node.span.clone(),
            text!("giá trị nới lỏng quá mức cho phép: {vi}", "the value loosens the check past its guard: {en}"),
        );
        reader.note(problem.with_hint(Text::new(
            "hồ sơ chỉ được siết chặt tham số, không được nới quá chốt chặn của tiêu chí",
            "a profile may tighten a parameter, never loosen it past the check's guard",
        )));
        None
    }

    /// Why the guards refuse a value, if they do.
    pub fn refusal(&self, value: &Value) -> Option<Text> {
        self.guards.iter().find_map(|guard| guard.refusal(value))
    }
}

impl Guard {
    fn refusal(&self, value: &Value) -> Option<Text> {
        match (self, value) {
            (Self::AtLeast(least), value) => {
                number(value).filter(|n| n < least).map(|n| text!("{n} nhỏ hơn {least}", "{n} is below {least}"))
            }
            (Self::AtMost(most), value) => {
                number(value).filter(|n| n > most).map(|n| text!("{n} lớn hơn {most}", "{n} is above {most}"))
            }
            (Self::In(allowed), value) => (!allowed.contains(value)).then(|| one_of(value, allowed)),
            (Self::SubsetOf(allowed), Value::List(items)) => {
                items.iter().find(|item| !allowed.contains(item)).map(|item| one_of(item, allowed))
            }
            (Self::SupersetOf(needed), Value::List(items)) => {
                needed.iter().find(|item| !items.contains(item)).map(|item| {
                    let shown = item.shown();
                    text!("thiếu {shown}", "{shown} is missing")
                })
            }
            (Self::SubsetOf(_) | Self::SupersetOf(_), _) => None,
        }
    }
}

fn one_of(value: &Value, allowed: &[Value]) -> Text {
    let shown = value.shown();
    let allowed = allowed.iter().map(Value::shown).collect::<Vec<_>>().join(", ");
    text!("{shown} không thuộc {allowed}", "{shown} is not one of {allowed}")
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Int(n) => Some(*n as f64),
        Value::Ratio(n) => Some(*n),
        _ => None,
    }
}

fn guards(reader: &Reader, node: &Node, shape: &Shape) -> Option<Vec<Guard>> {
    let mut map = reader.mapping(node, &["gte", "lte", "in", "subset_of", "superset_of"])?;
    let list = matches!(shape, Shape::List(_));
    let ordered = matches!(shape, Shape::Int | Shape::Ratio);
    for (key, fits) in [("gte", ordered), ("lte", ordered), ("in", !list), ("subset_of", list), ("superset_of", list)] {
        if map.node(key).is_some() && !fits {
            let name = shape.name();
            let what = text!("`{key}` không hợp với kiểu {name}", "`{key}` does not fit the type {name}");
            reader.problem("K-CHK-022", map.key_span(key), what);
        }
    }
    let items = |reader: &Reader, node: &Node| {
        let item = match shape {
            Shape::List(item) => item,
            other => other,
        };
        reader.each(node, |reader, node| literal(reader, node, item))
    };
    let at_least = map.optional("gte", Reader::ratio);
    let at_most = map.optional("lte", Reader::ratio);
    let one_of = map.optional("in", items);
    let subset = map.optional("subset_of", items);
    let superset = map.optional("superset_of", items);
    let all = [
        at_least?.map(Guard::AtLeast),
        at_most?.map(Guard::AtMost),
        one_of?.map(Guard::In),
        subset?.map(Guard::SubsetOf),
        superset?.map(Guard::SupersetOf),
    ];
    Some(all.into_iter().flatten().collect())
}

/// Reads a literal of a shape; holes and absences are no literals.
pub(super) fn literal(reader: &Reader, node: &Node, shape: &Shape) -> Option<Value> {
    if matches!(shape, Shape::Text | Shape::Enumeration(_)) {
        let word = reader.text(node)?;
        if let Shape::Enumeration(enumeration) = shape
            && !enumeration.members.contains(&word.as_str())
        {
            let name = enumeration.name;
            let what = text!("`{word}` không thuộc {name}", "`{word}` is no {name}");
            reader.unknown_name("K-CHK-023", node.span.clone(), what, &word, enumeration.members);
            return None;
        }
        return Some(Value::Text(word.into()));
    }
    if let Shape::List(item) = shape {
        return reader.each(node, |reader, node| literal(reader, node, item)).map(|items| Value::List(items.into()));
    }
    match from_json(&node.to_json(), shape, "") {
        Ok(value) if !matches!(value, Value::Absent | Value::Unknown(_)) => Some(value),
        _ => {
            let name = shape.name();
            reader.wrong_kind(node, &format!("kiểu {name}"), &name);
            None
        }
    }
}
