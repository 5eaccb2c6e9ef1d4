//! What an answer of the authorization endpoint means: where it leads, and with which error.

use std::borrow::Cow;
use std::collections::BTreeMap;

use url::{Url, form_urlencoded};

use super::facts::{Led, Taken};
use crate::fact::{Gap, Reason};
use crate::text::Text;
use crate::wire::Response;

/// Errors that only a request gets that was accepted: nobody is signed in, and nobody may be asked
/// (OpenID Connect Core 1.0, section 3.1.2.6).
const NOBODY_THERE: &[&str] =
    &["login_required", "interaction_required", "consent_required", "account_selection_required"];

/// Where an answer leads.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Lead {
    /// Back to the return address, with these parameters.
    Back(BTreeMap<String, String>),
    /// To another address.
    Elsewhere(String),
    /// To a page with a form on it, on which people could sign in.
    Form,
    /// To a page without one.
    Page,
    /// To an error.
    Error,
}

impl Lead {
    /// Reads an answer to a request with a return address.
    pub(super) fn of(response: &Response, return_address: &str) -> Result<Self, Gap> {
        match response.status {
            300..=399 => {
                let place = response.header("location").ok_or_else(|| {
                    let detail = Text::new("chuyển hướng không nêu nơi đến", "a redirect that does not say where to");
                    Gap::new(Reason::Parse, detail)
                })?;
                Ok(if leads_to(place, return_address) {
                    Self::Back(parameters(place))
                } else {
                    Self::Elsewhere(place.to_owned())
                })
            }
            200..=299 => {
                let page = String::from_utf8_lossy(&response.body).to_ascii_lowercase();
                Ok(if posts_to(&page, return_address) {
                    Self::Back(BTreeMap::new())
                } else if page.contains("<form") {
                    Self::Form
                } else {
                    Self::Page
                })
            }
            429 => Err(Reason::RateLimited.into()),
            400..=499 => Ok(Self::Error),
            _ => {
                let detail = Text::new("máy chủ báo lỗi nội bộ", "the server reports an error of its own");
                Err(Gap::new(Reason::Parse, detail))
            }
        }
    }

    /// The parameters that came back.
    pub(super) fn returned(&self) -> Option<&BTreeMap<String, String>> {
        match self {
            Self::Back(parameters) => Some(parameters),
            _ => None,
        }
    }

    /// Whether a request was accepted that should not have been. `known_page` says that even a correct
    /// request gets a page without a form, so that a page proves nothing.
    pub(super) fn taken(&self, correct: &Self) -> Result<Taken, Gap> {
        match self {
            Self::Back(parameters) => Ok(match parameters.get("error") {
                Some(error) if !NOBODY_THERE.contains(&error.as_str()) => Taken::Refused,
                _ => Taken::Accepted,
            }),
            Self::Error => Ok(Taken::Refused),
            Self::Elsewhere(_) | Self::Form => Ok(Taken::Accepted),
            Self::Page if matches!(correct, Self::Page) => Err(silent()),
            Self::Page => Ok(Taken::Refused),
        }
    }

    /// Where a return address led that is not registered.
    pub(super) fn led(&self, registered: &str, correct: &Self) -> Result<Led, Gap> {
        match self {
            Self::Back(_) => Ok(Led::SentThere),
            // An error that goes to the registered address leaves the other one alone.
            Self::Elsewhere(place) if leads_to(place, registered) => match parameters(place).get("error") {
                Some(error) if NOBODY_THERE.contains(&error.as_str()) => Ok(Led::WentOn),
                _ => Ok(Led::Refused),
            },
            Self::Elsewhere(place) if tells_error(place) => Ok(Led::Refused),
            Self::Elsewhere(_) | Self::Form => Ok(Led::WentOn),
            Self::Error => Ok(Led::Refused),
            Self::Page if matches!(correct, Self::Page) => Err(silent()),
            Self::Page => Ok(Led::Refused),
        }
    }
}

fn silent() -> Gap {
    let detail = Text::new(
        "máy chủ trả về một trang không cho biết yêu cầu có được chấp nhận không",
        "the provider answers with a page that does not tell whether the request was accepted",
    );
    Gap::new(Reason::LowCoverage, detail)
}

