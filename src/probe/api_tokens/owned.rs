//! What belongs to one person, asked for by another.

use super::facts::OwnedRoute;
use super::ground::bearing;
use super::tokens::not_entered;
use crate::fact::{Fact, Gap};
use crate::probe::api::{Heard, MOST_ROUTES, Service, Standing, alike, contains, distinct, same, shown, standing};
use crate::probe::certificate::Lendable;
use crate::probe::walk::Walk;
use crate::system::Route;
use crate::wire::Response;

/// The routes of the first token's owner, asked with the second token; none where either is not lent.
pub(super) fn owned<'a>(
    service: &Service<'a>,
    id: &str,
    lendable: &Result<Lendable, Gap>,
    random: &[Heard<'_>],
    walk: &mut Walk<'a>,
) -> Vec<OwnedRoute> {
    let mut names = Vec::new();
    routes(service)
        .into_iter()
        .map(|route| {
            let path = distinct(shown(&route.path), &mut names);
            let found = lendable.clone().and_then(|lendable| asked(service, (id, lendable), route, random, walk));
            match found {
                Ok((given, status)) => OwnedRoute { path, given: Fact::Known(given), status: Fact::Known(status) },
                Err(gap) => OwnedRoute { path, given: gap.clone().into(), status: gap.into() },
            }
        })
        .collect()
}

/// The routes that are asked.
pub(super) fn routes<'a>(service: &Service<'a>) -> Vec<&'a Route> {
    let interface = service.interface;
    if interface.token.is_none() || interface.second_token.is_none() {
        return Vec::new();
    }
    service.protected().filter(|route| route.owned).take(MOST_ROUTES).collect()
}

fn asked(
    service: &Service<'_>,
    (id, lendable): (&str, Lendable),
    route: &Route,
    random: &[Heard<'_>],
    walk: &mut Walk<'_>,
) -> Result<(bool, i64), Gap> {
    let first = walk.response(service.job(bearing(service.get(&route.path), lendable, id, "token")));
    let second = walk.response(service.job(bearing(service.get(&route.path), lendable, id, "second_token")));
    let nobody = walk.response(service.job(service.get(&route.path)));
    let (first, second, nobody) = (first?, second?, nobody?);
    let shows = route.shows.as_deref();
    let stands = |response: &Response| standing((response, &route.path), shows, random);
    if stands(first)? != Standing::Open {
        return Err(not_entered());
    }
    let status = second.status.into();
    let open = match stands(second) {
        Ok(standing) => standing == Standing::Open,
        // Somebody else's list may be empty: that is no gift.
        Err(_) if shows.is_some() && (200..300).contains(&second.status) => false,
        Err(gap) => return Err(gap),
    };
    // What everybody gets is told of the route itself, and belongs to nobody.
    if !open || same((second, &route.path), (nobody, &route.path)) {
        return Ok((false, status));
    }
    let given = match shows {
        Some(shows) => contains(second, shows),
        None => second.body == first.body || alike(second, first) && same((second, &route.path), (first, &route.path)),
    };
    Ok((given, status))
}
