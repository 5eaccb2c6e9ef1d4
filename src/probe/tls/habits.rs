//! SSL 2.0, intolerance and exposures, against mocks with these habits and real servers without them;
//! and what the whole walk costs.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::TlsProbe;
use super::bystanders::Bystander;
use super::enumeration::{assert_honest, folder, survey};
use super::personality::{Fear, Personality, Refusal};
use crate::fact::Reason;
use crate::probe::rehearsal::Stage;
use crate::probe::{Probe, Seen, TrustStores};
use crate::wire::rehearsal::{OpenSsl, openssl, perform};
use crate::wire::{Answer, Endpoint, Hello, Job, Outcome, Reply, TlsVersion};

const SUITES: &[u16] = &[0xc02f, 0xc030, 0x002f];

fn classic() -> Personality {
    Personality::new(TlsVersion::Tls12, SUITES)
}

fn exposed(fact: &Json, attack: &str) -> Json {
    let entries = fact["exposures"].as_array().expect("exposures");
    entries.iter().find(|entry| entry["attack"] == json!(attack)).expect("the attack").clone()
}

fn ssl2(fact: &Json) -> &Json {
    assert_eq!(fact["versions"][0]["name"], json!("ssl2"));
    &fact["versions"][0]["accepted"]
}

/// A SERVER-HELLO of SSL 2.0.
fn old_hello(certificate: &[u8], kinds: &[u8]) -> Vec<u8> {
    let pair = |number: usize| u16::try_from(number).expect("short").to_be_bytes();
    let lengths = [pair(certificate.len()), pair(kinds.len()), pair(16)].concat();
    [&[4, 0, 1, 0, 2][..], &lengths, certificate, kinds, &[7; 16]].concat()
}

#[tokio::test]
async fn a_server_of_ssl_2_is_seen_with_and_without_ciphers() {
    for (message, ciphers, export) in [
        (
            old_hello(b"leaf", &[1, 0, 0x80, 2, 0, 0x80]),
            json!(["SSL_CK_RC4_128_WITH_MD5", "SSL_CK_RC4_128_EXPORT40_WITH_MD5"]),
            true,
        ),
        (old_hello(b"leaf", &[7, 0, 0xc0]), json!(["SSL_CK_DES_192_EDE3_CBC_WITH_MD5"]), false),
        (old_hello(b"leaf", &[]), json!([]), false),
        (vec![0, 0, 1], json!([]), false),
    ] {
        let none = ciphers == json!([]);
        let (fact, _) = survey(Personality { ssl2: Some(message.clone()), ..classic() }.start().await).await;
        assert_eq!(ssl2(&fact), &json!(true), "{fact:#}");
        assert_eq!(fact["ssl2"]["ciphers"], ciphers);
        assert_eq!(fact["ssl2"]["export"], json!(export));
        assert_eq!(fact["ssl2"]["certificate"].is_string(), message.len() > 3);
        let because = if none { "SSL 2.0 (CVE-2015-3197)" } else { "SSL 2.0" };
        assert_eq!(exposed(&fact, "drown"), json!({"attack": "drown", "exposed": true, "because": because}));
        // Nothing else is spoiled by it.
        assert_eq!(exposed(&fact, "rc4")["exposed"], json!(false), "{fact:#}");
    }
}

#[tokio::test]
async fn ssl_2_is_refused_by_who_says_so_and_unknown_by_who_says_nothing() {
    for refusal in [Refusal::Alert, Refusal::Close] {
        let (fact, _) = survey(Personality { refusal, ..classic() }.start().await).await;
        assert_eq!(ssl2(&fact), &json!(false), "{fact:#}");
        assert_eq!(fact["ssl2"], Json::Null);
        assert_eq!(exposed(&fact, "drown")["exposed"], json!(false));
    }
    let (fact, _) = survey(Personality { refusal: Refusal::Silence, ..classic() }.start().await).await;
    assert_eq!(ssl2(&fact)["unknown"]["reason"], json!("timeout"), "{fact:#}");
    assert_eq!(exposed(&fact, "drown")["exposed"]["unknown"]["reason"], json!("timeout"));
}

