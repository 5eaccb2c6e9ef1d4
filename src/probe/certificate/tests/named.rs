//! Named stores: each judges alone, and the others only make the reason precise.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value as Json, json};

use super::{CA, Order, World, assert_reason, authority, fact};
use crate::probe::TrustStores;
use crate::probe::rehearsal::Stage;
use crate::system::{Purpose, TrustStore};

/// The fact about `presented`, judged by `store`; the root is in the platform's store, the stranger in our own.
fn judged(world: &World, presented: &[&str], store: &str) -> Json {
    let own = |name: &str, purpose, file: &str| TrustStore {
        name: name.to_owned(),
        purpose,
        folder: None,
        files: vec![PathBuf::from(world.folder()).join(file)],
        span: 0..0,
    };
    let declared = [
        own("nen-tang", Purpose::Platform, "root.pem"),
        own("rieng", Purpose::Organisation, "stranger.pem"),
        own("ban-sao", Purpose::Organisation, "root.pem"),
    ];
    let mut stage = Stage::imagined();
    stage.stores = TrustStores::with(&declared).expect("stores");
    stage.judged_by(store);
    fact(&stage, presented.iter().map(|name| world.der(name)).collect())
}

#[test]
fn only_the_declared_store_judges_and_the_others_are_named() {
    let world = World::build();
    world.leaf("sound", "middle", |_| {});
    world.leaf("direct", "root", |_| {});
    let held = judged(&world, &["sound", "middle"], "nen-tang");
    assert_reason(&held, "ok");
    assert_eq!((&held["path"]["store"], &held["path"]["holds_in"]), (&json!("nen-tang"), &json!([])));
    // Nothing is missing from a chain that holds elsewhere, with intermediates or without.
    for presented in [&["sound", "middle"][..], &["direct"]] {
        for store in ["web", "rieng"] {
            let other = judged(&world, presented, store);
            assert_reason(&other, "unknown-issuer");
            assert_eq!(other["path"]["holds_in"], json!(["nen-tang", "ban-sao"]), "{presented:?} {store}");
        }
    }
    let broken = judged(&world, &["sound"], "web");
    assert_reason(&broken, "missing-intermediate");
    assert_eq!(broken["path"]["holds_in"], json!([]), "it holds nowhere");
    let undeclared = judged(&world, &["sound", "middle"], "folder");
    assert_eq!(undeclared["path"]["unknown"]["reason"], json!("not-collected"));
}

#[test]
fn a_root_of_one_store_is_no_root_of_another_even_where_it_is_sent_along() {
    let world = World::build();
    world.issue(&Order { extensions: CA, ..authority("far", "stranger") });
    world.leaf("theirs", "far", |_| {});
    let fact = judged(&world, &["theirs", "far", "stranger"], "nen-tang");
    assert_reason(&fact, "unknown-issuer");
    assert_eq!(fact["path"]["holds_in"], json!(["rieng"]));
    fs::remove_file(world.folder().join("theirs.key")).expect("the world is a real one");
}
