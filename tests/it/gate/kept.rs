//! The log: every answer is in it before it is told.

use std::fs::{self, File};
use std::io::{Write, pipe};
use std::process::Stdio;

use serde_json::Value;

use super::desk::{CASE, Desk, read};
use crate::support::{finish, wait_until};

const LOG: &str = "state/kiemtra/gate.jsonl";
const ASKED: [&str; 12] = [
    "gate",
    "report.pdf",
    "--profile",
    "profile.yaml",
    "--trust",
    "trust",
    "--lang",
    "en",
    "--system",
    "system.yaml",
    "--run",
    "fresh.json",
];

fn lines(desk: &Desk) -> Vec<Value> {
    let text = fs::read_to_string(desk.world.path(LOG)).expect("the log");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn every_answer_is_kept_in_a_chain_and_nobody_is_named_in_it() {
    let desk = Desk::sound();
    let allowed = desk.answer(&[]);
    let refused = desk.bare(&["--json"]);
    assert_eq!(refused.code, 77);
    let kept = lines(&desk);
    assert_eq!(kept.len(), 2);
    assert_eq!((&kept[0]["answer"]["allowed"], &kept[1]["answer"]["allowed"]), (&true.into(), &false.into()));
    assert_eq!(kept[0]["hash"], allowed["log"]["head"]);
    assert_eq!(kept[1]["previous"], kept[0]["hash"]);
    assert_eq!(kept[1]["hash"], read(&refused)["log"]["head"]);
    assert_eq!(kept[0]["answer"]["report"], allowed["file"]["sha256"]);
    assert_eq!(kept[0]["answer"]["conditions"]["same-keys"], "holds");
    let text = fs::read_to_string(desk.world.path(LOG)).expect("the log");
    for person in ["Người", "leader", "chief", "report.pdf"] {
        assert!(!text.replace("team-leader", "").contains(person), "{person}: {text}");
    }
    let done = desk.world.kiemtra(&["gate", "--verify-log", "--lang", "en"]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    assert!(done.stdout.contains("answers: 2") && done.stdout.contains(kept[1]["hash"].as_str().expect("a hash")));
}

#[test]
fn a_log_that_was_touched_or_cannot_be_written_lets_nobody_through() {
    let desk = Desk::sound();
    assert_eq!(desk.gate(&[]).code, 0);
    let whole = fs::read_to_string(desk.world.path(LOG)).expect("the log");
    desk.world.write(LOG, whole.replace("\"allowed\":true", "\"allowed\":false"));
    for arguments in [&ASKED[..], &["gate", "--verify-log", "--lang", "en"]] {
        let done = desk.world.kiemtra(arguments);
        assert_eq!((done.code, done.stdout.as_str()), (77, ""), "{}", done.stderr);
        assert!(done.stderr.contains("breaks at line 1"), "{}", done.stderr);
    }
    desk.world.write("plain", "");
    for place in [".", "/dev/null", "/dev/full", "plain/gate.jsonl"] {
        let done = desk.gate(&["--answer-log", place]);
        assert_eq!((done.code, done.stdout.as_str()), (70, ""), "{place}: {}", done.stderr);
        assert!(done.stderr.contains("NOT ALLOWED"), "{place}: {}", done.stderr);
    }
    let done = desk.gate(&["--ledger", "missing.db"]);
    assert!(done.code != 0 && !done.stdout.contains("ALLOWED"), "{}{}", done.stdout, done.stderr);
    let held = File::options().append(true).open(desk.world.path(LOG)).expect("the log");
    held.lock().expect("a lock");
    let done = desk.gate(&[]);
    assert_eq!((done.code, done.stdout.as_str()), (75, ""), "{}", done.stderr);
}

#[test]
fn several_at_once_make_one_chain() {
    let desk = Desk::sound();
    std::thread::scope(|scope| {
        let asked: Vec<_> = (0..6).map(|_| scope.spawn(|| desk.gate(&[]).code)).collect();
        assert!(asked.into_iter().all(|one| one.join().expect("an answer") == 0));
    });
    assert_eq!(lines(&desk).len(), 6);
    assert_eq!(desk.world.kiemtra(&["gate", "--verify-log"]).code, 0);
}

#[test]
fn who_is_killed_before_the_answer_is_told_leaves_it_in_the_log() {
    let desk = Desk::sound();
    // A pipe that nobody reads and that is full: the program stands still where it would tell its answer.
    let (reader, mut writer) = pipe().expect("a pipe");
    let room = rustix::pipe::fcntl_getpipe_size(&writer).expect("its size");
    writer.write_all(&vec![b' '; room]).expect("it is filled");
    let mut child = desk.world.command(&ASKED).stdout(writer).stderr(Stdio::null()).spawn().expect("it starts");
    wait_until("the answer is in the log", || {
        fs::read_to_string(desk.world.path(LOG)).is_ok_and(|text| text.ends_with('\n'))
    });
    child.kill().expect("it is killed");
    let status = child.wait().expect("its end");
    assert!(!status.success());
    drop(reader);
    assert_eq!(lines(&desk)[0]["answer"]["allowed"], true);
    // A line that was cut off by a crash was never followed by an answer.
    let whole = fs::read(desk.world.path(LOG)).expect("the log");
    desk.world.write(LOG, [&whole[..], &whole[..whole.len() / 2]].concat());
    let told = desk.world.kiemtra(&["gate", "--verify-log", "--lang", "en"]);
    assert!(told.code == 0 && told.stderr.contains("was cut off"), "{}{}", told.stdout, told.stderr);
    assert_eq!(desk.gate(&[]).code, 0);
    let kept = lines(&desk);
    assert_eq!((kept.len(), &kept[1]["sequence"]), (2, &2.into()));
}

#[test]
fn the_ledger_keeps_answers_beside_the_case_and_verifies_them() {
    let desk = Desk::sound();
    let done = desk.bare(&["--system", "system.yaml", "--ledger", "ledger.db"]);
    assert_eq!(done.code, 77, "{}", done.stdout);
    assert!(done.stdout.contains("Kept in the ledger: answer 1"), "{}", done.stdout);
    assert!(!desk.world.path(LOG).exists());
    let verified = desk.ledger(&["ledger", "verify", "--lang", "en"]);
    assert!(verified.stdout.contains(&format!("{CASE}#gate: whole; answers of the gate: 1")), "{}", verified.stdout);
    // The report is still that of the ledger, and an inspection goes on in the case's own chain.
    let done = desk.bare(&["--system", "system.yaml", "--ledger", "ledger.db", "--json"]);
    let answer = read(&done);
    assert_eq!((&answer["log"]["kind"], &answer["log"]["sequence"]), (&"ledger".into(), &2.into()));
    assert_eq!(super::desk::condition(&answer, "report-valid")["holds"], "holds", "{answer:#}");
    // A file of its own may be chosen all the same.
    let done =
        finish(desk.world.command(&[&ASKED[..8], &["--ledger", "ledger.db", "--answer-log", "own.jsonl"]].concat()));
    assert_eq!(done.code, 77);
    assert!(desk.world.path("own.jsonl").exists());
}
