//! Servers that are right and wrong about client certificates: OpenSSL, GnuTLS, and one of our own.

mod servers;
mod statuses;
mod world;

use rustls::ProtocolVersion::{TLSv1_2, TLSv1_3};
use serde_json::{Value as Json, json};

use crate::probe::Probe;
use crate::wire::rehearsal::OpenSsl;
use crate::wire::{Alert, Answer, Identity, Job, Offer, Phase, Request, Stop};
use servers::{GnuTls, choosy};
use world::{WORLD, bearer};

/// What OpenSSL is told of its own certificate and the authority of the clients.
const OPENSSL: [&str; 6] = ["-cert", "server.pem", "-key", "server.key", "-CAfile", "authority.pem"];

fn openssl(more: &[&str]) -> OpenSsl {
    OpenSsl::start(WORLD.folder(), &[&OPENSSL, more].concat())
}

/// `refused` of every trial, `null` where there was none.
fn refusals(fact: &Json) -> Json {
    let trial = |name: &str| fact[name]["refused"].clone();
    json!([trial("without"), trial("stranger"), trial("foreign"), trial("expired"), trial("declared")])
}

fn soundly(fact: &Json) {
    assert_eq!(fact["asked"], json!(true), "{fact:#}");
    assert_eq!(refusals(fact), json!([true, true, true, true, false]), "{fact:#}");
}

#[tokio::test]
async fn a_sound_openssl_turns_away_all_but_the_declared_bearer() {
    for (version, layer, nothing) in [
        ("-tls1_2", "handshake", "handshake_failure (40)"),
        ("-tls1_3", "after_handshake", "certificate_required (116)"),
    ] {
        let server = openssl(&["-Verify", "1", "-verify_return_error", version]);
        let (fact, connections) = WORLD.look(server.endpoint.port).await;
        soundly(&fact);
        assert_eq!(fact["without"]["by"], json!(nothing), "{fact:#}");
        for (trial, alert) in
            [("stranger", "unknown_ca (48)"), ("foreign", "unknown_ca (48)"), ("expired", "certificate_expired (45)")]
        {
            assert_eq!((&fact[trial]["layer"], &fact[trial]["by"]), (&json!(layer), &json!(alert)), "{fact:#}");
        }
        assert_eq!((&fact["declared"]["layer"], &fact["declared"]["by"]), (&json!("http"), &json!("HTTP 200")));
        assert_eq!(connections, 5, "one for each trial, and none more");
        assert_eq!(fact["own"]["subject"], json!("C=VN, CN=so-mau"), "{fact:#}");
        assert_eq!((&fact["own"]["client_usage"], &fact["own"]["self_signed"]), (&json!(true), &json!(false)));
    }
}

#[tokio::test]
async fn an_openssl_that_demands_a_certificate_and_verifies_none_is_found_out() {
    for version in ["-tls1_2", "-tls1_3"] {
        let server = openssl(&["-Verify", "1", version]);
        let (fact, _) = WORLD.look(server.endpoint.port).await;
        assert_eq!(refusals(&fact), json!([true, false, false, false, false]), "{fact:#}");
    }
}

#[tokio::test]
async fn an_openssl_that_asks_and_does_not_insist_is_found_out() {
    for version in ["-tls1_2", "-tls1_3"] {
        let server = openssl(&["-verify", "1", "-verify_return_error", version]);
        let (fact, _) = WORLD.look(server.endpoint.port).await;
        assert_eq!(refusals(&fact), json!([false, true, true, true, false]), "{fact:#}");
    }
}

#[tokio::test]
async fn where_nothing_is_asked_nothing_is_presented() {
    let server = openssl(&[]);
    let (fact, connections) = WORLD.look(server.endpoint.port).await;
    assert_eq!(fact["asked"], json!(false));
    assert_eq!(refusals(&fact), json!([false, null, null, null, null]), "{fact:#}");
    assert_eq!(connections, 1);
}

#[tokio::test]
async fn gnutls_is_understood_whether_it_verifies_or_not() {
    for version in ["TLS1.2", "TLS1.3"] {
        let sound = GnuTls::start(version, &["--require-client-cert", "--verify-client-cert"]).await;
        let (fact, _) = WORLD.look(sound.port).await;
        soundly(&fact);
        let lax = GnuTls::start(version, &["--require-client-cert"]).await;
        let (fact, _) = WORLD.look(lax.port).await;
        assert_eq!(refusals(&fact), json!([true, false, false, false, false]), "{fact:#}");
    }
}

