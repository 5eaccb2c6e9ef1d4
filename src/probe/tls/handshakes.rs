//! Resumption, signatures and named fields against real servers of three makes, and against bad habits.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value as Json, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::TlsProbe;
use super::enumeration::{folder, survey, survey_within};
use super::personality::{Personality, Refusal};
use crate::fact::Reason;
use crate::probe::rehearsal::{NAME, Stage};
use crate::text::Text;
use crate::wire::rehearsal::{OpenSsl, openssl};
use crate::wire::{
    Alert, Answer, Endpoint, FirstFlight, Hello, Job, Outcome, Phase, Reply, Resumable, ServerHello, Session,
    TlsVersion, Trouble,
};

/// Real servers answer everything, in their time.
const PATIENCE: Duration = Duration::from_secs(10);
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
                    let endpoint = Endpoint::new(NAME, address, port);
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
    survey_within(server.endpoint.clone(), PATIENCE).await.0
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
        let (fact, _) = survey_within(server.endpoint.clone(), PATIENCE).await;
        assert_eq!(told(&fact), truth, "{lines} {:#}", fact["resumption"]);
    }
    let server = Served::nginx("ssl_session_timeout 7m;");
    let (fact, _) = survey_within(server.endpoint.clone(), PATIENCE).await;
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
        let (fact, _) = survey_within(server.endpoint.clone(), PATIENCE).await;
        assert_eq!(told(&fact), truth, "{arguments} {:#}", fact["resumption"]);
    }
}

/// A server of rustls, which says hello before it looks for a signature.
async fn rustls_server() -> Endpoint {
    let key = rcgen::KeyPair::generate().expect("a key");
    let params = rcgen::CertificateParams::new(vec![NAME.to_owned()]).expect("a name");
    let certificate = params.self_signed(&key).expect("a certificate");
    let secret = rustls::pki_types::PrivatePkcs8KeyDer::from(key.serialize_der());
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], secret.into())
        .expect("a configuration");
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                if let Ok(mut stream) = acceptor.accept(stream).await {
                    drop(stream.read_to_end(&mut Vec::new()).await);
                    drop(stream.shutdown().await);
                }
            });
        }
    });
    Endpoint::new(NAME, IpAddr::V4(Ipv4Addr::LOCALHOST), port)
}

