//! The probe `http`: what an endpoint answers, how it redirects, which headers and cookies it sets.

mod banner;
pub(in crate::probe) mod cookie;
pub(in crate::probe) mod cors;
pub(in crate::probe) mod csp;
mod fact;
pub(in crate::probe) mod header;
pub(in crate::probe) mod leak;
mod mixed;
mod security_txt;
pub(in crate::probe) mod way;

use super::walk::Walk;
use super::{Aim, Probe, Seen, Spec, Target, bearing};
use crate::fact::{Digest, Fact, Factual, Gap, Reason, Shape, Value};
use crate::system::{Kind, Place, Safety, Web};
use crate::text::{Text, shorten};
use crate::wire::{Endpoint, Job, Phase, Response};

pub(super) use banner::banners;
pub use fact::{
    Answered, Banner, Cookie, Cors, Csp, ErrorPage, Headers, Hsts, Http, Methods, Plain, Redirect, SecurityTxt,
    TriedOrigin,
};
pub(super) use leak::leaks;
use way::{Spot, Way, shown_address};

/// Redirects that are followed.
pub(super) const MOST_HOPS: usize = 5;
/// Redirects that are followed to a security.txt.
const MOST_TEXT_HOPS: usize = 2;
/// How many further origins are tried.
const MOST_ORIGINS: usize = 3;
/// The header that a TRACE must echo.
const TRACE_MARK: (&str, &str) = ("x-kiemtra-trace", "dau-vet-7c1e");

/// The probe.
#[derive(Debug)]
pub struct HttpProbe;

impl Probe for HttpProbe {
    fn spec(&self) -> Spec {
        Spec {
            id: "http",
            title: Text::new("Trang và dịch vụ HTTP", "HTTP pages and services"),
            about: Text::new(
                "Gửi vài yêu cầu GET, OPTIONS và TRACE như một trình duyệt bình thường; không gửi dữ liệu, không đăng nhập.",
                "Sends a few GET, OPTIONS and TRACE requests like any browser; sends no data and signs in nowhere.",
            ),
            kinds: &[Kind::Api, Kind::IdentityProvider, Kind::Link, Kind::SignIn, Kind::Site],
            safety: Safety::Passive,
            aim: Aim::EachBackEnd,
            most_jobs: 2 + MOST_HOPS + 4 + MOST_ORIGINS + 1 + MOST_TEXT_HOPS,
        }
    }

    fn shape(&self) -> Shape {
        Http::shape()
    }

    fn wants(&self, target: &Target<'_>, seen: &Seen) -> Vec<Job> {
        let mut walk = Walk::new(seen);
        if let (Place::Web(web), Some(endpoint)) = (&target.subject.place, target.endpoint) {
            drop(gather(target, web, endpoint, &mut walk));
        }
        walk.into_jobs()
    }

    fn fact(&self, target: &Target<'_>, seen: &Seen) -> Value {
        let (Place::Web(web), Some(endpoint)) = (&target.subject.place, target.endpoint) else {
            return Value::unknown(Reason::NotCollected);
        };
        gather(target, web, endpoint, &mut Walk::new(seen)).into_value()
    }
}

/// The first request: the declared page.
pub(super) fn page_job(web: &Web, endpoint: &Endpoint) -> Job {
    start(web, endpoint).job()
}

/// Where the declared page is.
pub(super) fn start(web: &Web, endpoint: &Endpoint) -> Spot {
    let (endpoint, path) = (endpoint.at_port(web.port), web.path.clone());
    Spot { endpoint, tls: web.tls, path, identity: bearing::identity(web) }
}

fn gather(target: &Target<'_>, web: &Web, endpoint: &Endpoint, walk: &mut Walk<'_>) -> Http {
    let start = start(web, endpoint);
    let plain = plain(web, endpoint, walk);
    let way = match way::follow(target, walk, start.clone(), MOST_HOPS) {
        Ok(way) => way,
        // Nothing else is asked of an endpoint that does not answer at all.
        Err(gap) => {
            let reached = walk.trouble(&start.job()).is_some_and(|trouble| trouble.phase > Phase::Connect);
            return silent(&gap, if reached { plain } else { seen_alive(plain, &gap) });
        }
    };
    let landing = way.landing();
    let page = landing.clone().and_then(|(spot, response)| mixed::page(spot, response));
    Http {
        response: Fact::Known(answered(way.first())),
        plain,
        headers: settle(landing.clone().map(|(spot, response)| header::headers(spot.tls, response))),
        framing_blocked: settle(landing.clone().map(|(_, response)| header::framing_blocked(response))),
        version_banners: Fact::Known(banners(way.own_answers())),
        cookies: Fact::Known(cookie::cookies(way.own_answers())),
        methods: settle(methods(&start, walk)),
        cors: settle(cors::cors(&start, walk)),
        error_page: settle(error_page(&start, landing.as_ref().ok().map(|(_, page)| *page), walk)),
        security_txt: security_txt(target, &start, walk),
        mixed_content: if start.tls { settle(page.clone().and_then(|page| page.addresses())) } else { Fact::Absent },
        insecure_forms: settle(page.and_then(|page| page.forms())),
        redirects: Fact::Known(way.into_hops()),
    }
}

