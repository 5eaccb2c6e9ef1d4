//! Every variant of the real provider: what fails is the planted fault and nothing else.

use std::collections::BTreeSet;

use serde_json::json;

use super::world::{Certified, World, subject};
use crate::judge::Outcome;

/// Holds each variant against the checks that must fail, separated by spaces.
async fn hold(protocol: &str, path: &str, expected: &[(&str, &str)]) {
    let certified = Certified::new();
    let variants: Vec<&str> = expected.iter().map(|(variant, _)| *variant).collect();
    let Some(providers) = certified.providers(&variants, path) else { return };
    let mut wrong = Vec::new();
    for ((variant, failing), provider) in expected.iter().zip(providers) {
        let world = World::of(protocol, "https", provider.port, path);
        let sight = world.look().await;
        let failing: BTreeSet<String> = failing.split_whitespace().map(str::to_owned).collect();
        let failed = world.judged(&sight, Outcome::Fail);
        let open = world.judged(&sight, Outcome::Undetermined);
        if failed != failing || failing.is_empty() && !open.is_empty() {
            wrong.push(format!("{variant}: failed {failed:?}, expected {failing:?}; open {open:?}\n{:#}", sight.json));
        }
        assert!(sight.requests <= 6, "{variant}: {} requests", sight.requests);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn sound_providers_fail_nothing() {
    hold(
        "oidc",
        "",
        &[
            ("sound", ""),
            ("sound-strict", ""),
            ("sound-open-cors", ""),
            ("sound-grants-unsaid", ""),
            ("sound-new-key-type", ""),
            ("sound-rotating", ""),
            ("request-uri-registered", ""),
            ("client-auth-none", ""),
            ("key-bitcoin-curve", ""),
            ("certificate-sound", ""),
        ],
    )
    .await;
}

#[tokio::test]
async fn both_forms_of_the_address_are_known_below_a_path() {
    hold("oidc", "/realms/tinh", &[("sound", ""), ("sound-both-forms", "")]).await;
    hold("oauth", "/realms/tinh", &[("sound-oauth", ""), ("sound-both-forms", "")]).await;
}

#[tokio::test]
async fn documents_that_are_none_are_found() {
    hold(
        "oidc",
        "",
        &[
            ("discovery-missing", "discovery-published"),
            ("discovery-error", "discovery-published"),
            ("discovery-page", "discovery-json"),
            ("discovery-wrong-content-type", "discovery-json"),
            ("discovery-broken", "discovery-json"),
            ("discovery-array", "discovery-json"),
            ("discovery-duplicate-member", "discovery-schema"),
            ("discovery-wrong-type", "discovery-schema"),
            ("discovery-wrong-member-type", "discovery-schema"),
            ("discovery-lacks-jwks-uri", "discovery-complete"),
            ("discovery-lacks-authorization", "discovery-complete"),
            ("discovery-lacks-subject-types", "discovery-complete"),
        ],
    )
    .await;
}

#[tokio::test]
async fn wrong_issuers_and_endpoints_are_found() {
    hold(
        "oidc",
        "",
        &[
            ("issuer-other-host", "issuer-exact"),
            ("issuer-slash", "issuer-exact"),
            ("issuer-capitals", "issuer-exact"),
            ("issuer-default-port", "issuer-exact"),
            ("issuer-query", "issuer-exact issuer-https"),
            ("issuer-fragment", "issuer-exact issuer-https"),
            ("issuer-plain", "issuer-exact issuer-https"),
            ("endpoint-plain", "endpoint-https"),
            ("endpoint-plain-alias", "endpoint-https"),
            ("endpoint-foreign", "endpoint-host"),
            ("endpoint-relative", "discovery-schema"),
            ("registration-foreign", "endpoint-host registration-open"),
        ],
    )
    .await;
}

#[tokio::test]
async fn weak_algorithms_and_flows_are_found() {
    hold(
        "oidc",
        "",
        &[
            ("alg-none", "no-none-algorithm"),
            ("alg-none-request-object", "no-none-algorithm"),
            ("alg-symmetric", "asymmetric-id-token"),
            ("alg-weak-encryption", "strong-algorithms"),
            ("alg-weak-signature", "strong-algorithms"),
            ("alg-no-key", "keys-serve-algorithms"),
            ("implicit-response-type", "no-implicit"),
            ("implicit-id-token", "no-implicit"),
            ("implicit-grant", "no-implicit"),
            ("hybrid", "no-implicit"),
            ("password-grant", "no-password-grant"),
        ],
    )
    .await;
}

#[tokio::test]
async fn what_is_missing_or_open_is_found() {
    hold(
        "oidc",
        "",
        &[
            ("pkce-missing", "pkce-offered"),
            ("pkce-plain", "pkce-plain"),
            ("pkce-only-plain", "pkce-offered pkce-plain"),
            ("request-uri-open", "request-address"),
            ("request-uri-omitted", "request-address"),
            ("iss-missing-in-metadata", "answer-names-issuer"),
            ("logout-missing", "sign-out-offered"),
            ("registration-advertised", "registration-open"),
            ("sound-guarded-registration", "registration-open"),
            ("cors-credentials-discovery", "document-sharing"),
            ("clock-behind", "provider-clock"),
        ],
    )
    .await;
}

#[tokio::test]
async fn key_sets_that_are_none_are_found() {
    hold(
        "oidc",
        "",
        &[
            ("keys-missing", "keys-published"),
            ("keys-page", "keys-published"),
            ("keys-no-array", "keys-published"),
            ("keys-empty", "keys-usable keys-serve-algorithms"),
            ("keys-only-encryption", "keys-usable keys-serve-algorithms keys-purpose"),
            ("keys-foreign", "keys-host endpoint-host"),
            ("keys-plain", "endpoint-https"),
            ("key-duplicate-id", "keys-duplicate-id"),
            ("key-without-id", "keys-named"),
            ("key-without-use", "keys-purpose"),
            ("key-without-algorithm", "keys-purpose"),
        ],
    )
    .await;
}

#[tokio::test]
async fn lost_and_weak_keys_are_found() {
    hold(
        "oidc",
        "",
        &[
            ("key-private-rsa", "keys-private"),
            ("key-private-curve", "keys-private"),
            ("key-symmetric", "keys-symmetric"),
            ("key-small", "keys-rsa-size"),
            ("key-exponent-3", "keys-exponent"),
            ("key-exponent-even", "keys-exponent keys-serve-algorithms"),
            ("key-weak-curve", "keys-curve keys-purpose"),
            ("key-shared-modulus", "keys-distinct"),
            ("key-shared-factor", "keys-independent"),
            ("key-default", "keys-default"),
            ("key-of-certificate", "keys-one-use"),
        ],
    )
    .await;
}

#[tokio::test]
async fn malformed_keys_and_foreign_certificates_are_found() {
    hold(
        "oidc",
        "",
        &[
            ("key-even-modulus", "keys-well-formed keys-serve-algorithms"),
            ("key-off-curve", "keys-well-formed keys-serve-algorithms"),
            ("key-padded", "keys-well-formed"),
            ("key-other-alphabet", "keys-well-formed"),
            ("key-not-base64", "keys-well-formed keys-serve-algorithms"),
            ("key-lacks-member", "keys-well-formed keys-serve-algorithms"),
            ("key-algorithm-of-other-type", "keys-well-formed keys-serve-algorithms"),
            ("certificate-other-key", "keys-certificate-match"),
            ("certificate-expired", "keys-certificate-expiry"),
            ("certificate-broken", "keys-certificate-match"),
        ],
    )
    .await;
}

#[tokio::test]
async fn one_key_at_two_providers_is_found_without_further_requests() {
    let certified = Certified::new();
    let Some(one) = certified.provider("key-default") else { return };
    let Some(two) = certified.provider("key-default") else { return };
    let Some(own) = certified.provider("sound") else { return };
    let world = World::new(&[
        subject("idp", "oidc", "https", one.port, ""),
        subject("other", "oidc", "https", two.port, ""),
        subject("sound", "oidc", "https", own.port, ""),
        subject("hoi", "saml", "https", own.port, "/metadata"),
    ]);
    let sight = world.look().await;
    let expected = json!([{"subject": "other", "as_what": "signing", "shared": true}]);
    assert_eq!(sight.json["keys"]["elsewhere"], expected, "{:#}", sight.json);
    assert_eq!(
        world.judged(&sight, Outcome::Fail),
        BTreeSet::from(["keys-default".to_owned(), "keys-one-use".to_owned()])
    );
}

#[tokio::test]
async fn a_private_value_is_in_no_fact() {
    let certified = Certified::new();
    let Some(provider) = certified.provider("key-private-rsa") else { return };
    let sight = World::of("oidc", "https", provider.port, "").look().await;
    let key = &sight.json["keys"]["keys"][0];
    assert_eq!(key["private_members"], json!(["d", "p", "q", "dp", "dq", "qi"]));
    // The longest texts of the fact are addresses and thumbprints, not numbers of 2048 bits.
    let text = sight.json["keys"].to_string();
    let longest = text.split('"').map(str::len).max().unwrap_or_default();
    assert!(longest < 200, "{text}");
}

#[tokio::test]
async fn two_looks_see_the_same() {
    let certified = Certified::new();
    let Some(provider) = certified.provider("sound") else { return };
    assert!(provider.plain_port.is_some_and(|port| port != provider.port));
    let world = World::of("oidc", "https", provider.port, "");
    let (one, two) = (world.look().await, world.look().await);
    let without_time = |mut json: serde_json::Value| {
        json["clock_behind_seconds"] = json!(0);
        json
    };
    assert_eq!(without_time(one.json), without_time(two.json));
    assert_eq!(one.requests, 5);
}
