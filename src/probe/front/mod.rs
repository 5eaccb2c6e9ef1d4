//! The probe `front`: what a visitor's browser gets and runs. It reads the page that the probe `http`
//! asks for anyway, and looks into a few scripts of the own site for the versions of libraries.

mod csp;
mod fact;
mod foreign;
mod hosts;
mod library;
mod personal;
pub(super) mod scripts;
mod source;

use std::collections::BTreeSet;

use super::http::cors::foreign_job;
use super::http::csp::{Policy, policies};
use super::http::header::referrer;
use super::http::way::{self, Spot, shown_address};
use super::http::{MOST_HOPS, start};
use super::page::{Page, ResourceKind};
use super::walk::Walk;
use super::{Aim, Probe, Seen, Spec, Target};
use crate::fact::{Fact, Factual, Gap, Reason, Shape, Value};
use crate::system::{Kind, Place, Safety, Web};
use crate::text::{Text, shorten};
use crate::wire::{Endpoint, Job, Response};

use csp::Policies;
pub use fact::{
    ContentPolicy, CspGrade, Front, FrontPage, Library, ListDates, Mixed, ScriptCount, ThirdParty, Tracker, Unguarded,
};
use hosts::{Hosts, hosts};
use scripts::{MOST_SCRIPTS, Scripts};

/// The most unencrypted addresses of one kind that are told.
const MOST_ADDRESSES: usize = 20;

/// The probe.
#[derive(Debug)]
pub struct FrontProbe;

impl Probe for FrontProbe {
    fn spec(&self) -> Spec {
        Spec {
            id: "front",
            title: Text::new("Giao diện web phía người dùng", "The web front"),
            about: Text::new(
                "Đọc trang mà bộ dò HTTP đã tải và tối đa 12 tệp kịch bản của chính trang; không chạy mã nào, không tải gì từ bên thứ ba.",
                "Reads the page that the HTTP probe fetches, and at most 12 scripts of the own site; runs no code and fetches nothing from third parties.",
            ),
            kinds: &[Kind::Api, Kind::IdentityProvider, Kind::SignIn, Kind::Site],
            safety: Safety::Passive,
            aim: Aim::EachBackEnd,
            most_jobs: 1 + MOST_HOPS + 1 + MOST_SCRIPTS,
        }
    }

    fn shape(&self) -> Shape {
        Front::shape()
    }

    fn wants(&self, target: &Target<'_>, seen: &Seen) -> Vec<Job> {
        let mut walk = Walk::new(seen);
        if let (Place::Web(web), Some(endpoint)) = (&target.subject.place, target.endpoint)
            && let Ok(look) = look(target, web, endpoint, &mut walk)
        {
            look.ask(target, &mut walk);
        }
        walk.into_jobs()
    }

    fn fact(&self, target: &Target<'_>, seen: &Seen) -> Value {
        let (Place::Web(web), Some(endpoint)) = (&target.subject.place, target.endpoint) else {
            return Value::unknown(Reason::NotCollected);
        };
        let mut walk = Walk::new(seen);
        match look(target, web, endpoint, &mut walk) {
            Ok(look) => look.fact(target, &mut walk).into_value(),
            Err(gap) => silent(&gap).into_value(),
        }
    }
}

/// The page and where it stands.
struct Look<'a> {
    spot: Spot,
    response: &'a Response,
    page: Option<Page>,
    policies: Policies,
    /// The same page once more, where the probe `http` asks for it again.
    again: Option<Job>,
}

fn look<'a>(target: &Target<'_>, web: &Web, endpoint: &Endpoint, walk: &mut Walk<'a>) -> Result<Look<'a>, Gap> {
    let start = start(web, endpoint);
    let way = way::follow(target, walk, start.clone(), MOST_HOPS)?;
    let (spot, response) = way.landing()?;
    let address = spot.url().ok_or_else(|| Gap::from(Reason::ProbeFailed))?;
    let page = Page::of(response, &address)?;
    let policies = policies_of(response, page.as_ref(), spot.tls);
    let again = (*spot == start && !policies.nonces().is_empty()).then(|| foreign_job(&start));
    Ok(Look { spot: spot.clone(), response, page, policies, again })
}

fn policies_of(response: &Response, page: Option<&Page>, encrypted: bool) -> Policies {
    let metas = page.into_iter().flat_map(|page| page.header_metas("content-security-policy"));
    let metas = metas.map(Policy::read).filter(|policy| !policy.is_empty());
    let reporting = response.all_headers("content-security-policy-report-only").flat_map(|text| text.split(','));
    Policies {
        headers: policies(response),
        metas: metas.collect(),
        report_only: reporting.filter(|text| !text.trim().is_empty()).count(),
        encrypted,
    }
}

