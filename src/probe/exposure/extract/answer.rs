//! What surrounds a document in an answer: its address, its headers, its cookies.

use super::super::document::Format;
use super::super::piece::{Kind, Part, Sink, Step};
use super::{Course, text, token, url};

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
    let cookies = around.cookies.iter().take(MOST).filter(|cookie| cookie.len() <= LONGEST);
    together(course, cookies.map(|cookie| pair(cookie)));
}

/// Hands over the jar of a browser as Netscape's first kept it and curl does: seven parts a line, the last two the name
/// and the value. Those of one host are one person's.
pub(super) fn jar<S: Sink + ?Sized>(course: &mut Course<'_, S>, text: &str) {
    let lines: Vec<&str> = text.lines().map(|line| line.strip_prefix("#HttpOnly_").unwrap_or(line)).collect();
    for lines in
        lines.chunk_by(|one, other| host(one).is_some() && host(one) == host(other)).flat_map(|own| own.chunks(MOST))
    {
        if !course.may_continue() {
            return;
        }
        match lines.first().and_then(|first| host(first)) {
            Some(_) => together(course, lines.iter().filter_map(|line| kept(line))),
            // A remark, or what somebody wrote between.
            None => lines.iter().for_each(|line| text::pieces(line, |piece| course.text(piece))),
        }
    }
}

/// The host of a line of a jar, if it is one.
fn host(line: &str) -> Option<&str> {
    kept(line).and_then(|_| line.split('\t').next())
}

/// The name and the value of the cookie that a line of a jar keeps.
fn kept(line: &str) -> Option<(&str, &str)> {
    const BEFORE: usize = 5;
    let mut parts = line.splitn(BEFORE + 2, '\t').skip(BEFORE);
    Some((parts.next()?, parts.next()?))
}

/// Whether a text is such a jar.
pub(super) fn is_jar(text: &str) -> bool {
    text.starts_with("# Netscape HTTP Cookie File") || text.starts_with("# HTTP Cookie File")
}

fn tells(name: &str, value: &str) -> bool {
    let is_transfer = OF_TRANSFER.iter().any(|other| name.eq_ignore_ascii_case(other));
    !is_transfer && !value.is_empty() && value.len() <= LONGEST
}

/// The name and the value of a cookie as it is set (RFC 6265, 4.1.1).
fn pair(cookie: &str) -> (&str, &str) {
    let pair = cookie.split(';').next().unwrap_or_default();
    pair.split_once('=').unwrap_or(("", pair))
}

/// Cookies that are set together speak of one person.
fn together<'c, S: Sink + ?Sized>(course: &mut Course<'_, S>, cookies: impl Iterator<Item = (&'c str, &'c str)>) {
    let mut cookies = cookies.peekable();
    if cookies.peek().is_some() {
        course.within(Step::Part(Part::Cookie), |course| {
            course.within(Step::Record, |course| {
                cookies.for_each(|(name, value)| one_cookie(course, name.trim(), value));
            });
        });
    }
}

fn one_cookie<S: Sink + ?Sized>(course: &mut Course<'_, S>, name: &str, value: &str) {
    let value = value.trim().trim_matches('"');
    // A plus is a space where anything is escaped at all; base64 has it too.
    let value = url::percent_decoded(value, value.contains('%'));
    if value.is_empty() {
        return;
    }
    if matches!(value.as_bytes(), [b'{' | b'[', ..]) {
        course.within(Step::Key(name), |course| course.inside(Format::Json, &value));
    } else if value.contains('=') && value.contains(['&', '|']) {
        course.within(Step::Key(name), |course| url::pairs(course, &value, &['&', '|']));
    } else {
        course.field(name, &value, Kind::Text);
    }
    token::scan(course, &value);
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
                "  Record",
                "    .user",
                "      Record",
                "        cccd = 001",
                "    .u",
                "      Record",
                "        ten = A",
                "        so = 001",
                "    s = abc",
            ]
        );
    }

    #[test]
    fn jars_are_cookies_by_host() {
        let jar = "# Netscape HTTP Cookie File\n.a.vn\tTRUE\t/\tFALSE\t0\tcccd\t001095000123\n\
                   #HttpOnly_.a.vn\tTRUE\t/\tTRUE\t0\tho_ten\tL%C3%AA%20A\nb.vn\tFALSE\t/\tFALSE\t0\tx\ty\nodd\tline\n";
        assert_eq!(
            super::super::recording::pieces(jar.as_bytes()),
            [
                "\"# Netscape HTTP Cookie File\"",
                "<Cookie>",
                "  Record",
                "    cccd = 001095000123",
                "    ho_ten = Lê A",
                "<Cookie>",
                "  Record",
                "    x = y",
                "\"odd\tline\""
            ]
        );
    }
}
