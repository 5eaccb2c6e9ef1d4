//! A lent password is forgotten: once the papers are written, it stands in no file and nowhere in the memory of
//! the program, wherever it was taken from.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use crate::lent::{PASSWORDS, gather, needles, profile, sign_in};
use crate::support::{Authority, Declaration, Held, Leaf, NAME, Needles, Setup, SilentResolver, World, finish};

/// A text in a variable that nothing declares: it stays, and must be found.
const LEFT: &str = "Để+lại/trong\"môi&trường=1";
/// The id of the subject.
const SUBJECT: &str = "cong-can-bo-tinh";

/// A whole inspection with a test account, a second and one that is locked, held at its last words; `secret` declares
/// where a password is.
fn held(world: &World, variables: &[(&str, &str)], secret: impl Fn(&str) -> String) -> Option<Held> {
    let peer = sign_in(&["echo", "idor", "enum-message", "throttle=lock"]);
    // Over TLS, as it is in life: what a session reads and writes stands in buffers of libraries. Who repeats the
    // password is no place of ours, and keeps its files elsewhere.
    let elsewhere = World::new();
    let certificate = Authority::new(&elsewhere.path("")).leaf("portal", &Leaf::default());
    let site = format!("location / {{ proxy_pass http://127.0.0.1:{}; proxy_set_header Host $host; }}", peer.port());
    let nginx = Setup { site: &site, ..Setup::sound(certificate) }.start(&elsewhere);
    let trust = format!("trust_folder: {}", elsewhere.path("trust").display());
    let text = declared(&format!("https://{NAME}"), nginx.port, &trust, secret);
    let system = world.write("system.yaml", text).display().to_string();
    Held::at_its_last_words(audit(world, &system, variables))
}

/// The declaration of a sign-in at this port.
fn declared(host: &str, port: u16, more: &str, secret: impl Fn(&str) -> String) -> String {
    let [an, binh, mat] = PASSWORDS.map(|(name, _)| secret(name));
    let subject = format!(
        "id: {SUBJECT}, kind: sign-in, url: '{host}:{port}/dang-nhap', addresses: [127.0.0.1], store: folder, audience: officers, \
         signed_in: {{path: /tai-khoan, shows: 'Trang cá nhân'}}, sign_out: {{path: /dang-xuat, method: POST}}, \
         account: {{user: an, {an}, object: /ho-so/77}}, second_account: {{user: binh, {binh}}}, \
         expendable_account: {{user: mat, {mat}, attempts: 6, restored: Gọi trực ban}}"
    );
    let text = Declaration::new(SilentResolver::start()).subject(&subject).port(port).more(more).text();
    text.replace("requests_per_second: 500", "requests_per_second: 50")
}

/// An audit of a declaration; what it tells goes to the file `stderr`.
fn audit(world: &World, system: &str, variables: &[(&str, &str)]) -> Command {
    let profile = world.write("profile.yaml", profile()).display().to_string();
    // No paper but the document: the less is made afterwards, the more is left of what was given back.
    let mut command = world.command(&["--log", "json", "-vvv", "audit", system, "--profile", &profile, "--out", "out"]);
    command.args(["--format", "json"]).env("DE_LAI", LEFT).envs(variables.iter().copied());
    command.stderr(File::create(world.path("stderr")).expect("a file"));
    command
}

/// Fails where a password stands in the memory or in a file, and where nothing would have been found.
fn forgotten(world: &World, held: &Held) {
    let dump = held.memory();
    assert!(dump.unread.iter().all(|name| name.starts_with("[v")), "not looked at: {:?}", dump.unread);
    assert!(dump.size() > 1 << 20, "hardly a program: {} bytes", dump.size());
    // What must be found shows that there is something to see.
    let subject = dump.find(&Needles::default().and("the subject", SUBJECT));
    assert!(subject.iter().any(|(needle, _)| needle == "the subject as plain"), "{subject:?}");
    let left = dump.find(&Needles::default().and("what was left", LEFT));
    assert!(left.contains(&("what was left as plain".to_owned(), "[stack]".to_owned())), "{left:?}");

    assert_eq!(dump.find(&needles()), [], "in memory");
    let mut files = Vec::new();
    gather(&world.path(""), &mut files);
    assert!(files.iter().any(|(name, _)| name.ends_with("out/run.json")), "it had not written yet");
    for (place, bytes) in &files {
        assert_eq!(needles().within(bytes), [""; 0], "in {place}");
    }
    // It did sign in with each of them.
    let run: serde_json::Value =
        serde_json::from_slice(&fs::read(world.path("out/run.json")).expect("a run")).expect("JSON");
    let outcome = |check: &str| {
        let verdicts = run["verdicts"].as_array().expect("verdicts");
        verdicts.iter().find(|own| own["check"] == check).map(|own| own["outcome"].clone())
    };
    assert_eq!(outcome("aut.sign-out-ends"), Some("pass".into()));
    assert_eq!(outcome("aut.foreign-object"), Some("fail".into()));
    assert_eq!(outcome("aut.lock-restored"), Some("info".into()));
}

