//! A real data service, sound and wrong in one way each, from the declaration to the verdicts.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::{Authority, Declaration, Document, Done, Leaf, Scripted, Setup, SilentResolver, World, required};

/// The service and its provider, with faults; their ports.
fn start(world: &World, faults: &str) -> (Scripted, u16, u16) {
    std::fs::create_dir_all(world.path("tokens")).expect("a folder");
    let mut command = Command::new(required("node", "nodejs"));
    command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/support/api_server.js"));
    let server = Scripted::start(command.arg(world.path("tokens")).arg(faults));
    let [port, provider] = server.ports()[..] else { panic!("two ports") };
    (server, port, provider)
}

const TOKENS: &str = "token: {token_file: tokens/good.token}, expired_token: {token_file: tokens/expired.token}, \
    foreign_audience_token: {token_file: tokens/audience.token}, foreign_realm_token: {token_file: tokens/realm.token}, \
    second_token: {token_file: tokens/second.token}, ";

fn declared(world: &World, port: u16, provider: u16, more: &str) -> std::path::PathBuf {
    let service = format!(
        "id: dv, kind: api, url: \"http://dv.thu-nghiem.example:{port}/\", addresses: [127.0.0.1], provider: cap, token_audience: ho-so, {more} \
         routes: [{{path: /api/ho-so}}, {{path: /api/ho-so/HS-01, owned: true, shows: Nguyễn Văn Thử}}, {{path: /api/danh-muc, public: true}}], \
         look_ups: [{{path: \"/api/tra-cuu?so=HS-01\", attempts: 12}}]"
    );
    let issuer = format!(
        "id: cap, kind: identity-provider, url: \"http://cap.thu-nghiem.example:{provider}/\", addresses: [127.0.0.1], protocol: oidc"
    );
    let declaration = Declaration::new(SilentResolver::start()).subject(&service).subject(&issuer);
    declaration.port(port).port(provider).write(world)
}

/// Audits a service with faults.
fn audited(world: &World, faults: &str, more: &str) -> (Done, Document) {
    let (_service, port, provider) = start(world, faults);
    let system = declared(world, port, provider, more);
    inspected(world, &system)
}

