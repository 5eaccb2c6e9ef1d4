//! The probe as a whole: what it asks for, and what it says of every kind of answer.

use std::io::{Read, Write};
use std::net::TcpListener;

use super::forge::sound;
use crate::fact::{Reason, Value};
use crate::probe::saml::SamlProbe;
use crate::probe::scene::Scene;
use crate::probe::{Probe, http};
use crate::wire::{Answer, Job, Outcome, Phase, Response, Trouble};

const PROVIDER: &str = "{id: a, kind: identity-provider, protocol: saml, title: A, \
    url: \"https://idp.tinh.test/metadata\", addresses: [127.0.0.1]}";

fn response(status: u16, headers: &[(&str, &str)], body: &str, truncated: bool) -> Outcome {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Ok(Answer::Response(Box::new(Response {
        headers,
        body: body.as_bytes().to_vec(),
        truncated,
        ..Response::empty(status)
    })))
}

fn told(world: impl Fn(&Job) -> Outcome) -> (serde_json::Value, usize) {
    let scene = Scene::new(PROVIDER);
    let (seen, count) = scene.play(&SamlProbe, world);
    (serde_json::to_value(SamlProbe.fact(&scene.target(), &seen)).expect("a value"), count)
}

#[test]
fn one_request_is_enough_and_the_probe_of_pages_makes_the_same() {
    let scene = Scene::new(PROVIDER);
    let own = SamlProbe.wants(&scene.target(), &Default::default());
    assert_eq!(own.len(), 1);
    assert!(http::HttpProbe.wants(&scene.target(), &Default::default()).contains(&own[0]));
    let (fact, count) = told(|_| response(200, &[("content-type", "application/samlmetadata+xml")], &sound(""), false));
    assert_eq!(count, 1);
    assert_eq!(fact["response"]["content_type"], "application/samlmetadata+xml", "{fact}");
    assert_eq!(fact["document"]["entity_count"], 1);
}

#[test]
fn a_long_document_is_asked_for_once_more_with_more_room() {
    let (fact, count) = told(|job| match job {
        Job::Fetch(_, request) if request.body_limit > 1 << 20 => response(200, &[], &sound(""), false),
        _ => response(200, &[], "<md", true),
    });
    assert_eq!((count, &fact["document"]["entity_count"]), (2, &1.into()));
    let (fact, count) = told(|_| response(200, &[], "<md", true));
    assert_eq!(count, 2);
    assert_eq!(fact["entity"]["unknown"]["reason"], "budget", "{fact}");
}

#[test]
fn every_other_answer_is_an_explained_unknown() {
    let unknown = |world: &dyn Fn(&Job) -> Outcome| told(world).0["entity"]["unknown"]["reason"].clone();
    assert_eq!(unknown(&|_| response(302, &[("location", "https://evil.example.com/?secret=1")], "", false)), "parse");
    assert_eq!(unknown(&|_| response(404, &[], &sound(""), false)), "parse");
    assert_eq!(unknown(&|_| response(401, &[], "", false)), "denied");
    assert_eq!(unknown(&|_| response(503, &[], "", false)), "rate-limited");
    assert_eq!(unknown(&|_| response(200, &[("content-type", "text/html")], "<!doctype html><html>", false)), "parse");
    let trouble = |_: &Job| {
        let detail = crate::text::Text::same("imagined");
        Err(Trouble { reason: Reason::Timeout, phase: Phase::Http, elapsed_ms: 1, detail })
    };
    assert_eq!(unknown(&trouble), "timeout");
    let (fact, _) = told(|_| response(302, &[("location", "https://evil.example.com/x?secret=1")], "", false));
    assert!(!fact.to_string().contains("secret"), "{fact}");
}

#[test]
fn a_provider_of_another_protocol_has_no_metadata() {
    let scene = Scene::new(&PROVIDER.replace("protocol: saml", "protocol: oidc"));
    assert!(!SamlProbe.concerns(scene.target().subject));
    assert!(SamlProbe.wants(&scene.target(), &Default::default()).is_empty());
    assert_eq!(SamlProbe.fact(&scene.target(), &Default::default()), Value::Absent);
}

/// Over a real connection, through the wire.
#[tokio::test]
async fn metadata_of_a_real_server_are_read() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let body = sound("");
            let _ = stream.read(&mut [0; 4096]);
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: application/samlmetadata+xml\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes()));
        }
    });
    let scene = Scene::new(&PROVIDER.replace("https://idp.tinh.test/", &format!("http://idp.tinh.test:{port}/")));
    let (seen, _) = scene.play_live(&SamlProbe).await;
    let fact = serde_json::to_value(SamlProbe.fact(&scene.target(), &seen)).expect("a value");
    assert_eq!(fact["entity"]["contacts"], 1, "{fact}");
}
