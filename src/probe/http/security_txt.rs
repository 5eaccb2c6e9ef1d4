//! `/.well-known/security.txt` (RFC 9116).

use jiff::Timestamp;

use super::fact::SecurityTxt;
use crate::fact::{Fact, Gap, Reason};
use crate::text::text;
use crate::wire::Response;

/// Reads the answer. A site that answers every path with a page of its own has no security.txt; one
/// that refuses or fails leaves the question open.
pub(super) fn read(response: &Response, now: Timestamp) -> Fact<SecurityTxt> {
    match response.status {
        200 => {}
        status @ (401 | 403 | 429 | 500..) => {
            let reason = match status {
                401 | 403 => Reason::Denied,
                429 => Reason::RateLimited,
                _ => Reason::Unreachable,
            };
            return Fact::Unknown(Gap::new(reason, text!("trả lời với mã {status}", "answered with status {status}")));
        }
        _ => return Fact::Absent,
    }
    let body = String::from_utf8_lossy(&response.body);
    let fields = |wanted: &'static str| {
        body.lines().take(1000).filter_map(move |line| {
            let (name, value) = line.split_once(':')?;
            name.trim().eq_ignore_ascii_case(wanted).then(|| value.trim())
        })
    };
    let contact = fields("contact").any(|value| !value.is_empty());
    let mut expiries = fields("expires");
    let (first, second) = (expiries.next(), expiries.next());
    if !contact && first.is_none() {
        return Fact::Absent;
    }
    let expires = first.filter(|_| second.is_none()).and_then(|value| value.parse::<Timestamp>().ok());
    let valid = contact && expires.is_some_and(|expires| now < expires);
    Fact::Known(SecurityTxt { contact, expires: expires.into(), valid })
}
