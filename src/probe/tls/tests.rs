//! The probe against real OpenSSL servers, and against answers no server gives on demand.

use serde_json::{Value as Json, json};

use super::TlsProbe;
use crate::fact::{Reason, Value};
use crate::probe::TrustStores;
use crate::probe::rehearsal::Stage;
use crate::text::Text;
use crate::wire::rehearsal::{OpenSsl, openssl};
use crate::wire::{
    Alert, Answer, FirstFlight, Hello, Job, KeyShare, Outcome, Phase, Reply, ServerHello, TlsVersion, Trouble,
};

/// The fact of a real server, and the accepted versions in it.
async fn real(arguments: &[&str]) -> (Json, Vec<String>) {
    let folder = tempfile::tempdir().expect("a folder");
    openssl(
        folder.path(),
        "req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -subj /CN=portal.example.vn -days 30",
    );
    let mut all = vec!["-cert", "cert.pem", "-key", "key.pem"];
    all.extend(arguments);
    let server = OpenSsl::start(folder.path(), &all);
    let stage = Stage::new(server.endpoint.clone(), TrustStores::load(None).expect("stores"));
    read(stage.perform(&TlsProbe).await)
}

fn read(fact: Value) -> (Json, Vec<String>) {
    let fact = serde_json::to_value(fact).expect("JSON");
    let none = Vec::new();
    let versions = fact["versions"].as_array().unwrap_or(&none);
    let accepted = versions.iter().filter(|version| version["accepted"] == json!(true));
    let accepted = accepted.filter_map(|version| version["name"].as_str().map(str::to_owned)).collect();
    (fact, accepted)
}

fn version<'a>(fact: &'a Json, name: &str) -> &'a Json {
    let versions = fact["versions"].as_array().expect("versions");
    versions.iter().find(|version| version["name"] == json!(name)).expect("the version")
}

#[tokio::test]
async fn a_server_that_takes_everything_is_seen_through() {
    let (fact, accepted) = real(&["-cipher", "ALL:COMPLEMENTOFALL:@SECLEVEL=0", "-alpn", "http/1.1"]).await;
    assert_eq!(accepted, ["1.0", "1.1", "1.2", "1.3"], "{fact:#}");
    assert_eq!(version(&fact, "ssl3")["accepted"], json!(false));
    assert_eq!(version(&fact, "1.2")["forward_secrecy"], json!(true));
    assert_eq!(version(&fact, "1.2")["secure_renegotiation"], json!(true));
    assert_eq!(version(&fact, "1.3")["secure_renegotiation"], Json::Null);
    let weak = fact["weak_suites"].as_array().expect("weak suites");
    let classes: Vec<_> = weak.iter().filter_map(|suite| suite["class"].as_str()).collect();
    assert!(classes.contains(&"null") && classes.contains(&"anonymous"), "{weak:?}");
    assert_eq!(fact["static_key_exchange"], json!(true));
    assert_eq!(fact["fallback_protected"], json!(true));
    assert_eq!(fact["session"]["version"], json!("1.3"));
    assert_eq!(fact["session"]["alpn"], json!("http/1.1"));
    assert_eq!(fact["session"]["stapled"], json!(false));
}

#[tokio::test]
async fn a_strict_server_is_proved_strict() {
    let (fact, accepted) = real(&["-tls1_2", "-cipher", "ECDHE+AESGCM"]).await;
    assert_eq!(accepted, ["1.2"], "{fact:#}");
    for name in ["ssl3", "1.0", "1.1", "1.3"] {
        assert_eq!(version(&fact, name)["accepted"], json!(false), "{name}");
    }
    assert_eq!(fact["weak_suites"], json!([]));
    assert_eq!(fact["static_key_exchange"], json!(false));
    assert_eq!(fact["fallback_protected"], Json::Null);
    assert_eq!(fact["session"]["version"], json!("1.2"));
}

#[tokio::test]
async fn tls_1_3_alone_needs_no_further_questions() {
    let (fact, accepted) = real(&["-tls1_3", "-groups", "P-384"]).await;
    assert_eq!(accepted, ["1.3"], "{fact:#}");
    assert_eq!(fact["weak_suites"], json!([]));
    assert_eq!(fact["static_key_exchange"], json!(false));
    assert_eq!(fact["session"]["group"], json!("secp384r1"));
}

