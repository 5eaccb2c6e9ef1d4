//! The cookies of one visitor (RFC 6265, section 5, with the prefixes of its successor), and the name and password that
//! go with each request where HTTP Basic asks for them.
//!
//! Stricter than a browser in one thing: a cookie stays with the server that gave it. What came over TLS never goes over
//! plain HTTP, whatever its attributes say, nor to another port: nobody has proved who listens there.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::Login;
use crate::wire::Response;

/// The most cookies that are kept.
const MOST: usize = 50;
/// The most bytes of name and value together.
const MOST_BYTES: usize = 4096;

/// The cookies of one visitor. They live in memory only, and are not shown when debugged.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(in crate::probe) struct Jar {
    cookies: Vec<StoredCookie>,
    login: Option<Login>,
}

/// The server that gave a cookie.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Giver {
    /// Whether it spoke TLS.
    tls: bool,
    /// Its port.
    port: u16,
}

/// One cookie.
#[derive(Clone, Eq, PartialEq)]
pub(in crate::probe) struct StoredCookie {
    /// Its name.
    pub(in crate::probe) name: String,
    /// Its value: never part of a fact.
    pub(in crate::probe) value: String,
    /// The domain it is for.
    pub(in crate::probe) domain: String,
    /// Whether other hosts below that domain do not get it.
    pub(in crate::probe) host_only: bool,
    /// The path it is for.
    pub(in crate::probe) path: String,
    /// Whether it goes over TLS only.
    pub(in crate::probe) secure: bool,
    /// Whether scripts do not see it.
    pub(in crate::probe) http_only: bool,
    /// `SameSite`, as it stands.
    pub(in crate::probe) same_site: Option<String>,
    /// When it ends; at the end of the browser's session without.
    pub(in crate::probe) expires: Option<Timestamp>,
    /// Who gave it.
    giver: Giver,
}

/// Without the value.
impl fmt::Debug for StoredCookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredCookie").field("name", &self.name).field("path", &self.path).finish_non_exhaustive()
    }
}

impl Jar {
    /// Takes in the cookies of an answer.
    pub(in crate::probe) fn take(&mut self, response: &Response, from: &Url, now: Timestamp) {
        for header in response.all_headers("set-cookie") {
            let Some(cookie) = read(header, from, now) else { continue };
            // One of the same name from another server stands beside it, and is not replaced.
            let same = |own: &StoredCookie| own.is_named_as(&cookie) && own.giver == cookie.giver;
            let ended = cookie.expires.is_some_and(|end| end <= now);
            match self.cookies.iter().position(same) {
                Some(at) if ended => drop(self.cookies.remove(at)),
                Some(at) => {
                    if let Some(own) = self.cookies.get_mut(at) {
                        *own = cookie;
                    }
                }
                None if !ended && self.cookies.len() < MOST => self.cookies.push(cookie),
                None => {}
            }
        }
    }

