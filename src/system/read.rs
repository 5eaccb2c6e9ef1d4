//! Reading `system.yaml`.

mod link;
mod portal;
mod role;
mod trust;

use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use ipnet::IpNet;
use jiff::civil::Date;

use super::authorisation::{Authorisation, Safety};
use super::identity::client_access;
use super::scope::{NamePattern, Pace, Scope, Vantage, host_name};
use super::subject::{ClosedPort, Host, Kind, Place, Subject, Web};
use super::trust::{TrustStore, WEB};
use super::{Level, Resolver, System, service};
use crate::load::{Kind as NodeKind, Limits, Mapping, Node, Problem, Problems, Reader, Source, parse};
use crate::text::{Text, text};

/// The keys of `system.yaml`, in the order of the template.
pub const KEYS: &[&str] = &[
    "schema",
    "id",
    "title",
    "owner",
    "operator",
    "level",
    "subjects",
    "scope",
    "authorisation",
    "resolver",
    "dnssec_anchor",
    "trust",
    "trust_folder",
];
/// The keys of every subject.
const COMMON_KEYS: &[&str] = &["id", "kind", "title"];
/// The keys of any subject, each once: what a kind has is said in one place, [`own_keys`].
static SUBJECT_KEYS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let kinds = Kind::ALL.iter().flat_map(|kind| keys_of(*kind));
    let mut all = Vec::new();
    for key in COMMON_KEYS.iter().copied().chain(kinds) {
        if !all.contains(&key) {
            all.push(key);
        }
    }
    all
});

/// The keys of everything that is reached at a web address.
const WEB_KEYS: &[&str] = &[
    "url",
    "plain_port",
    "addresses",
    "store",
    "client_certificate",
    "expired_certificate",
    "foreign_certificate",
    "client_certificate_required",
];

/// Ports that no machine of such a system shows to the Internet, where the declaration names none:
/// remote administration, file sharing, databases, caches, queues, container and gateway consoles
/// (catalogue NET-04, NET-05, NET-06).
const CLOSED_PORTS: &[u16] = &[
    21, 22, 23, 135, 139, 445, 1433, 1521, 2049, 2375, 3306, 3389, 4000, 5432, 5672, 5900, 5985, 6379, 8500, 9200,
    11211, 15672, 27017,
];

/// A declaration may name thousands of hops of links, one for each commune.
const LIMITS: Limits = Limits { depth: 32, nodes: 200_000 };

/// Loads a system from its file.
pub fn load(path: &Path) -> Result<System, Problems> {
    let source = Source::read(path)?;
    let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
    read(source, &folder)
}

/// Reads a system from a source; relative paths are taken from `folder`.
pub(crate) fn read(source: Source, folder: &Path) -> Result<System, Problems> {
    let root = parse(&source, LIMITS)?;
    let reader = Reader::new(source.clone());
    let system = system(&reader, &root, folder);
    reader.finish(system)
}

fn system(reader: &Reader, root: &Node, folder: &Path) -> Option<System> {
    let mut map = reader.mapping(root, KEYS)?;
    let schema = map.required("schema", |reader, node| schema(reader, node, "kiemtra/system@1"));
    let id = map.required("id", identifier);
    let title = map.required("title", Reader::bilingual_or_same);
    let owner = map.optional("owner", Reader::bilingual_or_same);
    let operator = map.optional("operator", Reader::bilingual_or_same);
    let level = map.optional("level", level);
    let trust = trust::stores(reader, &mut map, folder);
    let subjects = map.required("subjects", |reader, node| subjects(reader, node, trust.as_deref()));
    let scope = map.required("scope", scope);
    let authorisation = map.required("authorisation", authorisation);
    let server = map.or("resolver", None, resolver);
    let anchor = map.optional("dnssec_anchor", |reader, node| path(reader, node, folder));
    schema?;
    let (mut subjects, scope, authorisation) = (subjects?, scope?, authorisation?);
    link::permit(reader, &mut subjects, &scope, authorisation.link_every);
    Some(System {
        id: id?,
        title: title?,
        owner: owner?,
        operator: operator?,
        level: level?,
        subjects,
        scope,
        authorisation,
        resolver: Resolver { server: server?, anchor: anchor? },
        trust: trust?,
        source: reader.source().clone(),
    })
}

