//! A lent password is found nowhere: not in what is written, printed or logged, though a hostile
//! sign-in repeats it everywhere.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::support::{Declaration, SilentResolver, World, finish, required};

/// With letters that each encoding writes otherwise; one for each account.
const PASSWORDS: [(&str, &str); 3] =
    [("AN", "Mật+khẩu/7731!"), ("BINH", "Khoá\"9&4<ngầm>"), ("MAT", "T%hử_Khóa=2026?")];

/// The sign-in; it ends with the test.
struct Peer(Child, u16);

impl Peer {
    fn start(faults: &[&str]) -> Self {
        let mut child = Command::new(required("python3", "python3"))
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/peers/sign_in_server.py"))
            .args(faults)
            .envs(PASSWORDS)
            .env_remove("PORT")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("python3 starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
        Self(child, line.trim().parse().expect("a port"))
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_lent_password_is_found_in_nothing_that_is_kept_printed_or_logged() {
    let world = World::new();
    let peer = Peer::start(&["echo", "idor", "enum-message", "throttle=lock"]);
    let port = peer.1;
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
    let text = declaration
        .text()
        .replace("connections_per_second: 500", "connections_per_second: 500\n  requests_per_second: 50");
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
    for (name, password) in PASSWORDS {
        for (spelling, needle) in spellings(password) {
            for (place, bytes) in &all {
                assert!(find(bytes, &needle).is_none(), "{name} as {spelling} in {place}");
            }
        }
    }
}

/// The profile that an operator uses alone, with the checks of sign-ins.
fn profile() -> String {
    let own = include_str!("../../profiles/self-check.yaml");
    let (head, rest) = own.split_once("  include: [").expect("a selection");
    let rest = rest.split_once(']').expect("its end").1;
    format!("{head}  include: [crt.expiry, web.*, aut.*]{rest}").replace("id: self-check", "id: thu")
}

/// Every file below a folder but those that hold the secrets themselves.
fn gather(folder: &Path, all: &mut Vec<(String, Vec<u8>)>) {
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

/// The writings of a password that are looked for.
fn spellings(password: &str) -> Vec<(&'static str, Vec<u8>)> {
    let bytes = password.as_bytes();
    let percent = |upper: bool| {
        let byte = |byte: &u8| match byte {
            plain if plain.is_ascii_alphanumeric() => char::from(*plain).to_string(),
            other if upper => format!("%{other:02X}"),
            other => format!("%{other:02x}"),
        };
        bytes.iter().map(byte).collect::<String>().into_bytes()
    };
    let ascii: String = password
        .encode_utf16()
        .map(|unit| match u8::try_from(unit) {
            Ok(byte) if byte.is_ascii() => char::from(byte).to_string(),
            _ => format!("\\u{unit:04x}"),
        })
        .collect();
    let html = password.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let json = serde_json::to_string(password).expect("JSON");
    let form: String = url::form_urlencoded::byte_serialize(bytes).collect();
    let mut all = vec![
        ("plain", bytes.to_vec()),
        ("percent", percent(true)),
        ("percent in small letters", percent(false)),
        ("a form", form.into_bytes()),
        ("JSON", json.trim_matches('"').as_bytes().to_vec()),
        ("JSON in ASCII", ascii.into_bytes()),
        ("HTML", html.into_bytes()),
        ("backwards", password.chars().rev().collect::<String>().into_bytes()),
        ("hexadecimal", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into_bytes()),
        ("HEXADECIMAL", bytes.iter().map(|byte| format!("{byte:02X}")).collect::<String>().into_bytes()),
        ("UTF-16", password.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("UTF-16, the other end first", password.encode_utf16().flat_map(u16::to_be_bytes).collect()),
    ];
    for shift in 0..3 {
        all.push(("base64", base64(bytes, shift)));
    }
    all
}

/// The letters of Base64 that are these bytes' alone where they begin so far into a group.
fn base64(bytes: &[u8], shift: usize) -> Vec<u8> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits: Vec<u8> = std::iter::repeat_n(&0, shift)
        .chain(bytes)
        .flat_map(|byte| (0..8).rev().map(move |at| byte >> at & 1))
        .collect();
    let letters = bits.chunks_exact(6).map(|six| LETTERS[usize::from(six.iter().fold(0, |all, bit| all << 1 | bit))]);
    letters.skip((8 * shift).div_ceil(6)).collect()
}

fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    assert!(needle.len() >= 8, "too short to be looked for");
    bytes.windows(needle.len()).position(|window| window == needle)
}

#[test]
fn what_is_looked_for_would_be_found() {
    for (spelling, needle) in spellings("Mật+khẩu/7731!") {
        let planted = [b"xx".as_slice(), &needle, b"yy"].concat();
        assert_eq!(find(&planted, &needle), Some(2), "{spelling}");
    }
    assert!(find(b"user=YTpNYXQta2hhdS0xMjM0", &base64(b"Mat-khau-1234", 2)).is_some());
}
