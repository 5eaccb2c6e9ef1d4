//! How a reader fares at a route, told from the answer.

use super::body::{Body, refuses_in_words, same};
use super::facts::Standing;
use crate::fact::{Gap, Reason};
use crate::text::{Text, text};
use crate::wire::Response;

/// Words in an address where one signs in.
const SIGN_IN: &[&str] = &[
    "login",
    "logon",
    "signin",
    "sign-in",
    "sign_in",
    "dang-nhap",
    "dangnhap",
    "oauth",
    "authorize",
    "sso",
    "/cas",
    "saml",
    "/auth",
    "openid",
];

/// An answer and the path that was asked.
pub(in crate::probe) type Heard<'a> = (&'a Response, &'a str);

/// How the reader fared. Where `shows` is declared, only an answer that shows it gives data. What random
/// paths are answered is no data.
pub(in crate::probe) fn standing(heard: Heard<'_>, shows: Option<&str>, random: &[Heard<'_>]) -> Result<Standing, Gap> {
    let (response, _) = heard;
    let status = response.status;
    match status {
        200..=299 => given(heard, shows, random),
        300..=399 if leads_to_sign_in(response) => Ok(Standing::SignIn),
        300..=399 => Err(Gap::new(
            Reason::Denied,
            text!("HTTP {status}: chuyển hướng sang địa chỉ khác", "HTTP {status}: it redirects to another address"),
        )),
        401 | 403 => Ok(Standing::Refused),
        404 | 410 => Ok(Standing::NotFound),
        429 | 503 => Err(throttled(status)),
        500 | 501 => Ok(Standing::ServerError),
        502 | 504 => Err(Gap::new(
            Reason::Unreachable,
            text!("HTTP {status}: dịch vụ phía sau không trả lời", "HTTP {status}: the service behind does not answer"),
        )),
        _ => Err(Gap::new(
            Reason::Denied,
            text!(
                "HTTP {status}: từ chối nhưng không rõ có phải vì thiếu mã truy cập hay không",
                "HTTP {status}: turned away, perhaps not for want of a token"
            ),
        )),
    }
}

/// The gap of an answer that asks for patience.
pub(in crate::probe) fn throttled(status: u16) -> Gap {
    Gap::new(
        Reason::RateLimited,
        text!("HTTP {status}: máy chủ yêu cầu chờ", "HTTP {status}: the server asks for patience"),
    )
}

/// Whether an answer sends its reader to where one signs in.
pub(in crate::probe) fn leads_to_sign_in(response: &Response) -> bool {
    let location = response.header("location").unwrap_or_default().to_ascii_lowercase();
    SIGN_IN.iter().any(|word| location.contains(word))
}

fn given(heard: Heard<'_>, shows: Option<&str>, random: &[Heard<'_>]) -> Result<Standing, Gap> {
    let (response, _) = heard;
    if shows.is_some_and(|shows| contains(response, shows)) {
        return Ok(Standing::Open);
    }
    if refuses_in_words(response) {
        return Ok(Standing::ErrorWith200);
    }
    if random.iter().any(|other| same(heard, *other)) {
        return Err(soft(Text::new(
            "câu trả lời giống hệt khi hỏi một đường dẫn không có thật",
            "the answer is that to a path that does not exist",
        )));
    }
    if shows.is_some() {
        return Err(soft(Text::new(
            "câu trả lời 200 nhưng không có nội dung mà người được phép đọc sẽ thấy",
            "it answers 200 but does not show what a reader who is let in sees",
        )));
    }
    match Body::of(response) {
        Body::Empty => Err(soft(Text::new("câu trả lời rỗng", "the answer is empty"))),
        Body::Page => Err(soft(Text::new(
            "câu trả lời là một trang web, không phải dữ liệu",
            "the answer is a page for people and no data",
        ))),
        Body::Json(_) | Body::Other | Body::Xml => Ok(Standing::Open),
    }
}

fn soft(detail: Text) -> Gap {
    Gap::new(Reason::Parse, detail)
}

/// Whether an answer has some text in its body, however JSON may have escaped it.
pub(in crate::probe) fn contains(response: &Response, text: &str) -> bool {
    String::from_utf8_lossy(&response.body).contains(text)
        || matches!(Body::of(response), Body::Json(value) if value.to_string().contains(text))
}