/// Checks the `schema:` line of a file.
fn schema(reader: &Reader, node: &Node, expected: &'static str) -> Option<()> {
    let given = reader.text(node)?;
    if given == expected {
        return Some(());
    }
    let what = text!("lược đồ là `{given}`, cần `{expected}`", "the schema is `{given}`, expected `{expected}`");
    reader.problem("K-YAML-026", node.span.clone(), what);
    None
}

/// An id: lower-case letters, digits and single hyphens, at most 64.
fn identifier(reader: &Reader, node: &Node) -> Option<String> {
    let given = reader.text(node)?;
    let plain = given.len() <= 64
        && given
            .split('-')
            .all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
    if plain {
        return Some(given);
    }
    let what = text!("`{given}` không phải mã hợp lệ", "`{given}` is no valid id");
    let problem = Problem::at("K-SYS-001", reader.source(), node.span.clone(), what).with_hint(Text::new(
        "chữ thường không dấu, chữ số, nối bằng dấu gạch ngang: `cong-dich-vu`",
        "lower-case letters and digits joined by hyphens: `public-portal`",
    ));
    reader.note(problem);
    None
}

fn level(reader: &Reader, node: &Node) -> Option<Level> {
    let mut map = reader.mapping(node, &["number", "decision", "date"])?;
    let number = map.required("number", |reader, node| reader.int(node, 1, 5));
    let decision = map.optional("decision", Reader::text);
    let date = map.optional("date", date);
    Some(Level { number: number?, decision: decision?, date: date? })
}

fn date(reader: &Reader, node: &Node) -> Option<Date> {
    let given = reader.text(node)?;
    let parsed = given.parse::<Date>().ok();
    if parsed.is_none() {
        let what = text!("`{given}` không phải ngày (2026-12-05)", "`{given}` is not a date (2026-12-05)");
        reader.problem("K-YAML-023", node.span.clone(), what);
    }
    parsed
}

fn path(reader: &Reader, node: &Node, folder: &Path) -> Option<PathBuf> {
    reader.text(node).map(|given| folder.join(given))
}

fn resolver(reader: &Reader, node: &Node) -> Option<Option<SocketAddr>> {
    let given = reader.text(node)?;
    if given == "system" {
        return Some(None);
    }
    let server = given.parse::<SocketAddr>().ok();
    let server = server.or_else(|| given.parse::<IpAddr>().ok().map(|address| SocketAddr::new(address, 53)));
    if server.is_none() {
        let what = text!(
            "`{given}` không phải `system` hay địa chỉ máy chủ DNS",
            "`{given}` is neither `system` nor the address of a name server"
        );
        reader.problem("K-SYS-002", node.span.clone(), what);
    }
    server.map(Some)
}

fn subjects(reader: &Reader, node: &Node, stores: Option<&[TrustStore]>) -> Option<Vec<Subject>> {
    let subjects = reader.each(node, |reader, node| subject(reader, node, stores))?;
    role::providers(reader, &subjects);
    for (n, subject) in subjects.iter().enumerate() {
        if subjects.iter().take(n).any(|earlier| earlier.id == subject.id) {
            let id = &subject.id;
            let what = text!("mã đối tượng `{id}` lặp lại", "subject id `{id}` is given twice");
            reader.problem("K-SYS-003", subject.span.clone(), what);
        }
    }
    if subjects.is_empty() {
        let what = Text::new("cần ít nhất một đối tượng", "at least one subject is needed");
        reader.problem("K-SYS-004", node.span.clone(), what);
    }
    Some(subjects)
}

