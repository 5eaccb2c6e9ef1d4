//! `kiemtra plan`: what would be sent; nothing is.

mod watch;

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use clap::{ArgMatches, Command};
use tabled::builder::Builder;
use tabled::settings::Style;

use crate::audit::{Located, PlanRow, permit, plan};
use crate::probe::TrustStores;
use crate::system::{Place, Subject, System, load};
use crate::text::{Language, Text, text, wrap};
use crate::wire::{Endpoint, Opening};

use super::audit::{only, only_argument, profile_argument, profile_name, system_argument};
use super::exit::Exit;
use super::failure::Failure;
use super::inspection::Rules;
use super::session::Session;
use super::verbs::{Verb, verb};

pub(super) const VERB: Verb = Verb { name: "plan", command, run };

fn command(language: Language) -> Command {
    let about = Text::new(
        "Liệt kê mọi kết nối sẽ thực hiện; chưa gửi gì",
        "Lists every connection that would be made; sends nothing",
    );
    let examples =
        Text::same("  kiemtra plan system.yaml\n  kiemtra plan system.yaml --profile population-db-connection");
    verb("plan", &about, &examples, language)
        .arg(system_argument(language))
        .arg(profile_argument(language))
        .arg(only_argument(language))
}

fn run(session: &Session, matches: &ArgMatches) -> Result<Exit, Failure> {
    let system = load(&matches.get_one::<PathBuf>("system").cloned().unwrap_or_default())?;
    let rules = Rules::load(session, &profile_name(matches), &only(matches))?;
    let now = session.clock.now();
    permit(&system, now)?;
    let stores = TrustStores::declared(&system)?;
    let located: Vec<_> = system.subjects.iter().map(unresolved).collect();
    let plan = plan(&system, &located, &rules.profile, &rules.pack, &stores, now);
    let rows = plan.rows();
    session.print(&printed(session, &system, &rules, &rows));
    Ok(Exit::Ready)
}

/// Where a subject is without asking anybody: its declared addresses, or its name alone.
fn unresolved(subject: &Subject) -> Located<'_> {
    let unknown = [IpAddr::V4(Ipv4Addr::UNSPECIFIED)];
    let mut opening = Opening::Direct;
    let (name, declared, port) = match &subject.place {
        Place::None | Place::Zone(_) => return Located { subject, endpoints: Ok(Vec::new()), missing: None },
        Place::Host(host) => (&host.name, host.addresses.as_slice(), 0),
        Place::Service(service) => {
            opening = Opening::of(service);
            (&service.name, service.addresses.as_slice(), service.port)
        }
        Place::Web(web) => (&web.name, web.addresses.as_slice(), web.port),
    };
    let addresses = if declared.is_empty() { &unknown } else { declared };
    let endpoint = |address: &IpAddr| Endpoint::new(name.clone(), *address, port).with_opening(opening);
    Located { subject, endpoints: Ok(addresses.iter().map(endpoint).collect()), missing: None }
}

fn printed(session: &Session, system: &System, rules: &Rules, rows: &[PlanRow]) -> String {
    let say = |text: Text| session.say(&text).to_owned();
    let title = session.say(&system.title);
    let profile = session.say(&rules.profile.title);
    let paper = &system.authorisation;
    let pace = system.scope.pace;
    let (document, issuer) = (&paper.document, session.say(&paper.issuer));
    let (per_second, per_host) = (pace.per_second, pace.per_host);
    let mut out = say(text!(
        "Kế hoạch kiểm tra: {title}\nHồ sơ: {profile}\nVăn bản cho phép: {document}, {issuer}\nNhịp độ: tối đa {per_second} kết nối mới/giây và {per_host} kết nối cùng lúc cho mỗi địa chỉ\n",
        "Plan: {title}\nProfile: {profile}\nAuthorisation: {document}, {issuer}\nPace: at most {per_second} new connections a second and {per_host} at once for each address\n"
    ));
    out.push_str(&calm(session, system, rows));
    out.push('\n');
    out.push_str(&table(session, system, rows));
    out.push('\n');
    let sum = |number: fn(&PlanRow) -> usize| rows.iter().map(number).sum::<usize>();
    let (sure, most, lookups) = (sum(|row| row.connections), sum(|row| row.at_most), sum(|row| row.lookups));
    out.push_str(&say(text!(
        "\nTổng: {sure} kết nối chắc chắn, tối đa {most}; {lookups} truy vấn DNS chắc chắn, và truy vấn địa chỉ cho tên chưa khai báo địa chỉ. Chưa gửi gì.\n",
        "\nIn all: {sure} connections for sure, {most} at most; {lookups} DNS questions for sure, and address questions for names without declared addresses. Nothing was sent.\n"
    )));
    out.push_str(&watch::watched(session, system));
    out
}

