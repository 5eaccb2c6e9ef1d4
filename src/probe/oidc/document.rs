//! From an answer to a JSON object, or to what stands there instead.

use super::facts::{Address, Form, Outcome, Sharing};
use super::json::{Json, Unread};
use super::metadata::{shown, shown_address};
use crate::fact::{Fact, Gap, Reason};
use crate::text::{Text, shorten, text};
use crate::wire::Response;

/// An address that was asked, and its document where it gave one.
#[derive(Clone, Debug)]
pub(super) struct Document {
    /// What is told of it.
    pub(super) address: Address,
    /// The object.
    pub(super) json: Option<Json>,
}

impl Document {
    /// Reads the answer of an address. `base` resolves redirects that are relative.
    pub(super) fn read(
        form: Option<Form>,
        path: &str,
        answer: Result<&Response, Gap>,
        base: Option<&url::Url>,
    ) -> Self {
        let response = match answer {
            Ok(response) => response,
            Err(gap) => return Self { address: unseen(form, path, &gap), json: None },
        };
        let (outcome, json) = match content(response) {
            Ok((outcome, json)) => (Fact::Known(outcome), json),
            Err(gap) => (Fact::Unknown(gap), None),
        };
        let content_type = response.header("content-type");
        let redirect = (300..400).contains(&response.status).then(|| response.header("location")).flatten();
        let redirect = redirect.map(|place| {
            base.and_then(|base| base.join(place).ok()).map_or_else(|| shown(place), |url| shown_address(&url))
        });
        let address = Address {
            form: form.into(),
            path: shown(path),
            outcome,
            status: Fact::Known(response.status.into()),
            content_type: content_type.map(|value| shorten(value, 100)).into(),
            json_type: Fact::Known(content_type.is_some_and(is_json)),
            redirect: redirect.into(),
            cache_control: response.header("cache-control").map(|value| shorten(value, 100)).into(),
            duplicate_members: match &json {
                Some(json) => Fact::Known(json.duplicates().into_iter().take(20).map(shown).collect()),
                None => Fact::Absent,
            },
        };
        Self { address, json }
    }
}

/// An address that has no answer.
pub(super) fn unseen(form: Option<Form>, path: &str, gap: &Gap) -> Address {
    Address {
        form: form.into(),
        path: shown(path),
        outcome: gap.clone().into(),
        status: gap.clone().into(),
        content_type: gap.clone().into(),
        json_type: gap.clone().into(),
        redirect: gap.clone().into(),
        cache_control: gap.clone().into(),
        duplicate_members: gap.clone().into(),
    }
}

/// What an answer gave. A gap where it says nothing about what others would be given.
fn content(response: &Response) -> Result<(Outcome, Option<Json>), Gap> {
    let status = response.status;
    match status {
        200 => body(response),
        300..=399 => Ok((Outcome::Redirect, None)),
        401 | 403 => Err(Gap::new(
            Reason::Denied,
            text!("máy chủ từ chối yêu cầu (mã {status})", "the server denies the request (status {status})"),
        )),
        429 => Err(Gap::new(
            Reason::RateLimited,
            Text::new("máy chủ yêu cầu hỏi lại sau (mã 429)", "the server asks to come back later (status 429)"),
        )),
        // A gateway without the server behind it speaks for itself only.
        502..=504 => Err(Gap::new(
            Reason::Unreachable,
            text!(
                "cổng trung gian báo không tới được máy chủ (mã {status})",
                "a gateway says that it does not reach the server (status {status})"
            ),
        )),
        400..=499 => Ok((Outcome::Missing, None)),
        _ => Ok((Outcome::Error, None)),
    }
}

fn body(response: &Response) -> Result<(Outcome, Option<Json>), Gap> {
    let encoding = response.header("content-encoding").filter(|value| !value.trim().eq_ignore_ascii_case("identity"));
    if let Some(encoding) = encoding {
        let encoding = shorten(encoding, 40);
        let detail = text!(
            "nội dung bị nén ({encoding}) dù không được yêu cầu; không giải nén",
            "the body is compressed ({encoding}) without being asked for; it is not unpacked"
        );
        return Err(Gap::new(Reason::Parse, detail));
    }
    if response.truncated {
        let kept = response.body.len();
        let detail = text!(
            "nội dung dài hơn giới hạn đọc; số byte đã đọc: {kept}",
            "the body is longer than what is read; bytes read: {kept}"
        );
        return Err(Gap::new(Reason::Budget, detail));
    }
    match Json::read(&response.body) {
        Ok(json @ Json::Object(_)) => Ok((Outcome::Document, Some(json))),
        Ok(_) => Ok((Outcome::NotObject, None)),
        Err(Unread::Malformed) => Ok((Outcome::NotJson, None)),
        Err(Unread::TooLarge) => {
            let detail = Text::new(
                "tài liệu JSON lồng quá sâu hoặc có quá nhiều giá trị",
                "the JSON document is nested too deeply, or holds too many values",
            );
            Err(Gap::new(Reason::Budget, detail))
        }
    }
}

/// `application/json`, or a type with the ending `+json` (RFC 6839).
fn is_json(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json" || kind.starts_with("application/") && kind.ends_with("+json")
}

/// Which pages may read an answer, and whether with credentials, where a foreign origin asked.
pub(super) fn sharing(response: &Response, origin: &str) -> (Sharing, bool) {
    let allowed = response.header("access-control-allow-origin").map(str::trim);
    let credentials = response.header("access-control-allow-credentials").map(str::trim) == Some("true");
    match allowed {
        None => (Sharing::None, false),
        // Browsers give no credentials to `*`.
        Some("*") => (Sharing::Any, false),
        Some(own) if own == origin => (Sharing::Reflected, credentials),
        Some(_) => (Sharing::Fixed, credentials),
    }
}
