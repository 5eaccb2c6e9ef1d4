//! The headers that protect a page.

use super::csp;
use super::fact::{Headers, Hsts};
use crate::fact::Fact;
use crate::text::shorten;
use crate::wire::Response;

/// The longest value of a header that is kept, but for the policy.
const MOST_VALUE: usize = 300;

/// The headers of a page that came over TLS or not.
pub(super) fn headers(tls: bool, response: &Response) -> Headers {
    let policies = csp::policies(response);
    let own = |name| response.header(name).map(|value| shorten(value, MOST_VALUE)).into();
    let policy_text = response.all_headers("content-security-policy").collect::<Vec<_>>().join(", ");
    // A browser ignores the header over plain HTTP, and every one but the first (RFC 6797, 8.1).
    let hsts = response.header("strict-transport-security").filter(|_| tls).and_then(hsts);
    let credentials = response.header("access-control-allow-credentials");
    Headers {
        hsts: hsts.into(),
        content_security_policy: (!policy_text.is_empty()).then(|| shorten(&policy_text, 2000)).into(),
        hsts_headers: i64::try_from(response.all_headers("strict-transport-security").count()).unwrap_or(i64::MAX),
        csp: csp::meaning(&policies).into(),
        x_frame_options: own("x-frame-options"),
        frame_options: frame_options(response).map(str::to_owned).into(),
        x_content_type_options: own("x-content-type-options"),
        referrer_policy: own("referrer-policy"),
        referrer_in_force: referrer(response.all_headers("referrer-policy")).into(),
        permissions_policy: own("permissions-policy"),
        opener_policy: own("cross-origin-opener-policy"),
        resource_policy: own("cross-origin-resource-policy"),
        server: own("server"),
        powered_by: own("x-powered-by"),
        cache_control: own("cache-control"),
        access_control_allow_origin: own("access-control-allow-origin"),
        access_control_allow_credentials: Fact::from(credentials.map(|value| value == "true")),
    }
}

/// Strict-Transport-Security as a browser reads it; `None` where it would ignore it: `max-age` is
/// missing or no number, or a directive stands twice (RFC 6797, 6.1).
pub(in crate::probe) fn hsts(value: &str) -> Option<Hsts> {
    let mut names = Vec::new();
    let mut read = Hsts { max_age: -1, include_subdomains: false, preload: false };
    for directive in value.split(';').map(str::trim).filter(|directive| !directive.is_empty()) {
        let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
        let name = name.trim().to_ascii_lowercase();
        match name.as_str() {
            "max-age" => {
                let digits = value.trim().trim_matches('"');
                let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
                read.max_age = plain.then(|| digits.parse().unwrap_or(i64::MAX))?;
            }
            "includesubdomains" => read.include_subdomains = true,
            "preload" => read.preload = true,
            _ => {}
        }
        if names.contains(&name) {
            return None;
        }
        names.push(name);
    }
    (read.max_age >= 0).then_some(read)
}

/// Whether a foreign page may not frame this one. `frame-ancestors` overrides `X-Frame-Options`
/// (CSP level 3, 6.4.2.1).
pub(in crate::probe) fn framing_blocked(response: &Response) -> bool {
    let policies = csp::policies(response);
    let mut ancestors = policies.iter().filter_map(|policy| policy.sources("frame-ancestors")).peekable();
    if ancestors.peek().is_some() {
        return ancestors.any(|sources| !sources.iter().any(|source| csp::is_any_host(source)));
    }
    frame_options(response).is_some_and(|meaning| meaning != "none")
}

/// X-Frame-Options as browsers take it: contradictions and what they do not know are ignored, and
/// `ALLOW-FROM` is what none of them knows any more (HTML, 7.6).
fn frame_options(response: &Response) -> Option<&'static str> {
    let values = response.all_headers("x-frame-options").flat_map(|value| value.split(','));
    let mut meanings = values.map(|value| match value.trim().to_ascii_lowercase().as_str() {
        "deny" => "deny",
        "sameorigin" => "sameorigin",
        _ => "none",
    });
    let first = meanings.next()?;
    Some(meanings.fold(first, |all, own| match (all, own) {
        ("none", _) | (_, "none") => "none",
        ("deny", _) | (_, "deny") => "deny",
        _ => "sameorigin",
    }))
}

/// The referrer policy in force: the last word that browsers know (Referrer Policy, 8.1).
pub(in crate::probe) fn referrer<'a>(values: impl Iterator<Item = &'a str>) -> Option<String> {
    const KNOWN: &[&str] = &[
        "no-referrer",
        "no-referrer-when-downgrade",
        "origin",
        "origin-when-cross-origin",
        "same-origin",
        "strict-origin",
        "strict-origin-when-cross-origin",
        "unsafe-url",
    ];
    let words = values.flat_map(|value| value.split(',')).map(|word| word.trim().to_ascii_lowercase());
    words.filter(|word| KNOWN.contains(&word.as_str())).last()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(headers: &[(&str, &str)]) -> Response {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Response { headers, ..Response::empty(200) }
    }

    #[test]
    fn frame_options_count_as_browsers_take_them() {
        let meaning = |values: &[&str]| {
            let headers: Vec<_> = values.iter().map(|value| ("x-frame-options", *value)).collect();
            frame_options(&response(&headers))
        };
        assert_eq!(meaning(&[]), None);
        assert_eq!(meaning(&["Deny"]), Some("deny"));
        assert_eq!(meaning(&["SAMEORIGIN", "sameorigin"]), Some("sameorigin"));
        assert_eq!(meaning(&["SAMEORIGIN, DENY"]), Some("deny"));
        assert_eq!(meaning(&["ALLOW-FROM https://a.test"]), Some("none"));
        assert_eq!(meaning(&["SAMEORIGIN", "ALLOW-FROM https://a.test"]), Some("none"));
    }

    #[test]
    fn the_last_known_word_is_the_referrer_policy() {
        let in_force = |values: &[&str]| referrer(values.iter().copied());
        assert_eq!(in_force(&["no-referrer, strict-origin, made-up"]).as_deref(), Some("strict-origin"));
        assert_eq!(in_force(&["no-referrer", "Unsafe-URL"]).as_deref(), Some("unsafe-url"));
        assert_eq!(in_force(&["made-up"]), None);
    }

    #[test]
    fn hsts_is_read_as_browsers_read_it() {
        let known = hsts("Max-Age=\"31536000\" ; includeSubDomains;preload").expect("valid");
        assert_eq!((known.max_age, known.include_subdomains, known.preload), (31_536_000, true, true));
        assert_eq!(hsts("max-age=0").map(|read| read.max_age), Some(0));
        assert_eq!(hsts("includeSubDomains"), None);
        assert_eq!(hsts("max-age=-1"), None);
        assert_eq!(hsts("max-age=1; max-age=2"), None);
        assert_eq!(hsts("max-age=99999999999999999999").map(|read| read.max_age), Some(i64::MAX));
    }
}
