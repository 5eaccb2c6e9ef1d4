//! Mutual TLS: whom an endpoint lets in that is to let in the bearers of certain certificates only.
//!
//! Nothing is guessed from the handshake: a server may take any certificate there and turn its bearer
//! away afterwards (nginx answers HTTP 400), and in TLS 1.3 a refusal comes late by design. So each
//! trial goes on to one request for the declared page, and what comes of it is weighed in `weigh`.

mod facts;
mod own;
mod weigh;

#[cfg(test)]
mod tests;

use crate::fact::{Fact, Factual, Gap, Shape, Value};
use crate::system::{ClientCertificate, Kind, Place, Safety, Subject, Web};
use crate::text::Text;
use crate::wire::{Answer, Endpoint, Identity, Job, Phase, Reception};

use super::walk::Walk;
use super::{Aim, Probe, Seen, Spec, Target, bearing};
use facts::MutualTls;
use weigh::{Heard, Standing};

/// The most bytes of an answer's body that are read: enough for an error page to say what it is about.
const PAGE_LIMIT: usize = 4096;

/// The probe.
#[derive(Debug)]
pub(super) struct MutualTlsProbe;

impl Probe for MutualTlsProbe {
    fn spec(&self) -> Spec {
        Spec {
            id: "mutual_tls",
            title: Text::new("Xác thực TLS hai chiều", "Mutual TLS"),
            about: Text::new(
                "Gửi một yêu cầu GET không có chứng thư máy khách, rồi với từng chứng thư: tự ký, của tổ chức cấp khác, \
                 hết hạn, và chứng thư đã khai báo; xem máy chủ từ chối ai. Chỉ khi khai báo nói đến chứng thư máy khách.",
                "Sends one GET without a client certificate, then with each of: a self-signed one, one of another \
                 authority, an expired one, and the declared one; sees whom the server turns away. Only where the \
                 declaration speaks of client certificates.",
            ),
            kinds: &[Kind::Api, Kind::IdentityProvider, Kind::Link, Kind::SignIn, Kind::Site],
            // It presents certificates that must be refused, which a server may log as an attempt.
            safety: Safety::Active,
            aim: Aim::EachBackEnd,
            // Without, the page, the declared once more where the page is refused, and three that must not come in.
            most_jobs: 6,
        }
    }

    fn concerns(&self, subject: &Subject) -> bool {
        matches!(&subject.place, Place::Web(web) if web.tls && web.client.is_declared())
    }

    fn shape(&self) -> Shape {
        MutualTls::shape()
    }

    fn wants(&self, target: &Target<'_>, seen: &Seen) -> Vec<Job> {
        let mut walk = Walk::new(seen);
        if let Some((web, endpoint)) = place(target) {
            drop(gather(target, web, endpoint, &mut walk));
        }
        walk.into_jobs()
    }

    fn fact(&self, target: &Target<'_>, seen: &Seen) -> Value {
        match place(target) {
            Some((web, endpoint)) => gather(target, web, endpoint, &mut Walk::new(seen)).into_value(),
            None => Value::Absent,
        }
    }
}

fn place<'a>(target: &Target<'a>) -> Option<(&'a Web, &'a Endpoint)> {
    match (&target.subject.place, target.endpoint) {
        (Place::Web(web), Some(endpoint)) if web.tls && web.client.is_declared() => Some((web, endpoint)),
        _ => None,
    }
}

fn gather(target: &Target<'_>, web: &Web, endpoint: &Endpoint, walk: &mut Walk<'_>) -> MutualTls {
    let client = &web.client;
    let without = presented(web, endpoint, None, walk);
    let asked = match &without {
        Ok(heard) => Fact::Known(heard.asked),
        Err(gap) => gap.clone().into(),
    };
    let declared = client.own.as_ref().map(|own| match asked {
        Fact::Known(true) => known(web, endpoint, own, walk),
        Fact::Known(false) | Fact::Absent => Ok(None),
        Fact::Unknown(ref gap) => Err(gap.clone()),
    });
    // The others are weighed against how the declared certificate is received.
    let standing = match &declared {
        None => Standing::Undeclared,
        Some(Ok(Some(heard))) => heard.standing(),
        Some(Ok(None) | Err(_)) => Standing::Unknown,
    };
    let mut trial = |identity: Option<Identity>| match (identity, &asked) {
        (None, _) | (_, Fact::Known(false) | Fact::Absent) => Fact::Absent,
        (_, Fact::Unknown(gap)) => gap.clone().into(),
        (Some(identity), Fact::Known(true)) => weigh::bearer(presented(web, endpoint, Some(identity), walk), standing),
    };
    let stranger = trial(Some(Identity::stranger(client.own.as_ref())));
    let foreign = trial(client.foreign.as_ref().map(Identity::declared));
    let expired = trial(client.expired.as_ref().map(Identity::declared));
    let declared = match declared {
        None | Some(Ok(None)) => Fact::Absent,
        Some(Err(gap)) => gap.into(),
        Some(Ok(Some(heard))) => weigh::declared(&heard, without.as_ref().ok()),
    };
    MutualTls {
        required: client.required,
        asked,
        without: weigh::nobody(without, standing),
        stranger,
        foreign,
        expired,
        declared,
        own: own::own(target, client),
    }
}

/// How the bearer of a certificate, or of none, is received.
fn presented<'a>(
    web: &Web,
    endpoint: &Endpoint,
    identity: Option<Identity>,
    walk: &mut Walk<'a>,
) -> Result<Heard<'a>, Gap> {
    let mut request = bearing::request(web, endpoint).with_identity(identity);
    request.body_limit = PAGE_LIMIT;
    let reception: &'a Reception = match walk.ask(Job::Present(endpoint.clone(), request))? {
        Answer::Reception(reception) => reception,
        _ => return Err(crate::fact::Reason::ProbeFailed.into()),
    };
    Ok(Heard::of(reception))
}

/// How the bearer of the declared certificate is received: the page that the `http` probe looks at
/// anyway tells that they are let in; only where it does not is there more to ask.
fn known<'a>(
    web: &Web,
    endpoint: &Endpoint,
    own: &ClientCertificate,
    walk: &mut Walk<'a>,
) -> Result<Option<Heard<'a>>, Gap> {
    let page = bearing::page(web, endpoint);
    match walk.response(page.clone()) {
        Ok(response) => {
            let heard = Heard::page(response);
            if heard.standing() == Standing::LetIn {
                return Ok(Some(heard));
            }
        }
        Err(gap) => match walk.trouble(&page) {
            Some(trouble) if trouble.phase >= Phase::Tls => {}
            _ => return Err(gap),
        },
    }
    presented(web, endpoint, Some(Identity::declared(own)), walk).map(Some)
}
