//! Against OpenSSL's own authority and responder, and against servers that mean no good.

mod far_side;
mod hostile;

use std::time::Duration;

use jiff::Timestamp;

use super::revocation::RevocationSource;
use super::*;
use crate::cli::verbs::command;
use crate::seal::tests::infrastructure::world;
use crate::seal::tests::world::{file, prepared, report, signed_barely};
use crate::seal::{Certificate, Fetch, Policy, SealError, Standing, Trust, gather_evidence, stamp_document, verify};
use crate::text::Language;
use far_side::{Asked, Server, answer, free_port, openssl_stamp, responder};

fn session() -> Session {
    let matches = command(Language::En).try_get_matches_from(["kiemtra"]).expect("no arguments");
    Session::new(&matches, Language::En)
}

/// A network that believes nobody but the web.
fn network() -> Network {
    Network::new(&session(), None::<&Certificate>).expect("a network")
}

/// An authority that is given up soon.
fn quick<'a>(network: &'a Network, address: &str) -> Stamper<'a> {
    let stamper = network.stamper_at(address).expect("an authority");
    stamper.patient(Duration::from_millis(700), 1, Duration::ZERO)
}

#[test]
fn openssl_stamps_a_report_through_the_door_and_the_journal_tells() {
    let server = Server::start(openssl_stamp);
    let network = network();
    let stamper = network.stamper_at(&server.address("http", "/tsa?x=1")).expect("an authority");
    let stamped = stamp_document(&file(report()), &stamper).expect("a stamp");
    let found = verify(stamped, &world().trust(), &Policy::default(), Timestamp::now()).expect("a file");
    assert_eq!(found.signatures.first().map(|one| one.standing), Some(Standing::Valid));
    let asked = server.asked();
    assert_eq!(asked.len(), 1);
    assert!(asked[0].head.starts_with("POST /tsa?x=1 HTTP/1.1\r\n"), "{}", asked[0].head);
    assert!(asked[0].head.contains("content-type: application/timestamp-query\r\n"), "{}", asked[0].head);
    let journal = network.journal();
    assert_eq!(journal.len(), 1, "{journal:?}");
    assert_eq!((journal[0].what.as_str(), journal[0].outcome), ("http POST /tsa?x=1", "ok"));
}

/// What certificates of the test world name is brought to where the servers are.
struct Moved<'a> {
    inner: RevocationSource<'a>,
    responder: String,
    list: String,
}

impl Fetch for Moved<'_> {
    fn fetch(&self, address: &str, question: Option<&[u8]>) -> Result<Vec<u8>, Text> {
        let to = if address.contains("ocsp.example") { &self.responder } else { &self.list };
        self.inner.fetch(to, question)
    }
}

#[test]
fn openssl_answers_for_the_signer_and_a_list_for_the_authority() {
    let responder = responder();
    let lists = Server::start(|asked, stream| {
        let name = if asked.head.starts_with("GET /sub.crl ") { "sub.crl" } else { "root.crl" };
        answer(stream, 200, "application/octet-stream", &world().read(name));
    });
    let network = network();
    let moved = |list: &str| Moved {
        inner: network.revocation(),
        responder: responder.address(),
        list: lists.address("http", list),
    };
    let bytes = signed_barely(prepared(), "leader", &world().key("leader"));
    // The list of the root stands for that of the authority above, whose certificate names no address.
    let trust = Trust { anchors: vec![world().certificate("sub")], ..world().bare_trust() };
    let source = moved("/sub.crl");
    let evidence = gather_evidence(&file(bytes.clone()), &trust, &source, Timestamp::now()).expect("evidence");
    assert_eq!((evidence.responses.len(), evidence.lists.len()), (1, 0));
    let told = Trust { evidence, ..trust.clone() };
    let found = verify(bytes.clone(), &told, &Policy::default(), Timestamp::now()).expect("a file");
    assert_eq!(found.standing(), Standing::Valid, "{found:?}");
    // Where the responder does not answer, the list does.
    let silent = Moved { responder: format!("http://127.0.0.1:{}/", free_port()), ..moved("/sub.crl") };
    let evidence = gather_evidence(&file(bytes.clone()), &trust, &silent, Timestamp::now()).expect("evidence");
    assert_eq!((evidence.responses.len(), evidence.lists.len()), (0, 1));
    // And a list of somebody else says nothing.
    let other = Moved { responder: format!("http://127.0.0.1:{}/", free_port()), ..moved("/root.crl") };
    let error = gather_evidence(&file(bytes), &trust, &other, Timestamp::now()).expect_err("no evidence");
    assert!(matches!(&error, SealError::Revocation(text) if text.en.contains("does not hold")), "{error}");
}

