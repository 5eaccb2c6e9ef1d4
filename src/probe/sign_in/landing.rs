//! The page at the end of the way, as a whole.

use super::address::Own;
use super::arrival::{Arrival, Visit};
use super::fact::{ForeignScript, Landing};
use super::form;
use crate::fact::{Fact, Gap, Reason};
use crate::probe::http::header;
use crate::probe::http::way::{Spot, shown_address};
use crate::probe::page::{Page, ResourceKind};
use crate::probe::walk::Walk;
use crate::system::Web;
use crate::text::shorten;
use crate::wire::{Endpoint, Phase};

/// The most foreign scripts that are told.
const MOST_SCRIPTS: usize = 20;

/// The page at the end of a way.
pub(super) fn landing(first: &Arrival<'_>, end: &Visit<'_>) -> Landing {
    let response = end.response;
    let mut directives = response.all_headers("cache-control").flat_map(|value| value.split(','));
    let hsts = response.header("strict-transport-security").filter(|_| end.spot.tls);
    Landing {
        address: shown_address(&end.url),
        status: response.status.into(),
        hops: i64::try_from(first.visits.len().saturating_sub(1)).unwrap_or(i64::MAX),
        cacheable: !directives.any(|directive| directive.trim().eq_ignore_ascii_case("no-store")),
        framing_blocked: header::framing_blocked(response),
        hsts_seconds: hsts.and_then(header::hsts).map(|hsts| hsts.max_age).into(),
    }
}

/// Plain HTTP, by the request of the probe `http`.
pub(super) fn plain_form(web: &Web, endpoint: &Endpoint, walk: &mut Walk<'_>) -> Fact<bool> {
    let Some(port) = web.plain_port else { return Fact::Absent };
    let spot = Spot { endpoint: endpoint.at_port(port), tls: false, path: web.path.clone(), identity: None };
    let closed = walk
        .trouble(&spot.job())
        .is_some_and(|trouble| (trouble.reason, trouble.phase) == (Reason::Refused, Phase::Connect));
    match (walk.response(spot.job()), spot.url()) {
        (Err(_), _) if closed => Fact::Known(false),
        (Err(gap), _) => Fact::Unknown(gap),
        (Ok(response), Some(url)) => match Page::of(response, &url) {
            Ok(Some(page)) if page.cut => Page::cut_gap().into(),
            Ok(page) => Fact::Known(page.is_some_and(|page| form::groups(&page).any(|fields| fields.signs_in()))),
            Err(gap) => Fact::Unknown(gap),
        },
        (Ok(_), None) => Gap::from(Reason::ProbeFailed).into(),
    }
}

/// The riddle of a page.
pub(super) fn captcha(page: &Page) -> Option<&'static str> {
    const KINDS: &[(&str, &str)] = &[
        ("recaptcha", "recaptcha"),
        ("hcaptcha", "hcaptcha"),
        ("turnstile", "turnstile"),
        ("captcha", "captcha"),
        ("maxacnhan", "captcha"),
    ];
    let fields = page.fields().map(|field| form::plain(field.name()));
    let loaded = page
        .resources
        .iter()
        .filter(|own| own.kind != ResourceKind::Form)
        .map(|own| own.address.as_str().to_lowercase());
    let all: Vec<_> = fields.chain(loaded).collect();
    KINDS.iter().find(|(mark, _)| all.iter().any(|text| text.contains(mark))).map(|(_, kind)| *kind)
}

/// The scripts that a page runs from hosts that are not the system's own.
pub(super) fn foreign_scripts(own: Own<'_>, page: &Page) -> Vec<ForeignScript> {
    let mut found: Vec<ForeignScript> = Vec::new();
    for script in page.scripts.iter().filter(|script| script.runs()) {
        let Some(address) = script.address.as_ref().filter(|address| !own.has(address)) else { continue };
        let Some(host) = address.host_str() else { continue };
        let fixed = script.integrity().is_some_and(|given| !given.trim().is_empty());
        let new = ForeignScript { host: shorten(host, 253), address: shown_address(address), fixed };
        if !found.contains(&new) && found.len() < MOST_SCRIPTS {
            found.push(new);
        }
    }
    found
}
