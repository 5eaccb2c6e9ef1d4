//! `kiemtra tls HOST`: a quick look with the audit's own engine, on one screen, kept nowhere.

use std::net::IpAddr;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches, Command};
use ipnet::IpNet;
use jiff::SignedDuration;

use crate::audit::{Gathered, Progress as Step, execute, locate, plan};
use crate::fact::{Sample, Value};
use crate::judge::{Inspected, Matter, Outcome, Verdict, judge};
use crate::load::Source;
use crate::probe::TrustStores;
use crate::system::{
    Authorisation, Kind, NamePattern, Pace, Place, Protocol, Resolver, Safety, Scope, Service, Subject, System, Web,
};
use crate::text::{Language, Text, day_and_time, text, wrap};
use crate::wire::Wire;

use super::audit::profile_argument;
use super::exit::Exit;
use super::failure::Failure;
use super::inspection::{Rules, runtime, stopped};
use super::progress::Progress;
use super::report::outcome_text;
use super::session::Session;
use super::setup::STANDARD_PROFILE;
use super::verbs::{Verb, pick, verb};

pub(super) const VERB: Verb = Verb { name: "tls", command, run };

/// The probes of the quick look.
const PROBES: &[&str] = &["certificate", "service", "tls"];

fn command(language: Language) -> Command {
    let pick = |vi, en| pick(language, vi, en);
    let about = Text::new("Xem nhanh TLS và chứng thư của một máy", "A quick look at a host's TLS and certificate");
    let examples = Text::same(
        "  kiemtra tls localhost:8443\n  kiemtra tls dichvucong.tinh.gov.vn --authorisation 123/KH-CAT-PA05\n  kiemtra tls localhost:587 --starttls smtp",
    );
    verb("tls", &about, &examples, language)
        .arg(
            Arg::new("host")
                .value_name("HOST[:PORT]")
                .required(true)
                .help(pick("Máy cần xem (cổng mặc định: 443)", "The host to look at (default port: 443)")),
        )
        .arg(Arg::new("authorisation").long("authorisation").value_name("DOCUMENT").help(pick(
            "Số văn bản cho phép; không cần với chính máy này",
            "The document that permits it; not needed for this machine itself",
        )))
        .arg(
            Arg::new("starttls")
                .long("starttls")
                .value_name("PROTOCOL")
                .value_parser(PossibleValuesParser::new(Protocol::ALL.iter().map(|protocol| protocol.word())))
                .help(pick(
                    "Xin chuyển sang TLS bằng giao thức này (cổng mặc định: cổng thông dụng của giao thức)",
                    "Ask to go on in TLS by this protocol (default port: the protocol's usual one)",
                )),
        )
        .arg(profile_argument(language))
}

fn run(session: &Session, matches: &ArgMatches) -> Result<Exit, Failure> {
    let given = matches.get_one::<String>("host").map_or("", String::as_str);
    let protocol = matches.get_one::<String>("starttls").and_then(|word| Protocol::from_word(word));
    let (name, port) = target(given, protocol.map_or(443, |protocol| protocol.port(true)))?;
    let paper = matches.get_one::<String>("authorisation").map(String::as_str);
    let profile = matches.get_one::<String>("profile").map_or(STANDARD_PROFILE, String::as_str);
    let mut rules = Rules::load(session, profile, &[])?;
    rules.profile.choices.retain(|id, _| {
        let check = rules.pack.checks.get(id);
        check.is_some_and(|check| {
            !check.probes.is_empty() && check.probes.iter().all(|probe| PROBES.contains(&probe.as_str()))
        })
    });
    let (system, gathered) = runtime()?.block_on(look(session, &rules, place(&name, port, protocol), paper))?;
    let subjects: Vec<_> = system.subjects.iter().map(Inspected::from).collect();
    let matter = Matter {
        subjects: &subjects,
        samples: &gathered.samples,
        pack: &rules.pack,
        profile: &rules.profile,
        now: session.clock.now(),
    };
    let verdicts = judge(matter);
    session.print(&shown(session, &name, port, &gathered.samples, &verdicts));
    let any = |outcome: Outcome, blocking: bool| {
        verdicts.iter().any(|verdict| verdict.outcome == outcome && (verdict.blocking || !blocking))
    };
    Ok(match () {
        () if any(Outcome::Fail, true) => Exit::NotReady,
        () if any(Outcome::Undetermined, true) => Exit::Incomplete,
        () if any(Outcome::Fail, false) || any(Outcome::Undetermined, false) => Exit::Standing,
        () => Exit::Ready,
    })
}

