//! The wire against hand-made servers on loopback.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::*;
use crate::fact::Reason;
use crate::system::{NamePattern, Pace, Resolver, Scope};

fn scope(port: u16) -> Scope {
    Scope {
        names: vec![NamePattern::from_text("portal.test").expect("a pattern")],
        networks: vec!["127.0.0.1/32".parse().expect("a network")],
        ports: vec![port..=port],
        pace: Pace { per_second: 1000, ..Pace::default() },
        vantage: None,
    }
}

fn wire(scope: &Scope, deadline_ms: u64) -> Wire {
    let deadline = Duration::from_millis(deadline_ms);
    let limits = Limits { deadline, short_deadline: deadline, greeting: deadline / 4, ..Limits::default() };
    Wire::with_limits(scope, &Resolver::default(), Clock::fixed(jiff::Timestamp::UNIX_EPOCH), limits)
}

/// A server that gives each connection to `serve` and counts them.
async fn server<S, F>(serve: S) -> (u16, Arc<AtomicUsize>)
where
    S: Fn(TcpStream) -> F + Send + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let accepted = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&accepted);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            counter.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(serve(stream));
        }
    });
    (port, accepted)
}

async fn read_head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte).await {
            Ok(1) => head.push(byte[0]),
            _ => break,
        }
    }
    String::from_utf8_lossy(&head).into_owned()
}

fn endpoint(port: u16) -> Endpoint {
    Endpoint::new("portal.test", "127.0.0.1".parse().expect("an address"), port)
}

fn get(port: u16) -> Job {
    Job::Fetch(endpoint(port), Request::get(false, "portal.test", port, "/"))
}

fn reason(outcome: Outcome) -> (Reason, Phase) {
    let trouble = outcome.expect_err("a trouble");
    (trouble.reason, trouble.phase)
}

fn response(outcome: Outcome) -> Response {
    match outcome {
        Ok(Answer::Response(response)) => *response,
        other => panic!("no response: {other:?}"),
    }
}

#[tokio::test]
async fn nothing_is_sent_outside_the_scope_and_the_refusal_is_written_down() {
    let (port, accepted) = server(|_| async {}).await;
    let wire = wire(&scope(port.wrapping_add(1).max(1)), 500);
    assert_eq!(reason(wire.perform(&get(port)).await), (Reason::OutOfScope, Phase::Permit));
    assert_eq!(accepted.load(Ordering::SeqCst), 0);
    let totals = wire.journal();
    assert_eq!((totals.refused_by_scope, totals.connections, totals.bytes_out), (1, 0, 0));
    let entries = wire.journal_entries();
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].outcome, "out-of-scope");
    assert!(entries[0].endpoint.contains(&port.to_string()));
    assert!(entries[0].detail.as_ref().is_some_and(|detail| detail.en.contains("outside the authorised scope")));
}

#[tokio::test]
async fn a_response_is_read_and_the_journal_counts_what_the_server_saw() {
    const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Odd: a\xe2\x80\xaeb\r\n\r\nhi";
    let (heads, mut seen) = tokio::sync::mpsc::unbounded_channel();
    let (port, accepted) = server(move |mut stream| {
        let heads = heads.clone();
        async move {
            heads.send(read_head(&mut stream).await).expect("a receiver");
            stream.write_all(ANSWER).await.expect("written");
        }
    })
    .await;
    let wire = wire(&scope(port), 2000);
    let response = response(wire.perform(&get(port)).await);
    assert_eq!((response.status, response.body.as_slice(), response.truncated), (200, b"hi".as_slice(), false));
    assert_eq!(response.header("x-odd"), Some("a\\u{202e}b"));
    let head = seen.recv().await.expect("a request");
    assert!(head.starts_with("GET / HTTP/1.1\r\n"), "{head}");
    assert!(head.contains(&format!("host: portal.test:{port}\r\n")), "{head}");
    assert!(head.contains("user-agent: kiemtra/"), "{head}");
    let totals = wire.journal();
    assert_eq!(accepted.load(Ordering::SeqCst), 1);
    assert_eq!((totals.connections, totals.connected, totals.requests), (1, 1, 1));
    assert_eq!(totals.bytes_out, head.len() as u64);
    assert_eq!(totals.bytes_in, ANSWER.len() as u64);
}

