//! Whether signing out ends the session at the server, and not only in the browser.

use super::fact::SignOutSeen;
use crate::fact::{Fact, Gap, Reason};
use crate::probe::browse::{Course, Jar, Login, Sending, Site, hand_in, pressed};
use crate::probe::page::{Form, Page};
use crate::text::text;

/// Signs out, and shows the old cookies again.
pub(super) fn seen(site: &Site<'_>, login: &Login, course: &mut Course<'_>) -> Fact<SignOutSeen> {
    let Some(declared) = &site.sign_in.sign_out else { return Fact::Absent };
    let found = site.url(&declared.path).and_then(|url| {
        let mut jar = fresh(site, login, course)?;
        // A bare GET first: where it suffices there is nothing left to press.
        let kept = jar.clone();
        let first = site.go(course, &mut jar, Sending::get(url.clone()))?;
        let alive = site.opens(course, &mut kept.clone())?;
        if !declared.post || !alive {
            // A page that asks once more whether one means it.
            let asking = Page::of(first.response, &first.url)?.and_then(|page| form_to(&page, url.path()).cloned());
            if let (true, Some(form)) = (alive, asking) {
                return confirmed(site, course, jar, &kept, &form, &first.url);
            }
            return Ok(told(first.first.status, alive, !alive));
        }
        let page = site.signed_in_page(course, &mut jar, 0)?;
        let own = Page::of(page.response, &page.url)?;
        let form = own.as_ref().and_then(|page| form_to(page, url.path())).and_then(|form| pressed(form, &page.url));
        let token = own.as_ref().and_then(|page| page.metas_named("csrf-token").next().map(str::to_owned));
        let mut sending = form.unwrap_or_else(|| Sending::post(url.clone(), String::new()).sent_from(&page.url));
        if let Some(token) = token {
            sending.headers.push(("x-csrf-token", token));
        }
        let kept = jar.clone();
        let answer = site.go(course, &mut jar, sending)?;
        let alive = site.opens(course, &mut kept.clone())?;
        judged(answer.first.status, alive, false)
    });
    super::settle(found)
}

fn confirmed(
    site: &Site<'_>,
    course: &mut Course<'_>,
    mut jar: Jar,
    kept: &Jar,
    form: &Form,
    at: &url::Url,
) -> Result<SignOutSeen, Gap> {
    let sending = pressed(form, at).ok_or(Reason::Parse)?;
    let answer = site.go(course, &mut jar, sending)?;
    let alive = site.opens(course, &mut kept.clone())?;
    judged(answer.first.status, alive, false)
}

/// A session of which it is known that it is alive.
fn fresh(site: &Site<'_>, login: &Login, course: &mut Course<'_>) -> Result<Jar, Gap> {
    let mut jar = hand_in(course, site, Jar::default(), login)?.after;
    if site.opens(course, &mut jar)? { Ok(jar) } else { Err(super::refused()) }
}

fn form_to<'p>(page: &'p Page, path: &str) -> Option<&'p Form> {
    page.forms.iter().find(|form| form.action.as_ref().is_some_and(|action| action.path() == path))
}

/// A request that was refused signed nobody out, and proves nothing of what signing out does.
fn judged(status: u16, alive: bool, by_get: bool) -> Result<SignOutSeen, Gap> {
    if alive && status >= 400 {
        let detail = text!("yêu cầu đăng xuất bị từ chối ({status})", "the request to sign out was refused ({status})");
        return Err(Gap::new(Reason::Denied, detail));
    }
    Ok(told(status, alive, by_get))
}

fn told(status: u16, alive: bool, by_get: bool) -> SignOutSeen {
    SignOutSeen { status: status.into(), ends_session: Fact::Known(!alive), by_get: Fact::Known(by_get) }
}
