//! Openings against real peers, against refusals of every kind, and against hostile servers.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use proptest::prelude::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

use super::rehearsal::Front;
use super::*;
use crate::system::{NamePattern, Pace, Resolver, Scope};
use crate::wire::rehearsal::{OpenSsl, openssl, perform};
use crate::wire::{Answer, Clock, Endpoint, Hello, Job, Limits, Offer, Opening, Phase, Reply, TlsVersion, Wire};

fn server(folder: &Path, arguments: &[&str]) -> OpenSsl {
    openssl(folder, "req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -subj /CN=a -days 9");
    OpenSsl::start(folder, &[&["-cert", "c.pem", "-key", "k.pem"], arguments].concat())
}

#[test]
fn openssl_itself_takes_the_fronts_of_these_tests_for_true() {
    let folder = tempfile::tempdir().expect("a folder");
    let behind = server(folder.path(), &[]);
    // It has no remote desktop.
    for protocol in Protocol::ALL.iter().copied().filter(|protocol| *protocol != Protocol::Rdp) {
        let front = Front::start(protocol, &behind.endpoint);
        let output = Command::new("openssl")
            .args(["s_client", "-starttls", protocol.word(), "-connect", &front.endpoint.to_string()])
            .stdin(Stdio::null())
            .output()
            .expect("openssl runs");
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(said.contains("BEGIN CERTIFICATE"), "{protocol:?}: {said}");
    }
}

#[tokio::test]
async fn tls_is_reached_behind_every_opening() {
    let folder = tempfile::tempdir().expect("a folder");
    let behind = server(folder.path(), &["-alpn", "imap,ftp,pop3,postgresql,http/1.1"]);
    for protocol in Protocol::ALL.iter().copied() {
        let front = Front::start(protocol, &behind.endpoint);
        let job = Job::Handshake(front.endpoint.clone(), Offer::modern("portal.example.vn"));
        let outcome = perform(&job).await;
        let Ok(Answer::Session(session)) = outcome else { panic!("{protocol:?}: {outcome:?}") };
        let opened = session.opened.expect("an opening");
        assert_eq!((opened.protocol, opened.surplus), (protocol, 0), "{opened:?}");
        assert!(!opened.story.is_empty());
        // What belongs to the web is not offered to another service.
        let own = match protocol {
            Protocol::Postgres => Some("postgresql"),
            Protocol::Ftp | Protocol::Imap | Protocol::Pop3 => Some(protocol.word()),
            _ => None,
        };
        assert_eq!(session.alpn.as_deref(), own, "{protocol:?}");
        let hello = Hello::of_version(TlsVersion::Tls12, "portal.example.vn");
        let outcome = perform(&Job::Hello(front.endpoint.clone(), hello)).await;
        let Ok(Answer::Flight(flight)) = outcome else { panic!("{protocol:?}: {outcome:?}") };
        assert!(matches!(flight.reply, Reply::ServerHello(_)), "{protocol:?}: {flight:?}");
    }
}

#[tokio::test]
async fn what_comes_in_the_plain_after_the_go_ahead_is_counted_and_never_read_as_tls() {
    let folder = tempfile::tempdir().expect("a folder");
    let behind = server(folder.path(), &[]);
    for (protocol, surplus) in [
        (Protocol::Smtp, &b"250 injected\r\n"[..]),
        (Protocol::Imap, b"* CAPABILITY LOGINDISABLED\r\n"),
        (Protocol::Pop3, b"+OK injected\r\n"),
        (Protocol::Ftp, b"230 injected\r\n"),
        (Protocol::Postgres, b"R\0\0\0\x08\0\0\0\0"),
        (Protocol::Ldap, b"0\x05injec"),
        (Protocol::Rdp, b"\x03\0"),
    ] {
        let front = Front::with_surplus(protocol, &behind.endpoint, surplus);
        let job = Job::Handshake(front.endpoint, Offer::modern("portal.example.vn"));
        let outcome = perform(&job).await;
        let Ok(Answer::Session(session)) = outcome else { panic!("{protocol:?}: {outcome:?}") };
        assert_eq!(session.opened.map(|opened| opened.surplus), Some(surplus.len()), "{protocol:?}");
    }
}

