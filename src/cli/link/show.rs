//! `kiemtra link show`: what the watch gave, on one screen, as data or as a picture.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use jiff::Timestamp;

use crate::fact::{Canonical, Factual};
use crate::ledger::LedgerError;
use crate::ledger::samples::{Moment, SqliteSamples};
use crate::link::weigh;
use crate::probe::link::Watched;
use crate::profile::LinkPolicy;
use crate::report::Options;
use crate::report::link::{LinkSheet, write};
use crate::system::{Kind, System, load};
use crate::text::{Language, Text, text};

use super::super::audit::system_argument;
use super::super::exit::Exit;
use super::super::failure::Failure;
use super::super::files;
use super::super::session::Session;
use super::super::setup;
use super::super::verbs::pick;

/// Days whose single figures an inspection keeps.
pub(in crate::cli) const DAYS: u32 = 30;

pub(super) fn command(language: Language) -> Command {
    let pick = |vi, en| pick(language, vi, en);
    Command::new("show")
        .about(pick(
            "Độ sẵn sàng, gián đoạn, độ trễ và nguyên nhân của đường kết nối",
            "Availability, outages, latency and causes of the link",
        ))
        .arg(system_argument(language))
        .arg(Arg::new("hop").long("hop").value_name("ID").help(pick("Chỉ một chặng", "One hop alone")))
        .arg(
            Arg::new("days")
                .long("days")
                .value_name("N")
                .value_parser(value_parser!(u32).range(1..=366))
                .help(pick("Số ngày vẽ từng ngày (mặc định: 30)", "How many single days are shown (default: 30)")),
        )
        .arg(
            Arg::new("profile").long("profile").value_name("ID").help(pick(
                "Hồ sơ cho cách tính (mặc định: self-check)",
                "The profile to weigh by (default: self-check)",
            )),
        )
        .arg(
            Arg::new("json")
                .long("json")
                .action(ArgAction::SetTrue)
                .help(pick("In dữ kiện dạng JSON", "Prints the facts as JSON")),
        )
        .arg(
            Arg::new("svg")
                .long("svg")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help(pick("Ghi hình vẽ vào tệp SVG", "Writes the plots to an SVG file")),
        )
}

pub(super) fn run(session: &Session, matches: &ArgMatches) -> Result<Exit, Failure> {
    let path = matches.get_one::<PathBuf>("system").cloned().unwrap_or_default();
    let system = load(&path)?;
    let vocabulary = setup::vocabulary();
    let pack = setup::pack_to_judge_by(session, &vocabulary)?;
    let id = matches.get_one::<String>("profile").map_or("self-check", String::as_str);
    let profile = setup::profile(id, &pack)?;
    let hop = matches.get_one::<String>("hop").map(String::as_str);
    known_hop(&system, hop)?;
    let days = matches.get_one::<u32>("days").copied().unwrap_or(DAYS);
    let store = SqliteSamples::open_existing(&session.ledger())?;
    let watched = weigh(&store, &system, &profile.link, Moment::of(session.clock.now()), days)?;
    let sheets = sheets(&system, &watched);
    if sheets.is_empty() {
        session.tell(&Text::new(
            "Chưa có số đo nào của đường kết nối được khai báo: hãy chạy `kiemtra link watch`",
            "There is no sample of a declared link yet: run `kiemtra link watch`",
        ));
        return Ok(Exit::Incomplete);
    }
    if let Some(file) = matches.get_one::<PathBuf>("svg") {
        picture(session, &sheets, hop, file)?;
    }
    if matches.get_flag("json") {
        session.print(&json(&sheets));
    } else if matches.get_one::<PathBuf>("svg").is_none() {
        session.print(&screen(session, &sheets, hop));
    }
    Ok(Exit::Ready)
}

/// What the watch over a system's links gave, where there is a store of samples beside the ledger.
pub(in crate::cli) fn watched(
    ledger: &Path,
    system: &System,
    policy: &LinkPolicy,
    now: Timestamp,
) -> Result<Watched, LedgerError> {
    let has_link = system.subjects.iter().any(|subject| subject.kind == Kind::Link);
    if !has_link || !SqliteSamples::path(ledger).exists() {
        return Ok(Watched::default());
    }
    let store = SqliteSamples::open_existing(ledger)?;
    weigh(&store, system, policy, Moment::of(now), DAYS)
}

fn sheets(system: &System, watched: &Watched) -> Vec<LinkSheet> {
    let sheet = |subject: &crate::system::Subject| {
        let link = watched.of(&subject.id)?.clone();
        Some(LinkSheet { subject: subject.id.clone(), title: subject.title.clone(), link })
    };
    system.subjects.iter().filter_map(sheet).collect()
}

fn screen(session: &Session, sheets: &[LinkSheet], hop: Option<&str>) -> String {
    let options =
        Options { language: session.language, color: session.color, width: session.width, ..Options::default() };
    let mut out = String::new();
    for (nth, sheet) in sheets.iter().enumerate() {
        if nth > 0 {
            out.push('\n');
        }
        write(sheet, hop, &options, &mut out);
    }
    out
}

fn json(sheets: &[LinkSheet]) -> String {
    let links: serde_json::Map<String, serde_json::Value> = sheets
        .iter()
        .map(|sheet| (sheet.subject.clone(), Canonical::from(&sheet.link.clone().into_value()).tree()))
        .collect();
    format!("{:#}\n", serde_json::Value::Object(links))
}

fn picture(session: &Session, sheets: &[LinkSheet], hop: Option<&str>, file: &Path) -> Result<(), Failure> {
    let drawn = sheets.iter().find_map(|sheet| sheet.picture(hop, session.language));
    let Some(drawn) = drawn else {
        let text = Text::new("không có chặng nào để vẽ", "there is no hop to draw");
        return Err(Failure::new(Exit::Usage, "K-LNK-011", text));
    };
    files::write(file, drawn.as_bytes())?;
    let name = file.display();
    session.tell(&text!("Đã ghi {name}", "Wrote {name}"));
    Ok(())
}

/// A hop that no link declares is a slip of the pen.
fn known_hop(system: &System, hop: Option<&str>) -> Result<(), Failure> {
    let Some(hop) = hop else { return Ok(()) };
    let declared: Vec<_> = system
        .subjects
        .iter()
        .filter_map(|subject| match &subject.place {
            crate::system::Place::Web(web) => web.watch(),
            _ => None,
        })
        .flat_map(|watch| watch.hops.iter().map(|own| own.id.as_str()))
        .collect();
    if declared.is_empty() || declared.contains(&hop) {
        return Ok(());
    }
    let (given, known) = (crate::text::shorten(hop, 60), declared.join(", "));
    let text = text!("không có chặng `{given}`; có: {known}", "there is no hop `{given}`; there are: {known}");
    Err(Failure::new(Exit::Usage, "K-LNK-012", text))
}
