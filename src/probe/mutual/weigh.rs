//! What an answer to a client's certificate amounts to.
//!
//! - An alert that servers use of certificates, after one was asked for, is a refusal. Another alert,
//!   such as `internal_error`, and a bare close are one if the declared certificate is let in at the
//!   same place; else it may be a mishap, and stays unknown.
//! - HTTP 2xx and 3xx: let in. Whether a redirect leads to a door or past it, the server has acted on
//!   a request of somebody whom it should not have listened to.
//! - HTTP 495 and 496 are nginx's own for a certificate that is wrong or missing; it shows them as 400
//!   with a page that says so. Any 4xx whose page speaks of the client's certificate is a refusal.
//! - HTTP 401 and 403 are refusals if the server asked for a certificate, unless the declared one gets
//!   the same answer, or the server says that it wants another credential (`WWW-Authenticate`); then
//!   the certificate is not what decides. A bare 400 is one only if the declared certificate is let in.
//! - Everything else - 404, 405, 429, 5xx - says nothing of certificates: unknown, with that reason.

use super::facts::{Layer, Outcome};
use crate::fact::{Fact, Gap, Reason};
use crate::text::{Text, text};
use crate::wire::{Ending, Reception, Response, Stop};

/// What was heard of one trial.
#[derive(Clone, Debug)]
pub(super) struct Heard<'a> {
    /// Whether the server asked for a certificate.
    pub(super) asked: bool,
    gave: bool,
    end: End<'a>,
    elapsed_ms: i64,
}

#[derive(Clone, Copy, Debug)]
enum End<'a> {
    Stopped(Layer, Stop),
    Answered(&'a Response),
}

/// How the declared certificate is received, which the other answers are held against.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Standing {
    /// Its bearer is let in.
    LetIn,
    /// Its bearer gets this status, which may be a refusal.
    Status(u16),
    /// None is declared.
    Undeclared,
    /// It was not learnt, or TLS ended.
    Unknown,
}

/// The alerts by which servers refuse a certificate or its want (RFC 5246, section 7.2.2; RFC 8446, section 6.2):
/// handshake_failure, no_certificate, those about certificates, access_denied, decrypt_error (the proof of the key
/// does not hold), insufficient_security and certificate_required.
const REFUSALS: &[u8] = &[40, 41, 42, 43, 44, 45, 46, 48, 49, 51, 71, 116];

/// What error pages call the thing: nginx, IIS, Apache, Tomcat.
const MARKS: &[&str] = &["ssl certificate", "client certificate", "client cert"];

impl<'a> Heard<'a> {
    /// What a reception says.
    pub(super) fn of(reception: &'a Reception) -> Self {
        let end = match &reception.ending {
            Ending::InHandshake(stop) => End::Stopped(Layer::Handshake, *stop),
            Ending::AfterHandshake(stop) => End::Stopped(Layer::AfterHandshake, *stop),
            Ending::Answered(response) => End::Answered(response),
        };
        Self { asked: reception.asked, gave: reception.gave, end, elapsed_ms: reception.elapsed_ms }
    }

    /// What a page says that was fetched with the declared certificate from a server that asks.
    pub(super) fn page(response: &'a Response) -> Self {
        Self { asked: true, gave: true, end: End::Answered(response), elapsed_ms: response.elapsed_ms }
    }

    /// How the bearer stands.
    pub(super) fn standing(&self) -> Standing {
        match self.end {
            End::Answered(response) if is_let_in(response.status) => Standing::LetIn,
            End::Answered(response) => Standing::Status(response.status),
            End::Stopped(..) => Standing::Unknown,
        }
    }

    fn outcome(&self, refused: bool, layer: Layer, by: String) -> Fact<Outcome> {
        Fact::Known(Outcome { refused, layer, by, elapsed_ms: self.elapsed_ms })
    }
}

/// What comes of no certificate.
pub(super) fn nobody(heard: Result<Heard<'_>, Gap>, standing: Standing) -> Fact<Outcome> {
    heard.map_or_else(Fact::Unknown, |heard| weigh(&heard, standing))
}

/// What comes of a certificate that must be refused.
pub(super) fn bearer(heard: Result<Heard<'_>, Gap>, standing: Standing) -> Fact<Outcome> {
    match heard {
        Err(gap) => gap.into(),
        Ok(heard) if heard.asked && !heard.gave => unfit(),
        Ok(heard) => weigh(&heard, standing),
    }
}