/// What comes of a server that says its part whatever it hears: each piece but the first after some
/// words of ours.
async fn told(protocol: Protocol, pieces: &[&[u8]]) -> Result<Opened, (Reason, Text)> {
    let (mut near, mut far) = duplex(1 << 20);
    let pieces: Vec<Vec<u8>> = pieces.iter().map(|piece| piece.to_vec()).collect();
    let server = tokio::spawn(async move {
        // Whoever speaks first: PostgreSQL, LDAP and remote desktop wait for us.
        let mut hears = matches!(protocol, Protocol::Postgres | Protocol::Ldap | Protocol::Rdp);
        for piece in pieces {
            if hears {
                let mut buffer = [0; 512];
                if far.read(&mut buffer).await.is_ok_and(|count| count == 0) {
                    return;
                }
            }
            hears = true;
            if far.write_all(&piece).await.is_err() {
                return;
            }
        }
    });
    let outcome = speak(&mut near, protocol).await;
    drop(near);
    server.await.expect("the server ends");
    outcome.map_err(|shut| match shut {
        Shut::Told(reason, detail) => (reason, detail),
        Shut::Line(error) => (Reason::ProbeFailed, Text::same(error.to_string())),
    })
}

async fn reason(protocol: Protocol, pieces: &[&[u8]]) -> Reason {
    match told(protocol, pieces).await {
        Err((reason, detail)) => {
            assert!(!detail.vi.is_empty() && detail.en != detail.vi);
            reason
        }
        Ok(opened) => panic!("{protocol:?} {pieces:?}: {opened:?}"),
    }
}

#[tokio::test]
async fn a_server_without_tls_says_so_in_its_own_words() {
    use Protocol::{Ftp, Imap, Ldap, Lmtp, Mysql, Pop3, Postgres, Rdp, Smtp};
    let mysql_without = [&[30, 0, 0, 0, 10][..], b"5.1\0", &[0; 13], &[0xff, 0xf7], &[0; 10]].concat();
    let refusals: &[(Protocol, &[&[u8]])] = &[
        (Smtp, &[b"220 a\r\n", b"250-a\r\n250 HELP\r\n"]),
        (Smtp, &[b"220 a\r\n", b"502 no EHLO\r\n"]),
        (Smtp, &[b"220 a\r\n", b"250-a\r\n250 STARTTLS\r\n", b"502 not today\r\n"]),
        // The server's own name is no extension.
        (Smtp, &[b"220 a\r\n", b"250-STARTTLS\r\n250 HELP\r\n"]),
        (Lmtp, &[b"220 a\r\n", b"250 a\r\n"]),
        (Ftp, &[b"220 a\r\n", b"500 AUTH not understood\r\n"]),
        (Imap, &[b"* OK a\r\n", b"k1 BAD what?\r\n"]),
        (Imap, &[b"* OK a\r\n", b"* NO x\r\nk1 NO no TLS\r\n"]),
        (Pop3, &[b"+OK a\r\n", b"-ERR unknown command\r\n"]),
        (Ldap, &[b"0\x1b\x02\x01\x01\x78\x16\x0a\x01\x02\x04\x00\x04\x0funsupported ext"]),
        (Postgres, &[b"N"]),
        (Mysql, &[&mysql_without]),
        (Mysql, &[&[&[5, 0, 0, 0, 9][..], b"3.20"].concat()]),
        (Rdp, &[&[3, 0, 0, 11, 6, 0xd0, 0, 0, 0, 0, 0]]),
        (Rdp, &[&[3, 0, 0, 19, 14, 0xd0, 0, 0, 0, 0, 0, 3, 0, 8, 0, 2, 0, 0, 0]]),
        (Rdp, &[&[3, 0, 0, 19, 14, 0xd0, 0, 0, 0, 0, 0, 2, 0, 8, 0, 0, 0, 0, 0]]),
    ];
    for (protocol, pieces) in refusals {
        assert_eq!(reason(*protocol, pieces).await, Reason::Refused, "{protocol:?} {pieces:?}");
    }
}

