//! Profiles: inheritance, guards, and loosening that must be named.

use super::*;
use crate::check::{Pack, Vocabulary};
use crate::fact::{Fact, Factual, record};
use crate::load::{Problems, Source};

record! {
    /// A box.
    pub struct Crate {
        /// Its weight.
        vi "Nặng."
        weight: Fact<i64>,
    }
}

fn pack() -> Pack {
    let check = |name: &str| {
        format!(
            "schema: kiemtra/check@1\nid: box.{name}\nrev: 1\ntitle: {{vi: a, en: a}}\nwhy: {{vi: a, en: a}}\nfix: {{vi: a, en: a}}\nheading: configuration\nseverity: high\nblocking: true\nmode: automated\napplies_to: {{kind: site}}\nparams: {{most: {{type: int, default: 5, guard: {{lte: 9}}}}}}\nassert: {{path: box.weight, lt: $most}}\ncases:\n  - {{name: a, facts: {{box: {{weight: 1}}}}, expect: pass}}\n  - {{name: b, facts: {{box: {{weight: 9}}}}, expect: fail}}\n  - {{name: c, facts: {{}}, expect: undetermined}}\n"
        )
    };
    let vocabulary = Vocabulary::new([("box", Crate::shape())]);
    let sources = ["one", "two"].map(|name| Source::new(format!("checks/box/{name}.yaml"), check(name)));
    Pack::of(sources, &vocabulary).expect("a pack")
}

fn load(rest: &str) -> Result<Profile, Problems> {
    let text = format!(
        "schema: kiemtra/profile@1\nid: own\nversion: '1'\ntitle: {{vi: a, en: a}}\npurpose: {{vi: a, en: a}}\nregime: vn-2026\n{rest}\n"
    );
    resolve(Source::new("own.yaml", text), &Shelf::default(), &pack())
}

fn code(rest: &str) -> String {
    match load(rest) {
        Ok(_) => "ok".to_owned(),
        Err(Problems(problems)) => problems.iter().map(|problem| problem.code).collect::<Vec<_>>().join(" "),
    }
}

#[test]
fn parameters_may_be_tightened_and_never_loosened_past_the_guard() {
    for form in ["params: {box.one: {most: 3}}", "params: {box.one.most: 3}"] {
        let profile = load(&format!("select: {{include: [box.*]}}\n{form}")).expect("a profile");
        assert_eq!(profile.choices["box.one"].parameters["most"], Value::Int(3));
        assert_eq!(profile.choices["box.two"].parameters["most"], Value::Int(5));
    }
    assert_eq!(code("select: {include: [box.*]}\nparams: {box.one: {most: 10}}"), "K-PRF-010");
    assert_eq!(code("select: {include: [box.*]}\nparams: {box.one: {mst: 3}}"), "K-PRF-008");
    assert_eq!(code("select: {include: [box.one]}\nparams: {box.two: {most: 3}}"), "K-PRF-011");
}

#[test]
fn what_loosens_needs_a_reason_and_a_name_and_is_told() {
    let select = "select: {include: ['*']}\n";
    assert_eq!(code(&format!("{select}blocking: {{box.one: {{to: false}}}}")), "K-PRF-009");
    assert_eq!(code(&format!("{select}severity: {{box.one: {{to: low}}}}")), "K-PRF-009");
    assert_eq!(code(&format!("{select}severity: {{box.one: {{to: critical}}}}")), "ok");
    let why = "reason: {vi: vì, en: because}, decided_by: An";
    let profile = load(&format!(
        "{select}blocking: {{box.one: {{to: false, {why}}}}}\nseverity: {{box.two: {{to: low, {why}}}}}"
    ))
    .expect("a profile");
    assert_eq!(profile.deviations.len(), 2);
    assert!(!profile.choices["box.one"].blocking);
    let without =
        load(&format!("select: {{include: ['*'], exclude: [{{check: box.two, {why}}}]}}")).expect("a profile");
    assert_eq!((without.choices.len(), without.deviations[0].check.as_str()), (1, "box.two"));
    assert_eq!(code("select: {include: ['*'], exclude: [{check: box.two}]}"), "K-YAML-025 K-YAML-025");
}

