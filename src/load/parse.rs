//! From YAML text to a [`Node`] tree, within limits.
//!
//! Refused with their place: aliases, anchors, merge keys, tags, several documents, duplicate
//! keys, keys that are not text, nesting over 32, more than 20 000 nodes. A check pack is data
//! that is signed and reviewed, so nothing in it may mean something else than it shows.

use std::ops::Range;

use granit_parser::{Event, Options, Parser, ScalarStyle, Span};
use unicode_normalization::UnicodeNormalization;

use super::node::{Entry, Kind, Node};
use super::problem::{Problem, Problems};
use super::source::Source;
use crate::text::{Text, text};

/// Bounds on what one file may hold.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How deep lists and mappings may nest.
    pub depth: usize,
    /// How many values and keys in all.
    pub nodes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { depth: 32, nodes: 20_000 }
    }
}

/// Parses the one document of a source.
pub fn parse(source: &Source, limits: Limits) -> Result<Node, Problems> {
    let mut options = Options::default();
    options.flow_nesting_limit = limits.depth + 1;
    options.block_nesting_limit = limits.depth + 1;
    options.emit_unresolved_aliases = true;
    let mut tree = Tree { source, limits, nodes: 0, open: Vec::new(), root: None, documents: 0 };
    for step in Parser::new_from_str_with_options(&source.text, options) {
        let (event, span) = step.map_err(|error| {
            let at = error.marker().byte_offset().unwrap_or_default().min(source.text.len());
            let what = error.info();
            let nesting = what.contains("nest") || what.contains("recursion");
            let problem =
                Problem::at("K-YAML-001", source, at..at, text!("YAML không hợp lệ: {what}", "not valid YAML: {what}"));
            if nesting { problem.with_hint(too_deep(limits)) } else { problem }
        })?;
        tree.take(event, &span)?;
    }
    tree.root.ok_or_else(|| {
        let name = &source.name;
        Problem::of_file("K-YAML-004", name, text!("tệp `{name}` rỗng", "file `{name}` is empty")).into()
    })
}

struct Tree<'a> {
    source: &'a Source,
    limits: Limits,
    nodes: usize,
    open: Vec<Open>,
    root: Option<Node>,
    documents: usize,
}

enum Open {
    List { start: usize, items: Vec<Node> },
    Mapping { start: usize, entries: Vec<Entry>, key: Option<(String, Range<usize>)> },
}