#[tokio::test]
async fn a_closed_door_and_a_busy_server_are_no_refusal_of_tls() {
    use Protocol::{Ftp, Imap, Ldap, Mysql, Pop3, Postgres, Rdp, Smtp};
    let error = |code: u16, text: &[u8]| {
        let [low, high] = code.to_le_bytes();
        let length = u8::try_from(text.len() + 3).expect("short");
        [&[length, 0, 0, 0, 0xff, low, high][..], text].concat()
    };
    let (blocked, crowded) = (error(1130, b"Host is not allowed"), error(1040, b"Too many connections"));
    let cases: &[(Protocol, &[&[u8]], Reason)] = &[
        (Smtp, &[b"554 5.7.1 no\r\n"], Reason::Denied),
        (Smtp, &[b"421 4.7.0 slow down\r\n"], Reason::RateLimited),
        (Smtp, &[b"220 a\r\n", b"250-a\r\n250 STARTTLS\r\n", b"454 TLS not available\r\n"], Reason::RateLimited),
        (Smtp, &[b"220 a\r\n", b"550 go away\r\n"], Reason::Denied),
        (Ftp, &[b"220 a\r\n", b"530 Please login\r\n"], Reason::Denied),
        (Ftp, &[b"220 a\r\n", b"534 policy\r\n"], Reason::Denied),
        (Ftp, &[b"120 wait\r\n421 too many\r\n"], Reason::RateLimited),
        (Imap, &[b"* BYE a\r\n"], Reason::Denied),
        (Imap, &[b"* PREAUTH a\r\n"], Reason::Denied),
        (Imap, &[b"* OK a\r\n", b"k1 NO [UNAVAILABLE] x\r\n"], Reason::RateLimited),
        (Pop3, &[b"-ERR [SYS/TEMP] a\r\n"], Reason::RateLimited),
        (Pop3, &[b"-ERR no\r\n"], Reason::Denied),
        (Ldap, &[b"0\x0c\x02\x01\x01\x78\x07\x0a\x01\x33\x04\x00\x04\x00"], Reason::RateLimited),
        (Ldap, &[b"0\x0c\x02\x01\x01\x78\x07\x0a\x01\x34\x04\x00\x04\x00"], Reason::Denied),
        (Postgres, &[b"E\0\0\0\x20too many"], Reason::Denied),
        (Mysql, &[&blocked], Reason::Denied),
        (Mysql, &[&crowded], Reason::RateLimited),
        (Rdp, &[&[3, 0, 0, 19, 14, 0xd0, 0, 0, 0, 0, 0, 3, 0, 8, 0, 6, 0, 0, 0]], Reason::Denied),
    ];
    for (protocol, pieces, expected) in cases {
        assert_eq!(reason(*protocol, pieces).await, *expected, "{protocol:?} {pieces:?}");
    }
}

#[tokio::test]
async fn hostile_openings_end_within_their_limits() {
    let endless_line = vec![b'a'; 1 << 19];
    let endless_answer = b"250-and more\r\n".repeat(1 << 15);
    let endless_notes = b"* 1 EXISTS\r\n".repeat(1 << 15);
    let bomb: &[u8] = b"0\x84\xff\xff\xff\xff\x02\x01\x01";
    let nested: &[u8] = b"0\x0c\x02\x84\xff\xff\xff\xff\x01\x78\x07\x0a\x01\x00";
    let indefinite: &[u8] = b"0\x80\x02\x01\x01\x00\x00";
    for protocol in Protocol::ALL.iter().copied() {
        for piece in [
            &endless_line[..],
            b"\x16\x03\x01\x00\x05hello",
            &[0; 70_000],
            &[0xff; 70_000],
            b"HTTP/1.1 400 Bad\r\n\r\n",
        ] {
            let found = reason(protocol, &[piece]).await;
            assert!(matches!(found, Reason::Parse | Reason::Budget | Reason::Unreachable), "{protocol:?}: {found:?}");
        }
        // Nothing at all, and half a word, are no answer.
        assert_eq!(reason(protocol, &[b""]).await, Reason::Unreachable, "{protocol:?}");
    }
    assert_eq!(reason(Protocol::Smtp, &[&[b"220-a\r\n", &endless_answer[..]].concat()]).await, Reason::Parse);
    assert_eq!(reason(Protocol::Smtp, &[b"220 a\r\n", &endless_answer]).await, Reason::Parse);
    assert_eq!(reason(Protocol::Imap, &[b"* OK a\r\n", &endless_notes]).await, Reason::Parse);
    assert_eq!(reason(Protocol::Ldap, &[bomb]).await, Reason::Budget);
    assert_eq!(reason(Protocol::Ldap, &[nested]).await, Reason::Parse);
    assert_eq!(reason(Protocol::Ldap, &[indefinite]).await, Reason::Parse);
    assert_eq!(reason(Protocol::Mysql, &[&[0xff, 0xff, 0xff, 0, 10]]).await, Reason::Parse);
}

