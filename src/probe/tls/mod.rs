//! Which TLS a back-end speaks: versions, weak suites, forward secrecy, protection against forced
//! fallback, and the session a modern client gets.
//!
//! An answer is a proof only where the server spoke. A close is asked again behind a hello that is
//! known to be accepted, and a silence stays unknown, because the commonest error of such scans is
//! a "not offered" that was only a throttle.

mod facts;
mod inquiry;
mod versions;
mod weakness;

#[cfg(test)]
mod tests;

use crate::fact::{Fact, Factual, Gap, Reason, Shape, Value};
use crate::system::{Kind, Place, Safety};
use crate::text::Text;
use crate::wire::{Answer, Endpoint, Job, Offer};

use super::{Probe, Seen, Spec, Target};
use facts::{SessionFacts, Tls};
use inquiry::Inquiry;
use versions::Versions;
use weakness::{WEAK_LIMIT, fallback_protected, static_key_exchange, weak_suites};

/// The probe.
#[derive(Debug)]
pub(super) struct TlsProbe;

impl Probe for TlsProbe {
    fn spec(&self) -> Spec {
        Spec {
            id: "tls",
            title: Text::new("Giao thức TLS", "TLS protocol"),
            about: Text::new(
                "Gửi các lời chào TLS của từng phiên bản và đọc câu trả lời đầu tiên; tìm bộ mã yếu, trao đổi khóa không có \
                 tính bí mật chuyển tiếp và khả năng bị ép hạ phiên bản. Không khai thác lỗi nào.",
                "Sends TLS hellos of each version and reads the first answer; looks for weak suites, key exchange without \
                 forward secrecy and forced fallback. Exploits nothing.",
            ),
            kinds: &[Kind::Api, Kind::Link, Kind::SignIn, Kind::Site],
            safety: Safety::Passive,
            each_endpoint: true,
            // The session; five versions, each once more in another way, a canary and five repetitions; three
            // connections at most for every later question.
            most_jobs: 1 + 16 + 3 * (2 + WEAK_LIMIT + 1),
        }
    }

    fn shape(&self) -> Shape {
        Tls::shape()
    }

    fn wants(&self, target: &Target<'_>, seen: &Seen) -> Vec<Job> {
        let Some(endpoint) = place(target) else { return Vec::new() };
        let mut inquiry = Inquiry::new(endpoint, seen);
        inquire(&mut inquiry);
        let mut jobs = vec![session_job(endpoint)];
        jobs.extend(inquiry.into_jobs());
        jobs
    }

    fn fact(&self, target: &Target<'_>, seen: &Seen) -> Value {
        let Some(endpoint) = place(target) else { return Value::Absent };
        let (versions, questions) = inquire(&mut Inquiry::new(endpoint, seen));
        let session = session(endpoint, seen);
        let learnt = session.version.known().is_some()
            || versions.facts().iter().any(|version| version.accepted.known().is_some());
        if let (false, Some(gap)) = (learnt, versions.gap()) {
            return Value::Unknown(gap);
        }
        let Questions { weak_suites, static_key_exchange, fallback_protected } = questions;
        Tls { versions: versions.facts(), weak_suites, static_key_exchange, fallback_protected, session }.into_value()
    }
}

/// The later questions' answers.
struct Questions {
    weak_suites: Fact<Vec<facts::WeakSuite>>,
    static_key_exchange: Fact<bool>,
    fallback_protected: Fact<bool>,
}

/// The whole walk. The later questions build on the versions and wait for all of them.
fn inquire(inquiry: &mut Inquiry<'_>) -> (Versions, Questions) {
    let versions = Versions::ask(inquiry);
    let questions = if versions.pending() {
        let gap = || Gap::from(Reason::NotCollected);
        Questions { weak_suites: gap().into(), static_key_exchange: gap().into(), fallback_protected: gap().into() }
    } else {
        Questions {
            weak_suites: weak_suites(inquiry, &versions),
            static_key_exchange: static_key_exchange(inquiry, &versions),
            fallback_protected: fallback_protected(inquiry, &versions),
        }
    };
    (versions, questions)
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
