//! Pages that make local accounts, or give new passwords for them: those that the sign-in page links
//! to, and those at the usual paths. A page counts only by the fields of its form; that it answers at
//! all says nothing, as many sites answer everything.

use std::collections::BTreeSet;

use url::Url;

use super::account_form::{purpose, signature};
use super::address::Own;
use super::arrival::Arrival;
use super::fact::{LocalAccounts, Purpose};
use super::form::groups;
use crate::fact::{Digest, Gap, Reason};
use crate::probe::http::way::{Spot, location, shown_address};
use crate::probe::page::Page;
use crate::probe::walk::Walk;
use crate::text::Text;
use crate::wire::Response;

/// Links of the sign-in page that are asked, for each purpose.
const MOST_LINKED: usize = 2;
/// Usual paths, the likeliest first: what they are for, and where.
const PATHS: &[(Purpose, &str)] = &[
    (Purpose::Register, "dang-ky"),
    (Purpose::Recover, "quen-mat-khau"),
    (Purpose::Register, "register"),
    (Purpose::Recover, "forgot-password"),
    (Purpose::Register, "dang-ky-tai-khoan"),
    (Purpose::Recover, "reset-password"),
    (Purpose::Register, "signup"),
    (Purpose::Recover, "account/forgotpassword"),
    (Purpose::Register, "account/register"),
    (Purpose::Register, "tai-khoan/dang-ky"),
    (Purpose::Recover, "tai-khoan/quen-mat-khau"),
    (Purpose::Register, "dangky"),
    (Purpose::Recover, "quenmatkhau"),
];
/// What links to a page that makes accounts say, or are called.
const REGISTER: &[&str] = &[
    "đăng ký",
    "dang-ky",
    "dangky",
    "register",
    "signup",
    "sign-up",
    "sign up",
    "tạo tài khoản",
    "create account",
    "create-account",
];
/// What links to a page that gives new passwords say, or are called.
const RECOVER: &[&str] = &[
    "quên mật khẩu",
    "quen-mat-khau",
    "quenmatkhau",
    "forgot",
    "reset-password",
    "resetpassword",
    "lấy lại mật khẩu",
    "khôi phục mật khẩu",
    "cấp lại mật khẩu",
    "lost-password",
    "recover",
];

/// A page to ask.
struct Candidate {
    purpose: Purpose,
    spot: Spot,
    linked: bool,
}

/// What a page turned out to be.
enum Seen {
    Proved(LocalAccounts),
    Nothing,
    Unknown(Gap),
}

/// Looks for the pages with at most `most` requests of the probe in all. Nothing found is told only where pages could be
/// read: what scripts build is not seen.
pub(super) fn accounts(
    own: Own<'_>,
    walk: &mut Walk<'_>,
    first: &Arrival<'_>,
    most: usize,
) -> Result<Vec<LocalAccounts>, Gap> {
    let Some(end) = first.end() else { return Err(Reason::NotCollected.into()) };
    let mut found: Vec<_> = first.document().into_iter().flat_map(on_page).collect();
    let Some(ground) = baselines(walk, &end.spot) else { return Err(Reason::NotCollected.into()) };
    let ground = ground?;
    let (linked, usual) = (linked(own, first), usual(&end.spot));
    let mut unknown = None;
    for candidate in linked.into_iter().chain(usual) {
        let known = found.iter().any(|known| known.purpose == candidate.purpose);
        if known || walk.asked() >= most {
            continue;
        }
        match look(own, walk, &candidate, &ground, most) {
            // One after the other, so that equal answers give equal requests.
            _ if walk.is_waiting() => return Err(Reason::NotCollected.into()),
            Seen::Proved(page) => found.push(page),
            Seen::Nothing => {}
            Seen::Unknown(gap) => unknown = unknown.or(Some(gap)),
        }
    }
    match unknown {
        Some(gap) if found.is_empty() => Err(gap),
        _ => Ok(found),
    }
}

/// What the sign-in page itself holds.
fn on_page(page: &Page) -> Vec<LocalAccounts> {
    let told = |fields| purpose(page, fields, true).map(|(purpose, fields)| of(purpose, &page.address, true, fields));
    groups(page).filter_map(told).collect()
}

fn of(purpose: Purpose, address: &Url, linked: bool, fields: Vec<String>) -> LocalAccounts {
    LocalAccounts { purpose, address: shown_address(address), linked, fields }
}

/// What the server gives for pages that do not exist: the forms that everything shows.
struct Ground {
    forms: BTreeSet<String>,
    /// Every path is answered by a page without a form that scripts fill.
    scripted: bool,
}

/// Asks three pages that do not exist: at the root, beside the sign-in page, with its ending. `None` while the answers
/// are awaited.
fn baselines(walk: &mut Walk<'_>, at: &Spot) -> Option<Result<Ground, Gap>> {
    let digest = Digest::of(format!("{} baseline", at.endpoint.name).as_bytes()).to_string();
    let mark: String = digest.chars().rev().take(12).collect();
    let (folder, ending) = (folder(at), ending(at));
    let paths = [format!("/kiemtra-{mark}"), format!("{folder}kt{mark}{ending}"), format!("/{mark}/kiemtra")];
    let answers: Vec<_> =
        paths.iter().map(|path| (at.at(path), walk.response(at.at(path).with(crate::wire::Request::calm)))).collect();
    if walk.is_waiting() {
        return None;
    }
    let denied = |answer: &Result<&Response, Gap>| answer.as_ref().is_ok_and(|response| response.status == 403);
    if answers.iter().all(|(_, answer)| denied(answer)) {
        return Some(Err(Reason::Denied.into()));
    }
    let mut ground = Ground { forms: BTreeSet::new(), scripted: false };
    for (spot, answer) in answers {
        let response = match answer.and_then(allowed) {
            Ok(response) => response,
            Err(gap) => return Some(Err(gap)),
        };
        let Some(page) = spot.url().and_then(|url| Page::of(response, &url).ok().flatten()) else { continue };
        ground.forms.extend(groups(&page).map(signature));
        ground.scripted |= response.status == 200 && is_shell(&page);
    }
    Some(Ok(ground))
}

