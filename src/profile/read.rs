//! Reading a profile file, before its parents and checks are known.

use super::link_section::{self, LinkSection};
use super::roles::{self, Role};
use super::{Gate, ReportTexts};
use crate::load::{Kind as NodeKind, Limits, Node, Problems, Reader, Source, parse};
use crate::system::Kind;
use crate::text::Text;

/// The keys of a profile file.
pub const KEYS: &[&str] = &[
    "schema",
    "id",
    "version",
    "title",
    "purpose",
    "regime",
    "extends",
    "select",
    "params",
    "severity",
    "blocking",
    "requires_subjects",
    "gate",
    "link",
    "roles",
    "report",
];

/// A profile as its file declares it.
#[derive(Debug)]
pub struct Declared {
    pub(super) id: String,
    pub(super) version: String,
    pub(super) title: Text,
    pub(super) purpose: Text,
    pub(super) regime: Option<String>,
    pub(super) extends: Vec<Parent>,
    pub(super) include: Vec<Node>,
    pub(super) exclude: Vec<Exclusion>,
    pub(super) params: Option<Node>,
    pub(super) severity: Option<Node>,
    pub(super) blocking: Option<Node>,
    pub(super) requires: Option<Vec<Kind>>,
    pub(super) gate: Option<Gate>,
    pub(super) link: LinkSection,
    pub(super) roles: Option<Vec<Role>>,
    pub(super) report: Option<ReportTexts>,
    pub(super) reader: Reader,
}

/// A pinned parent.
#[derive(Debug)]
pub(super) struct Parent {
    pub(super) id: String,
    pub(super) version: String,
    pub(super) digest: String,
    pub(super) node: Node,
    pub(super) digest_node: Node,
}

/// An exclusion with its reason.
#[derive(Debug)]
pub(super) struct Exclusion {
    pub(super) check: String,
    pub(super) reason: Text,
    pub(super) decided_by: String,
    pub(super) node: Node,
}

impl Declared {
    /// The id.
    pub fn id(&self) -> &str {
        &self.id
    }
}

/// Reads a profile file.
pub fn read(source: Source) -> Result<Declared, Problems> {
    let root = parse(&source, Limits::default())?;
    let reader = Reader::new(source.clone());
    let parts = declared(&reader, &root);
    let mut declared = reader.finish(parts)?;
    declared.reader = Reader::new(source);
    Ok(declared)
}

fn declared(reader: &Reader, root: &Node) -> Option<Declared> {
    let mut map = reader.mapping(root, KEYS)?;
    let schema = map.required("schema", |reader, node| {
        reader.word(node, &["kiemtra/profile@1"], |word| (word == "kiemtra/profile@1").then_some(()))
    });
    let id = map.required("id", Reader::text);
    let version = map.required("version", Reader::text);
    let title = map.required("title", Reader::bilingual);
    let purpose = map.required("purpose", Reader::bilingual);
    let regime = map.optional("regime", Reader::text);
    let extends = map.or("extends", Vec::new(), |reader, node| reader.each(node, parent));
    let select = map.or("select", (Vec::new(), Vec::new()), select);
    let requires = map.optional("requires_subjects", |reader, node| {
        let words: Vec<_> = Kind::ALL.iter().map(|kind| kind.word()).collect();
        reader.each(node, |reader, node| reader.word(node, &words, Kind::from_word))
    });
    let gate = map.optional("gate", gate);
    let link = map.or("link", LinkSection::default(), link_section::read);
    let roles = map.optional("roles", roles::read);
    let report = map.optional("report", super::report::read);
    schema?;
    let (include, exclude) = select?;
    Some(Declared {
        id: id?,
        version: version?,
        title: title?,
        purpose: purpose?,
        regime: regime?,
        extends: extends?,
        include,
        exclude,
        params: map.node("params").cloned(),
        severity: map.node("severity").cloned(),
        blocking: map.node("blocking").cloned(),
        requires: requires?,
        gate: gate?,
        link: link?,
        roles: roles?,
        report: report?,
        reader: Reader::new(reader.source().clone()),
    })
}

fn parent(reader: &Reader, node: &Node) -> Option<Parent> {
    let mut map = reader.mapping(node, &["id", "version", "digest"])?;
    let id = map.required("id", Reader::text);
    let version = map.required("version", Reader::text);
    let digest = map.required("digest", |reader, node| match &node.kind {
        // An empty digest is let through here: resolving answers with the digest to write.
        NodeKind::Text(digest) => Some(digest.clone()),
        _ => reader.text(node),
    });
    let digest_node = map.node("digest").cloned();
    Some(Parent { id: id?, version: version?, digest: digest?, node: node.clone(), digest_node: digest_node? })
}

fn select(reader: &Reader, node: &Node) -> Option<(Vec<Node>, Vec<Exclusion>)> {
    let mut map = reader.mapping(node, &["include", "exclude"])?;
    let include = map.or("include", Vec::new(), |reader, node| {
        reader.each(node, |reader, node| reader.text(node).map(|_| node.clone()))
    });
    let exclude = map.or("exclude", Vec::new(), |reader, node| {
        reader.each(node, |reader, node| {
            let mut map = reader.mapping(node, &["check", "reason", "decided_by"])?;
            let check = map.required("check", Reader::text);
            let reason = map.required("reason", Reader::bilingual_or_same);
            let decided_by = map.required("decided_by", Reader::text);
            Some(Exclusion { check: check?, reason: reason?, decided_by: decided_by?, node: node.clone() })
        })
    });
    Some((include?, exclude?))
}

/// The keys of the section `gate:`.
const GATE_KEYS: &[&str] =
    &["max_fact_age_hours", "report_valid_days", "waiver_max_days", "passes_to_verify", "hours_between_passes"];

fn gate(reader: &Reader, node: &Node) -> Option<Gate> {
    let mut map = reader.mapping(node, GATE_KEYS)?;
    let standard = Gate::default();
    let mut number = |key, default, least, most| map.or(key, default, |reader, node| reader.int(node, least, most));
    let max_fact_age_hours = number("max_fact_age_hours", standard.max_fact_age_hours, 1, 24 * 366);
    let report_valid_days = number("report_valid_days", standard.report_valid_days, 1, 366);
    let waiver_max_days = number("waiver_max_days", standard.waiver_max_days, 1, 366);
    let passes_to_verify = number("passes_to_verify", standard.passes_to_verify, 1, 100);
    let hours_between_passes = number("hours_between_passes", standard.hours_between_passes, 0, 24 * 30);
    Some(Gate {
        max_fact_age_hours: max_fact_age_hours?,
        report_valid_days: report_valid_days?,
        waiver_max_days: waiver_max_days?,
        passes_to_verify: passes_to_verify?,
        hours_between_passes: hours_between_passes?,
    })
}
