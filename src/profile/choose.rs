//! Selecting checks and setting them, with every loosening named.

use super::read::Declared;
use super::{Choice, Deviation, Glob, Profile};
use crate::check::{Check, Pack, Severity};
use crate::load::{Entry, Node, Problem, Reader};
use crate::text::{Text, text};

/// Applies a profile's own selection and settings onto what its parents gave.
pub(super) fn choose(declared: &Declared, profile: &mut Profile, pack: &Pack) {
    let reader = &declared.reader;
    include(declared, profile, pack);
    exclude(declared, profile);
    for entry in entries(reader, declared.params.as_ref()) {
        parameters(reader, entry, profile, pack);
    }
    for entry in entries(reader, declared.severity.as_ref()) {
        severity(reader, entry, profile);
    }
    for entry in entries(reader, declared.blocking.as_ref()) {
        blocking(reader, entry, profile);
    }
    if profile.choices.is_empty() {
        let what = text!("hồ sơ không chọn tiêu chí nào", "the profile selects no check");
        reader.note(Problem::of_file("K-PRF-005", &reader.source().name, what));
    }
    if profile.regime.is_empty() {
        let what = text!("thiếu khóa `regime`", "missing key `regime`");
        reader.note(Problem::of_file("K-PRF-006", &reader.source().name, what));
    }
}

fn include(declared: &Declared, profile: &mut Profile, pack: &Pack) {
    for node in &declared.include {
        let glob = Glob::new(node.as_text().unwrap_or_default());
        let mut matched = false;
        for check in pack.checks.values().filter(|check| glob.matches(&check.id)) {
            matched = true;
            profile.choices.entry(check.id.clone()).or_insert_with(|| standard(check));
        }
        if !matched {
            let pattern = glob.pattern();
            let known: Vec<_> = pack.checks.keys().map(String::as_str).collect();
            let what = text!("không tiêu chí nào khớp `{pattern}`", "no check matches `{pattern}`");
            declared.reader.unknown_name("K-PRF-007", node.span.clone(), what, pattern, &known);
        }
    }
}

fn standard(check: &Check) -> Choice {
    let parameters = check.parameters.iter().map(|(name, own)| (name.clone(), own.default.clone())).collect();
    Choice { parameters, severity: check.severity, blocking: check.blocking }
}

fn exclude(declared: &Declared, profile: &mut Profile) {
    for exclusion in &declared.exclude {
        let glob = Glob::new(exclusion.check.clone());
        let gone: Vec<_> = profile.choices.keys().filter(|id| glob.matches(id)).cloned().collect();
        if gone.is_empty() {
            not_chosen(&declared.reader, exclusion.node.span.clone(), &exclusion.check, profile);
        }
        for check in gone {
            profile.choices.remove(&check);
            profile.deviations.push(Deviation {
                check,
                what: Text::new("không kiểm tra", "not inspected"),
                reason: exclusion.reason.clone(),
                decided_by: exclusion.decided_by.clone(),
            });
        }
    }
}

fn entries<'a>(reader: &Reader, node: Option<&'a Node>) -> &'a [Entry] {
    let Some(node) = node else { return &[] };
    match node.entries() {
        Some(entries) => entries,
        None => {
            reader.wrong_kind(node, "một ánh xạ theo mã tiêu chí", "a mapping by check id");
            &[]
        }
    }
}

/// `check: {parameter: value}`, or `check.parameter: value`.
fn parameters(reader: &Reader, entry: &Entry, profile: &mut Profile, pack: &Pack) {
    let whole = pack.checks.get(&entry.key);
    if let (Some(check), Some(settings)) = (whole, entry.value.entries()) {
        for setting in settings {
            parameter(reader, check, &setting.key, setting, profile);
        }
        return;
    }
    let split = entry.key.rsplit_once('.').and_then(|(check, name)| Some((pack.checks.get(check)?, name)));
    match split {
        Some((check, name)) => parameter(reader, check, name, entry, profile),
        None => not_chosen(reader, entry.key_span.clone(), &entry.key, profile),
    }
}

