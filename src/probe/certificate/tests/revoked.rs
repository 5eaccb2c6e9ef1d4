//! Revocation, with lists and responses made by OpenSSL.

use std::fs;
use std::sync::LazyLock;

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::{CA, CertificateProbe, Order, World, authority, session};
use crate::probe::rehearsal::Stage;
use crate::text::Text;
use crate::wire::rehearsal::{OpenSsl, openssl};
use crate::wire::{Answer, Job, Outcome, Phase, Response, Trouble};

/// An authority of its own, a sound and a revoked certificate below it, and its list.
pub(super) static REVOKED: LazyLock<World> = LazyLock::new(|| {
    let world = World::build();
    for (name, serial) in [("kept", "0x5a01020304050601"), ("gone", "0x5a01020304050602")] {
        world.leaf(name, "middle", |order| {
            order.serial = serial;
            order.extensions = "subjectAltName=DNS:portal.example.vn\nauthorityKeyIdentifier=keyid\n\
                 crlDistributionPoints=URI:http://127.0.0.1:8081/list.crl\n\
                 authorityInfoAccess=OCSP;URI:http://127.0.0.1:8082/ocsp";
        });
    }
    let appointed = "extendedKeyUsage=OCSPSigning";
    world.issue(&Order { extensions: appointed, ..authority("responder", "middle") });
    world.issue(&Order { extensions: CA, ..authority("other", "root") });
    let index = "V\t491231000000Z\t\t5A01020304050601\tunknown\t/CN=kept\n\
                 R\t491231000000Z\t250101000000Z\t5A01020304050602\tunknown\t/CN=gone\n";
    let configuration = "[ca]\ndefault_ca=own\n[own]\ndatabase=index.txt\ncrlnumber=number\ndefault_md=sha256\n\
                         default_crl_days=9\ncrl_extensions=list\n[list]\nauthorityKeyIdentifier=keyid\n";
    for (file, text) in [("index.txt", index), ("number", "01\n"), ("ca.cnf", configuration)] {
        fs::write(world.folder().join(file), text).expect("a file");
    }
    openssl(world.folder(), "ca -config ca.cnf -gencrl -cert middle.pem -keyfile middle.key -out list.pem");
    openssl(world.folder(), "crl -in list.pem -outform DER -out list.crl");
    world
});

/// What OpenSSL answers to a request.
pub(super) fn ocsp(request: &[u8], signer: &str) -> Vec<u8> {
    let folder = tempfile::tempdir_in(REVOKED.folder()).expect("a folder");
    fs::write(folder.path().join("request"), request).expect("a file");
    let at = folder.path().file_name().expect("a name").to_string_lossy().into_owned();
    // The issuer needs not send its own certificate.
    let bare = if signer == "middle" { " -resp_no_certs" } else { "" };
    openssl(
        REVOKED.folder(),
        &format!(
            "ocsp -index index.txt -CA middle.pem -rsigner {signer}.pem -rkey {signer}.key -reqin {at}/request \
             -respout {at}/response -ndays 3{bare}"
        ),
    );
    fs::read(folder.path().join("response")).expect("a response")
}

/// OpenSSL's own request about a certificate.
pub(super) fn request(name: &str) -> Vec<u8> {
    let file = format!("{name}.request");
    openssl(REVOKED.folder(), &format!("ocsp -issuer middle.pem -cert {name}.pem -no_nonce -reqout {file}"));
    fs::read(REVOKED.folder().join(file)).expect("a request")
}

fn stage() -> Stage {
    let mut stage = Stage::imagined();
    stage.stores = REVOKED.stores();
    stage
}

pub(super) fn response(body: Vec<u8>) -> Outcome {
    Ok(Answer::Response(Box::new(Response {
        status: 200,
        http_version: "HTTP/1.1".to_owned(),
        headers: Vec::new(),
        body,
        truncated: false,
        connect_ms: 1,
        tls_ms: None,
        first_byte_ms: 1,
        elapsed_ms: 1,
        echo: crate::wire::Echo::default(),
    })))
}

