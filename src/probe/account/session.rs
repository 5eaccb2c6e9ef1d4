//! The session of somebody who is signed in.

use super::cookies;
use super::fact::SessionSeen;
use crate::fact::{Digest, Fact, Gap, Reason};
use crate::probe::browse::{Arrival, Attempt, Course, Jar, Login, Site, StoredCookie, hand_in};
use crate::text::{Text, shorten};

/// The most cookies of which it is tried whether they carry the session.
const MOST_CARRIERS: usize = 6;
/// Seconds beyond the declared minutes, so that a clock a little slow is no fault.
const GRACE_SECONDS: u32 = 30;

/// A session, and how it came about.
#[derive(Debug)]
pub(super) struct Session<'s, 'a> {
    pub(super) site: &'s Site<'s>,
    pub(super) login: &'s Login,
    /// The attempt that began it.
    pub(super) first: &'s Attempt<'a>,
    /// Its cookies.
    pub(super) jar: Jar,
    /// The page of those who are signed in.
    pub(super) page: &'s Arrival<'a>,
}

impl<'a> Session<'_, 'a> {
    /// Looks at it.
    pub(super) fn seen(&mut self, course: &mut Course<'a>) -> Fact<SessionSeen> {
        let carriers = self.carriers(course);
        let earlier = self.earlier_opens(course);
        let invented = self.adopts_invented(course, &carriers);
        let own: Vec<_> =
            self.jar.cookies().iter().zip(carriers.iter().cloned().chain(std::iter::repeat(untold()))).collect();
        let kept = own.iter().filter(|(cookie, carries)| {
            *carries == Fact::Known(true)
                && self.first.before.named(&cookie.name).is_some_and(|before| before.value == cookie.value)
        });
        let kept_cookies = kept.map(|(cookie, _)| shorten(&cookie.name, 64)).collect();
        let cookies: Vec<_> = own
            .iter()
            .map(|(cookie, carries)| cookies::shown(cookie, carries.clone(), &self.first.before, self.site.now))
            .collect();
        let caching = self.page.response.header("cache-control").map(|value| shorten(value, 200));
        Fact::Known(SessionSeen {
            renewed: renewed(&earlier, &invented),
            kept_cookies,
            adopts_invented: invented,
            ends_after_minutes: cookies::end(&cookies),
            cookies,
            no_store: caching.as_deref().is_some_and(|value| value.to_ascii_lowercase().contains("no-store")),
            cache_control: caching.into(),
        })
    }

    /// Of each cookie, whether the session ends without it.
    fn carriers(&mut self, course: &mut Course<'a>) -> Vec<Fact<bool>> {
        let cookies = self.jar.cookies().to_vec();
        if cookies.len() == 1 {
            return vec![Fact::Known(true)];
        }
        let mut all = Vec::new();
        for left_out in cookies.iter().take(MOST_CARRIERS) {
            let mut jar = self.jar.only(|own| own.name != left_out.name);
            let opens = self.site.opens(course, &mut jar);
            if opens == Ok(true) {
                // A session that is handed on with each answer goes on with the newest.
                self.jar.absorb(&jar);
            }
            all.push(super::settle(opens.map(|opens| !opens)));
        }
        all
    }

    /// Whether the cookies of before open what only those see who are signed in.
    fn earlier_opens(&self, course: &mut Course<'a>) -> Result<bool, Gap> {
        if self.first.before.cookies().is_empty() {
            return Ok(false);
        }
        self.site.opens(course, &mut self.first.before.clone())
    }

    /// Whether a value that the visitor brings along becomes the session, where the server hands none
    /// out before.
    fn adopts_invented(&self, course: &mut Course<'a>, carriers: &[Fact<bool>]) -> Fact<bool> {
        let carrying = self.jar.cookies().iter().zip(carriers).filter(|(_, carries)| **carries == Fact::Known(true));
        let planted: Vec<_> = carrying.map(|(cookie, _)| invented(cookie)).collect();
        let handed_out = planted.iter().any(|cookie| self.first.before.named(&cookie.name).is_some());
        if planted.is_empty() || handed_out {
            return Fact::Unknown(untried());
        }
        let planted = Jar::of(planted);
        match hand_in(course, self.site, planted.clone(), self.login) {
            Ok(_) => super::settle(self.site.opens(course, &mut planted.clone())),
            Err(gap) => Fact::Unknown(gap),
        }
    }
}

/// A session is new where nothing from before opens it.
fn renewed(earlier: &Result<bool, Gap>, invented: &Fact<bool>) -> Fact<bool> {
    match (earlier, invented) {
        (Ok(true), _) | (_, Fact::Known(true)) => Fact::Known(false),
        (Err(gap), _) => Fact::Unknown(gap.clone()),
        (Ok(false), _) => Fact::Known(true),
    }
}

/// The cookie with a value of the same length and letters that nobody was given.
fn invented(cookie: &StoredCookie) -> StoredCookie {
    let digest = Digest::of(cookie.name.as_bytes()).to_string();
    let fresh = digest.bytes().filter(u8::is_ascii_hexdigit).collect::<Vec<_>>();
    let fresh = fresh.iter().cycle();
    let value = cookie.value.chars().zip(fresh).map(|(own, fresh)| match own {
        '0'..='9' => char::from(b'0' + fresh % 10),
        'a'..='z' => char::from(b'a' + fresh % 6),
        'A'..='Z' => char::from(b'A' + fresh % 6),
        other => other,
    });
    let value = value.collect();
    let mut invented = cookie.clone();
    invented.value = value;
    invented
}

/// Whether a session ends when nobody uses it for the declared time.
pub(super) fn idle(site: &Site<'_>, login: &Login, course: &mut Course<'_>) -> Fact<bool> {
    let Some(minutes) = site.sign_in.idle_minutes else { return Fact::Absent };
    if !site.sign_in.wait_for_idle {
        let detail = Text::new(
            "không chờ: đặt `wait_for_idle: true` để đợt kiểm tra chờ hết thời gian đó",
            "not waited: with `wait_for_idle: true` the inspection waits that long",
        );
        return Fact::Unknown(Gap::new(Reason::NotCollected, detail));
    }
    let seconds = u32::try_from(minutes).unwrap_or(u32::MAX).saturating_mul(60).saturating_add(GRACE_SECONDS);
    super::settle(hand_in(course, site, Jar::default(), login).and_then(|attempt| {
        let mut jar = attempt.after;
        if !site.opens(course, &mut jar)? {
            return Err(super::refused());
        }
        Ok(!site.opens_after(course, &mut jar, seconds.saturating_mul(1000))?)
    }))
}

fn untold() -> Fact<bool> {
    Fact::Unknown(Reason::NotCollected.into())
}

fn untried() -> Gap {
    let detail = Text::new(
        "máy chủ tự cấp cookie phiên trước khi đăng nhập, hoặc không rõ cookie nào mang phiên",
        "the server hands the session's cookie out before, or none is known to carry the session",
    );
    Gap::new(Reason::NotCollected, detail)
}
