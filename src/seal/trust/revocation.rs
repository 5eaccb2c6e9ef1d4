//! Whether the certificates of a path were revoked at the time that counts.

use jiff::Timestamp;

use super::{Policy, Revocation, list, response};
use crate::seal::certificate::Certificate;
use crate::seal::pdf::Evidence;

/// Revocation data from several places.
#[derive(Clone, Copy, Debug)]
pub(in crate::seal) struct Pool<'a>(pub(in crate::seal) &'a [&'a Evidence]);

/// The time that counts, and until when what tells of it may have been issued.
#[derive(Clone, Copy, Debug)]
pub(in crate::seal) struct Moment {
    pub(in crate::seal) at: Timestamp,
    pub(in crate::seal) latest: Timestamp,
}

impl Moment {
    /// The present, as far as clocks may be apart.
    pub(super) fn of(now: Timestamp) -> Self {
        Self { at: now, latest: Policy::default().latest(now) }
    }
}

/// The state of each certificate of a path but its anchor, with the subject.
pub(in crate::seal) fn revocation(
    path: &[Certificate],
    pool: Pool<'_>,
    moment: Moment,
) -> Vec<(Certificate, Revocation)> {
    let pairs = path.iter().zip(path.iter().skip(1));
    pairs.map(|(certificate, issuer)| (certificate.clone(), one(certificate, issuer, pool, moment))).collect()
}

/// Revoked counts from whatever source; otherwise the youngest word.
fn one(certificate: &Certificate, issuer: &Certificate, pool: Pool<'_>, moment: Moment) -> Revocation {
    let responses = pool.0.iter().flat_map(|evidence| &evidence.responses);
    let lists = pool.0.iter().flat_map(|evidence| &evidence.lists);
    let said = responses
        .filter_map(|bytes| response::state(bytes, certificate, issuer, moment))
        .chain(lists.filter_map(|bytes| list::state(bytes, certificate, issuer, moment)));
    let rank = |state: &Revocation| match state {
        Revocation::Revoked(_) => (3, Timestamp::MAX),
        Revocation::RevokedLater(_) => (2, Timestamp::MAX),
        Revocation::GoodByResponse(time) | Revocation::GoodByList(time) => (1, *time),
        Revocation::Exempt | Revocation::Unknown => (0, Timestamp::MIN),
    };
    let unsaid = if certificate.unchecked { Revocation::Exempt } else { Revocation::Unknown };
    said.max_by_key(rank).unwrap_or(unsaid)
}
