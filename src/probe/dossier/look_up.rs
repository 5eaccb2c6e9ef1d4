//! Looking a dossier up as anybody does.

use crate::fact::{Fact, Gap, Reason};
use crate::probe::api::{Heard, refuses_in_words, same, throttled};
use crate::probe::page::Page;
use crate::probe::walk::Walk;
use crate::system::DossierLookUp;
use crate::text::Text;
use crate::wire::{Job, Request, Response};

use super::facts::{FieldShown, LinkSeen, LookUpSeen};
use super::{ANSWER_LIMIT, Desk, code, labelled, opened, shown};

/// Codes that no dossier can have, asked one after the other.
const IMPOSSIBLE: usize = 5;
/// The most files of an answer that are opened.
const MOST_FILES: usize = 5;
/// The most jobs of one way to look up.
pub(super) const MOST_JOBS: usize = 2 + IMPOSSIBLE + MOST_FILES;

/// What stands where one has to prove to be human, in lower case.
const CAPTCHA: &[&str] = &[
    "captcha",
    "cf-turnstile",
    "mã xác nhận",
    "mã xác thực",
    "mã kiểm tra",
    "mã bảo vệ",
    "mã bảo mật",
    "maxacnhan",
    "ma_xac_nhan",
];
/// Endings of files that an answer links to.
const FILES: &[&str] = &[
    ".pdf", ".doc", ".docx", ".xls", ".xlsx", ".jpg", ".jpeg", ".png", ".zip", ".rar", ".tif", ".odt", ".rtf", ".p7s",
];
/// Words in addresses of files that have no ending.
const DOWNLOADS: &[&str] = &["download", "taive", "tai-ve", "tai_ve", "attachment", "dinhkem", "dinh-kem", "getfile"];

/// Every declared way to look up.
pub(super) fn look_ups(desk: &Desk<'_>, declared: &DossierLookUp, walk: &mut Walk<'_>) -> Vec<LookUpSeen> {
    let ways = [("page", Some(&declared.path)), ("interface", declared.interface.as_ref())];
    let declared_ways = ways.into_iter().filter_map(|(way, path)| Some((way, path?)));
    declared_ways.map(|(way, path)| look_up(desk, (way, path), &declared.dossiers, walk)).collect()
}

fn look_up(desk: &Desk<'_>, (way, path): (&str, &str), dossiers: &[String; 2], walk: &mut Walk<'_>) -> LookUpSeen {
    let [first, second] = dossiers.each_ref().map(|code| DossierLookUp::path_of(path, code));
    let own = [&first, &second].map(|path| (walk.response(desk.get(path, ANSWER_LIMIT)), path.as_str()));
    // The pace is tried last: whoever holds up strangers must not hold up the operator's own codes first.
    let others = if own.iter().all(|(answer, path)| answer.is_ok() || walk.is_answered(&desk.get(path, ANSWER_LIMIT))) {
        impossible(desk, path, &dossiers[0], walk)
    } else {
        Vec::new()
    };
    let shown_by = shown_by(&own, &others);
    let personal = shown_by.as_ref().map(|heard| match heard {
        Some((response, _)) => told(response, &others),
        None => Vec::new(),
    });
    let files = match &shown_by {
        Ok(Some((response, _))) => Fact::Known(files(desk, response, &first, walk)),
        Ok(None) => Fact::Known(Vec::new()),
        Err(gap) => Fact::Unknown(gap.clone()),
    };
    LookUpSeen {
        way: way.to_owned(),
        address: shown(path),
        captcha: captcha(&own, &shown_by),
        held_up: held_up(&others),
        personal: personal.map_or_else(|gap| Fact::Unknown(gap.clone()), Fact::Known),
        shows: shown_by.map_or_else(Fact::Unknown, |heard| Fact::Known(heard.is_some())),
        files,
    }
}

/// What an answer tells of a person and answers to impossible codes do not: the office's own telephone stands on both.
fn told(response: &Response, others: &[Asked<'_>]) -> Vec<FieldShown> {
    let standing: Vec<_> = others
        .iter()
        .find_map(|(answer, _)| answer.as_ref().ok())
        .map(|other| labelled::fields(other))
        .unwrap_or_default();
    labelled::fields(response).into_iter().filter(|field| !standing.contains(field)).collect()
}

type Asked<'a> = (Result<&'a Response, Gap>, String);

/// The answers to codes that no dossier can have, one after the other.
fn impossible<'a>(desk: &Desk<'_>, path: &str, code: &str, walk: &mut Walk<'a>) -> Vec<Asked<'a>> {
    let mut asked = Vec::new();
    for code in code::impossible(code, IMPOSSIBLE) {
        let path = DossierLookUp::path_of(path, &code);
        let job = desk.get(&path, ANSWER_LIMIT);
        let answer = walk.response(job.clone());
        asked.push((answer, path));
        if !walk.is_answered(&job) {
            break;
        }
    }
    asked
}

