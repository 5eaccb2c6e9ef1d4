//! The probe against sound servers, which must be clean, and against one that has each flaw.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::TlsBehaviourProbe;
use super::peers::{Peer, keys};
use crate::check::{Pack, Vocabulary};
use crate::fact::Reason;
use crate::judge::run_cases;
use crate::probe::rehearsal::Stage;
use crate::probe::tls::TlsProbe;
use crate::probe::tls_memory::TlsMemoryProbe;
use crate::probe::{PROBES, Probe, TrustStores};
use crate::text::Text;
use crate::wire::rehearsal::OpenSsl;
use crate::wire::rehearsal::flawed::{self, Flaws, Padding, Robot};
use crate::wire::{Alert, Answer, Endpoint, FirstFlight, Job, Outcome, Phase, Reply, ServerHello, TlsVersion, Trouble};

async fn look(endpoint: &Endpoint) -> Json {
    let stage = Stage::new(endpoint.clone(), TrustStores::load(None).expect("stores"));
    serde_json::to_value(stage.perform(&TlsBehaviourProbe).await).expect("JSON")
}

async fn openssl(arguments: &[&str]) -> Json {
    let folder = keys();
    let mut all = vec!["-cert", "cert.pem", "-key", "key.pem", "-dcert", "ec.pem", "-dkey", "ec.key"];
    all.extend(arguments);
    let server = OpenSsl::start(folder.path(), &all);
    look(&server.endpoint).await
}

/// What a sound server that takes RSA and CBC looks like.
fn clean(version: &str, suite: &str) -> Json {
    json!({
        "early_change_cipher": false,
        "renegotiation": {"secure": false, "insecure": false},
        "robot": "none",
        "cbc": {"version": version, "suite": suite, "wrong_padding_accepted": false, "differences": []},
    })
}

#[tokio::test]
async fn an_openssl_that_takes_everything_is_clean() {
    let fact = openssl(&["-cipher", "ALL:@SECLEVEL=0", "-no_renegotiation"]).await;
    let suite = fact["cbc"]["suite"].as_str().expect("a suite").to_owned();
    assert_eq!(fact, clean("1.2", &suite));
}

#[tokio::test]
async fn an_openssl_of_old_versions_is_clean() {
    let tls10 = openssl(&["-tls1", "-cipher", "AES128-SHA:@SECLEVEL=0"]).await;
    assert_eq!(tls10, clean("1.0", "TLS_RSA_WITH_AES_128_CBC_SHA"));
    let tls11 = openssl(&["-tls1_1", "-cipher", "AES256-SHA:@SECLEVEL=0"]).await;
    assert_eq!(tls11, clean("1.1", "TLS_RSA_WITH_AES_256_CBC_SHA"));
}

#[tokio::test]
async fn what_is_not_offered_is_proved_absent() {
    let fact = openssl(&["-tls1_2", "-cipher", "ECDHE+AESGCM"]).await;
    assert_eq!((&fact["robot"], &fact["cbc"]), (&Json::Null, &Json::Null), "{fact:#}");
    assert_eq!(fact["early_change_cipher"], json!(false));
    assert_eq!(fact["renegotiation"], json!({"secure": false, "insecure": false}));
}

#[tokio::test]
async fn renegotiation_is_told_as_it_is_configured() {
    let mut arguments = vec!["-tls1_2", "-cipher", "ECDHE+AESGCM", "-client_renegotiation"];
    assert_eq!(openssl(&arguments).await["renegotiation"], json!({"secure": true, "insecure": false}));
    arguments.push("-legacy_renegotiation");
    assert_eq!(openssl(&arguments).await["renegotiation"], json!({"secure": true, "insecure": true}));
}