#[test]
fn the_responder_is_believed_when_it_says_revoked() {
    let responder = responder();
    let network = network();
    let bytes = signed_barely(prepared(), "leader", &world().key("revoked"));
    let trust = Trust { anchors: vec![world().certificate("sub")], ..world().bare_trust() };
    let source = Moved { inner: network.revocation(), responder: responder.address(), list: String::new() };
    let evidence = gather_evidence(&file(bytes.clone()), &trust, &source, Timestamp::now()).expect("evidence");
    let told = Trust { evidence, ..trust };
    let found = verify(bytes, &told, &Policy::default(), Timestamp::now()).expect("a file");
    assert_eq!(found.standing(), Standing::Invalid);
}

#[test]
fn nobody_is_asked_whose_certificate_leads_to_no_anchor() {
    let network = network();
    let bytes = signed_barely(prepared(), "leader", &world().key("leader"));
    let trust = Trust { anchors: vec![world().certificate("stranger")], ..Trust::default() };
    let refused = gather_evidence(&file(bytes), &trust, &network.revocation(), Timestamp::now());
    assert!(matches!(refused, Err(SealError::Signature(_))));
    assert_eq!(network.journal(), []);
}

#[test]
fn an_address_is_asked_once_and_the_questions_are_counted() {
    let server = Server::start(|_, stream| answer(stream, 200, "application/pkix-crl", b"list"));
    let network = network();
    let source = network.revocation();
    for _ in 0..3 {
        assert_eq!(source.fetch(&server.address("http", "/one"), None).as_deref(), Ok(&b"list"[..]));
    }
    assert_eq!(server.asked().len(), 1);
    let outcomes: Vec<_> =
        (0..70).map(|number| source.fetch(&server.address("http", &format!("/{number}")), None).is_ok()).collect();
    assert_eq!(outcomes.iter().filter(|got| **got).count(), 63);
    assert_eq!(server.asked().len(), 64);
    let spent = source.fetch(&server.address("http", "/last"), None).expect_err("nothing left");
    assert!(spent.en.contains("are spent"), "{}", spent.en);
}

/// What an authority got over TLS from a network with these anchors, and what the asker got.
fn over_tls(name: &str, trusted: bool, host: &str) -> (Vec<Asked>, Result<Vec<u8>, Text>) {
    let (server, certificate) = Server::start_tls(name, openssl_stamp);
    let anchor = Certificate::read(&certificate).expect("a certificate");
    let network = Network::new(&session(), trusted.then_some(&anchor)).expect("a network");
    let address = server.address("https", "/").replace("127.0.0.1", host);
    let password = || Ok(zeroize::Zeroizing::new("mật khẩu".to_owned()));
    let stamper = quick(&network, &address).with_user("kiemtra", password).map_err(|failure| failure.text().clone());
    let stamper = stamper.expect("a user").patient(Duration::from_secs(20), 1, Duration::ZERO);
    let got = crate::seal::TimeStamper::stamp(&stamper, b"0");
    (server.asked(), got)
}

#[test]
fn a_password_goes_only_to_whom_the_roots_vouch_for() {
    let (asked, _) = over_tls("127.0.0.1", true, "127.0.0.1");
    assert_eq!(asked.len(), 1);
    // The password of the test in Base64 after the name and the colon.
    assert!(asked[0].head.contains("authorization: Basic a2llbXRyYTpt4bqtdCBraOG6qXU=\r\n"), "{}", asked[0].head);
    for (name, trusted, host) in
        [("127.0.0.1", false, "127.0.0.1"), ("tsa.example.vn", true, "127.0.0.1"), ("127.0.0.1", true, "localhost")]
    {
        let (asked, got) = over_tls(name, trusted, host);
        assert!(asked.is_empty(), "{name} {trusted} {host}");
        let text = got.expect_err("a stranger").en;
        assert!(text.contains("is not trusted") && text.contains("nothing is sent"), "{text}");
    }
}

#[test]
fn a_password_is_not_sent_in_the_plain() {
    let network = network();
    let password = || -> Result<zeroize::Zeroizing<String>, Failure> { panic!("nobody is asked for it") };
    let refused = quick(&network, "http://tsa.example.vn/").with_user("kiemtra", password);
    assert!(refused.is_err_and(|failure| failure.text().en.contains("over https only")));
    let named = quick(&network, "https://tsa.example.vn/").with_user("a:b", password);
    assert!(named.is_err_and(|failure| failure.text().en.contains("has neither")));
    for bad in ["tsa.example.vn", "ftp://tsa.example.vn/", "http://user:word@tsa.example.vn/"] {
        assert!(network.stamper_at(bad).is_err(), "{bad}");
    }
    assert_eq!(network.journal(), []);
}
