//! The way of redirects, inside the scope and never round it.

use std::net::{IpAddr, Ipv4Addr};

use url::Url;

use super::fact::Redirect;
use crate::fact::{Fact, Gap, Reason};
use crate::probe::walk::Walk;
use crate::probe::{Target, bearing};
use crate::system::Place;
use crate::text::{Text, covered, shorten};
use crate::wire::{Endpoint, Identity, Job, Request, Response};

/// One page at one back-end.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(in crate::probe) struct Spot {
    /// The back-end; its name is the host of the address.
    pub(in crate::probe) endpoint: Endpoint,
    /// Whether it is https.
    pub(in crate::probe) tls: bool,
    /// Path and query.
    pub(in crate::probe) path: String,
    /// The certificate that is presented there if the server asks for one.
    pub(in crate::probe) identity: Option<Identity>,
}

impl Spot {
    /// The GET of this page.
    pub(in crate::probe) fn job(&self) -> Job {
        self.with(|request| request)
    }

    /// The GET of this page, changed.
    pub(in crate::probe) fn with(&self, change: impl FnOnce(Request) -> Request) -> Job {
        let request = Request::get(self.tls, &self.endpoint.name, self.endpoint.port, &self.path)
            .with_identity(self.identity.clone());
        Job::Fetch(self.endpoint.clone(), change(request))
    }

    /// Another page of the same back-end.
    pub(in crate::probe) fn at(&self, path: &str) -> Self {
        Self { path: path.to_owned(), ..self.clone() }
    }

    /// The address of the page.
    pub(in crate::probe) fn url(&self) -> Option<Url> {
        let name = &self.endpoint.name;
        let name = if name.contains(':') { format!("[{name}]") } else { name.clone() };
        let scheme = if self.tls { "https" } else { "http" };
        Url::parse(&format!("{scheme}://{name}:{}{}", self.endpoint.port, self.path)).ok()
    }

    fn is_of(&self, other: &Self) -> bool {
        self.endpoint.name == other.endpoint.name && self.tls == other.tls
    }
}

/// The way from a first page to where it ends.
#[derive(Debug)]
pub(in crate::probe) struct Way<'a> {
    answers: Vec<(Spot, &'a Response)>,
    first: &'a Response,
    hops: Vec<Redirect>,
    /// Why the last hop has no answer, and whether it would have stayed on the declared host.
    broken: Option<(Gap, bool)>,
}

/// Follows redirects from a page. A gap only where the first page has no answer.
pub(in crate::probe) fn follow<'a>(
    target: &Target<'_>,
    walk: &mut Walk<'a>,
    start: Spot,
    most: usize,
) -> Result<Way<'a>, Gap> {
    let first = walk.response(start.job())?;
    let mut way = Way { answers: vec![(start.clone(), first)], first, hops: Vec::new(), broken: None };
    let (mut spot, mut response) = (start.clone(), first);
    while let Some(place) = location(response) {
        let to = spot.url().and_then(|url| url.join(place).ok());
        let next = match lead(target, &spot, to.as_ref()) {
            _ if way.hops.len() >= most => Err("too-many"),
            Lead::Nowhere(why) => Err(why),
            Lead::Outside(outside) => {
                // Asked for all the same: the door refuses it before any packet, counts it and notes it.
                let _ = walk.response(outside.job());
                Err("out-of-scope")
            }
            Lead::To(next) if way.answers.iter().any(|(known, _)| *known == next) => Err("loop"),
            Lead::To(next) => Ok(next),
        };
        let answer = match &next {
            Ok(next) => walk.response(next.job()),
            Err(_) => Err(Reason::NotCollected.into()),
        };
        let why_not = match (&next, &answer) {
            (Err(why), _) => Fact::Known((*why).to_owned()),
            (Ok(_), Err(gap)) => Fact::Known(gap.reason.word().to_owned()),
            (Ok(_), Ok(_)) => Fact::Absent,
        };
        way.hops.push(Redirect {
            status: response.status.into(),
            from: spot.url().as_ref().map(shown_address).unwrap_or_default(),
            to: to.as_ref().map_or_else(|| shorten(place.split('?').next().unwrap_or_default(), 300), shown_address),
            followed: answer.is_ok(),
            why_not,
            secure: to.as_ref().is_some_and(|url| url.scheme() == "https"),
        });
        match (next, answer) {
            (Ok(next), Ok(answer)) => {
                way.answers.push((next.clone(), answer));
                (spot, response) = (next, answer);
            }
            (Ok(next), Err(gap)) => {
                way.broken = Some((gap, next.is_of(&start)));
                break;
            }
            (Err(_), _) => break,
        }
    }
    Ok(way)
}

/// The target of a redirect.
pub(in crate::probe) fn location(response: &Response) -> Option<&str> {
    matches!(response.status, 301 | 302 | 303 | 307 | 308).then(|| response.header("location")).flatten()
}