#[tokio::test]
async fn where_tls_1_3_is_all_there_is_nothing_is_provoked() {
    let stage = Stage::imagined();
    let (fact, jobs) = stage.play(&TlsBehaviourProbe, modern);
    let absent = json!({
        "early_change_cipher": null, "renegotiation": {"secure": null, "insecure": null}, "robot": null, "cbc": null,
    });
    assert_eq!(serde_json::to_value(fact).expect("JSON"), absent);
    // What was asked instead is what the tls probe asks anyway.
    let (_, known) = stage.play(&TlsProbe, modern);
    let known: BTreeSet<Job> = known.into_iter().collect();
    assert!(!jobs.is_empty() && jobs.iter().all(|job| known.contains(job)), "{jobs:?}");
    assert_eq!(openssl(&["-tls1_3"]).await, absent);
}

/// A server of TLS 1.3 alone.
fn modern(job: &Job) -> Outcome {
    speaking(job, TlsVersion::Tls13)
}

/// A server of one version that takes the first suite of every hello, and says nothing to anything else.
fn speaking(job: &Job, version: TlsVersion) -> Outcome {
    let Job::Hello(_, hello) = job else { return Err(trouble()) };
    let reply = if hello.version == version {
        Reply::ServerHello(ServerHello {
            timestamps: None,
            version,
            suite: *hello.suites.first().expect("a suite"),
            compression: 0,
            retry: version == TlsVersion::Tls13,
            group: hello.groups.first().copied(),
            secure_renegotiation: true,
            extended_master_secret: false,
            encrypt_then_mac: false,
            session_ticket: true,
            heartbeat: true,
            status_request: false,
            alpn: None,
            extensions: Vec::new(),
        })
    } else {
        Reply::Alert(Alert { level: 2, description: Alert::PROTOCOL_VERSION })
    };
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

fn trouble() -> Trouble {
    Trouble { reason: Reason::Timeout, phase: Phase::Tls, elapsed_ms: 1, detail: Text::same("imagined") }
}

#[test]
fn a_silent_port_is_unknown_and_never_provoked() {
    let stage = Stage::imagined();
    let (fact, jobs) = stage.play(&TlsBehaviourProbe, |_| Err(trouble()));
    assert!(matches!(fact, crate::fact::Value::Unknown(gap) if gap.reason == Reason::Timeout));
    assert!(jobs.iter().all(|job| matches!(job, Job::Hello(..))), "{jobs:?}");
}

#[test]
fn no_act_goes_beyond_the_level_of_its_probe() {
    let stage = Stage::imagined();
    let probes: [&dyn Probe; 2] = [&TlsBehaviourProbe, &TlsMemoryProbe];
    for (probe, least) in probes.into_iter().zip([10, 2]) {
        let (_, jobs) = stage.play(probe, |job| speaking(job, TlsVersion::Tls12));
        let acts = jobs.iter().filter_map(|job| match job {
            Job::Provoke(_, provocation) => Some(provocation.safety()),
            _ => None,
        });
        let acts: Vec<_> = acts.collect();
        assert!(acts.len() >= least && acts.iter().all(|level| *level <= probe.spec().safety), "{acts:?}");
    }
}

/// A check that is milder than its probe would promise what an authorisation does not permit.
#[test]
fn the_checks_over_these_probes_say_their_level_and_judge_as_their_cases_say() {
    let vocabulary = Vocabulary::new(PROBES.iter().map(|probe| (probe.spec().id, probe.shape())));
    let pack = Pack::built_in(&vocabulary).unwrap_or_else(|problems| panic!("{problems:?}"));
    let probes: [&dyn Probe; 2] = [&TlsBehaviourProbe, &TlsMemoryProbe];
    let mut seen = 0;
    for spec in probes.map(Probe::spec) {
        for check in pack.checks.values().filter(|check| check.probes.iter().any(|probe| probe == spec.id)) {
            assert_eq!(check.safety, spec.safety, "{}", check.id);
            let failures = run_cases(check);
            assert!(failures.is_empty(), "{}: {failures:?}", check.id);
            seen += 1;
        }
    }
    assert_eq!(seen, 7);
}

async fn flawed_server(flaws: Flaws) -> Json {
    let stage = Stage::new(flawed::start(flaws).await, TrustStores::load(None).expect("stores"));
    serde_json::to_value(stage.perform_at_once(&TlsBehaviourProbe).await).expect("JSON")
}

#[tokio::test]
async fn the_server_without_flaws_is_clean() {
    let fact = flawed_server(Flaws::default()).await;
    assert_eq!(fact, clean("1.2", "TLS_RSA_WITH_AES_128_CBC_SHA"));
}

#[tokio::test]
async fn an_early_change_of_ciphers_and_renegotiation_are_seen() {
    let fact = flawed_server(Flaws { early_change: true, renegotiates: true, ..Flaws::default() }).await;
    assert_eq!(fact["early_change_cipher"], json!(true), "{fact:#}");
    assert_eq!(fact["renegotiation"], json!({"secure": true, "insecure": true}));
    assert_eq!((&fact["robot"], &fact["cbc"]["differences"]), (&json!("none"), &json!([])));
}

#[tokio::test]
async fn oracles_of_rsa_are_told_by_their_strength() {
    for (robot, expected) in [(Robot::Weak, "weak"), (Robot::Strong, "strong"), (Robot::EarlyEnd, "strong")] {
        let fact = flawed_server(Flaws { robot: Some(robot), ..Flaws::default() }).await;
        assert_eq!(fact["robot"], json!(expected), "{robot:?} {fact:#}");
        assert_eq!(fact["cbc"]["differences"], json!([]), "{robot:?}");
    }
}

#[tokio::test]
async fn oracles_of_padding_are_told_by_their_kind() {
    for (padding, accepted, differences) in [
        (Padding::Unchecked, true, json!([])),
        (Padding::OwnAlert, false, json!(["padding", "empty_record"])),
        (Padding::EmptyStaysOpen, false, json!(["empty_record"])),
        (Padding::NoRoom, false, json!(["no_room"])),
    ] {
        let fact = flawed_server(Flaws { padding: Some(padding), ..Flaws::default() }).await;
        assert_eq!(fact["cbc"]["wrong_padding_accepted"], json!(accepted), "{padding:?} {fact:#}");
        assert_eq!(fact["cbc"]["differences"], differences, "{padding:?} {fact:#}");
        assert_eq!(fact["robot"], json!("none"), "{padding:?}");
    }
}

#[tokio::test]
async fn reactions_that_do_not_repeat_are_neither_flaw_nor_proof() {
    let fact = flawed_server(Flaws { unsteady: true, ..Flaws::default() }).await;
    for unknown in [&fact["robot"], &fact["cbc"]["differences"], &fact["cbc"]["wrong_padding_accepted"]] {
        assert_eq!(unknown["unknown"]["reason"], json!("inconsistent"), "{fact:#}");
    }
}

#[tokio::test]
async fn silence_is_no_proof() {
    let fact = flawed_server(Flaws { mute: true, ..Flaws::default() }).await;
    let known = |value: &Json| value.get("unknown").is_none();
    assert!(!known(&fact["robot"]) && !known(&fact["early_change_cipher"]), "{fact:#}");
}

#[tokio::test]
async fn gnutls_is_clean() {
    let peer =
        Peer::gnutls("NORMAL:+VERS-TLS1.0:+VERS-TLS1.1:-VERS-TLS1.3:+RSA:+AES-128-CBC:+AES-256-CBC:+SHA1:%COMPAT");
    let fact = look(&peer.endpoint).await;
    assert_eq!((&fact["early_change_cipher"], &fact["robot"]), (&json!(false), &json!("none")), "{fact:#}");
    assert_eq!(fact["cbc"]["wrong_padding_accepted"], json!(false), "{fact:#}");
    assert_eq!(fact["cbc"]["differences"], json!([]), "{fact:#}");
    assert_eq!(fact["renegotiation"]["insecure"], json!(false), "{fact:#}");
}

#[tokio::test]
async fn nginx_is_clean() {
    let peer = Peer::nginx("ssl_protocols TLSv1 TLSv1.1 TLSv1.2; ssl_ciphers ALL:@SECLEVEL=0;");
    let fact = look(&peer.endpoint).await;
    let suite = fact["cbc"]["suite"].as_str().expect("a suite").to_owned();
    assert_eq!(fact, clean("1.2", &suite));
}
