//! The probe `sign_in_behaviour`: how a sign-in treats what it should refuse, without an account:
//! made-up sessions, malformed values, return addresses and hosts that are not its own.

mod canary;
mod fact;
mod invented;
mod trial;

use super::sign_in::address::Own;
use super::sign_in::arrival::{Arrival, MOST_HOPS, Turn, Visit, arrive};
use super::walk::Walk;
use super::{Aim, Probe, Seen, Spec, Target, http};
use crate::fact::{Fact, Factual, Gap, Reason, Shape, Value};
use crate::system::{Kind, Place, Safety, Web};
use crate::text::{Text, shorten};
use crate::wire::{Endpoint, Job, Response};
use trial::{mark, telling};

pub use fact::{InventedSession, OpenRedirect, SignInBehaviour, Spelling, Treatment};

/// Requests of its own: a made-up session, malformed values, marked values, a claimed host, and return addresses of the
/// page and usual ones in three spellings.
const OWN_JOBS: usize = 4 + 3 + 3;

/// The probe.
#[derive(Debug)]
pub struct SignInBehaviourProbe;

impl Probe for SignInBehaviourProbe {
    fn spec(&self) -> Spec {
        Spec {
            id: "sign_in_behaviour",
            title: Text::new("Cách trang đăng nhập xử lý yêu cầu lạ", "How the sign-in treats odd requests"),
            about: Text::new(
                "Gửi vài yêu cầu GET với mã phiên tự nghĩ ra, giá trị sai dạng, địa chỉ trả về và tên máy chủ không có thật; không đăng nhập, không gửi biểu mẫu.",
                "Sends a few GET requests with a made-up session, malformed values, and return addresses and a host that do not exist; signs in nowhere and sends no form.",
            ),
            kinds: &[Kind::SignIn],
            safety: Safety::Active,
            aim: Aim::OneBackEnd,
            // The two visits of the probe `sign_in` among them.
            most_jobs: 2 * (1 + MOST_HOPS) + OWN_JOBS,
        }
    }

    fn steps(&self, _target: &Target<'_>) -> Vec<Text> {
        vec![
            Text::new(
                "một GET mang mã phiên tự nghĩ ra, xem máy chủ có cấp mã của chính mình không",
                "one GET with a made-up session, to see whether the server gives one of its own",
            ),
            Text::new(
                "một GET với giá trị sai dạng (dấu nháy, dấu chéo ngược) và một GET với giá trị có đánh dấu, xem trang báo lỗi, hiện lại ra sao",
                "one GET with malformed values (quotes, a backslash) and one with marked values, to see what the page reveals and shows again",
            ),
            Text::new(
                "nhiều nhất sáu GET có địa chỉ trả về trỏ tới kiemtra.invalid (tên miền không thể tồn tại)",
                "at most six GETs with return addresses at kiemtra.invalid (a name that cannot exist)",
            ),
            Text::new(
                "một GET tự xưng được chuyển tiếp cho kiemtra.invalid (X-Forwarded-Host), ở địa chỉ riêng để không bộ nhớ đệm nào giữ lại cho người khác",
                "one GET that claims to be forwarded for kiemtra.invalid (X-Forwarded-Host), at an address of its own so that no cache keeps it for others",
            ),
        ]
    }

    fn is_calm(&self) -> bool {
        true
    }

    fn shape(&self) -> Shape {
        SignInBehaviour::shape()
    }

