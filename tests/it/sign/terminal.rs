//! Somebody at a terminal: the password is not shown, and only a yes is one.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use super::desk::{Desk, valid_fields};
use crate::support::{PASSWORD, path, required, wait_until, world};

/// Signs at a terminal of its own (`script`), typing these lines.
fn typed(desk: &Desk, lines: &[&str]) -> (i32, String) {
    let script = required("script", "bsdutils");
    let key = world().path("leader.p12");
    let program = env!("CARGO_BIN_EXE_kiemtra");
    let own = format!("tty > tty; exec '{program}' sign report.pdf --role operator --key '{}' --lang en", path(&key));
    let mut command = Command::new(script);
    command.args(["-qfec", &own, "typescript"]).current_dir(desk.world.path("")).env("HOME", desk.world.path(""));
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().expect("it starts");
    let mut input = child.stdin.take().expect("its input");
    let shown = || fs::read_to_string(desk.world.path("typescript")).unwrap_or_default();
    // Nobody types before the terminal has stopped showing what is typed.
    let is_silent = || {
        let name = fs::read_to_string(desk.world.path("tty")).unwrap_or_default();
        let state = Command::new("stty").args(["-a", "-F", name.trim()]).output().expect("stty (coreutils)");
        String::from_utf8_lossy(&state.stdout).contains(" -echo ")
    };
    for (line, question) in lines.iter().zip(["Password of the key file", "Sign this document? (yes/no)"]) {
        let is_asked = || shown().contains(question) && (question.starts_with("Sign") || is_silent());
        wait_until("it asks", || is_asked() || child.try_wait().expect("its state").is_some());
        writeln!(input, "{line}").expect("it reads");
    }
    let status = child.wait().expect("its end");
    drop(input);
    (status.code().unwrap_or(-1), shown())
}

#[test]
fn a_person_is_asked_and_the_password_is_not_shown() {
    let desk = Desk::new();
    let before = desk.bytes();
    let (code, shown) = typed(&desk, &[PASSWORD, "no"]);
    assert!(code == 77 && shown.contains("nothing was signed, as was answered"), "{code} {shown}");
    assert!(!shown.contains(PASSWORD), "{shown}");
    assert!(desk.bytes() == before);
    for words in ["Minutes no.: 05/BB-", "Evidence: sha256:", "Signed before: by nobody", "Certificate: C=VN"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let (code, shown) = typed(&desk, &[PASSWORD, "yes"]);
    assert!(code == 0 && !shown.contains(PASSWORD), "{code} {shown}");
    assert_eq!(valid_fields(desk.bytes()), ["operator-signature"]);
}
