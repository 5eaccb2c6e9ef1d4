//! The probe `api`: what a data service gives to a reader without a token.
//!
//! A route counts as open only where data came: a page, an empty answer, the answer to every random path
//! or words of refusal under a good status are none.

mod body;
mod cors;
mod documents;
mod facts;
mod personal;
mod service;
mod signature;
mod standing;

#[cfg(test)]
mod tests;

use crate::fact::{Fact, Factual, Gap, Reason, Shape, Value};
use crate::probe::http::{banners, leaks};
use crate::system::{Kind, Route, Safety};
use crate::text::{Text, shorten};
use crate::wire::{Job, Phase, Request, Response};

use super::walk::Walk;
use super::{Aim, Probe, Seen, Spec, Target};
use facts::{Api, PlainRoute, RouteSeen};

pub(super) use body::{Body, alike, refuses_in_words, same};
pub(super) use documents::{INTROSPECTION, folders as document_folders, request as document_request};
pub(super) use facts::{DocumentKind, Standing};
pub(super) use service::{Service, shown};
pub(super) use signature::recognised;
pub(super) use standing::{Heard, contains, leads_to_sign_in, standing, throttled};

/// The most routes that are asked.
pub(super) const MOST_ROUTES: usize = 20;
/// What no reader of addresses expects: bytes that are no UTF-8, and quotes.
const MALFORMED: &str = "/%C0%27%22";

/// The probe.
#[derive(Debug)]
pub struct ApiProbe;

impl Probe for ApiProbe {
    fn spec(&self) -> Spec {
        Spec {
            id: "api",
            title: Text::new("Dịch vụ dữ liệu khi không có mã truy cập", "Data services, asked without a token"),
            about: Text::new(
                "Hỏi từng đường dẫn đã khai báo bằng GET khi không có mã truy cập; thử vài nguồn gốc lạ (CORS), vài đường dẫn \
                 không có thật và những nơi thường để tài liệu mô tả dịch vụ. Chỉ dùng GET và OPTIONS, giữ nhịp chậm.",
                "Asks each declared route by GET without a token; tries a few foreign origins (CORS), a few paths that do \
                 not exist, and the usual places of interface descriptions. GET and OPTIONS only, at the calm pace.",
            ),
            kinds: &[Kind::Api],
            safety: Safety::Passive,
            aim: Aim::OneBackEnd,
            most_jobs: MOST_ROUTES + 5 + cors::MOST + documents::MOST,
        }
    }

    fn most_jobs(&self, target: &Target<'_>) -> usize {
        let routes = Service::of(target).map_or(MOST_ROUTES, |service| service.interface.routes.len());
        routes.min(MOST_ROUTES) + 5 + cors::MOST + documents::MOST
    }

    fn is_calm(&self) -> bool {
        true
    }

    fn shape(&self) -> Shape {
        Api::shape()
    }

    fn wants(&self, target: &Target<'_>, seen: &Seen) -> Vec<Job> {
        let mut walk = Walk::new(seen);
        if let Some(service) = Service::of(target) {
            drop(gather(target, &service, &mut walk));
        }
        walk.into_jobs()
    }

    fn fact(&self, target: &Target<'_>, seen: &Seen) -> Value {
        match Service::of(target) {
            Some(service) => {
                let mut walk = Walk::new(seen);
                let mut api = gather(target, &service, &mut walk);
                personal::note(&service, &mut walk, &mut api.routes);
                api.into_value()
            }
            None => Value::unknown(Reason::NotCollected),
        }
    }
}

fn gather(target: &Target<'_>, service: &Service<'_>, walk: &mut Walk<'_>) -> Api {
    let paths = service.random_paths();
    let answers = paths.each_ref().map(|path| walk.response(service.job(service.get(path))));
    let random: Vec<Heard<'_>> =
        answers.iter().zip(&paths).filter_map(|(answer, path)| Some((*answer.as_ref().ok()?, path.as_str()))).collect();
    // Without one answer to compare with, an answer of 200 proves nothing.
    let compared = match answers.iter().find_map(|answer| answer.as_ref().err()) {
        Some(gap) if random.is_empty() => Err(gap.clone()),
        _ => Ok(()),
    };
    let asked: Vec<_> = service
        .interface
        .routes
        .iter()
        .take(MOST_ROUTES)
        .map(|route| (route, walk.response(service.job(service.get(&route.path)))))
        .collect();
    let malformed = malformed(service.main_path());
    let malformed = walk.response(service.job(service.get(&malformed)));
    let mut names = Vec::new();
    let routes = asked.iter().map(|(route, answer)| seen(route, answer, &compared, &random, &mut names)).collect();
    let heard = || {
        let own = asked.iter().filter_map(|(_, answer)| answer.as_ref().ok().copied());
        own.chain(random.iter().map(|(response, _)| *response)).chain(malformed.as_ref().ok().copied())
    };
    let banners = banners(heard()).into_iter().map(|own| format!("{}: {}", own.header, own.value)).collect();
    let reveals = reveals(heard());
    let unheard = if heard().next().is_none() { malformed.as_ref().err().cloned() } else { None };
    Api {
        routes,
        reveals: match malformed.as_ref().err().filter(|_| reveals.is_empty()) {
            Some(gap) => Fact::Unknown(gap.clone()),
            None => Fact::Known(reveals),
        },
        version_banners: banners,
        plain: match (&unheard, plain(service, walk)) {
            // Where no port lets anybody in the service may just be down, and will answer in plain when it is back.
            (Some(gap), Fact::Known(plain)) if !plain.answers => Fact::Unknown(gap.clone()),
            (_, plain) => plain,
        },
        cors: settle(cors::cors(target, service, walk)),
        documents: settle(compared.and_then(|()| documents::documents(service, &random, walk))),
    }
}

