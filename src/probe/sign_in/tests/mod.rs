//! The probe against a real server over TLS: each flaw alone, and what only looks like one.

mod matrix;
mod portal;
mod traps;

use super::*;
use crate::probe::scene::Scene;
use portal::Portal;

/// The facts about a portal, by what is declared besides.
async fn facts_of(flaw: &'static str, more: &str) -> (Value, Value, Vec<String>) {
    let portal = Portal::start(flaw).await;
    let scene = Scene::new(&portal.declared(more));
    portal.facts(&scene).await
}

fn shown(value: &Value, path: &str) -> String {
    let step = |value: &Value, name: &str| match (value, name.parse::<usize>()) {
        (Value::List(items), Ok(at)) => items.get(at).cloned(),
        _ => value.field(name).cloned(),
    };
    let field = path.split('.').try_fold(value.clone(), |value, name| step(&value, name));
    field.unwrap_or_else(|| panic!("no field {path} in {}", value.shown())).shown()
}

const CITIZENS: &str = ", audience: citizens";
const OFFICERS: &str = ", audience: officers";

#[tokio::test]
async fn a_sound_sign_in_of_citizens_reads_sound() {
    let (value, behaviour, log) = facts_of("sound", CITIZENS).await;
    for (path, expected) in [
        ("audience", "citizens"),
        ("page.status", "200"),
        ("page.cacheable", "false"),
        ("page.framing_blocked", "true"),
        ("page.hsts_seconds", "31536000"),
        ("options.0.means", "link"),
        ("options.0.label", "Đăng nhập bằng VNeID"),
        ("options.0.domains", "[sso.dancuquocgia.gov.vn, dancuquocgia.gov.vn, gov.vn, vn]"),
        ("options.0.own_host", "false"),
        ("forms", "[]"),
        ("challenges", "[]"),
        ("plain_form", "false"),
        ("captcha", "-"),
        ("cookies.0.name", "phien"),
        ("cookies.0.value", "fresh"),
        ("cookies.0.domain", "-"),
        ("cookies.1.value", "-"),
        ("sessions_in_addresses", "[]"),
        ("foreign_scripts", "[]"),
        ("requests.0.response_type", "code"),
        ("requests.0.state", "fresh"),
        ("requests.0.nonce", "fresh"),
        ("requests.0.challenge", "s256"),
        ("requests.0.return_secure", "true"),
        ("requests.0.return_own", "true"),
        ("saml_requests", "[]"),
        ("local_accounts", "[]"),
        ("exposed", "? (not-collected)"),
    ] {
        assert_eq!(shown(&value, path), expected, "{path}");
    }
    let Some(Value::List(options)) = value.field("options") else { panic!("{value:?}") };
    assert_eq!(options.len(), 1, "the download of the application is no way to sign in: {options:?}");
    for (path, expected) in [
        ("sessions", "[{adopted: false, cookie: phien, treatment: replaced}]"),
        ("reveals", "[]"),
        ("open_redirects", "[]"),
        ("forwarded_host", "[]"),
        ("reflected", "[]"),
    ] {
        assert_eq!(shown(&behaviour, path), expected, "{path}");
    }
    assert!(log.iter().any(|line| line.starts_with("/dang-ky ")), "{log:#?}");
    let json = serde_json::to_value(&value).expect("JSON");
    assert_eq!(crate::fact::from_json(&json, &SignInProbe.shape(), "sign_in").expect("the shape"), value);
}
