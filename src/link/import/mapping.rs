//! What a file of somebody else means: which column is which, which words mean what, which zone its times are in.
//!
//! Nothing of it is guessed where a guess could turn an answer round: what is not declared is unknown.

use std::collections::BTreeMap;

use jiff::tz::Offset;

use crate::ledger::samples::{Class, LineValues, Moment, Stretch};
use crate::load::{Entry, Kind, Node, Problems, Reader, Source};
use crate::text::{Text, text};

use super::when::offset;

/// The declaration of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Mapping {
    /// The offset from UTC of times that are written without one.
    pub offset: Option<Offset>,
    /// The format of lines, in the words of nginx (`$remote_addr ... $upstream_status`).
    pub log_format: Option<String>,
    /// Which column or key of JSON holds what; keys inside of others with points between.
    pub fields: BTreeMap<Field, String>,
    /// The prefixes of paths that lead to the hop; empty where every request does.
    pub paths: Vec<String>,
    /// The upstreams, back ends or sides that are the hop; empty where each is.
    pub upstreams: Vec<String>,
    /// What a status means where it is not what it usually means; `None` where it says nothing.
    pub statuses: BTreeMap<u16, Option<Class>>,
    /// How long a request speaks for the hop, in milliseconds, while no other follows.
    pub step: u32,
    /// From which share of failed requests on a second counts as down, in percent.
    pub fails_from: u32,
    /// From how long a wait on, in milliseconds, a requester who went away proves that no answer came in time.
    pub gave_up_after: i64,
    /// What the far side's words for a state mean.
    pub kinds: BTreeMap<String, Meaning>,
    /// The stretch of which a list of outages says that it is whole: outside of them the far side says *up*.
    pub window: Option<Stretch>,
    /// What stands between columns.
    pub delimiter: u8,
    /// The capacity of the line in bits a second, in and out.
    pub capacity: Option<(u64, u64)>,
    /// What the columns of a line's traffic hold.
    pub values: LineValues,
    /// The interval of measurements in milliseconds, where it is declared.
    pub every: Option<u32>,
    /// The labels by which a series is chosen.
    pub labels: BTreeMap<String, String>,
    /// What a probe that failed is, where its series do not say why.
    pub failed: Class,
}

/// A column of a file.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub enum Field {
    /// When.
    Time,
    /// The status of the answer.
    Status,
    /// The path that was asked for.
    Path,
    /// The status that the upstream gave.
    UpstreamStatus,
    /// Which upstream it was.
    Upstream,
    /// How long it took, in seconds.
    Seconds,
    /// How long it took, in milliseconds.
    Milliseconds,
    /// Where an interval begins.
    From,
    /// Where an interval ends.
    To,
    /// The far side's word for a state.
    Kind,
    /// The traffic that came in.
    In,
    /// The traffic that went out.
    Out,
}

/// What a far side's word for a state means.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Meaning {
    /// A class.
    Is(Class),
    /// A stop that was planned: down, and told apart.
    Planned,
    /// The far side does not know.
    Unknown,
}

impl Field {
    /// Every field and its word.
    const WORDS: &'static [(&'static str, Self)] = &[
        ("time", Self::Time),
        ("status", Self::Status),
        ("path", Self::Path),
        ("upstream-status", Self::UpstreamStatus),
        ("upstream", Self::Upstream),
        ("seconds", Self::Seconds),
        ("milliseconds", Self::Milliseconds),
        ("from", Self::From),
        ("to", Self::To),
        ("kind", Self::Kind),
        ("in", Self::In),
        ("out", Self::Out),
    ];
}

impl Default for Mapping {
    fn default() -> Self {
        Self {
            offset: None,
            log_format: None,
            fields: BTreeMap::new(),
            paths: Vec::new(),
            upstreams: Vec::new(),
            statuses: BTreeMap::new(),
            step: 60_000,
            fails_from: 100,
            gave_up_after: 10_000,
            kinds: BTreeMap::new(),
            window: None,
            delimiter: b',',
            capacity: None,
            values: LineValues::Counter(64),
            every: None,
            labels: BTreeMap::new(),
            failed: Class::ConnectTimeout,
        }
    }
}

