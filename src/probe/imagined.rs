//! A far side that says whatever a fuzzer's bytes say, for every probe of providers, data services and sign-ins.
//! `fuzz/` calls it, and the replay of its corpus; it is compiled for nobody else.
//!
//! The first byte chooses the probe. The rest is answers, separated by the byte 0x1E; each is a line `STATUS PATH`,
//! header lines, an empty line and the body. A request is given the answer of its path, else one after the other.

use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;

use jiff::Timestamp;
use url::Url;

use super::browse::asks_for_code;
use super::oidc::json::{Json, Unread};
use super::page::Page;
use super::{Neighbour, Seen, Target, TrustStores, probe};
use crate::fact::Reason;
use crate::load::Source;
use crate::system::{System, read_source};
use crate::text::{Text, visible};
use crate::wire::{Answer, Endpoint, Identities, Job, Outcome, Phase, Request, Response, Trouble};

/// What separates answers.
const SEPARATOR: u8 = 0x1e;
/// The most answers.
const MOST: usize = 64;
/// The longest walk: what is declared below lets no probe ask more.
const MOST_ROUNDS: usize = 200;

/// The provider and its data service.
const PROVIDER: &str = "
  - {id: sso, kind: identity-provider, url: 'http://127.0.0.1:8080', protocol: oidc, client: {id: cong-dich-vu-cong, return_address: 'https://portal.example.vn/auth/return'}}
  - {id: dv, kind: api, url: 'http://127.0.0.1:8081/', provider: sso, token: {token_env: TOT}, expired_token: {token_env: HET_HAN}, foreign_audience_token: {token_env: KHAC}, second_token: {token_env: HAI}, routes: [{path: /a/1, owned: true}, {path: /a/2}, {path: /cong-khai, public: true}], look_ups: [{path: /tim, attempts: 12}]}
";
/// The sign-in.
const SIGN_IN: &str = "
  - {id: cb, kind: sign-in, url: 'http://127.0.0.1:8080/dang-nhap', audience: officers, signed_in: {path: /tai-khoan, shows: 'Trang cá nhân'}, sign_out: {path: /dang-xuat, method: POST}, account: {user: an, password_env: AN, object: /ho-so/77}, second_account: {user: binh, password_env: BINH}, expendable_account: {user: mat, password_env: MAT, attempts: 6, restored: Gọi trực ban}}
";

thread_local! {
    // Read once: a fuzzer comes by a thousand times a second.
    static PROVIDERS: Option<System> = system(PROVIDER);
    static SIGN_INS: Option<System> = system(SIGN_IN);
}

/// What a provider or a data service says: documents, key sets, tokens, errors.
pub fn provider(data: &[u8]) {
    let Some((choice, rest)) = data.split_first() else { return };
    let answers = answers(rest);
    for answer in &answers {
        json(&answer.body);
    }
    let (id, at) = [("oidc", 0), ("oidc_flow", 0), ("api", 1), ("api_tokens", 1)][usize::from(choice % 4)];
    PROVIDERS.with(|system| walk(system.as_ref(), id, at, &answers, data.len()));
}

/// What a page says: its forms and fields, and what a visitor with an account makes of them.
pub fn page(data: &[u8]) {
    let Some((choice, rest)) = data.split_first() else { return };
    let answers = answers(rest);
    let Ok(address) = Url::parse("https://portal.example.vn/a/dang-nhap?x=1") else { return };
    for answer in &answers {
        let page = Page::read(&answer.body, header(&answer.headers, "content-type"), &address);
        let kept = page.text.len()
            + page.comments.iter().map(String::len).sum::<usize>()
            + page.links.len()
            + page.resources.len()
            + page.fields().count();
        // An entity of few letters stands for few others.
        assert!(kept <= 4096 + 8 * answer.body.len(), "{kept} kept of {}", answer.body.len());
        let _ = asks_for_code(&page);
        assert!(!format!("{page:?}").is_empty(), "it can be shown");
    }
    let id = ["sign_in", "sign_in_behaviour", "account", "lockout", "front"][usize::from(choice % 5)];
    SIGN_INS.with(|system| walk(system.as_ref(), id, 0, &answers, data.len()));
}