#[test]
fn selections_must_select() {
    assert_eq!(code("select: {include: [bax.*]}"), "K-PRF-007 K-PRF-005");
    assert_eq!(code("select: {include: []}"), "K-PRF-005");
}

#[test]
fn a_parent_is_pinned_by_version_and_digest() {
    let shelf = Shelf::built_in().expect("the built-in profiles");
    assert!(shelf.ids().contains(&"self-check"));
    assert_eq!(code("extends: [{id: nobody, version: '1', digest: x}]"), "K-PRF-002");
}

fn roles(more: &str) -> String {
    let role = |key: &str, rest: &str| {
        format!("  - {{key: {key}, title: {{vi: a, en: a}}, signs: true, signature: {{vi: A, en: A}}{rest}}}\n")
    };
    let all = [role("operator", ""), role("leader", more)].concat();
    format!("select: {{include: ['*']}}\nroles:\n{all}  - {{key: owner, title: {{vi: a, en: a}}}}")
}

#[test]
fn a_role_says_after_whom_it_signs_and_with_what() {
    let profile =
        load(&roles(", after: [operator], certificate: {organisation: [Công an tỉnh], unit: [], store: [government]}"))
            .expect("a profile");
    let leader = &profile.roles[1];
    assert_eq!(leader.after, ["operator"]);
    assert_eq!(
        (leader.certificate.organisation.len(), leader.certificate.store.as_slice()),
        (1, &["government".to_owned()][..])
    );
    assert_eq!(profile.roles[0].certificate, CertificateRule::default());
}

#[test]
fn a_seal_is_a_role_that_follows_the_signature_it_covers() {
    let seal = "\n  - {key: seal, title: {vi: Dấu, en: Seal}, signs: true, seals: leader}";
    let profile = load(&format!("{}{seal}", roles(""))).expect("a profile");
    let own = &profile.roles[3];
    assert_eq!((own.seals.as_deref(), own.after.as_slice()), (Some("leader"), &["leader".to_owned()][..]));
    assert_eq!(own.signature.as_ref().map(|line| line.vi.as_str()), Some("Dấu"));
    let other = seal.replace("key: seal", "key: stamp");
    assert_eq!(code(&format!("{}{seal}{other}", roles(""))), "K-PRF-021 K-PRF-021", "one signature, two seals");
    let upon = other.replace("seals: leader", "seals: seal");
    assert_eq!(code(&format!("{}{seal}{upon}", roles(""))), "K-PRF-021", "a seal upon a seal");
    assert_eq!(code(&format!("{}{}", roles(""), seal.replace("seals: leader", "seals: owner"))), "K-PRF-019");
    assert_eq!(code(&format!("{}{}", roles(""), seal.replace("signs: true, ", ""))), "K-PRF-017");
}

#[test]
fn orders_that_no_one_can_keep_and_keys_that_name_no_field_are_refused() {
    assert_eq!(code(&roles(", after: [leader]")), "K-PRF-020");
    assert_eq!(code(&roles(", after: [owner]")), "K-PRF-019");
    assert_eq!(code(&roles(", after: [operatro]")), "K-PRF-019");
    assert_eq!(code(&roles("").replace("key: leader", "key: operator")), "K-PRF-016");
    assert_eq!(code(&roles("").replace("key: leader", "key: Leader")), "K-PRF-018");
    assert_eq!(code(&roles("").replace("key: leader", "key: a-signature-b")), "K-PRF-018");
    assert_eq!(code(&roles("").replace("key: owner,", "key: owner, after: [leader],")), "K-PRF-017");
    let circle = roles(", after: [operator]").replacen("en: A}}", "en: A}, after: [leader]}", 1);
    assert_eq!(code(&circle), "K-PRF-020 K-PRF-020");
    assert_eq!(code(&roles(", certificate: {organization: [a]}")), "K-YAML-020");
}
