//! What the answers themselves tell of the stack behind a root. It decides what is asked first and proves nothing.

use std::sync::LazyLock;

use regex::bytes::Regex;

use super::content::Content;
use crate::wire::Response;

/// The words for stacks in the list of rules.
pub(super) const WORDS: &[&str] =
    &["aspnet", "java", "laravel", "liferay", "node", "php", "python", "ruby", "sharepoint", "wordpress"];

/// What the head or the page of an answer shows of a stack.
const SIGNS: [(&str, &str); 10] = [
    (
        "aspnet",
        r"(?im-u)^server: [^\n]*(?:iis|kestrel|httpapi)|^x-aspnet|^x-powered-by: [^\n]*asp\.net|asp\.net_sessionid|\.aspnetcore\.|__viewstate|\.(?:aspx|ashx|asmx|axd)\b|dotnetnuke",
    ),
    (
        "java",
        r#"(?im-u)jsessionid|^x-powered-by: [^\n]*(?:servlet|jsp)|apache-coyote|apache tomcat|^server: [^\n]*(?:jetty|wildfly|jboss|weblogic|glassfish|undertow)|\.(?:jsp|jspx|do|action)\b|whitelabel error page|"timestamp":[^\n]{0,80}"status":|^liferay-portal:|liferay"#,
    ),
    ("laravel", r"(?im-u)laravel_session|xsrf-token=|laravel"),
    ("liferay", r"(?im-u)^liferay-portal:|liferay"),
    (
        "node",
        r#"(?im-u)^x-powered-by: [^\n]*(?:express|next\.js)|connect\.sid|<pre>cannot get /|/_next/|__nuxt|<app-root|<div id="?(?:root|app)"?>"#,
    ),
    (
        "php",
        r"(?im-u)^(?:server|x-powered-by): [^\n]*php|phpsessid|laravel_session|ci_session|/wp-content/|\.php\b|joomla|drupal",
    ),
    (
        "python",
        r#"(?im-u)^server: [^\n]*(?:gunicorn|uwsgi|werkzeug|uvicorn|daphne|waitress)|csrfmiddlewaretoken|csrftoken=|"detail":"not found"|django"#,
    ),
    ("ruby", r"(?im-u)phusion passenger|^x-runtime:|csrf-param|^server: [^\n]*(?:puma|webrick|thin)"),
    ("sharepoint", r"(?im-u)^microsoftsharepointteamservices:|^sprequestguid:|/_layouts/|/_catalogs/"),
    ("wordpress", r"(?im-u)/wp-content/|/wp-includes/|wp-json"),
];

static STACKS: LazyLock<Vec<(&str, Regex)>> =
    LazyLock::new(|| SIGNS.iter().filter_map(|(stack, raw)| Some((*stack, Regex::new(raw).ok()?))).collect());

/// The stacks of which some answers tell.
pub(super) fn told<'a>(answers: impl Iterator<Item = &'a Response>) -> Vec<&'static str> {
    let mut told = Vec::new();
    for answer in answers {
        let mut text: Vec<u8> = Vec::new();
        for (name, value) in &answer.headers {
            text.extend_from_slice(format!("{name}: {value}\n").as_bytes());
        }
        text.extend_from_slice(Content::of(answer).bytes());
        told.extend(STACKS.iter().filter(|(_, sign)| sign.is_match(&text)).map(|(stack, _)| *stack));
    }
    told.sort_unstable();
    told.dedup();
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(name: &str, value: &str, body: &str) -> Response {
        let headers = vec![(name.to_owned(), value.to_owned())];
        Response { headers, body: body.as_bytes().to_vec(), ..Response::empty(200) }
    }

    #[test]
    fn a_stack_is_told_from_the_head_or_the_page_and_every_sign_is_sound() {
        assert_eq!(STACKS.len(), SIGNS.len());
        assert!(SIGNS.iter().map(|(stack, _)| *stack).eq(WORDS.iter().copied()));
        let told_of = |name: &str, value: &str, body: &str| told([answer(name, value, body)].iter());
        assert_eq!(told_of("server", "Microsoft-IIS/10.0", ""), ["aspnet"]);
        assert_eq!(told_of("set-cookie", "JSESSIONID=a; Path=/", ""), ["java"]);
        assert_eq!(told_of("server", "nginx", "<link href='/wp-content/a.css'>"), ["php", "wordpress"]);
        assert_eq!(told_of("server", "nginx", "<pre>Cannot GET /a</pre>"), ["node"]);
        assert_eq!(told_of("server", "nginx", "<h1>Cổng dịch vụ công</h1>"), [""; 0]);
    }
}
