//! Readers at the door, against hand-made servers.

use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;
use crate::system::{NamePattern, Pace, Resolver, Scope};
use crate::wire::{Clock, Limits, Wire};

/// Counts bytes, takes as many as it is told, and stumbles over a word.
#[derive(Debug)]
struct Counter(usize);

impl Reader for Counter {
    fn name(&self) -> &'static str {
        "counter"
    }

    fn room(&self, _request: &Request, status: u16, _headers: &[(String, String)]) -> usize {
        if status == 200 { self.0 } else { 0 }
    }

    fn read(&self, delivery: &Delivery<'_>) -> Reading {
        assert!(!delivery.body.starts_with(b"stumble"), "over a word");
        Reading::new((delivery.body.len(), delivery.truncated))
    }
}

/// The outcome of a request for so many bytes of an answer, and what the journal says of it.
async fn asked(answer: Vec<u8>, room: usize, limit: usize, path: &str) -> (Outcome, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a visitor");
        let _ = stream.read(&mut [0; 4096]).await;
        let _ = stream.write_all(&answer).await;
    });
    let scope = Scope {
        names: vec![NamePattern::from_text("cong.test").expect("a pattern")],
        networks: vec!["127.0.0.1/32".parse().expect("a network")],
        ports: vec![port..=port],
        pace: Pace::default(),
        vantage: None,
    };
    let readers: Vec<Arc<dyn Reader>> = vec![Arc::new(Counter(room))];
    let wire = Wire::with_readers(&scope, &Resolver::default(), Clock::real(), Limits::default(), readers);
    let endpoint = Endpoint::new("cong.test", "127.0.0.1".parse().expect("an address"), port);
    let request = Request::get(false, "cong.test", port, path).with_body_limit(limit).read_by("counter");
    let outcome = wire.perform(&Job::Fetch(endpoint, request)).await;
    (outcome, format!("{:?}", wire.journal_entries()))
}

fn page(body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len()).as_bytes(), body].concat()
}

#[tokio::test]
async fn a_body_ends_at_the_door_and_what_the_reader_kept_goes_on() {
    let (outcome, journal) = asked(page(b"0123456789"), 100, 100, "/ho-so/040090000001?ten=An%20Binh").await;
    let Ok(Answer::Perusal(perusal)) = outcome else { panic!("{outcome:?}") };
    assert_eq!((perusal.status, perusal.bytes), (200, 10));
    assert_eq!(perusal.reading.kept(), Some(&(10usize, false)));
    assert!(journal.contains("/ho-so/…?ten=…") && !journal.contains("0400"), "{journal}");
}

#[tokio::test]
async fn the_smaller_of_what_the_reader_and_the_request_want_is_taken() {
    for (room, limit, taken) in [(4, 100, 4), (100, 3, 3_usize)] {
        let (outcome, _) = asked(page(b"0123456789"), room, limit, "/").await;
        let Ok(Answer::Perusal(perusal)) = outcome else { panic!("{outcome:?}") };
        assert_eq!(perusal.reading.kept(), Some(&(taken, true)));
    }
}

#[tokio::test]
async fn a_document_may_be_longer_than_other_answers() {
    let (outcome, _) = asked(page(&vec![b'a'; 6 << 20]), 16 << 20, 16 << 20, "/").await;
    let Ok(Answer::Perusal(perusal)) = outcome else { panic!("{outcome:?}") };
    assert_eq!(perusal.reading.kept(), Some(&(6usize << 20, false)));
}

#[tokio::test]
async fn a_reader_that_stumbles_is_a_failed_probe_and_tells_nothing() {
    let (outcome, _) = asked(page(b"stumble 040090000001"), 100, 100, "/").await;
    let Err(trouble) = outcome else { panic!("{outcome:?}") };
    assert_eq!(trouble.reason, Reason::ProbeFailed);
    assert!(!trouble.detail.en.contains("0400"));
}
