//! `kiemtra errors export` and `import`: the error list that goes to the inspected side and comes back filled in.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::ledger::{Event, Sqlite, State, Store, claim, fold, note};
use crate::report::errors::{Row, read};
use crate::report::{Material, Options, build, format};
use crate::text::{Language, Text, text};

use super::conclude::last;
use super::exit::Exit;
use super::failure::Failure;
use super::files;
use super::inspection::Rules;
use super::report::written;
use super::session::Session;
use super::verbs::pick;

pub(super) fn export_command(language: Language) -> Command {
    let pick = |vi, en| pick(language, vi, en);
    Command::new("export")
        .about(pick("Ghi danh mục hiện tại ra tệp để gửi đơn vị", "Writes the list as it stands now, to hand out"))
        .arg(
            Arg::new("file")
                .value_name("FILE")
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .help(pick("Tệp .xlsx hoặc .csv", "An .xlsx or .csv file")),
        )
}

/// Writes the list with the states of this moment, whatever the last run saw.
pub(super) fn hand_out(
    session: &Session,
    matches: &ArgMatches,
    store: &Sqlite,
    case: &str,
    events: &[Event],
) -> Result<Exit, Failure> {
    let path = matches.get_one::<PathBuf>("file").cloned().unwrap_or_default();
    let kind = path.extension().and_then(|kind| kind.to_str()).unwrap_or_default();
    let Some(format) = format(kind).filter(|_| matches!(kind, "xlsx" | "csv")) else {
        let text =
            Text::new("tên tệp phải kết thúc bằng .xlsx hoặc .csv", "the file's name must end with .xlsx or .csv");
        return Err(Failure::new(Exit::Usage, "K-USE-010", text));
    };
    let run = last(store, case)?;
    let rules = Rules::load(session, &run.profile.id, &[])?;
    let (document, defects) = (run.to_bytes(), fold(events));
    let model = build(Material {
        run: &run,
        pack: &rules.pack,
        profile: &rules.profile,
        regime: &rules.regime,
        defects: &defects,
        document: &document,
        sitting: None,
        concluded: None,
        evidence: None,
    });
    let options = Options { language: session.language, ..Options::default() };
    written(&path, format, &model, &options)?;
    let (name, number) = (path.display(), defects.issued());
    session.tell(&text!(
        "Đã ghi {name} ({number} lỗi). Nhận lại: kiemtra errors import {name} --by TÊN",
        "Written: {name} (errors: {number}). To take it back: kiemtra errors import {name} --by NAME"
    ));
    Ok(Exit::Ready)
}

pub(super) fn import_command(language: Language) -> Command {
    let pick = |vi, en| pick(language, vi, en);
    Command::new("import")
        .about(pick(
            "Nhận lại danh mục (xlsx, csv) mà đơn vị đã điền trạng thái, ghi chú",
            "Takes in the list (xlsx, csv) in which states and remarks were filled in",
        ))
        .arg(
            Arg::new("file")
                .value_name("FILE")
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .help(pick("Tệp do `errors export` lập", "A file that `errors export` wrote")),
        )
        .arg(Arg::new("by").long("by").value_name("NAME").required(true).help(pick("Đơn vị, người báo", "Who says so")))
        .arg(
            Arg::new("dry-run")
                .long("dry-run")
                .action(ArgAction::SetTrue)
                .help(pick("Chỉ nói sẽ ghi gì", "Only says what would be recorded")),
        )
}

/// What is new in a row: a claim, a remark, or nothing.
enum News {
    Claim(Event),
    Remark(Event),
    Nothing,
    Ignored(Text),
}

/// Records what is new in the list: all of it or, where a row cannot be, nothing.
pub(super) fn take_in(
    session: &Session,
    matches: &ArgMatches,
    store: &mut Sqlite,
    case: &str,
    history: &[Event],
) -> Result<Exit, Failure> {
    let path = matches.get_one::<PathBuf>("file").cloned().unwrap_or_default();
    let by = matches.get_one::<String>("by").map(String::as_str).unwrap_or_default();
    let bytes = files::read(&path)?;
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let rows = read(name, &bytes).map_err(|text| Failure::new(Exit::Data, "K-DAT-006", text))?;
    let mut events = history.to_vec();
    let (mut claims, mut remarks) = (0, 0);
    for row in &rows {
        match news(session, &events, row, by)? {
            News::Claim(event) => {
                claims += 1;
                events.push(event);
            }
            News::Remark(event) => {
                remarks += 1;
                events.push(event);
            }
            News::Ignored(why) => session.tell(&why),
            News::Nothing => {}
        }
    }
    if matches.get_flag("dry-run") {
        session.tell(&text!(
            "Sẽ ghi: {claims} báo đã khắc phục, {remarks} ghi chú (chưa ghi gì)",
            "Would record claims: {claims}, remarks: {remarks} (nothing was recorded)"
        ));
        return Ok(Exit::Ready);
    }
    store.append(case, events.get(history.len()..).unwrap_or_default())?;
    session.tell(&text!(
        "Đã ghi: {claims} báo đã khắc phục, {remarks} ghi chú; lỗi được báo chờ phúc tra",
        "Recorded claims: {claims}, remarks: {remarks}; what is claimed awaits a re-inspection"
    ));
    Ok(Exit::Ready)
}

fn news(session: &Session, history: &[Event], row: &Row, by: &str) -> Result<News, Failure> {
    let Row { number, mended, state, note: remark } = row;
    let defects = fold(history);
    let Some(defect) = defects.0.get(number) else {
        // The same refusal as that of a claim by hand.
        return Ok(News::Claim(claim(history, *number, by, remark, session.clock.now())?));
    };
    // What was chosen besides our own states is worth keeping, as a remark.
    let said = match (state.as_str(), remark.as_str()) {
        ("", remark) => remark.to_owned(),
        (state, "") => state.to_owned(),
        (state, remark) => format!("{state}: {remark}"),
    };
    let new = !said.is_empty() && defect.note.as_deref() != Some(said.as_str());
    if *mended && !matches!(defect.state, State::Claimed | State::Verified) {
        if said.is_empty() {
            return Ok(News::Ignored(text!(
                "lỗi số {number}: báo đã khắc phục nhưng chưa ghi đã làm gì (cột ghi chú); bỏ qua",
                "error {number}: said to be mended, but not what was done (remark); left out"
            )));
        }
        return Ok(News::Claim(claim(history, *number, by, &said, session.clock.now())?));
    }
    if new {
        return Ok(News::Remark(note(history, *number, by, &said, session.clock.now())?));
    }
    Ok(News::Nothing)
}
