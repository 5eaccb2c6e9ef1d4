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

/// A hop on another host has a certificate of its own; the link's is not presented there.
#[tokio::test]
async fn a_hop_elsewhere_presents_its_own_certificate_and_never_the_link_s() {
    let world = World::new();
    let folder = world.folder.path();
    let (own, other) = (authority("gate"), authority("none"));
    std::fs::write(folder.join("gate-ca.pem"), own.pem()).expect("a file");
    std::fs::write(folder.join("none-ca.pem"), other.pem()).expect("a file");
    issue(folder, "gate", &own, "cong", 2090);
    let hop = |port: u16, more: &str| {
        format!("probe: http, at: 'https://khac.example.vn:{port}/', address: 127.0.0.1, timeout: 5s, {more}")
    };
    for (trusted, more, expected) in [
        ("gate-ca.pem", "client_certificate: {file: gate.pem, key: gate.key}", Class::Good),
        // The link's own authority is trusted there, but its certificate is for the link's own place.
        ("ca.pem", "", Class::TlsClientCertificate),
        ("none-ca.pem", "client_certificate: {file: gate.pem, key: gate.key}", Class::TlsClientCertificate),
    ] {
        let server = "-cert elsewhere.pem -key elsewhere.key -verify_return_error -Verify 2 -CAfile";
        let arguments = format!("{server} {trusted}");
        let started = OpenSsl::start(folder, &arguments.split(' ').collect::<Vec<_>>());
        let finding = world.probed(1, PRESENTED, &hop(started.endpoint.port, more)).await;
        assert_eq!(finding.class, expected, "{trusted} {more}");
    }
}

/// A web service over TLS that keeps the heads it is sent.
async fn listening(folder: &Path, file: &str) -> (u16, tokio::sync::mpsc::UnboundedReceiver<String>) {
    use rustls::pki_types::pem::PemObject;
    use rustls::pki_types::{CertificateDer, PrivateKeyDer};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    let chain = CertificateDer::from_pem_file(folder.join(format!("{file}.pem"))).expect("a chain");
    let key = PrivateKeyDer::from_pem_file(folder.join(format!("{file}.key"))).expect("a key");
    let provider = std::sync::Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![chain], key)
        .expect("a configuration");
    let acceptor = tokio_rustls::TlsAcceptor::from(std::sync::Arc::new(config));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let (tell, told) = tokio::sync::mpsc::unbounded_channel();
    drop(tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, tell) = (acceptor.clone(), tell.clone());
            drop(tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                let mut head = [0; 4096];
                let length = stream.read(&mut head).await.unwrap_or_default();
                drop(tell.send(String::from_utf8_lossy(head.get(..length).unwrap_or_default()).into_owned()));
                let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
                drop(stream.write_all(answer).await);
            }));
        }
    }));
    (port, told)
}

#[tokio::test]
async fn a_lent_secret_goes_only_to_who_shows_the_trusted_certificate() {
    use std::os::unix::fs::PermissionsExt;

    let world = World::new();
    let folder = world.folder.path();
    for (file, content) in [("password", "Mật:khẩu 7\n"), ("token", "abc.def\n")] {
        std::fs::write(folder.join(file), content).expect("a file");
        std::fs::set_permissions(folder.join(file), std::fs::Permissions::from_mode(0o600)).expect("a mode");
    }
    let account = "account: {user: kiểm, password_file: password}";
    let hop = format!("{HTTP}, request: {{{account}, secret_headers: {{X-Api-Key: {{token_file: token}}}}}}");
    let (port, mut told) = listening(folder, "good").await;
    let finding = world.probed(port, "", &hop).await;
    assert_eq!((finding.class, finding.code), (Class::Good, 200));
    let head = told.recv().await.expect("a request");
    let lines: Vec<_> = head.lines().collect();
    // `kiểm:Mật:khẩu 7`, by another maker's library.
    assert!(lines.contains(&"Authorization: Basic a2nhu4NtOk3huq10Omto4bqpdSA3"), "{head}");
    assert!(lines.contains(&"X-Api-Key: abc.def") && head.ends_with("\r\n\r\n"), "{head}");
    let finding = world.probed(port, "", &format!("{HTTP}, request: {{token: {{token_file: token}}}}")).await;
    assert_eq!(finding.class, Class::Good);
    assert!(told.recv().await.expect("a request").contains("\r\nAuthorization: Bearer abc.def\r\n"));
    for file in ["stranger", "elsewhere", "expired"] {
        let (port, mut told) = listening(folder, file).await;
        let finding = world.probed(port, "", &hop).await;
        assert_eq!(finding.class, Class::TlsCertificate, "{file}");
        assert!(told.try_recv().is_err(), "{file} was sent a request");
    }
}
