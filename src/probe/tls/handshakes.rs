//! Resumption, signatures and named fields against real servers of three makes, and against bad habits.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value as Json, json};

use super::TlsProbe;
use super::enumeration::{folder, survey};
use super::personality::{Personality, Refusal};
use crate::fact::Reason;
use crate::probe::rehearsal::{NAME, Stage};
use crate::text::Text;
use crate::wire::rehearsal::{OpenSsl, openssl};
use crate::wire::{
    Alert, Answer, Endpoint, FirstFlight, Hello, Job, Offer, Outcome, Phase, Reply, Resumable, ServerHello, Session,
    TlsVersion, Trouble,
};

const RSA: [&str; 4] = ["-cert", "r.pem", "-key", "r.key"];
const CURVE: [&str; 4] = ["-cert", "e.pem", "-key", "e.key"];

/// A server that is given its port, ended with the test.
struct Served {
    child: Child,
    endpoint: Endpoint,
    _folder: tempfile::TempDir,
}

impl Served {
    /// Starts a program and waits until it listens; another port where somebody took it in between.
    fn start(command: impl Fn(&Path, u16) -> Command) -> Self {
        for _ in 0..10 {
            let folder = folder();
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
            let port = listener.local_addr().expect("an address").port();
            drop(listener);
            let mut command = command(folder.path(), port);
            command.current_dir(folder.path()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            let mut child = command.spawn().expect("the program is installed");
            while child.try_wait().expect("a child").is_none() {
                if TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
                    let address = IpAddr::V4(Ipv4Addr::LOCALHOST);
                    let endpoint = Endpoint { name: NAME.to_owned(), address, port };
                    return Self { child, endpoint, _folder: folder };
                }
                std::thread::yield_now();
            }
        }
        panic!("the server does not start");
    }

    fn nginx(lines: &'static str) -> Self {
        Self::start(|folder, port| {
            let text = format!(
                "daemon off; master_process off; pid nginx.pid; error_log error.log; events {{}}\n\
                 http {{ access_log off; client_body_temp_path t; proxy_temp_path t; fastcgi_temp_path t;\n\
                 uwsgi_temp_path t; scgi_temp_path t;\n\
                 server {{ listen 127.0.0.1:{port} ssl; ssl_certificate e.pem; ssl_certificate_key e.key;\n\
                 ssl_protocols TLSv1.2 TLSv1.3; {lines} }} }}"
            );
            fs::write(folder.join("nginx.conf"), text).expect("written");
            let mut command = Command::new("nginx");
            command.arg("-p").arg(folder).args(["-c", "nginx.conf", "-e", "error.log"]);
            command
        })
    }

