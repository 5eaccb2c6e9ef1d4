//! `kiemtra report`: renders a run in any format.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command, value_parser};

use crate::audit::Run;
use crate::judge::Outcome;
use crate::ledger::{Event, Sqlite, Store};
use crate::load::Source;
use crate::report::evidence::{Bundle, Rendering};
use crate::report::{
    FORMATS, Format, Material, Options, Report, ReportError, Seen, Sitting, build, faces, format, minutes_to_sign,
    sitting,
};
use crate::seal::role::prepared;
use crate::text::{Language, Text, text};

use super::exit::Exit;
use super::failure::Failure;
use super::inspection::{Rules, last_run};
use super::session::Session;
use super::verbs::{Verb, pick, verb};
use super::{evidence, files, judge};

pub(super) const VERB: Verb = Verb { name: "report", command, run };

fn command(language: Language) -> Command {
    let pick = |vi, en| pick(language, vi, en);
    let about = Text::new("Lập báo cáo, biên bản từ một lượt kiểm tra", "Makes a report of a run");
    let examples = Text::same(
        "  kiemtra report run.json --format pdf --out bien-ban.pdf\n  kiemtra report cong-mau@self-check --format html --out report.html\n  kiemtra report run.json --format table\n  kiemtra report cong-mau@self-check --format pdf --minutes bien-ban.yaml --evidence minh-chung --out bien-ban.pdf",
    );
    let names: Vec<_> = FORMATS.iter().map(|format| format.name).chain(["json"]).collect();
    verb("report", &about, &examples, language)
        .arg(Arg::new("what").value_name("CASE|RUN.json").required(true).help(pick(
            "Vụ việc (lượt gần nhất trong sổ) hoặc tệp run.json",
            "A case (its last run in the ledger) or a run.json",
        )))
        .arg(
            Arg::new("format")
                .long("format")
                .value_name("NAME")
                .value_parser(names)
                .default_value("table")
                .hide_default_value(true)
                .help(pick("Dạng báo cáo", "The format")),
        )
        .arg(
            Arg::new("out")
                .long("out")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help(pick("Ghi vào tệp thay vì đầu ra chuẩn", "Writes a file instead of standard output")),
        )
        .arg(judge::stored_profile_argument(language))
        .arg(Arg::new("minutes").long("minutes").value_name("FILE").value_parser(value_parser!(PathBuf)).help(pick(
            "Tệp phần người ghi: số, địa điểm, họ tên, thời hạn",
            "What people add: number, place, names, deadlines",
        )))
        .arg(Arg::new("evidence").long("evidence").value_name("DIR").value_parser(value_parser!(PathBuf)).help(pick(
            "Thư mục hồ sơ minh chứng: lập nếu chưa có, dùng lại nếu đã có",
            "The folder of the evidence: made where it is not there, used again where it is",
        )))
        .arg(
            Arg::new("fonts")
                .long("font-dir")
                .alias("fonts")
                .value_name("DIR")
                .value_parser(value_parser!(PathBuf))
                .help(pick("Thư mục phông chữ của đơn vị cho PDF", "The department's own fonts for the PDF")),
        )
}

fn run(session: &Session, matches: &ArgMatches) -> Result<Exit, Failure> {
    let what = matches.get_one::<String>("what").cloned().unwrap_or_default();
    let name = matches.get_one::<String>("format").map_or("table", String::as_str);
    let run = found(session, &what)?;
    let profile = matches.get_one::<String>("profile").unwrap_or(&run.profile.id);
    let rules = Rules::load(session, profile, &[])?;
    let document = run.to_bytes();
    let fonts = matches.get_one::<PathBuf>("fonts").cloned();
    let mut rendering = Rendering::new(&run, &document, &events(session, &run)?, &rules.profile.gate);
    rendering.sitting = sitting(matches, &rules)?;
    pick(session.language, "vi", "en").clone_into(&mut rendering.language);
    rendering.fonts = faces(fonts.as_deref()).map_err(|error| failed(&error))?;
    let bundle = match matches.get_one::<PathBuf>("evidence") {
        Some(folder) => Some(evidence::kept(session, folder, &run, &document, profile)?),
        None => None,
    };
    let (defects, id) = (rendering.defects(), bundle.as_ref().map(Bundle::id));
    let material = Material {
        run: &run,
        pack: &rules.pack,
        profile: &rules.profile,
        regime: &rules.regime,
        defects: &defects,
        document: &document,
        sitting: rendering.sitting.as_ref(),
        concluded: rendering.concluded(&run, &document),
        evidence: id.as_deref(),
    };
    let out = matches.get_one::<PathBuf>("out");
    let inputs = rendering.to_bytes();
    let options = Options {
        language: session.language,
        color: session.color && out.is_none(),
        width: session.width,
        run_json: &document,
        manifest: bundle.as_ref().map_or(&[], Bundle::manifest),
        // Whoever renders again needs the evidence, and with it what else went into the minutes.
        rendering: if bundle.is_some() { &inputs } else { &[] },
        fonts,
    };
    match (out, format(name)) {
        (Some(path), None) => files::write(path, &document)?,
        (Some(path), Some(format)) => written(path, format, &build(material), &options)?,
        (None, None) => super::output::data(&document),
        (None, Some(format)) => {
            super::output::data(&bytes(format, &build(material), &options)?);
        }
    }
    if let Some(path) = out {
        let path = path.display();
        session.tell(&text!("Đã ghi: {path}", "Written: {path}"));
    }
    Ok(Exit::Ready)
}

