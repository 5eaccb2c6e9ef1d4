//! The probe `sign_in`: where and how people sign in, seen without an account and without sending
//! anything: who vouches for them, what guards the form, what the cookies before the sign-in are worth,
//! and whether local accounts can still be made.

mod account_form;
pub(super) mod address;
pub(super) mod arrival;
pub(super) mod cookie;
mod exposure;
mod fact;
mod forgery;
mod form;
mod guess;
mod landing;
mod local;
mod offer;
mod option;
mod request;
mod saml;

use super::http;
use super::page::Page;
use super::walk::Walk;
use super::{Aim, Probe, Seen, Spec, Target};
use crate::fact::{Fact, Factual, Gap, Reason, Shape, Value};
use crate::system::{Audience, Kind, Place, Safety, Web};
use crate::text::Text;
use crate::wire::{Endpoint, Phase};
use address::Own;
use arrival::{Arrival, Turn, arrive};
use http::way::bare;

pub use fact::{
    AuthorizationRequest, Challenge, ForeignScript, Forgery, Freshness, Landing, LocalAccounts, Means, PasswordForm,
    Purpose, SamlRequest, SessionInAddress, SignInCookie, SignInFacts, SignInOption,
};

/// The most requests for one sign-in; two of them are those of the probe `http`.
const MOST_JOBS: usize = 20;

/// The probe.
#[derive(Debug)]
pub struct SignInProbe;

impl Probe for SignInProbe {
    fn spec(&self) -> Spec {
        Spec {
            id: "sign_in",
            title: Text::new("Trang đăng nhập", "Sign-in page"),
            about: Text::new(
                "Tải trang đăng nhập hai lần, xem các cách đăng nhập dẫn tới đâu và thử vài đường dẫn đăng ký, quên mật khẩu thường gặp; chỉ dùng GET, không gửi dữ liệu, không đăng nhập.",
                "Loads the sign-in page twice, looks where its ways to sign in lead, and tries a few usual paths of registration and forgotten passwords; GET only, sends no data and signs in nowhere.",
            ),
            kinds: &[Kind::SignIn],
            safety: Safety::Passive,
            aim: Aim::OneBackEnd,
            most_jobs: MOST_JOBS,
        }
    }

    fn is_calm(&self) -> bool {
        true
    }

    fn shape(&self) -> Shape {
        SignInFacts::shape()
    }

    fn wants(&self, target: &Target<'_>, seen: &Seen) -> Vec<crate::wire::Job> {
        let mut walk = Walk::new(seen);
        if let (Place::Web(web), Some(endpoint)) = (&target.subject.place, target.endpoint) {
            drop(gather(target, web, endpoint, &mut walk));
        }
        walk.into_jobs()
    }

    fn fact(&self, target: &Target<'_>, seen: &Seen) -> Value {
        let (Place::Web(web), Some(endpoint)) = (&target.subject.place, target.endpoint) else {
            return Value::unknown(Reason::NotCollected);
        };
        gather(target, web, endpoint, &mut Walk::new(seen)).into_value()
    }
}

fn gather(target: &Target<'_>, web: &Web, endpoint: &Endpoint, walk: &mut Walk<'_>) -> SignInFacts {
    let own = Own::new(target, web);
    let audience = web.sign_in().and_then(|sign_in| sign_in.audience);
    let mut facts = unknown(audience, &Reason::NotCollected.into());
    let start = http::start(web, endpoint);
    facts.plain_form = landing::plain_form(web, endpoint, walk);
    let first = match arrive(target, own, walk, start.clone(), Turn::First) {
        Ok(first) => first,
        Err(gap) => {
            let exposed = exposure::without_answer(target, &gap);
            // A closed plain port tells of a sign-in that is up; where no port lets anybody in it may just be down.
            let silent = walk.trouble(&start.job()).is_some_and(|trouble| trouble.phase <= Phase::Connect);
            let plain_form = match facts.plain_form {
                Fact::Known(false) if silent => Fact::Unknown(gap.clone()),
                other => other,
            };
            return SignInFacts { plain_form, exposed, ..unknown(audience, &gap) };
        }
    };
    let again = if walk.is_waiting() {
        Err(Reason::NotCollected.into())
    } else {
        arrive(target, own, walk, start, Turn::Second)
    };
    if walk.is_waiting() {
        return facts;
    }
    look(target, own, walk, &first, &again, &mut facts);
    if walk.is_waiting() {
        return facts;
    }
    facts.local_accounts = match audience {
        Some(Audience::Officers) => Fact::Absent,
        _ => settle(local::accounts(own, walk, &first, MOST_JOBS)),
    };
    facts
}