/// Reads `HOST`, `HOST:PORT`, `[V6]:PORT` or an https address.
fn target(given: &str, usual: u16) -> Result<(String, u16), Failure> {
    let bare = given.strip_prefix("https://").unwrap_or(given).trim_end_matches('/');
    let (url, usual) = match bare.parse::<std::net::Ipv6Addr>() {
        Ok(address) => (url::Url::parse(&format!("https://[{address}]")), usual),
        // The scheme's own port is dropped by the reader of addresses.
        Err(_) => (url::Url::parse(&format!("https://{bare}")), if bare.ends_with(":443") { 443 } else { usual }),
    };
    let read = url.ok().and_then(|url| {
        let host = url.host_str()?.trim_start_matches('[').trim_end_matches(']').to_owned();
        (url.path() == "/" && url.username().is_empty()).then(|| (host, url.port().unwrap_or(usual)))
    });
    read.ok_or_else(|| {
        let text = text!("`{given}` không phải tên máy hay địa chỉ", "`{given}` is neither a host name nor an address");
        Failure::new(Exit::Usage, "K-USE-009", text)
    })
}

async fn look(
    session: &Session,
    rules: &Rules,
    place: Place,
    paper: Option<&str>,
) -> Result<(System, Gathered), Failure> {
    let mut system = declared(session, place, paper);
    let name = &system.title.en.clone();
    // The name alone is asked of the resolver; what it answers becomes the scope.
    let asking = Wire::new(&system.scope, &system.resolver, session.clock);
    let addresses = asking.resolve(name).await.map_err(|trouble| {
        let Text { vi, en } = trouble.detail;
        Failure::new(
            Exit::Incomplete,
            "K-NET-001",
            text!("không tìm được `{name}`: {vi}", "cannot find `{name}`: {en}"),
        )
    })?;
    if paper.is_none() && !addresses.found.iter().all(IpAddr::is_loopback) {
        let text = text!(
            "`{name}` không phải máy này: cần văn bản cho phép",
            "`{name}` is not this machine: an authorisation is needed"
        );
        return Err(Failure::new(Exit::Permission, "K-AUT-002", text).with_hint(Text::new(
            "thêm --authorisation \"số văn bản\", hoặc dùng `kiemtra audit` với system.yaml",
            "add --authorisation \"document\", or use `kiemtra audit` with a system.yaml",
        )));
    }
    system.scope.networks = addresses.found.iter().copied().map(IpNet::from).collect();
    let stores = TrustStores::load(None)?;
    let wire = Wire::new(&system.scope, &system.resolver, session.clock);
    let gathered = {
        let located = locate(&system, &wire).await?;
        let plan = plan(&system, &located, &rules.profile, &rules.pack, &stores, session.clock.now());
        let progress = Progress::new(session, false);
        let mut tell = |step: Step<'_>| {
            if let Step::Job { done, known } = step {
                progress.set(done, known);
            }
        };
        let gathered = execute(&plan, &wire, stopped(), &mut tell).await;
        progress.clear();
        gathered
    };
    Ok((system, gathered))
}

/// What is looked at: a service where its protocol is named, else something that speaks TLS from the
/// first byte.
fn place(name: &str, port: u16, protocol: Option<Protocol>) -> Place {
    let (name, addresses, store) = (name.to_owned(), Vec::new(), "web".to_owned());
    match protocol {
        Some(protocol) => Place::Service(Service { name, addresses, port, protocol, start_tls: true, store }),
        None => {
            let path = "/".to_owned();
            let client = Box::default();
            Place::Web(Web { name, addresses, port, tls: true, path, plain_port: None, store, client })
        }
    }
}

/// The host as a system of one subject, its scope still without addresses.
fn declared(session: &Session, place: Place, paper: Option<&str>) -> System {
    let now = session.clock.now();
    let name = place.name().unwrap_or_default().to_owned();
    let kind = if matches!(place, Place::Service(_)) { Kind::Service } else { Kind::Link };
    System {
        id: "tls".to_owned(),
        title: Text::same(name.clone()),
        owner: None,
        operator: None,
        level: None,
        subjects: vec![Subject {
            id: "host".to_owned(),
            title: Text::same(name.clone()),
            kind,
            place: place.clone(),
            span: 0..0,
        }],
        scope: Scope {
            names: NamePattern::from_text(&name).into_iter().collect(),
            networks: Vec::new(),
            ports: place.ports().into_iter().map(|port| port..=port).collect(),
            pace: Pace::default(),
        },
        authorisation: Authorisation {
            document: paper.unwrap_or("-").to_owned(),
            issuer: Text::same("-"),
            date: None,
            from: now,
            until: now.saturating_add(SignedDuration::from_hours(1)).unwrap_or(now),
            safety: vec![Safety::Passive],
        },
        resolver: Resolver::default(),
        trust: Vec::new(),
        source: Source::new("tls", ""),
    }
}

