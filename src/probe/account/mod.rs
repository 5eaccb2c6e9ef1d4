//! The probe `account`: what only somebody sees who may sign in, by an account that is lent.

mod cookies;
mod enumeration;
mod fact;
mod object;
mod return_address;
mod session;
mod sign_out;
mod steps;
mod token;

use super::browse::{Attempt, Course, Jar, Login, Parting, Site, asks_for_code, hand_in};
use super::certificate::Lendable;
use super::{Aim, Probe, Seen, Spec, Target};
use crate::fact::{Fact, Factual, Gap, Reason, Shape, Value};
use crate::system::{Account, Kind, Place, Safety, Subject};
use crate::text::Text;
use crate::wire::Job;

pub use super::browse::Way;
pub(super) use enumeration::{WRONG, made_up_password};
pub use fact::{
    EnumerationSeen, ForeignObject, HandingIn, ReturnAddress, SessionCookie, SessionSeen, SignOutSeen, SignedInAccount,
};
use session::Session;

/// The most requests of a course.
const MOST: usize = 120;

/// The probe.
#[derive(Debug)]
pub struct AccountProbe;

impl Probe for AccountProbe {
    fn spec(&self) -> Spec {
        Spec {
            id: "account",
            title: Text::new("Đăng nhập bằng tài khoản kiểm thử", "Signing in with a test account"),
            about: Text::new(
                "Đăng nhập bằng tài khoản được giao, xem phiên, cookie, đăng xuất và dữ liệu riêng; thử sai mật khẩu nhiều nhất hai lần rồi đăng nhập đúng lại.",
                "Signs in with the lent account and looks at session, cookies, sign-out and what belongs to it alone; tries a wrong password twice at most, and then the right one again.",
            ),
            kinds: &[Kind::SignIn],
            safety: Safety::Active,
            aim: Aim::OneBackEnd,
            // And the handshake that shows the certificate.
            most_jobs: MOST + 1,
        }
    }

    fn concerns(&self, subject: &Subject) -> bool {
        account(subject).is_some()
    }

    fn steps(&self, target: &Target<'_>) -> Vec<Text> {
        Site::of(target)
            .filter(|site| site.sign_in.account.is_some())
            .map(|site| steps::steps(&site))
            .unwrap_or_default()
    }

    fn is_calm(&self) -> bool {
        true
    }

    fn shape(&self) -> Shape {
        SignedInAccount::shape()
    }

    fn wants(&self, target: &Target<'_>, seen: &Seen) -> Vec<Job> {
        let mut course = Course::new(seen, "account", MOST);
        if let Some((site, account)) = declared(target) {
            drop(gather(&site, account, &mut course));
        }
        course.into_jobs()
    }

    fn fact(&self, target: &Target<'_>, seen: &Seen) -> Value {
        if account(target.subject).is_none() {
            return Value::Absent;
        }
        match declared(target) {
            Some((site, account)) => gather(&site, account, &mut Course::new(seen, "account", MOST)).into_value(),
            None => Value::unknown(Reason::NotCollected),
        }
    }
}

fn account(subject: &Subject) -> Option<&Account> {
    match &subject.place {
        Place::Web(web) => web.sign_in()?.account.as_ref(),
        _ => None,
    }
}

fn declared<'t>(target: &'t Target<'t>) -> Option<(Site<'t>, &'t Account)> {
    let site = Site::of(target)?;
    let account = site.sign_in.account.as_ref()?;
    Some((site, account))
}

fn gather(site: &Site<'_>, account: &Account, course: &mut Course<'_>) -> SignedInAccount {
    // First of all: without a trusted certificate the password stays here, and there is nothing to see.
    let mut fact = match site.lendable(course) {
        Ok(lendable) => look(site, account, lendable, course),
        Err(gap) => blank(&gap),
    };
    fact.audience = site.sign_in.audience.map(|audience| audience.word().to_owned()).into();
    fact
}

