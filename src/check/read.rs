//! Reading a check file.

mod compare;
mod condition;
mod rule;

use std::collections::{BTreeMap, BTreeSet};

use super::case::{Case, Expectation};
use super::pack::{id_of_path, id_problem};
use super::parameter::Parameter;
use super::path::Path;
use super::scope::{Scope, Vocabulary};
use super::{Check, FactRule, Fix, Heading, Messages, Mode, Rule, Severity};
use crate::load::{Limits, Mapping, Node, Problem, Problems, Reader, Source, parse};
use crate::system::{Kind, Safety};
use crate::text::{Text, text};

/// The keys of a check file, in the order of the documentation.
pub const KEYS: &[&str] = &[
    "schema",
    "id",
    "catalogue",
    "rev",
    "title",
    "why",
    "fix",
    "grounds",
    "heading",
    "severity",
    "blocking",
    "mode",
    "safety",
    "applies_to",
    "params",
    "for_each",
    "requires_evidence",
    "assert",
    "ask",
    "valid_for_days",
    "message",
    "cases",
];

/// Reads a check and compiles it against the vocabulary.
pub fn read(source: Source, vocabulary: &Vocabulary) -> Result<Check, Problems> {
    let root = parse(&source, Limits::default())?;
    let reader = Reader::new(source);
    let check = check(&reader, &root, vocabulary);
    reader.finish(check)
}

fn check(reader: &Reader, root: &Node, vocabulary: &Vocabulary) -> Option<Check> {
    let mut map = reader.mapping(root, KEYS)?;
    let schema = map.required("schema", |reader, node| {
        reader.word(node, &["kiemtra/check@1"], |word| (word == "kiemtra/check@1").then_some(()))
    });
    let id = map.required("id", id);
    let catalogue = map.optional("catalogue", Reader::text);
    let rev = map.required("rev", |reader, node| reader.int(node, 1, 100_000));
    let title = map.required("title", Reader::bilingual);
    let why = map.required("why", Reader::bilingual);
    let fix = map.required("fix", fix);
    let grounds = map.or("grounds", Vec::new(), |reader, node| reader.each(node, Reader::text));
    let heading = map.required("heading", |reader, node| reader.word(node, Heading::WORDS, Heading::from_word));
    let severity = map.required("severity", |reader, node| reader.word(node, Severity::WORDS, Severity::from_word));
    let blocking = map.required("blocking", Reader::bool);
    let mode = map.required("mode", |reader, node| reader.word(node, Mode::WORDS, Mode::from_word));
    let safety_words: Vec<_> = Safety::ALL.iter().map(|safety| safety.word()).collect();
    let safety = map.or("safety", Safety::Passive, |reader, node| reader.word(node, &safety_words, Safety::from_word));
    let parameters = map.or("params", BTreeMap::new(), |reader, node| parameters(reader, node, vocabulary))?;
    let scope = Scope::new(vocabulary, &parameters);
    let applies = map.required("applies_to", |reader, node| applies_to(reader, node, &scope));
    let mode = mode?;
    let rule = rule::read(reader, &mut map, &scope, mode);
    let item_scope = rule.as_ref().map(|rule| rule::inside(rule, &scope));
    let messages = map.or("message", Messages::default(), |reader, node| {
        messages(reader, node, item_scope.as_ref().unwrap_or(&scope))
    });
    let cases = map.or("cases", Vec::new(), |reader, node| {
        reader.each(node, |reader, node| Case::read(reader, node, vocabulary, &parameters))
    });
    schema?;
    let (kinds, when) = applies?;
    let (rule, messages, cases) = (rule?, messages?, cases?);
    demand_cases(reader, &map, mode, when.is_some(), &cases);
    let probes = probes(when.as_ref(), &rule, &messages);
    demand_probes(reader, &map, mode, &probes);
    Some(Check {
        id: id?,
        catalogue: catalogue?,
        rev: rev?,
        title: title?,
        why: why?,
        fix: fix?,
        grounds: grounds?,
        heading: heading?,
        severity: severity?,
        blocking: blocking?,
        mode,
        safety: safety?,
        kinds,
        when,
        parameters,
        rule,
        messages,
        cases,
        probes,
        source: reader.source().clone(),
    })
}

fn id(reader: &Reader, node: &Node) -> Option<String> {
    let given = reader.text(node)?;
    if let Some(why) = id_problem(&given) {
        reader.problem("K-CHK-001", node.span.clone(), why);
        return None;
    }
    match id_of_path(&reader.source().name) {
        Some(expected) if expected != given => {
            let what = text!("mã `{given}` không khớp đường dẫn tệp", "id `{given}` does not match the file's path");
            let problem = Problem::at("K-CHK-003", reader.source(), node.span.clone(), what);
            reader.note(
                problem.with_hint(text!("theo đường dẫn thì mã là `{expected}`", "by its path the id is `{expected}`")),
            );
            None
        }
        _ => Some(given),
    }
}

