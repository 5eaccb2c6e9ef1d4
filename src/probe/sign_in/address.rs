//! Addresses: whose they are, and which of them hold a session.

use url::Url;

use super::arrival::Arrival;
use super::fact::SessionInAddress;
use crate::probe::Target;
use crate::probe::http::way::bare;
use crate::probe::page::{Page, ResourceKind};
use crate::system::{Kind, Place, Subject, System, Web};
use crate::text::shorten;

/// The most that are told.
const MOST: usize = 20;
/// Names of parameters that hold a session, compared without case.
const SESSION_NAMES: &[&str] = &[
    "jsessionid",
    "phpsessid",
    "sessionid",
    "session_id",
    "session-id",
    "sessid",
    "cfid",
    "cftoken",
    "sid",
    "zenid",
    "oscsid",
    "aspsessionid",
    "asp.net_sessionid",
    "access_token",
    "id_token",
    "phiendangnhap",
    "phienlamviec",
];
/// Shorter values name something else.
const LEAST: usize = 8;

/// Which hosts are the system's own.
#[derive(Clone, Copy, Debug)]
pub(in crate::probe) struct Own<'a> {
    system: &'a System,
    web: &'a Web,
}

impl<'a> Own<'a> {
    /// The hosts of a target's system.
    pub(in crate::probe) fn new(target: &Target<'a>, web: &'a Web) -> Self {
        Self { system: target.system, web }
    }

    /// Whether an address is at one of them.
    pub(in crate::probe) fn has(self, address: &Url) -> bool {
        address.host_str().is_some_and(|host| self.has_host(bare(host)))
    }

    /// Whether a host is one of them: the subject's own, another subject's, or one in the scope. A declared identity
    /// provider is none, whoever runs it.
    pub(super) fn has_host(self, host: &str) -> bool {
        let subjects = || self.system.subjects.iter();
        let is = |place: &Place| place.name() == Some(host);
        if host == self.web.name {
            return true;
        }
        let provider = |own: &&Subject| own.kind == Kind::IdentityProvider;
        if subjects().any(|own| provider(&own) && is(&own.place)) {
            return false;
        }
        subjects().any(|own| is(&own.place)) || self.system.scope.allows_name(host)
    }

    /// Whether a host is that of the provider that is declared for the sign-in.
    pub(super) fn is_provider(self, host: &str) -> bool {
        let named = self.web.sign_in().and_then(|sign_in| sign_in.provider.as_deref());
        let subjects = self.system.subjects.iter();
        named.is_some_and(|id| subjects.filter(|own| own.id == id).any(|own| own.place.name() == Some(host)))
    }
}

/// Every session that stands in an address of the way or of its last page.
pub(super) fn sessions(own: Own<'_>, arrival: &Arrival<'_>) -> Vec<SessionInAddress> {
    let mut found = Vec::new();
    let visited = arrival.visits.iter().skip(1).map(|visit| &visit.url).chain(&arrival.leaving);
    for address in visited.filter(|address| own.has(address)) {
        note(&mut found, "redirect", address);
    }
    if let Some(page) = arrival.document() {
        of_page(own, page, &mut found);
    }
    found.truncate(MOST);
    found
}

fn of_page(own: Own<'_>, page: &Page, found: &mut Vec<SessionInAddress>) {
    let links = page.links.iter().filter_map(|link| link.address.as_ref()).map(|address| ("link", address));
    let forms = page.forms.iter().filter_map(|form| form.action.as_ref()).map(|address| ("form", address));
    let loaded = page.resources.iter().filter(|resource| resource.kind != ResourceKind::Form);
    let loaded = loaded.map(|resource| ("resource", &resource.address));
    for (place, address) in links.chain(forms).chain(loaded).filter(|(_, address)| own.has(address)) {
        note(found, place, address);
    }
}

fn note(found: &mut Vec<SessionInAddress>, place: &str, address: &Url) {
    if let Some(name) = session(address) {
        let new = SessionInAddress { place: place.to_owned(), name };
        if found.len() < MOST && !found.contains(&new) {
            found.push(new);
        }
    }
}

/// The name of what holds a session in an address: a parameter of the query or of the path
/// (`;jsessionid=`), or a segment `(S(...))` as ASP.NET writes it.
fn session(address: &Url) -> Option<String> {
    let path = address.path();
    if path.split('/').any(|part| part.starts_with("(S(") && part.ends_with("))") && part.len() > 16) {
        return Some("(S())".to_owned());
    }
    let parameters = path.split(';').skip(1).filter_map(|part| part.split('/').next()?.split_once('='));
    let parameters = parameters.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let queried = address.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned()));
    parameters.chain(queried).find(|(name, value)| holds_session(name, value)).map(|(name, _)| shorten(&name, 40))
}

fn holds_session(name: &str, value: &str) -> bool {
    let name = name.to_ascii_lowercase();
    // A short name may be that of a service or a site; a session is long, and no word.
    let named = SESSION_NAMES.contains(&name.as_str()) || name.starts_with("aspsessionid");
    let random = value.bytes().any(|b| b.is_ascii_digit()) && value.len() >= if name == "sid" { 16 } else { LEAST };
    named && random
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_are_told_from_services() {
        let told = |address: &str| session(&Url::parse(address).expect("an address"));
        assert_eq!(told("https://a.test/x;jsessionid=0123456789ABCDEF?b=1").as_deref(), Some("jsessionid"));
        assert_eq!(told("https://a.test/?PHPSESSID=9k2j3h4g5f").as_deref(), Some("PHPSESSID"));
        assert_eq!(told("https://a.test/(S(lit3py55t21z5v55vlm25s55))/dang-nhap.aspx").as_deref(), Some("(S())"));
        for sound in ["?sid=12", "?session_code=0123456789abcdef", "?sessionDataKey=0123456789abcdef", "?sid=dang-nhap"]
        {
            assert_eq!(told(&format!("https://a.test/{sound}")), None);
        }
    }
}
