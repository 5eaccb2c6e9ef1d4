//! Time stamps: over a signature, or over the document.

use jiff::Timestamp;

use super::{Policy, Reason, Revocation, Signature, Trust};
use crate::seal::asn1::as_der;
use crate::seal::certificate::Certificate;
use crate::seal::cms::Token;
use crate::seal::pdf::Evidence;
use crate::seal::trust::{Moment, Pool, Use, path, revocation};
use crate::seal::{Algorithm, Part};

/// What everything is judged by.
#[derive(Clone, Copy)]
pub(super) struct Bench<'a> {
    pub(super) trust: &'a Trust,
    pub(super) policy: &'a Policy,
    pub(super) now: Timestamp,
    /// What the file itself keeps as evidence.
    pub(super) kept: &'a Evidence,
    /// Whether a time stamp over the document covers all of it.
    pub(super) is_kept_stamped: bool,
    /// Certificates of that evidence.
    pub(super) kept_certificates: &'a [Certificate],
}

/// A time stamp that was judged.
#[derive(Clone, Debug)]
pub(super) struct Stamp {
    pub(super) time: Timestamp,
    pub(super) authority: Certificate,
    pub(super) path: Vec<Certificate>,
    pub(super) revocation: Vec<(Certificate, Revocation)>,
    pub(super) algorithm: Algorithm,
    /// What could not be known.
    pub(super) open: Vec<Reason>,
    /// Whether the file itself keeps the evidence for its authority.
    pub(super) is_kept: bool,
}

impl Bench<'_> {
    /// A time that counts, in the light of the present.
    pub(super) fn moment(&self, at: Timestamp) -> Moment {
        Moment { at, latest: self.policy.latest(self.now) }
    }

    /// Notes what speaks against a signature. Where no anchor is named at all, that nobody vouches for a certificate
    /// speaks against nothing: it is not known.
    pub(super) fn object(&self, into: &mut Signature, reason: Reason) {
        let unknown = |reason: &Reason| matches!(reason, Reason::UnknownIssuer(_));
        let is_of_trust = match &reason {
            Reason::Stamp(inner) => unknown(inner),
            own => unknown(own),
        };
        if !(is_of_trust && self.trust.anchors.is_empty()) {
            into.reasons.push(reason);
        } else if !into.open.contains(&Reason::NoAnchor) {
            into.open.push(Reason::NoAnchor);
        }
    }

    /// Judges a token over these bytes. `control` is the earliest time at which the token is proved to have existed:
    /// that of a later stamp, or now.
    pub(super) fn stamp(&self, token: &[u8], over: &[&[u8]], control: Timestamp) -> Result<Stamp, Reason> {
        let der = as_der(token).map_err(|_| Reason::Malformed(Part::TimeStamp))?;
        let token = Token::read(&der)?;
        if !token.is_over(over) {
            return Err(Reason::StampOther);
        }
        let limit = self.now.checked_add(self.policy.tolerance).unwrap_or(Timestamp::MAX);
        if token.time > limit {
            return Err(Reason::StampInFuture(token.time));
        }
        let others: Vec<Certificate> = token.checked.others.iter().chain(self.kept_certificates).cloned().collect();
        let authority = token.checked.certificate.clone();
        let found = path(&authority, &others, self.trust, token.time, Use::Stamping)?;
        let own = Evidence { lists: token.lists.clone(), ..Evidence::default() };
        let moment = self.moment(token.time);
        let states = revocation(&found, Pool(&[self.kept, &own, &self.trust.evidence]), moment);
        let mut open = Vec::new();
        for (certificate, state) in &states {
            match state {
                Revocation::Revoked(at) => return Err(Reason::Revoked(certificate.subject.clone(), *at)),
                Revocation::Unknown if self.policy.revocation => {
                    open.push(Reason::RevocationUnknown(certificate.subject.clone()));
                }
                _ => {}
            }
        }
        if authority.not_after < control {
            open.push(Reason::Expired(Some(authority.subject.clone()), authority.not_after, control));
        }
        let kept = revocation(&found, Pool(&[self.kept, &own]), moment);
        Ok(Stamp {
            time: token.time,
            authority,
            path: found,
            revocation: states,
            algorithm: token.checked.algorithm,
            open,
            is_kept: kept.iter().all(|(_, state)| state.is_good()),
        })
    }
}
