//! Dates and times as Vietnamese administrative documents write them.
//!
//! Decree 30/2020/ND-CP, Annex I: days under 10 and months 1 and 2 carry a leading zero; the zone
//! is Vietnam's, UTC+7 without summer time, so a fixed offset is exact and needs no zone database.

use jiff::Timestamp;
use jiff::Zoned;
use jiff::tz::{Offset, TimeZone};

/// Vietnam's offset from UTC.
pub const VIETNAM_OFFSET: Offset = Offset::constant(7);

/// The instant on a Vietnamese clock.
pub fn in_vietnam(instant: Timestamp) -> Zoned {
    instant.to_zoned(TimeZone::fixed(VIETNAM_OFFSET))
}

/// `ngày 05 tháng 02 năm 2026`, as the body of a document writes a date.
pub fn long_date(instant: Timestamp) -> String {
    let local = in_vietnam(instant);
    let month = match local.month() {
        month @ 1..=2 => format!("{month:02}"),
        month => month.to_string(),
    };
    format!("ngày {:02} tháng {month} năm {}", local.day(), local.year())
}

/// `08 giờ 05 phút`.
pub fn clock_time(instant: Timestamp) -> String {
    let local = in_vietnam(instant);
    format!("{:02} giờ {:02} phút", local.hour(), local.minute())
}

/// `05/02/2026`, for tables.
pub fn day(instant: Timestamp) -> String {
    let local = in_vietnam(instant);
    format!("{:02}/{:02}/{}", local.day(), local.month(), local.year())
}

/// `05/02/2026 08:05:00 +07:00`, for tables that need the second.
pub fn day_and_time(instant: Timestamp) -> String {
    let local = in_vietnam(instant);
    format!("{} {:02}:{:02}:{:02} +07:00", day(instant), local.hour(), local.minute(), local.second())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant(text: &str) -> Timestamp {
        text.parse().expect("a literal timestamp")
    }

    #[test]
    fn small_days_and_the_first_two_months_are_padded() {
        assert_eq!(long_date(instant("2026-02-04T17:00:00Z")), "ngày 05 tháng 02 năm 2026");
        assert_eq!(long_date(instant("2026-12-04T16:59:59Z")), "ngày 04 tháng 12 năm 2026");
        assert_eq!(long_date(instant("2026-03-09T00:00:00Z")), "ngày 09 tháng 3 năm 2026");
    }

    #[test]
    fn times_are_vietnamese_whatever_the_machine_says() {
        assert_eq!(clock_time(instant("2026-12-05T01:05:00Z")), "08 giờ 05 phút");
        assert_eq!(day_and_time(instant("2026-12-05T01:05:09Z")), "05/12/2026 08:05:09 +07:00");
    }
}
