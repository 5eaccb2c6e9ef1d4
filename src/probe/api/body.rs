//! What the body of an answer is: data, a page, or an excuse.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use crate::wire::Response;

/// The most bytes of a body that can be an excuse.
const MOST_EXCUSE: usize = 4096;
/// The most members of an excuse.
const MOST_MEMBERS: usize = 12;
/// Members that hold what was asked for, where anything was given.
const PAYLOADS: &[&str] =
    &["data", "items", "result", "results", "records", "rows", "value", "values", "content", "list", "entries"];
/// Members that hold a code.
const CODES: &[&str] =
    &["status", "code", "statuscode", "errorcode", "resultcode", "httpstatus", "httpcode", "ma", "maloi", "error"];

/// How systems say that somebody is not let in.
static REFUSAL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix) un-?authori[sz]ed | not\ (yet\ )?authori[sz]ed | un-?authenticated | not\ authenticated
        | authentication\ (is\ )?(required|failed|needed) | access[\ _-]?denied | forbidden | permission\ denied
        | (not|must\ be|please|need\ to)\ (logged|log|sign|signed)[\ -]?in | (log[\ -]?in|sign[\ -]?in)\ (is\ )?(required|first)
        | (invalid|missing|expired|no|bad|unknown)[\ _-]*(access[\ _-]*|bearer[\ _-]*|auth[\ _-]*|api[\ _-]*)?(token|credentials?|key)
        | token\ (is\ )?(invalid|missing|required|expired|not\ valid) | session\ (has\ )?(expired|timed\ out)
        | chưa\ (được\ )?(đăng\ nhập|xác\ thực|cấp\ quyền) | không\ có\ quyền | không\ được\ phép | từ\ chối\ truy\ cập
        | chua\ (duoc\ )?(dang\ nhap|xac\ thuc) | khong\ co\ quyen | yêu\ cầu\ (đăng\ nhập|xác\ thực) | vui\ lòng\ đăng\ nhập
        | thiếu\ (mã|token) | (mã\ truy\ cập|mã\ thông\ báo|token|phiên(\ làm\ việc|\ đăng\ nhập)?)\ (không\ hợp\ lệ|đã\ hết\ hạn|hết\ hạn)",
    )
    .ok()
});

/// Numbers and keys that differ from one answer to the next.
static CHANGING: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?i)\b[0-9a-f][0-9a-f-]{7,}\b|\d+").ok());

/// What a body is.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::probe) enum Body {
    /// Nothing, or blanks.
    Empty,
    /// A page for people.
    Page,
    /// JSON.
    Json(Value),
    /// XML that is no page.
    Xml,
    /// Anything else: text, a table, a picture.
    Other,
}

impl Body {
    /// Reads the body of an answer by what it is, whatever its content type says.
    pub(in crate::probe) fn of(response: &Response) -> Self {
        let text = String::from_utf8_lossy(&response.body);
        let text = text.trim_start_matches('\u{feff}').trim();
        if text.is_empty() {
            return Self::Empty;
        }
        if let Ok(value @ (Value::Object(_) | Value::Array(_))) = serde_json::from_str(text) {
            return Self::Json(value);
        }
        let start: String = text.chars().take(512).collect::<String>().to_ascii_lowercase();
        let typed = response.header("content-type").is_some_and(|own| own.to_ascii_lowercase().contains("html"));
        if start.contains("<!doctype html") || start.contains("<html") || (typed && start.starts_with('<')) {
            return Self::Page;
        }
        if start.starts_with('<') { Self::Xml } else { Self::Other }
    }

    /// Whether it can be what somebody asked a data service for.
    pub(in crate::probe) fn is_data(&self) -> bool {
        matches!(self, Self::Json(_) | Self::Other | Self::Xml)
    }
}

/// Whether an answer turns its reader away in words, whatever its status.
pub(in crate::probe) fn refuses_in_words(response: &Response) -> bool {
    let text = String::from_utf8_lossy(&response.body);
    let says = || REFUSAL.as_ref().is_some_and(|words| words.is_match(&text));
    match Body::of(response) {
        Body::Json(value) => response.body.len() <= MOST_EXCUSE && is_excuse(&value, says),
        Body::Page => asks_for_password(&text),
        Body::Other | Body::Xml => response.body.len() <= MOST_EXCUSE && says(),
        Body::Empty => false,
    }
}

/// Whether a page has a field for a password.
pub(in crate::probe) fn asks_for_password(page: &str) -> bool {
    let page = page.to_ascii_lowercase();
    ["type=\"password\"", "type='password'", "type=password"].iter().any(|field| page.contains(field))
}