/// A URL's host without the brackets of an IPv6 address.
pub(in crate::probe) fn bare(host: &str) -> &str {
    host.trim_start_matches('[').trim_end_matches(']')
}

/// An address as a fact keeps it: without query, fragment and credentials, which may be secrets.
pub(in crate::probe) fn shown_address(url: &Url) -> String {
    let query = if url.query().is_some() { "?…" } else { "" };
    let host = url.host_str().unwrap_or_default();
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let told = covered(url.path());
    // As it stands, where it holds nobody's number.
    let path = if told.contains('…') { told.as_str() } else { url.path() };
    shorten(&format!("{}://{host}{port}{path}{query}", url.scheme()), 300)
}

/// Where a redirect leads, if the inspection may go there: the same name keeps its back-end, another
/// name must be a declared subject with a declared address.
pub(in crate::probe) fn lead(target: &Target<'_>, from: &Spot, to: Option<&Url>) -> Lead {
    let Some(to) = to else { return Lead::Nowhere("bad-target") };
    if !matches!(to.scheme(), "http" | "https") {
        return Lead::Nowhere("not-http");
    }
    let Some((host, port)) = to.host_str().map(bare).zip(to.port_or_known_default()) else {
        return Lead::Nowhere("bad-target");
    };
    let path = to.query().map_or_else(|| to.path().to_owned(), |query| format!("{}?{query}", to.path()));
    let spot = |address| Spot {
        endpoint: Endpoint::new(host, address, port),
        tls: to.scheme() == "https",
        path: path.clone(),
        // Only the place for which it was declared gets to see it.
        identity: match &target.subject.place {
            Place::Web(web) if (web.name.as_str(), web.port, "https") == (host, port, to.scheme()) => {
                bearing::identity(web)
            }
            _ => None,
        },
    };
    let scope = &target.system.scope;
    if !scope.allows_name(host) || !scope.allows_port(port) {
        // Its address is not even looked up: the name or the port alone is refused.
        return Lead::Outside(spot(host.parse().unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))));
    }
    let declared = || {
        let places = target.system.subjects.iter().map(|subject| &subject.place);
        places.filter(|place| place.name() == Some(host)).find_map(|place| place.addresses().first().copied())
    };
    let same = host == from.endpoint.name;
    let address = if same { Some(from.endpoint.address) } else { declared() };
    match address {
        None => Lead::Nowhere("address-unknown"),
        Some(address) if !scope.allows_address(address) => Lead::Outside(spot(address)),
        Some(address) => Lead::To(spot(address)),
    }
}

/// Where a redirect leads.
pub(in crate::probe) enum Lead {
    /// Nowhere that can be asked, and why.
    Nowhere(&'static str),
    /// Outside the scope.
    Outside(Spot),
    /// To a page inside the scope.
    To(Spot),
}

impl<'a> Way<'a> {
    /// The answer to the first request.
    pub(in crate::probe) fn first(&self) -> &'a Response {
        self.first
    }

    /// The answers of the declared name, in order.
    pub(in crate::probe) fn own_answers(&self) -> impl Iterator<Item = &'a Response> {
        let name = self.answers.first().map(|(spot, _)| spot.endpoint.name.as_str());
        self.answers
            .iter()
            .filter(move |(spot, _)| Some(spot.endpoint.name.as_str()) == name)
            .map(|(_, response)| *response)
    }

    /// The last page of the declared name and scheme: the one whose headers a visitor gets. Unknown
    /// where the way would have gone on there and broke.
    pub(in crate::probe) fn landing(&self) -> Result<(&Spot, &'a Response), Gap> {
        if let Some((gap, true)) = &self.broken {
            return Err(gap.clone());
        }
        let start = self.answers.first().map(|(spot, _)| spot);
        let own = self.answers.iter().rev().find(|(spot, _)| start.is_some_and(|start| spot.is_of(start)));
        own.map(|(spot, response)| (spot, *response)).ok_or_else(|| Reason::NotCollected.into())
    }

    /// The answer at the very end.
    pub(in crate::probe) fn into_end(self) -> Result<&'a Response, Gap> {
        if let Some((gap, _)) = self.broken {
            return Err(gap);
        }
        match self.hops.last() {
            Some(hop) if !hop.followed => {
                let detail =
                    Text::new("chuyển hướng ra nơi không được đi theo", "it redirects where we may not follow");
                Err(Gap::new(Reason::OutOfScope, detail))
            }
            _ => self.answers.last().map(|(_, response)| *response).ok_or_else(|| Reason::NotCollected.into()),
        }
    }

    /// The redirects.
    pub(in crate::probe) fn into_hops(self) -> Vec<Redirect> {
        self.hops
    }
}
