//! The probe `dossier`: what anybody learns of a dossier who knows or guesses its code, or has a link.
//!
//! It asks about the two test dossiers that the operator made for the inspection and about codes that no dossier can
//! have; never about anybody's.

mod code;
mod facts;
mod labelled;
mod look_up;
mod office;

#[cfg(test)]
mod tests;

use crate::fact::{Digest, Fact, Factual, Gap, Reason, Shape, Value};
use crate::probe::api::{Heard, same};
use crate::probe::{bearing, exposure};
use crate::system::{Kind, Place, Portal, Safety, Subject, Web};
use crate::text::{Text, text};
use crate::wire::{Endpoint, Job, Request, Response};

use super::walk::Walk;
use super::{Aim, Probe, Seen, Spec, Target};
use facts::{Dossier, LinkSeen};

/// The most declared links of each kind that are opened.
const MOST_LINKS: usize = 10;
/// The most bytes of an answer that are read.
const ANSWER_LIMIT: usize = 512 << 10;
/// The most bytes of a file that are read: enough to tell what it is.
const FILE_LIMIT: usize = 4096;

/// The probe.
#[derive(Debug)]
pub struct DossierProbe;

impl Probe for DossierProbe {
    fn spec(&self) -> Spec {
        Spec {
            id: "dossier",
            title: Text::new("Hồ sơ thử, xem khi chưa đăng nhập", "Test dossiers, seen without signing in"),
            about: Text::new(
                "Tra cứu hai hồ sơ thử do đơn vị tự lập và vài mã không thể có thật; mở các tệp của hai hồ sơ đó khi chưa \
                 đăng nhập. Chỉ dùng GET, giữ nhịp chậm; không bao giờ hỏi mã của ai khác.",
                "Looks up two test dossiers of the operator's own and a few codes that no dossier can have; opens files of \
                 these two without signing in. GET only, at the calm pace; nobody else's code is ever asked.",
            ),
            kinds: &[Kind::Site],
            safety: Safety::Passive,
            aim: Aim::OneBackEnd,
            most_jobs: 2 * (look_up::MOST_JOBS) + 2 * MOST_LINKS + 1,
        }
    }

    fn concerns(&self, subject: &Subject) -> bool {
        portal(subject).is_some_and(|portal| {
            portal.look_up.is_some() || !portal.attachments.is_empty() || !portal.results.is_empty()
        })
    }

    fn is_calm(&self) -> bool {
        true
    }

    fn shape(&self) -> Shape {
        Dossier::shape()
    }

    fn wants(&self, target: &Target<'_>, seen: &Seen) -> Vec<Job> {
        let mut walk = Walk::new(seen);
        if let Some(desk) = Desk::of(target) {
            drop(gather(&desk, &mut walk));
        }
        walk.into_jobs()
    }

    fn fact(&self, target: &Target<'_>, seen: &Seen) -> Value {
        match Desk::of(target) {
            Some(desk) => gather(&desk, &mut Walk::new(seen)).into_value(),
            None => Value::unknown(Reason::NotCollected),
        }
    }
}

fn portal(subject: &Subject) -> Option<&Portal> {
    match &subject.place {
        Place::Web(web) => web.portal(),
        _ => None,
    }
}

/// A site at one of its back-ends, as somebody asks it who has not signed in.
#[derive(Clone, Copy, Debug)]
struct Desk<'a> {
    web: &'a Web,
    portal: &'a Portal,
    endpoint: &'a Endpoint,
}

impl<'a> Desk<'a> {
    fn of(target: &Target<'a>) -> Option<Self> {
        let Place::Web(web) = &target.subject.place else { return None };
        Some(Self { web, portal: web.portal()?, endpoint: target.endpoint? })
    }

    /// A GET at the calm pace, as a job.
    fn get(&self, path: &str, limit: usize) -> Job {
        let request = Request::get(self.web.tls, &self.endpoint.name, self.endpoint.port, path)
            .with_identity(bearing::identity(self.web))
            .with_body_limit(limit)
            .calm();
        Job::Fetch(self.endpoint.clone(), request)
    }

    /// A path that no site has, made from its name so that equal runs ask equal things.
    fn random_path(&self) -> String {
        let mark = Digest::of_parts([b"dossier" as &[u8], self.endpoint.name.as_bytes()]).short_hex();
        format!("/kiemtra-{}", mark.chars().take(16).collect::<String>())
    }
}

fn gather(desk: &Desk<'_>, walk: &mut Walk<'_>) -> Dossier {
    let declared = desk.portal.look_up.as_ref();
    let look_ups = declared.map(|declared| look_up::look_ups(desk, declared, walk)).unwrap_or_default();
    let codes = declared.map(|own| {
        let [first, second] = &own.dossiers;
        code::codes(first, second)
    });
    let mut links = |declared: &[String]| -> Vec<LinkSeen> {
        declared.iter().take(MOST_LINKS).map(|link| opened(desk, link, walk)).collect()
    };
    let attachments = links(&desk.portal.attachments);
    let results = links(&desk.portal.results);
    Dossier { look_ups, codes: codes.into(), attachments, results }
}

/// What comes of a link without signing in. A page that says no under a good status, or that any path gets, is nothing.
fn opened(desk: &Desk<'_>, link: &str, walk: &mut Walk<'_>) -> LinkSeen {
    let path = desk.random_path();
    let random = walk.response(desk.get(&path, FILE_LIMIT));
    let answer = walk.response(desk.get(link, FILE_LIMIT));
    let given = random.and_then(|random| answer.and_then(|answer| given((answer, link), (random, &path))));
    LinkSeen {
        link: shown(link),
        opens: given.as_ref().map_or_else(|gap| gap.clone().into(), |format| Fact::Known(format.is_some())),
        format: given.map_or_else(Fact::Unknown, Fact::from),
        random_bits: code::random_bits(link),
        expires: code::expires(link),
    }
}

/// What a link gave, by its content; `None` where it gave nothing.
fn given(heard: Heard<'_>, random: Heard<'_>) -> Result<Option<String>, Gap> {
    let (response, _) = heard;
    match response.status {
        200 | 203 | 206 => {}
        429 | 503 => return Err(crate::probe::api::throttled(response.status)),
        500.. => {
            let status = response.status;
            let detail = text!("máy chủ trả lời bằng lỗi {status}", "the server answers with the error {status}");
            return Err(Gap::new(Reason::Inconsistent, detail));
        }
        _ => return Ok(None),
    }
    if response.body.is_empty() || same(heard, random) {
        return Ok(None);
    }
    let format = format_of(response);
    // A file is no page: a page in its place asks to sign in, or says that there is none.
    Ok((format != exposure::Format::Html).then(|| format.word().to_owned()))
}

fn format_of(response: &Response) -> exposure::Format {
    exposure::format(&exposure::Document {
        bytes: &response.body,
        content_type: response.header("content-type"),
        name: None,
        truncated: response.truncated,
    })
}

/// A link as a fact keeps it: without its query, digits covered.
fn shown(link: &str) -> String {
    let path = link.split('?').next().unwrap_or_default();
    let covered: String = path.chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect();
    crate::text::shorten(&if link.contains('?') { format!("{covered}?…") } else { covered }, 200)
}
