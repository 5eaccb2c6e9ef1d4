//! Every way to sign in that a page offers, and where it really leads.

use url::Url;

use super::address::Own;
use super::arrival::{Arrival, VISIT};
use super::fact::{Means, SignInOption};
use super::form::groups;
use super::offer::{self, Offer, offers};
use super::{request, saml};
use crate::fact::{Fact, Gap, Reason};
use crate::probe::Target;
use crate::probe::http::way::{Lead, Spot, bare, lead, location};
use crate::probe::page::Page;
use crate::probe::walk::Walk;
use crate::text::Text;

/// The most links of the own host that are followed.
const MOST_FOLLOWED: usize = 3;
/// The most redirects behind each.
const MOST_HOPS: usize = 2;
/// Requests of the probe beyond which no link is followed, so that some are left for local accounts.
const MOST_ASKED: usize = 14;

/// What was learnt of the ways to sign in.
#[derive(Debug)]
pub(super) struct Ways {
    /// The ways.
    pub(super) options: Vec<SignInOption>,
    /// Every address of the first visit that may be a request to a provider.
    pub(super) outgoing: Vec<Url>,
    /// The same of the second visit.
    pub(super) outgoing_again: Result<Vec<Url>, Gap>,
}

/// Where a followed link ends.
enum End {
    /// Outside the own hosts; the addresses of the way, the last one last.
    Away(Vec<Url>),
    /// At a page that asks for a password.
    Form(Url),
    /// At a page that does not.
    Page,
    /// Nobody knows.
    Unknown(Gap),
}

/// Finds the ways, and follows the links among them.
pub(super) fn ways(
    target: &Target<'_>,
    own: Own<'_>,
    walk: &mut Walk<'_>,
    first: &Arrival<'_>,
    again: &Result<Arrival<'_>, Gap>,
    citizens: bool,
) -> Ways {
    let mut ways = Ways {
        options: Vec::new(),
        outgoing: passed(first),
        outgoing_again: again.as_ref().map(passed).map_err(Clone::clone),
    };
    match &first.leaving {
        Some(to) if own.has(to) => {
            let gap = first.broken.clone().unwrap_or_else(elsewhere);
            ways.options.push(unknown(own, Means::Redirect, "", gap));
        }
        Some(to) => ways.options.push(option(own, Means::Redirect, "", Some(to))),
        None => {}
    }
    if first.end().is_some_and(|end| !challenges(end.response).is_empty()) {
        ways.options.push(option(own, Means::Challenge, "", first.end().map(|end| &end.url)));
    }
    if let Some(page) = first.document() {
        ways.options.extend(local_forms(own, page));
        let found = offers(own, page, citizens);
        ways.outgoing.extend(found.iter().filter_map(|offer| offer.address.clone()));
        let theirs = again.as_ref().ok().and_then(Arrival::document).map(|page| offers(own, page, citizens));
        if let (Ok(all), Some(theirs)) = (&mut ways.outgoing_again, theirs) {
            all.extend(theirs.into_iter().filter_map(|offer| offer.address));
        }
        follow_all(target, own, walk, first, found, &mut ways);
    }
    for (option, number) in ways.options.iter_mut().zip(1..) {
        option.number = number;
    }
    ways
}