fn parameter(reader: &Reader, check: &Check, name: &str, entry: &Entry, profile: &mut Profile) {
    let Some(own) = check.parameters.get(name) else {
        let id = &check.id;
        let known: Vec<_> = check.parameters.keys().map(String::as_str).collect();
        let what = text!("tiêu chí `{id}` không có tham số `{name}`", "check `{id}` has no parameter `{name}`");
        return reader.unknown_name("K-PRF-008", entry.key_span.clone(), what, name, &known);
    };
    let Some(value) = own.value(reader, &entry.value) else { return };
    match profile.choices.get_mut(&check.id) {
        Some(choice) => drop(choice.parameters.insert(name.to_owned(), value)),
        None => not_chosen(reader, entry.key_span.clone(), &check.id, profile),
    }
}

fn severity(reader: &Reader, entry: &Entry, profile: &mut Profile) {
    let Some(change) = change(reader, entry, |reader, node| reader.word(node, Severity::WORDS, Severity::from_word))
    else {
        return;
    };
    let Some(choice) = profile.choices.get_mut(&entry.key) else {
        return not_chosen(reader, entry.key_span.clone(), &entry.key, profile);
    };
    let before = std::mem::replace(&mut choice.severity, change.to);
    if change.to <= before {
        return;
    }
    let (from, to) = (before.text(), change.to.text());
    let (from_vi, from_en, to_vi, to_en) = (from.vi, from.en, to.vi, to.en);
    let what = text!("hạ mức độ từ {from_vi} xuống {to_vi}", "severity lowered from {from_en} to {to_en}");
    deviate(reader, entry, change.why, what, profile);
}

fn blocking(reader: &Reader, entry: &Entry, profile: &mut Profile) {
    let Some(change) = change(reader, entry, Reader::bool) else { return };
    let Some(choice) = profile.choices.get_mut(&entry.key) else {
        return not_chosen(reader, entry.key_span.clone(), &entry.key, profile);
    };
    let before = std::mem::replace(&mut choice.blocking, change.to);
    if before && !change.to {
        let what = Text::new("không còn là điều kiện chặn kết nối", "no longer blocks the connection");
        deviate(reader, entry, change.why, what, profile);
    }
}

struct Change<T> {
    to: T,
    why: Option<(Text, String)>,
}

fn change<T>(reader: &Reader, entry: &Entry, read: impl Fn(&Reader, &Node) -> Option<T>) -> Option<Change<T>> {
    let mut map = reader.mapping(&entry.value, &["to", "reason", "decided_by"])?;
    let to = map.required("to", read);
    let reason = map.optional("reason", Reader::bilingual_or_same);
    let decided_by = map.optional("decided_by", Reader::text);
    Some(Change { to: to?, why: reason?.zip(decided_by?) })
}

fn deviate(reader: &Reader, entry: &Entry, why: Option<(Text, String)>, what: Text, profile: &mut Profile) {
    match why {
        Some((reason, decided_by)) => {
            profile.deviations.push(Deviation { check: entry.key.clone(), what, reason, decided_by });
        }
        None => {
            let what = Text::new(
                "nới lỏng thì phải có `reason` và `decided_by`",
                "what loosens needs `reason` and `decided_by`",
            );
            reader.problem("K-PRF-009", entry.key_span.clone(), what);
        }
    }
}

fn not_chosen(reader: &Reader, span: std::ops::Range<usize>, given: &str, profile: &Profile) {
    let known: Vec<_> = profile.choices.keys().map(String::as_str).collect();
    let what = text!("hồ sơ không chọn tiêu chí `{given}`", "the profile does not select check `{given}`");
    reader.unknown_name("K-PRF-011", span, what, given, &known);
}
