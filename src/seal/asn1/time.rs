//! Times of ASN.1, with fractions of a second as some time-stamp authorities write them.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::{Item, Malformed, tag};

/// `UTCTime` or `GeneralizedTime`, in UTC (RFC 5280 section 4.1.2.5; years of two digits up to 49 are after 2000).
pub(in crate::seal) fn utc_or_generalized(item: &Item<'_>) -> Result<Timestamp, Malformed> {
    match item.tag {
        tag::UTC_TIME => {
            let year = number(item.content.get(..2).ok_or(Malformed)?)?;
            let century: &[u8] = if year < 50 { b"20" } else { b"19" };
            instant(&[century, item.content].concat())
        }
        tag::GENERALIZED_TIME => instant(item.content),
        _ => Err(Malformed),
    }
}

/// `YYYYMMDDHHMMSS[.f]Z`.
pub(in crate::seal) fn instant(text: &[u8]) -> Result<Timestamp, Malformed> {
    let text = text.strip_suffix(b"Z").ok_or(Malformed)?;
    let (whole, fraction) = text.split_at_checked(14).ok_or(Malformed)?;
    let nanoseconds = match fraction.split_first() {
        None => 0,
        Some((b'.', digits)) if (1..=9).contains(&digits.len()) => {
            let scale = 10_i32.pow(9 - u32::try_from(digits.len()).map_err(|_| Malformed)?);
            number(digits)?.checked_mul(scale).ok_or(Malformed)?
        }
        Some(_) => return Err(Malformed),
    };
    let part = |from: usize| number(whole.get(from..from + 2).ok_or(Malformed)?);
    let small = |from: usize| i8::try_from(part(from)?).map_err(|_| Malformed);
    let year = i16::try_from(number(whole.get(..4).ok_or(Malformed)?)?).map_err(|_| Malformed)?;
    let civil = DateTime::new(year, small(4)?, small(6)?, small(8)?, small(10)?, small(12)?, nanoseconds);
    let zoned = civil.map_err(|_| Malformed)?.to_zoned(TimeZone::UTC).map_err(|_| Malformed)?;
    Ok(zoned.timestamp())
}

fn number(digits: &[u8]) -> Result<i32, Malformed> {
    if !digits.iter().all(u8::is_ascii_digit) {
        return Err(Malformed);
    }
    std::str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok()).ok_or(Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_are_kept() {
        let read = instant(b"20261122084745.25Z").expect("a time");
        assert_eq!(read.to_string(), "2026-11-22T08:47:45.25Z");
        for wrong in [&b"20261122084745"[..], b"20261322084745Z", b"20261122084745.Z", b"+0261122084745Z", b""] {
            assert_eq!(instant(wrong), Err(Malformed));
        }
    }
}
