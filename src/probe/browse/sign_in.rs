//! One attempt to sign in.

use url::Url;

use super::form::{self, Filled, Password, Way};
use super::{Arrival, Course, Jar, Parting, Sending, Site};
use crate::fact::{Gap, Reason};
use crate::probe::certificate::Lendable;
use crate::probe::page::{Form, Page};
use crate::text::{Text, text};
use crate::wire::{Piece, Response, SecretName};

/// Who signs in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(in crate::probe) struct Login {
    /// The name.
    pub(in crate::probe) user: String,
    /// The password.
    pub(in crate::probe) password: Password,
}

impl Login {
    /// With the password that is lent under a key, where it may be handed in.
    pub(in crate::probe) fn lent(site: &Site<'_>, _: Lendable, user: &str, part: &'static str) -> Self {
        Self { user: user.to_owned(), password: Password::Lent(SecretName::new(site.subject, part)) }
    }

    /// With a password that is wrong.
    pub(in crate::probe) fn wrong(user: &str, password: &str) -> Self {
        Self { user: user.to_owned(), password: Password::MadeUp(password.to_owned()) }
    }

    /// Name and password as HTTP Basic has them.
    pub(super) fn credentials(&self) -> Piece {
        match &self.password {
            Password::Lent(name) => Piece::Credentials(self.user.clone(), name.clone()),
            Password::MadeUp(password) => Piece::plain_credentials(&self.user, password),
        }
    }
}

/// What came of handing in a name and a password.
#[derive(Clone, Debug)]
pub(in crate::probe) struct Attempt<'a> {
    /// The page of the form.
    pub(in crate::probe) page: Arrival<'a>,
    /// The cookies before.
    pub(in crate::probe) before: Jar,
    /// The cookies after.
    pub(in crate::probe) after: Jar,
    /// Where it led.
    pub(in crate::probe) arrival: Arrival<'a>,
    /// The method.
    pub(in crate::probe) method: &'static str,
    /// How name and password were written.
    pub(in crate::probe) way: Way,
    /// Whether the password stood in the address.
    pub(in crate::probe) in_address: bool,
    /// Whether it went over plain HTTP.
    pub(in crate::probe) in_plain: bool,
}

impl Attempt<'_> {
    /// The page where it led, where it is one.
    pub(in crate::probe) fn landing(&self) -> Option<Page> {
        Page::of(self.arrival.response, &self.arrival.url).ok().flatten()
    }

    /// Milliseconds that the server took to answer what was handed in.
    pub(in crate::probe) fn took_ms(&self) -> i64 {
        let first = self.arrival.first;
        first.first_byte_ms - first.tls_ms.unwrap_or(first.connect_ms)
    }
}

/// Opens the sign-in page and hands in a name and a password.
pub(in crate::probe) fn hand_in<'a>(
    course: &mut Course<'a>,
    site: &Site<'_>,
    jar: Jar,
    login: &Login,
) -> Result<Attempt<'a>, Gap> {
    hand_in_at(course, site, jar, login, site.page()?, &|_| {})
}

/// [`hand_in`] at another address, what is sent changed.
pub(in crate::probe) fn hand_in_at<'a>(
    course: &mut Course<'a>,
    site: &Site<'_>,
    mut jar: Jar,
    login: &Login,
    address: Url,
    change: &dyn Fn(&mut Sending),
) -> Result<Attempt<'a>, Gap> {
    let page = site.go(course, &mut jar, Sending::get(address))?;
    if let Some(Parting::Elsewhere(place)) = &page.parting {
        let detail = text!(
            "trang đăng nhập dẫn sang nơi khác, ngoài máy chủ đã khai báo: {place}",
            "the sign-in leads away from the declared host: {place}"
        );
        return Err(Gap::new(Reason::OutOfScope, detail));
    }
    let before = jar.clone();
    let Filled { mut sending, in_address, way } = fill(site, &page, login)?;
    change(&mut sending);
    let here = sending.url.scheme() == "https";
    if !site.allows(&sending.url) {
        let detail = Text::new("biểu mẫu gửi mật khẩu tới máy chủ khác", "the form sends the password to another host");
        return Err(Gap::new(Reason::OutOfScope, detail));
    }
    if page.url.scheme() == "https" && !here {
        let detail = Text::new(
            "biểu mẫu của trang HTTPS gửi mật khẩu qua HTTP thường; không gửi",
            "the form of an HTTPS page sends the password over plain HTTP; it was not sent",
        );
        return Err(Gap::new(Reason::Denied, detail));
    }
    if matches!(login.password, Password::Lent(_)) {
        site.takes_lent(&sending.url)?;
    }
    if way == Way::Basic {
        jar.sign(login.clone());
    }
    let method = sending.method;
    let arrival = site.go(course, &mut jar, sending)?;
    Ok(Attempt { page, before, after: jar, arrival, method, way, in_address, in_plain: !here })
}

/// A form of a page as it is sent without anything filled in.
pub(in crate::probe) fn pressed(form: &Form, at: &Url) -> Option<Sending> {
    let action = form.action.clone()?;
    let fields = form::untouched(form);
    let sending = match form.method() {
        "post" => Sending::post(action, fields),
        _ => {
            let mut action = action;
            action.set_query(Some(&fields));
            Sending::get(action)
        }
    };
    Some(sending.sent_from(at))
}

fn fill(site: &Site<'_>, page: &Arrival<'_>, login: &Login) -> Result<Filled, Gap> {
    let status = page.response.status;
    if status == 401 && site.sign_in.form.is_none() && asks_basic(page.response) {
        return basic(site, page);
    }
    if status >= 400 && site.sign_in.form.is_none() {
        let detail = text!("trang đăng nhập trả lời {status}", "the sign-in page answers {status}");
        return Err(Gap::new(Reason::Denied, detail));
    }
    let document = Page::of(page.response, &page.url)?;
    form::fill(site, document.as_ref(), &page.url, &login.user, &login.password)
}

/// Whether an answer asks for name and password in a header (RFC 7617); among several ways, which may share a header
/// (RFC 9110, 11.6.1).
fn asks_basic(response: &Response) -> bool {
    let challenges = response.all_headers("www-authenticate").flat_map(|value| value.split(','));
    challenges.filter_map(|own| own.split_whitespace().next()).any(|scheme| scheme.eq_ignore_ascii_case("basic"))
}

/// The page once more, with name and password: they go with this request and each one after it.
fn basic(site: &Site<'_>, page: &Arrival<'_>) -> Result<Filled, Gap> {
    if !site.proves(&page.url) {
        let detail = Text::new(
            "trang hỏi mật khẩu bằng HTTP Basic ở nơi không phải cổng HTTPS đã khai báo; không gửi",
            "the page asks for the password by HTTP Basic at what is not the declared HTTPS port; it was not sent",
        );
        return Err(Gap::new(Reason::Denied, detail));
    }
    Ok(Filled { sending: Sending::get(page.url.clone()), in_address: false, way: Way::Basic })
}