    fn wants(&self, target: &Target<'_>, seen: &Seen) -> Vec<Job> {
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

fn gather(target: &Target<'_>, web: &Web, endpoint: &Endpoint, walk: &mut Walk<'_>) -> SignInBehaviour {
    let own = Own::new(target, web);
    let start = http::start(web, endpoint);
    let first = match arrive(target, own, walk, start.clone(), Turn::First) {
        Ok(first) => first,
        Err(gap) => return unknown(&gap),
    };
    if walk.is_waiting() {
        return unknown(&Reason::NotCollected.into());
    }
    let again = arrive(target, own, walk, start, Turn::Second);
    let Some(end) = first.end() else { return unknown(&Reason::NotCollected.into()) };
    // Where the way broke, nothing of the page at its end is known.
    if let Some(gap) = first.broken.clone().or_else(|| first.page.as_ref().err().cloned()) {
        let sessions = settle(sessions(walk, &first, again));
        return SignInBehaviour { sessions, ..unknown(&gap) };
    }
    let page = first.document();
    let fields = trial::Aim::fields(end, page);
    let (marked, job) = fields.marked();
    let shown = walk.response(job).and_then(|response| telling(response, end.response));
    SignInBehaviour {
        open_redirects: settle(open_redirects(walk, end, own, &first)),
        forwarded_host: settle(
            walk.response(trial::Aim::forwarded(end))
                .and_then(|response| telling(response, end.response))
                .map(|response| canary::places(response, &end.url)),
        ),
        reveals: settle(reveals(walk, &fields, end, shown.as_ref().ok().copied())),
        reflected: settle(shown.map(|response| reflected(response, &marked.parameters))),
        sessions: settle(sessions(walk, &first, again)),
    }
}

fn sessions<'a>(
    walk: &mut Walk<'a>,
    first: &Arrival<'a>,
    again: Result<Arrival<'a>, Gap>,
) -> Result<Vec<InventedSession>, Gap> {
    let again = again?;
    if let Some(gap) = &again.broken {
        return Err(gap.clone());
    }
    let sessions = invented::sessions(first, &again);
    let Some(job) = invented::job(first, &sessions) else { return Ok(Vec::new()) };
    let response = walk.response(job)?;
    let usual = first.visits.first().map_or(response, |visit| visit.response);
    invented::judged(first, &sessions, telling(response, usual)?)
}

fn open_redirects(
    walk: &mut Walk<'_>,
    end: &Visit<'_>,
    own: Own<'_>,
    first: &Arrival<'_>,
) -> Result<Vec<OpenRedirect>, Gap> {
    let mine = trial::Aim::own(end, first.document(), own);
    let usual = trial::Aim::usual(end, mine.as_ref());
    let (mut found, mut missing) = (Vec::new(), None);
    for aim in mine.iter().chain([&usual]) {
        for spelling in Spelling::ALL {
            match walk.response(aim.returning(*spelling)).and_then(|response| telling(response, end.response)) {
                Ok(response) => canary::redirects(response, aim.url(), *spelling, &aim.parameters, &mut found),
                Err(gap) => missing = missing.or(Some(gap)),
            }
        }
    }
    match missing {
        Some(gap) if found.is_empty() => Err(gap),
        _ => Ok(found),
    }
}

/// What malformed values reveal; what the ordinary page shows as well is no news.
fn reveals(
    walk: &mut Walk<'_>,
    fields: &trial::Aim,
    end: &Visit<'_>,
    shown: Option<&Response>,
) -> Result<Vec<String>, Gap> {
    let usual = http::leak::leaks(&end.response.body);
    let answer = walk.response(fields.malformed()).and_then(|response| telling(response, end.response));
    let bodies = answer.as_ref().ok().into_iter().copied().chain(shown);
    let mut found: Vec<_> = bodies.flat_map(|response| http::leak::leaks(&response.body)).collect();
    found.retain(|kind| !usual.contains(kind));
    found.sort_unstable();
    found.dedup();
    match answer {
        Err(gap) if found.is_empty() => Err(gap),
        _ => Ok(found),
    }
}

/// The parameters whose markup came back as markup.
fn reflected(response: &Response, parameters: &[String]) -> Vec<String> {
    let kind = response.header("content-type").unwrap_or_default().to_ascii_lowercase();
    if !(kind.is_empty() || kind.contains("html") || kind.contains("xml")) {
        return Vec::new();
    }
    let body = String::from_utf8_lossy(&response.body);
    let back = parameters.iter().enumerate().filter(|(place, _)| body.contains(&mark(*place)));
    back.map(|(_, name)| shorten(name, 60)).collect()
}

fn settle<T>(found: Result<T, Gap>) -> Fact<T> {
    found.map_or_else(Fact::Unknown, Fact::Known)
}

fn unknown(gap: &Gap) -> SignInBehaviour {
    SignInBehaviour {
        sessions: gap.clone().into(),
        reveals: gap.clone().into(),
        open_redirects: gap.clone().into(),
        forwarded_host: gap.clone().into(),
        reflected: gap.clone().into(),
    }
}