#[test]
fn a_close_says_nothing_of_ssl_2_where_nothing_else_is_accepted_and_http_is_a_close() {
    let flight = |reply| {
        Ok(Answer::Flight(crate::wire::FirstFlight {
            reply,
            certificates: Vec::new(),
            asks_certificate: false,
            authorities: Vec::new(),
            signature_algorithm: None,
            key_exchange: None,
            elapsed_ms: 1,
        }))
    };
    let refused = || crate::wire::Trouble {
        reason: Reason::Refused,
        phase: crate::wire::Phase::Tls,
        elapsed_ms: 1,
        detail: crate::text::Text::same("imagined"),
    };
    let alert = |description| Reply::Alert(crate::wire::Alert { level: 2, description });
    let world = |well: bool| {
        move |job: &Job| -> Outcome {
            let Job::Hello(_, hello) = job else { return Err(refused()) };
            match hello.version {
                TlsVersion::Ssl2 => flight(Reply::NotTls { shown: "HTTP/1.1 400 Bad Request".to_owned() }),
                TlsVersion::Tls12 if well => flight(accepted(hello)),
                _ => flight(alert(70)),
            }
        }
    };
    let read = |well| {
        let (fact, _) = Stage::imagined().play(&TlsProbe, world(well));
        serde_json::to_value(fact).expect("JSON")["versions"][0]["accepted"].clone()
    };
    assert_eq!(read(true), json!(false));
    assert_eq!(read(false)["unknown"]["reason"], json!("refused"));
}

fn accepted(hello: &Hello) -> Reply {
    let suite = hello.suites.iter().copied().find(|code| *code == 0xc02f);
    let Some(suite) = suite else { return Reply::Alert(crate::wire::Alert { level: 2, description: 40 }) };
    Reply::ServerHello(crate::wire::ServerHello {
        timestamps: None,
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
        alpn: None,
        extensions: Vec::new(),
    })
}

#[tokio::test]
async fn no_real_server_of_today_speaks_ssl_2_and_all_of_them_say_so() {
    let folder = folder();
    let plain = OpenSsl::start(folder.path(), &["-cert", "r.pem", "-key", "r.key"]);
    let gnutls = Bystander::gnutls(folder.path());
    let nginx = Bystander::nginx(folder.path());
    for endpoint in [&plain.endpoint, &gnutls.endpoint, &nginx.endpoint] {
        let (fact, connections) = survey(endpoint.clone()).await;
        assert_eq!(ssl2(&fact), &json!(false), "{endpoint} {fact:#}");
        for (what, borne) in fact["tolerance"].as_object().expect("tolerance") {
            assert_eq!(borne, &json!(true), "{endpoint} {what}");
        }
        assert_eq!(exposed(&fact, "drown")["exposed"], json!(false), "{endpoint}");
        assert!(connections < 110, "{endpoint} {connections}");
    }
}

#[tokio::test]
async fn each_intolerance_is_called_by_its_name_and_spoils_no_list() {
    let all = ["grease", "unknown_extension", "future_version", "many_suites", "long_hello", "middle_hello"];
    let cases: [(&str, Personality); 6] = [
        ("", classic()),
        ("grease", Personality { fears: vec![Fear::Grease], ..classic() }),
        ("unknown_extension", Personality { fears: vec![Fear::UnknownExtension], ..classic() }),
        ("future_version", Personality { fears: vec![Fear::FutureVersion], ..classic() }),
        ("many_suites", Personality { longest: 128, ..classic() }),
        ("grease", Personality { fears: vec![Fear::Grease], refusal: Refusal::Close, ..classic() }),
    ];
    for (missing, personality) in cases {
        let (fact, _) = survey(personality.clone().start().await).await;
        for what in all {
            assert_eq!(fact["tolerance"][what], json!(what != missing), "{what} {personality:?}");
        }
        assert!(assert_honest(&fact, &personality), "{personality:?}");
    }
    // TLS 1.0 alone, and nothing that names a higher version.
    let old =
        Personality { fears: vec![Fear::FutureVersion], ..Personality::new(TlsVersion::Tls10, &[0xc014, 0x002f]) };
    let (fact, _) = survey(old.clone().start().await).await;
    assert_eq!(fact["tolerance"]["future_version"], json!(false), "{fact:#}");
    assert_eq!(fact["tolerance"]["grease"], json!(true), "{fact:#}");
    assert!(assert_honest(&fact, &old));
}

