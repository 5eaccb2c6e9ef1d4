//! Signers whom nobody may believe, and roles that are not theirs.

use jiff::{SignedDuration, Timestamp};

use super::desk::{Desk, Stamper, signed, signed_at};
use crate::support::world;

#[test]
fn revoked_expired_and_unknown_signers_are_refused_with_their_own_reason() {
    for (person, reason) in [
        ("revoked", "was revoked on"),
        ("expired", "expired on"),
        ("future", "is valid from"),
        ("server", "is not for this use"),
    ] {
        let desk = Desk::new();
        desk.put(signed(desk.bytes(), "operator-signature", person, Some(&Stamper)));
        desk.says(77, &["DOES NOT HOLD", reason, "To do:"], &[]);
    }
    let desk = Desk::signed();
    desk.world.write("trust/national/root.pem", world().read("stranger.pem"));
    desk.says(77, &["no path leads from the certificate", "To do:"], &[]);
}

#[test]
fn a_stamp_before_the_signature_is_refused() {
    let desk = Desk::new();
    let later = Timestamp::now() + SignedDuration::from_hours(2);
    desk.put(signed_at(desk.bytes(), "operator-signature", "leader", Some(&Stamper), later));
    desk.says(77, &["is older than the signing time", "look at the clock"], &[]);
}

#[test]
fn a_valid_signature_of_the_wrong_role_person_or_turn_is_refused() {
    let desk = Desk::new();
    desk.put(signed(desk.bytes(), "operator-signature", "chief", Some(&Stamper)));
    let document = desk.document(&[]);
    assert_eq!(document["signatures"]["signatures"][0]["standing"], "valid", "the signature itself holds");
    desk.says(77, &["the minutes name “Người leader” and the certificate “Người chief”"], &[]);

    let desk = Desk::new();
    desk.put(signed(desk.bytes(), "team-leader-signature", "chief", Some(&Stamper)));
    desk.says(77, &["signed out of order: only after"], &[]);
}

#[test]
fn what_a_profile_asks_of_a_certificate_is_asked() {
    let desk = Desk::signed();
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/profiles/population-db-connection.yaml");
    let own = std::fs::read_to_string(own).expect("the profile");
    let asks = |rule: &str| {
        let line = "    signature: {vi: THƯ KÝ, en: SECRETARY}\n";
        assert!(own.contains(line));
        desk.world.write("own.yaml", own.replace(line, &format!("{line}    certificate: {rule}\n")));
    };
    asks("{store: [government]}");
    desk.says(77, &["must lead to the trust store “government” and leads to “national”"], &["--profile", "own.yaml"]);
    asks("{organisation: [Sở Khoa học và Công nghệ]}");
    desk.says(77, &["must be of the organisation “Sở Khoa học và Công nghệ”"], &["--profile", "own.yaml"]);
    // As asked; only the profile is another than that of the run.
    asks("{organisation: [ĐOÀN KIỂM TRA], store: [national]}");
    desk.says(3, &["the profile here is another"], &["--profile", "own.yaml"]);
}

#[test]
fn a_trust_folder_that_cannot_be_read_is_told_before_anything_is_judged() {
    let desk = Desk::signed();
    desk.world.write("trust/national/note.pem", "no certificate");
    desk.says(78, &["note.pem", "neither certificates"], &[]);
}
