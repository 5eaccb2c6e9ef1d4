use super::*;
use crate::load::Source;
use crate::system::{System, read_source};

const SECRET: &str = "mật \"khẩu\" & \\100%";

fn system(account: &str, folder: &std::path::Path) -> System {
    let text = format!(
        "schema: kiemtra/system@1\nid: s\ntitle: S\nsubjects:\n  - {{id: cb, kind: sign-in, url: 'https://a.test/', account: {{user: u, {account}}}}}\n\
         scope: {{networks: [127.0.0.0/8], ports: [443]}}\n\
         authorisation: {{document: 1/QD, issuer: UBND, from: 2026-01-01T00:00:00+07:00, until: 2026-12-31T00:00:00+07:00}}\n"
    );
    let name = folder.join("system.yaml").display().to_string();
    match read_source(Source::new(name.as_str(), text), folder) {
        Ok(system) => system,
        Err(problems) => panic!("{problems:?}"),
    }
}

fn loaded(system: &System) -> Result<Secrets, Vec<&'static str>> {
    let environment = |name: &str| (name == "SET").then(|| SECRET.to_owned());
    Secrets::load(system, &environment, &|_| None)
        .map_err(|problems| problems.0.into_iter().map(|problem| problem.code).collect())
}

fn account() -> SecretName {
    SecretName::new("cb", "account")
}

#[test]
fn a_secret_is_spelt_for_its_place_and_shown_nowhere() {
    let folder = tempfile::tempdir().expect("a folder");
    let secrets = loaded(&system("password_env: SET", folder.path())).expect("loaded");
    let spelt = |spelling| {
        let pieces = [Piece::plain("p="), Piece::Secret(account(), spelling)];
        let bytes = secrets.filled(&pieces).expect("filled");
        assert!(bytes.len() <= secrets.most(&pieces), "it grew, and left a copy behind");
        String::from_utf8(bytes.to_vec()).expect("text")
    };
    assert_eq!(spelt(Spelling::Plain), format!("p={SECRET}"));
    assert_eq!(spelt(Spelling::Form), "p=m%E1%BA%ADt+%22kh%E1%BA%A9u%22+%26+%5C100%25");
    let json: String = serde_json::from_str(spelt(Spelling::Json).strip_prefix("p=").expect("a prefix")).expect("JSON");
    assert_eq!(json, SECRET);
    assert!(!format!("{secrets:?}").contains("kh"), "{secrets:?}");
}

#[test]
fn what_cannot_be_taken_is_told_by_its_place() {
    let folder = tempfile::tempdir().expect("a folder");
    closed(&folder.path().join("own"), "abc\n");
    closed(&folder.path().join("empty"), "\n");
    closed(&folder.path().join("control"), "a\tb\n");
    let of = |account: &str| loaded(&system(account, folder.path())).map(|_| ());
    assert_eq!(of("password_env: MISSING"), Err(vec!["K-SEC-001"]));
    assert_eq!(of("password_prompt: true"), Err(vec!["K-SEC-002"]));
    assert_eq!(of("password_file: empty"), Err(vec!["K-SEC-003"]));
    assert_eq!(of("password_file: control"), Err(vec!["K-SEC-004"]));
    assert_eq!(of("password_file: own"), Ok(()));
    assert!(of("password_file: none").is_err());
}

#[test]
fn a_secret_that_was_not_loaded_is_not_sent_as_nothing() {
    assert!(Secrets::default().filled(&[Piece::Secret(account(), Spelling::Plain)]).is_err());
}

/// A file that its owner alone can read.
fn closed(path: &std::path::Path, content: &str) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::write(path, content).expect("written");
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).expect("closed");
}

/// A certificate of its own at each start; asked for a page, it counts.
fn acceptor() -> tokio_rustls::TlsAcceptor {
    let own = rcgen::generate_simple_self_signed(vec!["a.test".to_owned()]).expect("a certificate");
    let key = rustls_pki_types::PrivateKeyDer::try_from(own.signing_key.serialize_der()).expect("a key");
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![own.cert.der().clone()], key)
        .expect("a configuration");
    tokio_rustls::TlsAcceptor::from(Arc::new(config))
}

#[tokio::test]
async fn who_steps_in_between_after_the_handshake_gets_no_secret() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        // The owner answers the first three connections, somebody else those after.
        let (owner, other) = (acceptor(), acceptor());
        for count in 1.. {
            let Ok((stream, _)) = listener.accept().await else { return };
            let (acceptor, tell) = (if count <= 3 { owner.clone() } else { other.clone() }, tell.clone());
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                let mut head = [0; 2048];
                let length = stream.read(&mut head).await.unwrap_or_default();
                if length > 0 {
                    drop(tell.send(String::from_utf8_lossy(head.get(..length).unwrap_or_default()).into_owned()));
                    drop(stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await);
                }
            });
        }
    });
    let folder = tempfile::tempdir().expect("a folder");
    let mut system = system("password_env: SET", folder.path());
    system.scope.names = vec![crate::system::NamePattern::from_text("a.test").expect("a pattern")];
    system.scope.ports = vec![port..=port];
    let secrets = loaded(&system).expect("loaded");
    let lent = crate::wire::Lent { secrets, ..crate::wire::Lent::default() };
    let clock = crate::wire::Clock::real();
    let wire = crate::wire::Wire::with_lent(&system.scope, &system.resolver, clock, lent);
    let endpoint = crate::wire::Endpoint::new("a.test", "127.0.0.1".parse().expect("an address"), port);
    let request = crate::wire::Request::get(true, "a.test", port, "/");
    let lending = request.with_method("POST").with_pieces(vec![Piece::Secret(account(), Spelling::Form)]);
    let lending = crate::wire::Job::Fetch(endpoint.clone(), lending);
    let reason = |outcome: crate::wire::Outcome| outcome.err().map(|trouble| trouble.reason);
    // Nobody has shown a certificate that could have been looked at.
    assert_eq!(reason(wire.perform(&lending).await), Some(crate::fact::Reason::Denied));
    let session = crate::wire::Job::Handshake(endpoint, crate::wire::Offer::modern("a.test"));
    assert!(wire.perform(&session).await.is_ok());
    assert_eq!(reason(wire.perform(&lending).await), None);
    assert!(told.recv().await.is_some_and(|head| head.starts_with("POST / ")));
    assert_eq!(reason(wire.perform(&lending).await), Some(crate::fact::Reason::Denied));
    assert!(told.try_recv().is_err(), "the other one was sent a request");
}