/// The checks of data services and nothing else.
fn inspected(world: &World, system: &Path) -> (Done, Document) {
    let profile = include_str!("../../profiles/self-check.yaml")
        .replace("id: self-check", "id: api-only")
        .replace("include: [net.*, tls.*, crt.*, web.*, aut.*, api.*, exp.*, avl.*, lnk.far-side]", "include: [api.*]")
        .replace("params:\n  crt.expiry: {min_days: 30}", "params: {}");
    assert!(profile.contains("include: [api.*]"), "the profile's choice of checks is written in another way");
    let profile = world.write("api-only.yaml", profile).display().to_string();
    world.audit(system, &["--profile", &profile])
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn failing(document: &Document) -> BTreeSet<String> {
    document.with_outcome("fail", &["api."])
}

#[test]
fn a_sound_service_fails_nothing_and_leaves_nothing_open() {
    let world = World::new();
    let (done, document) = audited(&world, "", TOKENS);
    assert_eq!(failing(&document), set(&[]), "{:#}", document.fact("api_tokens", "dv"));
    assert_eq!(document.with_outcome("undetermined", &["api."]), set(&[]));
    let fact = document.fact("api_tokens", "dv");
    assert_eq!(fact["entry"]["entered"], true);
    assert_eq!(fact["key_confusion"]["tried"], serde_json::json!(["pem", "pem-trimmed", "der", "number"]));
    assert_eq!(fact["look_ups"][0]["after"], 5);
    assert_eq!(document.fact("api", "dv")["routes"][2]["standing"], "open");
    let requests = document.number("/journal/requests");
    assert!(requests <= 110, "{requests} requests");
    // The lent tokens are nowhere but in the requests.
    for name in ["good", "expired", "audience", "realm", "second"] {
        let token = std::fs::read_to_string(world.path(&format!("tokens/{name}.token"))).expect("a token");
        for part in token.trim().split('.').skip(1) {
            let told = [done.stdout.as_bytes(), done.stderr.as_bytes(), &document.bytes].concat();
            assert!(!String::from_utf8_lossy(&told).contains(part), "{name} was told");
        }
    }
}

#[test]
fn two_runs_over_equal_services_give_equal_facts() {
    let told = || {
        let world = World::new();
        let (_, document) = audited(&world, "bad-signature,path-case,verbose", TOKENS);
        ["api", "api_tokens"].map(|probe| document.fact(probe, "dv").clone())
    };
    assert_eq!(told(), told());
}

#[test]
fn sound_habits_that_look_like_faults_are_none() {
    for habit in ["redirect", "hidden", "cors-open", "soft", "captcha", "soft,hidden", "graphql-closed", "of-pss"] {
        let world = World::new();
        let (_, document) = audited(&world, habit, TOKENS);
        assert_eq!(failing(&document), set(&[]), "{habit}");
        assert_eq!(document.outcome("api.refuses-anonymous", "dv"), "pass", "{habit}");
    }
    let world = World::new();
    let (_, document) = audited(&world, "openapi,graphql-post", "documents_public: true,");
    assert_eq!(failing(&document), set(&[]));
    assert_eq!(document.fact("api", "dv")["documents"]["found"][0]["kind"], "openapi");
}

#[test]
fn without_a_lent_token_what_can_be_seen_is_seen() {
    let world = World::new();
    let (_, document) = audited(&world, "", "");
    assert_eq!(failing(&document), set(&[]));
    assert_eq!(document.fact("api_tokens", "dv")["entry"], Value::Null);
    for faults in ["malformed", "bad-signature", "confusion-pem", "alg-none-case", "path-case", "header-original"] {
        let world = World::new();
        let check = match faults {
            "confusion-pem" => "api.key-confusion",
            "alg-none-case" => "api.alg-none",
            "path-case" => "api.path-bypass",
            "header-original" => "api.header-bypass",
            "malformed" => "api.malformed",
            _ => "api.bad-signature",
        };
        let (_, document) = audited(&world, faults, "");
        assert_eq!(failing(&document), set(&[check]), "{faults}");
    }
    // A route that answers 404 may be hidden or missing: only a token can tell.
    let world = World::new();
    let (_, document) = audited(&world, "hidden", "");
    assert_eq!(document.outcome("api.alg-none", "dv"), "undetermined");
}

/// Audits each fault alone and tells every one that was not seen exactly as it should be.
fn assert_seen_alone(cases: &[(&str, &[&str])]) {
    let mut wrong = Vec::new();
    for (fault, expected) in cases {
        let world = World::new();
        let (_, document) = audited(&world, fault, TOKENS);
        if failing(&document) != set(expected) {
            wrong.push(format!("{fault}: {:?}", failing(&document)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn each_token_that_is_wrongly_taken_is_seen_alone() {
    assert_seen_alone(&[
        ("malformed", &["api.malformed"]),
        ("alg-none", &["api.alg-none"]),
        ("alg-none-case", &["api.alg-none"]),
        ("bad-signature", &["api.bad-signature"]),
        ("bad-pss", &["api.bad-signature"]),
        ("of-pss,bad-signature", &["api.bad-signature"]),
        ("jwk", &["api.embedded-key"]),
        ("jwk-pss", &["api.embedded-key"]),
        ("of-pss,jwk", &["api.embedded-key"]),
        ("of-pss,issuer", &["api.foreign-issuer", "api.foreign-realm"]),
        ("jku", &["api.embedded-key"]),
        ("confusion-pem", &["api.key-confusion"]),
        ("confusion-pem-trimmed", &["api.key-confusion"]),
        ("confusion-der", &["api.key-confusion"]),
        ("confusion-number", &["api.key-confusion"]),
        ("kid-path", &["api.key-id"]),
        ("kid-query", &["api.key-id"]),
        // Whoever takes any issuer takes the other realm as well.
        ("issuer", &["api.foreign-issuer", "api.foreign-realm"]),
        ("expired", &["api.expired"]),
        ("audience", &["api.audience"]),
        ("realm", &["api.foreign-realm"]),
        ("query", &["api.token-in-query"]),
        ("owner", &["api.foreign-object /api/ho-so/HS-01"]),
    ]);
}

#[test]
fn each_way_round_the_guard_is_seen_alone() {
    assert_seen_alone(&[
        ("method-head", &["api.method-bypass"]),
        ("method-propfind", &["api.method-bypass"]),
        ("method-override", &["api.method-bypass"]),
        ("path-slash", &["api.path-bypass"]),
        ("path-semicolon", &["api.path-bypass"]),
        ("path-double", &["api.path-bypass"]),
        ("path-case", &["api.path-bypass"]),
        ("path-dot", &["api.path-bypass"]),
        ("path-dots", &["api.path-bypass"]),
        ("path-json", &["api.path-bypass"]),
        ("header-original", &["api.header-bypass"]),
        ("header-guard", &["api.header-bypass"]),
        ("header-forwarded", &["api.header-bypass"]),
    ]);
}

#[test]
fn each_other_fault_is_seen_alone() {
    let [one, other] = ["/api/ho-so", "/api/ho-so/HS-01"];
    let both = |check: &str| [format!("{check} {one}"), format!("{check} {other}")];
    for (fault, check) in
        [("open", "api.refuses-anonymous"), ("error-200", "api.error-status"), ("empty-challenge", "api.challenge")]
    {
        assert_seen_alone(&[(fault, &both(check).each_ref().map(String::as_str))]);
    }
    assert_seen_alone(&[
        ("verbose", &["api.token-errors"]),
        ("error-500", &["api.token-errors"]),
        ("store", &["api.no-store"]),
        ("unlimited", &["api.look-up-limit /api/tra-cuu?…"]),
        ("openapi", &["api.documents"]),
        ("graphql", &["api.documents"]),
        ("graphql-post", &["api.graphql-schema"]),
        ("cors-credentials", &["api.cors"]),
        ("cors-null", &["api.cors"]),
        ("cors-prefix", &["api.cors"]),
        ("cors-suffix", &["api.cors"]),
    ]);
}

/// The service behind takes everybody and a final slash; the guard is nginx's.
fn behind_nginx(location: &str) -> BTreeSet<String> {
    let world = World::new();
    let (_service, port, provider) = start(&world, "open,path-slash");
    let certificate = Authority::new(&world.path("")).leaf("portal", &Leaf::default());
    let to = format!("proxy_pass http://127.0.0.1:{port};");
    let plain = format!(
        "location {location} {{ add_header WWW-Authenticate Bearer always; if ($http_authorization = '') {{ return 401; }} {to} }} \
         location / {{ {to} }}"
    );
    let setup = Setup { plain: &plain, ..Setup::sound(certificate) };
    let nginx = setup.start(&world);
    let system = declared(&world, nginx.plain, provider, "");
    let (_, document) = inspected(&world, &system);
    failing(&document)
}

#[test]
fn a_guard_of_nginx_holds_or_does_not() {
    // In neither does anybody look at the token; only that it is there.
    assert_eq!(behind_nginx("^~ /api/ho-so"), set(&["api.malformed"]));
    assert_eq!(behind_nginx("~ ^/api/ho-so(/HS-01)?$"), set(&["api.malformed", "api.path-bypass"]));
}
