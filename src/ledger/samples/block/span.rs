//! The stretch of time that a block covers: an hour, or for slow series a day, in UTC.

use crate::ledger::samples::{Moment, Sample};

/// An hour in milliseconds.
const HOUR: i64 = 3_600_000;
/// Half an hour: what a sketch covers.
const HALF: i64 = HOUR / 2;
/// Series with at least this interval, in milliseconds, are packed by days: their hours would be mostly keys.
const SLOW: u32 = 30_000;

/// Whole hours since 1970 in UTC.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub(in crate::ledger::samples) struct Span {
    /// The first hour.
    pub(in crate::ledger::samples) hour: i64,
    /// How many: 1 or 24.
    pub(in crate::ledger::samples) hours: i64,
}

impl Span {
    /// The most hours of a span.
    pub(in crate::ledger::samples) const LONGEST: i64 = 24;

    /// The span into which a sample is packed.
    pub(in crate::ledger::samples) fn of(sample: &Sample) -> Self {
        let hours = if sample.every >= SLOW { Self::LONGEST } else { 1 };
        Self { hour: hour(sample.at).div_euclid(hours) * hours, hours }
    }

    /// Its length in milliseconds.
    pub(in crate::ledger::samples) const fn length(self) -> i64 {
        self.hours.saturating_mul(HOUR)
    }

    /// Whether it ends at a moment or before.
    pub(in crate::ledger::samples) fn is_over(self, at: Moment) -> bool {
        self.hour + self.hours <= hour(at)
    }

    /// Its first moment.
    pub(in crate::ledger::samples) const fn begins(self) -> Moment {
        self.moment(0)
    }

    /// A moment of it in milliseconds from its beginning. Wraps at the ends of time, as [`Self::moment`] does back.
    pub(super) const fn offset(self, at: Moment) -> i64 {
        at.0.wrapping_sub(self.hour.wrapping_mul(HOUR))
    }

    /// The moment of an offset.
    pub(super) const fn moment(self, offset: i64) -> Moment {
        Moment(self.hour.wrapping_mul(HOUR).wrapping_add(offset))
    }

    /// In which half hour of it a moment lies.
    pub(super) const fn half(self, at: Moment) -> i64 {
        self.offset(at).div_euclid(HALF)
    }

    /// Where one of its half hours begins.
    pub(super) const fn half_begins(self, half: i64) -> Moment {
        self.moment(half.saturating_mul(HALF))
    }

    /// How many half hours it has.
    pub(super) const fn halves(self) -> i64 {
        self.hours.saturating_mul(2)
    }
}

/// The hour of a moment since 1970 in UTC.
pub(in crate::ledger::samples) const fn hour(at: Moment) -> i64 {
    at.0.div_euclid(HOUR)
}
