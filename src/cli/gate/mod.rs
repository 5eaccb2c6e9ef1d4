//! `kiemtra gate`: may the system be connected? One answer for a person and for a deployment pipeline.
//!
//! Exit 0 says that it may, 77 that it may not; every other code says that the question could not be asked. Each answer
//! is written into a log before it is told: where no log can be written, nothing is allowed.

mod log;
mod matter;
mod record;
mod screen;

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::text::{Language, Text, text};

use super::exit::Exit;
use super::failure::Failure;
use super::session::Session;
use super::trust;
use super::verbs::{Verb, pick, verb};

use log::Place;
use matter::Asked;

pub(super) use record::Document;

pub(super) const VERB: Verb = Verb { name: "gate", command, run };

/// The profile that is demanded where no other is named: that of the connection, and never what the report prefers.
const PROFILE: &str = "population-db-connection";

fn command(language: Language) -> Command {
    let pick = |vi, en| pick(language, vi, en);
    let about = Text::new(
        "Được phép kết nối không? Xét biên bản, lượt kiểm tra mới và khai báo hiện nay",
        "May the system be connected? From the report, a fresh run and the declaration",
    );
    let examples = Text::same(
        "  kiemtra gate bien-ban.pdf --system system.yaml --trust tin-cay --run run.json\n  kiemtra gate bien-ban.pdf --system system.yaml --trust tin-cay --ledger ledger.db\n  kiemtra gate bien-ban.pdf --system system.yaml --trust tin-cay --json || exit 1\n  kiemtra gate --verify-log --answer-log cong.jsonl",
    );
    further(
        verb("gate", &about, &examples, language)
            .arg(
                Arg::new("report")
                    .value_name("REPORT.pdf")
                    .required_unless_present("verify-log")
                    .value_parser(value_parser!(PathBuf))
                    .help(pick("Biên bản PDF đã ký", "The signed report")),
            )
            .arg(file(
                "system",
                "SYSTEM.yaml",
                pick("Khai báo hệ thống hiện nay", "The declaration of the system as it is now"),
            ))
            .arg(file(
                "run",
                "RUN.json",
                pick(
                    "Lượt kiểm tra mới (mặc định: lượt gần nhất trong sổ --ledger, hoặc lượt của biên bản)",
                    "The fresh run (default: the last one of --ledger, or that of the report)",
                ),
            ))
            .arg(trust::argument(language))
            .arg(Arg::new("profile").long("profile").value_name("ID").default_value(PROFILE).hide_default_value(true).help(
                pick(
                    "Hồ sơ mà biên bản phải theo: mã hoặc tệp .yaml (mặc định: population-db-connection)",
                    "The profile that the report has to follow: an id or a .yaml file (default: population-db-connection)",
                ),
            )),
        language,
    )
}

/// What is asked less often.
fn further(command: Command, language: Language) -> Command {
    let pick = |vi, en| pick(language, vi, en);
    let flag = |name: &'static str, help: &'static str| Arg::new(name).long(name).action(ArgAction::SetTrue).help(help);
    command
        .arg(file(
            "evidence",
            "DIR",
            pick("Đối chiếu thêm với thư mục hồ sơ minh chứng", "Holds the report against the evidence as well"),
        ))
        .arg(
            file(
                "fonts",
                "DIR",
                pick("Thư mục phông chữ đã dùng khi lập biên bản", "The fonts the report was made with"),
            )
            .long("font-dir"),
        )
        .arg(flag(
            "fetch",
            pick(
                "Hỏi dữ liệu thu hồi chứng thư ở nơi chứng thư nêu",
                "Asks for revocation data where certificates say",
            ),
        ))
        .arg(file(
            "answer-log",
            "FILE",
            pick(
                "Ghi câu trả lời vào tệp này (mặc định: sổ --ledger, không có thì gate.jsonl trong thư mục trạng thái)",
                "Keeps the answers in this file (default: --ledger, else gate.jsonl in the folder of state)",
            ),
        ))
        .arg(
            flag(
                "verify-log",
                pick("Chỉ kiểm tra tệp câu trả lời còn nguyên vẹn", "Only verifies that the file of answers is whole"),
            )
            .conflicts_with_all(["report", "system", "run"]),
        )
        .arg(flag("json", pick("In JSON (kiemtra schema gate)", "Prints JSON (kiemtra schema gate)")))
}

fn file(name: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(value).value_parser(value_parser!(PathBuf)).help(help)
}

fn run(session: &Session, matches: &ArgMatches) -> Result<Exit, Failure> {
    let place = Place::of(session, matches.get_one::<PathBuf>("answer-log"));
    if matches.get_flag("verify-log") {
        return log::verified(session, &place);
    }
    // Who has no right to a log has no answer: told before anything is looked at.
    place.tried()?;
    let asked = Asked::new(session, matches)?;
    let found = asked.answered(session)?;
    let logged = log::append(&place, found.case.as_deref(), &found.kept(), session.clock.now())?;
    let document = Document::of(&found, &logged);
    if matches.get_flag("json") {
        let text = serde_json::to_string_pretty(&document).map_err(|error| {
            Failure::new(Exit::Software, "K-GAT-009", text!("không ghi được JSON: {error}", "no JSON: {error}"))
        })?;
        session.print(&format!("{text}\n"));
    } else {
        session.print(&screen::rendered(&found, &logged, session.language, session.color));
    }
    Ok(if found.answer.allowed() { Exit::Ready } else { Exit::Permission })
}
