//! The cookies before a sign-in, each by itself.

use super::arrival::Arrival;
use super::fact::{Freshness, SignInCookie};
use super::guess;
use crate::fact::{Fact, Gap};
use crate::probe::http::cookie::is_session_like;
use crate::text::shorten;

/// The most cookies that are told.
const MOST: usize = 50;

/// A `Set-Cookie` header as it stands. The value is a secret: never part of a fact.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(in crate::probe) struct Set<'a> {
    /// The name.
    pub(in crate::probe) name: &'a str,
    /// The value.
    pub(in crate::probe) value: &'a str,
    attributes: &'a str,
}

impl<'a> Set<'a> {
    /// Reads a header (RFC 6265, section 5.2); `None` where it sets nothing.
    pub(in crate::probe) fn read(header: &'a str) -> Option<Self> {
        let (pair, attributes) = header.split_once(';').unwrap_or((header, ""));
        let (name, value) = pair.split_once('=')?;
        let (name, value) = (name.trim(), value.trim().trim_matches('"'));
        (!name.is_empty()).then_some(Self { name, value, attributes })
    }

    /// Whether the name looks like a session.
    pub(in crate::probe) fn is_session(&self) -> bool {
        is_session_like(self.name)
    }

    /// An attribute by its lower-case name; empty for one without a value. The last of two counts.
    fn attribute(&self, wanted: &str) -> Option<&'a str> {
        let all = self.attributes.split(';').map(|part| part.split_once('=').unwrap_or((part, "")));
        all.rev().find(|(name, _)| name.trim().eq_ignore_ascii_case(wanted)).map(|(_, value)| value.trim())
    }

    /// Whether it goes along with requests of the own site only.
    pub(super) fn is_strict(&self) -> bool {
        self.attribute("samesite").is_some_and(|value| value.eq_ignore_ascii_case("strict"))
    }

    /// Whether it takes a cookie back.
    pub(in crate::probe) fn is_removal(&self) -> bool {
        self.value.is_empty() || self.attribute("max-age").is_some_and(|age| age == "0" || age.starts_with('-'))
    }
}

/// The cookies that the own host sets on a way. Of two of one name the later counts.
pub(in crate::probe) fn set<'a>(arrival: &Arrival<'a>) -> Vec<Set<'a>> {
    let host = arrival.visits.first().and_then(|visit| visit.url.host_str());
    let own = arrival.visits.iter().filter(|visit| visit.url.host_str() == host);
    let mut found: Vec<Set<'a>> = Vec::new();
    for cookie in own.flat_map(|visit| visit.response.all_headers("set-cookie")).filter_map(Set::read) {
        if let Some(known) = found.iter_mut().find(|known| known.name == cookie.name) {
            *known = cookie;
        } else if found.len() < MOST {
            found.push(cookie);
        }
    }
    found.retain(|cookie| !cookie.is_removal());
    found
}

/// The cookies of a way; `again` is another one that began without cookies, too.
pub(super) fn cookies(first: &Arrival<'_>, again: &Result<Arrival<'_>, Gap>, host: &str) -> Vec<SignInCookie> {
    let others = again.as_ref().map(set);
    set(first).iter().map(|cookie| told(cookie, &others, host)).collect()
}

fn told(cookie: &Set<'_>, others: &Result<Vec<Set<'_>>, &Gap>, host: &str) -> SignInCookie {
    let value = match others {
        Err(gap) => Fact::Unknown((*gap).clone()),
        Ok(others) => match others.iter().find(|other| other.name == cookie.name) {
            // Set once and not again: nothing is known of how it is made.
            None => Fact::Unknown(crate::fact::Reason::Inconsistent.into()),
            Some(other) => match guess::freshness(cookie.value, other.value) {
                Freshness::Constant | Freshness::Missing => Fact::Absent,
                known => Fact::Known(known),
            },
        },
    };
    let wide = cookie.attribute("domain").map(|domain| domain.trim_start_matches('.').to_ascii_lowercase());
    // A browser drops a cookie for a domain that the host is not in (RFC 6265, section 5.3).
    let wide = wide.filter(|domain| !domain.is_empty() && (host == domain || host.ends_with(&format!(".{domain}"))));
    SignInCookie {
        name: shorten(cookie.name, 64),
        session_like: cookie.is_session(),
        secure: cookie.attribute("secure").is_some(),
        http_only: cookie.attribute("httponly").is_some(),
        same_site: cookie.attribute("samesite").map(same_site).into(),
        prefix: ["__Host-", "__Secure-"]
            .into_iter()
            .find(|prefix| cookie.name.starts_with(prefix))
            .map(str::to_owned)
            .into(),
        domain: wide.map(|domain| shorten(&domain, 253)).into(),
        value,
    }
}

fn same_site(given: &str) -> String {
    let known = ["Strict", "Lax", "None"].into_iter().find(|known| known.eq_ignore_ascii_case(given));
    known.map_or_else(|| shorten(given, 32), str::to_owned)
}
