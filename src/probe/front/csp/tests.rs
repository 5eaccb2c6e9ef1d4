//! Content policies, each with a sound twin, and the expectations of a known grader beside ours.

use super::*;
use crate::probe::front::hosts::hosts;

fn weighed_with(headers: &[&str], metas: &[&str], repeats: Fact<bool>) -> ContentPolicy {
    let read = |texts: &[&str]| texts.iter().map(|text| Policy::read(text)).collect();
    let policies = Policies { headers: read(headers), metas: read(metas), report_only: 0, encrypted: true };
    policies.weighed(repeats, hosts().expect("the list"))
}

fn weighed(header: &str) -> ContentPolicy {
    weighed_with(&[header], &[], Fact::Absent)
}

fn grade(header: &str) -> &'static str {
    weighed(header).grade.word()
}

/// What is beside the scripts, all of it sound.
const REST: &str = "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";
const NONCE: &str = "'nonce-2726c7f26c2726c7f26c27'";

#[test]
fn every_fault_lowers_the_grade_and_its_sound_twin_does_not() {
    for (scripts, expected, reason) in [
        ("default-src 'self'", "A", None),
        ("default-src 'none'; script-src 'self' https://static.tinh.gov.vn", "A", None),
        (&format!("script-src {NONCE} 'strict-dynamic' https: 'unsafe-inline'"), "A", None),
        (&format!("script-src {NONCE} 'self' 'unsafe-inline'"), "A", None),
        ("script-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' 'unsafe-inline'", "A", None),
        ("script-src 'self' 'unsafe-inline'", "E", Some("inline-allowed")),
        ("script-src 'self' data:", "E", Some("data-scripts")),
        ("script-src https:", "E", Some("foreign-allowed")),
        ("script-src *", "E", Some("foreign-allowed")),
        ("script-src 'self' https://*.vn", "E", Some("foreign-allowed")),
        ("script-src * 'unsafe-inline'", "F", Some("inline-allowed")),
        ("script-src 'self' 'unsafe-eval'", "C", Some("eval-allowed")),
        ("script-src 'self' 'wasm-unsafe-eval'", "A", None),
        ("script-src 'self' https://cdnjs.cloudflare.com", "D", Some("bypass-host")),
        ("script-src 'self' https://cdnjs.cloudflare.com/ajax/libs/jquery/3.7.1/", "A", None),
        ("script-src 'self' *.googleapis.com", "D", Some("bypass-host")),
        (&format!("script-src {NONCE} 'strict-dynamic' https://cdnjs.cloudflare.com"), "A", None),
        ("script-src-elem 'self'; script-src 'self' 'unsafe-inline'", "E", Some("inline-allowed")),
        ("script-src-elem 'self'; script-src-attr 'none'; script-src 'self' 'unsafe-inline'", "A", None),
        ("img-src 'self'", "F", Some("scripts-unlimited")),
    ] {
        let policy = weighed(&format!("{scripts}; {REST}"));
        assert_eq!(policy.grade.word(), expected, "{scripts}");
        let reasons: Vec<_> = policy.reasons.iter().map(String::as_str).collect();
        assert_eq!(reasons.is_empty(), reason.is_none(), "{scripts}: {reasons:?}");
        assert!(reason.is_none_or(|reason| reasons.contains(&reason)), "{scripts}: {reasons:?}");
    }
}

#[test]
fn what_is_beside_the_scripts_counts_each_alone() {
    let without = |word: &str| {
        let rest: Vec<_> = REST.split("; ").filter(|own| !own.starts_with(word)).collect();
        rest.join("; ")
    };
    for (word, scripts, expected, reason) in [
        ("object-src", "script-src 'self'", "C", "plugins-open"),
        ("object-src", "default-src 'self'", "A", ""),
        ("base-uri", "default-src 'self'", "B", "base-open"),
        ("base-uri", &format!("default-src 'self'; script-src {NONCE}") as &str, "C", "base-open"),
        ("frame-ancestors", "default-src 'self'", "B", "framing-open"),
        ("form-action", "default-src 'self'", "B", "forms-open"),
    ] {
        let policy = weighed(&format!("{scripts}; {}", without(word)));
        assert_eq!((policy.grade.word(), policy.reasons.join(" ").as_str()), (expected, reason), "{word} {scripts}");
    }
    assert_eq!(
        grade(&format!("default-src 'self'; {}", REST.replace("frame-ancestors 'none'", "frame-ancestors *"))),
        "B"
    );
}

