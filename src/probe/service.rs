//! The probe `service`: whether a service that is no web site goes on in TLS, and whether it keeps
//! what was said in the plain apart from it.

use super::{Aim, Probe, Seen, Spec, Target};
use crate::fact::{Fact, Factual, Gap, Reason, Shape, Value, record};
use crate::system::{Kind, Place, Safety};
use crate::text::Text;
use crate::wire::{Answer, Job, Offer, Outcome, Phase};

record! {
    /// One back-end of a service.
    pub struct ServiceFacts {
        /// What it speaks, such as `smtp`.
        vi "Giao thức của dịch vụ, ví dụ `smtp`."
        protocol: String,
        /// Whether TLS is asked for in the plain (STARTTLS); false where it is declared to speak from the first byte.
        vi "TLS được xin sau phần mở đầu không mã hóa (STARTTLS) hay không; sai nếu khai báo là TLS từ byte đầu tiên."
        start_tls: bool,
        /// Whether the server goes on in TLS. False only where it said that it does not.
        vi "Máy chủ có chuyển sang TLS hay không. Chỉ là sai khi chính máy chủ trả lời rằng không."
        encrypts: Fact<bool>,
        /// Bytes that came in the plain together with the go-ahead to TLS: an honest server sends none, and who sends
        /// some may be somebody on the way. Absent where TLS speaks from the first byte.
        vi "Số byte không mã hóa đến cùng lúc với lời đồng ý chuyển sang TLS: máy chủ đúng không gửi byte nào, có thể là của kẻ xen giữa. Không có nếu TLS nói từ byte đầu tiên."
        surplus: Fact<i64>,
    }
}

/// The probe.
#[derive(Debug)]
pub(super) struct ServiceProbe;

impl Probe for ServiceProbe {
    fn spec(&self) -> Spec {
        Spec {
            id: "service",
            title: Text::new("Dịch vụ mạng qua TLS", "Network service over TLS"),
            about: Text::new(
                "Chào bằng giao thức của dịch vụ và xin chuyển sang TLS; không đăng nhập, không gửi dữ liệu.",
                "Greets in the service's protocol and asks to go on in TLS; signs in nowhere, sends no data.",
            ),
            kinds: &[Kind::Service],
            safety: Safety::Passive,
            aim: Aim::EachBackEnd,
            most_jobs: 1,
        }
    }

    fn shape(&self) -> Shape {
        ServiceFacts::shape()
    }

    fn wants(&self, target: &Target<'_>, _seen: &Seen) -> Vec<Job> {
        job(target).into_iter().collect()
    }

    fn fact(&self, target: &Target<'_>, seen: &Seen) -> Value {
        let (Place::Service(service), Some(job)) = (&target.subject.place, job(target)) else {
            return Value::unknown(Reason::NotCollected);
        };
        let (encrypts, surplus) = learnt(service.start_tls, seen.outcome(&job));
        ServiceFacts { protocol: service.protocol.word().to_owned(), start_tls: service.start_tls, encrypts, surplus }
            .into_value()
    }
}

/// Equal to the job of `tls` and `certificate`, so that the three are one connection.
fn job(target: &Target<'_>) -> Option<Job> {
    let endpoint = target.endpoint?;
    Some(Job::Handshake(endpoint.clone(), Offer::modern(&endpoint.name)))
}

