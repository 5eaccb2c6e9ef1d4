//! Ways to show a known value that many facts share.

use super::model::{Entry, Tone};
use super::view::{View, joined, said, truth, word};
use crate::fact::Value;
use crate::text::{Text, text};

/// The most items of a list that are shown.
pub(super) const MOST: usize = 24;

/// `có` or `không`.
pub(super) fn yes(view: &View, value: &Value) -> Vec<Entry> {
    match value {
        Value::Bool(_) => vec![Entry::new(scalar(view, value))],
        other => any(view, other),
    }
}

/// The algorithms of handshakes by version.
pub(super) fn signatures(view: &View, value: &Value) -> Vec<Entry> {
    let Value::List(items) = value else { return any(view, value) };
    let mut versions: Vec<(&str, Vec<String>)> = Vec::new();
    let mut entries = Vec::new();
    for item in items {
        if let Some(Value::Unknown(gap)) = item.field("algorithm") {
            entries.push(view.open(gap));
            continue;
        }
        let (version, name) = (word(item.field("version")), said(word(item.field("algorithm"))));
        match versions.iter_mut().find(|(own, _)| *own == version) {
            Some((_, names)) => names.push(name),
            None => versions.push((version, vec![name])),
        }
    }
    let told = versions.into_iter().map(|(version, names)| {
        Entry::new(Text::same(format!("{}: {}", super::protocol::version_name(version), names.join(", "))))
    });
    told.chain(entries).collect()
}

/// How many logs have a timestamp of the certificate, and where they were shown.
pub(super) fn timestamps(view: &View, value: &Value) -> Vec<Entry> {
    let count = |name: &str| match value.field(name) {
        Some(Value::Int(count)) => Text::same(count.to_string()),
        Some(Value::Unknown(_)) => Text::new("chưa xác định", "not determined"),
        _ => Text::same("0"),
    };
    if !matches!(value, Value::Record(_)) {
        return any(view, value);
    }
    let (embedded, handshake, staple) = (count("embedded"), count("in_handshake"), count("in_staple"));
    vec![Entry::new(Text::new(
        format!("chứng thư: {}; bắt tay: {}; OCSP: {}", embedded.vi, handshake.vi, staple.vi),
        format!("certificate: {}; handshake: {}; OCSP: {}", embedded.en, handshake.en, staple.en),
    ))]
}

/// A text as it is.
pub(super) fn plain(view: &View, value: &Value) -> Vec<Entry> {
    any(view, value)
}

/// A list on one line; an empty one is none.
pub(super) fn list(view: &View, value: &Value) -> Vec<Entry> {
    any(view, value)
}

/// The names that a server lists when it asks for a certificate; that one which does not ask lists none says nothing.
pub(super) fn authorities(view: &View, value: &Value) -> Vec<Entry> {
    let asks = truth(view.at("tls.client_certificate.asked")) == Some(true);
    let listed = matches!(value, Value::List(items) if !items.is_empty());
    if asks || listed { any(view, value) } else { Vec::new() }
}

/// A certificate by its digest and subject, or an alert; of the digest as much as tells certificates apart.
pub(super) fn without_name(view: &View, value: &Value) -> Vec<Entry> {
    const DIGITS: usize = 16;
    let short = |digest: &str, subject: &str| {
        let head: String = digest.chars().take(DIGITS).collect();
        said(&format!("sha256:{head}… {subject}"))
    };
    let whole = word(Some(value));
    match whole.strip_prefix("sha256:").and_then(|rest| rest.split_once(' ')) {
        Some((digest, subject)) if digest.len() > DIGITS => vec![Entry::new(Text::same(short(digest, subject)))],
        _ => any(view, value),
    }
}

/// A length in bits; 0 where it is not known.
pub(super) fn bits(_: &View, value: &Value) -> Vec<Entry> {
    let text = match value {
        Value::Int(0) => Text::new("không rõ loại khóa", "a key of unknown kind"),
        Value::Int(bits) => text!("tương đương RSA {bits} bit", "as strong as RSA of {bits} bits"),
        other => Text::same(said(&other.shown())),
    };
    vec![Entry::new(text)]
}

/// Anything at all, for facts that no way of showing was written for.
pub(super) fn any(view: &View, value: &Value) -> Vec<Entry> {
    match value {
        Value::Unknown(gap) => vec![view.open(gap)],
        Value::List(items) if items.iter().any(|item| matches!(item, Value::Record(_))) => {
            let mut entries: Vec<_> = items.iter().take(MOST).map(|item| Entry::new(scalar(view, item))).collect();
            entries.extend(more(items.len()).map(Entry::new));
            entries
        }
        other => vec![Entry::new(scalar(view, other))],
    }
}

