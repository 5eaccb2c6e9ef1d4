//! Cipher suites by their strength, groups by their kind, and the parameters of Diffie-Hellman.

use super::model::{Entry, Line, Tone};
use super::protocol::{reasons, version_names};
use super::show::any;
use super::view::{View, number, said, truth, word};
use crate::fact::{Gap, Value};
use crate::text::{Text, text};

/// How much a suite is worth, best first; the words stand in the note of the section.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Strength {
    Strong,
    Acceptable,
    Weak,
    Broken,
}

impl Strength {
    const ALL: [Self; 4] = [Self::Strong, Self::Acceptable, Self::Weak, Self::Broken];

    /// The strength of a class of suites; `None` where the class or the secrecy is not known.
    pub(super) fn of(class: &str, forward_secrecy: Option<bool>) -> Option<Self> {
        match (class, forward_secrecy) {
            ("null" | "anonymous" | "export" | "rc4" | "des", _) => Some(Self::Broken),
            ("triple_des" | "md5" | "gost", _) => Some(Self::Weak),
            ("aead" | "cbc_sha1" | "cbc_sha2", Some(false)) => Some(Self::Weak),
            ("cbc_sha1" | "cbc_sha2", Some(true)) => Some(Self::Acceptable),
            ("aead", Some(true)) => Some(Self::Strong),
            _ => None,
        }
    }

    fn label(self, number: usize) -> Text {
        match self {
            Self::Strong => text!("Mạnh ({number})", "Strong ({number})"),
            Self::Acceptable => text!("Chấp nhận được ({number})", "Acceptable ({number})"),
            Self::Weak => text!("Yếu ({number})", "Weak ({number})"),
            Self::Broken => text!("Không an toàn ({number})", "Broken ({number})"),
        }
    }

    fn tone(self) -> Tone {
        match self {
            Self::Strong => Tone::Sound,
            Self::Acceptable => Tone::Plain,
            Self::Weak => Tone::Weak,
            Self::Broken => Tone::Broken,
        }
    }
}

/// One line for each strength that occurs, and one for what is not known.
pub(super) fn suites(view: &View) -> Vec<Line> {
    let all = match view.at("tls.suites") {
        Some(Value::List(all)) => all,
        None => return weak_suites(view),
        Some(Value::Unknown(gap)) => {
            let own = Line::new(Text::new("Bộ mã được chấp nhận", "Suites accepted"), vec![view.open(gap)]);
            return std::iter::once(own).chain(weak_suites(view)).collect();
        }
        Some(other) => return vec![Line::new(Text::new("Bộ mã được chấp nhận", "Suites accepted"), any(view, other))],
    };
    let strength = |suite: &Value| Strength::of(word(suite.field("class")), truth(suite.field("forward_secrecy")));
    let named = |suite: &&Value| matches!(suite.field("suite"), Some(Value::Text(_)));
    let mut lines = Vec::new();
    for wanted in Strength::ALL {
        let own: Vec<_> = all.iter().filter(named).filter(|suite| strength(suite) == Some(wanted)).collect();
        let shown = column(&own, wanted.tone());
        lines.extend(shown.map(|(number, entries)| Line::new(wanted.label(number), entries)));
    }
    let unsorted: Vec<_> = all.iter().filter(named).filter(|suite| strength(suite).is_none()).collect();
    lines.extend(
        column(&unsorted, Tone::Open).map(|(number, entries)| {
            Line::new(text!("Chưa xếp loại ({number})", "Not classified ({number})"), entries)
        }),
    );
    let rest = rest(view, all, "suite");
    if !rest.is_empty() {
        lines.push(Line::new(Text::new("Phần chưa xác định", "Not determined"), rest));
    }
    if lines.is_empty() {
        let none = Entry::new(Text::new("không có bộ mã nào được chấp nhận", "no suite is accepted"));
        lines.push(Line::new(Text::new("Bộ mã được chấp nhận", "Suites accepted"), vec![none]));
    }
    lines
}

/// What is known of weak suites where the whole list is not.
fn weak_suites(view: &View) -> Vec<Line> {
    let label = Text::new("Bộ mã yếu", "Weak suites");
    let entries = match view.at("tls.weak_suites") {
        None => return Vec::new(),
        Some(Value::List(weak)) if weak.is_empty() => vec![Entry::new(Text::new("không có", "none"))],
        Some(Value::List(weak)) => {
            let names: Vec<_> = weak.iter().map(|suite| said(word(suite.field("suite")))).collect();
            vec![Entry::toned(Text::same(names.join(", ")), Tone::Weak)]
        }
        Some(other) => any(view, other),
    };
    vec![Line::new(label, entries)]
}

/// Names that the same versions accept.
struct Set<'a> {
    versions: Vec<&'a str>,
    names: Vec<String>,
}

/// Names grouped by the versions that accept them, the newest first.
fn sets<'a>(list: &[&'a Value], field: &str) -> Vec<Set<'a>> {
    let mut names: Vec<(&str, Vec<&str>)> = Vec::new();
    for item in list {
        let (name, version) = (word(item.field(field)), word(item.field("version")));
        match names.iter_mut().find(|(own, _)| *own == name) {
            Some((_, versions)) => versions.push(version),
            None => names.push((name, vec![version])),
        }
    }
    let mut sets: Vec<Set<'_>> = Vec::new();
    for (name, mut versions) in names {
        versions.sort_by_key(|version| (!version.starts_with("ssl"), *version));
        match sets.iter_mut().find(|set| set.versions == versions) {
            Some(set) => set.names.push(said(name)),
            None => sets.push(Set { versions, names: vec![said(name)] }),
        }
    }
    sets.sort_by(|left, right| newest(&right.versions).cmp(&newest(&left.versions)));
    sets
}