fn look(site: &Site<'_>, account: &Account, lendable: Lendable, course: &mut Course<'_>) -> SignedInAccount {
    let login = Login::lent(site, lendable, &account.user, "account");
    let stranger = site.signed_in_page(course, &mut Jar::default(), 0);
    let first = hand_in(course, site, Jar::default(), &login);
    let entered = first.as_ref().map_err(Gap::clone).and_then(|first| {
        let mut jar = first.after.clone();
        let page = site.signed_in_page(course, &mut jar, 0)?;
        Ok((jar, page))
    });
    let open = stranger.as_ref().map_err(Gap::clone).and_then(|page| site.shows(page));
    let inside = entered.as_ref().map_err(Gap::clone).and_then(|(_, page)| site.shows(page));
    let signed_in = proved(open, inside);
    let second_factor = second_factor(&signed_in, &first);
    let outside = not_signed_in(&signed_in);
    let mut fact = blank(&outside);
    fact.handing_in = settle(first.as_ref().map_err(Gap::clone).map(handing_in));
    fact.why_not = why_not(&signed_in, &second_factor, &first);
    if let (Fact::Known(true), Ok(first), Ok((jar, page))) = (&signed_in, &first, &entered) {
        let mut session = Session { site, login: &login, first, jar: jar.clone(), page };
        fact.session = if first.way == Way::Basic { Fact::Absent } else { session.seen(course) };
        fact.foreign_object = object::foreign(account, lendable, &mut session, course);
    }
    // A refused sign-in may already count against the account: no other is tried on top of it.
    let taken = signed_in == Fact::Known(true) || second_factor == Fact::Known(true);
    let mut second = None;
    if taken {
        fact.enumeration = enumeration::seen(site, account, course);
        let again = hand_in(course, site, Jar::default(), &login);
        fact.restored = restored(site, course, &again, &second_factor);
        second = again.ok();
    }
    if let (Fact::Known(true), Ok((jar, _)), Some(second)) = (&signed_in, &entered, second) {
        if second.way == Way::Basic {
            return ended(without_session(fact), signed_in, second_factor, &first, course);
        }
        let mut older = jar.clone();
        fact.concurrent_sessions = settle(site.opens(course, &mut older));
        let named = stranger.as_ref().map(|page| page.named.as_slice()).unwrap_or_default();
        fact.return_address = return_address::seen(site, &login, named, &second.page, course);
        fact.sign_out = sign_out::seen(site, &login, course);
        fact.idle_ends = session::idle(site, &login, course);
    }
    ended(fact, signed_in, second_factor, &first, course)
}

/// Where each request brings name and password along, there is no session that could end or be taken over.
fn without_session(fact: SignedInAccount) -> SignedInAccount {
    SignedInAccount {
        sign_out: Fact::Absent,
        idle_ends: Fact::Absent,
        concurrent_sessions: Fact::Absent,
        return_address: Fact::Absent,
        ..fact
    }
}

/// What is told last of all.
fn ended(
    fact: SignedInAccount,
    signed_in: Fact<bool>,
    second_factor: Fact<bool>,
    first: &Result<Attempt<'_>, Gap>,
    course: &Course<'_>,
) -> SignedInAccount {
    let echoed_in = match first {
        Ok(_) => Fact::Known(course.echoed().to_vec()),
        Err(gap) => Fact::Unknown(gap.clone()),
    };
    SignedInAccount { echoed_in, signed_in, second_factor, ..fact }
}

/// Whether the page proves that somebody is signed in: it shows what it does not show to strangers.
fn proved(open: Result<bool, Gap>, inside: Result<bool, Gap>) -> Fact<bool> {
    match (open, inside) {
        (Ok(true), _) => Fact::Unknown(Gap::new(
            Reason::Inconsistent,
            Text::new(
                "trang `signed_in` hiện nội dung đó cả với người chưa đăng nhập, nên không chứng minh được gì",
                "the page of `signed_in` shows that to strangers too, and so proves nothing",
            ),
        )),
        (Err(gap), _) | (_, Err(gap)) => Fact::Unknown(gap),
        (Ok(false), Ok(inside)) => Fact::Known(inside),
    }
}