const KEYS: &[&str] = &[
    "utc-offset",
    "log-format",
    "fields",
    "paths",
    "upstreams",
    "statuses",
    "step-s",
    "fails-from-percent",
    "gave-up-after-ms",
    "kinds",
    "window",
    "delimiter",
    "capacity-bps",
    "values",
    "every-s",
    "labels",
    "failed",
];

impl Mapping {
    /// Reads a map.
    pub fn read(source: Source) -> Result<Self, Problems> {
        let node = crate::load::parse(&source, crate::load::Limits::default())?;
        let reader = Reader::new(source);
        let mapping = Self::of(&reader, &node);
        reader.finish(mapping)
    }

    fn of(reader: &Reader, node: &Node) -> Option<Self> {
        let usual = Self::default();
        let mut map = reader.mapping(node, KEYS)?;
        let offset = map.optional("utc-offset", zone);
        let log_format = map.optional("log-format", Reader::text);
        let fields = map.or("fields", usual.fields, fields);
        let paths = map.or("paths", usual.paths, |reader, node| reader.each(node, path));
        let upstreams = map.or("upstreams", usual.upstreams, |reader, node| reader.each(node, Reader::text));
        let statuses = map.or("statuses", usual.statuses, statuses);
        let step = map.or("step-s", usual.step, |reader, node| milliseconds(reader, node, 3_600));
        let fails_from = map.or("fails-from-percent", usual.fails_from, |reader, node| whole(reader, node, 1, 100));
        let gave_up_after =
            map.or("gave-up-after-ms", usual.gave_up_after, |reader, node| reader.int(node, 1, 3_600_000));
        let kinds = map.or("kinds", usual.kinds, kinds);
        let window = map.optional("window", window);
        let delimiter = map.or("delimiter", usual.delimiter, delimiter);
        let capacity = map.optional("capacity-bps", capacity);
        let values = map.or("values", usual.values, values);
        let every = map.optional("every-s", |reader, node| milliseconds(reader, node, 86_400));
        let labels = map.or("labels", usual.labels, |reader, node| words(reader, node, Reader::text));
        let failed = map.or("failed", usual.failed, class);
        Some(Self {
            offset: offset?,
            log_format: log_format?,
            fields: fields?,
            paths: paths?,
            upstreams: upstreams?,
            statuses: statuses?,
            step: step?,
            fails_from: fails_from?,
            gave_up_after: gave_up_after?,
            kinds: kinds?,
            window: window?,
            delimiter: delimiter?,
            capacity: capacity?,
            values: values?,
            every: every?,
            labels: labels?,
            failed: failed?,
        })
    }

    /// Whether a path leads to the hop: a prefix holds whole segments. Its query is no part of it.
    pub(super) fn leads(&self, address: &str) -> bool {
        let address = address
            .find("://")
            .and_then(|at| address.get(at + 3..))
            .map_or(address, |rest| rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/"));
        let path = address.split(['?', '#']).next().unwrap_or_default();
        let under = |prefix: &String| match path.strip_prefix(prefix.as_str()) {
            Some(rest) => rest.is_empty() || rest.starts_with('/') || prefix.ends_with('/'),
            None => false,
        };
        self.paths.is_empty() || self.paths.iter().any(under)
    }

    /// Whether an upstream is the hop.
    pub(super) fn is_hop(&self, upstream: &str) -> bool {
        self.upstreams.is_empty() || self.upstreams.iter().any(|own| own == upstream)
    }

    /// The digest of what is declared, by which two imports of one file are told apart.
    pub fn digest(&self) -> crate::fact::Digest {
        crate::fact::Digest::of(format!("{self:?}").as_bytes())
    }
}

fn zone(reader: &Reader, node: &Node) -> Option<Offset> {
    reader.word(node, &["+07:00", "Z"], offset)
}

fn path(reader: &Reader, node: &Node) -> Option<String> {
    let path = reader.text(node)?;
    if path.starts_with('/') {
        return Some(path);
    }
    reader.problem("K-IMP-001", node.span.clone(), text!("đường dẫn phải bắt đầu bằng `/`", "a path begins with `/`"));
    None
}

fn entries<'n>(reader: &Reader, node: &'n Node) -> Option<&'n [Entry]> {
    match &node.kind {
        Kind::Mapping(entries) => Some(entries),
        _ => {
            reader.wrong_kind(node, "một ánh xạ `khóa: giá trị`", "a mapping `key: value`");
            None
        }
    }
}

