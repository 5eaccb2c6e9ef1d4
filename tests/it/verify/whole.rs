//! What holds, what waits, and what cannot be told.

use std::fs;

use kiemtra::seal::PdfFile;
use serde_json::Value;

use super::desk::{Desk, PARTIES, Stamper, line, signed};
use crate::support::{has_pyhanko, signed_by_pyhanko};

/// The lines of the answer in their order.
const LINES: [&str; 5] = ["signatures", "changes", "evidence", "judged", "rendered"];

#[test]
fn a_report_that_all_have_signed_holds_line_by_line_on_one_screen() {
    let desk = Desk::signed();
    for (language, first) in [("vi", "HỢP LỆ: đủ 4/4 vai đã ký"), ("en", "HOLDS: 4 of 4 roles have signed")] {
        let done = desk.verify(&["--evidence", "evidence", "--ledger", "ledger.db", "--lang", language]);
        assert_eq!(done.code, 0, "{}{}", done.stdout, done.stderr);
        assert!(done.stdout.starts_with(first), "{}", done.stdout);
        let lines: Vec<_> = done.stdout.lines().collect();
        assert!(lines.len() <= 40, "{} lines: {}", lines.len(), done.stdout);
        assert!(lines.iter().all(|line| line.chars().count() <= 100), "{}", done.stdout);
        for person in ["leader", "clerk", "judge", "chief"] {
            assert!(done.stdout.contains(&format!("Người {person}")), "{person}: {}", done.stdout);
        }
        assert!(done.stdout.contains("[national]") && done.stdout.contains("CRL"), "{}", done.stdout);
    }
    let document = desk.document(&["--evidence", "evidence"]);
    assert_eq!(document["answer"], "holds");
    assert!(LINES.iter().all(|key| line(&document, key) == "yes"), "{document:#}");
    assert_eq!(document["signatures"]["signatures"].as_array().map(Vec::len), Some(4));
    assert_eq!(document["report"]["conclusion"], "not-ready");
    assert_eq!(document["report"]["concluded_by"], "Người chief");
    // Everything but the salts is inside the report itself.
    let alone = desk.document(&[]);
    assert!(alone["answer"] == "holds" && LINES.iter().all(|key| line(&alone, key) == "yes"), "{alone:#}");
}

#[test]
fn the_json_is_that_of_its_schema() {
    let desk = Desk::signed();
    let schema: Value = serde_json::from_str(&desk.world.kiemtra(&["schema", "verification"]).stdout).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    for arguments in [&[][..], &["--evidence", "evidence", "--ledger", "ledger.db"]] {
        let document = desk.document(arguments);
        let wrong: Vec<_> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty() && document["schema"] == "kiemtra/verification@1", "{wrong:?}");
    }
}

#[test]
fn who_has_not_signed_yet_is_waited_for_and_never_passed() {
    let desk = Desk::new();
    desk.says(3, &["NOT ALL HAVE SIGNED: 0 of 4", "kiemtra sign"], &[]);
    for (place, (role, person)) in PARTIES.iter().enumerate() {
        desk.signs(role, person);
        let document = desk.document(&[]);
        let filled = document["roles"].as_array().expect("roles").iter().filter(|role| role["state"] == "filled");
        assert_eq!(filled.count(), place + 1, "{document:#}");
        assert_eq!(document["answer"], if place == 3 { "holds" } else { "waiting" });
    }
}

#[test]
fn what_cannot_be_known_is_no_pass() {
    let desk = Desk::signed();
    let without = desk.world.kiemtra(&["verify", "report.pdf", "--lang", "en"]);
    assert!(without.code == 3 && without.stdout.contains("--trust DIR"), "{}{}", without.stdout, without.stderr);
    fs::remove_file(desk.world.path("trust/sub.crl")).expect("a file");
    desk.says(3, &["CANNOT BE TOLD", "whether the certificate", "--fetch"], &[]);
    // At a time before anything was signed the stamps are in the future.
    desk.says(77, &["is later than the time of verification"], &["--at", "2026-01-01T00:00:00+07:00"]);
}

#[test]
fn another_profile_under_the_same_name_is_said_and_decides_nothing() {
    let desk = Desk::signed();
    let own = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/profiles/population-db-connection.yaml"));
    let other = own.expect("the profile").replace("symbol: ĐKT", "symbol: XYZ");
    desk.world.write("other.yaml", other);
    desk.says(3, &["CANNOT BE TOLD", "the profile here is another than the run used"], &["--profile", "other.yaml"]);
    desk.says(3, &["there is no profile `nobody`"], &["--profile", "nobody"]);
}

#[test]
fn the_environment_names_the_trust_folder_as_well() {
    let desk = Desk::signed();
    let mut command = desk.world.command(&["verify", "report.pdf"]);
    let output = command.env("KIEMTRA_TRUST", desk.world.path("trust")).output().expect("it runs");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn a_foreign_program_signs_a_prepared_field_and_the_role_is_filled() {
    if !has_pyhanko() {
        return;
    }
    let desk = Desk::new();
    desk.put(signed_by_pyhanko(&desk.bytes(), "operator-signature", "leader", &[]));
    PARTIES[1..].iter().for_each(|(role, person)| desk.signs(role, person));
    let document = desk.document(&[]);
    assert!(document["roles"].as_array().expect("roles").iter().all(|role| role["state"] == "filled"), "{document:#}");
    assert_eq!(document["answer"], "holds", "{document:#}");
}

#[test]
fn a_waiting_file_is_no_signed_report() {
    use kiemtra::seal::{Algorithm, Archive, Fill, Pending, Signer};
    let desk = Desk::new();
    let key = Archive::open(&crate::support::world().read("leader.p12"), crate::support::PASSWORD).expect("a key");
    let fill = Fill {
        field: "operator-signature",
        time: None,
        name: None,
        reason: None,
        location: None,
        appearance: None,
        certify: false,
        room: None,
    };
    let file = PdfFile::read(desk.bytes()).expect("a file");
    let digest = Algorithm::RsaPkcs1(kiemtra::seal::Digest::Sha256);
    let pending = Pending::open(&file, &fill, key.chain().to_vec(), digest).expect("a waiting file");
    desk.put(pending.bytes());
    desk.says(3, &["NOT ALL HAVE SIGNED", "waiting file"], &[]);
}

#[test]
fn a_signature_without_a_stamp_holds_and_its_time_is_called_claimed() {
    let desk = Desk::new();
    desk.put(signed(desk.bytes(), "operator-signature", "leader", None));
    desk.put(signed(desk.bytes(), "vendor-signature", "clerk", Some(&Stamper)));
    let done = desk.verify(&[]);
    assert!(done.stdout.contains("(claimed)") && done.stdout.contains("(stamped)"), "{}", done.stdout);
    assert!(done.stdout.contains("no time stamp proves it"), "{}", done.stdout);
}

#[test]
fn nothing_is_fetched_that_is_at_hand() {
    let desk = Desk::signed();
    let done = desk.verify(&["--fetch"]);
    assert_eq!(done.code, 0, "{}{}", done.stdout, done.stderr);
    assert!(!done.stdout.contains("Fetching"), "{}", done.stdout);
}
