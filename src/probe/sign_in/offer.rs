//! What a page offers to sign in by, besides a form for a password: links and buttons.

use url::Url;

use super::address::Own;
use super::fact::Means;
use super::form::{Fields, groups};
use super::request;
use super::saml;
use crate::probe::page::{Field, Page};
use crate::text::shorten;

/// The most that are told.
const MOST: usize = 12;
/// Words for signing in.
const VERBS: &[&str] = &["đăng nhập", "dang nhap", "sign in", "sign-in", "signin", "log in", "login", "log on"];
/// Words for signing in by somebody who vouches.
const VOUCHERS: &[&str] = &[
    "vneid",
    "định danh",
    "google",
    "facebook",
    "zalo",
    "microsoft",
    "apple",
    "đăng nhập bằng",
    "đăng nhập qua",
    "sign in with",
    "log in with",
    "login with",
    "continue with",
    "tiếp tục với",
    "một lần",
    "single sign-on",
    "sso",
];
/// Parts of paths that lead to somebody who vouches.
const PARTS: &[&str] = &[
    "sso",
    "oauth",
    "oauth2",
    "oidc",
    "openid",
    "openid-connect",
    "saml",
    "saml2",
    "external-login",
    "externallogin",
    "vneid",
    "vnconnect",
    "authorize",
    "authorization",
    "federated",
    "cas",
    "adfs",
    "idp",
];
/// Words of links that only speak of signing in.
const ASIDE: &[&str] = &[
    "hướng dẫn",
    "guide",
    "help",
    "trợ giúp",
    "quên",
    "forgot",
    "đăng ký",
    "register",
    "sign up",
    "tải ",
    "download",
    "video",
    "hỗ trợ",
    "điều khoản",
    "giới thiệu",
    "câu hỏi",
    "faq",
    "đăng xuất",
    "log out",
    "logout",
    "khôi phục",
];
/// Words for those who work there.
const OFFICERS: &[&str] = &["cán bộ", "công chức", "viên chức", "quản trị", "officer", "staff", "admin"];

/// A link or button by which one may sign in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Offer {
    /// Which of the two.
    pub(super) means: Means,
    /// What a visitor reads.
    pub(super) label: String,
    /// Where it leads; `None` where only sending a form or running a script would tell.
    pub(super) address: Option<Url>,
}

/// Every offer of a page. Where citizens sign in, what is said to be for officers is none of theirs.
pub(super) fn offers(own: Own<'_>, page: &Page, citizens: bool) -> Vec<Offer> {
    let mut found: Vec<Offer> = Vec::new();
    let links = links(own, page);
    let buttons = groups(page).flat_map(|fields| buttons(own, page, fields));
    let loose = Fields { form: None, fields: &page.loose_fields };
    let outside = loose.passwords().next().is_none().then(|| buttons_of(own, page, loose)).into_iter().flatten();
    for offer in links.into_iter().chain(buttons).chain(outside) {
        let theirs = citizens && has(&offer.label.to_lowercase(), OFFICERS);
        let known = found.iter().any(|known| known.address.is_some() && known.address == offer.address);
        if !theirs && !known && !found.contains(&offer) && found.len() < MOST {
            found.push(offer);
        }
    }
    found
}

fn links(own: Own<'_>, page: &Page) -> Vec<Offer> {
    let offered = |link: &&crate::probe::page::Link| {
        let words = link.text.to_lowercase();
        link.address.as_ref().is_some_and(|address| leads(own, page, address, &words))
    };
    let links = page.links.iter().filter(offered);
    links
        .map(|link| Offer { means: Means::Link, label: shorten(&link.text, 80), address: link.address.clone() })
        .collect()
}

/// Whether an address with these words beside it is an offer.
fn leads(own: Own<'_>, page: &Page, address: &Url, words: &str) -> bool {
    if request::is_request(address) || saml::is_request(address) {
        return true;
    }
    let here = address.path() == page.address.path() && address.host_str() == page.address.host_str();
    // The page itself again, unless a parameter names somebody who vouches.
    let itself = here && (address.query() == page.address.query() || !has(words, VOUCHERS));
    if !matches!(address.scheme(), "http" | "https") || itself || has(words, ASIDE) {
        return false;
    }
    // On a host of its own a path may be called after anything; elsewhere only what is said counts as well.
    let part = address.path().split('/').any(|part| PARTS.contains(&part.to_ascii_lowercase().as_str()));
    has(words, VERBS) || (own.has(address) && (part || (has(words, VOUCHERS) && !words.contains("cổng"))))
}

/// The buttons of a form, or of none.
fn buttons<'a>(own: Own<'a>, page: &'a Page, fields: Fields<'a>) -> Vec<Offer> {
    if fields.passwords().next().is_none() {
        return buttons_of(own, page, fields);
    }
    // Its own button signs in by the password; another one counts where it leads elsewhere.
    let elsewhere = fields.fields.iter().filter(|field| field.is_button()).filter_map(|field| {
        let address = pressed(page, field).or_else(|| field.action.clone())?;
        let foreign = !own.has(&address) || has(&field.words(), VOUCHERS);
        (foreign && leads(own, page, &address, &field.words())).then(|| of_button(field, Some(address)))
    });
    elsewhere.collect()
}

fn buttons_of(own: Own<'_>, page: &Page, fields: Fields<'_>) -> Vec<Offer> {
    let said = |field: &&Field| {
        let words = field.words();
        field.is_button() && !has(&words, ASIDE) && (has(&words, VERBS) || has(&words, VOUCHERS))
    };
    let offer = |field: &Field| {
        let sent = field.action.as_ref().or_else(|| fields.form?.action.as_ref()).cloned();
        let submits = field.kind() == "submit" && fields.form.is_some();
        let asks = fields.form.is_some_and(|form| form.method() == "get");
        let address = match pressed(page, field) {
            Some(address) => Some(address),
            None if submits && (asks || sent.as_ref().is_some_and(|sent| !own.has(sent))) => sent,
            None => None,
        };
        of_button(field, address)
    };
    fields.fields.iter().filter(said).map(offer).collect()
}

fn of_button(field: &Field, address: Option<Url>) -> Offer {
    Offer { means: Means::Button, label: label(field), address }
}

/// What a visitor reads on a button.
pub(super) fn label(field: &Field) -> String {
    let shown = if field.text.is_empty() { field.value() } else { &field.text };
    if shown.is_empty() { shorten(&field.words(), 80) } else { shorten(shown, 80) }
}

/// The address that a handler of a button sends to: `location.href='/x'`, `window.open('/x')`.
fn pressed(page: &Page, field: &Field) -> Option<Url> {
    let code = field.attributes.value("onclick").filter(|code| code.contains("location") || code.contains("open("))?;
    let mut parts = code.split(['\'', '"']).skip(1).step_by(2);
    let given = parts.find(|part| part.starts_with('/') || part.starts_with("http"))?;
    page.base.join(given).ok()
}

fn has(words: &str, any: &[&str]) -> bool {
    any.iter().any(|word| words.contains(word))
}