/// Whether it encrypts, and the bytes too many.
fn learnt(start_tls: bool, outcome: Option<&Outcome>) -> (Fact<bool>, Fact<i64>) {
    let none = |gap: Gap| if start_tls { gap.into() } else { Fact::Absent };
    match outcome {
        None => (Fact::Unknown(Reason::NotCollected.into()), none(Reason::NotCollected.into())),
        Some(Ok(Answer::Session(session))) => {
            let surplus = session.opened.as_ref().map(|own| i64::try_from(own.surplus).unwrap_or(i64::MAX));
            (Fact::Known(true), surplus.into())
        }
        Some(Ok(_)) => (Fact::Unknown(Reason::ProbeFailed.into()), none(Reason::ProbeFailed.into())),
        Some(Err(trouble)) => {
            let gap = Gap::from(trouble);
            let encrypts = match (trouble.phase, trouble.reason) {
                // The server's own word.
                (Phase::Opening, Reason::Refused) => Fact::Known(false),
                _ => gap.clone().into(),
            };
            (encrypts, none(gap))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::TrustStores;
    use crate::probe::rehearsal::Stage;
    use crate::probe::scene::Scene;
    use crate::probe::tls::TlsProbe;
    use crate::system::Protocol;
    use crate::wire::Trouble;
    use crate::wire::rehearsal::{Front, OpenSsl, openssl};

    #[tokio::test]
    async fn behind_starttls_a_server_shows_what_it_shows_directly() {
        let folder = tempfile::tempdir().expect("a folder");
        openssl(folder.path(), "req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -subj /CN=a -days 9");
        let arguments = ["-cert", "c.pem", "-key", "k.pem", "-cipher", "ALL:@SECLEVEL=0", "-groups", "P-256:X25519"];
        let behind = OpenSsl::start(folder.path(), &arguments);
        let front = Front::start(Protocol::Smtp, &behind.endpoint);
        let mut facts = Vec::new();
        for endpoint in [&behind.endpoint, &front.endpoint] {
            let stage = Stage::new(endpoint.clone(), TrustStores::load(None).expect("stores"));
            let fact = stage.perform(&TlsProbe).await;
            let mut fact = serde_json::to_value(fact).expect("JSON");
            assert!(fact["versions"].as_array().is_some_and(|versions| versions.len() == 6), "{fact:#}");
            fact["session"]["elapsed_ms"].take();
            facts.push(fact);
        }
        assert_eq!(facts[0], facts[1]);
    }

    #[test]
    fn a_server_that_has_no_tls_is_not_asked_for_it_again() {
        let refusal = |_: &Job| {
            Err(Trouble { reason: Reason::Refused, phase: Phase::Opening, elapsed_ms: 1, detail: Text::same("no") })
        };
        let (fact, jobs) = Stage::imagined().play(&TlsProbe, refusal);
        assert!(matches!(fact, Value::Unknown(gap) if gap.reason == Reason::Refused));
        assert_eq!(jobs.len(), 7, "a hello for each version, and the handshake");
    }

    fn shown(subject: &str, reason: Reason, phase: Phase) -> String {
        let scene = Scene::new(subject);
        let trouble = || Err(Trouble { reason, phase, elapsed_ms: 1, detail: Text::same("x") });
        let (seen, count) = scene.play(&ServiceProbe, |_| trouble());
        assert_eq!(count, 1);
        ServiceProbe.fact(&scene.target(), &seen).shown()
    }

    #[test]
    fn only_the_servers_own_word_says_that_it_does_not_encrypt() {
        let mail = "{id: thu, kind: service, name: thu.test, protocol: smtp, addresses: [127.0.0.1]}";
        assert_eq!(
            shown(mail, Reason::Refused, Phase::Opening),
            "{encrypts: false, protocol: smtp, start_tls: true, surplus: ? (refused)}"
        );
        for (reason, phase) in [
            (Reason::Refused, Phase::Connect),
            (Reason::Denied, Phase::Opening),
            (Reason::Timeout, Phase::Opening),
            (Reason::Refused, Phase::Tls),
        ] {
            let word = reason.word();
            let expected = format!("{{encrypts: ? ({word}), protocol: smtp, start_tls: true, surplus: ? ({word})}}");
            assert_eq!(shown(mail, reason, phase), expected);
        }
        let boxes = "{id: thu, kind: service, name: thu.test, protocol: imap, port: 993, addresses: [127.0.0.1]}";
        assert_eq!(
            shown(boxes, Reason::Refused, Phase::Tls),
            "{encrypts: ? (refused), protocol: imap, start_tls: false, surplus: -}"
        );
    }
}
