//! How far the availability of a window may be from the link's own, and how long a window must be to say so.
//!
//! Samples of one outage are not independent, so an interval over samples is far too narrow (measured: one of nominally
//! 95 % holds in 0 to 12 of 100 windows). The interval here is over outages: Fay and Feuer, "Confidence intervals for
//! directly standardized rates: a method based on the gamma distribution", Statistics in Medicine 16 (1997), with each
//! outage's share of the watched time as its weight, and the longest of them, or the policy's assumed one, as the weight
//! of the next.

use super::gamma;
use super::tally::Tally;
use crate::profile::LinkPolicy;

/// The availability that a window is compatible with, at 95 %, in parts per million, rounded outwards.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
pub struct Interval {
    /// At least.
    pub low: i64,
    /// At most.
    pub high: i64,
}

/// What a window says of a wanted availability.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
pub enum Claim {
    /// It is reached, even at the low end of the interval.
    Reached,
    /// It is missed, even at the high end of the interval.
    Missed,
    /// The window is too short to say.
    TooShort {
        /// How many milliseconds would have to be watched, should things go on as they went; `None` where no window of
        /// ten years would do.
        needed_ms: Option<i64>,
    },
}

/// The longest window that is thought of, in milliseconds: ten years.
const LONGEST: f64 = 3_650.0 * 86_400_000.0;
/// A million, of which an availability is told.
const MILLION: f64 = 1e6;

/// The interval over outages (Fay and Feuer 1997); `None` where nothing was watched.
pub fn interval(tally: &Tally, policy: &LinkPolicy) -> Option<Interval> {
    let rates = Rates::of(tally, policy)?;
    let low = parts(((1.0 - rates.upper()) * MILLION).floor());
    Some(Interval { low, high: parts(((1.0 - rates.lower()) * MILLION).ceil()) })
}

/// What a window says of a wanted availability, in parts per million.
pub fn claim(tally: &Tally, wanted: i64, policy: &LinkPolicy) -> Claim {
    let may_fail = 1.0 - share(wanted);
    let Some(rates) = Rates::of(tally, policy) else {
        return Claim::TooShort { needed_ms: clean_window_needed(wanted, policy) };
    };
    if rates.upper() <= may_fail {
        Claim::Reached
    } else if rates.lower() > may_fail {
        Claim::Missed
    } else {
        Claim::TooShort { needed_ms: rates.needed(may_fail) }
    }
}

/// How many milliseconds without any outage it takes to claim an availability (in parts per million) at 95 %: about
/// three times the assumed outage over what may fail. `None` for a full million.
pub fn clean_window_needed(wanted: i64, policy: &LinkPolicy) -> Option<i64> {
    let may_fail = 1.0 - share(wanted);
    (may_fail > 0.0).then(|| milliseconds(gamma::quantile(0.95, 1.0) * assumed(policy) / may_fail))
}

/// What fails, as shares of the watched time.
#[derive(Clone, Copy, Debug)]
struct Rates {
    /// The watched time in milliseconds.
    watched: f64,
    /// The sum of the outages.
    sum: f64,
    /// The sum of their squares.
    squares: f64,
    /// The longest of them, or the assumed one.
    next: f64,
}

impl Rates {
    fn of(tally: &Tally, policy: &LinkPolicy) -> Option<Self> {
        let outages = tally.outages();
        let watched = number(tally.watched_ms());
        #[expect(clippy::cast_precision_loss, reason = "a sum of squares: its first 53 bits are enough")]
        let squares = outages.squares as f64 / (watched * watched);
        let next = number(outages.longest_ms).max(assumed(policy)) / watched;
        (watched > 0.0).then(|| Self { watched, sum: number(outages.down_ms) / watched, squares, next })
    }

    /// The least that the link itself fails.
    fn lower(self) -> f64 {
        if self.sum <= 0.0 || self.squares <= 0.0 {
            return 0.0;
        }
        let shape = self.sum * self.sum / self.squares;
        (self.squares / self.sum * gamma::quantile(0.025, shape)).min(1.0)
    }

    /// The most. Without any outage all of the doubt is on this side.
    fn upper(self) -> f64 {
        if self.sum <= 0.0 {
            return (gamma::quantile(0.95, 1.0) * self.next).min(1.0);
        }
        let (sum, squares) = (self.sum + self.next, self.next.mul_add(self.next, self.squares));
        (squares / sum * gamma::quantile(0.975, sum * sum / squares)).min(1.0)
    }

    /// The same over a window so many times as long, should things go on as they went.
    fn longer(self, times: f64) -> Self {
        Self { watched: self.watched * times, squares: self.squares / times, next: self.next / times, sum: self.sum }
    }

    /// How many milliseconds must be watched until no more than so much fails.
    fn needed(self, may_fail: f64) -> Option<i64> {
        let (mut low, mut high) = (1.0, LONGEST / self.watched);
        if high <= low || self.longer(high).upper() > may_fail {
            return None;
        }
        for _ in 0..60 {
            let middle = f64::midpoint(low, high);
            if self.longer(middle).upper() > may_fail { low = middle } else { high = middle }
        }
        Some(milliseconds(self.watched * high))
    }
}

/// The outage that is assumed at least, in milliseconds.
fn assumed(policy: &LinkPolicy) -> f64 {
    f64::from(policy.assumed_outage_s) * 1_000.0
}

fn share(parts: i64) -> f64 {
    number(parts.clamp(0, 1_000_000)) / MILLION
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds of less than 285,000 years are exact")]
const fn number(milliseconds: i64) -> f64 {
    milliseconds as f64
}

#[expect(clippy::cast_possible_truncation, reason = "cut to what an i64 holds by the language itself")]
fn milliseconds(number: f64) -> i64 {
    number.ceil() as i64
}

#[expect(clippy::cast_possible_truncation, reason = "from nought to a million")]
fn parts(number: f64) -> i64 {
    number.clamp(0.0, MILLION) as i64
}
