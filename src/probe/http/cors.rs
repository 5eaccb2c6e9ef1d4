//! Cross-Origin Resource Sharing: which foreign origins may read answers, and whether with the visitor's
//! cookies. Every question is a GET of the declared page that names an origin, as any page's script may
//! send it.

use super::MOST_ORIGINS;
use super::fact::{Cors, TriedOrigin};
use super::way::Spot;
use crate::fact::{Fact, Gap};
use crate::probe::suffix::registrable;
use crate::probe::walk::Walk;
use crate::text::shorten;
use crate::wire::{Job, Response};

/// An origin that nobody can own (RFC 2606).
const FOREIGN_ORIGIN: &str = "https://kiemtra.invalid";

/// The question of the made-up origin, which also shows the page a second time.
pub(in crate::probe) fn foreign_job(start: &Spot) -> Job {
    asked(start, FOREIGN_ORIGIN)
}

/// What foreign origins are allowed.
pub(super) fn cors(start: &Spot, walk: &mut Walk<'_>) -> Result<Cors, Gap> {
    let foreign = walk.response(foreign_job(start))?;
    let (reflects_origin, with_credentials) = allows(foreign, FOREIGN_ORIGIN);
    // Who takes every origin takes these too: one cause, one error.
    let origins = if reflects_origin { Vec::new() } else { look_alikes(&start.endpoint.name) };
    let tried = origins.into_iter().map(|(kind, origin)| {
        let answer = walk.response(asked(start, &origin)).map(|response| allows(response, &origin));
        let (allowed, with_credentials) = match answer {
            Ok((allowed, credentials)) => (Fact::Known(allowed), Fact::Known(credentials)),
            Err(gap) => (Fact::Unknown(gap.clone()), Fact::Unknown(gap)),
        };
        TriedOrigin { kind: kind.to_owned(), origin: shorten(&origin, 300), allowed, with_credentials }
    });
    Ok(Cors { reflects_origin, with_credentials, tried: tried.collect() })
}

/// Whether an origin is allowed, and with credentials. `*` is no origin, and goes with no credentials.
fn allows(response: &Response, origin: &str) -> (bool, bool) {
    let allowed = response.header("access-control-allow-origin") == Some(origin);
    (allowed, allowed && response.header("access-control-allow-credentials") == Some("true"))
}

fn asked(start: &Spot, origin: &str) -> Job {
    start.with(|request| request.with_header("origin", origin))
}

/// `null`, and what a comparison of beginnings or of endings lets through. An address literal has no
/// look-alike that ends like it.
fn look_alikes(name: &str) -> Vec<(&'static str, String)> {
    let mut own = vec![("null", "null".to_owned())];
    if name.parse::<std::net::IpAddr>().is_err() {
        own.push(("name-in-front", format!("https://{name}.kiemtra.invalid")));
        own.push(("name-at-end", format!("https://kiemtra-{}", registrable(name))));
    }
    own.truncate(MOST_ORIGINS);
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_alikes_begin_or_end_like_the_name_and_belong_to_others() {
        let shown: Vec<_> = look_alikes("dichvucong.tinh.gov.vn").into_iter().map(|(_, origin)| origin).collect();
        assert_eq!(shown, ["null", "https://dichvucong.tinh.gov.vn.kiemtra.invalid", "https://kiemtra-tinh.gov.vn"]);
        assert_eq!(look_alikes("192.0.2.1").len(), 1);
    }
}
