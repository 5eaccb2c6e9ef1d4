//! The probe `api_tokens` against worlds written down by hand.

use super::*;
use crate::probe::certified::{Certified, Proof, lends, played};
use crate::probe::scene::Scene;
use crate::wire::{Answer, Outcome, Piece, Request};

const SERVICE: &str = "{id: dv, kind: api, url: \"http://dv.test/\", addresses: [127.0.0.1], token: {token_env: TOT}, \
    expired_token: {token_env: HET_HAN}, foreign_audience_token: {token_env: KHAC}, foreign_realm_token: {token_env: MIEN}, \
    second_token: {token_env: HAI}, routes: [{path: /a/1, owned: true}, {path: /a/2}, {path: /a/3}], \
    look_ups: [{path: /tim, attempts: 12}]}";
const KEYS: &str = r#"{"keys": [{"kty": "RSA", "n": "sXchDaQebHnPiGvyDOAT4saGEUetSyo9MKLOoWFsueri23bOdgWp4Dy1WlUzewbgBHod5pcM9H95GQRV3JDXboIRROSBigeC5yjU1hGzHHyXss8UDprecbAYxknTcQkhslANGRUZmdTOQ5qTRsLAt6BTYuyvVRdhS8exSZEy_c4gs_7svlJJQ4H9_NxsiIoLwAEk7-Q3UXERGYw_75IDrGA84-lA_-Ct4eTlXHBIY2EaV7t7LjJaynVJCpkv4LKjTTAumiGUIuQhrNhZLuF_RJLqHpM2kgWFLU7-VTdL1VbC2tejvcI2BlMkEpk1BzBZI0KQB0GaDWFLN-aEAw3vRw", "e": "AQAB"}]}"#;

fn response(status: u16, body: &str) -> Outcome {
    Ok(Answer::Response(Box::new(Response { body: body.as_bytes().to_vec(), ..Response::empty(status) })))
}

/// The lent token that a request shows, by the key it is declared under.
fn lent(request: &Request) -> Option<&'static str> {
    request.lent_headers.iter().flat_map(|(_, pieces)| pieces).find_map(|piece| match piece {
        Piece::Secret(name, _) => Some(name.part),
        Piece::Credentials(..) | Piece::Held(_) | Piece::Plain(_) | Piece::Token(_) => None,
    })
}

