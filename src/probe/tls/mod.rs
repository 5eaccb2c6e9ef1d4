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
mod facts;
mod features;
mod inquiry;
mod lists;
mod modern;
mod order;
mod prime;
mod search;
mod survey;
mod versions;
mod weakness;

#[cfg(test)]
mod enumeration;
#[cfg(test)]
mod habits;
#[cfg(test)]
mod peers;
#[cfg(test)]
mod personality;
#[cfg(test)]
mod tests;

use crate::fact::{Fact, Factual, Gap, Reason, Shape, Value};
use crate::system::{Kind, Place, Safety};
use crate::text::Text;
use crate::wire::{Answer, Endpoint, Job, Offer, Session};

use super::{Probe, Seen, Spec, Target};
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
            kinds: &[Kind::Api, Kind::Link, Kind::SignIn, Kind::Site],
            safety: Safety::Passive,
            each_endpoint: true,
            // A modern server takes less than 40; the most is for one that accepts nearly every suite there is.
            most_jobs: 1000,
        }
    }

    fn shape(&self) -> Shape {
        Tls::shape()
    }

    fn wants(&self, target: &Target<'_>, seen: &Seen) -> Vec<Job> {
        let Some(endpoint) = place(target) else { return Vec::new() };
        let (inquiry, _) = survey(endpoint, seen);
        let mut jobs = vec![session_job(endpoint)];
        jobs.extend(inquiry.into_jobs());
        jobs
    }

    fn fact(&self, target: &Target<'_>, seen: &Seen) -> Value {
        let Some(endpoint) = place(target) else { return Value::Absent };
        let (_, survey) = survey(endpoint, seen);
        let session = session(endpoint, seen);
        let learnt = session.version.known().is_some()
            || survey.versions.facts().iter().any(|version| version.accepted.known().is_some());
        if let (false, Some(gap)) = (learnt, survey.versions.gap()) {
            return Value::Unknown(gap);
        }
        survey.into_facts(session, seen.outcome(&session_job(endpoint))).into_value()
    }
}

fn place<'a>(target: &Target<'a>) -> Option<&'a Endpoint> {
    match (&target.subject.place, target.endpoint) {
        (Place::Web(web), Some(endpoint)) if web.tls => Some(endpoint),
        _ => None,
    }
}

/// Equal to the `certificate` probe's job, so that the two are merged.
fn session_job(endpoint: &Endpoint) -> Job {
    Job::Handshake(endpoint.clone(), Offer::modern(&endpoint.name))
}

/// The walk. Where it shows that the server's closes mean nothing, it is walked once more with that
/// in mind, because by then some of them may have been taken for refusals.
fn survey<'a>(endpoint: &'a Endpoint, seen: &'a Seen) -> (Inquiry<'a>, Survey<'a>) {
    let mut inquiry = Inquiry::new(endpoint, seen);
    let survey = Survey::ask(&mut inquiry, session_of(endpoint, seen));
    if !inquiry.cracked {
        return (inquiry, survey);
    }
    let mut wiser = Inquiry::new(endpoint, seen);
    wiser.cracked = true;
    let survey = Survey::ask(&mut wiser, session_of(endpoint, seen));
    (wiser, survey)
}

fn session_of<'a>(endpoint: &Endpoint, seen: &'a Seen) -> Option<&'a Session> {
    match seen.outcome(&session_job(endpoint)) {
        Some(Ok(Answer::Session(session))) => Some(session),
        _ => None,
    }
}

fn session(endpoint: &Endpoint, seen: &Seen) -> SessionFacts {
    let gap = match seen.outcome(&session_job(endpoint)) {
        Some(Ok(Answer::Session(session))) => {
            return SessionFacts {
                version: Fact::Known(session.version),
                suite: Fact::Known(session.suite.clone()),
                group: session.group.clone().into(),
                alpn: session.alpn.clone().into(),
                stapled: Fact::Known(session.stapled.is_some()),
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
        elapsed_ms: gap.into(),
    }
}
