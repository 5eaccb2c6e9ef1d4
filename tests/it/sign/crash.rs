//! Whatever ends a signer in the middle, and whoever signs at the same time: the file is the old one or the new one.

use std::fs;
use std::io::Write;
use std::process::{Child, Stdio};
use std::time::Duration;

use super::desk::{Desk, valid_fields};
use crate::support::{PASSWORD, finish, path, required, wait_until, world};

/// A signer who waits for the password.
fn waiting(desk: &Desk, role: &str, person: &str, more: &[&str]) -> Child {
    let mut command = desk.command(role, person, &[&["--pin-fd", "0"], more].concat());
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let child = command.spawn().expect("it starts");
    // It holds the report before it asks.
    let locks = || fs::read_to_string("/proc/locks").unwrap_or_default();
    wait_until("the report is held", || locks().lines().any(|line| line.contains(&format!(" {} ", child.id()))));
    child
}

fn given(mut child: Child) -> (i32, String) {
    let mut input = child.stdin.take().expect("its input");
    writeln!(input, "{PASSWORD}").expect("it reads");
    drop(input);
    let output = child.wait_with_output().expect("its end");
    (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn killed_at_any_step_the_file_is_the_old_one_or_the_new_one() {
    let strace = required("strace", "strace");
    let key = world().path("leader.p12");
    let (mut old, mut new) = (0, 0);
    // The calls that touch the disk from the first byte beside the file to the name made durable.
    for (call, number) in
        [("openat", 400), ("write", 1), ("write", 2), ("fchmod", 1), ("fsync", 1), ("rename", 1), ("fsync", 2)]
    {
        let desk = Desk::new();
        let before = desk.bytes();
        let inject = format!("inject={call}:signal=KILL:when={number}");
        let program = env!("CARGO_BIN_EXE_kiemtra");
        let mut command = desk.world.command(&[]);
        let own = ["sign", "report.pdf", "--role", "operator", "--key", path(&key), "--yes", "--pin-file", "password"];
        let mut traced = std::process::Command::new(&strace);
        traced.args(["-f", "-qq", "-e", &format!("trace={call}"), "-e", &inject, "-o", "/dev/null", program]).args(own);
        traced.current_dir(desk.world.path("")).stdin(Stdio::null());
        for (name, value) in command.stdin(Stdio::null()).get_envs() {
            traced.env(name, value.expect("a value"));
        }
        let done = finish(traced);
        let after = desk.bytes();
        if after == before {
            assert_ne!(done.code, 0, "{call} {number}: {}", done.stderr);
            old += 1;
        } else {
            assert_eq!(valid_fields(after), ["operator-signature"], "{call} {number}");
            new += 1;
            continue;
        }
        // The next one goes on, and takes away what the dead one has left.
        desk.signed("operator", "leader");
        assert_eq!((valid_fields(desk.bytes()).len(), desk.remains().len()), (1, 0), "{call} {number}");
    }
    assert!(old >= 4 && new >= 1, "{old} old, {new} new");
}

#[test]
fn of_two_signers_at_once_the_second_is_sent_away() {
    let desk = Desk::new();
    let first = waiting(&desk, "operator", "leader", &[]);
    let second = desk.sign("vendor", "clerk", &[]);
    assert!(second.code == 75 && second.stderr.contains("is being signed by another process"), "{}", second.stderr);
    let (code, said) = given(first);
    assert_eq!(code, 0, "{said}");
    desk.signed("vendor", "clerk");
    assert_eq!(valid_fields(desk.bytes()).len(), 2);
}

#[test]
fn what_changed_meanwhile_is_not_overwritten() {
    let desk = Desk::new();
    for in_place in [true, false] {
        let signer = waiting(&desk, "operator", "leader", &[]);
        let mut other = desk.bytes();
        other.extend_from_slice(b"%\n");
        if in_place {
            fs::write(desk.report(), &other).expect("a file");
        } else {
            desk.world.write("other.pdf", &other);
            fs::rename(desk.world.path("other.pdf"), desk.report()).expect("another file");
        }
        let (code, said) = given(signer);
        assert!(code == 75 && said.contains("was changed by another program"), "{code} {said}");
        assert!(desk.bytes() == other && desk.remains().is_empty());
        other.truncate(other.len() - 2);
        fs::write(desk.report(), &other).expect("a file");
    }
}

#[test]
fn a_folder_that_takes_nothing_keeps_the_old_file() {
    let desk = Desk::new();
    let before = desk.bytes();
    let strace = required("strace", "strace");
    let program = env!("CARGO_BIN_EXE_kiemtra");
    let key = world().path("leader.p12");
    for (call, error) in [("rename", "EROFS"), ("fsync", "EIO"), ("fsync", "ENOSPC")] {
        let mut traced = std::process::Command::new(&strace);
        let inject = format!("inject={call}:error={error}:when=1");
        traced.args(["-f", "-qq", "-e", &format!("trace={call}"), "-e", &inject, "-o", "/dev/null", program]);
        traced.args([
            "sign",
            "report.pdf",
            "--role",
            "operator",
            "--key",
            path(&key),
            "--yes",
            "--pin-file",
            "password",
            "--lang",
            "en",
        ]);
        traced.current_dir(desk.world.path("")).env_clear().stdin(Stdio::null());
        let done = finish(traced);
        desk.refused(&done, 70, "cannot write");
        assert!(desk.bytes() == before, "{call} {error}");
        assert!(done.took < Duration::from_secs(60));
    }
}
