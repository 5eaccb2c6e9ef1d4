//! `kiemtra verify`: does a report hold? Every signature, every role, every change, and the facts below.
//!
//! What is found is plain data ([`Examined`]) with one answer; the screen and the JSON say the same.

mod advice;
mod changes;
mod examine;
mod ledger;
mod papers;
mod record;
mod refusal;
mod screen;
mod trouble;

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use jiff::Timestamp;

use crate::text::{Language, Text, text};

use super::exit::Exit;
use super::failure::Failure;
use super::session::Session;
use super::verbs::{Verb, pick, verb};
use super::{judge, trust};

pub(super) use examine::{Answer, Examined};
pub(super) use examine::{Question, examine};
pub(super) use record::Document;
pub(super) use trouble::Weight;

pub(super) const VERB: Verb = Verb { name: "verify", command, run };

fn command(language: Language) -> Command {
    let pick = |vi, en| pick(language, vi, en);
    let about = Text::new(
        "Kiểm tra biên bản đã ký: chữ ký, vai ký, nội dung, dữ kiện",
        "Verifies a signed report: signatures, roles, text, facts",
    );
    let examples = Text::same(
        "  kiemtra verify bien-ban.pdf --trust tin-cay\n  kiemtra verify bien-ban.pdf --trust tin-cay --evidence minh-chung\n  kiemtra verify bien-ban.pdf --trust tin-cay --json > ket-qua.json",
    );
    let path = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).value_parser(value_parser!(PathBuf)).help(help)
    };
    verb("verify", &about, &examples, language)
        .arg(
            Arg::new("report")
                .value_name("REPORT.pdf")
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .help(pick("Biên bản PDF", "The report")),
        )
        .arg(trust::argument(language))
        .arg(path("evidence", "DIR", pick("Đối chiếu với thư mục hồ sơ minh chứng", "Holds it against the evidence")))
        .arg(judge::stored_profile_argument(language))
        .arg(
            path(
                "fonts",
                "DIR",
                pick("Thư mục phông chữ đã dùng khi lập biên bản", "The fonts the report was made with"),
            )
            .long("font-dir"),
        )
        .arg(Arg::new("fetch").long("fetch").action(ArgAction::SetTrue).help(pick(
            "Tải dữ liệu thu hồi từ địa chỉ ghi trong chứng thư đã dẫn tới gốc được tin",
            "Fetches revocation data from where certificates that lead to an anchor say",
        )))
        .arg(Arg::new("at").long("at").value_name("TIME").value_parser(instant).help(pick(
            "Xét tại thời điểm này thay vì bây giờ: 2026-12-05T08:00:00+07:00",
            "Judges at this time instead of now: 2026-12-05T08:00:00+07:00",
        )))
        .arg(
            Arg::new("json")
                .long("json")
                .action(ArgAction::SetTrue)
                .help(pick("In JSON (kiemtra schema verification)", "Prints JSON (kiemtra schema verification)")),
        )
}

fn instant(word: &str) -> Result<Timestamp, String> {
    word.parse::<Timestamp>().map_err(|error| error.to_string())
}

fn run(session: &Session, matches: &ArgMatches) -> Result<Exit, Failure> {
    let path = |name: &str| matches.get_one::<PathBuf>(name).cloned();
    let question = Question {
        report: path("report").unwrap_or_default(),
        trust: trust::read(matches)?,
        evidence: path("evidence"),
        ledger: session.given_ledger().map(PathBuf::from),
        profile: matches.get_one::<String>("profile").cloned(),
        fonts: path("fonts"),
        fetch: matches.get_flag("fetch"),
        at: matches.get_one::<Timestamp>("at").copied().unwrap_or_else(|| session.clock.now()),
    };
    let is_json = matches.get_flag("json");
    let examined = match examine(session, &question) {
        Ok(examined) => examined,
        Err(failure) => {
            let refused = is_json.then(|| refusal::document(&question.report, question.at, &failure)).flatten();
            let Some(document) = refused else { return Err(failure) };
            return print(session, &document).map(|()| failure.exit());
        }
    };
    if is_json {
        print(session, &Document::of(&examined))?;
    } else {
        session.print(&screen::rendered(&examined, session.language, session.color));
    }
    Ok(examined.answer.exit())
}

fn print(session: &Session, document: &Document) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(document).map_err(|error| {
        Failure::new(Exit::Software, "K-VER-004", text!("không ghi được JSON: {error}", "no JSON: {error}"))
    })?;
    session.print(&format!("{}\n", record::escaped(&text)));
    Ok(())
}
