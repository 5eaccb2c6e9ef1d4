//! `kiemtra conclude`: a named person sets the conclusion of a case's last run.

use clap::{Arg, ArgMatches, Command};

use crate::audit::Run;
use crate::ledger::{Decision, Ruling, Sqlite, Store, conclude};
use crate::text::{Language, Text, text};

use super::exit::Exit;
use super::failure::Failure;
use super::inspection::last_run;
use super::session::Session;
use super::verbs::{Verb, pick, verb};

pub(super) const VERB: Verb = Verb { name: "conclude", command, run };

fn command(language: Language) -> Command {
    let pick = |vi, en| pick(language, vi, en);
    let about = Text::new(
        "Người có thẩm quyền đặt kết luận cho lượt kiểm tra gần nhất",
        "A named person sets the conclusion of the last run",
    );
    let examples = Text::same(
        "  kiemtra conclude cong-mau@population-db-connection --as not-ready --by 'Nguyễn Văn A' --position 'Trưởng đoàn kiểm tra'\n  kiemtra conclude --as ready-after --by 'Nguyễn Văn A' --position 'Trưởng đoàn kiểm tra' --reason 'Các lỗi chặn đã có phương án thay thế' --number 05/BB-ĐKT",
    );
    let word = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    verb("conclude", &about, &examples, language)
        .arg(
            Arg::new("case")
                .value_name("CASE")
                .help(pick("Vụ việc (không cần khi sổ chỉ có một)", "The case (not needed where there is one)")),
        )
        .arg(
            word(
                "as",
                "WORD",
                pick(
                    "Kết luận: ready, ready-after (sau khi khắc phục), not-ready, incomplete",
                    "The conclusion: ready, ready-after (the errors are mended), not-ready, incomplete",
                ),
            )
            .required(true)
            .value_parser(Ruling::ALL.iter().map(|ruling| ruling.word()).collect::<Vec<_>>())
            .hide_possible_values(true),
        )
        .arg(word("by", "NAME", pick("Họ tên người kết luận", "Who concludes")).required(true))
        .arg(word("position", "TEXT", pick("Chức vụ của người kết luận", "The person's office")).required(true))
        .arg(word(
            "reason",
            "TEXT",
            pick("Lý do; bắt buộc khi khác với đề xuất", "Why; required where it departs from the proposed one"),
        ))
        .arg(word("number", "TEXT", pick("Số, ký hiệu văn bản kết luận", "Number and symbol of the paper")))
}

fn run(session: &Session, matches: &ArgMatches) -> Result<Exit, Failure> {
    let word = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let mut store = Sqlite::open_existing(&session.ledger())?;
    let case = super::errors::case(&store, matches)?;
    let last = last(&store, &case)?;
    let ruling = Ruling::ALL.iter().copied().find(|ruling| Some(ruling.word()) == word("as"));
    let decision = Decision {
        ruling: ruling.unwrap_or(Ruling::Incomplete),
        by: word("by").unwrap_or_default(),
        position: word("position").unwrap_or_default(),
        reason: word("reason").unwrap_or_default(),
        number: word("number"),
    };
    let history = store.events(&case)?;
    let event = conclude(&history, &last, &last.to_bytes(), decision, session.clock.now())?;
    store.append(&case, &[event])?;
    let (id, Text { vi, en }) = (&last.run.id, decision.ruling.text());
    let by = decision.by;
    session.tell(&text!(
        "Đã ghi kết luận của {by} cho lượt {id}: {vi}\nLượt kiểm tra sau sẽ cần kết luận mới. Tiếp theo: kiemtra report {case} --format pdf",
        "Recorded, by {by} for run {id}: {en}\nA later run needs a conclusion of its own. Next: kiemtra report {case} --format pdf"
    ));
    Ok(Exit::Ready)
}

/// The last complete run of a case, which there must be.
pub(super) fn last(store: &Sqlite, case: &str) -> Result<Run, Failure> {
    last_run(store, case)?.ok_or_else(|| {
        let text =
            text!("vụ việc `{case}` chưa có lượt kiểm tra nào hoàn tất", "case `{case}` has no complete run yet");
        Failure::new(Exit::Data, "K-CON-001", text)
    })
}