/// Whether scripts make what a visitor sees.
pub(super) fn is_shell(page: &Page) -> bool {
    let few = page.text.chars().count() < 200 && page.links.len() < 5;
    page.scripts.iter().any(crate::probe::page::Script::runs) && page.fields().next().is_none() && few
}

fn folder(at: &Spot) -> String {
    let path = at.path.split(['?', ';']).next().unwrap_or_default();
    path.rsplit_once('/').map_or_else(|| "/".to_owned(), |(folder, _)| format!("{folder}/"))
}

/// `.aspx` of `/dang-nhap.aspx?x=1`.
fn ending(at: &Spot) -> &str {
    let last = at.path.split(['?', ';']).next().and_then(|path| path.rsplit('/').next()).unwrap_or_default();
    let dot = last.rfind('.').filter(|dot| last.len() - dot <= 6);
    dot.and_then(|dot| last.get(dot..)).unwrap_or_default()
}

fn linked(own: Own<'_>, first: &Arrival<'_>) -> Vec<Candidate> {
    let (Some(end), Some(page)) = (first.end(), first.document()) else { return Vec::new() };
    let mut found = Vec::new();
    for purpose in [Purpose::Register, Purpose::Recover] {
        let words = if purpose == Purpose::Register { REGISTER } else { RECOVER };
        let says = |text: &str| words.iter().any(|word| text.contains(word));
        let named = page.links.iter().filter_map(|link| {
            let address = link.address.as_ref().filter(|address| address.host_str() == end.url.host_str())?;
            let same = address.scheme() == end.url.scheme()
                && address.port_or_known_default() == end.url.port_or_known_default();
            let called = says(&address.path().to_ascii_lowercase()) || says(&link.text.to_lowercase());
            (same && called && own.has(address) && address.path() != end.url.path()).then_some(address)
        });
        let mut known: Vec<String> = Vec::new();
        for address in named {
            let query = address.query().map(|query| format!("?{query}")).unwrap_or_default();
            let path = format!("{}{query}", address.path());
            if !known.contains(&path) && known.len() < MOST_LINKED {
                found.push(Candidate { purpose, spot: end.spot.at(&path), linked: true });
                known.push(path);
            }
        }
    }
    found
}

fn usual(at: &Spot) -> Vec<Candidate> {
    let (folder, ending) = (folder(at), ending(at));
    let (near, far) = PATHS.split_at(4);
    let candidate = |purpose, path: String| Candidate { purpose, spot: at.at(&path), linked: false };
    let beside = near.iter().filter(|_| folder != "/" || !ending.is_empty());
    let beside = beside.map(|(purpose, path)| candidate(*purpose, format!("{folder}{path}{ending}")));
    let root = near.iter().chain(far).map(|(purpose, path)| candidate(*purpose, format!("/{path}")));
    beside.chain(root).collect()
}

fn look(own: Own<'_>, walk: &mut Walk<'_>, candidate: &Candidate, ground: &Ground, most: usize) -> Seen {
    let mut spot = candidate.spot.clone();
    let mut response = match walk.response(spot.with(crate::wire::Request::calm)).and_then(allowed) {
        Ok(response) => response,
        Err(gap) => return Seen::Unknown(gap),
    };
    let Some(mut url) = spot.url() else { return Seen::Nothing };
    // One step on, as to the same path with a slash.
    if let Some(to) = location(response).and_then(|place| url.join(place).ok()) {
        let near =
            own.has(&to) && to.host_str() == url.host_str() && to.scheme() == url.scheme() && to.port() == url.port();
        if !near || walk.asked() >= most || !to.path().starts_with(url.path()) {
            return Seen::Nothing;
        }
        spot = spot.at(&to.query().map_or_else(|| to.path().to_owned(), |query| format!("{}?{query}", to.path())));
        url = to;
        response = match walk.response(spot.with(crate::wire::Request::calm)).and_then(allowed) {
            Ok(response) => response,
            Err(gap) => return Seen::Unknown(gap),
        };
    }
    let page = match Page::of(response, &url) {
        Ok(Some(page)) if (200..300).contains(&response.status) => page,
        Ok(_) => return Seen::Nothing,
        Err(gap) => return Seen::Unknown(gap),
    };
    let proved = groups(&page)
        .filter(|fields| !ground.forms.contains(&signature(*fields)))
        .find_map(|fields| purpose(&page, fields, false).filter(|(purpose, _)| *purpose == candidate.purpose));
    match proved {
        Some((purpose, fields)) => Seen::Proved(of(purpose, &url, candidate.linked, fields)),
        None if is_shell(&page) && (candidate.linked || ground.scripted) => Seen::Unknown(scripted()),
        None => Seen::Nothing,
    }
}

/// An answer that lets us look; a server that slows us down or keeps us out proves nothing.
fn allowed(response: &Response) -> Result<&Response, Gap> {
    match response.status {
        429 | 503 => Err(Reason::RateLimited.into()),
        _ => Ok(response),
    }
}

fn scripted() -> Gap {
    let detail = Text::new(
        "trang do mã kịch bản dựng, không thấy được biểu mẫu bên trong",
        "scripts build the pages, so the forms in them are not seen",
    );
    Gap::new(Reason::LowCoverage, detail)
}
