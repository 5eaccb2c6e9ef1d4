//! The site that is walked through: where it stands, where the walk starts, what bounds it, and how it is asked.

use url::Url;

use super::address::Origin;
use super::reader::{MOST_OF_FILE, READER, first_limit};
use crate::fact::Digest;
use crate::probe::{Target, bearing};
use crate::system::{Crawl, Place, Portal, Web};
use crate::wire::{Endpoint, Job, Request};

/// How search engines name themselves, and where those come from who follow them. Our own name stands there as well, so
/// that the owner finds it in the logs.
pub(super) const SEARCH: [(&str, &str); 2] = [
    (
        "user-agent",
        concat!(
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html) kiemtra/",
            env!("CARGO_PKG_VERSION")
        ),
    ),
    ("referer", "https://www.google.com/"),
];

/// The site.
#[derive(Debug)]
pub(super) struct Ground<'t> {
    web: &'t Web,
    endpoint: Endpoint,
    /// What is declared of the site.
    pub(super) portal: &'t Portal,
    /// Where the walk starts: path and query, sorted.
    pub(super) starts: Vec<String>,
    /// A page that does not exist.
    pub(super) missing: String,
    /// Beginnings of addresses that are left alone.
    pub(super) skip: &'t [String],
    /// Whether what it asks of robots does not bind.
    pub(super) ignores_robots: bool,
    /// Whether pages that scripts build are opened in the browser.
    pub(super) opens_browser: bool,
    /// What bounds the walk.
    pub(super) limits: Bounds,
    /// Milliseconds between two requests by the declared pace.
    pub(super) interval_ms: u32,
    /// How many requests may be open at once.
    pub(super) at_once: u32,
}

/// What bounds a walk.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Bounds {
    /// The most addresses.
    pub(super) pages: usize,
    /// The most links from a start.
    pub(super) depth: u32,
    /// The most bytes.
    pub(super) bytes: usize,
    /// The most milliseconds.
    pub(super) milliseconds: i64,
}

/// What is declared of a site that is walked through.
pub(super) fn declared(place: &Place) -> Option<(&Web, &Portal, &Crawl)> {
    let Place::Web(web) = place else { return None };
    let portal = web.portal()?;
    Some((web, portal, portal.crawl.as_ref()?))
}

impl<'t> Ground<'t> {
    /// The site that a probe is pointed at; `None` where it is not walked through.
    pub(super) fn of(target: &Target<'t>) -> Option<Self> {
        let (web, portal, crawl) = declared(&target.subject.place)?;
        let endpoint = target.endpoint?.at_port(web.port);
        let digest = Digest::of(web.name.as_bytes()).to_string();
        let mark: String = digest.chars().rev().take(12).collect();
        let origin = Origin { tls: web.tls, name: &web.name, port: web.port };
        let given = std::iter::once("/").chain([web.path.as_str()]).chain(crawl.start.iter().map(String::as_str));
        let mut starts: Vec<_> = given.filter_map(|path| origin.path_of(&origin.url(path)?)).collect();
        starts.sort();
        starts.dedup();
        let pace = target.system.scope.pace;
        let limits = Bounds {
            pages: usize::try_from(crawl.pages).unwrap_or(usize::MAX),
            depth: crawl.depth,
            bytes: usize::try_from(crawl.megabytes).unwrap_or(usize::MAX).saturating_mul(1 << 20),
            milliseconds: i64::from(crawl.minutes) * 60_000,
        };
        Some(Self {
            web,
            endpoint,
            portal,
            starts,
            missing: format!("/kiemtra-khong-co-{mark}.html"),
            skip: &crawl.skip,
            ignores_robots: target.system.authorisation.robots_ignored,
            opens_browser: crawl.browser,
            limits,
            interval_ms: 1000 / pace.requests_per_second.max(1),
            at_once: pace.per_host,
        })
    }

    /// Where it stands.
    pub(super) fn origin(&self) -> Origin<'_> {
        Origin { tls: self.web.tls, name: &self.web.name, port: self.web.port }
    }

    /// The path of an address where it is the site's own.
    pub(super) fn own(&self, given: &str) -> Option<String> {
        let origin = self.origin();
        let url = origin.url("/").and_then(|base: Url| base.join(given).ok())?;
        origin.path_of(&url)
    }

    /// Asks for an address, so many milliseconds at least after the request before.
    pub(super) fn job(&self, address: &str, spacing_ms: u32) -> Job {
        self.job_of(address, spacing_ms, first_limit(address))
    }

    /// The same for so many bytes.
    pub(super) fn job_of(&self, address: &str, spacing_ms: u32, bytes: usize) -> Job {
        Job::Fetch(self.endpoint.clone(), self.request(address, spacing_ms).with_body_limit(bytes.min(MOST_OF_FILE)))
    }

    /// The same once more.
    pub(super) fn job_again(&self, address: &str, spacing_ms: u32) -> Job {
        let request = self.request(address, spacing_ms).with_body_limit(first_limit(address));
        Job::Fetch(self.endpoint.clone(), request.after_ms(1))
    }

    /// The same in the browser.
    pub(super) fn job_built(&self, address: &str, spacing_ms: u32) -> Job {
        let request = self.request(address, spacing_ms).with_body_limit(first_limit(address));
        Job::Fetch(self.endpoint.clone(), request.rendered())
    }

    /// The same with a header of another visitor.
    pub(super) fn job_as(&self, address: &str, spacing_ms: u32, headers: &[(&str, &str)]) -> Job {
        let request = self.request(address, spacing_ms).with_body_limit(first_limit(address));
        let request = headers.iter().fold(request, |request, (name, value)| request.with_header(name, value));
        Job::Fetch(self.endpoint.clone(), request)
    }

    fn request(&self, address: &str, spacing_ms: u32) -> Request {
        let Web { tls, name, port, .. } = self.web;
        Request::get(*tls, name, *port, address)
            .with_identity(bearing::identity(self.web))
            .with_header("accept-encoding", "identity")
            .spaced_ms(spacing_ms)
            .read_by(READER)
    }
}