fn subject(reader: &Reader, node: &Node, stores: Option<&[TrustStore]>) -> Option<Subject> {
    let mut map = reader.mapping(node, &SUBJECT_KEYS)?;
    let id = map.required("id", identifier);
    let words: Vec<_> = Kind::ALL.iter().map(|kind| kind.word()).collect();
    let kind = map.required("kind", |reader, node| reader.word(node, &words, Kind::from_word));
    let title = map.optional("title", Reader::bilingual_or_same);
    let kind = kind?;
    let allowed: Vec<_> = COMMON_KEYS.iter().copied().chain(keys_of(kind)).collect();
    for key in SUBJECT_KEYS.iter().filter(|key| !allowed.contains(key)) {
        if map.node(key).is_some() {
            let word = kind.word();
            let what = text!("loại `{word}` không có khóa `{key}`", "kind `{word}` has no key `{key}`");
            reader.problem("K-SYS-005", map.key_span(key), what);
        }
    }
    let place = match kind {
        Kind::Api | Kind::IdentityProvider | Kind::Link | Kind::SignIn | Kind::Site => {
            web(reader, &mut map, kind, stores).map(Place::Web)
        }
        Kind::Host => host(&mut map).map(Place::Host),
        Kind::DnsZone => map.required("name", name).map(Place::Zone),
        Kind::Organisation => Some(Place::None),
        Kind::Service => service::service(reader, &mut map, stores).map(Place::Service),
    };
    let id = id?;
    let title = title?.unwrap_or_else(|| Text::same(id.clone()));
    Some(Subject { id, title, kind, place: place?, span: node.span.clone() })
}

/// The keys of a kind besides those of every subject.
fn keys_of(kind: Kind) -> impl Iterator<Item = &'static str> {
    let shared = if kind.is_web() { WEB_KEYS } else { &[] };
    shared.iter().chain(own_keys(kind)).copied()
}

/// The keys that a kind has of its own.
fn own_keys(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Api => role::INTERFACE_KEYS,
        Kind::IdentityProvider => role::PROVIDER_KEYS,
        Kind::SignIn => role::SIGN_IN_KEYS,
        Kind::Host => &["name", "addresses", "closed_ports"],
        Kind::DnsZone => &["name"],
        Kind::Site => portal::KEYS,
        Kind::Link => link::KEYS,
        Kind::Organisation => &[],
        Kind::Service => service::KEYS,
    }
}

pub(super) fn name(reader: &Reader, node: &Node) -> Option<String> {
    let given = reader.text(node)?;
    let name = host_name(&given);
    if name.is_none() {
        let what = text!("`{given}` không phải tên máy", "`{given}` is no host name");
        reader.problem("K-SYS-006", node.span.clone(), what);
    }
    name
}

pub(super) fn addresses(reader: &Reader, node: &Node) -> Option<Vec<IpAddr>> {
    reader.each(node, |reader, node| {
        let given = reader.text(node)?;
        let address = given.parse().ok();
        if address.is_none() {
            let what = text!("`{given}` không phải địa chỉ IP", "`{given}` is no IP address");
            reader.problem("K-SYS-007", node.span.clone(), what);
        }
        address
    })
}

pub(super) fn port(reader: &Reader, node: &Node) -> Option<u16> {
    reader.int(node, 1, 65_535).and_then(|port| u16::try_from(port).ok())
}

/// A port number, or `{port: 16379, service: redis}` where something listens at an unusual number.
fn closed_port(reader: &Reader, node: &Node) -> Option<ClosedPort> {
    if node.entries().is_none() {
        return port(reader, node).map(|number| ClosedPort { number, service: None });
    }
    let mut map = reader.mapping(node, &["port", "service"])?;
    let number = map.required("port", port);
    let service = map.required("service", Reader::text);
    Some(ClosedPort { number: number?, service: Some(service?) })
}

