//! A real name server: signed, unsigned and broken zones.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{Counter, Declaration, Document, Server, World, free_ports, required};

/// The signatures of a zone ended long ago; `-P`, or the signer itself would refuse that.
const EXPIRED: &[&str] = &["-P", "-s", "20200101000000", "-e", "20200201000000"];

/// A signed root with a signed, an unsigned and a badly signed zone below it.
struct Names {
    port: u16,
    anchor: PathBuf,
    _server: Server,
}

impl Names {
    fn start(world: &World) -> Self {
        let folder = world.path("names");
        fs::create_dir_all(&folder).expect("a folder");
        zone(&folder, "ky.example", "@ IN CAA 0 issue \"ca.example\"\nngoai IN A 127.0.0.99\n");
        zone(&folder, "tran.example", "");
        zone(&folder, "hong.example", "");
        sign(&folder, "ky.example", &[]);
        sign(&folder, "hong.example", EXPIRED);
        let read = |name: &str| fs::read_to_string(folder.join(name)).expect("a file");
        let delegations: String = ["ky.example", "tran.example", "hong.example"]
            .map(|name| format!("{name}. IN NS ns.{name}.\n{name}. IN NS ns2.{name}.\nns.{name}. IN A 127.0.0.1\nns2.{name}. IN A 127.0.0.1\n"))
            .concat();
        let root = format!(
            "$TTL 300\n. IN SOA ns.ky.example. admin.ky.example. 1 3600 600 86400 60\n. IN NS ns.ky.example.\n{delegations}{}{}",
            read("dsset-ky.example."),
            read("dsset-hong.example.")
        );
        fs::write(folder.join("root.zone"), root).expect("a zone");
        sign_file(&folder, ".", "root.zone", &[]);
        let anchor = fs::read_dir(&folder).expect("a folder").flatten().map(|entry| entry.path());
        let anchor = anchor.filter(|path| path.extension().is_some_and(|extension| extension == "key"));
        let anchor = anchor
            .into_iter()
            .find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("K.+")));
        let anchor = anchor.expect("the root's key");
        let (port, server) = serve(&folder);
        Self { port, anchor, _server: server }
    }

    /// A declaration that asks this server.
    fn declaration(&self, world: &World) -> Declaration {
        // Only the record itself: a signer's key file begins with remarks.
        let key = fs::read_to_string(&self.anchor).expect("the key");
        let record: String =
            key.lines().filter(|line| !line.starts_with(';')).map(|line| format!("{line}\n")).collect();
        world.write("anchor.zone", record);
        Declaration::new(format!("127.0.0.1:{}", self.port)).more("dnssec_anchor: anchor.zone")
    }
}

fn zone(folder: &Path, name: &str, more: &str) {
    let text = format!(
        "$ORIGIN {name}.\n$TTL 300\n@ IN SOA ns admin 1 3600 600 86400 60\n@ IN NS ns\n@ IN NS ns2\nns IN A 127.0.0.1\nns2 IN A 127.0.0.1\n@ IN A 127.0.0.1\ncong IN A 127.0.0.1\nwww IN CNAME cong\n{more}"
    );
    fs::write(folder.join(format!("{name}.zone")), text).expect("a zone");
}

fn sign(folder: &Path, name: &str, more: &[&str]) {
    sign_file(folder, name, &format!("{name}.zone"), more);
}

/// One key for all (a CSK), and signatures in `<file>.signed`.
fn sign_file(folder: &Path, name: &str, file: &str, more: &[&str]) {
    let origin = if name == "." { ".".to_owned() } else { format!("{name}.") };
    let run = |program: &str, arguments: &[&str]| {
        let path = required(program, "bind9-utils");
        let output = Command::new(path).current_dir(folder).args(arguments).output().expect("it runs");
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    };
    let key = run("dnssec-keygen", &["-q", "-a", "ECDSAP256SHA256", "-f", "KSK", &origin]);
    let mut arguments = vec!["-S", "-z", "-o", &origin, "-f"];
    let signed = format!("{file}.signed");
    arguments.push(&signed);
    arguments.extend(more);
    arguments.push(file);
    run("dnssec-signzone", &arguments);
    assert!(key.starts_with('K'), "{key}");
}