/// A mapping whose keys are free.
fn words<T>(reader: &Reader, node: &Node, read: impl Fn(&Reader, &Node) -> Option<T>) -> Option<BTreeMap<String, T>> {
    let entries = entries(reader, node)?;
    let taken: BTreeMap<_, _> =
        entries.iter().filter_map(|entry| Some((entry.key.clone(), read(reader, &entry.value)?))).collect();
    (taken.len() == entries.len()).then_some(taken)
}

fn fields(reader: &Reader, node: &Node) -> Option<BTreeMap<Field, String>> {
    let names: Vec<_> = Field::WORDS.iter().map(|(word, _)| *word).collect();
    let mut taken = BTreeMap::new();
    let mut whole = true;
    for entry in entries(reader, node)? {
        let known = Field::WORDS.iter().find(|(word, _)| *word == entry.key);
        match (known, reader.text(&entry.value)) {
            (Some((_, field)), Some(column)) => {
                taken.insert(*field, column);
            }
            (None, _) => {
                let key = &entry.key;
                let what = text!("không có cột nào tên `{key}`", "there is no field `{key}`");
                reader.unknown_name("K-IMP-002", entry.key_span.clone(), what, key, &names);
                whole = false;
            }
            (Some(_), None) => whole = false,
        }
    }
    whole.then_some(taken)
}

fn statuses(reader: &Reader, node: &Node) -> Option<BTreeMap<u16, Option<Class>>> {
    let mut taken = BTreeMap::new();
    for entry in entries(reader, node)? {
        let Some(status) = entry.key.parse().ok().filter(|status| (100..600).contains(status)) else {
            let what = Text::new("cần một mã trạng thái HTTP (100 đến 599)", "expected a status of HTTP (100 to 599)");
            reader.problem("K-IMP-003", entry.key_span.clone(), what);
            return None;
        };
        let class = match meaning(reader, &entry.value)? {
            Meaning::Is(class) => Some(class),
            Meaning::Planned | Meaning::Unknown => None,
        };
        taken.insert(status, class);
    }
    Some(taken)
}

fn kinds(reader: &Reader, node: &Node) -> Option<BTreeMap<String, Meaning>> {
    let kinds = words(reader, node, meaning)?;
    Some(kinds.into_iter().map(|(word, meaning)| (folded(&word), meaning)).collect())
}

/// A word as it is compared: without spaces around it, in small letters, in one form of Unicode.
pub(super) fn folded(word: &str) -> String {
    crate::text::visible(word.trim()).to_lowercase()
}

fn meaning(reader: &Reader, node: &Node) -> Option<Meaning> {
    let mut words: Vec<_> = Class::ALL.iter().map(|class| class.word()).collect();
    words.extend(["planned", "unknown"]);
    reader.word(node, &words, |word| match word {
        "planned" => Some(Meaning::Planned),
        "unknown" => Some(Meaning::Unknown),
        word => Class::ALL.iter().copied().find(|class| class.word() == word).map(Meaning::Is),
    })
}

fn class(reader: &Reader, node: &Node) -> Option<Class> {
    match meaning(reader, node)? {
        Meaning::Is(class) => Some(class),
        Meaning::Planned | Meaning::Unknown => {
            reader.wrong_kind(node, "một loại kết quả", "a class");
            None
        }
    }
}

fn whole(reader: &Reader, node: &Node, least: i64, most: i64) -> Option<u32> {
    u32::try_from(reader.int(node, least, most)?).ok()
}

