//! Seats of a report that people of a small infrastructure sign.

use super::*;
use crate::profile::CertificateRule;
use crate::seal::tests::world::{file, report, signed_barely, verified, world};
use crate::seal::{FieldPlan, Rectangle, Verification, prepare};
use crate::text::Text;

const ROLES: [&str; 3] = ["operator", "secretary", "team-leader"];

/// The report with a field for each role, and one that is nobody's.
fn prepared() -> Vec<u8> {
    let place = |left: f32| Rectangle { left, bottom: 100.0, right: left + 100.0, top: 160.0 };
    let plan = |name: String, left| FieldPlan { label: name.clone(), name, page: 2, rectangle: place(left) };
    let fields = ROLES.iter().zip([40.0, 150.0, 260.0]).map(|(role, left)| plan(field_of(role), left));
    let plans: Vec<_> = fields.chain([plan("extra".to_owned(), 400.0)]).collect();
    prepare(&file(report()), &plans).expect("fields")
}

fn requirement(role: &str, name: Option<&str>, after: &[&str]) -> Requirement {
    Requirement {
        role: role.to_owned(),
        title: Text::same(role),
        field: field_of(role),
        name: name.map(str::to_owned),
        after: after.iter().map(|one| (*one).to_owned()).collect(),
        rule: CertificateRule::default(),
    }
}

/// The operator is the judge of the tests, the secretary its clerk; the leader signs last.
fn requirements() -> Vec<Requirement> {
    vec![
        requirement("operator", Some("NGƯỜI JUDGE"), &[]),
        requirement("secretary", Some("Người clerk"), &["operator"]),
        requirement("team-leader", Some("Người leader"), &["operator", "secretary"]),
    ]
}

/// The prepared report, signed in these fields by these people one after the other.
fn signed_by(signatures: &[(&str, &str)]) -> Verification {
    let mut bytes = prepared();
    for (field, who) in signatures {
        let field = if ROLES.contains(field) { field_of(field) } else { (*field).to_owned() };
        bytes = signed_barely(bytes, &field, &world().key(who));
    }
    verified(bytes)
}

fn states(found: &[Seat]) -> Vec<SeatState> {
    found.iter().map(|seat| seat.state).collect()
}

#[test]
fn everybody_in_turn_fills_every_seat() {
    use SeatState::{Filled, Waiting};
    let found = signed_by(&[("operator", "judge"), ("secretary", "clerk"), ("team-leader", "leader")]);
    let filled = seats(&found, &requirements());
    assert_eq!(states(&filled), [Filled; 3], "{filled:?}");
    assert_eq!(filled[0].by.as_deref(), Some("Người judge"));
    assert!(filled.iter().all(|seat| seat.basis == Basis::Certificate && seat.findings.is_empty()));
    assert!(strays(&found, &requirements(), &filled).is_empty());
    let bare = [requirement("operator", None, &[])];
    assert_eq!(seats(&found, &bare)[0].basis, Basis::Field);
    let found = signed_by(&[("operator", "judge")]);
    assert_eq!(states(&seats(&found, &requirements())), [Filled, Waiting, Waiting]);
}

#[test]
fn the_wrong_person_the_wrong_turn_and_one_person_twice_are_refused() {
    use SeatState::{Filled, Refused, Waiting};
    let found = seats(&signed_by(&[("operator", "leader")]), &requirements());
    assert_eq!(states(&found), [Refused, Waiting, Waiting]);
    assert!(matches!(&found[0].findings[..], [Finding::Mismatch(Mismatch::Name(..))]), "{found:?}");
    let found = seats(&signed_by(&[("secretary", "clerk"), ("operator", "judge")]), &requirements());
    assert_eq!(states(&found), [Filled, Refused, Waiting]);
    assert_eq!(found[1].findings, [Finding::Early(Text::same("operator"))]);
    let found = seats(&signed_by(&[("secretary", "clerk")]), &requirements());
    assert_eq!(found[1].findings, [Finding::Early(Text::same("operator"))]);
    let nameless: Vec<_> = ROLES.iter().map(|role| requirement(role, None, &[])).collect();
    let found = seats(&signed_by(&[("team-leader", "clerk"), ("operator", "clerk")]), &nameless);
    assert_eq!(states(&found), [Refused, Waiting, Filled]);
    assert_eq!(found[0].findings, [Finding::SamePerson(Text::same("team-leader"))]);
}

