//! `kiemtra doctor`: the own side first, so that "our fault" is told from "theirs".

mod watcher;

use std::net::IpAddr;
use std::path::PathBuf;

use clap::{ArgMatches, Command};
use jiff::Timestamp;
use zeroize::Zeroizing;

use crate::audit::{Located, locate, permit};
use crate::fact::Reason;
use crate::ledger::Sqlite;
use crate::probe::TrustStores;
use crate::system::{Place, System, Web, load};
use crate::text::{Language, Text, day_and_time, text};
use crate::wire::{Answer, Endpoint, Identities, Job, Lookup, RecordKind, Request, Secrets, Wire, has_ipv6_route};

use super::audit::system_argument;
use super::exit::Exit;
use super::failure::Failure;
use super::handover;
use super::inspection::runtime;
use super::session::Session;
use super::verbs::{Verb, verb};

pub(super) const VERB: Verb = Verb { name: "doctor", command, run };

fn command(language: Language) -> Command {
    let about = Text::new(
        "Xem phía mình trước: đồng hồ, DNS, IPv6, đường đi, sổ theo dõi",
        "Looks at the own side first: clock, resolver, IPv6, reach, ledger",
    );
    let examples = Text::same("  kiemtra doctor system.yaml");
    verb("doctor", &about, &examples, language).arg(system_argument(language))
}

/// How one look came out.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Health {
    Bad,
    Good,
    Unsure,
}

struct Look {
    health: Health,
    what: Text,
    seen: Text,
}

fn run(session: &Session, matches: &ArgMatches) -> Result<Exit, Failure> {
    let path = matches.get_one::<PathBuf>("system").cloned().unwrap_or_default();
    let system = load(&path)?;
    handover::leave_the_environment(session, &path, &system);
    let now = session.clock.now();
    permit(&system, now)?;
    let variable = |name: &str| session.handed.variable(name);
    let mut looks = vec![clock(now), ledger(session), stores(&system), ipv6()];
    looks.extend(identities(&system, now, variable));
    looks.extend(secrets(&system, &variable));
    session.handed.forget();
    looks.extend(watcher::looks(session, &system, now));
    looks.extend(runtime()?.block_on(reach(session, &system))?);
    let mut out = String::new();
    for look in &looks {
        let word = match look.health {
            Health::Bad => Text::new("HỎNG", "BAD"),
            Health::Good => Text::new("TỐT", "GOOD"),
            Health::Unsure => Text::new("CHƯA RÕ", "UNSURE"),
        };
        out.push_str(&format!("{:8} {}: {}\n", session.say(&word), session.say(&look.what), session.say(&look.seen)));
    }
    session.print(&out);
    let health = |health| looks.iter().any(|look| look.health == health);
    Ok(match (health(Health::Bad), health(Health::Unsure)) {
        (true, _) => Exit::NotReady,
        (false, true) => Exit::Incomplete,
        (false, false) => Exit::Ready,
    })
}

fn look(health: Health, what: Text, seen: Text) -> Look {
    Look { health, what, seen }
}

/// The clock can be held against nothing on this machine but plausibility: a program is never older
/// than its own build.
fn clock(now: Timestamp) -> Look {
    // 2026-11-01, before the first release.
    let earliest = Timestamp::from_second(1_793_491_200).unwrap_or(Timestamp::UNIX_EPOCH);
    let shown = day_and_time(now);
    let health = if now < earliest { Health::Bad } else { Health::Good };
    let seen = text!("{shown}; hãy so với giờ chuẩn (NTP)", "{shown}; compare it with NTP");
    look(health, Text::new("Đồng hồ", "Clock"), seen)
}

fn ledger(session: &Session) -> Look {
    let path = session.ledger();
    let name = path.display();
    let what = Text::new("Sổ theo dõi ghi được", "Ledger writable");
    match Sqlite::open(&path).and_then(|mut ledger| ledger.writable()) {
        Ok(()) => look(Health::Good, what, text!("{name}", "{name}")),
        Err(error) => {
            let Text { vi, en } = error.text();
            look(Health::Bad, what, text!("{name}: {vi}", "{name}: {en}"))
        }
    }
}

fn stores(system: &System) -> Look {
    let what = Text::new("Kho chứng thư gốc", "Trust stores");
    match TrustStores::declared(system) {
        Ok(stores) => {
            let version = env!("CARGO_PKG_VERSION");
            let (mut vi, mut en) = (Vec::new(), Vec::new());
            for (name, store) in stores.iter() {
                let (number, whose) = (store.anchors().len(), store.purpose().text());
                vi.push(format!("{name}: {number} gốc ({})", whose.vi));
                en.push(format!("{name}: {number} roots ({})", whose.en));
            }
            let (vi, en) = (vi.join("; "), en.join("; "));
            let seen =
                text!("{vi}; gốc trình duyệt theo kiemtra {version}", "{en}; browsers' roots as of kiemtra {version}");
            look(Health::Good, what, seen)
        }
        Err(problems) => {
            let seen = problems.0.into_iter().next().map(|problem| problem.text).unwrap_or_default();
            look(Health::Bad, what, seen)
        }
    }
}

/// Whether the lent secrets can be taken; nothing where none is declared. Nobody is asked for one.
fn secrets(system: &System, variable: &dyn Fn(&str) -> Option<String>) -> Option<Look> {
    let number = Secrets::declared(system) + Secrets::declared_for_watch(system);
    let what = Text::new("Bí mật cho mượn", "Lent secrets");
    let later = |_: &Text| Some(Zeroizing::new("asked-later".to_owned()));
    let loaded = Secrets::load(system, variable, &later);
    match loaded.and_then(|_| Secrets::load_for_watch(system, variable, &later)) {
        _ if number == 0 => None,
        Ok(_) => Some(look(Health::Good, what, text!("nạp được: {number}", "loaded: {number}"))),
        Err(problems) => {
            let seen = problems.0.into_iter().next().map(|problem| problem.text).unwrap_or_default();
            Some(look(Health::Bad, what, seen))
        }
    }
}