fn settle<T>(found: Result<T, Gap>) -> Fact<T> {
    found.map_or_else(Fact::Unknown, Fact::Known)
}

/// What the error answers among some tell of the inside, each kind once.
pub(super) fn reveals<'a>(answers: impl Iterator<Item = &'a Response>) -> Vec<String> {
    let errors = answers.filter(|own| own.status >= 400 || refuses_in_words(own));
    let mut found: Vec<_> = errors.flat_map(|own| leaks(&own.body)).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn malformed(path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    format!("{}{MALFORMED}", path.trim_end_matches('/'))
}

fn seen(
    route: &Route,
    answer: &Result<&Response, Gap>,
    compared: &Result<(), Gap>,
    random: &[Heard<'_>],
    names: &mut Vec<String>,
) -> RouteSeen {
    let path = distinct(shown(&route.path), names);
    let public = route.public;
    let response = match answer {
        Ok(response) => *response,
        Err(gap) => return unseen(path, public, gap),
    };
    let control = cache_control(response);
    let standing = match compared {
        Err(gap) if (200..300).contains(&response.status) => Err(gap.clone()),
        _ => standing((response, &route.path), route.shows.as_deref(), random),
    };
    RouteSeen {
        path,
        public,
        standing: settle(standing),
        personal: Fact::Unknown(Reason::NotCollected.into()),
        status: Fact::Known(response.status.into()),
        content_type: response.header("content-type").map(|value| shorten(value, 200)).into(),
        challenge: response
            .header("www-authenticate")
            .map(|value| shorten(value.split_whitespace().next().unwrap_or_default(), 40))
            .into(),
        no_store: Fact::Known(control.iter().any(|word| word == "no-store")),
        shared_cache: Fact::Known(is_shared(&control)),
    }
}

fn unseen(path: String, public: bool, gap: &Gap) -> RouteSeen {
    RouteSeen {
        path,
        public,
        standing: gap.clone().into(),
        personal: gap.clone().into(),
        status: gap.clone().into(),
        content_type: gap.clone().into(),
        challenge: gap.clone().into(),
        no_store: gap.clone().into(),
        shared_cache: gap.clone().into(),
    }
}

/// A name that no earlier one has, so that verdicts can be told apart.
pub(super) fn distinct(path: String, names: &mut Vec<String>) -> String {
    let before = names.iter().filter(|name| **name == path).count();
    names.push(path.clone());
    if before == 0 { path } else { format!("{path} ({})", before + 1) }
}

/// The words of `Cache-Control`, in lower case.
pub(super) fn cache_control(response: &Response) -> Vec<String> {
    let all = response.all_headers("cache-control").flat_map(|value| value.split(','));
    all.map(|word| word.trim().to_ascii_lowercase()).filter(|word| !word.is_empty()).collect()
}

/// Whether a store that many share may keep the answer (RFC 9111, 5.2.2).
pub(super) fn is_shared(control: &[String]) -> bool {
    let says = |word: &str| control.iter().any(|own| own == word);
    let kept = |word: &String| word.strip_prefix("s-maxage=").is_some_and(|age| age.trim() != "0");
    !says("no-store") && !says("private") && (says("public") || control.iter().any(kept))
}

/// Whether the service answers over plain HTTP as well. A declared address without encryption is told elsewhere.
fn plain(service: &Service<'_>, walk: &mut Walk<'_>) -> Fact<PlainRoute> {
    let Some(port) = service.web.plain_port.filter(|_| service.web.tls) else { return Fact::Absent };
    let endpoint = service.endpoint.at_port(port);
    let request = Request::get(false, &endpoint.name, port, service.main_path()).with_body_limit(4096).calm();
    let job = Job::Fetch(endpoint, request);
    let closed =
        walk.trouble(&job).is_some_and(|trouble| (trouble.reason, trouble.phase) == (Reason::Refused, Phase::Connect));
    match walk.response(job) {
        Ok(response) => Fact::Known(PlainRoute {
            answers: true,
            serves: matches!(response.status, 200..=299 | 401),
            status: Fact::Known(response.status.into()),
        }),
        Err(_) if closed => Fact::Known(PlainRoute { answers: false, serves: false, status: Fact::Absent }),
        Err(gap) => Fact::Unknown(gap),
    }
}
