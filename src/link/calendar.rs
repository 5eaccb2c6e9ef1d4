//! Days, office hours and working days in Vietnam's time: UTC+7 throughout, without summer time.

use jiff::ToSpan;
use jiff::civil::{Date, Time};

use crate::ledger::samples::{Moment, Stretch};
use crate::profile::Office;
use crate::text::VIETNAM_OFFSET;

/// Milliseconds of a day.
pub const DAY: i64 = 86_400_000;
/// More days than anybody asks for: what bounds the work of a stretch without sense.
const MOST_DAYS: i64 = 40_000;
/// More working days ahead than matter to anybody.
const MOST_WORKING_DAYS: u32 = 1_000;
/// The first day of the count.
const FIRST: Date = Date::constant(1970, 1, 1);

/// The day of a moment.
pub fn day_of(moment: Moment) -> Date {
    date(number(moment))
}

/// The days that reach into a stretch, each cut to it.
pub fn days(within: Stretch) -> Vec<(Date, Stretch)> {
    if within.length() == 0 {
        return Vec::new();
    }
    let (first, last) = (number(within.from), number(within.to.plus(-1)));
    let days = first..=last.min(first.saturating_add(MOST_DAYS));
    days.filter_map(|day| Some((date(day), whole_day(day).common(within)?))).collect()
}

/// The hours of service within a stretch: Monday to Friday, holidays left out.
pub fn office_hours(within: Stretch, office: &Office) -> Vec<Stretch> {
    let hours = |day: Date| {
        let begin = start_of(day);
        Stretch { from: begin.plus(since_midnight(office.from)), to: begin.plus(since_midnight(office.to)) }
    };
    let working = days(within).into_iter().filter(|(day, _)| is_working_day(*day, office));
    working.filter_map(|(day, stretch)| hours(day).common(stretch)).collect()
}

/// The last so many days before a moment.
pub const fn last_days(days: u32, now: Moment) -> Stretch {
    Stretch { from: now.plus(-(days as i64).saturating_mul(DAY)), to: now }
}

/// The moment at which a day begins.
pub fn start_of(day: Date) -> Moment {
    let days = FIRST.duration_until(day).as_hours() / 24;
    whole_day(days).from
}

/// Whether a day is neither a Saturday, a Sunday nor a holiday.
pub fn is_working_day(day: Date, office: &Office) -> bool {
    day.weekday().to_monday_zero_offset() < 5 && !office.holidays.contains(&day)
}

/// The whole working days between two days, neither of them counted: the day of a notice begins no term, and the term
/// is over when its last day is. At most a thousand are counted.
pub fn working_days_between(announced: Date, day: Date, office: &Office) -> u32 {
    let mut count = 0;
    let mut next = announced;
    while count < MOST_WORKING_DAYS {
        let Ok(following) = next.checked_add(1.day()) else { break };
        if following >= day {
            break;
        }
        count += u32::from(is_working_day(following, office));
        next = following;
    }
    count
}

/// The number of a moment's day, from nought for the first of 1970.
const fn number(moment: Moment) -> i64 {
    moment.plus(offset()).0.div_euclid(DAY)
}

const fn whole_day(number: i64) -> Stretch {
    let from = Moment(number.saturating_mul(DAY)).plus(-offset());
    Stretch { from, to: from.plus(DAY) }
}

fn date(number: i64) -> Date {
    let days = number.clamp(-5_000_000, 5_000_000);
    FIRST.checked_add(days.days()).unwrap_or(if days < 0 { Date::MIN } else { Date::MAX })
}

/// What Vietnam's clocks are ahead of UTC, in milliseconds.
const fn offset() -> i64 {
    VIETNAM_OFFSET.seconds() as i64 * 1_000
}

fn since_midnight(time: Time) -> i64 {
    (i64::from(time.hour()) * 60 + i64::from(time.minute())) * 60_000
        + i64::from(time.second()) * 1_000
        + i64::from(time.millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Moment {
        Moment::of(text.parse().expect("a literal timestamp"))
    }

    fn stretch(from: &str, to: &str) -> Stretch {
        Stretch { from: moment(from), to: moment(to) }
    }

    fn office(holidays: &[&str]) -> Office {
        let holidays = holidays.iter().map(|day| day.parse().expect("a literal date")).collect();
        Office { from: Time::constant(7, 0, 0, 0), to: Time::constant(17, 30, 0, 0), holidays }
    }

    #[test]
    fn a_day_begins_at_midnight_in_vietnam_at_the_ends_of_months_and_years_too() {
        let over = stretch("2026-12-31T16:59:59.999Z", "2026-12-31T17:00:00.001Z");
        let told: Vec<_> = days(over).iter().map(|(day, part)| (day.to_string(), part.length())).collect();
        assert_eq!(told, [("2026-12-31".to_owned(), 1), ("2027-01-01".to_owned(), 1)]);
        assert_eq!(days(stretch("2024-02-28T17:00:00Z", "2024-02-29T17:00:00Z")).len(), 1, "a leap day is a day");
        assert_eq!(start_of("2026-03-01".parse().expect("a date")), moment("2026-02-28T17:00:00Z"));
        assert_eq!(day_of(moment("1969-12-31T17:00:00Z")).to_string(), "1970-01-01");
        assert_eq!(day_of(moment("1969-12-31T16:59:59Z")).to_string(), "1969-12-31");
    }

    #[test]
    fn a_month_of_office_hours_leaves_nights_weekends_and_holidays_out() {
        // September 2026 begins on a Tuesday and has 22 days from Monday to Friday; the second is a holiday.
        let month = stretch("2026-08-31T17:00:00Z", "2026-09-30T17:00:00Z");
        let hours = office_hours(month, &office(&["2026-09-02"]));
        assert_eq!(hours.len(), 21);
        assert_eq!(hours.iter().map(|hours| hours.length()).sum::<i64>(), 21 * 37_800_000);
        assert_eq!(hours.first().map(|hours| hours.from), Some(moment("2026-09-01T00:00:00Z")));
        let friday_night = stretch("2026-09-04T10:29:00Z", "2026-09-07T00:01:00Z");
        let told: Vec<_> = office_hours(friday_night, &office(&[])).iter().map(|hours| hours.length()).collect();
        assert_eq!(told, [60_000, 60_000], "the last minute of Friday, the first of Monday");
    }

    #[test]
    fn a_notice_counts_whole_working_days_between() {
        let between = |from: &str, to: &str, holidays: &[&str]| {
            working_days_between(from.parse().expect("a date"), to.parse().expect("a date"), &office(holidays))
        };
        assert_eq!(between("2026-09-07", "2026-09-16", &[]), 6, "Tuesday to Friday, Monday, Tuesday");
        assert_eq!(between("2026-09-07", "2026-09-17", &[]), 7);
        assert_eq!(between("2026-08-31", "2026-09-10", &["2026-09-01", "2026-09-02"]), 5);
        assert_eq!(between("2026-09-17", "2026-09-07", &[]), 0);
        assert_eq!(between("-009999-01-01", "2026-09-07", &[]), MOST_WORKING_DAYS, "bounded");
    }

    #[test]
    fn stretches_without_sense_end_soon() {
        let all = Stretch { from: Moment(i64::MIN), to: Moment(i64::MAX) };
        assert!(days(all).len() <= 40_001);
        assert!(days(Stretch { from: all.to, to: all.from }).is_empty());
        assert_eq!(day_of(all.to), Date::MAX);
        assert_eq!(day_of(all.from), Date::MIN);
    }
}
