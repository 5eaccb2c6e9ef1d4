//! How the certificates of a back-end are come by.

use crate::fact::{Gap, Reason};
use crate::probe::{Seen, Target, bearing};
use crate::text::text;
use crate::wire::{Answer, Endpoint, Hello, Job, Phase, TlsVersion};

use super::revocation::Staple;

/// Where a modern handshake fails, the certificates are read from a plain first flight: a key that
/// no modern client takes is the very thing to be seen.
pub(super) const PLAIN: [TlsVersion; 2] = [TlsVersion::Tls12, TlsVersion::Tls10];

/// What the server showed of itself.
pub(super) struct Presented {
    /// The certificates in DER, the leaf first.
    pub(super) chain: Vec<Vec<u8>>,
    /// The stapled response, if any; `None` where the handshake did not come so far.
    pub(super) stapled: Option<Option<Vec<u8>>>,
}

impl Presented {
    /// What was stapled.
    pub(super) fn staple(&self) -> Staple<'_> {
        match &self.stapled {
            None => Staple::Unseen,
            Some(None) => Staple::Nothing,
            Some(Some(response)) => Staple::Response(response),
        }
    }
}

/// The jobs in their order, and the certificates once one of them gave some.
pub(super) fn look(target: &Target<'_>, endpoint: &Endpoint, seen: &Seen) -> (Vec<Job>, Result<Presented, Gap>) {
    let mut jobs = vec![bearing::session(&target.subject.place, endpoint)];
    let mut gap = None;
    for version in PLAIN.map(Some).into_iter().chain([None]) {
        let outcome = jobs.last().and_then(|job| seen.outcome(job));
        match outcome {
            None => return (jobs, Err(gap.unwrap_or_else(|| Reason::NotCollected.into()))),
            Some(Ok(Answer::Session(session))) if !session.chain.is_empty() => {
                let stapled = Some(session.stapled.clone());
                return (jobs, Ok(Presented { chain: session.chain.clone(), stapled }));
            }
            Some(Ok(Answer::Flight(flight))) if !flight.certificates.is_empty() => {
                return (jobs, Ok(Presented { chain: flight.certificates.clone(), stapled: None }));
            }
            Some(Err(trouble)) => {
                gap.get_or_insert_with(|| Gap::from(trouble));
                // Who did not let us in once is not asked in another way.
                if trouble.phase < Phase::Tls || trouble.reason == Reason::Timeout {
                    break;
                }
            }
            Some(Ok(_)) => {}
        }
        if let Some(version) = version {
            jobs.push(Job::Hello(endpoint.clone(), Hello::of_version(version, &endpoint.name)));
        }
    }
    let none = || {
        let detail = text!("{endpoint} không xuất trình chứng thư nào", "{endpoint} presented no certificate");
        Gap::new(Reason::Denied, detail)
    };
    (jobs, Err(gap.unwrap_or_else(none)))
}