    /// The header `Cookie` for an address; `None` where nothing goes there. `declared` are the ports of the subject.
    pub(in crate::probe) fn header(&self, to: &Url, declared: &[u16]) -> Option<String> {
        let host = to.host_str().unwrap_or_default();
        let mut sent: Vec<_> =
            self.cookies.iter().filter(|own| own.goes_to(host, to) && own.giver.shares(to, declared)).collect();
        // Where the server has given one of the same name itself, that one counts.
        let own: Vec<_> = sent.iter().copied().filter(|own| own.giver == Giver::of(to)).collect();
        sent.retain(|other| own.iter().all(|own| own.giver == other.giver || !own.is_named_as(other)));
        // Longer paths first (5.4); the order of creation otherwise, which a stable sort keeps.
        sent.sort_by_key(|own| std::cmp::Reverse(own.path.len()));
        let pairs: Vec<_> = sent.iter().map(|own| format!("{}={}", own.name, own.value)).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// The cookies, in the order of creation.
    pub(in crate::probe) fn cookies(&self) -> &[StoredCookie] {
        &self.cookies
    }

    /// Who signs each request, where HTTP Basic asks for that.
    pub(super) fn login(&self) -> Option<&Login> {
        self.login.as_ref()
    }

    /// Signs each request from now on.
    pub(super) fn sign(&mut self, login: Login) {
        self.login = Some(login);
    }

    /// The first cookie of a name.
    pub(in crate::probe) fn named(&self, name: &str) -> Option<&StoredCookie> {
        self.cookies.iter().find(|own| own.name == name)
    }

    /// The jar with those cookies alone that are wanted.
    pub(in crate::probe) fn only(&self, wanted: impl Fn(&StoredCookie) -> bool) -> Self {
        Self { cookies: self.cookies.iter().filter(|own| wanted(own)).cloned().collect(), login: self.login.clone() }
    }

    /// Takes over what another jar, which began as a part of this one, has come to hold.
    pub(in crate::probe) fn absorb(&mut self, other: &Self) {
        for cookie in &other.cookies {
            let same = |own: &&mut StoredCookie| own.is_named_as(cookie) && own.giver == cookie.giver;
            match self.cookies.iter_mut().find(same) {
                Some(own) => own.clone_from(cookie),
                None => self.cookies.push(cookie.clone()),
            }
        }
    }

    /// A jar of these cookies.
    pub(in crate::probe) fn of(cookies: Vec<StoredCookie>) -> Self {
        Self { cookies, login: None }
    }
}

impl Giver {
    fn of(url: &Url) -> Self {
        Self { tls: url.scheme() == "https", port: url.port_or_known_default().unwrap_or_default() }
    }

    /// Whether what it gave may go to an address of the same host: to itself, or up from plain HTTP to a port that the
    /// same subject declares.
    fn shares(self, to: &Url, declared: &[u16]) -> bool {
        let to = Self::of(to);
        self == to || !self.tls && declared.contains(&self.port) && declared.contains(&to.port)
    }
}

impl StoredCookie {
    /// Whether a visitor of one server would take the two for the same cookie.
    fn is_named_as(&self, other: &Self) -> bool {
        (&self.name, &self.domain, &self.path) == (&other.name, &other.domain, &other.path)
    }

    fn goes_to(&self, host: &str, to: &Url) -> bool {
        let domain =
            if self.host_only { host.eq_ignore_ascii_case(&self.domain) } else { matches_domain(host, &self.domain) };
        domain && matches_path(to.path(), &self.path) && (!self.secure || is_trustworthy(to))
    }
}

fn read(header: &str, from: &Url, now: Timestamp) -> Option<StoredCookie> {
    let mut parts = header.split(';').map(str::trim);
    let (name, value) = parts.next()?.split_once('=')?;
    let (name, value) = (name.trim(), value.trim());
    if name.is_empty() || name.len() + value.len() > MOST_BYTES {
        return None;
    }
    let host = from.host_str().unwrap_or_default();
    let mut cookie = StoredCookie {
        name: name.to_owned(),
        value: value.to_owned(),
        domain: host.to_owned(),
        host_only: true,
        path: default_path(from.path()),
        secure: false,
        http_only: false,
        same_site: None,
        expires: None,
        giver: Giver::of(from),
    };
    let (mut max_age, mut expires) = (None, None);
    for attribute in parts {
        let (name, value) = attribute.split_once('=').unwrap_or((attribute, ""));
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "secure" => cookie.secure = true,
            "httponly" => cookie.http_only = true,
            "samesite" => cookie.same_site = Some(value.to_owned()),
            "max-age" => max_age = value.parse::<i64>().ok(),
            "expires" => expires = date(value),
            "path" if value.starts_with('/') => value.clone_into(&mut cookie.path),
            "path" => cookie.path = default_path(from.path()),
            "domain" => {
                let domain = value.trim_start_matches('.').to_ascii_lowercase();
                if !domain.is_empty() {
                    (cookie.domain, cookie.host_only) = (domain, false);
                }
            }
            _ => {}
        }
    }
    // Max-Age has precedence (5.3, step 3).
    let century = SignedDuration::from_hours(24 * 365 * 100);
    cookie.expires = match max_age {
        Some(seconds) if seconds <= 0 => Some(Timestamp::MIN),
        Some(seconds) => now.checked_add(SignedDuration::from_secs(seconds).min(century)).ok(),
        None => expires,
    };
    let foreign = !cookie.host_only && !matches_domain(host, &cookie.domain);
    let bare = cookie.secure && !is_trustworthy(from);
    let prefix = name.to_ascii_lowercase();
    let broken = (prefix.starts_with("__secure-") && !cookie.secure)
        || (prefix.starts_with("__host-") && !(cookie.secure && cookie.host_only && cookie.path == "/"));
    (!foreign && !bare && !broken).then_some(cookie)
}

