//! The error list over several runs: numbers that stay, and what closes an error.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use kiemtra::demo::{Character, Flaw};
use kiemtra::ledger::{Defects, Event, Happening, Sqlite, State, Store, fold};
use rusqlite::Connection;

use crate::support::{Declaration, Document, Raw, Running, SilentResolver, World, wait_until};

const CASE: &str = "tinh-mau@self-check";

/// Mended up to and with this flaw.
fn mended(last: Flaw) -> Character {
    let position = Flaw::ALL.iter().position(|flaw| *flaw == last).expect("a flaw");
    Character::Mended { fixed: position + 1 }
}

/// Audits a portal of this character.
fn audit(world: &World, character: Character, more: &[&str]) -> Document {
    world.audit(&Running::start(character).system, more).1
}

fn events(world: &World, case: &str) -> Vec<Event> {
    Sqlite::open_existing(&world.ledger()).expect("a ledger").events(case).expect("events")
}

fn defects(world: &World, case: &str) -> Defects {
    fold(&events(world, case))
}

/// Number by what the error is recognised by.
fn numbers(document: &Document) -> BTreeMap<String, u64> {
    let failing = document.verdicts().iter().filter(|own| own["outcome"] == "fail");
    let pair = |own: &serde_json::Value| {
        (own["fingerprint"].as_str().expect("a fingerprint").to_owned(), own["error"].as_u64().expect("a number"))
    };
    failing.map(pair).collect()
}

/// The number of an error.
fn number_of(document: &Document, check: &str, subject: &str, instance: &str) -> u32 {
    let own = document.of(check, subject).into_iter().find(|own| own["instance"] == instance).expect("the instance");
    own["error"].as_u64().and_then(|number| u32::try_from(number).ok()).expect("a number")
}

