//! The way to the page where people sign in, as a browser goes it: redirects among the system's own
//! hosts, with the cookies that are set on it. Whoever vouches for people is left to itself.

use url::Url;

use super::address::Own;
use crate::fact::{Gap, Reason};
use crate::probe::Target;
use crate::probe::http::way::{Lead, Spot, lead, location};
use crate::probe::page::Page;
use crate::probe::walk::Walk;
use crate::text::Text;
use crate::wire::{Job, Response};

/// Redirects that are followed.
pub(in crate::probe) const MOST_HOPS: usize = 5;
/// The most bytes of cookies that are carried along.
const MOST_COOKIES: usize = 8 << 10;
/// The header by which the second visit differs from the first.
pub(in crate::probe) const VISIT: (&str, &str) = ("x-kiemtra-attempt", "2");

/// Which visit it is. Both begin without cookies.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::probe) enum Turn {
    /// The first, whose first request is that of the probe `http`.
    First,
    /// The second, to compare with.
    Second,
}

/// One answered page on the way.
#[derive(Clone)]
pub(in crate::probe) struct Visit<'a> {
    /// Where.
    pub(in crate::probe) spot: Spot,
    /// Its address.
    pub(in crate::probe) url: Url,
    /// The cookies it was asked with, as a header; empty for none. They hold what the server gave: never part of a fact.
    pub(in crate::probe) cookies: String,
    /// The answer.
    pub(in crate::probe) response: &'a Response,
}

/// The way from the declared address to where it ends.
pub(in crate::probe) struct Arrival<'a> {
    /// The answered pages, in order; at least one.
    pub(in crate::probe) visits: Vec<Visit<'a>>,
    /// Where the last one sends on, where that is no place we may or can ask.
    pub(in crate::probe) leaving: Option<Url>,
    /// Why the last step has no answer.
    pub(in crate::probe) broken: Option<Gap>,
    /// The document at the end; `None` where it is no HTML.
    pub(in crate::probe) page: Result<Option<Page>, Gap>,
}

impl<'a> Arrival<'a> {
    /// The last answered page.
    pub(in crate::probe) fn end(&self) -> Option<&Visit<'a>> {
        self.visits.last()
    }

    /// The document at the end, where there is one.
    pub(in crate::probe) fn document(&self) -> Option<&Page> {
        self.page.as_ref().ok().and_then(Option::as_ref)
    }
}

/// Goes the way. A gap only where the first page has no answer.
pub(in crate::probe) fn arrive<'a>(
    target: &Target<'_>,
    own: Own<'_>,
    walk: &mut Walk<'a>,
    start: Spot,
    turn: Turn,
) -> Result<Arrival<'a>, Gap> {
    let url = start.url().ok_or_else(|| Gap::from(Reason::ProbeFailed))?;
    let response = walk.response(first_job(&start, turn))?;
    let mut jar = Jar::default();
    let mut asked = vec![(url.clone(), String::new())];
    jar.fill(&url, response);
    let mut page = Page::of(response, &url);
    let mut visits = vec![Visit { spot: start, url, cookies: String::new(), response }];
    loop {
        let stop = |leaving, broken, visits, page| Ok(Arrival { visits, leaving, broken, page });
        let Some(last) = visits.last() else { return Err(Reason::ProbeFailed.into()) };
        let Some(to) = onward(last, page.as_ref().ok().and_then(Option::as_ref)) else {
            return stop(None, None, visits, page);
        };
        let spot = match lead(target, &last.spot, Some(&to)) {
            Lead::To(spot) if own.has(&to) => spot,
            _ => return stop(Some(to), None, visits, page),
        };
        let cookies = jar.cookies(&to);
        if visits.len() > MOST_HOPS || asked.contains(&(to.clone(), cookies.clone())) {
            return stop(None, Some(endless()), visits, page);
        }
        let response = match walk.response(hop_job(&spot, &cookies, turn)) {
            Ok(response) => response,
            Err(gap) => return stop(Some(to), Some(gap), visits, page),
        };
        jar.fill(&to, response);
        asked.push((to.clone(), cookies.clone()));
        page = Page::of(response, &to);
        visits.push(Visit { spot, url: to, cookies, response });
    }
}

fn first_job(start: &Spot, turn: Turn) -> Job {
    match turn {
        Turn::First => start.job(),
        Turn::Second => start.with(|request| request.calm().with_header(VISIT.0, VISIT.1)),
    }
}

fn hop_job(spot: &Spot, cookies: &str, turn: Turn) -> Job {
    spot.with(|request| {
        let request = if cookies.is_empty() { request.calm() } else { request.calm().with_header("cookie", cookies) };
        match turn {
            Turn::First => request,
            Turn::Second => request.with_header(VISIT.0, VISIT.1),
        }
    })
}

fn endless() -> Gap {
    Gap::new(
        Reason::Budget,
        Text::new("chuyển hướng quá nhiều bước hoặc quay vòng", "it redirects in circles, or too often"),
    )
}

/// Where a page sends everybody on: by its status, or by a refresh or a script of a page that shows
/// nothing else.
fn onward(visit: &Visit<'_>, page: Option<&Page>) -> Option<Url> {
    if let Some(place) = location(visit.response) {
        return visit.url.join(place).ok();
    }
    let page = page.filter(|page| page.forms.is_empty() && page.links.len() < 3)?;
    let refreshed = page.header_metas("refresh").find_map(refresh);
    let scripted = page.scripts.iter().filter(|script| script.runs()).find_map(|script| assigned(&script.inline));
    page.base.join(refreshed.or(scripted)?).ok()
}

