//! Mutual TLS against a real nginx, from the declaration to the verdicts, and no secret on the way.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};

use crate::support::{Authority, Declaration, Document, Done, Leaf, NAME, Setup, SilentResolver, World, required};

const PASSWORD: &str = "mat-khau-BI-MAT";
/// [`PASSWORD`] in base64.
const PASSWORD_64: &str = "bWF0LWtoYXUtQkktTUFU";
const CHECKS: [&str; 6] = [
    "crt.client-certificate",
    "tls.client-certificate-accepted",
    "tls.client-certificate-expired",
    "tls.client-certificate-foreign",
    "tls.client-certificate-required",
    "tls.client-certificate-stranger",
];

/// The link's authority, another one, and what they issued, in a folder of certificates.
struct Clients<'a>(&'a World);

impl Clients<'_> {
    fn issue(&self) {
        for authority in ["link", "other"] {
            let mut parameters = CertificateParams::default();
            parameters.distinguished_name.push(DnType::CommonName, authority);
            parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign];
            let issuer = CertifiedIssuer::self_signed(parameters, KeyPair::generate().expect("a key"));
            let issuer = issuer.expect("an authority");
            self.write(authority, "pem", &issuer.pem());
            let leaves: &[(&str, i64, i64)] =
                if authority == "link" { &[("own", -1, 90), ("expired", -90, -1)] } else { &[("foreign", -1, 90)] };
            for (name, from, until) in leaves {
                let moment = |days: i64| {
                    let seconds = jiff::Timestamp::now().as_second() + days * 86_400;
                    date_time_ymd(1970, 1, 1) + Duration::from_secs(seconds.unsigned_abs())
                };
                let mut parameters = CertificateParams::default();
                parameters.distinguished_name.push(DnType::CommonName, "so-mau");
                parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
                (parameters.not_before, parameters.not_after) = (moment(*from), moment(*until));
                let key = KeyPair::generate().expect("a key");
                let leaf = parameters.signed_by(&key, &issuer).expect("a certificate");
                self.write(name, "pem", &leaf.pem());
                self.write(name, "key", &key.serialize_pem());
            }
        }
        self.write("password", "txt", &format!("{PASSWORD}\n"));
    }

    fn write(&self, name: &str, ending: &str, content: &str) {
        self.close(&self.0.write(&format!("clients/{name}.{ending}"), content));
    }

    fn close(&self, path: &Path) {
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).expect("a mode");
    }

    /// The own certificate as PKCS#12.
    fn archive(&self, more: &[&str]) {
        let status = Command::new(required("openssl", "openssl"))
            .current_dir(self.0.path("clients"))
            .args(["pkcs12", "-export", "-in", "own.pem", "-inkey", "own.key", "-out", "own.p12"])
            .args(["-passout", &format!("pass:{PASSWORD}")])
            .args(more)
            .status();
        assert!(status.expect("openssl runs").success());
        self.close(&self.0.path("clients/own.p12"));
    }
}

/// Inspects an nginx with these lines, `own` being the words of the own certificate's declaration.
fn inspected(world: &World, lines: &str, own: &str) -> (Done, Document) {
    let certificate = Authority::new(&world.path("")).leaf("portal", &Leaf::default());
    let authority = world.path("clients/link.pem");
    let site = format!("ssl_client_certificate {}; {lines}", authority.display());
    let nginx = Setup { site: &site, ..Setup::sound(certificate) }.start(world);
    let declaration = Declaration::new(SilentResolver::start())
        .port(nginx.port)
        .subject(&format!(
            "id: ket-noi, kind: link, url: \"https://{NAME}:{}/\", addresses: [127.0.0.1], plain_port: false, store: folder, \
             client_certificate: {own}, foreign_certificate: {{file: clients/foreign.pem, key: clients/foreign.key}}, \
             expired_certificate: {{file: clients/expired.pem, key: clients/expired.key}}",
            nginx.port
        ))
        .more("trust_folder: trust");
    let only = ["--only", "*.client-certificate*", "-vv", "--log", "json"];
    world.audit(&declaration.write(world), &only)
}

