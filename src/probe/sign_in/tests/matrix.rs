//! Each flaw alone, and exactly the checks that must tell it.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::check::{Case, Check, Expectation, Pack, Vocabulary};
use crate::judge::run_cases;
use crate::probe::PROBES;

/// Whether a check is about these two probes.
fn is_own(check: &Check) -> bool {
    check.id.starts_with("aut.")
        && check.probes.iter().any(|probe| matches!(probe.as_str(), "sign_in" | "sign_in_behaviour"))
}

/// Judges the facts by every check of sign-ins: the ids by what came out.
pub(super) fn judged(pack: &Pack, sign_in: &Value, behaviour: &Value) -> BTreeMap<Expectation, BTreeSet<String>> {
    let mut found: BTreeMap<Expectation, BTreeSet<String>> = BTreeMap::new();
    for check in pack.checks.values().filter(|check| is_own(check)) {
        let outcome = outcome(check, sign_in, behaviour);
        found.entry(outcome).or_default().insert(check.id.clone());
    }
    found
}

fn outcome(check: &Check, sign_in: &Value, behaviour: &Value) -> Expectation {
    use Expectation::{Fail, NotApplicable, Pass, Undetermined};
    let comes_out = |expect: &Expectation| {
        let case = Case {
            name: String::new(),
            facts: [("sign_in", sign_in), ("sign_in_behaviour", behaviour)]
                .map(|(probe, value)| (probe.to_owned(), value.clone()))
                .into(),
            subject: Value::Record([("name", Value::Text("cong.test".into()))].into()),
            parameters: BTreeMap::new(),
            now: "2026-12-05T00:00:00Z".parse().expect("a time"),
            expect: *expect,
            instances: BTreeMap::new(),
            reason: None,
            span: 0..0,
        };
        run_cases(&Check { cases: vec![case], ..check.clone() }).is_empty()
    };
    [Fail, Pass, Undetermined, NotApplicable].into_iter().find(comes_out).expect("an outcome")
}

pub(super) fn pack() -> Pack {
    let vocabulary = Vocabulary::new(PROBES.iter().map(|probe| (probe.spec().id, probe.shape())));
    Pack::built_in(&vocabulary).unwrap_or_else(|problems| panic!("{problems:?}"))
}

pub(super) fn ids(found: &BTreeMap<Expectation, BTreeSet<String>>, outcome: Expectation) -> Vec<&str> {
    found.get(&outcome).into_iter().flatten().map(String::as_str).collect()
}

