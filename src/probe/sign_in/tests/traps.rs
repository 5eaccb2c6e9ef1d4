//! What only looks like a flaw, and what cannot be seen.

use super::matrix::{ids, judged, pack};
use super::*;
use crate::check::Expectation;

#[tokio::test]
async fn a_site_that_answers_everything_has_no_local_accounts_by_that() {
    let (value, _, log) = facts_of("soft-404", CITIZENS).await;
    assert_eq!(shown(&value, "local_accounts"), "[]");
    assert!(log.iter().any(|line| line.starts_with("/quen-mat-khau ")), "{log:#?}");
    let (value, ..) = facts_of("soft-404+recovery", CITIZENS).await;
    assert_eq!(shown(&value, "local_accounts.0.purpose"), "recover");
    assert_eq!(shown(&value, "local_accounts.0.fields"), "[email]");
}

#[tokio::test]
async fn a_page_that_scripts_build_proves_nothing() {
    for flaw in ["shell", "body-401"] {
        let (value, ..) = facts_of(flaw, CITIZENS).await;
        for path in ["options", "forms", "captcha", "requests", "foreign_scripts"] {
            assert_eq!(shown(&value, path), "? (low-coverage)", "{flaw} {path}");
        }
    }
    let (value, ..) = facts_of("shell", CITIZENS).await;
    assert_eq!(shown(&value, "local_accounts"), "? (low-coverage)");
}

#[tokio::test]
async fn a_chain_of_redirects_is_followed_with_its_cookies() {
    let (value, _, log) = facts_of("chain", CITIZENS).await;
    assert_eq!(shown(&value, "page.hops"), "2");
    assert_eq!(shown(&value, "page.status"), "200");
    assert_eq!(shown(&value, "options.0.host"), "sso.dancuquocgia.gov.vn");
    assert!(log.iter().any(|line| line == "/vao?buoc=1 buoc=1"), "{log:#?}");
}

#[tokio::test]
async fn what_only_sending_a_form_would_tell_stays_open() {
    let pack = pack();
    let (value, behaviour, _) = facts_of("posted-provider", CITIZENS).await;
    assert_eq!(shown(&value, "options.1.label"), "Google");
    assert_eq!(shown(&value, "options.1.host"), "? (low-coverage)");
    let found = judged(&pack, &value, &behaviour);
    assert!(ids(&found, Expectation::Undetermined).contains(&"aut.citizen-national-identity"));
    // Where a host of the system that is not declared sends people to, nobody knows.
    let (value, ..) = facts_of("own-broker", CITIZENS).await;
    assert_eq!(shown(&value, "options.1.host"), "? (out-of-scope)");
    // What is said to be for officers is none of the citizens' ways.
    let (value, ..) = facts_of("officers-link", CITIZENS).await;
    assert_eq!(shown(&value, "options.0.host"), "sso.dancuquocgia.gov.vn");
    assert!(!value.shown().contains("local-form"));
}

#[tokio::test]
async fn officers_are_exposed_only_where_the_inspection_stands_outside() {
    let portal = Portal::start("officers").await;
    let declared = portal.declared(OFFICERS);
    for (scene, expected) in [
        (Scene::new(&declared), "? (not-collected)"),
        // What the declaration itself leaves out is told as such.
        (Scene::seen_from(&declared, "internal"), "? (out-of-scope)"),
        (Scene::seen_from(&declared, "internet"), "true"),
    ] {
        let (value, ..) = portal.facts(&scene).await;
        assert_eq!(shown(&value, "exposed"), expected);
        assert_eq!(shown(&value, "local_accounts"), "-", "officers may have accounts of their own");
    }
}

#[tokio::test]
async fn two_looks_are_equal_and_hold_no_secret() {
    for flaw in ["sound", "officers", "chain", "registration"] {
        let portal = Portal::start(flaw).await;
        let scene = Scene::new(&portal.declared(CITIZENS));
        let (first, other, log) = portal.facts(&scene).await;
        let (again, same, log_again) = portal.facts(&scene).await;
        let paths = |log: Vec<String>| {
            log.into_iter().map(|line| line.split(' ').next().map(str::to_owned)).collect::<Vec<_>>()
        };
        assert_eq!((first.shown(), other.shown()), (again.shown(), same.shown()), "{flaw}");
        assert_eq!(paths(log), paths(log_again), "{flaw}");
        let told = format!("{first:?} {other:?}");
        let long = told.split(|c: char| !c.is_ascii_hexdigit()).find(|word| word.len() >= 32);
        assert_eq!(long, None, "no cookie, token or state is kept");
    }
}

#[tokio::test]
async fn a_silent_sign_in_leaves_everything_open() {
    let scene = Scene::new(
        "{id: dn, kind: sign-in, url: \"https://cong.test:1/x\", addresses: [127.0.0.1], plain_port: false}",
    );
    let (seen, _) = scene.play_live(&SignInProbe).await;
    let value = SignInProbe.fact(&scene.target(), &seen);
    assert_eq!(shown(&value, "options"), "? (refused)");
    assert_eq!(shown(&value, "audience"), "? (not-collected)");
    assert_eq!(shown(&value, "plain_form"), "-");
}

#[tokio::test]
async fn hostile_sign_ins_come_to_an_end_and_are_bounded() {
    let (value, ..) = facts_of("endless", CITIZENS).await;
    assert_eq!(shown(&value, "options"), "? (budget)");
    let (value, ..) = facts_of("flood", CITIZENS).await;
    assert_eq!(shown(&value, "options"), "? (budget)", "what was not read may be the way that matters");
    let none = matches!(value.field("forms"), Some(Value::List(forms)) if forms.is_empty());
    assert!(!none, "a page that was cut proves no absence of forms");
}
