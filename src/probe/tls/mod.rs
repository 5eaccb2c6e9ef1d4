//! Which TLS a back-end speaks: versions, every suite and group, who decides on them, forward
//! secrecy, protection against forced fallback, and the session a modern client gets.
//!
//! An answer is a proof only where the server spoke. A close is asked again behind a hello that is
//! known to be accepted, and a silence stays unknown, because the commonest error of such scans is
//! a "not offered" that was only a throttle.

mod constancy;
mod curves;
mod dh;
mod doubt;
mod exposure;
mod facts;
mod features;
mod finite;
pub(super) mod inquiry;
mod lists;
mod modern;
mod old;
mod order;
mod prediction;
mod prime;
mod resumption;
mod search;
mod signatures;
mod survey;
mod tolerance;
pub(super) mod versions;
pub(super) mod weakness;

#[cfg(test)]
mod bystanders;
#[cfg(test)]
mod enumeration;
#[cfg(test)]
mod habits;
#[cfg(test)]
mod handshakes;
#[cfg(test)]
mod peers;
#[cfg(test)]
mod personality;
#[cfg(test)]
mod tempers;
#[cfg(test)]
mod tests;

use crate::fact::{Fact, Factual, Gap, Reason, Shape, Value};
use crate::system::{Kind, Safety};
use crate::text::Text;
use crate::wire::{Answer, Endpoint, Job, signature_name};

use super::{Aim, Probe, Seen, Spec, Target, bearing};
use facts::{SessionFacts, Tls};
use inquiry::Inquiry;
use survey::Survey;

/// The probe.
#[derive(Debug)]
pub(super) struct TlsProbe;

impl Probe for TlsProbe {
    fn spec(&self) -> Spec {
        Spec {
            id: "tls",
            title: Text::new("Giao thức TLS", "TLS protocol"),
            about: Text::new(
                "Gửi các lời chào TLS của từng phiên bản và đọc câu trả lời đầu tiên; liệt kê mọi bộ mã và nhóm khóa được \
                 chấp nhận, thứ tự ưu tiên, và khả năng bị ép hạ phiên bản. Không khai thác lỗi nào.",
                "Sends TLS hellos of each version and reads the first answer; lists every accepted suite and group, the \
                 order of preference, and forced fallback. Exploits nothing.",
            ),
            kinds: &[Kind::Api, Kind::IdentityProvider, Kind::Link, Kind::Service, Kind::SignIn, Kind::Site],
            safety: Safety::Passive,
            aim: Aim::EachBackEnd,
            // A modern server takes about 40; the most is for one that accepts nearly every suite there is.
            most_jobs: 1000,
        }
    }

    fn shape(&self) -> Shape {
        Tls::shape()
    }

    fn wants(&self, target: &Target<'_>, seen: &Seen) -> Vec<Job> {
        let Some(endpoint) = place(target) else { return Vec::new() };
        let session = session_job(target, endpoint);
        let (inquiry, _) = survey(target, endpoint, seen, &session);
        let mut jobs = vec![session];
        jobs.extend(inquiry.into_jobs());
        jobs
    }

    fn fact(&self, target: &Target<'_>, seen: &Seen) -> Value {
        let Some(endpoint) = place(target) else { return Value::Absent };
        let job = session_job(target, endpoint);
        let (_, survey) = survey(target, endpoint, seen, &job);
        let session = session(&job, seen);
        let learnt = session.version.known().is_some()
            || survey.old.answer().is_some()
            || survey.versions.facts().iter().any(|version| version.accepted.known().is_some());
        if let (false, Some(gap)) = (learnt, survey.versions.gap()) {
            return Value::Unknown(gap);
        }
        survey.into_facts(session, seen.outcome(&job)).into_value()
    }
}

/// The back-end, where the subject speaks TLS there.
pub(super) fn place<'a>(target: &Target<'a>) -> Option<&'a Endpoint> {
    target.subject.place.secured().and(target.endpoint)
}

/// Equal to the `certificate` probe's job, so that the two are merged.
fn session_job(target: &Target<'_>, endpoint: &Endpoint) -> Job {
    bearing::session(&target.subject.place, endpoint)
}

/// The walk. Where it shows that the server's closes mean nothing, it is walked once more with that
/// in mind, because by then some of them may have been taken for refusals.
fn survey<'a>(target: &Target<'_>, endpoint: &'a Endpoint, seen: &'a Seen, session: &Job) -> (Inquiry<'a>, Survey<'a>) {
    let mut inquiry = Inquiry::new(endpoint, seen);
    inquiry.identity = bearing::of_place(&target.subject.place);
    let survey = Survey::ask(&mut inquiry, seen.outcome(session));
    if !inquiry.cracked {
        return (inquiry, survey);
    }
    let mut wiser = Inquiry::new(endpoint, seen);
    wiser.cracked = true;
    wiser.identity = bearing::of_place(&target.subject.place);
    let survey = Survey::ask(&mut wiser, seen.outcome(session));
    (wiser, survey)
}

fn session(job: &Job, seen: &Seen) -> SessionFacts {
    let gap = match seen.outcome(job) {
        Some(Ok(Answer::Session(session))) => {
            return SessionFacts {
                version: Fact::Known(session.version),
                suite: Fact::Known(session.suite.clone()),
                group: session.group.clone().into(),
                alpn: session.alpn.clone().into(),
                stapled: Fact::Known(session.stapled.is_some()),
                signature_algorithm: session.signature_algorithm.map(signature_name).into(),
                elapsed_ms: Fact::Known(session.elapsed_ms),
            };
        }
        Some(Err(trouble)) => Gap::from(trouble),
        Some(Ok(_)) => Reason::ProbeFailed.into(),
        None => Reason::NotCollected.into(),
    };
    SessionFacts {
        version: gap.clone().into(),
        suite: gap.clone().into(),
        group: gap.clone().into(),
        alpn: gap.clone().into(),
        stapled: gap.clone().into(),
        signature_algorithm: gap.clone().into(),
        elapsed_ms: gap.into(),
    }
}
