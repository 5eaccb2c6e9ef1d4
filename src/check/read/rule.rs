//! Reading what a check judges.

use super::condition::{over, read as read_condition};
use crate::check::scope::Scope;
use crate::check::{FactRule, ForEach, Mode, Question, Rule};
use crate::fact::Shape;
use crate::load::{Mapping, Node, Reader};
use crate::text::text;

/// Reads the rule: conditions for automated and assisted checks, questions for manual ones.
pub(super) fn read(reader: &Reader, map: &mut Mapping<'_>, scope: &Scope<'_>, mode: Mode) -> Option<Rule> {
    let (own, other): (&[&str], &[&str]) = match mode {
        Mode::Manual => (&["ask"], &["for_each", "requires_evidence", "assert"]),
        Mode::Automated | Mode::Assisted => (&["assert"], &["ask", "valid_for_days"]),
    };
    for key in other.iter().filter(|key| map.node(key).is_some()) {
        let (word, own) = (mode.word(), own.join(", "));
        let what = text!(
            "tiêu chí `{word}` dùng `{own}`, không dùng `{key}`",
            "a check of mode `{word}` uses `{own}`, not `{key}`"
        );
        reader.problem("K-CHK-007", map.key_span(key), what);
    }
    match mode {
        Mode::Manual => attested(map),
        Mode::Automated | Mode::Assisted => facts(map, scope),
    }
}

/// The scope inside a rule: with the item of its `for_each`.
pub(super) fn inside<'a>(rule: &Rule, scope: &Scope<'a>) -> Scope<'a> {
    match rule {
        Rule::Facts(rule) => match &rule.for_each {
            Some(for_each) => {
                let shape = for_each_shape(for_each, scope);
                scope.with_item(&for_each.over.name, shape)
            }
            None => scope.clone(),
        },
        Rule::Attested { .. } => scope.clone(),
    }
}

fn for_each_shape(for_each: &ForEach, scope: &Scope<'_>) -> Shape {
    let path = &for_each.over.items;
    let mut shape = path.probe().and_then(|probe| scope.vocabulary.probe(probe)).cloned().unwrap_or(Shape::Bool);
    for field in &path.fields {
        shape = shape.field(field).map_or(Shape::Bool, |field| field.shape.clone());
    }
    match shape {
        Shape::List(item) => Shape::clone(&item),
        other => other,
    }
}

fn facts(map: &mut Mapping<'_>, scope: &Scope<'_>) -> Option<Rule> {
    let for_each = map.optional("for_each", |reader, node| for_each(reader, node, scope))?;
    let inner = match &for_each {
        Some(for_each) => scope.with_item(&for_each.over.name, for_each_shape(for_each, scope)),
        None => scope.clone(),
    };
    let requires_evidence = map.optional("requires_evidence", |reader, node| read_condition(reader, node, scope));
    let assert = map.required("assert", |reader, node| read_condition(reader, node, &inner));
    Some(Rule::Facts(Box::new(FactRule { for_each, requires_evidence: requires_evidence?, assert: assert? })))
}

fn for_each(reader: &Reader, node: &Node, scope: &Scope<'_>) -> Option<ForEach> {
    let mut map = reader.mapping(node, &["items", "as", "where", "instance_key", "requires_evidence", "min_items"])?;
    let (over, inner) = over(&mut map, scope)?;
    let instance_key = map.required("instance_key", |reader, node| {
        let written = reader.text(node)?;
        let (path, shape) = inner.path(reader, node, &written)?;
        let fits = matches!(shape, Shape::Text | Shape::Int | Shape::Enumeration(_));
        if !fits || path.probe().is_some() {
            let what = text!("`{written}` không đặt tên được cho một phần tử", "`{written}` cannot name an item");
            reader.problem("K-CHK-008", node.span.clone(), what);
            return None;
        }
        Some(path)
    });
    let requires_evidence = map.optional("requires_evidence", |reader, node| read_condition(reader, node, &inner));
    let min_items = map.or("min_items", 1, |reader, node| reader.int(node, 0, 1000));
    Some(ForEach { over, instance_key: instance_key?, requires_evidence: requires_evidence?, min_items: min_items? })
}

fn attested(map: &mut Mapping<'_>) -> Option<Rule> {
    const KINDS: &[&str] = &["text", "date", "number", "file"];
    let questions = map.required("ask", |reader, node| {
        reader.each(node, |reader, node| {
            let mut map = reader.mapping(node, &["id", "type", "title"])?;
            let id = map.required("id", Reader::text);
            let kind = map.required("type", |reader, node| {
                reader.word(node, KINDS, |word| KINDS.contains(&word).then(|| word.to_owned()))
            });
            let title = map.required("title", Reader::bilingual);
            Some(Question { id: id?, kind: kind?, title: title? })
        })
    });
    let valid_for_days = map.or("valid_for_days", 180, |reader, node| reader.int(node, 1, 3650));
    Some(Rule::Attested { questions: questions?, valid_for_days: valid_for_days? })
}
