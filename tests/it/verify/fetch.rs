//! Revocation data that is fetched: the program itself asks a responder and a server of lists on loopback.

use std::fs;

use super::desk::{Desk, PARTIES, Stamper, line, signed};
use crate::support::{Near, world};

/// A desk whose trust folder holds the root and no list.
fn bare() -> Desk {
    let desk = Desk::new();
    fs::remove_file(desk.world.path("trust/national/root.crl")).expect("a list");
    fs::remove_file(desk.world.path("trust/sub.crl")).expect("a list");
    desk
}

#[test]
fn what_certificates_say_is_asked_and_makes_the_answer_whole() {
    let near = Near::start();
    let desk = bare();
    desk.world.write("trust/national/root.pem", world().read("root.pem"));
    PARTIES.iter().for_each(|(role, person)| desk.signs(role, person));
    near.asked();
    let alone = desk.document(&[]);
    assert_eq!((alone["answer"].as_str(), line(&alone, "signatures")), (Some("undetermined"), "unknown"), "{alone:#}");
    assert_eq!(near.asked(), Vec::<String>::new(), "nobody is asked without --fetch");
    let done = desk.verify(&["--fetch", "--json"]);
    assert_eq!(near.asked(), ["GET /root.crl", "GET /sub.crl", "POST /ocsp"]);
    let document: serde_json::Value = serde_json::from_str(&done.stdout).expect("JSON");
    assert_eq!((done.code, document["answer"].as_str()), (0, Some("holds")), "{document:#}");
    for signature in document["signatures"]["signatures"].as_array().expect("signatures") {
        let path = signature["path"].as_array().expect("a path");
        let told: Vec<_> = path.iter().map(|one| one["revocation"].as_str()).collect();
        assert_eq!(told, [Some("good"), Some("good"), None], "{signature:#}");
    }
    // A certificate that its authority has revoked since: the responder says so, whatever stood before.
    near.revoke("clerk");
    let late = signed(Desk::new().bytes(), "vendor-signature", "clerk", Some(&Stamper));
    desk.put(late);
    desk.says(77, &["was revoked on"], &["--fetch"]);
    assert!(near.asked().contains(&"POST /ocsp".to_owned()));
}
