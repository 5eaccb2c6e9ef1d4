//! How old an answer is, by what it says itself.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use serde_json::Value;

use crate::system::TimePlace;
use crate::wire::timed::Reply;

/// The longest text that is read as a time.
const MOST_TEXT: usize = 64;

/// How old an answer is; nought where its time lies ahead, `None` where it tells none.
pub(super) fn age(place: &TimePlace, reply: &Reply, tree: &Value, now: Timestamp) -> Option<Duration> {
    let time = match place {
        TimePlace::Header(name) => time(reply.header(name)?)?,
        TimePlace::Json(path) => match at_path(tree, path)? {
            Value::String(text) => time(text)?,
            Value::Number(number) => time(&number.to_string())?,
            _ => return None,
        },
        TimePlace::Between(before, after) => time(between(&reply.body, before, after)?)?,
    };
    Some(Duration::try_from(now.duration_since(time)).unwrap_or_default())
}

fn between<'a>(body: &'a [u8], before: &str, after: &str) -> Option<&'a str> {
    let start = memchr::memmem::find(body, before.as_bytes())? + before.len();
    let rest = body.get(start..)?;
    let end = memchr::memmem::find(rest.get(..rest.len().min(MOST_TEXT + after.len()))?, after.as_bytes())?;
    std::str::from_utf8(rest.get(..end)?).ok()
}

/// A time as services write it: RFC 3339, the form of HTTP's dates, or seconds or milliseconds since 1970.
fn time(text: &str) -> Option<Timestamp> {
    let text = text.trim().get(..text.trim().len().min(MOST_TEXT))?;
    if text.bytes().all(|b| b.is_ascii_digit()) {
        let number: i64 = text.parse().ok()?;
        return if text.len() > 11 { Timestamp::from_millisecond(number) } else { Timestamp::from_second(number) }.ok();
    }
    text.parse().ok().or_else(|| rfc2822::parse(text).ok().map(|zoned| zoned.timestamp()))
}

/// What stands at a path of a tree: names of members and numbers of items, joined by dots.
pub(super) fn at_path<'a>(tree: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(tree, |at, part| match at {
        Value::Array(items) => items.get(part.parse::<usize>().ok()?),
        _ => at.get(part),
    })
}
