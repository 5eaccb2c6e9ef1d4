//! Time stamps, evidence and archive stamps through the program, from a real authority on loopback.

use std::fs;
use std::io::{Read, Write};

use jiff::Timestamp;
use kiemtra::seal::{Certificate, Level, Policy, Standing, Trust, verify};

use super::desk::{Desk, valid_fields, verified};
use crate::support::{Near, Raw, free_ports, has_pyhanko, pyhanko, read_request, world};

/// OpenSSL's authority behind a small server; its address.
fn authority() -> String {
    let port = Raw::start(|mut stream| {
        let head = read_request(&mut stream).to_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
        let mut body = vec![0; length];
        if stream.read_exact(&mut body).is_err() {
            return;
        }
        let reply = world().stamped(&body);
        let kind = "application/timestamp-reply";
        let head = format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n", reply.len());
        let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&reply));
    });
    format!("http://127.0.0.1:{port}/")
}

/// A trust folder with the root as a national anchor, and the lists.
fn trust(desk: &Desk, root: &str) {
    desk.world.write("trust/national/root.pem", world().read(&format!("{root}.pem")));
    for list in ["root.crl", "sub.crl"] {
        desk.world.write(&format!("trust/{list}"), world().read(list));
    }
}

#[test]
fn a_signature_is_stamped_kept_and_archived_and_others_sign_after_it() {
    let (desk, address) = (Desk::new(), authority());
    trust(&desk, "root");
    let done = desk.sign("operator", "leader", &["--time-stamp", &address, "--format", "json"]);
    assert!(done.code == 0 && done.stdout.contains("\"level\":\"PAdES B-T\""), "{} {}", done.stdout, done.stderr);
    assert!(done.stderr.contains("Asked: 127.0.0.1"), "{}", done.stderr);
    let long = ["--time-stamp", &address, "--long-term", "--archive", "--trust", "trust"];
    let done = desk.sign("vendor", "clerk", &long);
    assert!(done.code == 0 && done.stderr.contains("Signed (PAdES B-LTA)"), "{}", done.stderr);
    assert!(!done.stderr.contains("no anchors are named"), "{}", done.stderr);
    desk.signed("secretary", "judge");
    let found = verified(desk.bytes());
    assert_eq!(found.standing(), Standing::Valid, "{:#?}", found.signatures);
    let levels: Vec<_> = found.signatures.iter().filter(|one| !one.is_stamp).map(|one| one.level).collect();
    assert_eq!(levels, [Some(Level::Lta), Some(Level::Lta), Some(Level::B)], "the evidence is for all before it");
    if has_pyhanko() {
        assert!(pyhanko(&desk.bytes()).iter().all(|line| line.contains(" True ")), "{:?}", pyhanko(&desk.bytes()));
    }
}

/// The trust folder has the root and no list: all of the evidence comes from where certificates say.
#[test]
fn evidence_is_fetched_from_where_certificates_say_and_kept_in_the_file() {
    let (near, desk) = (Near::start(), Desk::new());
    desk.world.write("trust/national/root.pem", world().read("root.pem"));
    let address = near.stamper();
    let done = desk.sign("operator", "leader", &["--time-stamp", &address, "--long-term", "--trust", "trust"]);
    assert!(done.code == 0 && done.stderr.contains("Signed (PAdES B-LT)"), "{}", done.stderr);
    assert_eq!(near.asked(), ["GET /root.crl", "GET /sub.crl", "POST /ocsp", "POST /stamp"]);
    assert!(done.stderr.contains("Asked: 127.0.0.1"), "{}", done.stderr);
    // What was fetched is enough for whoever verifies later without a network.
    let root = Certificate::read_all(&world().read("root.pem")).expect("a certificate");
    let trust = Trust { anchors: root, ..Trust::default() };
    let found = verify(desk.bytes(), &trust, &Policy::default(), Timestamp::now()).expect("a sound file");
    assert_eq!((found.standing(), found.signatures[0].level), (Standing::Valid, Some(Level::Lt)), "{found:#?}");
    assert_eq!(near.asked(), Vec::<String>::new());
    // Nobody signs with what is revoked: the responder is asked before the file is written.
    near.revoke("clerk");
    let before = desk.bytes();
    let done = desk.sign("vendor", "clerk", &["--time-stamp", &address, "--long-term", "--trust", "trust"]);
    assert!(done.code != 0 && done.stderr.contains("revoked"), "{} {}", done.code, done.stderr);
    assert!(desk.bytes() == before);
}

#[test]
fn nothing_is_signed_more_weakly_than_was_asked() {
    let desk = Desk::new();
    let before = desk.bytes();
    let [port] = free_ports::<1>();
    let nobody = format!("http://127.0.0.1:{port}/");
    let done = desk.sign("operator", "leader", &["--time-stamp", &nobody, "--time-stamp-wait", "1"]);
    desk.refused(&done, 75, "no time stamp could be had");
    let address = authority();
    let stamped = ["--time-stamp", address.as_str()];
    desk.refused(
        &desk.sign("operator", "leader", &[&stamped[..], &["--long-term"]].concat()),
        64,
        "--long-term has to know",
    );
    desk.refused(&desk.sign("operator", "leader", &["--long-term"]), 64, "--time-stamp");
    trust(&desk, "root");
    fs::remove_file(desk.world.path("trust/sub.crl")).expect("gone");
    let done = desk.sign("operator", "leader", &[&stamped[..], &["--long-term", "--trust", "trust"]].concat());
    desk.refused(&done, 75, "no revocation data could be had");
    trust(&desk, "stranger");
    let done = desk.sign("operator", "leader", &["--trust", "trust"]);
    desk.refused(&done, 77, "no path leads from the certificate");
    assert!(desk.bytes() == before);
}

#[test]
fn a_signature_from_elsewhere_is_stamped_when_it_comes() {
    let desk = Desk::new();
    desk.world.write("chain.pem", [world().read("leader.pem"), world().read("sub.pem")].concat());
    let own = [
        "sign",
        "report.pdf",
        "--prepare",
        "--role",
        "operator",
        "--certificate",
        "chain.pem",
        "--output",
        "waiting.pdf",
    ];
    let prepared = desk.world.kiemtra(&own);
    assert_eq!(prepared.code, 0, "{}", prepared.stderr);
    let key = world().path("leader.key");
    let sign = ["dgst", "-sha256", "-sign", crate::support::path(&key), "-out", "signature", "waiting.pdf.to-sign.der"];
    crate::support::run("openssl", &sign, &desk.world.path(""));
    let address = authority();
    let done =
        desk.world.kiemtra(&["sign", "--finish", "waiting.pdf", "--signature", "signature", "--time-stamp", &address]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    assert_eq!(valid_fields(desk.bytes()), ["operator-signature"]);
    assert_eq!(verified(desk.bytes()).signatures[0].level, Some(Level::T));
}
