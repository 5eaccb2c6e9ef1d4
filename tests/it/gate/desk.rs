//! A signed report of a chosen age, a fresh run, a declaration and a trust folder, and the gate that is asked.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use jiff::{SignedDuration, Timestamp};
use kiemtra::audit::{Kind, Run};
use kiemtra::demo::Character;
use kiemtra::fact::Canonical;
use kiemtra::ledger::{RunRow, RunState, Sqlite, Store, record};
use kiemtra::profile::Gate;
use kiemtra::seal::{Archive, Fill, PdfFile, sign};
use serde_json::Value;

use crate::support::{Done, PASSWORD, Running, World, copied, world};

/// Who signs in which role.
pub(super) const PARTIES: [(&str, &str); 2] = [("operator", "leader"), ("team-leader", "chief")];
/// The case of every run.
pub(super) const CASE: &str = "tinh-mau@cong";

/// A profile of two checks that block, and two parties that sign.
pub(super) const PROFILE: &str = "schema: kiemtra/profile@1
id: cong
version: \"1\"
title: {vi: Cổng, en: Gate}
purpose: {vi: Thử cổng, en: Trial of the gate}
regime: vn-2026
select: {include: [tls.versions, crt.valid-now], exclude: []}
gate: {max_fact_age_hours: 72, report_valid_days: 60}
roles:
  - {key: operator, title: {vi: Đơn vị, en: Operator}, signs: true, signature: {vi: ĐƠN VỊ, en: OPERATOR}}
  - {key: team-leader, title: {vi: Trưởng đoàn, en: Leader}, signs: true, signature: {vi: TRƯỞNG ĐOÀN, en: LEADER}, after: [operator]}
report:
  parent: {vi: CÔNG AN TỈNH, en: POLICE}
  issuer: {vi: ĐOÀN KIỂM TRA, en: TEAM}
  symbol: ĐKT
  title: {vi: BIÊN BẢN, en: MINUTES}
  subject: {vi: 'Kiểm tra {system}', en: 'Inspection of {system}'}
  copies: 2
";

/// A folder with `report.pdf`, `fresh.json`, `system.yaml`, `profile.yaml`, `ledger.db` and `trust/`.
pub(super) struct Desk {
    pub(super) world: World,
}

impl Desk {
    /// A report whose run ended so many hours ago, concluded so, not signed yet; and a run of a minute ago.
    pub(super) fn unsigned(hours: i64, conclusion: Option<&str>) -> Self {
        let desk = Self { world: World::new() };
        let name = format!("unsigned-{hours}-{}", conclusion.unwrap_or("proposed"));
        copied(&made_once(&name, |folder| Self::made(folder, hours, conclusion)), &desk.world.path(""));
        for (place, file) in [
            ("trust/national/root.pem", "root.pem"),
            ("trust/national/root.crl", "root.crl"),
            ("trust/sub.crl", "sub.crl"),
        ] {
            desk.world.write(place, world().read(file));
        }
        desk
    }

    fn made(folder: &Path, hours: i64, conclusion: Option<&str>) {
        let desk = Self { world: World::new() };
        desk.world.write("profile.yaml", PROFILE);
        desk.world.write("system.yaml", fs::read(base().join("system.yaml")).expect("the declaration"));
        let now = Timestamp::now();
        let reported = desk.run("first", now - SignedDuration::from_hours(hours), |_| {});
        desk.run("fresh", now - SignedDuration::from_mins(1), |_| {});
        desk.keeps(&reported);
        if let Some(word) = conclusion {
            let who = ["--by", "Người chief", "--position", "Trưởng đoàn", "--reason", "Đã xem xét"];
            let done = desk.ledger(&[&["conclude", CASE, "--as", word], &who[..]].concat());
            assert_eq!(done.code, 0, "{}", done.stderr);
        }
        let person = |(role, person): &(&str, &str)| format!("  - {{role: {role}, name: Người {person}}}\n");
        let people: String = PARTIES.iter().map(person).collect();
        desk.world.write(
            "minutes.yaml",
            format!("schema: kiemtra/minutes@1\nnumber: \"5\"\nplace: Bắc Ninh\nparticipants:\n{people}"),
        );
        let own = ["--minutes", "minutes.yaml", "--evidence", "evidence", "--out", "report.pdf"];
        let done = desk.ledger(&[&["report", CASE, "--format", "pdf", "--profile", "profile.yaml"], &own[..]].concat());
        assert_eq!(done.code, 0, "{}", done.stderr);
        // What the program left of its state is nobody's.
        let _ = fs::remove_dir_all(desk.world.path("state"));
        copied(&desk.world.path(""), folder);
    }

