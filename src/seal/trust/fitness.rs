//! Whether a certificate may sign a document now, before anything is signed with it.

use jiff::Timestamp;

use super::path::within;
use super::{Trust, Use, path};
use crate::seal::Reason;
use crate::seal::certificate::Certificate;

/// Whether the certificate by itself is good for signing documents at this time: valid then, of a person or a body and
/// not of an authority, for this use, with a key that is strong enough.
///
/// # Errors
/// The first thing that speaks against it.
pub fn fit_to_sign(certificate: &Certificate, at: Timestamp) -> Result<(), Reason> {
    within(certificate, at)?;
    if certificate.authority {
        return Err(Reason::Purpose(certificate.subject.clone()));
    }
    let itself = Trust { anchors: vec![certificate.clone()], ..Trust::default() };
    path(certificate, &[], &itself, at, Use::Document).map(drop)
}

impl Trust {
    /// The path of a signer's certificate, the first of the chain, to a named anchor at this time.
    ///
    /// # Errors
    /// There is none that holds.
    pub fn path_of(&self, chain: &[Certificate], at: Timestamp) -> Result<Vec<Certificate>, Reason> {
        let (signer, others) = chain.split_first().ok_or(Reason::CertificateMissing)?;
        path(signer, others, self, at, Use::Document)
    }
}
