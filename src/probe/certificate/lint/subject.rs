//! Subject and issuer (RFC 5280 4.1.2.4, 4.1.2.6).

use super::fact::LintId;
use super::{Link, Notes};

/// The longest values in characters, by the attribute's object identifier (RFC 5280 A.1): common
/// name, serial number, country, locality, state, organisation, unit.
const LONGEST: &[(&str, usize)] =
    &[("2.5.4.3", 64), ("2.5.4.5", 64), ("2.5.4.7", 128), ("2.5.4.8", 128), ("2.5.4.10", 64), ("2.5.4.11", 64)];
const COUNTRY: &str = "2.5.4.6";

pub(super) fn look(link: &Link<'_>, notes: &mut Notes) {
    let certificate = link.certificate;
    if certificate.issuer().iter().next().is_none() {
        notes.grave(LintId::IssuerEmpty, "");
    }
    identifiers(link, notes);
    parts(link, notes);
    let empty = certificate.subject().iter().next().is_none();
    if !link.is_leaf() {
        if empty {
            notes.grave(LintId::AuthoritySubjectEmpty, "");
        }
        return;
    }
    let critical = certificate
        .extensions()
        .iter()
        .find(|extension| extension.oid.to_id_string() == "2.5.29.17")
        .map(|extension| extension.critical);
    match (empty, critical) {
        (true, Some(false)) => notes.grave(LintId::SubjectEmptySanNotCritical, ""),
        (false, Some(true)) => notes.note(LintId::SanCriticalWithSubject, "", link.public),
        _ => {}
    }
}

/// RFC 5280 4.1.2.8: conforming authorities make none.
fn identifiers(link: &Link<'_>, notes: &mut Notes) {
    let signed = &link.certificate.tbs_certificate;
    for (there, word) in
        [(signed.issuer_uid.is_some(), "issuerUniqueID"), (signed.subject_uid.is_some(), "subjectUniqueID")]
    {
        if there {
            notes.grave(LintId::UniqueIdentifier, word);
        }
    }
}

fn parts(link: &Link<'_>, notes: &mut Notes) {
    for part in link.certificate.subject().iter_attributes() {
        let (id, Ok(value)) = (part.attr_type().to_id_string(), part.as_str()) else { continue };
        let two_letters = value.len() == 2 && value.bytes().all(|byte| byte.is_ascii_uppercase());
        if id == COUNTRY && !two_letters {
            notes.note(LintId::CountryInvalid, value, link.public);
        }
        let longest = LONGEST.iter().find(|(own, _)| *own == id).map(|(_, longest)| *longest);
        if longest.is_some_and(|longest| value.chars().count() > longest) {
            notes.note(LintId::SubjectTooLong, value, link.public);
        }
    }
}