    /// The same, signed by both parties.
    pub(super) fn of(hours: i64, conclusion: Option<&str>) -> Self {
        let desk = Self::unsigned(hours, conclusion);
        PARTIES.iter().for_each(|(role, person)| desk.signs(role, person));
        desk
    }

    /// A report of twenty days ago, signed and concluded ready.
    pub(super) fn sound() -> Self {
        Self::of(20 * 24, Some("ready"))
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        fs::read(self.world.path("report.pdf")).expect("the report")
    }

    pub(super) fn signs(&self, role: &str, person: &str) {
        let key = Archive::open(&world().read(&format!("{person}.p12")), PASSWORD).expect("a key file");
        let field = format!("{role}-signature");
        let fill = Fill {
            field: &field,
            time: Some(Timestamp::now()),
            name: None,
            reason: None,
            location: None,
            appearance: None,
            certify: false,
            room: None,
        };
        let file = PdfFile::read(self.bytes()).expect("a sound file");
        self.world.write("report.pdf", sign(&file, &fill, &key, None).expect("a signature"));
    }

    /// Makes `NAME.json` of the inspection's facts as if they were taken at another time, changed by hand and judged
    /// again.
    pub(super) fn run(&self, name: &str, ended: Timestamp, change: impl FnOnce(&mut Value)) -> Run {
        let mut document: Value =
            serde_json::from_slice(&fs::read(base().join("run.json")).expect("the run")).expect("JSON");
        let took = SignedDuration::from_mins(2);
        document["run"]["id"] = name.into();
        document["run"]["ended"] = ended.to_string().into();
        document["run"]["started"] = (ended - took).to_string().into();
        for fact in document["facts"].as_array_mut().expect("facts") {
            fact["taken"] = (ended - took).to_string().into();
        }
        change(&mut document);
        for fact in document["facts"].as_array_mut().expect("facts") {
            fact["digest"] = Canonical::from(fact["value"].clone()).digest().to_string().into();
        }
        let raw = self.world.write("raw.json", serde_json::to_vec(&document).expect("JSON"));
        let raw = raw.display().to_string();
        let judged = self.world.kiemtra(&["judge", &raw, "--profile", "profile.yaml"]);
        let run = Run::from_bytes(judged.stdout.as_bytes()).unwrap_or_else(|why| panic!("{why:?} {}", judged.stderr));
        self.world.write(&format!("{name}.json"), judged.stdout);
        run
    }

    /// A fresh run with something changed in the facts of one probe.
    pub(super) fn fresh(&self, probe: &str, change: impl Fn(&mut Value)) {
        self.run("fresh", Timestamp::now() - SignedDuration::from_mins(1), |document| {
            let facts = document["facts"].as_array_mut().expect("facts");
            facts.iter_mut().filter(|fact| fact["probe"] == probe).for_each(|fact| change(&mut fact["value"]));
        });
    }

    /// Puts a run into the ledger.
    pub(super) fn keeps(&self, run: &Run) {
        let mut run = run.clone();
        let mut store = Sqlite::open(&self.world.path("ledger.db")).expect("a ledger");
        let (id, kind, started) = (run.run.id.clone(), Kind::PreConnection, run.run.started);
        let row = RunRow { id, case: CASE.to_owned(), kind, started, state: RunState::Running };
        store.begin_run(&row).expect("a run");
        let events = record(&mut run, &store.events(CASE).expect("events"), &Gate::default());
        store.finish_run(&row.id, run.run.ended, &run.to_bytes(), &events).expect("a run");
    }

