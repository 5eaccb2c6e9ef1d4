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

#[cfg(test)]
mod tests {
    use super::*;

    fn read_of(status: u16, body: &str) -> Fact<SecurityTxt> {
        let response = Response {
            status,
            http_version: String::new(),
            headers: Vec::new(),
            body: body.as_bytes().to_vec(),
            truncated: false,
            connect_ms: 0,
            tls_ms: None,
            first_byte_ms: 0,
            elapsed_ms: 0,
            echo: crate::wire::Echo::default(),
        };
        read(&response, "2026-12-05T00:00:00Z".parse().expect("a time"))
    }

    #[test]
    fn it_is_valid_with_a_contact_and_one_expiry_ahead() {
        let valid = |body| read_of(200, body).known().map(|text| text.valid);
        assert_eq!(valid("# x\nCONTACT: mailto:a@b.vn\r\nExpires: 2027-01-01T00:00:00Z\r\n"), Some(true));
        assert_eq!(valid("Contact: mailto:a@b.vn\nExpires: 2026-01-01T00:00:00Z"), Some(false));
        assert_eq!(valid("Contact: mailto:a@b.vn"), Some(false));
        let twice = "Contact: x\nExpires: 2027-01-01T00:00:00Z\nExpires: 2028-01-01T00:00:00Z";
        assert_eq!(valid(twice), Some(false));
        assert_eq!(valid("Expires: 2027-01-01T00:00:00Z"), Some(false));
    }

    #[test]
    fn missing_is_absent_and_denied_is_unknown() {
        assert_eq!(read_of(404, ""), Fact::Absent);
        assert_eq!(read_of(200, "<html>Trang chủ</html>"), Fact::Absent);
        let reason = |status| match read_of(status, "") {
            Fact::Unknown(gap) => gap.reason,
            other => panic!("{other:?}"),
        };
        assert_eq!([403, 429, 503].map(reason), [Reason::Denied, Reason::RateLimited, Reason::Unreachable]);
    }
}
