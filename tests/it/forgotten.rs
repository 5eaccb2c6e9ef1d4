//! A lent password is forgotten: once the papers are written, it stands in no file and nowhere in the memory of
//! the program, wherever it was taken from.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;

use crate::lent::{PASSWORDS, Peer, gather, needles, profile};
use crate::support::{Declaration, Held, Needles, SilentResolver, World};

/// A text in a variable that nothing declares: it stays, and must be found.
const LEFT: &str = "Để+lại/trong\"môi&trường=1";
/// The id of the subject.
const SUBJECT: &str = "cong-can-bo-tinh";

/// A whole inspection with a test account, a second and one that is locked, held at its last words; `secret` declares
/// where a password is.
fn held(world: &World, variables: &[(&str, &str)], secret: impl Fn(&str) -> String) -> Option<Held> {
    let peer = Peer::start(&["echo", "idor", "enum-message", "throttle=lock"]);
    let port = peer.1;
    let [an, binh, mat] = PASSWORDS.map(|(name, _)| secret(name));
    let subject = format!(
        "id: {SUBJECT}, kind: sign-in, url: 'http://127.0.0.1:{port}/dang-nhap', addresses: [127.0.0.1], audience: officers, \
         signed_in: {{path: /tai-khoan, shows: 'Trang cá nhân'}}, sign_out: {{path: /dang-xuat, method: POST}}, \
         account: {{user: an, {an}, object: /ho-so/77}}, second_account: {{user: binh, {binh}}}, \
         expendable_account: {{user: mat, {mat}, attempts: 6, restored: Gọi trực ban}}"
    );
    let text = Declaration::new(SilentResolver::start()).subject(&subject).port(port).text();
    let text = text.replace("connections_per_second: 500", "connections_per_second: 500\n  requests_per_second: 50");
    let system = world.write("system.yaml", text).display().to_string();
    let profile = world.write("profile.yaml", profile()).display().to_string();
    let mut command = world.command(&["--log", "json", "-vvv", "audit", &system, "--profile", &profile, "--out", "out"]);
    command.args(["--format", "html,pdf,json,csv,markdown"]).env("DE_LAI", LEFT).envs(variables.iter().copied());
    command.stderr(File::create(world.path("stderr")).expect("a file"));
    Held::at_its_last_words(command)
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