#[test]
fn a_password_from_a_file_is_forgotten() {
    let world = World::new();
    for (name, password) in PASSWORDS {
        let path = world.write(&format!("secret-{name}"), format!("{password}\n"));
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).expect("closed");
    }
    let files = |name: &str| format!("password_file: secret-{name}");
    let Some(held) = held(&world, &[], files) else { return };
    forgotten(&world, &held);
}

#[test]
fn a_password_from_a_variable_is_forgotten_and_has_left_the_environment() {
    let world = World::new();
    let Some(held) = held(&world, &PASSWORDS, |name| format!("password_env: {name}")) else { return };
    forgotten(&world, &held);
    // It is the same process under the same name, and what was handed over is gone.
    assert_eq!(held.told("comm"), "kiemtra\n");
    assert!(held.told("cmdline").ends_with("--format\0json\0"));
    let limits = held.told("limits");
    let dumps: Vec<_> = limits.lines().filter(|line| line.starts_with("Max core file size")).collect();
    assert!(matches!(dumps[..], [line] if line.split_whitespace().skip(4).take(2).eq(["0", "0"])), "{dumps:?}");
    let environment = format!("\0{}", held.told("environ"));
    assert!(environment.contains(&format!("DE_LAI={LEFT}")) && environment.contains("LC_ALL=C.UTF-8"), "{environment}");
    assert!(PASSWORDS.iter().all(|(name, _)| !environment.contains(&format!("\0{name}="))), "{environment}");
}

#[test]
fn where_a_variable_cannot_be_taken_out_it_is_told_and_would_be_found() {
    let world = World::new();
    let peer = sign_in(&[]);
    // What is read from a pipe cannot be read again by a program that starts anew.
    let (reader, mut writer) = std::io::pipe().expect("a pipe");
    let declared = declared("http://127.0.0.1", peer.port(), "", |name| format!("password_env: {name}"));
    writer.write_all(declared.as_bytes()).expect("written");
    drop(writer);
    let mut command = audit(&world, "/dev/stdin", &PASSWORDS);
    command.stdin(reader);
    let Some(held) = Held::at_its_last_words(command) else { return };
    let found = held.memory().find(&needles());
    let in_environment = PASSWORDS.map(|(name, _)| (format!("{name} as plain"), "[stack]".to_owned()));
    assert_eq!(found, in_environment, "three, and nowhere else");
    let told = fs::read_to_string(world.path("stderr")).expect("what it told");
    let warning = told.lines().find(|line| line.contains("/proc/PID/environ")).expect("a warning");
    assert!(
        warning.contains("AN, BINH, MAT") && serde_json::from_str::<serde_json::Value>(warning).is_ok(),
        "{warning}"
    );
}

#[test]
fn starting_anew_keeps_the_exit_code_and_heeds_no_mark_of_another() {
    let world = World::new();
    let declared = declared("http://127.0.0.1", 9, "", |name| format!("password_env: {name}"));
    let past = declared.replace("until: \"2199", "until: \"2021");
    assert_ne!(past, declared, "the window is written otherwise");
    let run = |declared: &str, variables: &[(&str, &str)], mark: &str| {
        let system = world.write("system.yaml", declared).display().to_string();
        let mut command = audit(&world, &system, variables);
        command.env("KIEMTRA_HANDED_OVER", mark);
        finish(command)
    };
    for mark in ["", "1:0:10", "77777777:5:4", "x"] {
        let done = run(&past, &PASSWORDS, mark);
        assert_eq!(done.code, 77, "{mark}: {}", done.stderr);
        let done = run(&declared, &PASSWORDS[..1], mark);
        assert_eq!(done.code, 78, "{mark}: {}", done.stderr);
        assert_eq!(done.stderr.matches("K-SEC-001").count(), 2, "the two that are not set: {}", done.stderr);
    }
}
