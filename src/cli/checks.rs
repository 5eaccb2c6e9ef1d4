//! `kiemtra checks`: list, explain, lint, test.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::check::{Check, Mode, Pack, Rule};
use crate::judge::run_cases;
use crate::law::{Regime, Standing, regimes};
use crate::load::{Problem, Problems, nearest};
use crate::text::{Language, Text, in_vietnam, text};

use super::exit::Exit;
use super::failure::Failure;
use super::session::Session;
use super::setup;
use super::verbs::{Verb, pick, verb};

pub(super) const VERB: Verb = Verb { name: "checks", command, run };

fn command(language: Language) -> Command {
    let pick = |vi, en| pick(language, vi, en);
    let paths = || {
        Arg::new("paths")
            .value_name("PATH")
            .action(ArgAction::Append)
            .value_parser(value_parser!(PathBuf))
            .help(pick("Tệp hoặc thư mục (mặc định: bộ có sẵn)", "Files or folders (default: the built-in pack)"))
    };
    let about = Text::new("Tiêu chí: liệt kê, giải thích, soát lỗi, thử ví dụ", "Checks: list, explain, lint, test");
    let examples = Text::same(
        "  kiemtra checks list\n  kiemtra checks explain tls.versions\n  kiemtra checks lint ./checks\n  kiemtra checks test ./checks/tls/versions.yaml",
    );
    verb("checks", &about, &examples, language)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(Command::new("list").about(pick("Mọi tiêu chí", "Every check")))
        .subcommand(
            Command::new("explain")
                .about(pick("Vì sao, căn cứ nào, sửa thế nào", "Why, on what ground, how to mend it"))
                .arg(Arg::new("id").value_name("ID").required(true).help(pick("Mã tiêu chí", "The check's id"))),
        )
        .subcommand(
            Command::new("lint").about(pick("Soát lỗi tệp tiêu chí", "Looks for mistakes in check files")).arg(paths()),
        )
        .subcommand(
            Command::new("test")
                .about(pick("Chạy ví dụ trong tệp tiêu chí", "Runs the cases in check files"))
                .arg(paths()),
        )
        .subcommand(
            Command::new("schema")
                .about(pick("In JSON Schema của tệp tiêu chí", "Prints the JSON Schema of check files")),
        )
}

fn run(session: &Session, matches: &ArgMatches) -> Result<Exit, Failure> {
    let Some((verb, own)) = matches.subcommand() else { return Ok(Exit::Usage) };
    match verb {
        "explain" => explain(session, own.get_one::<String>("id").map_or("", String::as_str)),
        "lint" => {
            let pack = named(session, own)?;
            known_grounds(&pack, &regimes()?)?;
            let number = pack.checks.len();
            session.print(session.say(&text!("{number} tiêu chí, không có lỗi\n", "{number} checks, no mistakes\n")));
            Ok(Exit::Ready)
        }
        "schema" => super::schema::print(session, "check"),
        "test" => test(session, &named(session, own)?),
        _ => list(session),
    }
}

/// The checks of the named paths, or the built-in pack.
fn named(session: &Session, matches: &ArgMatches) -> Result<Pack, Failure> {
    let vocabulary = setup::vocabulary();
    let Some(paths) = matches.get_many::<PathBuf>("paths") else { return Ok(setup::pack(session, &vocabulary)?) };
    let mut sources = Vec::new();
    for path in paths {
        sources.extend(setup::yaml_below(path)?);
    }
    if sources.is_empty() {
        let text = Text::new("không có tệp .yaml nào ở đó", "there is no .yaml file there");
        return Err(Failure::new(Exit::Configuration, "K-CHK-009", text));
    }
    Ok(Pack::of(sources, &vocabulary)?)
}