/// The address in `0; url='/x'`; only where the page goes on at once.
pub(in crate::probe) fn refresh(content: &str) -> Option<&str> {
    let (wait, rest) = content.split_once([';', ','])?;
    let at_once = wait.trim().parse::<f32>().is_ok_and(|seconds| seconds <= 5.0);
    let (name, value) = rest.split_once('=')?;
    let named = at_once && name.trim().eq_ignore_ascii_case("url");
    named.then(|| value.trim().trim_matches(['"', '\'']))
}

/// The address in a script that is little more than `location.href = '/x'`.
pub(in crate::probe) fn assigned(script: &str) -> Option<&str> {
    /// Longer scripts do more than send on, and may do it under conditions.
    const MOST_SCRIPT: usize = 400;
    if script.len() > MOST_SCRIPT || script.contains("if") || script.contains("function") {
        return None;
    }
    let (_, after) = script.split_once("location")?;
    let after = after.trim_start();
    let after = [".href", ".replace", ".assign"].iter().find_map(|word| after.strip_prefix(word)).unwrap_or(after);
    let after = after.trim_start().strip_prefix(['=', '('])?.trim_start();
    let quote = after.chars().next().filter(|first| matches!(first, '"' | '\''))?;
    after.get(1..)?.split(quote).next()
}

/// The cookies of the way, by the server that gave them.
#[derive(Debug, Default)]
struct Jar(Vec<Given>);

/// A cookie of a visitor.
#[derive(Debug)]
struct Given {
    /// The server that gave it: host, port, and whether over TLS.
    giver: (String, u16, bool),
    name: String,
    value: String,
}

impl Jar {
    fn fill(&mut self, url: &Url, response: &Response) {
        let Some(giver) = giver(url) else { return };
        for header in response.all_headers("set-cookie") {
            let pair = header.split(';').next().unwrap_or_default().trim();
            let Some((name, value)) = pair.split_once('=') else { continue };
            if header.len() > MOST_COOKIES || !pair.bytes().all(|b| (0x20..0x7f).contains(&b)) {
                continue;
            }
            let (name, value) = (name.trim().to_owned(), value.trim().to_owned());
            match self.0.iter_mut().find(|known| known.giver == giver && known.name == name) {
                Some(known) => known.value = value,
                None => self.0.push(Given { giver: giver.clone(), name, value }),
            }
        }
    }

    /// The `Cookie` header for an address of the subject; empty for none. What came over TLS goes back to where it came
    /// from alone; of two of one name the server's own counts.
    fn cookies(&self, url: &Url) -> String {
        let Some(to) = giver(url) else { return String::new() };
        let own = |cookie: &Given| cookie.giver == to;
        let has_own = |name: &str| self.0.iter().any(|cookie| own(cookie) && cookie.name == name);
        let sent = self.0.iter().filter(|cookie| {
            let up = cookie.giver.0 == to.0 && !cookie.giver.2;
            own(cookie) || up && !has_own(&cookie.name)
        });
        let mut all = sent.map(|own| format!("{}={}", own.name, own.value)).collect::<Vec<_>>().join("; ");
        if all.len() > MOST_COOKIES {
            all.clear();
        }
        all
    }
}

/// Who gives cookies at an address.
fn giver(url: &Url) -> Option<(String, u16, bool)> {
    Some((url.host_str()?.to_owned(), url.port_or_known_default()?, url.scheme() == "https"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_stays_with_the_server_that_gave_it() {
        let url = |text: &str| Url::parse(text).expect("an address");
        let mut jar = Jar::default();
        let given = |value: &str| Response {
            headers: vec![("set-cookie".to_owned(), format!("a={value}; Path=/"))],
            ..Response::empty(200)
        };
        jar.fill(&url("http://a.test/"), &given("1"));
        assert_eq!(jar.cookies(&url("https://a.test/vao")), "a=1");
        jar.fill(&url("https://a.test/"), &given("2"));
        assert_eq!(jar.cookies(&url("https://a.test/vao")), "a=2");
        assert_eq!(jar.cookies(&url("http://a.test/vao")), "a=1");
        for to in ["http://a.test:443/", "http://b.test/"] {
            assert!(!jar.cookies(&url(to)).contains("a=2"), "{to}");
        }
    }

    #[test]
    fn a_refresh_sends_on_only_where_it_does_so_at_once() {
        assert_eq!(refresh("0; url='/vao'"), Some("/vao"));
        assert_eq!(refresh("3,URL=https://a.test/"), Some("https://a.test/"));
        assert_eq!(refresh("600; url=/x"), None);
        assert_eq!(refresh("5"), None);
    }

    #[test]
    fn a_script_that_only_sends_on_is_followed_and_no_other() {
        assert_eq!(assigned("window.location.href = '/vao';"), Some("/vao"));
        assert_eq!(assigned("location.replace(\"/vao?a=1\")"), Some("/vao?a=1"));
        assert_eq!(assigned("if (x) { location = '/vao' }"), None);
        assert_eq!(assigned("var location_name = 'Hà Nội'"), None);
        assert_eq!(assigned("location.hash = '#a'"), None);
    }
}
