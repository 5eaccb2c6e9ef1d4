//! `kiemtra demo`: inspects a flawed and a sound portal on this machine.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command, value_parser};

use crate::audit::Kind;
use crate::demo::{Character, Portal};
use crate::report::{FORMATS, build};
use crate::system::load;
use crate::text::{Language, Text, io_failure, text};

use super::exit::Exit;
use super::failure::Failure;
use super::inspection::{Errand, Inspection, Rules, runtime};
use super::session::Session;
use super::verbs::{Verb, pick, verb};
use super::{audit, report};

pub(super) const VERB: Verb = Verb { name: "demo", command, run };

/// The profile that the demo uses: everything, as before a connection.
const PROFILE: &str = "population-db-connection";

fn command(language: Language) -> Command {
    let about = Text::new(
        "Xem thử: dựng hai cổng mẫu trên máy này và kiểm tra",
        "Try it: runs two sample portals on this machine and inspects them",
    );
    let examples = Text::same("  kiemtra demo\n  kiemtra demo --out /tmp/xem-thu --lang en");
    verb("demo", &about, &examples, language).arg(
        Arg::new("out")
            .long("out")
            .value_name("DIR")
            .value_parser(value_parser!(PathBuf))
            .default_value("kiemtra-demo")
            .hide_default_value(true)
            .help(pick(
                language,
                "Thư mục kết quả (mặc định: kiemtra-demo)",
                "Folder of results (default: kiemtra-demo)",
            )),
    )
}

fn run(session: &Session, matches: &ArgMatches) -> Result<Exit, Failure> {
    let out = matches.get_one::<PathBuf>("out").cloned().unwrap_or_default();
    let rules = Rules::load(session, PROFILE, &[])?;
    // A ledger of its own, begun anew: the demo must show the same every time.
    let ledger = out.join("ledger.db");
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(out.join(format!("ledger.db{suffix}")));
    }
    let runtime = runtime()?;
    let inspect = |character: Character, name: &str| {
        runtime.block_on(one(session, &rules, character, name, &out.join(name), &ledger))
    };
    let flawed = inspect(Character::Flawed, "flawed")?;
    show(session, &rules, &flawed)?;
    let sound = inspect(Character::Sound, "sound")?;
    show(session, &rules, &sound)?;
    runtime.shutdown_background();
    farewell(session, &rules, &out, &flawed, &sound);
    Ok(Exit::Ready)
}

async fn one(
    session: &Session,
    rules: &Rules,
    character: Character,
    name: &str,
    folder: &Path,
    ledger: &Path,
) -> Result<Inspection, Failure> {
    std::fs::create_dir_all(folder).map_err(|error| {
        let name = folder.display();
        Failure::new(Exit::Software, "K-FILE-002", {
            let Text { vi, en } = io_failure(&error);
            text!("không tạo được `{name}`: {vi}", "cannot make `{name}`: {en}")
        })
    })?;
    let portal = Portal::start(character, folder, session.clock.now())
        .await
        .map_err(|error| Failure::new(Exit::Software, "K-DEM-001", error.text))?;
    let system = load(portal.system_file())?;
    let case = format!("{name}@{}", rules.profile.id);
    let kind = Kind::PreConnection;
    let errand = Errand { session, system: &system, rules, kind, case, ledger, quiet: false };
    let inspection = errand.carry_out().await?;
    portal.stop().await;
    let formats: Vec<_> =
        FORMATS.iter().map(|format| format.name).filter(|name| !matches!(*name, "table" | "nagios")).collect();
    audit::write(session, folder, &formats, rules, &inspection)?;
    Ok(inspection)
}

fn show(session: &Session, rules: &Rules, inspection: &Inspection) -> Result<(), Failure> {
    let model = build(inspection.material(rules));
    session.print(&report::rendered(session, &model, "table", &inspection.document)?);
    session.print("\n");
    Ok(())
}

fn farewell(session: &Session, rules: &Rules, out: &Path, flawed: &Inspection, sound: &Inspection) {
    let errors = flawed.defects.issued();
    let folder = out.display();
    let ledger = out.join("ledger.db");
    let (ledger, case) = (ledger.display(), &flawed.run.run.case);
    let sentence = |inspection: &Inspection| session.say(&build(inspection.material(rules)).conclusion_text).to_owned();
    let (bad, good) = (sentence(flawed), sentence(sound));
    session.tell(&text!(
        "\nCổng có lỗi: chỉ ra {errors} lỗi. {bad}\nCổng tốt: {good}\nBáo cáo: {folder}/flawed và {folder}/sound (report.html, report.pdf, run.json)\nTiếp theo: kiemtra errors list --ledger {ledger} --case {case}\n           kiemtra init system.yaml",
        "\nThe flawed portal: {errors} errors pointed out. {bad}\nThe sound portal: {good}\nReports: {folder}/flawed and {folder}/sound (report.html, report.pdf, run.json)\nNext: kiemtra errors list --ledger {ledger} --case {case}\n      kiemtra init system.yaml"
    ));
}
