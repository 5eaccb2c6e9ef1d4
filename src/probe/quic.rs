//! The probe `quic`: whether a site answers QUIC, the transport of HTTP/3, and whether it says so.

use super::walk::Walk;
use super::{Aim, Probe, Seen, Spec, Target, http};
use crate::fact::{Fact, Factual, Gap, Reason, Shape, Value, record};
use crate::system::{Kind, Place, Safety, Web};
use crate::text::{Text, shorten};
use crate::wire::{Answer, Endpoint, Job, Phase};

record! {
    /// QUIC at one back-end.
    pub struct QuicFacts {
        /// The UDP port that was asked: the advertised one, or that of the declared address.
        vi "Cổng UDP đã hỏi: cổng được quảng bá, hoặc cổng của địa chỉ khai báo."
        port: i64,
        /// Whether a QUIC server answers. False only where the machine refused the port; silence stays unknown, because a
        /// firewall on the way, a lost datagram and a server without QUIC are all silent.
        vi "Có máy chủ QUIC trả lời hay không. Chỉ là sai khi máy chủ báo cổng đóng; im lặng là chưa xác định, vì tường lửa trên đường, gói tin bị mất và máy chủ không có QUIC đều im lặng."
        answers: Fact<bool>,
        /// The versions that it has, such as `1` (RFC 9000) and `2` (RFC 9369); absent where it refuses.
        vi "Các phiên bản QUIC, ví dụ `1` (RFC 9000) và `2` (RFC 9369); không có khi cổng đóng."
        versions: Fact<Vec<String>>,
        /// Whether the site advertises HTTP/3 for itself (`Alt-Svc`, RFC 7838).
        vi "Trang có quảng bá HTTP/3 cho chính nó (`Alt-Svc`, RFC 7838) hay không."
        advertised: Fact<bool>,
    }
}

/// The probe.
#[derive(Debug)]
pub(super) struct QuicProbe;

impl Probe for QuicProbe {
    fn spec(&self) -> Spec {
        Spec {
            id: "quic",
            title: Text::new("QUIC và HTTP/3", "QUIC and HTTP/3"),
            about: Text::new(
                "Gửi một gói UDP với phiên bản QUIC dành riêng để hỏi, đọc các phiên bản máy chủ có; không bắt tay.",
                "Sends one UDP datagram of a QUIC version reserved for asking and reads the versions that the server has; \
                 makes no handshake.",
            ),
            kinds: &[Kind::Api, Kind::IdentityProvider, Kind::SignIn, Kind::Site],
            safety: Safety::Passive,
            aim: Aim::EachBackEnd,
            most_jobs: 2,
        }
    }

    fn shape(&self) -> Shape {
        QuicFacts::shape()
    }

    fn wants(&self, target: &Target<'_>, seen: &Seen) -> Vec<Job> {
        let Some((web, endpoint)) = place(target) else { return Vec::new() };
        let mut walk = Walk::new(seen);
        gather(web, endpoint, &mut walk);
        walk.into_jobs()
    }

    fn fact(&self, target: &Target<'_>, seen: &Seen) -> Value {
        match (place(target), target.endpoint) {
            (Some((web, endpoint)), _) => gather(web, endpoint, &mut Walk::new(seen)).into_value(),
            (None, Some(_)) => Value::Absent,
            (None, None) => Value::unknown(Reason::NotCollected),
        }
    }
}

/// HTTP/3 is always encrypted: a declared http address has none.
fn place<'a>(target: &Target<'a>) -> Option<(&'a Web, &'a Endpoint)> {
    match (&target.subject.place, target.endpoint) {
        (Place::Web(web), Some(endpoint)) if web.tls => Some((web, endpoint)),
        _ => None,
    }
}

fn gather(web: &Web, endpoint: &Endpoint, walk: &mut Walk<'_>) -> QuicFacts {
    let page = http::page_job(web, endpoint);
    let told = match walk.response(page.clone()) {
        Ok(response) => Ok(advertised_port(response.all_headers("alt-svc"), &web.name)),
        // The port to ask depends on it.
        Err(gap) if !walk.is_answered(&page) => {
            let port = web.port.into();
            return QuicFacts {
                port,
                answers: gap.clone().into(),
                versions: gap.clone().into(),
                advertised: gap.into(),
            };
        }
        Err(gap) => Err(gap),
    };
    let port = told.as_ref().ok().copied().flatten().unwrap_or(web.port);
    let (answers, versions) = asked(walk, Job::Quic(endpoint.at_port(port)));
    let advertised = told.map_or_else(Fact::Unknown, |told| Fact::Known(told.is_some()));
    QuicFacts { port: port.into(), answers, versions, advertised }
}

fn asked(walk: &mut Walk<'_>, job: Job) -> (Fact<bool>, Fact<Vec<String>>) {
    let closed =
        walk.trouble(&job).is_some_and(|trouble| (trouble.reason, trouble.phase) == (Reason::Refused, Phase::Connect));
    match walk.ask(job) {
        Ok(Answer::Quic(quic)) => {
            let versions = quic.versions.iter().map(|version| name(*version)).collect();
            (Fact::Known(true), Fact::Known(versions))
        }
        Err(_) if closed => (Fact::Known(false), Fact::Absent),
        Err(gap) => (gap.clone().into(), gap.into()),
        Ok(_) => {
            let gap = Gap::from(Reason::ProbeFailed);
            (gap.clone().into(), gap.into())
        }
    }
}

/// The registered name of a version, the text of Google's own, or its number.
fn name(version: u32) -> String {
    match version {
        1 => "1".to_owned(),
        0x6b33_43cf => "2".to_owned(),
        draft if draft & 0xffff_ff00 == 0xff00_0000 => format!("draft-{:02}", draft & 0xff),
        other => {
            let bytes = other.to_be_bytes();
            if bytes.iter().all(u8::is_ascii_alphanumeric) {
                String::from_utf8_lossy(&bytes).into_owned()
            } else {
                format!("{other:#010x}")
            }
        }
    }
}

/// The port at which HTTP/3 is advertised for the same host; other hosts are not the subject's.
fn advertised_port<'a>(values: impl Iterator<Item = &'a str>, own: &str) -> Option<u16> {
    values.flat_map(|value| value.split(',')).find_map(|entry| {
        let (protocol, rest) = entry.trim().split_once('=')?;
        let is_http3 = protocol == "h3" || protocol.starts_with("h3-");
        let authority = rest.strip_prefix('"').filter(|_| is_http3)?.split('"').next()?;
        let (host, port) = authority.rsplit_once(':')?;
        let host = shorten(host.trim_start_matches('[').trim_end_matches(']'), 255);
        (host.is_empty() || host.eq_ignore_ascii_case(own))
            .then(|| port.parse().ok())
            .flatten()
            .filter(|port| *port != 0)
    })
}

#[cfg(test)]
mod tests;
