//! The declared certificate itself, read from its file: no connection tells more of it.

use x509_parser::prelude::{FromDer, X509Certificate};

use super::facts::Own;
use crate::fact::{Fact, Reason};
use crate::probe::Target;
use crate::probe::certificate::read_leaf;
use crate::system::ClientAccess;
use crate::wire::Identity;

/// What the file says.
pub(super) fn own(target: &Target<'_>, client: &ClientAccess) -> Fact<Own> {
    let Some(declared) = &client.own else { return Fact::Absent };
    let chain = target.identities.chain(&Identity::declared(declared));
    let Some(der) = chain.and_then(|chain| chain.first()) else {
        return Fact::Unknown(Reason::NotCollected.into());
    };
    let Some(leaf) = read_leaf(der) else { return Fact::Unknown(Reason::Parse.into()) };
    Fact::Known(Own {
        subject: leaf.subject,
        issuer: leaf.issuer,
        not_before: leaf.not_before,
        not_after: leaf.not_after,
        validity_days: leaf.validity_days,
        key: leaf.key,
        client_usage: client_usage(der),
        self_signed: leaf.self_signed,
        fingerprint: leaf.fingerprint,
    })
}

/// Whether a client may use it (RFC 5280, section 4.2.1.12).
fn client_usage(der: &[u8]) -> bool {
    let Ok((_, certificate)) = X509Certificate::from_der(der) else { return false };
    match certificate.extended_key_usage() {
        Ok(None) => true,
        Ok(Some(usage)) => usage.value.client_auth || usage.value.any,
        Err(_) => false,
    }
}
