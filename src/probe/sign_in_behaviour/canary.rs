//! The host that nobody can own, and where it comes back.

use url::Url;

use super::fact::{OpenRedirect, Spelling};
use crate::probe::http::way::location;
use crate::probe::page::{Page, ResourceKind};
use crate::probe::sign_in::arrival::refresh;
use crate::text::shorten;
use crate::wire::Response;

/// A host that nobody can own (RFC 2606).
pub(super) const HOST: &str = "kiemtra.invalid";
/// How far behind `location` in a script an address is read.
const REACH: usize = 120;

/// The address for a parameter: its path names the parameter, so that the answer tells which one was heeded.
pub(super) fn address(spelling: Spelling, parameter: &str) -> String {
    match spelling {
        Spelling::Absolute => format!("https://{HOST}/{parameter}"),
        Spelling::SchemeRelative => format!("//{HOST}/{parameter}"),
        Spelling::Backslash => format!("/\\{HOST}/{parameter}"),
    }
}

/// Notes every parameter by which an answer sends visitors to the canary.
pub(super) fn redirects(
    response: &Response,
    at: &Url,
    spelling: Spelling,
    parameters: &[String],
    found: &mut Vec<OpenRedirect>,
) {
    let mut note = |url: Option<Url>, way: &str| {
        let Some(url) = url.filter(|url| url.host_str() == Some(HOST)) else { return };
        let named = url.path().trim_start_matches('/');
        let parameter = parameters.iter().find(|parameter| parameter.as_str() == named);
        let parameter = parameter.map_or_else(|| "?".to_owned(), |parameter| shorten(parameter, 60));
        let known = found.iter().position(|known| known.parameter == parameter).unwrap_or(found.len());
        if known == found.len() {
            found.push(OpenRedirect { parameter, spellings: Vec::new(), ways: Vec::new() });
        }
        let Some(own) = found.get_mut(known) else { return };
        if !own.spellings.contains(&spelling) {
            own.spellings.push(spelling);
        }
        if !own.ways.iter().any(|known| known == way) {
            own.ways.push(way.to_owned());
        }
    };
    note(location(response).and_then(|place| at.join(place).ok()), "location");
    if location(response).is_none() {
        let header = response.header("refresh").and_then(refresh);
        note(header.and_then(|place| at.join(place).ok()), "refresh");
    }
    if let Some(page) = Page::of(response, at).ok().flatten() {
        for given in page.header_metas("refresh").filter_map(refresh) {
            note(page.base.join(given).ok(), "refresh");
        }
        for script in page.scripts.iter().filter(|script| script.runs()) {
            note(assigned(&script.inline).and_then(|given| page.base.join(given).ok()), "script");
        }
        for form in page.forms.iter().filter_map(|form| form.action.as_ref()) {
            note(Some(form.clone()), "form");
        }
    }
}

/// The canary where a script assigns it to the location.
fn assigned(script: &str) -> Option<&str> {
    script.match_indices("location").find_map(|(at, word)| {
        let after = script.get(at + word.len()..)?;
        let after = after.get(..after.floor_char_boundary(REACH.min(after.len())))?;
        let given = after.split(['\'', '"']).nth(1)?;
        let set = after.split(['\'', '"']).next()?.contains(['=', '(']);
        (set && given.contains(HOST)).then_some(given)
    })
}

/// Where the canary comes back as if it were the server's own host.
pub(super) fn places(response: &Response, at: &Url) -> Vec<String> {
    let mut found = Vec::new();
    let mut note = |seen: bool, place: &str| {
        if seen && !found.iter().any(|known| known == place) {
            found.push(place.to_owned());
        }
    };
    note(location(response).is_some_and(|place| place.contains(HOST)), "redirect");
    if let Some(page) = Page::of(response, at).ok().flatten() {
        let is = |url: &Url| url.host_str() == Some(HOST);
        note(page.forms.iter().filter_map(|form| form.action.as_ref()).any(is), "form");
        note(page.links.iter().filter_map(|link| link.address.as_ref()).any(is), "link");
        let loaded = page.resources.iter().filter(|own| own.kind != ResourceKind::Form);
        note(loaded.map(|own| &own.address).any(is), "resource");
    }
    let bytes = HOST.as_bytes();
    let nothing = found.is_empty();
    let mut note = |seen: bool| {
        if seen {
            found.push("elsewhere".to_owned());
        }
    };
    note(nothing && response.body.windows(bytes.len()).any(|window| window == bytes));
    found
}
