//! Days, office hours and working days in Vietnam's time: UTC+7 throughout, without summer time.

use jiff::civil::Date;

use crate::ledger::samples::{Moment, Stretch};
use crate::profile::Office;

/// Milliseconds of a day.
pub const DAY: i64 = 86_400_000;

/// The day of a moment.
pub fn day_of(moment: Moment) -> Date {
    crate::text::in_vietnam(moment.timestamp()).date()
}

/// The days that reach into a stretch, each cut to it.
pub fn days(within: Stretch) -> Vec<(Date, Stretch)> {
    let _ = within;
    Vec::new()
}

/// The hours of service within a stretch: Monday to Friday, holidays left out.
pub fn office_hours(within: Stretch, office: &Office) -> Vec<Stretch> {
    let _ = (within, office);
    Vec::new()
}

/// The last so many days before a moment.
pub const fn last_days(days: u32, now: Moment) -> Stretch {
    Stretch { from: now.plus(-(days as i64).saturating_mul(DAY)), to: now }
}