fn silent(gap: &Gap, plain: Fact<Plain>) -> Http {
    Http {
        response: gap.clone().into(),
        plain,
        redirects: gap.clone().into(),
        headers: gap.clone().into(),
        framing_blocked: gap.clone().into(),
        version_banners: gap.clone().into(),
        cookies: gap.clone().into(),
        methods: gap.clone().into(),
        cors: gap.clone().into(),
        error_page: gap.clone().into(),
        security_txt: gap.clone().into(),
        mixed_content: gap.clone().into(),
        insecure_forms: gap.clone().into(),
    }
}

/// A closed plain port tells of a site that is up. Where no port lets anybody in the site may just
/// be down, and will answer in plain again when it is back.
fn seen_alive(plain: Fact<Plain>, gap: &Gap) -> Fact<Plain> {
    match plain {
        Fact::Known(plain) if !plain.answers => gap.clone().into(),
        other => other,
    }
}

fn settle<T>(found: Result<T, Gap>) -> Fact<T> {
    found.map_or_else(Fact::Unknown, Fact::Known)
}

fn answered(response: &Response) -> Answered {
    Answered {
        status: response.status.into(),
        elapsed_ms: response.elapsed_ms,
        first_byte_ms: response.first_byte_ms,
        bytes: i64::try_from(response.body.len()).unwrap_or(i64::MAX),
        content_type: response.header("content-type").map(|value| shorten(value, 200)).into(),
    }
}

fn plain(web: &Web, endpoint: &Endpoint, walk: &mut Walk<'_>) -> Fact<Plain> {
    let Some(port) = web.plain_port else { return Fact::Absent };
    let spot = Spot { endpoint: endpoint.at_port(port), tls: false, path: web.path.clone(), identity: None };
    let closed = walk
        .trouble(&spot.job())
        .is_some_and(|trouble| (trouble.reason, trouble.phase) == (Reason::Refused, Phase::Connect));
    let response = match walk.response(spot.job()) {
        Ok(response) => response,
        Err(_) if closed => {
            return Fact::Known(Plain {
                answers: false,
                redirects_to_https: false,
                status: Fact::Absent,
                target: Fact::Absent,
                cross_host: false,
            });
        }
        Err(gap) => return Fact::Unknown(gap),
    };
    let target = way::location(response).and_then(|location| spot.url()?.join(location).ok());
    let host = target.as_ref().and_then(|url| url.host_str());
    Fact::Known(Plain {
        answers: true,
        redirects_to_https: target.as_ref().is_some_and(|url| url.scheme() == "https"),
        status: Fact::Known(response.status.into()),
        cross_host: host.is_some_and(|host| way::bare(host) != web.name),
        target: target.as_ref().map(shown_address).into(),
    })
}

fn methods(start: &Spot, walk: &mut Walk<'_>) -> Result<Methods, Gap> {
    let options = walk.response(start.with(|request| request.with_method("OPTIONS")));
    let (name, value) = TRACE_MARK;
    let trace = walk.response(start.with(|request| request.with_method("TRACE").with_header(name, value)));
    let (options, trace) = (options?, trace?);
    // IIS lists what it really takes under another name.
    let allow = options.all_headers("allow").chain(options.all_headers("public")).flat_map(|value| value.split(','));
    let mut allowed: Vec<_> =
        allow.map(|word| shorten(word.trim(), 32).to_ascii_uppercase()).filter(|word| !word.is_empty()).collect();
    allowed.sort_unstable();
    allowed.dedup();
    allowed.truncate(50);
    let echo = String::from_utf8_lossy(&trace.body);
    Ok(Methods { allowed, trace: trace.status == 200 && echo.contains("TRACE ") && echo.contains(value) })
}

/// The path is made from the name, so that equal runs ask equal things and no site has it. Where a site
/// answers it with a page of its own, what stands on its proper page too is content and no leak.
fn error_page(start: &Spot, proper: Option<&Response>, walk: &mut Walk<'_>) -> Result<ErrorPage, Gap> {
    let digest = Digest::of(start.endpoint.name.as_bytes()).to_string();
    let mark: String = digest.chars().rev().take(16).collect();
    let response = walk.response(start.at(&format!("/kiemtra-{mark}")).job())?;
    let soft = (200..300).contains(&response.status);
    let content = proper.filter(|_| soft).map(|page| leaks(&page.body)).unwrap_or_default();
    let reveals = leaks(&response.body).into_iter().filter(|kind| !content.contains(kind)).collect();
    Ok(ErrorPage { status: response.status.into(), soft, reveals })
}

fn security_txt(target: &Target<'_>, start: &Spot, walk: &mut Walk<'_>) -> Fact<SecurityTxt> {
    let spot = start.at("/.well-known/security.txt");
    match way::follow(target, walk, spot.clone(), MOST_TEXT_HOPS).and_then(Way::into_end) {
        Ok(response) => security_txt::read(&spot, response, target.now),
        Err(gap) => Fact::Unknown(gap),
    }
}

#[cfg(test)]
mod tests;