    /// The program with the ledger of the desk.
    pub(super) fn ledger(&self, arguments: &[&str]) -> Done {
        self.world.kiemtra(&[arguments, &["--ledger", "ledger.db"]].concat())
    }

    /// Asks with these arguments besides the report, the profile and the trust folder.
    pub(super) fn bare(&self, more: &[&str]) -> Done {
        let own = ["gate", "report.pdf", "--profile", "profile.yaml", "--trust", "trust", "--lang", "en"];
        self.world.kiemtra(&[&own[..], more].concat())
    }

    /// Asks with the declaration and the fresh run.
    pub(super) fn gate(&self, more: &[&str]) -> Done {
        self.bare(&[&["--system", "system.yaml", "--run", "fresh.json"], more].concat())
    }

    /// The answer as JSON.
    pub(super) fn answer(&self, more: &[&str]) -> Value {
        read(&self.gate(&[&["--json"], more].concat()))
    }

    /// Not allowed, and this condition says so, with these words; and of the others only those that are named.
    pub(super) fn refuses(&self, key: &str, word: &str, said: &str, beside: &[&str]) {
        let done = self.gate(&["--json"]);
        let answer = read(&done);
        assert_eq!((done.code, &answer["allowed"]), (77, &Value::Bool(false)), "{answer:#}");
        let found = condition(&answer, key);
        assert_eq!(found["holds"], word, "{key}: {answer:#}");
        assert!(found["reasons"].to_string().contains(said), "{said}: {found:#}");
        for other in answer["conditions"].as_array().expect("conditions") {
            let name = other["key"].as_str().expect("a key");
            assert!(name == key || beside.contains(&name) || other["holds"] == "holds", "{other:#}");
        }
    }
}

pub(super) fn read(done: &Done) -> Value {
    serde_json::from_str(&done.stdout).unwrap_or_else(|error| panic!("{error}: {} {}", done.stdout, done.stderr))
}

/// A condition of an answer.
pub(super) fn condition<'a>(answer: &'a Value, key: &str) -> &'a Value {
    let all = answer["conditions"].as_array().expect("conditions");
    all.iter().find(|one| one["key"] == key).unwrap_or_else(|| panic!("{key}: {answer:#}"))
}

/// The folder of an inspection of the sound portal: `run.json` and `system.yaml`.
fn base() -> PathBuf {
    made_once("base", |folder| {
        let (world, portal) = (World::new(), Running::start(Character::Sound));
        world.write("profile.yaml", PROFILE);
        let (done, _) = world.audit(&portal.system, &["--profile", "profile.yaml", "--kind", "pre-connection"]);
        assert_eq!(done.code, 0, "{}{}", done.stdout, done.stderr);
        fs::copy(world.path("out/run.json"), folder.join("run.json")).expect("a copy");
        fs::copy(&portal.system, folder.join("system.yaml")).expect("a copy");
    })
}

/// A folder that is made once for this build and hour.
fn made_once(name: &str, make: impl FnOnce(&Path)) -> PathBuf {
    let program = Path::new(env!("CARGO_BIN_EXE_kiemtra"));
    let built = fs::metadata(program).and_then(|data| data.modified()).expect("the program");
    let built = built.duration_since(UNIX_EPOCH).expect("after 1970").as_nanos();
    let hour = Timestamp::now().as_second() / 3600;
    let kept = program.with_file_name(format!("gate-desk-{built}-{hour}-{name}"));
    if !kept.exists() {
        let beside = tempfile::tempdir_in(program.parent().expect("a folder")).expect("a folder");
        make(beside.path());
        // Who comes second leaves what the first has put there.
        let made = beside.keep();
        if fs::rename(&made, &kept).is_err() {
            let _ = fs::remove_dir_all(made);
        }
        forget_others(program, &[hour - 1, hour].map(|hour| format!("gate-desk-{built}-{hour}-")));
    }
    kept
}

/// Removes the folders of other builds and of hours long past.
fn forget_others(program: &Path, known: &[String]) {
    for entry in fs::read_dir(program.parent().expect("a folder")).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with("gate-desk-") && !known.iter().any(|own| name.starts_with(own)) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