fn list(world: &World) -> String {
    let done = world.kiemtra(&["errors", "list"]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    done.stdout
}

#[test]
fn a_re_inspection_keeps_every_number_and_counts_what_was_mended() {
    let world = World::new();
    let first = audit(&world, Character::Flawed, &["--kind", "pre-connection"]);
    let issued = numbers(&first);
    let expected: BTreeSet<_> = (1..=issued.len() as u64).collect();
    assert_eq!(issued.values().copied().collect::<BTreeSet<_>>(), expected, "given once, without gaps");
    assert!(list(&world).contains(&format!("đã khắc phục 0/{} lỗi", issued.len())));

    let second = audit(&world, mended(Flaw::OldVersions), &["--kind", "re-inspection"]);
    let standing = numbers(&second);
    for (fingerprint, number) in &standing {
        assert_eq!(issued.get(fingerprint), Some(number), "no new error, no new number");
    }
    let fixed = issued.len() - standing.len();
    assert!(fixed >= 10, "{fixed}");
    assert!(list(&world).contains(&format!("đã khắc phục {fixed}/{} lỗi", issued.len())), "{}", list(&world));
    let defects = defects(&world, CASE);
    assert_eq!((defects.fixed(), defects.issued()), (fixed, issued.len()));
    let number = number_of(&first, "tls.versions", "cong", "1.0");
    let shown = world.kiemtra(&["errors", "show", &number.to_string()]).stdout;
    assert!(shown.contains("phúc tra đạt") && shown.contains("tls.versions"), "{shown}");
}

#[test]
fn everything_mended_is_everything_counted() {
    let world = World::new();
    let issued = numbers(&audit(&world, Character::Flawed, &[])).len();
    audit(&world, Character::Sound, &["--kind", "re-inspection"]);
    let open: Vec<_> = defects(&world, CASE).0.into_values().filter(|defect| defect.state != State::Verified).collect();
    assert!(open.is_empty(), "{open:#?}");
    assert!(list(&world).contains(&format!("đã khắc phục {issued}/{issued} lỗi")), "{}", list(&world));
}

/// The profile `self-check` with passes that may follow each other at once.
fn hasty(world: &World) -> String {
    let pinned = include_str!("../../profiles/population-db-connection.yaml");
    let parent = pinned.lines().find(|line| line.contains("{id: self-check,")).expect("the pinned parent");
    let text = format!(
        "schema: kiemtra/profile@1
id: gap
version: \"1\"
title: {{vi: Thử nghiệm, en: Trial}}
purpose: {{vi: Thử nghiệm, en: Trial}}
extends:
{parent}
gate: {{max_fact_age_hours: 72, waiver_max_days: 90, passes_to_verify: 2, hours_between_passes: 0}}
"
    );
    world.write("gap.yaml", text).display().to_string()
}

#[test]
fn self_inspections_verify_only_what_was_claimed_and_only_after_two_passes() {
    let world = World::new();
    let profile = hasty(&world);
    let run = |character| audit(&world, character, &["--profile", &profile]);
    let state = |number| defects(&world, "tinh-mau@gap").0[&number].state;
    let first = run(Character::Flawed);
    let number = number_of(&first, "tls.versions", "cong", "1.0");
    let better = mended(Flaw::OldVersions);
    run(better);
    run(better);
    assert_eq!(defects(&world, "tinh-mau@gap").fixed(), 0, "nobody claimed anything");

    let claim = |number: u32| {
        world.kiemtra(&[
            "errors",
            "claim",
            &number.to_string(),
            "--by",
            "Nguyễn Văn A",
            "--note",
            "đã tắt TLS 1.0",
            "--case",
            "tinh-mau@gap",
        ])
    };
    assert_eq!(claim(number).code, 0);
    assert_eq!(state(number), State::Claimed);
    run(better);
    assert_eq!(state(number), State::Claimed, "one pass is not two");
    run(better);
    assert_eq!(state(number), State::Verified);
    assert_eq!(defects(&world, "tinh-mau@gap").fixed(), 1);
    let again = claim(number);
    assert_eq!(again.code, 65, "{}", again.stderr);

    // A claim that does not hold falls back.
    let broken = number_of(&first, "tls.hsts", "cong", "");
    assert_eq!(claim(broken).code, 0);
    run(better);
    assert_eq!(state(broken), State::Issued);
}

#[test]
fn two_passes_within_the_profiles_six_hours_are_one() {
    let world = World::new();
    let first = audit(&world, Character::Flawed, &[]);
    let number = number_of(&first, "tls.versions", "cong", "1.0");
    world.kiemtra(&["errors", "claim", &number.to_string(), "--by", "A", "--note", "x"]);
    for _ in 0..3 {
        audit(&world, mended(Flaw::OldVersions), &[]);
    }
    assert_eq!(defects(&world, CASE).0[&number].state, State::Claimed);
}

#[test]
fn an_error_that_comes_back_keeps_its_number_and_says_so() {
    let world = World::new();
    let first = audit(&world, Character::Flawed, &[]);
    let number = number_of(&first, "tls.versions", "cong", "1.0");
    audit(&world, mended(Flaw::OldVersions), &["--kind", "re-inspection"]);
    assert_eq!(defects(&world, CASE).0[&number].state, State::Verified);
    let back = audit(&world, Character::Flawed, &["--kind", "periodic"]);
    assert_eq!(number_of(&back, "tls.versions", "cong", "1.0"), number);
    assert_eq!(defects(&world, CASE).0[&number].state, State::Reopened);
    assert!(world.kiemtra(&["errors", "show", &number.to_string()]).stdout.contains("tái diễn"));
}

#[test]
fn a_portal_that_does_not_answer_closes_nothing() {
    let world = World::new();
    let mut portal = Running::start(Character::Flawed);
    // Its name server goes, too: declared addresses keep the servers themselves in sight.
    let text = fs::read_to_string(&portal.system).expect("the declaration");
    let text = ["    plain_port:", "    closed_ports:"]
        .iter()
        .fold(text, |text, key| text.replace(key, &format!("    addresses: [127.0.0.1]\n{key}")));
    fs::write(&portal.system, text).expect("written");
    let first = world.audit(&portal.system, &[]).1;
    portal.stop();
    let (done, silent) = world.audit(&portal.system, &["--kind", "re-inspection"]);
    assert_eq!(silent.at("/conclusion/proposed"), "incomplete");
    assert_eq!(done.code, 3);
    assert!(silent.with_outcome("fail", &["tls.", "crt.", "web."]).is_empty());
    let list = defects(&world, CASE);
    assert_eq!(list.issued(), numbers(&first).len());
    // A port that refuses has answered: the one thing that a stopped portal does prove.
    let (closed, open): (Vec<_>, Vec<_>) = list.0.values().partition(|defect| defect.check.ends_with("-ports"));
    assert_eq!(closed.len(), 2);
    for defect in open {
        assert_eq!(defect.state, State::Issued, "{defect:#?}");
    }
}

#[test]
fn a_name_server_that_is_gone_costs_its_deadline_once_and_closes_nothing() {
    let world = World::new();
    let mut portal = Running::start(Character::Flawed);
    let first = world.audit(&portal.system, &[]).1;
    portal.stop();
    let only = ["--only", "tls.*", "--only", "crt.*", "--only", "web.*", "--kind", "re-inspection"];
    let (done, silent) = world.audit(&portal.system, &only);
    assert!(done.code == 3 && silent.at("/conclusion/proposed") == "incomplete");
    assert_eq!(silent.reasons("tls.versions", "cong").len(), 1);
    // Five seconds for all four names at once, ten for the two questions of the DNS probe.
    assert!(done.took.as_secs() < 22, "{:?}", done.took);
    let list = defects(&world, CASE);
    assert_eq!((list.fixed(), list.issued()), (0, numbers(&first).len()));
}

#[test]
fn a_partial_run_touches_only_its_part() {
    let world = World::new();
    let first = audit(&world, Character::Flawed, &[]);
    let before = events(&world, CASE);
    audit(&world, Character::Sound, &["--kind", "re-inspection", "--only", "crt.*"]);
    let list = defects(&world, CASE);
    let after = events(&world, CASE);
    let new = after.get(before.len()..).expect("more events");
    assert!(!new.is_empty());
    for event in new {
        let (Happening::Observed { number, .. } | Happening::Verified { number }) = &event.what else {
            panic!("{event:?}")
        };
        assert!(list.0[number].check.starts_with("crt."), "{event:?}");
    }
    let parts = numbers(&first).len();
    let verified: Vec<_> = list.0.values().filter(|defect| defect.state == State::Verified).collect();
    assert!(verified.len() >= 5 && verified.len() < parts);
    assert!(verified.iter().all(|defect| defect.check.starts_with("crt.")));
}

#[test]
fn a_second_audit_of_the_case_at_once_is_busy_and_names_the_first() {
    let world = World::new();
    let port = Raw::start(|mut stream| drop(std::io::copy(&mut stream, &mut std::io::sink())));
    let system = Declaration::new(SilentResolver::start()).site(port, None).write(&world).display().to_string();
    let mut first = world.command(&["audit", &system, "--out", "mot"]);
    let mut first = first.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    let pid = first.id().to_string();
    let lock = || -> Option<PathBuf> {
        let files = fs::read_dir(world.ledger().parent()?).ok()?.flatten().map(|entry| entry.path());
        files.into_iter().find(|path| path.extension().is_some_and(|extension| extension == "lock"))
    };
    wait_until("the first holds the lock", || {
        lock().and_then(|path| fs::read_to_string(path).ok()).is_some_and(|holder| holder.contains(&pid))
    });
    let second = world.kiemtra(&["audit", &system, "--out", "hai"]);
    let other = world.kiemtra(&["audit", &system, "--out", "ba", "--case", "khac", "--only", "crt.caa"]);
    let _ = Command::new("kill").args(["-INT", &pid]).status();
    let ended = first.wait().expect("its end");
    assert_eq!(second.code, 75, "{}", second.stderr);
    assert!(second.stderr.contains("K-LED-001") && second.stderr.contains(&format!("pid {pid}")), "{}", second.stderr);
    assert!(other.code <= 3, "another case is free: {}", other.stderr);
    assert_eq!(ended.code(), Some(3), "the first ends in its own time");
}

#[test]
fn a_changed_or_removed_event_breaks_the_chain_for_every_reader() {
    let changes = [
        "UPDATE event SET body = replace(body, 'high', 'low') WHERE sequence = (SELECT min(sequence) FROM event WHERE body LIKE '%high%')",
        "DELETE FROM event WHERE sequence = 2",
        "UPDATE event SET hash = replace(hash, 'a', 'b') WHERE sequence = 5",
    ];
    let world = World::new();
    audit(&world, Character::Flawed, &[]);
    assert_eq!(world.kiemtra(&["ledger", "verify"]).code, 0);
    let whole = fs::read(world.ledger()).expect("the ledger");
    for change in changes {
        fs::write(world.ledger(), &whole).expect("the ledger");
        let file = Connection::open(world.ledger()).expect("a database");
        let refused = file.execute_batch(change).expect_err("the triggers stand in the way");
        assert!(refused.to_string().contains("never"), "{refused}");
        file.execute_batch("DROP TRIGGER event_is_never_changed; DROP TRIGGER event_is_never_removed;")
            .expect("dropped");
        assert_eq!(file.execute(change, []).expect("a change"), 1, "{change}");
        drop(file);
        for arguments in [&["ledger", "verify", "--lang", "en"] as &[&str], &["errors", "list", "--lang", "en"]] {
            let done = world.kiemtra(arguments);
            assert_eq!(done.code, 77, "{change}: {arguments:?} {}{}", done.stdout, done.stderr);
            assert!(done.stderr.contains("K-LED-002"), "{}", done.stderr);
        }
    }
}
