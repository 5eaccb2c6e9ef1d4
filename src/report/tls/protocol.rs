//! Versions, who decides on the suite, and the session of a modern client.

use super::model::{Entry, Line, Tone};
use super::show::any;
use super::view::{View, items, joined, said, truth, word};
use crate::fact::{Gap, Value};
use crate::text::{Text, text};

/// `TLS 1.2` for `1.2`, `SSL 3.0` for `ssl3`.
pub(super) fn version_name(word: &str) -> String {
    match word {
        "ssl2" => "SSL 2.0".to_owned(),
        "ssl3" => "SSL 3.0".to_owned(),
        other => format!("TLS {}", said(other)),
    }
}

/// `TLS 1.0, 1.1, 1.2`.
pub(super) fn version_names(words: &[&str]) -> String {
    let names: Vec<_> = words.iter().map(|word| version_name(word)).collect();
    let mut all = String::new();
    for (place, name) in names.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|before| names.get(before));
        let family = name.split(' ').next().unwrap_or_default();
        let same = before.is_some_and(|before| before.split(' ').next() == Some(family));
        if place > 0 {
            all.push_str(", ");
        }
        all.push_str(if same { name.trim_start_matches(family).trim_start() } else { name });
    }
    all
}

/// Each version as accepted or refused on one line, and on a second why some are not known.
pub(super) fn versions(view: &View) -> Vec<Line> {
    let mut told: Vec<(&str, Option<&Value>)> =
        items(view.at("tls.versions")).iter().map(|item| (word(item.field("name")), item.field("accepted"))).collect();
    if let Some(own) = view.at("tls.ssl2").filter(|_| told.iter().all(|(name, _)| *name != "ssl2")) {
        let accepted = match own {
            Value::Record(fields) => fields.get("accepted"),
            other => Some(other),
        };
        if accepted.is_some() {
            told.insert(0, ("ssl2", accepted));
        }
    }
    if told.is_empty() {
        return match view.at("tls.versions") {
            Some(other) => vec![Line::new(label(), any(view, other))],
            None => Vec::new(),
        };
    }
    let entries = told.iter().map(|(name, accepted)| version(name, *accepted)).collect();
    let mut lines = vec![Line { inline: true, ..Line::new(label(), entries) }];
    let open: Vec<_> = told.iter().filter_map(|(name, accepted)| Some((*name, hole(*accepted)?))).collect();
    if !open.is_empty() {
        lines.push(Line::new(Text::new("Vì sao chưa xác định", "Why not determined"), reasons(view, &open)));
    }
    lines
}

fn label() -> Text {
    Text::new("Phiên bản", "Versions")
}

fn version(word: &str, accepted: Option<&Value>) -> Entry {
    let name = version_name(word);
    match accepted {
        Some(Value::Bool(true)) => {
            // RFC 6176, RFC 7568 and RFC 8996 forbid them.
            let tone = match word {
                "ssl2" | "ssl3" => Tone::Broken,
                "1.0" | "1.1" => Tone::Weak,
                _ => Tone::Sound,
            };
            Entry::toned(text!("{name} chấp nhận", "{name} accepted"), tone)
        }
        Some(Value::Bool(false)) => Entry::new(text!("{name} từ chối", "{name} refused")),
        Some(Value::Absent) => Entry::new(text!("{name} không áp dụng", "{name} not applicable")),
        _ => Entry::toned(text!("{name} chưa xác định", "{name} not determined"), Tone::Open),
    }
}

fn hole(value: Option<&Value>) -> Option<&Gap> {
    match value {
        Some(Value::Unknown(gap)) => Some(gap),
        _ => None,
    }
}

/// `TLS 1.0, 1.1: quá thời hạn chờ`: what shares a reason stands together.
pub(super) fn reasons(view: &View, open: &[(&str, &Gap)]) -> Vec<Entry> {
    let mut grouped: Vec<(Text, Vec<&str>)> = Vec::new();
    for (version, gap) in open {
        let reason = view.gap(gap);
        match grouped.iter_mut().find(|(own, _)| *own == reason) {
            Some((_, versions)) if versions.contains(version) => {}
            Some((_, versions)) => versions.push(version),
            None => grouped.push((reason, vec![version])),
        }
    }
    let entry = |(Text { vi, en }, versions): (Text, Vec<&str>)| {
        let names = version_names(&versions);
        Entry::toned(text!("{names}: {vi}", "{names}: {en}"), Tone::Open)
    };
    grouped.into_iter().map(entry).collect()
}

/// Who decides on the suite: the versions with one answer together.
pub(super) fn order(view: &View, value: &Value) -> Vec<Entry> {
    let told = items(Some(value));
    let of = |wanted: fn(&Value) -> bool| -> Vec<&str> {
        let own = told.iter().filter(|item| item.field("decides").is_some_and(wanted));
        own.map(|item| word(item.field("version"))).collect()
    };
    let mut entries = Vec::new();
    let mut push = |versions: Vec<&str>, vi: &str, en: &str| {
        if !versions.is_empty() {
            let names = version_names(&versions);
            entries.push(Entry::new(text!("{names}: {vi}", "{names}: {en}")));
        }
    };
    push(of(|decides| *decides == Value::Bool(true)), "máy chủ", "the server");
    push(of(|decides| *decides == Value::Bool(false)), "máy khách", "the client");
    push(of(|decides| *decides == Value::Absent), "chỉ có một bộ mã", "there is one suite only");
    let chacha = told.iter().filter(|item| truth(item.field("chacha_priority")) == Some(true));
    let chacha = chacha.map(|item| word(item.field("version"))).collect();
    push(chacha, "ChaCha20 được chọn nếu máy khách đặt lên đầu", "ChaCha20 is taken where the client puts it first");
    let open: Vec<_> =
        told.iter().filter_map(|item| Some((word(item.field("version")), hole(item.field("decides"))?))).collect();
    let unknown = reasons(view, &open).into_iter().map(|entry| {
        let Text { vi, en } = entry.text;
        Entry::toned(text!("chưa xác định: {vi}", "not determined: {en}"), Tone::Open)
    });
    entries.extend(unknown);
    if entries.is_empty() { any(view, value) } else { entries }
}

/// Version, suite and group of the session that a modern client gets.
pub(super) fn session(view: &View, value: &Value) -> Vec<Entry> {
    let mut known = Vec::new();
    let mut gaps: Vec<Text> = Vec::new();
    for (field, label) in [
        ("version", Text::new("phiên bản", "version")),
        ("suite", Text::new("bộ mã", "suite")),
        ("group", Text::new("nhóm khóa", "group")),
    ] {
        match value.field(field) {
            Some(Value::Text(text)) if field == "version" => known.push(Text::same(version_name(text))),
            Some(Value::Text(text)) => known.push(Text::same(said(text))),
            Some(Value::Unknown(gap)) => {
                let whole = view.gap(gap);
                if !gaps.contains(&whole) {
                    gaps.push(whole);
                }
            }
            Some(Value::Absent) => {
                let Text { vi, en } = label;
                known.push(text!("{vi}: không có", "{en}: none"));
            }
            _ => {}
        }
    }
    let mut entries = Vec::new();
    if !known.is_empty() {
        entries.push(Entry::new(joined(&known, ", ")));
    }
    entries.extend(
        gaps.into_iter()
            .map(|Text { vi, en }| Entry::toned(text!("chưa xác định: {vi}", "not determined: {en}"), Tone::Open)),
    );
    if entries.is_empty() { any(view, value) } else { entries }
}
