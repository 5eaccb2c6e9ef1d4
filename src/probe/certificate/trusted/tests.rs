use super::*;
use crate::probe::certificate::CertificateProbe;
use crate::probe::certified::{Certified, Proof};
use crate::probe::scene::Scene;
use crate::probe::{Probe, Seen};

/// What a server shows in the handshake of the inspection, and the scene that it stands in.
async fn shown(proof: Proof) -> (Scene, Session) {
    let server = Certified::service(proof).await;
    let scene = server.scene("site", "/", "store: web");
    let target = scene.target();
    let job = bearing::session(&target.subject.place, target.endpoint.expect("an endpoint"));
    match scene.wire().perform(&job).await {
        Ok(Answer::Session(session)) => (scene, *session),
        other => panic!("{other:?}"),
    }
}

fn denied(scene: &Scene, session: &Session, why: &str) {
    let gap = trusted(&scene.target(), session).expect_err(why);
    assert_eq!(gap.reason, Reason::Denied);
    assert!(gap.detail.en.contains("no lent password or token") && gap.detail.en.contains(why), "{}", gap.detail.en);
    assert_ne!(gap.detail.vi, gap.detail.en);
}

#[tokio::test]
async fn a_certificate_is_trusted_by_store_name_and_life() {
    let (scene, session) = shown(Proof::Sound).await;
    assert_eq!(trusted(&scene.target(), &session), Ok(()));
    for (proof, why) in Proof::FALSE {
        let (scene, session) = shown(proof).await;
        denied(&scene, &session, why);
    }
}

#[tokio::test]
async fn a_certificate_whose_key_signed_nothing_proves_nothing() {
    let (scene, session) = shown(Proof::Sound).await;
    denied(&scene, &Session { signature_checked: false, ..session.clone() }, "cannot be verified");
    denied(&scene, &Session { chain: Vec::new(), ..session.clone() }, "no valid X.509");
    denied(&scene, &Session { chain: vec![b"no certificate".to_vec()], ..session }, "no valid X.509");
}

#[test]
fn a_declared_plain_address_is_taken_as_it_is_and_a_handshake_is_waited_for() {
    let seen = Seen::default();
    for (scheme, jobs) in [("http", 0), ("https", 1)] {
        let scene = Scene::new(&format!("{{id: c, kind: site, url: '{scheme}://cong.test/', addresses: [127.0.0.1]}}"));
        let mut walk = Walk::new(&seen);
        assert_eq!(lendable(&scene.target(), &mut walk).is_ok(), jobs == 0);
        let wants = walk.into_jobs();
        assert_eq!(wants.len(), jobs);
        // The first job of the probe `certificate`: the two are merged.
        assert_eq!(wants, CertificateProbe.wants(&scene.target(), &seen));
    }
}
