//! Times as they are written in logs and exports. A time without an offset is none until the offset is declared.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

use crate::ledger::samples::Moment;
use crate::text::Text;

use super::problem::Misread;

/// A time as it was written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct When {
    /// The moment; of what was cut off, the beginning.
    pub(super) at: Moment,
    /// How finely it was written, in milliseconds.
    pub(super) grain: i64,
}

/// Reads `+07:00`, `-0330`, `Z`.
pub fn offset(text: &str) -> Option<Offset> {
    if text == "Z" {
        return Some(Offset::UTC);
    }
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let digits: Vec<u8> = match text.as_bytes() {
        [_, a, b, b':', c, d] | [_, a, b, c, d] => vec![*a, *b, *c, *d],
        [_, a, b] => vec![*a, *b, b'0', b'0'],
        _ => return None,
    };
    let hours = number(digits.get(..2)?)?;
    let minutes = number(digits.get(2..)?)?;
    if hours > 14 || minutes > 59 {
        return None;
    }
    Offset::from_seconds(sign * i32::try_from(hours * 3600 + minutes * 60).ok()?).ok()
}

/// Reads a time of an access log: `10/Oct/2026:13:55:36 +0700`, with thousandths and without an offset also.
pub(super) fn access(text: &str, declared: Option<Offset>) -> Result<When, Misread> {
    let (clock, zone) = text.split_once(' ').map_or((text, None), |(clock, zone)| (clock, Some(zone)));
    let mut parts = clock.splitn(4, ['/', ':']);
    let day = parts.next().and_then(digits);
    let month = parts.next().and_then(month);
    let year = parts.next().and_then(digits);
    let date = day.zip(month).zip(year).and_then(|((day, month), year)| date(year, month, day));
    let time = parts.next().and_then(clock_time);
    let zone = match zone {
        Some(zone) => Some(offset(zone).ok_or_else(malformed)?),
        None => declared,
    };
    finish(date.zip(time).ok_or_else(malformed)?, zone)
}

/// Reads a time of an export: ISO 8601, or as Vietnam writes it (`dd/mm/yyyy hh:mm[:ss]`, also `hh:mm dd/mm/yyyy`).
pub(super) fn written(text: &str, declared: Option<Offset>) -> Result<When, Misread> {
    let text = text.trim();
    let cut = text.find(['T', ' ']).ok_or_else(malformed)?;
    let (first, second) = text.split_at_checked(cut).ok_or_else(malformed)?;
    let second = second.get(1..).unwrap_or_default().trim();
    let (day, clock) = if first.contains(':') { (second, first) } else { (first, second) };
    let at = clock.char_indices().skip(1).find(|(_, letter)| matches!(letter, '+' | '-' | 'Z' | ' ')).map(|(at, _)| at);
    let (clock, zone) = at.and_then(|at| clock.split_at_checked(at)).unwrap_or((clock, ""));
    let zone = match zone.trim() {
        "" => declared,
        zone => Some(offset(zone).ok_or_else(malformed)?),
    };
    finish(civil_day(day).zip(clock_time(clock)).ok_or_else(malformed)?, zone)
}

/// Reads seconds or milliseconds since 1970; which of the two is told by the size.
pub(super) fn since_1970(text: &str) -> Result<When, Misread> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let plain = !whole.is_empty() && whole.len() <= 14 && part.len() <= 12;
    let all_digits = whole.bytes().chain(part.bytes()).all(|byte| byte.is_ascii_digit());
    let value: i64 =
        if plain && all_digits { whole.parse().map_err(|_| malformed())? } else { return Err(malformed()) };
    if value >= 100_000_000_000 {
        return Ok(When { at: Moment(value), grain: 1 });
    }
    let thousandths = thousandths(part).ok_or_else(malformed)?;
    let grain = if part.is_empty() { 1_000 } else { 1 };
    Ok(When { at: Moment(value * 1_000 + thousandths), grain })
}

/// Any of the forms of an export, or since 1970.
pub(super) fn any(text: &str, declared: Option<Offset>) -> Result<When, Misread> {
    let numeric = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if numeric { since_1970(text) } else { written(text, declared) }
}

fn finish((date, (time, grain)): (Date, (Time, i64)), zone: Option<Offset>) -> Result<When, Misread> {
    let zone = zone.ok_or_else(without_offset)?;
    let at = zone.to_timestamp(DateTime::from_parts(date, time)).map_err(|_| malformed())?;
    Ok(When { at: Moment::of(at), grain })
}

fn malformed() -> Misread {
    let expected = Text::new(
        "một thời điểm, ví dụ 2026-12-05T08:00:00+07:00 hoặc 05/12/2026 08:00",
        "a time, such as 2026-12-05T08:00:00+07:00 or 05/12/2026 08:00",
    );
    let hint = Text::new(
        "kiểm tra cột thời gian trong tệp ánh xạ (--map) và định dạng (--as)",
        "check the column of times in the map (--map), and the format (--as)",
    );
    Misread::new(1, expected, hint)
}

