//! Where the inspection may go: the subject's own name, or another declared one.

use std::net::IpAddr;

use url::Url;

use crate::fact::{Gap, Reason};
use crate::probe::{Target, bearing};
use crate::system::Web;
use crate::text::{shorten, text};
use crate::wire::{Endpoint, Job, Request};

/// The most bytes of metadata that are read.
const MOST_METADATA: usize = 256 << 10;
/// The most bytes of a key set that are read: thousands of keys still can be counted.
const MOST_KEYS: usize = 3 << 20;

/// What is asked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum What {
    /// Metadata.
    Metadata,
    /// A key set.
    Keys,
}

/// The GET of a path of the subject.
pub(super) fn own(web: &Web, endpoint: &Endpoint, path: &str, what: What) -> Job {
    let endpoint = endpoint.at_port(web.port);
    let request = limited(get(web, &endpoint, web.tls, path), what);
    Job::Fetch(endpoint, request)
}

/// The GET of an address that the metadata name.
pub(super) fn named(target: &Target<'_>, web: &Web, endpoint: &Endpoint, url: &Url, what: What) -> Result<Job, Gap> {
    let (endpoint, request) = request(target, web, endpoint, url)?;
    Ok(Job::Fetch(endpoint, limited(request, what)))
}

/// The GET of an address that the metadata name, and the back-end that is asked.
pub(super) fn request(
    target: &Target<'_>,
    web: &Web,
    endpoint: &Endpoint,
    url: &Url,
) -> Result<(Endpoint, Request), Gap> {
    let tls = match url.scheme() {
        "https" => true,
        "http" => false,
        _ => return Err(elsewhere(url)),
    };
    let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else { return Err(elsewhere(url)) };
    let host = host.trim_matches(['[', ']']);
    let path = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    let scope = &target.system.scope;
    if !is_declared(target, web, host) || (host, port) != (web.name.as_str(), web.port) && !scope.allows_port(port) {
        return Err(elsewhere(url));
    }
    let address = if host == web.name { Some(endpoint.address) } else { declared_address(target, host) };
    match address {
        None => {
            let host = shorten(host, 100);
            let detail = text!(
                "{host} nằm trong phạm vi nhưng chưa khai báo địa chỉ",
                "{host} is in the scope, but its address is not declared"
            );
            Err(Gap::new(Reason::OutOfScope, detail))
        }
        Some(address) if address != endpoint.address && !scope.allows_address(address) => Err(elsewhere(url)),
        Some(address) => {
            let endpoint = Endpoint::new(host, address, port);
            let request = get(web, &endpoint, tls, &path);
            Ok((endpoint, request))
        }
    }
}

/// Whether a host is the subject's own or in the scope.
pub(super) fn is_declared(target: &Target<'_>, web: &Web, host: &str) -> bool {
    let scope = &target.system.scope;
    host == web.name || scope.allows_name(host) || host.parse().is_ok_and(|address| scope.allows_address(address))
}

fn declared_address(target: &Target<'_>, host: &str) -> Option<IpAddr> {
    if let Ok(address) = host.parse() {
        return Some(address);
    }
    let places = target.system.subjects.iter().map(|subject| &subject.place);
    places.filter(|place| place.name() == Some(host)).find_map(|place| place.addresses().first().copied())
}

fn get(web: &Web, endpoint: &Endpoint, tls: bool, path: &str) -> Request {
    // Only the place for which it was declared gets to see the certificate.
    let own = (endpoint.name.as_str(), endpoint.port, tls) == (web.name.as_str(), web.port, true);
    let identity = own.then(|| bearing::identity(web)).flatten();
    Request::get(tls, &endpoint.name, endpoint.port, path).with_identity(identity).calm()
}

fn limited(request: Request, what: What) -> Request {
    let request = request.with_header("accept-encoding", "identity");
    match what {
        What::Metadata => request.with_body_limit(MOST_METADATA),
        What::Keys => request.with_body_limit(MOST_KEYS),
    }
}

/// The same request from a page of another origin.
pub(super) fn from_origin(job: &Job, origin: &str) -> Job {
    match job {
        Job::Fetch(endpoint, request) => Job::Fetch(endpoint.clone(), request.clone().with_header("origin", origin)),
        other => other.clone(),
    }
}

fn elsewhere(url: &Url) -> Gap {
    let place = super::metadata::shown_address(url);
    let detail = text!(
        "{place} nằm ngoài phạm vi khai báo nên không được liên hệ",
        "{place} is outside the declared scope and is not contacted"
    );
    Gap::new(Reason::OutOfScope, detail)
}
