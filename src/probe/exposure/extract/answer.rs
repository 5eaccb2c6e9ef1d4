//! What surrounds a document in an answer: its address, its headers, its cookies.

use super::super::document::Format;
use super::super::piece::{Kind, Part, Sink, Step};
use super::{Course, token, url};

/// The most headers, and the most cookies, that are read.
const MOST: usize = 200;

/// The longest value that is read.
const LONGEST: usize = 64 << 10;

/// Headers that speak of the transfer, never of anybody.
const OF_TRANSFER: [&str; 22] = [
    "accept-ranges",
    "age",
    "alt-svc",
    "cache-control",
    "connection",
    "content-encoding",
    "content-length",
    "content-security-policy",
    "content-security-policy-report-only",
    "content-type",
    "date",
    "etag",
    "expires",
    "keep-alive",
    "last-modified",
    "nel",
    "permissions-policy",
    "report-to",
    "set-cookie",
    "strict-transport-security",
    "transfer-encoding",
    "vary",
];

/// What surrounds a document in an answer.
#[derive(Clone, Copy, Debug, Default)]
pub struct Around<'a> {
    /// The address that was asked.
    pub url: Option<&'a str>,
    /// The headers by name. `set-cookie` is passed over.
    pub headers: &'a [(&'a str, &'a str)],
    /// The values of `set-cookie`, one a cookie.
    pub cookies: &'a [&'a str],
}

/// Hands over what surrounds a document.
pub fn answer<S: Sink + ?Sized>(course: &mut Course<'_, S>, around: &Around<'_>) {
    if let Some(address) = around.url {
        url::address(course, address);
        token::scan(course, address);
    }
    let headers: Vec<(&str, &str)> =
        around.headers.iter().copied().filter(|(name, value)| tells(name, value)).take(MOST).collect();
    if !headers.is_empty() {
        course.within(Step::Part(Part::Header), |course| {
            course.within(Step::Record, |course| {
                for (name, value) in &headers {
                    course.field(name, &url::percent_decoded(value, false), Kind::Text);
                }
            });
            for (name, value) in &headers {
                if ["location", "content-location", "refresh", "link"]
                    .iter()
                    .any(|other| name.eq_ignore_ascii_case(other))
                {
                    url::query(course, value.trim_end_matches('>'));
                }
                token::scan(course, value);
            }
        });
    }
    for cookie in around.cookies.iter().take(MOST).filter(|cookie| cookie.len() <= LONGEST) {
        one_cookie(course, cookie);
    }
}

fn tells(name: &str, value: &str) -> bool {
    let is_transfer = OF_TRANSFER.iter().any(|other| name.eq_ignore_ascii_case(other));
    !is_transfer && !value.is_empty() && value.len() <= LONGEST
}

fn one_cookie<S: Sink + ?Sized>(course: &mut Course<'_, S>, cookie: &str) {
    let pair = cookie.split(';').next().unwrap_or_default();
    let (name, value) = pair.split_once('=').unwrap_or(("", pair));
    let value = value.trim().trim_matches('"');
    // A plus is a space where anything is escaped at all; base64 has it too.
    let value = url::percent_decoded(value, value.contains('%'));
    if value.is_empty() {
        return;
    }
    course.within(Step::Part(Part::Cookie), |course| {
        if matches!(value.as_bytes(), [b'{' | b'[', ..]) {
            course.within(Step::Key(name.trim()), |course| course.inside(Format::Json, &value));
        } else if value.contains('=') && value.contains('&') {
            course.within(Step::Key(name.trim()), |course| url::pairs(course, &value, &['&']));
        } else {
            course.within(Step::Record, |course| course.field(name.trim(), &value, Kind::Text));
        }
        token::scan(course, &value);
    });
}

#[cfg(test)]
mod tests {
    use super::super::recording::read_by;
    use super::*;

    #[test]
    fn headers_cookies_and_address_are_parts() {
        let around = Around {
            url: Some("https://a.vn/x?cccd=001095000123"),
            headers: &[("X-User", "Nguy%E1%BB%85n"), ("Date", "x"), ("Location", "/a?so=001")],
            cookies: &["user=%7B%22cccd%22%3A%22001%22%7D; Path=/", "u=ten=A&so=001", "s=abc; HttpOnly"],
        };
        assert_eq!(
            read_by(|course| answer(course, &around)),
            [
                "<Url>",
                "  Record",
                "    cccd = 001095000123",
                "<Header>",
                "  Record",
                "    X-User = Nguyễn",
                "    Location = /a?so=001",
                "  <Url>",
                "    Record",
                "      so = 001",
                "<Cookie>",
                "  .user",
                "    Record",
                "      cccd = 001",
                "<Cookie>",
                "  .u",
                "    Record",
                "      ten = A",
                "      so = 001",
                "<Cookie>",
                "  Record",
                "    s = abc",
            ]
        );
    }
}