#[tokio::test]
async fn hellos_of_middle_length_that_are_swallowed_are_unknown_never_borne() {
    let personality = Personality { fears: vec![Fear::Lengths(256, 512)], ..classic() };
    let (fact, _) = survey(personality.clone().start().await).await;
    assert_eq!(fact["tolerance"]["middle_hello"]["unknown"]["reason"], json!("timeout"), "{fact:#}");
    assert_eq!(fact["tolerance"]["grease"], json!(true));
    assert!(assert_honest(&fact, &personality));
    // Who closes has spoken.
    let long = Personality { longest: 64, refusal: Refusal::Close, ..classic() };
    let (fact, _) = survey(long.clone().start().await).await;
    assert_eq!(fact["tolerance"]["many_suites"], json!(false), "{fact:#}");
    assert_eq!(fact["tolerance"]["long_hello"], json!(true));
}

#[tokio::test]
async fn tls_1_3_alone_is_strained_as_well() {
    let modern = Personality { groups: vec![29, 23], ..Personality::new(TlsVersion::Tls13, &[0x1302, 0x1301]) };
    for (fears, grease) in [(Vec::new(), true), (vec![Fear::Grease], false)] {
        let personality = Personality { fears, ..modern.clone() };
        let (fact, _) = survey(personality.clone().start().await).await;
        assert_eq!(fact["tolerance"]["grease"], json!(grease), "{fact:#}");
        assert_eq!(fact["tolerance"]["future_version"], Json::Null);
        assert_eq!(fact["tolerance"]["middle_hello"], json!(true));
        assert!(assert_honest(&fact, &personality));
    }
}

#[tokio::test]
async fn two_servers_behind_one_door_are_both_seen() {
    for version in [TlsVersion::Tls12, TlsVersion::Tls10] {
        let suites = [0xc014, 0xc013, 0x0035, 0x002f, 0x0005, 0x000a];
        let front = Personality { front: true, ..Personality::new(version, &suites) };
        let (fact, _) = survey(front.clone().start().await).await;
        assert!(assert_honest(&fact, &front), "{fact:#}");
        assert_eq!(fact["static_key_exchange"], json!(true));
        assert_eq!(exposed(&fact, "rc4")["exposed"], json!(true));
    }
}

#[tokio::test]
async fn exposures_name_what_they_rest_on() {
    let old = Personality::new(TlsVersion::Ssl3, &[0x0035, 0x0005, 0x0003, 0x000a]);
    let (fact, _) = survey(old.start().await).await;
    for (attack, because) in [
        ("poodle_ssl", "TLS_RSA_WITH_AES_256_CBC_SHA (SSL 3.0)"),
        ("rc4", "TLS_RSA_WITH_RC4_128_SHA (SSL 3.0)"),
        ("freak", "TLS_RSA_EXPORT_WITH_RC4_40_MD5 (SSL 3.0)"),
        ("sweet32", "TLS_RSA_WITH_3DES_EDE_CBC_SHA (SSL 3.0)"),
        ("beast", "TLS_RSA_WITH_3DES_EDE_CBC_SHA (SSL 3.0)"),
        ("lucky13", "TLS_RSA_WITH_3DES_EDE_CBC_SHA (SSL 3.0)"),
    ] {
        let entry = exposed(&fact, attack);
        assert_eq!(entry["exposed"], json!(true), "{fact:#}");
        assert!(entry["because"].as_str().is_some_and(|text| text.contains(because)), "{entry}");
    }
    for attack in ["null_cipher", "anonymous", "drown", "logjam", "crime", "raccoon"] {
        assert_eq!(exposed(&fact, attack), json!({"attack": attack, "exposed": false, "because": null}), "{fact:#}");
    }
    let (fact, _) = survey(Personality { refusal: Refusal::Silence, ..classic() }.start().await).await;
    assert_eq!(exposed(&fact, "rc4")["exposed"]["unknown"]["reason"], json!("timeout"), "{fact:#}");
}

/// The second group of RFC 2409, 1024 bits.
const OAKLEY_2: &str = "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD\
                        EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED\
                        EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF";

