//! `kiemtra demo`: inspects a flawed and a sound portal on this machine.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::audit::Kind;
use crate::demo::{Character, Portal, write_month};
use crate::ledger::samples::SqliteSamples;
use crate::report::{FORMATS, build};
use crate::system::load;
use crate::text::{Language, Text, io_failure, text};

use super::exit::Exit;
use super::failure::Failure;
use super::inspection::{Errand, Inspection, Rules, runtime, stopped};
use super::session::Session;
use super::verbs::{Verb, pick, verb};
use super::{audit, report};

pub(super) const VERB: Verb = Verb { name: "demo", command, run };

/// The profile that the demo uses: everything, as before a connection.
const PROFILE: &str = "population-db-connection";

fn command(language: Language) -> Command {
    let pick = |vi, en| pick(language, vi, en);
    let about = Text::new(
        "Xem thử: dựng hai cổng mẫu trên máy này và kiểm tra",
        "Try it: runs two sample portals on this machine and inspects them",
    );
    let examples = Text::same(
        "  kiemtra demo\n  kiemtra demo --fixed 5\n  kiemtra demo --hold\n  kiemtra demo --out /tmp/xem-thu --lang en",
    );
    verb("demo", &about, &examples, language)
        .arg(
            Arg::new("out")
                .long("out")
                .value_name("DIR")
                .value_parser(value_parser!(PathBuf))
                .default_value("kiemtra-demo")
                .help(pick("Thư mục kết quả (mặc định: kiemtra-demo)", "Folder of results (default: kiemtra-demo)")),
        )
        .arg(Arg::new("fixed").long("fixed").value_name("N").value_parser(value_parser!(u16)).help(pick(
            "Sửa N điểm yếu đầu của cổng có lỗi rồi phúc tra, sau một lần demo",
            "Mends the first N flaws and re-inspects, after a first demo",
        )))
        .arg(Arg::new("hold").long("hold").action(ArgAction::SetTrue).help(pick(
            "Giữ hai cổng chạy sau khi kiểm tra, đến khi nhấn Ctrl-C",
            "Keeps both portals running after the inspection, until Ctrl-C",
        )))
}

fn run(session: &Session, matches: &ArgMatches) -> Result<Exit, Failure> {
    let out = matches.get_one::<PathBuf>("out").cloned().unwrap_or_default();
    let rules = Rules::load(session, PROFILE, &[])?;
    let stage = Stage { session, rules: &rules, out: &out, ledger: out.join("ledger.db") };
    let runtime = runtime()?;
    stage.forget_samples();
    if let Some(fixed) = matches.get_one::<u16>("fixed") {
        let character = Character::Mended { fixed: usize::from(*fixed) };
        let (inspection, portal) = runtime.block_on(stage.inspect(character, "flawed", Kind::ReInspection))?;
        runtime.block_on(portal.stop());
        stage.write("flawed", &inspection)?;
        stage.show(&inspection)?;
        stage.tell_tally(&inspection);
        return Ok(Exit::Ready);
    }
    stage.forget_ledger();
    // Side by side: while one of them waits for its turn, the other goes on.
    let (flawed, sound) = runtime.block_on(async {
        tokio::join!(
            stage.inspect(Character::Flawed, "flawed", Kind::PreConnection),
            stage.inspect(Character::Sound, "sound", Kind::PreConnection),
        )
    });
    let ((flawed, flawed_portal), (sound, sound_portal)) = (flawed?, sound?);
    let flawed = stage.reported("flawed", flawed)?;
    let sound = stage.reported("sound", sound)?;
    stage.farewell(&flawed, &sound);
    if matches.get_flag("hold") {
        stage.tell_held(&[&flawed_portal, &sound_portal]);
        runtime.block_on(async { stopped().await });
    }
    runtime.block_on(async {
        flawed_portal.stop().await;
        sound_portal.stop().await;
    });
    Ok(Exit::Ready)
}

/// What is said of an inspection at the end.
struct Told {
    sentence: String,
    errors: usize,
    case: String,
}

/// What every inspection of the demo shares.
struct Stage<'a> {
    session: &'a Session,
    rules: &'a Rules,
    out: &'a Path,
    ledger: PathBuf,
}

