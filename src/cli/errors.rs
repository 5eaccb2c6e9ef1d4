//! `kiemtra errors`: the error list.

use clap::{Arg, ArgMatches, Command, value_parser};
use tabled::builder::Builder;
use tabled::settings::Style;

use crate::check::Check;
use crate::ledger::{Defect, Defects, Event, Happening, Sqlite, Store, claim, fold};
use crate::text::{Language, Text, day, day_and_time, text, wrap};

use super::exit::Exit;
use super::failure::Failure;
use super::session::Session;
use super::verbs::{Verb, pick, verb};
use super::{returned, setup};

pub(super) const VERB: Verb = Verb { name: "errors", command, run };

fn command(language: Language) -> Command {
    let pick = |vi, en| pick(language, vi, en);
    let case = || {
        Arg::new("case")
            .long("case")
            .value_name("ID")
            .help(pick("Vụ việc (không cần khi sổ chỉ có một)", "The case (not needed where there is one)"))
    };
    let number = || {
        Arg::new("number")
            .value_name("N")
            .required(true)
            .value_parser(value_parser!(u32))
            .help(pick("Số của lỗi", "The error's number"))
    };
    let about = Text::new("Danh mục lỗi: liệt kê, xem, báo đã khắc phục", "The error list: list, show, claim");
    let examples = Text::same(
        "  kiemtra errors list\n  kiemtra errors show 3\n  kiemtra errors claim 3 --by 'Nguyễn Văn A' --note 'đã tắt TLS 1.0'",
    );
    verb("errors", &about, &examples, language)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            Command::new("list")
                .about(pick("Liệt kê và đếm đã khắc phục", "Lists them and counts the fixed"))
                .arg(case()),
        )
        .subcommand(
            Command::new("show")
                .about(pick("Một lỗi với lịch sử của nó", "One error with its history"))
                .arg(number())
                .arg(case()),
        )
        .subcommand(
            Command::new("claim")
                .about(pick("Báo đã khắc phục một lỗi", "Says that an error is mended"))
                .arg(number())
                .arg(Arg::new("by").long("by").value_name("NAME").required(true).help(pick("Người báo", "Who says so")))
                .arg(
                    Arg::new("note")
                        .long("note")
                        .value_name("TEXT")
                        .required(true)
                        .help(pick("Đã làm gì", "What was done")),
                )
                .arg(case()),
        )
        .subcommand(returned::export_command(language).arg(case()))
        .subcommand(returned::import_command(language).arg(case()))
}

fn run(session: &Session, matches: &ArgMatches) -> Result<Exit, Failure> {
    let Some((verb, own)) = matches.subcommand() else { return Ok(Exit::Usage) };
    let mut store = Sqlite::open_existing(&session.ledger())?;
    let case = case(&store, own)?;
    let events = store.events(&case)?;
    match verb {
        "export" => returned::hand_out(session, own, &store, &case, &events),
        "import" => returned::take_in(session, own, &mut store, &case, &events),
        "show" => show(session, &events, number(own)),
        "claim" => {
            let text = |id: &str| own.get_one::<String>(id).cloned().unwrap_or_default();
            let event = claim(&events, number(own), &text("by"), &text("note"), session.clock.now())?;
            store.append(&case, &[event])?;
            let number = number(own);
            session.tell(&text!(
                "Đã ghi: lỗi số {number} được báo đã khắc phục, chờ kiểm tra lại",
                "Recorded: error {number} is said to be mended and awaits another look"
            ));
            Ok(Exit::Ready)
        }
        _ => {
            list(session, &case, &fold(&events));
            Ok(Exit::Ready)
        }
    }
}

fn number(matches: &ArgMatches) -> u32 {
    matches.get_one::<u32>("number").copied().unwrap_or_default()
}

/// The case that is meant: named, or the only one.
pub(super) fn case(store: &Sqlite, matches: &ArgMatches) -> Result<String, Failure> {
    let cases = store.cases()?;
    let given = matches.get_one::<String>("case");
    let known = cases.join(", ");
    match (given, cases.as_slice()) {
        (Some(given), cases) if cases.contains(given) => Ok(given.clone()),
        (Some(given), _) => {
            let text = text!("sổ theo dõi không có vụ việc `{given}`", "the ledger has no case `{given}`");
            Err(Failure::new(Exit::Data, "K-DAT-003", text).with_hint(text!("đang có: {known}", "known: {known}")))
        }
        (None, [only]) => Ok(only.clone()),
        (None, []) => {
            let text = Text::new("sổ theo dõi chưa có vụ việc nào", "the ledger has no case yet");
            Err(Failure::new(Exit::Data, "K-DAT-004", text))
        }
        (None, _) => {
            let text = Text::new(
                "sổ theo dõi có nhiều vụ việc: hãy chọn bằng --case",
                "the ledger has several cases: choose with --case",
            );
            Err(Failure::new(Exit::Usage, "K-USE-003", text).with_hint(text!("đang có: {known}", "known: {known}")))
        }
    }
}