fn host(map: &mut Mapping<'_>) -> Option<Host> {
    let name = map.required("name", name);
    let addresses = map.or("addresses", Vec::new(), addresses);
    let usual = CLOSED_PORTS.iter().map(|number| ClosedPort { number: *number, service: None }).collect();
    let closed_ports = map.or("closed_ports", usual, |reader, node| reader.each(node, closed_port));
    let (name, mut addresses) = (name?, addresses?);
    addresses.extend(literal(&name, &addresses));
    Some(Host { name, addresses, closed_ports: closed_ports? })
}

fn web(reader: &Reader, map: &mut Mapping<'_>, kind: Kind, stores: Option<&[TrustStore]>) -> Option<Web> {
    let url = map.required("url", |reader, node| {
        let given = reader.text(node)?;
        let url = url::Url::parse(&given).ok().filter(|url| {
            matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none()
        });
        let parts = url.and_then(|url| {
            let name = host_name(url.host_str()?)?;
            let path = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
            Some((name, url.port_or_known_default()?, url.scheme() == "https", path))
        });
        if parts.is_none() {
            let problem = Problem::at(
                "K-SYS-008",
                reader.source(),
                node.span.clone(),
                text!("`{given}` không phải địa chỉ web", "`{given}` is no web address"),
            );
            reader.note(problem.with_hint(Text::new(
                "viết đầy đủ và không kèm tài khoản: https://dichvucong.tinh.gov.vn/",
                "give it whole and without an account: https://portal.example.gov.vn/",
            )));
        }
        parts
    });
    let plain_port = map.optional("plain_port", |reader, node| match node.kind {
        NodeKind::Bool(false) => Some(None),
        _ => port(reader, node).map(Some),
    });
    let addresses = map.or("addresses", Vec::new(), addresses);
    let store = store(map, kind, stores);
    let client = client_access(map, url.as_ref().is_none_or(|url| url.2));
    let role = role::role(reader, map, kind, url.as_ref());
    let (name, port, tls, path) = url?;
    let plain_port = match plain_port? {
        Some(given) => given,
        None if !tls => Some(port),
        None => (port == 443).then_some(80),
    };
    let mut addresses = addresses?;
    addresses.extend(literal(&name, &addresses));
    let (client, role) = (Box::new(client?), role?);
    Some(Web { name, addresses, port, tls, path, plain_port, store: store?, client, role })
}

/// The name of a trust store that may judge a subject of this kind.
pub(super) fn store(map: &mut Mapping<'_>, kind: Kind, stores: Option<&[TrustStore]>) -> Option<String> {
    map.or("store", WEB.to_owned(), |reader, node| trust::chosen(reader, node, kind, stores))
}

/// The address that a name is, where it is one and none is declared.
pub(super) fn literal(name: &str, declared: &[IpAddr]) -> Option<IpAddr> {
    declared.is_empty().then(|| name.parse().ok()).flatten()
}