fn serve(folder: &Path) -> (u16, Server) {
    let program = required("named", "bind9");
    let zones: String = [
        (".", "root.zone.signed"),
        ("ky.example", "ky.example.zone.signed"),
        ("tran.example", "tran.example.zone"),
        ("hong.example", "hong.example.zone.signed"),
    ]
    .map(|(name, file)| format!("zone \"{name}\" {{ type primary; file \"{file}\"; }};\n"))
    .concat();
    for _ in 0..10 {
        let [port] = free_ports();
        let text = format!(
            "options {{ directory \"{}\"; listen-on port {port} {{ 127.0.0.1; }}; listen-on-v6 {{ none; }}; recursion no; dnssec-validation no; pid-file none; session-keyfile none; notify no; }};\ncontrols {{ }};\n{zones}",
            folder.display()
        );
        fs::write(folder.join("named.conf"), text).expect("a file");
        let mut command = Command::new(&program);
        command.arg("-g").arg("-c").arg(folder.join("named.conf")).current_dir(folder);
        if let Some(server) = Server::start(&mut command, &[port]) {
            return (port, server);
        }
    }
    panic!("named does not start in {}", folder.display());
}

/// The zones `ky`, `tran` and `hong`, and a site in each of the first two.
fn audited() -> Document {
    let world = World::new();
    let names = Names::start(&world);
    let mut declaration = names.declaration(&world);
    for zone in ["ky", "tran", "hong"] {
        declaration = declaration.subject(&format!("id: {zone}, kind: dns-zone, name: {zone}.example"));
    }
    let [closed] = free_ports();
    declaration = declaration.port(closed);
    for zone in ["ky", "tran"] {
        declaration = declaration.subject(&format!(
            "id: cong-{zone}, kind: site, url: \"https://cong.{zone}.example:{closed}/\", plain_port: false"
        ));
    }
    world.audit(&declaration.write(&world), &["--only", "net.*", "--only", "crt.caa"]).1
}

#[test]
fn signed_unsigned_and_broken_zones_are_told_apart() {
    let document = audited();
    let state = |zone: &str| {
        let dnssec = &document.fact("dns", zone)["dnssec"];
        (dnssec["signed"].clone(), dnssec["valid"].clone())
    };
    assert_eq!(state("ky"), (true.into(), true.into()), "{:#}", document.fact("dns", "ky"));
    assert_eq!(state("tran"), (false.into(), false.into()), "{:#}", document.fact("dns", "tran"));
    assert_eq!(state("hong"), (true.into(), false.into()), "{:#}", document.fact("dns", "hong"));
    let judged = |zone| (document.outcome("net.dnssec-signed", zone), document.outcome("net.dnssec-valid", zone));
    assert_eq!(judged("ky"), ("pass", "pass"));
    assert_eq!(judged("tran"), ("fail", "not-applicable"));
    assert_eq!(judged("hong"), ("pass", "fail"));
    assert_eq!(document.outcome("net.name-servers", "ky"), "pass");
}

#[test]
fn a_caa_record_is_found_above_the_name_and_its_absence_is_an_error() {
    let document = audited();
    assert_eq!(document.outcome("crt.caa", "cong-ky"), "pass");
    assert_eq!(document.outcome("crt.caa", "cong-tran"), "fail");
    assert!(document.fact("dns", "cong-ky")["caa"].to_string().contains("ca.example"));
    assert_eq!(document.fact("dns", "cong-ky")["ipv4"][0], "127.0.0.1");
}

#[test]
fn a_name_that_resolves_outside_the_declared_networks_stops_the_run() {
    let world = World::new();
    let names = Names::start(&world);
    let stranger = Counter::alone("127.0.0.99");
    let port = stranger.port;
    let declaration = names
        .declaration(&world)
        .port(port)
        .subject(&format!("id: cong, kind: site, url: \"https://ngoai.ky.example:{port}/\", plain_port: false"));
    let system = declaration.write(&world).display().to_string();
    let done = world.kiemtra(&["audit", &system, "--lang", "en"]);
    assert_eq!(done.code, 77, "{}{}", done.stdout, done.stderr);
    assert!(done.stderr.contains("resolves to 127.0.0.99, outside the declared networks"), "{}", done.stderr);
    assert!(done.stderr.contains("K-SCO-002") && done.stderr.contains("system.yaml:"), "{}", done.stderr);
    assert_eq!(stranger.accepted(), 0);
}
