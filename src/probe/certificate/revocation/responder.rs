//! Whether a responder that a certificate names may be asked: only what the scope allows is contacted.

use std::net::IpAddr;

use url::Url;

use crate::fact::{Gap, Reason};
use crate::probe::Target;
use crate::probe::walk::Walk;
use crate::text::{shorten, text};
use crate::wire::{Endpoint, Job, Lookup, RecordKind, Request};

/// The largest list or response that is read, in bytes.
const MOST_BYTES: usize = 3 << 20;

/// The request to a responder, or why it is not asked.
pub(super) fn job(target: &Target<'_>, walk: &mut Walk<'_>, address: &str) -> Result<(Endpoint, Request), Gap> {
    let url = Url::parse(address).ok().filter(|url| url.scheme() == "http");
    let place = url.as_ref().and_then(|url| url.host_str().zip(url.port_or_known_default()));
    let (Some(url), Some((host, port))) = (&url, place) else {
        let shown = shorten(address, 200);
        let detail = text!("không hỏi {shown}: không phải địa chỉ http", "{shown} was not asked: no http address");
        return Err(Gap::new(Reason::NotCollected, detail));
    };
    let name = host.trim_start_matches('[').trim_end_matches(']');
    let scope = &target.system.scope;
    if !scope.allows_name(name) || !scope.allows_port(port) {
        return Err(outside(name, port));
    }
    let address = match known(target, name) {
        Some(address) => address,
        None => looked_up(walk, name)?,
    };
    if !scope.allows_address(address) {
        return Err(outside(name, port));
    }
    let path = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    let mut request = Request::get(false, name, port, &path);
    request.body_limit = MOST_BYTES;
    Ok((Endpoint::new(name, address, port), request))
}

/// The body of a responder's answer.
pub(super) fn body<'a>(walk: &mut Walk<'a>, endpoint: Endpoint, request: Request) -> Result<&'a [u8], Gap> {
    let place = format!("{}:{}", endpoint.name, endpoint.port);
    let response = walk.response(Job::Fetch(endpoint, request))?;
    let status = response.status;
    if status != 200 {
        let detail = text!("{place} trả lời mã HTTP {status}", "{place} answered with HTTP status {status}");
        return Err(Gap::new(Reason::Denied, detail));
    }
    if response.truncated {
        let detail = text!("câu trả lời của {place} quá lớn", "the answer of {place} is too large");
        return Err(Gap::new(Reason::Budget, detail));
    }
    Ok(&response.body)
}

fn outside(name: &str, port: u16) -> Gap {
    let name = shorten(name, 100);
    let detail = text!(
        "không hỏi {name}:{port}: nằm ngoài phạm vi được phép kiểm tra",
        "{name}:{port} was not asked: outside the authorised scope"
    );
    Gap::new(Reason::OutOfScope, detail)
}

/// The address in the text, of the back-end itself, or of a declared subject.
fn known(target: &Target<'_>, name: &str) -> Option<IpAddr> {
    let own = target.endpoint.filter(|endpoint| endpoint.name == name).map(|endpoint| endpoint.address);
    let declared = || {
        let places = target.system.subjects.iter().map(|subject| &subject.place);
        places.filter(|place| place.name() == Some(name)).find_map(|place| place.addresses().first().copied())
    };
    name.parse().ok().or(own).or_else(declared)
}

fn looked_up(walk: &mut Walk<'_>, name: &str) -> Result<IpAddr, Gap> {
    let records = walk.records(Lookup { name: name.to_owned(), kind: RecordKind::A, validate: false })?;
    records.addresses().next().ok_or_else(|| {
        let detail = text!("tên {name} không có địa chỉ IP nào", "name {name} has no address");
        Gap::new(Reason::Unreachable, detail)
    })
}