/// Where cookies for TLS alone may go: over TLS, and on the machine itself, as browsers have it (W3C
/// Secure Contexts, section 3.1).
fn is_trustworthy(url: &Url) -> bool {
    let local = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    local || url.scheme() == "https"
}

/// Section 5.1.4.
fn default_path(path: &str) -> String {
    match path.rfind('/') {
        Some(0) | None => "/".to_owned(),
        Some(end) => path.get(..end).unwrap_or("/").to_owned(),
    }
}

fn matches_path(path: &str, own: &str) -> bool {
    path.strip_prefix(own).is_some_and(|rest| rest.is_empty() || own.ends_with('/') || rest.starts_with('/'))
}

/// Section 5.1.3; an address has no names below it.
fn matches_domain(host: &str, domain: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let is_address = host.starts_with('[') || host.parse::<std::net::IpAddr>().is_ok();
    host == domain || (!is_address && host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.')))
}

/// A date in any of the ways in which servers write it (5.1.1).
fn date(text: &str) -> Option<Timestamp> {
    let (mut time, mut day, mut month, mut year) = (None, None, None, None);
    let parts = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == ':')).filter(|part| !part.is_empty());
    for part in parts {
        let number = || part.parse::<i64>().ok();
        if let (None, Some(found)) = (time, clock(part)) {
            time = Some(found);
        } else if let (None, Some(found), 1..=2) = (day, number(), part.len()) {
            day = Some(found);
        } else if let (None, Some(found)) = (month, month_of(part)) {
            month = Some(found);
        } else if let (None, Some(found), 2..=4) = (year, number(), part.len()) {
            year = Some(match found {
                70..=99 => found + 1900,
                0..=69 => found + 2000,
                other => other,
            });
        }
    }
    let (hour, minute, second) = time?;
    let text = format!("{:04}-{:02}-{:02}T{hour:02}:{minute:02}:{second:02}Z", year?, month?, day?);
    text.parse().ok()
}

fn clock(part: &str) -> Option<(i64, i64, i64)> {
    let mut parts = part.split(':').map(|part| part.parse::<i64>().ok());
    let found = (parts.next()??, parts.next()??, parts.next()??);
    Some(found).filter(|(hour, minute, second)| *hour < 24 && *minute < 60 && *second < 60)
}

