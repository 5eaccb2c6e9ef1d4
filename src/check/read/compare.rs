//! Reading comparisons, and holding both sides against each other's shapes.

use std::sync::Arc;

use regex::RegexBuilder;

use crate::check::condition::{Compare, Operand, Order, Test};
use crate::check::parameter::literal;
use crate::check::scope::Scope;
use crate::fact::{Shape, Value};
use crate::load::{Kind, Node, Reader};
use crate::text::{Text, text};

/// The keys of a comparison: its left side, then the words of every test.
const KEYS: &[&str] = &[
    "path",
    "value",
    "eq",
    "ne",
    "lt",
    "lte",
    "gt",
    "gte",
    "in",
    "not_in",
    "contains",
    "contains_all",
    "contains_none_of",
    "matches",
    "len",
    "days_from_now",
    "exists",
    "absent",
];

/// The words of every test.
pub(super) const MATCHERS: &[&str] = KEYS.split_at(2).1;

/// Reads `{path: ..., <test>: ...}`.
pub(super) fn read(reader: &Reader, node: &Node, scope: &Scope<'_>) -> Option<Compare> {
    let map = reader.mapping(node, KEYS)?;
    let (left, shape) = match (map.node("path"), map.node("value")) {
        (Some(node), None) => {
            let written = reader.text(node)?;
            let (path, shape) = scope.path(reader, node, &written)?;
            (Operand::Path(path), shape)
        }
        (None, Some(node)) => value(reader, node, scope)?,
        _ => {
            let what = Text::new(
                "cần đúng một trong hai khóa `path` và `value`",
                "exactly one of `path` and `value` is needed",
            );
            reader.problem("K-CHK-060", node.span.clone(), what);
            return None;
        }
    };
    let entries = node.entries().unwrap_or_default();
    let given: Vec<_> = entries.iter().filter(|entry| MATCHERS.contains(&entry.key.as_str())).collect();
    let misspelt = entries.iter().any(|entry| !KEYS.contains(&entry.key.as_str()));
    if given.is_empty() && misspelt {
        return None;
    }
    if given.is_empty() {
        let what =
            Text::new("thiếu phép so sánh như `eq`, `in`, `gte`", "a test such as `eq`, `in` or `gte` is missing");
        reader.problem("K-CHK-061", node.span.clone(), what);
        return None;
    }
    let tests: Vec<_> =
        given.iter().filter_map(|entry| test(reader, &entry.key, &entry.value, scope, &shape)).collect();
    let enumeration = match &shape {
        Shape::Enumeration(enumeration) => Some(*enumeration),
        _ => None,
    };
    (tests.len() == given.len()).then_some(Compare { left, tests, enumeration })
}

fn test(reader: &Reader, word: &str, node: &Node, scope: &Scope<'_>, left: &Shape) -> Option<Test> {
    if let Some((_, order)) = Order::WORDS.iter().find(|(own, _)| *own == word) {
        let ordered = matches!(left, Shape::Int | Shape::Ratio | Shape::Instant | Shape::Enumeration(_));
        if !ordered && !matches!(order, Order::Equal | Order::NotEqual) {
            return misfit(reader, word, node, left);
        }
        return operand(reader, node, scope, left).map(|right| Test::Order(*order, right));
    }
    let item = match left {
        Shape::List(item) => Some(item.as_ref()),
        _ => None,
    };
    match (word, item) {
        ("in" | "not_in", None) => {
            let right = operand(reader, node, scope, &Shape::List(Arc::new(left.clone())))?;
            Some(if word == "in" { Test::In(right) } else { Test::NotIn(right) })
        }
        ("contains", Some(item)) => operand(reader, node, scope, item).map(Test::Contains),
        ("contains", None) if *left == Shape::Text => operand(reader, node, scope, left).map(Test::Contains),
        ("contains_all", Some(_)) => operand(reader, node, scope, left).map(Test::ContainsAll),
        ("contains_none_of", Some(_)) => operand(reader, node, scope, left).map(Test::ContainsNoneOf),
        ("matches", None) if *left == Shape::Text => pattern(reader, node).map(Test::Matches),
        ("len", _) if item.is_some() || *left == Shape::Text => orders(reader, node, scope).map(Test::Length),
        ("days_from_now", None) if *left == Shape::Instant => orders(reader, node, scope).map(Test::DaysFromNow),
        ("exists", _) => reader.bool(node).map(Test::Exists),
        ("absent", _) => reader.bool(node).map(Test::Absent),
        _ => misfit(reader, word, node, left),
    }
}

fn misfit<T>(reader: &Reader, word: &str, node: &Node, left: &Shape) -> Option<T> {
    let name = left.name();
    let what = text!("`{word}` không dùng được với kiểu {name}", "`{word}` does not work on {name}");
    reader.problem("K-CHK-062", node.span.clone(), what);
    None
}