#[test]
fn several_policies_stop_what_any_of_them_stops() {
    let policy = weighed_with(
        &["script-src 'self' 'unsafe-inline'", &format!("script-src 'self' {NONCE}; {REST}")],
        &[],
        Fact::Absent,
    );
    assert_eq!((policy.grade.word(), policy.enforced), ("A", 2));
    let policy = weighed_with(
        &["script-src 'self' https://unpkg.com; object-src 'none'", "script-src 'self'"],
        &[],
        Fact::Absent,
    );
    assert!(policy.bypass_hosts.is_empty());
}

#[test]
fn a_meta_cannot_stop_framing_and_a_report_stops_nothing() {
    let policy = weighed_with(&[], &[&format!("default-src 'self'; {REST}")], Fact::Absent);
    assert_eq!((policy.grade.word(), policy.stops_framing, policy.by_meta_only), ("B", false, true));
    let only = Policies { report_only: 1, encrypted: true, ..Policies::default() };
    let policy = only.weighed(Fact::Absent, hosts().expect("the list"));
    assert_eq!((policy.grade.word(), policy.reasons), ("F", vec!["no-policy".to_owned(), "report-only".to_owned()]));
}

#[test]
fn a_nonce_that_repeats_or_is_short_stops_nothing() {
    let header = format!("script-src {NONCE} 'strict-dynamic'; {REST}");
    let policy = weighed_with(&[&header], &[], Fact::Known(true));
    assert_eq!((policy.grade.word(), policy.reasons.join(" ").as_str()), ("F", "foreign-allowed nonce-repeats"));
    let policy = weighed_with(&[&header], &[], Fact::Known(false));
    assert_eq!((policy.grade.word(), policy.reasons.len()), ("A", 0));
    let short = weighed(&format!("script-src 'nonce-abc'; {REST}"));
    assert_eq!(short.reasons, ["nonce-short"]);
}

#[test]
fn misspelt_directives_are_told() {
    let policy = weighed(&format!("default-src 'self'; scirpt-src 'none'; {REST}"));
    assert_eq!(
        (policy.unknown_directives.join(" "), policy.reasons.join(" ")),
        ("scirpt-src".to_owned(), "unknown-directive".to_owned())
    );
    let plain = weighed(&format!("script-src 'self' http://static.tinh.gov.vn; {REST}"));
    assert_eq!(plain.reasons, ["plain-source"]);
}

/// Header, the outcome that Mozilla's HTTP Observatory gives it (its modifier in brackets), our grade.
#[test]
fn beside_the_observatory() {
    for (header, outcome, expected) in [
        ("", "csp-not-implemented (-25)", "F"),
        ("default-src 'self' 'unsafe-inline'", "csp-implemented-with-unsafe-inline (-20)", "E"),
        ("default-src https:", "csp-implemented-with-unsafe-inline (-20): no limit to hosts", "E"),
        ("default-src 'self' 'unsafe-eval'", "csp-implemented-with-unsafe-eval (-10)", "C"),
        (
            "default-src 'self'; script-src 'self' http://static.tinh.gov.vn",
            "csp-implemented-with-insecure-scheme (-20)",
            "B",
        ),
        (
            "default-src 'self'; style-src 'self' 'unsafe-inline'",
            "csp-implemented-with-unsafe-inline-in-style-src-only (0)",
            "B",
        ),
        ("default-src 'self'", "csp-implemented-with-no-unsafe (+5)", "B"),
        ("default-src 'none'; script-src 'self'", "csp-implemented-with-no-unsafe-default-src-none (+10)", "B"),
        (
            &format!("default-src 'none'; script-src 'self'; {REST}"),
            "csp-implemented-with-no-unsafe-default-src-none (+10)",
            "A",
        ),
    ] {
        let policy = if header.is_empty() { weighed_with(&[], &[], Fact::Absent) } else { weighed(header) };
        assert_eq!(policy.grade.word(), expected, "{header}: {outcome}");
    }
}