fn list(session: &Session, case: &str, defects: &Defects) {
    let say = |text: Text| session.say(&text).to_owned();
    let (fixed, issued) = (defects.fixed(), defects.issued());
    let mut out = say(text!(
        "Vụ việc {case}: đã khắc phục {fixed}/{issued} lỗi\n",
        "Case {case}: {fixed} of {issued} errors fixed\n"
    ));
    if issued > 0 {
        // Borders and padding take 16 columns, the narrow columns 44.
        let wide = session.width.saturating_sub(16 + 44).max(20);
        let mut builder = Builder::default();
        builder.push_record([
            say(Text::new("Số", "No.")),
            say(Text::new("Mức độ", "Severity")),
            say(Text::new("Tiêu chí, đối tượng", "Check, subject")),
            say(Text::new("Ghi nhận", "Recorded")),
            say(Text::new("Tình trạng", "State")),
        ]);
        for defect in defects.0.values() {
            let blocking = if defect.blocking { say(Text::new("\n(chặn)", "\n(blocks)")) } else { String::new() };
            builder.push_record([
                defect.number.to_string(),
                wrap(&format!("{}{blocking}", say(defect.severity.text())), 10),
                wrap(&format!("{}\n{}", defect.check, place(defect)), 18),
                wrap(session.say(&defect.message), wide),
                wrap(&state(session, defect), 13),
            ]);
        }
        out.push_str(&format!("{}\n", builder.build().with(Style::ascii())));
    }
    session.print(&out);
}

fn place(defect: &Defect) -> String {
    if defect.instance.is_empty() { defect.subject.clone() } else { format!("{}: {}", defect.subject, defect.instance) }
}

fn state(session: &Session, defect: &Defect) -> String {
    let state = session.say(&defect.state.text()).to_owned();
    let passes = defect.passes.len();
    if passes == 0 || defect.state == crate::ledger::State::Verified {
        return state;
    }
    let counted = text!("{state}; {passes} lượt đạt", "{state}; {passes} passes");
    session.say(&counted).to_owned()
}

fn show(session: &Session, events: &[Event], number: u32) -> Result<Exit, Failure> {
    let defects = fold(events);
    let Some(defect) = defects.0.get(&number) else {
        let last = defects.0.len();
        let text = text!(
            "không có lỗi số {number} (danh mục có {last} lỗi)",
            "there is no error {number} (the list has {last})"
        );
        return Err(Failure::new(Exit::Data, "K-DAT-005", text));
    };
    let vocabulary = setup::vocabulary();
    let pack = setup::pack_to_judge_by(session, &vocabulary)?;
    session.print(&described(session, defect, pack.checks.get(&defect.check), events));
    Ok(Exit::Ready)
}

fn described(session: &Session, defect: &Defect, check: Option<&Check>, events: &[Event]) -> String {
    let say = |text: Text| session.say(&text).to_owned();
    let number = defect.number;
    let title = check.map_or_else(|| defect.check.clone(), |check| session.say(&check.title).to_owned());
    let mut out = say(text!("Lỗi số {number}: {title}\n", "Error {number}: {title}\n"));
    let mut line = |label: Text, value: String| out.push_str(&format!("  {}: {value}\n", session.say(&label)));
    line(Text::new("Tiêu chí", "Check"), defect.check.clone());
    line(Text::new("Đối tượng", "Subject"), place(defect));
    line(Text::new("Mức độ", "Severity"), say(defect.severity.text()));
    line(
        Text::new("Chặn kết nối", "Blocks"),
        say(if defect.blocking { Text::new("có", "yes") } else { Text::new("không", "no") }),
    );
    line(Text::new("Tình trạng", "State"), state(session, defect));
    line(Text::new("Ghi nhận", "Recorded"), say(defect.message.clone()));
    line(Text::new("Ngày chỉ ra", "Pointed out"), day(defect.issued));
    line(Text::new("Mã nhận dạng", "Fingerprint"), defect.fingerprint.clone());
    if let Some(check) = check {
        line(Text::new("Cách sửa", "How to mend it"), say(check.fix.text.clone()));
        line(Text::new("Xem thêm", "More"), format!("kiemtra checks explain {}", check.id));
    }
    out.push_str(&say(Text::new("  Lịch sử:\n", "  History:\n")));
    for event in events {
        if let Some(what) = happening(event, number) {
            out.push_str(&format!("    {}  {}  ({})\n", day_and_time(event.at), session.say(&what), event.by));
        }
    }
    out
}

fn happening(event: &Event, wanted: u32) -> Option<Text> {
    use crate::ledger::Saw;
    let (number, what) = match &event.what {
        Happening::Claimed { number, note } => (number, text!("báo đã khắc phục: {note}", "said to be mended: {note}")),
        Happening::Concluded(_) => return None,
        Happening::Issued { number, .. } => (number, Text::new("chỉ ra lần đầu", "pointed out")),
        Happening::Noted { number, note } => (number, text!("ý kiến: {note}", "remark: {note}")),
        Happening::Observed { number, saw, message, .. } => {
            let Text { vi, en } = message;
            let text = match saw {
                Saw::Fail => text!("vẫn còn: {vi}", "still there: {en}"),
                Saw::Pass => text!("đạt: {vi}", "passes: {en}"),
                Saw::Undetermined => text!("chưa xác định: {vi}", "undetermined: {en}"),
            };
            (number, text)
        }
        Happening::Reopened { number } => (number, Text::new("tái diễn", "came back")),
        Happening::Verified { number } => (number, Text::new("phúc tra đạt", "verified as fixed")),
    };
    (*number == wanted).then_some(what)
}