/// The fact about a certificate, and the jobs; `answer` answers what is fetched.
fn told(
    stage: &Stage,
    name: &str,
    staple: Option<&Vec<u8>>,
    mut answer: impl FnMut(&Job) -> Outcome,
) -> (Json, Vec<Job>) {
    let chain = vec![REVOKED.der(name), REVOKED.der("middle")];
    let (value, jobs) = stage.play(&CertificateProbe, |job| match job {
        Job::Fetch(..) => answer(job),
        _ => Ok(session(chain.clone(), staple.cloned())),
    });
    (serde_json::to_value(value).expect("JSON"), jobs)
}

pub(super) fn silence(_: &Job) -> Outcome {
    Err(Trouble { reason: crate::fact::Reason::Timeout, phase: Phase::Connect, elapsed_ms: 1, detail: Text::same("-") })
}

fn is_revoked(fact: &Json) -> bool {
    fact["lints"].as_array().expect("lints").iter().any(|lint| lint["lint"] == json!("revoked"))
}

#[test]
fn who_is_outside_the_scope_is_not_asked_and_named() {
    let (fact, jobs) = told(&stage(), "gone", None, |job| panic!("{job:?}"));
    assert_eq!(jobs.len(), 1);
    let revocation = &fact["revocation"];
    assert_eq!(revocation["crl_urls"], json!(["http://127.0.0.1:8081/list.crl"]));
    assert_eq!(revocation["ocsp_urls"], json!(["http://127.0.0.1:8082/ocsp"]));
    assert_eq!(revocation["staple"], Json::Null);
    for (source, place) in [("crl", "127.0.0.1:8081"), ("ocsp", "127.0.0.1:8082")] {
        let gap = &revocation[source]["unknown"];
        assert_eq!(gap["reason"], json!("out-of-scope"));
        assert!(gap["detail"]["vi"].as_str().is_some_and(|text| text.contains(place)), "{gap}");
    }
    assert!(!is_revoked(&fact));
}

#[test]
fn a_list_tells_who_is_revoked() {
    let list = fs::read(REVOKED.folder().join("list.crl")).expect("a list");
    let mut stage = stage();
    stage.permit(8081..=8081);
    for (name, revoked) in [("kept", false), ("gone", true)] {
        let (fact, jobs) = told(&stage, name, None, |_| response(list.clone()));
        assert_eq!(jobs.len(), 2, "{jobs:?}");
        let crl = &fact["revocation"]["crl"];
        assert_eq!((&crl["checked"], &crl["revoked"]), (&json!(true), &json!(revoked)), "{fact:#}");
        assert_eq!((&crl["signature_valid"], &crl["fresh"]), (&json!(true), &json!(true)));
        assert_eq!(is_revoked(&fact), revoked);
    }
    let (fact, _) = told(&stage, "gone", None, silence);
    assert_eq!(fact["revocation"]["crl"]["unknown"]["reason"], json!("timeout"));
    stage.now += jiff::SignedDuration::from_hours(24 * 20);
    let (fact, _) = told(&stage, "kept", None, |_| response(list.clone()));
    assert_eq!(fact["revocation"]["crl"]["checked"], json!(false), "an old list proves nothing");
}

#[test]
fn a_responder_is_asked_in_a_form_that_openssl_understands() {
    let mut stage = stage();
    stage.permit(8082..=8082);
    for (name, status) in [("kept", "good"), ("gone", "revoked")] {
        let (fact, jobs) = told(&stage, name, None, |job| {
            let Job::Fetch(_, asked) = job else { panic!("{job:?}") };
            assert_eq!((asked.method.as_str(), asked.path.as_str()), ("POST", "/ocsp"));
            let body = asked.plain_body().expect("no secret");
            assert_eq!(body, request(name));
            response(ocsp(&body, "middle"))
        });
        assert_eq!(jobs.len(), 2);
        let ocsp = &fact["revocation"]["ocsp"];
        assert_eq!((&ocsp["status"], &ocsp["signature_valid"]), (&json!(status), &json!(true)), "{fact:#}");
        assert_eq!(ocsp["fresh"], json!(true));
        assert_eq!(is_revoked(&fact), status == "revoked");
    }
}