fn milliseconds(reader: &Reader, node: &Node, most: i64) -> Option<u32> {
    Some(whole(reader, node, 1, most)? * 1_000)
}

fn window(reader: &Reader, node: &Node) -> Option<Stretch> {
    let mut map = reader.mapping(node, &["from", "to"])?;
    let from = map.required("from", Reader::instant);
    let to = map.required("to", Reader::instant);
    let window = Stretch { from: Moment::of(from?), to: Moment::of(to?) };
    if window.length() > 0 {
        return Some(window);
    }
    reader.problem("K-IMP-004", node.span.clone(), text!("`to` phải sau `from`", "`to` must be after `from`"));
    None
}

fn delimiter(reader: &Reader, node: &Node) -> Option<u8> {
    reader.word(node, &[",", ";", "|", "tab"], |word| match word {
        "tab" => Some(b'\t'),
        "," | ";" | "|" => word.bytes().next(),
        _ => None,
    })
}

fn capacity(reader: &Reader, node: &Node) -> Option<(u64, u64)> {
    let bits = |reader: &Reader, node: &Node| {
        reader.int(node, 1, 1_000_000_000_000_000).and_then(|bits| u64::try_from(bits).ok())
    };
    let mut map = reader.mapping(node, &["in", "out"])?;
    let (inward, outward) = (map.required("in", bits), map.required("out", bits));
    Some((inward?, outward?))
}

fn values(reader: &Reader, node: &Node) -> Option<LineValues> {
    const WORDS: &[&str] = &["counter-64", "counter-32", "bits-per-second", "octets-per-second"];
    reader.word(node, WORDS, |word| match word {
        "counter-64" => Some(LineValues::Counter(64)),
        "counter-32" => Some(LineValues::Counter(32)),
        "bits-per-second" => Some(LineValues::Bits),
        "octets-per-second" => Some(LineValues::Octets),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_is_read_and_its_mistakes_are_told() {
        let text = "utc-offset: '+07:00'\nfields: {time: Thời điểm, in: Vào}\npaths: [/lgsp]\nstatuses: {404: no-data, 302: unknown}\nkinds: {'Bảo trì': planned, 'Đứt cáp': no-route}\nstep-s: 30\ndelimiter: tab\n";
        let map = Mapping::read(Source::new("map.yaml", text)).expect("a map");
        assert_eq!(map.fields.get(&Field::In).map(String::as_str), Some("Vào"));
        assert_eq!(map.statuses, BTreeMap::from([(302, None), (404, Some(Class::NoData))]));
        assert_eq!(map.kinds.get("bảo trì"), Some(&Meaning::Planned));
        assert_eq!((map.step, map.delimiter), (30_000, b'\t'));
        for (wrong, code) in [
            ("paths: [lgsp]", "K-IMP-001"),
            ("fields: {tme: a}", "K-IMP-002"),
            ("statuses: {99: good}", "K-IMP-003"),
            ("window: {from: '2026-12-05T08:00:00Z', to: '2026-12-05T08:00:00Z'}", "K-IMP-004"),
            ("utc-offset: GMT", "K-YAML-024"),
            ("kinds: {x: god}", "K-YAML-024"),
        ] {
            let Problems(problems) = Mapping::read(Source::new("map.yaml", wrong)).expect_err(wrong);
            assert_eq!(problems.first().map(|problem| problem.code), Some(code), "{wrong}");
        }
    }

    #[test]
    fn a_prefix_holds_whole_segments() {
        let map = Mapping { paths: vec!["/lgsp".to_owned(), "/ndxp/".to_owned()], ..Mapping::default() };
        for (path, leads) in [
            ("/lgsp", true),
            ("/lgsp/dan-cu?so=040090000001", true),
            ("/lgsp?x", true),
            ("/lgspx", false),
            ("/ndxp/a", true),
            ("/", false),
            ("http://gw.example.vn/lgsp/a", true),
            ("/x?u=/lgsp", false),
        ] {
            assert_eq!(map.leads(path), leads, "{path}");
        }
    }
}