#[tokio::test]
async fn a_body_is_sent_whole_and_with_its_length() {
    let (bodies, mut seen) = tokio::sync::mpsc::unbounded_channel();
    let (port, _) = server(move |mut stream| {
        let bodies = bodies.clone();
        async move {
            let head = read_head(&mut stream).await;
            let mut body = [0; 3];
            stream.read_exact(&mut body).await.expect("a body");
            bodies.send((head, body)).expect("a receiver");
            stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.expect("written");
        }
    })
    .await;
    let request = Request::get(false, "portal.test", port, "/").with_method("POST").with_body(vec![0, 0xff, 7]);
    let response = response(wire(&scope(port), 2000).perform(&Job::Fetch(endpoint(port), request)).await);
    let (head, body) = seen.recv().await.expect("a request");
    assert_eq!((response.status, body), (204, [0, 0xff, 7]));
    assert!(head.contains("content-length: 3\r\n"), "{head}");
}

#[tokio::test]
async fn an_endless_body_is_cut_and_reported_as_cut() {
    let (port, _) = server(|mut stream| async move {
        read_head(&mut stream).await;
        let head = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
        let block = vec![b'x'; 1 << 16];
        let mut open = head.is_ok();
        while open {
            open = stream.write_all(&block).await.is_ok();
        }
    })
    .await;
    let wire = wire(&scope(port), 10_000);
    let response = response(wire.perform(&get(port)).await);
    assert!(response.truncated);
    assert_eq!(response.body.len(), 512 << 10);
    assert!(wire.journal().bytes_in < 4 << 20);
}

#[tokio::test]
async fn a_hundred_megabytes_of_head_end_at_a_limit() {
    let (port, _) = server(|mut stream| async move {
        read_head(&mut stream).await;
        let mut open = stream.write_all(b"HTTP/1.1 200 OK\r\nX: ").await.is_ok();
        let block = vec![b'x'; 1 << 16];
        for _ in 0..1600 {
            open = open && stream.write_all(&block).await.is_ok();
        }
    })
    .await;
    let wire = wire(&scope(port), 10_000);
    assert_eq!(reason(wire.perform(&get(port)).await), (Reason::Budget, Phase::Http));
    assert!(wire.journal().bytes_in <= 4 << 20, "{}", wire.journal().bytes_in);
}