#[tokio::test]
async fn an_old_server_is_asked_in_its_own_version() {
    let (fact, accepted) = real(&["-tls1", "-cipher", "AES128-SHA:NULL-SHA:@SECLEVEL=0"]).await;
    assert_eq!(accepted, ["1.0"], "{fact:#}");
    assert_eq!(version(&fact, "1.0")["suite"], json!("TLS_RSA_WITH_AES_128_CBC_SHA"));
    assert_eq!(version(&fact, "1.0")["forward_secrecy"], json!(false));
    assert_eq!(fact["weak_suites"], json!([{"class": "null", "suite": "TLS_RSA_WITH_NULL_SHA"}]));
    assert_eq!(fact["static_key_exchange"], json!(true));
    assert_eq!(fact["session"]["version"]["unknown"]["reason"], json!("refused"));
}

/// What an imagined server says to a hello; `None` closes the connection.
fn imagined(job: &Job, say: impl FnOnce(&Hello) -> Option<Reply>) -> Outcome {
    let Job::Hello(_, hello) = job else { return Err(trouble(Reason::Refused)) };
    let reply = say(hello).unwrap_or(Reply::Closed);
    Ok(Answer::Flight(FirstFlight {
        reply,
        certificates: Vec::new(),
        asks_certificate: false,
        authorities: Vec::new(),
        key_exchange: None,
        signature_algorithm: None,
        elapsed_ms: 1,
    }))
}

fn trouble(reason: Reason) -> Trouble {
    Trouble { reason, phase: Phase::Tls, elapsed_ms: 5000, detail: Text::same("imagined") }
}

fn alert(description: u8) -> Option<Reply> {
    Some(Reply::Alert(Alert { level: 2, description }))
}

fn accept(hello: &Hello, suite: u16) -> Option<Reply> {
    let taken = hello.suites.contains(&suite).then(|| ServerHello {
        version: hello.version,
        suite,
        compression: 0,
        retry: false,
        group: None,
        secure_renegotiation: true,
        extended_master_secret: true,
        encrypt_then_mac: false,
        session_ticket: false,
        heartbeat: false,
        status_request: false,
        timestamps: None,
        alpn: None,
        extensions: Vec::new(),
    });
    taken.map(Reply::ServerHello).or_else(|| alert(Alert::HANDSHAKE_FAILURE))
}

#[test]
fn closing_is_refusing_once_the_canary_has_answered() {
    let (fact, jobs) = Stage::imagined().play(&TlsProbe, |job| {
        imagined(job, |hello| match hello.version {
            TlsVersion::Tls12 => accept(hello, 0xc02f),
            _ => None,
        })
    });
    let (fact, accepted) = read(fact);
    assert_eq!(accepted, ["1.2"]);
    assert_eq!(version(&fact, "1.0")["accepted"], json!(false), "{fact:#}");
    let repeated = jobs.iter().filter(|job| matches!(job, Job::Hello(_, hello) if hello.again > 0));
    // Each of the five closed versions twice more, between two canaries; and twice what was refused first.
    assert_eq!(repeated.count(), 22);
}

#[test]
fn a_throttled_server_is_unknown_never_not_accepted() {
    let mut answered = 0;
    let (fact, _) = Stage::imagined().play(&TlsProbe, |job| {
        imagined(job, |hello| {
            answered += 1;
            // SSL 2.0 and 3.0 refused and TLS 1.0 accepted, then the door stays shut.
            match answered {
                1 | 2 => alert(Alert::PROTOCOL_VERSION),
                3 => accept(hello, 0x002f),
                _ => None,
            }
        })
    });
    let (fact, accepted) = read(fact);
    assert_eq!(accepted, ["1.0"]);
    for name in ["1.1", "1.2", "1.3"] {
        assert_eq!(version(&fact, name)["accepted"]["unknown"]["reason"], json!("rate-limited"), "{fact:#}");
    }
    assert_eq!(fact["weak_suites"]["unknown"]["reason"], json!("rate-limited"));
    assert_eq!(fact["fallback_protected"]["unknown"]["reason"], json!("rate-limited"));
}