fn second_factor(signed_in: &Fact<bool>, first: &Result<Attempt<'_>, Gap>) -> Fact<bool> {
    let asked = first.as_ref().is_ok_and(|first| first.landing().is_some_and(|page| asks_for_code(&page)));
    match signed_in {
        // Who is let in by the password alone was not asked, whatever the page offers.
        Fact::Known(true) => Fact::Known(false),
        _ if asked => Fact::Known(true),
        Fact::Unknown(gap) => Fact::Unknown(gap.clone()),
        Fact::Known(false) | Fact::Absent => Fact::Unknown(refused()),
    }
}

fn why_not(signed_in: &Fact<bool>, second_factor: &Fact<bool>, first: &Result<Attempt<'_>, Gap>) -> Fact<String> {
    match (signed_in, first) {
        (Fact::Known(true), _) => Fact::Absent,
        (Fact::Unknown(gap), _) | (_, Err(gap)) => Fact::Unknown(gap.clone()),
        (_, Ok(first)) => {
            let elsewhere = matches!(first.arrival.parting, Some(Parting::Elsewhere(_) | Parting::Repost(_)));
            let word = match second_factor {
                Fact::Known(true) => "second-factor",
                _ if elsewhere => "elsewhere",
                _ => "refused",
            };
            Fact::Known(word.to_owned())
        }
    }
}

fn not_signed_in(signed_in: &Fact<bool>) -> Gap {
    match signed_in {
        Fact::Unknown(gap) => gap.clone(),
        _ => refused(),
    }
}

fn refused() -> Gap {
    Gap::new(Reason::Denied, Text::new("tài khoản kiểm thử không đăng nhập được", "the lent account could not sign in"))
}

fn blank(gap: &Gap) -> SignedInAccount {
    SignedInAccount {
        signed_in: gap.clone().into(),
        why_not: gap.clone().into(),
        audience: Fact::Absent,
        second_factor: gap.clone().into(),
        handing_in: gap.clone().into(),
        echoed_in: gap.clone().into(),
        session: gap.clone().into(),
        sign_out: gap.clone().into(),
        idle_ends: gap.clone().into(),
        concurrent_sessions: gap.clone().into(),
        enumeration: gap.clone().into(),
        restored: gap.clone().into(),
        foreign_object: gap.clone().into(),
        return_address: gap.clone().into(),
    }
}

fn handing_in(attempt: &Attempt<'_>) -> HandingIn {
    let arrival = &attempt.arrival;
    let echo = &arrival.first.echo;
    HandingIn {
        way: attempt.way,
        method: attempt.method.to_owned(),
        in_address: attempt.in_address,
        in_plain: attempt.in_plain,
        in_redirect: echo.headers.iter().any(|name| name == "location"),
        repost_status: arrival.repost.map(i64::from).into(),
        repost_elsewhere: match &arrival.parting {
            Some(Parting::Repost(place)) => Fact::Known(place.clone()),
            _ => Fact::Absent,
        },
        status: arrival.first.status.into(),
    }
}

/// Whether the right password was taken once more.
fn restored(
    site: &Site<'_>,
    course: &mut Course<'_>,
    again: &Result<Attempt<'_>, Gap>,
    second_factor: &Fact<bool>,
) -> Fact<bool> {
    match again {
        Err(gap) => Fact::Unknown(gap.clone()),
        Ok(again) if *second_factor == Fact::Known(true) => {
            Fact::Known(again.landing().is_some_and(|page| asks_for_code(&page)))
        }
        Ok(again) => settle(site.opens(course, &mut again.after.clone())),
    }
}

/// What was found, as a fact.
pub(super) fn settle<T>(found: Result<T, Gap>) -> Fact<T> {
    found.map_or_else(Fact::Unknown, Fact::Known)
}

#[cfg(test)]
mod tests;
