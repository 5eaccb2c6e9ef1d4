//! The engine against real servers: every suite it claims, in every version, and every act.

use super::{Act, Conduct, PremasterForm, Provocation, RecordForm, Stage, finishable_cbc_suites, finishable_suites};
use crate::wire::rehearsal::{OpenSsl, openssl, perform};
use crate::wire::{Answer, Endpoint, Hello, Job, Reaction, TlsVersion, suite_name};

/// A folder with an RSA and an ECDSA certificate.
pub(super) fn keys() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    openssl(folder.path(), "req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -subj /CN=a -days 9");
    let curve = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ec.key -out ec.pem -subj /CN=a";
    openssl(folder.path(), curve);
    folder
}

/// A server with both certificates that takes every suite in every version it has.
fn server(folder: &tempfile::TempDir, arguments: &[&str]) -> OpenSsl {
    let mut all = vec!["-cert", "cert.pem", "-key", "key.pem", "-dcert", "ec.pem", "-dkey", "ec.key"];
    all.extend(["-cipher", "ALL:@SECLEVEL=0"]);
    all.extend(arguments);
    OpenSsl::start(folder.path(), &all)
}

fn hello(version: TlsVersion, suites: Vec<u16>) -> Hello {
    let alpn = vec!["http/1.1".to_owned()];
    Hello::of_version(version, "portal.example.vn").with_suites(suites).with_alpn(alpn)
}

async fn react(endpoint: &Endpoint, act: Act, hello: Hello) -> Reaction {
    match perform(&Job::Provoke(endpoint.clone(), Provocation { act, hello })).await {
        Ok(Answer::Reaction(reaction)) => reaction,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn every_suite_of_every_version_is_finished_with_openssl() {
    let folder = keys();
    let server = server(&folder, &[]);
    for version in [TlsVersion::Tls10, TlsVersion::Tls11, TlsVersion::Tls12] {
        for suite in finishable_suites(version) {
            // OpenSSL wants the certificate's curve among the groups; the wire offers all it can compute with.
            let reaction = react(&server.endpoint, Act::Record(RecordForm::Right), hello(version, vec![suite])).await;
            let name = suite_name(suite);
            assert!(matches!(reaction.conduct, Conduct::Data(1..)), "{} {name}: {reaction:?}", version.shown());
        }
    }
}

#[tokio::test]
async fn a_sound_server_refuses_every_wrong_record_alike() {
    let folder = keys();
    let server = server(&folder, &[]);
    for version in [TlsVersion::Tls10, TlsVersion::Tls11, TlsVersion::Tls12] {
        let mut reactions = Vec::new();
        for form in RecordForm::ALL {
            let suites = finishable_cbc_suites(version);
            reactions.push(react(&server.endpoint, Act::Record(form), hello(version, suites)).await);
        }
        let (right, wrong) = reactions.split_first().expect("reactions");
        assert!(matches!(right.conduct, Conduct::Data(1..)), "{right:?}");
        for reaction in wrong {
            assert!(
                matches!(reaction.conduct, Conduct::Alert { alert, .. } if alert.description == 20),
                "{reaction:?}"
            );
            assert!(reaction.looks_like(&wrong[0]), "{wrong:?}");
        }
    }
}

#[tokio::test]
async fn a_sound_server_takes_every_premaster_alike() {
    let folder = keys();
    let server = server(&folder, &[]);
    for whole in [true, false] {
        let mut reactions = Vec::new();
        for form in PremasterForm::ALL {
            let act = Act::Premaster { form, whole };
            reactions.push(react(&server.endpoint, act, hello(TlsVersion::Tls12, vec![0x002f])).await);
        }
        assert!(reactions.iter().all(|reaction| reaction.looks_like(&reactions[0])), "{reactions:?}");
        assert_eq!(reactions[0].stage == Stage::After, !whole, "{reactions:?}");
        assert!(matches!(reactions[0].conduct, Conduct::Alert { .. }), "{reactions:?}");
    }
}

#[tokio::test]
async fn an_early_change_of_ciphers_is_refused_at_once() {
    let folder = keys();
    let server = server(&folder, &[]);
    for version in [TlsVersion::Tls10, TlsVersion::Tls12] {
        let act = Act::EarlyChangeCipherSpec;
        let reaction = react(&server.endpoint, act, hello(version, finishable_suites(version))).await;
        assert_eq!(reaction.stage, Stage::Act);
        assert!(matches!(reaction.conduct, Conduct::Alert { alert, .. } if alert.description == 10), "{reaction:?}");
    }
}

#[tokio::test]
async fn renegotiation_is_seen_as_it_is_configured() {
    let folder = keys();
    for (arguments, secure, insecure) in [
        (&["-client_renegotiation"][..], true, false),
        (&["-client_renegotiation", "-legacy_renegotiation"], true, true),
        (&["-no_renegotiation"], false, false),
        (&[], false, false),
    ] {
        let server = server(&folder, arguments);
        for (asked, expected) in [(true, secure), (false, insecure)] {
            let act = Act::Renegotiate { secure: asked };
            let suites = finishable_suites(TlsVersion::Tls12);
            let reaction = react(&server.endpoint, act, hello(TlsVersion::Tls12, suites)).await;
            assert_eq!(reaction.conduct == Conduct::Accepted, expected, "{arguments:?} {asked}: {reaction:?}");
            assert!(reaction.stage > Stage::Before && reaction.conduct != Conduct::Silence, "{reaction:?}");
        }
    }
}

#[tokio::test]
async fn a_ticket_is_taken_and_its_session_resumed() {
    let folder = keys();
    let server = server(&folder, &[]);
    let hello = hello(TlsVersion::Tls12, finishable_suites(TlsVersion::Tls12));
    let reaction = react(&server.endpoint, Act::TakeTicket, hello.clone()).await;
    let Conduct::Ticket(ticket) = reaction.conduct else { panic!("{reaction:?}") };
    assert!(!format!("{ticket:?}").contains(','), "a ticket is never shown");
    let reaction = react(&server.endpoint, Act::OfferTicket(ticket), hello.clone()).await;
    assert_eq!(reaction.conduct, Conduct::Resumed { echoed: 1 });
    let forged = super::Ticket::new(&[7; 100]).expect("a ticket");
    assert_eq!(react(&server.endpoint, Act::OfferTicket(forged), hello).await.conduct, Conduct::Accepted);
}

#[tokio::test]
async fn a_client_certificate_that_is_asked_for_is_declined() {
    let folder = keys();
    let (asking, demanding) = (server(&folder, &["-verify", "1"]), server(&folder, &["-Verify", "1"]));
    let hello = || hello(TlsVersion::Tls12, vec![0xc013]);
    let reaction = react(&asking.endpoint, Act::Record(RecordForm::Right), hello()).await;
    assert!(matches!(reaction.conduct, Conduct::Data(1..)), "{reaction:?}");
    let reaction = react(&demanding.endpoint, Act::Record(RecordForm::Right), hello()).await;
    assert_eq!(reaction.stage, Stage::Before);
    assert!(matches!(reaction.conduct, Conduct::Alert { .. }), "{reaction:?}");
}