fn month_of(part: &str) -> Option<i64> {
    const MONTHS: &str = "janfebmaraprmayjunjulaugsepoctnovdec";
    let word = part.get(..3)?.to_ascii_lowercase();
    let at = (0..12).find(|month| MONTHS.get(3 * month..3 * month + 3) == Some(word.as_str()))?;
    i64::try_from(at).ok().map(|at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-12-05T00:00:00Z".parse().expect("a time")
    }

    fn url(text: &str) -> Url {
        Url::parse(text).expect("an address")
    }

    fn jar(from: &str, headers: &[&str]) -> Jar {
        let mut jar = Jar::default();
        let response = Response {
            status: 200,
            http_version: "HTTP/1.1".to_owned(),
            headers: headers.iter().map(|value| ("set-cookie".to_owned(), (*value).to_owned())).collect(),
            body: Vec::new(),
            truncated: false,
            connect_ms: 0,
            tls_ms: None,
            first_byte_ms: 0,
            elapsed_ms: 0,
            echo: crate::wire::Echo::default(),
        };
        jar.take(&response, &url(from), now());
        jar
    }

    #[test]
    fn path_domain_and_secure_decide_where_a_cookie_goes() {
        let cookies = [
            "a=1",
            "b=2; Path=/x",
            "c=3; Domain=.example.vn; Path=/",
            "d=4; Secure; Path=/",
            "e=5; Domain=other.vn",
            "f=6; Path=/x/y",
        ];
        let jar = jar("https://a.example.vn/x/page", &cookies);
        let sent = |to: &str| jar.header(&url(to), &[]).unwrap_or_default();
        assert_eq!(sent("https://a.example.vn/x/z"), "a=1; b=2; c=3; d=4");
        assert_eq!(sent("https://a.example.vn/x/y/z"), "f=6; a=1; b=2; c=3; d=4");
        assert_eq!(sent("https://a.example.vn/xy"), "c=3; d=4");
        assert_eq!(sent("https://b.example.vn/x"), "c=3");
        assert_eq!(sent("https://evilexample.vn/x"), "");
    }

    #[test]
    fn what_has_ended_is_gone_and_what_is_malformed_is_no_cookie() {
        let kept =
            |cookies: &[&str]| jar("https://a.vn/", cookies).header(&url("https://a.vn/"), &[]).unwrap_or_default();
        assert_eq!(kept(&["a=1", "a=; Max-Age=0"]), "");
        assert_eq!(kept(&["a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT"]), "");
        assert_eq!(kept(&["a=1; Expires=Sunday, 06-Nov-94 08:49:37 GMT"]), "");
        assert_eq!(kept(&["a=1; Max-Age=5; Expires=Thu, 01 Jan 1970 00:00:00 GMT"]), "a=1");
        assert_eq!(kept(&["nonsense", "=x", "__Host-a=1; Secure; Domain=a.vn; Path=/", "__Secure-b=1"]), "");
        assert_eq!(kept(&["__Host-a=1; Secure; Path=/"]), "__Host-a=1");
        assert_eq!(jar("http://a.vn/", &["a=1; Secure"]).header(&url("https://a.vn/"), &[80, 443]), None);
    }

    #[test]
    fn a_cookie_stays_with_the_server_that_gave_it() {
        let declared = [80, 443, 8080];
        let sent = |from: &str, to: &str| jar(from, &["a=1; Path=/"]).header(&url(to), &declared).is_some();
        assert!(sent("https://a.vn/", "https://a.vn:443/x"));
        // Neither down to plain HTTP nor to a port that has proved nothing, declared or not.
        for to in ["http://a.vn/", "http://a.vn:443/", "https://a.vn:8443/", "https://a.vn:8080/", "http://a.vn:8080/"]
        {
            assert!(!sent("https://a.vn/", to), "{to}");
        }
        // What went over plain HTTP is everybody's already; it goes to what the same subject declares.
        assert!(sent("http://a.vn/", "https://a.vn/") && sent("http://a.vn/", "http://a.vn:8080/"));
        assert!(!sent("http://a.vn/", "https://a.vn:8443/") && !sent("http://a.vn:8081/", "https://a.vn/"));
        assert!(sent("http://a.vn:8081/", "http://a.vn:8081/"), "to itself always");
        // Of two with one name each server gets its own.
        let mut both = jar("https://a.vn/", &["a=1"]);
        both.cookies.extend(jar("http://a.vn/", &["a=2"]).cookies);
        assert_eq!(both.header(&url("https://a.vn/"), &declared).as_deref(), Some("a=1"));
        assert_eq!(both.header(&url("http://a.vn/"), &declared).as_deref(), Some("a=2"));
    }

    #[test]
    fn dates_are_read_in_every_writing() {
        for text in ["Sun, 06 Nov 2094 08:49:37 GMT", "06-Nov-2094 08:49:37", "Nov 6 08:49:37 2094"] {
            assert_eq!(date(text), "2094-11-06T08:49:37Z".parse().ok(), "{text}");
        }
        assert_eq!(date("tomorrow"), None);
    }
}