#[tokio::test]
async fn real_parameters_and_suites_are_exposures() {
    let folder = folder();
    let parameters = format!("asn1 = SEQUENCE:dh\n[dh]\np = INTEGER:0x{OAKLEY_2}\ng = INTEGER:2\n");
    std::fs::write(folder.path().join("dh.conf"), parameters).expect("written");
    openssl(folder.path(), "asn1parse -genconf dh.conf -noout -out dh.der");
    openssl(folder.path(), "dhparam -inform DER -in dh.der -out dh.pem");
    let server = OpenSsl::start(
        folder.path(),
        &["-cert", "r.pem", "-key", "r.key", "-dhparam", "dh.pem", "-cipher", "DHE:AES128-SHA:AECDH:@SECLEVEL=0"],
    );
    let (fact, _) = survey(server.endpoint.clone()).await;
    let logjam = exposed(&fact, "logjam");
    assert_eq!(
        (&logjam["exposed"], &logjam["because"]),
        (&json!(true), &json!("DH 1024 bit, RFC 2409 1024")),
        "{fact:#}"
    );
    assert_eq!(exposed(&fact, "anonymous")["exposed"], json!(true));
    assert_eq!(exposed(&fact, "beast")["exposed"], json!(true));
    assert_eq!(exposed(&fact, "rc4")["exposed"], json!(false));
    assert_eq!(exposed(&fact, "raccoon")["exposed"], json!(false), "{:#}", fact["dh"]);
    // This server encrypts first where it is asked to.
    assert_eq!(exposed(&fact, "lucky13")["exposed"], json!(false));
}

#[derive(Debug, Default)]
struct Cost {
    connections: usize,
    waves: u64,
    elapsed: u64,
    /// What was asked when.
    story: String,
}

/// What a walk costs: connections, how often one has to wait for answers before the next can be asked,
/// and the milliseconds it would take with so many connections at once over a line of 20 ms there and
/// back, where a hello takes that twice and a session three times. The time is reckoned, not measured.
async fn cost(endpoint: &Endpoint, at_once: usize) -> Cost {
    let stage = Stage::new(endpoint.clone(), TrustStores::load(None).expect("stores"));
    let (mut seen, mut asked) = (Seen::default(), BTreeSet::new());
    // What waits for a place, and what is under way by the moment and the wave in which it ends.
    let (mut waiting, mut running) = (Vec::new(), BTreeSet::new());
    let mut cost = Cost::default();
    loop {
        for job in TlsProbe.wants(&stage.target(), &seen) {
            if asked.insert(job.clone()) {
                waiting.push((cost.waves + 1, job));
            }
        }
        while running.len() < at_once && !waiting.is_empty() {
            let (wave, job) = waiting.remove(0);
            let takes = if matches!(job, Job::Hello(..)) { 40 } else { 60 };
            running.insert((cost.elapsed + takes, wave, job));
        }
        let Some((ends, own, job)) = running.pop_first() else { return cost };
        cost.connections += 1;
        cost.elapsed = ends;
        cost.waves = own.max(cost.waves);
        cost.story.push_str(&format!("{ends} ms, wave {own}: {}\n", told(&job)));
        let outcome = perform(&job).await;
        seen.note(job, outcome);
    }
}

fn told(job: &Job) -> String {
    let Job::Hello(_, hello) = job else { return "session".to_owned() };
    let (suites, groups) = (hello.suites.len(), hello.groups.len());
    format!("{:?} {suites} {groups} {:?} again {}", hello.version, hello.manner, hello.again)
}

#[tokio::test]
async fn a_modern_server_costs_forty_connections_in_nine_waves_at_most() {
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
    let free = cost(&server.endpoint, usize::MAX).await;
    assert!(free.connections <= 40 && free.waves <= 9, "{free:#?}");
    let ten = cost(&server.endpoint, 10).await;
    assert!(ten.connections <= 40 && ten.elapsed <= 400, "{ten:#?}");
}

#[tokio::test]
async fn an_old_server_costs_little_more_than_what_it_accepts() {
    const ALL: &str = "ALL:COMPLEMENTOFALL:@SECLEVEL=0";
    let folder = folder();
    let both = ["-cert", "r.pem", "-key", "r.key", "-dcert", "e.pem", "-dkey", "e.key", "-cipher", ALL];
    let server = OpenSsl::start(folder.path(), &both);
    let plain = cost(&server.endpoint, 10).await;
    // 104 suites and 15 groups.
    assert!(plain.connections <= 190, "{plain:#?}");
    let server = OpenSsl::start(folder.path(), &[&both[..], &["-serverpref"]].concat());
    // Putting 61 suites into the server's order takes nearly as many hellos again.
    let ordered = cost(&server.endpoint, 10).await;
    assert!(ordered.connections <= 260, "{ordered:#?}");
}
