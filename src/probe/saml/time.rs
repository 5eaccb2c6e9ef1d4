//! Times and lengths of time as XML Schema writes them (`dateTime`, `duration`).

use jiff::civil::DateTime;
use jiff::tz::Offset;
use jiff::{Span, Timestamp};

/// The instant of a `dateTime`; without a zone it is UTC (SAML 2.0 core, 1.3.3). `None` where it is none.
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    let text = text.trim_matches(super::is_space);
    let (date, rest) = text.split_once('T')?;
    let shape: Vec<usize> = date.split('-').map(str::len).collect();
    if shape != [4, 2, 2] || !date.bytes().all(|own| own.is_ascii_digit() || own == b'-') {
        return None;
    }
    let zone = rest.find(['Z', '+', '-']);
    let (time, zone) = rest.split_at(zone.unwrap_or(rest.len()));
    if !time.bytes().all(|own| own.is_ascii_digit() || matches!(own, b':' | b'.')) {
        return None;
    }
    let local: DateTime = format!("{date}T{time}").parse().ok()?;
    let offset = offset(zone)?;
    // What lies beyond the calendar's end is far away all the same.
    Some(offset.to_timestamp(local).unwrap_or(Timestamp::MAX))
}

fn offset(zone: &str) -> Option<Offset> {
    if matches!(zone, "" | "Z") {
        return Some(Offset::UTC);
    }
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = zone.trim_start_matches(['+', '-']).split_once(':')?;
    if hours.len() != 2 || minutes.len() != 2 {
        return None;
    }
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours <= 14 && minutes < 60).then(|| Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()).flatten()
}

/// The seconds of a `duration`, a year counted as 365 days and a month as 30. `None` where it is none.
pub(super) fn seconds(text: &str) -> Option<i64> {
    let text = text.trim_matches(super::is_space);
    if !text.trim_start_matches('-').starts_with('P') {
        return None;
    }
    let span: Span = text.parse().ok()?;
    let days = i64::from(span.get_years()) * 365 + i64::from(span.get_months()) * 30 + i64::from(span.get_days());
    let hours = days.checked_mul(24)?.checked_add(i64::from(span.get_hours()))?;
    let minutes = hours.checked_mul(60)?.checked_add(span.get_minutes())?;
    minutes.checked_mul(60)?.checked_add(span.get_seconds())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_with_a_zone_and_without() {
        let own = |text: &str| instant(text).map(|own| own.to_string());
        for (text, told) in [
            ("2027-01-02T03:04:05Z", "2027-01-02T03:04:05Z"),
            ("\n2027-01-02T03:04:05.500Z ", "2027-01-02T03:04:05.5Z"),
            ("2027-01-02T03:04:05", "2027-01-02T03:04:05Z"),
            ("2027-01-02T10:04:05+07:00", "2027-01-02T03:04:05Z"),
            ("2027-01-01T22:04:05-05:00", "2027-01-02T03:04:05Z"),
        ] {
            assert_eq!(own(text).as_deref(), Some(told), "{text}");
        }
        assert_eq!(instant("9999-12-31T23:59:59Z"), Some(Timestamp::MAX));
        for text in
            ["", "2027-01-02", "tomorrow", "2027-13-02T00:00:00Z", "02/01/2027T00:00:00", "2027-01-02T03:04:05+7"]
        {
            assert_eq!(instant(text), None, "{text}");
        }
    }

    #[test]
    fn lengths_of_time() {
        for (text, told) in [
            ("PT1H", Some(3600)),
            ("P1D", Some(86_400)),
            ("P7D", Some(604_800)),
            ("PT604800S", Some(604_800)),
            ("P0Y0M0DT6H0M0.000S", Some(21_600)),
            ("P1Y2M", Some((365 + 60) * 86_400)),
            ("-PT1H", Some(-3600)),
            ("1 day", None),
            ("", None),
            ("P99999999999999999999D", None),
        ] {
            assert_eq!(seconds(text), told, "{text}");
        }
    }
}
