//! Every way to fail in TLS has its class, shown by OpenSSL's own server.

use std::path::Path;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};

use super::world::{Manner, declared, door, server};
use crate::ledger::samples::Class;
use crate::link::watch::{Finding, Prober};
use crate::wire::rehearsal::OpenSsl;

const HTTP: &str = "probe: http, timeout: 5s";
const TLS: &str = "probe: tls, timeout: 5s";

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority(name: &str) -> Authority {
    let mut params = CertificateParams::new(Vec::<String>::new()).expect("parameters");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(rcgen::DnType::CommonName, name);
    CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("an authority")
}

/// Writes a certificate and its key into the folder.
fn issue(folder: &Path, file: &str, authority: &Authority, name: &str, until: i32) {
    let key = KeyPair::generate().expect("a key");
    let mut params = CertificateParams::new(vec![name.to_owned()]).expect("parameters");
    params.not_before = rcgen::date_time_ymd(2020, 1, 1);
    params.not_after = rcgen::date_time_ymd(until, 1, 1);
    let certificate = params.signed_by(&key, authority).expect("a certificate");
    std::fs::write(folder.join(format!("{file}.pem")), certificate.pem()).expect("a file");
    let path = folder.join(format!("{file}.key"));
    std::fs::write(&path, key.serialize_pem()).expect("a file");
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).expect("a mode");
}

struct World {
    folder: tempfile::TempDir,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (own, other) = (authority("own"), authority("other"));
        let at = folder.path();
        std::fs::write(at.join("ca.pem"), own.pem()).expect("a file");
        std::fs::write(at.join("other-ca.pem"), other.pem()).expect("a file");
        issue(at, "good", &own, "truc.example.vn", 2090);
        issue(at, "expired", &own, "truc.example.vn", 2021);
        issue(at, "elsewhere", &own, "khac.example.vn", 2090);
        issue(at, "stranger", &other, "truc.example.vn", 2090);
        issue(at, "client", &own, "may-khach", 2090);
        Self { folder }
    }

    async fn probed(&self, port: u16, link: &str, hop: &str) -> Finding {
        let url = format!("https://truc.example.vn:{port}/");
        let link = format!("store: rieng, {link}");
        let trust = "trust: {rieng: {purpose: organisation, files: [ca.pem]}}";
        let system = declared(self.folder.path(), &url, &link, hop, trust);
        door(&system).probe(0, 0).await
    }

    async fn met(&self, arguments: &str, link: &str, hop: &str) -> (Class, u16) {
        let arguments: Vec<_> = arguments.split(' ').collect();
        let server = OpenSsl::start(self.folder.path(), &arguments);
        let finding = self.probed(server.endpoint.port, link, hop).await;
        (finding.class, finding.code)
    }
}

const PRESENTED: &str = "client_certificate: {file: client.pem, key: client.key},";

#[tokio::test]
async fn certificates_are_held_against_the_declared_store_name_and_date() {
    let world = World::new();
    for (file, expected) in [
        ("good", (Class::Good, 200)),
        ("expired", (Class::TlsCertificate, 45)),
        ("elsewhere", (Class::TlsCertificate, 112)),
        ("stranger", (Class::TlsCertificate, 48)),
    ] {
        let arguments = format!("-cert {file}.pem -key {file}.key");
        assert_eq!(world.met(&arguments, "", HTTP).await, expected, "{file}");
    }
    let good = world.met("-cert good.pem -key good.key", "", TLS).await;
    assert_eq!(good, (Class::Good, 0));
}

#[tokio::test]
async fn a_client_certificate_is_presented_and_its_refusal_is_seen_in_both_versions() {
    let world = World::new();
    for version in ["-tls1_2", "-tls1_3"] {
        let server = format!("{version} -cert good.pem -key good.key -verify_return_error -Verify 2 -CAfile");
        for hop in [HTTP, TLS] {
            let (class, _) = world.met(&format!("{server} ca.pem"), PRESENTED, hop).await;
            assert_eq!(class, Class::Good, "{version} {hop}");
            let (class, code) = world.met(&format!("{server} other-ca.pem"), PRESENTED, hop).await;
            assert_eq!((class, code), (Class::TlsClientCertificate, 48), "{version} {hop}");
            let (class, code) = world.met(&format!("{server} ca.pem"), "", hop).await;
            assert_eq!(class, Class::TlsClientCertificate, "{version} {hop}: {code}");
        }
    }
}

#[tokio::test]
async fn alerts_silence_and_other_tongues_are_told_apart() {
    let world = World::new();
    let odd = "-tls1_3 -ciphersuites TLS_AES_128_CCM_SHA256 -cert good.pem -key good.key";
    assert_eq!(world.met(odd, "", HTTP).await, (Class::TlsAlert, 40));
    let short = "probe: http, timeout: 1s";
    for (manner, expected) in [
        (Manner::Answers("HTTP/1.1 400 Bad Request\r\n\r\nplain HTTP"), Class::NotTls),
        (Manner::Silent, Class::TlsTimeout),
        (Manner::Closes, Class::Reset),
        (Manner::Resets, Class::Reset),
        (Manner::Drips(Duration::from_millis(300), "\u{16}\u{3}\u{3}\0zzzzzz"), Class::TlsTimeout),
    ] {
        let finding = world.probed(server(manner).await, "", short).await;
        assert_eq!(finding.class, expected, "{manner:?}");
        assert!(finding.phases.tls.is_none() && finding.phases.whole.is_none(), "{manner:?}");
    }
}
