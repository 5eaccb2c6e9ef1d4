//! `kiemtra audit`: plans, gathers, judges, records, reports.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::audit::Kind;
use crate::judge::Outcome;
use crate::ledger::{Change, changes};
use crate::report::{FORMATS, Options, build};
use crate::system::load;
use crate::text::{Language, Text, text};
use crate::wire::Randomness;

use super::exit::Exit;
use super::failure::Failure;
use super::inspection::{Errand, Inspection, Rules, case_of, runtime};
use super::session::Session;
use super::setup::STANDARD_PROFILE;
use super::verbs::{Verb, pick, verb};
use super::{files, handover, report};

pub(super) const VERB: Verb = Verb { name: "audit", command, run };

fn command(language: Language) -> Command {
    let pick = |vi, en| pick(language, vi, en);
    let about = Text::new(
        "Kiểm tra một hệ thống: thu thập, kết luận, ghi sổ, lập biên bản",
        "Inspects a system: gathers, judges, records, reports",
    );
    let examples = Text::same(
        "  kiemtra audit system.yaml\n  kiemtra audit system.yaml --profile population-db-connection --kind pre-connection\n  kiemtra audit system.yaml --quiet --format nagios\n  kiemtra audit system.yaml --only 'tls.*' --only 'crt.*'",
    );
    verb("audit", &about, &examples, language)
        .arg(system_argument(language))
        .arg(profile_argument(language))
        .arg(
            Arg::new("kind")
                .long("kind")
                .value_name("KIND")
                .value_parser(["self", "pre-connection", "re-inspection", "periodic"])
                .default_value("self")
                .hide_default_value(true)
                .hide_possible_values(true)
                .help(pick(
                    "Loại: self (mặc định), pre-connection, re-inspection, periodic",
                    "Kind: self (default), pre-connection, re-inspection, periodic",
                )),
        )
        .arg(Arg::new("out").long("out").value_name("DIR").value_parser(value_parser!(PathBuf)).help(pick(
            "Thư mục kết quả (mặc định: kiemtra-out/<vụ việc>)",
            "Folder of results (default: kiemtra-out/<case>)",
        )))
        .arg(format_argument(language))
        .arg(only_argument(language))
        .arg(
            Arg::new("case")
                .long("case")
                .value_name("ID")
                .help(pick("Vụ việc (mặc định: <hệ thống>@<hồ sơ>)", "The case (default: <system>@<profile>)")),
        )
        .arg(
            Arg::new("quiet")
                .short('q')
                .long("quiet")
                .action(ArgAction::SetTrue)
                .help(pick("Chỉ in thay đổi so với lượt trước", "Prints only what changed since the last run")),
        )
}

/// The argument SYSTEM.
pub(super) fn system_argument(language: Language) -> Arg {
    Arg::new("system").value_name("SYSTEM").required(true).value_parser(value_parser!(PathBuf)).help(pick(
        language,
        "Tệp khai báo hệ thống (system.yaml)",
        "The declaration of the system (system.yaml)",
    ))
}

/// The option `--profile`.
pub(super) fn profile_argument(language: Language) -> Arg {
    Arg::new("profile").long("profile").value_name("ID").help(pick(
        language,
        "Hồ sơ kiểm tra: mã hoặc tệp .yaml (mặc định: self-check)",
        "The profile: an id or a .yaml file (default: self-check)",
    ))
}

/// The option `--only`.
pub(super) fn only_argument(language: Language) -> Arg {
    Arg::new("only").long("only").value_name("GLOB").action(ArgAction::Append).help(pick(
        language,
        "Chỉ các tiêu chí khớp mẫu, ví dụ 'tls.*' (kết luận khi đó không thể là đủ điều kiện)",
        "Only checks that match, such as 'tls.*' (the conclusion then cannot be ready)",
    ))
}

fn format_argument(language: Language) -> Arg {
    let names: Vec<_> = FORMATS.iter().map(|format| format.name).chain(["json"]).collect();
    Arg::new("format")
        .long("format")
        .value_name("NAME")
        .action(ArgAction::Append)
        .value_delimiter(',')
        .value_parser(names)
        .hide_possible_values(true)
        .help(pick(
            language,
            "Dạng tệp (mặc định: html,pdf; run.json luôn có); nagios: một dòng cho giám sát",
            "Files to write (default: html,pdf; run.json always); nagios: one line for monitoring",
        ))
}

/// The patterns of `--only`.
pub(super) fn only(matches: &ArgMatches) -> Vec<String> {
    matches.get_many::<String>("only").map(|globs| globs.cloned().collect()).unwrap_or_default()
}