/// A small object without what was asked for, which says by code or by words that nobody is let in.
fn is_excuse(value: &Value, says: impl Fn() -> bool) -> bool {
    let Value::Object(members) = value else { return false };
    let given = members.iter().any(|(name, value)| {
        PAYLOADS.contains(&name.to_ascii_lowercase().as_str())
            && matches!(value, Value::Array(items) if !items.is_empty())
            || PAYLOADS.contains(&name.to_ascii_lowercase().as_str())
                && matches!(value, Value::Object(inner) if !inner.is_empty() && !has_code(value, 1))
    });
    if given || members.len() > MOST_MEMBERS {
        return false;
    }
    has_code(value, 2) || says()
}

/// Whether a member for codes holds 401 or 403, as a number or in text, this deep.
fn has_code(value: &Value, depth: usize) -> bool {
    let Value::Object(members) = value else { return false };
    members.iter().any(|(name, value)| {
        let name: String = name.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_ascii_lowercase();
        let coded = CODES.contains(&name.as_str())
            && match value {
                Value::Number(number) => matches!(number.as_i64(), Some(401 | 403)),
                Value::String(text) => matches!(text.trim(), "401" | "403"),
                _ => false,
            };
        coded || depth > 0 && has_code(value, depth - 1)
    })
}

/// Whether two answers are the same but for the address that was asked and what changes by itself.
pub(in crate::probe) fn same(one: (&Response, &str), other: (&Response, &str)) -> bool {
    one.0.status == other.0.status && masked(one) == masked(other)
}

fn masked((response, path): (&Response, &str)) -> String {
    let text = String::from_utf8_lossy(&response.body);
    let bare = path.split('?').next().unwrap_or_default();
    let plain = if bare.len() > 1 { text.replace(path, "/").replace(bare, "/") } else { text.into_owned() };
    match CHANGING.as_ref() {
        Some(changing) => changing.replace_all(&plain, "#").into_owned(),
        None => plain,
    }
}

/// Whether two bodies are of the same make: the same kind, and for JSON the same members at the top.
pub(in crate::probe) fn alike(one: &Response, other: &Response) -> bool {
    match (Body::of(one), Body::of(other)) {
        (Body::Json(one), Body::Json(other)) => make(&one) == make(&other),
        (Body::Page, Body::Page) | (Body::Xml, Body::Xml) | (Body::Other, Body::Other) => {
            let length = |response: &Response| response.body.len().max(1);
            let (short, long) = (length(one).min(length(other)), length(one).max(length(other)));
            long <= short * 2
        }
        _ => false,
    }
}

/// The names of the members, and whether they are of the items of a list.
fn make(value: &Value) -> (bool, BTreeSet<String>) {
    match value {
        Value::Array(items) => (true, items.first().map(|first| make(first).1).unwrap_or_default()),
        Value::Object(members) => (false, members.keys().cloned().collect()),
        _ => (false, BTreeSet::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(body: &str) -> Response {
        Response { body: body.as_bytes().to_vec(), ..Response::empty(200) }
    }

    #[test]
    fn excuses_are_told_from_data() {
        for excuse in [
            r#"{"status":401,"message":"Unauthorized"}"#,
            r#"{"code":"403","data":null}"#,
            r#"{"error":{"code":401}}"#,
            r#"{"success":false,"message":"Bạn chưa đăng nhập"}"#,
            r#"{"success":false,"message":"Mã truy cập không hợp lệ","data":[]}"#,
            r#"{"error":"invalid_token"}"#,
            "<Fault><faultstring>Access denied</faultstring></Fault>",
            "<html><form><input type=\"password\"></form></html>",
            "Unauthorized",
        ] {
            assert!(refuses_in_words(&answer(excuse)), "{excuse}");
        }
        for data in [
            r#"[{"status":401}]"#,
            r#"{"data":[{"ma":"HS1","ghi_chu":"không có quyền sử dụng đất"}]}"#,
            r#"{"so_ho_so":"H1","trang_thai":"đang xử lý"}"#,
            r#"{"status":200,"items":[]}"#,
            "<html><p>Unauthorized</p></html>",
            "",
        ] {
            assert!(!refuses_in_words(&answer(data)), "{data}");
        }
    }

    #[test]
    fn answers_that_differ_in_the_address_and_the_time_alone_are_the_same() {
        let (one, other) = (answer("no /a/b at 12:01"), answer("no /x at 12:02"));
        assert!(same((&one, "/a/b"), (&other, "/x")));
        assert!(!same((&one, "/a/b"), (&answer("yes /x"), "/x")));
        assert!(alike(&answer(r#"[{"a":1}]"#), &answer(r#"[{"a":2},{"a":3}]"#)));
        assert!(!alike(&answer(r#"{"a":1}"#), &answer(r#"{"error":1}"#)));
    }
}
