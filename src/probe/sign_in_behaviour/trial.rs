//! The parameters of a sign-in page, and the requests that try them.

use url::Url;

use super::canary;
use super::fact::Spelling;
use crate::fact::{Gap, Reason};
use crate::probe::http::way::Spot;
use crate::probe::page::Page;
use crate::probe::sign_in::address::Own;
use crate::probe::sign_in::arrival::Visit;
use crate::text::Text;
use crate::wire::{Job, Request, Response};

/// The most parameters of the page's own that are tried.
const MOST: usize = 6;
/// The usual names of parameters that hold an address for afterwards.
const RETURNS: &[&str] = &[
    "returnUrl",
    "ReturnUrl",
    "return_to",
    "redirect",
    "redirect_url",
    "redirectUrl",
    "next",
    "url",
    "continue",
    "service",
    "goto",
    "target",
    "back",
    "callback",
];
/// Names of parameters whose value pages like to show.
const SHOWN: &[&str] = &["error", "message", "msg", "lang", "username", "kiemtra"];
/// Names of parameters that programs like to read as numbers or words.
const READ: &[&str] = &["id", "page", "lang"];
/// What a value for a word, a number and a query alike is not.
const MALFORMED: &str = "'\"\\";

/// A page, and the parameters by which it is tried.
pub(super) struct Aim {
    spot: Spot,
    url: Url,
    cookies: String,
    /// The names.
    pub(super) parameters: Vec<String>,
}

impl Aim {
    /// An address tried with the cookies that the page was asked with.
    fn at(visit: &Visit<'_>, url: Url, parameters: Vec<String>) -> Self {
        Self { spot: visit.spot.clone(), url, cookies: visit.cookies.clone(), parameters }
    }

    /// The page with the usual names of return addresses that it does not use itself.
    pub(super) fn usual(visit: &Visit<'_>, own: Option<&Self>) -> Self {
        let known = |name: &str| own.is_some_and(|own| own.parameters.iter().any(|known| known == name));
        let parameters = RETURNS.iter().filter(|name| !known(name)).map(|name| (*name).to_owned()).collect();
        Self::at(visit, visit.url.clone(), parameters)
    }