/// Whether a redirect goes to an address, whatever is appended to its query or fragment.
pub(super) fn leads_to(place: &str, address: &str) -> bool {
    let bare = |text: &str| text.split(['?', '#']).next().unwrap_or_default().to_owned();
    let normal = |text: &str| {
        let mut url = Url::parse(text).ok()?;
        url.set_query(None);
        url.set_fragment(None);
        Some(url)
    };
    // With a query of its own the address must stand there with it.
    let query = address.split_once('?').map(|(_, query)| query);
    let has_query = query.is_none_or(|query| place.split_once('?').is_some_and(|(_, own)| own.starts_with(query)));
    let same = bare(place) == bare(address) || normal(place).is_some_and(|own| Some(own) == normal(address));
    same && has_query
}

/// Whether a page of an error of the provider's own is what a redirect goes to.
fn tells_error(place: &str) -> bool {
    parameters(place).contains_key("error") || place.split(['?', '#']).next().is_some_and(|path| path.contains("error"))
}

/// A page that hands the answer on by itself (`form_post`, or a refresh) to an address.
fn posts_to(page: &str, address: &str) -> bool {
    let address = address.to_ascii_lowercase();
    let escaped = address.replace('&', "&amp;");
    [address, escaped].iter().any(|own| {
        [format!("action=\"{own}"), format!("action='{own}"), format!("url={own}"), format!("location.href=\"{own}")]
            .iter()
            .any(|sign| page.contains(sign.as_str()))
    })
}

/// The parameters of query and fragment; of two of one name the first.
fn parameters(place: &str) -> BTreeMap<String, String> {
    let (rest, fragment) = place.split_once('#').unwrap_or((place, ""));
    let query = rest.split_once('?').map(|(_, query)| query).unwrap_or_default();
    let mut found = BTreeMap::new();
    for part in [query, fragment] {
        for (name, value) in form_urlencoded::parse(part.as_bytes()).take(100) {
            found.entry(name.into_owned()).or_insert_with(|| Cow::into_owned(value));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "https://p.example.vn/cb";

    fn back(error: &str) -> Lead {
        Lead::Back(BTreeMap::from([("error".to_owned(), error.to_owned())]))
    }

    #[test]
    fn an_address_is_itself_with_whatever_is_appended() {
        assert!(leads_to("https://p.example.vn/cb?error=x", OWN) && leads_to("https://p.example.vn/cb#error=x", OWN));
        assert!(leads_to("https://P.example.vn:443/cb", OWN));
        assert!(!leads_to("https://p.example.vn/cbkiemtra?error=x", OWN));
        assert!(!leads_to("https://p.example.vn.kiemtra.invalid/cb", OWN));
        let query = "https://p.example.vn/cb?kiemtra=1";
        assert!(leads_to("https://p.example.vn/cb?kiemtra=1&error=x", query));
        assert!(!leads_to("https://p.example.vn/cb?error=x", query));
    }

    #[test]
    fn an_error_that_only_an_accepted_request_gets_is_acceptance() {
        let correct = back("login_required");
        assert_eq!(back("login_required").taken(&correct), Ok(Taken::Accepted));
        assert_eq!(back("invalid_request").taken(&correct), Ok(Taken::Refused));
        assert_eq!(Lead::Error.taken(&correct), Ok(Taken::Refused));
        assert_eq!(Lead::Form.taken(&correct), Ok(Taken::Accepted));
        assert_eq!(Lead::Page.taken(&correct), Ok(Taken::Refused));
        assert!(Lead::Page.taken(&Lead::Page).is_err());
    }

    #[test]
    fn an_error_for_the_registered_address_sends_nobody_astray() {
        let correct = back("login_required");
        let elsewhere = |place: &str| Lead::Elsewhere(place.to_owned()).led(OWN, &correct);
        assert_eq!(elsewhere("https://p.example.vn/cb?error=invalid_request"), Ok(Led::Refused));
        assert_eq!(elsewhere("https://p.example.vn/cb?error=login_required"), Ok(Led::WentOn));
        assert_eq!(elsewhere("/interaction/abc"), Ok(Led::WentOn));
        assert_eq!(elsewhere("/error?code=7"), Ok(Led::Refused));
        assert_eq!(back("invalid_request").led(OWN, &correct), Ok(Led::SentThere));
    }

    #[test]
    fn a_page_that_posts_by_itself_leads_back() {
        assert!(posts_to("<form method=post action=\"https://p.example.vn/cb\">", OWN));
        assert!(!posts_to("<p>redirect_uri https://p.example.vn/cb is not registered</p>", OWN));
    }
}