fn shown(session: &Session, name: &str, port: u16, samples: &[Sample], verdicts: &[Verdict]) -> String {
    let mut out = format!("{name}:{port}\n");
    for sample in samples {
        let place = sample.endpoint.as_deref().unwrap_or("-");
        out.push_str(&format!("\n{place}  {}\n", sample.probe));
        match sample.probe.as_str() {
            "service" => service(session, &sample.value, &mut out),
            "tls" => tls(session, &sample.value, &mut out),
            _ => certificate(session, &sample.value, &mut out),
        }
    }
    out.push('\n');
    for verdict in verdicts.iter().filter(|verdict| !matches!(verdict.outcome, Outcome::Pass | Outcome::NotApplicable))
    {
        let word = outcome_text(verdict.outcome);
        let instance = if verdict.instance.is_empty() { String::new() } else { format!(" {}", verdict.instance) };
        let line = format!("{}  {}{instance}: {}", session.say(&word), verdict.check, session.say(&verdict.message));
        out.push_str(&wrap(&line, session.width));
        out.push('\n');
    }
    let passed = verdicts.iter().filter(|verdict| verdict.outcome == Outcome::Pass).count();
    let number = verdicts.len();
    out.push_str(session.say(&text!("{passed}/{number} nội dung đạt\n", "{passed} of {number} pass\n")));
    out
}

fn line(session: &Session, label: &Text, value: &str, out: &mut String) {
    out.push_str(&wrap(&format!("  {}: {value}", session.say(label)), session.width));
    out.push('\n');
}

fn service(session: &Session, value: &Value, out: &mut String) {
    for (field, label) in
        [("protocol", Text::new("Giao thức", "Protocol")), ("encrypts", Text::new("Chuyển sang TLS", "Goes on in TLS"))]
    {
        if let Some(value) = value.field(field) {
            line(session, &label, &value.shown(), out);
        }
    }
}

fn tls(session: &Session, value: &Value, out: &mut String) {
    let versions = match value.field("versions") {
        Some(Value::List(items)) => items.iter().map(version).collect::<Vec<_>>().join(", "),
        other => other.map(Value::shown).unwrap_or_default(),
    };
    line(session, &Text::new("Phiên bản", "Versions"), &versions, out);
    for (field, label) in [
        ("session", Text::new("Phiên thương lượng", "Negotiated")),
        ("weak_suites", Text::new("Bộ mã yếu", "Weak suites")),
        ("static_key_exchange", Text::new("Trao đổi khóa tĩnh", "Static key exchange")),
        ("fallback_protected", Text::new("Chống ép hạ phiên bản", "Downgrade protection")),
    ] {
        if let Some(value) = value.field(field) {
            line(session, &label, &value.shown(), out);
        }
    }
}

/// `1.2 + TLS_…`, `1.0 -`, `1.1 ?`.
fn version(item: &Value) -> String {
    let name = item.field("name").map(Value::shown).unwrap_or_default();
    match item.field("accepted") {
        Some(Value::Bool(true)) => format!("{name} (+)"),
        Some(Value::Bool(false)) => format!("{name} (-)"),
        _ => format!("{name} (?)"),
    }
}

/// The leaf, and the path below it as a tree.
fn certificate(session: &Session, value: &Value, out: &mut String) {
    let field = |path: &[&str]| path.iter().try_fold(value, |value, name| value.field(name));
    let text = |path: &[&str]| field(path).map(Value::shown).unwrap_or_default();
    line(session, &Text::new("Chủ thể", "Subject"), &text(&["leaf", "subject"]), out);
    line(session, &Text::new("Tên", "Names"), &text(&["leaf", "names"]), out);
    if let (Some(Value::Instant(from)), Some(Value::Instant(until))) =
        (field(&["leaf", "not_before"]), field(&["leaf", "not_after"]))
    {
        line(
            session,
            &Text::new("Hiệu lực", "Validity"),
            &format!("{} - {}", day_and_time(*from), day_and_time(*until)),
            out,
        );
    }
    let key = format!("{} {}", text(&["leaf", "key", "algorithm"]), text(&["leaf", "key", "bits"]));
    line(
        session,
        &Text::new("Khóa, chữ ký", "Key, signature"),
        &format!("{key}, {}", text(&["leaf", "signature"])),
        out,
    );
    line(session, &Text::new("Đường dẫn", "Path"), &text(&["path", "reason"]), out);
    if let Some(Value::List(certificates)) = field(&["path", "certificates"]) {
        for (depth, certificate) in certificates.iter().enumerate() {
            let subject = certificate.field("subject").map(Value::shown).unwrap_or_default();
            out.push_str(&format!("  {}└ {subject}\n", "  ".repeat(depth + 1)));
        }
    }
}
