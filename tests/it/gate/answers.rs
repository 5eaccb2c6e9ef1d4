//! Each condition, broken alone.

use std::fs;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::desk::{Desk, PROFILE, condition, read};
use crate::support::world;

const NO: &str = "does-not-hold";
const UNKNOWN: &str = "unknown";

#[test]
fn what_is_sound_is_let_through_and_said_on_one_screen() {
    let desk = Desk::sound();
    let done = desk.gate(&[]);
    assert_eq!(done.code, 0, "{}{}", done.stdout, done.stderr);
    assert!(done.stdout.starts_with("ALLOWED: 11 of 11 conditions hold\n"), "{}", done.stdout);
    let lines: Vec<_> = done.stdout.lines().collect();
    assert!(lines.len() <= 24 && lines.iter().all(|line| line.chars().count() <= 100), "{}", done.stdout);
    let own = ["gate", "report.pdf", "--profile", "profile.yaml", "--trust", "trust", "--system", "system.yaml"];
    let vietnamese = desk.world.kiemtra(&[&own[..], &["--run", "fresh.json"]].concat());
    assert!(vietnamese.stdout.starts_with("ĐƯỢC PHÉP KẾT NỐI: đủ 11/11 điều kiện"), "{}", vietnamese.stdout);
    let with_ledger = desk.gate(&["--ledger", "ledger.db", "--evidence", "evidence"]);
    // The ledger does not have the run that was handed in.
    assert_eq!(with_ledger.code, 77, "{}", with_ledger.stdout);
    assert!(with_ledger.stdout.contains("the ledger does not have the run fresh"), "{}", with_ledger.stdout);
}

#[test]
fn the_json_is_that_of_its_schema() {
    let desk = Desk::sound();
    let schema: Value = serde_json::from_str(&desk.world.kiemtra(&["schema", "gate"]).stdout).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let allowed = desk.answer(&[]);
    desk.world.write("report.pdf", [&desk.bytes()[..], b"\n% more\n"].concat());
    let refused = desk.answer(&[]);
    for (document, expected) in [(allowed, true), (refused, false)] {
        let wrong: Vec<_> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty() && document["schema"] == "kiemtra/gate@1", "{wrong:?}");
        assert_eq!(document["allowed"], expected, "{document:#}");
        assert_eq!(document["conditions"].as_array().map(Vec::len), Some(11));
    }
}

#[test]
fn a_report_of_today_is_its_own_fresh_run_and_says_nothing_of_the_names_of_now() {
    let desk = Desk::of(1, Some("ready"));
    let done = desk.bare(&["--system", "system.yaml"]);
    assert_eq!(done.code, 0, "{}", done.stdout);
    assert!(done.stdout.contains("the run of the report itself"), "{}", done.stdout);
    let done = desk.bare(&["--json"]);
    assert_eq!(done.code, 77);
    for key in ["same-system", "same-names", "same-level"] {
        assert_eq!(condition(&read(&done), key)["holds"], UNKNOWN);
    }
}

#[test]
fn who_has_not_signed_keeps_it_shut() {
    let desk = Desk::unsigned(480, Some("ready"));
    desk.refuses("all-roles-signed", NO, "not signed yet", &["report-valid"]);
    assert!(desk.gate(&[]).stdout.starts_with("NOT ALLOWED: 10 of 11 conditions hold"));
    desk.signs("operator", "leader");
    desk.refuses("all-roles-signed", NO, "Leader: not signed yet", &["report-valid"]);
    desk.signs("team-leader", "chief");
    assert_eq!(desk.gate(&[]).code, 0);
    // The wrong person in the seat.
    let desk = Desk::unsigned(480, Some("ready"));
    desk.signs("operator", "leader");
    desk.signs("team-leader", "clerk");
    desk.refuses("all-roles-signed", NO, "Leader", &["report-valid"]);
    // Somebody whose certificate is revoked.
    let desk = Desk::unsigned(480, Some("ready"));
    desk.signs("operator", "revoked");
    desk.signs("team-leader", "chief");
    desk.refuses("report-valid", NO, "revoked", &["all-roles-signed"]);
}

#[test]
fn a_report_that_was_touched_keeps_it_shut() {
    let desk = Desk::sound();
    let whole = desk.bytes();
    let at = whole.len() / 4;
    let mut changed = whole.clone();
    changed[at] ^= 1;
    desk.world.write("report.pdf", &changed);
    let done = desk.gate(&["--json"]);
    assert_eq!(done.code, 77, "{}{}", done.stdout, done.stderr);
    assert_eq!(condition(&read(&done), "report-valid")["holds"], NO);
    desk.world.write("report.pdf", [&whole[..], b"\n% more\n"].concat());
    let done = desk.gate(&["--json"]);
    assert_eq!(done.code, 77, "{}", done.stdout);
    assert_eq!(condition(&read(&done), "report-valid")["holds"], NO);
}

#[test]
fn nobody_is_trusted_who_is_not_named() {
    let desk = Desk::sound();
    desk.world.write("trust/national/root.pem", world().read("stranger.pem"));
    desk.refuses("report-valid", NO, "no path leads", &["all-roles-signed"]);
    let desk = Desk::sound();
    fs::remove_file(desk.world.path("trust/sub.crl")).expect("a file");
    desk.refuses("report-valid", UNKNOWN, "was revoked", &["all-roles-signed"]);
}

#[test]
fn only_a_person_concludes_and_only_ready_opens() {
    Desk::of(480, None).refuses("concluded-ready", NO, "only what the program proposes", &[]);
    Desk::of(480, Some("not-ready")).refuses("concluded-ready", NO, "are not met", &[]);
    Desk::of(480, Some("incomplete")).refuses("concluded-ready", NO, "No conclusion can be drawn", &[]);
    // Nothing failed, so nothing is left to be mended.
    assert_eq!(Desk::of(480, Some("ready-after")).gate(&[]).code, 0);
}

