//! HAProxy's HTTP log (`option httplog`; configuration manual, section 8.2.3), whatever stands before it.
//!
//! Its two letters of how a session ended (section 8.5) tell more than the status: who was silent, and at which step.

use jiff::tz::Offset;

use crate::ledger::samples::{Class, Phases};
use crate::text::{Text, text};

use super::mapping::Mapping;
use super::problem::Misread;
use super::status::{Giver, class};
use super::steps::{Request, ticks};
use super::tally::Skip;
use super::when::access;

/// The most columns of a line that are looked at.
const COLUMNS: usize = 10;

/// What a line says.
pub(super) fn line(line: &[u8], mapping: &Mapping, zone: Option<Offset>) -> Result<Result<Request, Skip>, Misread> {
    let Some((from, to)) = clock(line) else {
        // A line of the program itself (start, stop, health) has no time in brackets.
        let told = memchr::memmem::find(line, b"haproxy").is_some();
        return if told {
            Ok(Err(Skip::NotRequest))
        } else {
            Err(misread(1, "accept_date", "[dd/Mon/yyyy:hh:mm:ss.fff]"))
        };
    };
    let time = line.get(from..to).and_then(|time| std::str::from_utf8(time).ok()).unwrap_or_default();
    let at = access(time, zone).map_err(|misread| misread.shifted(from))?.at;
    let rest = line.get(to + 1..).unwrap_or_default();
    let mut columns = Columns { rest, at: to + 1 };
    let frontend = columns.next("frontend_name")?;
    let (backend, _) = columns.next("backend_name/server_name")?;
    let (timers, timers_at) = columns.next("TR/Tw/Tc/Tr/Ta")?;
    let (status, status_at) = columns.next("status_code")?;
    let mut ended = ("", 0);
    for name in ["bytes_read", "captured_request_cookie", "captured_response_cookie", "termination_state"] {
        ended = columns.next(name)?;
    }
    let (ended, ended_at) = ended;
    let timers = Timers::read(timers).ok_or_else(|| misread(timers_at, "TR/Tw/Tc/Tr/Ta", "10/0/30/69/109"))?;
    let status: i32 = status.parse().map_err(|_| misread(status_at, "status_code", "200"))?;
    if ended.len() != 4 || !ended.is_ascii() {
        return Err(misread(ended_at, "termination_state", "----"));
    }
    let request =
        memchr::memchr(b'"', columns.rest).and_then(|quote| columns.rest.get(quote + 1..)).unwrap_or_default();
    let path = asked(request);
    if !mapping.paths.is_empty() && path.is_none() {
        return Ok(Err(Skip::NotRequest));
    }
    if path.is_some_and(|path| !mapping.leads(path)) {
        return Ok(Err(Skip::OtherPath));
    }
    let side = backend.split('/').next().unwrap_or_default();
    if !(mapping.is_hop(backend) || mapping.is_hop(side) || mapping.is_hop(frontend.0)) {
        return Ok(Err(Skip::OtherUpstream));
    }
    let status = u16::try_from(status).unwrap_or_default();
    let came = match of_end(ended) {
        Some(came) => came,
        None if timers.connect.is_none() => Err(Skip::NotForwarded),
        None => class(status, Giver::Upstream, timers.whole, mapping),
    };
    // A requester who had waited long enough before going away proves the silence.
    let came = match (came, timers.whole) {
        (Err(Skip::GaveUp), Some(waited)) if waited >= mapping.gave_up_after => Ok(timers.silence()),
        (came, _) => came,
    };
    Ok(came.map(|class| Request { at, class, code: status, phases: timers.phases() }))
}

/// What the way in which a session ended says, where it says something.
fn of_end(ended: &str) -> Option<Result<Class, Skip>> {
    let mut letters = ended.chars();
    Some(match (letters.next()?, letters.next()?) {
        ('-', _) => return None,
        ('C' | 'c', _) => Err(Skip::GaveUp),
        ('S', 'C') => Ok(Class::ConnectRefused),
        ('s', 'C') => Ok(Class::ConnectTimeout),
        ('S', 'H') => Ok(Class::Reset),
        ('s', 'H' | 'D' | 'L') => Ok(Class::ServiceTimeout),
        ('S', 'D' | 'L') => Ok(Class::Truncated),
        ('P', 'H') => Ok(Class::Malformed),
        ('R', _) => Ok(Class::OwnResources),
        // Down before it was asked, or nobody free in the queue: the gateway itself answered 503.
        ('S' | 's', 'Q') | ('D' | 'U' | 'K', _) => Ok(Class::GatewayStatus),
        ('P' | 'L' | 'I', _) => Err(Skip::NotForwarded),
        _ => return None,
    })
}

/// The columns behind the time, with their places.
struct Columns<'l> {
    rest: &'l [u8],
    at: usize,
}

impl<'l> Columns<'l> {
    fn next(&mut self, name: &str) -> Result<(&'l str, usize), Misread> {
        let blank = self.rest.iter().take_while(|byte| **byte == b' ').count();
        let rest = self.rest.get(blank..).unwrap_or_default();
        let length = memchr::memchr(b' ', rest).unwrap_or(rest.len());
        let column =
            rest.get(..length).and_then(|column| std::str::from_utf8(column).ok()).filter(|text| !text.is_empty());
        let at = self.at + blank;
        self.at = at + length;
        self.rest = rest.get(length..).unwrap_or_default();
        column.map(|column| (column, at)).ok_or_else(|| misread(at, name, "option httplog"))
    }
}