fn fix(reader: &Reader, node: &Node) -> Option<Fix> {
    let mut map = reader.mapping(node, &["vi", "en", "examples"])?;
    let vi = map.required("vi", Reader::text);
    let en = map.required("en", Reader::text);
    let examples = map.or("examples", BTreeMap::new(), |reader, node| {
        let Some(entries) = node.entries() else {
            reader.wrong_kind(node, "một ánh xạ phần mềm: dòng cấu hình", "a mapping product: lines");
            return None;
        };
        entries.iter().map(|entry| Some((entry.key.clone(), reader.text(&entry.value)?))).collect()
    });
    Some(Fix { text: Text::new(vi?.trim(), en?.trim()), examples: examples? })
}

fn parameters(reader: &Reader, node: &Node, vocabulary: &Vocabulary) -> Option<BTreeMap<String, Parameter>> {
    let Some(entries) = node.entries() else {
        reader.wrong_kind(node, "một ánh xạ tham số", "a mapping of parameters");
        return None;
    };
    entries.iter().map(|entry| Some((entry.key.clone(), Parameter::read(reader, &entry.value, vocabulary)?))).collect()
}

type Applies = (Vec<Kind>, Option<super::Condition>);

fn applies_to(reader: &Reader, node: &Node, scope: &Scope<'_>) -> Option<Applies> {
    let mut map = reader.mapping(node, &["kind", "when"])?;
    let words: Vec<_> = Kind::ALL.iter().map(|kind| kind.word()).collect();
    let kinds = map.required("kind", |reader, node| match node.as_text() {
        Some(_) => reader.word(node, &words, Kind::from_word).map(|kind| vec![kind]),
        None => reader.each(node, |reader, node| reader.word(node, &words, Kind::from_word)),
    });
    let when = map.optional("when", |reader, node| condition::read(reader, node, scope));
    Some((kinds?, when?))
}

fn messages(reader: &Reader, node: &Node, scope: &Scope<'_>) -> Option<Messages> {
    let mut map = reader.mapping(node, &["fail", "pass", "undetermined"])?;
    let mut message = |key| map.optional(key, |reader, node| super::Message::read(reader, node, scope));
    let (fail, pass, undetermined) = (message("fail"), message("pass"), message("undetermined"));
    Some(Messages { fail: fail?, pass: pass?, undetermined: undetermined? })
}

/// An automated check carries its own proof: at least one case of each outcome it can have.
fn demand_cases(reader: &Reader, map: &Mapping<'_>, mode: Mode, conditional: bool, cases: &[Case]) {
    if mode == Mode::Manual {
        return;
    }
    let mut needed = vec![Expectation::Pass, Expectation::Fail, Expectation::Undetermined];
    needed.extend(conditional.then_some(Expectation::NotApplicable));
    for expectation in needed {
        if !cases.iter().any(|case| case.expect == expectation) {
            let word = expectation.word();
            let what = text!("thiếu ví dụ (cases) có kết quả `{word}`", "no case expects `{word}`");
            reader.problem("K-CHK-004", map.key_span("cases"), what);
        }
    }
    for (n, case) in cases.iter().enumerate() {
        if cases.iter().take(n).any(|earlier| earlier.name == case.name) {
            let name = &case.name;
            let what = text!("tên ví dụ `{name}` lặp lại", "case name `{name}` is given twice");
            reader.problem("K-CHK-005", case.span.clone(), what);
        }
    }
}

fn demand_probes(reader: &Reader, map: &Mapping<'_>, mode: Mode, probes: &[String]) {
    if mode != Mode::Manual && probes.is_empty() {
        let what = Text::new("tiêu chí không đọc dữ kiện nào", "the check reads no fact");
        reader.problem("K-CHK-006", map.key_span("assert"), what);
    }
}

fn probes(when: Option<&super::Condition>, rule: &Rule, messages: &Messages) -> Vec<String> {
    let mut found = BTreeSet::new();
    let mut visit = |path: &Path| {
        if let Some(probe) = path.probe() {
            found.insert(probe.to_owned());
        }
    };
    if let Some(when) = when {
        when.paths(&mut visit);
    }
    if let Rule::Facts(rule) = rule {
        let FactRule { for_each, requires_evidence, assert } = rule.as_ref();
        if let Some(for_each) = for_each {
            for_each.over.paths(&mut visit);
            if let Some(condition) = &for_each.requires_evidence {
                condition.paths(&mut visit);
            }
        }
        if let Some(condition) = requires_evidence {
            condition.paths(&mut visit);
        }
        assert.paths(&mut visit);
    }
    for message in [&messages.fail, &messages.pass, &messages.undetermined].into_iter().flatten() {
        message.paths(&mut visit);
    }
    found.into_iter().collect()
}