impl Stage<'_> {
    /// A ledger of its own, begun anew: the demo must show the same every time.
    fn forget_ledger(&self) {
        for suffix in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(self.out.join(format!("ledger.db{suffix}")));
        }
    }

    /// The month of a mended link is another than that of the flawed one.
    fn forget_samples(&self) {
        let samples = SqliteSamples::path(&self.ledger).into_os_string();
        for suffix in ["", "-wal", "-shm"] {
            let mut path = samples.clone();
            path.push(suffix);
            let _ = std::fs::remove_file(path);
        }
    }

    /// Starts a portal, writes the month of its link, and inspects it; the portal goes on running.
    async fn inspect(&self, character: Character, name: &str, kind: Kind) -> Result<(Inspection, Portal), Failure> {
        let (session, rules) = (self.session, self.rules);
        let folder = self.out.join(name);
        std::fs::create_dir_all(&folder).map_err(|error| {
            let name = folder.display();
            let Text { vi, en } = io_failure(&error);
            let text = text!("không tạo được `{name}`: {vi}", "cannot make `{name}`: {en}");
            Failure::new(Exit::Software, "K-FILE-002", text)
        })?;
        let id = if character == Character::Sound { "tinh-mau-tot" } else { "tinh-mau" };
        let portal = Portal::start_as(id, character, &folder, session.clock.now())
            .await
            .map_err(|error| Failure::new(Exit::Software, "K-DEM-001", error.text))?;
        let system = load(portal.system_file())?;
        write_month(&mut SqliteSamples::open(&self.ledger)?, &system, character, session.clock.now())?;
        let quiet = character == Character::Sound;
        let case = format!("{name}@{}", rules.profile.id);
        let errand = Errand { session, system: &system, rules, kind, case, ledger: &self.ledger, quiet };
        let inspection = errand.carry_out().await?;
        Ok((inspection, portal))
    }

    /// Writes every format.
    fn write(&self, name: &str, inspection: &Inspection) -> Result<(), Failure> {
        let formats: Vec<_> =
            FORMATS.iter().map(|format| format.name).filter(|name| !matches!(*name, "table" | "nagios")).collect();
        audit::write(self.session, &self.out.join(name), &formats, self.rules, inspection).map(drop)
    }

    fn show(&self, inspection: &Inspection) -> Result<(), Failure> {
        let model = build(inspection.material(self.rules));
        let rendered = report::rendered(self.session, &model, "table", &inspection.document)?;
        self.session.print(&format!("{rendered}\n"));
        Ok(())
    }

    fn sentence(&self, inspection: &Inspection) -> String {
        self.session.say(&build(inspection.material(self.rules)).conclusion_text).to_owned()
    }

    /// Writes and shows an inspection, and keeps no more of it than what is said at the end.
    fn reported(&self, name: &str, inspection: Inspection) -> Result<Told, Failure> {
        self.write(name, &inspection)?;
        self.show(&inspection)?;
        let sentence = self.sentence(&inspection);
        Ok(Told { sentence, errors: inspection.defects.issued(), case: inspection.run.run.case })
    }

    fn farewell(&self, flawed: &Told, sound: &Told) {
        let Told { sentence: bad, errors, case } = flawed;
        let (folder, ledger, good) = (self.out.display(), self.ledger.display(), &sound.sentence);
        self.session.tell(&text!(
            "Cổng có lỗi: chỉ ra {errors} lỗi. Đề xuất kết luận: {bad}\nCổng tốt. Đề xuất kết luận: {good}\nBáo cáo: {folder}/flawed và {folder}/sound (report.html, report.pdf, run.json)\nTiếp theo: kiemtra errors list --ledger {ledger} --case {case}\n           kiemtra demo --fixed 5 --out {folder}   (sửa 5 điểm yếu rồi phúc tra)\n           kiemtra init system.yaml",
            "The flawed portal: {errors} errors pointed out. Proposed conclusion: {bad}\nThe sound portal. Proposed conclusion: {good}\nReports: {folder}/flawed and {folder}/sound (report.html, report.pdf, run.json)\nNext: kiemtra errors list --ledger {ledger} --case {case}\n      kiemtra demo --fixed 5 --out {folder}   (mends 5 flaws and re-inspects)\n      kiemtra init system.yaml"
        ));
    }

    fn tell_tally(&self, inspection: &Inspection) {
        let (fixed, issued) = (inspection.defects.fixed(), inspection.defects.issued());
        let sentence = self.sentence(inspection);
        self.session.tell(&text!(
            "Phúc tra: đã khắc phục {fixed}/{issued} lỗi. Đề xuất kết luận: {sentence}",
            "Re-inspection: {fixed} of {issued} errors fixed. Proposed conclusion: {sentence}"
        ));
    }

    fn tell_held(&self, portals: &[&Portal]) {
        for portal in portals {
            let file = portal.system_file().display();
            self.session.tell(&text!(
                "Đang chạy: {file}  (thử: kiemtra plan, doctor, audit)",
                "Running: {file}  (try: kiemtra plan, doctor, audit)"
            ));
        }
        self.session.tell(&Text::new("Nhấn Ctrl-C để dừng", "Press Ctrl-C to stop"));
    }
}
