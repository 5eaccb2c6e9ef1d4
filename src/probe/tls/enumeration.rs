//! The lists against the truth: servers with bad habits, and real OpenSSL servers.

use std::collections::BTreeSet;
use std::process::Command;
use std::time::Duration;

use serde_json::{Value as Json, json};
use tokio::task::JoinSet;

use super::TlsProbe;
use super::personality::{Personality, Refusal};
use crate::probe::rehearsal::Stage;
use crate::probe::{Probe, Seen, TrustStores};
use crate::wire::rehearsal::{OpenSsl, openssl, perform_within};
use crate::wire::{Endpoint, Hello, Job, TlsVersion, suite_name};

/// The fact of a server and how many connections it took, ten at once as in a run.
pub(super) async fn survey(endpoint: Endpoint) -> (Json, usize) {
    survey_within(endpoint, Duration::from_millis(400)).await
}

/// Longest time for an answer of a real server, of which none means a silence.
const PATIENCE: Duration = Duration::from_secs(10);

/// [`survey`] with another deadline for each answer.
pub(super) async fn survey_within(endpoint: Endpoint, limit: Duration) -> (Json, usize) {
    let stage = Stage::new(endpoint, TrustStores::load(None).expect("stores"));
    let (mut seen, mut started, mut running) = (Seen::default(), BTreeSet::<Job>::new(), JoinSet::new());
    let mut waiting = Vec::new();
    loop {
        for job in TlsProbe.wants(&stage.target(), &seen) {
            if started.insert(job.clone()) {
                waiting.push(job);
            }
        }
        while running.len() < 10 && !waiting.is_empty() {
            let job = waiting.remove(0);
            running.spawn(async move {
                let outcome = perform_within(&unrested(&job), limit).await;
                (job, outcome)
            });
        }
        assert!(started.len() <= TlsProbe.spec().most_jobs, "more jobs than the plan says");
        let Some(ended) = running.join_next().await else { break };
        let (job, outcome) = ended.expect("a job ends");
        seen.note(job, outcome);
    }
    let fact = TlsProbe.fact(&stage.target(), &seen);
    (serde_json::to_value(fact).expect("JSON"), started.len())
}

/// The throttles of these tests count connections, so nothing is gained by holding still.
fn unrested(job: &Job) -> Job {
    match job {
        Job::Hello(endpoint, hello) => Job::Hello(endpoint.clone(), hello.clone().asked_again(hello.again, 0)),
        other => other.clone(),
    }
}

/// The known entries of a list for a version, and whether some of it stayed open.
pub(super) fn listed(fact: &Json, list: &str, name: &str, version: TlsVersion) -> (BTreeSet<String>, bool) {
    let Some(entries) = fact[list].as_array() else { return (BTreeSet::new(), true) };
    let of_version: Vec<&Json> = entries.iter().filter(|entry| entry["version"] == json!(version.word())).collect();
    let known: BTreeSet<String> =
        of_version.iter().filter_map(|entry| entry[name].as_str().map(str::to_owned)).collect();
    let open = of_version.iter().any(|entry| entry[name].is_object());
    (known, open)
}

pub(super) fn names(codes: &[u16]) -> BTreeSet<String> {
    codes.iter().map(|code| suite_name(*code)).collect()
}

/// The suites in the server's order, as far as it is told.
pub(super) fn order(fact: &Json, version: TlsVersion) -> Vec<String> {
    let mut ranked: Vec<(i64, String)> = fact["suites"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|entry| entry["version"] == json!(version.word()))
        .filter_map(|entry| Some((entry["position"].as_i64()?, entry["suite"].as_str()?.to_owned())))
        .collect();
    ranked.sort();
    ranked.into_iter().map(|pair| pair.1).collect()
}

/// Nothing that is accepted may be missing from a list that calls itself whole.
pub(super) fn assert_honest(fact: &Json, truth: &Personality) -> bool {
    let (found, open) = listed(fact, "suites", "suite", truth.version);
    let expected = names(&truth.suites);
    assert!(found.is_subset(&expected), "{fact:#}");
    assert!(open || found == expected, "missing: {:?}", expected.difference(&found).collect::<Vec<_>>());
    !open
}

const SEVEN: &[u16] = &[0xc030, 0xc02f, 0xcca8, 0xc014, 0xc013, 0x0035, 0x000a];
const THREE: &[u16] = &[0xc02f, 0xc030, 0x002f];

fn classic(suites: &[u16]) -> Personality {
    Personality::new(TlsVersion::Tls12, suites)
}