/// Each name in a line of its own, since suites have long ones, below the versions that accept it; with their number.
/// `None` where there are none.
fn column(list: &[&Value], tone: Tone) -> Option<(usize, Vec<Entry>)> {
    let sets = sets(list, "suite");
    let entries = sets.iter().flat_map(|set| {
        let head = Entry::new(Text::same(format!("{}:", version_names(&set.versions))));
        std::iter::once(head).chain(set.names.iter().map(|name| Entry::toned(Text::same(name), tone)))
    });
    let number = sets.iter().map(|set| set.names.len()).sum();
    (number > 0).then(|| (number, entries.collect()))
}

/// The newest of some versions. Words of versions sort as the versions do, but for those of SSL.
fn newest<'a>(versions: &[&'a str]) -> Option<&'a str> {
    versions.iter().copied().filter(|word| !word.starts_with("ssl")).max()
}

/// What is said of lists that could not be completed.
fn rest(view: &View, list: &[Value], field: &str) -> Vec<Entry> {
    let open: Vec<(&str, &Gap)> = list
        .iter()
        .filter_map(|item| match item.field(field) {
            Some(Value::Unknown(gap)) => Some((word(item.field("version")), &**gap)),
            _ => None,
        })
        .collect();
    reasons(view, &open)
}

/// One line for each kind of group, and one for what is not known.
pub(super) fn groups(view: &View) -> Vec<Line> {
    let all = match view.at("tls.groups") {
        Some(Value::List(all)) => all,
        None => return Vec::new(),
        Some(other) => return vec![Line::new(Text::new("Nhóm khóa", "Groups"), any(view, other))],
    };
    let rest = rest(view, all, "group");
    let of = |field: &'static str| move |item: &&Value| truth(item.field(field)) == Some(true);
    let named = |item: &&Value| matches!(item.field("group"), Some(Value::Text(_)));
    let kinds: [(Text, Vec<&Value>, Tone); 3] = [
        (
            Text::new("Nhóm hậu lượng tử", "Post-quantum groups"),
            all.iter().filter(named).filter(of("post_quantum")).collect(),
            Tone::Sound,
        ),
        (
            Text::new("Nhóm đường cong", "Elliptic curves"),
            all.iter().filter(named).filter(|item| !of("post_quantum")(item) && !of("finite_field")(item)).collect(),
            Tone::Plain,
        ),
        (
            Text::new("Nhóm trường hữu hạn", "Finite-field groups"),
            all.iter().filter(named).filter(of("finite_field")).collect(),
            Tone::Plain,
        ),
    ];
    let mut lines: Vec<_> = kinds
        .into_iter()
        .map(|(label, own, tone)| {
            let line = |set: &Set<'_>| {
                let text = format!("{}: {}", version_names(&set.versions), set.names.join(", "));
                Entry::toned(Text::same(text), tone)
            };
            let entries = match sets(&own, "group").as_slice() {
                own @ [_, ..] => own.iter().map(line).collect(),
                [] if rest.is_empty() => vec![Entry::new(Text::new("không có", "none"))],
                [] => {
                    let text = Text::new("chưa thấy; danh sách chưa đầy đủ", "none seen; the list is not complete");
                    vec![Entry::toned(text, Tone::Open)]
                }
            };
            Line::new(label, entries)
        })
        .collect();
    if !rest.is_empty() {
        lines.push(Line::new(Text::new("Phần chưa xác định", "Not determined"), rest));
    }
    lines
}

/// The parameters of finite-field Diffie-Hellman.
pub(super) fn dh(view: &View, value: &Value) -> Vec<Entry> {
    let Some(bits) = number(value.field("bits")) else { return any(view, value) };
    let tone = match bits {
        ..1024 => Tone::Broken,
        1024..2048 => Tone::Weak,
        _ => Tone::Plain,
    };
    let mut entries = vec![Entry::toned(text!("{bits} bit", "{bits} bits"), tone)];
    let common = match (truth(value.field("common")), word(value.field("origin"))) {
        (Some(true), "") => Some(Text::new("số nguyên tố dùng chung", "a prime that many servers share")),
        (Some(true), origin) => {
            let origin = said(origin);
            Some(text!("số nguyên tố dùng chung: {origin}", "a prime that many servers share: {origin}"))
        }
        (Some(false), _) => Some(Text::new("số nguyên tố riêng", "a prime of its own")),
        (None, _) => None,
    };
    entries.extend(common.map(Entry::new));
    let questions = [
        ("composite", "thực ra là hợp số", "in truth composite", "không phải hợp số", "not composite"),
        (
            "reused",
            "dùng lại giá trị công khai",
            "the public value is used again",
            "không dùng lại giá trị công khai",
            "the public value is fresh",
        ),
    ];
    for (field, vi, en, not_vi, not_en) in questions {
        entries.extend(match value.field(field) {
            Some(Value::Bool(true)) => Some(Entry::toned(Text::new(vi, en), Tone::Broken)),
            Some(Value::Bool(false)) => Some(Entry::new(Text::new(not_vi, not_en))),
            Some(Value::Unknown(gap)) => {
                let Text { vi: why_vi, en: why_en } = view.gap(gap);
                Some(Entry::toned(
                    text!("chưa xác định có {vi} không: {why_vi}", "not determined whether {en}: {why_en}"),
                    Tone::Open,
                ))
            }
            _ => None,
        });
    }
    entries
}