/// What comes of the declared certificate, held against what comes of none.
pub(super) fn declared(heard: &Heard<'_>, without: Option<&Heard<'_>>) -> Fact<Outcome> {
    if heard.asked && !heard.gave {
        return unfit();
    }
    // The same status with and without is no answer to the certificate.
    weigh(
        heard,
        without.map_or(Standing::Unknown, |without| match without.standing() {
            Standing::LetIn => Standing::Unknown,
            standing => standing,
        }),
    )
}

fn weigh(heard: &Heard<'_>, standing: Standing) -> Fact<Outcome> {
    match heard.end {
        End::Stopped(layer, stop) => stopped(heard, layer, stop, standing),
        End::Answered(response) => answered(heard, response, standing),
    }
}

fn stopped(heard: &Heard<'_>, layer: Layer, stop: Stop, standing: Standing) -> Fact<Outcome> {
    if !heard.asked {
        return Fact::Unknown(Gap::new(
            Reason::Refused,
            Text::new(
                "tls: máy chủ ngắt trước khi yêu cầu chứng thư, nên không rõ có phải vì thiếu chứng thư",
                "tls: the server broke off before it asked for a certificate, so it may not be for the want of one",
            ),
        ));
    }
    match stop {
        Stop::Alert(alert) if REFUSALS.contains(&alert.description) || standing == Standing::LetIn => {
            heard.outcome(true, layer, alert.to_string())
        }
        Stop::Closed if standing == Standing::LetIn => heard.outcome(true, layer, "closed".to_owned()),
        Stop::Alert(_) | Stop::Closed => Fact::Unknown(Gap::new(
            Reason::Refused,
            Text::new(
                "tls: máy chủ ngắt kết nối mà không nói là vì chứng thư; chưa có chứng thư nào được nhận để so sánh",
                "tls: the server broke off and did not say that it is for the certificate; there is none it takes to compare with",
            ),
        )),
    }
}

fn answered(heard: &Heard<'_>, response: &Response, standing: Standing) -> Fact<Outcome> {
    let status = response.status;
    let refused = match status {
        _ if is_let_in(status) => false,
        495 | 496 => true,
        400..=499 if speaks_of_certificates(response) => true,
        _ if standing == Standing::Status(status) => return cannot_tell(status, Reason::Inconsistent),
        400 | 401 | 403 if standing == Standing::LetIn => true,
        401 if response.header("www-authenticate").is_some() => return cannot_tell(status, Reason::Denied),
        401 | 403 if heard.asked => true,
        429 => return cannot_tell(status, Reason::RateLimited),
        _ => return cannot_tell(status, Reason::Parse),
    };
    heard.outcome(refused, Layer::Http, format!("HTTP {status}"))
}

const fn is_let_in(status: u16) -> bool {
    matches!(status, 200..=399)
}

fn speaks_of_certificates(response: &Response) -> bool {
    let page = String::from_utf8_lossy(&response.body).to_ascii_lowercase();
    MARKS.iter().any(|mark| page.contains(mark))
}

fn cannot_tell(status: u16, reason: Reason) -> Fact<Outcome> {
    let text = if reason == Reason::Inconsistent {
        text!(
            "http: HTTP {status} dù có chứng thư đã khai báo hay không: chứng thư không phải điều quyết định; khai báo một địa chỉ trả lời 200",
            "http: HTTP {status} with the declared certificate and without: it is not what decides; declare an address that answers 200"
        )
    } else {
        text!(
            "http: HTTP {status} không cho biết máy chủ từ chối vì chứng thư hay vì lẽ khác",
            "http: HTTP {status} does not tell whether the server refuses for the certificate or for something else"
        )
    };
    Fact::Unknown(Gap::new(reason, text))
}

fn unfit() -> Fact<Outcome> {
    Fact::Unknown(Gap::new(
        Reason::NotCollected,
        Text::new(
            "tls: máy chủ không nhận kiểu chữ ký nào của khóa này nên không xuất trình được chứng thư",
            "tls: the server takes no kind of signature that this key can make, so the certificate was not given",
        ),
    ))
}