#[test]
fn what_is_asked_of_the_certificate_is_held_against_it() {
    let ask = |rule: CertificateRule| Requirement { rule, ..requirement("operator", None, &[]) };
    let words = |word: &str| vec!["Another".to_owned(), word.to_owned()];
    let certificate = world().certificate("judge");
    let by = |word| ask(CertificateRule { organisation: words(word), ..CertificateRule::default() });
    assert_eq!(by("ĐOÀN KIỂM TRA").accepts(&certificate), Ok(()));
    assert!(matches!(by("Đoàn").accepts(&certificate), Err(Mismatch::Organisation(..))));
    let unit = ask(CertificateRule { unit: words("Phòng"), ..CertificateRule::default() });
    assert!(matches!(unit.accepts(&certificate), Err(Mismatch::Unit(..))));
    let store = ask(CertificateRule { store: words("government"), ..CertificateRule::default() });
    assert_eq!(store.accepts_stores(&["government".to_owned()]), Ok(()));
    let found = signed_by(&[("operator", "judge")]);
    let seat = &seats(&found, &[store])[0];
    assert!(matches!(&seat.findings[..], [Finding::Mismatch(Mismatch::Store(..))]), "{seat:?}");
}

#[test]
fn a_signature_that_does_not_hold_fills_nothing_and_one_of_no_role_is_told() {
    let found = signed_by(&[("operator", "expired"), ("extra", "clerk")]);
    let filled = seats(&found, &[requirement("operator", Some("Người expired"), &[])]);
    assert_eq!((filled[0].state, filled[0].findings.as_slice()), (SeatState::Refused, &[Finding::Invalid][..]));
    let told = strays(&found, &requirements()[..1], &filled);
    assert_eq!((told[0].field.as_str(), &told[0].kind), ("extra", &StrayKind::NoRole));
    let found = signed_by(&[("operator", "judge"), ("extra", "judge")]);
    let filled = seats(&found, &requirements());
    let told = strays(&found, &requirements(), &filled);
    assert_eq!(told[0].kind, StrayKind::Again(Text::same("operator")));
}

#[test]
fn a_time_stamp_in_the_place_of_a_role_is_nobodys_signature() {
    let mut found = signed_by(&[("operator", "judge")]);
    found.signatures[0].is_stamp = true;
    let filled = seats(&found, &requirements());
    assert_eq!((filled[0].state, filled[0].findings.as_slice()), (SeatState::Refused, &[Finding::Invalid][..]));
}

#[test]
fn a_field_of_a_foreign_program_is_recognised_by_the_certificate_alone() {
    let found = signed_by(&[("extra", "judge")]);
    let filled = seats(&found, &requirements());
    assert_eq!(filled[0].state, SeatState::Filled);
    assert_eq!(filled[0].findings, [Finding::Elsewhere("extra".to_owned())]);
    // Where two roles would fit, neither does.
    let two = [requirement("operator", Some("Người judge"), &[]), requirement("secretary", Some("Người judge"), &[])];
    assert!(seats(&found, &two).iter().all(|seat| seat.state == SeatState::Waiting));
    let plan = FieldPlan {
        name: "own".to_owned(),
        label: String::new(),
        page: 1,
        rectangle: Rectangle { left: 1.0, bottom: 1.0, right: 90.0, top: 60.0 },
    };
    let bytes = prepare(&file(report()), &[plan]).expect("a field");
    let signed = signed_barely(bytes, "own", &world().key("clerk"));
    assert!(verified(signed).signatures[0].was_prepared);
}
