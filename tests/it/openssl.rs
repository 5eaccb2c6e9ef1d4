//! A real OpenSSL server that still speaks what nobody should.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::support::{Authority, Declaration, Document, Leaf, SilentResolver, World, required};

/// A running `openssl s_server`.
struct OpenSsl {
    child: Child,
    port: u16,
}

impl OpenSsl {
    fn start((chain, key): &(PathBuf, PathBuf), arguments: &[&str]) -> Self {
        let mut child = Command::new(required("openssl", "openssl"))
            .args(["s_server", "-accept", "127.0.0.1:0", "-www", "-cert"])
            .arg(chain)
            .arg("-cert_chain")
            .arg(chain)
            .arg("-key")
            .arg(key)
            .args(arguments)
            // The machine's own configuration may forbid what the server is to show.
            .env("OPENSSL_CONF", "/dev/null")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("openssl starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines().map_while(Result::ok);
        // `ACCEPT 127.0.0.1:35719`: it listens, and on which port.
        let port = lines.find_map(|line| line.strip_prefix("ACCEPT 127.0.0.1:")?.parse().ok());
        let port = port.unwrap_or_else(|| panic!("openssl s_server {arguments:?} does not listen"));
        // Read on, or the server would stand still once the pipe is full.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, port }
    }
}

impl Drop for OpenSsl {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Audits a server with a certificate and arguments; TLS and certificates only.
fn audited(world: &World, certificate: &(PathBuf, PathBuf), arguments: &[&str]) -> Document {
    let server = OpenSsl::start(certificate, arguments);
    let declaration = Declaration::new(SilentResolver::start()).site(server.port, None).more("trust_folder: trust");
    // No check that needs the HTTP probe: this server takes one connection at a time, and holds it
    // for ever after a method that it does not know.
    let areas = ["crt.*", "net.dnssec-*", "tls.versions", "tls.modern-version", "tls.weak-suites", "tls.fallback"];
    let only: Vec<_> = areas.iter().flat_map(|area| ["--only", area]).collect();
    world.audit(&declaration.write(world), &only).1
}

fn with_leaf(leaf: &Leaf<'_>, arguments: &[&str]) -> Document {
    let world = World::new();
    let certificate = Authority::new(&world.path("")).leaf("portal", leaf);
    audited(&world, &certificate, arguments)
}

fn folder_of(path: &Path) -> String {
    path.display().to_string()
}

#[test]
fn the_versions_that_openssl_speaks_are_found_and_judged() {
    let world = World::new();
    let leaf = Leaf { key: "rsa:2048", ..Leaf::default() };
    let certificate = Authority::new(&world.path("")).leaf("portal", &leaf);
    let weak = ["-cipher", "ALL:@SECLEVEL=0"];
    let cases: [(&[&str], &[&str], &str); 5] = [
        (&["-tls1"], &["1.0"], "fail"),
        (&["-tls1_1"], &["1.1"], "fail"),
        (&["-tls1_2"], &["1.2"], "pass"),
        (&["-tls1_3"], &["1.3"], "pass"),
        (&[], &["1.0", "1.1", "1.2", "1.3"], "fail"),
    ];
    for (versions, found, judged) in cases {
        let arguments: Vec<_> = versions.iter().chain(&weak).copied().collect();
        let document = audited(&world, &certificate, &arguments);
        assert_eq!(document.versions("cong"), found.iter().copied().collect(), "{versions:?}");
        assert_eq!(document.outcome("tls.versions", "cong"), judged, "{versions:?}");
        let modern = if found.iter().any(|name| ["1.2", "1.3"].contains(name)) { "pass" } else { "fail" };
        assert_eq!(document.outcome("tls.modern-version", "cong"), modern, "{versions:?}");
    }
}

#[test]
fn an_rsa_key_of_1024_bits_is_measured_and_fails() {
    let document = with_leaf(&Leaf { key: "rsa:1024", ..Leaf::default() }, &["-cipher", "DEFAULT:@SECLEVEL=0"]);
    let key = &document.fact("certificate", "cong")["leaf"]["key"];
    assert_eq!((&key["algorithm"], &key["bits"]), (&"rsa".into(), &1024.into()));
    assert_eq!(document.outcome("crt.key-size", "cong"), "fail");
    assert_eq!(document.outcome("crt.name", "cong"), "pass");
}

#[test]
fn a_leaf_signed_with_sha_1_is_named_and_fails() {
    let document = with_leaf(&Leaf { digest: "sha1", ..Leaf::default() }, &["-cipher", "DEFAULT:@SECLEVEL=0"]);
    assert_eq!(document.fact("certificate", "cong")["leaf"]["signature"], "sha1");
    assert_eq!(document.outcome("crt.signature", "cong"), "fail");
    assert_eq!(document.outcome("crt.key-size", "cong"), "pass");
}

#[test]
fn an_expired_leaf_fails_now_and_a_sound_one_does_not() {
    let document = with_leaf(&Leaf { life: (-100, -1), ..Leaf::default() }, &[]);
    assert_eq!(document.outcome("crt.valid-now", "cong"), "fail");
    assert_eq!(document.fact("certificate", "cong")["path"]["reason"], "expired");
    let document = with_leaf(&Leaf::default(), &[]);
    for check in ["crt.valid-now", "crt.path", "crt.expiry", "crt.signature", "crt.key-size", "crt.chain-complete"] {
        assert_eq!(document.outcome(check, "cong"), "pass", "{check}");
    }
}

#[test]
fn a_leaf_of_an_authority_outside_the_trust_folder_fails_by_its_path() {
    let (world, elsewhere) = (World::new(), World::new());
    Authority::new(&world.path(""));
    let certificate = Authority::new(&elsewhere.path("")).leaf("portal", &Leaf::default());
    let document = audited(&world, &certificate, &[]);
    assert_eq!(document.outcome("crt.path", "cong"), "fail");
    for check in ["crt.valid-now", "crt.name", "crt.key-size"] {
        assert_eq!(document.outcome(check, "cong"), "pass", "{check}");
    }
}

#[test]
fn a_leaf_that_ends_within_the_month_is_called_before_it_ends() {
    let document = with_leaf(&Leaf { life: (-60, 20), ..Leaf::default() }, &[]);
    assert_eq!(document.outcome("crt.expiry", "cong"), "fail");
    assert_eq!(document.outcome("crt.valid-now", "cong"), "pass");
}

#[test]
fn a_server_that_demands_a_client_certificate_shows_its_own_and_keeps_its_versions() {
    let world = World::new();
    let certificate = Authority::new(&world.path("")).leaf("portal", &Leaf::default());
    let root = folder_of(&world.path("trust/root.pem"));
    for version in ["-tls1_2", "-tls1_3"] {
        let document =
            audited(&world, &certificate, &[version, "-Verify", "1", "-CAfile", &root, "-verify_return_error"]);
        let expected = version.replace("-tls", "").replace('_', ".");
        assert_eq!(document.versions("cong"), [expected.as_str()].into(), "{version}");
        assert_eq!(document.outcome("tls.versions", "cong"), "pass", "{version}");
        assert_eq!(document.outcome("crt.name", "cong"), "pass", "{version}");
    }
}

#[test]
fn a_zone_that_a_resolver_knows_nothing_of_is_never_passed_as_signed() {
    let document = with_leaf(&Leaf::default(), &[]);
    assert_ne!(document.outcome("net.dnssec-valid", "cong"), "pass");
}
