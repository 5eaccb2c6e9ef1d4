//! Look-ups by number, repeated with the inspection's own test data until they are limited.

use super::facts::LookUpSeen;
use super::ground::bearing;
use crate::fact::{Fact, Gap, Reason};
use crate::probe::api::{Service, distinct, shown};
use crate::probe::certificate::Lendable;
use crate::probe::walk::Walk;
use crate::system::LookUp;
use crate::text::text;
use crate::wire::Response;

/// Words that ask for patience.
const PATIENCE: &[&str] = &[
    "too many requests",
    "rate limit",
    "quá nhiều yêu cầu",
    "quá nhiều lần",
    "vượt quá số lần",
    "vượt quá giới hạn",
    "thử lại sau",
];
/// Headers that tell how many requests are left (draft-ietf-httpapi-ratelimit-headers and its forerunners).
const REMAINING: &[&str] = &["ratelimit-remaining", "x-ratelimit-remaining", "x-rate-limit-remaining"];

/// Answers that are too few to say that there is no limit.
const ENOUGH: i64 = 10;

/// Repeats each look-up, one request after the other, and stops at the first limit. With a token where one is
/// lent: not without it where it may not be shown.
pub(super) fn look_ups(
    service: &Service<'_>,
    id: &str,
    lendable: &Result<Lendable, Gap>,
    per_second: u32,
    walk: &mut Walk<'_>,
) -> Vec<LookUpSeen> {
    let token = match (&service.interface.token, lendable) {
        (None, _) => None,
        (Some(_), Ok(lendable)) => Some((id, *lendable)),
        (Some(_), Err(gap)) => return unseen(service, per_second, gap),
    };
    let mut names = Vec::new();
    let all = service.interface.look_ups.iter();
    all.map(|own| {
        let path = distinct(shown(&own.path), &mut names);
        let (limited, after, by) = match repeated(service, token, own, walk) {
            Ok(Ended { after, by: Some(by) }) => (Fact::Known(true), Fact::Known(after), Fact::Known(by)),
            Ok(Ended { after, by: None }) if after < ENOUGH => (too_few().into(), Fact::Known(after), Fact::Absent),
            Ok(Ended { after, by: None }) => (Fact::Known(false), Fact::Known(after), Fact::Absent),
            Err(gap) => (gap.clone().into(), gap.clone().into(), gap.into()),
        };
        LookUpSeen { path, limited, after, by, attempts: own.attempts.into(), per_second: per_second.into() }
    })
    .collect()
}

/// What could not be begun.
pub(super) fn unseen(service: &Service<'_>, per_second: u32, gap: &Gap) -> Vec<LookUpSeen> {
    let mut names = Vec::new();
    let unseen = |own: &LookUp| LookUpSeen {
        path: distinct(shown(&own.path), &mut names),
        limited: gap.clone().into(),
        after: gap.clone().into(),
        by: gap.clone().into(),
        attempts: own.attempts.into(),
        per_second: per_second.into(),
    };
    service.interface.look_ups.iter().map(unseen).collect()
}

fn too_few() -> Gap {
    Gap::new(
        Reason::LowCoverage,
        text!(
            "số lần tra cứu đã khai báo ít hơn {ENOUGH}, chưa đủ để nói là không có giới hạn",
            "fewer than {ENOUGH} look-ups are declared, too few to say that there is no limit"
        ),
    )
}

struct Ended {
    after: i64,
    by: Option<String>,
}

fn repeated(
    service: &Service<'_>,
    token: Option<(&str, Lendable)>,
    own: &LookUp,
    walk: &mut Walk<'_>,
) -> Result<Ended, Gap> {
    let mut remaining = Vec::new();
    for number in 1..=own.attempts {
        // Equal requests would be merged into one.
        let request = service.get(&own.path).with_header("x-kiemtra-attempt", &number.to_string());
        let request = match token {
            Some((id, lendable)) => bearing(request, lendable, id, "token"),
            None => request,
        };
        let response = walk.response(service.job(request))?;
        let after = i64::from(number) - 1;
        if let Some(by) = limit(response, number) {
            return Ok(Ended { after, by: Some(by) });
        }
        if !(200..300).contains(&response.status) {
            let status = response.status;
            let what = text!(
                "tra cứu với dữ liệu thử không trả lời bình thường: HTTP {status}",
                "the look-up of the test data does not answer: HTTP {status}"
            );
            return Err(Gap::new(Reason::Denied, what));
        }
        let left =
            REMAINING.iter().find_map(|name| response.header(name)).and_then(|left| left.trim().parse::<i64>().ok());
        remaining.extend(left);
    }
    let counted = remaining.len() > 1 && remaining.windows(2).all(|pair| matches!(pair, [one, other] if other < one));
    Ok(Ended { after: own.attempts.into(), by: counted.then(|| "headers".to_owned()) })
}

/// How an answer limits: at once only where it asks for patience or for a captcha; a 403 to the first
/// request is no limit.
fn limit(response: &Response, number: u32) -> Option<String> {
    let body = String::from_utf8_lossy(&response.body).to_lowercase();
    match response.status {
        429 => Some("HTTP 429".to_owned()),
        503 if response.header("retry-after").is_some() => Some("HTTP 503".to_owned()),
        _ if body.contains("captcha") => Some("captcha".to_owned()),
        403 if number > 1 => Some("HTTP 403".to_owned()),
        200..=299 if body.len() < 4096 && PATIENCE.iter().any(|word| body.contains(word)) => Some("words".to_owned()),
        _ => None,
    }
}
