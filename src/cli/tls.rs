//! `kiemtra tls HOST`: a quick look with the audit's own engine, on one screen, kept nowhere.

mod shown;

use std::net::IpAddr;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use ipnet::IpNet;
use jiff::SignedDuration;

use crate::audit::{Gathered, Progress as Step, execute, locate, plan};
use crate::judge::{Inspected, Matter, Outcome, judge};
use crate::load::Source;
use crate::probe::{TrustStores, probe};
use crate::system::{
    Authorisation, FOLDER, Kind, NamePattern, Pace, Place, Protocol, Resolver, Role, Safety, Scope, Service, Subject,
    System, TrustStore, WEB, Web,
};
use crate::text::{Language, Text, text};
use crate::wire::{Randomness, Wire};

use super::audit::profile_argument;
use super::exit::Exit;
use super::failure::Failure;
use super::inspection::{Rules, runtime, stopped};
use super::progress::Progress;
use super::session::Session;
use super::setup::STANDARD_PROFILE;
use super::verbs::{Verb, pick, verb};

pub(super) const VERB: Verb = Verb { name: "tls", command, run };

/// The probes of the quick look, as far as they exist and the level of safety permits them.
const PROBES: &[&str] = &["certificate", "mutual_tls", "quic", "service", "tls", "tls_behaviour", "tls_memory"];

