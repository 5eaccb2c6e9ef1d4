//! Which origins may read a protected route.

use std::net::IpAddr;

use super::facts::ApiCors;
use super::service::Service;
use crate::fact::{Fact, Gap};
use crate::probe::Target;
use crate::probe::walk::Walk;
use crate::system::Place;
use crate::wire::Response;

/// A host that nobody can own (RFC 2606).
const NOWHERE: &str = "kiemtra.invalid";
/// The most names of the system whose look-alikes are tried.
const MOST_NAMES: usize = 2;
/// The most requests: the stranger by GET and by a preflight, `null`, and four for each name.
pub(super) const MOST: usize = 3 + 4 * MOST_NAMES;

/// How an origin was taken.
#[derive(Clone, Copy)]
struct Taken {
    any: bool,
    by_name: bool,
    credentials: bool,
}

/// Asks the main route for several origins.
pub(super) fn cors(target: &Target<'_>, service: &Service<'_>, walk: &mut Walk<'_>) -> Result<ApiCors, Gap> {
    let stranger = format!("https://{NOWHERE}");
    let plain = asked(service, &stranger, false, walk)?;
    let preflight = asked(service, &stranger, true, walk)?;
    let null = asked(service, "null", false, walk)?;
    let foreign = plain.by_name || preflight.by_name;
    // Whoever takes every origin needs no look-alike.
    let look_alike = if foreign { None } else { look_alike(target, service, walk)? };
    Ok(ApiCors {
        any_origin: plain.any || preflight.any,
        foreign,
        foreign_credentials: plain.credentials || preflight.credentials,
        null_origin: null.by_name,
        null_credentials: null.credentials,
        look_alike: Fact::from(look_alike),
    })
}

fn asked(service: &Service<'_>, origin: &str, preflight: bool, walk: &mut Walk<'_>) -> Result<Taken, Gap> {
    let request = service.get(service.main_path()).with_header("origin", origin);
    let request = match preflight {
        true => request
            .with_method("OPTIONS")
            .with_header("access-control-request-method", "GET")
            .with_header("access-control-request-headers", "authorization"),
        false => request,
    };
    walk.response(service.job(request)).map(|response| taken(response, origin))
}

fn taken(response: &Response, origin: &str) -> Taken {
    let admitted = response.header("access-control-allow-origin");
    let by_name = admitted == Some(origin);
    let credentials = response.header("access-control-allow-credentials") == Some("true");
    Taken { any: admitted == Some("*"), by_name, credentials: by_name && credentials }
}

/// The first origin that is taken though it only resembles a name of the system: its name with more behind
/// it, its parent with more directly before it, or the name itself with more directly before it - which
/// is a fault only where other names below the same parent are not taken, too.
fn look_alike(target: &Target<'_>, service: &Service<'_>, walk: &mut Walk<'_>) -> Result<Option<String>, Gap> {
    for name in names(target, service) {
        let longer = format!("https://{name}.{NOWHERE}");
        if asked(service, &longer, false, walk)?.by_name {
            return Ok(Some(longer));
        }
        let parent = parent(&name);
        if let Some(parent) = parent {
            let glued = format!("https://kiemtra{parent}");
            if asked(service, &glued, false, walk)?.by_name {
                return Ok(Some(glued));
            }
        }
        let glued = format!("https://kiemtra{name}");
        let sibling = parent.map(|parent| format!("https://kiemtra-khac.{parent}"));
        if asked(service, &glued, false, walk)?.by_name {
            let by_rule = match sibling {
                Some(sibling) => asked(service, &sibling, false, walk)?.by_name,
                None => false,
            };
            if !by_rule {
                return Ok(Some(glued));
            }
        }
    }
    Ok(None)
}

/// The service's own name first, then those of other web subjects, which may be its front ends.
fn names(target: &Target<'_>, service: &Service<'_>) -> Vec<String> {
    let mut names = vec![service.web.name.clone()];
    for subject in &target.system.subjects {
        if let Place::Web(web) = &subject.place
            && !names.contains(&web.name)
            && names.len() < MOST_NAMES
        {
            names.push(web.name.clone());
        }
    }
    names
}

/// The name without its first label, where two labels are left.
fn parent(name: &str) -> Option<&str> {
    if name.parse::<IpAddr>().is_ok() {
        return None;
    }
    name.split_once('.').map(|(_, parent)| parent).filter(|parent| parent.contains('.'))
}
