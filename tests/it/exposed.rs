//! Personal data that lies open on a real site: found, judged, and found again in nothing that is kept, printed or logged.

use std::fs;

use crate::lent::gather;
use crate::support::{Declaration, Scripted, SilentResolver, World, finish};

/// The beginning of every made-up number of the site, and its names.
const RAW: &[&str] = &["0400900000", "Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Cường", "Nguy%E1%BB%85n"];

#[test]
fn what_lies_open_is_told_and_kept_nowhere() {
    let world = World::new();
    let site = Scripted::python("peers/exposure_site.py");
    let port = site.port();
    let subject = format!(
        "id: cong, kind: site, url: 'http://127.0.0.1:{port}/', addresses: [127.0.0.1], plain_port: false, test_system: true"
    );
    let text = Declaration::new(SilentResolver::start()).subject(&subject).port(port).text();
    let (system, profile) = (world.write("system.yaml", text), world.write("profile.yaml", profile()));
    let (system, profile) = (system.display().to_string(), profile.display().to_string());
    let formats = ["--out", "out", "--format", "html,json,csv,markdown"];
    let arguments =
        [["--log", "json", "-vvv", "audit"].as_slice(), &[&system, "--profile", &profile], &formats].concat();
    let done = finish(world.command(&arguments));
    assert!(done.code <= 3, "exit {}: {}", done.code, done.stderr);
    let run = fs::read_to_string(world.path("out/run.json")).expect("a run");
    let document: serde_json::Value = serde_json::from_str(&run).expect("JSON");
    let outcomes = |check: &str| -> Vec<&str> {
        let verdicts = document["verdicts"].as_array().expect("verdicts");
        verdicts.iter().filter(|own| own["check"] == check).filter_map(|own| own["outcome"].as_str()).collect()
    };
    for check in ["basic-data", "test-data", "indexing", "personal-cache", "addresses", "injection", "once-only"] {
        assert!(outcomes(&format!("exp.{check}")).contains(&"fail"), "{check}: {run}");
    }
    assert_eq!(outcomes("exp.secrets-in-pages"), ["pass"], "{run}");
    let mut all = vec![
        ("standard output".to_owned(), done.stdout.into_bytes()),
        ("standard error".to_owned(), done.stderr.into_bytes()),
    ];
    gather(&world.path(""), &mut all);
    assert!(all.len() > 6, "too little was written: {:?}", all.iter().map(|(name, _)| name).collect::<Vec<_>>());
    for raw in RAW {
        for (place, bytes) in &all {
            let found = bytes.windows(raw.len()).any(|window| window == raw.as_bytes());
            assert!(!found, "{raw} in {place}");
        }
    }
}

/// The profile that an operator uses alone, with the checks of what lies open.
fn profile() -> String {
    let own = include_str!("../../profiles/self-check.yaml");
    let (head, rest) = own.split_once("  include: [").expect("a selection");
    let rest = rest.split_once(']').expect("its end").1;
    format!("{head}  include: [crt.expiry, exp.*, web.*]{rest}").replace("id: self-check", "id: thu")
}