fn pattern(reader: &Reader, node: &Node) -> Option<regex::Regex> {
    let written = reader.text(node)?;
    // The engine is linear in the text; the size limit bounds the memory of hostile patterns.
    match RegexBuilder::new(&written).size_limit(1 << 18).build() {
        Ok(regex) => Some(regex),
        Err(error) => {
            let what = text!("biểu thức chính quy không hợp lệ: {error}", "not a valid regular expression: {error}");
            reader.problem("K-CHK-063", node.span.clone(), what);
            None
        }
    }
}

fn orders(reader: &Reader, node: &Node, scope: &Scope<'_>) -> Option<Vec<(Order, Operand)>> {
    let map = reader.mapping(node, &["eq", "ne", "lt", "lte", "gt", "gte"])?;
    let tests: Option<Vec<_>> = Order::WORDS
        .iter()
        .filter_map(|(word, order)| map.node(word).map(|node| (*order, node)))
        .map(|(order, node)| Some((order, operand(reader, node, scope, &Shape::Int)?)))
        .collect();
    let tests = tests?;
    if tests.is_empty() {
        let what = Text::new("thiếu so sánh như `gte: 1`", "a comparison such as `gte: 1` is missing");
        reader.problem("K-CHK-064", node.span.clone(), what);
        return None;
    }
    Some(tests)
}

/// Reads a right side that must have a shape: a literal, `$parameter` or `@path`.
pub(super) fn operand(reader: &Reader, node: &Node, scope: &Scope<'_>, expected: &Shape) -> Option<Operand> {
    let (operand, shape) = match reference(reader, node, scope) {
        None => return literal(reader, &unescaped(node), expected).map(Operand::Literal),
        Some(found) => found?,
    };
    if fits(&shape, expected) {
        return Some(operand);
    }
    let (found, needed) = (shape.name(), expected.name());
    let what = text!("vế phải có kiểu {found}, cần {needed}", "the right side is {found}, expected {needed}");
    reader.problem("K-CHK-065", node.span.clone(), what);
    None
}

fn fits(found: &Shape, expected: &Shape) -> bool {
    match (found, expected) {
        (Shape::Int | Shape::Ratio, Shape::Int | Shape::Ratio) => true,
        (Shape::List(found), Shape::List(expected)) => fits(found, expected),
        // Enumerations of different fields may list the same words: compare as words.
        (Shape::Text, Shape::Enumeration(_)) | (Shape::Enumeration(_), Shape::Text) => true,
        _ => found == expected,
    }
}

/// `$parameter` or `@path`; `None` for a literal, `Some(None)` for a noted problem.
fn reference(reader: &Reader, node: &Node, scope: &Scope<'_>) -> Option<Option<(Operand, Shape)>> {
    let written = node.as_text()?;
    if let Some(name) = written.strip_prefix('$').filter(|rest| !rest.starts_with('$')) {
        let Some(parameter) = scope.parameters.get(name) else {
            let known: Vec<_> = scope.parameters.keys().map(String::as_str).collect();
            let what = text!("không có tham số `{name}`", "there is no parameter `{name}`");
            reader.unknown_name("K-CHK-031", node.span.clone(), what, name, &known);
            return Some(None);
        };
        return Some(Some((Operand::Parameter(name.to_owned()), parameter.shape.clone())));
    }
    let path = written.strip_prefix('@').filter(|rest| !rest.starts_with('@'))?;
    Some(scope.path(reader, node, path).map(|(path, shape)| (Operand::Path(path), shape)))
}

/// A literal with `$$` and `@@` read as `$` and `@`.
fn unescaped(node: &Node) -> Node {
    let doubled = |mark: char| {
        let once = node.as_text()?.strip_prefix(mark)?;
        once.starts_with(mark).then(|| once.to_owned())
    };
    match doubled('$').or_else(|| doubled('@')) {
        Some(text) => Node { span: node.span.clone(), kind: Kind::Text(text) },
        None => node.clone(),
    }
}

/// A left side given by `value:`: a reference, or a literal whose shape its spelling tells.
fn value(reader: &Reader, node: &Node, scope: &Scope<'_>) -> Option<(Operand, Shape)> {
    if let Some(found) = reference(reader, node, scope) {
        return found;
    }
    let node = unescaped(node);
    match &node.kind {
        Kind::Bool(value) => Some((Operand::Literal(Value::Bool(*value)), Shape::Bool)),
        Kind::Int(value) => Some((Operand::Literal(Value::Int(*value)), Shape::Int)),
        Kind::Real(value) => Some((Operand::Literal(Value::Ratio(*value)), Shape::Ratio)),
        Kind::Text(value) => Some((Operand::Literal(Value::Text(value.clone().into())), Shape::Text)),
        Kind::Null | Kind::List(_) | Kind::Mapping(_) => {
            reader.wrong_kind(&node, "một giá trị đơn", "a single value");
            None
        }
    }
}
