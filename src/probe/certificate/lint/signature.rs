//! The issuer's signature (RFC 5280 4.1.1.2; BR 7.1.3.2).

use super::fact::LintId;
use super::{Link, Notes};
use crate::probe::certificate::facts::SignatureHash;
use crate::probe::certificate::key::{signature_hash, signature_name};

pub(super) fn look(link: &Link<'_>, notes: &mut Notes) {
    let certificate = link.certificate;
    if certificate.signature_algorithm != certificate.tbs_certificate.signature {
        let inner = certificate.tbs_certificate.signature.algorithm.to_id_string();
        notes.grave(LintId::SignatureMismatch, format!("{inner} / {}", signature_name(certificate)));
    }
    // A root is trusted for being in the store; its signature proves nothing.
    if link.rank == super::Rank::Anchor {
        return;
    }
    if matches!(signature_hash(certificate), SignatureHash::Md5 | SignatureHash::Sha1) {
        notes.grave(LintId::SignatureWeak, signature_name(certificate));
    }
}