/// Every ground must exist in some regime: a slip in a key would silently print no ground.
fn known_grounds(pack: &Pack, regimes: &[Regime]) -> Result<(), Problems> {
    let keys: Vec<_> = regimes.iter().flat_map(Regime::keys).collect();
    let mut problems = Vec::new();
    for check in pack.checks.values() {
        for ground in check.grounds.iter().filter(|ground| !keys.contains(ground)) {
            let at = check.source.text.find(ground.as_str()).unwrap_or_default();
            let what = text!("không bộ căn cứ nào có `{ground}`", "no law regime has `{ground}`");
            let problem = Problem::at("K-CHK-071", &check.source, at..at + ground.len(), what);
            problems.push(match nearest(ground, keys.iter().map(String::as_str)) {
                Some(near) => problem.with_hint(text!("có phải ý bạn là `{near}`?", "did you mean `{near}`?")),
                None => problem.with_hint(Text::new("xem `kiemtra law show`", "see `kiemtra law show`")),
            });
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(Problems(problems)) }
}

fn list(session: &Session) -> Result<Exit, Failure> {
    let vocabulary = setup::vocabulary();
    let pack = setup::pack(session, &vocabulary)?;
    let width = pack.checks.keys().map(String::len).max().unwrap_or_default();
    let mut out = String::new();
    for check in pack.checks.values() {
        let blocking = if check.blocking { "*" } else { " " };
        let catalogue = check.catalogue.as_deref().unwrap_or("-");
        let severity = session.say(&check.severity.text()).to_owned();
        out.push_str(&format!(
            "{:width$} {blocking} {catalogue:7} {severity:12} {}\n",
            check.id,
            session.say(&check.title)
        ));
    }
    let number = pack.checks.len();
    session.print(&out);
    session.tell(&text!("{number} tiêu chí; * là điều kiện chặn kết nối", "{number} checks; * blocks the connection"));
    Ok(Exit::Ready)
}

fn explain(session: &Session, id: &str) -> Result<Exit, Failure> {
    let vocabulary = setup::vocabulary();
    let pack = setup::pack(session, &vocabulary)?;
    let by_catalogue = || pack.checks.values().find(|check| check.catalogue.as_deref() == Some(id));
    let Some(check) = pack.checks.get(id).or_else(by_catalogue) else {
        let failure =
            Failure::new(Exit::Usage, "K-USE-004", text!("không có tiêu chí `{id}`", "there is no check `{id}`"));
        return Err(match nearest(id, pack.checks.keys().map(String::as_str)) {
            Some(near) => failure.with_hint(text!("có phải ý bạn là `{near}`?", "did you mean `{near}`?")),
            None => failure.with_hint(Text::new("xem `kiemtra checks list`", "see `kiemtra checks list`")),
        });
    };
    session.print(&explained(session, check, &regimes()?));
    Ok(Exit::Ready)
}

fn explained(session: &Session, check: &Check, regimes: &[Regime]) -> String {
    let say = |text: &Text| session.say(text).to_owned();
    let label = |vi: &str, en: &str| say(&Text::new(vi, en));
    let mut out = format!("{}  {}\n\n", check.id, say(&check.title));
    let mut line = |label: String, value: String| out.push_str(&format!("{label}: {value}\n"));
    if let Some(catalogue) = &check.catalogue {
        line(label("Số trong danh mục", "Catalogue"), catalogue.clone());
    }
    line(label("Chương", "Chapter"), say(&check.heading.text()));
    line(label("Mức độ", "Severity"), say(&check.severity.text()));
    let blocks = if check.blocking { label("có", "yes") } else { label("không", "no") };
    line(label("Chặn kết nối", "Blocks"), blocks);
    line(label("Cách thực hiện", "Mode"), format!("{}, {}", say(&check.mode.text()), say(&check.safety.text())));
    let kinds: Vec<_> = check.kinds.iter().map(|kind| say(&kind.text())).collect();
    line(label("Áp dụng cho", "Applies to"), kinds.join(", "));
    line(label("Bộ dò", "Probes"), check.probes.join(", "));
    out.push_str(&format!("\n{}:\n  {}\n", label("Vì sao", "Why"), say(&check.why)));
    out.push_str(&format!("\n{}:\n  {}\n", label("Cách khắc phục", "How to mend it"), say(&check.fix.text)));
    for (product, lines) in &check.fix.examples {
        let lines: Vec<_> = lines.trim_end().lines().map(|line| format!("    {line}")).collect();
        out.push_str(&format!("  {product}:\n{}\n", lines.join("\n")));
    }
    for (name, parameter) in &check.parameters {
        let (shape, default) = (parameter.shape.name(), parameter.default.shown());
        out.push_str(&format!("\n{} ${name}: {shape} = {default}\n", label("Tham số", "Parameter")));
    }
    if let Rule::Attested { questions, valid_for_days } = &check.rule {
        out.push_str(&format!(
            "\n{}:\n",
            say(&text!(
                "Câu hỏi (trả lời có giá trị {valid_for_days} ngày)",
                "Questions (answers hold {valid_for_days} days)"
            ))
        ));
        for question in questions {
            out.push_str(&format!("  - {} [{}]\n", say(&question.title), question.kind));
        }
    }
    out.push_str(&format!("\n{}:\n", label("Căn cứ", "Grounds")));
    out.push_str(&grounds(session, check, regimes));
    out
}

/// The grounds of a check in every regime, with their standing today.
fn grounds(session: &Session, check: &Check, regimes: &[Regime]) -> String {
    let on = in_vietnam(session.clock.now()).date();
    let mut out = String::new();
    for regime in regimes {
        for key in &check.grounds {
            let id = &regime.id;
            let text = match regime.standing(key, on) {
                Standing::Missing => continue,
                Standing::Confirmed { citation, .. } => citation,
                Standing::Withheld(why) => {
                    let Text { vi, en } = why;
                    text!("{key}: chưa in làm căn cứ ({vi})", "{key}: not printed as a ground ({en})")
                }
            };
            out.push_str(&format!("  [{id}] {}\n", session.say(&text)));
        }
    }
    if out.is_empty() {
        out.push_str(&format!(
            "  {}\n",
            session.say(&Text::new("thông lệ tốt, chưa gắn căn cứ", "good practice, no ground attached"))
        ));
    }
    out
}

fn test(session: &Session, pack: &Pack) -> Result<Exit, Failure> {
    let mut problems = Vec::new();
    let mut cases = 0;
    for check in pack.checks.values().filter(|check| check.mode != Mode::Manual) {
        cases += check.cases.len();
        for failure in run_cases(check) {
            let (case, Text { vi, en }) = (failure.case, failure.text);
            let what = text!("ví dụ `{case}`: {vi}", "case `{case}`: {en}");
            problems.push(Problem::at("K-CHK-070", &check.source, failure.span, what));
        }
    }
    let (checks, failed) = (pack.checks.len(), problems.len());
    if problems.is_empty() {
        session.print(session.say(&text!(
            "{checks} tiêu chí, {cases} ví dụ, tất cả đúng\n",
            "{checks} checks, {cases} cases, all as they say\n"
        )));
        return Ok(Exit::Ready);
    }
    session.complain(&crate::load::render(&Problems(problems), session.language, session.error_color));
    let text = text!(
        "{failed} ví dụ không ra kết quả mong đợi ({checks} tiêu chí, {cases} ví dụ)",
        "{failed} cases do not come out as they say ({checks} checks, {cases} cases)"
    );
    Err(Failure::new(Exit::Configuration, "K-CHK-070", text))
}
