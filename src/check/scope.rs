//! What names mean at a place of a check file: the facts, the items in scope, the parameters.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::parameter::Parameter;
use super::path::{Path, Root};
use crate::fact::{Enumeration, Field, Record, Shape};
use crate::load::{Node, Reader};
use crate::system::Kind;
use crate::text::{Text, text};

/// Every fact that a check may speak of: the shape of each probe's facts.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    probes: BTreeMap<&'static str, Shape>,
    enumerations: BTreeMap<&'static str, &'static Enumeration>,
}

impl Vocabulary {
    /// The vocabulary of some probes, by id.
    pub fn new(probes: impl IntoIterator<Item = (&'static str, Shape)>) -> Self {
        let mut own = Self::default();
        own.collect(&subject_shape());
        for (id, shape) in probes {
            own.collect(&shape);
            own.probes.insert(id, shape);
        }
        own
    }

    /// The shape of a probe's facts.
    pub fn probe(&self, id: &str) -> Option<&Shape> {
        self.probes.get(id)
    }

    /// Every probe with its shape, by id.
    pub fn probes(&self) -> impl Iterator<Item = (&'static str, &Shape)> {
        self.probes.iter().map(|(id, shape)| (*id, shape))
    }

    /// The shape for a parameter's type name, such as `list<tls_version>`.
    pub fn type_named(&self, name: &str) -> Option<Shape> {
        if let Some(item) = name.strip_prefix("list<").and_then(|rest| rest.strip_suffix('>')) {
            return self
                .type_named(item)
                .filter(|item| !matches!(item, Shape::List(_)))
                .map(|item| Shape::List(Arc::new(item)));
        }
        match name {
            "bool" => Some(Shape::Bool),
            "instant" => Some(Shape::Instant),
            "int" => Some(Shape::Int),
            "ratio" => Some(Shape::Ratio),
            "text" => Some(Shape::Text),
            _ => self.enumerations.get(name).map(|enumeration| Shape::Enumeration(enumeration)),
        }
    }

    /// The names of every type a parameter may have, apart from lists.
    pub fn type_names(&self) -> Vec<&'static str> {
        ["bool", "instant", "int", "ratio", "text"].into_iter().chain(self.enumerations.keys().copied()).collect()
    }

    fn collect(&mut self, shape: &Shape) {
        match shape {
            Shape::Enumeration(enumeration) => {
                self.enumerations.insert(enumeration.name, enumeration);
            }
            Shape::List(item) => self.collect(item),
            Shape::Record(record) => record.fields.iter().for_each(|field| self.collect(&field.shape)),
            Shape::Bool | Shape::Instant | Shape::Int | Shape::Ratio | Shape::Text => {}
        }
    }
}

/// What a check may know of its subject under `subject.`.
pub fn subject_shape() -> Shape {
    const KINDS: &[&str] =
        &["api", "dns-zone", "host", "identity-provider", "link", "organisation", "service", "sign-in", "site"];
    static KIND: Enumeration = Enumeration { name: "subject_kind", members: KINDS };
    debug_assert!(Kind::ALL.iter().all(|kind| KINDS.contains(&kind.word())));
    let field = |name, shape, partial, vi, en| Field { name, shape, partial, meaning: Text::new(vi, en) };
    Shape::Record(Record {
        name: "Subject",
        fields: Arc::from([
            field("id", Shape::Text, false, "Mã đối tượng", "The subject's id"),
            field("kind", Shape::Enumeration(&KIND), false, "Loại đối tượng", "The subject's kind"),
            field("name", Shape::Text, true, "Tên máy hoặc tên vùng", "The host or zone name"),
            field("port", Shape::Int, true, "Cổng khai báo", "The declared port"),
            field("tls", Shape::Bool, true, "Địa chỉ khai báo dùng https", "Whether the declared address is https"),
        ]),
    })
}

/// The names in scope at one place.
#[derive(Clone, Debug)]
pub(super) struct Scope<'a> {
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) parameters: &'a BTreeMap<String, Parameter>,
    items: Vec<(String, Shape)>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(vocabulary: &'a Vocabulary, parameters: &'a BTreeMap<String, Parameter>) -> Self {
        Self { vocabulary, parameters, items: Vec::new() }
    }

    /// The same scope with one more item name.
    pub(super) fn with_item(&self, name: &str, shape: Shape) -> Self {
        let mut items = self.items.clone();
        items.push((name.to_owned(), shape));
        Self { vocabulary: self.vocabulary, parameters: self.parameters, items }
    }

    /// Whether an item name would hide something.
    pub(super) fn is_taken(&self, name: &str) -> bool {
        name == "subject" || self.vocabulary.probe(name).is_some() || self.items.iter().any(|(own, _)| own == name)
    }

    /// Reads a path and its shape; a path that leads nowhere is a problem with the nearest name.
    pub(super) fn path(&self, reader: &Reader, node: &Node, written: &str) -> Option<(Path, Shape)> {
        let mut segments = written.split('.');
        let first = segments.next().unwrap_or_default();
        let item = self.items.iter().rev().find(|(name, _)| name == first);
        let (root, mut shape) = match (item, self.vocabulary.probe(first)) {
            (Some((name, shape)), _) => (Root::Item(name.clone()), shape.clone()),
            (None, Some(shape)) => (Root::Probe(first.to_owned()), shape.clone()),
            (None, None) if first == "subject" => (Root::Subject, subject_shape()),
            (None, None) => {
                let known: Vec<_> = self.vocabulary.probes.keys().copied().chain(["subject"]).collect();
                let items = self.items.iter().map(|(name, _)| name.as_str());
                let known: Vec<_> = items.chain(known).collect();
                let what = text!("không có dữ kiện `{first}`", "there is no fact `{first}`");
                reader.unknown_name("K-CHK-010", node.span.clone(), what, first, &known);
                return None;
            }
        };
        let mut fields = Vec::new();
        let mut so_far = first.to_owned();
        for segment in segments {
            let Some(field) = shape.field(segment) else {
                self.lead_astray(reader, node, &so_far, segment, &shape);
                return None;
            };
            let next = field.shape.clone();
            fields.push(segment.to_owned());
            so_far = format!("{so_far}.{segment}");
            shape = next;
        }
        Some((Path { root, fields }, shape))
    }

    fn lead_astray(&self, reader: &Reader, node: &Node, so_far: &str, segment: &str, shape: &Shape) {
        let name = shape.name();
        match shape {
            Shape::Record(_) => {
                let what = text!("`{so_far}` không có trường `{segment}`", "`{so_far}` has no field `{segment}`");
                reader.unknown_name("K-CHK-011", node.span.clone(), what, segment, &shape.field_names());
            }
            Shape::List(_) => {
                let what = text!(
                    "`{so_far}` là danh sách: dùng for_each, every, some hoặc count để xét từng phần tử",
                    "`{so_far}` is a list: use for_each, every, some or count to look at its items"
                );
                reader.problem("K-CHK-012", node.span.clone(), what);
            }
            _ => {
                let what =
                    text!("`{so_far}` có kiểu {name}, không có trường nào", "`{so_far}` is {name} and has no fields");
                reader.problem("K-CHK-013", node.span.clone(), what);
            }
        }
    }
}
