//! The public suite x509-limbo against our path building, names and lints together.

use std::path::PathBuf;

use jiff::Timestamp;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, CertificateRevocationListDer};
use serde_json::Value as Json;

use super::chain::Chain;
use super::lint::{
    Links, Transport,
    fact::{LintId, LintPlace},
    of_chain,
};
use super::name;
use super::path::Search;
use super::revocation::{crl, issuer};
use crate::probe::TrustStores;

/// Cases whose verdict is not the suite's, and why.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("pathlen::max-chain-depth-0-exhausted", "the depth is a setting of the suite's client; we have none"),
    ("pathlen::max-chain-depth-1-exhausted", "the depth is a setting of the suite's client; we have none"),
    ("cve::cve-2024-0567", "its anchor has no AKI, as in rfc5280::aki::cross-signed-root-missing-aki, which must fail"),
    (
        "pathlen::self-issued-certs-pathlen",
        "path building counts self-issued certificates, so refuses more than it must",
    ),
    ("rfc5280::nc::permitted-self-issued", "path building constrains self-issued certificates too: refuses more"),
    ("pathlen::validation-ignores-pathlen-in-leaf", "the leaf is an authority, which no server may be"),
    ("rfc5280::ca-as-leaf", "the leaf is an authority; the twin webpki::ca-as-leaf must fail"),
    ("rfc5280::nc::permitted-dn-match", "any constraint on directory names is refused, as RFC 5280 allows"),
    ("webpki::nc::nc-permits-dns-san-pattern", "its common name is no alternative name, as in webpki::cn::not-in-san"),
    ("webpki::san::exact-localhost-ip-san", "its common name is no alternative name, as in webpki::cn::not-in-san"),
    ("webpki::san::leftmost-wildcard-san", "its common name is no alternative name, as in webpki::cn::not-in-san"),
];

/// The suite's certificates live for a thousand years, and name neither policies nor lists, sound ones too.
const BESIDE_THE_SUITE: &[LintId] = &[LintId::ValidityTooLong, LintId::PolicyMissing, LintId::RevocationSourceMissing];

/// What our rules say about a case; `None` where it is sound.
fn objection(case: &Json, public: bool) -> Option<String> {
    let ders = |key: &str| -> Vec<Vec<u8>> {
        case[key].as_array().into_iter().flatten().filter_map(|pem| der(pem.as_str()?)).collect()
    };
    let folder = tempfile::tempdir().expect("a folder");
    for (number, root) in ders("trusted_certs").iter().enumerate() {
        // A root that cannot be put into the store is not trusted, and that is what counts.
        let alone = tempfile::tempdir().expect("a folder");
        std::fs::write(alone.path().join("root.der"), root).expect("a file");
        if TrustStores::load(Some(alone.path())).is_ok() {
            std::fs::write(folder.path().join(format!("{number:03}.der")), root).expect("a file");
        }
    }
    let Ok(stores) = TrustStores::load(Some(folder.path())) else { return Some("no root".to_owned()) };
    let store = stores.store("folder").expect("a store");
    let leaf = der(case["peer_certificate"].as_str().expect("a certificate")).expect("PEM");
    let presented: Vec<_> = std::iter::once(leaf).chain(ders("untrusted_intermediates")).collect();
    let time = case["validation_time"].as_str();
    let now = time.map_or_else(Timestamp::now, |time| time.parse().expect("a time"));
    let chain = Chain::read(&presented);
    let Some((_, leaf)) = chain.leaf() else { return Some("malformed".to_owned()) };
    let route = Search { store, public, now }.route(&chain);
    let fact = route.fact(&chain, store, "folder");
    if !route.holds() {
        return Some(fact.reason);
    }
    let expected = case["expected_peer_name"]["value"].as_str();
    if expected.is_some_and(|expected| !name::matches(leaf, expected)) {
        return Some("name".to_owned());
    }
    let links = Links { way: chain.at(&route.way), anchor: route.anchor.as_ref(), public, now };
    let mut lints = of_chain(&chain, &links, Transport { stapled: None });
    let issuer = issuer(chain.at(&route.way).get(1).copied(), leaf, Some(store)).expect("an issuer");
    for list in case["crls"].as_array().into_iter().flatten() {
        let list =
            CertificateRevocationListDer::from_pem_slice(list.as_str().expect("PEM").as_bytes()).expect("a list");
        if let Ok((_, own)) = crl::examine(&list, leaf, &issuer, LintPlace::Leaf, now) {
            lints.extend(own);
        }
    }
    let grave = lints.iter().find(|lint| lint.grave && !BESIDE_THE_SUITE.contains(&lint.lint));
    grave.map(|lint| format!("{} {} {}", lint.lint.word(), lint.certificate, lint.detail))
}

fn der(pem: &str) -> Option<Vec<u8>> {
    CertificateDer::from_pem_slice(pem.as_bytes()).ok().map(|der| der.to_vec())
}

/// The suite's file: shared data lie beside the package, or where the environment says.
#[expect(clippy::disallowed_methods, reason = "a test is told where its data lie by the environment")]
fn suite() -> Option<Json> {
    let shared = std::env::var_os("KIEMTRA_SHARED").map(PathBuf::from);
    let shared = shared.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    let bytes = std::fs::read(shared.join("data/x509-limbo.json")).ok()?;
    Some(serde_json::from_slice(&bytes).expect("JSON"))
}

#[test]
#[expect(clippy::print_stderr, reason = "says that nothing was tested, and what was")]
fn every_case_of_the_suite_is_judged_as_it_must_be() {
    let Some(suite) = suite() else {
        eprintln!("x509-limbo.json is not there: nothing was tested");
        return;
    };
    let cases = suite["testcases"].as_array().expect("cases");
    let (mut wrong, mut unused) = (Vec::new(), EXCEPTIONS.to_vec());
    for case in cases {
        let id = case["id"].as_str().expect("an id");
        if case["validation_kind"] == "CLIENT" {
            continue;
        }
        let sound = case["expected_result"] == "SUCCESS";
        let objection = objection(case, id.starts_with("webpki::"));
        if sound == objection.is_none() {
            continue;
        }
        let before = unused.len();
        unused.retain(|(own, _)| *own != id);
        if unused.len() == before {
            wrong.push(format!("{id}: sound {sound}, {objection:?}"));
        }
    }
    eprintln!("x509-limbo: {} cases, {} exceptions", cases.len(), EXCEPTIONS.len());
    assert!(
        wrong.is_empty() && unused.is_empty(),
        "{} wrong\n{}\nnot needed: {unused:?}",
        wrong.len(),
        wrong.join("\n")
    );
}
