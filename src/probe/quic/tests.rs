//! QUIC asked of a real server, of a closed port, and of ports that say something else or nothing.

use std::net::{Ipv4Addr, UdpSocket};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use super::*;
use crate::probe::scene::Scene;
use crate::probe::scripted::{Scripted, python};
use crate::wire::{Outcome, Phase, Quic, Response, Trouble};

/// aioquic; `tests/run` installs it.
fn server(folder: &std::path::Path) -> Scripted {
    let certified = Command::new("openssl")
        .current_dir(folder)
        .args("req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -subj /CN=a -days 9".split(' '))
        .stderr(Stdio::null())
        .status();
    assert!(certified.expect("openssl runs").success());
    Scripted::start(python("it/support/quic_server.py").args([folder.join("c.pem"), folder.join("k.pem")]))
}

fn scene(port: u16) -> Scene {
    Scene::new(&format!(
        "{{id: cong, kind: site, url: 'https://cong.test:{port}/', plain_port: false, addresses: [127.0.0.1]}}"
    ))
}

async fn live(port: u16) -> (String, u64) {
    let scene = scene(port);
    let (seen, wire) = scene.play_live(&QuicProbe).await;
    let fact = QuicProbe.fact(&scene.target(), &seen).shown();
    assert_eq!(wire.journal_entries().last().map(|entry| entry.what.clone()).as_deref(), Some("quic"));
    (fact.replace(&format!("port: {port}"), "port: P"), wire.journal().bytes_out)
}

#[tokio::test]
async fn a_real_server_lists_its_versions() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = server(folder.path());
    let (fact, sent) = live(server.port()).await;
    assert_eq!(fact, "{advertised: ? (refused), answers: true, port: P, versions: [1, 2]}");
    assert_eq!(sent, 1200, "one datagram");
}

#[tokio::test]
async fn a_closed_port_is_closed_and_another_service_is_no_quic() {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let port = socket.local_addr().expect("an address").port();
    drop(socket);
    assert_eq!(live(port).await.0, "{advertised: ? (refused), answers: false, port: P, versions: -}");

    for said in [&b"\x80\0\0\0\0garbage"[..], b"", b"xin chao", &[0x80; 60_000], &[0; 9000]] {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let port = socket.local_addr().expect("an address").port();
        let far = thread::spawn(move || {
            let mut buffer = [0; 2048];
            let (count, from) = socket.recv_from(&mut buffer).expect("a datagram");
            socket.send_to(said, from).expect("sent");
            count
        });
        assert_eq!(live(port).await.0, "{advertised: ? (refused), answers: ? (parse), port: P, versions: ? (parse)}");
        assert_eq!(far.join().expect("the far side ends"), 1200);
    }
}

fn world(alt_svc: Option<&str>, quic: Outcome) -> String {
    let scene = scene(8443);
    let headers = alt_svc.map(|value| ("alt-svc".to_owned(), value.to_owned())).into_iter().collect();
    let response = Response {
        status: 200,
        http_version: "HTTP/1.1".to_owned(),
        headers,
        body: Vec::new(),
        truncated: false,
        connect_ms: 1,
        tls_ms: Some(1),
        first_byte_ms: 1,
        elapsed_ms: 1,
        echo: crate::wire::Echo::default(),
    };
    let (seen, count) = scene.play(&QuicProbe, |job| match job {
        Job::Quic(_) => quic.clone(),
        _ => Ok(Answer::Response(Box::new(response.clone()))),
    });
    assert_eq!(count, 2);
    QuicProbe.fact(&scene.target(), &seen).shown()
}

#[test]
fn what_is_advertised_is_what_is_asked() {
    let answers = || Ok(Answer::Quic(Quic { versions: vec![1, 0xff00_001d, 0x5130_3530, 77], elapsed_ms: 1 }));
    let silent = || {
        let detail = Text::same("x");
        Err(Trouble { reason: Reason::Timeout, phase: Phase::Connect, elapsed_ms: 1, detail })
    };
    assert_eq!(
        world(Some(r#"h2="other.test:443", h3=":9443"; ma=86400, h3-29=":443""#), answers()),
        "{advertised: true, answers: true, port: 9443, versions: [1, draft-29, Q050, 0x0000004d]}"
    );
    let unknown = |advertised, port| {
        format!("{{advertised: {advertised}, answers: ? (timeout), port: {port}, versions: ? (timeout)}}")
    };
    assert_eq!(world(None, silent()), unknown(false, 8443));
    assert_eq!(world(Some("clear"), silent()), unknown(false, 8443));
    assert_eq!(world(Some(r#"h3="cdn.test:443""#), silent()), unknown(false, 8443));
    assert_eq!(world(Some(r#"h3="Cong.Test:443""#), silent()), unknown(true, 443));
}

#[tokio::test]
async fn silence_proves_nothing_and_ends_at_the_deadline() {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let port = socket.local_addr().expect("an address").port();
    let started = tokio::time::Instant::now();
    let (fact, _) = live(port).await;
    assert_eq!(fact, "{advertised: ? (refused), answers: ? (timeout), port: P, versions: ? (timeout)}");
    assert!(started.elapsed() < Duration::from_secs(9));
    drop(socket);
}

#[test]
fn the_page_is_the_one_that_the_http_probe_asks_for() {
    let scene = scene(8443);
    let own = QuicProbe.wants(&scene.target(), &Seen::default());
    let others = http::HttpProbe.wants(&scene.target(), &Seen::default());
    assert!(own.len() == 1 && others.contains(&own[0]), "{own:?} {others:?}");
}