fn without_offset() -> Misread {
    let expected = Text::new("một thời điểm có múi giờ", "a time with an offset from UTC");
    let hint = Text::new(
        "khai báo múi giờ của tệp: --utc-offset +07:00, hoặc `utc-offset` trong tệp ánh xạ",
        "declare the offset of the file: --utc-offset +07:00, or `utc-offset` in the map",
    );
    Misread::new(1, expected, hint)
}

fn civil_day(text: &str) -> Option<Date> {
    let mut parts = text.splitn(3, ['/', '-', '.']);
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    match first.len() {
        4 => date(digits(first)?, digits(second)?, digits(third)?),
        1 | 2 if third.len() == 4 => date(digits(third)?, digits(second)?, digits(first)?),
        _ => None,
    }
}

fn date(year: u32, month: u32, day: u32) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// `hh:mm`, `hh:mm:ss`, `hh:mm:ss.fff`, and how finely it is written.
fn clock_time(text: &str) -> Option<(Time, i64)> {
    let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let mut parts = whole.splitn(3, ':');
    let (hour, minute) = (digits(parts.next()?)?, digits(parts.next()?)?);
    let second = parts.next();
    let thousandths = thousandths(part)?;
    let grain = match (second, part) {
        (None, "") => 60_000,
        (None, _) => return None,
        (Some(_), "") => 1_000,
        (Some(_), _) => 1,
    };
    let nanoseconds = i32::try_from(thousandths * 1_000_000).ok()?;
    let second = second.map_or(Some(0), digits)?;
    // A second that was put in belongs to the one before.
    let second = i8::try_from(second.min(if second == 60 { 59 } else { 60 })).ok()?;
    let time = Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, second, nanoseconds).ok()?;
    Some((time, grain))
}

/// The thousandths that the digits behind a point say.
fn thousandths(part: &str) -> Option<i64> {
    let mut value = 0;
    let mut places = part.bytes();
    for _ in 0..3 {
        let digit = places.next().unwrap_or(b'0');
        value = value * 10 + i64::from(char::from(digit).to_digit(10)?);
    }
    places.all(|byte| byte.is_ascii_digit()).then_some(value)
}

fn month(text: &str) -> Option<u32> {
    const NAMES: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let at = NAMES.iter().position(|name| *name == text)?;
    u32::try_from(at + 1).ok()
}

fn digits(text: &str) -> Option<u32> {
    number(text.as_bytes())
}

fn number(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() || digits.len() > 4 {
        return None;
    }
    digits.iter().try_fold(0, |value, byte| Some(value * 10 + char::from(*byte).to_digit(10)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iso(when: Result<When, Misread>) -> String {
        when.map_or_else(|misread| misread.expected.en, |when| when.at.timestamp().to_string())
    }

    #[test]
    fn times_are_read_in_every_form_and_only_with_an_offset() {
        let hanoi = offset("+07:00");
        for (text, told) in [
            ("05/12/2026 08:00", "2026-12-05T01:00:00Z"),
            ("05/12/2026 08:00:07", "2026-12-05T01:00:07Z"),
            ("08:00 05/12/2026", "2026-12-05T01:00:00Z"),
            ("5-12-2026 8:00", "2026-12-05T01:00:00Z"),
            ("2026-12-05T08:00:00+07:00", "2026-12-05T01:00:00Z"),
            ("2026-12-05 08:00:00.250", "2026-12-05T01:00:00.25Z"),
            ("2026-12-05T08:00:00Z", "2026-12-05T08:00:00Z"),
            ("2026-12-05 08:00:00 -0330", "2026-12-05T11:30:00Z"),
        ] {
            assert_eq!(iso(written(text, hanoi)), told, "{text}");
        }
        assert_eq!(iso(access("10/Oct/2026:13:55:36 +0700", None)), "2026-10-10T06:55:36Z");
        assert_eq!(iso(access("10/Oct/2026:13:55:36.125", hanoi)), "2026-10-10T06:55:36.125Z");
        assert_eq!(iso(since_1970("1700000000.5")), "2023-11-14T22:13:20.5Z");
        assert_eq!(iso(since_1970("1700000000500")), "2023-11-14T22:13:20.5Z");
        assert_eq!(iso(written("05/12/2026 08:00", None)), "a time with an offset from UTC");
        assert_eq!(iso(access("10/Oct/2026:13:55:36", None)), "a time with an offset from UTC");
        assert_eq!(written("05/12/2026 08:00", hanoi).map(|when| when.grain), Ok(60_000));
        for text in
            ["", " ", "31/02/2026 08:00", "05/12/2026", "05/12/2026 25:00", "đ/đ/đđđđ 08:00", "T", "05/12/26 08:00"]
        {
            assert!(written(text, hanoi).is_err(), "{text}");
        }
    }
}
