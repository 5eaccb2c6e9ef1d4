//! Whether another account gets at what belongs to this one.

use std::collections::BTreeSet;

use super::fact::ForeignObject;
use super::session::Session;
use crate::fact::{Fact, Gap, Reason};
use crate::probe::browse::{Arrival, Course, Jar, Login, Sending, Site, hand_in, pieces};
use crate::probe::certificate::Lendable;
use crate::system::Account;
use crate::text::{Text, text};

/// Fetches the declared object as its owner, as somebody else, and as nobody.
pub(super) fn foreign<'a>(
    account: &Account,
    lendable: Lendable,
    session: &mut Session<'_, 'a>,
    course: &mut Course<'a>,
) -> Fact<ForeignObject> {
    let site = session.site;
    let (Some(object), Some(second)) = (&account.object, &site.sign_in.second_account) else { return Fact::Absent };
    let owned = match fetched(site, object, course, &mut session.jar) {
        Ok(owned) => owned,
        Err(gap) => return Fact::Unknown(gap),
    };
    let status = owned.response.status;
    if !(200..300).contains(&status) || owned.parting.is_some() {
        let detail = text!(
            "chủ dữ liệu cũng không mở được đối tượng đã khai báo ({status})",
            "not even the owner gets the declared object ({status})"
        );
        return Fact::Unknown(Gap::new(Reason::Inconsistent, detail));
    }
    let login = Login::lent(site, lendable, &second.user, "second_account");
    let other = as_second(site, &login, object, course);
    let stranger = fetched(site, object, course, &mut Jar::default());
    // What frames every page is nobody's own.
    let mut own = pieces(&owned.response.body);
    for frame in [Some(session.page), other.as_ref().ok().map(|(home, _)| home)].into_iter().flatten() {
        own = own.difference(&pieces(&frame.response.body)).cloned().collect();
    }
    let gets = |found: &Arrival<'_>| same(&owned, &own, found);
    let status = |found: &Arrival<'_>| i64::from(found.first.status);
    let other = other.map(|(_, found)| found);
    Fact::Known(ForeignObject {
        owner_status: owned.first.status.into(),
        other_status: told(&other, status),
        other_gets: told(&other, gets),
        stranger_status: told(&stranger, status),
        stranger_gets: told(&stranger, gets),
    })
}

/// The home of the second account, and what it gets of the object.
fn as_second<'a>(
    site: &Site<'_>,
    login: &Login,
    object: &str,
    course: &mut Course<'a>,
) -> Result<(Arrival<'a>, Arrival<'a>), Gap> {
    let attempt = hand_in(course, site, Jar::default(), login)?;
    let mut jar = attempt.after;
    let home = site.signed_in_page(course, &mut jar, 0)?;
    if !site.shows(&home)? {
        let detail = Text::new("tài khoản thứ hai không đăng nhập được", "the second account could not sign in");
        return Err(Gap::new(Reason::Denied, detail));
    }
    let found = fetched(site, object, course, &mut jar)?;
    Ok((home, found))
}

fn fetched<'a>(site: &Site<'_>, object: &str, course: &mut Course<'a>, jar: &mut Jar) -> Result<Arrival<'a>, Gap> {
    site.go(course, jar, Sending::get(site.url(object)?))
}

/// Whether an answer gives what the owner gets: the same bytes, or at least half of what is the object's own.
fn same(owned: &Arrival<'_>, own: &BTreeSet<String>, found: &Arrival<'_>) -> bool {
    if !(200..300).contains(&found.response.status) || found.parting.is_some() || found.url.path() != owned.url.path() {
        return false;
    }
    let body = &found.response.body;
    if !body.is_empty() && *body == owned.response.body {
        return true;
    }
    let shared = own.intersection(&pieces(body)).count();
    !own.is_empty() && 2 * shared >= own.len()
}

fn told<T>(found: &Result<Arrival<'_>, Gap>, tell: impl Fn(&Arrival<'_>) -> T) -> Fact<T> {
    match found {
        Ok(found) => Fact::Known(tell(found)),
        Err(gap) => Fact::Unknown(gap.clone()),
    }
}