/// The schemes that an answer demands (RFC 9110, section 11.6.1).
pub(super) fn challenges(response: &crate::wire::Response) -> Vec<String> {
    let given = response.all_headers("www-authenticate").filter(|_| response.status == 401);
    let words = given.filter_map(|value| value.split([' ', ',']).next());
    let mut all: Vec<_> = words.map(|word| crate::text::shorten(word, 32).to_ascii_lowercase()).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn local_forms(own: Own<'_>, page: &Page) -> Vec<SignInOption> {
    let signing = groups(page).filter(|fields| fields.signs_in());
    let told = signing.map(|fields| {
        let action = fields.form.and_then(|form| form.action.as_ref()).unwrap_or(&page.address);
        let button = fields.fields.iter().find(|field| field.is_button() && field.kind() == "submit");
        let label = button.map(offer::label).unwrap_or_default();
        option(own, Means::LocalForm, &label, Some(action))
    });
    told.take(MOST_FOLLOWED).collect()
}

fn passed(arrival: &Arrival<'_>) -> Vec<Url> {
    arrival.visits.iter().skip(1).map(|visit| visit.url.clone()).chain(arrival.leaving.clone()).collect()
}

fn follow_all(
    target: &Target<'_>,
    own: Own<'_>,
    walk: &mut Walk<'_>,
    first: &Arrival<'_>,
    found: Vec<Offer>,
    ways: &mut Ways,
) {
    let Some(from) = first.end().map(|end| end.spot.clone()) else { return };
    let mut followed = 0;
    for offer in found {
        // One after the other, so that equal answers give equal requests.
        if walk.is_waiting() {
            return;
        }
        let own_address = offer.address.as_ref().filter(|address| own.has(address));
        let Some(address) = own_address.filter(|_| followed < MOST_FOLLOWED) else {
            ways.options.push(option(own, offer.means, &offer.label, offer.address.as_ref()));
            continue;
        };
        followed += 1;
        match follow(target, own, walk, &from, address, false) {
            End::Away(way) => {
                ways.options.push(option(own, offer.means, &offer.label, way.last()));
                let asks = |url: &Url| request::is_request(url) || saml::is_request(url);
                if way.iter().any(asks) {
                    again(target, own, walk, &from, address, ways);
                }
                ways.outgoing.extend(way);
            }
            End::Form(at) => ways.options.push(option(own, Means::LocalForm, &offer.label, Some(&at))),
            End::Page => {}
            End::Unknown(gap) => ways.options.push(unknown(own, offer.means, &offer.label, gap)),
        }
    }
}

fn again(target: &Target<'_>, own: Own<'_>, walk: &mut Walk<'_>, from: &Spot, address: &Url, ways: &mut Ways) {
    match (follow(target, own, walk, from, address, true), &mut ways.outgoing_again) {
        (End::Away(way), Ok(all)) => all.extend(way),
        (End::Away(way), all) => *all = Ok(way),
        (End::Unknown(gap), all @ Ok(_)) => *all = Err(gap),
        _ => {}
    }
}

fn follow(target: &Target<'_>, own: Own<'_>, walk: &mut Walk<'_>, from: &Spot, to: &Url, second: bool) -> End {
    let (mut from, mut to, mut way) = (from.clone(), to.clone(), Vec::new());
    for _ in 0..=MOST_HOPS {
        let spot = match lead(target, &from, Some(&to)) {
            Lead::To(spot) if own.has(&to) => spot,
            _ if own.has(&to) => return End::Unknown(elsewhere()),
            _ => {
                way.push(to);
                return End::Away(way);
            }
        };
        if walk.asked() >= MOST_ASKED {
            return End::Unknown(Gap::new(
                Reason::Budget,
                Text::new("đã hết số yêu cầu cho phép", "no more requests are left"),
            ));
        }
        let job = spot.with(|request| {
            let request = request.calm();
            if second { request.with_header(VISIT.0, VISIT.1) } else { request }
        });
        let response = match walk.response(job) {
            Ok(response) => response,
            Err(gap) => return End::Unknown(gap),
        };
        let Some(next) = location(response).and_then(|place| to.join(place).ok()) else {
            return match Page::of(response, &to) {
                Ok(Some(page)) if groups(&page).any(|fields| fields.signs_in()) => End::Form(to),
                Ok(_) => End::Page,
                Err(gap) => End::Unknown(gap),
            };
        };
        way.push(to);
        (from, to) = (spot, next);
    }
    End::Unknown(Gap::new(Reason::Budget, Text::new("chuyển hướng quá nhiều bước", "it redirects too often")))
}

/// The way goes on at an own host that cannot be asked, and nobody knows where to.
fn elsewhere() -> Gap {
    let detail = Text::new(
        "dẫn tới một máy chủ của hệ thống chưa được khai báo địa chỉ hoặc ngoài phạm vi, nên không biết cuối cùng tới đâu",
        "it leads to a host of the system whose address is not declared or is out of scope, so where it ends is not known",
    );
    Gap::new(Reason::OutOfScope, detail)
}

fn unknown(own: Own<'_>, means: Means, label: &str, gap: Gap) -> SignInOption {
    SignInOption { host: gap.clone().into(), domains: gap.into(), ..option(own, means, label, None) }
}

fn option(own: Own<'_>, means: Means, label: &str, address: Option<&Url>) -> SignInOption {
    let host = address.and_then(Url::host_str).map(|host| bare(host).to_ascii_lowercase());
    let unsent = || {
        let detail = Text::new(
            "phải gửi biểu mẫu hoặc chạy mã kịch bản mới biết",
            "only sending a form or running a script would tell",
        );
        Gap::new(Reason::LowCoverage, detail)
    };
    let told = |value: Option<_>| value.map_or_else(|| Fact::Unknown(unsent()), Fact::Known);
    SignInOption {
        number: 0,
        means,
        label: label.to_owned(),
        domains: host.as_deref().map(domains).map_or_else(|| Fact::Unknown(unsent()), Fact::Known),
        own_host: told(host.as_deref().map(|host| own.has_host(host))),
        declared_provider: told(host.as_deref().map(|host| own.is_provider(host))),
        host: host.map_or_else(|| Fact::Unknown(unsent()), Fact::Known),
    }
}

/// A host and every domain above it.
fn domains(host: &str) -> Vec<String> {
    if host.parse::<std::net::IpAddr>().is_ok() {
        return vec![host.to_owned()];
    }
    let above = host.match_indices('.').filter_map(|(at, _)| host.get(at + 1..).map(str::to_owned));
    std::iter::once(host.to_owned()).chain(above).collect()
}
