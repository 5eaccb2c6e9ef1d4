//! Far sides that mean no good: each is told by its own reason, and none costs more than was allowed.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::far_side::{Asked, Server, Stream, answer, free_port, openssl_stamp};
use super::{network, quick};
use crate::seal::tests::world::{file, report};
use crate::seal::{Fetch, SealError, TimeStamper, stamp_document};

const STAMP: &str = "application/timestamp-reply";

/// What is said of an authority that serves like this.
fn said(serve: impl Fn(&Asked, &mut dyn Stream) + Send + Sync + 'static) -> String {
    let server = Server::start(serve);
    let network = network();
    let stamper = quick(&network, &server.address("http", "/"));
    stamper.stamp(b"question").expect_err("no stamp").en
}

#[expect(clippy::disallowed_methods, reason = "a far side that is slow on purpose")]
fn rest(milliseconds: u64) {
    std::thread::sleep(Duration::from_millis(milliseconds));
}

#[test]
fn slow_endless_and_broken_answers_end_within_their_bounds() {
    let dripping =
        said(|_, stream| {
            drop(stream.write_all(
                b"HTTP/1.1 200 X\r\nContent-Type: application/timestamp-reply\r\nContent-Length: 900\r\n\r\n",
            ));
            while stream.write_all(b"0").and_then(|()| stream.flush()).is_ok() {
                rest(20);
            }
        });
    assert!(dripping.contains("no complete answer within 0.7 s"), "{dripping}");
    let silent = said(|_, _| rest(1500));
    assert!(silent.contains("no complete answer within 0.7 s"), "{silent}");
    let endless = said(|_, stream| {
        let chunk = [b"10000\r\n", &[b'0'; 0x10000][..], b"\r\n"].concat();
        drop(stream.write_all(b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n"));
        while stream.write_all(&chunk).is_ok() {}
    });
    assert!(endless.contains("longer than 1048576 bytes"), "{endless}");
    let cut = said(|_, stream| drop(stream.write_all(b"HTTP/1.1 200 X\r\nContent-Length: 900\r\n\r\n0")));
    assert!(cut.contains("closed before its answer was complete") || cut.contains("closed early"), "{cut}");
    let other = said(|_, stream| drop(stream.write_all(b"220 mail.example.vn ESMTP\r\n")));
    assert!(other.contains("no HTTP/1 answer"), "{other}");
    let head = said(|_, stream| {
        drop(stream.write_all(b"HTTP/1.1 200 X\r\n"));
        while stream.write_all(b"X-More: 0123456789012345678901234567890123456789\r\n").is_ok() {}
    });
    assert!(head.contains("head of the answer is larger"), "{head}");
    let closed = quick(&network(), &format!("http://127.0.0.1:{}/", free_port())).stamp(b"0").expect_err("no stamp").en;
    assert!(closed.contains("127.0.0.1") && !closed.contains("os error"), "{closed}");
}

#[test]
fn what_is_not_a_stamp_is_not_taken_for_one() {
    let page = said(|_, stream| answer(stream, 200, "text/html; charset=utf-8", b"<h1>Sign in</h1>"));
    assert!(page.contains("wrong type: `text/html`, expected `application/timestamp-reply`"), "{page}");
    let nothing = said(|_, stream| drop(stream.write_all(b"HTTP/1.1 200 X\r\nContent-Length: 1\r\n\r\n0")));
    assert!(nothing.contains("wrong type: `-`"), "{nothing}");
    let (server, network) = (Server::start(|_, stream| answer(stream, 200, STAMP, b"rubbish")), network());
    let stamper = quick(&network, &server.address("http", "/"));
    let error = stamp_document(&file(report()), &stamper).expect_err("rubbish");
    assert!(matches!(&error, SealError::TimeStamp(text) if text.en.contains("damaged")), "{error}");
}

#[test]
fn a_stamp_over_something_else_is_refused() {
    let first: Mutex<Option<Asked>> = Mutex::new(None);
    let server = Server::start(move |asked, stream| {
        let mut first = first.lock().expect("a lock");
        let old = first.get_or_insert_with(|| asked.clone());
        openssl_stamp(old, stream);
    });
    let network = network();
    let stamper = network.stamper_at(&server.address("http", "/")).expect("an authority");
    assert!(stamp_document(&file(report()), &stamper).is_ok());
    let error = stamp_document(&file(report()), &stamper).expect_err("the stamp of before");
    assert!(matches!(&error, SealError::TimeStamp(text) if text.en.contains("something else")), "{error}");
}

#[test]
fn redirects_stay_on_the_host() {
    let elsewhere = Server::start(|_, stream| answer(stream, 200, "application/pkix-crl", b"list"));
    let target = elsewhere.address("http", "/list");
    let moved =
        |status: u16, to: String| {
            Server::start(move |asked, stream| match asked.head.split(' ').nth(1) {
                Some("/list") => answer(stream, 200, "application/pkix-crl", b"list"),
                _ => drop(stream.write_all(
                    format!("HTTP/1.1 {status} X\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n").as_bytes(),
                )),
            })
        };
    let network = network();
    let source = network.revocation();
    for to in [target.clone(), target.replace("127.0.0.1", "localhost"), "file:///etc/passwd".to_owned()] {
        let server = moved(302, to);
        let text = source.fetch(&server.address("http", "/"), None).expect_err("a redirect away").en;
        assert!(text.contains("redirects to"), "{text}");
    }
    assert_eq!(elsewhere.asked().len(), 0);
    let within = moved(301, "/list".to_owned());
    assert_eq!(source.fetch(&within.address("http", "/a"), None).as_deref(), Ok(&b"list"[..]));
    let round = moved(307, "/again".to_owned());
    let text = source.fetch(&round.address("http", "/a"), None).expect_err("round and round").en;
    assert!(text.contains("too many redirects"), "{text}");
    assert_eq!(round.asked().len(), 4);
    // A POST is not turned into a GET.
    let posted = moved(303, "/list".to_owned());
    let text = source.fetch(&posted.address("http", "/"), Some(b"question")).expect_err("another method").en;
    assert!(text.contains("HTTP 303"), "{text}");
}

#[test]
fn an_authority_that_fails_is_asked_again_and_one_that_refuses_is_not() {
    let times = AtomicU32::new(0);
    let server = Server::start(move |_, stream| match times.fetch_add(1, Ordering::SeqCst) {
        0 | 1 => answer(stream, 503, "text/plain", b"busy"),
        _ => answer(stream, 200, STAMP, b"at last"),
    });
    let network = network();
    let patient = |address: &str| {
        network.stamper_at(address).expect("an authority").patient(Duration::from_secs(5), 3, Duration::from_millis(5))
    };
    assert_eq!(patient(&server.address("http", "/")).stamp(b"0").as_deref(), Ok(&b"at last"[..]));
    assert_eq!(server.asked().len(), 3);
    let refuses = Server::start(|_, stream| answer(stream, 403, "text/plain", b"no"));
    let text = patient(&refuses.address("http", "/")).stamp(b"0").expect_err("a refusal").en;
    assert!(text.contains("turns away who asks (HTTP 403)"), "{text}");
    assert_eq!(refuses.asked().len(), 1);
    let fails = Server::start(|_, stream| answer(stream, 500, "text/plain", b"no"));
    assert!(patient(&fails.address("http", "/")).stamp(b"0").expect_err("a failure").en.contains("HTTP 500"));
    assert_eq!(fails.asked().len(), 3);
}

#[test]
fn a_page_is_no_list_and_time_runs_out_for_all_together() {
    let server = Server::start(|_, stream| answer(stream, 200, "text/html", b"<h1>Sign in</h1>"));
    let network = network();
    let text = network.revocation().fetch(&server.address("http", "/"), None).expect_err("a page").en;
    assert!(text.contains("wrong type: `text/html`"), "{text}");
    let text = network.revocation().fetch("ldap://ca.gov.vn/cn=a", None).expect_err("no web address").en;
    assert!(text.contains("no http or https address"), "{text}");
    let slow = Server::start(|_, stream| {
        rest(150);
        answer(stream, 200, "application/pkix-crl", b"list");
    });
    let source = network.revocation_within(Duration::from_millis(400));
    let got: Vec<_> = (0..5).map(|n| source.fetch(&slow.address("http", &format!("/{n}")), None).is_ok()).collect();
    assert!(got[0] && !got[4], "{got:?}");
}