/// How long the steps took, in milliseconds; `None` for one that was not reached.
struct Timers {
    connect: Option<i64>,
    answer: Option<i64>,
    whole: Option<i64>,
}

impl Timers {
    fn read(text: &str) -> Option<Self> {
        let mut values = text.splitn(COLUMNS, '/').map(|value| value.trim_start_matches('+').parse::<i64>().ok());
        let _request = values.next()??;
        let _queue = values.next()??;
        let (connect, answer, whole) = (values.next()??, values.next()??, values.next()??);
        let reached = |value: i64| (value >= 0).then_some(value);
        values.next().is_none().then(|| Self {
            connect: reached(connect),
            answer: reached(answer),
            whole: reached(whole),
        })
    }

    fn phases(&self) -> Phases {
        let of = |value: Option<i64>| value.and_then(ticks);
        Phases { connect: of(self.connect), first_byte: of(self.answer), whole: of(self.whole), ..Phases::default() }
    }

    /// At which step the silence was.
    const fn silence(&self) -> Class {
        if self.connect.is_some() { Class::ServiceTimeout } else { Class::ConnectTimeout }
    }
}

/// The place of the time between brackets.
fn clock(line: &[u8]) -> Option<(usize, usize)> {
    memchr::memmem::find_iter(line, b" [").find_map(|open| {
        let rest = line.get(open + 2..)?;
        let end = memchr::memchr(b']', rest.get(..rest.len().min(32))?)?;
        let is_date = matches!(rest, [a, b, b'/', ..] if a.is_ascii_digit() && b.is_ascii_digit());
        is_date.then_some((open + 2, open + 2 + end))
    })
}

fn asked(request: &[u8]) -> Option<&str> {
    let request = std::str::from_utf8(request.split(|byte| *byte == b'"').next()?).ok()?;
    let mut words = request.split(' ');
    let method = words.next()?;
    (!method.is_empty() && method.bytes().all(|byte| byte.is_ascii_uppercase())).then(|| words.next())?
}

fn misread(at: usize, name: &str, form: &str) -> Misread {
    let expected = text!("{name}, ví dụ `{form}`", "{name}, such as `{form}`");
    let hint = Text::new(
        "tệp phải là nhật ký HTTP của HAProxy (`option httplog`) với định dạng mặc định",
        "the file must be HAProxy's HTTP log (`option httplog`) in its usual format",
    );
    Misread::new(at + 1, expected, hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(tail: &str) -> Result<Result<Request, Skip>, Misread> {
        let text =
            format!("Oct 10 13:55:36 gw haproxy[123]: 10.0.1.2:33317 [10/Oct/2026:13:55:36.655] in dancu/s1 {tail}");
        line(text.as_bytes(), &Mapping::default(), super::super::when::offset("+07:00"))
    }

    #[test]
    fn the_end_of_a_session_tells_who_was_silent() {
        for (tail, came) in [
            ("10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 {a} {} \"GET /lgsp/x HTTP/1.1\"", Ok(Class::Good)),
            ("0/0/-1/-1/3000 503 212 - - sC-- 1/1/1/1/3 0/0 \"GET / HTTP/1.1\"", Ok(Class::ConnectTimeout)),
            ("0/0/-1/-1/3 503 212 - - SC-- 1/1/1/1/3 0/0 \"GET / HTTP/1.1\"", Ok(Class::ConnectRefused)),
            ("0/0/1/-1/30001 504 194 - - sH-- 1/1/1/1/0 0/0 \"GET / HTTP/1.1\"", Ok(Class::ServiceTimeout)),
            ("0/0/1/-1/7 502 204 - - SH-- 1/1/1/1/0 0/0 \"GET / HTTP/1.1\"", Ok(Class::Reset)),
            ("0/0/1/-1/700 -1 0 - - CH-- 1/1/1/1/0 0/0 \"GET / HTTP/1.1\"", Err(Skip::GaveUp)),
            ("0/0/1/-1/70000 -1 0 - - CH-- 1/1/1/1/0 0/0 \"GET / HTTP/1.1\"", Ok(Class::ServiceTimeout)),
            ("0/-1/-1/-1/0 403 192 - - PR-- 1/1/0/0/0 0/0 \"GET / HTTP/1.1\"", Err(Skip::NotForwarded)),
            ("0/0/1/2/3 401 192 - - ---- 1/1/0/0/0 0/0 \"GET / HTTP/1.1\"", Ok(Class::Authentication)),
        ] {
            assert_eq!(read(tail).expect("readable").map(|request| request.class), came, "{tail}");
        }
        let good =
            read("10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 \"GET / HTTP/1.1\"").expect("readable").expect("used");
        assert_eq!(good.at.timestamp().to_string(), "2026-10-10T06:55:36.655Z");
        assert_eq!((good.phases.connect, good.phases.whole), (Some(3_000), Some(10_900)));
    }

    #[test]
    fn what_is_missing_is_told_by_its_name_and_lines_of_the_program_are_passed_over() {
        assert!(read("10/0/30 200").expect_err("too few").expected.en.starts_with("bytes_read"));
        assert!(read("a/b/c/d/e 200 1 - - ----").expect_err("no timers").expected.en.starts_with("TR/Tw"));
        let own = b"Oct 10 13:55:36 gw haproxy[123]: Proxy in started.";
        assert_eq!(line(own, &Mapping::default(), None), Ok(Err(Skip::NotRequest)));
        assert!(line(b"nonsense", &Mapping::default(), None).is_err());
    }
}
