//! Services that are no web sites, and names with several addresses, inspected by the program.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::support::{
    Authority, Declaration, Leaf, NAME, Scripted, SilentResolver, World, python, required, wait_until,
};

/// A program that serves until the test ends.
struct Peer(Child);

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A mail server of Python's.
fn mail((chain, key): &(PathBuf, PathBuf), kind: &str) -> Scripted {
    Scripted::start(python("it/support/mail_server.py").args([chain, key]).arg(kind))
}

fn declared(port: u16) -> Declaration {
    let service = format!(
        "id: thu, kind: service, name: {NAME}, protocol: smtp, port: {port}, addresses: [127.0.0.1], store: folder"
    );
    Declaration::new(SilentResolver::start()).subject(&service).port(port).more("trust_folder: trust")
}

const AREAS: [&str; 4] = ["--only", "tls.*", "--only", "crt.*"];

#[test]
fn a_mail_server_behind_starttls_is_inspected_like_a_site() {
    let world = World::new();
    let certificate = Authority::new(&world.path("")).leaf("portal", &Leaf::default());
    let peer = mail(&certificate, "tls");
    let port = peer.port();
    let (_, document) = world.audit(&declared(port).write(&world), &AREAS);
    assert_eq!(document.versions("thu"), ["1.2", "1.3"].into());
    for check in ["tls.versions", "crt.path", "crt.name", "tls.service-encryption", "tls.service-injection"] {
        assert_eq!(document.outcome(check, "thu"), "pass", "{check}");
    }
    let fact = document.fact("service", "thu");
    assert_eq!((&fact["encrypts"], &fact["surplus"]), (&true.into(), &0.into()), "{fact}");
}

#[test]
fn a_mail_server_without_tls_fails_and_nothing_of_its_tls_passes() {
    let world = World::new();
    let certificate = Authority::new(&world.path("")).leaf("portal", &Leaf::default());
    let peer = mail(&certificate, "plain");
    let port = peer.port();
    let (_, document) = world.audit(&declared(port).write(&world), &AREAS);
    assert_eq!(document.outcome("tls.service-encryption", "thu"), "fail");
    for check in ["tls.versions", "tls.weak-suites", "crt.path", "crt.name", "tls.service-injection"] {
        assert_eq!(document.outcome(check, "thu"), "undetermined", "{check}");
    }
}

#[test]
fn the_quick_look_asks_for_tls_by_the_named_protocol() {
    let world = World::new();
    let certificate = Authority::new(&world.path("")).leaf("portal", &Leaf::default());
    let peer = mail(&certificate, "tls");
    let port = peer.port();
    let place = format!("127.0.0.1:{port}");
    let done = world.kiemtra(&["tls", &place, "--starttls", "smtp", "--lang", "en"]);
    assert!(done.stdout.contains("TLS 1.3 accepted"), "{} {}", done.stdout, done.stderr);
    let words: Vec<_> = done.stdout.split_whitespace().collect();
    assert!(words.join(" ").contains("Whether the server goes on in TLS yes"), "{}", done.stdout);
    assert!(done.stdout.contains("1.3"), "{}", done.stdout);
    let done = world.kiemtra(&["tls", &place, "--starttls", "smpt"]);
    assert_eq!(done.code, 64, "{}", done.stderr);
    assert!(done.stderr.contains("smtp"), "{}", done.stderr);
}

/// `openssl s_server` at an address and port.
fn openssl((chain, key): &(PathBuf, PathBuf), place: &str, arguments: &[&str]) -> Peer {
    let mut child = Command::new(required("openssl", "openssl"))
        .args(["s_server", "-www", "-accept", place, "-cert"])
        .arg(chain)
        .arg("-cert_chain")
        .arg(chain)
        .arg("-key")
        .arg(key)
        .args(arguments)
        .env("OPENSSL_CONF", "/dev/null")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("openssl starts");
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines().map_while(Result::ok);
    let listening = lines.any(|line| line.starts_with("ACCEPT"));
    std::thread::spawn(move || lines.for_each(drop));
    assert!(listening, "openssl s_server {place} {arguments:?} does not listen");
    Peer(child)
}

#[test]
fn addresses_of_one_name_that_differ_are_told_apart() {
    for (other, shown) in [("127.0.0.2", "127.0.0.2"), ("::1", "[::1]")] {
        let world = World::new();
        let certificate = Authority::new(&world.path("")).leaf("portal", &Leaf::default());
        // A port that is free at both addresses.
        let mut port = 0;
        wait_until("a port is free at both addresses", || {
            let near = TcpListener::bind("127.0.0.1:0").expect("a port");
            port = near.local_addr().expect("an address").port();
            TcpListener::bind(format!("{shown}:{port}")).is_ok()
        });
        let _sound = openssl(&certificate, &format!("127.0.0.1:{port}"), &["-tls1_2"]);
        let _stale = openssl(&certificate, &format!("{shown}:{port}"), &["-tls1", "-cipher", "ALL:@SECLEVEL=0"]);
        let declaration = Declaration::new(SilentResolver::start())
            .subject(&format!(
                "id: cong, kind: site, url: \"https://{NAME}:{port}/\", addresses: [127.0.0.1, \"{other}\"], \
                 plain_port: false, store: folder"
            ))
            .port(port)
            .more("trust_folder: trust");
        let text = declaration.text().replace("127.0.0.1/32", "127.0.0.0/8, \"::1/128\"");
        let system = world.write("system.yaml", text);
        let (_, document) = world.audit(&system, &["--only", "tls.versions", "--only", "crt.name"]);
        let verdicts = document.of("tls.versions", "cong");
        let verdict = verdicts.iter().find(|own| own["outcome"] == "fail").expect("a failure");
        assert_eq!(verdict["reason"], "inconsistent", "{verdict}");
        let message = verdict["message"]["en"].as_str().expect("a message");
        assert!(message.contains(&format!("(at {shown}:{port})")), "{message}");
        assert_eq!(document.outcome("crt.name", "cong"), "pass");
    }
}
