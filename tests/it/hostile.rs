//! Hand-made servers that do everything wrong. Each ends in a reason of its own, in bounded time and
//! memory, and spoils nothing for its neighbours.

use std::io::Write;
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::support::{
    Counter, Declaration, Document, Done, NAME, Raw, SilentResolver, World, read_client_hello, read_request,
};

const MOST_KIB: u64 = 120 << 10;
const LONGEST: Duration = Duration::from_secs(60);

/// Audits many subjects at once: `(id, url scheme, port)`.
fn audited(subjects: &[(&str, &str, u16)], only: &[&str]) -> (Done, Document) {
    let world = World::new();
    let mut declaration = Declaration::new(SilentResolver::start());
    for (id, scheme, port) in subjects {
        declaration = declaration.port(*port).subject(&format!(
            "id: {id}, kind: site, url: \"{scheme}://{NAME}:{port}/\", addresses: [127.0.0.1], plain_port: false"
        ));
    }
    let only: Vec<_> = only.iter().flat_map(|area| ["--only", area]).collect();
    let (done, document) = world.audit(&declaration.write(&world), &only);
    assert!(done.took < LONGEST, "it took {:?}", done.took);
    assert!(done.peak_kib > 1000 && done.peak_kib < MOST_KIB, "it held {} KiB", done.peak_kib);
    assert!(!done.stderr.contains("panicked"), "{}", done.stderr);
    (done, document)
}

/// Sends as long as the other side takes.
fn pour(stream: &mut TcpStream, piece: &[u8]) {
    while stream.write_all(piece).is_ok() {}
}

/// Waits until the other side has gone.
fn hold(stream: &TcpStream) {
    let mut byte = [0];
    while stream.peek(&mut byte).is_ok_and(|length| length > 0) {
        thread::sleep(Duration::from_millis(50));
    }
}

/// Stays silent until the other side goes.
fn silence(mut stream: TcpStream) {
    let _ = std::io::copy(&mut stream, &mut std::io::sink());
}

/// Closing with something unread makes the system send RST.
fn reset(stream: TcpStream) {
    let mut byte = [0];
    let _ = stream.peek(&mut byte);
}

fn record(kind: u8, version: [u8; 2], body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len()).expect("a record").to_be_bytes();
    [&[kind], &version[..], &length, body].concat()
}

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).expect("a message").to_be_bytes();
    [&[kind], &length[1..], body].concat()
}

/// A ServerHello that chooses a version and an RSA suite.
fn server_hello(version: [u8; 2], suite: [u8; 2]) -> Vec<u8> {
    message(2, &[&version[..], &[7; 32], &[0], &suite, &[0]].concat())
}

/// A server of 1996: SSL 3, whatever the client asks for.
fn ssl3(mut stream: TcpStream) {
    if read_client_hello(&mut stream).is_some() {
        let flight = [server_hello([3, 0], [0, 0x0a]), message(11, &[0, 0, 0]), message(14, &[])].concat();
        let _ = stream.write_all(&record(22, [3, 0], &flight));
        hold(&stream);
    }
}

/// A certificate message that says 16 MB and never ends.
fn huge_certificate(mut stream: TcpStream) {
    if read_client_hello(&mut stream).is_some() {
        let mut flight = server_hello([3, 3], [0xc0, 0x2f]);
        flight.extend([11, 0xff, 0xff, 0xff]);
        let _ = stream.write_all(&record(22, [3, 3], &flight));
        pour(&mut stream, &record(22, [3, 3], &[0; 16_000]));
    }
}

fn garbage(mut stream: TcpStream) {
    let _ = stream.write_all(b"SSH-2.0-OpenSSH_9.2\r\n\x00\xff\xfe and no TLS at all\r\n");
    silence(stream);
}

#[test]
fn hostile_tls_servers_each_end_in_their_own_reason() {
    let subjects = [
        ("ssl-ba", "https", Raw::start(ssl3)),
        ("chung-thu-lon", "https", Raw::start(huge_certificate)),
        ("rac", "https", Raw::start(garbage)),
        ("ngat", "https", Raw::start(reset)),
        ("im-lang", "https", Raw::start(silence)),
        ("dong-ngay", "https", Raw::start(drop)),
    ];
    let (_, document) = audited(&subjects, &["tls.versions", "crt.name", "crt.path"]);
    // Known, because the server said so itself: SSL 3 and nothing better.
    assert_eq!(document.versions("ssl-ba"), ["ssl3"].into());
    assert_eq!(document.outcome("tls.versions", "ssl-ba"), "fail");
    let reasons = |id| document.reasons("tls.versions", id);
    for (id, allowed) in
        [("rac", &["parse"] as &[&str]), ("ngat", &["refused"]), ("im-lang", &["timeout"]), ("dong-ngay", &["refused"])]
    {
        let found = reasons(id);
        assert!(!found.is_empty() && found.iter().all(|reason| allowed.contains(reason)), "{id}: {found:?}");
        assert_eq!(document.outcome("tls.versions", id), "undetermined", "{id}");
        assert_eq!(document.outcome("crt.path", id), "undetermined", "{id}");
        assert_eq!(document.reasons("crt.name", id), allowed.iter().copied().collect(), "{id}");
    }
    // Its ServerHello is an answer about the version; its certificate is none.
    assert_eq!(document.versions("chung-thu-lon"), ["1.2"].into());
    assert_eq!(document.outcome("crt.path", "chung-thu-lon"), "undetermined");
    assert_eq!(document.at("/conclusion/proposed"), "not-ready");
}