impl Tree<'_> {
    fn take(&mut self, event: Event<'_>, span: &Span) -> Result<(), Problems> {
        let span = span.byte_range().unwrap_or_default();
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    let what = Text::new("tệp chỉ được có một tài liệu YAML", "a file may hold one YAML document only");
                    return self.refuse("K-YAML-005", span, what);
                }
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) | Event::Anchor(..) => return self.refuse_alias(span),
            Event::Scalar(value, style, anchor, tag) => {
                self.refuse_properties(anchor, tag.is_some(), &span)?;
                let kind = scalar(&value, style);
                self.place(Node { span, kind }, style)?;
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.refuse_properties(anchor, tag.is_some(), &span)?;
                self.descend(Open::List { start: span.start, items: Vec::new() }, span)?;
            }
            Event::MappingStart(_, anchor, tag) => {
                self.refuse_properties(anchor, tag.is_some(), &span)?;
                self.descend(Open::Mapping { start: span.start, entries: Vec::new(), key: None }, span)?;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let node = match self.open.pop() {
                    Some(Open::List { start, items }) => {
                        Node { span: start..span.end.max(start), kind: Kind::List(items) }
                    }
                    Some(Open::Mapping { start, entries, .. }) => {
                        Node { span: start..span.end.max(start), kind: Kind::Mapping(entries) }
                    }
                    None => return Ok(()),
                };
                self.place(node, ScalarStyle::Plain)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn descend(&mut self, open: Open, span: Range<usize>) -> Result<(), Problems> {
        if self.open.len() >= self.limits.depth {
            return self.refuse("K-YAML-006", span, too_deep(self.limits));
        }
        self.open.push(open);
        Ok(())
    }

    fn place(&mut self, node: Node, style: ScalarStyle) -> Result<(), Problems> {
        self.nodes += 1;
        if self.nodes > self.limits.nodes {
            let most = self.limits.nodes;
            let what = text!("tệp có quá {most} giá trị", "the file holds more than {most} values");
            return self.refuse("K-YAML-007", node.span, what);
        }
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open::List { items, .. }) => items.push(node),
            Some(Open::Mapping { entries, key, .. }) => match key.take() {
                Some((key, key_span)) => entries.push(Entry { key, key_span, value: node }),
                None => {
                    let (name, span) = self.key(node, style)?;
                    if let Some(Open::Mapping { key, .. }) = self.open.last_mut() {
                        *key = Some((name, span));
                    }
                }
            },
        }
        Ok(())
    }

    fn key(&self, node: Node, style: ScalarStyle) -> Result<(String, Range<usize>), Problems> {
        let name = match &node.kind {
            Kind::Text(name) if name == "<<" && style == ScalarStyle::Plain => {
                let what = Text::new("không dùng khóa gộp `<<`", "the merge key `<<` is not accepted");
                return self.refuse("K-YAML-008", node.span, what);
            }
            Kind::Text(name) => name.clone(),
            // Names such as `1.2` or `true` are read as the text they are in the file.
            Kind::Bool(_) | Kind::Int(_) | Kind::Real(_) => {
                self.source.text.get(node.span.clone()).unwrap_or_default().to_owned()
            }
            _ => {
                let what = Text::new("khóa phải là chuỗi", "a key must be text");
                return self.refuse("K-YAML-009", node.span, what);
            }
        };
        if let Some(Open::Mapping { entries, .. }) = self.open.last()
            && let Some(first) = entries.iter().find(|entry| entry.key == name)
        {
            let line = self.source.text.get(..first.key_span.start).unwrap_or_default().matches('\n').count() + 1;
            let what = text!(
                "khóa `{name}` lặp lại (lần đầu ở dòng {line})",
                "duplicate key `{name}` (first given in line {line})"
            );
            return self.refuse("K-YAML-010", node.span, what);
        }
        Ok((name, node.span))
    }

    fn refuse_properties(&self, anchor: usize, tagged: bool, span: &Range<usize>) -> Result<(), Problems> {
        if anchor != 0 {
            return self.refuse_alias(span.clone());
        }
        if tagged {
            let what = Text::new("không dùng thẻ kiểu `!…`", "tags such as `!…` are not accepted");
            return self.refuse("K-YAML-011", span.clone(), what);
        }
        Ok(())
    }

    fn refuse_alias<T>(&self, span: Range<usize>) -> Result<T, Problems> {
        let what = Text::new("không dùng neo `&` và bí danh `*`", "anchors `&` and aliases `*` are not accepted");
        self.refuse("K-YAML-012", span, what)
    }

    fn refuse<T>(&self, code: &'static str, span: Range<usize>, text: Text) -> Result<T, Problems> {
        Err(Problem::at(code, self.source, span, text).into())
    }
}

fn too_deep(limits: Limits) -> Text {
    let depth = limits.depth;
    text!("lồng nhau quá {depth} mức", "nested deeper than {depth} levels")
}

/// Resolves a scalar after the YAML 1.2 core schema; quoted and block scalars are always text.
fn scalar(value: &str, style: ScalarStyle) -> Kind {
    if style != ScalarStyle::Plain {
        return Kind::Text(value.nfc().collect());
    }
    match value {
        "" | "~" | "null" | "Null" | "NULL" => return Kind::Null,
        "true" | "True" | "TRUE" => return Kind::Bool(true),
        "false" | "False" | "FALSE" => return Kind::Bool(false),
        _ => {}
    }
    let numeric = value.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.'))
        && value.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E'));
    if numeric && let Ok(whole) = value.parse::<i64>() {
        return Kind::Int(whole);
    }
    match value.parse::<f64>() {
        Ok(real) if numeric && real.is_finite() => Kind::Real(real),
        _ => Kind::Text(value.nfc().collect()),
    }
}