#[test]
fn time_runs_out_for_the_report_and_for_the_run() {
    Desk::of(61 * 24, Some("ready")).refuses("in-date", NO, "the report expired on", &[]);
    let desk = Desk::sound();
    desk.run("fresh", Timestamp::now() - SignedDuration::from_hours(73), |_| {});
    desk.refuses("fresh-run", NO, "are too old", &[]);
    desk.run("fresh", Timestamp::now() - SignedDuration::from_hours(30 * 24), |_| {});
    desk.refuses("fresh-run", NO, "older than that of the report", &[]);
    desk.run("fresh", Timestamp::now() + SignedDuration::from_hours(2), |_| {});
    desk.refuses("fresh-run", NO, "tells of the future", &[]);
    desk.run("fresh", Timestamp::now(), |document| document["run"]["cut_short"] = true.into());
    desk.refuses("fresh-run", UNKNOWN, "looked at a part only", &[]);
    let done = desk.bare(&["--system", "system.yaml", "--json"]);
    assert_eq!((done.code, &condition(&read(&done), "fresh-run")["holds"]), (77, &json!(NO)));
}

#[test]
fn a_verdict_that_turned_keeps_it_shut() {
    let desk = Desk::sound();
    desk.fresh("certificate", |value| value["valid_now"] = false.into());
    desk.refuses("verdicts-not-turned", NO, "crt.valid-now of `cong`: now fails", &[]);
    desk.fresh("certificate", |value| value["valid_now"] = json!({"unknown": "timeout"}));
    desk.refuses("verdicts-not-turned", UNKNOWN, "now cannot be told", &[]);
    // A result that is not that of the facts.
    let text = fs::read_to_string(desk.world.path("fresh.json")).expect("the run");
    desk.world.write("fresh.json", text.replace("\"outcome\": \"undetermined\"", "\"outcome\": \"pass\""));
    desk.refuses("fresh-run", NO, "judging again gives another result", &[]);
    // A fact that was changed by hand.
    let text = text.replacen("\"key_fingerprint\": \"", "\"key_fingerprint\": \"00", 1);
    desk.world.write("fresh.json", text);
    desk.refuses("fresh-run", NO, "its digest does not match", &["verdicts-not-turned", "same-keys"]);
}

#[test]
fn another_key_is_another_server() {
    let desk = Desk::sound();
    desk.fresh("certificate", |value| value["leaf"]["key_fingerprint"] = "00".repeat(32).into());
    desk.refuses("same-keys", NO, "has another key than at the inspection", &[]);
    desk.fresh("certificate", |value| value["leaf"] = json!({"unknown": "timeout"}));
    desk.refuses("same-keys", UNKNOWN, "is not known", &["verdicts-not-turned"]);
}

#[test]
fn another_system_or_another_declaration_keeps_it_shut() {
    let desk = Desk::sound();
    let declared = fs::read_to_string(desk.world.path("system.yaml")).expect("the declaration");
    let declare = |from: &str, to: &str| {
        assert!(declared.contains(from), "{from}: {declared}");
        desk.world.write("system.yaml", declared.replacen(from, to, 1));
    };
    declare("id: tinh-mau\n", "id: tinh-khac\n");
    desk.refuses("same-system", NO, "is that of the system `tinh-khac`, the report that of `tinh-mau`", &[]);
    declare("number: 3", "number: 4");
    desk.refuses("same-level", NO, "level 4, the report: level 3", &[]);
    let without: Vec<_> = declared.lines().filter(|line| !line.starts_with("level:")).collect();
    desk.world.write("system.yaml", without.join("\n"));
    desk.refuses("same-level", UNKNOWN, "tells no level", &[]);
    declare("\nsubjects:\n", "\nsubjects:\n  - {id: them, title: {vi: Thêm, en: More}, kind: organisation}\n");
    desk.refuses("same-names", NO, "`them` was added", &[]);
    declare("cong.tinh-mau.example", "khac.tinh-mau.example");
    desk.refuses("same-names", NO, "has changed", &[]);
}

#[test]
fn the_gate_demands_its_own_profile_whatever_the_report_prefers() {
    let desk = Desk::sound();
    let own = ["gate", "report.pdf", "--trust", "trust", "--system", "system.yaml", "--run", "fresh.json", "--json"];
    let done = desk.world.kiemtra(&own);
    assert_eq!(done.code, 77, "{}", done.stderr);
    let answer = read(&done);
    assert_eq!(condition(&answer, "demanded-profile")["holds"], NO);
    assert_eq!(answer["profile"]["id"], "population-db-connection");
    // Another profile of the same name, laxer by one check.
    desk.world.write("profile.yaml", PROFILE.replace("[tls.versions, crt.valid-now]", "[crt.valid-now]"));
    desk.refuses("demanded-profile", NO, "is another than the inspection followed", &["report-valid", "fresh-run"]);
}

#[test]
fn with_the_ledger_the_last_run_is_taken_from_it() {
    let desk = Desk::sound();
    let ask =
        |more: &[&str]| desk.bare(&[&["--system", "system.yaml", "--ledger", "ledger.db", "--json"], more].concat());
    // The last run of the ledger is still that of the report, which is too old.
    assert_eq!(condition(&read(&ask(&[])), "fresh-run")["holds"], NO);
    let fresh = desk.run("fresh", Timestamp::now() - SignedDuration::from_mins(1), |_| {});
    desk.keeps(&fresh);
    let done = ask(&[]);
    assert_eq!(done.code, 0, "{:#}", read(&done));
    assert_eq!(read(&done)["fresh_run"]["id"], "fresh");
}
