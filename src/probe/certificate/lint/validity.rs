//! Validity (RFC 5280 4.1.2.5; BR 6.3.2).

use x509_parser::time::ASN1Time;

use super::fact::LintId;
use super::{Link, Notes, Rank};
use crate::probe::certificate::leaf::instant;

/// From when on, in seconds since 1970, certificates of the web may be valid for how many days.
const LONGEST: &[(i64, i64)] = &[
    (1_868_227_200, 47),  // 2029-03-15
    (1_805_068_800, 100), // 2027-03-15
    (1_773_532_800, 200), // 2026-03-15
    (1_598_918_400, 398), // 2020-09-01
];

pub(super) fn look(link: &Link<'_>, notes: &mut Notes) {
    let validity = link.certificate.validity();
    let (from, until) = (validity.not_before.timestamp(), validity.not_after.timestamp());
    if until < from {
        notes.grave(LintId::ValidityReversed, format!("{} / {}", instant(from), instant(until)));
    }
    for time in [&validity.not_before, &validity.not_after] {
        if is_of_wrong_form(time) {
            notes.light(LintId::TimeForm, instant(time.timestamp()).to_string());
        }
    }
    let now = link.now.as_second();
    if link.rank == Rank::Anchor && !(from..=until).contains(&now) {
        notes.grave(LintId::AnchorNotValid, format!("{} / {}", instant(from), instant(until)));
    }
    if !link.is_leaf() {
        return;
    }
    // Both ends count: a certificate of 398 days ends one second before they are over.
    let seconds = until.saturating_sub(from).saturating_add(1);
    let longest = LONGEST.iter().find(|(since, _)| from >= *since).map(|(_, days)| days * 86_400);
    if link.public && longest.is_some_and(|longest| seconds > longest) {
        notes.grave(LintId::ValidityTooLong, (seconds / 86_400).to_string());
    }
    let issuer_ends = link.issuer.map(|issuer| issuer.validity().not_after.timestamp());
    if let Some(end) = issuer_ends.filter(|end| until > *end) {
        notes.light(LintId::ValidityBeyondIssuer, instant(end).to_string());
    }
}

fn is_of_wrong_form(time: &ASN1Time) -> bool {
    let late = time.to_datetime().year() >= 2050;
    late != time.is_generalizedtime()
}