/// The answer that shows a dossier to whoever has its code; none where the code alone shows nothing.
fn shown_by<'a, 'p>(
    own: &[(Result<&'a Response, Gap>, &'p str); 2],
    others: &[Asked<'_>],
) -> Result<Option<Heard<'a>>, Gap>
where
    'p: 'a,
{
    let mut doubt = None;
    for (answer, path) in own {
        let response = match answer {
            Ok(response) => *response,
            Err(gap) => {
                doubt = Some(gap.clone());
                continue;
            }
        };
        match response.status {
            200..=299 => {}
            429 | 503 => {
                doubt = Some(throttled(response.status));
                continue;
            }
            500.. => {
                doubt = Some(Reason::Inconsistent.into());
                continue;
            }
            _ => continue,
        }
        if refuses_in_words(response) || response.body.is_empty() {
            continue;
        }
        match others.iter().find_map(|(answer, path)| answer.as_ref().ok().map(|other| (*other, path.as_str()))) {
            None => {
                doubt =
                    Some(others.iter().find_map(|(own, _)| own.clone().err()).unwrap_or(Reason::NotCollected.into()));
            }
            Some(other) if same((response, path), other) => doubt = doubt.or_else(|| Some(nothing_told())),
            Some(_) => return Ok(Some((response, path))),
        }
    }
    match doubt {
        // A page that asks to prove to be human before it answers does not answer to the code alone.
        Some(gap) if !own.iter().any(|(answer, _)| answer.as_ref().is_ok_and(|own| asks_human(own))) => Err(gap),
        _ => Ok(None),
    }
}

fn nothing_told() -> Gap {
    Gap::new(
        Reason::Parse,
        Text::new(
            "mã có thật và mã không thể có thật nhận cùng một câu trả lời: trang này trả kết quả bằng cách khác; hãy khai báo `interface`",
            "a real code and one that cannot be real get the same answer: the page gives its results in another way; declare `interface`",
        ),
    )
}

fn asks_human(response: &Response) -> bool {
    let text = String::from_utf8_lossy(&response.body).to_lowercase();
    CAPTCHA.iter().any(|word| text.contains(word))
}

/// Whether one has to prove to be human: a page that shows the dossier without it does not ask, whatever stands on it.
fn captcha(own: &[(Result<&Response, Gap>, &str); 2], shown_by: &Result<Option<Heard<'_>>, Gap>) -> Fact<bool> {
    match shown_by {
        Ok(Some(_)) => Fact::Known(false),
        _ => match own.iter().find_map(|(answer, _)| answer.as_ref().ok()) {
            Some(response) => Fact::Known(asks_human(response)),
            None => {
                own.iter().find_map(|(answer, _)| answer.as_ref().err().cloned()).map_or(Fact::Absent, Fact::Unknown)
            }
        },
    }
}

/// Whether look-ups one after the other are held up: turned away, or asked to prove to be human.
fn held_up(others: &[Asked<'_>]) -> Fact<bool> {
    let held = |response: &Response| matches!(response.status, 403 | 429 | 503) || asks_human(response);
    if others.iter().any(|(answer, _)| answer.as_ref().is_ok_and(|own| held(own))) {
        return Fact::Known(true);
    }
    match others.iter().find_map(|(answer, _)| answer.as_ref().err()) {
        Some(gap) => Fact::Unknown(gap.clone()),
        None if others.len() < IMPOSSIBLE => Fact::Unknown(Reason::NotCollected.into()),
        None => Fact::Known(false),
    }
}

/// The files that an answer links to on the same host, opened.
fn files(desk: &Desk<'_>, response: &Response, path: &str, walk: &mut Walk<'_>) -> Vec<LinkSeen> {
    links(desk, response, path).iter().map(|link| opened(desk, link, walk)).collect()
}

fn links(desk: &Desk<'_>, response: &Response, path: &str) -> Vec<String> {
    let Job::Fetch(_, Request { host, tls, .. }) = desk.get(path, ANSWER_LIMIT) else { return Vec::new() };
    let scheme = if tls { "https" } else { "http" };
    let Ok(base) = url::Url::parse(&format!("{scheme}://{host}{path}")) else { return Vec::new() };
    let page = Page::read(&response.body, response.header("content-type"), &base);
    let here =
        |url: &&url::Url| url.scheme() == base.scheme() && url.host() == base.host() && url.port() == base.port();
    let linked = page.links.iter().filter_map(|link| link.address.as_ref()).filter(here).map(|url| match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    });
    let mut found: Vec<String> = linked.chain(quoted(&response.body)).filter(|link| is_file(link)).collect();
    found.sort();
    found.dedup();
    found.truncate(MOST_FILES);
    found
}

/// Strings of JSON that are paths.
fn quoted(body: &[u8]) -> Vec<String> {
    let Ok(value) = serde_json::from_slice::<serde_json::Value>(body) else { return Vec::new() };
    let mut found = Vec::new();
    let mut open = vec![&value];
    while let Some(value) = open.pop() {
        match value {
            serde_json::Value::String(text) if text.starts_with('/') && !text.starts_with("//") => {
                found.push(text.clone());
            }
            serde_json::Value::Array(items) => open.extend(items),
            serde_json::Value::Object(members) => open.extend(members.values()),
            _ => {}
        }
    }
    found.retain(|text| text.bytes().all(|b| b.is_ascii_graphic()));
    found
}

fn is_file(link: &str) -> bool {
    let lower = link.to_ascii_lowercase();
    let path = lower.split('?').next().unwrap_or_default();
    FILES.iter().any(|ending| path.ends_with(ending)) || DOWNLOADS.iter().any(|word| lower.contains(word))
}
