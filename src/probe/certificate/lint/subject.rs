//! Subject and issuer (RFC 5280 4.1.2.4, 4.1.2.6).

use super::fact::LintId;
use super::{Link, Notes};

pub(super) fn look(link: &Link<'_>, notes: &mut Notes) {
    let certificate = link.certificate;
    if certificate.issuer().iter().next().is_none() {
        notes.grave(LintId::IssuerEmpty, "");
    }
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