/// The slower pace, and how long it makes the requests last at most; nothing where no probe keeps it.
fn calm(session: &Session, system: &System, rows: &[PlanRow]) -> String {
    let per_second = u64::from(system.scope.pace.requests_per_second.max(1));
    let most = rows.iter().filter_map(|row| u64::try_from(row.calm).ok()).sum::<u64>();
    if most == 0 {
        return String::new();
    }
    // As if every request went to one address; addresses are asked side by side.
    let seconds = most.div_ceil(per_second);
    let lasts = match (seconds / 60, seconds % 60) {
        (0, seconds) => text!("{seconds} giây", "{seconds} s"),
        (minutes, 0) => text!("{minutes} phút", "{minutes} min"),
        (minutes, seconds) => text!("{minutes} phút {seconds} giây", "{minutes} min {seconds} s"),
    };
    let Text { vi, en } = lasts;
    let sentence = text!(
        "Nhịp chậm khi xem đăng nhập, dịch vụ dữ liệu và dữ liệu để ngỏ (requests_per_second): tối đa {per_second} yêu cầu/giây cho mỗi địa chỉ; tối đa {most} yêu cầu, theo nhịp này kéo dài không quá {vi}, chưa kể thời gian máy chủ trả lời và các khoảng chờ nêu trong bảng\n",
        "Calm pace, where sign-ins, data services and what lies open are looked at (requests_per_second): at most {per_second} a second for each address; {most} requests at most, at this pace no longer than {en}, besides the time the servers take to answer and the waits that the table names\n"
    );
    session.say(&sentence).to_owned()
}

/// The plan as a table that fits the terminal, subject by subject.
fn table(session: &Session, system: &System, rows: &[PlanRow]) -> String {
    let say = |text: Text| session.say(&text).to_owned();
    let mut builder = Builder::default();
    builder.push_record([
        say(Text::new("Đối tượng", "Subject")),
        say(Text::new("Nơi đến và mục đích", "Where and why")),
        say(Text::new("Kết nối", "Connections")),
        say(Text::new("Mức", "Level")),
    ]);
    let position = |id: &str| system.subjects.iter().position(|subject| subject.id == id);
    let mut rows: Vec<_> = rows.iter().collect();
    rows.sort_by_key(|row| position(&row.subject));
    // Borders and padding take 13 columns; the others keep narrow, the purpose takes the rest.
    let (narrow, counts, level) = (14, 13, 9);
    let wide = session.width.saturating_sub(13 + narrow + counts + level).max(24);
    for row in rows {
        let about = session.say(&row.about);
        let places = if row.places.is_empty() { String::new() } else { format!("{}\n", row.places.join("\n")) };
        let why = match &row.barred {
            Some(barred) => format!("{}: {about}\n({})", row.probe, session.say(barred)),
            None => {
                let steps: String = row.steps.iter().map(|step| format!("\n- {}", session.say(step))).collect();
                format!("{places}{}: {about}{steps}", row.probe)
            }
        };
        let number = match (row.connections, row.at_most, row.lookups) {
            (0, _, lookups) if lookups > 0 => say(text!("{lookups} (DNS)", "{lookups} (DNS)")),
            (sure, most, _) if sure == most => sure.to_string(),
            (sure, most, _) => say(text!("{sure}, tối đa {most}", "{sure}, at most {most}")),
        };
        builder.push_record([
            wrap(&row.subject, narrow),
            wrap(&why, wide),
            wrap(&number, counts),
            wrap(&say(row.safety.text()), level),
        ]);
    }
    builder.build().with(Style::ascii()).to_string()
}
