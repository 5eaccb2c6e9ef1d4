//! Stored facts judged again, without the network: the same bytes, or a refusal.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use kiemtra::demo::Character;
use kiemtra::report::FORMATS;
use serde_json::Value;

use crate::support::{Authority, Declaration, Document, Leaf, Running, Setup, SilentResolver, World, required};

/// A run of each kind of server, whose servers are gone by now.
fn runs(world: &World) -> Vec<PathBuf> {
    let mut runs = Vec::new();
    for (name, character) in [("co-loi", Character::Flawed), ("tot", Character::Sound)] {
        let portal = Running::start(character);
        for profile in ["self-check", "population-db-connection"] {
            let out = format!("{name}-{profile}");
            world.audit_into(&out, &portal.system, &["--profile", profile, "--case", &out]);
            runs.push(world.path(&out).join("run.json"));
        }
    }
    let certificate = Authority::new(&world.path("")).leaf("portal", &Leaf::default());
    let nginx = Setup::sound(certificate).start(world);
    let declaration =
        Declaration::new(SilentResolver::start()).site(nginx.port, Some(nginx.plain)).more("trust_folder: trust");
    world.audit_into("nginx", &declaration.write(world), &[]);
    runs.push(world.path("nginx/run.json"));
    runs
}

fn name(path: &Path) -> String {
    path.display().to_string()
}

/// One run of the flawed portal.
fn flawed(world: &World) -> PathBuf {
    let portal = Running::start(Character::Flawed);
    world.audit(&portal.system, &[]);
    world.path("out/run.json")
}

#[test]
fn judging_again_gives_the_bytes_that_the_audit_wrote() {
    let world = World::new();
    for run in runs(&world) {
        let written = fs::read_to_string(&run).expect("a run");
        for _ in 0..2 {
            // A ledger that knows nothing of it: the run stands for itself.
            let again = world.kiemtra(&["judge", &name(&run), "--ledger", &name(&world.path("none.db"))]);
            assert!(again.stdout == written, "{} differs", run.display());
            assert!(again.code <= 3 && again.stderr.is_empty(), "{} {}", again.code, again.stderr);
        }
    }
}

#[test]
fn a_partial_run_is_judged_again_in_part() {
    let (world, portal) = (World::new(), Running::start(Character::Flawed));
    let (done, document) = world.audit(&portal.system, &["--only", "tls.*"]);
    let again = world.kiemtra(&["judge", &name(&world.path("out/run.json"))]);
    assert!(again.stdout.as_bytes() == document.bytes);
    assert_eq!(again.code, done.code);
}

#[test]
fn a_sound_part_is_never_ready() {
    let (world, portal) = (World::new(), Running::start(Character::Sound));
    let (done, document) = world.audit(&portal.system, &["--only", "tls.versions"]);
    assert_eq!((document.at("/conclusion/proposed"), done.code), (&Value::from("incomplete"), 3));
}

/// Changes a run and writes it back.
fn altered(world: &World, run: &Path, change: impl FnOnce(&mut Value)) -> String {
    let mut value = Document::read(run).value;
    change(&mut value);
    name(&world.write("altered.json", serde_json::to_vec_pretty(&value).expect("JSON")))
}

#[test]
fn an_altered_fact_is_refused_by_its_digest() {
    let world = World::new();
    let run = flawed(&world);
    let altered = altered(&world, &run, |value| {
        let facts = value["facts"].as_array_mut().expect("facts");
        let expired = |fact: &&mut Value| fact["probe"] == "certificate" && fact["value"]["valid_now"] == false;
        facts.iter_mut().find(expired).expect("an expired certificate")["value"]["valid_now"] = true.into();
    });
    let done = world.kiemtra(&["judge", &altered, "--lang", "en"]);
    assert_eq!(done.code, 65, "{}", done.stderr);
    assert!(done.stderr.contains("its digest does not match"), "{}", done.stderr);
    assert!(done.stdout.is_empty());
}

#[test]
fn a_verdict_that_was_painted_over_comes_back() {
    let world = World::new();
    let run = flawed(&world);
    let painted = altered(&world, &run, |value| {
        for verdict in value["verdicts"].as_array_mut().expect("verdicts") {
            verdict["outcome"] = "pass".into();
        }
        value["conclusion"]["proposed"] = "ready".into();
    });
    let done = world.kiemtra(&["judge", &painted]);
    assert_eq!(done.code, 2);
    assert!(done.stdout.as_bytes() == Document::read(&run).bytes);
}