fn endless_body(mut stream: TcpStream) {
    read_request(&mut stream);
    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<!doctype html>");
    pour(&mut stream, &[b' '; 65_536]);
}

fn drip(mut stream: TcpStream) {
    read_request(&mut stream);
    for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n".iter().chain(&[b'a'; 1000]) {
        if stream.write_all(&[*byte]).is_err() {
            return;
        }
        thread::sleep(Duration::from_secs(1));
    }
}

fn no_http(mut stream: TcpStream) {
    read_request(&mut stream);
    let _ = stream.write_all(b"\x16\x03\x01\xff\xffcompletely something else\r\n\r\n");
    silence(stream);
}

fn header_of_100_megabytes(mut stream: TcpStream) {
    read_request(&mut stream);
    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nX-Dai: ");
    for _ in 0..1600 {
        if stream.write_all(&[b'a'; 65_536]).is_err() {
            return;
        }
    }
}

/// Leads on to wherever the path says.
fn redirect(to: impl Fn(&str) -> String + Send + Sync) -> impl Fn(TcpStream) + Send + Sync {
    move |mut stream| {
        let request = read_request(&mut stream);
        let target = to(request.split(' ').nth(1).unwrap_or("/"));
        let _ = write!(
            stream,
            "HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        );
        silence(stream);
    }
}

fn hops(document: &Document, subject: &str) -> (usize, Value) {
    let hops = document.fact("http", subject)["redirects"].as_array().expect("redirects").clone();
    (hops.len(), hops.last().expect("a redirect")["why_not"].clone())
}

#[test]
fn hostile_http_servers_each_end_in_their_own_reason() {
    let elsewhere = Counter::alone("127.0.0.1");
    let far = elsewhere.port;
    let subjects = [
        ("than-vo-tan", "http", Raw::start(endless_body)),
        ("nho-giot", "http", Raw::start(drip)),
        ("khong-phai-http", "http", Raw::start(no_http)),
        ("tieu-de-lon", "http", Raw::start(header_of_100_megabytes)),
        ("ngat", "http", Raw::start(reset)),
        ("dong-ngay", "http", Raw::start(drop)),
        ("vong-lap", "http", Raw::start(redirect(|path| if path == "/" { "/a".into() } else { "/".into() }))),
        ("di-mai", "http", Raw::start(redirect(|path| format!("{path}x")))),
        ("ra-ngoai", "http", Raw::start(redirect(move |_| format!("http://{NAME}:{far}/")))),
        ("ra-ten-khac", "http", Raw::start(redirect(move |_| format!("http://vnexpress.net:{far}/")))),
        ("khong-phai-dia-chi", "http", Raw::start(redirect(|_| "http://[::bad/".to_owned()))),
        ("tap-tin", "http", Raw::start(redirect(|_| "file:///etc/passwd".to_owned()))),
    ];
    let (_, document) = audited(&subjects, &["web.*", "tls.redirect-chain"]);
    for (id, reason) in
        [("nho-giot", "timeout"), ("khong-phai-http", "parse"), ("ngat", "refused"), ("dong-ngay", "refused")]
    {
        assert_eq!(document.outcome("web.csp", id), "undetermined", "{id}");
        assert_eq!(document.reasons("web.csp", id), [reason].into(), "{id}");
    }
    let found = document.reasons("web.csp", "tieu-de-lon");
    assert!(["budget", "parse"].iter().any(|reason| found == [*reason].into()), "{found:?}");
    // The headers of the endless page are known; what may stand in the part not read is not, be it a policy in a meta.
    assert_eq!(document.outcome("web.nosniff", "than-vo-tan"), "fail");
    assert_eq!(document.reasons("web.csp", "than-vo-tan"), ["budget"].into());
    assert_eq!(document.outcome("web.mixed-content", "than-vo-tan"), "not-applicable");
    assert_eq!(hops(&document, "vong-lap"), (2, "loop".into()));
    assert_eq!(hops(&document, "di-mai"), (6, "too-many".into()));
    assert_eq!(hops(&document, "ra-ngoai"), (1, "out-of-scope".into()));
    assert_eq!(hops(&document, "ra-ten-khac"), (1, "out-of-scope".into()));
    assert_eq!(hops(&document, "khong-phai-dia-chi"), (1, "bad-target".into()));
    assert_eq!(hops(&document, "tap-tin"), (1, "not-http".into()));
    assert_eq!(elsewhere.accepted(), 0);
}