fn failing(document: &Document) -> BTreeSet<String> {
    for check in CHECKS {
        assert!(["pass", "fail"].contains(&document.outcome(check, "ket-noi")), "{:#?}", document.of(check, "ket-noi"));
    }
    document.with_outcome("fail", &["tls.", "crt."])
}

#[test]
fn a_sound_nginx_passes_and_each_misconfiguration_is_found() {
    let by_hand = "ssl_verify_client optional; if ($ssl_client_verify != SUCCESS) { return 403; }";
    let cases: [(&str, &[&str]); 5] = [
        ("ssl_verify_client on;", &[]),
        (by_hand, &[]),
        ("ssl_verify_client optional;", &["required"]),
        ("ssl_verify_client optional_no_ca;", &["foreign", "required", "stranger"]),
        ("ssl_verify_client off;", &["required"]),
    ];
    for version in ["TLSv1.2", "TLSv1.3"] {
        for (lines, expected) in cases {
            let world = World::new();
            Clients(&world).issue();
            let lines = format!("ssl_protocols {version}; {lines}");
            let own = "{file: clients/own.pem, key: clients/own.key}";
            let (_, document) = inspected(&world, &lines, own);
            let expected: BTreeSet<_> = expected.iter().map(|name| format!("tls.client-certificate-{name}")).collect();
            if lines.contains("off") {
                assert_eq!(document.with_outcome("fail", &["tls.", "crt."]), expected, "{lines}");
                assert_eq!(document.outcome("tls.client-certificate-stranger", "ket-noi"), "not-applicable");
                assert_eq!(document.outcome("tls.client-certificate-accepted", "ket-noi"), "not-applicable");
                continue;
            }
            let fact = document.fact("mutual_tls", "ket-noi");
            assert_eq!(failing(&document), expected, "{lines}: {fact:#}");
            assert_eq!(fact["declared"]["by"], "HTTP 200", "{lines}");
            assert_eq!(document.number("/journal/connections"), 5, "{lines}");
        }
    }
}

#[test]
fn an_archive_serves_as_well_and_no_secret_leaves_the_room() {
    for more in [&[][..], &["-legacy"]] {
        let world = World::new();
        let clients = Clients(&world);
        clients.issue();
        clients.archive(more);
        let own = "{file: clients/own.p12, password_file: clients/password.txt}";
        let (done, document) = inspected(&world, "ssl_verify_client on;", own);
        assert_eq!(failing(&document), BTreeSet::new());
        let key = fs::read_to_string(world.path("clients/own.key")).expect("a key");
        let mut secrets = vec![PASSWORD.to_owned(), PASSWORD_64.to_owned()];
        secrets.extend(key.lines().filter(|line| !line.starts_with("-----")).map(str::to_owned));
        let mut places = vec![("output".to_owned(), [done.stdout, done.stderr].concat().into_bytes())];
        gather(&world.path("out"), &mut places);
        gather(&world.path("state"), &mut places);
        assert!(places.len() > 2, "there are documents and a ledger");
        for (place, bytes) in &places {
            for secret in &secrets {
                let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
                assert!(!found, "{place} holds {secret}");
            }
        }
    }
}

/// Every file below a folder.
fn gather(folder: &Path, into: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("a file").path();
        match path.is_dir() {
            true => gather(&path, into),
            false => into.push((path.display().to_string(), fs::read(&path).expect("a file"))),
        }
    }
}

#[test]
fn a_secret_open_to_others_stops_the_inspection_before_anything_is_sent() {
    let world = World::new();
    Clients(&world).issue();
    fs::set_permissions(world.path("clients/own.key"), fs::Permissions::from_mode(0o644)).expect("a mode");
    let declaration = Declaration::new(SilentResolver::start()).port(9).subject(&format!(
        "id: ket-noi, kind: link, url: \"https://{NAME}:9/\", addresses: [127.0.0.1], \
         client_certificate: {{file: clients/own.pem, key: clients/own.key}}"
    ));
    let system = declaration.write(&world).display().to_string();
    let done = world.kiemtra(&["audit", &system, "--lang", "en"]);
    assert_eq!(done.code, 78, "{}", done.stderr);
    for words in ["K-IDT-002", "mode 0644", "chmod 600", "client_certificate: {file"] {
        assert!(done.stderr.contains(words), "{words}: {}", done.stderr);
    }
}