#[tokio::test]
async fn habits_that_spoil_no_answer_spoil_no_list() {
    let plain = classic(SEVEN);
    for personality in [
        plain.clone(),
        Personality { decides: false, ..plain.clone() },
        Personality { piece: 7, ..plain.clone() },
        Personality { warns: true, ..plain.clone() },
        Personality { needs_name: true, ..plain.clone() },
        Personality { longest: 64, ..plain.clone() },
        Personality { longest: 64, refusal: Refusal::Close, ..plain.clone() },
        Personality { refusal: Refusal::Close, ..classic(THREE) },
        Personality { version: TlsVersion::Tls10, ..classic(&[0xc014, 0x0035, 0x002f, 0x000a]) },
        Personality { version: TlsVersion::Ssl3, ..classic(&[0x0035, 0x0005]) },
    ] {
        let (fact, connections) = survey(personality.clone().start().await).await;
        let whole = assert_honest(&fact, &personality);
        assert!(whole, "{personality:?} {fact:#}");
        assert!(connections < 120, "{connections} {personality:?}");
        // SSL 3.0 has no room for a name.
        if personality.version > TlsVersion::Ssl3 {
            assert_eq!(fact["sni"]["required"], json!(personality.needs_name), "{personality:?}");
        }
    }
}

#[tokio::test]
async fn the_servers_order_is_found_and_a_clients_order_is_not_mistaken_for_one() {
    let personality = classic(SEVEN);
    let (fact, _) = survey(personality.clone().start().await).await;
    let expected: Vec<String> = SEVEN.iter().map(|code| suite_name(*code)).collect();
    assert_eq!(order(&fact, TlsVersion::Tls12), expected);
    assert_eq!(fact["server_order"], json!([{"version": "1.2", "decides": true, "chacha_priority": false}]));
    let (fact, _) = survey(Personality { decides: false, ..personality }.start().await).await;
    assert_eq!(order(&fact, TlsVersion::Tls12), Vec::<String>::new());
    assert_eq!(fact["server_order"], json!([{"version": "1.2", "decides": false, "chacha_priority": null}]));
}

#[tokio::test]
async fn a_server_of_every_registered_suite_is_listed_whole() {
    let personality = classic(&Hello::carried_suites(TlsVersion::Tls12));
    assert!(personality.suites.len() > 350);
    let (fact, connections) = survey(personality.clone().start().await).await;
    assert!(assert_honest(&fact, &personality), "{connections} connections");
}

#[tokio::test]
async fn a_throttle_hides_nothing_silently() {
    for (taken, reset) in [(10, 2), (10, 8), (3, 1), (1, 1), (12, 1000), (25, 1000), (7, 3)] {
        for suites in [SEVEN, THREE] {
            let personality = Personality { throttle: Some((taken, reset)), ..classic(suites) };
            let (fact, _) = survey(personality.clone().start().await).await;
            assert_honest(&fact, &personality);
            if taken == 12 && suites.len() == 7 {
                let (_, open) = listed(&fact, "suites", "suite", TlsVersion::Tls12);
                assert!(open, "{taken} {fact:#}");
            }
        }
    }
}

#[tokio::test]
async fn silence_leaves_the_list_open_and_a_tarpit_leaves_everything_open() {
    for longest in [usize::MAX, 64] {
        let personality = Personality { refusal: Refusal::Silence, longest, ..classic(THREE) };
        let (fact, _) = survey(personality.clone().start().await).await;
        assert!(!assert_honest(&fact, &personality));
        assert_eq!(listed(&fact, "suites", "suite", TlsVersion::Tls12).0, names(THREE), "{fact:#}");
    }
    let (fact, connections) = survey(Personality { tarpit: true, ..classic(THREE) }.start().await).await;
    assert_eq!(fact["unknown"]["reason"], json!("timeout"), "{fact:#}");
    assert!(connections < 10);
}

#[tokio::test]
async fn tls_1_3_gives_its_suites_and_groups_with_and_without_a_retry() {
    let modern = Personality {
        groups: vec![29, 23, 24, 0x0100, 0x11ec],
        ..Personality::new(TlsVersion::Tls13, &[0x1302, 0x1303, 0x1301])
    };
    for personality in [
        modern.clone(),
        Personality { groups: vec![0x11ec], suites: vec![0x1301, 0x1302], ..modern.clone() },
        Personality { retries: false, groups: vec![23, 29], ..modern.clone() },
        Personality { refusal: Refusal::Close, ..modern.clone() },
    ] {
        let (fact, connections) = survey(personality.clone().start().await).await;
        assert!(assert_honest(&fact, &personality), "{fact:#}");
        let (groups, open) = listed(&fact, "groups", "group", TlsVersion::Tls13);
        let expected: BTreeSet<String> = personality.groups.iter().map(|code| crate::wire::group_name(*code)).collect();
        assert_eq!(groups, expected, "{fact:#}");
        // Without a retry only four groups can be tried at all.
        assert_eq!(open, !personality.retries, "{fact:#}");
        assert!(connections < 120, "{connections} {personality:?}");
    }
}

/// Certificates of both kinds, so that every suite with a certificate can be served.
pub(super) fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let name = "-subj /CN=portal.example.vn -addext subjectAltName=DNS:portal.example.vn -days 30";
    openssl(folder.path(), &format!("req -x509 -newkey rsa:2048 -nodes -keyout r.key -out r.pem {name}"));
    openssl(
        folder.path(),
        &format!("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout e.key -out e.pem {name}"),
    );
    folder
}