#[tokio::test]
async fn rustls_is_seen_through_although_it_says_hello_first() {
    let (fact, _) = survey_within(rustls_server().await, PATIENCE).await;
    assert_eq!(told(&fact), expected(true, false, true, None), "{:#}", fact["resumption"]);
    for version in ["1.2", "1.3"] {
        assert_eq!(signatures(&fact, version), whole(&["ecdsa_secp256r1_sha256"]), "{fact:#}");
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
    let about_signatures = |job: &&Job| matches!(job, Job::Hello(_, hello) if hello.version != TlsVersion::Ssl2 && hello.signature_algorithms != usual);
    // SHA-384, SHA-512, SHA-224 and a refusal in TLS 1.2; a refusal of all others in TLS 1.3.
    assert_eq!(asked.iter().filter(about_signatures).count(), 5);
    // The modern session, which is there anyway, and its resumption; three of TLS 1.2.
    assert_eq!(asked.iter().filter(|job| matches!(job, Job::Handshake(..))).count(), 5);
}

#[tokio::test]
async fn gnutls_takes_its_fields_from_the_list_and_openssl_does_not() {
    let server = Served::gnutls("--priority NORMAL:-KX-ALL:+DHE-RSA:-VERS-ALL:+VERS-TLS1.2");
    let (fact, _) = survey_within(server.endpoint.clone(), PATIENCE).await;
    assert_eq!(fact["dh"]["named_groups"], json!(true), "{:#}", fact["dh"]);
    let folder = folder();
    openssl(folder.path(), "genpkey -genparam -algorithm DH -pkeyopt group:ffdhe2048 -out dh.pem");
    for arguments in [&["-dhparam", "dh.pem"][..], &[]] {
        let all = [&RSA[..], &["-tls1_2", "-cipher", "DHE-RSA-AES128-GCM-SHA256"], arguments].concat();
        let server = OpenSsl::start(folder.path(), &all);
        let (fact, _) = survey_within(server.endpoint.clone(), PATIENCE).await;
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

/// A TLS 1.3 server with an ECDSA key that leaves something behind, and answers the hellos about other algorithms and the
/// later handshakes as it is told.
fn imagined(left: Resumable, answer: impl Fn() -> Outcome) -> Json {
    let usual = Hello::of_version(TlsVersion::Tls13, "").signature_algorithms;
    let (fact, _) = Stage::imagined().play(&TlsProbe, |job| match job {
        Job::Handshake(_, offer) if offer.signature_algorithms.is_empty() && offer.turn == 1 => Ok(session(left)),
        Job::Hello(_, hello) if hello.version != TlsVersion::Tls13 => alert(Alert::PROTOCOL_VERSION),
        Job::Hello(_, hello) if hello.signature_algorithms == usual => accept(hello),
        _ => answer(),
    });
    serde_json::to_value(fact).expect("JSON")
}

fn session(left: Resumable) -> Answer {
    Answer::Session(Box::new(Session {
        version: TlsVersion::Tls13,
        suite: "TLS_AES_128_GCM_SHA256".to_owned(),
        group: None,
        alpn: None,
        chain: Vec::new(),
        stapled: None,
        signature_checked: true,
        asks_certificate: false,
        gave_certificate: false,
        stop: None,
        opened: None,
        authorities: Vec::new(),
        resumed: false,
        signature_algorithm: Some(0x0403),
        left,
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
        timestamps: None,
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

fn trouble(reason: Reason) -> Outcome {
    Err(Trouble { reason, phase: Phase::Tls, elapsed_ms: 5000, detail: Text::same("imagined") })
}

#[test]
fn only_a_refusal_ends_the_list_of_an_encrypted_version() {
    let refused = imagined(Resumable::default(), || alert(Alert::HANDSHAKE_FAILURE));
    assert_eq!(signatures(&refused, "1.3"), whole(&["ecdsa_secp256r1_sha256"]));
    assert_eq!(refused["certificate_kinds"], json!(["ec"]), "{refused:#}");
    // Between two hellos that are taken, a close means it; a reset reads as one.
    let closed = imagined(Resumable::default(), || flight(Reply::Closed));
    assert_eq!(signatures(&closed, "1.3"), whole(&["ecdsa_secp256r1_sha256"]));
    for reason in [Reason::Timeout, Reason::Unreachable] {
        let silent = imagined(Resumable::default(), || trouble(reason));
        assert!(signatures(&silent, "1.3").1, "{silent:#}");
        assert!(silent["certificate_kinds"].get("unknown").is_some());
    }
}

#[test]
fn a_later_handshake_that_fails_disproves_nothing() {
    let ticket = Resumable { by_ticket: true, early_data_limit: 9, lifetime_s: Some(60), ..Resumable::default() };
    for reason in [Reason::Refused, Reason::Timeout, Reason::Unreachable] {
        let own = &imagined(ticket, || trouble(reason))["resumption"];
        assert_eq!(own["tls13"]["unknown"]["reason"], json!(reason.word()), "{own:#}");
        // What the ticket itself says stays known.
        assert_eq!((&own["early_data"], &own["early_data_limit"]), (&json!(true), &json!(9)));
        assert_eq!(own["ticket_lifetime_s"], json!(60));
    }
    // Where no ticket came, only the server's end proves that none does.
    let refuse = || alert(Alert::HANDSHAKE_FAILURE);
    let open = &imagined(Resumable::default(), refuse)["resumption"];
    assert_eq!(open["tls13"]["unknown"]["reason"], json!("timeout"), "{open:#}");
    let ended = &imagined(Resumable { ended: true, ..Resumable::default() }, refuse)["resumption"];
    assert_eq!((&ended["tls13"], &ended["early_data"]), (&json!(false), &json!(false)));
    assert_eq!((&ended["by_id"], &ended["early_data_limit"]), (&Json::Null, &Json::Null));
}