/// Whether the declared client certificates can be used; nothing where none is declared.
fn identities(system: &System, now: Timestamp, variable: impl Fn(&str) -> Option<String>) -> Option<Look> {
    let webs = system.subjects.iter().filter_map(|subject| match &subject.place {
        Place::Web(web) => Some(web),
        _ => None,
    });
    let of_web = |web: &Web| {
        let hops = web.watch().into_iter().flat_map(|watch| &watch.hops);
        web.client.certificates().count() + hops.filter(|hop| hop.client.is_some()).count()
    };
    let number = webs.map(of_web).sum::<usize>();
    let what = Text::new("Chứng thư máy khách", "Client certificates");
    match Identities::load(system, now, &variable).and_then(|_| Identities::load_for_watch(system, now, &variable)) {
        _ if number == 0 => None,
        Ok(_) => Some(look(Health::Good, what, text!("nạp được: {number}", "loaded: {number}"))),
        Err(problems) => {
            let seen = problems.0.into_iter().next().map(|problem| problem.text).unwrap_or_default();
            Some(look(Health::Bad, what, seen))
        }
    }
}

/// Whether this machine has a way out over IPv6 at all.
fn ipv6() -> Look {
    let what = Text::new("IPv6 phía mình", "Own IPv6");
    if has_ipv6_route() {
        return look(Health::Good, what, Text::new("có tuyến ra", "there is a route"));
    }
    look(
        Health::Unsure,
        what,
        Text::new(
            "máy này không có tuyến IPv6: kết quả IPv6 sẽ là chưa xác định",
            "this machine has no IPv6 route: IPv6 results will be undetermined",
        ),
    )
}

/// Asks the network: the resolver, the names, the ports, and the far clocks.
async fn reach(session: &Session, system: &System) -> Result<Vec<Look>, Failure> {
    let wire = Wire::new(&system.scope, &system.resolver, session.clock);
    let located = locate(system, &wire).await?;
    let mut looks = vec![resolver(&wire, system).await];
    let mut far_clock = None;
    for Located { subject, endpoints, .. } in &located {
        let id = &subject.id;
        match endpoints {
            Err(gap) => {
                let what = text!("Tên của `{id}` phân giải được", "Name of `{id}` resolves");
                looks.push(look(Health::Bad, what, gap.detail.clone()));
            }
            Ok(endpoints) => {
                // The ports of a plain host are those that should not answer.
                if !matches!(subject.place, Place::Service(_) | Place::Web(_)) {
                    continue;
                }
                for endpoint in endpoints {
                    looks.push(connect(&wire, id, endpoint).await);
                    if let (Place::Web(web), None) = (&subject.place, &far_clock) {
                        far_clock = skew(&wire, id, endpoint, web, session).await;
                    }
                }
            }
        }
    }
    looks.extend(far_clock);
    Ok(looks)
}

/// Whether the resolver answers at all; what it answers is the probes' business.
async fn resolver(wire: &Wire, system: &System) -> Look {
    let what = match system.resolver.server {
        Some(server) => text!("Máy chủ DNS {server}", "Name server {server}"),
        None => Text::new("Máy chủ DNS của máy này", "This machine's name server"),
    };
    let named = system.subjects.iter().filter_map(|subject| subject.place.name());
    let name = named.into_iter().find(|name| name.parse::<IpAddr>().is_err()).unwrap_or(".").to_owned();
    let lookup = Lookup { name, kind: RecordKind::A, validate: false };
    match wire.perform(&Job::Lookup(lookup)).await {
        Ok(_) => look(Health::Good, what, Text::new("trả lời", "answers")),
        Err(trouble) => look(Health::Bad, what, trouble.detail),
    }
}

/// Holds the own clock against the `Date` of a declared system (RFC 9110, 6.6.1): certificates and
/// authorisations are judged by it.
async fn skew(wire: &Wire, id: &str, endpoint: &Endpoint, web: &Web, session: &Session) -> Option<Look> {
    let request = Request::get(web.tls, &web.name, web.port, &web.path).with_method("HEAD");
    let Ok(Answer::Response(response)) = wire.perform(&Job::Fetch(endpoint.clone(), request)).await else {
        return None;
    };
    let theirs = jiff::fmt::rfc2822::parse(response.header("date")?).ok()?.timestamp();
    let seconds = session.clock.now().duration_since(theirs).as_secs();
    let what = Text::new("Đồng hồ so với phía xa", "Clock against the far side");
    let seen = text!("lệch {seconds} giây so với `{id}`", "{seconds} seconds off `{id}`");
    // A minute is more than any network takes, and enough to spoil a log.
    let health = if seconds.abs() <= 60 { Health::Good } else { Health::Unsure };
    Some(look(health, what, seen))
}

async fn connect(wire: &Wire, id: &str, endpoint: &Endpoint) -> Look {
    let what = text!("Tới được `{id}` ({endpoint})", "Reach of `{id}` ({endpoint})");
    match wire.perform(&Job::Connect(endpoint.clone())).await {
        Ok(_) => look(Health::Good, what, Text::new("cổng mở", "the port is open")),
        Err(trouble) => {
            let ours = trouble.reason == Reason::Unreachable && matches!(endpoint.address, IpAddr::V6(_));
            let health = if ours { Health::Unsure } else { Health::Bad };
            look(health, what, trouble.detail)
        }
    }
}