#[test]
fn a_staple_counts_only_from_the_issuer_or_whom_it_appointed() {
    for (name, signer, status, valid) in [
        ("kept", "middle", "good", true),
        ("kept", "responder", "good", true),
        ("gone", "responder", "revoked", true),
        ("gone", "other", "revoked", false),
    ] {
        let staple = ocsp(&request(name), signer);
        let (fact, _) = told(&stage(), name, Some(&staple), silence);
        let told = &fact["revocation"]["staple"];
        assert_eq!((&told["status"], &told["signature_valid"]), (&json!(status), &json!(valid)), "{signer} {fact:#}");
        assert_eq!(fact["revocation"]["staple_state"], json!(if valid { "sound" } else { "wrong-signature" }));
        assert_eq!(is_revoked(&fact), valid && status == "revoked", "{signer}");
    }
    let staple = ocsp(&request("kept"), "middle");
    let (fact, _) = told(&stage(), "gone", Some(&staple), silence);
    assert_eq!(fact["revocation"]["staple"]["unknown"]["reason"], json!("parse"), "it is about another certificate");
    assert_eq!(fact["revocation"]["staple_state"], json!("wrong-certificate"));
    // tryLater (RFC 6960 4.2.1), and rubbish.
    for (bytes, state) in [(&[0x30, 3, 0x0a, 1, 3][..], "no-status"), (b"rubbish", "malformed")] {
        let (fact, _) = told(&stage(), "kept", Some(&bytes.to_vec()), silence);
        assert_eq!(fact["revocation"]["staple_state"], json!(state));
    }
    let (none, _) = told(&stage(), "kept", None, silence);
    assert_eq!(none["revocation"]["staple_state"], json!("missing"));
    let mut early = stage();
    early.now -= jiff::SignedDuration::from_hours(1);
    let (fact, _) = told(&early, "kept", Some(&staple), silence);
    assert_eq!(fact["revocation"]["staple_state"], json!("early"));
    let mut late = stage();
    late.now += jiff::SignedDuration::from_hours(24 * 5);
    let (fact, _) = told(&late, "kept", Some(&staple), silence);
    assert_eq!(fact["revocation"]["staple"]["fresh"], json!(false));
    assert_eq!(fact["revocation"]["staple_state"], json!("stale"));
}

#[tokio::test]
async fn a_real_server_staples_and_one_that_does_not_is_told() {
    let staple = ocsp(&request("kept"), "middle");
    fs::write(REVOKED.folder().join("staple.der"), staple).expect("a file");
    let arguments = ["-cert", "kept.pem", "-key", "kept.key", "-cert_chain", "middle.pem"];
    for stapling in [&["-status_file", "staple.der"][..], &[]] {
        let server = OpenSsl::start(REVOKED.folder(), &[&arguments, stapling].concat());
        let value = Stage::new(server.endpoint.clone(), REVOKED.stores()).perform(&CertificateProbe).await;
        let fact = serde_json::to_value(value).expect("JSON");
        let told = &fact["revocation"]["staple"];
        let expected = if stapling.is_empty() { Json::Null } else { json!("good") };
        assert_eq!(told["status"], expected, "{fact:#}");
        assert_eq!(told.is_null(), stapling.is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn damaged_responses_and_lists_never_panic_and_prove_nothing(
        changes in prop::collection::vec((any::<prop::sample::Index>(), 1..=255_u8), 1..4),
    ) {
        static SOUND: LazyLock<(Vec<u8>, Vec<u8>)> = LazyLock::new(|| {
            (ocsp(&request("kept"), "middle"), fs::read(REVOKED.folder().join("list.crl")).expect("a list"))
        });
        let damage = |sound: &[u8]| {
            let mut damaged = sound.to_vec();
            for (place, value) in &changes {
                let place = place.index(damaged.len());
                damaged[place] ^= value;
            }
            damaged
        };
        let (staple, list) = (damage(&SOUND.0), damage(&SOUND.1));
        let mut stage = stage();
        stage.permit(8081..=8081);
        let (fact, _) = told(&stage, "kept", Some(&staple), |_| response(list.clone()));
        let told = &fact["revocation"];
        // Only the outermost heads are not signed.
        let signed = staple[60..] != SOUND.0[60..];
        prop_assert!(!signed || told["staple"]["signature_valid"] != json!(true), "{fact:#}");
        prop_assert!(list == SOUND.1 || told["crl"]["checked"] != json!(true), "{fact:#}");
        prop_assert!(!is_revoked(&fact));
    }
}
