//! The cases in a check's file notice a check that was broken.

use std::fs;
use std::path::Path;

use crate::support::World;

/// A check, what is changed in its assertion, and a case that must notice.
const BREAKS: &[(&str, &str, &str)] = &[
    ("tls/versions.yaml", "{path: v.name, in: $allowed}", "{path: v.name, not_in: $allowed}"),
    ("net/name-servers.yaml", "len: {gte: $min_servers}", "len: {lt: $min_servers}"),
    (
        "net/dnssec-signed.yaml",
        "assert: {path: dns.dnssec.signed, eq: true}",
        "assert: {path: dns.dnssec.signed, eq: false}",
    ),
    ("tls/redirect-chain.yaml", "assert: {path: r.secure, eq: true}", "assert: {path: r.secure, ne: true}"),
];

fn built_in(check: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("checks").join(check);
    fs::read_to_string(path).expect("a built-in check")
}

/// The text with its one `from` replaced.
fn turned(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "`{from}` stands once");
    text.replace(from, to)
}

#[test]
fn a_broken_operator_is_named_with_its_case_and_its_place() {
    for (check, from, to) in BREAKS {
        let world = World::new();
        let sound = world.write(&format!("checks/{check}"), built_in(check)).display().to_string();
        let done = world.kiemtra(&["checks", "test", &sound]);
        assert_eq!(done.code, 0, "{check}: {}{}", done.stdout, done.stderr);
        let broken = turned(&built_in(check), from, to);
        let path = world.write(&format!("checks/{check}"), &broken);
        let done = world.kiemtra(&["checks", "test", &path.display().to_string(), "--lang", "en"]);
        let said = format!("{}{}", done.stdout, done.stderr);
        assert_eq!(done.code, 78, "{check}: {said}");
        // `checks/tls/versions.yaml:61:5`: a place that exists and begins a case.
        let place = said.split(&format!("{}:", path.display())).nth(1).unwrap_or_else(|| panic!("no place in {said}"));
        let number: usize = place.split(':').next().and_then(|number| number.parse().ok()).expect("a line number");
        let line = broken.lines().nth(number - 1).expect("a line of the file");
        assert!(line.contains("- {name:") || line.contains("- name:"), "{check}: {line}");
        let name = line.split("name:").nth(1).expect("a name").split(',').next().expect("a name").trim();
        assert!(said.contains(name), "the case `{name}` is not in {said}");
    }
}

#[test]
fn every_built_in_check_passes_its_own_cases_from_a_folder_too() {
    let world = World::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("checks").display().to_string();
    for verb in ["lint", "test"] {
        let done = world.kiemtra(&["checks", verb, &folder]);
        assert_eq!(done.code, 0, "{verb}: {}{}", done.stdout, done.stderr);
    }
}