#[tokio::test]
async fn a_server_that_forgets_the_date_alone_is_found_out() {
    for version in [TLSv1_2, TLSv1_3] {
        let port = choosy(version, &["own", "expired"], "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
        let (fact, _) = WORLD.look(port).await;
        assert_eq!(refusals(&fact), json!([true, true, true, false, false]), "{fact:#}");
        let port = choosy(version, &["own"], "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
        soundly(&WORLD.look(port).await.0);
    }
}

#[tokio::test]
async fn a_server_that_refuses_the_declared_bearer_too_is_told() {
    for version in [TLSv1_2, TLSv1_3] {
        let port = choosy(version, &["expired"], "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
        let (fact, connections) = WORLD.look(port).await;
        assert_eq!(refusals(&fact), json!([true, true, true, false, true]), "{fact:#}");
        assert_eq!(connections, 6);
    }
}

#[tokio::test]
async fn keys_of_every_kind_are_presented_in_both_versions() {
    for version in ["-tls1_2", "-tls1_3"] {
        let server = openssl(&["-Verify", "1", "-verify_return_error", version]);
        for kind in ["rsa", "p384", "p521", "ed25519"] {
            let scene = WORLD.scene(server.endpoint.port, &bearer("client_certificate", kind));
            let (seen, _) = scene.play_live(&super::MutualTlsProbe).await;
            let value = super::MutualTlsProbe.fact(&scene.target(), &seen);
            let fact = serde_json::to_value(value).expect("JSON");
            if (kind, version) == ("p521", "-tls1_2") {
                // Below TLS 1.3 the curve must be among the groups of the hello (RFC 8422, section 5.1.1), and we
                // speak none of that length: the objection is not to the certificate, and nothing is said of it.
                assert_eq!(fact["declared"]["unknown"]["reason"], json!("refused"), "{fact:#}");
                continue;
            }
            assert_eq!(fact["declared"]["refused"], json!(false), "{kind} {version}: {fact:#}");
        }
    }
}

#[tokio::test]
async fn a_handshake_and_a_fetch_tell_how_the_certificate_was_taken() {
    let server = openssl(&["-Verify", "1", "-verify_return_error", "-tls1_3"]);
    let scene = WORLD.scene(server.endpoint.port, &bearer("client_certificate", "own"));
    let wire = scene.wire();
    let target = scene.target();
    let endpoint = target.endpoint.expect("an endpoint");
    let crate::system::Place::Web(web) = &target.subject.place else { panic!("a web endpoint") };
    let own = super::bearing::identity(web);
    let stranger = Some(Identity::stranger(web.client.own.as_ref()));
    for (identity, gave, stop) in [
        (own.clone(), true, None),
        (stranger.clone(), true, Some(Stop::Alert(Alert { level: 2, description: 48 }))),
        (None, false, None),
    ] {
        let offer = Offer::modern(&endpoint.name).with_identity(identity);
        let outcome = wire.perform(&Job::Handshake(endpoint.clone(), offer)).await;
        let Ok(Answer::Session(session)) = outcome else { panic!("{outcome:?}") };
        assert!(session.asks_certificate);
        assert_eq!((session.gave_certificate, session.stop), (gave, stop));
    }
    let request = Request::get(true, &endpoint.name, endpoint.port, "/");
    let fetch = |identity| Job::Fetch(endpoint.clone(), request.clone().with_identity(identity));
    let outcome = wire.perform(&fetch(own)).await;
    assert!(matches!(&outcome, Ok(Answer::Response(response)) if response.status == 200), "{outcome:?}");
    // Whether the alert or the reset comes first is the network's to say; a refusal it is either way.
    let trouble = wire.perform(&fetch(stranger)).await.expect_err("a refusal");
    assert!(trouble.phase >= Phase::Tls, "{trouble:?}");
    let unknown = wire.perform(&fetch(Some(Identity::Declared("nobody.pem".into(), None)))).await;
    assert_eq!(unknown.map(drop).map_err(|trouble| trouble.phase), Err(Phase::Permit));
}

#[tokio::test]
async fn an_endpoint_that_demands_a_certificate_still_shows_everything_else() {
    let port = choosy(TLSv1_3, &["own"], "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
    let scene = WORLD.scene(port, &bearer("client_certificate", "own"));
    let (seen, _) = scene.play_live(&crate::probe::http::HttpProbe).await;
    let value = crate::probe::http::HttpProbe.fact(&scene.target(), &seen);
    let fact = serde_json::to_value(value).expect("JSON");
    assert_eq!(fact["response"]["status"], json!(200), "{fact:#}");
    let certificate = crate::probe::probe("certificate").expect("a probe");
    let (seen, _) = scene.play_live(certificate).await;
    let fact = serde_json::to_value(certificate.fact(&scene.target(), &seen)).expect("JSON");
    assert_eq!(fact["leaf"]["subject"], json!("CN=portal.test"), "{fact:#}");
}

#[test]
fn without_a_declaration_nothing_is_asked_and_the_jobs_are_the_same_as_ever() {
    let scene = WORLD.scene(443, "");
    assert!(!super::MutualTlsProbe.concerns(scene.target().subject));
    assert_eq!(super::MutualTlsProbe.wants(&scene.target(), &Default::default()), []);
    let value = super::MutualTlsProbe.fact(&scene.target(), &Default::default());
    assert_eq!(value, crate::fact::Value::Absent);
    let tls = crate::probe::probe("tls").expect("a probe");
    let plain = Job::Handshake(scene.target().endpoint.expect("an endpoint").clone(), Offer::modern("portal.test"));
    assert!(tls.wants(&scene.target(), &Default::default()).contains(&plain));
}