#[test]
fn stored_facts_are_judged_by_another_profile() {
    let (world, portal) = (World::new(), Running::start(Character::Flawed));
    let (_, document) = world.audit(&portal.system, &["--profile", "population-db-connection"]);
    let done = world.kiemtra(&["judge", &name(&world.path("out/run.json")), "--profile", "self-check"]);
    assert_eq!(done.code, 2, "{}", done.stderr);
    let other: Value = serde_json::from_str(&done.stdout).expect("JSON");
    assert_eq!(other["profile"]["id"], "self-check");
    assert_eq!(other["facts"], document.value["facts"]);
    let manual = |value: &Value| {
        value["verdicts"].as_array().expect("verdicts").iter().filter(|own| own["outcome"] == "manual-pending").count()
    };
    assert!(manual(&document.value) > 5 && manual(&other) == 0);
    let done = world.kiemtra(&["judge", &name(&world.path("out/run.json")), "--profile", "population-db-connection"]);
    assert!(done.stdout.as_bytes() == document.bytes);
}

#[test]
fn a_run_under_a_profile_of_ones_own_is_rendered_and_judged_with_its_file() {
    let (world, portal) = (World::new(), Running::start(Character::Flawed));
    let own = include_str!("../../profiles/self-check.yaml").replace("id: self-check", "id: cua-tinh");
    let own = name(&world.write("cua-tinh.yaml", own));
    let (_, document) = world.audit(&portal.system, &["--profile", &own, "--only", "tls.*"]);
    let run = name(&world.path("out/run.json"));
    let done = world.kiemtra(&["judge", &run, "--lang", "en"]);
    assert_eq!(done.code, 78, "{}", done.stderr);
    assert!(done.stderr.contains("no profile `cua-tinh`") && done.stderr.contains(".yaml"), "{}", done.stderr);
    assert!(world.kiemtra(&["judge", &run, "--profile", &own]).stdout.as_bytes() == document.bytes);
    let report = world.kiemtra(&["report", &run, "--profile", &own, "--format", "markdown"]);
    assert!(report.code == 0 && report.stdout.contains("tls.versions"), "{}", report.stderr);
}

#[test]
fn every_format_of_a_run_has_the_same_bytes_each_time() {
    let world = World::new();
    let run = name(&flawed(&world));
    let formats: Vec<_> = FORMATS.iter().map(|format| format.name).chain(["json"]).collect();
    assert!(["csv", "markdown", "nagios", "pdf"].iter().all(|format| formats.contains(format)), "{formats:?}");
    for format in formats {
        for language in ["vi", "en"] {
            let written: Vec<_> = ["mot", "hai"]
                .iter()
                .map(|file| {
                    let out = world.path(file);
                    let done =
                        world.kiemtra(&["report", &run, "--format", format, "--lang", language, "--out", &name(&out)]);
                    assert_eq!(done.code, 0, "{format}: {}", done.stderr);
                    fs::read(out).expect("a report")
                })
                .collect();
            assert!(written[0].len() > 60, "{format} is empty");
            assert!(written[0] == written[1], "{format} in {language} differs");
        }
    }
}

#[test]
fn the_pdf_is_sound_for_other_programs_and_says_what_the_run_says() {
    let (world, portal) = (World::new(), Running::start(Character::Flawed));
    let (_, document) = world.audit(&portal.system, &["--profile", "population-db-connection", "--format", "pdf"]);
    let pdf = world.path("out/report.pdf");
    let run = |program: &str, package: &str, arguments: &[&str]| {
        let output = Command::new(required(program, package)).args(arguments).output().expect("it runs");
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    run("qpdf", "qpdf", &["--check", &name(&pdf)]);
    let text = run("pdftotext", "poppler-utils", &["-layout", &name(&pdf), "-"]);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "BIÊN BẢN", "tỉnh Mẫu", "tls.versions"] {
        assert!(text.contains(words), "{words} is not in the PDF");
    }
    // What the PDF carries along is the run itself.
    let attached = run("qpdf", "qpdf", &[&name(&pdf), "--show-attachment=run.json"]);
    assert!(attached.as_bytes() == document.bytes);
}
