//! Reading conditions.

use super::compare;
use crate::check::condition::{Condition, Order, Over};
use crate::check::scope::Scope;
use crate::fact::Shape;
use crate::load::{Entry, Mapping, Node, Problem, Reader};
use crate::text::{Text, text};

/// Reads a condition. Its form is told by its first key that is no matcher, so that a slip in one
/// key does not turn it into another form.
pub(super) fn read(reader: &Reader, node: &Node, scope: &Scope<'_>) -> Option<Condition> {
    let Some(entries) = node.entries() else {
        reader.wrong_kind(node, "một điều kiện, ví dụ {path: …, eq: …}", "a condition such as {path: ..., eq: ...}");
        return None;
    };
    let has = |key: &str| entries.iter().any(|entry| entry.key == key);
    if has("path") || has("value") {
        return compare::read(reader, node, scope).map(Condition::Compare);
    }
    if has("count") {
        return count(reader, node, scope);
    }
    match entries {
        [Entry { key, value, .. }] => match key.as_str() {
            "all_of" => parts(reader, value, scope).map(Condition::AllOf),
            "any_of" => parts(reader, value, scope).map(Condition::AnyOf),
            "none_of" => parts(reader, value, scope).map(Condition::NoneOf),
            "every" => quantified(reader, value, scope).map(|(over, then)| Condition::Every { over, then }),
            "some" => quantified(reader, value, scope).map(|(over, then)| Condition::Some { over, then }),
            _ => unknown_form(reader, node, key),
        },
        _ => {
            let first = entries.iter().map(|entry| entry.key.as_str()).next().unwrap_or_default();
            unknown_form(reader, node, first)
        }
    }
}

fn unknown_form<T>(reader: &Reader, node: &Node, key: &str) -> Option<T> {
    const FORMS: &[&str] = &["path", "value", "all_of", "any_of", "none_of", "every", "some", "count"];
    let span =
        node.entries().and_then(|entries| entries.first()).map_or(node.span.clone(), |entry| entry.key_span.clone());
    if compare::MATCHERS.contains(&key) {
        let problem = Problem::at(
            "K-CHK-050",
            reader.source(),
            span,
            text!("`{key}` cần một `path` hoặc `value` bên cạnh", "`{key}` needs a `path` or a `value` beside it"),
        );
        reader.note(problem);
        return None;
    }
    if FORMS.contains(&key) {
        let what = text!("`{key}` phải đứng một mình trong điều kiện", "`{key}` must stand alone in its condition");
        reader.problem("K-CHK-051", span, what);
        return None;
    }
    let what = text!("không có dạng điều kiện `{key}`", "there is no form of condition `{key}`");
    let known: Vec<_> = FORMS.iter().chain(compare::MATCHERS).copied().collect();
    reader.unknown_name("K-CHK-052", span, what, key, &known);
    None
}

fn parts(reader: &Reader, node: &Node, scope: &Scope<'_>) -> Option<Vec<Condition>> {
    let parts = reader.each(node, |reader, node| read(reader, node, scope))?;
    if parts.is_empty() {
        let what = Text::new(
            "danh sách điều kiện rỗng không chứng minh được gì",
            "an empty list of conditions proves nothing",
        );
        reader.problem("K-CHK-053", node.span.clone(), what);
        return None;
    }
    Some(parts)
}

fn quantified(reader: &Reader, node: &Node, scope: &Scope<'_>) -> Option<(Over, Box<Condition>)> {
    let mut map = reader.mapping(node, &["items", "as", "where", "assert"])?;
    let (over, inner) = over(&mut map, scope)?;
    let then = map.required("assert", |reader, node| read(reader, node, &inner))?;
    Some((over, Box::new(then)))
}

fn count(reader: &Reader, node: &Node, scope: &Scope<'_>) -> Option<Condition> {
    let keys: &[&str] = &["count", "eq", "ne", "lt", "lte", "gt", "gte"];
    let mut map = reader.mapping(node, keys)?;
    let over = map.required("count", |reader, node| {
        let mut map = reader.mapping(node, &["items", "as", "where"])?;
        over(&mut map, scope).map(|(over, _)| over)
    })?;
    let tests: Option<Vec<_>> = Order::WORDS
        .iter()
        .filter_map(|(word, order)| map.node(word).map(|node| (*order, node)))
        .map(|(order, node)| Some((order, compare::operand(reader, node, scope, &Shape::Int)?)))
        .collect();
    let tests = tests?;
    if tests.is_empty() {
        let what = Text::new("`count` cần một so sánh như `gte: 2`", "`count` needs a comparison such as `gte: 2`");
        reader.problem("K-CHK-054", node.span.clone(), what);
        return None;
    }
    Some(Condition::Count { over, tests })
}

/// Reads `items`, `as` and `where`, and gives the scope inside.
pub(super) fn over<'a>(map: &mut Mapping<'_>, scope: &Scope<'a>) -> Option<(Over, Scope<'a>)> {
    let items = map.required("items", |reader, node| {
        let written = reader.text(node)?;
        let (path, shape) = scope.path(reader, node, &written)?;
        match shape {
            Shape::List(item) => Some((path, Shape::clone(&item))),
            other => {
                let name = other.name();
                let what =
                    text!("`{written}` có kiểu {name}, không phải danh sách", "`{written}` is {name}, not a list");
                reader.problem("K-CHK-055", node.span.clone(), what);
                None
            }
        }
    });
    let name = map.required("as", |reader, node| {
        let name = reader.text(node)?;
        let plain = name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        if !plain || scope.is_taken(&name) {
            let what =
                text!("tên `{name}` không dùng được hoặc đã được dùng", "the name `{name}` cannot be used or is taken");
            reader.problem("K-CHK-056", node.span.clone(), what);
            return None;
        }
        Some(name)
    });
    let ((items, item), name) = (items?, name?);
    let inner = scope.with_item(&name, item);
    let filter = map.optional("where", |reader, node| read(reader, node, &inner))?;
    Some((Over { items, name, filter: filter.map(Box::new) }, inner))
}