fn scope(reader: &Reader, node: &Node) -> Option<Scope> {
    let mut map = reader.mapping(
        node,
        &[
            "names",
            "networks",
            "ports",
            "pace",
            "connections_per_second",
            "requests_per_second",
            "connections_per_host",
            "connections",
            "budget",
            "vantage",
        ],
    )?;
    let names = map.or("names", Vec::new(), |reader, node| {
        reader.each(node, |reader, node| {
            let given = reader.text(node)?;
            let pattern = NamePattern::from_text(&given);
            if pattern.is_none() {
                let what =
                    text!("`{given}` không phải tên máy hay `*.tên`", "`{given}` is neither a host name nor `*.name`");
                reader.problem("K-SYS-009", node.span.clone(), what);
            }
            pattern
        })
    });
    let networks = map.required("networks", |reader, node| reader.each(node, network));
    let ports = map.required("ports", |reader, node| reader.each(node, ports));
    // A number that is declared besides the word counts more than the word.
    let pace = map.or("pace", Pace::default(), |reader, node| reader.word(node, Pace::WORDS, Pace::from_word));
    let standard = pace.unwrap_or_default();
    let mut number = |key: &str, default: u32, most: i64| {
        map.or(key, default, |reader, node| reader.int(node, 1, most).and_then(|n| u32::try_from(n).ok()))
    };
    let per_second = number("connections_per_second", standard.per_second, 1000);
    let requests_per_second = number("requests_per_second", standard.requests_per_second, 1000);
    let per_host = number("connections_per_host", standard.per_host, 100);
    let in_all = number("connections", standard.in_all, 1000);
    let budget = number("budget", standard.budget, 10_000_000);
    let words: Vec<_> = Vantage::ALL.iter().map(|vantage| vantage.word()).collect();
    let vantage = map.optional("vantage", |reader, node| reader.word(node, &words, Vantage::from_word));
    Some(Scope {
        names: names?,
        networks: networks?,
        ports: ports?,
        pace: Pace {
            per_second: per_second?,
            requests_per_second: requests_per_second?,
            per_host: per_host?,
            in_all: in_all?,
            budget: budget?,
        },
        vantage: vantage?,
    })
}

fn network(reader: &Reader, node: &Node) -> Option<IpNet> {
    let given = reader.text(node)?;
    let network = given.parse::<IpNet>().ok().or_else(|| given.parse::<IpAddr>().ok().map(IpNet::from));
    if network.is_none() {
        let what = text!("`{given}` không phải mạng hay địa chỉ IP", "`{given}` is neither a network nor an address");
        reader.problem("K-SYS-010", node.span.clone(), what);
    }
    network
}

/// A port, or a range such as `8000-8099`.
fn ports(reader: &Reader, node: &Node) -> Option<RangeInclusive<u16>> {
    if let NodeKind::Int(_) = node.kind {
        return port(reader, node).map(|port| port..=port);
    }
    let given = reader.text(node)?;
    let range = given.split_once('-').and_then(|(low, high)| {
        let (low, high) = (low.trim().parse::<u16>().ok()?, high.trim().parse::<u16>().ok()?);
        (0 < low && low <= high).then_some(low..=high)
    });
    if range.is_none() {
        let what = text!(
            "`{given}` không phải cổng hay dải cổng `8000-8099`",
            "`{given}` is neither a port nor a range `8000-8099`"
        );
        reader.problem("K-SYS-011", node.span.clone(), what);
    }
    range
}

fn authorisation(reader: &Reader, node: &Node) -> Option<Authorisation> {
    let mut map =
        reader.mapping(node, &["document", "issuer", "date", "from", "until", "safety", "robots", "link_every"])?;
    let document = map.required("document", Reader::text);
    let issuer = map.required("issuer", Reader::bilingual_or_same);
    let date = map.optional("date", date);
    let from = map.required("from", Reader::instant);
    let until = map.required("until", Reader::instant);
    let words: Vec<_> = Safety::ALL.iter().map(|safety| safety.word()).collect();
    let safety = map.or("safety", vec![Safety::Passive], |reader, node| {
        reader.each(node, |reader, node| reader.word(node, &words, Safety::from_word))
    });
    let robots_ignored = map.or("robots", false, |reader, node| {
        reader.word(node, &["respected", "ignored"], |word| match word {
            "respected" => Some(false),
            "ignored" => Some(true),
            _ => None,
        })
    });
    let link_every = link::permitted_rate(&mut map);
    let (from, until) = (from?, until?);
    if until < from {
        let what = Text::new("`until` sớm hơn `from`", "`until` lies before `from`");
        reader.problem("K-SYS-012", map.key_span("until"), what);
    }
    Some(Authorisation {
        document: document?,
        issuer: issuer?,
        date: date?,
        from,
        until,
        safety: safety?,
        robots_ignored: robots_ignored?,
        link_every: link_every?,
    })
}
