//! Cookies (RFC 6265), their values masked before anything else sees them.

use super::fact::Cookie;
use crate::text::{Masked, shorten, visible};
use crate::wire::Response;

/// The most cookies that are kept.
const MOST: usize = 50;

/// Parts of names that sessions and sign-ins use; `phien` is Vietnamese for session.
const SESSION_WORDS: &[&str] = &[
    "sess", "sid", "auth", "token", "jwt", "login", "sso", "identity", "remember", "ticket", "oauth", "saml", "phien",
];

/// The cookies that answers set. Of two of one name the later counts, at the place of the first.
pub(super) fn cookies<'a>(answers: impl Iterator<Item = &'a Response>) -> Vec<Cookie> {
    let mut found: Vec<Cookie> = Vec::new();
    for cookie in answers.flat_map(|answer| answer.all_headers("set-cookie")).filter_map(read) {
        if let Some(known) = found.iter_mut().find(|known| known.name == cookie.name) {
            *known = cookie;
        } else if found.len() < MOST {
            found.push(cookie);
        }
    }
    found
}

fn read(header: &str) -> Option<Cookie> {
    let mut parts = header.split(';').map(str::trim);
    let (name, value) = parts.next()?.split_once('=')?;
    let name = name.trim();
    let mut cookie = Cookie {
        name: shorten(name, 64),
        secure: false,
        http_only: false,
        same_site: None.into(),
        host_prefix: name.starts_with("__Host-"),
        session_like: is_session_like(name),
        persistent: false,
        value: Masked::new("cookie", value).to_string(),
    };
    for attribute in parts {
        let (name, value) = attribute.split_once('=').unwrap_or((attribute, ""));
        match name.trim().to_ascii_lowercase().as_str() {
            "secure" => cookie.secure = true,
            "httponly" => cookie.http_only = true,
            "samesite" => cookie.same_site = Some(same_site(value.trim())).into(),
            "expires" | "max-age" => cookie.persistent = true,
            _ => {}
        }
    }
    Some(cookie)
}

fn same_site(value: &str) -> String {
    let known = ["Strict", "Lax", "None"].into_iter().find(|known| known.eq_ignore_ascii_case(value));
    known.map_or_else(|| shorten(value, 32), visible)
}

/// Tokens against request forgery must be readable by scripts and are no sign-in; a version
/// (`phienban`) is no session.
pub(in crate::probe) fn is_session_like(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace("phienban", "");
    let forgery = name.contains("csrf") || name.contains("xsrf");
    !forgery && SESSION_WORDS.iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::Fact;

    #[test]
    fn attributes_are_read_and_the_value_is_gone() {
        let cookie = read("JSESSIONID=0123456789abcdef; Path=/; secure; HttpOnly; SameSite=lax").expect("a cookie");
        assert!(cookie.secure && cookie.http_only && cookie.session_like && !cookie.persistent && !cookie.host_prefix);
        assert_eq!(cookie.same_site, Fact::Known("Lax".to_owned()));
        assert_eq!(cookie.value, "012***[cookie, 16]");
    }

    #[test]
    fn a_token_against_forgery_is_no_session() {
        let cookie = read("XSRF-TOKEN=x; Max-Age=60").expect("a cookie");
        assert!(!cookie.session_like && cookie.persistent && !cookie.secure);
        assert_eq!(cookie.same_site, Fact::Absent);
        assert_eq!(read("nonsense"), None);
    }

    #[test]
    fn a_session_is_known_by_its_vietnamese_name_too() {
        let session = |header| read(header).expect("a cookie").session_like;
        assert!(session("__Host-phien=x") && session("PhienLamViec=x"));
        assert!(!session("phienban=2"));
    }
}
