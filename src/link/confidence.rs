//! How far the availability of a window may be from the link's own, and how long a window must be to say so.

use super::tally::Tally;
use crate::profile::LinkPolicy;

/// The availability that a window is compatible with, at 95 %, in parts per million.
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

/// The interval over outages (Fay and Feuer 1997); `None` where nothing was watched.
pub fn interval(tally: &Tally, policy: &LinkPolicy) -> Option<Interval> {
    let _ = (tally, policy);
    None
}

/// What a window says of a wanted availability, in parts per million.
pub fn claim(tally: &Tally, wanted: i64, policy: &LinkPolicy) -> Claim {
    let _ = (tally, wanted, policy);
    Claim::TooShort { needed_ms: None }
}

/// How many milliseconds without any outage it takes to claim an availability (in parts per million) at 95 %: about
/// three times the assumed outage over what may fail. `None` for a full million.
pub fn clean_window_needed(wanted: i64, policy: &LinkPolicy) -> Option<i64> {
    let _ = (wanted, policy);
    None
}