#[test]
fn silence_is_a_timeout() {
    let (fact, _) = Stage::imagined().play(&TlsProbe, |_| Err(trouble(Reason::Timeout)));
    let Value::Unknown(gap) = fact else { panic!("{fact:?}") };
    assert_eq!(gap.reason, Reason::Timeout);
}

#[test]
fn silence_about_one_version_leaves_only_that_one_open() {
    let (fact, _) = Stage::imagined().play(&TlsProbe, |job| match job {
        Job::Hello(_, hello) if hello.version == TlsVersion::Tls10 => Err(trouble(Reason::Timeout)),
        _ => imagined(job, |hello| match hello.version {
            TlsVersion::Tls12 => accept(hello, 0xc02f),
            _ => alert(Alert::PROTOCOL_VERSION),
        }),
    });
    let (fact, _) = read(fact);
    assert_eq!(version(&fact, "1.0")["accepted"]["unknown"]["reason"], json!("timeout"));
    assert_eq!(version(&fact, "1.1")["accepted"], json!(false));
    // Whether there is a second version is not known, so neither is the protection.
    assert_eq!(fact["fallback_protected"]["unknown"]["reason"], json!("timeout"));
}

#[test]
fn a_server_that_dislikes_empty_shares_is_asked_with_a_real_one() {
    let (fact, _) = Stage::imagined().play(&TlsProbe, |job| {
        imagined(job, |hello| match (hello.version, hello.key_share) {
            (TlsVersion::Tls13, KeyShare::Real) => accept(hello, 0x1301),
            (TlsVersion::Tls13, KeyShare::Empty) => alert(Alert::HANDSHAKE_FAILURE),
            _ => alert(Alert::PROTOCOL_VERSION),
        })
    });
    assert_eq!(read(fact).1, ["1.3"]);
}

#[test]
fn a_version_is_refused_only_with_every_suite() {
    let rare = *Hello::further_suites(TlsVersion::Tls12).last().expect("a rare suite");
    let (fact, _) = Stage::imagined().play(&TlsProbe, |job| {
        imagined(job, |hello| match hello.version {
            TlsVersion::Tls12 => accept(hello, rare),
            _ => alert(Alert::HANDSHAKE_FAILURE),
        })
    });
    let (fact, accepted) = read(fact);
    assert_eq!(accepted, ["1.2"]);
    assert_eq!(version(&fact, "1.0")["accepted"], json!(false));
}

#[test]
fn a_downgrade_is_no_acceptance_and_a_choice_not_offered_no_answer() {
    let (fact, _) = Stage::imagined().play(&TlsProbe, |job| {
        imagined(job, |hello| match hello.version {
            TlsVersion::Tls12 => accept(hello, 0xc02f),
            TlsVersion::Tls13 => match accept(hello, 0x1301) {
                Some(Reply::ServerHello(server)) => {
                    Some(Reply::ServerHello(ServerHello { version: TlsVersion::Tls12, suite: 0xc02f, ..server }))
                }
                other => other,
            },
            TlsVersion::Tls11 => match accept(hello, 0x002f) {
                Some(Reply::ServerHello(server)) => Some(Reply::ServerHello(ServerHello { suite: 0xfafa, ..server })),
                other => other,
            },
            _ => alert(Alert::PROTOCOL_VERSION),
        })
    });
    let (fact, accepted) = read(fact);
    assert_eq!(accepted, ["1.2"]);
    assert_eq!(version(&fact, "1.3")["accepted"], json!(false));
    assert_eq!(version(&fact, "1.1")["accepted"]["unknown"]["reason"], json!("parse"));
}

#[test]
fn a_fallback_that_is_taken_is_no_protection() {
    let (fact, _) = Stage::imagined().play(&TlsProbe, |job| {
        imagined(job, |hello| match hello.version {
            TlsVersion::Tls11 | TlsVersion::Tls12 => accept(hello, 0x002f),
            _ => alert(Alert::PROTOCOL_VERSION),
        })
    });
    let (fact, _) = read(fact);
    assert_eq!(fact["fallback_protected"], json!(false));
    assert_eq!(fact["static_key_exchange"], json!(true));
}