impl Look<'_> {
    /// Names the further jobs.
    fn ask(&self, target: &Target<'_>, walk: &mut Walk<'_>) {
        let _ = self.nonce_repeats(walk);
        if let Some(page) = &self.page {
            drop(Scripts::read(page, &self.spot, target, walk));
        }
    }

    fn fact(&self, target: &Target<'_>, walk: &mut Walk<'_>) -> Front {
        let Some(hosts) = hosts() else {
            let detail = Text::new("danh mục máy chủ không đọc được", "the list of hosts cannot be read");
            return silent(&Gap::new(Reason::ProbeFailed, detail));
        };
        let page = Fact::Known(self.front_page());
        let lists = library::date().map(|libraries| ListDates { libraries, hosts: hosts.date }).into();
        let Some(html) = &self.page else { return Front { page, lists, ..nothing() } };
        let foreign = foreign::foreign(html, target.system);
        let scripts = Scripts::read(html, &self.spot, target, walk);
        let generator = html.metas_named("generator").find(|made| made.bytes().any(|b| b.is_ascii_digit()));
        Front {
            page,
            csp: self.csp(hosts, walk),
            mixed: if self.spot.tls { self.mixed(html) } else { Fact::Absent },
            third_parties: whole(html, foreign::third_parties(&foreign)),
            unguarded: whole(html, foreign::unguarded(&foreign)),
            trackers: whole(html, foreign::trackers(&foreign, hosts)),
            libraries: scripts.libraries(html),
            scripts: Fact::Known(scripts.count()),
            generator: generator.map(|made| shorten(made, 200)).into(),
            lists,
        }
    }

    fn front_page(&self) -> FrontPage {
        let page = self.page.as_ref();
        let cache = self.response.all_headers("cache-control").flat_map(|value| value.split(','));
        let metas = page.into_iter().flat_map(|page| page.metas_named("referrer"));
        let header = self.response.all_headers("referrer-policy");
        let inline = page.map_or(0, |page| page.scripts.iter().filter(|own| !own.external && own.runs()).count());
        let handlers = page.map_or(0, |page| page.handlers + page.script_addresses);
        FrontPage {
            address: self.spot.url().as_ref().map(shown_address).unwrap_or_default(),
            status: self.response.status.into(),
            html: page.is_some(),
            whole: page.map_or(!self.response.truncated, |page| !page.cut),
            charset: page.map(|page| page.charset.to_owned()).into(),
            asks_personal: page.is_some_and(personal::asks_personal),
            no_store: cache.map(str::trim).any(|word| word.eq_ignore_ascii_case("no-store")),
            inline_scripts: count(inline),
            handlers: count(handlers),
            referrer: referrer(header.chain(metas)).into(),
        }
    }

    fn csp(&self, hosts: &Hosts, walk: &mut Walk<'_>) -> Fact<ContentPolicy> {
        let repeats = self.nonce_repeats(walk);
        // What a meta further down in the head would forbid is not known.
        match &self.page {
            Some(page) if page.cut && !page.head_whole && self.policies.headers.is_empty() => Page::cut_gap().into(),
            _ => Fact::Known(self.policies.weighed(repeats, hosts)),
        }
    }

    /// Whether a nonce of this answer stands in another answer of the same page, too.
    fn nonce_repeats(&self, walk: &mut Walk<'_>) -> Fact<bool> {
        let nonces = self.policies.nonces();
        if nonces.is_empty() {
            return Fact::Absent;
        }
        let Some(again) = &self.again else { return not_again().into() };
        let response = match walk.response(again.clone()) {
            Ok(response) => response,
            Err(gap) => return Fact::Unknown(gap),
        };
        let address = self.spot.url();
        let page = address.and_then(|address| Page::of(response, &address).ok().flatten());
        let other = policies_of(response, page.as_ref(), self.spot.tls);
        Fact::Known(!nonces.is_disjoint(&other.nonces()))
    }

    fn mixed(&self, page: &Page) -> Fact<Mixed> {
        let insecure = page.resources.iter().filter(|resource| resource.address.scheme() == "http");
        let of = |wanted: fn(ResourceKind) -> bool| {
            let own = insecure.clone().filter(|resource| wanted(resource.kind));
            let shown: BTreeSet<_> = own.map(|resource| shown_address(&resource.address)).collect();
            shown.into_iter().take(MOST_ADDRESSES).collect::<Vec<_>>()
        };
        let active = of(ResourceKind::is_active);
        let passive = of(|kind| matches!(kind, ResourceKind::Image | ResourceKind::Media));
        let forms = of(|kind| kind == ResourceKind::Form);
        if page.cut && active.is_empty() && passive.is_empty() && forms.is_empty() {
            return Page::cut_gap().into();
        }
        let upgraded = self.policies.upgrade();
        Fact::Known(Mixed { active, passive, forms, upgraded })
    }
}

/// A list of faults; a page that was cut proves no emptiness.
fn whole<T>(page: &Page, list: Vec<T>) -> Fact<Vec<T>> {
    if page.cut && list.is_empty() { Page::cut_gap().into() } else { Fact::Known(list) }
}

fn not_again() -> Gap {
    let detail = Text::new("trang chỉ được tải một lần", "the page was fetched only once");
    Gap::new(Reason::NotCollected, detail)
}

/// What is not HTML has nothing of a page.
fn nothing() -> Front {
    Front {
        page: Fact::Absent,
        csp: Fact::Absent,
        mixed: Fact::Absent,
        third_parties: Fact::Absent,
        unguarded: Fact::Absent,
        trackers: Fact::Absent,
        libraries: Fact::Absent,
        scripts: Fact::Absent,
        generator: Fact::Absent,
        lists: Fact::Absent,
    }
}

fn silent(gap: &Gap) -> Front {
    Front {
        page: gap.clone().into(),
        csp: gap.clone().into(),
        mixed: gap.clone().into(),
        third_parties: gap.clone().into(),
        unguarded: gap.clone().into(),
        trackers: gap.clone().into(),
        libraries: gap.clone().into(),
        scripts: gap.clone().into(),
        generator: gap.clone().into(),
        lists: gap.clone().into(),
    }
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod peers;
#[cfg(test)]
mod tests;
