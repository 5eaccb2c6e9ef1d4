//! The rows of the table carried out over the facts of one back-end.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::model::{Entry, Line, Section};
use super::rows::{Both, PARTS, Part, Row, WHOLE};
use super::show::any;
use super::view::{View, said};
use crate::fact::{Shape, Value};
use crate::text::Text;

/// Facts that are said in the words of other lines.
const IMPLIED: &[&str] = &["certificate.valid_now"];

/// The shape of each probe's facts, put together once: a long report looks up thousands of meanings.
static SHAPES: LazyLock<BTreeMap<&'static str, Shape>> =
    LazyLock::new(|| crate::probe::PROBES.iter().map(|probe| (probe.spec().id, probe.shape())).collect());

/// Whether a probe's facts belong to the chapter.
pub(super) fn shows(probe: &str) -> bool {
    matches!(probe, "certificate" | "tls") || WHOLE.contains(&probe)
}

/// Everything that is known of one back-end; empty where no probe of the chapter looked at it.
pub(super) fn sections(view: &View) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for part in PARTS {
        let lines = lines_of(view, part);
        let known = |(path, _): &(&str, Both)| matches!(view.at(path), Some(Value::List(_)));
        let note = part.note.filter(known).map(|(_, note)| both(note));
        push(&mut sections, both(part.title), lines, note);
    }
    for probe in ["tls", "certificate"] {
        push(&mut sections, Text::new("Dữ kiện khác", "Other facts"), unlisted(view, probe), None);
    }
    for probe in WHOLE {
        let title = crate::probe::probe(probe).map_or_else(|| Text::same(*probe), |probe| probe.spec().title);
        push(&mut sections, title, record(view, probe, &[]), None);
    }
    sections
}

fn push(sections: &mut Vec<Section>, title: Text, lines: Vec<Line>, note: Option<Text>) {
    if !lines.is_empty() {
        sections.push(Section { title, lines, note });
    }
}

fn both((vi, en): Both) -> Text {
    Text::new(vi, en)
}

/// The probe that a section is about.
fn probe_of(part: &Part) -> &'static str {
    let path = part.rows.first().and_then(|row| row.paths().first().copied()).unwrap_or_default();
    path.split('.').next().unwrap_or_default()
}

fn lines_of(view: &View, part: &Part) -> Vec<Line> {
    let probe = probe_of(part);
    let alone = |entry: Entry| vec![Line::new(Text::new("Toàn bộ", "All of it"), vec![entry])];
    match (view.facts.get(probe), view.at(part.root)) {
        // A probe that saw nothing says so once, and one that does not apply says nothing.
        (Some(Value::Unknown(gap)), _) => {
            let first = PARTS.iter().find(|own| probe_of(own) == probe).is_some_and(|own| own.title == part.title);
            if first { alone(view.open(gap)) } else { Vec::new() }
        }
        (Some(Value::Record(_)), Some(Value::Unknown(gap))) => alone(view.open(gap)),
        (Some(Value::Record(_)), _) => part.rows.iter().flat_map(|row| lines(view, row)).collect(),
        _ => Vec::new(),
    }
}

fn lines(view: &View, row: &Row) -> Vec<Line> {
    match row {
        Row::One { path, label, show, absent } => {
            let entries = match view.at(path) {
                None => Vec::new(),
                Some(Value::Absent) => vec![Entry::new(both(*absent))],
                Some(Value::Unknown(gap)) => vec![view.open(gap)],
                Some(value) => show(view, value),
            };
            if entries.is_empty() { Vec::new() } else { vec![Line::new(both(*label), entries)] }
        }
        Row::Many { lines, .. } => lines(view),
        Row::Record { path, except } => record(view, path, except),
    }
}

/// A line for each field of a record, labelled by what the field means.
fn record(view: &View, path: &str, except: &[&str]) -> Vec<Line> {
    match view.at(path) {
        None | Some(Value::Absent) => Vec::new(),
        Some(Value::Record(fields)) => {
            let own = fields.iter().filter(|(name, _)| !except.contains(name));
            own.flat_map(|(name, value)| field(view, &format!("{path}.{name}"), value)).collect()
        }
        // The rows of the fields have said it where there are any.
        Some(Value::Unknown(_)) if !except.is_empty() => Vec::new(),
        Some(other) => field(view, path, other),
    }
}

/// A field in general: a record as its fields, anything else as one line.
fn field(view: &View, path: &str, value: &Value) -> Vec<Line> {
    match value {
        Value::Record(fields) => {
            fields.iter().flat_map(|(name, value)| field(view, &format!("{path}.{name}"), value)).collect()
        }
        other => vec![Line::new(meaning(path), any(view, other))],
    }
}

/// What the probe says that a fact means, as a label; its path where this version's probes do not know it.
fn meaning(path: &str) -> Text {
    let known = || {
        let mut names = path.split('.');
        let mut shape = SHAPES.get(names.next()?)?.clone();
        let mut meaning = None;
        for name in names {
            while let Shape::List(item) = shape {
                shape = Shape::clone(&item);
            }
            let field = shape.field(name)?.clone();
            meaning = Some(field.meaning);
            shape = field.shape;
        }
        meaning
    };
    let label = |text: &str| text.split([';', '.']).next().unwrap_or_default().trim().to_owned();
    match known() {
        // A probe that saw nothing at all is called by its name.
        None => match crate::probe::probe(path) {
            Some(probe) => probe.spec().title,
            None => Text::same(said(path)),
        },
        Some(Text { vi, en }) => Text::new(label(&vi), label(&en)),
    }
}

/// The fields of a fact that no row speaks of: what a newer probe says is shown before anyone writes a row for it.
fn unlisted(view: &View, probe: &str) -> Vec<Line> {
    let Some(Value::Record(fields)) = view.facts.get(probe) else { return Vec::new() };
    let covered = |path: &str| {
        let below = |own: &str| own == path || own.strip_prefix(path).is_some_and(|rest| rest.starts_with('.'));
        IMPLIED.contains(&path) || PARTS.iter().flat_map(|part| part.rows).flat_map(Row::paths).any(below)
    };
    let own = fields.iter().map(|(name, _)| (name, format!("{probe}.{name}"))).filter(|(_, path)| !covered(path));
    own.flat_map(|(name, path)| fields.get(name).map(|value| field(view, &path, value)).unwrap_or_default()).collect()
}