/// Everything that the two visits tell.
fn look(
    target: &Target<'_>,
    own: Own<'_>,
    walk: &mut Walk<'_>,
    first: &Arrival<'_>,
    again: &Result<Arrival<'_>, Gap>,
    facts: &mut SignInFacts,
) {
    let Some(end) = first.end() else { return };
    facts.page = Fact::Known(landing::landing(first, end));
    let host = end.url.host_str().map(bare).unwrap_or_default();
    let cookies = cookie::cookies(first, again, host);
    let guards = forgery::Guards {
        strict: cookie::set(first).iter().any(|set| set.is_session() && set.is_strict()),
        token: cookies.iter().any(|cookie| forgery::is_token_name(&cookie.name)),
    };
    facts.challenges = Fact::Known(option::challenges(end.response));
    facts.cookies = Fact::Known(cookies);
    let citizens = facts.audience.known().is_some_and(|word| word == Audience::Citizens.word());
    let ways = option::ways(target, own, walk, first, again, citizens);
    if walk.is_waiting() {
        return;
    }
    let pairs = |wanted| request::pairs(&ways.outgoing, &ways.outgoing_again, wanted);
    let requests: Vec<_> =
        pairs(request::is_request).into_iter().map(|(url, other)| request::request(own, url, other)).collect();
    let saml: Vec<_> = pairs(saml::is_request).into_iter().map(|(url, other)| saml::request(own, url, other)).collect();
    let recognised = !ways.options.is_empty();
    facts.exposed = exposure::exposed(target, end.response, recognised);
    let unseen = first.broken.clone().or_else(|| first.page.as_ref().err().cloned());
    if let Some(gap) = unseen.or_else(|| (!recognised).then(nothing_recognised)) {
        // What was seen is told; what was not seen may be there.
        if recognised {
            facts.options = Fact::Known(ways.options);
        } else {
            facts.options = gap.clone().into();
        }
        facts.captcha = gap.clone().into();
        facts.forms = gap.clone().into();
        facts.sessions_in_addresses = gap.clone().into();
        facts.foreign_scripts = gap.clone().into();
        facts.requests = if requests.is_empty() { gap.clone().into() } else { Fact::Known(requests) };
        facts.saml_requests = if saml.is_empty() { gap.into() } else { Fact::Known(saml) };
        return;
    }
    (facts.options, facts.requests, facts.saml_requests) =
        (Fact::Known(ways.options), Fact::Known(requests), Fact::Known(saml));
    facts.sessions_in_addresses = Fact::Known(address::sessions(own, first));
    let page = first.document();
    let other = again.as_ref().map_err(Clone::clone).and_then(|again| again.document().ok_or_else(not_again));
    facts.forms = Fact::Known(page.map(|page| form::forms(page, own, other, guards)).unwrap_or_default());
    facts.captcha = page.and_then(landing::captcha).map(str::to_owned).into();
    facts.foreign_scripts = Fact::Known(page.map(|page| landing::foreign_scripts(own, page)).unwrap_or_default());
    if page.is_some_and(|page| page.cut) {
        cut(facts);
    }
}

/// A page that was cut proves no emptiness.
fn cut(facts: &mut SignInFacts) {
    fn open<T>(fact: &mut Fact<Vec<T>>) {
        if fact.known().is_some_and(Vec::is_empty) {
            *fact = Page::cut_gap().into();
        }
    }
    // Every way counts, so one that was not read may be the one that matters.
    facts.options = Page::cut_gap().into();
    open(&mut facts.forms);
    open(&mut facts.foreign_scripts);
    open(&mut facts.sessions_in_addresses);
    if matches!(facts.captcha, Fact::Absent) {
        facts.captcha = Page::cut_gap().into();
    }
}

fn nothing_recognised() -> Gap {
    let detail = Text::new(
        "không nhận ra cách đăng nhập nào trên trang; có thể mã kịch bản dựng trang",
        "no way to sign in was recognised on the page; scripts may build it",
    );
    Gap::new(Reason::LowCoverage, detail)
}

fn not_again() -> Gap {
    let detail = Text::new("lần truy cập thứ hai không trả về trang", "the second visit gave no page");
    Gap::new(Reason::Inconsistent, detail)
}

fn settle<T>(found: Result<T, Gap>) -> Fact<T> {
    found.map_or_else(Fact::Unknown, Fact::Known)
}

/// The facts where nothing is known for one reason.
fn unknown(audience: Option<Audience>, gap: &Gap) -> SignInFacts {
    let undeclared = Text::new("chưa khai báo `audience`", "`audience` is not declared");
    let undeclared = Gap::new(Reason::NotCollected, undeclared);
    SignInFacts {
        audience: audience.map_or(Fact::Unknown(undeclared), |audience| Fact::Known(audience.word().to_owned())),
        page: gap.clone().into(),
        options: gap.clone().into(),
        forms: gap.clone().into(),
        challenges: gap.clone().into(),
        plain_form: gap.clone().into(),
        captcha: gap.clone().into(),
        cookies: gap.clone().into(),
        sessions_in_addresses: gap.clone().into(),
        foreign_scripts: gap.clone().into(),
        requests: gap.clone().into(),
        saml_requests: gap.clone().into(),
        local_accounts: gap.clone().into(),
        exposed: gap.clone().into(),
    }
}

#[cfg(test)]
mod tests;