    /// The page with the return addresses that it uses itself: in its address and its hidden fields; where it uses none,
    /// the first link of its host that carries one.
    pub(super) fn own(visit: &Visit<'_>, page: Option<&Page>, own: Own<'_>) -> Option<Self> {
        let returns = |url: &Url| -> Vec<String> {
            let pairs = url.query_pairs();
            pairs.filter(|(name, value)| is_return(name, value)).map(|(name, _)| name.into_owned()).collect()
        };
        let mut parameters = returns(&visit.url);
        let fields = page.into_iter().flat_map(|page| page.forms.iter().filter(|form| form.asks_password()));
        let fields = fields.flat_map(|form| form.fields.iter()).filter(|field| field.is_hidden());
        parameters
            .extend(fields.filter(|field| is_return(field.name(), field.value())).map(|field| field.name().to_owned()));
        let sane =
            |name: &String| name.len() <= 40 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b));
        parameters.retain(sane);
        parameters.sort_unstable();
        parameters.dedup();
        parameters.truncate(MOST);
        if !parameters.is_empty() {
            return Some(Self::at(visit, visit.url.clone(), parameters));
        }
        let links = page?.links.iter().filter_map(|link| link.address.as_ref());
        let same = |url: &&Url| own.has(url) && url.origin() == visit.url.origin();
        links.filter(same).find_map(|url| {
            let parameters: Vec<_> = returns(url).into_iter().filter(sane).take(MOST).collect();
            (!parameters.is_empty()).then(|| Self::at(visit, url.clone(), parameters))
        })
    }

    /// The page with names whose value it may show or read.
    pub(super) fn fields(visit: &Visit<'_>, page: Option<&Page>) -> Self {
        let mut parameters: Vec<String> = visit.url.query_pairs().map(|(name, _)| name.into_owned()).collect();
        let fields = page.into_iter().flat_map(|page| &page.forms).flat_map(|form| &form.fields);
        let typed = fields.filter(|field| matches!(field.kind().as_str(), "text" | "email" | "search" | "tel"));
        parameters.extend(typed.map(|field| field.name().to_owned()).filter(|name| !name.is_empty()));
        parameters.retain(|name| name.len() <= 60 && name.is_ascii());
        parameters.sort_unstable();
        parameters.dedup();
        parameters.truncate(2 * MOST);
        Self::at(visit, visit.url.clone(), parameters)
    }

    /// The page with further names.
    fn and(&self, more: &[&str]) -> Self {
        let mut parameters = self.parameters.clone();
        let new = more.iter().filter(|name| !self.parameters.iter().any(|known| known == *name));
        parameters.extend(new.map(|name| (*name).to_owned()));
        Self { spot: self.spot.clone(), url: self.url.clone(), cookies: self.cookies.clone(), parameters }
    }

    /// The request that asks to be sent to the canary afterwards.
    pub(super) fn returning(&self, spelling: Spelling) -> Job {
        self.job(|name| canary::address(spelling, name))
    }

    /// The address asked.
    pub(super) fn url(&self) -> &Url {
        &self.url
    }

    /// The page with names whose values are marked, and the request.
    pub(super) fn marked(&self) -> (Self, Job) {
        let all = self.and(SHOWN);
        let place = |name: &str| all.parameters.iter().position(|own| own == name).unwrap_or_default();
        let job = all.job(|name| format!("{}\"'", mark(place(name))));
        (all, job)
    }

    /// The request with malformed values.
    pub(super) fn malformed(&self) -> Job {
        self.and(READ).job(|_| MALFORMED.to_owned())
    }

    /// The request that claims to be forwarded for the canary. Its address is nobody else's, so that no cache keeps the
    /// answer for others.
    pub(super) fn forwarded(visit: &Visit<'_>) -> Job {
        let aim = Self::at(visit, visit.url.clone(), vec!["kiemtra".to_owned()]);
        aim.with_request(
            |_| "x-forwarded-host".to_owned(),
            |request| request.with_header("x-forwarded-host", canary::HOST),
        )
    }

    fn job(&self, value: impl Fn(&str) -> String) -> Job {
        self.with_request(value, |request| request)
    }

    fn with_request(&self, value: impl Fn(&str) -> String, change: impl FnOnce(Request) -> Request) -> Job {
        let kept = self.url.query_pairs().filter(|(name, _)| !self.parameters.iter().any(|own| own == name));
        let kept: Vec<(String, String)> = kept.map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
        let mut url = self.url.clone();
        url.query_pairs_mut()
            .clear()
            .extend_pairs(kept)
            .extend_pairs(self.parameters.iter().map(|name| (name, value(name))));
        let path = format!("{}?{}", url.path(), url.query().unwrap_or_default());
        self.spot.at(&path).with(|request| {
            let request = change(request.calm());
            if self.cookies.is_empty() { request } else { request.with_header("cookie", &self.cookies) }
        })
    }
}

/// What stands unescaped in a page that shows the value of the parameter at a place.
pub(super) fn mark(place: usize) -> String {
    format!("kt{place}x<i>")
}

fn is_return(name: &str, value: &str) -> bool {
    let usual = RETURNS.iter().any(|known| known.eq_ignore_ascii_case(name));
    let lower = name.to_ascii_lowercase();
    let called = ["return", "redirect", "next", "goto", "continue"].iter().any(|word| lower.contains(word));
    usual || called && (value.is_empty() || value.starts_with('/') || value.starts_with("http"))
}

/// An answer that tells something; one that keeps us out or slows us down does not, unless the page always does.
pub(super) fn telling<'a>(response: &'a Response, usual: &Response) -> Result<&'a Response, Gap> {
    let detail = |vi: &str, en: &str| Text::new(vi.to_owned(), en.to_owned());
    match response.status {
        429 | 503 => Err(Reason::RateLimited.into()),
        403 | 406 if response.status != usual.status => Err(Gap::new(
            Reason::Denied,
            detail("bộ lọc phía trước chặn yêu cầu", "a filter in front refused the request"),
        )),
        _ => Ok(response),
    }
}
