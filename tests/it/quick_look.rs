//! `kiemtra tls`: the chapter, what fails and how to mend it, and the same as data.

use std::collections::BTreeSet;

use kiemtra::demo::Character;
use serde_json::Value;

use crate::support::{Done, Running, World};

/// Where a portal answers, whatever its name: its declaration has `https://NAME:PORT`.
fn place(running: &Running) -> String {
    let declared = std::fs::read_to_string(&running.system).expect("a declaration");
    let after = declared.split("https://").nth(1).and_then(|rest| rest.split(':').nth(1)).expect("a port");
    let port: String = after.chars().take_while(char::is_ascii_digit).collect();
    format!("127.0.0.1:{port}")
}

/// Looks at a portal with more arguments.
fn looked(world: &World, running: &Running, more: &[&str]) -> Done {
    let place = place(running);
    let mut arguments = vec!["tls", &place];
    arguments.extend(more);
    world.kiemtra(&arguments)
}

fn flawed() -> Running {
    Running::start(Character::Flawed)
}

#[test]
fn the_screen_leads_and_what_fails_comes_with_its_cure_and_the_counts() {
    let (world, running) = (World::new(), flawed());
    for (language, words) in [
        ("vi", ["TLS 1.0 chấp nhận", "Đường dẫn chứng thực", "KHÔNG ĐẠT  tls.versions", "Cách sửa: ", " ĐẠT"]),
        ("en", ["TLS 1.0 accepted", "Certification path", "FAIL  tls.versions", "How to mend it: ", " PASS"]),
    ] {
        let done = looked(&world, &running, &["--lang", language]);
        assert_eq!(done.code, 2, "{}", done.stderr);
        let mut from = 0;
        for word in words {
            let found = done.stdout[from..].find(word);
            from += found.unwrap_or_else(|| panic!("`{word}` after byte {from} of\n{}", done.stdout));
        }
        let worst_first =
            ["crt.valid-now [", "tls.weak-suites [", "tls.fallback ["].map(|check| done.stdout.find(check));
        assert!(worst_first.is_sorted() && worst_first.iter().all(Option::is_some), "{worst_first:?}");
        assert!(done.stdout.lines().all(|line| line.chars().count() <= 80), "{}", done.stdout);
        assert!(!done.stdout.contains('\u{1b}'), "no colour in a pipe");
    }
    let colored = looked(&world, &running, &["--color", "always"]);
    assert!(colored.stdout.contains("\u{1b}[31mKHÔNG ĐẠT\u{1b}[0m"), "{}", colored.stdout);
}

#[test]
fn quiet_prints_only_what_does_not_pass() {
    let (world, running) = (World::new(), flawed());
    let done = looked(&world, &running, &["--quiet"]);
    assert_eq!(done.code, 2, "{}", done.stderr);
    assert!(done.stdout.starts_with("KHÔNG ĐẠT  ") && !done.stdout.contains("Phiên bản  "), "{}", done.stdout);
    assert!(done.stderr.is_empty(), "{}", done.stderr);
}

#[test]
fn the_document_holds_facts_and_verdicts_under_fixed_keys() {
    let (world, running) = (World::new(), flawed());
    let done = looked(&world, &running, &["--json"]);
    assert_eq!(done.code, 2, "{}", done.stderr);
    let document: Value = serde_json::from_str(&done.stdout).expect("one JSON document");
    let keys: Vec<_> = document.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(keys, ["facts", "host", "port", "schema", "verdicts"]);
    assert_eq!((&document["schema"], &document["host"]), (&"kiemtra/tls@1".into(), &"127.0.0.1".into()));
    let facts = document["facts"].as_array().expect("facts");
    let probes: BTreeSet<_> = facts.iter().filter_map(|fact| fact["probe"].as_str()).collect();
    assert!(probes.is_superset(&BTreeSet::from(["certificate", "tls"])), "{probes:?}");
    let verdicts = document["verdicts"].as_array().expect("verdicts");
    assert!(verdicts.iter().any(|own| own["check"] == "tls.versions" && own["outcome"] == "fail"));
}

#[test]
fn a_folder_of_roots_takes_the_place_of_the_webs() {
    let world = World::new();
    let running = Running::start(Character::Sound);
    let trust = running.system.parent().expect("a folder").join("trust").display().to_string();
    let store = |more: &[&str]| {
        let done = looked(&world, &running, more);
        let document: Value = serde_json::from_str(&done.stdout).expect("one JSON document");
        let facts = document["facts"].as_array().expect("facts").clone();
        let certificate = facts.into_iter().find(|fact| fact["probe"] == "certificate").expect("a certificate");
        (certificate["value"]["path"]["store"].clone(), certificate["value"]["path"]["trusted"].clone())
    };
    assert_eq!(store(&["--json"]), ("web".into(), false.into()));
    assert_eq!(store(&["--json", "--trust", &trust, "--polite"]), ("folder".into(), true.into()));
    let none = looked(&world, &running, &["--trust", "nowhere"]);
    assert!(none.code >= 64 && none.stderr.contains("nowhere"), "{}", none.stderr);
}

#[test]
fn nothing_of_another_machine_without_a_document_whatever_the_level() {
    let world = World::new();
    for level in ["passive", "active", "intrusive"] {
        let done = world.kiemtra(&["tls", "192.0.2.7", "--safety", level]);
        assert_eq!(done.code, 77, "{level}: {}", done.stderr);
    }
    assert_eq!(world.kiemtra(&["tls", "127.0.0.1:9", "--safety", "reckless"]).code, 64);
}

#[test]
fn a_closed_port_is_not_determined_and_never_a_pass() {
    let (world, mut running) = (World::new(), Running::start(Character::Sound));
    let place = place(&running);
    running.stop();
    let done = world.kiemtra(&["tls", &place]);
    assert_eq!(done.code, 3, "{}{}", done.stdout, done.stderr);
    assert!(done.stdout.contains("chưa xác định: ") && done.stdout.contains("\n0 KHÔNG ĐẠT · "), "{}", done.stdout);
}
