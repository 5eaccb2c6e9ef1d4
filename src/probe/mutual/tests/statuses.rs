//! What each answer amounts to, made up where no server gives it on demand.

use serde_json::{Value as Json, json};

use super::super::MutualTlsProbe;
use super::world::{WORLD, bearer};
use crate::fact::Reason;
use crate::probe::Probe;
use crate::text::Text;
use crate::wire::{Alert, Answer, Ending, Identity, Job, Outcome, Phase, Reception, Response, Stop, Trouble};

/// How a made-up server treats somebody.
#[derive(Clone, Copy)]
enum Treatment {
    /// Answers: status, header, body.
    Answers(u16, &'static str, &'static str),
    /// Ends the session after the handshake.
    Ends(Stop),
    /// Says nothing.
    Silent,
}

use Treatment::{Answers, Ends, Silent};

fn response(status: u16, header: &str, body: &str) -> Response {
    Response {
        status,
        http_version: "HTTP/1.1".to_owned(),
        headers: header.split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().collect(),
        body: body.as_bytes().to_vec(),
        truncated: false,
        connect_ms: 1,
        tls_ms: Some(2),
        first_byte_ms: 3,
        elapsed_ms: 4,
        echo: crate::wire::Echo::default(),
    }
}

fn silence() -> Trouble {
    Trouble { reason: Reason::Timeout, phase: Phase::Http, elapsed_ms: 5, detail: Text::same("silence") }
}

/// The facts about a server that asks and treats nobody, the declared bearer and all others so.
fn fact(asked: bool, nobody: Treatment, declared: Option<Treatment>, others: Treatment) -> Json {
    let words = declared.map(|_| bearer("client_certificate", "own"));
    let words = words.unwrap_or_else(|| ", client_certificate_required: true".to_owned());
    let scene = WORLD.scene(443, &words);
    let world = |job: &Job| -> Outcome {
        let (request, page) = match job {
            Job::Present(_, request) => (request, false),
            Job::Fetch(_, request) => (request, true),
            other => panic!("{other:?}"),
        };
        let treatment = match &request.identity {
            None => nobody,
            Some(Identity::Declared(..)) => declared.expect("a declaration"),
            Some(Identity::Stranger(_)) => others,
        };
        let ending = match treatment {
            Answers(status, header, body) if page => {
                return Ok(Answer::Response(Box::new(response(status, header, body))));
            }
            Answers(status, header, body) => Ending::Answered(Box::new(response(status, header, body))),
            Ends(stop) if !page => Ending::AfterHandshake(stop),
            Ends(_) | Silent => return Err(silence()),
        };
        let gave = asked && request.identity.is_some();
        Ok(Answer::Reception(Box::new(Reception { asked, gave, ending, elapsed_ms: 4 })))
    };
    let (seen, _) = scene.play(&MutualTlsProbe, world);
    serde_json::to_value(MutualTlsProbe.fact(&scene.target(), &seen)).expect("JSON")
}

const OPEN: Treatment = Answers(200, "", "");
const CLOSED: Treatment = Ends(Stop::Closed);

/// Whether nobody is refused; the word of the reason where that is not known.
fn nobody(asked: bool, treatment: Treatment, declared: Option<Treatment>) -> Json {
    word(&fact(asked, treatment, declared, OPEN)["without"])
}

fn word(trial: &Json) -> Json {
    if trial["refused"].is_boolean() { trial["refused"].clone() } else { trial["unknown"]["reason"].clone() }
}

#[test]
fn an_answer_is_a_refusal_only_where_it_is_about_the_certificate() {
    let nginx = Answers(400, "", "<center>No required SSL certificate was sent</center>");
    let bare = |status| Answers(status, "", "");
    let bearer = Answers(401, "www-authenticate: Bearer", "");
    for (asked, treatment, declared, expected) in [
        (true, nginx, None, json!(true)),
        (false, nginx, None, json!(true)),
        (true, bare(496), None, json!(true)),
        (true, bare(400), None, json!("parse")),
        (true, bare(400), Some(OPEN), json!(true)),
        (true, bare(403), None, json!(true)),
        (true, bare(403), Some(OPEN), json!(true)),
        (true, bare(403), Some(bare(403)), json!("inconsistent")),
        (false, bare(403), None, json!("parse")),
        (true, bearer, None, json!("denied")),
        (true, bearer, Some(OPEN), json!(true)),
        (true, bearer, Some(bearer), json!("inconsistent")),
        (true, bare(302), Some(OPEN), json!(false)),
        (true, bare(204), None, json!(false)),
        (true, bare(404), Some(OPEN), json!("parse")),
        (true, bare(503), Some(OPEN), json!("parse")),
        (true, bare(429), Some(OPEN), json!("rate-limited")),
        (true, Silent, Some(OPEN), json!("timeout")),
        (true, CLOSED, None, json!("refused")),
        (true, CLOSED, Some(OPEN), json!(true)),
        (false, CLOSED, None, json!("refused")),
        (true, CLOSED, Some(CLOSED), json!("refused")),
    ] {
        assert_eq!(nobody(asked, treatment, declared), expected);
    }
}

#[test]
fn an_alert_is_a_refusal_where_it_is_about_certificates() {
    let alert = |description| Ends(Stop::Alert(Alert { level: 2, description }));
    assert_eq!(nobody(true, alert(116), None), json!(true));
    assert_eq!(nobody(true, alert(80), None), json!("refused"));
    assert_eq!(nobody(true, alert(80), Some(OPEN)), json!(true));
    assert_eq!(nobody(true, alert(47), None), json!("refused"));
    assert_eq!(nobody(false, alert(40), None), json!("refused"));
}

#[test]
fn the_declared_bearer_is_accepted_or_refused_only_where_it_makes_a_difference() {
    let bare = |status| Answers(status, "", "");
    let declared = |without, own| word(&fact(true, without, Some(own), OPEN)["declared"]);
    assert_eq!(declared(bare(403), OPEN), json!(false));
    assert_eq!(declared(OPEN, OPEN), json!(false));
    assert_eq!(declared(bare(403), bare(403)), json!("inconsistent"));
    assert_eq!(declared(bare(400), bare(403)), json!(true));
    assert_eq!(declared(bare(403), bare(404)), json!("parse"));
    assert_eq!(declared(bare(403), Ends(Stop::Alert(Alert { level: 2, description: 48 }))), json!(true));
    assert_eq!(declared(CLOSED, CLOSED), json!("refused"));
    assert_eq!(declared(bare(403), Silent), json!("timeout"));
}

#[test]
fn a_silence_leaves_everything_open() {
    let fact = fact(true, Silent, Some(OPEN), OPEN);
    for trial in ["without", "stranger", "declared"] {
        assert_eq!(fact[trial]["unknown"]["reason"], json!("timeout"), "{fact:#}");
    }
    assert_eq!(fact["foreign"], Json::Null);
    assert_eq!(fact["asked"]["unknown"]["reason"], json!("timeout"));
}
