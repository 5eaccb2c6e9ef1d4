//! What the answers say that need no client: what is open that should not be.

use url::Url;

use super::answer::leads_to;
use super::facts::{Plain, Registration};
use super::request::{FOREIGN_ADDRESS, FOREIGN_ORIGIN, RAW_MARKUP};
use crate::fact::{Gap, Reason};
use crate::probe::oidc::json::Json;
use crate::probe::walk::Walk;
use crate::text::{Text, text};
use crate::wire::{Job, Phase, Response};

/// Whether an answer sends people to the address that nobody owns.
pub(super) fn leads_astray(response: &Response) -> bool {
    let to = |place: &str| {
        leads_to(place, FOREIGN_ADDRESS) || Url::parse(place).is_ok_and(|url| url.host_str() == Some("kiemtra.invalid"))
    };
    (300..400).contains(&response.status) && response.header("location").is_some_and(to)
        || refresh(response).is_some_and(|place| place.contains("kiemtra.invalid"))
}

/// The target of a `Refresh` header.
fn refresh(response: &Response) -> Option<String> {
    let (_, place) = response.header("refresh")?.split_once(';')?;
    Some(place.trim().to_owned())
}

/// Whether the answer is a page that a browser shows.
fn is_page(response: &Response) -> bool {
    let kind = response.header("content-type").unwrap_or("text/html").to_ascii_lowercase();
    kind.starts_with("text/html") || kind.starts_with("application/xhtml")
}

/// Whether a page repeats markup that was sent. What is no page cannot be run by a browser.
pub(super) fn reflects(response: &Response) -> bool {
    is_page(response) && String::from_utf8_lossy(&response.body).contains(RAW_MARKUP)
}

/// Whether a grant by GET was looked at, instead of being turned away for its method.
pub(super) fn taken_by_get(response: &Response) -> Result<bool, Gap> {
    let error = Json::read(&response.body).ok();
    let error = error.as_ref().and_then(|body| body.member("error")).and_then(Json::text).unwrap_or_default();
    match response.status {
        200..=299 => Ok(error.is_empty() && !is_page(response) || is_about_the_grant(error)),
        400 | 401 => Ok(is_about_the_grant(error)),
        300..=499 => Ok(false),
        status => Err(odd(status)),
    }
}

/// Errors that only who has read the grant can give (RFC 6749, section 5.2).
fn is_about_the_grant(error: &str) -> bool {
    matches!(error, "unsupported_grant_type" | "invalid_grant" | "invalid_client" | "unauthorized_client")
}

/// Whether an answer may not be stored (RFC 6749, section 5.1; RFC 9111, section 5.2.2.5).
pub(super) fn forbids_storing(response: &Response) -> bool {
    let mut directives = response.all_headers("cache-control").flat_map(|value| value.split(','));
    directives.any(|directive| directive.trim().eq_ignore_ascii_case("no-store"))
}

/// Whether a page of any origin may read the answer with the user's credentials. Without them it
/// reads what everybody can.
pub(super) fn shares_credentials(response: &Response) -> bool {
    response.header("access-control-allow-origin") == Some(FOREIGN_ORIGIN)
        && response.header("access-control-allow-credentials").is_some_and(|value| value.eq_ignore_ascii_case("true"))
}

/// Whether information about a user is given.
pub(super) fn gives_user(response: &Response) -> Result<bool, Gap> {
    match response.status {
        200..=299 => {
            let body = Json::read(&response.body).ok();
            let members = body.as_ref().map(Json::members).unwrap_or_default();
            Ok(!members.is_empty() && !members.iter().any(|(name, _)| name == "error"))
        }
        429 => Err(Reason::RateLimited.into()),
        300..=499 => Ok(false),
        status => Err(odd(status)),
    }
}

/// Whether a stranger is told what a token is worth (RFC 7662, section 2.1).
pub(super) fn introspects(response: &Response) -> Result<bool, Gap> {
    match response.status {
        200..=299 => Ok(Json::read(&response.body).is_ok_and(|body| body.member("active").is_some())),
        429 => Err(Reason::RateLimited.into()),
        300..=499 => Ok(false),
        status => Err(odd(status)),
    }
}

/// What an empty registration got (RFC 7591, section 3.2).
pub(super) fn registration(response: &Response) -> Result<Registration, Gap> {
    let body = Json::read(&response.body).ok();
    let member = |name: &str| body.as_ref().and_then(|body| body.member(name)).and_then(Json::text);
    match (response.status, member("error")) {
        (200..=299, _) if member("client_id").is_some() => Ok(Registration::Registered),
        (400, Some("invalid_redirect_uri" | "invalid_client_metadata")) => Ok(Registration::Open),
        (429, _) => Err(Reason::RateLimited.into()),
        (200..=499, _) => Ok(Registration::Guarded),
        (status, _) => Err(odd(status)),
    }
}

/// What plain HTTP gives, beside what https gave to the same request.
pub(super) fn plain(walk: &mut Walk<'_>, job: &Job, secure: &Response) -> Result<Plain, Gap> {
    let answer = walk.response(job.clone());
    let closed =
        walk.trouble(job).is_some_and(|trouble| (trouble.reason, trouble.phase) == (Reason::Refused, Phase::Connect));
    let response = match answer {
        Ok(response) => response,
        Err(_) if closed => return Ok(Plain::Closed),
        Err(gap) => return Err(gap),
    };
    let place = response.header("location").unwrap_or_default();
    let ends = |place: &str| place.split(['?', '#']).next().unwrap_or_default().to_owned();
    let like_secure = response.status == secure.status
        && ends(place) == ends(secure.header("location").unwrap_or_default())
        && response.header("content-type") == secure.header("content-type");
    match response.status {
        _ if like_secure => Ok(Plain::Answered),
        300..=399 if place.to_ascii_lowercase().starts_with("https://") => Ok(Plain::Upgraded),
        200..=399 => Ok(Plain::Answered),
        _ => Ok(Plain::Refused),
    }
}

fn odd(status: u16) -> Gap {
    let detail = text!("máy chủ trả lời với mã {status}", "the server answers with status {status}");
    let Text { vi, en } = detail;
    Gap::new(Reason::Parse, Text::new(vi, en))
}