    fn gnutls(arguments: &'static str) -> Self {
        Self::start(|_, port| {
            let mut command = Command::new("gnutls-serv");
            command.args(["--http", "--x509certfile", "r.pem", "--x509keyfile", "r.key", "--port", &port.to_string()]);
            command.args(arguments.split_whitespace());
            command
        })
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The fact of a real OpenSSL server with these arguments.
async fn real(certificate: &[&str], arguments: &[&str]) -> Json {
    let folder = folder();
    let all: Vec<&str> = certificate.iter().chain(arguments).copied().collect();
    let server = OpenSsl::start(folder.path(), &all);
    survey(server.endpoint.clone()).await.0
}

/// `by_id`, `by_ticket`, `tls13`, `early_data` and its limit.
fn told(fact: &Json) -> [Json; 5] {
    let own = &fact["resumption"];
    ["by_id", "by_ticket", "tls13", "early_data", "early_data_limit"].map(|name| own[name].clone())
}

fn expected(by_id: bool, by_ticket: bool, tls13: bool, early: Option<i64>) -> [Json; 5] {
    [json!(by_id), json!(by_ticket), json!(tls13), json!(early.is_some()), json!(early)]
}

#[tokio::test]
async fn openssl_resumes_as_it_is_told_to() {
    for (arguments, truth) in [
        (&["-tls1_3", "-num_tickets", "1"][..], None),
        (&[], Some(expected(true, true, true, None))),
        (&["-no_ticket"], Some(expected(true, false, true, None))),
        (&["-no_cache"], Some(expected(false, true, true, None))),
        (&["-no_cache", "-no_ticket", "-num_tickets", "0"], Some(expected(false, false, false, None))),
        (&["-num_tickets", "0"], Some(expected(true, true, false, None))),
        (&["-max_early_data", "4096"], Some(expected(true, true, true, Some(4096)))),
    ] {
        let fact = real(&CURVE, arguments).await;
        match truth {
            Some(truth) => assert_eq!(told(&fact), truth, "{arguments:?} {:#}", fact["resumption"]),
            None => {
                let own = &fact["resumption"];
                assert_eq!(
                    (&own["by_id"], &own["by_ticket"], &own["tls13"]),
                    (&json!(null), &json!(null), &json!(true))
                );
            }
        }
        let lifetime = fact["resumption"]["ticket_lifetime_s"].as_i64();
        let tickets = !arguments.contains(&"-no_ticket") || !arguments.contains(&"0");
        assert_eq!(lifetime.is_some_and(|seconds| seconds > 0), tickets, "{:#}", fact["resumption"]);
    }
}

#[tokio::test]
async fn nginx_resumes_as_it_is_told_to() {
    for (lines, truth) in [
        ("ssl_session_cache shared:S:1m; ssl_session_tickets on;", expected(true, true, true, None)),
        ("ssl_session_cache shared:S:1m; ssl_session_tickets off;", expected(true, false, true, None)),
        ("ssl_session_cache off; ssl_session_tickets on; ssl_early_data on;", expected(false, true, true, Some(16384))),
        ("ssl_session_cache none; ssl_session_tickets off;", expected(false, false, false, None)),
    ] {
        let server = Served::nginx(lines);
        let (fact, _) = survey(server.endpoint.clone()).await;
        assert_eq!(told(&fact), truth, "{lines} {:#}", fact["resumption"]);
    }
    let server = Served::nginx("ssl_session_timeout 7m;");
    let (fact, _) = survey(server.endpoint.clone()).await;
    assert_eq!(fact["resumption"]["ticket_lifetime_s"], json!(420), "{:#}", fact["resumption"]);
}

#[tokio::test]
async fn gnutls_resumes_as_it_is_told_to() {
    for (arguments, truth) in [
        ("", expected(true, true, true, None)),
        ("--noticket", expected(true, false, false, None)),
        ("--noticket --nodb", expected(false, false, false, None)),
        ("--earlydata --maxearlydata 1000", expected(true, true, true, Some(1000))),
    ] {
        let server = Served::gnutls(arguments);
        let (fact, _) = survey(server.endpoint.clone()).await;
        assert_eq!(told(&fact), truth, "{arguments} {:#}", fact["resumption"]);
    }
}

#[tokio::test]
async fn what_cannot_be_resumed_here_is_not_called_refused() {
    let fact = real(&RSA, &["-tls1_2", "-cipher", "AES128-SHA"]).await;
    assert_eq!(fact["resumption"]["by_id"]["unknown"]["reason"], json!("low-coverage"), "{fact:#}");
    assert_eq!(fact["resumption"]["by_ticket"]["unknown"]["reason"], json!("low-coverage"));
    assert_eq!(fact["resumption"]["tls13"], Json::Null);
    // It never signs.
    assert_eq!(fact["signature_algorithms"], json!([]));
    let fact = real(&RSA, &["-tls1_1", "-cipher", "ALL:@SECLEVEL=0", "-no_ticket"]).await;
    assert_eq!(fact["resumption"]["by_id"]["unknown"]["reason"], json!("low-coverage"), "{fact:#}");
    assert_eq!(fact["resumption"]["by_ticket"], json!(false));
    assert_eq!(fact["signature_algorithms"], Json::Null);
    // Curves are searched in the highest version there is.
    assert!(fact["groups"].to_string().contains("secp384r1"), "{:#}", fact["groups"]);
}

/// The names of a version, sorted, and whether the list is open.
fn signatures(fact: &Json, version: &str) -> (Vec<String>, bool) {
    let list = fact["signature_algorithms"].as_array().unwrap_or_else(|| panic!("{fact:#}"));
    let own = list.iter().filter(|entry| entry["version"] == json!(version));
    let mut names: Vec<String> =
        own.clone().filter_map(|entry| entry["algorithm"].as_str().map(str::to_owned)).collect();
    names.sort();
    (names, own.clone().any(|entry| entry["algorithm"].is_object()))
}

fn whole(names: &[&str]) -> (Vec<String>, bool) {
    (names.iter().map(|&name| name.to_owned()).collect(), false)
}

#[tokio::test]
async fn openssl_signs_with_what_it_is_told_to() {
    let curve = "ECDSA+SHA256:ECDSA+SHA1:ECDSA+SHA224";
    let fact = real(&CURVE, &["-sigalgs", curve, "-cipher", "ALL:@SECLEVEL=0"]).await;
    assert_eq!(signatures(&fact, "1.2"), whole(&["ecdsa_secp256r1_sha256", "ecdsa_sha1", "ecdsa_sha224"]), "{fact:#}");
    assert_eq!(signatures(&fact, "1.3"), whole(&["ecdsa_secp256r1_sha256"]));
    assert_eq!(fact["session"]["signature_algorithm"], json!("ecdsa_secp256r1_sha256"));
    let fact = real(&RSA, &["-sigalgs", "RSA-PSS+SHA384:RSA+SHA256:RSA-PSS+SHA256"]).await;
    let expected = ["rsa_pkcs1_sha256", "rsa_pss_rsae_sha256", "rsa_pss_rsae_sha384"];
    assert_eq!(signatures(&fact, "1.2"), whole(&expected), "{fact:#}");
    assert_eq!(signatures(&fact, "1.3"), whole(&expected[1..]));
}

#[tokio::test]
async fn tls_1_3_alone_tells_both_keys_by_their_signatures() {
    let both = ["-cert", "r.pem", "-key", "r.key", "-dcert", "e.pem", "-dkey", "e.key", "-tls1_3"];
    let fact = real(&both, &[]).await;
    let pss = ["rsa_pss_rsae_sha256", "rsa_pss_rsae_sha384", "rsa_pss_rsae_sha512"];
    assert_eq!(signatures(&fact, "1.3"), whole(&[&["ecdsa_secp256r1_sha256"], &pss[..]].concat()), "{fact:#}");
    assert_eq!(fact["certificate_kinds"], json!(["rsa", "ec"]));
    assert_eq!(real(&CURVE, &["-tls1_3"]).await["certificate_kinds"], json!(["ec"]));
    assert_eq!(real(&RSA, &["-tls1_3"]).await["certificate_kinds"], json!(["rsa"]));
    // Without a group that a hello can carry a share of, the other algorithms cannot be asked for.
    let fact = real(&CURVE, &["-tls1_3", "-groups", "X448"]).await;
    assert!(fact["certificate_kinds"].get("unknown").is_some(), "{fact:#}");
}

#[tokio::test]
async fn the_further_questions_cost_a_sound_server_little() {
    let folder = folder();
    let mut arguments = CURVE.to_vec();
    arguments.extend(["-no_tls1", "-no_tls1_1", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256"]);
    let server = OpenSsl::start(folder.path(), &arguments);
    let stage = Stage::new(server.endpoint.clone(), crate::probe::TrustStores::load(None).expect("stores"));
    let (mut seen, mut asked) = (crate::probe::Seen::default(), Vec::new());
    while let Some(job) =
        crate::probe::Probe::wants(&TlsProbe, &stage.target(), &seen).into_iter().find(|job| !asked.contains(job))
    {
        seen.note(job.clone(), crate::wire::rehearsal::perform(&job).await);
        asked.push(job);
    }
    let usual = Hello::of_version(TlsVersion::Tls12, "").signature_algorithms;
    let about_signatures = |job: &&Job| matches!(job, Job::Hello(_, hello) if hello.signature_algorithms != usual);
    // SHA-384, SHA-512, SHA-224 and a refusal in TLS 1.2; RSA and the rest in TLS 1.3.
    assert_eq!(asked.iter().filter(about_signatures).count(), 6);
    // The modern session, which is there anyway, and its resumption; three of TLS 1.2.
    assert_eq!(asked.iter().filter(|job| matches!(job, Job::Handshake(..))).count(), 5);
}

#[tokio::test]
async fn gnutls_takes_its_fields_from_the_list_and_openssl_does_not() {
    let server = Served::gnutls("--priority NORMAL:-KX-ALL:+DHE-RSA:-VERS-ALL:+VERS-TLS1.2");
    let (fact, _) = survey(server.endpoint.clone()).await;
    assert_eq!(fact["dh"]["named_groups"], json!(true), "{:#}", fact["dh"]);
    let folder = folder();
    openssl(folder.path(), "genpkey -genparam -algorithm DH -pkeyopt group:ffdhe2048 -out dh.pem");
    for arguments in [&["-dhparam", "dh.pem"][..], &[]] {
        let all = [&RSA[..], &["-tls1_2", "-cipher", "DHE-RSA-AES128-GCM-SHA256"], arguments].concat();
        let server = OpenSsl::start(folder.path(), &all);
        let (fact, _) = survey(server.endpoint.clone()).await;
        assert_eq!(fact["dh"]["named_groups"], json!(false), "{:#}", fact["dh"]);
    }
}

#[tokio::test]
async fn a_refused_algorithm_is_refused_and_a_silent_one_stays_open() {
    let own = Personality { signs: vec![0x0401, 0x0201], ..Personality::new(TlsVersion::Tls12, &[0xc02f, 0xc030]) };
    for refusal in [Refusal::Alert, Refusal::Close, Refusal::Silence] {
        let (fact, _) = survey(Personality { refusal, ..own.clone() }.start().await).await;
        let (names, open) = signatures(&fact, "1.2");
        assert_eq!(names, ["rsa_pkcs1_sha1", "rsa_pkcs1_sha256"], "{fact:#}");
        assert_eq!(open, refusal == Refusal::Silence, "{refusal:?} {fact:#}");
        // The mock cannot make a whole handshake.
        assert!(fact["resumption"]["by_id"].get("unknown").is_some());
    }
}

/// A TLS 1.3 server with an ECDSA key that answers the hellos about other algorithms as it is told.
fn imagined(answer: impl Fn() -> Outcome) -> Json {
    let usual = Hello::of_version(TlsVersion::Tls13, "").signature_algorithms;
    let (fact, _) = Stage::imagined().play(&TlsProbe, |job| match job {
        Job::Handshake(_, offer) if offer.signature_algorithms.is_empty() => Ok(session(offer)),
        Job::Hello(_, hello) if hello.version != TlsVersion::Tls13 => alert(Alert::PROTOCOL_VERSION),
        Job::Hello(_, hello) if hello.signature_algorithms == usual => accept(hello),
        _ => answer(),
    });
    serde_json::to_value(fact).expect("JSON")
}

fn session(offer: &Offer) -> Answer {
    Answer::Session(Box::new(Session {
        version: TlsVersion::Tls13,
        suite: "TLS_AES_128_GCM_SHA256".to_owned(),
        group: None,
        alpn: None,
        chain: Vec::new(),
        stapled: None,
        signature_checked: true,
        asks_certificate: false,
        authorities: Vec::new(),
        resumed: offer.turn > 1,
        signature_algorithm: (offer.turn == 1).then_some(0x0403),
        left: Resumable { by_ticket: false, ended: false, ..Resumable::default() },
        elapsed_ms: 1,
    }))
}

fn flight(reply: Reply) -> Outcome {
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

fn alert(description: u8) -> Outcome {
    flight(Reply::Alert(Alert { level: 2, description }))
}

fn accept(hello: &Hello) -> Outcome {
    let (Some(suite), Some(group)) =
        (hello.suites.iter().find(|suite| **suite == 0x1301), hello.groups.iter().find(|group| **group == 29))
    else {
        return alert(Alert::HANDSHAKE_FAILURE);
    };
    flight(Reply::ServerHello(ServerHello {
        version: TlsVersion::Tls13,
        suite: *suite,
        compression: 0,
        retry: true,
        group: Some(*group),
        secure_renegotiation: false,
        extended_master_secret: false,
        encrypt_then_mac: false,
        session_ticket: false,
        heartbeat: false,
        status_request: false,
        alpn: None,
        extensions: Vec::new(),
    }))
}

#[test]
fn only_a_refusal_ends_the_list_of_an_encrypted_version() {
    let silence = || {
        let (reason, detail) = (Reason::Timeout, Text::same("imagined"));
        Err(Trouble { reason, phase: Phase::Tls, elapsed_ms: 5000, detail })
    };
    let refused = imagined(|| alert(Alert::HANDSHAKE_FAILURE));
    assert_eq!(signatures(&refused, "1.3"), whole(&["ecdsa_secp256r1_sha256"]));
    assert_eq!(refused["certificate_kinds"], json!(["ec"]), "{refused:#}");
    // The canary is taken each time, so the closes mean it.
    let closed = imagined(|| flight(Reply::Closed));
    assert_eq!(signatures(&closed, "1.3"), whole(&["ecdsa_secp256r1_sha256"]));
    let silent = imagined(silence);
    assert!(signatures(&silent, "1.3").1, "{silent:#}");
    assert!(silent["certificate_kinds"].get("unknown").is_some());
    // Nothing came, but the server did not end either.
    assert_eq!(refused["resumption"]["tls13"]["unknown"]["reason"], json!("timeout"), "{refused:#}");
}