fn command(language: Language) -> Command {
    let pick = |vi, en| pick(language, vi, en);
    let about = Text::new("Xem nhanh TLS và chứng thư của một máy", "A quick look at a host's TLS and certificate");
    let examples = Text::same(
        "  kiemtra tls localhost:8443\n  kiemtra tls localhost:8443 --trust ca/ --json\n  kiemtra tls dichvucong.tinh.gov.vn --authorisation 123/KH-CAT-PA05\n  kiemtra tls dichvucong.tinh.gov.vn --authorisation 123/KH-CAT-PA05 --safety active --polite\n  kiemtra tls localhost:587 --starttls smtp",
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
        .arg(profile_argument(language))
        .args(options(language))
}

fn options(language: Language) -> [Arg; 6] {
    let pick = |vi, en| pick(language, vi, en);
    let flag = |name: &'static str| Arg::new(name).long(name).action(ArgAction::SetTrue);
    [
        Arg::new("safety")
            .long("safety")
            .value_name("passive|active|intrusive")
            .value_parser(Safety::ALL.iter().map(|level| level.word()).collect::<Vec<_>>())
            .help(pick(
                "Mức tác động được phép (mặc định: passive); với máy khác thì văn bản cho phép phải bao gồm mức đó",
                "The level that is permitted (default: passive); of another machine, the document must permit it",
            )),
        Arg::new("trust").long("trust").value_name("FOLDER").value_parser(value_parser!(PathBuf)).help(pick(
            "Thư mục chứng thư gốc riêng, thay cho kho gốc của web",
            "A folder with private roots, in place of the web's",
        )),
        Arg::new("starttls")
            .long("starttls")
            .value_name("PROTOCOL")
            .value_parser(PossibleValuesParser::new(Protocol::ALL.iter().map(|protocol| protocol.word())))
            .help(pick(
                "Giao thức xin chuyển sang TLS sau lời chào không mã hóa",
                "The protocol that asks for TLS after a greeting in the plain",
            )),
        flag("polite").help(pick(
            "Mỗi lúc một kết nối, mỗi giây một kết nối mới",
            "One connection at a time, one new one per second",
        )),
        flag("json").help(pick(
            "In dữ kiện và kết quả thành một tài liệu JSON",
            "Prints the facts and verdicts as one JSON document",
        )),
        flag("quiet")
            .short('q')
            .help(pick("Chỉ in nội dung không đạt hoặc chưa xác định", "Prints only what does not pass")),
    ]
}

/// What is asked for.
struct Request {
    name: String,
    port: u16,
    /// The document that permits it.
    paper: Option<String>,
    safety: Safety,
    /// The folder of private roots.
    trust: Option<PathBuf>,
    /// What is spoken before TLS.
    protocol: Option<Protocol>,
    polite: bool,
    quiet: bool,
}

impl Request {
    fn new(matches: &ArgMatches) -> Result<Self, Failure> {
        let protocol = matches.get_one::<String>("starttls").and_then(|word| Protocol::from_word(word));
        let usual = protocol.map_or(443, |protocol| protocol.port(true));
        let (name, port) = target(matches.get_one::<String>("host").map_or("", String::as_str), usual)?;
        let level = matches.get_one::<String>("safety").and_then(|word| Safety::from_word(word));
        Ok(Self {
            name,
            port,
            paper: matches.get_one::<String>("authorisation").cloned(),
            safety: level.unwrap_or(Safety::Passive),
            trust: matches.get_one::<PathBuf>("trust").cloned(),
            protocol,
            polite: matches.get_flag("polite"),
            quiet: matches.get_flag("quiet"),
        })
    }

    /// What is looked at: a service where its protocol is named, else something that speaks TLS from
    /// the first byte.
    fn place(&self) -> Place {
        let store = if self.trust.is_some() { FOLDER } else { WEB };
        let (name, addresses, port, store) = (self.name.clone(), Vec::new(), self.port, store.to_owned());
        match self.protocol {
            Some(protocol) => Place::Service(Service { name, addresses, port, protocol, start_tls: true, store }),
            None => {
                let (path, client) = ("/".to_owned(), Box::default());
                Place::Web(Web {
                    name,
                    addresses,
                    port,
                    tls: true,
                    path,
                    plain_port: None,
                    store,
                    client,
                    role: Role::Plain,
                })
            }
        }
    }

    /// Whether a probe belongs to the quick look: it exists and the level permits it.
    fn wants(&self, id: &str) -> bool {
        PROBES.contains(&id) && probe(id).is_some_and(|probe| probe.spec().safety <= self.safety)
    }

    /// The probes that exist and that only a higher level permits.
    fn barred(&self) -> Vec<(&'static str, Safety)> {
        let known = PROBES.iter().filter_map(|id| Some((*id, probe(id)?.spec().safety)));
        known.filter(|(_, safety)| *safety > self.safety).collect()
    }
}

fn run(session: &Session, matches: &ArgMatches) -> Result<Exit, Failure> {
    let request = Request::new(matches)?;
    let _ready = Randomness::gather();
    let profile = matches.get_one::<String>("profile").map_or(STANDARD_PROFILE, String::as_str);
    let mut rules = Rules::load(session, profile, &[])?;
    rules.profile.choices.retain(|id, _| {
        let check = rules.pack.checks.get(id);
        check.is_some_and(|check| !check.probes.is_empty() && check.probes.iter().all(|id| request.wants(id)))
    });
    let (system, gathered) = runtime()?.block_on(look(session, &rules, &request))?;
    let subjects: Vec<_> = system.subjects.iter().map(Inspected::from).collect();
    let facts = gathered.facts;
    let samples = facts.iter().map(|fact| fact.sample(&rules.vocabulary)).collect::<Result<Vec<_>, _>>();
    let samples = samples.map_err(|text| Failure::new(Exit::Software, "K-DAT-002", text))?;
    let matter = Matter {
        subjects: &subjects,
        samples: &samples,
        pack: &rules.pack,
        profile: &rules.profile,
        now: session.clock.now(),
    };
    let verdicts = judge(matter);
    let seen =
        shown::Seen { request: &request, subjects: &subjects, facts: &facts, verdicts: &verdicts, pack: &rules.pack };
    session.print(&if matches.get_flag("json") { seen.document() } else { seen.text(session) });
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
    let url = match bare.parse::<std::net::Ipv6Addr>() {
        Ok(address) => url::Url::parse(&format!("https://[{address}]")),
        Err(_) => url::Url::parse(&format!("https://{bare}")),
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

async fn look(session: &Session, rules: &Rules, request: &Request) -> Result<(System, Gathered), Failure> {
    let mut system = declared(session, request);
    let name = &request.name;
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
    if request.paper.is_none() && !addresses.found.iter().all(IpAddr::is_loopback) {
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
    let stores = TrustStores::load(request.trust.as_deref())?;
    let wire = Wire::new(&system.scope, &system.resolver, session.clock);
    let gathered = {
        let located = locate(&system, &wire).await?;
        let plan = plan(&system, &located, &rules.profile, &rules.pack, &stores, session.clock.now());
        let progress = Progress::new(session, request.quiet);
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

/// The host as a system of one subject, its scope still without addresses.
fn declared(session: &Session, request: &Request) -> System {
    let now = session.clock.now();
    let (name, port) = (&request.name, request.port);
    let place = request.place();
    System {
        id: "tls".to_owned(),
        title: Text::same(name),
        owner: None,
        operator: None,
        level: None,
        subjects: vec![Subject {
            id: "host".to_owned(),
            title: Text::same(name),
            kind: if request.protocol.is_some() { Kind::Service } else { Kind::Link },
            place,
            span: 0..0,
        }],
        scope: Scope {
            names: NamePattern::from_text(name).into_iter().collect(),
            networks: Vec::new(),
            ports: vec![port..=port],
            pace: if request.polite { Pace::POLITE } else { Pace::default() },
            vantage: None,
        },
        authorisation: Authorisation {
            document: request.paper.as_deref().unwrap_or("-").to_owned(),
            issuer: Text::same("-"),
            date: None,
            from: now,
            until: now.saturating_add(SignedDuration::from_hours(1)).unwrap_or(now),
            safety: Safety::ALL.iter().copied().filter(|level| *level <= request.safety).collect(),
            robots_ignored: false,
            link_every: None,
        },
        resolver: Resolver::default(),
        trust: request.trust.iter().map(|folder| TrustStore::of_folder(folder.clone(), 0..0)).collect(),
        source: Source::new("tls", ""),
    }
}
