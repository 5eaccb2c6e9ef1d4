//! What a newcomer plays with first: the two portals, mended ones, and portals that stay.

use std::process::{Command, Stdio};

use crate::support::{Document, World, wait_until};

#[test]
fn the_demo_shows_both_portals_and_a_mended_one_counts_what_is_fixed() {
    let world = World::new();
    let shown = world.kiemtra(&["demo", "--out", "demo"]);
    assert_eq!(shown.code, 0, "{}", shown.stderr);
    let flawed = Document::read(&world.path("demo/flawed/run.json"));
    let sound = Document::read(&world.path("demo/sound/run.json"));
    assert_eq!(flawed.at("/conclusion/proposed"), "not-ready");
    assert_eq!(sound.at("/conclusion/proposed"), "incomplete", "attestations are missing, and that is said");
    assert!(shown.stdout.contains("CHỜ XÁC NHẬN"));
    // The flawed portal is two servers behind one port: the old one answers who offers nothing modern.
    assert_eq!(flawed.outcome("tls.weak-suites", "cong"), "fail");
    assert_eq!(flawed.outcome("tls.static-key-exchange", "cong"), "fail");
    for file in ["report.html", "report.pdf", "report.md", "errors.csv"] {
        assert!(
            world.path("demo/flawed").join(file).exists() && world.path("demo/sound").join(file).exists(),
            "{file}"
        );
    }
    let mended = world.kiemtra(&["demo", "--out", "demo", "--fixed", "5"]);
    assert!(mended.stderr.contains("đã khắc phục 5/"), "{}", mended.stderr);
    let whole = world.kiemtra(&["demo", "--out", "demo", "--fixed", "27", "--lang", "en"]);
    let tally = whole.stderr.split("Re-inspection: ").nth(1).expect("the tally");
    let numbers: Vec<_> = tally.split(' ').filter_map(|word| word.parse::<u32>().ok()).take(2).collect();
    assert_eq!(numbers[0], numbers[1], "every flaw that was mended is verified: {tally}");
}

#[test]
fn held_portals_can_be_audited_and_end_when_asked() {
    let world = World::new();
    let log = std::fs::File::create(world.path("held.log")).expect("a log");
    let mut command = world.command(&["demo", "--out", "demo", "--hold"]);
    let mut held = command.stdout(Stdio::null()).stderr(log).spawn().expect("it starts");
    wait_until("the portals are held", || {
        std::fs::read_to_string(world.path("held.log")).is_ok_and(|log| log.contains("Ctrl-C"))
    });
    let audit = world.kiemtra(&["audit", "demo/sound/system.yaml", "--out", "own"]);
    assert_eq!(audit.code, 0, "{}", audit.stderr);
    let doctor = world.kiemtra(&["doctor", "demo/sound/system.yaml"]);
    assert!(doctor.stdout.contains("Đồng hồ so với phía xa"), "{}", doctor.stdout);
    let sent = Command::new("kill").args(["-INT", &held.id().to_string()]).status().expect("kill runs");
    assert!(sent.success());
    assert_eq!(held.wait().expect("its end").code(), Some(0));
}
