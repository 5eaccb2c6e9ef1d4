//! The probe `api` against worlds written down by hand.

use super::*;
use crate::probe::scene::Scene;
use crate::wire::{Answer, Outcome, Trouble};

const SERVICE: &str = "{id: dv, kind: api, url: \"https://dv.tinh.test/\", addresses: [127.0.0.1], plain_port: 80, \
    routes: [{path: \"/api/ho-so?so=1\"}, {path: \"/api/ho-so?so=2\"}, {path: /api/danh-muc, public: true}]}";

pub(in crate::probe) fn response(status: u16, headers: &[(&str, &str)], body: &str) -> Outcome {
    Ok(Answer::Response(Box::new(Response {
        headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        body: body.as_bytes().to_vec(),
        ..Response::empty(status)
    })))
}

pub(in crate::probe) fn shown_at(value: &Value, path: &str) -> String {
    let field = path.split('.').try_fold(value, |value, name| value.field(name));
    field.unwrap_or_else(|| panic!("no field {path}")).shown()
}

/// Every request is calm, safe and at the service; the fact and the number of requests.
fn fact_of(world: impl Fn(&Request) -> Outcome) -> (Value, usize) {
    let scene = Scene::new(SERVICE);
    let (seen, count) = scene.play(&ApiProbe, |job| {
        let Job::Fetch(endpoint, request) = job else { panic!("{job:?}") };
        assert!(request.calm && matches!(request.method.as_str(), "GET" | "OPTIONS"), "{request:?}");
        assert_eq!(endpoint.name, "dv.tinh.test");
        world(request)
    });
    assert!(count <= ApiProbe.most_jobs(&scene.target()), "{count} requests");
    (ApiProbe.fact(&scene.target(), &seen), count)
}

#[test]
fn a_guarded_service_reads_guarded() {
    let (value, _) = fact_of(|request| match request.path.as_str() {
        _ if !request.tls => response(301, &[("location", "https://dv.tinh.test/")], ""),
        "/api/danh-muc" => response(200, &[("cache-control", "public, max-age=60")], "[{\"ma\": 1}]"),
        path if path.starts_with("/api/") => {
            response(401, &[("www-authenticate", "Bearer realm=\"x\""), ("cache-control", "No-Store")], "{}")
        }
        _ => response(404, &[], "{\"message\": \"Không có\"}"),
    });
    for (path, expected) in [
        ("cors.foreign", "false"),
        ("cors.look_alike", "-"),
        ("documents.found", "[]"),
        ("plain.serves", "false"),
        ("reveals", "[]"),
    ] {
        assert_eq!(shown_at(&value, path), expected, "{path}");
    }
    let routes = shown_at(&value, "routes");
    assert!(routes.contains("path: /api/ho-so?… (2)"), "{routes}");
    assert_eq!(routes.matches("challenge: Bearer,").count(), 2, "{routes}");
    assert_eq!(routes.matches("standing: refused").count(), 2, "{routes}");
    assert_eq!(routes.matches("shared_cache: true").count(), 1, "{routes}");
    assert!(!routes.contains("so=1"), "{routes}");
}

#[test]
fn what_a_public_route_tells_of_persons_is_named_by_its_class() {
    let person = "[{\"hoTen\": \"Nguyễn Văn Thử\", \"soCCCD\": \"040090000001\", \"soDienThoai\": \"0912000001\"}]";
    let (value, _) = fact_of(|request| match request.path.as_str() {
        "/api/danh-muc" => response(200, &[("content-type", "application/json")], person),
        _ => response(404, &[], "{\"message\": \"Không có\"}"),
    });
    let routes = shown_at(&value, "routes");
    assert!(routes.contains("personal: [personal-number, phone, name]"), "{routes}");
    assert_eq!(routes.matches("personal: []").count(), 2, "{routes}");
    assert!(!routes.contains("040090000001") && !routes.contains("Nguyễn"), "{routes}");
}

#[test]
fn what_everybody_is_answered_is_no_data() {
    // The same JSON for every path, and words that look like a description in a page.
    let (value, _) = fact_of(|request| response(200, &[], &format!("{{\"ban_da_hoi\": \"{}\"}}", request.path)));
    assert!(!shown_at(&value, "routes").contains("standing: open"), "{}", shown_at(&value, "routes"));
    let (value, _) = fact_of(|_| response(200, &[], "<html>swagger-ui SwaggerUIBundle openapi: 3 paths:</html>"));
    assert_eq!(shown_at(&value, "documents.found"), "[]");
}

#[test]
fn silence_and_throttling_prove_nothing_and_end_the_search() {
    let trouble =
        || Err(Trouble { reason: Reason::Timeout, phase: Phase::Http, elapsed_ms: 7, detail: Text::same("x") });
    let (value, count) = fact_of(|_| trouble());
    for path in ["cors", "documents", "plain", "reveals"] {
        assert!(matches!(value.field(path), Some(Value::Unknown(gap)) if gap.reason == Reason::Timeout), "{path}");
    }
    assert!(count <= 12, "{count} requests to a silent service");
    let (value, _) = fact_of(|_| response(429, &[], ""));
    assert!(!shown_at(&value, "routes").contains("standing: refused"));
}