#[tokio::test]
async fn a_dripping_server_ends_at_the_deadline() {
    let (port, _) = server(|mut stream| async move {
        read_head(&mut stream).await;
        let mut open = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.is_ok();
        while open {
            tokio::time::sleep(Duration::from_millis(20)).await;
            open = stream.write_all(b"x").await.is_ok();
        }
    })
    .await;
    let wire = wire(&scope(port), 200);
    let started = Instant::now();
    assert_eq!(reason(wire.perform(&get(port)).await), (Reason::Timeout, Phase::Http));
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn garbage_a_reset_and_a_closed_port_are_told_apart() {
    let (garbage, _) = server(|mut stream| async move {
        read_head(&mut stream).await;
        drop(stream.write_all(b"SSH-2.0-OpenSSH_9.9\r\n\r\n").await);
    })
    .await;
    let wire_of = |port| wire(&scope(port), 2000);
    assert_eq!(reason(wire_of(garbage).perform(&get(garbage)).await), (Reason::Parse, Phase::Http));

    let (reset, _) = server(|stream| async move {
        // The request lies unread when the socket is closed, so the kernel answers with a reset.
        stream.readable().await.expect("a request");
    })
    .await;
    assert_eq!(reason(wire_of(reset).perform(&get(reset)).await), (Reason::Refused, Phase::Http));

    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let closed = listener.local_addr().expect("an address").port();
    drop(listener);
    let wire = wire_of(closed);
    assert_eq!(reason(wire.perform(&get(closed)).await), (Reason::Refused, Phase::Connect));
    let totals = wire.journal();
    assert_eq!((totals.connections, totals.connected, totals.requests), (1, 0, 0));
}

#[tokio::test]
async fn no_more_connections_than_allowed_are_open_at_once() {
    static OPEN: AtomicUsize = AtomicUsize::new(0);
    static MOST: AtomicUsize = AtomicUsize::new(0);
    // Each connection waits for a second one, so two must come; the pause lets a third show itself.
    static PAIR: std::sync::LazyLock<tokio::sync::Barrier> = std::sync::LazyLock::new(|| tokio::sync::Barrier::new(2));
    let (port, accepted) = server(|mut stream| async move {
        MOST.fetch_max(OPEN.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        read_head(&mut stream).await;
        PAIR.wait().await;
        tokio::time::sleep(Duration::from_millis(20)).await;
        // Counted as closed before the client can know of the answer and open the next.
        OPEN.fetch_sub(1, Ordering::SeqCst);
        drop(stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await);
    })
    .await;
    let mut scope = scope(port);
    scope.pace.per_host = 2;
    let wire = wire(&scope, 5000);
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let wire = wire.clone();
            tokio::spawn(async move { wire.perform(&get(port)).await.is_ok() })
        })
        .collect();
    for task in tasks {
        assert!(task.await.expect("a task"));
    }
    assert_eq!(accepted.load(Ordering::SeqCst), 8);
    assert_eq!(MOST.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn the_budget_of_connections_ends_the_run_with_its_reason() {
    let (port, accepted) = server(|mut stream| async move {
        read_head(&mut stream).await;
        drop(stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await);
    })
    .await;
    let mut scope = scope(port);
    scope.pace.budget = 1;
    let wire = wire(&scope, 2000);
    assert_eq!(response(wire.perform(&get(port)).await).status, 204);
    assert_eq!(reason(wire.perform(&get(port)).await), (Reason::Budget, Phase::Permit));
    assert_eq!(accepted.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_dropped_job_closes_its_connection_and_leaves_a_trace() {
    let (closed, mut closes) = tokio::sync::mpsc::unbounded_channel();
    let (port, _) = server(move |mut stream| {
        let closed = closed.clone();
        async move {
            read_head(&mut stream).await;
            closed.send("asked").expect("a receiver");
            let mut byte = [0];
            drop(stream.read(&mut byte).await);
            closed.send("closed").expect("a receiver");
        }
    })
    .await;
    let wire = wire(&scope(port), 60_000);
    let job = get(port);
    tokio::select! {
        outcome = wire.perform(&job) => panic!("answered: {outcome:?}"),
        event = closes.recv() => assert_eq!(event, Some("asked")),
    }
    assert_eq!(closes.recv().await, Some("closed"));
    assert_eq!(wire.journal_entries()[0].outcome, "cancelled");
}

#[tokio::test]
async fn an_open_port_is_open_whether_or_not_it_greets() {
    let (loud, _) = server(|mut stream| async move {
        drop(stream.write_all(b"220 mail\r\n").await);
        drop(stream.read(&mut [0]).await);
    })
    .await;
    let (silent, _) = server(|mut stream| async move { drop(stream.read(&mut [0]).await) }).await;
    let greeting = async |port| match wire(&scope(port), 1000).perform(&Job::Connect(endpoint(port))).await {
        Ok(Answer::Connected(connected)) => connected.greeting,
        other => panic!("not connected: {other:?}"),
    };
    assert_eq!(greeting(loud).await.as_deref(), Some("220 mail"));
    assert_eq!(greeting(silent).await, None);
}

fn acceptor() -> tokio_rustls::TlsAcceptor {
    let key = rcgen::generate_simple_self_signed(vec!["someone.else".to_owned()]).expect("a certificate");
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(
            vec![key.cert.der().clone()],
            rustls_pki_types::PrivateKeyDer::try_from(key.signing_key.serialize_der()).expect("a key"),
        )
        .expect("a configuration");
    tokio_rustls::TlsAcceptor::from(Arc::new(config))
}

#[tokio::test]
async fn https_is_spoken_whatever_the_certificate_says_and_however_it_ends() {
    for (polite, head) in [(true, "Content-Length: 2\r\n"), (true, ""), (false, "")] {
        let acceptor = acceptor();
        let (port, _) = server(move |stream| {
            let acceptor = acceptor.clone();
            async move {
                let mut stream = acceptor.accept(stream).await.expect("a handshake");
                drop(stream.read(&mut [0; 1024]).await);
                let answer = format!("HTTP/1.1 200 OK\r\n{head}\r\nhi");
                stream.write_all(answer.as_bytes()).await.expect("written");
                stream.flush().await.expect("written");
                if polite {
                    drop(stream.shutdown().await);
                }
            }
        })
        .await;
        let job = Job::Fetch(endpoint(port), Request::get(true, "portal.test", port, "/"));
        let response = response(wire(&scope(port), 5000).perform(&job).await);
        assert_eq!((response.status, response.body.as_slice()), (200, b"hi".as_slice()));
        assert_eq!(response.truncated, !polite);
        assert!(response.tls_ms.is_some());
    }
}

#[tokio::test]
async fn a_server_that_hangs_in_the_handshake_is_told_by_its_phase() {
    let (port, _) = server(|mut stream| async move {
        let mut buffer = [0; 4096];
        while stream.read(&mut buffer).await.is_ok_and(|length| length > 0) {}
    })
    .await;
    let job = Job::Fetch(endpoint(port), Request::get(true, "portal.test", port, "/"));
    let wire = wire(&scope(port), 200);
    assert_eq!(reason(wire.perform(&job).await), (Reason::Timeout, Phase::Tls));
    assert_eq!(wire.journal().requests, 0);
}

#[tokio::test]
async fn an_address_in_text_needs_no_lookup() {
    let wire = wire(&scope(1), 500);
    let address: SocketAddr = "127.0.0.1:0".parse().expect("an address");
    assert_eq!(wire.resolve("127.0.0.1").await.map(|addresses| addresses.found), Ok(vec![address.ip()]));
    assert_eq!(wire.journal().lookups, 0);
}

#[tokio::test]
async fn a_provocation_asks_the_scope_and_keeps_the_deadline_like_every_job() {
    let drip = |mut stream: TcpStream| async move {
        // A record without end, a byte now and then.
        for byte in [22, 3, 3, 0x40, 0].into_iter().chain(std::iter::repeat(0)) {
            if stream.write_all(&[byte]).await.is_err() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let (port, accepted) = server(drip).await;
    let hello = Hello::of_version(TlsVersion::Tls12, "portal.test");
    let job = Job::Provoke(endpoint(port), Provocation { act: Act::Heartbeat, hello });
    let outside = wire(&scope(port.wrapping_add(1).max(1)), 500);
    assert_eq!(reason(outside.perform(&job).await), (Reason::OutOfScope, Phase::Permit));
    assert_eq!(accepted.load(Ordering::SeqCst), 0);
    let inside = wire(&scope(port), 400);
    let started = Instant::now();
    assert_eq!(reason(inside.perform(&job).await), (Reason::Timeout, Phase::Tls));
    assert!(started.elapsed() < Duration::from_secs(4));
    assert_eq!(inside.journal().connections, 1);
    assert_eq!(inside.journal_entries()[0].what, "provoke heartbeat");
}