fn run(session: &Session, matches: &ArgMatches) -> Result<Exit, Failure> {
    let path = matches.get_one::<PathBuf>("system").cloned().unwrap_or_default();
    let system = load(&path)?;
    handover::leave_the_environment(session, &path, &system);
    let _ready = Randomness::gather();
    let rules = Rules::load(session, &profile_name(matches), &only(matches))?;
    let kind = matches.get_one::<String>("kind").map_or("self", String::as_str);
    let kind = Kind::ALL.iter().copied().find(|own| own.word() == kind).unwrap_or(Kind::Own);
    let case = case_of(&system, &rules.profile, matches.get_one("case"))?;
    let quiet = matches.get_flag("quiet");
    let formats: Vec<_> =
        matches.get_many::<String>("format").map(|names| names.map(String::as_str).collect()).unwrap_or_default();
    let monitoring = formats.contains(&"nagios");
    let ledger = session.ledger();
    let errand = Errand {
        session,
        system: &system,
        rules: &rules,
        kind,
        case: case.clone(),
        ledger: &ledger,
        quiet: quiet || monitoring,
    };
    let inspection = runtime()?.block_on(errand.carry_out())?;
    let folder = match matches.get_one::<PathBuf>("out") {
        Some(folder) => Some(folder.clone()),
        // A timer that only asks for a line does not want files in whatever folder it stands in.
        None if monitoring || (quiet && formats.is_empty()) => None,
        None => Some(PathBuf::from("kiemtra-out").join(&case)),
    };
    let wanted: Vec<_> = formats.iter().copied().filter(|name| *name != "nagios").collect();
    let wanted = if wanted.is_empty() { vec!["html", "pdf"] } else { wanted };
    let written = match &folder {
        Some(folder) => write(session, folder, &wanted, &rules, &inspection)?,
        None => Vec::new(),
    };
    show(session, &rules, &inspection, quiet, monitoring)?;
    if !quiet && !monitoring {
        next_steps(session, matches, &written, &case);
    }
    Ok(inspection.exit())
}

/// Writes `run.json` and the wanted formats into a folder; gives the paths.
pub(super) fn write(
    session: &Session,
    folder: &Path,
    formats: &[&str],
    rules: &Rules,
    inspection: &Inspection,
) -> Result<Vec<PathBuf>, Failure> {
    let model = build(inspection.material(rules));
    let mut written = vec![folder.join("run.json")];
    files::write(&folder.join("run.json"), &inspection.document)?;
    for format in FORMATS.iter().filter(|format| formats.contains(&format.name)) {
        let options = Options { language: session.language, run_json: &inspection.document, ..Options::default() };
        let path = folder.join(format.file);
        report::written(&path, format, &model, &options)?;
        written.push(path);
    }
    Ok(written)
}

fn show(
    session: &Session,
    rules: &Rules,
    inspection: &Inspection,
    quiet: bool,
    monitoring: bool,
) -> Result<(), Failure> {
    if quiet && !monitoring {
        print_changes(session, rules, inspection);
        return Ok(());
    }
    let name = if monitoring { "nagios" } else { "table" };
    let model = build(inspection.material(rules));
    session.print(&report::rendered(session, &model, name, &inspection.document)?);
    Ok(())
}

/// What `--quiet` prints: a line for each verdict that came out otherwise than last time.
fn print_changes(session: &Session, rules: &Rules, inspection: &Inspection) {
    let before = inspection.before.as_ref().map(|run| run.verdicts.clone()).unwrap_or_default();
    // A check that this run left out (`--only`) has not changed.
    let before: Vec<_> =
        before.into_iter().filter(|verdict| rules.profile.choices.contains_key(&verdict.check)).collect();
    let changes = changes(&before, &inspection.run.verdicts);
    let mut out = String::new();
    for change in &changes {
        out.push_str(&line(session, change));
    }
    if !changes.is_empty() {
        let (fixed, issued) = (inspection.defects.fixed(), inspection.defects.issued());
        let tally = text!("đã khắc phục {fixed}/{issued} lỗi", "{fixed} of {issued} errors fixed");
        out.push_str(&format!("{}\n", session.say(&tally)));
    }
    session.print(&out);
}

fn line(session: &Session, change: &Change<'_>) -> String {
    let word = |outcome: Option<Outcome>| match outcome {
        Some(outcome) => session.say(&report::outcome_text(outcome)).to_owned(),
        None => session.say(&Text::new("KHÔNG CÒN", "GONE")).to_owned(),
    };
    let verdict = change.verdict;
    let before = change.before.map_or_else(String::new, |before| format!("{} -> ", word(Some(before))));
    let now = word(change.now);
    let number = verdict.error.map_or_else(String::new, |number| format!(" #{number}"));
    let instance = if verdict.instance.is_empty() { String::new() } else { format!(" {}", verdict.instance) };
    let message = session.say(&verdict.message);
    format!("{before}{now}{number} {} {}{instance}: {message}\n", verdict.check, verdict.subject)
}

fn next_steps(session: &Session, matches: &ArgMatches, written: &[PathBuf], case: &str) {
    for path in written {
        let path = path.display();
        session.tell(&text!("Đã ghi: {path}", "Written: {path}"));
    }
    let given = matches.get_one::<PathBuf>("system").map(|path| path.display().to_string()).unwrap_or_default();
    let ledger = match matches.get_one::<PathBuf>("ledger") {
        Some(path) => format!(" --ledger {}", path.display()),
        None => String::new(),
    };
    session.tell(&text!(
        "Tiếp theo: kiemtra errors list --case {case}{ledger}   (sau khi sửa: kiemtra audit {given})",
        "Next: kiemtra errors list --case {case}{ledger}   (after mending: kiemtra audit {given})"
    ));
}

/// The profile that was asked for.
pub(super) fn profile_name(matches: &ArgMatches) -> String {
    matches.get_one::<String>("profile").cloned().unwrap_or_else(|| STANDARD_PROFILE.to_owned())
}