fn found(session: &Session, what: &str) -> Result<Run, Failure> {
    let path = Path::new(what);
    if what.ends_with(".json") || path.exists() {
        return judge::read(path);
    }
    let store = Sqlite::open_existing(&session.ledger())?;
    last_run(&store, what)?.ok_or_else(|| {
        let known = store.cases().unwrap_or_default().join(", ");
        let text = text!("không có vụ việc hay tệp `{what}`", "there is no case or file `{what}`");
        Failure::new(Exit::Data, "K-DAT-003", text)
            .with_hint(text!("vụ việc trong sổ: {known}", "cases in the ledger: {known}"))
    })
}

/// The events of the run's case, or none where the ledger does not have it.
fn events(session: &Session, run: &Run) -> Result<Vec<Event>, Failure> {
    let ledger = session.ledger();
    if ledger.exists() { Ok(Sqlite::open(&ledger)?.events(&run.run.case)?) } else { Ok(Vec::new()) }
}

/// What people add to the minutes, from the file that was given.
fn sitting(matches: &ArgMatches, rules: &Rules) -> Result<Option<Sitting>, Failure> {
    let Some(path) = matches.get_one::<PathBuf>("minutes") else { return Ok(None) };
    let roles: Vec<_> = rules.profile.roles.iter().map(|role| role.key.as_str()).collect();
    Ok(Some(sitting::read(Source::read(path)?, &roles)?))
}

/// A report in memory; the minutes as a PDF with an empty field for each signature.
pub(super) fn bytes(format: &Format, model: &Report, options: &Options<'_>) -> Result<Vec<u8>, Failure> {
    if format.name != "pdf" {
        return format.to_bytes(model, options).map_err(|error| failed(&error));
    }
    let minutes = minutes_to_sign(model, options).map_err(|error| failed(&error))?;
    prepared(minutes, model, options.language).map_err(|error| {
        let Text { vi, en } = error.text();
        let text = text!("không đặt được ô ký vào biên bản: {vi}", "no signature fields could be set: {en}");
        let hint = Text::new(
            "khóa của bên ký trong hồ sơ kiểm tra (roles: key) chỉ gồm chữ không dấu, chữ số và dấu gạch nối",
            "the key of a signing role in the profile (roles: key) is made of plain letters, digits and hyphens",
        );
        Failure::new(Exit::Configuration, "K-REP-002", text).with_hint(hint)
    })
}

/// Writes a report into a file, as it goes where the format allows it.
pub(super) fn written(path: &Path, format: &Format, model: &Report, options: &Options<'_>) -> Result<(), Failure> {
    if format.name == "pdf" {
        return files::write(path, &bytes(format, model, options)?);
    }
    let mut broken = None;
    let done = files::write_with(path, |to| {
        (format.write)(model, options, to).map_err(|error| {
            let told = std::io::Error::other(error.to_string());
            broken = Some(error);
            told
        })
    });
    match broken {
        Some(error) => Err(failed(&error)),
        None => done,
    }
}

/// A report as text, for standard output.
pub(super) fn rendered(session: &Session, model: &Report, name: &str, document: &[u8]) -> Result<String, Failure> {
    let Some(format) = format(name) else { return Ok(String::new()) };
    let options = Options {
        language: session.language,
        color: session.color,
        width: session.width,
        run_json: document,
        ..Options::default()
    };
    let bytes = format.to_bytes(model, &options).map_err(|error| failed(&error))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A format that could not be written.
pub(super) fn failed(error: &ReportError) -> Failure {
    Failure::new(Exit::Software, "K-REP-001", error.text())
}

/// An outcome in the word of the tables.
pub(super) fn outcome_text(outcome: Outcome) -> Text {
    match outcome {
        Outcome::Fail => Seen::Fail,
        Outcome::Info => Seen::Info,
        Outcome::ManualPending => Seen::ManualPending,
        Outcome::NotApplicable => Seen::NotApplicable,
        Outcome::Pass => Seen::Pass,
        Outcome::Undetermined => Seen::Undetermined,
    }
    .text()
}