/// One answer.
struct Imagined {
    status: u16,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// The same bytes are JSON to our reader and to the library's, or to neither.
fn json(bytes: &[u8]) {
    let other = serde_json::from_slice::<serde_json::Value>(bytes).is_ok();
    match Json::read(bytes) {
        Ok(_) => assert!(other, "read, and is no JSON"),
        Err(Unread::Malformed) => assert!(!other, "JSON, and was not read"),
        Err(Unread::TooLarge) => {}
    }
}

/// Walks a probe to its end, and makes its fact.
fn walk(system: Option<&System>, id: &str, at: usize, answers: &[Imagined], size: usize) {
    let scene = system.zip(probe(id));
    assert!(scene.is_some(), "no system, or no probe {id}");
    let Some((system, probe)) = scene else { return };
    let stores = TrustStores::trusting(&[]);
    let identities = Identities::default();
    let endpoint = |port| Endpoint::new("127.0.0.1", IpAddr::V4(Ipv4Addr::LOCALHOST), port);
    let ports = [8080, 8081];
    let stands = |(subject, port)| Neighbour { subject, endpoints: Ok(vec![endpoint(port)]) };
    let located: Vec<_> = system.subjects.iter().zip(ports).map(stands).collect();
    let Some((subject, port)) = system.subjects.iter().zip(ports).nth(at) else { return };
    let target = Target {
        earlier: None,
        watched: None,
        system,
        subject,
        endpoint: Some(&endpoint(port)),
        neighbours: &located[at..=at],
        located: &located,
        stores: &stores,
        identities: &identities,
        now: Timestamp::new(1_790_000_000, 0).unwrap_or(Timestamp::UNIX_EPOCH),
    };
    assert!(probe.spec().kinds.contains(&subject.kind) && probe.concerns(subject), "{id} has nothing to see");
    let (mut seen, mut count) = (Seen::default(), 0);
    for round in 0.. {
        assert!(round < MOST_ROUNDS, "{id} does not end");
        let fresh: Vec<_> = probe.wants(&target, &seen).into_iter().filter(|job| seen.outcome(job).is_none()).collect();
        if fresh.is_empty() {
            break;
        }
        for job in fresh {
            let calm = matches!(&job, Job::Fetch(_, request) if request.calm);
            assert!(probe.is_calm() || !calm, "{id} asks at the slower pace, and the plan does not say so");
            let outcome = outcome(&job, answers, count);
            seen.note(job, outcome);
            count += 1;
        }
        let most = probe.most_jobs(&target);
        assert!(count <= most, "{id}: {count} jobs, and the plan says {most}");
    }
    let told = serde_json::to_string(&probe.fact(&target, &seen)).unwrap_or_default();
    assert!(told.len() <= (1 << 20) + 8 * size, "a fact of {} bytes from {size}", told.len());
}

fn outcome(job: &Job, answers: &[Imagined], count: usize) -> Outcome {
    let trouble =
        Trouble { reason: Reason::Refused, phase: Phase::Connect, elapsed_ms: 1, detail: Text::same("imagined") };
    let Job::Fetch(_, request) = job else { return Err(trouble) };
    let bare = request.path.split('?').next().unwrap_or_default();
    let own = answers.iter().find(|answer| answer.path == request.path || answer.path == bare);
    let turn = || answers.iter().filter(|answer| answer.path.is_empty()).cycle().nth(count % MOST);
    own.or_else(turn).map(|answer| Ok(Answer::Response(Box::new(answer.given(request))))).unwrap_or(Err(trouble))
}

impl Imagined {
    fn given(&self, request: &Request) -> Response {
        let body = self.body.get(..request.body_limit).unwrap_or(&self.body);
        Response {
            headers: self.headers.clone(),
            truncated: body.len() < self.body.len(),
            body: body.to_vec(),
            ..Response::empty(self.status)
        }
    }
}

fn answers(data: &[u8]) -> Vec<Imagined> {
    data.split(|byte| *byte == SEPARATOR).take(MOST).map(answer).collect()
}

fn answer(bytes: &[u8]) -> Imagined {
    let (head, body) = match bytes.windows(2).position(|two| two == b"\n\n") {
        Some(end) => (&bytes[..end], &bytes[end + 2..]),
        None => (&bytes[..0], bytes),
    };
    let head = String::from_utf8_lossy(head);
    let mut lines = head.lines();
    let mut first = lines.next().unwrap_or_default().split(' ');
    let status = first.next().and_then(|own| own.parse().ok()).filter(|own| (100..1000).contains(own));
    // As the wire gives them.
    let pair = |line: &str| {
        line.split_once(':').map(|(name, value)| (visible(name).to_ascii_lowercase(), visible(value.trim())))
    };
    Imagined {
        status: status.unwrap_or(200),
        path: first.next().unwrap_or_default().to_owned(),
        headers: lines.filter_map(pair).take(MOST).collect(),
        body: body.to_vec(),
    }
}

fn header<'a>(headers: &'a [(String, String)], wanted: &str) -> Option<&'a str> {
    headers.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
}

fn system(subjects: &str) -> Option<System> {
    let subjects = subjects.replace("url:", "addresses: [127.0.0.1], plain_port: false, url:");
    let text = format!(
        "schema: kiemtra/system@1\nid: canh\ntitle: Cảnh\nsubjects:{subjects}\
         scope: {{names: [\"*.example.vn\"], networks: [127.0.0.0/8], ports: [1-65535]}}\n\
         authorisation: {{document: 1/QD, issuer: UBND, from: 2026-01-01T00:00:00+07:00, until: 2026-12-31T00:00:00+07:00}}\n"
    );
    read_source(Source::new("imagined.yaml", text), Path::new("")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_probe_has_something_to_see() {
        for choice in 0..20 {
            provider(&[&[choice], b"200\n\n{}".as_slice()].concat());
            page(
                &[&[choice], b"200\ncontent-type: text/html\n\n<form><input type=password name=p>".as_slice()].concat(),
            );
        }
    }

    #[test]
    fn answers_are_taken_apart() {
        let all = answers(b"404 /x\nA: b\n\nbody\x1e<html>");
        assert_eq!((all.len(), all[0].status, all[0].path.as_str(), all[1].status), (2, 404, "/x", 200));
        assert_eq!(
            (header(&all[0].headers, "a"), all[0].body.as_slice(), all[1].body.as_slice()),
            (Some("b"), &b"body"[..], &b"<html>"[..])
        );
    }
}