#[tokio::test]
async fn an_answer_before_the_question_is_not_believed() {
    let ahead: &[(Protocol, &[u8])] = &[
        (Protocol::Smtp, b"220 a\r\n250-a\r\n250 STARTTLS\r\n220 go\r\n"),
        (Protocol::Imap, b"* OK a\r\nk1 OK go\r\n"),
        (Protocol::Pop3, b"+OK a\r\n+OK go\r\n"),
        (Protocol::Ftp, b"220 a\r\n234 go\r\n"),
    ];
    for (protocol, said) in ahead {
        let (reason, detail) = told(*protocol, &[said]).await.expect_err("no belief");
        assert_eq!(reason, Reason::Parse);
        assert!(detail.en.contains("before it was asked"), "{detail:?}");
    }
}

#[tokio::test]
async fn silence_and_a_slow_drip_wait_for_the_deadline_of_the_job_and_no_longer() {
    for drip in [false, true] {
        let (mut near, mut far) = duplex(1024);
        let server = tokio::spawn(async move {
            while drip && far.write_all(b"2").await.is_ok() {
                tokio::task::yield_now().await;
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            std::future::pending::<()>().await;
        });
        let waiting = tokio::time::timeout(Duration::from_millis(60), speak(&mut near, Protocol::Smtp));
        assert!(waiting.await.is_err(), "nothing was said that could be an answer");
        server.abort();
    }
}

proptest! {
    #[test]
    fn no_bytes_make_an_opening_panic_or_hang(bytes in prop::collection::vec(any::<u8>(), 0..200), which in 0..9_usize) {
        let protocol = Protocol::ALL[which];
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let outcome = runtime.block_on(async {
            tokio::time::timeout(Duration::from_secs(20), told(protocol, &[&bytes])).await.expect("an end")
        });
        if let Ok(opened) = outcome {
            prop_assert!(opened.surplus <= bytes.len());
        }
    }
}

#[tokio::test]
async fn the_door_counts_and_notes_what_the_opening_did_and_holds_its_scope() {
    let folder = tempfile::tempdir().expect("a folder");
    let behind = server(folder.path(), &[]);
    let front = Front::start(Protocol::Smtp, &behind.endpoint);
    let wire = door(front.endpoint.port);
    let job = Job::Handshake(front.endpoint.clone(), Offer::modern("portal.example.vn"));
    assert!(matches!(wire.perform(&job).await, Ok(Answer::Session(_))));
    let entries = wire.journal_entries();
    let noted = entries[0].opening.as_deref().expect("an opening");
    assert!(
        noted.starts_with("smtp: 220 xin chao | EHLO kiemtra.invalid | 250 HELP | STARTTLS | 220 2.0.0"),
        "{noted}"
    );
    let totals = wire.journal();
    assert_eq!((totals.connections, totals.connected), (1, 1));
    assert!(totals.bytes_in > 800 && totals.bytes_out > 200, "{totals:?}");

    let elsewhere = door(front.endpoint.port.wrapping_add(1));
    let trouble = elsewhere.perform(&job).await.expect_err("outside");
    assert_eq!((trouble.reason, trouble.phase), (Reason::OutOfScope, Phase::Permit));
    assert_eq!(elsewhere.journal().connections, 0);
}

#[tokio::test]
async fn a_silent_mail_server_is_a_timeout_of_the_opening() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let endpoint =
        Endpoint::new("portal.example.vn", [127, 0, 0, 1].into(), port).with_opening(Opening::StartTls(Protocol::Smtp));
    let hello = Hello::of_version(TlsVersion::Tls12, "portal.example.vn");
    let trouble = door(port).perform(&Job::Hello(endpoint.clone(), hello)).await.expect_err("silence");
    assert_eq!((trouble.reason, trouble.phase), (Reason::Timeout, Phase::Opening));
    // The port alone says nothing before TLS.
    assert!(matches!(door(port).perform(&Job::Connect(endpoint)).await, Ok(Answer::Connected(_))));
}

/// A wire that may contact one port of this machine, with short deadlines.
fn door(port: u16) -> Wire {
    let scope = Scope {
        names: vec![NamePattern::from_text("portal.example.vn").expect("a pattern")],
        networks: vec!["127.0.0.0/8".parse().expect("a network")],
        ports: vec![port..=port],
        pace: Pace { per_second: 1000, ..Pace::default() },
        vantage: None,
    };
    let deadline = Duration::from_secs(2);
    let limits = Limits { deadline, greeting: deadline / 8, ..Limits::default() };
    Wire::with_limits(&scope, &Resolver::default(), Clock::fixed(jiff::Timestamp::UNIX_EPOCH), limits)
}
