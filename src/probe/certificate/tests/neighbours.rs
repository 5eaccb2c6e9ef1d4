//! One key under two names of a system.

use serde_json::{Value as Json, json};

use super::{CertificateProbe, World, session};
use crate::fact::{Gap, Reason};
use crate::probe::rehearsal::{NAME, Stage};
use crate::probe::{Probe as _, Seen};
use crate::system::Kind;
use crate::text::Text;
use crate::wire::rehearsal::{OpenSsl, openssl};
use crate::wire::{Endpoint, Job, Outcome, Phase, Trouble};

fn silence() -> Outcome {
    Err(Trouble { reason: Reason::Timeout, phase: Phase::Connect, elapsed_ms: 1, detail: Text::same("silent") })
}

/// The fact where each server shows the certificate that `shown` gives for its port, or is silent.
fn told(stage: &Stage, world: &World, shown: impl Fn(u16) -> Option<&'static str>) -> (Json, Vec<Job>) {
    let (value, jobs) = stage.play(&CertificateProbe, |job| {
        let port = job.endpoint().expect("a back-end").port;
        shown(port).map_or_else(silence, |name| Ok(session(vec![world.der(name), world.der("middle")], None)))
    });
    (serde_json::to_value(value).expect("JSON")["shared_key_with"].clone(), jobs)
}

/// A leaf, another certificate for the same key, and a leaf with a key of its own.
fn world() -> World {
    let world = World::build();
    world.leaf("one", "middle", |_| {});
    world.leaf("other", "middle", |_| {});
    openssl(
        world.folder(),
        "x509 -req -in one.csr -CA middle.pem -CAkey middle.key -set_serial 77 -days 9 -sha256 -out again.pem",
    );
    world
}

#[test]
fn the_same_key_is_told_from_the_same_certificate_and_from_silence() {
    let world = world();
    let mut stage = Stage::imagined();
    stage.stores = world.stores();
    for (id, port) in [("test", 1001), ("twin", 1002), ("apart", 1003), ("silent", 1004)] {
        stage.add_neighbour(id, Kind::Site, &format!("{id}.example.vn"), port);
    }
    let (shared, jobs) = told(&stage, &world, |port| match port {
        443 => Some("one"),
        1001 => Some("again"),
        1002 => Some("one"),
        1003 => Some("other"),
        _ => None,
    });
    assert_eq!(jobs.len(), 5, "{jobs:?}");
    assert_eq!(shared[0], json!({"subject": "test", "shared": true, "same_certificate": false}), "{shared:#}");
    assert_eq!(shared[1], json!({"subject": "twin", "shared": true, "same_certificate": true}));
    assert_eq!(shared[2]["subject"], json!("silent"));
    assert_eq!(shared[2]["shared"]["unknown"]["reason"], json!("timeout"), "{shared:#}");
    assert!(shared[2]["shared"]["unknown"]["detail"]["en"].as_str().is_some_and(|text| text.starts_with("silent: ")));
    assert_eq!(shared.as_array().map(Vec::len), Some(3), "who shows another key is not listed");
}

#[test]
fn one_server_under_one_name_is_not_another_subject() {
    let world = world();
    let mut stage = Stage::imagined();
    stage.stores = world.stores();
    stage.add_neighbour("portal", Kind::Site, "own.example.vn", 1);
    stage.add_neighbour("sign-in", Kind::SignIn, NAME, 443);
    stage.add_neighbour("more", Kind::Site, NAME, 8443);
    let (shared, jobs) = told(&stage, &world, |_| Some("one"));
    assert_eq!((shared, jobs.len()), (json!([]), 1));
    stage.add_neighbour("service", Kind::Api, NAME, 8444);
    let (shared, _) = told(&stage, &world, |_| Some("one"));
    assert_eq!(shared, json!([{"subject": "service", "shared": true, "same_certificate": true}]));
}

#[test]
fn any_back_end_proves_it_and_an_unknown_name_leaves_it_open() {
    let world = world();
    let mut stage = Stage::imagined();
    stage.stores = world.stores();
    stage.add_neighbour("test", Kind::Site, "test.example.vn", 1001);
    let more: Vec<Endpoint> = stage.neighbours[0].endpoints.clone().expect("back-ends");
    stage.neighbours[0].endpoints = Ok([more.clone(), more.iter().map(|own| own.at_port(1002)).collect()].concat());
    stage.add_neighbour("lost", Kind::Site, "lost.example.vn", 1);
    stage.neighbours[1].endpoints = Err(Gap::from(Reason::Unreachable));
    for silent in [1001, 1002] {
        let (shared, _) = told(&stage, &world, |port| (port != silent).then_some("one"));
        assert_eq!(shared[0]["shared"], json!(true), "{silent} {shared:#}");
        assert_eq!(shared[1]["shared"]["unknown"]["reason"], json!("unreachable"));
    }
    let (shared, _) = told(&stage, &world, |port| match port {
        1001 => Some("other"),
        1002 => None,
        _ => Some("one"),
    });
    assert_eq!(shared[0]["shared"]["unknown"]["reason"], json!("timeout"), "{shared:#}");
}

#[test]
fn the_plan_shows_each_connection_with_its_own_subject() {
    let mut stage = Stage::imagined();
    stage.add_neighbour("test", Kind::Site, "test.example.vn", 1001);
    let first = CertificateProbe.wants(&stage.target(), &Seen::default());
    assert_eq!(first.len(), 1);
    assert_eq!(CertificateProbe.shared_jobs(&stage.target()), 1);
}

#[tokio::test]
async fn two_real_servers_with_one_key_are_found() {
    let world = world();
    let start = |name: &str| {
        let (certificate, key) = (format!("{name}.pem"), "one.key");
        OpenSsl::start(world.folder(), &["-cert", &certificate, "-key", key, "-cert_chain", "middle.pem"])
    };
    let (here, there) = (start("one"), start("again"));
    let mut stage = Stage::new(here.endpoint.clone(), world.stores());
    stage.add_neighbour("test", Kind::Site, "test.example.vn", there.endpoint.port);
    let fact = serde_json::to_value(stage.perform(&CertificateProbe).await).expect("JSON");
    assert_eq!(
        fact["shared_key_with"],
        json!([{"subject": "test", "shared": true, "same_certificate": false}]),
        "{fact:#}"
    );
}