/// Every request only reads; the fact and the requests but for look-ups, GraphQL and those that the probe `api` makes
/// anyway.
fn fact_of(world: impl Fn(&Request) -> Outcome) -> (Value, usize) {
    let scene = Scene::new(SERVICE);
    let own = std::cell::Cell::new(0);
    let (seen, count) = scene.play(&ApiTokensProbe, |job| {
        let Job::Fetch(_, request) = job else { panic!("{job:?}") };
        let graphql = request.path.ends_with("/graphql") && request.method == "POST";
        let body = if graphql { vec![Piece::plain(r#"{"query":"{__schema{queryType{name}}}"}"#)] } else { Vec::new() };
        assert!(request.calm && request.body == body, "{request:?}");
        let reads = matches!(request.method.as_str(), "GET" | "HEAD" | "OPTIONS" | "PROPFIND" | "get");
        assert!(reads || graphql, "{request:?}");
        assert!(!graphql || request.lent_headers.is_empty(), "no token goes there");
        if request.path != "/tim" && !request.path.contains("graphql") {
            own.set(own.get() + 1);
        }
        world(request)
    });
    assert!(count <= ApiTokensProbe.most_jobs(&scene.target()), "{count} requests");
    let shared = ApiTokensProbe.shared_jobs(&scene.target());
    (ApiTokensProbe.fact(&scene.target(), &seen), own.get().max(shared) - shared)
}

fn sound(request: &Request) -> Outcome {
    match (request.path.as_str(), lent(request)) {
        ("/.well-known/jwks.json", _) => response(200, KEYS),
        ("/tim", _) => response(200, "{\"muc_do\": 1}"),
        (path, Some("token")) if path.starts_with("/a/") && request.method == "GET" => {
            response(200, "{\"ten\": \"A\"}")
        }
        (path, Some("second_token")) if path.starts_with("/a/") => response(404, "{}"),
        (path, _) if path.starts_with("/a/") => response(401, "{\"message\": \"?\"}"),
        _ => response(404, "{}"),
    }
}

/// How many places of GraphQL were asked, and the one that describes itself.
fn graphql(value: &Value) -> (usize, Option<String>) {
    let own = serde_json::to_value(value.field("graphql").expect("a fact")).expect("JSON");
    (own["asked"].as_array().map_or(0, Vec::len), own["path"].as_str().map(str::to_owned))
}

#[test]
fn graphql_that_describes_itself_to_a_get_is_left_to_the_other_probe() {
    const SCHEMA: &str = r#"{"data": {"__schema": {"queryType": {"name": "Query"}}}}"#;
    let both = |request: &Request| match request.path.split('?').next() {
        Some("/graphql") => response(200, SCHEMA),
        _ => sound(request),
    };
    assert_eq!(graphql(&fact_of(both).0), (1, None));
    let post = |request: &Request| match (request.path.as_str(), request.method.as_str()) {
        ("/a/graphql", "POST") => response(200, SCHEMA),
        _ => sound(request),
    };
    assert_eq!(graphql(&fact_of(post).0), (2, Some("/a/graphql".to_owned())));
    let (value, _) = fact_of(|request| match request.method.as_str() {
        "POST" => response(503, ""),
        _ => sound(request),
    });
    assert!(matches!(value.field("graphql"), Some(Value::Unknown(gap)) if gap.reason == Reason::RateLimited));
}

fn accepted(value: &Value, trial: &str) -> Option<bool> {
    match value.field(trial)?.field("accepted") {
        Some(Value::Bool(accepted)) => Some(*accepted),
        _ => None,
    }
}

const TRIALS: [&str; 14] = [
    "malformed",
    "alg_none",
    "bad_signature",
    "embedded_key",
    "key_address",
    "key_confusion",
    "key_id",
    "foreign_issuer",
    "expired",
    "foreign_audience",
    "foreign_realm",
    "methods",
    "paths",
    "headers",
];

#[test]
fn a_sound_service_takes_the_good_token_alone_and_is_asked_at_most_forty_times() {
    let (value, own) = fact_of(sound);
    for trial in TRIALS {
        assert_eq!(accepted(&value, trial), Some(false), "{trial}: {:?}", value.field(trial));
    }
    assert!(own <= 40, "{own} requests");
    assert_eq!(graphql(&value), (2, None));
    assert_eq!(value.field("entry").and_then(|entry| entry.field("entered")), Some(&Value::Bool(true)));
}

#[test]
fn whoever_takes_everything_is_told_once() {
    let (value, _) = fact_of(|request| match request.path.as_str() {
        "/a/1" if !request.headers.is_empty() || !request.lent_headers.is_empty() => response(200, "{\"ten\": \"A\"}"),
        _ => sound(request),
    });
    assert_eq!(accepted(&value, "malformed"), Some(true));
    for implied in ["alg_none", "bad_signature", "key_confusion", "expired"] {
        assert_eq!(value.field(implied), Some(&Value::Absent), "{implied}");
    }
}

#[test]
fn where_the_good_token_is_refused_the_refusal_of_a_lent_one_proves_nothing() {
    let (value, _) = fact_of(|request| match lent(request) {
        Some(_) => response(401, "{\"message\": \"?\"}"),
        None => sound(request),
    });
    for lent in ["expired", "foreign_audience", "foreign_realm", "in_query"] {
        assert!(matches!(value.field(lent), Some(Value::Unknown(gap)) if gap.reason == Reason::LowCoverage), "{lent}");
    }
    assert_eq!(accepted(&value, "bad_signature"), Some(false));
}

#[test]
fn an_open_service_is_told_as_open_and_throttling_as_unknown() {
    let (value, own) = fact_of(|request| match request.path.as_str() {
        path if path.starts_with("/a/") && !path.contains("kiemtra") => response(200, "{\"ten\": \"A\"}"),
        _ => sound(request),
    });
    assert_eq!(value.field("guard").and_then(|guard| guard.field("refuses")), Some(&Value::Bool(false)));
    assert_eq!(value.field("malformed"), Some(&Value::Absent));
    assert!(own <= 4, "{own} requests");
    let (value, _) = fact_of(|request| match request.lent_headers.is_empty() && request.headers.is_empty() {
        true => sound(request),
        false => response(429, ""),
    });
    for trial in ["malformed", "alg_none", "headers"] {
        assert!(
            matches!(value.field(trial), Some(Value::Unknown(gap)) if gap.reason == Reason::RateLimited),
            "{trial}"
        );
    }
}

#[test]
fn every_act_is_named_in_the_plan() {
    let scene = Scene::new(SERVICE);
    let steps = ApiTokensProbe.steps(&scene.target());
    let told: String = steps.iter().map(|step| step.en.as_str()).collect();
    for act in ["unsigned", "HEAD", "expired_token", "access_token", "second_token", "/tim", "12", "PS256", "/graphql"]
    {
        assert!(told.contains(act), "{act}: {told}");
    }
    assert!(!told.contains("TOT"), "{told}");
}

const LENT: &str = "token: {token_env: TOT}, expired_token: {token_env: HET_HAN}, foreign_audience_token: {token_env: KHAC}, \
    second_token: {token_env: HAI}, routes: [{path: /a/1, owned: true}], look_ups: [{path: /tim, attempts: 12}]";

#[tokio::test]
async fn a_lent_token_is_shown_only_where_the_certificate_is_trusted() {
    let server = Certified::service(Proof::Sound).await;
    let (asked, fact) = played(&ApiTokensProbe, &server.scene("api", "/", LENT)).await;
    assert!(asked.iter().any(lends), "{asked:#?}");
    assert_eq!(fact.field("entry").and_then(|entry| entry.field("entered")), Some(&Value::Bool(true)));
    assert_eq!((accepted(&fact, "expired"), accepted(&fact, "bad_signature")), (Some(false), Some(false)));
    for (proof, why) in Proof::FALSE {
        let server = Certified::service(proof).await;
        let (asked, fact) = played(&ApiTokensProbe, &server.scene("api", "/", LENT)).await;
        assert!(!asked.iter().any(lends), "{proof:?} {asked:#?}");
        let json = serde_json::to_value(&fact).expect("JSON");
        let lent = ["/entry", "/expired", "/foreign_audience", "/in_query", "/owned/0/given", "/look_ups/0/limited"];
        for path in lent {
            let gap = json.pointer(&format!("{path}/unknown")).unwrap_or_else(|| panic!("{proof:?} {path} {json:#}"));
            assert_eq!(gap.pointer("/reason"), Some(&"denied".into()), "{proof:?} {path}");
            assert!(gap.to_string().contains(why), "{proof:?} {path} {gap}");
        }
        // What is made up belongs to nobody, and is shown all the same.
        for made in ["malformed", "alg_none", "bad_signature", "embedded_key", "methods", "paths", "headers"] {
            assert_eq!(accepted(&fact, made), Some(false), "{proof:?} {made}: {:?}", fact.field(made));
        }
        let shown = |job: &Job| matches!(job, Job::Fetch(_, own) if !own.lent_headers.is_empty());
        assert!(asked.iter().any(shown), "tokens of our own are shown");
    }
}

#[test]
fn where_nothing_is_lent_no_certificate_is_asked_for() {
    let scene =
        Scene::new("{id: dv, kind: api, url: \"https://dv.test/\", addresses: [127.0.0.1], routes: [{path: /a/1}]}");
    let wants = ApiTokensProbe.wants(&scene.target(), &Seen::default());
    assert!(!wants.is_empty() && wants.iter().all(|job| matches!(job, Job::Fetch(..))), "{wants:?}");
}