/// A value in words on one line.
pub(super) fn scalar(view: &View, value: &Value) -> Text {
    match value {
        Value::Absent => Text::new("không có", "none"),
        Value::Unknown(gap) => {
            let Text { vi, en } = view.gap(gap);
            text!("chưa xác định ({vi})", "not determined ({en})")
        }
        Value::Bool(true) => Text::new("có", "yes"),
        Value::Bool(false) => Text::new("không", "no"),
        Value::List(items) if items.is_empty() => Text::new("không có", "none"),
        Value::List(items) => {
            let mut shown: Vec<_> = items.iter().take(MOST).map(|item| scalar(view, item)).collect();
            shown.extend(more(items.len()));
            joined(&shown, ", ")
        }
        Value::Record(fields) => {
            let field = |(name, value): (&str, &Value)| {
                let name = said(name).replace('_', " ");
                let Text { vi, en } = scalar(view, value);
                text!("{name}: {vi}", "{name}: {en}")
            };
            joined(&fields.iter().take(MOST).map(field).collect::<Vec<_>>(), "; ")
        }
        Value::Text(text) => Text::same(said(text)),
        Value::Int(_) | Value::Ratio(_) | Value::Instant(_) => Text::same(value.shown()),
    }
}

/// What is said of the items beyond those that are shown.
pub(super) fn more(number: usize) -> Option<Text> {
    let rest = number.checked_sub(MOST).filter(|rest| *rest > 0)?;
    Some(text!("… (còn {rest} mục nữa)", "… ({rest} more)"))
}

/// Known attacks: those that the server is exposed to, those that it is not, and what is not known.
pub(super) fn attacks(view: &View, value: &Value) -> Vec<Entry> {
    let Value::List(items) = value else { return any(view, value) };
    let mut entries = Vec::new();
    let of = |exposed: bool| items.iter().filter(move |item| truth(item.field("exposed")) == Some(exposed));
    for item in of(true) {
        let (Text { vi, en }, because) = (attack(word(item.field("attack"))), said(word(item.field("because"))));
        entries.push(Entry::toned(
            match because.as_str() {
                "" => text!("có nguy cơ: {vi}", "exposed: {en}"),
                because => text!("có nguy cơ: {vi} ({because})", "exposed: {en} ({because})"),
            },
            Tone::Broken,
        ));
    }
    let not: Vec<_> = of(false).map(|item| attack(word(item.field("attack")))).collect();
    if !not.is_empty() {
        let joined = |of: fn(&Text) -> &str| not.iter().map(of).collect::<Vec<_>>().join(", ");
        let (vi, en) = (joined(|name| &name.vi), joined(|name| &name.en));
        entries.push(Entry::new(text!("không có nguy cơ: {vi}", "not exposed: {en}")));
    }
    for item in items {
        let name = attack(word(item.field("attack")));
        match item.field("exposed") {
            Some(Value::Unknown(gap)) => {
                let why = view.gap(gap);
                let text = Text::new(
                    format!("chưa xác định: {} ({})", name.vi, why.vi),
                    format!("not determined: {} ({})", name.en, why.en),
                );
                entries.push(Entry::toned(text, Tone::Open));
            }
            Some(Value::Absent) => {
                let Text { vi, en } = name;
                entries.push(Entry::new(text!("không áp dụng: {vi}", "not applicable: {en}")));
            }
            _ => {}
        }
    }
    if entries.is_empty() { any(view, value) } else { entries }
}

/// The name of an attack, as people know it.
fn attack(word: &str) -> Text {
    let name = match word {
        "null_cipher" => return Text::new("bộ mã không mã hóa", "suites without encryption"),
        "anonymous" => return Text::new("bộ mã không xác thực máy chủ", "suites without authentication"),
        "beast" => "BEAST",
        "crime" => "CRIME",
        "drown" => "DROWN",
        "freak" => "FREAK",
        "logjam" => "Logjam",
        "lucky13" => "Lucky 13",
        "poodle_ssl" => "POODLE",
        "raccoon" => "Raccoon",
        "rc4" => "RC4",
        "sweet32" => "SWEET32",
        other => return Text::same(said(other)),
    };
    Text::same(name)
}
