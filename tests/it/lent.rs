//! A lent password is found nowhere: not in what is written, printed or logged, though a hostile
//! sign-in repeats it everywhere.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::{Declaration, Needles, Scripted, SilentResolver, World, finish, python, required};

/// With letters that each encoding writes otherwise; one for each account.
pub(super) const PASSWORDS: [(&str, &str); 3] =
    [("AN", "Mật+khẩu/7731!"), ("BINH", "Khoá\"9&4<ngầm>"), ("MAT", "T%hử_Khóa=2026?")];

/// The sign-in, with faults.
pub(super) fn sign_in(faults: &[&str]) -> Scripted {
    let mut command = python("peers/sign_in_server.py");
    Scripted::start(command.args(faults).envs(PASSWORDS).env_remove("PORT").stderr(Stdio::null()))
}

#[test]
fn a_lent_password_is_found_in_nothing_that_is_kept_printed_or_logged() {
    let world = World::new();
    let peer = sign_in(&["echo", "idor", "enum-message", "throttle=lock"]);
    let port = peer.port();
    for (name, password) in PASSWORDS {
        let path = world.write(&format!("secret-{name}"), format!("{password}\n"));
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).expect("closed");
    }
    let subject = format!(
        "id: cb, kind: sign-in, url: 'http://127.0.0.1:{port}/dang-nhap', addresses: [127.0.0.1], audience: officers, \
         signed_in: {{path: /tai-khoan, shows: 'Trang cá nhân'}}, sign_out: {{path: /dang-xuat, method: POST}}, \
         account: {{user: an, password_file: secret-AN, object: /ho-so/77}}, \
         second_account: {{user: binh, password_file: secret-BINH}}, \
         expendable_account: {{user: mat, password_file: secret-MAT, attempts: 6, restored: Gọi trực ban}}"
    );
    let declaration = Declaration::new(SilentResolver::start()).subject(&subject).port(port);
    let text = declaration.text().replace("requests_per_second: 500", "requests_per_second: 50");
    let system = world.write("system.yaml", text);
    let profile = world.write("profile.yaml", profile());
    let (system, profile) = (system.display().to_string(), profile.display().to_string());
    let done = finish(world.command(&[
        "--log",
        "json",
        "-vvv",
        "audit",
        &system,
        "--profile",
        &profile,
        "--out",
        "out",
        "--format",
        "html,pdf,json,csv,markdown",
    ]));
    assert!(done.code <= 3, "exit {}: {}", done.code, done.stderr);
    let run = fs::read_to_string(world.path("out/run.json")).expect("a run");
    let document: serde_json::Value = serde_json::from_str(&run).expect("JSON");
    let outcome = |check: &str| {
        let verdicts = document["verdicts"].as_array().expect("verdicts");
        verdicts.iter().find(|own| own["check"] == check).map_or(String::new(), |own| own["outcome"].to_string())
    };
    // It did sign in, and what was repeated was seen.
    for check in ["aut.password-not-returned", "aut.foreign-object", "aut.user-enumeration", "aut.second-factor"] {
        assert_eq!(outcome(check), "\"fail\"", "{check}: {run}");
    }
    assert_eq!(outcome("aut.lock-restored"), "\"info\"", "a lock that stands is told: {run}");
    for check in ["aut.throttle", "aut.session-renewed", "aut.sign-out-ends"] {
        assert_eq!(outcome(check), "\"pass\"", "{check}: {run}");
    }
    let mut all = vec![
        ("standard output".to_owned(), done.stdout.into_bytes()),
        ("standard error".to_owned(), done.stderr.into_bytes()),
    ];
    gather(&world.path(""), &mut all);
    unpack(&world, &mut all);
    assert!(all.len() > 8, "too little was written: {:?}", all.iter().map(|(name, _)| name).collect::<Vec<_>>());
    for (place, bytes) in &all {
        assert_eq!(needles().within(bytes), [""; 0], "in {place}");
    }
}

/// The passwords in all their writings.
pub(super) fn needles() -> Needles {
    PASSWORDS.iter().fold(Needles::default(), |all, (name, password)| all.and(name, password))
}

/// The profile that an operator uses alone, with the checks of sign-ins.
pub(super) fn profile() -> String {
    let own = include_str!("../../profiles/self-check.yaml");
    let (head, rest) = own.split_once("  include: [").expect("a selection");
    let rest = rest.split_once(']').expect("its end").1;
    format!("{head}  include: [crt.expiry, web.*, aut.*]{rest}").replace("id: self-check", "id: thu")
}

/// Every file below a folder but those that hold the secrets themselves.
pub(super) fn gather(folder: &Path, all: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        let name = entry.display().to_string();
        if entry.is_dir() {
            gather(&entry, all);
        } else if !name.contains("/secret-") {
            all.push((name, fs::read(&entry).expect("a file")));
        }
    }
}

/// The PDF without its compression, and as text.
fn unpack(world: &World, all: &mut Vec<(String, Vec<u8>)>) {
    let pdf = all.iter().find(|(name, _)| name.ends_with(".pdf")).expect("a PDF").0.clone();
    let (plain, text) = (world.path("plain.pdf"), world.path("plain.txt"));
    let qpdf =
        Command::new(required("qpdf", "qpdf")).args(["--qdf", "--stream-data=uncompress", &pdf]).arg(&plain).status();
    assert!(qpdf.expect("qpdf runs").success());
    let pdftotext = Command::new(required("pdftotext", "poppler-utils")).arg(&pdf).arg(&text).status();
    assert!(pdftotext.expect("pdftotext runs").success());
    for path in [plain, text] {
        all.push((path.display().to_string(), fs::read(&path).expect("a file")));
    }
}