/// What OpenSSL says it accepts, without DSA, of which there is no certificate here.
fn truth(version: &str, ciphers: &str) -> BTreeSet<String> {
    let output =
        Command::new("openssl").args(["ciphers", "-s", version, "-stdname", ciphers]).output().expect("openssl");
    let text = String::from_utf8(output.stdout).expect("text");
    let names = text.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned);
    names.filter(|name| !name.contains("_DSS_")).collect()
}

#[tokio::test]
async fn an_old_server_is_listed_suite_for_suite_in_every_version() {
    const ALL: &str = "ALL:COMPLEMENTOFALL:@SECLEVEL=0";
    let folder = folder();
    let both = ["-cert", "r.pem", "-key", "r.key", "-dcert", "e.pem", "-dkey", "e.key", "-cipher", ALL];
    let server = OpenSsl::start(folder.path(), &both);
    let (fact, connections) = survey_within(server.endpoint.clone(), PATIENCE).await;
    for (version, flag) in [
        (TlsVersion::Tls10, "-tls1"),
        (TlsVersion::Tls11, "-tls1_1"),
        (TlsVersion::Tls12, "-tls1_2"),
        (TlsVersion::Tls13, "-tls1_3"),
    ] {
        let (found, open) = listed(&fact, "suites", "suite", version);
        assert!(!open, "{fact:#}");
        assert_eq!(found, truth(flag, ALL), "{version:?}");
        assert!(found.len() > 2);
    }
    assert_eq!(fact["certificate_kinds"], json!(["rsa", "ec"]));
    assert_eq!(fact["dh"]["composite"], json!(false), "{:#}", fact["dh"]);
    assert_eq!(fact["dh"]["reused"], json!(false));
    assert_eq!(fact["extensions"]["encrypt_then_mac"], json!(true));
    assert_eq!(fact["extensions"]["extended_master_secret"], json!(true));
    assert_eq!(fact["extensions"]["heartbeat"], json!(false));
    let (curves, open) = listed(&fact, "groups", "group", TlsVersion::Tls12);
    assert!(!open && curves.contains("x25519") && curves.contains("secp521r1"), "{curves:?}");
    assert!(connections <= 260, "{connections}");
}

#[tokio::test]
async fn a_modern_server_takes_few_connections() {
    let folder = folder();
    let server = OpenSsl::start(
        folder.path(),
        &[
            "-cert",
            "e.pem",
            "-key",
            "e.key",
            "-no_tls1",
            "-no_tls1_1",
            "-cipher",
            "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305",
            "-groups",
            "X25519:P-256:P-384:P-521:X448:ffdhe2048:ffdhe3072:ffdhe4096:ffdhe6144:ffdhe8192",
        ],
    );
    let (fact, connections) = survey_within(server.endpoint.clone(), PATIENCE).await;
    assert_eq!(listed(&fact, "suites", "suite", TlsVersion::Tls12).0.len(), 3, "{fact:#}");
    assert_eq!(listed(&fact, "suites", "suite", TlsVersion::Tls13).0.len(), 3);
    assert_eq!(listed(&fact, "groups", "group", TlsVersion::Tls13).0.len(), 10);
    // The certificate's curve stays in the list, and the client's order counts: all five are found.
    let (curves, open) = listed(&fact, "groups", "group", TlsVersion::Tls12);
    assert_eq!((curves.len(), open), (5, false), "{:#}", fact["groups"]);
    assert_eq!(fact["server_order"][0]["decides"], json!(false));
    assert_eq!(fact["sni"]["required"], json!(false));
    assert_eq!(fact["client_certificate"], json!({"asked": false, "authorities": [], "taken": null}));
    assert_eq!(fact["certificate_kinds"], json!(["ec"]));
    assert_eq!(fact["dh"], Json::Null);
    // Of these, five are about signatures and four about resumption.
    assert!(connections <= 40, "{connections}");
}

#[tokio::test]
async fn a_server_that_orders_its_curves_leaves_the_curves_behind_the_certificates_open() {
    let folder = folder();
    let server = OpenSsl::start(
        folder.path(),
        &[
            "-cert",
            "e.pem",
            "-key",
            "e.key",
            "-tls1_2",
            "-serverpref",
            "-groups",
            "P-256:X25519:P-384",
            "-CAfile",
            "r.pem",
            "-verify",
            "1",
        ],
    );
    let (fact, _) = survey_within(server.endpoint.clone(), PATIENCE).await;
    let (curves, open) = listed(&fact, "groups", "group", TlsVersion::Tls12);
    assert!(open && curves.contains("secp256r1"), "{:#}", fact["groups"]);
    assert_eq!(fact["server_order"][0]["decides"], json!(true));
    assert_eq!(fact["client_certificate"]["asked"], json!(true));
    assert_eq!(fact["client_certificate"]["authorities"], json!(["CN=portal.example.vn"]));
}