/// Every flaw alone tells its own checks and no others.
async fn holds(more: &str, base: &str, cases: &[(&'static str, &[&str])]) {
    let pack = pack();
    let mut wrong = Vec::new();
    for (flaw, expected) in cases {
        let both: &'static str =
            if base.is_empty() { flaw } else { Box::leak(format!("{base}+{flaw}").into_boxed_str()) };
        let (sign_in, behaviour, _) = facts_of(both, more).await;
        let found = judged(&pack, &sign_in, &behaviour);
        let expected: BTreeSet<_> = expected.iter().copied().collect();
        let failing: BTreeSet<_> = ids(&found, Expectation::Fail).into_iter().collect();
        if failing != expected {
            let facts = format!("{}\n{}", sign_in.shown(), behaviour.shown());
            wrong.push(format!("{flaw}: {failing:?} instead of {expected:?}\n{facts}\n"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn each_flaw_of_a_citizens_sign_in_is_told_alone() {
    let identity = "aut.citizen-national-identity";
    let cases: &[(&str, &[&str])] = &[
        ("sound", &[]),
        ("google", &[identity, "aut.request-pkce", "aut.request-state"]),
        ("local-form", &[identity]),
        ("hidden-local-form", &[identity]),
        ("foreign-provider", &[identity]),
        ("registration", &["aut.local-registration"]),
        ("register-in-page", &["aut.local-registration"]),
        ("recovery", &["aut.local-recovery"]),
        ("no-state", &["aut.request-state"]),
        ("same-state", &["aut.request-state"]),
        ("short-state", &["aut.request-state"]),
        ("no-nonce", &["aut.request-nonce"]),
        ("no-pkce", &["aut.request-pkce"]),
        ("plain-pkce", &["aut.request-pkce"]),
        ("implicit", &["aut.request-response-type"]),
        ("plain-return", &["aut.request-return-address"]),
        ("foreign-return", &["aut.request-return-address"]),
        ("saml", &[]),
        ("saml-loose", &["aut.saml-request-id", "aut.saml-request-signed", "aut.saml-return-address"]),
        ("session-in-link", &["aut.session-in-address"]),
    ];
    holds(CITIZENS, "", cases).await;
}

#[tokio::test]
async fn each_flaw_of_a_password_form_is_told_alone() {
    let cases: &[(&str, &[&str])] = &[
        ("sound", &[]),
        ("no-token", &["aut.forgery-token"]),
        ("same-token", &["aut.forgery-token"]),
        ("meta-token", &[]),
        ("strict-cookie", &[]),
        ("form-plain", &["aut.sign-in-https"]),
        ("plain-form", &["aut.sign-in-https"]),
        ("form-get", &["aut.password-method"]),
        ("unmasked", &["aut.password-masked"]),
        ("no-paste", &["aut.password-paste"]),
        ("script-no-paste", &["aut.password-paste"]),
        ("prefilled", &["aut.prefilled"]),
        ("foreign-script", &["aut.sign-in-scripts"]),
        ("fixed-script", &[]),
        ("cacheable", &["aut.sign-in-cache"]),
        ("hsts-half", &["aut.sign-in-hsts"]),
        ("basic", &["aut.basic-authentication"]),
    ];
    holds(OFFICERS, "officers", cases).await;
}

#[tokio::test]
async fn each_flaw_of_a_session_is_told_alone() {
    let cases: &[(&str, &[&str])] = &[
        ("cookie-counts", &["aut.session-cookie-value"]),
        ("cookie-short", &["aut.session-cookie-value"]),
        ("cookie-domain", &["aut.session-cookie-domain"]),
        ("csrf-cookie", &[]),
        ("adopts", &["aut.session-adopted"]),
        ("echoes", &["aut.session-adopted"]),
        ("chain", &[]),
        ("chain+framed", &["aut.sign-in-framing"]),
    ];
    holds(CITIZENS, "", cases).await;
}

#[tokio::test]
async fn each_flaw_of_its_behaviour_is_told_alone() {
    let cases: &[(&str, &[&str])] = &[
        ("open-redirect", &["aut.open-redirect"]),
        ("loose-redirect", &["aut.open-redirect"]),
        ("language-redirect", &["aut.open-redirect"]),
        ("forwarded", &["aut.forwarded-host"]),
        ("reflects", &["aut.reflected-markup"]),
        ("trace", &["aut.sign-in-errors"]),
    ];
    holds(CITIZENS, "", cases).await;
}

#[tokio::test]
async fn a_sound_sign_in_leaves_only_open_what_the_declaration_does() {
    let pack = pack();
    for (flaw, more) in [("sound", CITIZENS), ("officers", OFFICERS)] {
        let (sign_in, behaviour, _) = facts_of(flaw, more).await;
        let found = judged(&pack, &sign_in, &behaviour);
        assert_eq!(ids(&found, Expectation::Fail), Vec::<&str>::new());
        let own = |id: &&str| !id.contains("account") && !id.contains("lock");
        let open: Vec<_> = ids(&found, Expectation::Undetermined).into_iter().filter(own).collect();
        let expected: &[&str] = if flaw == "officers" { &["aut.officers-exposed"] } else { &[] };
        assert_eq!(open, expected, "{flaw}");
    }
}

#[test]
fn every_check_of_sign_ins_holds_its_own_cases() {
    let own = |check: &&Check| is_own(check);
    let failures: Vec<_> = pack()
        .checks
        .values()
        .filter(own)
        .flat_map(|check| {
            run_cases(check).into_iter().map(|failure| format!("{} {}: {}", check.id, failure.case, failure.text.en))
        })
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
