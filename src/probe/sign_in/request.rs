//! What a sign-in asks of an OAuth or OpenID Connect provider, read from the address it sends people to.

use url::Url;

use super::address::Own;
use super::fact::{AuthorizationRequest, Challenge, Freshness};
use super::guess;
use crate::fact::{Fact, Gap, Reason};
use crate::probe::http::way::shown_address;
use crate::text::{Text, shorten};

/// The most requests that are told.
const MOST: usize = 10;

/// Whether an address asks a provider for somebody's identity or access.
pub(super) fn is_request(address: &Url) -> bool {
    let has = |name| parameter(address, name).is_some();
    has("client_id") && (has("response_type") || has("redirect_uri") || has("request_uri") || has("request"))
}

/// The value of a parameter.
pub(super) fn parameter(address: &Url, wanted: &str) -> Option<String> {
    address.query_pairs().find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
}

/// The addresses of one visit that `wanted` holds for, each place once, with the same of another visit.
pub(super) fn pairs<'a>(
    first: &'a [Url],
    again: &'a Result<Vec<Url>, Gap>,
    wanted: fn(&Url) -> bool,
) -> Vec<(&'a Url, Result<&'a Url, Gap>)> {
    let place = |address: &Url| {
        (address.host_str().map(str::to_owned), address.path().to_owned(), parameter(address, "client_id"))
    };
    let mut known = Vec::new();
    let mut found = Vec::new();
    for address in first.iter().filter(|address| wanted(address)) {
        let own = place(address);
        if known.contains(&own) || found.len() >= MOST {
            continue;
        }
        let other = match again {
            Ok(again) => again.iter().find(|other| wanted(other) && place(other) == own).ok_or_else(not_again),
            Err(gap) => Err(gap.clone()),
        };
        known.push(own);
        found.push((address, other));
    }
    found
}

fn not_again() -> Gap {
    let detail = Text::new("lần truy cập thứ hai không gửi yêu cầu như vậy", "the second visit made no such request");
    Gap::new(Reason::Inconsistent, detail)
}

/// How a value is made, by the value of another visit. What is missing needs no second visit.
pub(super) fn made(first: Option<String>, again: Result<Option<String>, Gap>) -> Fact<Freshness> {
    match (first.filter(|value| !value.is_empty()), again) {
        (None, _) => Fact::Known(Freshness::Missing),
        (Some(_), Err(gap)) => Fact::Unknown(gap),
        (Some(first), Ok(again)) => Fact::Known(guess::freshness(&first, &again.unwrap_or_default())),
    }
}

/// The request at an address; `again` is the same of another visit.
pub(super) fn request(own: Own<'_>, address: &Url, again: Result<&Url, Gap>) -> AuthorizationRequest {
    let given = |name: &str| parameter(address, name);
    let hidden = given("request_uri").is_some() || given("request").is_some();
    let gap = || {
        Gap::new(
            Reason::LowCoverage,
            Text::new("tham số được chuyển theo đường khác", "the parameters are handed over elsewhere"),
        )
    };
    let fresh = |name: &str| match given(name) {
        None if hidden => Fact::Unknown(gap()),
        first => made(first, again.as_ref().map(|other| parameter(other, name)).map_err(Clone::clone)),
    };
    let back = given("redirect_uri").filter(|back| !back.is_empty());
    let target = back.as_ref().and_then(|back| Url::parse(back).ok());
    let of_target = |is: &dyn Fn(&Url) -> bool| match &back {
        None if hidden => Fact::Unknown(gap()),
        None => Fact::Absent,
        Some(_) => Fact::Known(target.as_ref().is_some_and(is)),
    };
    let plain = |value: Option<String>| match value {
        None if hidden => Fact::Unknown(gap()),
        value => Fact::from(value.map(|value| shorten(&value, 100))),
    };
    AuthorizationRequest {
        address: shown_address(address),
        client: given("client_id").map(|client| shorten(&client, 100)).into(),
        response_type: plain(given("response_type")),
        state: fresh("state"),
        nonce: fresh("nonce"),
        challenge: match given("code_challenge").filter(|challenge| !challenge.is_empty()) {
            None if hidden => Fact::Unknown(gap()),
            None => Fact::Known(Challenge::Missing),
            Some(_) if given("code_challenge_method").as_deref() == Some("S256") => Fact::Known(Challenge::S256),
            Some(_) => Fact::Known(Challenge::Plain),
        },
        openid: match given("scope") {
            None if hidden => Fact::Unknown(gap()),
            scope => Fact::Known(scope.unwrap_or_default().split_whitespace().any(|word| word == "openid")),
        },
        return_address: match &back {
            None if hidden => Fact::Unknown(gap()),
            back => back
                .as_ref()
                .map(|back| {
                    target
                        .as_ref()
                        .map_or_else(|| shorten(back.split('?').next().unwrap_or_default(), 300), shown_address)
                })
                .into(),
        },
        return_secure: of_target(&|target| target.scheme() == "https"),
        return_own: of_target(&|target| own.has(target)),
    }
}
