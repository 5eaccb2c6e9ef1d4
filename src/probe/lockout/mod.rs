//! The probe `lockout`: how many wrong passwords a sign-in takes, shown on an account that may be
//! locked, after everything else.

mod fact;
mod sign;

use super::account::{WRONG, made_up_password};
use super::browse::{Attempt, Course, Jar, Login, Site, hand_in};
use super::{Aim, Probe, Seen, Spec, Target};
use crate::fact::{Fact, Factual, Gap, Reason, Shape, Value};
use crate::system::{Expendable, Kind, Place, Safety, Subject};
use crate::text::{Text, shorten, text};
use crate::wire::Job;

pub use fact::Throttle;
use sign::Sign;

/// The most wrong passwords that a declaration may name.
const MOST_ATTEMPTS: usize = 50;
/// Requests for one attempt: the page, what is handed in, and where they lead.
const EACH: usize = 6;
/// The longest time that is waited for before the last sign-in, in seconds.
const LONGEST_WAIT: u32 = 120;

/// The probe.
#[derive(Debug)]
pub struct LockoutProbe;

impl Probe for LockoutProbe {
    fn spec(&self) -> Spec {
        Spec {
            id: "lockout",
            title: Text::new("Chống dò mật khẩu", "Guessing passwords"),
            about: Text::new(
                "Sau mọi việc khác, nhập sai mật khẩu cho tài khoản được phép khóa, đến dấu hiệu hạn chế đầu tiên hoặc số lần đã khai báo; cuối cùng đăng nhập đúng.",
                "After everything else, hands in wrong passwords for an account that may be locked, up to the first sign of a limit or the declared number; signs in rightly at the end.",
            ),
            kinds: &[Kind::SignIn],
            safety: Safety::Intrusive,
            aim: Aim::OneBackEnd,
            // And the handshake that shows the certificate.
            most_jobs: EACH * (MOST_ATTEMPTS + 4) + 1,
        }
    }

    fn most_jobs(&self, target: &Target<'_>) -> usize {
        expendable(target.subject).map_or(0, |own| most_requests(own) + 1)
    }

    fn concerns(&self, subject: &Subject) -> bool {
        expendable(subject).is_some()
    }

    fn is_last(&self) -> bool {
        true
    }

    fn steps(&self, target: &Target<'_>) -> Vec<Text> {
        expendable(target.subject).map(steps).unwrap_or_default()
    }

    fn is_calm(&self) -> bool {
        true
    }

    fn shape(&self) -> Shape {
        Throttle::shape()
    }

    fn wants(&self, target: &Target<'_>, seen: &Seen) -> Vec<Job> {
        let (Some(site), Some(own)) = (Site::of(target), expendable(target.subject)) else { return Vec::new() };
        let mut course = course(own, seen);
        drop(gather(&site, own, &mut course));
        course.into_jobs()
    }

    fn fact(&self, target: &Target<'_>, seen: &Seen) -> Value {
        let Some(own) = expendable(target.subject) else { return Value::Absent };
        match Site::of(target) {
            Some(site) => gather(&site, own, &mut course(own, seen)).into_value(),
            None => Value::unknown(Reason::NotCollected),
        }
    }
}

fn expendable(subject: &Subject) -> Option<&Expendable> {
    match &subject.place {
        Place::Web(web) => web.sign_in()?.expendable_account.as_ref(),
        _ => None,
    }
}

fn course<'a>(own: &Expendable, seen: &'a Seen) -> Course<'a> {
    Course::new(seen, "lockout", most_requests(own)).heedless()
}

fn most_requests(own: &Expendable) -> usize {
    EACH * (ceiling(own) + 4)
}

fn ceiling(own: &Expendable) -> usize {
    usize::try_from(own.attempts).unwrap_or(MOST_ATTEMPTS).min(MOST_ATTEMPTS)
}

fn steps(own: &Expendable) -> Vec<Text> {
    let (user, attempts) = (shorten(&own.account.user, 60), own.attempts);
    let mut all = vec![
        text!(
            "Sau mọi bộ dò khác: đăng nhập đúng bằng tài khoản được phép khóa `{user}`, rồi nhập sai mật khẩu liên tiếp, nhiều nhất (lần): {attempts}; dừng ở dấu hiệu hạn chế đầu tiên",
            "After every other probe: signs in rightly as the expendable account `{user}`, then hands in wrong passwords in a row, at most (times): {attempts}; stops at the first sign of a limit"
        ),
        text!(
            "Cuối cùng đăng nhập đúng bằng `{user}` để biết tài khoản có bị khóa không",
            "At the end signs in rightly as `{user}`, to see whether the account is locked"
        ),
    ];
    if let Some(Text { vi, en }) = &own.restored {
        all.push(text!("Nếu bị khóa, mở lại: {vi}", "Where it is locked, it is unlocked so: {en}"));
    }
    all
}

fn gather(site: &Site<'_>, own: &Expendable, course: &mut Course<'_>) -> Throttle {
    let announced = |restored: &Fact<bool>| match (restored, &own.restored) {
        (Fact::Known(true), _) | (_, None) => (Fact::Absent, Fact::Absent),
        (_, Some(Text { vi, en })) => (Fact::Known(vi.clone()), Fact::Known(en.clone())),
    };
    // First of all: without a trusted certificate the password stays here, and nothing is tried.
    let ready = site.lendable(course).and_then(|lendable| {
        let right = Login::lent(site, lendable, &own.account.user, "expendable_account");
        let (taken, _) = taken(site, &right, course, 0)?;
        if taken { Ok(right) } else { Err(refused()) }
    });
    let right = match ready {
        Ok(right) => right,
        Err(gap) => return untried(own, &gap),
    };
    let (attempts, sign) = tried(site, own, course);
    let wait = sign.as_ref().ok().and_then(Option::as_ref).map_or(0, |sign| sign.wait_seconds.min(LONGEST_WAIT));
    let last = taken(site, &right, course, wait.saturating_mul(1000));
    let restored = super::account::settle(last.as_ref().map(|(taken, _)| *taken).map_err(Gap::clone));
    let sign = match (sign, &restored) {
        // Nothing was said, and yet the right password is not taken any more.
        (Ok(None), Fact::Known(false)) => Ok(Some(Sign::silent())),
        (sign, _) => sign,
    };
    let (announced_vi, announced_en) = announced(&restored);
    Throttle {
        attempts: i64::try_from(attempts).unwrap_or(i64::MAX),
        ceiling: own.attempts.into(),
        limited: super::account::settle(sign.as_ref().map(Option::is_some).map_err(Gap::clone)),
        after: match &sign {
            // A silent lock may have come at any of them.
            Ok(Some(sign)) if sign.word == Sign::silent().word => Fact::Unknown(unseen()),
            Ok(Some(_)) => Fact::Known(i64::try_from(attempts).unwrap_or(i64::MAX)),
            Ok(None) => Fact::Absent,
            Err(gap) => Fact::Unknown(gap.clone()),
        },
        by: match &sign {
            Ok(sign) => sign.as_ref().map(|sign| sign.word.to_owned()).into(),
            Err(gap) => Fact::Unknown(gap.clone()),
        },
        restored,
        announced_vi,
        announced_en,
    }
}

/// The fact where no wrong password was handed in.
fn untried(own: &Expendable, gap: &Gap) -> Throttle {
    Throttle {
        attempts: 0,
        ceiling: own.attempts.into(),
        limited: gap.clone().into(),
        after: gap.clone().into(),
        by: gap.clone().into(),
        restored: gap.clone().into(),
        announced_vi: Fact::Absent,
        announced_en: Fact::Absent,
    }
}

/// Hands in wrong passwords until the first sign of a limit; how many, and the sign.
fn tried(site: &Site<'_>, own: &Expendable, course: &mut Course<'_>) -> (usize, Result<Option<Sign>, Gap>) {
    let mut earlier: Vec<Attempt<'_>> = Vec::new();
    for turn in 1..=ceiling(own) {
        let login = Login::wrong(&own.account.user, &made_up_password(WRONG, turn));
        match hand_in(course, site, Jar::default(), &login) {
            Ok(attempt) => {
                if let Some(sign) = sign::sign(&earlier, &attempt) {
                    return (turn, Ok(Some(sign)));
                }
                earlier.push(attempt);
            }
            // The page itself turns the visitor away: that is a sign as well.
            Err(_) if Sign::turns_away(course.last_status()) => {
                return (turn - 1, Ok(Some(Sign::limited(course.last_status(), course.last_retry()))));
            }
            Err(gap) => return (turn - 1, Err(gap)),
        }
    }
    (ceiling(own), Ok(None))
}

/// Whether the right password is taken.
fn taken<'a>(
    site: &Site<'_>,
    right: &Login,
    course: &mut Course<'a>,
    pause_ms: u32,
) -> Result<(bool, Attempt<'a>), Gap> {
    course.pause_ms(pause_ms);
    let attempt = hand_in(course, site, Jar::default(), right)?;
    let opens = site.opens(course, &mut attempt.after.clone())?;
    Ok((opens, attempt))
}

fn refused() -> Gap {
    Gap::new(
        Reason::Denied,
        Text::new(
            "tài khoản được phép khóa không đăng nhập được ngay từ đầu, nên không thử",
            "the expendable account could not sign in to begin with, so nothing was tried",
        ),
    )
}

fn unseen() -> Gap {
    Gap::new(
        Reason::NotCollected,
        Text::new(
            "máy chủ khóa mà không báo, nên không rõ từ lần thứ mấy",
            "the server locks without a word, so it is not known at which attempt",
        ),
    )
}

#[cfg(test)]
mod tests;
